/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_QUEUE_H
#define AGX_QUEUE_H

#include "agx_job.h"

#include "drm/own/own.h"

#include <linux/jiffies.h>
#include <linux/types.h>

struct agx_job;
struct agx_queue;
struct agx_seq_attachments;
struct agx_vm;
struct drm_asahi_cmd_compute;
struct drm_asahi_cmd_render;
struct drm_file;
struct fwgpu_job;
struct fwgpu_job_own;
struct fwgpu_queue;
struct fwgpu_queue_own;
struct fwgpu_sync_out_own;
struct fwgpu_usage;

/* Each command that a closed queue has left in the firmware may take this long, in jiffies. */
#define AGX_QUEUE_DRAIN		(10 * HZ)

int agx_queue_create(struct agx_vm *vm, struct fwgpu_usage *usage, u32 priority,
		     u64 usc_exec_base, struct fwgpu_queue_own *h)
	__cond_acquires(0, h) __must_check;
struct agx_queue *to_agx_queue(struct fwgpu_queue *base);
int agx_queue_error(struct agx_queue *queue);

/**
 * struct agx_job_counts - how many commands a job has
 * @computes: compute commands
 * @renders: renders
 */
struct agx_job_counts {
	u32 computes;
	u32 renders;
};

/**
 * struct agx_job_barriers - what a command waits for
 * @render: number of the job's renders, 0 for all that came before the job,
 *	AGX_BARRIER_NONE for none
 * @compute: likewise of its compute commands
 */
struct agx_job_barriers {
	u16 render;
	u16 compute;
};

/**
 * struct agx_job_half - what the halves of a render each have
 * @attachments: memory that userspace says the half's shaders write
 * @times: where the half's times go
 */
struct agx_job_half {
	const struct agx_seq_attachments *attachments;
	struct agx_times *times;
};

int agx_job_create(struct agx_queue *queue, const struct agx_job_counts *counts,
		   struct drm_file *file, struct fwgpu_job_own *h)
	__cond_acquires(0, h) __must_check;
struct agx_job *to_agx_job(struct fwgpu_job *base);
void agx_job_add_compute(struct agx_job *job, const struct drm_asahi_cmd_compute *cmd,
			 const struct agx_seq_attachments *attachments, struct agx_times *times,
			 const struct agx_job_barriers *barriers);
int agx_job_add_render(struct agx_job *job, const struct drm_asahi_cmd_render *cmd,
		       const struct agx_job_half *vertex, const struct agx_job_half *fragment,
		       const struct agx_job_barriers *barriers) __must_check;
void agx_job_submit(struct fwgpu_job_own *job, struct fwgpu_sync_out_own *out)
	__releases(job) __releases(out);

#endif
