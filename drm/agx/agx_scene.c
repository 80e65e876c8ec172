// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Scenes
 *
 * What the GPU works in while it does one render, besides the tiled vertex
 * buffer and what userspace gave it: maps of the tiles, space to save state in,
 * and what several clusters tell each other. All of it is one object, which
 * belongs to the job.
 *
 * Sources: Asahi's buffer.rs and queue/render.rs.
 */
#include "agx_scene.h"
#include "agx_device.h"
#include "agx_layout_render.h"
#include "agx_tiles.h"

#include "firmware/agx/buffer.h"
#include "firmware/agx/uat.h"

#define AGX_SCENE_ALIGN		0x80
#define AGX_SCENE_PAGE		AGX_UAT_PAGE_SIZE

#define AGX_HEAPMETA_SIZE	0x200
#define AGX_PREEMPT1_SIZE	0x540
#define AGX_PREEMPT2_SIZE	0x280

/* Takes the next @size bytes of what is being laid out. */
static u64 scene_take(u64 *end, u64 size, u64 align)
{
	u64 at = ALIGN(*end, align);

	*end = at + size;
	return at;
}

/* Each cluster has a share, and one is for all; see Asahi's buffer.rs. */
static u32 scene_shares(const struct agx_device *agx)
{
	return agx->gpu.num_clusters > 1 ? agx->gpu.num_clusters + 1 : 1;
}

static void scene_place_preempt(const struct agx_device *agx, struct agx_scene_addrs *addrs,
				u64 *end)
{
	u32 shares = scene_shares(agx);

	addrs->preempt[0] = scene_take(end, shares * AGX_PREEMPT1_SIZE, AGX_SCENE_ALIGN);
	addrs->preempt[1] = scene_take(end, shares * AGX_PREEMPT2_SIZE, AGX_SCENE_ALIGN);
	addrs->preempt[2] = scene_take(end, shares * agx->soc->preempt3_size, AGX_SCENE_ALIGN);
}

static void scene_place_clusters(const struct agx_device *agx, const struct agx_tiles *tiles,
				 struct agx_scene_addrs *addrs, u64 *end)
{
	const struct agx_soc_clustering *soc = &agx->soc->clustering;
	u64 meta1 = (u64)tiles->meta1_blocks * soc->meta1_blocksize;

	addrs->cluster_tilemaps = scene_take(end, soc->max_splits * tiles->tilemap_size,
					     AGX_SCENE_PAGE);
	addrs->cluster_layermeta = scene_take(end, (u64)soc->max_splits * tiles->layermeta_size,
					      AGX_SCENE_PAGE);
	addrs->cluster_meta[0] = scene_take(end, meta1, AGX_SCENE_ALIGN);
	addrs->cluster_meta[1] = scene_take(end, soc->meta2_size, AGX_SCENE_ALIGN);
	addrs->cluster_meta[2] = scene_take(end, soc->meta3_size, AGX_SCENE_ALIGN);
	addrs->cluster_meta[3] = scene_take(end, soc->meta4_size, AGX_SCENE_ALIGN);
}

/* Lays everything out from 0; returns where it ends. */
static u64 scene_place(const struct agx_device *agx, const struct agx_tiles *tiles,
		       struct agx_scene_addrs *addrs)
{
	bool clusters = agx->gpu.num_clusters > 1;
	u64 end = 0;

	addrs->tilemap = scene_take(&end, tiles->tilemap_size, AGX_SCENE_PAGE);
	addrs->aux_fb = scene_take(&end, AGX_AUX_FB_SIZE, AGX_SCENE_PAGE);
	addrs->heapmeta = scene_take(&end, AGX_HEAPMETA_SIZE, AGX_SCENE_PAGE);
	addrs->layermeta = scene_take(&end, tiles->layermeta_size, AGX_SCENE_ALIGN);
	addrs->user_buffer = scene_take(&end, clusters ? AGX_SCENE_USER_SIZE_CLUSTERS :
							 AGX_SCENE_USER_SIZE, AGX_SCENE_ALIGN);
	scene_place_preempt(agx, addrs, &end);
	if (clusters)
		scene_place_clusters(agx, tiles, addrs, &end);
	return end;
}

static void scene_move(const struct agx_device *agx, struct agx_scene_addrs *addrs, u64 base)
{
	addrs->tilemap += base;
	addrs->aux_fb += base;
	addrs->heapmeta += base;
	addrs->layermeta += base;
	addrs->user_buffer += base;
	for (u32 i = 0; i < ARRAY_SIZE(addrs->preempt); i++)
		addrs->preempt[i] += base;
	if (agx->gpu.num_clusters == 1)
		return;

	addrs->cluster_tilemaps += base;
	addrs->cluster_layermeta += base;
	for (u32 i = 0; i < ARRAY_SIZE(addrs->cluster_meta); i++)
		addrs->cluster_meta[i] += base;
}

/**
 * agx_scene_fill() - allocate what a render works in
 * @agx: the GPU
 * @heap: where the address is from: the client's
 * @tiles: what the render is like
 * @slot: empty
 * @addrs: gets the addresses
 *
 * Return: 0; -ENOMEM; -ENOSPC if the address space has no room.
 */
int agx_scene_fill(struct agx_device *agx, struct agx_heap *heap, const struct agx_tiles *tiles,
		   struct agx_obj_slot *slot, struct agx_scene_addrs *addrs)
{
	u64 size = scene_place(agx, tiles, addrs);
	int ret;

	ret = agx_obj_fill_brief(heap, size, slot);
	if (!ret)
		scene_move(agx, addrs, agx_obj_va(agx_obj_peek(slot)));
	return ret;
}
