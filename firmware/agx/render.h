/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The two commands of a render: the vertex half sorts primitives into tiles, the
 * fragment half draws the tiles. Generations and firmwares differ in what they
 * have between the parts that all have; G14X has registers instead of fields.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/cmdqueue.py, microsequence.py and
 * agx/render.py, Asahi's drivers/gpu/drm/asahi/fw/{vertex,fragment}.rs.
 */
#ifndef FIRMWARE_AGX_RENDER_H
#define FIRMWARE_AGX_RENDER_H

#include "firmware/agx/workqueue.h"
#include "firmware/types.h"

/*
 * Vertex.
 */

/** struct agx_tiling_params - TilingParameters: registers of the tiler */
struct agx_tiling_params {
	u32 rgn_size; /* words of a macrotile's region */
	u32 unk_4; /* 0x88 */
	u32 ppp_ctrl;
	u16 x_max;
	u16 y_max;
	u32 te_screen;
	u32 te_mtile1;
	u32 te_mtile2;
	u32 tiles_per_mtile;
	u32 tpc_stride; /* words of a macrotile's tail pointers */
	u32 unk_24; /* 0x100 */
	u32 unk_28;
	u32 helper_cfg;
	u8 pad_30[0x70];
} __packed;

fw_assert_size(struct agx_tiling_params, 0xa0);

/** struct agx_vertex_head - begin of RunVertex, behind tag and counter */
struct agx_vertex_head {
	u32 vm_slot;
	u32 unk_8;
	u64 notifier;
	u32 buffer_slot;
	u32 unk_1c;
	u64 buffer; /* Info */
	u64 scene;
	u64 unk_buffer_buf; /* 0x40 bytes of the buffer's */
	u32 unk_34;
} __packed;

#define AGX_TVB_KERNEL_BUF_SIZE 0x40

/** struct agx_vertex_params1_g13 - JobParameters1 of G13 */
struct agx_vertex_params1_g13 {
	u64 unk_0; /* 0x200 */
	u32 unk_8; /* AGX_VERTEX_UNK_8, like the next */
	u32 unk_c;
	u64 tvb_tilemap;
	u64 tvb_cluster_tilemaps;
	u64 tpc;
	u64 tvb_heapmeta; /* | AGX_VERTEX_HEAPMETA_FLAG */
	u64 iogpu_unk_54;
	u64 iogpu_unk_56; /* 1 */
	u64 tvb_cluster_meta1; /* | blocks of a layer << AGX_VERTEX_META1_SHIFT */
	u32 utile_config;
	u32 unk_4c;
	u64 ppp_multisamplectl;
	u64 tvb_layermeta;
	u64 tvb_cluster_layermeta;
	u32 core_mask[2];
	u64 preempt_buf1;
	u64 preempt_buf2;
	u64 unk_80; /* 1 */
	u64 preempt_buf3; /* | AGX_VERTEX_PREEMPT3_FLAG */
	u64 vdm_ctrl_stream_base;
	u64 tvb_cluster_meta2;
	u64 tvb_cluster_meta3;
	u32 tiling_control;
	u32 unk_ac;
	u64 unk_b0[6];
	u64 usc_exec_base_ta;
	u64 tvb_cluster_meta4; /* | AGX_VERTEX_META4_FLAG */
	u64 unk_f0;
	u64 unk_f8; /* 0x8c60 */
	u32 helper_program;
	u32 unk_104;
	u64 helper_arg;
	u64 unk_110;
	u32 unk_118; /* 0x1c */
	u8 pad_11c[0x268];
} __packed;

fw_assert_offset(struct agx_vertex_params1_g13, vdm_ctrl_stream_base, 0x90);
fw_assert_offset(struct agx_vertex_params1_g13, usc_exec_base_ta, 0xe0);
fw_assert_size(struct agx_vertex_params1_g13, 0x384);

/** struct agx_vertex_params1_g14 - JobParameters1 of G14, which has no clusters */
struct agx_vertex_params1_g14 {
	u64 unk_0;
	u32 unk_8;
	u32 unk_c;
	u64 tvb_tilemap;
	u64 tpc;
	u64 tvb_heapmeta;
	u64 iogpu_unk_54;
	u64 iogpu_unk_56;
	u32 utile_config;
	u32 unk_4c;
	u64 ppp_multisamplectl;
	u64 tvb_layermeta;
	u64 preempt_buf1;
	u64 preempt_buf2;
	u64 unk_80;
	u64 preempt_buf3;
	u64 vdm_ctrl_stream_base;
	u64 unk_b0[6];
	u64 usc_exec_base_ta;
	u64 unk_f8;
	u32 helper_program;
	u32 unk_104;
	u64 helper_arg;
	u64 unk_110;
	u32 unk_118;
	u8 pad_d4[0x2b0];
} __packed;

fw_assert_offset(struct agx_vertex_params1_g14, vdm_ctrl_stream_base, 0x70);
fw_assert_offset(struct agx_vertex_params1_g14, usc_exec_base_ta, 0xa8);
fw_assert_size(struct agx_vertex_params1_g14, 0x384);

#define AGX_VERTEX_UNK_8 0x1e3ce508u /* 1e-20 as a float */
#define AGX_VERTEX_HEAPMETA_FLAG 0x8000000000000000ull
#define AGX_VERTEX_META1_SHIFT 50
#define AGX_VERTEX_PREEMPT3_FLAG 0x0004000000000000ull
#define AGX_VERTEX_META4_FLAG 0x3000000000000000ull

/* Bit of tiling_control: use one cluster only. */
#define AGX_TILING_NO_CLUSTERING 0x1u

/** struct agx_vertex_params2 - JobParameters2 of the vertex half */
struct agx_vertex_params2 {
	u32 unk_480[4];
	u64 unk_498;
	u32 unk_4a0;
	u64 preempt_buf1;
	u32 unk_4ac;
	u64 unk_4b0;
	u32 unk_4b8;
	u64 unk_4bc;
	u8 pad_4c4[0x48];
	u32 unk_50c;
	u64 unk_510;
	u64 unk_518;
	u64 unk_520;
} __packed;

fw_assert_size(struct agx_vertex_params2, 0xa0);

/** struct agx_render_end - what both halves have at the end, behind JobMeta */
struct agx_render_end {
	u32 unk_after_meta;
	u64 unk_buf_0;
	u64 unk_buf_8;
	u64 unk_buf_10; /* 1 in the fragment half before G14X */
	struct agx_command_end command;
} __packed;

/** struct agx_vertex_body - what all have of RunVertex behind the parameters */
struct agx_vertex_body {
	u64 tpc;
	u64 tpc_size;
	u64 microsequence;
	u32 microsequence_size;
	u32 fragment_stamp_slot;
	u32 fragment_stamp_value;
	u32 unk_pointee;
	u32 unk_pad;
	struct agx_vertex_params2 job_params2;
	struct agx_encoder_params encoder_params;
	u32 unk_55c;
	u32 unk_560;
	u32 sync_grow;
	u32 unk_568;
	u32 uses_scratch;
	struct agx_job_meta meta;
	struct agx_render_end end;
} __packed;

/** union agx_vertex_params1 - JobParameters1 of either generation */
union agx_vertex_params1 {
	struct agx_vertex_params1_g13 g13;
	struct agx_vertex_params1_g14 g14;
};

/** struct agx_run_vertex_v12 - RunVertex before 13.0 */
struct agx_run_vertex_v12 {
	u32 tag; /* AGX_CMD_RUN_VERTEX */
	struct agx_vertex_head head;
	union agx_vertex_params1 job_params1;
	struct agx_tiling_params tiling_params;
	struct agx_vertex_body body;
	u8 pad_5dd[3];
} __packed;

fw_assert_offset(struct agx_run_vertex_v12, job_params1, 0x38);
fw_assert_offset(struct agx_run_vertex_v12, body.microsequence, 0x46c);
fw_assert_offset(struct agx_run_vertex_v12, body.meta, 0x564);
fw_assert_offset(struct agx_run_vertex_v12, body.end.unk_buf_0, 0x594);
fw_assert_size(struct agx_run_vertex_v12, 0x5e0);

/** struct agx_render_v13 - what both halves have at the very end since 13.0 */
struct agx_render_v13 {
	u64 unk_ts;
	u8 unk_8[0x1b];
} __packed;

/** struct agx_run_vertex_v13 - RunVertex of G13 and G14 since 13.0 */
struct agx_run_vertex_v13 {
	u32 tag;
	u64 counter;
	struct agx_vertex_head head;
	union agx_vertex_params1 job_params1;
	struct agx_tiling_params tiling_params;
	struct agx_vertex_body body;
	struct agx_render_v13 v13;
} __packed;

fw_assert_offset(struct agx_run_vertex_v13, body.microsequence, 0x474);
fw_assert_offset(struct agx_run_vertex_v13, body.meta, 0x56c);
fw_assert_size(struct agx_run_vertex_v13, 0x608);

/** struct agx_run_vertex_g14x - RunVertex of G14X */
struct agx_run_vertex_g14x {
	u32 tag;
	u64 counter;
	struct agx_vertex_head head;
	struct agx_registers registers;
	struct agx_vertex_body body;
	struct agx_render_v13 v13;
} __packed;

fw_assert_offset(struct agx_run_vertex_g14x, registers, 0x40);
fw_assert_offset(struct agx_run_vertex_g14x, body.microsequence, 0x760);
fw_assert_offset(struct agx_run_vertex_g14x, body.meta, 0x858);
fw_assert_size(struct agx_run_vertex_g14x, 0x8f4);

/*
 * Fragment.
 */

/** struct agx_background_program - what fills a tile at its begin */
struct agx_background_program {
	u64 rsrc_spec;
	u64 address;
} __packed;

/** struct agx_eot_program - what stores a tile at its end */
struct agx_eot_program {
	u64 unk_0;
	u32 unk_8;
	u32 rsrc_spec;
	u32 unk_10;
	u32 address;
	u32 unk_18;
	u32 pad_1c;
} __packed;

fw_assert_size(struct agx_eot_program, 0x20);

/** struct agx_aux_fb_info - AuxFBInfo; since 13.0 a u64 AGX_AUX_FB_UNK_10 follows */
struct agx_aux_fb_info {
	u32 isp_ctl;
	u32 unk_4;
	u32 width;
	u32 height;
} __packed;

#define AGX_AUX_FB_UNK_10 0x100000ull
#define AGX_AUX_FB_SIZE 0x8000

/** struct agx_fragment_head - begin of RunFragment, behind tag and counter */
struct agx_fragment_head {
	u32 vm_slot;
	u32 unk_8;
	u64 microsequence;
	u32 microsequence_size;
	u64 notifier;
	u64 buffer; /* Info */
	u64 scene;
	u64 unk_buffer_buf;
	u64 tvb_tilemap;
	u64 ppp_multisamplectl;
	u32 samples;
	u16 tiles_per_mtile_y;
	u16 tiles_per_mtile_x;
	u64 unk_50;
	u64 unk_58;
	u32 isp_merge_upper_x;
	u32 isp_merge_upper_y;
	u64 unk_68;
	u64 tile_count;
} __packed;

/** struct agx_fragment_bases - begin of JobParameters1; struct agx_aux_fb_info follows */
struct agx_fragment_bases {
	u32 utile_config;
	u32 unk_4;
	struct agx_background_program bg;
	u64 ppp_multisamplectl;
	u64 isp_scissor_base;
	u64 isp_dbias_base;
} __packed;

/** struct agx_fragment_zls - depth and stencil; G14 has 16 bytes behind it, the first four 4 */
struct agx_fragment_zls {
	u64 isp_zls_pixels;
	u64 isp_oclqry_base;
	u64 zls_ctrl;
} __packed;

/** struct agx_fragment_zs - their buffers; G14 has 32 bytes behind it */
struct agx_fragment_zs {
	u64 z_load;
	u64 z_store;
	u64 s_load;
	u64 s_store;
} __packed;

/** struct agx_fragment_params1 - the rest of JobParameters1 */
struct agx_fragment_params1 {
	u64 z_load_stride;
	u64 z_store_stride;
	u64 s_load_stride;
	u64 s_store_stride;
	u64 z_load_comp;
	u64 z_load_comp_stride;
	u64 z_store_comp;
	u64 z_store_comp_stride;
	u64 s_load_comp;
	u64 s_load_comp_stride;
	u64 s_store_comp;
	u64 s_store_comp_stride;
	u64 tvb_tilemap;
	u64 tvb_layermeta;
	u64 mtile_stride_dwords;
	u64 tvb_heapmeta;
	u64 tile_config;
	u64 aux_fb;
	u64 unk_108[6];
	u64 usc_exec_base_isp;
	u64 unk_140; /* 0x8c60 */
	u32 helper_program;
	u32 unk_14c;
	u64 helper_arg;
	u64 unk_158; /* 0x1c */
	u64 unk_160;
	u8 pad_168[0x1a8];
} __packed;

fw_assert_size(struct agx_fragment_params1, 0x298);

/** struct agx_fragment_params2 - JobParameters2 of the fragment half */
struct agx_fragment_params2 {
	u32 eot_rsrc_spec;
	u32 eot_usc;
	u32 unk_8;
	u32 unk_c;
	u32 isp_merge_upper_x;
	u32 isp_merge_upper_y;
	u64 unk_18;
	u16 utiles_per_mtile_y;
	u16 utiles_per_mtile_x;
	u32 unk_24;
	u32 tile_counts;
	u32 tib_blocks; /* of 2 KiB, of a tile */
	u32 isp_bgobjdepth;
	u32 isp_bgobjvals;
	u32 unk_38;
	u32 unk_3c; /* 1 */
	u32 helper_cfg;
	u8 pad_44[0xac];
} __packed;

fw_assert_size(struct agx_fragment_params2, 0xf0);

/** struct agx_fragment_partial - JobParameters3: what a partial render needs */
struct agx_fragment_partial {
	u64 isp_dbias_base;
	u64 unk_8;
	u64 isp_scissor_base;
	u64 unk_18;
	u64 isp_oclqry_base;
	u64 unk_118;
	u64 unk_120[0x25];
	struct agx_background_program unk_partial_bg;
	u64 unk_258[4];
	struct agx_background_program partial_bg;
	u64 zls_ctrl;
	u64 unk_290;
	u64 z_load;
	u64 z_partial_stride;
	u64 z_partial_comp_stride;
	u64 z_store;
	u64 z_partial;
	u64 z_partial_comp;
	u64 s_load;
	u64 s_partial_stride;
	u64 s_partial_comp_stride;
	u64 s_store;
	u64 s_partial;
	u64 s_partial_comp;
	u64 unk_2f8[2];
	u32 tib_blocks;
	u32 unk_30c;
	struct agx_aux_fb_info aux_fb_info;
} __packed;

fw_assert_size(struct agx_fragment_partial, 0x230);

/** struct agx_fragment_partial_eot - and more of that */
struct agx_fragment_partial_eot {
	u64 tile_config;
	u8 pad_328[8];
	struct agx_eot_program unk_partial_eot;
	struct agx_eot_program partial_eot;
	u32 isp_bgobjdepth;
	u32 isp_bgobjvals;
	u32 sample_size;
	u32 unk_37c;
	u64 unk_380;
	u64 unk_388;
} __packed;

fw_assert_size(struct agx_fragment_partial_eot, 0x70);

/** struct agx_fragment_state - what the firmware keeps of the fragment half */
struct agx_fragment_state {
	u32 unk_758_flag;
	u32 unk_75c_flag;
	u8 unk_buf[0x110];
	u32 busy_flag;
	u32 tvb_overflow_count;
	u32 unk_878;
	struct agx_encoder_params encoder_params;
	u32 process_empty_tiles;
	u32 no_clear_pipeline_textures; /* 1 */
	u32 msaa_zs;
	u32 unk_pointee;
} __packed;

/** struct agx_fragment_fields_g13 - depth, stencil and the rest of JobParameters1 of G13 */
struct agx_fragment_fields_g13 {
	struct agx_fragment_zls zls;
	struct agx_fragment_zs zs;
	struct agx_fragment_params1 params1;
} __packed;

/** struct agx_fragment_fields_g14 - the same of G14 */
struct agx_fragment_fields_g14 {
	struct agx_fragment_zls zls;
	u64 unk_58_g14[2]; /* AGX_FRAGMENT_UNK_G14, 0 */
	struct agx_fragment_zs zs;
	u8 unk_68_g14[0x20];
	struct agx_fragment_params1 params1;
} __packed;

#define AGX_FRAGMENT_UNK_G14 0x4040404u

/** struct agx_fragment_body_v12 - what all have behind the parameters before 13.0 */
struct agx_fragment_body_v12 {
	struct agx_fragment_partial partial;
	struct agx_fragment_partial_eot partial_eot;
	u64 isp_zls_pixels;
	struct agx_fragment_state state;
	struct agx_job_meta meta;
	struct agx_render_end end;
	u8 pad_92d[3];
} __packed;

/** struct agx_fragment_body_v13 - what all have there since 13.3 */
struct agx_fragment_body_v13 {
	struct agx_fragment_partial partial;
	u64 partial_unk_10;
	struct agx_fragment_partial_eot partial_eot;
	u64 unk_390_0;
	u64 isp_zls_pixels;
	struct agx_fragment_state state;
	u32 unk_v13_3;
	struct agx_job_meta meta;
	struct agx_render_end end;
	struct agx_render_v13 v13;
} __packed;

/** struct agx_fragment_begin - what all with fields have before the depth and stencil */
struct agx_fragment_begin {
	struct agx_fragment_head head;
	struct agx_fragment_bases bases;
	struct agx_aux_fb_info aux_fb_info;
} __packed;

/** struct agx_run_fragment_g13_v12 - RunFragment of G13 before 13.0 */
struct agx_run_fragment_g13_v12 {
	u32 tag; /* AGX_CMD_RUN_FRAGMENT */
	struct agx_fragment_begin begin;
	struct agx_fragment_fields_g13 fields;
	u8 pad_388[0x38];
	struct agx_fragment_params2 params2;
	struct agx_fragment_body_v12 body;
} __packed;

fw_assert_offset(struct agx_run_fragment_g13_v12, begin.bases, 0x78);
fw_assert_offset(struct agx_run_fragment_g13_v12, params2, 0x3c0);
fw_assert_offset(struct agx_run_fragment_g13_v12, body.state, 0x758);
fw_assert_offset(struct agx_run_fragment_g13_v12, body.meta, 0x8b4);
fw_assert_size(struct agx_run_fragment_g13_v12, 0x930);

/** struct agx_run_fragment_g14_v12 - RunFragment of G14 before 13.0 */
struct agx_run_fragment_g14_v12 {
	u32 tag;
	struct agx_fragment_begin begin;
	struct agx_fragment_fields_g14 fields;
	u8 pad_3b8[0x8];
	struct agx_fragment_params2 params2;
	struct agx_fragment_body_v12 body;
} __packed;

fw_assert_offset(struct agx_run_fragment_g14_v12, params2, 0x3c0);
fw_assert_size(struct agx_run_fragment_g14_v12, 0x930);

/** struct agx_run_fragment_g13_v13 - RunFragment of G13 since 13.3 */
struct agx_run_fragment_g13_v13 {
	u32 tag;
	u64 counter;
	struct agx_fragment_begin begin;
	u64 aux_fb_unk_10;
	struct agx_fragment_fields_g13 fields;
	u8 pad_398[0x30];
	struct agx_fragment_params2 params2;
	struct agx_fragment_body_v13 body;
} __packed;

fw_assert_offset(struct agx_run_fragment_g13_v13, params2, 0x3c8);
fw_assert_offset(struct agx_run_fragment_g13_v13, body.meta, 0x8d0);
fw_assert_size(struct agx_run_fragment_g13_v13, 0x96c);

/** struct agx_run_fragment_g14_v13 - RunFragment of G14 since 13.3 */
struct agx_run_fragment_g14_v13 {
	u32 tag;
	u64 counter;
	struct agx_fragment_begin begin;
	u64 aux_fb_unk_10;
	struct agx_fragment_fields_g14 fields;
	struct agx_fragment_params2 params2;
	struct agx_fragment_body_v13 body;
} __packed;

fw_assert_offset(struct agx_run_fragment_g14_v13, params2, 0x3c8);
fw_assert_size(struct agx_run_fragment_g14_v13, 0x96c);

/** struct agx_run_fragment_g14x - RunFragment of G14X */
struct agx_run_fragment_g14x {
	u32 tag;
	u64 counter;
	struct agx_fragment_head head;
	struct agx_registers registers;
	struct agx_fragment_body_v13 body;
} __packed;

fw_assert_offset(struct agx_run_fragment_g14x, registers, 0x80);
fw_assert_offset(struct agx_run_fragment_g14x, body.meta, 0xba8);
fw_assert_size(struct agx_run_fragment_g14x, 0xc44);

#endif /* FIRMWARE_AGX_RENDER_H */
