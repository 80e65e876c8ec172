/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KUNIT_RIG_H
#define KUNIT_RIG_H

#include "drm/fwgpu/fwgpu_queue.h"

#include <linux/atomic.h>
#include <linux/types.h>

struct kunit;

/* How long one waits for what comes, in jiffies. */
#define RIG_PATIENCE	(10 * HZ)

/**
 * struct rig - queues whose hardware does what a test says
 *
 * Tests look at what the queue's ops count; jobs are done when their number is
 * written to @seqno and rig_process() called.
 */
struct rig {
	/** @dev: for the scheduler's messages. */
	struct device *dev;
	/** @seqno: where the hardware writes. */
	__le64 seqno;
	/** @refuse: errno for jobs that are submitted, or 0. */
	int refuse;
	/** @submitted: jobs that the hardware got. */
	atomic_t submitted;
	/** @freed: jobs that were freed. */
	atomic_t freed;
	/** @expired: jobs that took too long. */
	atomic_t expired;
	/** @until: when the hardware gets on with its jobs no more, in jiffies. */
	unsigned long until;
	/** @killed: what the hardware was stopped with, or 0. */
	int killed;
	/** @gone: queues that were released. */
	int gone;
};

struct rig *rig_create(struct kunit *test);
int rig_queue_create(struct rig *rig, u32 credits, long timeout, struct fwgpu_queue_own *h)
	__cond_acquires(0, h) __must_check;
struct dma_fence *rig_push(struct kunit *test, struct fwgpu_queue *queue, struct dma_fence *wait);
void rig_write(struct rig *rig, struct fwgpu_queue *queue, u64 seqno);
bool rig_becomes(const atomic_t *count, int value);

#endif
