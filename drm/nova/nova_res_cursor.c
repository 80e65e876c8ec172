// SPDX-License-Identifier: GPL-2.0-only OR MIT

#include "nova_res_cursor.h"
#include "nova_tt.h"
#include "nova_vram.h"

#include <drm/ttm/ttm_bo.h>
#include <drm/ttm/ttm_placement.h>
#include <drm/ttm/ttm_tt.h>

#include <linux/bug.h>
#include <linux/list.h>

/* The offset is relative to the block here, and may lie behind it. */
static void nova_res_cursor_seek_vram(struct nova_res_cursor *cur)
{
	while (cur->offset >= nova_vram_piece_size(cur->block)) {
		cur->offset -= nova_vram_piece_size(cur->block);
		cur->block = list_next_entry(cur->block, link);
	}

	cur->addr = gpu_buddy_block_offset(cur->block) + cur->offset;
	cur->size = min(cur->left, nova_vram_piece_size(cur->block) - cur->offset);
}

static void nova_res_cursor_seek_system(struct nova_res_cursor *cur)
{
	const dma_addr_t *pages = nova_tt_addrs(cur->tt);
	pgoff_t page = cur->offset >> PAGE_SHIFT;
	u64 in_page = offset_in_page(cur->offset);
	u64 size = PAGE_SIZE - in_page;

	cur->addr = pages[page] + in_page;
	while (size < cur->left && pages[++page] == cur->addr + size)
		size += PAGE_SIZE;

	cur->size = min(cur->left, size);
}

static void nova_res_cursor_seek(struct nova_res_cursor *cur)
{
	if (!cur->left)
		cur->size = 0;
	else if (cur->vram)
		nova_res_cursor_seek_vram(cur);
	else
		nova_res_cursor_seek_system(cur);
}

/**
 * nova_res_cursor_range() - start in the middle of a placement
 * @cur: the cursor
 * @bo: the buffer; its pages are mapped for the device if @res is system memory
 * @res: where it is, or where it will be
 * @offset: bytes from the start of the buffer
 * @size: bytes, not beyond the end of the buffer
 *
 * Allocates nothing and takes no locks: what the caller holds must keep @res
 * from being freed.
 */
void nova_res_cursor_range(struct nova_res_cursor *cur, struct ttm_buffer_object *bo,
			   struct ttm_resource *res, u64 offset, u64 size)
{
	*cur = (struct nova_res_cursor) {
		.left = size,
		.vram = res->mem_type == TTM_PL_VRAM,
		.tt = bo->ttm,
		.offset = offset,
	};

	if (WARN_ON_ONCE(offset > res->size || size > res->size - offset) ||
	    WARN_ON_ONCE(!cur->vram && (!bo->ttm || !ttm_tt_is_populated(bo->ttm))))
		cur->left = 0;

	if (cur->vram)
		cur->block = list_first_entry(&to_nova_vram_resource(res)->blocks,
					      struct gpu_buddy_block, link);

	nova_res_cursor_seek(cur);
}

/**
 * nova_res_cursor_first() - start at the beginning of a placement
 * @cur: the cursor
 * @bo: the buffer; its pages are mapped for the device if @res is system memory
 * @res: where it is, or where it will be
 */
void nova_res_cursor_first(struct nova_res_cursor *cur, struct ttm_buffer_object *bo,
			   struct ttm_resource *res)
{
	nova_res_cursor_range(cur, bo, res, 0, res->size);
}

/**
 * nova_res_cursor_next() - go on by a number of bytes
 * @cur: the cursor
 * @res: as for nova_res_cursor_first()
 * @bytes: at most @cur->size
 */
void nova_res_cursor_next(struct nova_res_cursor *cur, struct ttm_resource *res, u64 bytes)
{
	cur->offset += bytes;
	cur->left -= bytes;
	nova_res_cursor_seek(cur);
}
