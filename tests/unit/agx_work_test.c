// SPDX-License-Identifier: MIT
/*
 * Work on the agx card: a queue with compute commands, laid out by the headers that the driver
 * uses, too; the card has its own table of offsets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "emu/agx-card/fault.h"
#include "emu/agx-card/uat.h"
#include "firmware/agx/compute.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/microseq.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/sgx.h"
#include "firmware/agx/uat.h"
#include "firmware/agx/workqueue.h"
#include "tests/unit/agx_rig.h"

#define EVENT_SLOT 37
#define CDM_TERMINATE 0x40000000u
#define STREAM RIG_USER_VA
#define PREEMPT (RIG_USER_VA + 0x100000)
#define COMMAND_MAX 8

/** struct job - a command with all that belongs to it */
struct job {
	struct agx_run_compute_v12 *cmd;
	uint8_t *seq;
	struct agx_job_timestamps *times;
	uint64_t va, seq_va, times_va;
};

struct queue {
	struct rig *rig;
	struct agx_queue_info_v12 *info;
	struct agx_queue_state *state;
	uint64_t *ring;
	struct agx_notifier_v12 *notifier;
	uint64_t *threshold;
	uint64_t *stamp, *fw_stamp; /* the first word of each */
	uint32_t *stream;
	uint64_t info_va, notifier_va, stamp_va, fw_stamp_va;
	uint32_t value; /* of the last command's stamp */
	struct job job[COMMAND_MAX];
	unsigned int jobs;
	bool known; /* to the firmware */
};

static void make_info(struct queue *queue)
{
	struct rig *rig = queue->rig;
	struct agx_queue_info *common;
	uint64_t va;

	queue->info = rig_fw(rig, sizeof(*queue->info), &queue->info_va);
	common = &queue->info->common;
	queue->state = rig_fw(rig, sizeof(*queue->state), &va);
	common->state = va;
	queue->state->size = AGX_QUEUE_ENTRIES;
	queue->ring = rig_fw(rig, 8 * AGX_QUEUE_ENTRIES, &va);
	common->ring = va;
	rig_fw(rig, sizeof(struct agx_notifier_list), &va);
	common->notifier_list = va;
	rig_fw(rig, AGX_QUEUE_GPU_BUF_SIZE, &va);
	common->gpu_buf = va;
	rig_fw(rig, sizeof(struct agx_gpu_context), &va);
	queue->info->gpu_context = va;
	common->event_id = common->unk_4c = common->unk_54 = -1;
	common->priority = (struct agx_queue_priority){ 0, 0, 0xffffffffffff0000, 1, 0, 1 };
}

static struct queue *make_queue(struct rig *rig)
{
	struct queue *queue = calloc(1, sizeof(*queue));
	uint64_t va, pa;

	assert_non_null(queue);
	queue->rig = rig;
	make_info(queue);
	queue->notifier = rig_fw(rig, sizeof(*queue->notifier), &queue->notifier_va);
	queue->threshold = rig_fw(rig, 8, &va);
	queue->notifier->common.threshold = va;
	queue->stamp = rig_fw(rig, 4, &queue->stamp_va);
	queue->fw_stamp = rig_fw(rig, 4, &queue->fw_stamp_va);
	queue->stream = rig_alloc(rig, 0x4000, &pa);
	queue->stream[0] = CDM_TERMINATE;
	rig_map(rig, RIG_USER_SLOT, STREAM, pa, 0x4000, AGX_PROT_GPU_SHARED_RO);
	rig_alloc(rig, 0x4000, &pa);
	rig_map(rig, RIG_USER_SLOT, PREEMPT, pa, 0x4000, AGX_PROT_GPU_SHARED_RW);
	return queue;
}

static void append(struct job *job, const void *op, size_t size)
{
	memcpy(job->seq + job->cmd->body.microsequence.size, op, size);
	job->cmd->body.microsequence.size += size;
}

static uint64_t part(const struct job *job, size_t offset)
{
	return job->va + offset;
}

#define RUN(member) offsetof(struct agx_run_compute_v12, member)

static void append_timestamp(struct queue *queue, struct job *job, bool start)
{
	struct agx_seq_timestamp_v12 op = {
		.common = {
			.header = AGX_SEQ_OP_TIMESTAMP | (start ? AGX_SEQ_TIMESTAMP_START : 0),
			.command_time = part(job, RUN(body.tail.end.command_time)),
			.ts_pointers = part(job, RUN(body.tail.end.timestamp_pointers)),
			.update_ts = job->times_va + (start ? 0 : 8),
			.work_queue = queue->info_va,
			.user_ts_pointers = part(job, RUN(body.tail.end.user_timestamp_pointers)),
		},
		.uuid = job->cmd->body.tail.meta.uuid,
	};

	append(job, &op, sizeof(op));
}

static void make_sequence(struct queue *queue, struct job *job, bool times)
{
	struct agx_run_compute_v12 *cmd = job->cmd;
	struct agx_seq_start_compute_v12 start = {
		.head = {
			.header = AGX_SEQ_OP_START_COMPUTE,
			.unk_pointer = part(job, RUN(head.unk_pointee)),
			.job_params1 = part(job, RUN(job_params1)),
		},
		.body = {
			.stats = queue->info_va,
			.work_queue = queue->info_va,
			.vm_slot = RIG_USER_SLOT,
			.unk_14 = 1,
			.job_params2 = part(job, RUN(body.job_params2)),
			.uuid = cmd->body.tail.meta.uuid,
		},
	};
	struct agx_seq_finalize_compute_v12 finalize = {
		.head = {
			.header = AGX_SEQ_OP_FINALIZE_COMPUTE,
			.stats = queue->info_va,
			.work_queue = queue->info_va,
			.vm_slot = RIG_USER_SLOT,
		},
		.body = {
			.job_params2 = start.body.job_params2,
			.uuid = cmd->body.tail.meta.uuid,
			.fw_stamp = queue->fw_stamp_va,
			.stamp_value = cmd->body.tail.meta.stamp_value,
		},
	};
	uint32_t wait = AGX_SEQ_OP_WAIT_FOR_IDLE | AGX_SEQ_WAIT_COMPUTE << 8;
	uint32_t retire = AGX_SEQ_OP_RETIRE_STAMP | AGX_SEQ_RETIRE_FLAG;

	append(job, &start, sizeof(start));
	if (times)
		append_timestamp(queue, job, true);
	append(job, &wait, sizeof(wait));
	if (times)
		append_timestamp(queue, job, false);
	finalize.tail.restart_branch_offset = -(int32_t)cmd->body.microsequence.size;
	append(job, &finalize, sizeof(finalize));
	append(job, &retire, sizeof(retire));
}

static void push(struct queue *queue, uint64_t va)
{
	queue->ring[queue->state->cpu_wptr] = va;
	queue->state->cpu_wptr = (queue->state->cpu_wptr + 1) % AGX_QUEUE_ENTRIES;
}

static struct job *add_job(struct queue *queue, bool times)
{
	struct job *job = &queue->job[queue->jobs++];
	struct rig *rig = queue->rig;
	struct agx_run_compute_v12 *cmd;

	assert_true(queue->jobs <= COMMAND_MAX);
	cmd = job->cmd = rig_fw(rig, sizeof(*cmd), &job->va);
	job->seq = rig_fw(rig, 0x1000, &job->seq_va);
	job->times = rig_fw(rig, 0x4000, &job->times_va);
	queue->value += AGX_STAMP_STEP;
	cmd->tag = AGX_CMD_RUN_COMPUTE;
	cmd->head.vm_slot = RIG_USER_SLOT;
	cmd->head.notifier = queue->notifier_va;
	cmd->body.microsequence.address = job->seq_va;
	cmd->job_params1.cdm_ctrl_stream_base = STREAM;
	cmd->job_params1.preempt_buf1 = PREEMPT;
	cmd->body.job_params2.v12.common.preempt_buf1 = PREEMPT;
	cmd->job_params1.preempt_buf2 = PREEMPT + 0x100;
	cmd->job_params1.preempt_buf3 = PREEMPT + 0x108;
	cmd->job_params1.preempt_buf4 = PREEMPT + 0x110;
	cmd->job_params1.preempt_buf5 = PREEMPT + 0x118;
	cmd->body.tail.meta.stamp = queue->stamp_va;
	cmd->body.tail.meta.fw_stamp = queue->fw_stamp_va;
	cmd->body.tail.meta.stamp_value = queue->value;
	cmd->body.tail.meta.stamp_slot = EVENT_SLOT;
	cmd->body.tail.meta.uuid = 0x1000 + queue->jobs;
	cmd->body.tail.end.timestamp_pointers =
		(struct agx_timestamp_ptrs){ job->times_va, job->times_va + 8 };
	cmd->body.tail.end.user_timestamp_pointers.end = job->times_va + 0x10;
	make_sequence(queue, job, times);
	++*queue->threshold;
	push(queue, job->va);
	return job;
}

static void submit(struct queue *queue)
{
	struct agx_pipe_msg msg = {
		.type = AGX_PIPE_COMPUTE,
		.queue = queue->info_va,
		.wptr = queue->state->cpu_wptr,
		.event_slot = EVENT_SLOT,
		.is_new = !queue->known,
	};

	queue->known = true;
	rig_put(&queue->rig->pipe[0][AGX_PIPE_COMPUTE], &msg, sizeof(msg));
	rig_doorbell(queue->rig, AGX_DOORBELL_PIPE(AGX_PIPE_COMPUTE, 0));
}

static uint32_t word(const void *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static void expect_flag(struct rig *rig)
{
	const struct agx_event_msg *event = rig_take(&rig->event);

	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_FLAG);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(event->flag.firing[i],
				 i == EVENT_SLOT / 32 ? 1u << EVENT_SLOT % 32 : 0);
}

static void expect_done(struct queue *queue)
{
	expect_flag(queue->rig);
	assert_int_equal(word(queue->stamp), queue->value);
	assert_int_equal(word(queue->fw_stamp), queue->value);
	assert_int_equal(queue->state->gpu_doneptr, queue->state->cpu_wptr);
	assert_int_equal(queue->state->gpu_rptr, queue->state->cpu_wptr);
	assert_int_equal(queue->info->common.busy, 0);
	assert_int_equal(queue->notifier->common.cur_count, *queue->threshold);
	assert_null(rig_take(&queue->rig->event));
}

static void compute(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	const struct agx_handoff *handoff;

	add_job(queue, false);
	submit(queue);
	expect_done(queue);
	rig_expect(rig, AGX_EP_FIRMWARE, 0x42ull << 48);
	handoff = rig_pa(rig, rig->region[2]);
	assert_int_equal(handoff->cur_slot, RIG_USER_SLOT);
	assert_int_equal(handoff->lock_fw, 0);
	/* One event for two: the threshold says that the kernel waits for both. */
	add_job(queue, false);
	add_job(queue, false);
	submit(queue);
	expect_done(queue);
	free(queue);
}

static void timestamps(void **state)
{
	struct queue *queue = make_queue(*state);
	struct job *job = add_job(queue, true);

	submit(queue);
	expect_done(queue);
	assert_true(job->times->start);
	assert_true(job->times->end >= job->times->start);
	assert_true(job->cmd->body.tail.end.command_time);
	/* The user's, in ns; nobody asked for its start. */
	assert_true((&job->times->start)[2] > job->times->end);
	free(queue);
}

static void barrier(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	struct agx_cmd_barrier *wait;
	uint32_t *other;
	uint64_t va, other_va;

	wait = rig_fw(rig, sizeof(*wait), &va);
	other = rig_fw(rig, 4, &other_va);
	*wait = (struct agx_cmd_barrier){ .tag = AGX_CMD_BARRIER, .wait_stamp = other_va,
					  .wait_value = 0x300, .wait_slot = 1 };
	*other = 0xffffff00; /* 0x400 before it wraps to what is waited for */
	push(queue, va);
	add_job(queue, false);
	submit(queue);
	assert_null(rig_take(&rig->event));
	*other = 0x200;
	rig_doorbell(rig, AGX_DOORBELL_KICKFW);
	assert_null(rig_take(&rig->event));
	*other = 0x300;
	rig_doorbell(rig, AGX_DOORBELL_KICKFW);
	expect_done(queue);
	free(queue);
}

/* The stamp of another slot than it says. */
static void wrong_barrier(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	struct agx_cmd_barrier *wait;
	uint64_t va;

	add_job(queue, false);
	submit(queue);
	expect_done(queue);
	wait = rig_fw(rig, sizeof(*wait), &va);
	*wait = (struct agx_cmd_barrier){ .tag = AGX_CMD_BARRIER, .wait_stamp = queue->stamp_va,
					  .wait_value = queue->value, .wait_slot = EVENT_SLOT };
	push(queue, va);
	add_job(queue, false);
	submit(queue);
	rig_expect_violation(rig, "stamp of a barrier");
	expect_done(queue);
	free(queue);
}

static void destroy(struct rig *rig, uint64_t context)
{
	const struct agx_devctrl_destroy_v12 msg = { .opcode = rig->abi->op_destroy,
						     .context = context };

	rig_put(&rig->devctrl, &msg, sizeof(msg));
	rig_doorbell(rig, AGX_DOORBELL_DEVCTRL);
}

static void destroy_context(void **state)
{
	struct queue *queue = make_queue(*state);

	add_job(queue, false);
	submit(queue);
	expect_done(queue);
	destroy(queue->rig, queue->info->gpu_context);
	destroy(queue->rig, 0); /* which flushes only */
	assert_int_equal(card_violations(queue->rig->card), 0);
	destroy(queue->rig, queue->info->gpu_context);
	rig_expect_violation(queue->rig, "which no queue has");
	free(queue);
}

/* One of each kind that there is, when the firmware begins, and a trace. */
static void first_stats(void **state)
{
	struct rig *rig = *state;
	const struct agx_ktrace_msg *trace = rig_take(&rig->ktrace);
	const struct agx_stats_msg *msg;
	unsigned int types = 0;

	while ((msg = rig_take(&rig->stats))) {
		assert_true(msg->type <= AGX_STATS_TYPE_MAX);
		assert_int_equal(types & 1u << msg->type, 0);
		types |= 1u << msg->type;
	}
	assert_int_equal(types, 0x7e1d);
	assert_non_null(trace);
	assert_int_equal(trace->type, AGX_KTRACE_TYPE);
	assert_null(rig_take(&rig->ktrace));
}

/* The kernel's part: it has seen the fault. */
static void resume(struct rig *rig)
{
	struct agx_fw_status *status = (void *)rig->fw_status;

	assert_int_equal(status->halted, 1);
	status->halted = 0;
	status->resume = 1;
	card_run(rig->card);
	assert_int_equal(status->resume, 0);
}

static void expect_pending(struct queue *queue)
{
	const struct rig *rig = queue->rig;
	const uint8_t *at = rig->globals + rig->abi->pending_stamps;

	assert_int_equal(word(at), AGX_PENDING_STAMP_ACTIVE |
					   EVENT_SLOT << rig->abi->pending_slot_shift);
	assert_int_equal(word(at + 4), queue->value);
}

static void gpu_fault(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	const struct agx_event_msg *event;
	uint64_t info;

	rig_unmap(rig, RIG_USER_SLOT, STREAM);
	add_job(queue, false);
	submit(queue);
	event = rig_take(&rig->event);
	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_FAULT);
	info = rig_read64(rig, AGX_SGX_FAULT_INFO);
	assert_true(info & AGX_SGX_FAULT_VALID);
	assert_true(info & AGX_SGX_FAULT_READ);
	assert_int_equal(FIELD_GET(AGX_SGX_FAULT_REASON, info), AGX_SGX_FAULT_UNMAPPED);
	assert_int_equal(FIELD_GET(AGX_SGX_FAULT_SLOT, info), RIG_USER_SLOT);
	assert_int_equal(FIELD_GET(AGX_SGX_FAULT_ADDR, info) << 6, STREAM);
	expect_pending(queue);
	assert_int_equal(word(queue->stamp), 0);
	resume(rig);
	expect_done(queue);
	assert_int_equal(rig_read64(rig, AGX_SGX_FAULT_INFO), 0);
	free(queue);
}

static void timeout(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	const struct agx_event_msg *event;

	assert_true(fault_order(card_fault(rig->card), "hang"));
	add_job(queue, false);
	submit(queue);
	assert_null(rig_take(&rig->event));
	usleep(60000);
	card_run(rig->card);
	event = rig_take(&rig->event);
	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_TIMEOUT);
	assert_int_equal(event->timeout.event_slot, EVENT_SLOT);
	expect_pending(queue);
	/* What comes behind it has to wait. */
	add_job(queue, false);
	submit(queue);
	assert_null(rig_take(&rig->event));
	resume(rig);
	card_run(rig->card);
	expect_done(queue);
	free(queue);
}

static void channel_error(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	const struct agx_event_msg *event;
	struct agx_devctrl_recover recover = { .opcode = rig->abi->op_recover,
					       .pipe_type = AGX_PIPE_COMPUTE,
					       .queue = queue->info_va };

	assert_true(fault_order(card_fault(rig->card), "channel-error"));
	add_job(queue, false);
	submit(queue);
	event = rig_take(&rig->event);
	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_CHANNEL_ERROR);
	assert_int_equal(event->channel_error.event_slot, EVENT_SLOT);
	assert_int_equal(event->channel_error.event_value, queue->value);
	recover.event_value = event->channel_error.event_value;
	rig_put(&rig->devctrl, &recover, sizeof(recover));
	rig_doorbell(rig, AGX_DOORBELL_DEVCTRL);
	expect_done(queue);
	rig_put(&rig->devctrl, &recover, sizeof(recover));
	rig_doorbell(rig, AGX_DOORBELL_DEVCTRL);
	rig_expect_violation(rig, "which has no error");
	free(queue);
}

static void contention(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	struct agx_handoff *handoff = rig_pa(rig, rig->region[2]);

	/* The kernel has the lock: the firmware cannot change its slot. */
	handoff->magic_ap = AGX_HANDOFF_MAGIC_AP;
	handoff->lock_ap = 1;
	add_job(queue, false);
	submit(queue);
	assert_null(rig_take(&rig->event));
	handoff->turn = 1;
	handoff->lock_ap = 0;
	card_run(rig->card);
	card_run(rig->card);
	expect_done(queue);
	free(queue);
}

static void expect_crash(struct rig *rig, const char *what)
{
	uint64_t msg;
	uint8_t ep;

	rig_expect_violation(rig, what);
	assert_null(rig_take(&rig->event));
	while (rig_receive(rig, &ep, &msg))
		if (ep == AGX_EP_CRASHLOG)
			return;
	fail_msg("no crash log");
}

static void bad_stamp(void **state)
{
	struct queue *queue = make_queue(*state);
	struct job *job = add_job(queue, false);

	job->cmd->body.tail.meta.stamp += 1ull << 32;
	submit(queue);
	expect_crash(queue->rig, "read of a stamp");
	free(queue);
}

static void read_only_command(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	struct job *job = add_job(queue, false);

	rig_map(rig, 0, job->va, RIG_GUEST_BASE + ((uint8_t *)job->cmd - rig->guest), 0x4000,
		AGX_PROT_FW_SHARED_RO);
	submit(queue);
	expect_crash(rig, "write of a command");
	free(queue);
}

static void unknown_operation(void **state)
{
	struct queue *queue = make_queue(*state);
	struct job *job = add_job(queue, false);

	job->seq[0] = 0x77;
	submit(queue);
	expect_crash(queue->rig, "unknown operation 00000077");
	free(queue);
}

static void unknown_command(void **state)
{
	struct queue *queue = make_queue(*state);
	struct job *job = add_job(queue, false);

	job->cmd->tag = 9;
	submit(queue);
	expect_crash(queue->rig, "has tag 9");
	free(queue);
}

static void wrong_back_pointer(void **state)
{
	struct queue *queue = make_queue(*state);
	struct job *job = add_job(queue, false);

	memset(job->seq + offsetof(struct agx_seq_start_compute_v12, body.work_queue), 0, 8);
	submit(queue);
	rig_expect_violation(queue->rig, "queue is 0");
	expect_done(queue);
	free(queue);
}

static void read_only_preemption(void **state)
{
	struct queue *queue = make_queue(*state);
	struct job *job = add_job(queue, false);

	job->cmd->job_params1.preempt_buf1 = STREAM;
	submit(queue);
	rig_expect_violation(queue->rig, "preemption buffer 1 at 1000000 is read-only");
	expect_done(queue);
	free(queue);
}

static void old_stamp(void **state)
{
	struct queue *queue = make_queue(*state);

	memset(queue->fw_stamp, 0x01, 4);
	add_job(queue, false);
	submit(queue);
	rig_expect_violation(queue->rig, "goes from 1010101 to 100");
	free(queue);
}

static void unseen_queue(void **state)
{
	struct queue *queue = make_queue(*state);

	queue->known = true;
	add_job(queue, false);
	submit(queue);
	rig_expect_violation(queue->rig, "was never seen");
	expect_done(queue);
	free(queue);
}

static void bogus_events(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);

	assert_true(fault_order(card_fault(rig->card), "bogus-event"));
	add_job(queue, false);
	submit(queue);
	for (unsigned int i = 0; i < 6; i++)
		assert_non_null(rig_take(&rig->event));
	expect_done(queue);
	free(queue);
}

static void false_fault(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	const struct agx_event_msg *event;

	assert_true(fault_order(card_fault(rig->card), "false-fault"));
	add_job(queue, false);
	submit(queue);
	event = rig_take(&rig->event);
	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_FAULT);
	assert_int_equal(((struct agx_fw_status *)rig->fw_status)->halted, 0);
	expect_done(queue);
	free(queue);
}

static void bogus_others(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);

	assert_true(fault_order(card_fault(rig->card), "bogus-log"));
	assert_true(fault_order(card_fault(rig->card), "bogus-stats"));
	while (rig_take(&rig->fwlog))
		;
	while (rig_take(&rig->stats))
		;
	add_job(queue, false);
	submit(queue);
	assert_non_null(rig_take(&rig->fwlog));
	assert_non_null(rig_take(&rig->fwlog));
	assert_int_equal(word(rig_take(&rig->stats)), 0xffffffff);
	expect_done(queue);
	free(queue);
}

static void bogus_pointer(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	const uint8_t *write = rig->event.state + rig->event.write_at;

	assert_true(fault_order(card_fault(rig->card), "bogus-pointer"));
	add_job(queue, false);
	submit(queue);
	assert_true(word(write) > rig->event.count);
	usleep(60000);
	card_run(rig->card);
	assert_true(word(write) < rig->event.count);
	expect_done(queue);
	free(queue);
}

/* Full of nothing; then there is room for what happened. */
static void ordered_full_ring(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);

	assert_true(fault_order(card_fault(rig->card), "full-ring"));
	add_job(queue, false);
	submit(queue);
	for (unsigned int i = 1; i < rig->event.count; i++)
		assert_non_null(rig_take(&rig->event));
	assert_null(rig_take(&rig->event));
	card_run(rig->card);
	expect_done(queue);
	free(queue);
}

static void late(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);

	assert_true(fault_order(card_fault(rig->card), "stall"));
	assert_true(fault_order(card_fault(rig->card), "slow"));
	add_job(queue, false);
	submit(queue);
	usleep(120000);
	card_run(rig->card);
	assert_null(rig_take(&rig->event));
	usleep(220000);
	card_run(rig->card);
	expect_done(queue);
	free(queue);
}

static void no_resume(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);

	assert_true(fault_order(card_fault(rig->card), "gpu-fault"));
	assert_true(fault_order(card_fault(rig->card), "no-resume"));
	add_job(queue, false);
	submit(queue);
	assert_non_null(rig_take(&rig->event));
	resume(rig);
	card_run(rig->card);
	assert_null(rig_take(&rig->event));
	free(queue);
}

/* A kernel that is slow: no event is lost, and none comes before there is room. */
static void full_event_ring(void **state)
{
	struct rig *rig = *state;
	struct queue *queue = make_queue(rig);
	uint32_t *read = (uint32_t *)rig->event.state;
	uint32_t write = word(rig->event.state + rig->event.write_at);

	*read = (write + 1) % rig->event.count;
	add_job(queue, false);
	submit(queue);
	add_job(queue, false);
	submit(queue);
	assert_int_equal(word(rig->event.state + rig->event.write_at), write);
	*read = write;
	card_run(rig->card);
	expect_done(queue);
	free(queue);
}

#define READY(test) cmocka_unit_test_setup_teardown(test, rig_setup_ready, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		READY(compute),		  READY(timestamps),	  READY(barrier),
		READY(wrong_barrier),	  READY(destroy_context), READY(first_stats),
		READY(gpu_fault),	  READY(timeout),	  READY(channel_error),
		READY(contention),	  READY(bad_stamp),	  READY(read_only_command),
		READY(unknown_operation), READY(unknown_command), READY(wrong_back_pointer),
		READY(read_only_preemption),
		READY(old_stamp),	  READY(unseen_queue),	  READY(bogus_events),
		READY(full_event_ring),	  READY(false_fault),	  READY(bogus_others),
		READY(bogus_pointer),	  READY(ordered_full_ring), READY(late),
		READY(no_resume),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
