// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "drm/fwgpu/fwgpu_sched.h"

#include <linux/export.h>

static int sched_init(struct drm_gpu_scheduler *sched, const struct drm_sched_init_args *args,
		      struct fwgpu_sched_own *h)
	__cond_acquires(0, h)
{
	int ret = drm_sched_init(sched, args);

	return fwgpu_sched_adopt(h, ret ? ERR_PTR(ret) : sched);
}

/**
 * fwgpu_sched_start() - start a scheduler that feeds one queue
 * @sched: memory for it; outlives @h
 * @args: as for drm_sched_init(), with one run queue
 * @entity: memory for its only entity, which ends first
 * @h: the scheduler
 *
 * A GPU whose firmware schedules has no more than one queue of jobs for each
 * queue of the hardware's.
 *
 * Return: 0 or an error of the scheduler's, such as -ENOMEM.
 */
int fwgpu_sched_start(struct drm_gpu_scheduler *sched, const struct drm_sched_init_args *args,
		      struct drm_sched_entity *entity, struct fwgpu_sched_own *h)
{
	struct fwgpu_sched_own own;
	int ret;

	ret = sched_init(sched, args, &own);
	if (ret)
		return ret;

	ret = drm_sched_entity_init(entity, DRM_SCHED_PRIORITY_KERNEL, &sched, 1, NULL);
	if (ret) {
		fwgpu_sched_drop(&own);
		return ret;
	}

	fwgpu_sched_move(h, &own);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_sched_start);
