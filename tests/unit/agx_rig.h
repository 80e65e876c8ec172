/* SPDX-License-Identifier: MIT */
/*
 * The whole agx card without QEMU. The test plays the kernel: its page tables, its InitData and
 * its commands are made here, by code of its own.
 */
#ifndef TESTS_UNIT_AGX_RIG_H
#define TESTS_UNIT_AGX_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emu/agx-card/core.h"
#include "firmware/agx/abi.h"
#include "firmware/agx/channels.h"

#define RIG_GUEST_BASE 0x800000000ull
#define RIG_GUEST_SIZE (32u << 20)
#define RIG_USER_SLOT 5
#define RIG_USER_VA 0x1000000ull

/** struct rig_ring - the kernel's end of a channel */
struct rig_ring {
	uint8_t *state;
	uint8_t *entries;
	uint32_t write_at; /* offset of the write pointer */
	uint32_t size;
	uint32_t count;
};

struct rig {
	struct card *card;
	const struct agx_abi *abi;
	uint8_t *guest;
	uint32_t used; /* of guest memory */
	char path[64]; /* the violations */
	unsigned long seen;

	uint64_t region[6]; /* addresses, by enum agx_glue_region */
	uint64_t next_va; /* of the firmware's private memory */
	uint64_t root[2]; /* of the low halves: the kernel's, the user's */

	uint64_t initdata_va;
	uint8_t *initdata, *rtptrs, *globals, *fw_status, *hwdata_a, *hwdata_b;
	struct rig_ring pipe[AGX_PIPE_PRIORITIES][AGX_PIPE_TYPES];
	struct rig_ring devctrl, fwctl, event, fwlog, ktrace, stats;
};

/* The test's initial state may name another variant than "t8103 12.3". */
int rig_setup(void **state); /* a card, nothing published */
int rig_setup_booted(void **state); /* RTKit up, both endpoints started, page tables there */
int rig_setup_ready(void **state); /* InitData taken, Initialize done */
int rig_teardown(void **state); /* fails the test on an unseen violation */

/* Expects at least one violation since the last time, one of which contains @what. */
void rig_expect_violation(struct rig *rig, const char *what);

/* Expects @n words at @offset of a structure. */
void rig_expect_words(const uint8_t *mem, uint32_t offset, const uint32_t *words, unsigned int n);

uint32_t rig_read(struct rig *rig, uint32_t offset);
uint64_t rig_read64(struct rig *rig, uint32_t offset);
void rig_write(struct rig *rig, uint32_t offset, uint32_t value);
void rig_write64(struct rig *rig, uint32_t offset, uint64_t value);

/* Sends a message and lets the card work. */
void rig_send(struct rig *rig, uint8_t ep, uint64_t msg);
/* The next message of the card; false if there is none. */
bool rig_receive(struct rig *rig, uint8_t *ep, uint64_t *msg);
void rig_expect(struct rig *rig, uint8_t ep, uint64_t msg);
/* Throws away all messages. */
void rig_drain(struct rig *rig);

/* Memory that nothing maps yet, zeroed and 16 KiB aligned; its guest-physical address. */
void *rig_alloc(struct rig *rig, uint32_t size, uint64_t *pa);
void *rig_pa(struct rig *rig, uint64_t pa);

/* Maps pages. @slot chooses the low half's root: 0 or RIG_USER_SLOT. */
void rig_map(struct rig *rig, unsigned int slot, uint64_t va, uint64_t pa, uint32_t size,
	     uint64_t prot);
void rig_unmap(struct rig *rig, unsigned int slot, uint64_t va);
/* Gives a page that is mapped other rights. */
void rig_protect(struct rig *rig, unsigned int slot, uint64_t va, uint64_t prot);
/* New memory of the firmware's; its address. */
void *rig_fw(struct rig *rig, uint32_t size, uint64_t *va);

/* Makes InitData for @rig->abi; rig_init() sends it. */
void rig_make_initdata(struct rig *rig);
void rig_init(struct rig *rig);

/* Adds an entry; rig_doorbell() tells. */
void rig_put(struct rig_ring *ring, const void *entry, size_t len);
void rig_doorbell(struct rig *rig, unsigned int channel);
/* The next entry of a ring of the firmware's; NULL if there is none. */
const void *rig_take(struct rig_ring *ring);

extern unsigned int rig_msis;

#endif
