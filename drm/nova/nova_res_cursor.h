/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_RES_CURSOR_H
#define NOVA_RES_CURSOR_H

#include <drm/ttm/ttm_bo.h>
#include <drm/ttm/ttm_resource.h>
#include <drm/ttm/ttm_tt.h>

#include <linux/types.h>

/**
 * struct nova_res_cursor - walks the pieces of a buffer's placement
 *
 * A piece is contiguous for the device: part of a VRAM block, or of a page of
 * system memory.
 */
struct nova_res_cursor {
	/** @addr: the piece's address: VRAM offset or bus address. */
	u64 addr;
	/** @size: bytes left of the piece. */
	u64 size;
	/** @left: bytes left of the buffer, this piece included. */
	u64 left;
	/** @vram: @addr is a VRAM offset. */
	bool vram;

	/* private: */
	struct ttm_tt *tt;
	const void *block;
	u64 page;
};

/*
 * First block of a VRAM resource, or the one after @block; NULL after the last.
 * The manager of VRAM implements it.
 */
const void *nova_vram_next_block(struct ttm_resource *res, const void *block,
				 u64 *addr, u64 *size);

static inline void nova_res_cursor_load(struct nova_res_cursor *cur, struct ttm_resource *res)
{
	if (!cur->left)
		return;

	if (cur->vram) {
		cur->block = nova_vram_next_block(res, cur->block, &cur->addr, &cur->size);
	} else {
		cur->addr = cur->tt->dma_address[cur->page++];
		cur->size = PAGE_SIZE;
	}
	cur->size = min(cur->size, cur->left);
}

/**
 * nova_res_cursor_first() - start at the beginning of a placement
 * @cur: the cursor
 * @bo: the buffer; its pages are mapped for the device if @res is system memory
 * @res: where it is, or where it will be
 */
static inline void nova_res_cursor_first(struct nova_res_cursor *cur,
					 struct ttm_buffer_object *bo, struct ttm_resource *res)
{
	*cur = (struct nova_res_cursor) {
		.left = res->size,
		.vram = res->mem_type == TTM_PL_VRAM,
		.tt = bo->ttm,
	};
	nova_res_cursor_load(cur, res);
}

/**
 * nova_res_cursor_next() - go on by a number of bytes
 * @cur: the cursor
 * @res: as for nova_res_cursor_first()
 * @bytes: at most @cur->size
 */
static inline void nova_res_cursor_next(struct nova_res_cursor *cur, struct ttm_resource *res,
					u64 bytes)
{
	cur->left -= bytes;
	cur->size -= bytes;
	cur->addr += bytes;
	if (!cur->size)
		nova_res_cursor_load(cur, res);
}

#endif
