/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_SYNC_H
#define FWGPU_SYNC_H

#include "drm/own/own.h"

#include <linux/types.h>

struct dma_fence;
struct drm_file;
struct drm_sched_job;
struct fwgpu_sync_out;

/**
 * struct fwgpu_sync_desc - the rules that an interface has for its sync objects
 *
 * drm_nouveau_sync and drm_asahi_sync agree in layout, {u32 type, u32 handle,
 * u64 timeline_value}, and differ in what the words may hold.
 */
struct fwgpu_sync_desc {
	/** @binary: first word of a binary syncobj. */
	u32 binary;
	/** @timeline: first word of a timeline point. */
	u32 timeline;
	/** @max: most sync objects in one array. */
	u32 max;
	/** @binary_value_mbz: a binary syncobj's timeline_value must be zero. */
	bool binary_value_mbz;
};

void fwgpu_sync_out_free(struct fwgpu_sync_out *out);

/* Out-syncs looked up and allocated for, that wait for their fence. */
OWNED(fwgpu_sync_out, struct fwgpu_sync_out, fwgpu_sync_out_free)

int fwgpu_sync_add_deps(struct drm_sched_job *job, struct drm_file *file,
			const struct fwgpu_sync_desc *desc, u64 uptr, u32 count)
	__must_check;

int fwgpu_sync_out_prepare(struct drm_file *file, const struct fwgpu_sync_desc *desc,
			   u64 uptr, u32 count, struct fwgpu_sync_out_own *h)
	__cond_acquires(0, h) __must_check;

void fwgpu_sync_out_attach(struct fwgpu_sync_out *out, struct dma_fence *fence);

/**
 * fwgpu_sync_out_commit() - attach the fence and drop the handle
 * @h: what fwgpu_sync_out_prepare() filled
 * @fence: borrowed; every out-sync takes its own reference
 *
 * Cannot fail and allocates nothing: the last step of a submission.
 */
static inline void fwgpu_sync_out_commit(struct fwgpu_sync_out_own *h,
					 struct dma_fence *fence) __releases(h);
static inline void fwgpu_sync_out_commit(struct fwgpu_sync_out_own *h,
					 struct dma_fence *fence)
{
	fwgpu_sync_out_attach(fwgpu_sync_out_borrow(h), fence);
	fwgpu_sync_out_drop(h);
}

#endif
