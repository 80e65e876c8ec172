/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_RECOVER_H
#define AGX_RECOVER_H

#include <linux/types.h>

struct agx_device;

int agx_recover_init(struct agx_device *agx);
void agx_recover_fini(struct agx_device *agx);

int agx_recover_fault(struct agx_device *agx);
int agx_recover_timeout(struct agx_device *agx, u32 slot);
int agx_recover_channel(struct agx_device *agx, u32 type, u32 pipe, u32 slot, u32 value);
void agx_recover_give_up(struct agx_device *agx, const char *reason);
void agx_recover_wait_dead(struct agx_device *agx);

#endif
