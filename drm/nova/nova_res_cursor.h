/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_RES_CURSOR_H
#define NOVA_RES_CURSOR_H

#include <linux/types.h>

struct gpu_buddy_block;
struct ttm_buffer_object;
struct ttm_resource;
struct ttm_tt;

/**
 * struct nova_res_cursor - walks the pieces of a buffer's placement
 *
 * A piece is contiguous for the device: it may be as large as the buffer.
 *
 * .. code-block:: c
 *
 *	nova_res_cursor_first(&cur, bo, res);
 *	for (; cur.left; nova_res_cursor_next(&cur, res, cur.size))
 *		use(cur.vram, cur.addr, cur.size);
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
	struct gpu_buddy_block *block;
	u64 offset;
};

void nova_res_cursor_first(struct nova_res_cursor *cur, struct ttm_buffer_object *bo,
			   struct ttm_resource *res);
void nova_res_cursor_range(struct nova_res_cursor *cur, struct ttm_buffer_object *bo,
			   struct ttm_resource *res, u64 offset, u64 size);
void nova_res_cursor_next(struct nova_res_cursor *cur, struct ttm_resource *res, u64 bytes);

#endif
