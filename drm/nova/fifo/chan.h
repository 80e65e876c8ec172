/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_CHAN_H
#define NOVA_CHAN_H

#include "push.h"

#include "drm/own/own.h"
#include "drm/fwgpu/fwgpu_fence.h"

#include <linux/types.h>

struct dma_fence;
struct drm_printer;
struct nova_chan;
struct nova_device;
struct nova_engine;
struct nova_fault;
struct nova_rm_object_own;
struct nova_vm;

/* Ring entries that can be in use at a time: a full ring would look empty. */
#define NOVA_CHAN_ENTRIES	1024
#define NOVA_CHAN_CREDITS	(NOVA_CHAN_ENTRIES - 1)

/* Entries that one submission takes besides those of its pushes: the fence. */
#define NOVA_CHAN_FENCE_ENTRIES	1

/* Most object classes that a channel offers. */
#define NOVA_CHAN_MAX_CLASSES	8

void nova_chan_free(struct nova_chan *chan);

/* A GPFIFO channel of a VM on one engine. */
OWNED(nova_chan, struct nova_chan, nova_chan_free)

int nova_chan_create(struct nova_vm *vm, const struct nova_engine *engine, bool privileged,
		     struct nova_chan_own *h)
	__cond_acquires(0, h) __must_check;

u32 nova_chan_id(const struct nova_chan *chan);
u32 nova_chan_handle(const struct nova_chan *chan);
struct nova_vm *nova_chan_vm(const struct nova_chan *chan);
const struct nova_engine *nova_chan_engine(const struct nova_chan *chan);
int nova_chan_error(struct nova_chan *chan);
u64 nova_chan_completed(struct nova_chan *chan);
u64 nova_chan_pending(struct nova_chan *chan);

u32 nova_chan_classes(const struct nova_chan *chan, u32 classes[NOVA_CHAN_MAX_CLASSES]);
int nova_chan_object_create(struct nova_chan *chan, u32 class, struct nova_rm_object_own *h)
	__cond_acquires(0, h) __must_check;

struct fwgpu_fence_queue *nova_chan_fences(const struct nova_chan *chan);
void nova_chan_submit(struct nova_chan *chan, const struct nova_push *pushes, u32 count,
		      const struct dma_fence *fence);

void nova_chan_kill(struct nova_chan *chan, int error);

/* Called by the fifo, which holds its lock: never sleep. */
bool nova_chan_process(struct nova_chan *chan);
bool nova_chan_catch_up(struct nova_chan *chan);
void nova_chan_fault(struct nova_chan *chan, const struct nova_fault *fault);
void nova_chan_show(struct nova_chan *chan, struct drm_printer *p);

#endif
