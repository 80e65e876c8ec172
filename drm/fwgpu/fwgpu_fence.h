/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_FENCE_H
#define FWGPU_FENCE_H

#include "drm/own/own.h"

#include <linux/dma-fence.h>
#include <linux/types.h>

struct fwgpu_fence;
struct fwgpu_fence_queue;

void fwgpu_fence_queue_free(struct fwgpu_fence_queue *queue);
void fwgpu_fence_free(struct fwgpu_fence *fence);

/* The fences of one hardware queue, which completes in order. */
OWNED(fwgpu_fence_queue, struct fwgpu_fence_queue, fwgpu_fence_queue_free)
/* A reference to a fence of any kind. */
OWNED_REF(fwgpu_dma_fence, struct dma_fence, dma_fence_get, dma_fence_put)
/* Memory for a fence that is not on its queue yet. */
OWNED(fwgpu_fence, struct fwgpu_fence, fwgpu_fence_free)

int fwgpu_fence_queue_create(const char *driver, const char *timeline, const void *seqno,
			     bool wide, struct fwgpu_fence_queue_own *h)
	__cond_acquires(0, h) __must_check;

bool fwgpu_fence_queue_process(struct fwgpu_fence_queue *queue);
bool fwgpu_fence_queue_catch_up(struct fwgpu_fence_queue *queue);
void fwgpu_fence_queue_fail(struct fwgpu_fence_queue *queue, u64 first, u64 last, int error);
void fwgpu_fence_queue_expire(struct fwgpu_fence_queue *queue, u64 seqno, int error);
void fwgpu_fence_queue_kill(struct fwgpu_fence_queue *queue, int error);
int fwgpu_fence_queue_error(struct fwgpu_fence_queue *queue);
u64 fwgpu_fence_queue_completed(struct fwgpu_fence_queue *queue);
u64 fwgpu_fence_queue_pending(struct fwgpu_fence_queue *queue);
bool fwgpu_fence_queue_wait(struct fwgpu_fence_queue *queue, long timeout);

int fwgpu_fence_alloc(struct fwgpu_fence_own *h) __cond_acquires(0, h) __must_check;

int fwgpu_fence_emit(struct fwgpu_fence_queue *queue, struct fwgpu_fence_own *memory,
		     struct fwgpu_dma_fence_own *h)
	__releases(memory) __cond_acquires(0, h) __must_check;

#endif
