// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Buffer objects
 *
 * GEM objects on TTM. Users' buffers say in which domains they may be and move
 * between them; kernel buffers are pinned from the start. All are cleared.
 *
 * A buffer that is never shared between address spaces (NO_SHARE) uses the
 * reservation of its address space, so that a submission locks all of them at
 * once.
 */

#include "nova_bo.h"
#include "nova_bar1.h"
#include "nova_device.h"
#include "nova_res_cursor.h"
#include "nova_vram.h"
#include "mmu/vm.h"

#include "drm/own/mem.h"

#include <drm/drm_drv.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_ttm_helper.h>
#include <drm/drm_prime.h>
#include <drm/nouveau_drm.h>
#include <drm/ttm/ttm_placement.h>
#include <drm/ttm/ttm_tt.h>

#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/mm.h>
#include <linux/slab.h>

/* Users keep their buffers when the card goes, and others what these exported. */
static const struct fwgpu_ledger_kind bo_kind = { .name = "bo", .lasts = true };
static const struct fwgpu_ledger_kind kernel_bo_kind = { .name = "kernel-bo" };

/* Reserved, still to be filled in: what a new buffer is made of. */
struct nova_bo_args {
	/* Whose it will be; NULL for the device's. */
	struct fwgpu_ledger_entry *owner;
	u64 size;
	u32 domains;
	enum ttm_bo_type type;
	struct ttm_placement *placement;
	/* Whose reservation to use, held; NULL for the buffer's own. */
	struct dma_resv *resv;
	struct sg_table *sg;
};

static void nova_bo_destroy(struct ttm_buffer_object *ttm)
{
	struct nova_bo *bo = to_nova_bo(&ttm->base);

	fwgpu_ledger_remove(&bo->entry);
	if (drm_gem_is_imported(&ttm->base))
		drm_prime_gem_destroy(&ttm->base, ttm->sg);

	drm_gem_object_release(&ttm->base);
	fwgpu_gem_clear(&bo->resv_owner);
	kvfree(bo);
}

/**
 * nova_bo_is_ours() - tell our buffers from what TTM makes of one that moves
 * @ttm: TTM's buffer
 *
 * Return: true if it is the ttm of a struct nova_bo.
 */
bool nova_bo_is_ours(const struct ttm_buffer_object *ttm)
{
	return ttm->destroy == nova_bo_destroy;
}

/* Where a buffer may be, in order of preference. */
struct nova_bo_places {
	struct ttm_placement placement;
	struct ttm_place place[2];
};

static void nova_bo_places_init(struct nova_device *nova, u64 size, u32 domains,
				struct nova_bo_places *places)
{
	struct ttm_place *place = places->place;

	/* What can never fit is not worth evicting everybody else for. */
	if (size > nova_vram_size(nova) && domains & NOUVEAU_GEM_DOMAIN_GART)
		domains &= ~NOUVEAU_GEM_DOMAIN_VRAM;

	if (domains & NOUVEAU_GEM_DOMAIN_VRAM)
		*place++ = (struct ttm_place) { .mem_type = TTM_PL_VRAM };
	if (domains & NOUVEAU_GEM_DOMAIN_GART)
		*place++ = (struct ttm_place) { .mem_type = TTM_PL_TT };
	if (place == places->place)
		*place++ = (struct ttm_place) { .mem_type = TTM_PL_SYSTEM };

	places->placement.placement = places->place;
	places->placement.num_placement = place - places->place;
}

/**
 * nova_bo_validate() - make a buffer resident for the GPU
 * @bo: buffer, its reservation is held
 * @ctx: how to wait
 *
 * A pinned buffer stays where it is, which its pinner chose within reach of the
 * GPU.
 *
 * Return: 0, -EINVAL for a buffer that the GPU must not use, or an error of
 * TTM such as -ENOMEM or -ERESTARTSYS.
 */
int nova_bo_validate(struct nova_bo *bo, struct ttm_operation_ctx *ctx)
{
	struct nova_bo_places places;

	if (!(bo->domains & (NOUVEAU_GEM_DOMAIN_VRAM | NOUVEAU_GEM_DOMAIN_GART)))
		return -EINVAL;

	if (bo->ttm.pin_count)
		return 0;

	nova_bo_places_init(nova_bo_device(bo), nova_bo_size(bo), bo->domains, &places);
	return ttm_bo_validate(&bo->ttm, &places.placement, ctx);
}

/*
 * GEM.
 */

static void nova_gem_free(struct drm_gem_object *obj)
{
	struct nova_bo *bo = to_nova_bo(obj);

	if (bo->ttm.type == ttm_bo_type_kernel) {
		dma_resv_lock(obj->resv, NULL);
		ttm_bo_vunmap(&bo->ttm, &bo->vmap);
		ttm_bo_unpin(&bo->ttm);
		dma_resv_unlock(obj->resv);
	}

	ttm_bo_fini(&bo->ttm);
}

static int nova_gem_move_to_tt(struct nova_bo *bo)
{
	struct ttm_operation_ctx ctx = { .interruptible = true };
	static const struct ttm_place place = { .mem_type = TTM_PL_TT };
	struct ttm_placement placement = { .num_placement = 1, .placement = &place };
	struct drm_device *drm = bo->ttm.base.dev;
	int idx, ret;

	/* Another driver attaches whenever it likes. */
	if (!drm_dev_enter(drm, &idx))
		return -ENODEV;

	ret = ttm_bo_validate(&bo->ttm, &placement, &ctx);
	drm_dev_exit(idx);
	return ret;
}

/* For dma-buf: others reach system memory only. The reservation is held. */
static int nova_gem_pin(struct drm_gem_object *obj)
{
	struct nova_bo *bo = to_nova_bo(obj);
	int ret;

	if (!bo->ttm.pin_count) {
		ret = nova_gem_move_to_tt(bo);
		if (ret)
			return ret;
	}

	ttm_bo_pin(&bo->ttm);
	return 0;
}

static void nova_gem_unpin(struct drm_gem_object *obj)
{
	ttm_bo_unpin(&to_nova_bo(obj)->ttm);
}

static struct sg_table *nova_gem_get_sg_table(struct drm_gem_object *obj)
{
	struct ttm_tt *tt = to_nova_bo(obj)->ttm.ttm;

	return drm_prime_pages_to_sg(obj->dev, tt->pages, tt->num_pages);
}

static struct dma_buf *nova_gem_export(struct drm_gem_object *obj, int flags)
{
	struct ttm_operation_ctx ctx = {
		.interruptible = true,
		.no_wait_gpu = true,
		.gfp_retry_mayfail = true,
	};
	struct nova_bo *bo = to_nova_bo(obj);
	int idx, ret;

	if (fwgpu_gem_peek(&bo->resv_owner))
		return ERR_PTR(-EPERM);

	if (!drm_dev_enter(obj->dev, &idx))
		return ERR_PTR(-ENODEV);

	ret = ttm_bo_setup_export(&bo->ttm, &ctx);
	drm_dev_exit(idx);
	if (ret)
		return ERR_PTR(ret);

	return drm_gem_prime_export(obj, flags);
}

/* Must not sleep. What is being moved or submitted counts as resident. */
static enum drm_gem_object_status nova_gem_status(struct drm_gem_object *obj)
{
	struct ttm_resource *res;
	bool resident;

	/* A move frees the resource. */
	if (!dma_resv_trylock(obj->resv))
		return DRM_GEM_OBJECT_RESIDENT;

	res = to_nova_bo(obj)->ttm.resource;
	resident = res && res->mem_type != TTM_PL_SYSTEM;
	dma_resv_unlock(obj->resv);
	return resident ? DRM_GEM_OBJECT_RESIDENT : 0;
}

static vm_fault_t nova_gem_fault_reserved(struct ttm_buffer_object *bo, struct vm_fault *vmf)
{
	struct nova_device *nova = to_nova_device(bo->base.dev);
	vm_fault_t ret;
	int idx;

	if (!drm_dev_enter(&nova->drm, &idx))
		return ttm_bo_vm_dummy_page(vmf, vmf->vma->vm_page_prot);

	nova_bar1_set_reclaimable(nova, bo, false);
	ret = ttm_bo_vm_fault_reserved(vmf, vmf->vma->vm_page_prot, TTM_BO_VM_NUM_PREFAULT);
	if (ret != VM_FAULT_RETRY || vmf->flags & FAULT_FLAG_RETRY_NOWAIT)
		nova_bar1_set_reclaimable(nova, bo, true);

	drm_dev_exit(idx);
	return ret;
}

static vm_fault_t nova_gem_fault(struct vm_fault *vmf)
{
	struct ttm_buffer_object *bo = vmf->vma->vm_private_data;
	vm_fault_t ret;

	ret = ttm_bo_vm_reserve(bo, vmf);
	if (ret)
		return ret;

	ret = nova_gem_fault_reserved(bo, vmf);

	/* TTM has let go of the reservation to wait. */
	if (ret == VM_FAULT_RETRY && !(vmf->flags & FAULT_FLAG_RETRY_NOWAIT))
		return ret;

	dma_resv_unlock(bo->base.resv);
	return ret;
}

static const struct vm_operations_struct nova_gem_vm_ops = {
	.fault	= nova_gem_fault,
	.open	= ttm_bo_vm_open,
	.close	= ttm_bo_vm_close,
	.access	= ttm_bo_vm_access,
};

static const struct drm_gem_object_funcs nova_gem_funcs = {
	.free		= nova_gem_free,
	.export		= nova_gem_export,
	.pin		= nova_gem_pin,
	.unpin		= nova_gem_unpin,
	.get_sg_table	= nova_gem_get_sg_table,
	.vmap		= drm_gem_ttm_vmap,
	.vunmap		= drm_gem_ttm_vunmap,
	.mmap		= drm_gem_ttm_mmap,
	.print_info	= drm_gem_ttm_print_info,
	.status		= nova_gem_status,
	.vm_ops		= &nova_gem_vm_ops,
};

/*
 * Creation.
 */

static void nova_bo_init(struct nova_bo *bo, struct nova_device *nova,
			 const struct nova_bo_args *args)
{
	bo->domains = args->domains;
	drm_gem_private_object_init(&nova->drm, &bo->ttm.base, PAGE_ALIGN(args->size));
	bo->ttm.base.funcs = &nova_gem_funcs;
}

/* @bo is TTM's from here on: if it fails, it destroys the buffer. */
static int nova_bo_init_ttm(struct nova_bo *bo, struct nova_device *nova,
			    const struct nova_bo_args *args, struct nova_bo_own *h)
	__cond_acquires(0, h)
{
	struct ttm_operation_ctx ctx = { .interruptible = args->type != ttm_bo_type_kernel };
	int ret;

	ret = ttm_bo_init_reserved(&nova->ttm, &bo->ttm, args->type, args->placement, 0, &ctx,
				   args->sg, args->resv, nova_bo_destroy);
	if (ret == -ENOSPC || ret == -E2BIG)
		ret = -ENOMEM;
	if (ret)
		return nova_bo_adopt(h, ERR_PTR(ret));

	fwgpu_ledger_add(&nova->ledger, &bo->entry, args->owner,
			 args->type == ttm_bo_type_kernel ? &kernel_bo_kind : &bo_kind,
			 drm_vma_node_offset_addr(&bo->ttm.base.vma_node), nova_bo_size(bo));
	return nova_bo_adopt(h, bo);
}

/* On success, the new buffer's reservation is held. */
static int nova_bo_init_reserved(struct nova_device *nova, const struct nova_bo_args *args,
				 struct nova_bo_own *h)
	__cond_acquires(0, h)
{
	u64 limit = max(nova_vram_size(nova), (u64)totalram_pages() << PAGE_SHIFT);
	struct own_mem_own mem;
	int ret;

	if (!args->size || args->size > limit)
		return nova_bo_adopt(h, ERR_PTR(args->size ? -ENOMEM : -EINVAL));

	ret = own_mem_alloc(sizeof(struct nova_bo), &mem);
	if (ret)
		return nova_bo_adopt(h, ERR_PTR(ret));

	nova_bo_init(own_mem_borrow(&mem), nova, args);
	return nova_bo_init_ttm(own_mem_give(&mem), nova, args, h);
}

static int nova_bo_create_private(struct nova_device *nova, struct nova_vm *vm,
				  struct nova_bo_args *args, struct nova_bo_own *h)
	__cond_acquires(0, h)
{
	struct drm_gem_object *resv_obj = nova_vm_resv_obj(vm);
	struct fwgpu_gem_own resv_owner;
	int ret;

	ret = dma_resv_lock_interruptible(resv_obj->resv, NULL);
	if (ret)
		return nova_bo_adopt(h, ERR_PTR(ret));

	args->owner = nova_vm_entry(vm);
	args->resv = resv_obj->resv;
	ret = nova_bo_init_reserved(nova, args, h);
	if (ret) {
		dma_resv_unlock(resv_obj->resv);
		return ret;
	}

	fwgpu_gem_get(&resv_owner, resv_obj);
	fwgpu_gem_store(&nova_bo_borrow(h)->resv_owner, &resv_owner);
	ttm_bo_unreserve(&nova_bo_borrow(h)->ttm);
	return 0;
}

/**
 * nova_bo_create() - create a user's buffer
 * @nova: device
 * @owner: the user
 * @vm: address space of the user, needed for NO_SHARE only; may be NULL
 * @size: bytes, rounded up to pages
 * @domains: NOUVEAU_GEM_DOMAIN_*
 * @h: filled on success
 *
 * Return: 0, -EINVAL for no size, or NO_SHARE without address space, -ENOMEM,
 * -EINTR or -ERESTARTSYS.
 */
int nova_bo_create(struct nova_device *nova, struct fwgpu_ledger_entry *owner,
		   struct nova_vm *vm, u64 size, u32 domains, struct nova_bo_own *h)
{
	struct nova_bo_places places;
	struct nova_bo_args args = {
		.owner = owner,
		.size = size,
		.domains = domains,
		.type = ttm_bo_type_device,
		.placement = &places.placement,
	};
	int ret;

	nova_bo_places_init(nova, size, domains, &places);
	if (domains & NOUVEAU_GEM_DOMAIN_NO_SHARE) {
		if (!vm)
			return nova_bo_adopt(h, ERR_PTR(-EINVAL));

		return nova_bo_create_private(nova, vm, &args, h);
	}

	ret = nova_bo_init_reserved(nova, &args, h);
	if (ret)
		return ret;

	ttm_bo_unreserve(&nova_bo_borrow(h)->ttm);
	return 0;
}

static int nova_bo_settle(struct nova_bo *bo)
{
	long left;
	int ret;

	/* A kernel buffer is used at once: wait until it is clear. */
	left = dma_resv_wait_timeout(bo->ttm.base.resv, DMA_RESV_USAGE_KERNEL, false,
				     MAX_SCHEDULE_TIMEOUT);
	if (left < 0)
		return left;

	if (!nova_bo_in_vram(bo)) {
		ret = ttm_bo_vmap(&bo->ttm, &bo->vmap);
		if (ret)
			return ret;
	}

	return 0;
}

/**
 * nova_bo_create_kernel() - create a kernel buffer
 * @nova: device
 * @owner: who wants it; NULL for the device
 * @size: bytes, rounded up to pages
 * @domain: NOUVEAU_GEM_DOMAIN_VRAM: contiguous; or NOUVEAU_GEM_DOMAIN_GART:
 *	mapped for the CPU
 * @h: filled on success
 *
 * The buffer is pinned and clear.
 *
 * Return: 0 or -ENOMEM.
 */
int nova_bo_create_kernel(struct nova_device *nova, struct fwgpu_ledger_entry *owner, u64 size,
			  u32 domain, struct nova_bo_own *h)
{
	struct ttm_place place = {
		.mem_type = domain == NOUVEAU_GEM_DOMAIN_VRAM ? TTM_PL_VRAM : TTM_PL_TT,
		.flags = domain == NOUVEAU_GEM_DOMAIN_VRAM ? TTM_PL_FLAG_CONTIGUOUS : 0,
	};
	struct ttm_placement placement = { .num_placement = 1, .placement = &place };
	struct nova_bo_args args = {
		.owner = owner,
		.size = size,
		.domains = domain,
		.type = ttm_bo_type_kernel,
		.placement = &placement,
	};
	struct nova_bo_own bo;
	int ret;

	ret = nova_bo_init_reserved(nova, &args, &bo);
	if (ret)
		return ret;

	ttm_bo_pin(&nova_bo_borrow(&bo)->ttm);
	ret = nova_bo_settle(nova_bo_borrow(&bo));
	ttm_bo_unreserve(&nova_bo_borrow(&bo)->ttm);
	if (ret) {
		nova_bo_drop(&bo);
		return ret;
	}

	nova_bo_move(h, &bo);
	return 0;
}

static int nova_bo_init_import(struct nova_device *nova, const struct nova_bo_args *args,
			       struct nova_bo_own *h)
	__cond_acquires(0, h)
{
	int ret;

	ret = nova_bo_init_reserved(nova, args, h);
	if (ret)
		return ret;

	ttm_bo_move_to_lru_tail_unlocked(&nova_bo_borrow(h)->ttm);
	return 0;
}

/**
 * nova_bo_prime_import_sg() - make a buffer of another device's memory
 * @drm: device
 * @attach: attachment to the dma-buf
 * @sg: its memory, mapped for us
 *
 * Return: the buffer's GEM object, which owns the attachment from now on, or an
 * ERR_PTR().
 */
struct drm_gem_object *nova_bo_prime_import_sg(struct drm_device *drm,
					       struct dma_buf_attachment *attach,
					       struct sg_table *sg)
{
	struct dma_resv *resv = attach->dmabuf->resv;
	struct nova_bo_places places;
	struct nova_bo_args args = {
		.size = attach->dmabuf->size,
		.domains = NOUVEAU_GEM_DOMAIN_GART,
		.type = ttm_bo_type_sg,
		.placement = &places.placement,
		.resv = resv,
		.sg = sg,
	};
	struct nova_bo_own bo;
	int idx, ret;

	if (!drm_dev_enter(drm, &idx))
		return ERR_PTR(-ENODEV);

	nova_bo_places_init(to_nova_device(drm), args.size, args.domains, &places);

	dma_resv_lock(resv, NULL);
	ret = nova_bo_init_import(to_nova_device(drm), &args, &bo);
	dma_resv_unlock(resv);
	drm_dev_exit(idx);
	if (ret)
		return ERR_PTR(ret);

	return &nova_bo_give(&bo)->ttm.base;
}

/**
 * nova_bo_size() - size of a buffer
 * @bo: buffer
 *
 * Return: bytes, a multiple of the page size.
 */
u64 nova_bo_size(const struct nova_bo *bo)
{
	return bo->ttm.base.size;
}

/**
 * nova_bo_in_vram() - whether a buffer is in VRAM now
 * @bo: buffer, reserved or pinned
 *
 * Return: false if it is in system memory.
 */
bool nova_bo_in_vram(const struct nova_bo *bo)
{
	return bo->ttm.resource->mem_type == TTM_PL_VRAM;
}

/**
 * nova_bo_addr() - address of a kernel buffer
 * @bo: pinned kernel buffer
 *
 * Return: VRAM address, or bus address of its first page.
 */
u64 nova_bo_addr(struct nova_bo *bo)
{
	struct nova_res_cursor cur;

	nova_res_cursor_first(&cur, &bo->ttm, bo->ttm.resource);
	return cur.addr;
}

/**
 * nova_bo_cpu() - CPU address of a kernel buffer
 * @bo: kernel buffer in system memory
 *
 * Return: address, as long as the buffer lives.
 */
void *nova_bo_cpu(struct nova_bo *bo)
{
	return bo->vmap.vaddr;
}
