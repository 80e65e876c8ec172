/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_SCHED_H
#define FWGPU_SCHED_H

#include "drm/own/own.h"

#include <drm/gpu_scheduler.h>

/* A scheduler that runs, in the memory of whoever it belongs to. */
OWNED(fwgpu_sched, struct drm_gpu_scheduler, drm_sched_fini)

int fwgpu_sched_start(struct drm_gpu_scheduler *sched, const struct drm_sched_init_args *args,
		      struct drm_sched_entity *entity, struct fwgpu_sched_own *h)
	__cond_acquires(0, h) __must_check;

#endif
