// SPDX-License-Identifier: MIT
/*
 * PTIMER: 64-bit nanoseconds in two registers. Reading the low half after the high one may see a
 * carry, so drivers read high, low, high; nothing is latched here, as on hardware.
 *
 * GSP-RM owns the time. Drivers of the days before it still set the counter at load (nouveau
 * nvkm/subdev/timer/nv04.c, nv41.c), and with GSP running that has no effect.
 */
#include "regs.h"

#include "card.h"

static uint32_t read_time_low(struct card *card, uint32_t offset)
{
	(void)offset;
	return (uint32_t)card_now(card) & ~0x1fu;
}

static uint32_t read_time_high(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_now(card) >> 32;
}

/* The usermode view of the same counter, a page that a process may map. */
static const struct reg regs[] = {
	{ .first = 0x009100, .access = REG_RW, .name = "PTIMER_INTR", .group = "timer" },
	{ .first = 0x009140, .access = REG_RW, .name = "PTIMER_INTR_EN", .group = "timer" },
	{ .first = 0x009400, .access = REG_RW, .name = "PTIMER_TIME_0", .group = "timer",
	  .read = read_time_low },
	{ .first = 0x009410, .access = REG_RW, .name = "PTIMER_TIME_1", .group = "timer",
	  .read = read_time_high },
	{ .first = 0xbb0080, .access = REG_R, .name = "USERMODE_TIME_0", .group = "timer",
	  .read = read_time_low },
	{ .first = 0xbb0084, .access = REG_R, .name = "USERMODE_TIME_1", .group = "timer",
	  .read = read_time_high },
};

const struct reg_table ptimer_regs = { regs, sizeof(regs) / sizeof(regs[0]) };
