/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_ASC_H
#define AGX_ASC_H

#include <linux/types.h>

struct agx_device;

void agx_asc_run(struct agx_device *agx);
void agx_asc_poll(struct agx_device *agx);
void agx_asc_halt(struct agx_device *agx);

int agx_asc_init(struct agx_device *agx);
void agx_asc_fini(struct agx_device *agx);

int agx_asc_doorbell(struct agx_device *agx, u32 channel);
int agx_asc_doorbell_fwctl(struct agx_device *agx);

#endif
