/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Microsequences: what the firmware does to run a command, as a program of
 * operations that follow each other without padding. It ends with RetireStamp.
 * The kernel alone writes these: the interpreter can be made to do anything.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/microsequence.py, Asahi's
 * drivers/gpu/drm/asahi/fw/microseq.rs.
 */
#ifndef FIRMWARE_AGX_MICROSEQ_H
#define FIRMWARE_AGX_MICROSEQ_H

#include "firmware/types.h"

/* First word: the operation in its low byte, and arguments. */
#define AGX_SEQ_OP GENMASK(7, 0)
#define AGX_SEQ_OP_WAIT_FOR_IDLE 0x01
#define AGX_SEQ_OP_WAIT_FOR_IDLE2 0x02
#define AGX_SEQ_OP_RETIRE_STAMP 0x18
#define AGX_SEQ_OP_TIMESTAMP 0x19
#define AGX_SEQ_OP_START_VERTEX 0x22
#define AGX_SEQ_OP_FINALIZE_VERTEX 0x23
#define AGX_SEQ_OP_START_FRAGMENT 0x24
#define AGX_SEQ_OP_FINALIZE_FRAGMENT 0x25
#define AGX_SEQ_OP_START_COMPUTE 0x29
#define AGX_SEQ_OP_FINALIZE_COMPUTE 0x2a

#define AGX_SEQ_WAIT_PIPE GENMASK(31, 8)
#define AGX_SEQ_WAIT_VERTEX 0x0001
#define AGX_SEQ_WAIT_FRAGMENT 0x0100
#define AGX_SEQ_WAIT_COMPUTE 0x8000
#define AGX_SEQ_RETIRE_FLAG BIT(30)
#define AGX_SEQ_TIMESTAMP_START 0x80000000u

#define AGX_SEQ_MAX_ATTACHMENTS 16

/** struct agx_seq_attachment - memory that a command writes; a hint */
struct agx_seq_attachment {
	u64 address;
	u32 size; /* lines of 128 bytes */
	u16 unk_c; /* 0x17 */
	u16 unk_e; /* 1 */
} __packed;

struct agx_seq_attachments {
	struct agx_seq_attachment list[AGX_SEQ_MAX_ATTACHMENTS];
	u32 count;
} __packed;

fw_assert_size(struct agx_seq_attachments, 0x104);

/** struct agx_microseq_ref - where a command has its microsequence */
struct agx_microseq_ref {
	u64 address;
	u32 size;
} __packed;

/*
 * Operations are made of parts, which generations and versions put together
 * with something more or less between them.
 */

/** struct agx_seq_timestamp - what the versions of Timestamp begin with */
struct agx_seq_timestamp {
	u32 header;
	u64 command_time;
	u64 ts_pointers; /* struct agx_timestamp_ptrs, the driver's */
	u64 update_ts; /* the one of them that is written */
	u64 work_queue;
	u64 user_ts_pointers; /* the same, the user's */
} __packed;

/** struct agx_seq_timestamp_v12 - Timestamp before 13.0 */
struct agx_seq_timestamp_v12 {
	struct agx_seq_timestamp common;
	u32 uuid;
	u32 unk_30;
} __packed;

/** struct agx_seq_timestamp_v13 - Timestamp since 13.0 */
struct agx_seq_timestamp_v13 {
	struct agx_seq_timestamp common;
	u64 unk_ts; /* address of the command's context_store_req */
	u32 uuid;
	u32 unk_38;
} __packed;

fw_assert_size(struct agx_seq_timestamp_v12, 0x34);
fw_assert_size(struct agx_seq_timestamp_v13, 0x3c);

/** struct agx_seq_start_head - how StartCompute begins */
struct agx_seq_start_head {
	u32 header;
	u64 unk_pointer; /* struct agx_compute_head.unk_pointee */
	u64 job_params1; /* 0 on G14X */
} __packed;

/** struct agx_seq_start_compute - and what all have then */
struct agx_seq_start_compute {
	u64 stats;
	u64 work_queue;
	u32 vm_slot;
	u32 unk_14; /* 1 */
	u32 event_generation;
	u64 event_seq;
	u32 unk_24;
	u64 job_params2;
	u32 unk_30;
	u32 uuid;
	struct agx_seq_attachments attachments;
	u32 pad_13c;
} __packed;

/** struct agx_seq_start_extra - what 13.0 has added to StartCompute */
struct agx_seq_start_extra {
	u64 unk_flag; /* address of struct agx_compute_extra.unk_flag */
	u64 counter;
	u64 notifier_buf; /* address of the notifier's unk_buf */
} __packed;

/** struct agx_seq_start_compute_v12 - StartCompute before 13.0 */
struct agx_seq_start_compute_v12 {
	struct agx_seq_start_head head;
	struct agx_seq_start_compute body;
} __packed;

fw_assert_offset(struct agx_seq_start_compute_v12, body.job_params2, 0x3c);
fw_assert_offset(struct agx_seq_start_compute_v12, body.attachments, 0x4c);
fw_assert_size(struct agx_seq_start_compute_v12, 0x154);

/** struct agx_seq_start_compute_v13 - StartCompute of G13 and G14 since 13.0 */
struct agx_seq_start_compute_v13 {
	struct agx_seq_start_head head;
	struct agx_seq_start_compute body;
	struct agx_seq_start_extra extra;
} __packed;

fw_assert_size(struct agx_seq_start_compute_v13, 0x16c);

/** struct agx_seq_start_compute_g14x - StartCompute of G14X */
struct agx_seq_start_compute_g14x {
	struct agx_seq_start_head head;
	u64 registers; /* struct agx_registers */
	struct agx_seq_start_compute body;
	struct agx_seq_start_extra extra;
} __packed;

fw_assert_offset(struct agx_seq_start_compute_g14x, body, 0x1c);
fw_assert_size(struct agx_seq_start_compute_g14x, 0x174);

/** struct agx_seq_finalize_head - how FinalizeCompute begins */
struct agx_seq_finalize_head {
	u32 header;
	u64 stats;
	u64 work_queue;
	u32 vm_slot;
} __packed;

/** struct agx_seq_finalize_compute - and what all have then */
struct agx_seq_finalize_compute {
	u64 job_params2;
	u32 unk_8;
	u32 uuid;
	u64 fw_stamp;
	u32 stamp_value;
	u32 unk_1c[9];
} __packed;

/** struct agx_seq_finalize_tail - how every Finalize ends, or did before 13.0 */
struct agx_seq_finalize_tail {
	s32 restart_branch_offset; /* from here back to the start operation */
	u32 has_attachments;
} __packed;

/** struct agx_seq_finalize_extra - what 13.0 has added to FinalizeCompute */
struct agx_seq_finalize_extra {
	u8 unk_0[0xd];
	u64 unk_flag;
	u8 unk_15[7];
} __packed;

/** struct agx_seq_finalize_compute_v12 - FinalizeCompute of G13 before 13.0 */
struct agx_seq_finalize_compute_v12 {
	struct agx_seq_finalize_head head;
	u32 unk_18;
	struct agx_seq_finalize_compute body;
	struct agx_seq_finalize_tail tail;
} __packed;

fw_assert_offset(struct agx_seq_finalize_compute_v12, body.fw_stamp, 0x2c);
fw_assert_offset(struct agx_seq_finalize_compute_v12, tail, 0x5c);
fw_assert_size(struct agx_seq_finalize_compute_v12, 0x64);

/** struct agx_seq_finalize_compute_v12_g14 - FinalizeCompute of G14 before 13.0 */
struct agx_seq_finalize_compute_v12_g14 {
	struct agx_seq_finalize_head head;
	u32 unk_18;
	struct agx_seq_finalize_compute body;
	u64 unk_5c;
	struct agx_seq_finalize_tail tail;
} __packed;

fw_assert_offset(struct agx_seq_finalize_compute_v12_g14, tail, 0x64);
fw_assert_size(struct agx_seq_finalize_compute_v12_g14, 0x6c);

/** struct agx_seq_finalize_compute_v13 - FinalizeCompute since 13.0 */
struct agx_seq_finalize_compute_v13 {
	struct agx_seq_finalize_head head;
	struct agx_seq_finalize_compute body;
	struct agx_seq_finalize_tail tail;
	struct agx_seq_finalize_extra extra;
} __packed;

fw_assert_offset(struct agx_seq_finalize_compute_v13, body.fw_stamp, 0x28);
fw_assert_offset(struct agx_seq_finalize_compute_v13, tail, 0x58);
fw_assert_size(struct agx_seq_finalize_compute_v13, 0x7c);

#endif /* FIRMWARE_AGX_MICROSEQ_H */
