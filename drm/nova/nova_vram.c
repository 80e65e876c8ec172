// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: VRAM
 *
 * One buddy allocator spans the whole of VRAM. What the firmware keeps for
 * itself is taken out of it at the start and never given back. Two kinds of
 * users share the rest: TTM, whose buffers may be in pieces and may be evicted,
 * and the kernel's own blocks, which are contiguous and stay.
 *
 * The allocator hands out its largest blocks first, so a buffer is made of as
 * few and as big pieces as there are and page tables can use big pages.
 */

#include "nova_vram.h"
#include "nova_device.h"
#include "gsp/gsp.h"

#include <drm/drm_buddy.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>
#include <drm/ttm/ttm_bo.h>
#include <drm/ttm/ttm_placement.h>

#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>

struct nova_vram {
	/** @man: TTM's manager of VRAM. */
	struct ttm_resource_manager man;
	/** @lock: protects the allocator. */
	struct mutex lock;
	/** @mm: the allocator, in bytes from the start of VRAM. */
	struct gpu_buddy mm __guarded_by(&lock);
	/** @reserved: blocks that belong to the firmware. */
	struct list_head reserved __guarded_by(&lock);
	/** @size: bytes that the driver may use. */
	u64 size;
	/** @kept: bytes of @size that TTM must leave to page tables and the like. */
	u64 kept;
};

static const struct fwgpu_ledger_kind vram_kind = { .name = "vram" };

struct nova_vram_block {
	struct nova_vram *vram;
	struct fwgpu_ledger_entry entry;
	struct list_head blocks;
};

static struct nova_vram *to_nova_vram(struct ttm_resource_manager *man)
{
	return container_of(man, struct nova_vram, man);
}

static int nova_vram_man_take(struct ttm_resource_manager *man, struct nova_vram_resource *vres)
{
	struct nova_vram *vram = to_nova_vram(man);
	unsigned long flags = 0;

	/* Counts @vres already. TTM evicts to make room; the kernel's own blocks cannot. */
	if (ttm_resource_manager_usage(man) > man->size)
		return -ENOSPC;

	if (vres->base.placement & TTM_PL_FLAG_CONTIGUOUS)
		flags |= GPU_BUDDY_CONTIGUOUS_ALLOCATION;

	guard(mutex)(&vram->lock);
	return gpu_buddy_alloc_blocks(&vram->mm, 0, vram->mm.size, vres->base.size, SZ_4K,
				      &vres->blocks, flags);
}

static void nova_vram_res_free(struct nova_vram_resource *vres)
{
	kfree(vres);
}

/* A place that TTM does not know of yet, or no more. */
OWNED(nova_vram_res, struct nova_vram_resource, nova_vram_res_free)

static int nova_vram_res_create(struct ttm_buffer_object *bo, const struct ttm_place *place,
				struct nova_vram_res_own *h)
	__cond_acquires(0, h)
{
	struct nova_vram_res_own vres;
	int ret;

	ret = nova_vram_res_adopt(&vres, kzalloc_obj(struct nova_vram_resource));
	if (ret)
		return ret;

	ttm_resource_init(bo, place, &nova_vram_res_borrow(&vres)->base);
	INIT_LIST_HEAD(&nova_vram_res_borrow(&vres)->blocks);
	nova_vram_res_move(h, &vres);
	return 0;
}

static int nova_vram_man_alloc(struct ttm_resource_manager *man,
			       struct ttm_buffer_object *bo,
			       const struct ttm_place *place,
			       struct ttm_resource **res)
{
	struct nova_vram_res_own vres;
	int ret;

	if (bo->base.size > man->size)
		return -E2BIG;

	ret = nova_vram_res_create(bo, place, &vres);
	if (ret)
		return ret;

	ret = nova_vram_man_take(man, nova_vram_res_borrow(&vres));
	if (ret) {
		ttm_resource_fini(man, &nova_vram_res_borrow(&vres)->base);
		nova_vram_res_drop(&vres);
		return ret;
	}

	*res = &nova_vram_res_give(&vres)->base;
	return 0;
}

static void nova_vram_man_free(struct ttm_resource_manager *man,
			       struct ttm_resource *res)
{
	struct nova_vram_resource *vres = to_nova_vram_resource(res);
	struct nova_vram *vram = to_nova_vram(man);

	nova_bar1_unmap(container_of(man->bdev, struct nova_device, ttm), res);

	scoped_guard(mutex, &vram->lock)
		gpu_buddy_free_list(&vram->mm, &vres->blocks, 0);

	ttm_resource_fini(man, res);
	nova_vram_res_free(vres);
}

/* Placements name no range, so any buffer in VRAM is as good as another. */
static bool nova_vram_man_intersects(struct ttm_resource_manager *man,
				     struct ttm_resource *res,
				     const struct ttm_place *place, size_t size)
{
	return true;
}

static bool nova_vram_man_compatible(struct ttm_resource_manager *man,
				     struct ttm_resource *res,
				     const struct ttm_place *place, size_t size)
{
	return true;
}

static void nova_vram_man_debug(struct ttm_resource_manager *man, struct drm_printer *p)
{
	struct nova_vram *vram = to_nova_vram(man);

	guard(mutex)(&vram->lock);
	drm_buddy_print(&vram->mm, p);
}

static const struct ttm_resource_manager_func nova_vram_man_func = {
	.alloc		= nova_vram_man_alloc,
	.free		= nova_vram_man_free,
	.intersects	= nova_vram_man_intersects,
	.compatible	= nova_vram_man_compatible,
	.debug		= nova_vram_man_debug,
};

/**
 * nova_vram_enable_ttm() - let TTM place buffers in VRAM
 * @nova: device, its ttm_device is initialised
 */
void nova_vram_enable_ttm(struct nova_device *nova)
{
	struct ttm_resource_manager *man = &nova->vram->man;

	man->func = &nova_vram_man_func;
	ttm_resource_manager_init(man, &nova->ttm, nova_vram_size(nova));
	ttm_set_driver_manager(&nova->ttm, TTM_PL_VRAM, man);
	ttm_resource_manager_set_used(man, true);
}

/**
 * nova_vram_disable_ttm() - take VRAM away from TTM
 * @nova: device; whatever TTM still holds is evicted
 */
void nova_vram_disable_ttm(struct nova_device *nova)
{
	struct ttm_resource_manager *man = &nova->vram->man;

	/* Nothing new is placed there by now. */
	if (ttm_resource_manager_evict_all(&nova->ttm, man))
		drm_err(&nova->drm, "buffers are left in VRAM\n");

	ttm_resource_manager_set_used(man, false);
	ttm_resource_manager_cleanup(man);
	ttm_set_driver_manager(&nova->ttm, TTM_PL_VRAM, NULL);
}

static int nova_vram_block_init(struct nova_vram_block *block, struct nova_device *nova, u64 size)
{
	struct nova_vram *vram = nova->vram;
	int ret;

	block->vram = vram;
	INIT_LIST_HEAD(&block->blocks);

	scoped_guard(mutex, &vram->lock)
		ret = gpu_buddy_alloc_blocks(&vram->mm, 0, vram->mm.size, size, size,
					     &block->blocks,
					     GPU_BUDDY_TOPDOWN_ALLOCATION |
					     GPU_BUDDY_CONTIGUOUS_ALLOCATION);
	if (ret)
		return ret;

	fwgpu_ledger_add(&nova->ledger, &block->entry, NULL, &vram_kind,
			 nova_vram_block_addr(block), size);
	return 0;
}

/**
 * nova_vram_block_create() - take VRAM for the kernel itself
 * @nova: device
 * @size: bytes, rounded up to a power of two, which is its alignment too
 * @h: filled on success
 *
 * The memory is not cleared. May sleep; must not be called while a fence is
 * being signalled.
 *
 * Return: 0, -ENOMEM or -ENOSPC.
 */
int nova_vram_block_create(struct nova_device *nova, u64 size, struct nova_vram_block_own *h)
{
	struct nova_vram_block_own block;
	int ret;

	ret = nova_vram_block_adopt(&block, kzalloc_obj(struct nova_vram_block));
	if (ret)
		return ret;

	ret = nova_vram_block_init(nova_vram_block_borrow(&block), nova,
				   roundup_pow_of_two(max_t(u64, size, SZ_4K)));
	if (ret) {
		nova_vram_block_drop(&block);
		return ret;
	}

	nova_vram_block_move(h, &block);
	return 0;
}

/**
 * nova_vram_block_free() - give a block back; use nova_vram_block_drop()
 * @block: block
 */
void nova_vram_block_free(struct nova_vram_block *block)
{
	struct nova_vram *vram = block->vram;

	fwgpu_ledger_remove(&block->entry);
	scoped_guard(mutex, &vram->lock)
		gpu_buddy_free_list(&vram->mm, &block->blocks, 0);

	kfree(block);
}

/**
 * nova_vram_block_addr() - where a block is
 * @block: block
 *
 * Return: bytes from the start of VRAM.
 */
u64 nova_vram_block_addr(const struct nova_vram_block *block)
{
	return gpu_buddy_block_offset(list_first_entry(&block->blocks,
						       struct gpu_buddy_block, link));
}

/**
 * nova_vram_size() - VRAM that buffers may use
 * @nova: device
 *
 * Return: bytes.
 */
u64 nova_vram_size(struct nova_device *nova)
{
	return nova->vram->size - nova->vram->kept;
}

/**
 * nova_vram_used() - VRAM in use, by buffers and by the kernel itself
 * @nova: device
 *
 * Return: bytes.
 */
u64 nova_vram_used(struct nova_device *nova)
{
	struct nova_vram *vram = nova->vram;

	guard(mutex)(&vram->lock);
	return vram->size - vram->mm.avail;
}

static int nova_vram_reserve(struct nova_vram *vram, u64 start, u64 end)
	__must_hold(&vram->lock)
{
	if (start == end)
		return 0;

	return gpu_buddy_alloc_blocks(&vram->mm, start, end, end - start, SZ_4K,
				      &vram->reserved, GPU_BUDDY_RANGE_ALLOCATION);
}

/* Takes everything that is not in a usable region out of the allocator. */
static int nova_vram_reserve_holes(struct nova_vram *vram,
				   const struct nova_gsp_info *info, u64 size)
	__must_hold(&vram->lock)
{
	u64 pos = 0;
	int ret;

	for (u32 i = 0; i < info->num_regions; i++) {
		u64 start = info->regions[i].base;
		u64 end = start + info->regions[i].size;

		/* The firmware's word: sorted, aligned, disjoint, inside. */
		if (start < pos || end <= start || end > size ||
		    !IS_ALIGNED(start | end, SZ_4K))
			return -EINVAL;

		ret = nova_vram_reserve(vram, pos, start);
		if (ret)
			return ret;

		pos = end;
	}

	return nova_vram_reserve(vram, pos, size);
}

/* Enough for the page tables of all that can be mapped a few times over. */
static u64 nova_vram_keep(u64 size)
{
	return min_t(u64, size / 2, clamp_t(u64, size / 64, SZ_32M, SZ_256M));
}

static int nova_vram_setup(struct nova_device *nova, struct nova_vram *vram)
	__must_hold(&vram->lock)
{
	const struct nova_gsp_info *info = nova_gsp_info(nova);
	u64 size = ALIGN_DOWN(info->fb_length, SZ_4K);
	int ret;

	if (!size || info->num_regions > NOVA_GSP_MAX_REGIONS)
		return -EINVAL;

	ret = gpu_buddy_init(&vram->mm, size, SZ_4K);
	if (ret)
		return ret;

	gpu_buddy_driver_set_lock(&vram->mm, &vram->lock);

	ret = nova_vram_reserve_holes(vram, info, size);
	if (ret) {
		gpu_buddy_free_list(&vram->mm, &vram->reserved, 0);
		gpu_buddy_fini(&vram->mm);
		return ret;
	}

	vram->size = vram->mm.avail;
	vram->kept = nova_vram_keep(vram->size);
	return 0;
}

/**
 * nova_vram_init() - bring the VRAM allocator up
 * @nova: device, its firmware is up and has told the usable regions
 *
 * Return: 0, -ENOMEM, or -EINVAL when the firmware's regions make no sense.
 */
int nova_vram_init(struct nova_device *nova)
{
	struct nova_vram *vram;
	int ret;

	vram = drmm_kzalloc(&nova->drm, sizeof(*vram), GFP_KERNEL);
	if (!vram)
		return -ENOMEM;

	mutex_init(&vram->lock);
	scoped_guard(mutex, &vram->lock) {
		INIT_LIST_HEAD(&vram->reserved);
		ret = nova_vram_setup(nova, vram);
	}

	if (ret) {
		mutex_destroy(&vram->lock);
		return ret;
	}

	nova->vram = vram;
	drm_info(&nova->drm, "%llu MiB of VRAM\n", vram->size >> 20);
	return 0;
}

/**
 * nova_vram_fini() - take the VRAM allocator down
 * @nova: device; every block was given back
 */
void nova_vram_fini(struct nova_device *nova)
{
	struct nova_vram *vram = nova->vram;

	scoped_guard(mutex, &vram->lock) {
		drm_WARN_ON(&nova->drm, vram->mm.avail != vram->size);
		gpu_buddy_free_list(&vram->mm, &vram->reserved, 0);
		gpu_buddy_fini(&vram->mm);
	}

	mutex_destroy(&vram->lock);
}
