/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Operations of renders' microsequences; see microseq.h. Firmwares differ in
 * what they have between the parts that all have.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/microsequence.py, Asahi's
 * drivers/gpu/drm/asahi/fw/microseq.rs.
 */
#ifndef FIRMWARE_AGX_RENDER_SEQ_H
#define FIRMWARE_AGX_RENDER_SEQ_H

#include "firmware/agx/microseq.h"
#include "firmware/types.h"

/** struct agx_seq_start_vertex_head - begin of StartVertex; no addresses on G14X */
struct agx_seq_start_vertex_head {
	u32 header;
	u64 tiling_params;
	u64 job_params1;
} __packed;

/** struct agx_seq_start_vertex_body - what all have of StartVertex */
struct agx_seq_start_vertex_body {
	u64 buffer;
	u64 scene;
	u64 stats;
	u64 work_queue;
	u32 vm_slot;
	u32 unk_38; /* 1 */
	u32 event_generation;
	u32 buffer_slot;
	u32 unk_44;
	u64 event_seq;
	u32 unk_50;
	u64 unk_pointer; /* the command's unk_pointee */
	u64 unk_job_buf; /* and its unk_buf_0 */
	u32 unk_64;
	u32 unk_68;
	u32 uuid;
	struct agx_seq_attachments attachments;
	u32 pad;
} __packed;

/** struct agx_seq_start_v13 - what Start has since 13.0 */
struct agx_seq_start_v13 {
	u64 counter;
	u64 notifier_buf; /* address of the notifier's unk_buf */
} __packed;

/** struct agx_seq_start_vertex_v12 - StartVertex before 13.0 */
struct agx_seq_start_vertex_v12 {
	struct agx_seq_start_vertex_head head;
	struct agx_seq_start_vertex_body body;
	u32 unk_178;
} __packed;

fw_assert_offset(struct agx_seq_start_vertex_v12, body.uuid, 0x6c);
fw_assert_size(struct agx_seq_start_vertex_v12, 0x17c);

/** struct agx_seq_start_vertex_v13 - StartVertex of G13 and G14 since 13.0 */
struct agx_seq_start_vertex_v13 {
	struct agx_seq_start_vertex_head head;
	struct agx_seq_start_vertex_body body;
	struct agx_seq_start_v13 v13;
	u32 no_clustering;
} __packed;

fw_assert_size(struct agx_seq_start_vertex_v13, 0x18c);

/** struct agx_seq_start_vertex_g14x - StartVertex of G14X */
struct agx_seq_start_vertex_g14x {
	struct agx_seq_start_vertex_head head;
	u64 registers;
	struct agx_seq_start_vertex_body body;
	struct agx_seq_start_v13 v13;
	u32 no_clustering;
} __packed;

fw_assert_offset(struct agx_seq_start_vertex_g14x, body.uuid, 0x74);
fw_assert_size(struct agx_seq_start_vertex_g14x, 0x194);

/** struct agx_seq_finalize_vertex_body - what all have of FinalizeVertex */
struct agx_seq_finalize_vertex_body {
	u32 header;
	u64 scene;
	u64 buffer;
	u64 stats;
	u64 work_queue;
	u32 vm_slot;
	u32 unk_28;
	u64 unk_pointer;
	u32 unk_34;
	u32 uuid;
	u64 fw_stamp;
	u32 stamp_value;
	u8 unk_48[0x24];
} __packed;

/** struct agx_seq_finalize_vertex_v12 - FinalizeVertex of G13 before 13.0 */
struct agx_seq_finalize_vertex_v12 {
	struct agx_seq_finalize_vertex_body body;
	struct agx_seq_finalize_tail tail;
} __packed;

fw_assert_offset(struct agx_seq_finalize_vertex_v12, body.fw_stamp, 0x3c);
fw_assert_offset(struct agx_seq_finalize_vertex_v12, tail, 0x6c);
fw_assert_size(struct agx_seq_finalize_vertex_v12, 0x74);

/** struct agx_seq_finalize_vertex_g14_v12 - FinalizeVertex of G14 before 13.0 */
struct agx_seq_finalize_vertex_g14_v12 {
	struct agx_seq_finalize_vertex_body body;
	u64 unk_68_g14;
	struct agx_seq_finalize_tail tail;
} __packed;

fw_assert_size(struct agx_seq_finalize_vertex_g14_v12, 0x7c);

/** struct agx_seq_finalize_vertex_v13 - FinalizeVertex since 13.0 */
struct agx_seq_finalize_vertex_v13 {
	struct agx_seq_finalize_vertex_body body;
	struct agx_seq_finalize_tail tail;
	u8 unk_74[0x10];
} __packed;

fw_assert_size(struct agx_seq_finalize_vertex_v13, 0x84);

/** struct agx_seq_start_fragment_head - begin of StartFragment; no addresses on G14X */
struct agx_seq_start_fragment_head {
	u32 header;
	u64 job_params2;
	u64 job_params1;
} __packed;

/** struct agx_seq_start_fragment_body - what all have of StartFragment */
struct agx_seq_start_fragment_body {
	u64 scene;
	u64 stats;
	u64 busy_flag; /* addresses in the command */
	u64 tvb_overflow_count;
	u64 unk_pointer;
	u64 work_queue;
	u64 work_item;
	u32 vm_slot;
	u32 unk_50; /* 1 */
	u32 event_generation;
	u32 buffer_slot;
	u32 sync_grow;
	u64 event_seq;
	u32 unk_68;
	u64 unk_758_flag;
	u64 unk_job_buf;
} __packed;

/** struct agx_seq_start_fragment_tail - and its end */
struct agx_seq_start_fragment_tail {
	u32 unk_7c;
	u32 unk_80;
	u32 unk_84;
	u32 uuid;
	struct agx_seq_attachments attachments;
	u32 pad;
} __packed;

/** struct agx_seq_start_fragment_v12 - StartFragment before 13.0 */
struct agx_seq_start_fragment_v12 {
	struct agx_seq_start_fragment_head head;
	struct agx_seq_start_fragment_body body;
	struct agx_seq_start_fragment_tail tail;
} __packed;

fw_assert_offset(struct agx_seq_start_fragment_v12, tail.uuid, 0x88);
fw_assert_size(struct agx_seq_start_fragment_v12, 0x194);

/** struct agx_seq_start_fragment_v13 - StartFragment of G13 and G14 since 13.3 */
struct agx_seq_start_fragment_v13 {
	struct agx_seq_start_fragment_head head;
	struct agx_seq_start_fragment_body body;
	u64 unk_7c_0;
	struct agx_seq_start_fragment_tail tail;
	struct agx_seq_start_v13 v13;
} __packed;

fw_assert_size(struct agx_seq_start_fragment_v13, 0x1ac);

/** struct agx_seq_start_fragment_g14x - StartFragment of G14X */
struct agx_seq_start_fragment_g14x {
	struct agx_seq_start_fragment_head head;
	u64 registers;
	struct agx_seq_start_fragment_body body;
	u64 unk_7c_0;
	struct agx_seq_start_fragment_tail tail;
	struct agx_seq_start_v13 v13;
} __packed;

fw_assert_offset(struct agx_seq_start_fragment_g14x, tail.uuid, 0x98);
fw_assert_size(struct agx_seq_start_fragment_g14x, 0x1b4);

/** struct agx_seq_finalize_fragment_body - what all have of FinalizeFragment */
struct agx_seq_finalize_fragment_body {
	u32 header;
	u32 uuid;
	u32 unk_8;
	u64 fw_stamp;
	u32 stamp_value;
	u32 unk_18;
	u64 scene;
	u64 buffer;
	u64 unk_2c; /* 1 */
	u64 stats;
	u64 unk_pointer;
	u64 busy_flag;
	u64 work_queue;
	u64 work_item;
	u32 vm_slot;
	u32 unk_60;
	u64 unk_758_flag;
	u8 unk_6c[0x28];
} __packed;

/** struct agx_seq_finalize_fragment_v12 - FinalizeFragment of G13 before 13.0 */
struct agx_seq_finalize_fragment_v12 {
	struct agx_seq_finalize_fragment_body body;
	struct agx_seq_finalize_tail tail;
} __packed;

fw_assert_offset(struct agx_seq_finalize_fragment_v12, body.unk_758_flag, 0x64);
fw_assert_offset(struct agx_seq_finalize_fragment_v12, tail, 0x94);
fw_assert_size(struct agx_seq_finalize_fragment_v12, 0x9c);

/** struct agx_seq_finalize_fragment_g14_v12 - FinalizeFragment of G14 before 13.0 */
struct agx_seq_finalize_fragment_g14_v12 {
	struct agx_seq_finalize_fragment_body body;
	u64 unk_8c_g14;
	struct agx_seq_finalize_tail tail;
} __packed;

fw_assert_size(struct agx_seq_finalize_fragment_g14_v12, 0xa4);

/** struct agx_seq_finalize_fragment_v13 - FinalizeFragment since 13.3 */
struct agx_seq_finalize_fragment_v13 {
	struct agx_seq_finalize_fragment_body body;
	u64 unk_8c_0;
	struct agx_seq_finalize_tail tail;
	u8 unk_9c[0x10];
} __packed;

fw_assert_offset(struct agx_seq_finalize_fragment_v13, tail, 0x9c);
fw_assert_size(struct agx_seq_finalize_fragment_v13, 0xb4);

#endif /* FIRMWARE_AGX_RENDER_SEQ_H */
