/* SPDX-License-Identifier: MIT */
/* BAR0: every register the card has, in tables that the blocks bring along. */
#ifndef GSP_CARD_REGS_H
#define GSP_CARD_REGS_H

#include <stddef.h>
#include <stdint.h>

struct card;

enum reg_access {
	REG_R = 1,
	REG_W = 2,
	REG_RW = REG_R | REG_W,
};

/**
 * struct reg - one register, or a run of registers 4 bytes apart
 * @first: offset in BAR0
 * @count: registers in the run, 0 means 1
 * @access: what the guest may do with it; anything else is a violation
 * @name: for traces, the manuals' name where one is public
 * @group: the counter that an access adds to
 * @value: what a read gives if there is no @read
 * @read: computes what a read gives
 * @write: acts on a write; without it a write has no effect
 */
struct reg {
	uint32_t first;
	uint32_t count;
	enum reg_access access;
	const char *name;
	const char *group;
	uint32_t value;
	uint32_t (*read)(struct card *card, uint32_t offset);
	void (*write)(struct card *card, uint32_t offset, uint32_t value);
};

/** struct reg_table - the registers of one block, ascending, without overlap. */
struct reg_table {
	const struct reg *regs;
	size_t count;
};

extern const struct reg_table chip_regs, fsp_regs, gsp_regs, intr_regs, ptimer_regs, bar_regs,
	vfn_regs;

/* The whole of BAR0. @offset and @len are checked here: 4 bytes, aligned, or a violation. */
void regs_read(struct card *card, uint64_t offset, void *buf, size_t len);
void regs_write(struct card *card, uint64_t offset, const void *buf, size_t len);

/* The register at @offset, NULL if there is none; for tests, too. */
const struct reg *regs_find(uint32_t offset);

#endif
