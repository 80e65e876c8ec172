// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Dumps
 *
 * A channel that is stopped, or a firmware that is dead, leaves a dump in
 * /sys/class/devcoredump: the card and its firmware, what the firmware said,
 * the channel with the last entries of its ring, and the last messages.
 */
#include "nova_dump.h"
#include "nova_chip.h"
#include "nova_device.h"
#include "fifo/chan.h"
#include "gsp/gsp.h"

#include "drm/fwgpu/fwgpu_coredump.h"

#include <drm/drm_print.h>

#include <linux/utsname.h>

/* Twice what the longest dump takes. */
#define NOVA_DUMP_SIZE	0x4000

/* What a dump is written from. */
struct nova_dump {
	struct nova_device *nova;
	const char *reason;
	/* NULL if it is the firmware that failed. */
	struct nova_chan *chan;
	/* NULL if the firmware did not say anything. */
	const struct nova_fault *fault;
};

static void dump_show(struct drm_printer *p, void *ctx)
{
	const struct nova_dump *dump = ctx;
	const struct nova_fault *fault = dump->fault;

	drm_printf(p, "nova %s\n", init_utsname()->release);
	drm_printf(p, "chip: %s, %04x:%04x\n", dump->nova->chip->name,
		   nova_pdev(dump->nova)->vendor, nova_pdev(dump->nova)->device);
	drm_printf(p, "reason: %s\n", dump->reason);
	if (fault)
		drm_printf(p, "fault: engine %#x, error %u, level %u, page fault %#x at %#llx\n",
			   fault->engine, fault->type, fault->level, fault->fault, fault->addr);
	if (dump->chan)
		nova_chan_show(dump->chan, p);
	nova_gsp_show(dump->nova, p);
}

/**
 * nova_dump() - write a dump
 * @nova: device
 * @reason: one line
 * @chan: channel that failed, or NULL; stays there until this returns
 * @fault: what the firmware says of it, or NULL
 *
 * The first counts: while one is under way, or is there and not read, there is
 * no other.
 *
 * Context: any but hard interrupts; allocates nothing.
 */
void nova_dump(struct nova_device *nova, const char *reason, struct nova_chan *chan,
	       const struct nova_fault *fault)
{
	struct nova_dump dump = { .nova = nova, .reason = reason, .chan = chan, .fault = fault };

	fwgpu_coredump_write(fwgpu_coredump_peek(&nova->dump), dump_show, &dump);
}

/**
 * nova_dump_init() - keep memory for dumps
 * @nova: device
 *
 * Return: 0 or -ENOMEM.
 */
int nova_dump_init(struct nova_device *nova)
{
	struct fwgpu_coredump_own dump;
	int ret;

	ret = fwgpu_coredump_create(nova->drm.dev, NOVA_DUMP_SIZE, &dump);
	if (ret)
		return ret;

	fwgpu_coredump_store(&nova->dump, &dump);
	return 0;
}

/**
 * nova_dump_fini() - undo nova_dump_init()
 * @nova: device; nothing can fail any more
 */
void nova_dump_fini(struct nova_device *nova)
{
	fwgpu_coredump_clear(&nova->dump);
}
