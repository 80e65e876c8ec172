/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_LAYOUT_RENDER_H
#define AGX_LAYOUT_RENDER_H

#include "firmware/agx/workqueue.h"

#include <linux/types.h>

struct agx_render_layout;
struct agx_seq_attachments;
struct agx_stamp_args;
struct agx_tiles;
struct drm_asahi_cmd_render;

/**
 * struct agx_scene_addrs - memory of a render that the GPU uses besides the user's
 * @info: Info of the tiled vertex buffer
 * @scene: Scene
 * @control: a word that the GPU writes; see agx_render_needs_control()
 * @kernel_buffer: AGX_TVB_KERNEL_BUF_SIZE bytes of the buffer's
 * @stats: struct agx_tvb_stats of the buffer
 * @user_buffer: AGX_SCENE_USER_SIZE bytes
 * @heapmeta: of the tiler's heap
 * @layermeta: of the layers
 * @tilemap: map of all tiles
 * @tpc: tail pointers
 * @aux_fb: AGX_AUX_FB_SIZE bytes
 * @preempt: where the vertex half saves state
 * @cluster_tilemaps: maps of each cluster; this and all below are 0 with one cluster
 * @cluster_layermeta: layers of each
 * @cluster_meta: four areas that nobody knows the use of
 * @slot: number that the firmware knows the buffer by
 */
struct agx_scene_addrs {
	u64 info;
	u64 scene;
	u64 control;
	u64 kernel_buffer;
	u64 stats;
	u64 user_buffer;
	u64 heapmeta;
	u64 layermeta;
	u64 tilemap;
	u64 tpc;
	u64 aux_fb;
	u64 preempt[3];
	u64 cluster_tilemaps;
	u64 cluster_layermeta;
	u64 cluster_meta[4];
	u32 slot;
};

/**
 * struct agx_half_args - what differs between the halves of a render
 * @queue_info: the firmware's queue
 * @stats: where the firmware counts
 * @attachments: memory that userspace says it writes
 * @user: times that userspace wants
 */
struct agx_half_args {
	u64 queue_info;
	u64 stats;
	const struct agx_seq_attachments *attachments;
	struct agx_timestamp_ptrs user;
};

/**
 * struct agx_render_args - what the two commands of a render are made of
 * @cmd: what userspace asked for, checked
 * @tiles: from @cmd
 * @scene: memory
 * @vertex: of the vertex half
 * @fragment: of the fragment half
 * @usc_exec_base: where shaders are
 * @vm_slot: address space
 * @uuid: number of the queue
 * @client: number of the client
 * @notifier: the queue's notifier
 * @core_mask: which cores there are
 * @tiling_control: the chip's
 * @clustering: the vertex half uses more than one cluster
 */
struct agx_render_args {
	const struct drm_asahi_cmd_render *cmd;
	const struct agx_tiles *tiles;
	struct agx_scene_addrs scene;
	struct agx_half_args vertex;
	struct agx_half_args fragment;
	u64 usc_exec_base;
	u32 vm_slot;
	u32 uuid;
	u32 client;
	u64 notifier;
	u32 core_mask[2];
	u32 tiling_control;
	bool clustering;
};

/**
 * struct agx_tvb_args - what Info says of a tiled vertex buffer
 * @page_list: room for @max_blocks * 4 numbers of pages
 * @block_list: room for @max_blocks * 2 numbers
 * @block_ctl: struct agx_tvb_block_ctl
 * @counter: struct agx_tvb_counter
 * @max_blocks: how far it may grow
 * @max_blocks_nomemless: and how far while all render targets have memory
 */
struct agx_tvb_args {
	u64 page_list;
	u64 block_list;
	u64 block_ctl;
	u64 counter;
	u32 max_blocks;
	u32 max_blocks_nomemless;
};

extern const struct agx_render_layout agx_render_g13_v12;
extern const struct agx_render_layout agx_render_g14_v12;
extern const struct agx_render_layout agx_render_g13_v13;
extern const struct agx_render_layout agx_render_g14_v13;
extern const struct agx_render_layout agx_render_g14x;

size_t agx_render_vertex_size(const struct agx_render_layout *layout);
size_t agx_render_fragment_size(const struct agx_render_layout *layout);
size_t agx_render_scene_size(const struct agx_render_layout *layout);
bool agx_render_needs_control(const struct agx_render_layout *layout);
size_t agx_render_info_size(const struct agx_render_layout *layout);

void agx_render_init_info(const struct agx_render_layout *layout, void *mem,
			  const struct agx_tvb_args *args);
void agx_render_set_blocks(const struct agx_render_layout *layout, void *mem, u32 blocks);
void agx_render_init_scene(const struct agx_render_layout *layout, void *mem,
			   const struct agx_scene_addrs *addrs);

u32 agx_render_build_vertex(const struct agx_render_layout *layout, void *mem, u64 va,
			    const struct agx_render_args *args);
u32 agx_render_build_fragment(const struct agx_render_layout *layout, void *mem, u64 va,
			      const struct agx_render_args *args);
void agx_render_stamp_vertex(const struct agx_render_layout *layout, void *mem, u32 finalize,
			     const struct agx_stamp_args *args,
			     const struct agx_stamp_args *fragment);
void agx_render_stamp_fragment(const struct agx_render_layout *layout, void *mem, u32 finalize,
			       const struct agx_stamp_args *args);

#endif
