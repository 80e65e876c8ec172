/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_BLAME_H
#define AGX_BLAME_H

#include <linux/types.h>

/**
 * struct agx_blame - why the firmware dropped commands
 * @error: what their jobs fail with
 * @slot: event slot of the queue whose fault it was; -1 if that is not known
 * @vm_slot: address space whose fault it was; -1 if that is not known
 */
struct agx_blame {
	int error;
	s32 slot;
	s32 vm_slot;
};

int agx_blame_error(const struct agx_blame *blame, u32 slot, u32 vm_slot);

#endif
