/* SPDX-License-Identifier: MIT */
/* BAR0: every register the card has, in tables that the blocks bring along. */
#ifndef AGX_CARD_REGS_H
#define AGX_CARD_REGS_H

#include <stddef.h>
#include <stdint.h>

struct card;

enum reg_access {
	REG_R = 1,
	REG_W = 2,
	REG_RW = REG_R | REG_W,
};

/**
 * struct reg - one register
 * @offset: offset in BAR0
 * @size: bytes, 4 or 8; an access must be exactly that
 * @access: what the guest may do with it; anything else is a violation
 * @name: for traces
 * @value: what a read gives if there is no @read
 * @read: computes what a read gives
 * @write: acts on a write
 */
struct reg {
	uint32_t offset;
	uint8_t size;
	uint8_t access;
	const char *name;
	uint64_t value;
	uint64_t (*read)(struct card *card, uint32_t offset);
	void (*write)(struct card *card, uint32_t offset, uint64_t value);
};

/** struct reg_table - the registers of one block. */
struct reg_table {
	const struct reg *regs;
	size_t count;
};

#define REG_TABLE(regs) { (regs), sizeof(regs) / sizeof((regs)[0]) }

extern const struct reg_table asc_regs, boot_regs, lines_regs, sgx_regs;

/* The whole of BAR0; an access that no register answers is a violation. */
void regs_read(struct card *card, uint64_t offset, void *buf, size_t len);
void regs_write(struct card *card, uint64_t offset, const void *buf, size_t len);

#endif
