// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Buffer placement
 *
 * TTM keeps buffers in VRAM, in system memory that the GPU can reach through
 * its page tables (TT), or in system memory that can be swapped out (SYSTEM).
 * TT needs no addresses of its own: every address space maps pages as it likes.
 *
 * The copy engine moves and clears buffers. Before there is one, and when it
 * fails, the CPU does.
 *
 * A buffer is idle when it moves, so its page table entries are taken out on
 * the spot and written again by the next job that needs them.
 */

#include "nova_bar1.h"
#include "nova_bo.h"
#include "nova_chip.h"
#include "nova_device.h"
#include "nova_migrate.h"
#include "nova_tt.h"
#include "nova_vram.h"
#include "mmu/mmu.h"
#include "mmu/vm.h"

#include "drm/own/mem.h"

#include <drm/drm_cache.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>
#include <drm/ttm/ttm_allocation.h>
#include <drm/ttm/ttm_placement.h>
#include <drm/ttm/ttm_tt.h>

#include <linux/dma-fence.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-resv.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

static struct nova_device *nova_ttm_device(struct ttm_device *bdev)
{
	return container_of(bdev, struct nova_device, ttm);
}

/*
 * The manager of TT: no addresses, only a limit.
 */

static int nova_ttm_tt_man_alloc(struct ttm_resource_manager *man,
				 struct ttm_buffer_object *bo,
				 const struct ttm_place *place,
				 struct ttm_resource **res)
{
	struct own_mem_own new;
	int ret;

	if (bo->base.size > man->size)
		return -E2BIG;

	ret = own_mem_alloc(sizeof(struct ttm_resource), &new);
	if (ret)
		return ret;

	/* Counts @bo already. A hop of a move must not fail for want of room. */
	ttm_resource_init(bo, place, own_mem_borrow(&new));
	if (!(place->flags & TTM_PL_FLAG_TEMPORARY) &&
	    ttm_resource_manager_usage(man) > man->size) {
		ttm_resource_fini(man, own_mem_borrow(&new));
		own_mem_drop(&new);
		return -ENOSPC;
	}

	*res = own_mem_give(&new);
	return 0;
}

static void nova_ttm_tt_man_free(struct ttm_resource_manager *man, struct ttm_resource *res)
{
	ttm_resource_fini(man, res);
	kvfree(res);
}

static const struct ttm_resource_manager_func nova_ttm_tt_man_func = {
	.alloc	= nova_ttm_tt_man_alloc,
	.free	= nova_ttm_tt_man_free,
};

static int nova_ttm_enable_tt(struct nova_device *nova)
{
	struct ttm_resource_manager *man;

	man = drmm_kzalloc(&nova->drm, sizeof(*man), GFP_KERNEL);
	if (!man)
		return -ENOMEM;

	man->use_tt = true;
	man->func = &nova_ttm_tt_man_func;
	ttm_resource_manager_init(man, &nova->ttm, (u64)totalram_pages() << PAGE_SHIFT);
	ttm_set_driver_manager(&nova->ttm, TTM_PL_TT, man);
	ttm_resource_manager_set_used(man, true);
	return 0;
}

static void nova_ttm_disable_tt(struct nova_device *nova)
{
	struct ttm_resource_manager *man = ttm_manager_type(&nova->ttm, TTM_PL_TT);

	ttm_resource_manager_set_used(man, false);
	ttm_resource_manager_cleanup(man);
	ttm_set_driver_manager(&nova->ttm, TTM_PL_TT, NULL);
}

/*
 * Moves.
 */

static void nova_ttm_evict_flags(struct ttm_buffer_object *bo, struct ttm_placement *placement)
{
	static const struct ttm_place tt = { .mem_type = TTM_PL_TT };
	static const struct ttm_place system = { .mem_type = TTM_PL_SYSTEM };
	bool to_tt = nova_bo_is_ours(bo) && bo->resource &&
		     bo->resource->mem_type == TTM_PL_VRAM;

	placement->num_placement = 1;
	placement->placement = to_tt ? &tt : &system;
}

static void nova_ttm_zero(void __iomem *cpu, u64 size)
{
	for (u64 offset = 0; offset < size; offset += sizeof(u64))
		__raw_writeq(0, cpu + offset);

	wmb(); /* Write-combined zeros go before whatever comes next. */
}

static int nova_ttm_zero_bus(u64 addr, u64 size)
{
	struct own_iomap_own cpu;
	int ret;

	ret = own_iomap_adopt(&cpu, ioremap_wc(addr, size));
	if (ret)
		return ret;

	nova_ttm_zero(own_iomap_borrow(&cpu), size);
	own_iomap_drop(&cpu);
	return 0;
}

/* Writes zeros through BAR1, for want of a copy engine. */
static int nova_ttm_clear_by_cpu(struct nova_device *nova, struct ttm_resource *res)
{
	int ret;

	ret = nova_bar1_map(nova, res);
	if (ret)
		return ret;

	ret = nova_ttm_zero_bus(res->bus.offset, res->size);
	nova_bar1_unmap(nova, res);
	return ret;
}

/* Clears new VRAM; a fence in the reservation says when it is done. */
static int nova_ttm_clear(struct nova_device *nova, struct ttm_buffer_object *bo,
			  struct ttm_resource *res)
{
	struct fwgpu_dma_fence_own fence;
	int ret;

	if (!nova->migrate)
		return nova_ttm_clear_by_cpu(nova, res);

	ret = nova_migrate_clear(nova, to_nova_bo(&bo->base), res, &fence);
	if (ret)
		return nova_ttm_clear_by_cpu(nova, res);

	dma_resv_add_fence(bo->base.resv, fwgpu_dma_fence_borrow(&fence), DMA_RESV_USAGE_KERNEL);
	fwgpu_dma_fence_drop(&fence);
	return 0;
}

static int nova_ttm_copy(struct nova_device *nova, struct ttm_buffer_object *bo, bool evict,
			 struct ttm_operation_ctx *ctx, struct ttm_resource *new)
{
	struct fwgpu_dma_fence_own fence;
	int ret;

	if (!nova->migrate)
		return ttm_bo_move_memcpy(bo, ctx, new);

	ret = nova_migrate_copy(nova, to_nova_bo(&bo->base), new, bo->resource, &fence);
	if (ret)
		return ttm_bo_move_memcpy(bo, ctx, new);

	ret = ttm_bo_move_accel_cleanup(bo, fwgpu_dma_fence_borrow(&fence), evict, false, new);
	if (ret) {
		/* The engine is writing already: @new must not go. */
		dma_fence_wait(fwgpu_dma_fence_borrow(&fence), false);
		ttm_bo_move_null(bo, new);
	}
	fwgpu_dma_fence_drop(&fence);
	return 0;
}

/* A buffer that has no contents yet gets its first memory. */
static int nova_ttm_place_new(struct nova_device *nova, struct ttm_buffer_object *bo,
			      struct ttm_resource *new)
{
	int ret;

	if (new->mem_type == TTM_PL_VRAM) {
		ret = nova_ttm_clear(nova, bo, new);
		if (ret)
			return ret;
	}

	ttm_bo_move_null(bo, new);
	return 0;
}

static int nova_ttm_move(struct ttm_buffer_object *bo, bool evict,
			 struct ttm_operation_ctx *ctx, struct ttm_resource *new,
			 struct ttm_place *hop)
{
	struct nova_device *nova = nova_ttm_device(bo->bdev);
	struct ttm_resource *old = bo->resource;
	bool old_is_vram, new_is_vram;
	int ret;

	if (!old || (old->mem_type == TTM_PL_SYSTEM && !bo->ttm))
		return nova_ttm_place_new(nova, bo, new);

	/* Only mapped pages can be copied. */
	old_is_vram = old->mem_type == TTM_PL_VRAM;
	new_is_vram = new->mem_type == TTM_PL_VRAM;
	if ((old_is_vram && new->mem_type == TTM_PL_SYSTEM) ||
	    (new_is_vram && old->mem_type == TTM_PL_SYSTEM)) {
		*hop = (struct ttm_place) { .mem_type = TTM_PL_TT };
		return -EMULTIHOP;
	}

	ret = ttm_bo_wait_ctx(bo, ctx);
	if (ret)
		return ret;

	nova_bar1_set_reclaimable(nova, bo, false);
	if (nova_bo_is_ours(bo))
		nova_vm_bo_evict(to_nova_bo(&bo->base));

	if (old_is_vram || new_is_vram)
		return nova_ttm_copy(nova, bo, evict, ctx, new);

	ttm_bo_move_null(bo, new);
	return 0;
}

/*
 * The CPU's view.
 */

static int nova_ttm_io_mem_reserve(struct ttm_device *bdev, struct ttm_resource *res)
{
	if (res->mem_type != TTM_PL_VRAM)
		return 0;

	return nova_bar1_map(nova_ttm_device(bdev), res);
}

static void nova_ttm_io_mem_free(struct ttm_device *bdev, struct ttm_resource *res)
{
	if (res->mem_type == TTM_PL_VRAM)
		nova_bar1_unmap(nova_ttm_device(bdev), res);
}

static const struct ttm_device_funcs nova_ttm_funcs = {
	.ttm_tt_create		= nova_tt_create,
	.ttm_tt_populate	= nova_tt_populate,
	.ttm_tt_unpopulate	= nova_tt_unpopulate,
	.ttm_tt_destroy		= nova_tt_destroy,
	.eviction_valuable	= ttm_bo_eviction_valuable,
	.evict_flags		= nova_ttm_evict_flags,
	.move			= nova_ttm_move,
	.io_mem_reserve		= nova_ttm_io_mem_reserve,
	.io_mem_free		= nova_ttm_io_mem_free,
};

/* Buffers, which files and other drivers may keep, outlive the card. */
static void nova_ttm_release(struct drm_device *drm, void *data)
{
	struct nova_device *nova = data;

	nova_ttm_disable_tt(nova);
	ttm_device_fini(&nova->ttm);
}

/* Where mapping would bounce, as in encrypted guests, memory must be coherent from the start. */
static unsigned int nova_ttm_alloc_flags(struct nova_device *nova)
{
	return drm_need_swiotlb(nova->chip->dma_bits) ? TTM_ALLOCATION_POOL_USE_DMA_ALLOC : 0;
}

/**
 * nova_ttm_init() - bring buffer placement up
 * @nova: device, with VRAM allocator and BAR1
 *
 * Return: 0; -ENODEV where the CPU's caches do not see what the card does, as
 * rings and fences are never synchronised by hand; or another negative error.
 */
int nova_ttm_init(struct nova_device *nova)
{
	int ret;

	if (!dev_is_dma_coherent(nova->drm.dev)) {
		drm_err(&nova->drm, "PCIe is not coherent on this machine\n");
		return -ENODEV;
	}

	ret = nova_tt_init(nova);
	if (ret)
		return ret;

	ret = ttm_device_init(&nova->ttm, &nova_ttm_funcs, nova->drm.dev,
			      nova->drm.anon_inode->i_mapping,
			      nova->drm.vma_offset_manager, nova_ttm_alloc_flags(nova));
	if (ret)
		return ret;

	ret = nova_ttm_enable_tt(nova);
	if (ret) {
		ttm_device_fini(&nova->ttm);
		return ret;
	}

	ret = drmm_add_action_or_reset(&nova->drm, nova_ttm_release, nova);
	if (ret)
		return ret;

	nova_vram_enable_ttm(nova);
	return 0;
}

/**
 * nova_ttm_fini() - take the card away from under the buffers
 * @nova: device; address spaces are gone
 *
 * What is in VRAM is saved to system memory, which stays with its owners; the
 * card sees nothing of it any more.
 */
void nova_ttm_fini(struct nova_device *nova)
{
	/* The last of an address space is freed there. */
	flush_workqueue(nova_mmu_wq(nova));

	nova_vram_disable_ttm(nova);
	nova_tt_unmap_all(nova);
}
