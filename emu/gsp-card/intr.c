// SPDX-License-Identifier: MIT
/*
 * The VFN interrupt tree of Turing and later, as nouveau nvkm/subdev/vfn/tu102.c drives it.
 *
 * A vector is a bit of one of eight leaves. A latched and enabled bit makes TOP's bit leaf / 2
 * true; an enabled true bit of TOP asserts the function's interrupt. MSI is an edge: it is sent
 * when the assertion goes from false to true, which is why drivers disarm TOP in the handler
 * and arm it again at the end.
 */
#include "intr.h"

#include <stdlib.h>

#include "core.h"
#include "fault.h"
#include "regs.h"
#include "emu/vfio-user/vfu.h"

#define LEAVES 8
#define TOP_MASK 0xf

#define VFN_LEAF 0xb81000
#define VFN_LEAF_EN_SET 0xb81200
#define VFN_LEAF_EN_CLEAR 0xb81400
#define VFN_TOP 0xb81600
#define VFN_TOP_EN_SET 0xb81608
#define VFN_TOP_EN_CLEAR 0xb81610
#define VFN_LEAF_TRIGGER 0xb81640

struct intr {
	uint32_t leaf[LEAVES];
	uint32_t enable[LEAVES];
	uint32_t top_enable;
	bool asserted;
	uint64_t *latched;
	uint64_t *msi;
	uint64_t *dropped;
};

struct intr *intr_create(struct card *card)
{
	struct intr *intr = calloc(1, sizeof(*intr));

	if (!intr)
		return NULL;
	intr->latched = stats_counter(card, "interrupt.latched");
	intr->msi = stats_counter(card, "interrupt.msi");
	intr->dropped = stats_counter(card, "interrupt.dropped");
	return intr;
}

void intr_destroy(struct intr *intr)
{
	free(intr);
}

void intr_reset(struct intr *intr)
{
	for (int i = 0; i < LEAVES; i++)
		intr->leaf[i] = intr->enable[i] = 0;
	intr->top_enable = 0;
	intr->asserted = false;
}

static uint32_t top_status(const struct intr *intr)
{
	uint32_t top = 0;

	for (int i = 0; i < LEAVES; i++)
		if (intr->leaf[i] & intr->enable[i])
			top |= 1u << (i / 2);
	return top;
}

static void send_msi(struct card *card, struct intr *intr)
{
	if (fault_struck(card_fault(card), FAULT_REMOVE) ||
	    fault_take(card_fault(card), FAULT_DROP_INTERRUPT)) {
		trace(card, "irq dropped (fault injection)");
		++*intr->dropped;
		return;
	}
	trace(card, "irq msi");
	++*intr->msi;
	if (vfu_irq_enabled(card_vfu(card), VFU_IRQ_MSI, 0))
		vfu_irq_trigger(card_vfu(card), VFU_IRQ_MSI, 0);
}

static void evaluate(struct card *card, struct intr *intr)
{
	bool was = intr->asserted;

	intr->asserted = top_status(intr) & intr->top_enable;
	if (intr->asserted && !was)
		send_msi(card, intr);
}

void intr_raise(struct card *card, unsigned int vector)
{
	struct intr *intr = card_intr(card);

	if (vector >= 32 * LEAVES)
		return;
	trace(card, "irq vector %u%s", vector,
	      intr->enable[vector / 32] & 1u << vector % 32 ? "" : " (masked)");
	++*intr->latched;
	intr->leaf[vector / 32] |= 1u << vector % 32;
	evaluate(card, intr);
}

static uint32_t read_leaf(struct card *card, uint32_t offset)
{
	return card_intr(card)->leaf[(offset - VFN_LEAF) / 4];
}

static void write_leaf(struct card *card, uint32_t offset, uint32_t value)
{
	struct intr *intr = card_intr(card);

	intr->leaf[(offset - VFN_LEAF) / 4] &= ~value;
	evaluate(card, intr);
}

static uint32_t read_enable(struct card *card, uint32_t offset)
{
	return card_intr(card)->enable[(offset & 0x1f) / 4];
}

static void write_enable_set(struct card *card, uint32_t offset, uint32_t value)
{
	struct intr *intr = card_intr(card);

	intr->enable[(offset - VFN_LEAF_EN_SET) / 4] |= value;
	evaluate(card, intr);
}

static void write_enable_clear(struct card *card, uint32_t offset, uint32_t value)
{
	struct intr *intr = card_intr(card);

	intr->enable[(offset - VFN_LEAF_EN_CLEAR) / 4] &= ~value;
	evaluate(card, intr);
}

static uint32_t read_top(struct card *card, uint32_t offset)
{
	(void)offset;
	return top_status(card_intr(card));
}

static uint32_t read_top_enable(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_intr(card)->top_enable;
}

static void write_top_enable_set(struct card *card, uint32_t offset, uint32_t value)
{
	struct intr *intr = card_intr(card);

	(void)offset;
	intr->top_enable |= value & TOP_MASK;
	evaluate(card, intr);
}

static void write_top_enable_clear(struct card *card, uint32_t offset, uint32_t value)
{
	struct intr *intr = card_intr(card);

	(void)offset;
	intr->top_enable &= ~value;
	evaluate(card, intr);
}

static void write_trigger(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	if (value >= 32 * LEAVES)
		violation(card, "interrupt trigger of vector %u: there are %u", value, 32 * LEAVES);
	else
		intr_raise(card, value);
}

static const struct reg regs[] = {
	{ .first = VFN_LEAF, .count = LEAVES, .access = REG_RW, .name = "VFN_INTR_LEAF",
	  .group = "interrupt", .read = read_leaf, .write = write_leaf },
	{ .first = VFN_LEAF_EN_SET, .count = LEAVES, .access = REG_RW,
	  .name = "VFN_INTR_LEAF_EN_SET", .group = "interrupt", .read = read_enable,
	  .write = write_enable_set },
	{ .first = VFN_LEAF_EN_CLEAR, .count = LEAVES, .access = REG_RW,
	  .name = "VFN_INTR_LEAF_EN_CLEAR", .group = "interrupt", .read = read_enable,
	  .write = write_enable_clear },
	{ .first = VFN_TOP, .access = REG_R, .name = "VFN_INTR_TOP", .group = "interrupt",
	  .read = read_top },
	{ .first = VFN_TOP_EN_SET, .access = REG_RW, .name = "VFN_INTR_TOP_EN_SET",
	  .group = "interrupt", .read = read_top_enable, .write = write_top_enable_set },
	{ .first = VFN_TOP_EN_CLEAR, .access = REG_RW, .name = "VFN_INTR_TOP_EN_CLEAR",
	  .group = "interrupt", .read = read_top_enable, .write = write_top_enable_clear },
	{ .first = VFN_LEAF_TRIGGER, .access = REG_W, .name = "VFN_INTR_LEAF_TRIGGER",
	  .group = "interrupt", .write = write_trigger },
};

const struct reg_table intr_regs = { regs, sizeof(regs) / sizeof(regs[0]) };
