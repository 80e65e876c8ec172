/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_EVENT_H
#define AGX_EVENT_H

struct agx_device;
struct agx_event_msg;

int agx_event_handle(struct agx_device *agx, const struct agx_event_msg *msg);

#endif
