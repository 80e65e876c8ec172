// SPDX-License-Identifier: MIT
/*
 * Commands of all three types on every firmware that the agx card can be. They are laid out by the
 * card's own tables, so that this shows that each table is whole and used, not that it is right:
 * agx_work_test has the driver's layouts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emu/agx-card/layout.h"
#include "emu/agx-card/pointers.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/uat.h"
#include "tests/unit/agx_rig.h"

#define STREAM RIG_USER_VA
#define MEMORY (RIG_USER_VA + 0x100000)
#define MEMORY_SIZE 0x10000
#define SCENE 0x1000 /* behind other_va */
#define UUID 0x1234
#define SLOT(type) (10 + (type))

struct job {
	struct rig *rig;
	const struct layout *layout;
	unsigned int type;
	uint8_t *cmd, *seq, *ring, *ring_state, *stamp, *other;
	uint64_t cmd_va, queue_va, other_va;
	uint32_t at; /* bytes of the sequence */
	uint32_t value;
	uint32_t wptr;
	struct layout_meta meta;
};

static void put32(uint8_t *at, uint32_t offset, uint32_t value)
{
	memcpy(at + offset, &value, sizeof(value));
}

static void put64(uint8_t *at, uint32_t offset, uint64_t value)
{
	memcpy(at + offset, &value, sizeof(value));
}

static uint32_t get32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static void make_queue(struct job *job)
{
	struct rig *rig = job->rig;
	uint8_t *info = rig_fw(rig, job->layout->queue_size, &job->queue_va);
	uint64_t va;

	job->ring_state = rig_fw(rig, RING_STATE_SIZE, &va);
	put64(info, QUEUE_STATE, va);
	put32(job->ring_state, RING_SIZE, 0x500);
	job->ring = rig_fw(rig, 0x500 * 8, &va);
	put64(info, QUEUE_RING, va);
	rig_fw(rig, QUEUE_NOTIFIERS_SIZE, &va);
	put64(info, QUEUE_NOTIFIERS, va);
	rig_fw(rig, QUEUE_GPU_BUF_SIZE, &va);
	put64(info, QUEUE_GPU_BUF, va);
	rig_fw(rig, QUEUE_CONTEXT_SIZE, &va);
	put64(info, job->layout->queue_context, va);
	put64(info, QUEUE_PRIORITY + 0x08, 0xffffffffffff0000);
	put32(info, QUEUE_PRIORITY + 0x10, 1);
	put32(info, QUEUE_PRIORITY + 0x18, 1);
	put32(info, QUEUE_EVENT_ID, ~0u);
	put32(info, QUEUE_UNK_4C, ~0u);
	put32(info, QUEUE_UNK_54, ~0u);
}

static void push(struct job *job, uint64_t va)
{
	put64(job->ring, 8 * job->wptr++, va);
}

static void fill_op(struct job *job, const struct layout_op *op, uint32_t header)
{
	uint8_t *at = job->seq + job->at;

	for (const struct layout_ptr *ptr = op->ptr; ptr->name; ptr++)
		put64(at, ptr->offset,
		      ptr->kind == LAYOUT_PART	? job->cmd_va + 0x40 :
		      ptr->kind == LAYOUT_ITEM	? job->cmd_va :
		      ptr->kind == LAYOUT_QUEUE ? job->queue_va :
						  job->other_va);
	put32(at, 0, header);
	if (op->vm_slot)
		put32(at, op->vm_slot, RIG_USER_SLOT);
	put32(at, op->uuid, UUID);
	if (op->stamp) {
		put64(at, op->stamp, job->meta.fw_stamp);
		put32(at, op->stamp_value, job->meta.value);
		put32(at, op->restart, -job->at);
	}
	job->at += op->size;
}

static void make_sequence(struct job *job)
{
	static const uint32_t engine[] = { 0x1, 0x100, 0x8000 };
	uint32_t wait = OP_WAIT_FOR_IDLE | engine[job->type] << 8;

	if (job->rig->abi->generation == AGX_G14X)
		wait = OP_WAIT_FOR_IDLE_2;
	fill_op(job, job->layout->start[job->type], OP_START(job->type));
	put32(job->seq, job->at, wait);
	job->at += 4;
	fill_op(job, job->layout->finalize[job->type], OP_FINALIZE(job->type));
	put32(job->seq, job->at, OP_RETIRE_STAMP_WORD);
	job->at += 4;
}

static void add_register(struct layout_registers *registers, uint32_t number, uint64_t value)
{
	registers->reg[registers->count++] = (struct layout_register){ number, value };
	registers->length += sizeof(registers->reg[0]);
}

/* Something that may be there. */
static uint64_t target(const struct job *job, const struct pointer *pointer)
{
	switch (pointer->user) {
	case POINTER_FW:
		return job->other_va + SCENE;
	case POINTER_SHADER:
		return STREAM | 4;
	default:
		return MEMORY;
	}
}

static void fill_pointer(struct job *job, const struct pointer *pointer,
			 struct layout_registers *registers)
{
	if (pointer->is_register)
		add_register(registers, pointer->at, target(job, pointer));
	else if (pointer->user == POINTER_SHADER)
		put32(job->cmd, pointer->at, target(job, pointer));
	else
		put64(job->cmd, pointer->at, target(job, pointer));
	if (pointer->unit == POINTER_FIELD)
		put64(job->cmd, pointer->size, 0x100);
}

static void fill_region(struct job *job, const struct pointer_table *table,
			struct layout_registers *registers)
{
	uint64_t value = table->is_stride ? 4ull << 24 : 1;

	if (!table->region)
		return;
	if (table->in_registers)
		add_register(registers, table->region, value);
	else
		put64(job->cmd, table->region, value);
}

static void fill_scene(struct job *job, const struct pointer_table *table)
{
	uint64_t va;

	for (unsigned int i = 0; i < table->scene_controls; i++) {
		rig_alloc(job->rig, 4, &va);
		rig_map(job->rig, 0, AGX_KVA_GPU_FW_SHARED, va, 0x4000, AGX_PROT_GPU_FW_SHARED_RW);
		put64(job->other, SCENE + 8 * i, AGX_KVA_GPU_FW_SHARED);
	}
	if (!table->scene)
		return;
	put64(job->other, SCENE + table->scene_user, MEMORY);
	put64(job->other, SCENE + table->scene_stats, job->other_va);
}

static void fill_params(struct job *job, const struct layout_cmd *layout)
{
	const struct pointer_table *table = &job->layout->pointers[job->type];
	struct layout_registers registers = { .self = job->cmd_va + layout->registers };

	for (const struct pointer *pointer = table->pointers; pointer->name; pointer++)
		fill_pointer(job, pointer, &registers);
	fill_region(job, table, &registers);
	fill_scene(job, table);
	if (layout->registers) {
		add_register(&registers, layout->usc_base_register, 0);
		add_register(&registers, layout->stream_register, STREAM);
		memcpy(job->cmd + layout->registers, &registers, sizeof(registers));
	} else if (layout->stream) {
		put64(job->cmd, layout->stream, STREAM);
	}
}

static void make_command(struct job *job)
{
	static const uint32_t tags[] = { CMD_VERTEX, CMD_FRAGMENT, CMD_COMPUTE };
	const struct layout_cmd *layout = &job->layout->cmd[job->type];
	struct rig *rig = job->rig;
	uint8_t *notifier, *threshold;
	uint64_t va, threshold_va;

	job->cmd = rig_fw(rig, layout->size, &job->cmd_va);
	put32(job->cmd, 0, tags[job->type]);
	put32(job->cmd, layout->vm_slot, RIG_USER_SLOT);
	notifier = rig_fw(rig, job->layout->notifier_size, &va);
	put64(job->cmd, layout->notifier, va);
	threshold = rig_fw(rig, 8, &threshold_va);
	put64(notifier, NOTIFIER_THRESHOLD, threshold_va);
	put32(threshold, 0, 1);
	job->other = rig_fw(rig, 0x4000, &job->other_va);
	job->stamp = rig_fw(rig, 4, &va);
	job->meta = (struct layout_meta){ .stamp = va, .fw_stamp = job->other_va + 0x3000,
					  .value = 0x100, .slot = SLOT(job->type), .uuid = UUID };
	memcpy(job->cmd + layout->meta, &job->meta, sizeof(job->meta));
	fill_params(job, layout);
	job->seq = rig_fw(rig, 0x1000, &va);
	make_sequence(job);
	put64(job->cmd, layout->microseq, va);
	put32(job->cmd, layout->microseq + 8, job->at);
}

static void submit(struct job *job)
{
	struct agx_pipe_msg msg = { .type = job->type, .queue = job->queue_va, .wptr = job->wptr,
				    .event_slot = SLOT(job->type), .is_new = 1 };

	rig_put(&job->rig->pipe[0][job->type], &msg, sizeof(msg));
	rig_doorbell(job->rig, AGX_DOORBELL_PIPE(job->type, 0));
}

static void expect_done(const struct job *job)
{
	const struct agx_event_msg *event = rig_take(&job->rig->event);

	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_FLAG);
	assert_int_equal(event->flag.firing[0], 1u << SLOT(job->type));
	assert_int_equal(get32(job->stamp), job->meta.value);
	assert_int_equal(get32(job->ring_state + RING_DONE_PTR), job->wptr);
}

static void map_user(struct rig *rig)
{
	uint32_t *stream;
	uint64_t pa;

	stream = rig_alloc(rig, 0x4000, &pa);
	*stream = 0x40000000; /* end of a compute stream */
	rig_map(rig, RIG_USER_SLOT, STREAM, pa, 0x4000, AGX_PROT_GPU_SHARED_RO);
	rig_alloc(rig, MEMORY_SIZE, &pa);
	rig_map(rig, RIG_USER_SLOT, MEMORY, pa, MEMORY_SIZE, AGX_PROT_GPU_FW_SHARED_RW);
}

static void each_type(void **state)
{
	struct rig *rig = *state;

	map_user(rig);
	for (unsigned int type = 0; type < AGX_PIPE_TYPES; type++) {
		struct job job = { .rig = rig, .layout = layout_of(rig->abi), .type = type };

		make_queue(&job);
		make_command(&job);
		push(&job, job.cmd_va);
		submit(&job);
		expect_done(&job);
		if (type == AGX_PIPE_VERTEX)
			rig_expect_violation(rig, "buffer slot 0 is not that of");
	}
	assert_int_equal(*stats_counter(rig->card, "gpu.compute.commands"), 1);
	assert_int_equal(*stats_counter(rig->card, "gpu.render.skipped"), 2);
}

#define EACH_TYPE(variant)                                                                     \
	{ "each_type " variant, each_type, rig_setup_ready, rig_teardown, variant }

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH_TYPE("t8103 12.3"),
		EACH_TYPE("t8103 13.5"),
		EACH_TYPE("t6002 13.5"),
		EACH_TYPE("t8112 12.4"),
		EACH_TYPE("t8112 13.5"),
		EACH_TYPE("t6021 13.5"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
