// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Tiles
 *
 * From the size of a framebuffer follow the sizes of all that the tiler needs.
 * This is arithmetic only; nobody has to be asked.
 *
 * Sources: m1n1 proxyclient/m1n1/agx/render.py, Asahi's queue/render.rs.
 */
#include "agx_tiles.h"

#include <uapi/drm/asahi_drm.h>

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/string.h>

#define AGX_TILE_PX		32
#define AGX_MTILES		4u
#define AGX_MTILE_ALIGN		4u

/* Bytes that a microtile has in the tilemap and in the tail pointer cache. */
#define AGX_RGN_ENTRY		5
#define AGX_TPC_ENTRY		8

#define AGX_LAYERMETA_SIZE	0x100
#define AGX_META1_UTILES	0x1980
#define AGX_TIB_BLOCK		2048u

/* Blocks of the vertex buffer: one for so many tiles, in groups of eight. */
#define AGX_TILES_PER_BLOCK	128u
#define AGX_BLOCKS_ALIGN	8u

#define AGX_MAX_PX		16384
#define AGX_MAX_LAYERS		2048

static int tiles_check_size(const struct drm_asahi_cmd_render *cmd)
{
	if (!cmd->width_px || cmd->width_px > AGX_MAX_PX)
		return -EINVAL;
	if (!cmd->height_px || cmd->height_px > AGX_MAX_PX)
		return -EINVAL;
	if (!cmd->layers || cmd->layers > AGX_MAX_LAYERS)
		return -EINVAL;
	return 0;
}

static bool tiles_utile_is_valid(u32 width, u32 height)
{
	return (width == 32 && height == 32) || (width == 32 && height == 16) ||
	       (width == 16 && height == 16);
}

static int tiles_samples_log2(u32 samples)
{
	switch (samples) {
	case 1:
		return 0;
	case 2:
		return 1;
	case 4:
		return 2;
	default:
		return -EINVAL;
	}
}

static void tiles_init_geometry(struct agx_tiles *tiles, const struct drm_asahi_cmd_render *cmd)
{
	tiles->x = DIV_ROUND_UP(cmd->width_px, AGX_TILE_PX);
	tiles->y = DIV_ROUND_UP(cmd->height_px, AGX_TILE_PX);
	tiles->mtile_x = ALIGN(DIV_ROUND_UP(tiles->x, AGX_MTILES), AGX_MTILE_ALIGN);
	tiles->mtile_y = ALIGN(DIV_ROUND_UP(tiles->y, AGX_MTILES), AGX_MTILE_ALIGN);
	tiles->mtile_utiles_x = tiles->mtile_x * (AGX_TILE_PX / cmd->utile_width_px);
	tiles->mtile_utiles_y = tiles->mtile_y * (AGX_TILE_PX / cmd->utile_height_px);
}

static void tiles_init_params(struct agx_tiles *tiles, const struct drm_asahi_cmd_render *cmd)
{
	u32 utiles = tiles->mtile_utiles_x * tiles->mtile_utiles_y;
	u32 mx = tiles->mtile_x, my = tiles->mtile_y;

	tiles->params = (struct agx_tiling_params) {
		.rgn_size = DIV_ROUND_UP(AGX_RGN_ENTRY * utiles, sizeof(u32)),
		.unk_4 = 0x88,
		.ppp_ctrl = cmd->ppp_ctrl,
		.x_max = cmd->width_px - 1,
		.y_max = cmd->height_px - 1,
		.te_screen = (tiles->y - 1) << 12 | (tiles->x - 1),
		.te_mtile1 = 3 * mx | 2 * mx << 9 | mx << 18,
		.te_mtile2 = 3 * my | 2 * my << 9 | my << 18,
		.tiles_per_mtile = mx * my,
		.tpc_stride = AGX_TPC_ENTRY * utiles / sizeof(u32),
		.unk_24 = 0x100,
		.unk_28 = cmd->layers > 1 ? 0xe000 | (cmd->layers - 1) : 0x8000,
		.helper_cfg = cmd->vertex_helper.cfg,
	};
}

static void tiles_init_clusters(struct agx_tiles *tiles, const struct drm_asahi_cmd_render *cmd,
				u32 clusters)
{
	u32 utiles = (AGX_TILE_PX / cmd->utile_width_px) * (AGX_TILE_PX / cmd->utile_height_px);

	if (clusters == 1)
		return;

	tiles->meta1_stride = DIV_ROUND_UP(ALIGN(tiles->x, 2) * ALIGN(tiles->y, 4) * utiles,
					   AGX_META1_UTILES);
	tiles->meta1_blocks = tiles->meta1_stride * cmd->layers;
	tiles->min_blocks = max(tiles->min_blocks, 7u + 2u * cmd->layers);
}

/* All sizes, of all layers: more than 32 bits for the largest that is allowed. */
static void tiles_init_sizes(struct agx_tiles *tiles, const struct drm_asahi_cmd_render *cmd,
			     u32 clusters)
{
	u64 mtiles = AGX_MTILES * AGX_MTILES * cmd->layers;

	tiles->tilemap_size = sizeof(u32) * tiles->params.rgn_size * mtiles;
	tiles->tpc_size = sizeof(u32) * tiles->params.tpc_stride * mtiles * clusters;
	tiles->layermeta_size = cmd->layers > 1 ? AGX_LAYERMETA_SIZE : 0;
	tiles->min_blocks = ALIGN(DIV_ROUND_UP(tiles->x * tiles->y, AGX_TILES_PER_BLOCK),
				  AGX_BLOCKS_ALIGN);
	tiles_init_clusters(tiles, cmd, clusters);
}

/**
 * agx_tiles_init() - see what a render needs
 * @tiles: all of it is filled
 * @cmd: what userspace asks for
 * @clusters: how many the vertex half runs on
 *
 * Return: 0, or -EINVAL if the hardware cannot have such a framebuffer.
 */
int agx_tiles_init(struct agx_tiles *tiles, const struct drm_asahi_cmd_render *cmd, u32 clusters)
{
	int samples_log2 = tiles_samples_log2(cmd->samples);
	u32 pixels = cmd->utile_width_px * cmd->utile_height_px;

	if (samples_log2 < 0 || tiles_check_size(cmd) ||
	    !tiles_utile_is_valid(cmd->utile_width_px, cmd->utile_height_px))
		return -EINVAL;

	memset(tiles, 0, sizeof(*tiles));
	tiles_init_geometry(tiles, cmd);
	tiles_init_params(tiles, cmd);
	tiles_init_sizes(tiles, cmd, clusters);
	tiles->utile_config = (cmd->utile_width_px / 16u) << 12 |
			      (cmd->utile_height_px / 16u) << 14 | (u32)samples_log2;
	tiles->tib_blocks = DIV_ROUND_UP(cmd->sample_size_B * (pixels << samples_log2),
					 AGX_TIB_BLOCK);
	return 0;
}
