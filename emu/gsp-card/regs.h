/* SPDX-License-Identifier: MIT */
/* What a register of this card is, and who has them. */
#ifndef GSP_CARD_REGS_H
#define GSP_CARD_REGS_H

#include "emu/common/regs.h"

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

/* Each ascending, without overlap. */
extern const struct reg_table chip_regs, fsp_regs, gsp_regs, intr_regs, ptimer_regs, bar_regs,
	vfn_regs;

/* The register at @offset, NULL if there is none; for tests, too. */
const struct reg *regs_find(uint32_t offset);

#endif
