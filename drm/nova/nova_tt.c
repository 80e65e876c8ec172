// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Pages of buffers
 *
 * TTM's pool finds pages for a buffer, and here they are mapped for the card.
 * The two live differently long: when the card goes, all mappings go with it,
 * while the pages stay with whom they are mapped for, imported by or promised
 * to. So the driver maps them itself, and keeps a list of what is mapped.
 *
 * Where mapping would bounce, memory is coherent from the start, and TTM has
 * its addresses. That cannot be parted: it stays until the buffer is closed, as
 * does what other drivers' buffers are mapped to.
 */

#include "nova_tt.h"
#include "nova_device.h"

#include "drm/own/mem.h"

#include <drm/drm_managed.h>
#include <drm/drm_prime.h>
#include <drm/ttm/ttm_bo.h>
#include <drm/ttm/ttm_pool.h>
#include <drm/ttm/ttm_tt.h>

#include <linux/dma-mapping.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

/* What the card sees of the pages of a buffer. */
struct nova_tt_map {
	struct device *dev;
	struct sg_table sgt;
	size_t count;
	dma_addr_t addr[] __counted_by(count);
};

static void nova_tt_map_free(struct nova_tt_map *map)
{
	if (map->sgt.sgl) {
		dma_unmap_sgtable(map->dev, &map->sgt, DMA_BIDIRECTIONAL, 0);
		sg_free_table(&map->sgt);
	}
	kvfree(map);
}

OWNED(nova_tt_map, struct nova_tt_map, nova_tt_map_free)

struct nova_tt {
	struct ttm_tt ttm;
	/*
	 * @map: empty unless populated. Comes and goes under the lock of
	 * nova_tts; who reads it holds the reservation, and a card that is there.
	 */
	struct nova_tt_map_slot map;
	/* @link: in nova_tts.mapped, under its lock. */
	struct list_head link;
};

/**
 * struct nova_tts - the buffers whose pages the card sees
 */
struct nova_tts {
	/** @lock: protects the list and the mappings of all that is in it. */
	struct mutex lock;
	/** @mapped: every struct nova_tt with a map. */
	struct list_head mapped __guarded_by(&lock);
	/** @closed: the card is gone, nothing is mapped any more. */
	bool closed __guarded_by(&lock);
};

static struct nova_tt *to_nova_tt(const struct ttm_tt *tt)
{
	return container_of(tt, struct nova_tt, ttm);
}

static struct nova_device *nova_tt_device(struct ttm_device *bdev)
{
	return container_of(bdev, struct nova_device, ttm);
}

/**
 * nova_tt_init() - before the first buffer
 * @nova: device
 *
 * Return: 0 or -ENOMEM.
 */
int nova_tt_init(struct nova_device *nova)
{
	struct nova_tts *tts;
	int ret;

	tts = drmm_kzalloc(&nova->drm, sizeof(*tts), GFP_KERNEL);
	if (!tts)
		return -ENOMEM;

	ret = drmm_mutex_init(&nova->drm, &tts->lock);
	if (ret)
		return ret;

	scoped_guard(mutex, &tts->lock)
		INIT_LIST_HEAD(&tts->mapped);
	nova->tts = tts;
	return 0;
}

/*
 * Mappings.
 */

static int nova_tt_map_init(struct nova_tt_map *map, const struct ttm_tt *tt)
{
	size_t largest = min_t(size_t, dma_max_mapping_size(map->dev), UINT_MAX) & PAGE_MASK;
	int ret;

	ret = sg_alloc_table_from_pages_segment(&map->sgt, tt->pages, tt->num_pages, 0,
						(size_t)tt->num_pages << PAGE_SHIFT, largest,
						GFP_KERNEL);
	if (ret)
		return ret;

	ret = dma_map_sgtable(map->dev, &map->sgt, DMA_BIDIRECTIONAL, 0);
	if (ret) {
		sg_free_table(&map->sgt);
		return ret;
	}

	return drm_prime_sg_to_dma_addr_array(&map->sgt, map->addr, map->count);
}

static int nova_tt_map_create(struct nova_device *nova, const struct ttm_tt *tt,
			      struct nova_tt_map_own *h)
	__cond_acquires(0, h)
{
	struct nova_tt_map_own map;
	int ret;

	ret = nova_tt_map_adopt(&map, kvzalloc_flex(struct nova_tt_map, addr, tt->num_pages));
	if (ret)
		return ret;

	nova_tt_map_borrow(&map)->count = tt->num_pages;
	nova_tt_map_borrow(&map)->dev = nova->drm.dev;
	ret = nova_tt_map_init(nova_tt_map_borrow(&map), tt);
	if (ret) {
		nova_tt_map_drop(&map);
		return ret;
	}

	nova_tt_map_move(h, &map);
	return 0;
}

static void nova_tt_set_map(struct nova_tts *tts, struct nova_tt *tt, struct nova_tt_map_own *h)
	__must_hold(&tts->lock) __releases(h)
{
	nova_tt_map_store(&tt->map, h);
	list_add(&tt->link, &tts->mapped);
}

static int nova_tt_map(struct nova_device *nova, struct nova_tt *tt)
{
	struct nova_tts *tts = nova->tts;
	struct nova_tt_map_own map;
	int ret;

	ret = nova_tt_map_create(nova, &tt->ttm, &map);
	if (ret)
		return ret;

	guard(mutex)(&tts->lock);
	if (tts->closed) {
		nova_tt_map_drop(&map);
		return 0;
	}

	nova_tt_set_map(tts, tt, &map);
	return 0;
}

static void nova_tt_unmap(struct nova_tts *tts, struct nova_tt *tt)
	__must_hold(&tts->lock)
{
	list_del_init(&tt->link);
	nova_tt_map_clear(&tt->map);
}

/**
 * nova_tt_unmap_all() - the card does not see any pages from now on
 * @nova: device; neither it nor its address spaces use buffers any more
 *
 * The pages stay with their buffers.
 */
void nova_tt_unmap_all(struct nova_device *nova)
{
	struct nova_tts *tts = nova->tts;
	struct nova_tt *tt, *next;

	guard(mutex)(&tts->lock);
	tts->closed = true;
	list_for_each_entry_safe(tt, next, &tts->mapped, link)
		nova_tt_unmap(tts, tt);
}

/**
 * nova_tt_addrs() - where the card sees the pages of a buffer
 * @tt: populated pages; the reservation is held, and the card is there
 *
 * Return: the bus address of each page of the CPU.
 */
const dma_addr_t *nova_tt_addrs(const struct ttm_tt *tt)
{
	return tt->dma_address ?: nova_tt_map_peek(&to_nova_tt(tt)->map)->addr;
}

/*
 * For TTM.
 */

/* TTM has an array for addresses that it maps itself, or that somebody else has mapped. */
static int nova_tt_init_pages(struct nova_tt *tt, struct ttm_buffer_object *bo, u32 page_flags)
{
	INIT_LIST_HEAD(&tt->link);
	if (page_flags & TTM_TT_FLAG_EXTERNAL ||
	    bo->bdev->pool.alloc_flags & TTM_ALLOCATION_POOL_USE_DMA_ALLOC)
		return ttm_sg_tt_init(&tt->ttm, bo, page_flags, ttm_cached);

	return ttm_tt_init(&tt->ttm, bo, page_flags, ttm_cached, 0);
}

/**
 * nova_tt_create() - for TTM: what will hold a buffer's pages
 * @bo: buffer
 * @page_flags: TTM_TT_FLAG_*
 *
 * Return: the holder, still without pages, or NULL without memory.
 */
struct ttm_tt *nova_tt_create(struct ttm_buffer_object *bo, u32 page_flags)
{
	struct own_mem_own tt;

	if (own_mem_alloc(sizeof(struct nova_tt), &tt))
		return NULL;

	/* Even as the target of a copy: should that fail, nobody gets old contents to see. */
	page_flags |= TTM_TT_FLAG_ZERO_ALLOC;

	if (nova_tt_init_pages(own_mem_borrow(&tt), bo, page_flags)) {
		own_mem_drop(&tt);
		return NULL;
	}

	return &((struct nova_tt *)own_mem_give(&tt))->ttm;
}

/**
 * nova_tt_destroy() - for TTM: free what held a buffer's pages
 * @bdev: TTM's device
 * @tt: the holder, without pages
 */
void nova_tt_destroy(struct ttm_device *bdev, struct ttm_tt *tt)
{
	ttm_tt_fini(tt);
	kvfree(to_nova_tt(tt));
}

/**
 * nova_tt_populate() - for TTM: give a buffer pages that the card can reach
 * @bdev: TTM's device
 * @tt: holder of the pages
 * @ctx: how TTM may wait
 *
 * Return: 0, -ENOMEM, or another errno of TTM's pool or of the mapping.
 */
int nova_tt_populate(struct ttm_device *bdev, struct ttm_tt *tt, struct ttm_operation_ctx *ctx)
{
	int ret;

	if (tt->page_flags & TTM_TT_FLAG_EXTERNAL)
		return drm_prime_sg_to_dma_addr_array(tt->sg, tt->dma_address, tt->num_pages);

	ret = ttm_pool_alloc(&bdev->pool, tt, ctx);
	if (ret || tt->dma_address)
		return ret;

	ret = nova_tt_map(nova_tt_device(bdev), to_nova_tt(tt));
	if (ret)
		ttm_pool_free(&bdev->pool, tt);

	return ret;
}

/**
 * nova_tt_unpopulate() - for TTM: unmap a buffer's pages and give them back
 * @bdev: TTM's device
 * @tt: holder of pages that the card does not use any more
 */
void nova_tt_unpopulate(struct ttm_device *bdev, struct ttm_tt *tt)
{
	struct nova_tts *tts = nova_tt_device(bdev)->tts;

	if (tt->page_flags & TTM_TT_FLAG_EXTERNAL)
		return;

	scoped_guard(mutex, &tts->lock)
		nova_tt_unmap(tts, to_nova_tt(tt));
	ttm_pool_free(&bdev->pool, tt);
}
