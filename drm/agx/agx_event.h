/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_EVENT_H
#define AGX_EVENT_H

#include <linux/types.h>

struct agx_blame;
struct agx_device;
struct agx_event_msg;
struct agx_wq;
struct drm_printer;

int agx_event_init(struct agx_device *agx);
void agx_event_fini(struct agx_device *agx);

int agx_event_acquire(struct agx_device *agx, struct agx_wq *wq, void *ring) __must_check;
void agx_event_release(struct agx_device *agx, const void *ring, u32 slot);
u64 agx_event_stamp_va(struct agx_device *agx, u32 slot);
u64 agx_event_fw_stamp_va(struct agx_device *agx, u32 slot);
u32 agx_event_stamp(struct agx_device *agx, u32 slot);

int agx_event_handle(struct agx_device *agx, const struct agx_event_msg *msg);
int agx_event_fail(struct agx_device *agx, u32 slot, u32 value, const struct agx_blame *blame);
int agx_event_queue_va(struct agx_device *agx, u32 slot, u32 pipe, u64 *va);
void agx_event_show(struct agx_device *agx, struct drm_printer *p);
void agx_event_kill_all(struct agx_device *agx, int error);

#endif
