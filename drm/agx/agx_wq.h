/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_WQ_H
#define AGX_WQ_H

#include "agx_blame.h"
#include "agx_work.h"

#include "drm/own/own.h"

#include "firmware/agx/channels.h"

#include <linux/types.h>

struct agx_device;
struct agx_wq;
struct drm_printer;
struct fwgpu_fence_queue;
struct fwgpu_job;
struct fwgpu_usage;

/* Most commands that a queue has in the firmware: stamps are compared in seven bits and a sign. */
#define AGX_WQ_MAX_COMMANDS	127

void agx_wq_free(struct agx_wq *wq);

/* The firmware's side of a user's queue. */
OWNED(agx_wq, struct agx_wq, agx_wq_free)

int agx_wq_create(struct agx_device *agx, struct fwgpu_usage *usage, u32 priority,
		  struct agx_wq_own *h)
	__cond_acquires(0, h) __must_check;

int agx_wq_add(struct agx_wq *wq, enum agx_pipe_type type) __must_check;

int agx_wq_submit(struct agx_wq *wq, struct agx_work *work, struct fwgpu_job *job) __must_check;

bool agx_wq_missed_init(struct agx_wq *wq);

void agx_wq_process(struct agx_wq *wq);
u64 agx_wq_progress(struct agx_wq *wq);
void agx_wq_keep(struct agx_wq *wq, struct agx_work_own *h) __releases(h);
int agx_wq_fail(struct agx_wq *wq, u32 slot, u32 value, const struct agx_blame *blame);
void agx_wq_fail_current(struct agx_wq *wq, enum agx_pipe_type type, int error);
void agx_wq_expire(struct agx_wq *wq, const struct agx_work *work, int error);
void agx_wq_kill(struct agx_wq *wq, int error);
void agx_wq_retire(struct agx_wq *wq);
int agx_wq_find_info(struct agx_wq *wq, u32 slot, u32 pipe, u64 *va);
void agx_wq_show(struct agx_wq *wq, u32 slot, struct drm_printer *p);
int agx_wq_error(const struct agx_wq *wq);
struct fwgpu_fence_queue *agx_wq_fences(const struct agx_wq *wq);

u64 agx_wq_info_va(const struct agx_wq *wq, enum agx_pipe_type type);
u64 agx_wq_notifier_va(const struct agx_wq *wq);
u32 agx_wq_uuid(const struct agx_wq *wq);

#endif
