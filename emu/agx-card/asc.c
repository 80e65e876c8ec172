// SPDX-License-Identifier: MIT
/*
 * Two FIFOs of eight messages. What the kernel sends waits in its FIFO until asc_run(); what the
 * firmware sends goes to a backlog first, because it does not lose messages when the FIFO is full.
 */
#include "asc.h"

#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "card.h"
#include "fault.h"
#include "fw.h"
#include "handoff.h"
#include "lines.h"
#include "regs.h"
#include "rtkit.h"
#include "firmware/agx/asc.h"
#include "firmware/agx/rtkit.h"

#define DEPTH 8
#define BACKLOG 256
#define SLOW_NS 100000000ull

struct message {
	uint64_t msg0;
	uint64_t msg1;
};

struct fifo {
	struct message entry[DEPTH];
	unsigned int read;
	unsigned int count;
	bool overflow;
};

struct asc {
	bool running;
	struct fifo a2i;
	struct fifo i2a;
	uint64_t send0;
	uint64_t not_before; /* a slow mailbox */

	struct message backlog[BACKLOG];
	unsigned int backlog_read;
	unsigned int backlog_count;
};

struct asc *asc_create(void)
{
	return calloc(1, sizeof(struct asc));
}

static bool push(struct fifo *fifo, struct message message)
{
	if (fifo->count == DEPTH) {
		fifo->overflow = true;
		return false;
	}
	fifo->entry[(fifo->read + fifo->count++) % DEPTH] = message;
	return true;
}

static bool pop(struct fifo *fifo, struct message *message)
{
	if (!fifo->count)
		return false;
	*message = fifo->entry[fifo->read];
	fifo->read = (fifo->read + 1) % DEPTH;
	fifo->count--;
	return true;
}

static void update_lines(struct card *card)
{
	struct asc *asc = card_asc(card);

	lines_set(card, 1u << (asc->a2i.count ? AGX_GLUE_IRQ_SEND_NOT_EMPTY :
						AGX_GLUE_IRQ_SEND_EMPTY) |
				1u << (asc->i2a.count ? AGX_GLUE_IRQ_RECV_NOT_EMPTY :
							AGX_GLUE_IRQ_RECV_EMPTY));
}

static void refill(struct card *card)
{
	struct asc *asc = card_asc(card);

	while (asc->backlog_count && asc->i2a.count < DEPTH) {
		push(&asc->i2a, asc->backlog[asc->backlog_read]);
		asc->backlog_read = (asc->backlog_read + 1) % BACKLOG;
		asc->backlog_count--;
	}
	update_lines(card);
}

void asc_reset(struct card *card)
{
	struct asc *asc = card_asc(card);

	memset(asc, 0, sizeof(*asc));
	rtkit_reset(card);
	fw_reset(card);
	handoff_reset(card);
	update_lines(card);
}

static void queue(struct card *card, uint8_t ep, uint64_t msg)
{
	struct asc *asc = card_asc(card);

	if (asc->backlog_count == BACKLOG) {
		violation(card, "%d messages wait because the kernel reads none", BACKLOG);
		return;
	}
	asc->backlog[(asc->backlog_read + asc->backlog_count++) % BACKLOG] =
		(struct message){ msg, ep };
	trace(card, "< ep %02x %016llx", ep, (unsigned long long)msg);
}

void asc_send(struct card *card, uint8_t ep, uint64_t msg)
{
	/* Endpoint 0 has no type 0x7f, and the GPU's none 0x7fff. */
	if (fault_take(card_fault(card), FAULT_BOGUS_MESSAGE)) {
		++*stats_counter(card, "mailbox.rogue");
		queue(card, ep, 0x7fffull << 48);
	}
	++*stats_counter(card, "mailbox.sent");
	queue(card, ep, msg);
	refill(card);
}

int asc_run(struct card *card)
{
	struct asc *asc = card_asc(card);
	struct message message = { 0 };

	while (asc->a2i.count) {
		if (asc->not_before > card_now(card))
			return 1;
		if (!asc->not_before && fault_take(card_fault(card), FAULT_SLOW_MAILBOX)) {
			asc->not_before = card_now(card) + SLOW_NS;
			return 1;
		}
		asc->not_before = 0;
		pop(&asc->a2i, &message);
		update_lines(card);
		++*stats_counter(card, "mailbox.received");
		trace(card, "> ep %02x %016llx", (unsigned int)(uint8_t)message.msg1,
		      (unsigned long long)message.msg0);
		rtkit_receive(card, message.msg1, message.msg0);
	}
	return -1;
}

static uint64_t read_control(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_asc(card)->running ? AGX_ASC_CPU_CONTROL_RUN : 0;
}

static void write_control(struct card *card, uint32_t offset, uint64_t value)
{
	struct asc *asc = card_asc(card);
	bool run = value & AGX_ASC_CPU_CONTROL_RUN;

	(void)offset;
	if (value & ~(uint64_t)AGX_ASC_CPU_CONTROL_RUN)
		violation(card, "CPU_CONTROL %llx has bits that are not known",
			  (unsigned long long)value);
	if (run && !boot_is_up(card))
		violation(card, "the coprocessor is started without memory");
	else if (run && !asc->running) {
		asc->running = true;
		if (!fault_take(card_fault(card), FAULT_SILENT))
			rtkit_start(card);
	} else if (!run && asc->running) {
		asc_reset(card);
	}
}

static uint64_t read_status(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_asc(card)->running ? AGX_ASC_CPU_STATUS_RUNNING | AGX_ASC_CPU_STATUS_IDLE :
					 AGX_ASC_CPU_STATUS_STOPPED;
}

static uint64_t fifo_control(const struct fifo *fifo)
{
	return AGX_ASC_CTRL_ENABLE | (fifo->count ? 0 : AGX_ASC_CTRL_EMPTY) |
	       (fifo->count == DEPTH ? AGX_ASC_CTRL_FULL : 0) |
	       (fifo->overflow ? AGX_ASC_CTRL_OVERFLOW : 0) |
	       FIELD_PREP(AGX_ASC_CTRL_RPTR, fifo->read) |
	       FIELD_PREP(AGX_ASC_CTRL_WPTR, (fifo->read + fifo->count) % DEPTH) |
	       FIELD_PREP(AGX_ASC_CTRL_COUNT, fifo->count);
}

static uint64_t read_a2i_ctrl(struct card *card, uint32_t offset)
{
	(void)offset;
	return fifo_control(&card_asc(card)->a2i);
}

static uint64_t read_i2a_ctrl(struct card *card, uint32_t offset)
{
	(void)offset;
	return fifo_control(&card_asc(card)->i2a);
}

static void write_send0(struct card *card, uint32_t offset, uint64_t value)
{
	(void)offset;
	card_asc(card)->send0 = value;
}

static void write_send1(struct card *card, uint32_t offset, uint64_t value)
{
	struct asc *asc = card_asc(card);

	(void)offset;
	if (!asc->running)
		violation(card, "message to a coprocessor that does not run");
	else if (!push(&asc->a2i, (struct message){ asc->send0, value }))
		violation(card, "message into a full mailbox");
	update_lines(card);
}

static uint64_t read_recv0(struct card *card, uint32_t offset)
{
	struct fifo *fifo = &card_asc(card)->i2a;

	(void)offset;
	if (!fifo->count)
		violation(card, "read of an empty mailbox");
	return fifo->entry[fifo->read].msg0;
}

static uint64_t read_recv1(struct card *card, uint32_t offset)
{
	struct message message = { 0 };

	(void)offset;
	pop(&card_asc(card)->i2a, &message);
	refill(card);
	return message.msg1;
}

#define ASC(reg, bytes) .offset = AGX_GLUE_ASC + AGX_ASC_##reg, .size = (bytes), .name = "ASC_" #reg

static const struct reg regs[] = {
	{ ASC(I2A_CTRL, 4), .access = REG_R, .read = read_i2a_ctrl },
	{ ASC(I2A_RECV0, 8), .access = REG_R, .read = read_recv0 },
	{ ASC(I2A_RECV1, 8), .access = REG_R, .read = read_recv1 },
	{ ASC(A2I_CTRL, 4), .access = REG_R, .read = read_a2i_ctrl },
	{ ASC(A2I_SEND0, 8), .access = REG_W, .write = write_send0 },
	{ ASC(A2I_SEND1, 8), .access = REG_W, .write = write_send1 },
	{ ASC(CPU_CONTROL, 4), .access = REG_RW, .read = read_control, .write = write_control },
	{ ASC(CPU_STATUS, 4), .access = REG_R, .read = read_status },
};

const struct reg_table asc_regs = REG_TABLE(regs);
