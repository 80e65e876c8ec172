// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Sync objects of a submission
 *
 * An ioctl that queues work carries two arrays of sync objects. The in-syncs
 * become dependencies of the scheduler job. The out-syncs are looked up and
 * allocated for before the job is armed, because nothing may fail afterwards,
 * and get the job's finished fence last.
 */
#include "drm/fwgpu/fwgpu_sync.h"
#include "drm/fwgpu/fwgpu_fence.h"
#include "drm/fwgpu/fwgpu_user.h"

#include <drm/drm_syncobj.h>
#include <drm/gpu_scheduler.h>

#include <linux/dma-fence-chain.h>
#include <linux/export.h>
#include <linux/slab.h>

/* What drm_nouveau_sync and drm_asahi_sync have in common. */
struct fwgpu_sync_wire {
	u32 type;
	u32 handle;
	u64 value;
};

OWNED(sync_obj, struct drm_syncobj, drm_syncobj_put)
OWNED(sync_chain, struct dma_fence_chain, dma_fence_chain_free)

struct fwgpu_sync_point {
	struct sync_obj_slot syncobj;
	/* Preallocated link; empty if the syncobj is binary. */
	struct sync_chain_slot chain;
	u64 value;
};

struct fwgpu_sync_out {
	u32 count;
	struct fwgpu_sync_point points[] __counted_by(count);
};

static int sync_check(const struct fwgpu_sync_desc *desc, const struct fwgpu_sync_wire *sync)
{
	if (sync->type == desc->timeline)
		return 0;
	if (sync->type != desc->binary)
		return -EINVAL;
	return desc->binary_value_mbz && sync->value ? -EINVAL : 0;
}

static int sync_check_all(const struct fwgpu_sync_desc *desc,
			  const struct fwgpu_sync_wire *syncs, u32 count)
{
	int ret = 0;

	for (u32 i = 0; !ret && i < count; i++)
		ret = sync_check(desc, &syncs[i]);
	return ret;
}

/* Not drm_sched_job_add_syncobj_dependency(): it cuts the point to 32 bits. */
static int sync_find_fence(struct drm_file *file, u32 handle, u64 point,
			   struct fwgpu_dma_fence_own *h)
	__cond_acquires(0, h)
{
	struct dma_fence *fence = NULL;
	int ret = drm_syncobj_find_fence(file, handle, point, 0, &fence);

	return fwgpu_dma_fence_adopt(h, ret ? ERR_PTR(ret) : fence);
}

static int sync_add_dep(struct drm_sched_job *job, struct drm_file *file,
			const struct fwgpu_sync_desc *desc, const struct fwgpu_sync_wire *sync)
{
	u64 point = sync->type == desc->timeline ? sync->value : 0;
	struct fwgpu_dma_fence_own fence;
	int ret;

	ret = sync_find_fence(file, sync->handle, point, &fence);
	if (ret)
		return ret;

	return drm_sched_job_add_dependency(job, fwgpu_dma_fence_give(&fence));
}

static int sync_add_all(struct drm_sched_job *job, struct drm_file *file,
			const struct fwgpu_sync_desc *desc, const struct fwgpu_sync_wire *syncs,
			u32 count)
{
	int ret;

	ret = sync_check_all(desc, syncs, count);
	for (u32 i = 0; !ret && i < count; i++)
		ret = sync_add_dep(job, file, desc, &syncs[i]);
	return ret;
}

/**
 * fwgpu_sync_add_deps() - make a job wait for a user's in-syncs
 * @job: initialised, not yet armed
 * @file: file that the handles belong to
 * @desc: rules of the interface
 * @uptr: user address of the array
 * @count: number of in-syncs
 *
 * Return: 0; -EINVAL for a bad type or value, too many, or a syncobj without a
 * fence; -ENOENT for a bad handle; -EFAULT or -ENOMEM. On failure the job may
 * have some of the dependencies; the caller drops it anyway.
 */
int fwgpu_sync_add_deps(struct drm_sched_job *job, struct drm_file *file,
			const struct fwgpu_sync_desc *desc, u64 uptr, u32 count)
{
	struct fwgpu_array_own array;
	int ret;

	ret = fwgpu_array_copy(uptr, count, desc->max, sizeof(struct fwgpu_sync_wire), &array);
	if (ret)
		return ret;

	ret = sync_add_all(job, file, desc, fwgpu_array_borrow(&array), count);
	fwgpu_array_drop(&array);
	return ret;
}
EXPORT_SYMBOL_GPL(fwgpu_sync_add_deps);

static int sync_point_init(struct fwgpu_sync_point *point, struct drm_file *file,
			   const struct fwgpu_sync_desc *desc, const struct fwgpu_sync_wire *sync)
{
	struct sync_chain_own chain;
	struct sync_obj_own obj;
	int ret;

	/* Point 0 of a timeline is its start and cannot be signalled. */
	if (sync->type == desc->timeline && !sync->value)
		return -EINVAL;

	ret = sync_obj_adopt(&obj, drm_syncobj_find(file, sync->handle) ?: ERR_PTR(-ENOENT));
	if (ret)
		return ret;

	sync_obj_store(&point->syncobj, &obj);
	if (sync->type != desc->timeline)
		return 0;

	ret = sync_chain_adopt(&chain, dma_fence_chain_alloc());
	if (ret)
		return ret;

	sync_chain_store(&point->chain, &chain);
	point->value = sync->value;
	return 0;
}

static int sync_out_fill(struct fwgpu_sync_out *out, struct drm_file *file,
			 const struct fwgpu_sync_desc *desc, const struct fwgpu_sync_wire *syncs)
{
	int ret;

	ret = sync_check_all(desc, syncs, out->count);
	for (u32 i = 0; !ret && i < out->count; i++)
		ret = sync_point_init(&out->points[i], file, desc, &syncs[i]);
	return ret;
}

static int sync_out_alloc(u32 count, struct fwgpu_sync_out_own *h)
	__cond_acquires(0, h)
{
	struct fwgpu_sync_out_own out;
	int ret;

	ret = fwgpu_sync_out_adopt(&out, kvzalloc_flex(struct fwgpu_sync_out, points, count));
	if (ret)
		return ret;

	fwgpu_sync_out_borrow(&out)->count = count;
	fwgpu_sync_out_move(h, &out);
	return 0;
}

/**
 * fwgpu_sync_out_prepare() - look up and allocate everything for out-syncs
 * @file: file that the handles belong to
 * @desc: rules of the interface
 * @uptr: user address of the array
 * @count: number of out-syncs
 * @h: the prepared out-syncs
 *
 * Return: 0; -EINVAL for a bad type or value or too many; -ENOENT for a bad
 * handle; -EFAULT or -ENOMEM.
 */
int fwgpu_sync_out_prepare(struct drm_file *file, const struct fwgpu_sync_desc *desc,
			   u64 uptr, u32 count, struct fwgpu_sync_out_own *h)
{
	struct fwgpu_sync_out_own out;
	struct fwgpu_array_own array;
	int ret;

	ret = fwgpu_array_copy(uptr, count, desc->max, sizeof(struct fwgpu_sync_wire), &array);
	if (ret)
		return ret;

	ret = sync_out_alloc(count, &out);
	if (ret) {
		fwgpu_array_drop(&array);
		return ret;
	}

	ret = sync_out_fill(fwgpu_sync_out_borrow(&out), file, desc, fwgpu_array_borrow(&array));
	fwgpu_array_drop(&array);
	if (ret) {
		fwgpu_sync_out_drop(&out);
		return ret;
	}

	fwgpu_sync_out_move(h, &out);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_sync_out_prepare);

static void sync_point_attach(struct fwgpu_sync_point *point, struct dma_fence *fence)
{
	struct drm_syncobj *syncobj = sync_obj_peek(&point->syncobj);
	struct sync_chain_own chain;

	/* The syncobj then owns the link. */
	if (sync_chain_take(&point->chain, &chain))
		drm_syncobj_add_point(syncobj, sync_chain_give(&chain), fence, point->value);
	else
		drm_syncobj_replace_fence(syncobj, fence);
}

/**
 * fwgpu_sync_out_attach() - give out-syncs their fence
 * @out: prepared, not attached before
 * @fence: borrowed
 *
 * Callers use fwgpu_sync_out_commit().
 */
void fwgpu_sync_out_attach(struct fwgpu_sync_out *out, struct dma_fence *fence)
{
	for (u32 i = 0; i < out->count; i++)
		sync_point_attach(&out->points[i], fence);
}
EXPORT_SYMBOL_GPL(fwgpu_sync_out_attach);

/**
 * fwgpu_sync_out_free() - release out-syncs, attached or not
 * @out: what to release
 */
void fwgpu_sync_out_free(struct fwgpu_sync_out *out)
{
	for (u32 i = 0; i < out->count; i++) {
		sync_chain_clear(&out->points[i].chain);
		sync_obj_clear(&out->points[i].syncobj);
	}
	kvfree(out);
}
EXPORT_SYMBOL_GPL(fwgpu_sync_out_free);
