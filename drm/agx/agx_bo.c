// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Buffers
 *
 * Buffers are shared memory of the kernel's. One that is private to an address
 * space shares the reservation of that, so that a submission locks one lock for
 * all of them, and cannot be exported.
 */
#include "agx_bo.h"
#include "agx_device.h"
#include "agx_file.h"
#include "agx_pages.h"
#include "agx_vm.h"
#include "arch/arch.h"

#include "drm/own/mem.h"

#include "firmware/agx/uat.h"

#include <drm/drm_prime.h>
#include <drm/drm_vma_manager.h>

#include <linux/dma-buf.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

static const struct fwgpu_ledger_kind bo_kind = { .name = "bo", .lasts = true };

static void bo_enter(struct agx_bo *bo, struct fwgpu_ledger_entry *owner)
{
	struct drm_gem_object *obj = &bo->base.base;

	fwgpu_ledger_add(&to_agx_device(obj->dev)->ledger, &bo->entry, owner, &bo_kind,
			 drm_vma_node_offset_addr(&obj->vma_node), obj->size);
}

static void agx_bo_gem_free(struct drm_gem_object *obj)
{
	struct agx_bo *bo = to_agx_bo(obj);
	struct fwgpu_gem_own resv;
	bool shared = fwgpu_gem_take(&bo->resv, &resv);

	fwgpu_ledger_remove(&bo->entry);
	agx_pages_fini(&bo->base);
	drm_gem_shmem_free(&bo->base);
	/* The reservation was in use until here. */
	if (shared)
		fwgpu_gem_drop(&resv);
}

static struct dma_buf *agx_bo_gem_export(struct drm_gem_object *obj, int flags)
{
	if (fwgpu_gem_peek(&to_agx_bo(obj)->resv))
		return ERR_PTR(-EINVAL);

	return drm_gem_prime_export(obj, flags);
}

static void agx_bo_gem_close(struct drm_gem_object *obj, struct drm_file *file)
{
	agx_file_unbind_bo(file, to_agx_bo(obj));
}

static const struct drm_gem_object_funcs agx_bo_funcs = {
	.free = agx_bo_gem_free,
	.close = agx_bo_gem_close,
	.export = agx_bo_gem_export,
	.print_info = drm_gem_shmem_object_print_info,
	.pin = drm_gem_shmem_object_pin,
	.unpin = drm_gem_shmem_object_unpin,
	.get_sg_table = drm_gem_shmem_object_get_sg_table,
	.vmap = drm_gem_shmem_object_vmap,
	.vunmap = drm_gem_shmem_object_vunmap,
	.mmap = drm_gem_shmem_object_mmap,
	.vm_ops = &drm_gem_shmem_vm_ops,
};

static struct drm_gem_object *bo_object(struct agx_bo *bo)
{
	return &bo->base.base;
}

/**
 * agx_bo_gem_create_object() - allocate a buffer's struct
 * @drm: device
 * @size: of the buffer, in bytes
 *
 * Return: its GEM object, or an ERR_PTR().
 */
struct drm_gem_object *agx_bo_gem_create_object(struct drm_device *drm, size_t size)
{
	struct own_mem_own mem;
	int ret;

	ret = own_mem_adopt(&mem, kzalloc_obj(struct agx_bo));
	if (ret)
		return ERR_PTR(ret);

	bo_object(own_mem_borrow(&mem))->funcs = &agx_bo_funcs;
	/* The core has it now, by its GEM object. */
	return bo_object(own_mem_give(&mem));
}

static int bo_adopt_shmem(struct drm_gem_shmem_object *shmem, struct agx_bo_own *h)
	__cond_acquires(0, h)
{
	return agx_bo_adopt(h, IS_ERR(shmem) ? ERR_CAST(shmem) : to_agx_bo(&shmem->base));
}

/**
 * agx_bo_create() - create a buffer
 * @agx: the GPU
 * @owner: whose it is
 * @vm: address space that it is private to, or NULL
 * @size: bytes, whole GPU pages
 * @writeback: the CPU's mappings are cached, not write-combining
 * @h: the buffer
 *
 * Return: 0 or -ENOMEM.
 */
int agx_bo_create(struct agx_device *agx, struct fwgpu_ledger_entry *owner, struct agx_vm *vm,
		  size_t size, bool writeback, struct agx_bo_own *h)
{
	struct agx_bo_own bo;
	int ret;

	ret = bo_adopt_shmem(drm_gem_shmem_create(&agx->drm, size), &bo);
	if (ret)
		return ret;

	ret = agx_pages_init(&agx_bo_borrow(&bo)->base);
	if (ret) {
		agx_bo_drop(&bo);
		return ret;
	}

	agx_bo_borrow(&bo)->base.map_wc = !writeback && agx_arch_can_combine_writes();
	if (vm)
		agx_vm_share_resv(vm, agx_bo_borrow(&bo));
	bo_enter(agx_bo_borrow(&bo), owner);

	agx_bo_move(h, &bo);
	return 0;
}

/**
 * agx_bo_prime_import_sg() - make a buffer of another device's memory
 * @drm: device
 * @attach: of the other's
 * @sgt: its memory; the buffer's from here on
 *
 * Return: the buffer, or an ERR_PTR().
 */
struct drm_gem_object *agx_bo_prime_import_sg(struct drm_device *drm,
					      struct dma_buf_attachment *attach,
					      struct sg_table *sgt)
{
	struct drm_gem_object *obj = drm_gem_shmem_prime_import_sg_table(drm, attach, sgt);

	if (!IS_ERR(obj))
		bo_enter(to_agx_bo(obj), NULL);
	return obj;
}

/* What others made may be in pieces that the GPU's pages cannot map. */
static bool bo_is_mappable(const struct sg_table *sgt)
{
	struct scatterlist *sg;
	u32 i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		if (!IS_ALIGNED(sg_dma_address(sg) | sg_dma_len(sg), AGX_UAT_PAGE_SIZE))
			return false;
	}

	return true;
}

/**
 * agx_bo_populate() - give a buffer its memory
 * @bo: buffer
 *
 * It keeps it until it is freed.
 *
 * Return: 0; -ENOMEM; -ERESTARTSYS; -EINVAL if GPU pages cannot map it.
 */
int agx_bo_populate(struct agx_bo *bo)
{
	struct sg_table *sgt;

	sgt = drm_gem_shmem_get_pages_sgt(&bo->base);
	if (IS_ERR(sgt))
		return PTR_ERR(sgt) == -EINTR ? -ERESTARTSYS : PTR_ERR(sgt);

	return bo_is_mappable(sgt) ? 0 : -EINVAL;
}
