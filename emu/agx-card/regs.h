/* SPDX-License-Identifier: MIT */
/* What a register of this card is, and who has them. */
#ifndef AGX_CARD_REGS_H
#define AGX_CARD_REGS_H

#include "emu/common/regs.h"

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

#define REG_TABLE(regs) { (regs), sizeof(regs) / sizeof((regs)[0]) }

extern const struct reg_table asc_regs, boot_regs, lines_regs, sgx_regs;

#endif
