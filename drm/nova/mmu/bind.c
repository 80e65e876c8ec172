// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: VM_BIND
 *
 * Userspace manages its part of an address space with lists of operations that
 * map a part of a buffer, unmap a range, or make a range sparse and undo that.
 * A list is a job. The jobs of an address space run one after the other, in the
 * order in which they were queued; a synchronous one is waited for.
 *
 * Everything that can fail is done when a job is queued: arguments are checked,
 * buffers made resident, page tables and mappings allocated. What the address
 * space will look like when the job runs is not known by then, so the job takes
 * what the worst case needs. Its fence in the buffers' reservations keeps them
 * where they are until it has run. Then it only changes the tree of mappings
 * and writes page table entries.
 *
 * In a sparse region, what is not mapped reads as zero. A mapping lies inside of
 * a region or outside, never across its border, and regions do not overlap.
 * Whether an operation keeps to that is checked against the regions as they
 * will be when all jobs that were queued before have run.
 */

#include "vm.h"
#include "vm_priv.h"
#include "../nova_device.h"
#include "../nova_ioctl.h"
#include "mmu.h"
#include "plan.h"

#include "drm/fwgpu/fwgpu_fence.h"
#include "drm/fwgpu/fwgpu_sync.h"
#include "drm/fwgpu/fwgpu_user.h"

#include <drm/drm_exec.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/nouveau_drm.h>

#include <linux/cleanup.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define NOVA_BIND_MAX_OPS	16384
#define NOVA_BIND_MAX_SYNCS	1024

/* Where an operation's flags have the storage kind. */
#define NOVA_BIND_KIND		GENMASK(7, 0)

enum nova_bind_type {
	NOVA_BIND_MAP,
	NOVA_BIND_UNMAP,
	NOVA_BIND_MAP_SPARSE,
	NOVA_BIND_UNMAP_SPARSE,
};

/**
 * struct nova_bind_op - one operation and all that it needs
 */
struct nova_bind_op {
	/** @type: what to do. */
	enum nova_bind_type type;
	/** @kind: storage kind of a new mapping. */
	u8 kind;
	/** @addr: first address. */
	u64 addr;
	/** @range: bytes. */
	u64 range;
	/** @offset: of the first byte, in the buffer. */
	u64 offset;
	/** @bo: buffer to map. */
	struct nova_bo_slot bo;
	/** @change: what the tree needs, and what it removed, to be freed after the job. */
	struct fwgpu_vm_change change;
	/** @sparse: region to be made, or, after the job, to be freed. */
	struct nova_sparse_slot sparse;
	/** @region: region to be undone; alive until this has run. */
	struct nova_sparse *region;
};

/**
 * struct nova_bind_job - a list of operations
 */
struct nova_bind_job {
	/** @base: the scheduler's part. */
	struct drm_sched_job base;
	/** @cleanup: frees the job where it may sleep. */
	struct work_struct cleanup;
	/** @vm: address space. */
	struct nova_vm_slot vm;
	/** @count: number of @ops. */
	u32 count;
	/** @ops: in the order in which they are done. */
	struct nova_bind_op ops[] __counted_by(count);
};

static void nova_bind_job_free(struct nova_bind_job *job);

OWNED(nova_bind_job, struct nova_bind_job, nova_bind_job_free)

static struct nova_bind_job *to_nova_bind_job(struct drm_sched_job *job)
{
	return container_of(job, struct nova_bind_job, base);
}

/*
 * Running. Nothing is allocated, nothing fails.
 */

/* What the callbacks of drm_gpuvm_sm_map() and drm_gpuvm_sm_unmap() need. */
struct nova_bind_step {
	struct nova_vm *vm;
	struct nova_bind_op *op;
	/* Old entries need not be cleared: the operation writes others there. */
	bool overwrites;
};

/**
 * nova_bind_step_map() - for GPUVM: a new mapping
 * @op: what is mapped
 * @priv: struct nova_bind_step
 *
 * Return: 0; -EINVAL if the operation has too few mappings, which never happens.
 */
int nova_bind_step_map(struct drm_gpuva_op *op, void *priv)
{
	struct nova_bind_step *step = priv;
	struct fwgpu_mapping *mapping;

	lockdep_assert_held(&step->vm->lock);
	mapping = fwgpu_vm_change_map(&step->op->change, nova_vm_tree(step->vm), &op->map,
				      step->op->kind);
	if (!mapping)
		return -EINVAL;

	nova_vm_write_mapping(step->vm, mapping);
	return 0;
}

static void nova_bind_step_clear(struct nova_bind_step *step, u64 addr, u64 range)
	__must_hold(&step->vm->lock)
{
	if (!step->overwrites)
		nova_vm_clear_range(step->vm, addr, range);
}

/**
 * nova_bind_step_unmap() - for GPUVM: a mapping goes
 * @op: what goes
 * @priv: struct nova_bind_step
 *
 * Return: 0.
 */
int nova_bind_step_unmap(struct drm_gpuva_op *op, void *priv)
{
	const struct drm_gpuva *va = op->unmap.va;
	struct nova_bind_step *step = priv;

	lockdep_assert_held(&step->vm->lock);
	nova_bind_step_clear(step, va->va.addr, va->va.range);
	fwgpu_vm_change_unmap(&step->op->change, &op->unmap);
	return 0;
}

/**
 * nova_bind_step_remap() - for GPUVM: a part of a mapping goes
 * @op: which part, and what stays on either side
 * @priv: struct nova_bind_step
 *
 * The page tables split big pages by themselves: just the part that goes is cleared.
 *
 * Return: 0; -EINVAL if the operation has too few mappings, which never happens.
 */
int nova_bind_step_remap(struct drm_gpuva_op *op, void *priv)
{
	struct nova_bind_step *step = priv;
	u64 addr, range;

	lockdep_assert_held(&step->vm->lock);
	drm_gpuva_op_remap_to_unmap_range(&op->remap, &addr, &range);
	nova_bind_step_clear(step, addr, range);
	return fwgpu_vm_change_remap(&step->op->change, nova_vm_tree(step->vm), &op->remap);
}

static int nova_bind_run_map(struct nova_vm *vm, struct nova_bind_op *op)
	__must_hold(&vm->lock)
{
	struct nova_bind_step step = { .vm = vm, .op = op, .overwrites = true };
	const struct drm_gpuvm_map_req req = {
		.map.va.addr = op->addr,
		.map.va.range = op->range,
		.map.gem.obj = &nova_bo_peek(&op->bo)->ttm.base,
		.map.gem.offset = op->offset,
	};

	return drm_gpuvm_sm_map(nova_vm_tree(vm), &step, &req);
}

static int nova_bind_run_unmap(struct nova_vm *vm, struct nova_bind_op *op, bool overwrites)
	__must_hold(&vm->lock)
{
	struct nova_bind_step step = { .vm = vm, .op = op, .overwrites = overwrites };

	return drm_gpuvm_sm_unmap(nova_vm_tree(vm), &step, op->addr, op->range);
}

/* The address space owns a region as long as it is live. */
static void nova_bind_sparse_insert(struct nova_vm *vm, struct nova_sparse_own *h)
	__must_hold(&vm->lock) __releases(h)
{
	interval_tree_insert(&nova_sparse_give(h)->live, &vm->live);
}

static int nova_bind_sparse_remove(struct nova_vm *vm, struct nova_sparse *sparse,
				   struct nova_sparse_own *h)
	__must_hold(&vm->lock) __cond_acquires(0, h)
{
	interval_tree_remove(&sparse->live, &vm->live);
	return nova_sparse_adopt(h, sparse);
}

static int nova_bind_run_map_sparse(struct nova_vm *vm, struct nova_bind_op *op)
	__must_hold(&vm->lock)
{
	struct nova_sparse_own sparse;
	int ret;

	ret = nova_bind_run_unmap(vm, op, true);
	if (nova_sparse_take(&op->sparse, &sparse))
		nova_bind_sparse_insert(vm, &sparse);

	nova_pt_map_sparse(nova_pt_peek(&vm->pt), op->addr, op->range);
	return ret;
}

static int nova_bind_run_unmap_sparse(struct nova_vm *vm, struct nova_bind_op *op)
	__must_hold(&vm->lock)
{
	struct nova_sparse_own sparse;
	int ret;

	ret = nova_bind_run_unmap(vm, op, true);
	nova_pt_unmap(nova_pt_peek(&vm->pt), op->addr, op->range);
	if (ret)
		return ret;

	ret = nova_bind_sparse_remove(vm, op->region, &sparse);
	if (ret)
		return ret;

	nova_sparse_store(&op->sparse, &sparse);
	return 0;
}

static int nova_bind_run_op(struct nova_vm *vm, struct nova_bind_op *op)
	__must_hold(&vm->lock)
{
	switch (op->type) {
	case NOVA_BIND_MAP:
		return nova_bind_run_map(vm, op);
	case NOVA_BIND_UNMAP:
		return nova_bind_run_unmap(vm, op, false);
	case NOVA_BIND_MAP_SPARSE:
		return nova_bind_run_map_sparse(vm, op);
	case NOVA_BIND_UNMAP_SPARSE:
		return nova_bind_run_unmap_sparse(vm, op);
	}

	return -EINVAL;
}

static struct dma_fence *nova_bind_sched_run_job(struct drm_sched_job *sched_job)
{
	struct nova_bind_job *job = to_nova_bind_job(sched_job);
	struct nova_vm *vm = nova_vm_peek(&job->vm);
	bool cookie;
	int ret = 0;

	cookie = dma_fence_begin_signalling();
	scoped_guard(mutex, &vm->lock) {
		for (u32 i = 0; i < job->count && !ret; i++)
			ret = nova_bind_run_op(vm, &job->ops[i]);
	}

	if (!ret)
		ret = nova_pt_flush(nova_pt_peek(&vm->pt));
	dma_fence_end_signalling(cookie);

	return ret ? ERR_PTR(ret) : NULL;
}

/* The scheduler owned the job, by its base, and is done with it. */
static int nova_bind_job_from_work(struct work_struct *work, struct nova_bind_job_own *h)
	__cond_acquires(0, h)
{
	return nova_bind_job_adopt(h, container_of(work, struct nova_bind_job, cleanup));
}

static void nova_bind_job_cleanup(struct work_struct *work)
{
	struct nova_bind_job_own job;

	if (!nova_bind_job_from_work(work, &job))
		nova_bind_job_drop(&job);
}

static void nova_bind_sched_free_job(struct drm_sched_job *sched_job)
{
	struct nova_bind_job *job = to_nova_bind_job(sched_job);

	drm_sched_job_cleanup(sched_job);

	/* Here others may wait for fences, so nothing is freed that takes reservations. */
	queue_work(nova_mmu_wq(nova_vm_peek(&job->vm)->nova), &job->cleanup);
}

static enum drm_gpu_sched_stat nova_bind_sched_timedout_job(struct drm_sched_job *sched_job)
{
	return DRM_GPU_SCHED_STAT_NO_HANG;
}

const struct drm_sched_backend_ops nova_bind_sched_ops = {
	.run_job	= nova_bind_sched_run_job,
	.timedout_job	= nova_bind_sched_timedout_job,
	.free_job	= nova_bind_sched_free_job,
};

/*
 * Checking what userspace wants, and getting what it takes.
 */

static int nova_bind_op_type(const struct drm_nouveau_vm_bind_op *uop, enum nova_bind_type *type)
{
	bool sparse = uop->flags & DRM_NOUVEAU_VM_BIND_SPARSE;

	switch (uop->op) {
	case DRM_NOUVEAU_VM_BIND_OP_MAP:
		*type = sparse ? NOVA_BIND_MAP_SPARSE : NOVA_BIND_MAP;
		return 0;
	case DRM_NOUVEAU_VM_BIND_OP_UNMAP:
		*type = sparse ? NOVA_BIND_UNMAP_SPARSE : NOVA_BIND_UNMAP;
		return 0;
	default:
		return -EINVAL;
	}
}

static int nova_bind_check_range(struct nova_vm *vm, u64 addr, u64 range)
{
	if (!range || !PAGE_ALIGNED(addr | range))
		return -EINVAL;

	/* In the user's part, and no overflow. */
	return drm_gpuvm_range_valid(&vm->gpuvm, addr, range) ? 0 : -EINVAL;
}

static int nova_bind_check_op(struct nova_vm *vm, const struct nova_bind_op *op,
			      const struct drm_nouveau_vm_bind_op *uop)
{
	bool sparse = uop->flags & DRM_NOUVEAU_VM_BIND_SPARSE;
	/* Mesa gives the kind when it unmaps, too. */
	u32 flags = sparse ? DRM_NOUVEAU_VM_BIND_SPARSE : NOVA_BIND_KIND;

	if (uop->flags & ~flags || uop->pad)
		return -EINVAL;

	if (op->type == NOVA_BIND_MAP && (!nova_kind_valid(uop->flags & NOVA_BIND_KIND) ||
					  !PAGE_ALIGNED(uop->bo_offset)))
		return -EINVAL;

	return nova_bind_check_range(vm, uop->addr, uop->range);
}

static int nova_bind_check_bo(struct nova_vm *vm, const struct nova_bind_op *op, struct nova_bo *bo)
{
	return fwgpu_vm_check_part(&vm->gpuvm, &bo->ttm.base, fwgpu_gem_peek(&bo->resv_owner),
				   op->offset, op->range);
}

static int nova_bind_init_bo(struct nova_vm *vm, struct drm_file *file, u32 handle,
			     struct nova_bind_op *op)
{
	struct nova_bo_own bo;
	int ret;

	ret = nova_bo_find(file, handle, &bo);
	if (ret)
		return ret;

	ret = nova_bind_check_bo(vm, op, nova_bo_borrow(&bo));
	if (ret) {
		nova_bo_drop(&bo);
		return ret;
	}

	nova_bo_store(&op->bo, &bo);
	return 0;
}

static int nova_bind_alloc_sparse(struct nova_bind_op *op)
{
	struct nova_sparse_own sparse;
	struct interval_tree_node range = {
		.start = op->addr,
		.last = op->addr + op->range - 1,
	};
	int ret;

	ret = nova_sparse_adopt(&sparse, kzalloc_obj(struct nova_sparse));
	if (ret)
		return ret;

	nova_sparse_borrow(&sparse)->plan = range;
	nova_sparse_borrow(&sparse)->live = range;
	nova_sparse_store(&op->sparse, &sparse);
	return 0;
}

static int nova_bind_init_op(struct nova_vm *vm, struct drm_file *file,
			     const struct drm_nouveau_vm_bind_op *uop, struct nova_bind_op *op)
{
	int ret;

	ret = nova_bind_op_type(uop, &op->type);
	if (ret)
		return ret;

	ret = nova_bind_check_op(vm, op, uop);
	if (ret)
		return ret;

	op->kind = uop->flags & NOVA_BIND_KIND;
	op->addr = uop->addr;
	op->range = uop->range;
	op->offset = uop->bo_offset;

	if (op->type == NOVA_BIND_MAP)
		ret = nova_bind_init_bo(vm, file, uop->handle, op);
	else if (op->type == NOVA_BIND_MAP_SPARSE)
		ret = nova_bind_alloc_sparse(op);
	if (ret)
		return ret;

	return fwgpu_vm_change_alloc(&op->change, op->type == NOVA_BIND_MAP ?
				     FWGPU_VM_MAP_MAPPINGS : FWGPU_VM_UNMAP_MAPPINGS);
}

static void nova_bind_op_fini(struct nova_bind_op *op)
{
	nova_sparse_clear(&op->sparse);
	fwgpu_vm_change_fini(&op->change);
	nova_bo_clear(&op->bo);
}

/* Frees a job that has run, or that was never queued. May take reservations. */
static void nova_bind_job_free(struct nova_bind_job *job)
{
	struct nova_vm *vm = nova_vm_peek(&job->vm);

	if (job->base.s_fence)
		drm_sched_job_cleanup(&job->base);

	for (u32 i = 0; i < job->count; i++)
		nova_bind_op_fini(&job->ops[i]);

	drm_gpuvm_bo_deferred_cleanup(&vm->gpuvm);
	nova_pt_end(nova_pt_peek(&vm->pt));

	atomic_dec_and_wake_up(&vm->users);
	nova_vm_clear(&job->vm);
	kvfree(job);
}

/* After this, nova_bind_job_free() can take it. */
static void nova_bind_job_prime(struct nova_bind_job *job, struct nova_vm *vm, u32 count)
{
	struct nova_vm_own ref;

	job->count = count;
	INIT_WORK(&job->cleanup, nova_bind_job_cleanup);
	nova_vm_get(&ref, vm);
	nova_vm_store(&job->vm, &ref);
	atomic_inc(&vm->users);
	nova_pt_begin(nova_pt_peek(&vm->pt));
}

static int nova_bind_job_create(struct nova_vm *vm, u32 count, struct nova_bind_job_own *h)
	__cond_acquires(0, h)
{
	struct nova_bind_job_own job;
	int ret;

	ret = nova_bind_job_adopt(&job, kvzalloc_flex(struct nova_bind_job, ops, count));
	if (ret)
		return ret;

	nova_bind_job_prime(nova_bind_job_borrow(&job), vm, count);
	nova_bind_job_move(h, &job);
	return 0;
}

static int nova_bind_job_init(struct nova_bind_job *job, struct drm_file *file,
			      const struct drm_nouveau_vm_bind_op *uops)
{
	struct nova_vm *vm = nova_vm_peek(&job->vm);
	int ret;

	for (u32 i = 0; i < job->count; i++) {
		ret = nova_bind_init_op(vm, file, &uops[i], &job->ops[i]);
		if (ret)
			return ret;
	}

	return drm_sched_job_init(&job->base, &vm->entity, 1, file, file->client_id);
}

/*
 * The plan of sparse regions.
 */

static int nova_bind_plan_unmap_sparse(struct nova_vm *vm, struct nova_bind_op *op, u64 last)
	__must_hold(&vm->submit_lock)
{
	struct interval_tree_node *node;

	node = nova_plan_take(&vm->planned, op->addr, last);
	if (!node)
		return -ENOENT;

	op->region = container_of(node, struct nova_sparse, plan);
	return 0;
}

static int nova_bind_plan_op(struct nova_vm *vm, struct nova_bind_op *op)
	__must_hold(&vm->submit_lock)
{
	u64 last = op->addr + op->range - 1;

	switch (op->type) {
	case NOVA_BIND_MAP:
		return nova_plan_check_map(&vm->planned, op->addr, last);
	case NOVA_BIND_MAP_SPARSE:
		return nova_plan_add(&vm->planned, &nova_sparse_peek(&op->sparse)->plan);
	case NOVA_BIND_UNMAP_SPARSE:
		return nova_bind_plan_unmap_sparse(vm, op, last);
	case NOVA_BIND_UNMAP:
		break;
	}

	return 0;
}

static void nova_bind_unplan_op(struct nova_vm *vm, struct nova_bind_op *op)
	__must_hold(&vm->submit_lock)
{
	if (op->type == NOVA_BIND_MAP_SPARSE)
		interval_tree_remove(&nova_sparse_peek(&op->sparse)->plan, &vm->planned);
	else if (op->type == NOVA_BIND_UNMAP_SPARSE)
		interval_tree_insert(&op->region->plan, &vm->planned);
}

static void nova_bind_unplan(struct nova_vm *vm, struct nova_bind_job *job, u32 count)
	__must_hold(&vm->submit_lock)
{
	while (count--)
		nova_bind_unplan_op(vm, &job->ops[count]);
}

static int nova_bind_plan(struct nova_vm *vm, struct nova_bind_job *job)
	__must_hold(&vm->submit_lock)
{
	int ret;

	for (u32 i = 0; i < job->count; i++) {
		ret = nova_bind_plan_op(vm, &job->ops[i]);
		if (ret) {
			nova_bind_unplan(vm, job, i);
			return ret;
		}
	}

	return 0;
}

/*
 * Queueing.
 */

static int nova_bind_lock(struct nova_vm *vm, struct nova_bind_job *job, struct drm_exec *exec)
{
	struct nova_bo *bo;
	int ret;

	ret = drm_exec_lock_obj(exec, nova_vm_resv_obj(vm));
	if (ret)
		return ret;

	for (u32 i = 0; i < job->count; i++) {
		bo = nova_bo_peek(&job->ops[i].bo);
		if (!bo)
			continue;

		ret = drm_exec_lock_obj(exec, &bo->ttm.base);
		if (ret)
			return ret;
	}

	return 0;
}

static int nova_bind_validate(struct nova_bind_job *job)
{
	struct ttm_operation_ctx ctx = { .interruptible = true };
	struct nova_bo *bo;
	int ret;

	for (u32 i = 0; i < job->count; i++) {
		bo = nova_bo_peek(&job->ops[i].bo);
		if (!bo)
			continue;

		ret = nova_bo_validate(bo, &ctx);
		if (ret)
			return ret;
	}

	return 0;
}

/* A job waits for what fills the buffers, and has room for its fence in each. */
static int nova_bind_prepare_fences(struct nova_bind_job *job, struct drm_exec *exec)
{
	struct drm_gem_object *obj;
	int ret;

	drm_exec_for_each_locked_object(exec, obj) {
		ret = dma_resv_reserve_fences(obj->resv, 1);
		if (ret)
			return ret;

		ret = drm_sched_job_add_resv_dependencies(&job->base, obj->resv,
							  DMA_RESV_USAGE_KERNEL);
		if (ret)
			return ret;
	}

	return 0;
}

static int nova_bind_prepare_map(struct nova_vm *vm, struct nova_bind_op *op)
{
	struct nova_bo *bo = nova_bo_peek(&op->bo);
	int ret;

	ret = fwgpu_vm_change_obtain(&op->change, &vm->gpuvm, &bo->ttm.base);
	if (ret)
		return ret;

	drm_gpuvm_bo_extobj_add(fwgpu_vm_bo_peek(&op->change.vm_bo));
	return nova_vm_prepare_mapping(vm, bo, op->addr, op->range, op->offset);
}

static int nova_bind_prepare_ops(struct nova_vm *vm, struct nova_bind_job *job)
{
	int ret = 0;

	for (u32 i = 0; i < job->count && !ret; i++) {
		struct nova_bind_op *op = &job->ops[i];

		if (op->type == NOVA_BIND_MAP)
			ret = nova_bind_prepare_map(vm, op);
		else
			ret = nova_pt_prepare_edges(nova_pt_peek(&vm->pt), op->addr, op->range);
	}

	return ret;
}

static int nova_bind_prepare(struct nova_vm *vm, struct nova_bind_job *job, struct drm_exec *exec)
{
	int ret = 0;

	drm_exec_until_all_locked(exec) {
		ret = nova_bind_lock(vm, job, exec);
		drm_exec_retry_on_contention(exec);
		if (ret)
			return ret;
	}

	ret = nova_bind_validate(job);
	if (ret)
		return ret;

	ret = nova_bind_prepare_fences(job, exec);
	if (ret)
		return ret;

	return nova_bind_prepare_ops(vm, job);
}

/* The job's finished fence exists from here on. */
static void nova_bind_arm(struct nova_bind_job *job, struct drm_exec *exec,
			  struct fwgpu_dma_fence_own *h)
	__acquires(h)
{
	drm_sched_job_arm(&job->base);
	fwgpu_dma_fence_get(h, &job->base.s_fence->finished);
	drm_gpuvm_resv_add_fence(&nova_vm_peek(&job->vm)->gpuvm, exec, fwgpu_dma_fence_borrow(h),
				 DMA_RESV_USAGE_BOOKKEEP, DMA_RESV_USAGE_BOOKKEEP);
}

static int nova_bind_queue(struct nova_vm *vm, struct nova_bind_job_own *job,
			   struct fwgpu_dma_fence_own *h)
	__must_hold(&vm->submit_lock) __releases(job) __cond_acquires(0, h)
{
	struct drm_exec exec;
	int ret;

	ret = nova_bind_plan(vm, nova_bind_job_borrow(job));
	if (ret) {
		nova_bind_job_drop(job);
		return ret;
	}

	drm_exec_init(&exec, DRM_EXEC_INTERRUPTIBLE_WAIT | DRM_EXEC_IGNORE_DUPLICATES, 0);
	ret = nova_bind_prepare(vm, nova_bind_job_borrow(job), &exec);
	if (ret) {
		/* Freeing the job takes reservations. */
		drm_exec_fini(&exec);
		nova_bind_unplan(vm, nova_bind_job_borrow(job), nova_bind_job_borrow(job)->count);
		nova_bind_job_drop(job);
		return ret;
	}

	nova_bind_arm(nova_bind_job_borrow(job), &exec, h);
	drm_sched_entity_push_job(&nova_bind_job_give(job)->base);
	drm_exec_fini(&exec);
	return 0;
}

static int nova_bind_submit(struct nova_vm *vm, struct nova_bind_job_own *job,
			    struct fwgpu_dma_fence_own *h)
	__releases(job) __cond_acquires(0, h)
{
	guard(mutex)(&vm->submit_lock);

	if (vm->closed) {
		nova_bind_job_drop(job);
		return -ENODEV;
	}

	return nova_bind_queue(vm, job, h);
}

static const struct fwgpu_sync_desc nova_bind_sync_desc = {
	.binary		= DRM_NOUVEAU_SYNC_SYNCOBJ,
	.timeline	= DRM_NOUVEAU_SYNC_TIMELINE_SYNCOBJ,
	.max		= NOVA_BIND_MAX_SYNCS,
};

static int nova_bind_wait(struct drm_nouveau_vm_bind *req, struct dma_fence *fence)
{
	int ret = 0;

	/*
	 * As in nouveau, no signal ends this, because it must not be done twice. Binds that
	 * were queued before come first.
	 */
	if (!(req->flags & DRM_NOUVEAU_VM_BIND_RUN_ASYNC)) {
		dma_fence_wait(fence, false);
		ret = dma_fence_get_status(fence);
	}

	return min(ret, 0);
}

static int nova_bind_with_job(struct nova_vm *vm, struct drm_file *file,
			      struct drm_nouveau_vm_bind *req, struct nova_bind_job_own *job)
	__releases(job)
{
	struct fwgpu_dma_fence_own fence;
	struct fwgpu_sync_out_own out;
	int ret;

	ret = fwgpu_sync_add_deps(&nova_bind_job_borrow(job)->base, file, &nova_bind_sync_desc,
				  req->wait_ptr, req->wait_count);
	if (ret)
		goto err_job;

	ret = fwgpu_sync_out_prepare(file, &nova_bind_sync_desc, req->sig_ptr, req->sig_count,
				     &out);
	if (ret)
		goto err_job;

	ret = nova_bind_submit(vm, job, &fence);
	if (ret) {
		fwgpu_sync_out_drop(&out);
		return ret;
	}

	fwgpu_sync_out_commit(&out, fwgpu_dma_fence_borrow(&fence));
	ret = nova_bind_wait(req, fwgpu_dma_fence_borrow(&fence));
	fwgpu_dma_fence_drop(&fence);
	return ret;

err_job:
	nova_bind_job_drop(job);
	return ret;
}

static int nova_bind(struct nova_vm *vm, struct drm_file *file, struct drm_nouveau_vm_bind *req)
{
	struct nova_bind_job_own job;
	struct fwgpu_array_own uops;
	int ret;

	ret = fwgpu_array_copy(req->op_ptr, req->op_count, NOVA_BIND_MAX_OPS,
			       sizeof(struct drm_nouveau_vm_bind_op), &uops);
	if (ret)
		return ret;

	ret = nova_bind_job_create(vm, req->op_count, &job);
	if (ret) {
		fwgpu_array_drop(&uops);
		return ret;
	}

	ret = nova_bind_job_init(nova_bind_job_borrow(&job), file, fwgpu_array_borrow(&uops));
	fwgpu_array_drop(&uops);
	if (ret) {
		nova_bind_job_drop(&job);
		return ret;
	}

	return nova_bind_with_job(vm, file, req, &job);
}

/**
 * nova_ioctl_vm_bind() - DRM_IOCTL_NOUVEAU_VM_BIND
 * @drm: device
 * @data: struct drm_nouveau_vm_bind
 * @file: file
 *
 * Return: 0; -ENOSYS before VM_INIT; -EINVAL for bad arguments, or sync objects
 * without RUN_ASYNC; -ENOENT for a handle that is none, or a sparse region that
 * is none; -ENOSPC for a sparse region over another, or a mapping across the
 * border of one; -EFAULT, -ENOMEM, -ERESTARTSYS.
 */
int nova_ioctl_vm_bind(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_nouveau_vm_bind *req = data;
	struct nova_vm_own vm;
	int ret;

	if (req->flags & ~DRM_NOUVEAU_VM_BIND_RUN_ASYNC)
		return -EINVAL;

	if (!(req->flags & DRM_NOUVEAU_VM_BIND_RUN_ASYNC) && (req->wait_count || req->sig_count))
		return -EINVAL;

	ret = nova_file_get_vm(file, &vm);
	if (ret)
		return ret;

	ret = nova_bind(nova_vm_borrow(&vm), file, req);
	nova_vm_drop(&vm);
	return ret;
}
