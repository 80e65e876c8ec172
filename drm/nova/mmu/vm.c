// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Address spaces
 *
 * An address space has page tables, a client of the firmware's under which its
 * channels live, and two parts. The user's part is managed by userspace through
 * VM_BIND (see bind.c) and kept in a drm_gpuvm. The kernel's part holds a few
 * pinned buffers of the channels.
 *
 * A buffer that is moved loses its page table entries in all address spaces.
 * The next submission of each finds it on the drm_gpuvm's list of evicted
 * buffers, makes it resident and writes the entries again.
 */

#include "vm.h"
#include "mmu.h"
#include "vm_priv.h"
#include "../nova_device.h"
#include "../nova_res_cursor.h"

#include "firmware/gsp/r570/alloc.h"
#include "firmware/gsp/r570/ctrl.h"
#include "firmware/nv/classes.h"
#include "firmware/nv/mmu_v3.h"

#include <drm/drm_debugfs.h>
#include <drm/drm_exec.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/dma-resv.h>
#include <linux/overflow.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

static const struct fwgpu_ledger_kind vm_kind = { .name = "vm" };
static const struct fwgpu_ledger_kind vma_kind = { .name = "vma" };

/**
 * struct nova_vma - a kernel buffer in an address space
 */
struct nova_vma {
	/** @vm: address space, which outlives this. */
	struct nova_vm *vm;
	/** @bo: what is mapped. */
	struct nova_bo_slot bo;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @node: where. */
	struct drm_mm_node node;
};

/**
 * nova_vm_get_ref() - take a reference; use nova_vm_get()
 * @vm: address space
 *
 * Return: @vm.
 */
struct nova_vm *nova_vm_get_ref(struct nova_vm *vm)
{
	drm_gpuvm_get(&vm->gpuvm);
	return vm;
}

/**
 * nova_vm_put_ref() - drop a reference; use nova_vm_drop()
 * @vm: address space
 *
 * The last one frees it. May sleep.
 */
void nova_vm_put_ref(struct nova_vm *vm)
{
	drm_gpuvm_put(&vm->gpuvm);
}

/*
 * Entries of the user's mappings.
 */

/**
 * nova_vm_prepare_mapping() - add the page tables that a mapping needs
 * @vm: address space, after nova_pt_begin()
 * @bo: what is to be mapped; reserved or pinned, and resident
 * @addr: where
 * @range: bytes
 * @offset: of the first byte, in the buffer
 *
 * Return: 0 or -ENOMEM.
 */
int nova_vm_prepare_mapping(struct nova_vm *vm, struct nova_bo *bo, u64 addr, u64 range,
			    u64 offset)
{
	struct nova_pt *pt = nova_pt_peek(&vm->pt);
	struct ttm_resource *res = bo->ttm.resource;
	struct nova_res_cursor cur;
	u64 va = addr;
	int ret;

	nova_res_cursor_range(&cur, &bo->ttm, res, offset, range);
	for (; cur.left; nova_res_cursor_next(&cur, res, cur.size)) {
		ret = nova_pt_prepare_map(pt, va, cur.size, cur.addr);
		if (ret)
			return ret;

		va += cur.size;
	}

	return nova_pt_prepare_edges(pt, addr, range);
}

static void nova_vm_write_bo(struct nova_vm *vm, struct nova_bo *bo, u64 va, u64 range,
			     u64 offset, u8 kind, u32 flags)
{
	struct nova_pt *pt = nova_pt_peek(&vm->pt);
	struct ttm_resource *res = bo->ttm.resource;
	struct nova_res_cursor cur;
	u64 pte;

	nova_res_cursor_range(&cur, &bo->ttm, res, offset, range);
	pte = nova_pte(kind, flags | (cur.vram ? 0 : NOVA_PTE_SYSTEM));
	for (; cur.left; nova_res_cursor_next(&cur, res, cur.size)) {
		nova_pt_map(pt, va, cur.size, cur.addr, pte);
		va += cur.size;
	}
}

/**
 * nova_vm_write_mapping() - write the page table entries of a mapping
 * @vm: address space
 * @mapping: mapping, prepared; its buffer is resident and cannot move
 */
void nova_vm_write_mapping(struct nova_vm *vm, struct fwgpu_mapping *mapping)
{
	struct drm_gpuva *va = &mapping->va;

	nova_vm_write_bo(vm, to_nova_bo(va->gem.obj), va->va.addr, va->va.range,
			 va->gem.offset, mapping->flags, 0);
	drm_gpuva_invalidate(va, false);
}

static void nova_vm_unmap(struct nova_vm *vm, u64 addr, u64 range)
	__must_hold(&vm->lock)
{
	nova_pt_unmap(nova_pt_peek(&vm->pt), addr, range);
}

/**
 * nova_vm_clear_range() - make a range what it is without mappings
 * @vm: address space
 * @addr: where; prepared by nova_pt_prepare_edges(), if mappings cross it
 * @range: bytes
 *
 * That is sparse in sparse regions, and invalid elsewhere.
 */
void nova_vm_clear_range(struct nova_vm *vm, u64 addr, u64 range)
{
	struct nova_pt *pt = nova_pt_peek(&vm->pt);
	struct interval_tree_node *node;
	u64 end = addr + range;

	node = interval_tree_iter_first(&vm->live, addr, end - 1);
	for (; node; node = interval_tree_iter_next(node, addr, end - 1)) {
		u64 first = max_t(u64, addr, node->start);
		u64 next = min_t(u64, end, (u64)node->last + 1);

		if (first > addr)
			nova_vm_unmap(vm, addr, first - addr);

		nova_pt_map_sparse(pt, first, next - first);
		addr = next;
	}

	if (addr < end)
		nova_vm_unmap(vm, addr, end - addr);
}

/*
 * Eviction.
 */

/*
 * Evictions hold reservations, so they can neither clean up after a link, should
 * theirs be its last reference, nor drop the last reference to an address space.
 * They count as users instead, for which nova_vm_close() waits and then cleans up.
 */
static bool nova_vm_use_bo(struct drm_gpuvm_bo *vm_bo)
{
	struct nova_vm *vm = to_nova_vm(vm_bo->vm);

	/* A link that is in its buffer's list keeps its address space. */
	lockdep_assert_held(&vm_bo->obj->gpuva.lock);

	atomic_inc(&vm->users);
	smp_mb__after_atomic(); /* Who sees the reference also sees the user. */
	if (kref_get_unless_zero(&vm_bo->kref))
		return true;

	atomic_dec_and_wake_up(&vm->users);
	return false;
}

static void nova_vm_unuse_bo(struct drm_gpuvm_bo *vm_bo)
{
	struct nova_vm *vm = to_nova_vm(vm_bo->vm);

	drm_gpuvm_bo_put_deferred(vm_bo);
	atomic_dec_and_wake_up(&vm->users);
}

/* The list of the address spaces in which a buffer is. */
static struct list_head *nova_vm_bo_list(struct drm_gem_object *obj)
	__must_hold(&obj->gpuva.lock)
{
	return &obj->gpuva.list;
}

/* Where a buffer is mapped: drops @prev, returns what follows, or NULL, referenced. */
static struct drm_gpuvm_bo *nova_vm_bo_next(struct drm_gem_object *obj,
					    struct drm_gpuvm_bo *prev)
{
	struct drm_gpuvm_bo *vm_bo = NULL;
	struct list_head *pos;

	scoped_guard(mutex, &obj->gpuva.lock) {
		pos = prev ? &prev->list.entry.gem : nova_vm_bo_list(obj);
		while ((pos = pos->next) != nova_vm_bo_list(obj)) {
			vm_bo = list_entry(pos, struct drm_gpuvm_bo, list.entry.gem);
			if (nova_vm_use_bo(vm_bo))
				break;
			vm_bo = NULL;
		}
	}

	if (prev)
		nova_vm_unuse_bo(prev);

	return vm_bo;
}

/* Whether an eviction took the entries of a mapping; nova_vm_write_mapping() brings them back. */
static bool nova_vm_is_evicted(struct nova_vm *vm, struct drm_gpuva *va)
	__must_hold(&vm->lock)
{
	return drm_gpuva_invalidated(va);
}

static void nova_vm_evict(struct nova_vm *vm, struct drm_gpuvm_bo *vm_bo)
{
	struct drm_gpuva *va;
	bool changed = false;

	scoped_guard(mutex, &vm->lock) {
		guard(mutex)(&vm_bo->obj->gpuva.lock);
		drm_gpuvm_bo_for_each_va(va, vm_bo) {
			if (nova_vm_is_evicted(vm, va))
				continue;

			nova_vm_unmap(vm, va->va.addr, va->va.range);
			drm_gpuva_invalidate(va, true);
			changed = true;
		}
	}

	if (changed)
		nova_pt_flush(nova_pt_peek(&vm->pt));
	if (!vm_bo->evicted)
		drm_gpuvm_bo_evict(vm_bo, true);
}

/**
 * nova_vm_bo_evict() - take a buffer out of the page tables of every address space
 * @bo: buffer, reserved and idle, about to be moved
 *
 * Allocates nothing.
 */
void nova_vm_bo_evict(struct nova_bo *bo)
{
	struct drm_gem_object *obj = &bo->ttm.base;
	struct drm_gpuvm_bo *vm_bo;

	dma_resv_assert_held(obj->resv);

	for (vm_bo = nova_vm_bo_next(obj, NULL); vm_bo; vm_bo = nova_vm_bo_next(obj, vm_bo))
		nova_vm_evict(to_nova_vm(vm_bo->vm), vm_bo);
}

/* An evicted mapping of a buffer: a copy, because it may go any time. */
static bool nova_vm_find_evicted(struct nova_vm *vm, struct drm_gpuvm_bo *vm_bo,
				 struct drm_gpuva *copy)
	__must_hold(&vm->lock)
{
	struct drm_gpuva *va;

	guard(mutex)(&vm_bo->obj->gpuva.lock);
	drm_gpuvm_bo_for_each_va(va, vm_bo) {
		if (nova_vm_is_evicted(vm, va)) {
			*copy = *va;
			return true;
		}
	}

	return false;
}

/* Writes the entries of all evicted mappings that lie within what was prepared. */
static void nova_vm_restore_within(struct nova_vm *vm, struct drm_gpuvm_bo *vm_bo,
				   const struct drm_gpuva *prepared)
	__must_hold(&vm->lock)
{
	struct drm_gpuva *va;

	guard(mutex)(&vm_bo->obj->gpuva.lock);
	drm_gpuvm_bo_for_each_va(va, vm_bo) {
		if (nova_vm_is_evicted(vm, va) && va->va.addr == prepared->va.addr &&
		    va->va.range == prepared->va.range &&
		    va->gem.offset == prepared->gem.offset)
			nova_vm_write_mapping(vm, to_fwgpu_mapping(va));
	}
}

static int nova_vm_restore(struct nova_vm *vm, struct drm_gpuvm_bo *vm_bo)
{
	struct nova_bo *bo = to_nova_bo(vm_bo->obj);
	struct drm_gpuva va;
	bool found;
	int ret;

	for (;;) {
		scoped_guard(mutex, &vm->lock)
			found = nova_vm_find_evicted(vm, vm_bo, &va);
		if (!found)
			return nova_pt_flush(nova_pt_peek(&vm->pt));

		ret = nova_vm_prepare_mapping(vm, bo, va.va.addr, va.va.range, va.gem.offset);
		if (ret)
			return ret;

		scoped_guard(mutex, &vm->lock)
			nova_vm_restore_within(vm, vm_bo, &va);
	}
}

static int nova_vm_bo_validate(struct drm_gpuvm_bo *vm_bo, struct drm_exec *exec)
{
	struct ttm_operation_ctx ctx = { .interruptible = true };
	struct nova_vm *vm = to_nova_vm(vm_bo->vm);
	struct nova_bo *bo = to_nova_bo(vm_bo->obj);
	struct nova_pt *pt = nova_pt_peek(&vm->pt);
	long left;
	int ret;

	ret = nova_bo_validate(bo, &ctx);
	if (ret)
		return ret;

	/* Work that is running must not see the new memory before it was filled. */
	left = dma_resv_wait_timeout(vm_bo->obj->resv, DMA_RESV_USAGE_KERNEL, true,
				     MAX_SCHEDULE_TIMEOUT);
	if (left < 0)
		return left;

	nova_pt_begin(pt);
	ret = nova_vm_restore(vm, vm_bo);
	nova_pt_end(pt);
	if (ret)
		return ret;

	drm_gpuvm_bo_evict(vm_bo, false);
	return 0;
}

/**
 * nova_vm_prepare_exec() - lock an address space's buffers and make them usable
 * @vm: address space
 * @exec: lock context, inside of drm_exec_until_all_locked()
 * @num_fences: fences that the caller will add to each reservation
 *
 * Return: 0; -EDEADLK, for drm_exec_retry_on_contention(); -ENOMEM;
 * -ERESTARTSYS.
 */
int nova_vm_prepare_exec(struct nova_vm *vm, struct drm_exec *exec, u32 num_fences)
{
	struct drm_gem_object *obj;
	int ret;

	ret = drm_gpuvm_prepare_vm(&vm->gpuvm, exec, num_fences);
	if (ret)
		return ret;

	ret = drm_gpuvm_prepare_objects(&vm->gpuvm, exec, num_fences);
	if (ret)
		return ret;

	ret = drm_gpuvm_validate(&vm->gpuvm, exec);
	if (ret)
		return ret;

	/* Moves have used up the room that was reserved for fences. */
	drm_exec_for_each_locked_object(exec, obj) {
		ret = dma_resv_reserve_fences(obj->resv, num_fences);
		if (ret)
			return ret;
	}

	return 0;
}

/**
 * nova_vm_add_fence() - add a submission's fence to every buffer it may use
 * @vm: address space
 * @exec: lock context, prepared by nova_vm_prepare_exec()
 * @fence: fence, borrowed
 */
void nova_vm_add_fence(struct nova_vm *vm, struct drm_exec *exec, struct dma_fence *fence)
{
	drm_gpuvm_resv_add_fence(&vm->gpuvm, exec, fence,
				 DMA_RESV_USAGE_WRITE, DMA_RESV_USAGE_WRITE);
}

/*
 * The kernel's part.
 */

static u64 nova_vma_align(const struct nova_bo *bo)
{
	u64 size = nova_bo_size(bo);

	if (size >= SZ_2M)
		return SZ_2M;

	return size >= SZ_64K ? SZ_64K : SZ_4K;
}

static int nova_vma_place(struct nova_vma *vma, const struct nova_bo *bo)
{
	struct nova_vm *vm = vma->vm;

	guard(mutex)(&vm->kernel_lock);
	return drm_mm_insert_node_generic(&vm->kernel_mm, &vma->node, nova_bo_size(bo),
					  nova_vma_align(bo), 0, DRM_MM_INSERT_BEST);
}

static void nova_vma_remove(struct nova_vm *vm, struct nova_vma *vma)
	__must_hold(&vm->kernel_lock)
{
	drm_mm_remove_node(&vma->node);
}

static int nova_vma_map(struct nova_vma *vma, u32 flags)
{
	struct nova_vm *vm = vma->vm;
	struct nova_pt *pt = nova_pt_peek(&vm->pt);
	struct nova_bo *bo = nova_bo_peek(&vma->bo);
	u32 pte_flags = 0;
	int ret;

	if (flags & NOVA_VMA_READ_ONLY)
		pte_flags |= NOVA_PTE_READ_ONLY;
	if (flags & NOVA_VMA_PRIVILEGED)
		pte_flags |= NOVA_PTE_PRIVILEGED;

	nova_pt_begin(pt);
	ret = nova_vm_prepare_mapping(vm, bo, vma->node.start, vma->node.size, 0);
	if (!ret) {
		nova_vm_write_bo(vm, bo, vma->node.start, vma->node.size, 0,
				 NV_MMU_KIND_PITCH, pte_flags);
		ret = nova_pt_flush(pt);
	}
	nova_pt_end(pt);
	return ret;
}

static int nova_vma_init(struct nova_vma *vma, struct nova_vm *vm, struct nova_bo *bo, u32 flags)
{
	struct nova_bo_own ref;
	int ret;

	vma->vm = vm;
	ret = nova_vma_place(vma, bo);
	if (ret)
		return ret;

	nova_bo_get(&ref, bo);
	nova_bo_store(&vma->bo, &ref);
	fwgpu_ledger_add(&vm->nova->ledger, &vma->entry, &vm->entry, &vma_kind,
			 vma->node.start, vma->node.size);
	return nova_vma_map(vma, flags);
}

static void nova_vma_unmap(struct nova_vma *vma)
{
	struct nova_vm *vm = vma->vm;
	struct nova_pt *pt = nova_pt_peek(&vm->pt);

	nova_pt_begin(pt);
	nova_pt_unmap(pt, vma->node.start, vma->node.size);
	nova_pt_flush(pt);
	nova_pt_end(pt);

	guard(mutex)(&vm->kernel_lock);
	nova_vma_remove(vm, vma);
}

/**
 * nova_vma_free() - unmap a kernel buffer; use nova_vma_drop()
 * @vma: mapping that no engine uses any more
 */
void nova_vma_free(struct nova_vma *vma)
{
	if (drm_mm_node_allocated(&vma->node))
		nova_vma_unmap(vma);

	nova_bo_clear(&vma->bo);
	fwgpu_ledger_remove(&vma->entry);
	kfree(vma);
}

/**
 * nova_vma_create() - map a kernel buffer into the kernel's part of an address space
 * @vm: address space; outlives the mapping
 * @bo: pinned kernel buffer; a reference is taken
 * @flags: NOVA_VMA_*
 * @h: filled on success
 *
 * Return: 0, -ENOMEM, or -ENOSPC when the kernel's part is full.
 */
int nova_vma_create(struct nova_vm *vm, struct nova_bo *bo, u32 flags, struct nova_vma_own *h)
{
	struct nova_vma_own vma;
	int ret;

	ret = nova_vma_adopt(&vma, kzalloc_obj(struct nova_vma));
	if (ret)
		return ret;

	ret = nova_vma_init(nova_vma_borrow(&vma), vm, bo, flags);
	if (ret) {
		nova_vma_drop(&vma);
		return ret;
	}

	nova_vma_move(h, &vma);
	return 0;
}

/**
 * nova_vma_addr() - address of a kernel buffer
 * @vma: mapping
 *
 * Return: the GPU's address.
 */
u64 nova_vma_addr(const struct nova_vma *vma)
{
	return vma->node.start;
}

/*
 * Life.
 */

static void nova_vm_drop_mappings(struct nova_vm *vm)
	__must_hold(&vm->lock)
{
	struct drm_gpuva *va, *next;

	drm_gpuvm_for_each_va_safe(va, next, nova_vm_tree(vm)) {
		if (va == &vm->gpuvm.kernel_alloc_node)
			continue;

		nova_vm_unmap(vm, va->va.addr, va->va.range);
		fwgpu_vm_remove(va);
	}
}

static void nova_vm_drop_sparse(struct nova_vm *vm)
	__must_hold(&vm->lock)
{
	struct interval_tree_node *node;

	while ((node = interval_tree_iter_first(&vm->live, 0, ULONG_MAX))) {
		nova_vm_unmap(vm, node->start, node->last - node->start + 1);
		interval_tree_remove(node, &vm->live);
		nova_sparse_free(container_of(node, struct nova_sparse, live));
	}
}

/**
 * nova_vm_close() - end an address space's use by its user
 * @vm: address space
 *
 * Takes no more bind jobs, waits for those that were queued, and unmaps all
 * that the user mapped. The channels are gone or will do no more work.
 */
void nova_vm_close(struct nova_vm *vm)
{
	struct nova_pt *pt = nova_pt_peek(&vm->pt);

	scoped_guard(mutex, &vm->submit_lock)
		vm->closed = true;

	wait_var_event(&vm->users, !atomic_read(&vm->users));

	nova_pt_begin(pt);
	scoped_guard(mutex, &vm->lock) {
		nova_vm_drop_mappings(vm);
		nova_vm_drop_sparse(vm);
	}

	nova_pt_flush(pt);
	nova_pt_end(pt);

	/* An eviction that began before may hold what was unlinked just now. */
	wait_var_event(&vm->users, !atomic_read(&vm->users));
	drm_gpuvm_bo_deferred_cleanup(&vm->gpuvm);
}

static int nova_vm_set_directory(struct nova_vm *vm)
{
	struct nova_rm_client *client = nova_rm_client_peek(&vm->client);
	struct r570_ctrl_set_page_directory args = {
		.phys_address = nova_vm_pdb(vm),
		.num_entries = 1u << nv_mmu_v3_fmt(NV_MMU_V3_PD4).bits,
		.flags = FIELD_PREP(R570_PAGE_DIRECTORY_APERTURE,
				    R570_PAGE_DIRECTORY_APERTURE_VIDMEM),
		.h_vaspace = nova_vm_vaspace(vm),
	};

	return nova_rm_control(client, nova_rm_client_device(client),
			       R570_CTRL_SET_PAGE_DIRECTORY, &args, sizeof(args));
}

static void nova_vm_unset_directory(struct nova_vm *vm)
{
	struct nova_rm_client *client = nova_rm_client_peek(&vm->client);
	struct r570_ctrl_unset_page_directory args = {
		.h_vaspace = nova_vm_vaspace(vm),
	};
	int ret;

	ret = nova_rm_control(client, nova_rm_client_device(client),
			      R570_CTRL_UNSET_PAGE_DIRECTORY, &args, sizeof(args));
	if (ret && ret != -ENODEV)
		drm_err(&vm->nova->drm, "the firmware keeps a page directory\n");
}

/* The firmware's side: a client, and an address space whose tables are ours. */
static int nova_vm_init_rm(struct nova_vm *vm)
{
	struct r570_vaspace_params params = {
		.index = R570_VASPACE_INDEX_GPU_NEW,
		.flags = R570_VASPACE_FLAGS_EXTERNALLY_OWNED,
	};
	struct nova_rm_client_own client;
	struct nova_rm_object_own vaspace;
	int ret;

	ret = nova_rm_client_create(vm->nova, &vm->entry, &client);
	if (ret)
		return ret;

	ret = nova_rm_alloc(nova_rm_client_borrow(&client), NULL,
			    nova_rm_client_device(nova_rm_client_borrow(&client)),
			    R570_HANDLE_VASPACE, FERMI_VASPACE_A, &params, sizeof(params),
			    &vaspace);
	if (ret) {
		nova_rm_client_drop(&client);
		return ret;
	}

	nova_rm_client_store(&vm->client, &client);
	nova_rm_object_store(&vm->vaspace, &vaspace);

	ret = nova_vm_set_directory(vm);
	if (ret) {
		nova_rm_object_clear(&vm->vaspace);
		nova_rm_client_clear(&vm->client);
	}

	return ret;
}

static void nova_vm_fini_rm(struct nova_vm *vm)
{
	if (!nova_rm_client_peek(&vm->client))
		return;

	nova_vm_unset_directory(vm);
	nova_rm_object_clear(&vm->vaspace);
	nova_rm_client_clear(&vm->client);
}

static int nova_vm_init_sched(struct nova_vm *vm)
{
	const struct drm_sched_init_args args = {
		.ops = &nova_bind_sched_ops,
		.num_rqs = 1,
		.credit_limit = 1,
		/* A job ends by itself: it waits for nothing that could hang. */
		.timeout = MAX_SCHEDULE_TIMEOUT,
		.name = "nova-bind",
		.dev = vm->nova->drm.dev,
	};
	struct fwgpu_sched_own running;
	int ret;

	ret = fwgpu_sched_start(&vm->sched, &args, &vm->entity, &running);
	if (ret)
		return ret;

	fwgpu_sched_store(&vm->running, &running);
	return 0;
}

static void nova_vm_init_locks(struct nova_vm *vm, u64 kernel_addr, u64 kernel_size)
{
	mutex_init(&vm->submit_lock);
	mutex_init(&vm->kernel_lock);
	mutex_init(&vm->lock);

	scoped_guard(mutex, &vm->submit_lock)
		vm->planned = RB_ROOT_CACHED;
	scoped_guard(mutex, &vm->lock)
		vm->live = RB_ROOT_CACHED;
	scoped_guard(mutex, &vm->kernel_lock)
		drm_mm_init(&vm->kernel_mm, kernel_addr, kernel_size);
}

static void nova_vm_fini_locks(struct nova_vm *vm)
{
	scoped_guard(mutex, &vm->kernel_lock)
		drm_mm_takedown(&vm->kernel_mm);

	mutex_destroy(&vm->lock);
	mutex_destroy(&vm->kernel_lock);
	mutex_destroy(&vm->submit_lock);
}

/* Also frees what was only made in part. */
static void nova_vm_free(struct nova_vm *vm)
{
	if (fwgpu_sched_peek(&vm->running))
		drm_sched_entity_destroy(&vm->entity);
	fwgpu_sched_clear(&vm->running);
	nova_vm_fini_rm(vm);
	nova_pt_clear(&vm->pt);
	nova_vm_fini_locks(vm);
	fwgpu_ledger_remove(&vm->entry);
	/* Whoever asks a bind job's fence for its timeline looks at the scheduler. */
	kfree_rcu(vm, rcu);
}

/* An address space in which nothing can be mapped yet. */
OWNED(nova_vm_bare, struct nova_vm, nova_vm_free)

static void nova_gpuvm_free(struct drm_gpuvm *gpuvm)
{
	nova_vm_free(to_nova_vm(gpuvm));
}

static const struct drm_gpuvm_ops nova_gpuvm_ops = {
	.vm_free	= nova_gpuvm_free,
	.vm_bo_validate	= nova_vm_bo_validate,
	.sm_step_map	= nova_bind_step_map,
	.sm_step_remap	= nova_bind_step_remap,
	.sm_step_unmap	= nova_bind_step_unmap,
};

/* Teaches lockdep that nothing is allocated under the locks that bind jobs take. */
static void nova_vm_prime_lockdep(struct nova_vm *vm)
{
	fs_reclaim_acquire(GFP_KERNEL);
	scoped_guard(mutex, &vm->lock)
		nova_vm_unmap(vm, 0, SZ_4K);
	nova_pt_flush(nova_pt_peek(&vm->pt));
	fs_reclaim_release(GFP_KERNEL);
}

static int nova_vm_init(struct nova_vm *vm, struct fwgpu_ledger_entry *owner)
{
	struct nova_pt_own pt;
	int ret;

	ret = nova_pt_create(vm->nova, &pt);
	if (ret)
		return ret;

	nova_pt_store(&vm->pt, &pt);
	fwgpu_ledger_add(&vm->nova->ledger, &vm->entry, owner, &vm_kind, nova_vm_pdb(vm), 0);
	if (IS_ENABLED(CONFIG_LOCKDEP))
		nova_vm_prime_lockdep(vm);

	ret = nova_vm_init_rm(vm);
	if (ret)
		return ret;

	return nova_vm_init_sched(vm);
}

static int nova_vm_bare_create(struct nova_device *nova, struct fwgpu_ledger_entry *owner,
			       u64 kernel_addr, u64 kernel_size, struct nova_vm_bare_own *h)
	__cond_acquires(0, h)
{
	struct nova_vm_bare_own vm;
	int ret;

	ret = nova_vm_bare_adopt(&vm, kzalloc_obj(struct nova_vm));
	if (ret)
		return ret;

	nova_vm_bare_borrow(&vm)->nova = nova;
	nova_vm_init_locks(nova_vm_bare_borrow(&vm), kernel_addr, kernel_size);
	ret = nova_vm_init(nova_vm_bare_borrow(&vm), owner);
	if (ret) {
		nova_vm_bare_drop(&vm);
		return ret;
	}

	nova_vm_bare_move(h, &vm);
	return 0;
}

static bool nova_vm_range_ok(u64 addr, u64 size)
{
	u64 end;

	return size && PAGE_ALIGNED(addr | size) && !check_add_overflow(addr, size, &end) &&
	       end <= NOVA_VM_END;
}

/**
 * nova_vm_create() - create an address space
 * @nova: device
 * @owner: whose it is; NULL for the device
 * @kernel_addr: start of the kernel's part, a multiple of the page size
 * @kernel_size: size of the kernel's part in bytes, a multiple of the page
 *	size and not 0: channels need it
 * @h: filled on success
 *
 * What lies outside of the kernel's part, up to 47 bits, is the user's.
 *
 * Return: 0, -EINVAL for a bad range, -ENOMEM, or an error of the firmware.
 */
int nova_vm_create(struct nova_device *nova, struct fwgpu_ledger_entry *owner, u64 kernel_addr,
		   u64 kernel_size, struct nova_vm_own *h)
{
	const struct fwgpu_vm_args args = {
		.name = "nova",
		.ops = &nova_gpuvm_ops,
		.range = NOVA_VM_END,
		.kernel_start = kernel_addr,
		.kernel_range = kernel_size,
	};
	struct nova_vm_bare_own vm;
	int ret;

	if (!nova_vm_range_ok(kernel_addr, kernel_size))
		return nova_vm_adopt(h, ERR_PTR(-EINVAL));

	ret = nova_vm_bare_create(nova, owner, kernel_addr, kernel_size, &vm);
	if (ret)
		return ret;

	ret = fwgpu_vm_init(&nova_vm_bare_borrow(&vm)->gpuvm, &nova->drm, &args);
	if (ret) {
		nova_vm_bare_drop(&vm);
		return ret;
	}

	return nova_vm_adopt(h, nova_vm_bare_give(&vm));
}

/**
 * nova_vm_device() - whose address space it is
 * @vm: address space
 *
 * Return: the device.
 */
struct nova_device *nova_vm_device(const struct nova_vm *vm)
{
	return vm->nova;
}

/**
 * nova_vm_entry() - an address space as an owner
 * @vm: address space
 *
 * Return: its entry in the ledger.
 */
struct fwgpu_ledger_entry *nova_vm_entry(struct nova_vm *vm)
{
	return &vm->entry;
}

/**
 * nova_vm_client() - the firmware's client of an address space
 * @vm: address space
 *
 * Return: the client that its channels live under, as long as @vm is held.
 */
struct nova_rm_client *nova_vm_client(const struct nova_vm *vm)
{
	return nova_rm_client_peek(&vm->client);
}

/**
 * nova_vm_vaspace() - the firmware's handle of an address space
 * @vm: address space
 *
 * Return: handle, in the client of the address space.
 */
u32 nova_vm_vaspace(const struct nova_vm *vm)
{
	return nova_rm_object_handle(nova_rm_object_peek(&vm->vaspace));
}

/**
 * nova_vm_pdb() - where the page tables are
 * @vm: address space
 *
 * Return: VRAM address of the top directory.
 */
u64 nova_vm_pdb(const struct nova_vm *vm)
{
	return nova_pt_root(nova_pt_peek(&vm->pt));
}

/**
 * nova_vm_resv_obj() - whose reservation private buffers use
 * @vm: address space
 *
 * Return: GEM object, borrowed.
 */
struct drm_gem_object *nova_vm_resv_obj(const struct nova_vm *vm)
{
	return drm_gpuvm_resv_obj(&vm->gpuvm);
}

/**
 * nova_vm_show() - print the user's mappings
 * @vm: address space
 * @m: file to print to
 */
void nova_vm_show(struct nova_vm *vm, struct seq_file *m)
{
	guard(mutex)(&vm->lock);
	drm_debugfs_gpuva_info(m, nova_vm_tree(vm));
}
