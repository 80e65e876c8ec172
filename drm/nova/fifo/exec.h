/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_EXEC_H
#define NOVA_EXEC_H

#include "drm/own/own.h"
#include "chan.h"

#include <linux/jiffies.h>
#include <linux/types.h>

struct drm_device;
struct drm_file;
struct fwgpu_sync_desc;
struct nova_engine;
struct nova_queue;
struct nova_vm;

/* Half of a ring, so that one submission can be queued while another runs. */
#define NOVA_EXEC_MAX_PUSHES	(NOVA_CHAN_ENTRIES / 2 - NOVA_CHAN_FENCE_ENTRIES)
/* Sync objects in one array of a submission. */
#define NOVA_EXEC_MAX_SYNCS	1024

/* What a closed channel has left on the hardware may take this long, in jiffies. */
#define NOVA_QUEUE_DRAIN	(2 * HZ)

/* The rules of struct drm_nouveau_sync. */
extern const struct fwgpu_sync_desc nova_sync_desc;

struct nova_queue *nova_queue_get_ref(struct nova_queue *queue);
void nova_queue_put_ref(struct nova_queue *queue);

/* A user's channel and the scheduler that feeds it. */
OWNED_REF(nova_queue, struct nova_queue, nova_queue_get_ref, nova_queue_put_ref)

int nova_queue_create(struct nova_vm *vm, const struct nova_engine *engine,
		      struct nova_queue_own *h)
	__cond_acquires(0, h) __must_check;
void nova_queue_close(struct nova_queue *queue);
void nova_queue_drain(struct nova_queue *queue, unsigned long deadline);
struct nova_chan *nova_queue_chan(const struct nova_queue *queue);

int nova_ioctl_exec(struct drm_device *drm, void *data, struct drm_file *file);

#endif
