/* SPDX-License-Identifier: MIT */
/* Memory as the firmware and the GPU see it: through the page tables, with their permissions. */
#ifndef AGX_CARD_UAT_H
#define AGX_CARD_UAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct card;
struct uat;

enum uat_agent {
	UAT_FW,
	UAT_GPU,
};

/**
 * struct uat_fault - why an access is refused
 * @va: the address, the first byte that is not allowed
 * @slot: the context
 * @agent: who wanted it
 * @write: what
 * @reason: enum agx_sgx_fault_reason
 * @level: of the page tables, from the root down; 3 if the context has no table
 */
struct uat_fault {
	uint64_t va;
	unsigned int slot;
	enum uat_agent agent;
	bool write;
	unsigned int reason;
	unsigned int level;
};

struct uat *uat_create(void); /* released by free() */

/* "unmapped" and so on. */
const char *uat_reason_name(unsigned int reason);

/* The entry of the last level that maps @va, if it allows the access; it need not be memory. */
bool uat_lookup(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va, bool write,
		uint64_t *pte, struct uat_fault *fault);

/**
 * uat_ptr() - memory behind an address
 * @card: the card
 * @slot: context, below AGX_UAT_NUM_SLOTS
 * @agent: who wants it
 * @va: address
 * @len: in: bytes that are wanted; out: bytes that follow each other, to the end of the page
 * @write: whether the caller is going to write
 * @fault: says why not
 *
 * Return: a pointer, valid until the guest's next message is handled; NULL on a fault.
 */
void *uat_ptr(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va, size_t *len,
	      bool write, struct uat_fault *fault);

/* Copies, page by page; false on a fault, with a part copied. */
bool uat_read(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va, void *buf,
	      size_t len, struct uat_fault *fault);
bool uat_write(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va,
	       const void *buf, size_t len, struct uat_fault *fault);

/* Whether @len bytes are there and may be read or written, without touching them. */
bool uat_check(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va, size_t len,
	       bool write, struct uat_fault *fault);

#endif
