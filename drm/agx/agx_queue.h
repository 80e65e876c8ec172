/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_QUEUE_H
#define AGX_QUEUE_H

#include "agx_job.h"

#include "drm/own/own.h"

#include <linux/types.h>

struct agx_job;
struct agx_queue;
struct agx_seq_attachments;
struct agx_vm;
struct drm_asahi_cmd_compute;
struct drm_file;
struct drm_sched_job;
struct fwgpu_sync_out_own;

struct agx_queue *agx_queue_get_ref(struct agx_queue *queue);
void agx_queue_put_ref(struct agx_queue *queue);

/* A reference to a user's queue. */
OWNED_REF(agx_queue, struct agx_queue, agx_queue_get_ref, agx_queue_put_ref)

void agx_job_free(struct agx_job *job);

/* A job that was not handed to the scheduler yet. */
OWNED(agx_job, struct agx_job, agx_job_free)

int agx_queue_create(struct agx_vm *vm, u32 priority, u64 usc_exec_base, struct agx_queue_own *h)
	__cond_acquires(0, h) __must_check;
void agx_queue_close(struct agx_queue *queue);
int agx_queue_error(struct agx_queue *queue);

int agx_job_create(struct agx_queue *queue, u32 count, struct drm_file *file,
		   struct agx_job_own *h) __cond_acquires(0, h) __must_check;
void agx_job_add_compute(struct agx_job *job, const struct drm_asahi_cmd_compute *cmd,
			 const struct agx_seq_attachments *attachments, struct agx_times *times,
			 u32 barrier);
struct drm_sched_job *agx_job_sched(struct agx_job *job);
void agx_job_submit(struct agx_job_own *job, struct fwgpu_sync_out_own *out)
	__releases(job) __releases(out);

#endif
