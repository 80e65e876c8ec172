/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_TILES_H
#define AGX_TILES_H

#include "firmware/agx/render.h"

#include <linux/types.h>

struct drm_asahi_cmd_render;

/**
 * struct agx_tiles - how a framebuffer is cut into tiles
 *
 * A tile has 32 by 32 pixels and is drawn as one or more microtiles. Four by
 * four macrotiles cover the framebuffer.
 */
struct agx_tiles {
	/** @x: tiles in a row. */
	u32 x;
	/** @y: tiles in a column. */
	u32 y;
	/** @mtile_x: tiles in a row of a macrotile. */
	u32 mtile_x;
	/** @mtile_y: tiles in a column of a macrotile. */
	u32 mtile_y;
	/** @mtile_utiles_x: microtiles in a row of a macrotile. */
	u32 mtile_utiles_x;
	/** @mtile_utiles_y: microtiles in a column of a macrotile. */
	u32 mtile_utiles_y;
	/** @tilemap_size: bytes of the map of all tiles of all layers. */
	u64 tilemap_size;
	/** @tpc_size: bytes of the tail pointers, for all clusters. */
	u64 tpc_size;
	/** @layermeta_size: bytes that say something of layers; 0 if there is one. */
	u32 layermeta_size;
	/** @meta1_stride: blocks of a layer in what clusters share; 0 with one cluster. */
	u32 meta1_stride;
	/** @meta1_blocks: blocks of it in all. */
	u32 meta1_blocks;
	/** @min_blocks: blocks that the tiled vertex buffer must have at least. */
	u32 min_blocks;
	/** @utile_config: as the hardware is told. */
	u32 utile_config;
	/** @tib_blocks: blocks of 2 KiB that a microtile takes of the tile buffer. */
	u32 tib_blocks;
	/** @params: what the tiler is told. */
	struct agx_tiling_params params;
};

int agx_tiles_init(struct agx_tiles *tiles, const struct drm_asahi_cmd_render *cmd, u32 clusters);

#endif
