/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Tiled vertex buffers: a heap of pages to which the vertex half of a render
 * writes and from which the fragment half reads, and the scenes that use it.
 * The firmware knows a buffer by one of 127 numbers.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/microsequence.py (BufferManager*,
 * BufferThing) and cmdqueue.py, Asahi's drivers/gpu/drm/asahi/fw/buffer.rs and
 * buffer.rs.
 */
#ifndef FIRMWARE_AGX_BUFFER_H
#define FIRMWARE_AGX_BUFFER_H

#include "firmware/types.h"

#define AGX_BUFFER_SLOTS 127

#define AGX_TVB_PAGE_SHIFT 15
#define AGX_TVB_PAGE_SIZE (1u << AGX_TVB_PAGE_SHIFT)
#define AGX_TVB_BLOCK_PAGES 4u
#define AGX_TVB_BLOCK_SIZE (AGX_TVB_PAGE_SIZE * AGX_TVB_BLOCK_PAGES)

/** struct agx_tvb_block_ctl - how many blocks there are */
struct agx_tvb_block_ctl {
	u32 total;
	u32 wptr;
	u32 unk_8;
	u8 pad_c[0x34];
};

fw_assert_size(struct agx_tvb_block_ctl, 0x40);

/** struct agx_tvb_counter - how many renders there were */
struct agx_tvb_counter {
	u32 count;
	u8 pad_4[0x3c];
};

fw_assert_size(struct agx_tvb_counter, 0x40);

/** struct agx_tvb_stats - what renders needed, until @reset is set */
struct agx_tvb_stats {
	u32 max_pages;
	u32 max_b;
	u32 overflow_count;
	u32 gpu_c;
	u8 pad_10[0x10];
	u32 reset;
	u8 pad_24[0x1c];
};

fw_assert_offset(struct agx_tvb_stats, reset, 0x20);
fw_assert_size(struct agx_tvb_stats, 0x40);

/** struct agx_tvb_info_head - begin of Info */
struct agx_tvb_info_head {
	u32 gpu_counter;
	u32 unk_4;
	s32 last_id;
	s32 cur_id; /* -1 */
	u32 unk_10;
	u32 gpu_counter2;
	u32 unk_18;
};

/** struct agx_tvb_info_body - the rest of Info */
struct agx_tvb_info_body {
	u64 page_list; /* numbers of pages, address >> AGX_TVB_PAGE_SHIFT */
	u32 page_list_size; /* bytes */
	u32 page_count;
	u32 max_blocks;
	u32 block_count;
	u32 unk_38;
	u64 block_list; /* for each block the number of its first page, and 0 */
	u64 block_ctl; /* struct agx_tvb_block_ctl */
	u32 last_page;
	u32 gpu_page_ptr1;
	u32 gpu_page_ptr2;
	u32 unk_58;
	u32 block_size;
	u64 unk_60;
	u64 counter; /* struct agx_tvb_counter */
	u32 unk_70;
	u32 unk_74;
	u32 unk_78;
	u32 unk_7c;
	u32 unk_80; /* 1 */
	u32 max_pages;
	u32 max_pages_nomemless; /* while no render target is without memory */
	u32 unk_8c;
	u8 unk_90[0x30];
} __packed;

/** struct agx_tvb_info_v12 - Info before 13.0, and of G14X */
struct agx_tvb_info_v12 {
	struct agx_tvb_info_head head;
	u32 unk_1c;
	struct agx_tvb_info_body body;
} __packed;

fw_assert_offset(struct agx_tvb_info_v12, body.block_list, 0x3c);
fw_assert_offset(struct agx_tvb_info_v12, body.unk_80, 0x80);
fw_assert_size(struct agx_tvb_info_v12, 0xc0);

/** struct agx_tvb_info_v13 - Info of G13 and G14 since 13.0 */
struct agx_tvb_info_v13 {
	struct agx_tvb_info_head head;
	struct agx_tvb_info_body body;
} __packed;

fw_assert_size(struct agx_tvb_info_v13, 0xbc);

/** struct agx_scene_head - a render's use of a buffer */
struct agx_scene_head {
	u32 pass_page_count;
	u32 unk_4;
	u64 unk_8;
	u64 unk_10;
	u64 user_buffer; /* AGX_SCENE_USER_SIZE bytes, more with clusters */
	u32 unk_20;
} __packed;

#define AGX_SCENE_USER_SIZE 0x80
#define AGX_SCENE_USER_SIZE_CLUSTERS 0x10080

/** struct agx_scene_tail - what it leaves behind */
struct agx_scene_tail {
	u64 stats; /* struct agx_tvb_stats */
	u32 total_page_count;
} __packed;

/** struct agx_scene_v12 - Scene before 13.3 */
struct agx_scene_v12 {
	struct agx_scene_head head;
	struct agx_scene_tail tail;
	u64 unk_30;
	u64 unk_38;
} __packed;

fw_assert_size(struct agx_scene_v12, 0x40);

/** struct agx_scene_v13 - Scene of G13 and G14 since 13.3 */
struct agx_scene_v13 {
	struct agx_scene_head head;
	u64 unk_28;
	struct agx_scene_tail tail;
	u64 unk_30;
	u64 unk_38;
} __packed;

fw_assert_size(struct agx_scene_v13, 0x48);

/** struct agx_scene_g14x - Scene of G14X */
struct agx_scene_g14x {
	u64 control_word; /* a word that the GPU writes */
	u64 control_word2; /* the same */
	struct agx_scene_head head;
	u64 unk_28;
	struct agx_scene_tail tail;
} __packed;

fw_assert_size(struct agx_scene_g14x, 0x48);

#define AGX_SCENE_MAX_SIZE 0x48

/**
 * struct agx_cmd_init_buffer - InitBuffer: a number stands for a buffer from here on
 * @tag: AGX_CMD_INIT_BUFFER
 * @vm_slot: whose buffer
 * @buffer_slot: its number
 * @unk_c: 0
 * @block_count: how large it is
 * @info: address of Info
 * @stamp_value: of the command that follows
 */
struct agx_cmd_init_buffer {
	u32 tag;
	u32 vm_slot;
	u32 buffer_slot;
	u32 unk_c;
	u32 block_count;
	u64 info;
	u32 stamp_value;
} __packed;

fw_assert_size(struct agx_cmd_init_buffer, 0x20);

#endif /* FIRMWARE_AGX_BUFFER_H */
