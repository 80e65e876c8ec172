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

/** struct agx_seq_timestamp_v12 - Timestamp before 13.0 */
struct agx_seq_timestamp_v12 {
	u32 header;
	u64 command_time;
	u64 ts_pointers; /* struct agx_timestamp_ptrs, the driver's */
	u64 update_ts; /* the one of them that is written */
	u64 work_queue;
	u64 user_ts_pointers; /* the same, the user's */
	u32 uuid;
	u32 unk_30;
} __packed;

fw_assert_size(struct agx_seq_timestamp_v12, 0x34);

/** struct agx_seq_start_compute_v12 - StartCompute before 13.0 */
struct agx_seq_start_compute_v12 {
	u32 header;
	u64 unk_pointer; /* struct agx_run_compute_v12.unk_pointee */
	u64 job_params1;
	u64 stats;
	u64 work_queue;
	u32 vm_slot;
	u32 unk_28; /* 1 */
	u32 event_generation;
	u64 event_seq;
	u32 unk_38;
	u64 job_params2;
	u32 unk_44;
	u32 uuid;
	struct agx_seq_attachments attachments;
	u32 pad_150;
} __packed;

fw_assert_offset(struct agx_seq_start_compute_v12, job_params2, 0x3c);
fw_assert_offset(struct agx_seq_start_compute_v12, attachments, 0x4c);
fw_assert_size(struct agx_seq_start_compute_v12, 0x154);

/** struct agx_seq_finalize_compute_v12 - FinalizeCompute of G13 before 13.0 */
struct agx_seq_finalize_compute_v12 {
	u32 header;
	u64 stats;
	u64 work_queue;
	u32 vm_slot;
	u32 unk_18;
	u64 job_params2;
	u32 unk_24;
	u32 uuid;
	u64 fw_stamp;
	u32 stamp_value;
	u32 unk_38[9];
	s32 restart_branch_offset; /* from here back to the start operation */
	u32 has_attachments;
} __packed;

fw_assert_offset(struct agx_seq_finalize_compute_v12, fw_stamp, 0x2c);
fw_assert_offset(struct agx_seq_finalize_compute_v12, restart_branch_offset, 0x5c);
fw_assert_size(struct agx_seq_finalize_compute_v12, 0x64);

/** struct agx_seq_start_compute_v13 - StartCompute of G13 and G14 since 13.0 */
struct agx_seq_start_compute_v13 {
	struct agx_seq_start_compute_v12 v12;
	u64 unk_flag; /* address of the command's */
	u64 counter;
	u64 notifier_buf; /* address of the notifier's unk_buf */
} __packed;

fw_assert_size(struct agx_seq_start_compute_v13, 0x16c);

/** struct agx_seq_finalize_compute_v13 - FinalizeCompute since 13.0 */
struct agx_seq_finalize_compute_v13 {
	u32 header;
	u64 stats;
	u64 work_queue;
	u32 vm_slot;
	u64 job_params2;
	u32 unk_20;
	u32 uuid;
	u64 fw_stamp;
	u32 stamp_value;
	u32 unk_34[9];
	s32 restart_branch_offset;
	u32 has_attachments;
	u8 unk_60[0xd];
	u64 unk_flag;
	u8 unk_75[7];
} __packed;

fw_assert_offset(struct agx_seq_finalize_compute_v13, fw_stamp, 0x28);
fw_assert_offset(struct agx_seq_finalize_compute_v13, restart_branch_offset, 0x58);
fw_assert_size(struct agx_seq_finalize_compute_v13, 0x7c);

#endif /* FIRMWARE_AGX_MICROSEQ_H */
