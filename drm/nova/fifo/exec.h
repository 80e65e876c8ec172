/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_EXEC_H
#define NOVA_EXEC_H

#include "chan.h"

#include <linux/jiffies.h>
#include <linux/types.h>

struct drm_device;
struct drm_file;
struct fwgpu_queue;
struct fwgpu_queue_own;
struct fwgpu_sync_desc;
struct fwgpu_usage;
struct nova_engine;
struct nova_vm;

/* Half of a ring, so that one submission can be queued while another runs. */
#define NOVA_EXEC_MAX_PUSHES	(NOVA_CHAN_ENTRIES / 2 - NOVA_CHAN_FENCE_ENTRIES)
/* Sync objects in one array of a submission. */
#define NOVA_EXEC_MAX_SYNCS	1024

/* What a closed channel has left on the hardware may take this long, in jiffies. */
#define NOVA_QUEUE_DRAIN	(2 * HZ)

/* The rules of struct drm_nouveau_sync. */
extern const struct fwgpu_sync_desc nova_sync_desc;

/* What fdinfo tells apart. */
enum nova_usage_engine {
	NOVA_USAGE_GRAPHICS,
	NOVA_USAGE_COPY,
	NOVA_USAGE_ENGINES,
};

int nova_queue_create(struct nova_vm *vm, struct fwgpu_usage *usage,
		      const struct nova_engine *engine, struct fwgpu_queue_own *h)
	__cond_acquires(0, h) __must_check;
struct nova_chan *nova_queue_chan(struct fwgpu_queue *queue);

int nova_ioctl_exec(struct drm_device *drm, void *data, struct drm_file *file);

#endif
