// SPDX-License-Identifier: MIT
/*
 * Registers: nouveau nvkm/falcon/ga102.c, nvkm/subdev/gsp/{gh100,ga102}.c, rm/r535/gsp.c.
 *
 * The firmware does its work inside the register write that triggers it: the guest cannot tell,
 * except that it never has to wait.
 */
#include "gsp.h"

#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "boot.h"
#include "core.h"
#include "fault.h"
#include "host.h"
#include "intr.h"
#include "mmu.h"
#include "queue.h"
#include "regs.h"
#include "rm.h"
#include "rpc.h"

#define IRQ_SWGEN0 (1u << 6)

#define HWCFG2_RESET_READY (1u << 31)
#define HWCFG2_LOCKDOWN (1u << 13)
#define HWCFG2_RISCV (1u << 10)

#define CPUCTL_HALTED (1u << 4)
#define CPUCTL_ACTIVE (1u << 7)

#define MAILBOX_UNLOADED 0x80000000
/* Any value that is neither 0 nor the boot arguments' address tells the driver of a failure. */
#define MAILBOX_BOOT_FAILED 0xbadc0701

enum gsp_state {
	GSP_OFF, /* locked: no firmware since reset, or it did not start */
	GSP_RUNNING,
	GSP_SUSPENDED,
	GSP_HALTED, /* unloaded */
	GSP_CRASHED, /* by fault injection */
};

struct gsp {
	enum gsp_state state;
	struct queue *queue;
	struct rpc *rpc;
	struct boot boot;
	uint32_t mailbox0;
	uint32_t irq_status;
	uint32_t app_version;
};

struct gsp *gsp_create(struct card *card)
{
	struct gsp *gsp = calloc(1, sizeof(*gsp));

	if (!gsp)
		return NULL;
	gsp->queue = queue_create(card);
	gsp->rpc = gsp->queue ? rpc_create(card) : NULL;
	if (!gsp->rpc) {
		gsp_destroy(gsp);
		return NULL;
	}
	return gsp;
}

void gsp_destroy(struct gsp *gsp)
{
	if (!gsp)
		return;
	rpc_destroy(gsp->rpc);
	queue_destroy(gsp->queue);
	free(gsp);
}

void gsp_reset(struct card *card)
{
	struct gsp *gsp = card_gsp(card);

	queue_detach(gsp->queue);
	gsp->state = GSP_OFF;
	gsp->mailbox0 = 0;
	gsp->irq_status = 0;
	memset(&gsp->boot, 0, sizeof(gsp->boot));
}

const struct boot *gsp_boot_result(const struct gsp *gsp)
{
	return gsp->state == GSP_RUNNING ? &gsp->boot : NULL;
}

bool gsp_protects(const struct gsp *gsp, uint64_t addr, uint64_t len)
{
	return gsp->state == GSP_RUNNING && addr < gsp->boot.wpr_end &&
	       addr + len > gsp->boot.wpr_start;
}

/* Interrupts the driver once more if there is reason to. */
static void retrigger(struct card *card)
{
	if (card_gsp(card)->irq_status & IRQ_SWGEN0)
		intr_raise(card, INTR_VECTOR_GSP);
}

/*
 * The leaf latches the rise of the status only: a second message before the driver clears it must
 * not leave a vector pending behind a status of 0. nouveau blocks the leaf of such an interrupt.
 */
static void notify(struct card *card)
{
	struct gsp *gsp = card_gsp(card);
	bool rises = !(gsp->irq_status & IRQ_SWGEN0);

	gsp->irq_status |= IRQ_SWGEN0;
	if (rises)
		intr_raise(card, INTR_VECTOR_GSP);
}

void gsp_event(struct card *card, uint32_t event, const void *payload, size_t len)
{
	struct gsp *gsp = card_gsp(card);
	struct r570_rpc_header rpc = { .function = event };

	if (gsp->state != GSP_RUNNING)
		return;
	rpc_trace_event(card, event, len);
	queue_send(gsp->queue, &rpc, payload, len);
	notify(card);
}

bool gsp_flush(struct card *card)
{
	return queue_flush(card_gsp(card)->queue);
}

static void crash(struct card *card)
{
	struct gsp *gsp = card_gsp(card);

	trace(card, "GSP crashes (fault injection)");
	gsp->state = GSP_CRASHED;
	queue_detach(gsp->queue);
}

/* A message whose header no driver can take seriously. */
static void send_bogus_message(struct card *card)
{
	struct r570_msgq_element element = {
		.checksum = 0xdeadbeef,
		.elem_count = 1,
		.rpc = {
			.header_version = 0xffffffff,
			.signature = 0x55555555,
			.length = sizeof(struct r570_rpc_header),
			.function = 0xffff,
		},
	};

	trace(card, "rpc< bogus message (fault injection)");
	queue_send_raw(card_gsp(card)->queue, &element, sizeof(element));
}

static void handle_commands(struct card *card)
{
	struct gsp *gsp = card_gsp(card);
	struct command command;
	struct reply reply;

	while (gsp->state == GSP_RUNNING && queue_receive(gsp->queue, &command)) {
		if (fault_take(card_fault(card), FAULT_CRASH)) {
			crash(card);
			return;
		}
		if (!rpc_handle(gsp->rpc, &command, &reply))
			continue;
		if (fault_take(card_fault(card), FAULT_BOGUS_MESSAGE))
			send_bogus_message(card);
		queue_send(gsp->queue, &reply.rpc, reply.payload, reply.len);
		notify(card);
		if (reply.halt)
			gsp_halt(card, reply.suspend);
	}
}

static void start_rm(struct card *card)
{
	struct gsp *gsp = card_gsp(card);

	if (!gsp->boot.resume)
		rm_start(card, &gsp->boot);
	gsp->mailbox0 = 0;
	gsp->state = GSP_RUNNING;
	handle_commands(card);
	gsp_event(card, R570_EVENT_GSP_INIT_DONE, NULL, 0);
}

bool gsp_boot(struct card *card, const struct fsp_cot *cot)
{
	struct gsp *gsp = card_gsp(card);
	struct boot boot;

	if (gsp->state == GSP_RUNNING || gsp->state == GSP_CRASHED) {
		violation(card, "FSP: boot of the GSP while its firmware runs");
		return false;
	}
	if (!boot_check(card, cot, &boot) || (boot.resume && gsp->state != GSP_SUSPENDED)) {
		gsp->mailbox0 = MAILBOX_BOOT_FAILED;
		return true;
	}
	if (!boot.resume)
		gsp->boot = boot;
	gsp->boot.resume = boot.resume;
	if (!queue_attach(gsp->queue, &gsp->boot.args.msgq, boot.resume)) {
		gsp->mailbox0 = MAILBOX_BOOT_FAILED;
		return true;
	}
	trace(card, "GSP boots%s: WPR %llx to %llx, heap at %llx", boot.resume ? " (resume)" : "",
	      (unsigned long long)gsp->boot.wpr_start, (unsigned long long)gsp->boot.wpr_end,
	      (unsigned long long)gsp->boot.heap);
	++*stats_counter(card, "gsp.boot");
	start_rm(card);
	return true;
}

void gsp_halt(struct card *card, bool suspend)
{
	struct gsp *gsp = card_gsp(card);

	trace(card, "GSP %s", suspend ? "suspended" : "unloaded");
	gsp->state = suspend ? GSP_SUSPENDED : GSP_HALTED;
	gsp->mailbox0 = MAILBOX_UNLOADED;
	queue_detach(gsp->queue);
}

static void write_irq_clear(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	card_gsp(card)->irq_status &= ~value;
}

static uint32_t read_irq_status(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_gsp(card)->irq_status;
}

static void write_retrigger(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	if (value & 1)
		retrigger(card);
}

static uint32_t read_mailbox0(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_gsp(card)->mailbox0;
}

static uint32_t read_app_version(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_gsp(card)->app_version;
}

static void write_app_version(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	card_gsp(card)->app_version = value;
}

static uint32_t read_hwcfg2(struct card *card, uint32_t offset)
{
	bool locked = card_gsp(card)->state == GSP_OFF;

	(void)offset;
	return HWCFG2_RESET_READY | HWCFG2_RISCV | (locked ? HWCFG2_LOCKDOWN : 0);
}

static uint32_t read_cpuctl(struct card *card, uint32_t offset)
{
	(void)offset;
	switch (card_gsp(card)->state) {
	case GSP_RUNNING:
	case GSP_CRASHED:
		return CPUCTL_ACTIVE;
	default:
		return CPUCTL_HALTED;
	}
}

/* Rung before the firmware runs it does nothing: the queue is looked at when RM starts. */
static void write_queue_head(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	if (value)
		violation(card, "GSP doorbell written with %08x, not 0", value);
	handle_commands(card);
}

static const struct reg regs[] = {
	{ .first = 0x110004, .access = REG_W, .name = "GSP_IRQSCLR", .group = "gsp",
	  .write = write_irq_clear },
	{ .first = 0x110008, .access = REG_R, .name = "GSP_IRQSTAT", .group = "gsp",
	  .read = read_irq_status },
	{ .first = 0x110040, .access = REG_R, .name = "GSP_MAILBOX0", .group = "gsp",
	  .read = read_mailbox0 },
	{ .first = 0x110044, .access = REG_R, .name = "GSP_MAILBOX1", .group = "gsp" },
	{ .first = 0x110080, .access = REG_RW, .name = "GSP_OS", .group = "gsp",
	  .read = read_app_version, .write = write_app_version },
	{ .first = 0x1100f4, .access = REG_R, .name = "GSP_HWCFG2", .group = "gsp",
	  .read = read_hwcfg2 },
	{ .first = 0x1103e8, .access = REG_W, .name = "GSP_INTR_RETRIGGER", .group = "gsp",
	  .write = write_retrigger },
	{ .first = 0x110c00, .access = REG_W, .name = "GSP_QUEUE_HEAD", .group = "gsp.doorbell",
	  .write = write_queue_head },
	{ .first = 0x111388, .access = REG_R, .name = "GSP_RISCV_CPUCTL", .group = "gsp",
	  .read = read_cpuctl },
	{ .first = 0x111528, .access = REG_R, .name = "GSP_RISCV_IRQMASK", .group = "gsp",
	  .value = IRQ_SWGEN0 },
};

const struct reg_table gsp_regs = { regs, sizeof(regs) / sizeof(regs[0]) };
