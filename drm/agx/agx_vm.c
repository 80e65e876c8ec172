// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Users' address spaces
 *
 * What is mapped where is up to userspace, but for a range that it sets aside
 * for the kernel when it creates the address space. One half of that is for
 * what GPU and firmware share uncached, the other for what the firmware caches.
 *
 * Mappings are kept in a drm_gpuvm. They are changed at once, in the ioctl; all
 * that can fail is done before the first of an operation's changes.
 *
 * A mapping may show one page of its buffer again and again. Such a mapping
 * keeps its offset when a part of it is replaced.
 */
#include "agx_vm.h"
#include "agx_bo.h"
#include "agx_device.h"
#include "uat/mem.h"
#include "uat/uat.h"

#include "firmware/agx/buffer.h"
#include "firmware/agx/uat.h"

#include <drm/drm_gpuvm.h>

#include <linux/cleanup.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static const struct fwgpu_ledger_kind vm_kind = { .name = "vm" };

/**
 * struct agx_vm - an address space
 *
 * @lock nests outside of the buffers' gpuva locks.
 */
struct agx_vm {
	/** @gpuvm: the user's mappings; for its tree, use vm_tree(). */
	struct drm_gpuvm gpuvm;
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @ref: references; @gpuvm's are those of its mappings. */
	struct kref ref;
	/** @space: page tables. */
	struct agx_space_slot space;
	/** @lock: serialises changes. */
	struct mutex lock;
	/** @shared: the kernel's range: what firmware and GPU do not cache. */
	struct agx_heap shared;
	/** @private: the kernel's range: what the firmware caches. */
	struct agx_heap private;
	/** @unk_page: zeroes, which something reads past the user's end. */
	struct agx_mem_slot unk_page;
};

static struct agx_vm *to_agx_vm(struct drm_gpuvm *gpuvm)
{
	return container_of(gpuvm, struct agx_vm, gpuvm);
}

static struct drm_gpuvm *vm_tree(struct agx_vm *vm)
	__must_hold(&vm->lock)
{
	return &vm->gpuvm;
}

/**
 * struct agx_vm_op - a change and all that it needs
 */
struct agx_vm_op {
	/** @vm: address space. */
	struct agx_vm *vm;
	/** @flags: of the new mapping. */
	u32 flags;
	/** @change: what the tree needs. */
	struct fwgpu_vm_change change;
};

/*
 * Steps of a change. Nothing is allocated, nothing fails.
 */

static u64 vm_prot(u32 flags)
{
	switch (flags & (AGX_MAP_READ | AGX_MAP_WRITE)) {
	case AGX_MAP_READ:
		return AGX_PROT_GPU_SHARED_RO;
	case AGX_MAP_WRITE:
		return AGX_PROT_GPU_SHARED_WO;
	default:
		return AGX_PROT_GPU_SHARED_RW;
	}
}

/* Physical address of a page of a buffer. */
static u64 vm_page_addr(const struct sg_table *sgt, u64 offset)
{
	struct scatterlist *sg;
	u32 i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		if (offset < sg_dma_len(sg))
			return sg_dma_address(sg) + offset;
		offset -= sg_dma_len(sg);
	}

	return 0;
}

static void vm_write_mapping(struct agx_vm *vm, struct fwgpu_mapping *mapping)
{
	const struct sg_table *sgt = agx_bo_sgt(to_agx_bo(mapping->va.gem.obj));
	struct agx_space *space = agx_space_peek(&vm->space);
	u64 prot = vm_prot(mapping->flags);
	u64 offset = mapping->va.gem.offset;

	if (mapping->flags & AGX_MAP_SINGLE_PAGE)
		agx_space_map_repeat(space, mapping->va.va.addr, mapping->va.va.range,
				     vm_page_addr(sgt, offset), prot);
	else
		agx_space_map_sgt(space, mapping->va.va.addr, mapping->va.va.range, sgt, offset,
				  prot);
}

static int vm_step_map(struct drm_gpuva_op *gpuva_op, void *priv)
{
	struct agx_vm_op *op = priv;
	struct fwgpu_mapping *mapping;

	mapping = fwgpu_vm_change_map(&op->change, &op->vm->gpuvm, &gpuva_op->map, op->flags);
	if (!mapping)
		return -EINVAL;

	vm_write_mapping(op->vm, mapping);
	return 0;
}

static int vm_step_unmap(struct drm_gpuva_op *gpuva_op, void *priv)
{
	const struct drm_gpuva *va = gpuva_op->unmap.va;
	struct agx_vm_op *op = priv;

	agx_space_unmap(agx_space_peek(&op->vm->space), va->va.addr, va->va.range);
	fwgpu_vm_change_unmap(&op->change, &gpuva_op->unmap);
	return 0;
}

static int vm_step_remap(struct drm_gpuva_op *gpuva_op, void *priv)
{
	struct agx_vm_op *op = priv;
	u64 addr, range;

	drm_gpuva_op_remap_to_unmap_range(&gpuva_op->remap, &addr, &range);
	agx_space_unmap(agx_space_peek(&op->vm->space), addr, range);
	return fwgpu_vm_change_remap(&op->change, &op->vm->gpuvm, &gpuva_op->remap);
}

/*
 * Changes.
 */

static int vm_op_prepare_map(struct agx_vm_op *op, struct agx_bo *bo, u64 addr, u64 range)
{
	int ret;

	ret = fwgpu_vm_change_alloc(&op->change, FWGPU_VM_MAP_MAPPINGS);
	if (ret)
		return ret;

	ret = agx_bo_populate(bo);
	if (ret)
		return ret;

	ret = agx_space_prepare(agx_space_peek(&op->vm->space), addr, range);
	if (ret)
		return ret;

	return fwgpu_vm_change_obtain(&op->change, &op->vm->gpuvm, &bo->base.base);
}

static void vm_op_release(struct agx_vm_op *op)
{
	fwgpu_vm_change_fini(&op->change);
	drm_gpuvm_bo_deferred_cleanup(&op->vm->gpuvm);
}

/**
 * agx_vm_check_range() - see whether a range is the user's
 * @vm: address space
 * @addr: first address
 * @range: bytes
 *
 * Return: 0, or -EINVAL if it is not, or not wholly.
 */
int agx_vm_check_range(struct agx_vm *vm, u64 addr, u64 range)
{
	return drm_gpuvm_range_valid(&vm->gpuvm, addr, range) ? 0 : -EINVAL;
}

/**
 * agx_vm_check_map() - see whether a part of a buffer can be mapped
 * @vm: address space
 * @bo: buffer
 * @addr: as for agx_vm_map(), like the rest
 * @range: bytes
 * @offset: in the buffer
 * @flags: AGX_MAP_*
 *
 * Return: 0; -EINVAL if the range is not the user's or not in the buffer, or the
 * buffer is private to another address space.
 */
int agx_vm_check_map(struct agx_vm *vm, const struct agx_bo *bo, u64 addr, u64 range, u64 offset,
		     u32 flags)
{
	u64 size = flags & AGX_MAP_SINGLE_PAGE ? AGX_UAT_PAGE_SIZE : range;

	return agx_vm_check_range(vm, addr, range) ?:
	       fwgpu_vm_check_part(&vm->gpuvm, &bo->base.base, fwgpu_gem_peek(&bo->resv), offset,
				   size);
}

/**
 * agx_vm_map() - map a part of a buffer
 * @vm: address space
 * @bo: buffer
 * @addr: where, aligned to GPU pages
 * @range: bytes, whole GPU pages, in the user's part
 * @offset: of the first byte, in the buffer, aligned to GPU pages
 * @flags: AGX_MAP_*; of AGX_MAP_SINGLE_PAGE the page at @offset fills the range
 *
 * Replaces what was there. Changes nothing on failure.
 *
 * Return: 0; -EINVAL if the range is not the user's or not in the buffer;
 * -ENOMEM; -ERESTARTSYS.
 */
int agx_vm_map(struct agx_vm *vm, struct agx_bo *bo, u64 addr, u64 range, u64 offset, u32 flags)
{
	const struct drm_gpuvm_map_req req = {
		.map.va.addr = addr,
		.map.va.range = range,
		.map.gem.obj = &bo->base.base,
		.map.gem.offset = offset,
	};
	struct agx_vm_op op = { .vm = vm, .flags = flags };
	int ret;

	ret = agx_vm_check_map(vm, bo, addr, range, offset, flags);
	if (ret)
		return ret;

	ret = vm_op_prepare_map(&op, bo, addr, range);
	if (!ret) {
		guard(mutex)(&vm->lock);
		ret = drm_gpuvm_sm_map(vm_tree(vm), &op, &req);
	}

	vm_op_release(&op);
	return ret;
}

/**
 * agx_vm_unmap() - unmap a range
 * @vm: address space
 * @addr: where, aligned to GPU pages
 * @range: bytes, whole GPU pages, in the user's part; may have holes
 *
 * Return: 0; -EINVAL if the range is not the user's; -ENOMEM.
 */
int agx_vm_unmap(struct agx_vm *vm, u64 addr, u64 range)
{
	struct agx_vm_op op = { .vm = vm };
	int ret;

	ret = agx_vm_check_range(vm, addr, range);
	if (ret)
		return ret;

	ret = fwgpu_vm_change_alloc(&op.change, FWGPU_VM_UNMAP_MAPPINGS);
	if (!ret) {
		guard(mutex)(&vm->lock);
		ret = drm_gpuvm_sm_unmap(vm_tree(vm), &op, addr, range);
	}

	vm_op_release(&op);
	return ret;
}

static void vm_drop_mapping(struct agx_vm *vm, struct drm_gpuva *va)
	__must_hold(&vm->lock)
{
	agx_space_unmap(agx_space_peek(&vm->space), va->va.addr, va->va.range);
	fwgpu_vm_remove(va);
}

static int vm_find_bo(struct agx_vm *vm, struct drm_gem_object *obj, struct fwgpu_vm_bo_own *h)
	__cond_acquires(0, h)
{
	guard(mutex)(&obj->gpuva.lock);
	return fwgpu_vm_bo_adopt(h, drm_gpuvm_bo_find(&vm->gpuvm, obj) ?: ERR_PTR(-ENOENT));
}

static void vm_drop_bo(struct agx_vm *vm, struct drm_gpuvm_bo *vm_bo)
{
	struct drm_gpuva *va, *next;

	guard(mutex)(&vm->lock);

	drm_gpuvm_bo_for_each_va_safe(va, next, vm_bo)
		vm_drop_mapping(vm, va);
}

/**
 * agx_vm_unmap_bo() - unmap a buffer wherever it is mapped
 * @vm: address space
 * @bo: buffer
 */
void agx_vm_unmap_bo(struct agx_vm *vm, struct agx_bo *bo)
{
	struct fwgpu_vm_bo_own vm_bo;

	if (vm_find_bo(vm, &bo->base.base, &vm_bo))
		return;

	vm_drop_bo(vm, fwgpu_vm_bo_borrow(&vm_bo));
	fwgpu_vm_bo_drop(&vm_bo);
	drm_gpuvm_bo_deferred_cleanup(&vm->gpuvm);
}

/*
 * Life.
 */

static void vm_drop_all(struct agx_vm *vm)
{
	struct drm_gpuva *va, *next;

	scoped_guard(mutex, &vm->lock) {
		drm_gpuvm_for_each_va_safe(va, next, vm_tree(vm)) {
			if (va != &vm->gpuvm.kernel_alloc_node)
				vm_drop_mapping(vm, va);
		}
	}

	drm_gpuvm_bo_deferred_cleanup(&vm->gpuvm);
}

static void vm_release(struct kref *ref)
{
	struct agx_vm *vm = container_of(ref, struct agx_vm, ref);

	vm_drop_all(vm);
	if (agx_mem_peek(&vm->unk_page))
		agx_space_unmap(agx_space_peek(&vm->space), AGX_UVA_UNK_PAGE, AGX_UAT_PAGE_SIZE);
	agx_mem_clear(&vm->unk_page);
	agx_heap_fini(&vm->private);
	agx_heap_fini(&vm->shared);
	agx_space_clear(&vm->space);
	fwgpu_ledger_remove(&vm->entry);
	drm_gpuvm_put(&vm->gpuvm);
}

static void vm_gpuvm_free(struct drm_gpuvm *gpuvm)
{
	struct agx_vm *vm = to_agx_vm(gpuvm);

	mutex_destroy(&vm->lock);
	kfree(vm);
}

static const struct drm_gpuvm_ops vm_gpuvm_ops = {
	.vm_free = vm_gpuvm_free,
	.sm_step_map = vm_step_map,
	.sm_step_remap = vm_step_remap,
	.sm_step_unmap = vm_step_unmap,
};

/**
 * agx_vm_get_ref() - take a reference; use agx_vm_get()
 * @vm: address space
 *
 * Return: @vm.
 */
struct agx_vm *agx_vm_get_ref(struct agx_vm *vm)
{
	kref_get(&vm->ref);
	return vm;
}

/**
 * agx_vm_put_ref() - drop a reference; use agx_vm_drop()
 * @vm: address space
 *
 * The last one unmaps everything and frees it. May sleep.
 */
void agx_vm_put_ref(struct agx_vm *vm)
{
	kref_put(&vm->ref, vm_release);
}

static int vm_map_unk_page(struct agx_vm *vm)
{
	struct agx_space *space = agx_space_peek(&vm->space);
	struct agx_mem_own mem;
	int ret;

	ret = agx_space_prepare(space, AGX_UVA_UNK_PAGE, AGX_UAT_PAGE_SIZE);
	if (ret)
		return ret;

	ret = agx_mem_create(vm->agx->drm.dev, AGX_UAT_PAGE_SIZE, &mem);
	if (ret)
		return ret;

	agx_space_map(space, AGX_UVA_UNK_PAGE, AGX_UAT_PAGE_SIZE,
		      agx_mem_addr(agx_mem_borrow(&mem)), AGX_PROT_GPU_SHARED_RW);
	agx_mem_store(&vm->unk_page, &mem);
	return 0;
}

/* Memory that is no address space yet. */
OWNED(agx_vm_bare, struct agx_vm, kfree)

/* After this, agx_vm_put_ref() can take it. */
static void vm_setup(struct agx_vm *vm, struct agx_device *agx, struct fwgpu_ledger_entry *owner,
		     u64 start, u64 end)
{
	struct agx_space *space = agx_space_peek(&vm->space);
	u64 first = ALIGN(start, AGX_UAT_PAGE_SIZE);
	u64 middle = ALIGN_DOWN(start / 2 + end / 2, AGX_UAT_PAGE_SIZE);
	u64 last = ALIGN_DOWN(end, AGX_UAT_PAGE_SIZE);

	vm->agx = agx;
	kref_init(&vm->ref);
	mutex_init(&vm->lock);
	agx_heap_init(&vm->shared, space, first, middle, AGX_PROT_GPU_FW_SHARED_RW);
	/* Pages of tiled vertex buffers have numbers. */
	vm->shared.align = AGX_TVB_PAGE_SIZE;
	agx_heap_init(&vm->private, space, middle, last, AGX_PROT_GPU_FW_PRIV_RW);
	fwgpu_ledger_add(&agx->ledger, &vm->entry, owner, &vm_kind, agx_space_root(space), 0);
	agx_space_enter(space, &vm->entry);
	vm->shared.owner = &vm->entry;
	vm->private.owner = &vm->entry;
}

static int vm_alloc(struct agx_device *agx, struct fwgpu_ledger_entry *owner,
		    struct agx_space_own *space, u64 start, u64 end, struct agx_vm_own *h)
	__releases(space) __cond_acquires(0, h)
{
	const struct fwgpu_vm_args args = {
		.name = "agx",
		.ops = &vm_gpuvm_ops,
		.start = AGX_UVA_START,
		.range = AGX_UVA_END - AGX_UVA_START,
		.kernel_start = start,
		.kernel_range = end - start,
	};
	struct agx_vm_bare_own vm;
	int ret;

	ret = agx_vm_bare_adopt(&vm, kzalloc_obj(struct agx_vm));
	if (ret) {
		agx_space_drop(space);
		return ret;
	}

	ret = fwgpu_vm_init(&agx_vm_bare_borrow(&vm)->gpuvm, &agx->drm, &args);
	if (ret) {
		agx_vm_bare_drop(&vm);
		agx_space_drop(space);
		return ret;
	}

	agx_space_store(&agx_vm_bare_borrow(&vm)->space, space);
	vm_setup(agx_vm_bare_borrow(&vm), agx, owner, start, end);
	return agx_vm_adopt(h, agx_vm_bare_give(&vm));
}

/**
 * agx_vm_create() - create an address space
 * @agx: the GPU
 * @owner: whose it is
 * @kernel_start: first address that is the kernel's
 * @kernel_end: behind the last; AGX_VM_KERNEL_MIN apart, in the user's range
 * @h: the address space
 *
 * Return: 0 or -ENOMEM.
 */
int agx_vm_create(struct agx_device *agx, struct fwgpu_ledger_entry *owner, u64 kernel_start,
		  u64 kernel_end, struct agx_vm_own *h)
{
	struct agx_space_own space;
	struct agx_vm_own vm;
	int ret;

	ret = agx_space_create(agx, &space);
	if (ret)
		return ret;

	ret = vm_alloc(agx, owner, &space, kernel_start, kernel_end, &vm);
	if (ret)
		return ret;

	ret = vm_map_unk_page(agx_vm_borrow(&vm));
	if (ret) {
		agx_vm_drop(&vm);
		return ret;
	}

	agx_vm_move(h, &vm);
	return 0;
}

/**
 * agx_vm_device() - whose address space it is
 * @vm: address space
 *
 * Return: the GPU.
 */
struct agx_device *agx_vm_device(const struct agx_vm *vm)
{
	return vm->agx;
}

/**
 * agx_vm_entry() - an address space in the ledger
 * @vm: address space
 *
 * Return: its entry.
 */
struct fwgpu_ledger_entry *agx_vm_entry(struct agx_vm *vm)
{
	return &vm->entry;
}

/**
 * agx_vm_space() - page tables of an address space
 * @vm: address space
 *
 * Return: its page tables.
 */
struct agx_space *agx_vm_space(struct agx_vm *vm)
{
	return agx_space_peek(&vm->space);
}

/**
 * agx_vm_heap_shared() - where the kernel puts what nobody caches
 * @vm: address space
 *
 * Return: the heap.
 */
struct agx_heap *agx_vm_heap_shared(struct agx_vm *vm)
{
	return &vm->shared;
}

/**
 * agx_vm_heap_private() - where the kernel puts what the firmware caches
 * @vm: address space
 *
 * Return: the heap.
 */
struct agx_heap *agx_vm_heap_private(struct agx_vm *vm)
{
	return &vm->private;
}

/**
 * agx_vm_share_resv() - make a new buffer private to an address space
 * @vm: address space
 * @bo: buffer that nobody else knows yet
 */
void agx_vm_share_resv(struct agx_vm *vm, struct agx_bo *bo)
{
	struct fwgpu_gem_own resv;

	fwgpu_gem_get(&resv, drm_gpuvm_resv_obj(&vm->gpuvm));
	bo->base.base.resv = fwgpu_gem_borrow(&resv)->resv;
	fwgpu_gem_store(&bo->resv, &resv);
}
