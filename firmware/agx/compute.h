/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The command that runs a compute control stream.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/cmdqueue.py, Asahi's
 * drivers/gpu/drm/asahi/fw/compute.rs and queue/compute.rs.
 */
#ifndef FIRMWARE_AGX_COMPUTE_H
#define FIRMWARE_AGX_COMPUTE_H

#include "firmware/agx/workqueue.h"
#include "firmware/types.h"

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

/** struct agx_compute_params2_v12 - JobParameters2 before 13.0 */
struct agx_compute_params2_v12 {
	u8 unk_0[0x24];
	u64 preempt_buf1;
	u64 cdm_ctrl_stream_end;
	u8 unk_34[0x20];
	u32 unk_g14x;
	u32 unk_58;
	u32 unk_5c;
} __packed;

fw_assert_size(struct agx_compute_params2_v12, 0x60);

/** struct agx_run_compute_v12 - RunCompute of G13 and G14 before 13.0 */
struct agx_run_compute_v12 {
	u32 tag; /* AGX_CMD_RUN_COMPUTE */
	u32 unk_4;
	u32 vm_slot;
	u64 notifier;
	u32 unk_pointee;
	u8 pad_18[0x50];
	struct agx_compute_params1 job_params1;
	u8 pad_1c8[0x20];
	u64 microsequence;
	u32 microsequence_size;
	struct agx_compute_params2_v12 job_params2;
	struct agx_encoder_params encoder_params;
	struct agx_job_meta meta;
	u64 command_time;
	struct agx_timestamp_ptrs timestamp_pointers;
	struct agx_timestamp_ptrs user_timestamp_pointers;
	u8 client_sequence;
	u8 pad_2d1[3];
	u32 unk_2d4;
	u8 unk_2d8;
	u8 pad_2d9[3];
} __packed;

fw_assert_offset(struct agx_run_compute_v12, notifier, 0x0c);
fw_assert_offset(struct agx_run_compute_v12, job_params1, 0x68);
fw_assert_offset(struct agx_run_compute_v12, microsequence, 0x1e8);
fw_assert_offset(struct agx_run_compute_v12, job_params2, 0x1f4);
fw_assert_offset(struct agx_run_compute_v12, meta, 0x27c);
fw_assert_offset(struct agx_run_compute_v12, client_sequence, 0x2d0);
fw_assert_size(struct agx_run_compute_v12, 0x2dc);

/** struct agx_compute_params2_v13 - JobParameters2 since 13.0 */
struct agx_compute_params2_v13 {
	u8 unk_0[0x28];
	u64 preempt_buf1;
	u64 cdm_ctrl_stream_end;
	u8 unk_38[0x20];
	u32 unk_g14x;
	u32 unk_5c;
} __packed;

fw_assert_size(struct agx_compute_params2_v13, 0x60);

/** struct agx_run_compute_v13 - RunCompute of G13 and G14 since 13.0 */
struct agx_run_compute_v13 {
	u32 tag; /* AGX_CMD_RUN_COMPUTE */
	u64 counter;
	u32 unk_c;
	u32 vm_slot;
	u64 notifier;
	u32 unk_pointee;
	u8 pad_20[0x50];
	struct agx_compute_params1 job_params1;
	u8 pad_1d0[0x20];
	u64 microsequence;
	u32 microsequence_size;
	struct agx_compute_params2_v13 job_params2;
	struct agx_encoder_params encoder_params;
	struct agx_job_meta meta;
	u64 command_time;
	struct agx_timestamp_ptrs timestamp_pointers;
	struct agx_timestamp_ptrs user_timestamp_pointers;
	u8 client_sequence;
	u8 pad_2d9[3];
	u32 unk_2dc;
	u8 unk_2e0;
	u64 context_store_req;
	u64 context_store_compl;
	u8 unk_2f1[0x14];
	u32 unk_flag;
	u8 unk_309[0x13];
} __packed;

fw_assert_offset(struct agx_run_compute_v13, job_params1, 0x70);
fw_assert_offset(struct agx_run_compute_v13, microsequence, 0x1f0);
fw_assert_offset(struct agx_run_compute_v13, meta, 0x284);
fw_assert_offset(struct agx_run_compute_v13, client_sequence, 0x2d8);
fw_assert_size(struct agx_run_compute_v13, 0x31c);

#endif /* FIRMWARE_AGX_COMPUTE_H */
