/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_BUFFER_H
#define AGX_BUFFER_H

#include "drm/own/own.h"

#include <linux/types.h>

struct agx_buffer;
struct agx_device;
struct agx_event_msg;
struct agx_scene_addrs;
struct agx_vm;
struct agx_wq;

int agx_buffers_init(struct agx_device *agx);
void agx_buffers_fini(struct agx_device *agx);
int agx_buffers_grow(struct agx_device *agx, const struct agx_event_msg *msg);

void agx_buffer_free(struct agx_buffer *buffer);

/* A tiled vertex buffer. */
OWNED(agx_buffer, struct agx_buffer, agx_buffer_free)

int agx_buffer_create(struct agx_vm *vm, struct agx_wq *wq, struct agx_buffer_own *h)
	__cond_acquires(0, h) __must_check;

int agx_buffer_reserve(struct agx_buffer *buffer, u32 blocks, u64 tpc_size, u64 *tpc) __must_check;
int agx_buffer_use(struct agx_buffer *buffer) __must_check;
void agx_buffer_unuse(struct agx_buffer *buffer);
bool agx_buffer_needs_init(struct agx_buffer *buffer, u32 *blocks);
u32 agx_buffer_submit(struct agx_buffer *buffer, u32 renders, bool init);
void agx_buffer_addrs(const struct agx_buffer *buffer, struct agx_scene_addrs *addrs);

#endif
