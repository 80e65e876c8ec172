// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Compute commands
 *
 * A command, and behind it the microsequence that the firmware runs it by:
 *
 *	Start, Timestamp, WaitForIdle, Timestamp, Finalize, RetireStamp
 *
 * Sources: see firmware/agx/compute.h and microseq.h; for the order and the
 * values, Asahi's drivers/gpu/drm/asahi/queue/compute.rs.
 */
#include "agx_layout.h"

#include "firmware/agx/compute.h"
#include "firmware/agx/microseq.h"
#include "firmware/agx/workqueue.h"

#include <uapi/drm/asahi_drm.h>

#include <linux/align.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define AGX_SEQ_ALIGN	0x40

/**
 * struct agx_compute_layout - where the parts of a compute command are
 * @size: bytes of the command
 * @counter: where it has its number; 0 if it lacks that
 * @head: struct agx_compute_head
 * @params1: struct agx_compute_params1; 0 if it has @registers
 * @registers: struct agx_registers; 0 if it has @params1
 * @microseq: struct agx_microseq_ref
 * @params2: JobParameters2
 * @params2_common: struct agx_compute_params2, in that
 * @tail: struct agx_compute_tail
 * @extra: struct agx_compute_extra; 0 if it lacks that
 * @notifier_buf: where the notifier has its bytes that Start points at
 * @start_size: bytes of StartCompute, which begins with struct agx_seq_start_head
 * @start_registers: where that has the address of @registers
 * @start: struct agx_seq_start_compute
 * @start_extra: struct agx_seq_start_extra; 0 if it lacks that
 * @finalize_size: bytes of FinalizeCompute, which begins with struct agx_seq_finalize_head
 * @finalize: struct agx_seq_finalize_compute
 * @finalize_tail: struct agx_seq_finalize_tail
 * @finalize_extra: struct agx_seq_finalize_extra; 0 if it lacks that
 * @timestamp_size: bytes of Timestamp, which begins with struct agx_seq_timestamp
 * @timestamp_unk: where that points into @extra; 0 if it does not
 */
struct agx_compute_layout {
	u16 size;
	u16 counter;
	u16 head;
	u16 params1;
	u16 registers;
	u16 microseq;
	u16 params2;
	u16 params2_common;
	u16 tail;
	u16 extra;
	u16 notifier_buf;

	u16 start_size;
	u16 start_registers;
	u16 start;
	u16 start_extra;
	u16 finalize_size;
	u16 finalize;
	u16 finalize_tail;
	u16 finalize_extra;
	u16 timestamp_size;
	u16 timestamp_unk;
};

#define COMPUTE_RUN(run) \
	.size = sizeof(struct run), \
	.head = offsetof(struct run, head), \
	.microseq = offsetof(struct run, body.microsequence), \
	.params2 = offsetof(struct run, body.job_params2), \
	.tail = offsetof(struct run, body.tail)

#define COMPUTE_RUN_V12(run) \
	COMPUTE_RUN(run), \
	.params2_common = offsetof(struct run, body.job_params2.v12.common)

#define COMPUTE_RUN_V13(run) \
	COMPUTE_RUN(run), \
	.params2_common = offsetof(struct run, body.job_params2.v13.common), \
	.counter = offsetof(struct run, counter), \
	.extra = offsetof(struct run, extra), \
	.notifier_buf = offsetof(struct agx_notifier_v13, unk_buf)

#define COMPUTE_START(op) \
	.start_size = sizeof(struct op), \
	.start = offsetof(struct op, body)

#define COMPUTE_START_V13(op) \
	COMPUTE_START(op), \
	.start_extra = offsetof(struct op, extra)

#define COMPUTE_FINALIZE(op) \
	.finalize_size = sizeof(struct op), \
	.finalize = offsetof(struct op, body), \
	.finalize_tail = offsetof(struct op, tail)

#define COMPUTE_FINALIZE_V13 \
	COMPUTE_FINALIZE(agx_seq_finalize_compute_v13), \
	.finalize_extra = offsetof(struct agx_seq_finalize_compute_v13, extra), \
	.timestamp_size = sizeof(struct agx_seq_timestamp_v13), \
	.timestamp_unk = offsetof(struct agx_seq_timestamp_v13, unk_ts)

const struct agx_compute_layout agx_compute_g13_v12 = {
	COMPUTE_RUN_V12(agx_run_compute_v12),
	.params1 = offsetof(struct agx_run_compute_v12, job_params1),
	COMPUTE_START(agx_seq_start_compute_v12),
	COMPUTE_FINALIZE(agx_seq_finalize_compute_v12),
	.timestamp_size = sizeof(struct agx_seq_timestamp_v12),
};

const struct agx_compute_layout agx_compute_g14_v12 = {
	COMPUTE_RUN_V12(agx_run_compute_v12),
	.params1 = offsetof(struct agx_run_compute_v12, job_params1),
	COMPUTE_START(agx_seq_start_compute_v12),
	COMPUTE_FINALIZE(agx_seq_finalize_compute_v12_g14),
	.timestamp_size = sizeof(struct agx_seq_timestamp_v12),
};

const struct agx_compute_layout agx_compute_v13 = {
	COMPUTE_RUN_V13(agx_run_compute_v13),
	.params1 = offsetof(struct agx_run_compute_v13, job_params1),
	COMPUTE_START_V13(agx_seq_start_compute_v13),
	COMPUTE_FINALIZE_V13,
};

const struct agx_compute_layout agx_compute_g14x = {
	COMPUTE_RUN_V13(agx_run_compute_g14x),
	.registers = offsetof(struct agx_run_compute_g14x, registers),
	COMPUTE_START_V13(agx_seq_start_compute_g14x),
	.start_registers = offsetof(struct agx_seq_start_compute_g14x, registers),
	COMPUTE_FINALIZE_V13,
};

/**
 * struct compute_builder - a command and its microsequence while they are made
 */
struct compute_builder {
	/** @layout: how this firmware has them. */
	const struct agx_compute_layout *layout;
	/** @args: what they are made of. */
	const struct agx_compute_args *args;
	/** @run: the command. */
	u8 *run;
	/** @va: its address. */
	u64 va;
	/** @seq: the microsequence. */
	u8 *seq;
	/** @seq_size: bytes of it so far. */
	u32 seq_size;
};

static u32 compute_seq_offset(const struct agx_compute_layout *layout)
{
	return ALIGN(layout->size, AGX_SEQ_ALIGN);
}

/* Where FinalizeCompute is in the microsequence: behind what agx_compute_build() has before it. */
static u32 compute_finalize_offset(const struct agx_compute_layout *layout)
{
	return layout->start_size + 2 * layout->timestamp_size + sizeof(u32);
}

/**
 * agx_compute_size() - room for a compute command
 * @layout: how this firmware has it
 *
 * Return: bytes, for the command and the longest microsequence.
 */
u32 agx_compute_size(const struct agx_compute_layout *layout)
{
	return compute_seq_offset(layout) + compute_finalize_offset(layout) +
	       layout->finalize_size + sizeof(u32);
}

/* Room for an operation at the end. */
static void *compute_append(struct compute_builder *b, u32 size)
{
	void *op = b->seq + b->seq_size;

	b->seq_size += size;
	return memset(op, 0, size);
}

static void compute_append_word(struct compute_builder *b, u32 word)
{
	put_unaligned_le32(word, compute_append(b, sizeof(word)));
}

/*
 * The command.
 */

static void compute_fill_params1(struct compute_builder *b)
{
	struct agx_compute_params1 *params = (void *)(b->run + b->layout->params1);
	const struct drm_asahi_cmd_compute *cmd = b->args->cmd;
	u64 small = b->args->preempt + b->args->preempt1_size;

	*params = (struct agx_compute_params1) {
		.preempt_buf1 = b->args->preempt,
		.cdm_ctrl_stream_base = cmd->cdm_ctrl_stream_base,
		.preempt_buf2 = small,
		.preempt_buf3 = small + 8,
		.preempt_buf4 = small + 16,
		.preempt_buf5 = small + 24,
		.usc_exec_base_cp = b->args->usc_exec_base,
		.unk_38 = AGX_COMPUTE_UNK_38,
		.helper_program = cmd->helper.binary,
		.helper_arg = cmd->helper.data,
		.helper_cfg = cmd->helper.cfg,
		.unk_58 = 1,
	};
}

static void compute_fill_registers(struct compute_builder *b)
{
	struct agx_registers *registers = (void *)(b->run + b->layout->registers);
	const struct drm_asahi_cmd_compute *cmd = b->args->cmd;
	u64 small = b->args->preempt + b->args->preempt1_size;
	const struct agx_register regs[] = {
		{ AGX_REG_COMPUTE_PREEMPT1, b->args->preempt },
		{ AGX_REG_COMPUTE_STREAM, cmd->cdm_ctrl_stream_base },
		{ AGX_REG_COMPUTE_PREEMPT2, small },
		{ AGX_REG_COMPUTE_PREEMPT3, small + 8 },
		{ AGX_REG_COMPUTE_PREEMPT4, small + 16 },
		{ AGX_REG_COMPUTE_PREEMPT5, small + 24 },
		{ AGX_REG_COMPUTE_USC_EXEC_BASE, b->args->usc_exec_base },
		{ AGX_REG_COMPUTE_HELPER_PROGRAM, cmd->helper.binary },
		{ AGX_REG_COMPUTE_HELPER_ARG, cmd->helper.data },
		{ AGX_REG_COMPUTE_HELPER_CFG, cmd->helper.cfg },
		{ AGX_REG_COMPUTE_UNK_1A440, AGX_COMPUTE_UNK_54 },
		{ AGX_REG_COMPUTE_IOGPU_UNK_40, 0 },
	};

	static_assert(ARRAY_SIZE(regs) <= AGX_REGISTERS_MAX);
	memset(registers, 0, sizeof(*registers));
	memcpy(registers->reg, regs, sizeof(regs));
	registers->address = b->va + b->layout->registers + offsetof(struct agx_registers, reg);
	registers->count = ARRAY_SIZE(regs);
	registers->length = sizeof(regs);
}

static void compute_fill_params2(struct compute_builder *b)
{
	struct agx_compute_params2 *params = (void *)(b->run + b->layout->params2_common);

	params->preempt_buf1 = b->args->preempt;
	params->cdm_ctrl_stream_end = b->args->cmd->cdm_ctrl_stream_end;
	params->unk_54 = b->layout->registers ? AGX_COMPUTE_UNK_54 : 0;
}

static void compute_fill_tail(struct compute_builder *b)
{
	struct agx_compute_tail *tail = (void *)(b->run + b->layout->tail);
	const struct drm_asahi_cmd_compute *cmd = b->args->cmd;

	*tail = (struct agx_compute_tail) {
		.encoder_params = agx_layout_encoder(cmd->sampler_heap, cmd->sampler_count),
		.end = agx_layout_end(&b->args->user, b->args->client),
	};
}

static void compute_fill_run(struct compute_builder *b)
{
	const struct agx_compute_layout *layout = b->layout;
	struct agx_compute_head *head = (void *)(b->run + layout->head);
	struct agx_microseq_ref *seq = (void *)(b->run + layout->microseq);

	memset(b->run, 0, layout->size);
	put_unaligned_le32(AGX_CMD_RUN_COMPUTE, b->run);
	head->vm_slot = b->args->vm_slot;
	head->notifier = b->args->notifier;
	if (layout->registers)
		compute_fill_registers(b);
	else
		compute_fill_params1(b);
	compute_fill_params2(b);
	compute_fill_tail(b);
	seq->address = b->va + compute_seq_offset(layout);
	seq->size = b->seq_size;
}

/*
 * Its microsequence.
 */

static u64 compute_flag_va(const struct compute_builder *b)
{
	return b->va + b->layout->extra + offsetof(struct agx_compute_extra, unk_flag);
}

static void compute_append_start(struct compute_builder *b)
{
	const struct agx_compute_layout *layout = b->layout;
	u8 *op = compute_append(b, layout->start_size);
	struct agx_seq_start_extra *extra = (void *)(op + layout->start_extra);
	struct agx_seq_start_compute *body = (void *)(op + layout->start);
	struct agx_seq_start_head *head = (void *)op;

	head->header = AGX_SEQ_OP_START_COMPUTE;
	head->unk_pointer = b->va + layout->head + offsetof(struct agx_compute_head, unk_pointee);
	if (layout->registers)
		put_unaligned_le64(b->va + layout->registers, op + layout->start_registers);
	else
		head->job_params1 = b->va + layout->params1;

	body->stats = b->args->stats;
	body->work_queue = b->args->queue_info;
	body->vm_slot = b->args->vm_slot;
	body->unk_14 = 1;
	body->event_generation = b->args->uuid;
	body->job_params2 = b->va + layout->params2;
	body->attachments = *b->args->attachments;

	if (layout->start_extra) {
		extra->unk_flag = compute_flag_va(b);
		extra->notifier_buf = b->args->notifier + layout->notifier_buf;
	}
}

static void compute_append_wait(struct compute_builder *b)
{
	compute_append_word(b, agx_layout_wait(b->layout->registers, AGX_SEQ_WAIT_COMPUTE));
}

/* Always, as macOS does (m1n1's microsequence.py): ours are wanted if userspace's are not. */
static void compute_append_timestamp(struct compute_builder *b, bool start)
{
	u64 end = b->va + b->layout->tail + offsetof(struct agx_compute_tail, end);
	struct agx_seq_timestamp *op;

	op = compute_append(b, b->layout->timestamp_size);
	*op = agx_layout_timestamp(end, b->args->queue_info, start);
	if (b->layout->timestamp_unk)
		put_unaligned_le64(b->va + b->layout->extra +
				   offsetof(struct agx_compute_extra, context_store_req),
				   (u8 *)op + b->layout->timestamp_unk);
}

static void compute_append_finalize(struct compute_builder *b)
{
	const struct agx_compute_layout *layout = b->layout;
	s32 to_start = -(s32)b->seq_size;
	u8 *op = compute_append(b, layout->finalize_size);
	struct agx_seq_finalize_extra *extra = (void *)(op + layout->finalize_extra);
	struct agx_seq_finalize_compute *body = (void *)(op + layout->finalize);
	struct agx_seq_finalize_tail *tail = (void *)(op + layout->finalize_tail);
	struct agx_seq_finalize_head *head = (void *)op;

	head->header = AGX_SEQ_OP_FINALIZE_COMPUTE;
	head->stats = b->args->stats;
	head->work_queue = b->args->queue_info;
	head->vm_slot = b->args->vm_slot;
	body->job_params2 = b->va + layout->params2;
	tail->restart_branch_offset = to_start;
	tail->has_attachments = b->args->attachments->count > 0;
	if (layout->finalize_extra)
		extra->unk_flag = compute_flag_va(b);
}

/**
 * agx_compute_build() - make a compute command, all but its stamps
 * @layout: how this firmware has it
 * @mem: agx_compute_size() bytes
 * @va: their address
 * @args: what it is made of
 */
void agx_compute_build(const struct agx_compute_layout *layout, void *mem, u64 va,
		       const struct agx_compute_args *args)
{
	struct compute_builder b = {
		.layout = layout,
		.args = args,
		.run = mem,
		.va = va,
		.seq = mem + compute_seq_offset(layout),
	};

	compute_append_start(&b);
	compute_append_timestamp(&b, true);
	compute_append_wait(&b);
	compute_append_timestamp(&b, false);
	compute_append_finalize(&b);
	compute_append_word(&b, AGX_SEQ_OP_RETIRE_STAMP | AGX_SEQ_RETIRE_FLAG);
	compute_fill_run(&b);
}

/**
 * agx_compute_stamp() - fill a compute command's stamps
 * @layout: how this firmware has it
 * @mem: where agx_compute_build() made it
 * @args: the stamps
 */
void agx_compute_stamp(const struct agx_compute_layout *layout, void *mem,
		       const struct agx_stamp_args *args)
{
	struct agx_compute_tail *tail = mem + layout->tail;
	u8 *seq = mem + compute_seq_offset(layout);
	u8 *finalize = seq + compute_finalize_offset(layout);
	struct agx_seq_finalize_compute *end = (void *)(finalize + layout->finalize);
	struct agx_seq_start_compute *start = (void *)(seq + layout->start);
	struct agx_seq_start_extra *extra = (void *)(seq + layout->start_extra);

	tail->meta = agx_layout_meta(args);
	tail->end.timestamp_pointers = agx_layout_times(args);
	start->event_seq = args->seq;
	end->fw_stamp = args->fw_stamp;
	end->stamp_value = args->value;
	if (layout->counter) {
		put_unaligned_le64(args->seq, mem + layout->counter);
		extra->counter = args->seq;
	}
}
