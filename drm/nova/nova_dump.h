/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_DUMP_H
#define NOVA_DUMP_H

#include <linux/types.h>

struct nova_chan;
struct nova_device;

/**
 * struct nova_fault - what the firmware says of a channel that it stopped
 * @engine: NV2080 type of the engine that failed
 * @type: the firmware's number of the error
 * @level: of the exception
 * @addr: faulting address, if @type is a page fault
 * @fault: kind of page fault
 */
struct nova_fault {
	u32 engine;
	u32 type;
	u32 level;
	u64 addr;
	u32 fault;
};

int nova_dump_init(struct nova_device *nova);
void nova_dump_fini(struct nova_device *nova);
void nova_dump(struct nova_device *nova, const char *reason, struct nova_chan *chan,
	       const struct nova_fault *fault);

#endif
