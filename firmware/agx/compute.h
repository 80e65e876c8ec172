/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The command that runs a compute control stream. Generations and versions put
 * the same parts together, with a word more or less between them.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/cmdqueue.py, Asahi's
 * drivers/gpu/drm/asahi/fw/compute.rs and queue/compute.rs.
 */
#ifndef FIRMWARE_AGX_COMPUTE_H
#define FIRMWARE_AGX_COMPUTE_H

#include "firmware/agx/microseq.h"
#include "firmware/agx/workqueue.h"
#include "firmware/types.h"

/** struct agx_compute_head - how a compute command begins, behind its tag and counter */
struct agx_compute_head {
	u32 unk_0;
	u32 vm_slot;
	u64 notifier;
	u32 unk_pointee;
} __packed;

/** struct agx_compute_params1 - JobParameters1 of G13 and G14 */
struct agx_compute_params1 {
	u64 preempt_buf1; /* compute_preempt1_size bytes of the chip's */
	u64 cdm_ctrl_stream_base;
	u64 preempt_buf2; /* 8 bytes, like the next three */
	u64 preempt_buf3;
	u64 preempt_buf4;
	u64 preempt_buf5;
	u64 usc_exec_base_cp;
	u64 unk_38; /* 0x8c60 */
	u32 helper_program;
	u32 unk_44;
	u64 helper_arg;
	u32 helper_cfg;
	u32 unk_54;
	u32 unk_58; /* 1 */
	u32 unk_5c;
	u32 iogpu_unk_40;
	u8 pad_64[0xfc];
} __packed;

#define AGX_COMPUTE_UNK_38 0x8c60

fw_assert_size(struct agx_compute_params1, 0x160);

/** struct agx_compute_params2 - what the versions of JobParameters2 have in common */
struct agx_compute_params2 {
	u8 unk_0[0x24];
	u64 preempt_buf1;
	u64 cdm_ctrl_stream_end;
	u8 unk_34[0x20];
	u32 unk_54; /* AGX_COMPUTE_UNK_54 on G14X */
	u32 unk_58;
} __packed;

#define AGX_COMPUTE_UNK_54 0x24201

/** struct agx_compute_params2_v12 - JobParameters2 before 13.0 */
struct agx_compute_params2_v12 {
	struct agx_compute_params2 common;
	u32 unk_5c;
} __packed;

/** struct agx_compute_params2_v13 - JobParameters2 since 13.0 */
struct agx_compute_params2_v13 {
	u32 unk_0;
	struct agx_compute_params2 common;
} __packed;

/** union agx_compute_params2_any - JobParameters2, whichever it is */
union agx_compute_params2_any {
	struct agx_compute_params2_v12 v12;
	struct agx_compute_params2_v13 v13;
};

fw_assert_size(struct agx_compute_params2_v12, 0x60);
fw_assert_size(struct agx_compute_params2_v13, 0x60);

/** struct agx_compute_tail - what follows JobParameters2 */
struct agx_compute_tail {
	struct agx_encoder_params encoder_params;
	struct agx_job_meta meta;
	struct agx_command_end end;
} __packed;

fw_assert_offset(struct agx_compute_tail, end.client_sequence, 0x7c);

/** struct agx_compute_body - what all have behind JobParameters1 or the registers */
struct agx_compute_body {
	u8 unk_0[0x20];
	struct agx_microseq_ref microsequence;
	union agx_compute_params2_any job_params2;
	struct agx_compute_tail tail;
} __packed;

/** struct agx_compute_extra - what 13.0 has added */
struct agx_compute_extra {
	u64 context_store_req;
	u64 context_store_compl;
	u8 unk_10[0x14];
	u32 unk_flag;
	u8 unk_28[0x13];
} __packed;

/** struct agx_run_compute_v12 - RunCompute of G13 and G14 before 13.0 */
struct agx_run_compute_v12 {
	u32 tag; /* AGX_CMD_RUN_COMPUTE */
	struct agx_compute_head head;
	u8 pad_18[0x50];
	struct agx_compute_params1 job_params1;
	struct agx_compute_body body;
	u8 pad_2d9[3];
} __packed;

fw_assert_offset(struct agx_run_compute_v12, head.notifier, 0x0c);
fw_assert_offset(struct agx_run_compute_v12, job_params1, 0x68);
fw_assert_offset(struct agx_run_compute_v12, body.microsequence, 0x1e8);
fw_assert_offset(struct agx_run_compute_v12, body.job_params2, 0x1f4);
fw_assert_offset(struct agx_run_compute_v12, body.tail.meta, 0x27c);
fw_assert_offset(struct agx_run_compute_v12, body.tail.end.client_sequence, 0x2d0);
fw_assert_size(struct agx_run_compute_v12, 0x2dc);

/** struct agx_run_compute_v13 - RunCompute of G13 and G14 since 13.0 */
struct agx_run_compute_v13 {
	u32 tag; /* AGX_CMD_RUN_COMPUTE */
	u64 counter;
	struct agx_compute_head head;
	u8 pad_20[0x50];
	struct agx_compute_params1 job_params1;
	struct agx_compute_body body;
	struct agx_compute_extra extra;
} __packed;

fw_assert_offset(struct agx_run_compute_v13, job_params1, 0x70);
fw_assert_offset(struct agx_run_compute_v13, body.microsequence, 0x1f0);
fw_assert_offset(struct agx_run_compute_v13, body.tail.meta, 0x284);
fw_assert_offset(struct agx_run_compute_v13, body.tail.end.client_sequence, 0x2d8);
fw_assert_size(struct agx_run_compute_v13, 0x31c);

/** struct agx_run_compute_g14x - RunCompute of G14X, which gets registers for JobParameters1 */
struct agx_run_compute_g14x {
	u32 tag; /* AGX_CMD_RUN_COMPUTE */
	u64 counter;
	struct agx_compute_head head;
	struct agx_registers registers;
	struct agx_compute_body body;
	struct agx_compute_extra extra;
} __packed;

fw_assert_offset(struct agx_run_compute_g14x, registers, 0x20);
fw_assert_offset(struct agx_run_compute_g14x, body.microsequence, 0x750);
fw_assert_offset(struct agx_run_compute_g14x, body.tail.meta, 0x7e4);
fw_assert_size(struct agx_run_compute_g14x, 0x87c);

/* Registers of G14X's compute, by what JobParameters1 calls them. */
#define AGX_REG_COMPUTE_PREEMPT1 0x1a510
#define AGX_REG_COMPUTE_STREAM 0x1a420
#define AGX_REG_COMPUTE_PREEMPT2 0x1a4d0
#define AGX_REG_COMPUTE_PREEMPT3 0x1a4d8
#define AGX_REG_COMPUTE_PREEMPT4 0x1a4e0
#define AGX_REG_COMPUTE_PREEMPT5 0x1a4e8
#define AGX_REG_COMPUTE_USC_EXEC_BASE 0x10071
#define AGX_REG_COMPUTE_HELPER_PROGRAM 0x11841
#define AGX_REG_COMPUTE_HELPER_ARG 0x11849
#define AGX_REG_COMPUTE_HELPER_CFG 0x11f81
#define AGX_REG_COMPUTE_UNK_1A440 0x1a440 /* AGX_COMPUTE_UNK_54 */
#define AGX_REG_COMPUTE_IOGPU_UNK_40 0x12091

#endif /* FIRMWARE_AGX_COMPUTE_H */
