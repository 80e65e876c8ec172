// SPDX-License-Identifier: MIT
#include "lines.h"

#include <stdlib.h>

#include "card.h"
#include "fault.h"
#include "regs.h"
#include "emu/vfio-user/vfu.h"

#define ALL_LINES ((1u << AGX_GLUE_NUM_IRQS) - 1)

struct lines {
	uint32_t status;
	uint32_t enable;
};

struct lines *lines_create(void)
{
	return calloc(1, sizeof(struct lines));
}

static void send(struct card *card)
{
	if (fault_take(card_fault(card), FAULT_DROP_INTERRUPT)) {
		++*stats_counter(card, "irq.lost");
		trace(card, "irq lost");
		return;
	}
	++*stats_counter(card, "irq.sent");
	trace(card, "irq");
	vfu_irq_trigger(card_vfu(card), VFU_IRQ_MSI, 0);
}

void lines_reset(struct card *card)
{
	card_lines(card)->enable = 0;
}

void lines_set(struct card *card, uint32_t status)
{
	struct lines *lines = card_lines(card);
	uint32_t rise = status & ~lines->status & lines->enable;

	lines->status = status;
	if (rise)
		send(card);
}

static void set_enable(struct card *card, uint32_t enable)
{
	struct lines *lines = card_lines(card);

	if (enable & ~ALL_LINES)
		violation(card, "interrupt enable %08x: there are %d lines", enable,
			  AGX_GLUE_NUM_IRQS);
	lines->enable = enable & ALL_LINES;
	if (lines->status & lines->enable)
		send(card);
}

static uint64_t read_status(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_lines(card)->status;
}

static uint64_t read_enable(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_lines(card)->enable;
}

static uint64_t read_pending(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_lines(card)->status & card_lines(card)->enable;
}

static void write_enable(struct card *card, uint32_t offset, uint64_t value)
{
	uint32_t enable = card_lines(card)->enable;

	switch (offset - AGX_GLUE_REGS) {
	case AGX_GLUE_IRQ_ENABLE_SET:
		set_enable(card, enable | value);
		break;
	case AGX_GLUE_IRQ_ENABLE_CLR:
		set_enable(card, enable & ~value);
		break;
	default:
		set_enable(card, value);
	}
}

#define GLUE(reg) .offset = AGX_GLUE_REGS + AGX_GLUE_##reg, .size = 4, .name = "GLUE_" #reg

static const struct reg regs[] = {
	{ GLUE(IRQ_STATUS), .access = REG_R, .read = read_status },
	{ GLUE(IRQ_ENABLE), .access = REG_RW, .read = read_enable, .write = write_enable },
	{ GLUE(IRQ_ENABLE_SET), .access = REG_RW, .read = read_enable, .write = write_enable },
	{ GLUE(IRQ_ENABLE_CLR), .access = REG_RW, .read = read_enable, .write = write_enable },
	{ GLUE(IRQ_PENDING), .access = REG_R, .read = read_pending },
};

const struct reg_table lines_regs = REG_TABLE(regs);
