/* SPDX-License-Identifier: MIT */
/* BAR0: every register that a card has, in tables that its blocks bring along. */
#ifndef EMU_COMMON_REGS_H
#define EMU_COMMON_REGS_H

#include <stddef.h>
#include <stdint.h>

struct card;
struct reg; /* each card's own */

enum reg_access {
	REG_R = 1,
	REG_W = 2,
	REG_RW = REG_R | REG_W,
};

/** struct reg_table - the registers of one block */
struct reg_table {
	const struct reg *regs;
	size_t count;
};

/* The whole of BAR0. An access that no register answers as it should be is a violation. */
void regs_read(struct card *card, uint64_t offset, void *buf, size_t len);
void regs_write(struct card *card, uint64_t offset, const void *buf, size_t len);

#endif
