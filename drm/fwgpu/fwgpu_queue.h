/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_QUEUE_H
#define FWGPU_QUEUE_H

#include "fwgpu_fence.h"
#include "fwgpu_sched.h"
#include "fwgpu_table.h"

#include "drm/own/own.h"

#include <drm/gpu_scheduler.h>

#include <linux/atomic.h>
#include <linux/container_of.h>
#include <linux/kref.h>
#include <linux/types.h>

struct device;
struct fwgpu_job;
struct fwgpu_queue;

/**
 * struct fwgpu_queue_ops - the driver's part of a queue
 */
struct fwgpu_queue_ops {
	/**
	 * @submit: gives a job to the hardware, after fwgpu_job_emit(). Returns
	 * an errno for a job that did not get there. Other fences wait for
	 * this: it allocates nothing.
	 */
	int (*submit)(struct fwgpu_job *job);
	/** @job_fini: releases what the driver's part of a job holds, if that is anything. */
	void (*job_fini)(struct fwgpu_job *job);
	/**
	 * @process: signals what the hardware has finished, in case an interrupt
	 * is late; NULL if fwgpu_fence_queue_process() does.
	 */
	void (*process)(struct fwgpu_queue *queue);
	/**
	 * @timedout: says that a job takes too long and signals its fence with
	 * an error; what becomes of those behind it is the driver's choice.
	 */
	void (*timedout)(struct fwgpu_job *job);
	/**
	 * @progress: counts the parts of jobs that the hardware has done since the
	 * queue was made, no more than it was given; NULL if one part is all there
	 * is to a job. While this grows, nothing takes too long.
	 */
	u64 (*progress)(struct fwgpu_queue *queue);
	/** @kill: has the hardware drop all jobs, whose fences fail with @error. */
	void (*kill)(struct fwgpu_queue *queue, int error);
	/** @fini: releases what the driver's part of a queue holds. */
	void (*fini)(struct fwgpu_queue *queue);
};

/**
 * struct fwgpu_queue_args - what a queue is made from
 */
struct fwgpu_queue_args {
	/** @ops: the driver's part. */
	const struct fwgpu_queue_ops *ops;
	/** @name: name of the driver; a constant. */
	const char *name;
	/** @dev: for the scheduler's messages. */
	struct device *dev;
	/** @fences: of the hardware's queue; there until @ops->fini is called. */
	struct fwgpu_fence_queue *fences;
	/** @credits: that jobs in the hardware have together, at most. */
	u32 credits;
	/** @timeout: how long the hardware may take for a job, in jiffies. */
	long timeout;
	/**
	 * @drain: how long it may take, in jiffies, for what it has when the queue
	 * goes, or for the next part of that.
	 */
	unsigned long drain;
};

/**
 * struct fwgpu_queue - jobs in front of a queue of the hardware's
 *
 * First member of the driver's own, whose memory is freed by this address.
 */
struct fwgpu_queue {
	/** @rcu: delays the free for those who read the name of @sched from a fence. */
	struct rcu_head rcu;
	/** @ref: the file's and those of ioctls under way. */
	struct kref ref;
	/** @ops: the driver's part. */
	const struct fwgpu_queue_ops *ops;
	/** @fences: of the hardware's queue; borrowed from the driver's part. */
	struct fwgpu_fence_queue *fences;
	/** @drain: see &fwgpu_queue_args.drain. */
	unsigned long drain;
	/** @sched: feeds the hardware's queue, and nothing else. */
	struct drm_gpu_scheduler sched;
	/** @entity: the only one of @sched. */
	struct drm_sched_entity entity;
	/** @running: @sched, once it is started. */
	struct fwgpu_sched_slot running;
	/** @jobs: jobs that are not freed yet; they borrow the queue. */
	atomic_t jobs;
	/** @seen: progress when the scheduler's timer was started last. */
	atomic64_t seen;
	/** @before: progress when the queue was closed or had more time; who drains it has it. */
	u64 before;
};

/**
 * struct fwgpu_job - a job of a queue
 *
 * First member of the driver's own, whose memory is freed by this address.
 */
struct fwgpu_job {
	/** @base: the scheduler's part. */
	struct drm_sched_job base;
	/** @queue: borrowed; the queue outlives its jobs. */
	struct fwgpu_queue *queue;
	/** @memory: for the hardware's fence, until the job is submitted. */
	struct fwgpu_fence_slot memory;
	/** @done: the hardware's fence, from then on until the scheduler has it. */
	struct fwgpu_dma_fence_slot done;
};

static inline struct fwgpu_job *to_fwgpu_job(struct drm_sched_job *base)
{
	return container_of(base, struct fwgpu_job, base);
}

struct fwgpu_queue *fwgpu_queue_get_ref(struct fwgpu_queue *queue);
void fwgpu_queue_put_ref(struct fwgpu_queue *queue);

/* A reference to a queue. */
OWNED_REF(fwgpu_queue, struct fwgpu_queue, fwgpu_queue_get_ref, fwgpu_queue_put_ref)

/* What a file has of queues. */
FWGPU_TABLE(fwgpu_queue, struct fwgpu_queue, fwgpu_queue_get_ref, fwgpu_queue_put_ref)

int fwgpu_queue_create(size_t size, const struct fwgpu_queue_args *args, struct fwgpu_queue_own *h)
	__cond_acquires(0, h) __must_check;
void fwgpu_queue_close(struct fwgpu_queue *queue);
unsigned long fwgpu_queue_drain(struct fwgpu_queue *queue, unsigned long deadline);
u64 fwgpu_queue_pending(struct fwgpu_queue *queue);

void fwgpu_job_free(struct fwgpu_job *job);

/* A job that the scheduler does not have yet. */
OWNED(fwgpu_job, struct fwgpu_job, fwgpu_job_free)

int fwgpu_job_create(size_t size, struct fwgpu_queue *queue, u32 credits, u64 client_id,
		     struct fwgpu_job_own *h)
	__cond_acquires(0, h) __must_check;
int fwgpu_job_emit(struct fwgpu_job *job) __must_check;
void fwgpu_job_arm(struct fwgpu_job *job, struct fwgpu_dma_fence_own *h) __acquires(h);
void fwgpu_job_push(struct fwgpu_job_own *h) __releases(h);

#endif
