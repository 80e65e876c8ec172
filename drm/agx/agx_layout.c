// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Layouts
 *
 * The firmware's structures differ between its versions and between
 * generations of the GPU. The rest of the driver fills plain arguments; here
 * and in the files for each kind of command they become what one firmware
 * reads. Structures are made of the same parts everywhere, with something more
 * or less between them, so that a table says where each part is and one
 * function serves all.
 *
 * Sources: see firmware/agx/workqueue.h.
 */
#include "agx_layout.h"
#include "agx_layout_render.h"

#include "firmware/agx/abi.h"
#include "firmware/agx/channels.h"
#include "firmware/agx/workqueue.h"

#include <linux/string.h>
#include <linux/unaligned.h>

static const struct agx_queue_priority layout_priority[] = {
	{ 0, 0, 0xffffffffffff0000, 1, 0, 1 },
	{ 1, 1, 0xffffffff00000000, 0, 0, 0 },
	{ 2, 2, 0xffff000000000000, 0, 0, 2 },
	{ 3, 3, 0x0000000000000000, 0, 0, 3 },
};

/**
 * agx_layout_init_queue() - fill a QueueInfo
 * @layout: how this firmware has it
 * @info: zeroed memory of @layout->queue_info_size
 * @addrs: what it points at
 */
void agx_layout_init_queue(const struct agx_layout *layout, void *info,
			   const struct agx_wq_addrs *addrs)
{
	struct agx_queue_info *queue = info;

	*queue = (struct agx_queue_info) {
		.state = addrs->state,
		.ring = addrs->ring,
		.notifier_list = addrs->notifier_list,
		.gpu_buf = addrs->gpu_buf,
		.event_id = -1,
		.priority = layout_priority[addrs->priority],
		.unk_4c = -1,
		.uuid = addrs->uuid,
		.unk_54 = -1,
	};
	/* The firmware's preemption of compute does not work; see Asahi's queue/mod.rs. */
	if (addrs->type == AGX_PIPE_COMPUTE) {
		queue->priority.unk_0 = 0;
		queue->priority.unk_18 = 1;
	}
	put_unaligned_le64(addrs->context, info + layout->queue_context);
}

/**
 * agx_layout_init_notifier() - fill a Notifier
 * @layout: how this firmware has it
 * @notifier: zeroed memory of @layout->notifier_size
 * @addrs: what it points at
 */
void agx_layout_init_notifier(const struct agx_layout *layout, void *notifier,
			      const struct agx_wq_addrs *addrs)
{
	struct agx_notifier *common = notifier;

	*common = (struct agx_notifier) {
		.threshold = addrs->threshold,
		.generation = addrs->uuid,
		.unk_10 = AGX_NOTIFIER_UNK_10,
	};
	if (layout->notifier_buf)
		memset(notifier + layout->notifier_buf, 0xff, AGX_NOTIFIER_BUF_SIZE);
}

/**
 * agx_layout_encoder() - what a command says of its samplers
 * @samplers: address of their heap
 * @count: how many there are
 *
 * Return: EncoderParams.
 */
struct agx_encoder_params agx_layout_encoder(u64 samplers, u32 count)
{
	return (struct agx_encoder_params) {
		.unk_mask = ~0u,
		.sampler_array = samplers,
		.sampler_count = count,
		.sampler_max = count + 1,
	};
}

/**
 * agx_layout_meta() - what becomes of the stamps when a command is done
 * @args: its stamps
 *
 * Return: JobMeta.
 */
struct agx_job_meta agx_layout_meta(const struct agx_stamp_args *args)
{
	return (struct agx_job_meta) {
		.stamp = args->stamp,
		.fw_stamp = args->fw_stamp,
		.stamp_value = args->value,
		.stamp_slot = args->slot,
		.flush_stamps = args->flush,
		.event_seq = args->seq,
	};
}

/**
 * agx_layout_times() - where the driver wants the times of a command
 * @args: its stamps
 *
 * Return: addresses.
 */
struct agx_timestamp_ptrs agx_layout_times(const struct agx_stamp_args *args)
{
	return (struct agx_timestamp_ptrs) {
		.start = args->times + offsetof(struct agx_job_timestamps, start),
		.end = args->times + offsetof(struct agx_job_timestamps, end),
	};
}

/**
 * agx_layout_end() - where userspace wants the times of a command
 * @user: addresses
 * @client: number of the client
 *
 * Return: the end of the command, but for agx_layout_times().
 */
struct agx_command_end agx_layout_end(const struct agx_timestamp_ptrs *user, u32 client)
{
	return (struct agx_command_end) {
		.user_timestamp_pointers = *user,
		.client_sequence = (u8)client,
	};
}

/**
 * agx_layout_timestamp() - the operation that writes a command's times
 * @end: address of its struct agx_command_end
 * @queue_info: the firmware's queue
 * @start: at the start, not at the end
 *
 * Return: what all versions of Timestamp begin with.
 */
struct agx_seq_timestamp agx_layout_timestamp(u64 end, u64 queue_info, bool start)
{
	u64 ptrs = end + offsetof(struct agx_command_end, timestamp_pointers);

	return (struct agx_seq_timestamp) {
		.header = AGX_SEQ_OP_TIMESTAMP | (start ? AGX_SEQ_TIMESTAMP_START : 0),
		.command_time = end + offsetof(struct agx_command_end, command_time),
		.ts_pointers = ptrs,
		.update_ts = ptrs + (start ? offsetof(struct agx_timestamp_ptrs, start) :
					     offsetof(struct agx_timestamp_ptrs, end)),
		.work_queue = queue_info,
		.user_ts_pointers = end + offsetof(struct agx_command_end,
						   user_timestamp_pointers),
	};
}

/**
 * agx_layout_wait() - the operation that waits for the GPU
 * @g14x: of a GPU whose commands have registers
 * @pipe: AGX_SEQ_WAIT_VERTEX, AGX_SEQ_WAIT_FRAGMENT or AGX_SEQ_WAIT_COMPUTE
 *
 * Return: its only word.
 */
u32 agx_layout_wait(bool g14x, u32 pipe)
{
	if (g14x)
		return AGX_SEQ_OP_WAIT_FOR_IDLE2;
	return AGX_SEQ_OP_WAIT_FOR_IDLE | FIELD_PREP(AGX_SEQ_WAIT_PIPE, pipe);
}

static const struct agx_layout layout_g13_v12 = {
	.queue_info_size = sizeof(struct agx_queue_info_v12),
	.queue_context = offsetof(struct agx_queue_info_v12, gpu_context),
	.notifier_size = sizeof(struct agx_notifier_v12),
	.compute = &agx_compute_g13_v12,
	.render = &agx_render_g13_v12,
};

static const struct agx_layout layout_g14_v12 = {
	.queue_info_size = sizeof(struct agx_queue_info_v12),
	.queue_context = offsetof(struct agx_queue_info_v12, gpu_context),
	.notifier_size = sizeof(struct agx_notifier_v12_g14),
	.compute = &agx_compute_g14_v12,
	.render = &agx_render_g14_v12,
};

/* Of compute the two generations have the same. */
#define LAYOUT_V13									\
	.queue_info_size = sizeof(struct agx_queue_info_v13),				\
	.queue_context = offsetof(struct agx_queue_info_v13, gpu_context),		\
	.notifier_size = sizeof(struct agx_notifier_v13),				\
	.notifier_buf = offsetof(struct agx_notifier_v13, unk_buf),			\
	.compute = &agx_compute_v13

static const struct agx_layout layout_g13_v13 = {
	LAYOUT_V13,
	.render = &agx_render_g13_v13,
};

static const struct agx_layout layout_g14_v13 = {
	LAYOUT_V13,
	.render = &agx_render_g14_v13,
};

static const struct agx_layout layout_g14x = {
	.queue_info_size = sizeof(struct agx_queue_info_v12),
	.queue_context = offsetof(struct agx_queue_info_v12, gpu_context),
	.notifier_size = sizeof(struct agx_notifier_v13),
	.notifier_buf = offsetof(struct agx_notifier_v13, unk_buf),
	.compute = &agx_compute_g14x,
	.render = &agx_render_g14x,
};

/**
 * agx_layout_find() - the layouts of a firmware
 * @abi: its interface
 *
 * Return: the layouts.
 */
const struct agx_layout *agx_layout_find(const struct agx_abi *abi)
{
	bool v13 = abi->version[0] >= 13;

	switch (abi->generation) {
	case AGX_G13:
		return v13 ? &layout_g13_v13 : &layout_g13_v12;
	case AGX_G14:
		return v13 ? &layout_g14_v13 : &layout_g14_v12;
	default:
		return &layout_g14x;
	}
}
