// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: GPU pages
 *
 * The GPU's pages have 16 KiB. Where the CPUs' are as large, the memory of a
 * buffer is the kernel's shared memory (shmem) and comes when it is first
 * needed. Where they are smaller, shared memory lies in pieces too small for
 * the GPU. There a buffer gets, when it is created, blocks of the GPU's page
 * size, in the place of what the shmem helpers would have found; what these do
 * with the pages is the same in both cases.
 */
#include "agx_pages.h"

#include "drm/own/own.h"

#include "firmware/agx/uat.h"

#include <drm/drm_gem_shmem_helper.h>

#include <linux/dma-resv.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>

static const bool pages_are_small = PAGE_SIZE < AGX_UAT_PAGE_SIZE;

/* The list has NULL behind its last page. */
static void page_list_free(struct page **list)
{
	for (size_t i = 0; list[i]; i++)
		__free_page(list[i]);
	kvfree(list);
}

OWNED(agx_page_list, struct page *, page_list_free)

/* As many pages of the CPU as the GPU has in one. */
static unsigned int block_order(void)
{
	return ilog2(max(AGX_UAT_PAGE_SIZE / PAGE_SIZE, 1));
}

static void block_free(struct page *block)
{
	__free_pages(block, block_order());
}

OWNED(agx_block, struct page, block_free)

static int block_alloc(struct agx_block_own *h)
	__cond_acquires(0, h)
{
	return agx_block_adopt(h, alloc_pages(GFP_HIGHUSER | __GFP_ZERO | __GFP_ACCOUNT |
					      __GFP_NOWARN | __GFP_RETRY_MAYFAIL, block_order()));
}

/* The helpers release each page by itself. */
static void page_list_set(struct page **list, struct page *first)
{
	for (size_t i = 0; i < 1u << block_order(); i++)
		list[i] = first + i;
}

static void block_split(struct agx_block_own *block, struct page **list)
	__releases(block)
{
	split_page(agx_block_borrow(block), block_order());
	page_list_set(list, agx_block_give(block));
}

static int page_list_fill(struct page **list, size_t count)
{
	struct agx_block_own block;
	int ret;

	for (size_t i = 0; i < count; i += 1u << block_order()) {
		ret = block_alloc(&block);
		if (ret)
			return ret;

		block_split(&block, list + i);
	}

	return 0;
}

static int page_list_create(size_t count, struct agx_page_list_own *h)
	__cond_acquires(0, h)
{
	struct agx_page_list_own list;
	int ret;

	ret = agx_page_list_adopt(&list, kvcalloc(count + 1, sizeof(struct page *), GFP_KERNEL));
	if (ret)
		return ret;

	ret = page_list_fill(agx_page_list_borrow(&list), count);
	if (ret) {
		agx_page_list_drop(&list);
		return ret;
	}

	agx_page_list_move(h, &list);
	return 0;
}

/**
 * agx_pages_init() - see to it that a buffer's memory fits the GPU's pages
 * @shmem: a new buffer, of whole GPU pages
 *
 * Return: 0 or -ENOMEM.
 */
int agx_pages_init(struct drm_gem_shmem_object *shmem)
{
	struct agx_page_list_own list;
	int ret;

	if (!pages_are_small)
		return 0;

	ret = page_list_create(shmem->base.size >> PAGE_SHIFT, &list);
	if (ret)
		return ret;

	/* As if somebody used the pages as long as the buffer lives. */
	shmem->pages = agx_page_list_give(&list);
	refcount_set(&shmem->pages_use_count, 1);
	return 0;
}

/**
 * agx_pages_fini() - release what agx_pages_init() got
 * @shmem: a buffer that is about to be freed, imported ones too
 */
void agx_pages_fini(struct drm_gem_shmem_object *shmem)
{
	if (!pages_are_small || !shmem->pages)
		return;

	dma_resv_lock(shmem->base.resv, NULL);
	drm_gem_shmem_put_pages_locked(shmem);
	dma_resv_unlock(shmem->base.resv);
}
