// SPDX-License-Identifier: MIT
/*
 * Queues and compute commands as the driver lays them out for each firmware, run by the card,
 * whose tables were computed apart from the driver's, and against the command of macOS that m1n1
 * shows.
 */
#include "kernel_shim.h"

#include "drm/agx/agx_layout.h"
#include "firmware/agx/channels.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/uat.h"
#include "tests/unit/agx_rig.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <drm/asahi_drm.h>

int shim_fail_after = -1;
long shim_allocations;

#define CDM_TERMINATE 0x40000000u
#define STREAM RIG_USER_VA
#define PREEMPT (RIG_USER_VA + 0x100000)
#define PREEMPT1_SIZE 0x25980
#define SLOT 77
#define COMMANDS 2

/** struct queue - a queue with commands in it */
struct queue {
	struct rig *rig;
	const struct agx_layout *layout;
	struct agx_wq_addrs addrs;
	uint64_t info_va, notifier_va;
	struct agx_queue_state *state;
	uint64_t *ring, *threshold;
	uint32_t *stamp, *fw_stamp;
	struct agx_stamp_args stamps;
	struct drm_asahi_cmd_compute cmd;
	struct agx_seq_attachments attachments;
	struct agx_job_timestamps *times;
	struct agx_compute_args args;
	uint8_t *mem; /* the first command's */
};

static void make_queue(struct queue *queue, struct rig *rig)
{
	uint64_t gpu_buf, list, context;
	uint8_t *info, *notifier;

	*queue = (struct queue) { .rig = rig, .layout = agx_layout_find(rig->abi) };
	info = rig_fw(rig, queue->layout->queue_info_size, &queue->info_va);
	notifier = rig_fw(rig, queue->layout->notifier_size, &queue->notifier_va);
	queue->state = rig_fw(rig, sizeof(*queue->state), &queue->addrs.state);
	queue->state->size = AGX_QUEUE_ENTRIES;
	queue->ring = rig_fw(rig, AGX_QUEUE_ENTRIES * 8, &queue->addrs.ring);
	queue->threshold = rig_fw(rig, 8, &queue->addrs.threshold);
	rig_fw(rig, AGX_QUEUE_GPU_BUF_SIZE, &gpu_buf);
	rig_fw(rig, sizeof(struct agx_notifier_list), &list);
	rig_fw(rig, sizeof(struct agx_gpu_context), &context);
	queue->addrs.gpu_buf = gpu_buf;
	queue->addrs.notifier_list = list;
	queue->addrs.context = context;
	queue->addrs.type = AGX_PIPE_COMPUTE;
	queue->addrs.uuid = 7;
	agx_layout_init_queue(queue->layout, info, &queue->addrs);
	agx_layout_init_notifier(queue->layout, notifier, &queue->addrs);
	queue->stamp = rig_fw(rig, 4, &queue->stamps.stamp);
	queue->fw_stamp = rig_fw(rig, 4, &queue->stamps.fw_stamp);
	queue->stamps.slot = SLOT;
}

static void make_args(struct queue *queue)
{
	struct rig *rig = queue->rig;
	uint64_t stats, pa;
	uint32_t *stream = rig_alloc(rig, 0x4000, &pa);

	stream[0] = CDM_TERMINATE;
	rig_map(rig, RIG_USER_SLOT, STREAM, pa, 0x4000, AGX_PROT_GPU_SHARED_RO);
	rig_alloc(rig, 0x40000, &pa);
	rig_map(rig, RIG_USER_SLOT, PREEMPT, pa, 0x40000, AGX_PROT_GPU_SHARED_RW);
	rig_fw(rig, 0x3000, &stats);
	/* The driver's own, and behind them the user's. */
	queue->times = rig_fw(rig, 2 * sizeof(*queue->times), &queue->stamps.times);
	queue->cmd = (struct drm_asahi_cmd_compute) {
		.cdm_ctrl_stream_base = STREAM,
		.cdm_ctrl_stream_end = STREAM + 4,
	};
	queue->attachments = (struct agx_seq_attachments) {
		.list = { { .address = STREAM, .size = 1, .unk_c = 0x17, .unk_e = 1 } },
		.count = 1,
	};
	queue->args = (struct agx_compute_args) {
		.cmd = &queue->cmd,
		.attachments = &queue->attachments,
		.vm_slot = RIG_USER_SLOT,
		.uuid = 7,
		.client = 7,
		.notifier = queue->notifier_va,
		.queue_info = queue->info_va,
		.stats = stats,
		.preempt = PREEMPT,
		.preempt1_size = PREEMPT1_SIZE,
	};
}

static void add_command(struct queue *queue, bool times)
{
	uint64_t va, user = queue->stamps.times + sizeof(*queue->times);
	uint8_t *mem = rig_fw(queue->rig, agx_compute_size(queue->layout->compute), &va);

	queue->args.user = (struct agx_timestamp_ptrs) {
		.start = times ? user : 0,
		.end = times ? user + sizeof(uint64_t) : 0,
	};
	queue->stamps.value += AGX_STAMP_STEP;
	queue->stamps.seq++;
	agx_compute_build(queue->layout->compute, mem, va, &queue->args);
	agx_compute_stamp(queue->layout->compute, mem, &queue->stamps);
	queue->ring[queue->state->cpu_wptr++] = va;
	++*queue->threshold;
	if (!queue->mem)
		queue->mem = mem;
}

static void submit(struct queue *queue)
{
	struct agx_pipe_msg msg = { .type = AGX_PIPE_COMPUTE, .queue = queue->info_va,
				    .wptr = queue->state->cpu_wptr, .event_slot = SLOT,
				    .is_new = 1 };

	rig_put(&queue->rig->pipe[0][AGX_PIPE_COMPUTE], &msg, sizeof(msg));
	rig_doorbell(queue->rig, AGX_DOORBELL_PIPE(AGX_PIPE_COMPUTE, 0));
}

static void expect_done(struct queue *queue)
{
	const struct agx_event_msg *event = rig_take(&queue->rig->event);

	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_FLAG);
	assert_int_equal(event->flag.firing[SLOT / 32], 1u << SLOT % 32);
	assert_null(rig_take(&queue->rig->event));
	assert_int_equal(*queue->stamp, queue->stamps.value);
	assert_int_equal(*queue->fw_stamp, queue->stamps.value);
	assert_int_equal(queue->state->gpu_doneptr, queue->state->cpu_wptr);
}

static void each_firmware(void **state)
{
	struct rig *rig = *state;
	struct queue queue;

	make_queue(&queue, rig);
	make_args(&queue);
	for (int i = 0; i < COMMANDS; i++)
		add_command(&queue, false);
	submit(&queue);
	expect_done(&queue);
	/* The control streams were found, and run. */
	assert_int_equal(*stats_counter(rig->card, "gpu.compute.commands"), COMMANDS);
	/* The driver wants times, but nobody else. */
	assert_int_equal(*stats_counter(rig->card, "fw.timestamps"), 2 * COMMANDS);
	assert_true(queue.times[0].end >= queue.times[0].start && queue.times[0].start);
	assert_int_equal(queue.times[1].start, 0);
	assert_int_equal(queue.times[1].end, 0);
}

static void each_firmware_timed(void **state)
{
	struct rig *rig = *state;
	struct queue queue;

	make_queue(&queue, rig);
	make_args(&queue);
	add_command(&queue, true);
	submit(&queue);
	expect_done(&queue);
	assert_int_equal(*stats_counter(rig->card, "fw.timestamps"), 2);
	for (int i = 0; i < 2; i++) {
		assert_true(queue.times[i].start);
		assert_true(queue.times[i].end >= queue.times[i].start);
	}
}

/* The dump in the comment of m1n1's WorkCommandCP, of firmware 12.3. */
static void as_macos(void **state)
{
	static const uint32_t params1[] = {
		0x00088000, 0x15, 0x00078000, 0x15, 0x000a6300, 0x15, 0x000a6308, 0x15,
		0x000a6310, 0x15, 0x000a6318, 0x15, 0, 0x11, 0x8c60, 0, 0x41, 0,
		0x000e8000, 0x15, 0x40, 0, 1, 0,
	};
	static const uint32_t params2[] = { 0x00088000, 0x15, 0x00078024, 0x15 };
	static const uint32_t sampler[] = { 0xffffffff, 0x500, 0x15, 0, 1 };
	struct queue queue;

	make_queue(&queue, *state);
	make_args(&queue);
	queue.args.preempt = 0x1500088000;
	queue.args.preempt1_size = 0x1e300;
	queue.args.usc_exec_base = 0x1100000000;
	queue.cmd = (struct drm_asahi_cmd_compute) {
		.cdm_ctrl_stream_base = 0x1500078000,
		.cdm_ctrl_stream_end = 0x1500078024,
		.helper = { .binary = 0x41, .data = 0x15000e8000, .cfg = 0x40 },
		.sampler_heap = 0x1500000500,
	};
	add_command(&queue, false);
	rig_expect_words(queue.mem, 0x68, params1, ARRAY_SIZE(params1));
	rig_expect_words(queue.mem, 0x218, params2, ARRAY_SIZE(params2));
	rig_expect_words(queue.mem, 0x268, sampler, ARRAY_SIZE(sampler));
}

/* Where stamps go is no affair of what the firmware has made of the command by then. */
static void stamps_trust_nothing(void **state)
{
	static const uint8_t spoilt[2] = { 0x00, 0xff };
	const struct agx_compute_layout *layout;
	uint8_t *mem[2];
	struct queue queue;
	uint32_t size;

	make_queue(&queue, *state);
	make_args(&queue);
	queue.stamps.fw_stamp = 0x1122334455667788;
	layout = queue.layout->compute;
	size = agx_compute_size(layout);
	for (int i = 0; i < 2; i++) {
		mem[i] = test_malloc(size);
		agx_compute_build(layout, mem[i], RIG_USER_VA, &queue.args);
		memset(mem[i], spoilt[i], size);
		agx_compute_stamp(layout, mem[i], &queue.stamps);
	}
	/* Each byte is as it was in both, or was written in both. */
	for (uint32_t i = 0; i < size; i++)
		assert_true(mem[0][i] == mem[1][i] ||
			    (mem[0][i] == spoilt[0] && mem[1][i] == spoilt[1]));
	test_free(mem[1]);
	test_free(mem[0]);
}

#define EACH(test, variant) { #test " " variant, test, rig_setup_ready, rig_teardown, variant }
#define ALL(variant) EACH(each_firmware, variant), EACH(each_firmware_timed, variant), \
		     EACH(stamps_trust_nothing, variant)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ALL("t8103 12.3"),
		ALL("t8103 13.5"),
		ALL("t6002 13.5"),
		ALL("t8112 12.4"),
		ALL("t8112 13.5"),
		ALL("t6020 13.5"),
		ALL("t6022 13.5"),
		cmocka_unit_test_setup_teardown(as_macos, rig_setup_ready, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
