/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_BOOT_H
#define AGX_BOOT_H

#include <linux/types.h>

struct agx_device;
struct agx_pending_stamp;
struct drm_printer;

/* Statistics that the firmware keeps while it runs a command. */
enum agx_boot_stats {
	AGX_BOOT_STATS_VERTEX,
	AGX_BOOT_STATS_FRAGMENT,
	AGX_BOOT_STATS_COMPUTE,
	AGX_BOOT_NUM_STATS,
};

int agx_boot_init(struct agx_device *agx);
void agx_boot_fini(struct agx_device *agx);

u64 agx_boot_initdata(struct agx_device *agx);
u64 agx_boot_stats(struct agx_device *agx, enum agx_boot_stats which);

u64 agx_boot_halt_count(struct agx_device *agx);

void agx_boot_job_begin(struct agx_device *agx);
void agx_boot_job_end(struct agx_device *agx);
u32 agx_boot_pending(struct agx_device *agx);
bool agx_boot_take_pending(struct agx_device *agx, u32 index, struct agx_pending_stamp *pending);
int agx_boot_resume(struct agx_device *agx);
void agx_boot_show(struct agx_device *agx, struct drm_printer *p);

#endif
