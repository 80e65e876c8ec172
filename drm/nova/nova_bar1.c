// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: BAR1
 *
 * The CPU's window on buffers in VRAM. It is an address space like any other,
 * except that its top directory is the firmware's: we point the first entry of
 * that at our tables, and never free them.
 *
 * The window may be smaller than VRAM. Buffers that userspace has mapped are
 * kept in the order of their last page fault; when addresses are short, the
 * oldest loses its window and faults again on its next use.
 */

#include "nova_bar1.h"
#include "nova_device.h"
#include "nova_instmem.h"
#include "nova_res_cursor.h"
#include "nova_vram.h"
#include "gsp/gsp.h"
#include "mmu/mmu.h"
#include "mmu/pt.h"

#include "firmware/nv/mmu_v3.h"

#include <drm/drm_managed.h>
#include <drm/drm_mm.h>
#include <drm/drm_print.h>
#include <drm/drm_vma_manager.h>
#include <drm/ttm/ttm_bo.h>
#include <drm/ttm/ttm_placement.h>

#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct nova_bar1 {
	/** @base: bus address. */
	phys_addr_t base;
	/** @size: bytes. */
	u64 size;
	/** @pt: page tables, prepared as long as the device lives. */
	struct nova_pt_slot pt;
	/** @lock: protects addresses and windows, those of buffers too. */
	struct mutex lock;
	/** @mm: free addresses. */
	struct drm_mm mm __guarded_by(&lock);
	/** @lru: windows that may be taken away, oldest first. */
	struct list_head lru __guarded_by(&lock);
};

static const struct fwgpu_ledger_kind bar1_kind = { .name = "bar1" };

struct nova_bar1_map {
	struct nova_device *nova;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @res: what it shows. */
	struct ttm_resource *res;
	/** @node: addresses, relative to the start of BAR1. */
	struct drm_mm_node node;
	/** @lru: in the list of windows that may be taken away, or empty. */
	struct list_head lru;
};

/* The firmware's page tables and ours share a top directory: not just ours is cached. */
static int nova_bar1_flush(struct nova_device *nova)
{
	int ret;

	ret = nova_instmem_flush(nova);
	if (ret)
		return ret;

	return nova_mmu_invalidate_bars(nova);
}

/* Where a buffer has its window. */
static struct nova_bar1_map_slot *nova_bar1_slot(struct nova_bar1 *bar1, struct ttm_resource *res)
	__must_hold(&bar1->lock)
{
	return &to_nova_vram_resource(res)->bar1;
}

static void nova_bar1_remove(struct nova_bar1 *bar1, struct nova_bar1_map *map)
	__must_hold(&bar1->lock)
{
	list_del(&map->lru);
	drm_mm_remove_node(&map->node);
}

static void nova_bar1_close(struct nova_bar1_map *map)
{
	struct nova_bar1 *bar1 = map->nova->bar1;

	nova_pt_unmap(nova_pt_peek(&bar1->pt), map->node.start, map->node.size);
	nova_bar1_flush(map->nova);

	guard(mutex)(&bar1->lock);
	nova_bar1_remove(bar1, map);
}

/**
 * nova_bar1_map_free() - close a window; use nova_bar1_map_drop()
 * @map: window that no CPU mapping shows any more
 */
void nova_bar1_map_free(struct nova_bar1_map *map)
{
	if (drm_mm_node_allocated(&map->node))
		nova_bar1_close(map);

	fwgpu_ledger_remove(&map->entry);
	kfree(map);
}

static int nova_bar1_fill(struct nova_bar1_map *map)
{
	struct nova_bar1 *bar1 = map->nova->bar1;
	struct nova_pt *pt = nova_pt_peek(&bar1->pt);
	u64 pte = nova_pte(NV_MMU_KIND_PITCH, 0);
	u64 va = map->node.start;
	struct nova_res_cursor cur;
	int ret;

	nova_res_cursor_first(&cur, map->res->bo, map->res);
	for (; cur.left; nova_res_cursor_next(&cur, map->res, cur.size)) {
		ret = nova_pt_prepare_map(pt, va, cur.size, cur.addr);
		if (ret)
			return ret;

		nova_pt_map(pt, va, cur.size, cur.addr, pte);
		va += cur.size;
	}

	return nova_bar1_flush(map->nova);
}

static int nova_bar1_map_init(struct nova_bar1_map *map, struct nova_device *nova,
			      struct ttm_resource *res)
{
	struct nova_bar1 *bar1 = nova->bar1;
	u64 align = res->size >= SZ_2M ? SZ_2M : PAGE_SIZE;
	int ret;

	map->nova = nova;
	map->res = res;
	INIT_LIST_HEAD(&map->lru);

	scoped_guard(mutex, &bar1->lock)
		ret = drm_mm_insert_node_generic(&bar1->mm, &map->node, res->size, align, 0,
						 DRM_MM_INSERT_BEST);
	if (ret)
		return ret;

	fwgpu_ledger_add(&nova->ledger, &map->entry, NULL, &bar1_kind, map->node.start,
			 map->node.size);
	return nova_bar1_fill(map);
}

static int nova_bar1_map_create(struct nova_device *nova, struct ttm_resource *res,
				struct nova_bar1_map_own *h)
	__cond_acquires(0, h)
{
	struct nova_bar1_map_own own;
	int ret;

	ret = nova_bar1_map_adopt(&own, kzalloc_obj(struct nova_bar1_map));
	if (ret)
		return ret;

	ret = nova_bar1_map_init(nova_bar1_map_borrow(&own), nova, res);
	if (ret) {
		nova_bar1_map_drop(&own);
		return ret;
	}

	nova_bar1_map_move(h, &own);
	return 0;
}

static void nova_bar1_forget(struct ttm_resource *res)
{
	res->bus.offset = 0;
	res->bus.addr = NULL;
}

/* Takes the oldest window away. False if there is none. */
static bool nova_bar1_reclaim(struct nova_device *nova)
{
	struct nova_bar1 *bar1 = nova->bar1;
	struct nova_bar1_map_own own;
	struct nova_bar1_map *map;
	bool found = false;

	mutex_lock(&bar1->lock);
	map = list_first_entry_or_null(&bar1->lru, struct nova_bar1_map, lru);
	if (!map) {
		mutex_unlock(&bar1->lock);
		return false;
	}

	/* Under the lock, so that the buffer neither goes nor faults meanwhile. */
	list_del_init(&map->lru);
	drm_vma_node_unmap(&map->res->bo->base.vma_node, nova->ttm.dev_mapping);
	nova_bar1_forget(map->res);
	found = nova_bar1_map_take(nova_bar1_slot(bar1, map->res), &own);
	mutex_unlock(&bar1->lock);

	if (found)
		nova_bar1_map_drop(&own);

	return true;
}

/**
 * nova_bar1_map() - open a window on a buffer
 * @nova: device
 * @res: VRAM without a window; the caller holds the buffer's reservation
 *
 * TTM's io_mem_reserve(). Fills @res->bus. May take windows of other buffers
 * away. May sleep.
 *
 * Return: 0, -ENOMEM, or -ENOSPC when no addresses are left.
 */
int nova_bar1_map(struct nova_device *nova, struct ttm_resource *res)
{
	struct nova_bar1 *bar1 = nova->bar1;
	struct nova_bar1_map_own map;
	int ret;

	do {
		ret = nova_bar1_map_create(nova, res, &map);
		if (!ret)
			goto mapped;
	} while (ret == -ENOSPC && nova_bar1_reclaim(nova));

	return ret;

mapped:
	res->bus.offset = bar1->base + nova_bar1_map_borrow(&map)->node.start;
	res->bus.is_iomem = true;
	res->bus.caching = ttm_write_combined;

	scoped_guard(mutex, &bar1->lock)
		nova_bar1_map_store(nova_bar1_slot(bar1, res), &map);

	return 0;
}

/**
 * nova_bar1_unmap() - close the window on a buffer, if there is one
 * @nova: device
 * @res: VRAM that no CPU mapping shows any more
 */
void nova_bar1_unmap(struct nova_device *nova, struct ttm_resource *res)
{
	struct nova_bar1 *bar1 = nova->bar1;
	struct nova_bar1_map_own map;
	bool found;

	mutex_lock(&bar1->lock);
	found = nova_bar1_map_take(nova_bar1_slot(bar1, res), &map);
	nova_bar1_forget(res);
	mutex_unlock(&bar1->lock);

	if (found)
		nova_bar1_map_drop(&map);
}

/**
 * nova_bar1_set_reclaimable() - say whether a buffer can lose its window
 * @nova: device
 * @bo: buffer, reserved by the caller
 * @reclaimable: true once its user can fault it in again, which also makes it
 *	the newest; false while somebody relies on it
 */
void nova_bar1_set_reclaimable(struct nova_device *nova, struct ttm_buffer_object *bo,
			       bool reclaimable)
{
	struct nova_bar1 *bar1 = nova->bar1;
	struct nova_bar1_map *map;

	if (!bo->resource || bo->resource->mem_type != TTM_PL_VRAM)
		return;

	guard(mutex)(&bar1->lock);
	map = nova_bar1_map_peek(nova_bar1_slot(bar1, bo->resource));
	if (!map)
		return;

	list_del_init(&map->lru);
	if (reclaimable)
		list_add_tail(&map->lru, &bar1->lru);
}

/**
 * nova_bar1_size() - size of the window
 * @nova: device
 *
 * Return: bytes.
 */
u64 nova_bar1_size(struct nova_device *nova)
{
	return nova->bar1->size;
}

/* One page prepares the directories that the firmware's top directory will lead to. */
static int nova_bar1_attach(struct nova_device *nova)
{
	struct nova_pt *pt = nova_pt_peek(&nova->bar1->pt);
	int ret;

	nova_pt_begin(pt);
	ret = nova_pt_prepare_map(pt, 0, SZ_4K, 0);
	if (ret)
		return ret;

	nova_instmem_poke64(nova, nova_gsp_info(nova)->bar1_pde_base, nova_pt_root_entry(pt));
	return nova_bar1_flush(nova);
}

static void nova_bar1_fini_mm(struct nova_bar1 *bar1)
{
	scoped_guard(mutex, &bar1->lock)
		drm_mm_takedown(&bar1->mm);

	mutex_destroy(&bar1->lock);
}

/**
 * nova_bar1_init() - bring BAR1 up
 * @nova: device, with firmware and instance memory
 *
 * Return: 0 or a negative error.
 */
int nova_bar1_init(struct nova_device *nova)
{
	struct pci_dev *pdev = nova_pdev(nova);
	struct nova_bar1 *bar1;
	struct nova_pt_own pt;
	int ret;

	if (!pci_resource_len(pdev, NOVA_PCI_BAR1))
		return -ENODEV;

	bar1 = drmm_kzalloc(&nova->drm, sizeof(*bar1), GFP_KERNEL);
	if (!bar1)
		return -ENOMEM;

	bar1->base = pci_resource_start(pdev, NOVA_PCI_BAR1);
	bar1->size = pci_resource_len(pdev, NOVA_PCI_BAR1);
	mutex_init(&bar1->lock);
	scoped_guard(mutex, &bar1->lock) {
		INIT_LIST_HEAD(&bar1->lru);
		drm_mm_init(&bar1->mm, 0, bar1->size);
	}
	nova->bar1 = bar1;

	ret = pcim_request_region(pdev, NOVA_PCI_BAR1, "nova-bar1");
	if (ret)
		goto err_mm;

	ret = nova_pt_create(nova, &pt);
	if (ret)
		goto err_mm;

	nova_pt_store(&bar1->pt, &pt);
	ret = nova_bar1_attach(nova);
	if (ret)
		goto err_pt;

	drm_info(&nova->drm, "%llu MiB of BAR1\n", bar1->size >> 20);
	return 0;

err_pt:
	nova_pt_clear(&bar1->pt);
err_mm:
	nova_bar1_fini_mm(bar1);
	return ret;
}

/**
 * nova_bar1_fini() - take BAR1 down
 * @nova: device; all windows are closed
 */
void nova_bar1_fini(struct nova_device *nova)
{
	struct nova_bar1 *bar1 = nova->bar1;

	nova_instmem_poke64(nova, nova_gsp_info(nova)->bar1_pde_base, 0);
	nova_bar1_flush(nova);

	nova_pt_clear(&bar1->pt);
	nova_bar1_fini_mm(bar1);
}
