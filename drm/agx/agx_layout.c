// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Layouts
 *
 * The firmware's structures differ between its versions and between
 * generations of the GPU. The rest of the driver fills plain arguments; here
 * they become what one firmware reads. Firmware 12.3 and
 * 13.5 of M1 are the ones yet.
 *
 * Sources: see firmware/agx/compute.h and workqueue.h.
 */
#include "agx_layout.h"

#include "firmware/agx/abi.h"
#include "firmware/agx/compute.h"
#include "firmware/agx/microseq.h"
#include "firmware/agx/workqueue.h"

#include <uapi/drm/asahi_drm.h>

/**
 * struct agx_compute_v12 - a compute command and its microsequence
 *
 * Timestamp operations are left out when nobody asked for them.
 */
struct agx_compute_v12 {
	struct agx_run_compute_v12 run;
	u8 pad_2dc[0x24];
	struct {
		struct agx_seq_start_compute_v12 start;
		u32 wait;
		struct agx_seq_finalize_compute_v12 finalize;
		u32 retire;
	} __packed seq;
} __packed;

/**
 * struct agx_compute_v13 - the same since 13.0
 */
struct agx_compute_v13 {
	struct agx_run_compute_v13 run;
	u8 pad_31c[0x24];
	struct {
		struct agx_seq_start_compute_v13 start;
		u32 wait;
		struct agx_seq_finalize_compute_v13 finalize;
		u32 retire;
	} __packed seq;
} __packed;

static const struct agx_queue_priority layout_priority[] = {
	{ 0, 0, 0xffffffffffff0000, 1, 0, 1 },
	{ 1, 1, 0xffffffff00000000, 0, 0, 0 },
	{ 2, 2, 0xffff000000000000, 0, 0, 2 },
	{ 3, 3, 0x0000000000000000, 0, 0, 3 },
};

static void init_queue_info_v12(void *mem, const struct agx_wq_addrs *addrs)
{
	struct agx_queue_info_v12 *info = mem;

	*info = (struct agx_queue_info_v12) {
		.state = addrs->state,
		.ring = addrs->ring,
		.notifier_list = addrs->notifier_list,
		.gpu_buf = addrs->gpu_buf,
		.event_id = -1,
		.priority = layout_priority[addrs->priority],
		.unk_4c = -1,
		.uuid = addrs->uuid,
		.unk_54 = -1,
		.gpu_context = addrs->context,
	};
	/* The firmware's preemption of compute does not work; see Asahi's queue/mod.rs. */
	info->priority.unk_0 = 0;
	info->priority.unk_18 = 1;
}

static void init_notifier_v12(void *mem, const struct agx_wq_addrs *addrs)
{
	struct agx_notifier_v12 *notifier = mem;

	*notifier = (struct agx_notifier_v12) {
		.threshold = addrs->threshold,
		.generation = addrs->uuid,
		.unk_10 = AGX_NOTIFIER_UNK_10,
	};
}

static void build_compute_params1(struct agx_compute_params1 *params,
				  const struct agx_compute_args *args)
{
	const struct drm_asahi_cmd_compute *cmd = args->cmd;

	*params = (struct agx_compute_params1) {
		.preempt_buf1 = args->preempt,
		.cdm_ctrl_stream_base = cmd->cdm_ctrl_stream_base,
		.preempt_buf2 = args->preempt + args->preempt1_size,
		.preempt_buf3 = args->preempt + args->preempt1_size + 8,
		.preempt_buf4 = args->preempt + args->preempt1_size + 16,
		.preempt_buf5 = args->preempt + args->preempt1_size + 24,
		.usc_exec_base_cp = args->usc_exec_base,
		.unk_38 = AGX_COMPUTE_UNK_38,
		.helper_program = cmd->helper.binary,
		.helper_arg = cmd->helper.data,
		.helper_cfg = cmd->helper.cfg,
		.unk_58 = 1,
	};
}

static void build_run_compute_v12(struct agx_run_compute_v12 *run, u64 va,
				  const struct agx_compute_args *args)
{
	const struct drm_asahi_cmd_compute *cmd = args->cmd;

	*run = (struct agx_run_compute_v12) {
		.tag = AGX_CMD_RUN_COMPUTE,
		.vm_slot = args->vm_slot,
		.notifier = args->notifier,
		.microsequence = va + offsetof(struct agx_compute_v12, seq),
		.microsequence_size = sizeof_field(struct agx_compute_v12, seq),
		.job_params2 = {
			.preempt_buf1 = args->preempt,
			.cdm_ctrl_stream_end = cmd->cdm_ctrl_stream_end,
		},
		.encoder_params = {
			.unk_mask = ~0u,
			.sampler_array = cmd->sampler_heap,
			.sampler_count = cmd->sampler_count,
			.sampler_max = cmd->sampler_count + 1,
		},
		.timestamp_pointers = {
			.start = args->timestamps + offsetof(struct agx_job_timestamps, start),
			.end = args->timestamps + offsetof(struct agx_job_timestamps, end),
		},
		.client_sequence = (u8)args->client,
	};
	build_compute_params1(&run->job_params1, args);
}

static void build_compute_v12(void *mem, u64 va, const struct agx_compute_args *args)
{
	struct agx_compute_v12 *compute = mem;
	u64 run = va + offsetof(struct agx_compute_v12, run);

	build_run_compute_v12(&compute->run, va, args);
	compute->seq.start = (struct agx_seq_start_compute_v12) {
		.header = AGX_SEQ_OP_START_COMPUTE,
		.unk_pointer = run + offsetof(struct agx_run_compute_v12, unk_pointee),
		.job_params1 = run + offsetof(struct agx_run_compute_v12, job_params1),
		.stats = args->stats,
		.work_queue = args->queue_info,
		.vm_slot = args->vm_slot,
		.unk_28 = 1,
		.event_generation = args->uuid,
		.job_params2 = run + offsetof(struct agx_run_compute_v12, job_params2),
		.attachments = *args->attachments,
	};
	compute->seq.wait = AGX_SEQ_OP_WAIT_FOR_IDLE |
			    FIELD_PREP(AGX_SEQ_WAIT_PIPE, AGX_SEQ_WAIT_COMPUTE);
	compute->seq.finalize = (struct agx_seq_finalize_compute_v12) {
		.header = AGX_SEQ_OP_FINALIZE_COMPUTE,
		.stats = args->stats,
		.work_queue = args->queue_info,
		.vm_slot = args->vm_slot,
		.job_params2 = run + offsetof(struct agx_run_compute_v12, job_params2),
		.restart_branch_offset = -(s32)offsetof(typeof(compute->seq), finalize),
		.has_attachments = args->attachments->count > 0,
	};
	compute->seq.retire = AGX_SEQ_OP_RETIRE_STAMP | AGX_SEQ_RETIRE_FLAG;
}

static void stamp_compute_v12(void *mem, const struct agx_stamp_args *args)
{
	struct agx_compute_v12 *compute = mem;

	compute->run.meta = (struct agx_job_meta) {
		.stamp = args->stamp,
		.fw_stamp = args->fw_stamp,
		.stamp_value = args->value,
		.stamp_slot = args->slot,
		.flush_stamps = args->flush,
		.event_seq = args->seq,
	};
	compute->seq.start.event_seq = args->seq;
	compute->seq.finalize.fw_stamp = args->fw_stamp;
	compute->seq.finalize.stamp_value = args->value;
}

static void init_queue_info_v13(void *mem, const struct agx_wq_addrs *addrs)
{
	struct agx_queue_info_v13 *info = mem;

	*info = (struct agx_queue_info_v13) {
		.state = addrs->state,
		.ring = addrs->ring,
		.notifier_list = addrs->notifier_list,
		.gpu_buf = addrs->gpu_buf,
		.event_id = -1,
		.priority = layout_priority[addrs->priority],
		.unk_4c = -1,
		.uuid = addrs->uuid,
		.unk_54 = -1,
		.gpu_context = addrs->context,
	};
	/* The firmware's preemption of compute does not work; see Asahi's queue/mod.rs. */
	info->priority.unk_0 = 0;
	info->priority.unk_18 = 1;
}

static void init_notifier_v13(void *mem, const struct agx_wq_addrs *addrs)
{
	struct agx_notifier_v13 *notifier = mem;

	init_notifier_v12(&notifier->v12, addrs);
	memset(notifier->unk_buf, 0xff, sizeof(notifier->unk_buf));
}

static void build_run_compute_v13(struct agx_run_compute_v13 *run, u64 va,
				  const struct agx_compute_args *args)
{
	const struct drm_asahi_cmd_compute *cmd = args->cmd;

	*run = (struct agx_run_compute_v13) {
		.tag = AGX_CMD_RUN_COMPUTE,
		.vm_slot = args->vm_slot,
		.notifier = args->notifier,
		.microsequence = va + offsetof(struct agx_compute_v13, seq),
		.microsequence_size = sizeof_field(struct agx_compute_v13, seq),
		.job_params2 = {
			.preempt_buf1 = args->preempt,
			.cdm_ctrl_stream_end = cmd->cdm_ctrl_stream_end,
		},
		.encoder_params = {
			.unk_mask = ~0u,
			.sampler_array = cmd->sampler_heap,
			.sampler_count = cmd->sampler_count,
			.sampler_max = cmd->sampler_count + 1,
		},
		.timestamp_pointers = {
			.start = args->timestamps + offsetof(struct agx_job_timestamps, start),
			.end = args->timestamps + offsetof(struct agx_job_timestamps, end),
		},
		.client_sequence = (u8)args->client,
	};
	build_compute_params1(&run->job_params1, args);
}

static void build_compute_v13(void *mem, u64 va, const struct agx_compute_args *args)
{
	struct agx_compute_v13 *compute = mem;
	u64 run = va + offsetof(struct agx_compute_v13, run);

	build_run_compute_v13(&compute->run, va, args);
	compute->seq.start.v12 = (struct agx_seq_start_compute_v12) {
		.header = AGX_SEQ_OP_START_COMPUTE,
		.unk_pointer = run + offsetof(struct agx_run_compute_v13, unk_pointee),
		.job_params1 = run + offsetof(struct agx_run_compute_v13, job_params1),
		.stats = args->stats,
		.work_queue = args->queue_info,
		.vm_slot = args->vm_slot,
		.unk_28 = 1,
		.event_generation = args->uuid,
		.job_params2 = run + offsetof(struct agx_run_compute_v13, job_params2),
		.attachments = *args->attachments,
	};
	compute->seq.start.unk_flag = run + offsetof(struct agx_run_compute_v13, unk_flag);
	compute->seq.start.notifier_buf = args->notifier +
					  offsetof(struct agx_notifier_v13, unk_buf);
	compute->seq.wait = AGX_SEQ_OP_WAIT_FOR_IDLE |
			    FIELD_PREP(AGX_SEQ_WAIT_PIPE, AGX_SEQ_WAIT_COMPUTE);
	compute->seq.finalize = (struct agx_seq_finalize_compute_v13) {
		.header = AGX_SEQ_OP_FINALIZE_COMPUTE,
		.stats = args->stats,
		.work_queue = args->queue_info,
		.vm_slot = args->vm_slot,
		.job_params2 = run + offsetof(struct agx_run_compute_v13, job_params2),
		.restart_branch_offset = -(s32)offsetof(typeof(compute->seq), finalize),
		.has_attachments = args->attachments->count > 0,
		.unk_flag = run + offsetof(struct agx_run_compute_v13, unk_flag),
	};
	compute->seq.retire = AGX_SEQ_OP_RETIRE_STAMP | AGX_SEQ_RETIRE_FLAG;
}

static void stamp_compute_v13(void *mem, const struct agx_stamp_args *args)
{
	struct agx_compute_v13 *compute = mem;

	compute->run.meta = (struct agx_job_meta) {
		.stamp = args->stamp,
		.fw_stamp = args->fw_stamp,
		.stamp_value = args->value,
		.stamp_slot = args->slot,
		.flush_stamps = args->flush,
		.event_seq = args->seq,
	};
	compute->run.counter = args->seq;
	compute->seq.start.counter = args->seq;
	compute->seq.start.v12.event_seq = args->seq;
	compute->seq.finalize.fw_stamp = args->fw_stamp;
	compute->seq.finalize.stamp_value = args->value;
}

static const struct agx_layout layout_g13_v12 = {
	.queue_info_size = sizeof(struct agx_queue_info_v12),
	.notifier_size = sizeof(struct agx_notifier_v12),
	.compute_size = sizeof(struct agx_compute_v12),
	.init_queue_info = init_queue_info_v12,
	.init_notifier = init_notifier_v12,
	.build_compute = build_compute_v12,
	.stamp_compute = stamp_compute_v12,
};

static const struct agx_layout layout_v13 = {
	.queue_info_size = sizeof(struct agx_queue_info_v13),
	.notifier_size = sizeof(struct agx_notifier_v13),
	.compute_size = sizeof(struct agx_compute_v13),
	.init_queue_info = init_queue_info_v13,
	.init_notifier = init_notifier_v13,
	.build_compute = build_compute_v13,
	.stamp_compute = stamp_compute_v13,
};

/**
 * agx_layout_find() - the layouts of a firmware
 * @abi: its interface
 *
 * Return: them, or NULL if the driver cannot submit work to this firmware yet.
 */
const struct agx_layout *agx_layout_find(const struct agx_abi *abi)
{
	if (abi->generation == AGX_G13 && abi->version[0] == 12)
		return &layout_g13_v12;
	if (abi->generation != AGX_G14X && abi->version[0] == 13)
		return &layout_v13;

	return NULL;
}
