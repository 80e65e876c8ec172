// SPDX-License-Identifier: MIT
/*
 * Renders: the driver's tables of what each firmware wants, against the card's, which were
 * computed apart from them, and against the commands of macOS that m1n1 shows.
 */
#include "kernel_shim.h"

#include "drm/agx/agx_layout.h"
#include "drm/agx/agx_layout_render.h"
#include "drm/agx/agx_tiles.h"
#include "emu/agx-card/chip.h"
#include "emu/agx-card/fault.h"
#include "emu/agx-card/layout.h"
#include "firmware/agx/buffer.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/uat.h"
#include "tests/unit/agx_rig.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <drm/asahi_drm.h>

int shim_fail_after = -1;
long shim_allocations;

#define STREAM RIG_USER_VA
#define VERTEX_SLOT 3
#define FRAGMENT_SLOT 77
#define BUFFER_SLOT 5
#define VALUE 0x100u
#define SHADERS 0x1100000000
#define CLUSTERS 8
#define BLOCKS 8u
#define GROWN 12u
#define PAGE 0x4000u

/* The render of m1n1's fw/agx/cmdqueue.py: 1600 by 1200, what userspace of today would ask for it. */
static const struct drm_asahi_cmd_render render = {
	.flags = DRM_ASAHI_RENDER_PROCESS_EMPTY_TILES,
	.vdm_ctrl_stream_base = STREAM,
	.ppp_multisamplectl = 0x88,
	.ppp_ctrl = 0x202,
	.width_px = 1600,
	.height_px = 1200,
	.layers = 1,
	.utile_width_px = 32,
	.utile_height_px = 32,
	.samples = 1,
	.sample_size_B = 8,
	.isp_merge_upper_x = 0x3a8de3be,
	.isp_merge_upper_y = 0x3abd2fa8,
	.bg = { .usc = 0xffff8002 & ~0xffu, .rsrc_spec = 0x2 },
	.eot = { .usc = 0x28084, .rsrc_spec = 0x12 },
	.isp_bgobjdepth = 0x3f800000,
	.isp_bgobjvals = 0x300,
};

/** struct half - a queue with one command in it */
struct half {
	struct rig *rig;
	unsigned int type;
	uint64_t info_va;
	struct agx_queue_state *state;
	uint64_t *ring;
	uint32_t wptr;
	uint32_t *stamp;
	struct agx_job_timestamps *ticks; /* the driver's times */
	uint64_t *times; /* the user's, start and end */
	struct agx_stamp_args stamps;
	uint8_t *cmd;
	uint64_t cmd_va;
	uint32_t finalize;
};

struct scene {
	struct rig *rig;
	const struct agx_render_layout *layout;
	struct agx_tiles tiles;
	struct agx_seq_attachments attachments;
	struct agx_render_args args;
	struct half vertex;
	struct half fragment;
	uint64_t user_va; /* of the next that user_at() has not said */
	struct agx_tvb_block_ctl *ctl;
	uint32_t *page_list, *block_list;
};

static uint64_t make(struct rig *rig, uint32_t size)
{
	uint64_t va;

	rig_fw(rig, size, &va);
	return va;
}

static void put(uint8_t *at, uint32_t offset, uint64_t value, size_t size)
{
	memcpy(at + offset, &value, size);
}

/* By the card's table: queues are not what is tested here. */
static void make_queue(struct half *half, uint32_t slot)
{
	const struct layout *layout = layout_of(half->rig->abi);
	struct rig *rig = half->rig;
	uint8_t *info = rig_fw(rig, layout->queue_size, &half->info_va);
	uint64_t va;

	half->state = rig_fw(rig, sizeof(*half->state), &va);
	half->state->size = AGX_QUEUE_ENTRIES;
	put(info, QUEUE_STATE, va, 8);
	half->ring = rig_fw(rig, AGX_QUEUE_ENTRIES * 8, &va);
	put(info, QUEUE_RING, va, 8);
	put(info, QUEUE_NOTIFIERS, make(rig, QUEUE_NOTIFIERS_SIZE), 8);
	put(info, QUEUE_GPU_BUF, make(rig, QUEUE_GPU_BUF_SIZE), 8);
	put(info, layout->queue_context, make(rig, QUEUE_CONTEXT_SIZE), 8);
	put(info, QUEUE_PRIORITY + 0x08, 0xffffffffffff0000, 8);
	put(info, QUEUE_PRIORITY + 0x10, 1, 4);
	put(info, QUEUE_PRIORITY + 0x18, 1, 4);
	put(info, QUEUE_EVENT_ID, ~0u, 4);
	put(info, QUEUE_UNK_4C, ~0u, 4);
	put(info, QUEUE_UNK_54, ~0u, 4);
	half->stamp = rig_fw(rig, 4, &va);
	half->stamps = (struct agx_stamp_args) { .stamp = va, .fw_stamp = make(rig, 4),
						 .slot = slot, .value = VALUE, .seq = 1,
						 .counter = 1, .flush = true };
}

static void push(struct half *half, uint64_t va)
{
	half->ring[half->wptr++] = va;
}

static void make_notifier(struct scene *scene)
{
	uint8_t *notifier = rig_fw(scene->rig, layout_of(scene->rig->abi)->notifier_size,
				   &scene->args.notifier);
	uint64_t va;
	uint32_t *threshold = rig_fw(scene->rig, 8, &va);

	*threshold = 2;
	put(notifier, NOTIFIER_THRESHOLD, va, 8);
}

static void *user_at(struct scene *scene, uint64_t va, uint32_t size, uint64_t prot)
{
	uint64_t pa;
	void *memory = rig_alloc(scene->rig, size, &pa);

	rig_map(scene->rig, RIG_USER_SLOT, va, pa, size, prot);
	return memory;
}

/* Memory of the user's slot, with a page behind it that nothing maps. */
static void *user(struct scene *scene, uint32_t size, uint64_t *va)
{
	*va = scene->user_va;
	scene->user_va += ALIGN(size + PAGE, 2 * PAGE);
	return user_at(scene, *va, size, AGX_PROT_GPU_FW_SHARED_RW);
}

static uint64_t make_user(struct scene *scene, uint32_t size)
{
	uint64_t va;

	user(scene, size, &va);
	return va;
}

static void make_block(struct scene *scene, uint32_t index)
{
	uint32_t page = make_user(scene, AGX_TVB_BLOCK_SIZE) >> AGX_TVB_PAGE_SHIFT;

	scene->block_list[2 * index] = page;
	for (uint32_t i = 0; i < AGX_TVB_BLOCK_PAGES; i++)
		scene->page_list[AGX_TVB_BLOCK_PAGES * index + i] = page + i;
}

static void make_info(struct scene *scene)
{
	void *info = rig_fw(scene->rig, agx_render_info_size(scene->layout),
			    &scene->args.scene.info);
	struct agx_tvb_args args = {
		.counter = make(scene->rig, sizeof(struct agx_tvb_counter)),
		.max_blocks = 64,
		.max_blocks_nomemless = 16,
	};

	scene->page_list = user(scene, 0x1000, &args.page_list);
	scene->block_list = user(scene, 0x1000, &args.block_list);
	scene->ctl = rig_fw(scene->rig, sizeof(*scene->ctl), &args.block_ctl);
	scene->ctl->total = scene->ctl->wptr = BLOCKS;
	agx_render_init_info(scene->layout, info, &args);
	agx_render_set_blocks(scene->layout, info, BLOCKS);
	for (uint32_t i = 0; i < BLOCKS; i++)
		make_block(scene, i);
}

/* The addresses that as_macos() knows, and others. */
static void make_tiler_memory(struct scene *scene)
{
	struct agx_scene_addrs *addrs = &scene->args.scene;
	const struct agx_tiles *tiles = &scene->tiles;

	addrs->tilemap = 0x1501cb0000;
	addrs->heapmeta = 0x1501cb4000;
	addrs->aux_fb = 0x1500a38000;
	user_at(scene, addrs->tilemap, tiles->tilemap_size, AGX_PROT_GPU_FW_SHARED_RW);
	user_at(scene, addrs->heapmeta, 0x200, AGX_PROT_GPU_FW_SHARED_RW);
	user_at(scene, addrs->aux_fb, AGX_AUX_FB_SIZE, AGX_PROT_GPU_FW_SHARED_RW);
	addrs->layermeta = make_user(scene, 0x100);
	addrs->tpc = make_user(scene, tiles->tpc_size);
	addrs->user_buffer = make_user(scene, AGX_SCENE_USER_SIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(addrs->preempt); i++)
		addrs->preempt[i] = make_user(scene, CLUSTERS * 0x540);
	if (!scene->args.clustering)
		return;
	addrs->cluster_tilemaps = make_user(scene, CLUSTERS * tiles->tilemap_size);
	addrs->cluster_layermeta = make_user(scene, 0x1000);
	for (unsigned int i = 0; i < ARRAY_SIZE(addrs->cluster_meta); i++)
		addrs->cluster_meta[i] = make_user(scene, CLUSTERS * 0x280);
}

static void make_buffer(struct scene *scene)
{
	struct agx_scene_addrs *addrs = &scene->args.scene;
	struct rig *rig = scene->rig;
	void *mem = rig_fw(rig, agx_render_scene_size(scene->layout), &addrs->scene);
	uint64_t pa;

	make_info(scene);
	make_tiler_memory(scene);
	addrs->control = AGX_KVA_GPU_FW_SHARED;
	rig_alloc(rig, sizeof(uint32_t), &pa);
	rig_map(rig, 0, addrs->control, pa, PAGE, AGX_PROT_GPU_FW_SHARED_RW);
	addrs->kernel_buffer = make(rig, AGX_TVB_KERNEL_BUF_SIZE);
	addrs->stats = make(rig, sizeof(struct agx_tvb_stats));
	addrs->slot = BUFFER_SLOT;
	agx_render_init_scene(scene->layout, mem, addrs);
}

static void make_half(struct scene *scene, struct half *half, struct agx_half_args *args)
{
	bool vertex = half->type == AGX_PIPE_VERTEX;
	uint32_t size = vertex ? agx_render_vertex_size(scene->layout) :
				 agx_render_fragment_size(scene->layout);
	uint64_t va;

	make_queue(half, vertex ? VERTEX_SLOT : FRAGMENT_SLOT);
	half->cmd = rig_fw(scene->rig, size, &half->cmd_va);
	args->queue_info = half->info_va;
	args->stats = make(scene->rig, 0x100);
	args->attachments = &scene->attachments;
	half->ticks = rig_fw(scene->rig, sizeof(*half->ticks), &half->stamps.times);
	half->times = rig_fw(scene->rig, 16, &va);
	args->user = (struct agx_timestamp_ptrs) { .start = va, .end = va + 8 };
}

static void build(struct scene *scene)
{
	struct half *vertex = &scene->vertex, *fragment = &scene->fragment;

	vertex->finalize = agx_render_build_vertex(scene->layout, vertex->cmd, vertex->cmd_va,
						   &scene->args);
	fragment->finalize = agx_render_build_fragment(scene->layout, fragment->cmd,
						       fragment->cmd_va, &scene->args);
	agx_render_stamp_vertex(scene->layout, vertex->cmd, vertex->finalize, &vertex->stamps,
				&fragment->stamps);
	agx_render_stamp_fragment(scene->layout, fragment->cmd, fragment->finalize,
				  &fragment->stamps);
}

static void make_user_memory(struct scene *scene)
{
	uint64_t bg = SHADERS + (scene->args.cmd->bg.usc & ~0x3fu);
	uint64_t eot = SHADERS + (scene->args.cmd->eot.usc & ~0x3fu);

	user_at(scene, STREAM, PAGE, AGX_PROT_GPU_SHARED_RO);
	user_at(scene, ALIGN_DOWN(bg, PAGE), PAGE, AGX_PROT_GPU_SHARED_RO);
	user_at(scene, ALIGN_DOWN(eot, PAGE), PAGE, AGX_PROT_GPU_SHARED_RO);
}

static void make_scene_of(struct scene *scene, struct rig *rig,
			  const struct drm_asahi_cmd_render *cmd)
{
	bool clustering = card_chip(rig->card)->clusters > 1;

	memset(scene, 0, sizeof(*scene));
	scene->rig = scene->vertex.rig = scene->fragment.rig = rig;
	scene->layout = agx_layout_find(rig->abi)->render;
	scene->user_va = 0x1600000000;
	assert_non_null(scene->layout);
	assert_int_equal(agx_tiles_init(&scene->tiles, cmd, clustering ? CLUSTERS : 1), 0);
	scene->args.cmd = cmd;
	scene->args.tiles = &scene->tiles;
	scene->args.vm_slot = RIG_USER_SLOT;
	scene->args.usc_exec_base = SHADERS;
	scene->args.clustering = clustering;
	scene->vertex.type = AGX_PIPE_VERTEX;
	scene->fragment.type = AGX_PIPE_FRAGMENT;
	scene->attachments = (struct agx_seq_attachments) {
		.list = { { .address = 0x1500000000, .size = 7, .unk_c = 0x17, .unk_e = 1 } },
		.count = 1,
	};
	make_user_memory(scene);
	make_notifier(scene);
	make_buffer(scene);
	make_half(scene, &scene->vertex, &scene->args.vertex);
	make_half(scene, &scene->fragment, &scene->args.fragment);
	build(scene);
}

static void make_scene(struct scene *scene, struct rig *rig)
{
	make_scene_of(scene, rig, &render);
}

/* The fragment half waits for the vertex half. */
static void push_barrier(struct scene *scene)
{
	uint64_t va;
	struct agx_cmd_barrier *barrier = rig_fw(scene->rig, sizeof(*barrier), &va);

	*barrier = (struct agx_cmd_barrier) {
		.tag = AGX_CMD_BARRIER,
		.wait_stamp = scene->vertex.stamps.fw_stamp,
		.wait_value = VALUE,
		.wait_slot = VERTEX_SLOT,
		.stamp_self = VALUE,
	};
	push(&scene->fragment, va);
}

static void push_init_buffer(struct scene *scene)
{
	uint64_t va;
	struct agx_cmd_init_buffer *init = rig_fw(scene->rig, sizeof(*init), &va);

	*init = (struct agx_cmd_init_buffer) {
		.tag = AGX_CMD_INIT_BUFFER,
		.vm_slot = RIG_USER_SLOT,
		.buffer_slot = BUFFER_SLOT,
		.block_count = BLOCKS,
		.info = scene->args.scene.info,
		.stamp_value = VALUE,
	};
	push(&scene->vertex, va);
}

static void submit(struct half *half)
{
	struct agx_pipe_msg msg = { .type = half->type, .queue = half->info_va,
				    .wptr = half->wptr, .event_slot = half->stamps.slot,
				    .is_new = 1 };

	rig_put(&half->rig->pipe[0][half->type], &msg, sizeof(msg));
	rig_doorbell(half->rig, AGX_DOORBELL_PIPE(half->type, 0));
}

/* What the driver counts: the same moments as the user's, by the counter. */
static void expect_ticks(const struct half *half)
{
	assert_int_equal(half->ticks->start, half->times[0] * AGX_TICK_NS_DEN / AGX_TICK_NS_NUM);
	assert_int_equal(half->ticks->end, half->times[1] * AGX_TICK_NS_DEN / AGX_TICK_NS_NUM);
}

static void push_all(struct scene *scene)
{
	push_barrier(scene);
	push(&scene->fragment, scene->fragment.cmd_va);
	push_init_buffer(scene);
	push(&scene->vertex, scene->vertex.cmd_va);
}

static void submit_both(struct scene *scene)
{
	push_all(scene);
	submit(&scene->fragment);
	assert_int_equal(*scene->fragment.stamp, 0);
	assert_null(rig_take(&scene->rig->event));
	submit(&scene->vertex);
}

static void expect_done(struct scene *scene)
{
	const struct agx_event_msg *event = rig_take(&scene->rig->event);

	assert_int_equal(*scene->vertex.stamp, VALUE);
	assert_int_equal(*scene->fragment.stamp, VALUE);
	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_FLAG);
	assert_int_equal(event->flag.firing[0], 1u << VERTEX_SLOT);
	assert_int_equal(event->flag.firing[2], 1u << (FRAGMENT_SLOT - 64));
}

static void each_firmware(void **state)
{
	struct rig *rig = *state;
	struct scene scene;

	make_scene(&scene, rig);
	submit_both(&scene);
	expect_done(&scene);
	assert_int_equal(*stats_counter(rig->card, "gpu.render.skipped"), 2);
	assert_true(scene.vertex.times[0] && scene.vertex.times[0] <= scene.vertex.times[1]);
	assert_true(scene.vertex.times[1] <= scene.fragment.times[0]);
	assert_true(scene.fragment.times[0] <= scene.fragment.times[1]);
	expect_ticks(&scene.vertex);
	expect_ticks(&scene.fragment);
}

/* Who follows a pointer, other than the firmware, which crashes at the first. */
enum { VERTEX = 1, FRAGMENT = 2, FRAGMENT_READS = 4 };

/* What the kernel gives a render, by the card's name for it. */
static const struct {
	const char *name;
	size_t at;
	unsigned int halves;
} memory[] = {
#define MEMORY(called, member, halves)                                                         \
	{ called, offsetof(struct agx_scene_addrs, member), halves }
	MEMORY("Info", info, 0),
	MEMORY("Scene", scene, 0),
	MEMORY("kernel buffer", kernel_buffer, 0),
	MEMORY("statistics of Scene", stats, 0),
	MEMORY("control word of Scene", control, VERTEX | FRAGMENT),
	MEMORY("user buffer of Scene", user_buffer, VERTEX | FRAGMENT),
	MEMORY("heap", heapmeta, VERTEX | FRAGMENT),
	MEMORY("layers", layermeta, VERTEX | FRAGMENT_READS),
	MEMORY("tilemap", tilemap, VERTEX | FRAGMENT_READS),
	MEMORY("tail pointers", tpc, VERTEX),
	MEMORY("auxiliary framebuffer", aux_fb, FRAGMENT),
	MEMORY("preemption buffer 1", preempt[0], VERTEX),
	MEMORY("preemption buffer 2", preempt[1], VERTEX),
	MEMORY("preemption buffer 3", preempt[2], VERTEX),
	MEMORY("clusters' tilemaps", cluster_tilemaps, VERTEX),
	MEMORY("clusters' layers", cluster_layermeta, VERTEX),
	MEMORY("cluster memory 1", cluster_meta[0], VERTEX),
	MEMORY("cluster memory 2", cluster_meta[1], VERTEX),
	MEMORY("cluster memory 3", cluster_meta[2], VERTEX),
	MEMORY("cluster memory 4", cluster_meta[3], VERTEX),
};

static uint64_t memory_va(const struct scene *scene, unsigned int which)
{
	uint64_t va;

	memcpy(&va, (const uint8_t *)&scene->args.scene + memory[which].at, sizeof(va));
	return va;
}

/* Some firmwares have no use for some of it, and one cluster has none for a part. */
static bool is_used(const struct scene *scene, unsigned int which)
{
	enum agx_generation generation = scene->rig->abi->generation;

	if (memory[which].at == offsetof(struct agx_scene_addrs, control))
		return agx_render_needs_control(scene->layout);
	if (memory[which].at >= offsetof(struct agx_scene_addrs, cluster_tilemaps))
		return generation != AGX_G14 && memory_va(scene, which);
	return true;
}

/* Takes memory away, or the right to write it. */
static void take(struct scene *scene, uint64_t va, bool wholly)
{
	bool kernel = va >> 63;

	if (wholly)
		rig_unmap(scene->rig, kernel ? 0 : RIG_USER_SLOT, va);
	else
		rig_protect(scene->rig, kernel ? 0 : RIG_USER_SLOT, va,
			    kernel ? AGX_PROT_FW_SHARED_RO : AGX_PROT_GPU_SHARED_RO);
}

static void expect_half(const struct half *half, const char *type, const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "%s command %016llx: %s at", type,
		 (unsigned long long)half->cmd_va, name);
	half->rig->seen = 0;
	rig_expect_violation(half->rig, text);
}

/* Each half that follows it says so. */
static void expect_named(const struct scene *scene, unsigned int which, bool wholly)
{
	unsigned int halves = memory[which].halves;

	if (!halves)
		rig_expect_violation(scene->rig, memory[which].name);
	if (halves & VERTEX)
		expect_half(&scene->vertex, "vertex", memory[which].name);
	if (halves & FRAGMENT || (wholly && halves & FRAGMENT_READS))
		expect_half(&scene->fragment, "fragment", memory[which].name);
}

/* For tests of several variants. */
static struct rig *open_rig(const char *variant)
{
	void *state = (void *)variant;

	assert_int_equal(rig_setup_ready(&state), 0);
	return state;
}

static void close_rig(struct rig *rig)
{
	void *state = rig;

	assert_int_equal(rig_teardown(&state), 0);
}

static void without(const char *variant, unsigned int which, bool wholly)
{
	struct rig *rig = open_rig(variant);
	struct scene scene;

	make_scene(&scene, rig);
	if (is_used(&scene, which)) {
		take(&scene, memory_va(&scene, which), wholly);
		submit_both(&scene);
		expect_named(&scene, which, wholly);
	}
	close_rig(rig);
}

/* Without any of it, or if it may only be read, the card says which it is. */
static void without_memory(void **state)
{
	static const char *const variants[] = { "t8103 12.3", "t6002 13.5", "t8112 12.4",
						"t8112 13.5", "t6021 13.5" };

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(variants); i++)
		for (unsigned int which = 0; which < ARRAY_SIZE(memory); which++) {
			without(variants[i], which, true);
			without(variants[i], which, false);
		}
}

/* What the user says of a render; shaders by 32 bits. */
static const struct {
	size_t at;
	bool is_shader;
} said[] = {
#define SAID(member) { offsetof(struct drm_asahi_cmd_render, member), false }
#define SHADER(member) { offsetof(struct drm_asahi_cmd_render, member), true }
	SAID(vdm_ctrl_stream_base), SAID(isp_scissor_base), SAID(isp_dbias_base),
	SAID(isp_oclqry_base), SAID(depth.base), SAID(depth.comp_base), SAID(stencil.base),
	SAID(stencil.comp_base), SAID(sampler_heap), SHADER(bg.usc), SHADER(eot.usc),
	SHADER(partial_bg.usc), SHADER(partial_eot.usc), SHADER(vertex_helper.binary),
	SHADER(fragment_helper.binary),
};

static void said_wrong(const char *variant, unsigned int which)
{
	struct drm_asahi_cmd_render cmd = render;
	const struct agx_event_msg *event;
	struct rig *rig = open_rig(variant);
	uint64_t nowhere = 0x2468000000;
	struct scene scene;

	make_scene(&scene, rig);
	memcpy((uint8_t *)&cmd + said[which].at, &nowhere, said[which].is_shader ? 4 : 8);
	scene.args.cmd = &cmd;
	memset(scene.vertex.cmd, 0, agx_render_vertex_size(scene.layout));
	memset(scene.fragment.cmd, 0, agx_render_fragment_size(scene.layout));
	build(&scene);
	submit_both(&scene);
	event = rig_take(&rig->event);
	assert_non_null(event);
	if (event->type != AGX_EVENT_FAULT)
		event = rig_take(&rig->event);
	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_FAULT);
	assert_int_equal(*stats_counter(rig->card, "gpu.faults"), 1);
	close_rig(rig);
}

/* What the user says wrong is a fault of the GPU, and no violation. */
static void said_by_user(void **state)
{
	static const char *const variants[] = { "t8103 12.3", "t8103 13.5", "t8112 12.4",
						"t8112 13.5", "t6021 13.5" };

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(variants); i++)
		for (unsigned int which = 0; which < ARRAY_SIZE(said); which++)
			said_wrong(variants[i], which);
}

/* An array of nothing is where its buffer ends. */
static void empty_array(void **state)
{
	struct drm_asahi_cmd_render cmd = render;
	struct scene scene;

	cmd.isp_scissor_base = cmd.isp_dbias_base = STREAM + PAGE;
	make_scene_of(&scene, *state, &cmd);
	submit_both(&scene);
	expect_done(&scene);
}

static uint8_t *somewhere(struct scene *scene, uint32_t round)
{
	const struct agx_render_layout *layout = scene->layout;
	uint32_t word = round / 4 * sizeof(uint32_t);

	switch (round % 4) {
	case 0:
		return scene->vertex.cmd + word % agx_render_vertex_size(layout);
	case 1:
		return scene->fragment.cmd + word % agx_render_fragment_size(layout);
	case 2:
		return (uint8_t *)scene->ctl + word % sizeof(*scene->ctl);
	default:
		return scene->rig->guest + word * 13 % scene->rig->used;
	}
}

/* Something of a render is anything: the card has to survive, whatever it says. */
static void spoil(const char *variant, uint32_t round)
{
	static const uint64_t edges[] = { 0, 1, 0x3fff, 0x80000000, ~0u, 1ull << 38, ~0ull };
	struct rig *rig = open_rig(variant);
	struct scene scene;

	make_scene(&scene, rig);
	memcpy(somewhere(&scene, round), &edges[round % ARRAY_SIZE(edges)], 4);
	assert_true(fault_order(card_fault(rig->card), "storm:3"));
	push_all(&scene);
	submit(&scene.vertex);
	submit(&scene.fragment);
	rig->seen = card_violations(rig->card);
	close_rig(rig);
}

static void spoiled(void **state)
{
	static const char *const variants[] = { "t8103 12.3", "t6002 13.5", "t8112 12.4",
						"t8112 13.5", "t6021 13.5" };

	(void)state;
	for (uint32_t round = 0; round < 100; round++)
		spoil(variants[round % ARRAY_SIZE(variants)], round * 7919);
}

static void bad_block(void **state)
{
	struct rig *rig = *state;
	struct scene scene;

	make_scene(&scene, rig);
	rig_unmap(rig, RIG_USER_SLOT, ((uint64_t)scene.block_list[6] << AGX_TVB_PAGE_SHIFT) +
					      AGX_TVB_BLOCK_SIZE - PAGE);
	submit_both(&scene);
	rig_expect_violation(rig, "block at");
	expect_done(&scene);
}

static void bad_page(void **state)
{
	struct scene scene;

	make_scene(&scene, *state);
	scene.page_list[5]++;
	submit_both(&scene);
	rig_expect_violation(scene.rig, "page of a block");
	expect_done(&scene);
}

static void bad_count(void **state)
{
	struct scene scene;

	make_scene(&scene, *state);
	scene.ctl->total = BLOCKS - 1;
	submit_both(&scene);
	rig_expect_violation(scene.rig, "InitBuffer.block_count is 8, not 7");
}

static void answer(struct scene *scene, const struct agx_event_msg *event)
{
	const struct agx_devctrl_grow_ack ack = {
		.opcode = scene->rig->abi->op_grow_ack,
		.unk_4 = 1,
		.buffer_slot = BUFFER_SLOT,
		.vm_slot = RIG_USER_SLOT,
		.counter = event->grow_tvb.counter,
	};

	rig_put(&scene->rig->devctrl, &ack, sizeof(ack));
	rig_doorbell(scene->rig, AGX_DOORBELL_DEVCTRL);
}

static void ask(struct scene *scene, struct rig *rig, struct agx_event_msg *asked)
{
	const struct agx_event_msg *event;

	make_scene(scene, rig);
	assert_true(fault_order(card_fault(rig->card), "grow"));
	submit_both(scene);
	event = rig_take(&rig->event);
	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_GROW_TVB);
	assert_int_equal(event->grow_tvb.buffer_slot, BUFFER_SLOT);
	assert_int_equal(event->grow_tvb.vm_slot, RIG_USER_SLOT);
	assert_null(rig_take(&rig->event));
	*asked = *event;
}

static void growth(void **state)
{
	struct agx_event_msg asked;
	struct scene scene;

	ask(&scene, *state, &asked);
	for (uint32_t i = BLOCKS; i < GROWN; i++)
		make_block(&scene, i);
	scene.ctl->total = scene.ctl->wptr = GROWN;
	answer(&scene, &asked);
	expect_done(&scene);
	answer(&scene, &asked);
	rig_expect_violation(scene.rig, "which was not asked for");
}

static void growth_of_nothing(void **state)
{
	struct agx_event_msg asked;
	struct scene scene;

	ask(&scene, *state, &asked);
	answer(&scene, &asked);
	rig_expect_violation(scene.rig, "has not grown, 8 blocks of 64");
	expect_done(&scene);
}

static void growth_unmapped(void **state)
{
	struct agx_event_msg asked;
	struct scene scene;

	ask(&scene, *state, &asked);
	make_block(&scene, BLOCKS);
	rig_protect(scene.rig, RIG_USER_SLOT,
		    (uint64_t)scene.block_list[2 * BLOCKS] << AGX_TVB_PAGE_SHIFT,
		    AGX_PROT_GPU_SHARED_RO);
	scene.ctl->total = scene.ctl->wptr = BLOCKS + 1;
	answer(&scene, &asked);
	rig_expect_violation(scene.rig, "is read-only for the GPU");
	expect_done(&scene);
}

#define EXPECT_WORDS(mem, offset, ...)                                                         \
	do {                                                                                   \
		static const uint32_t words[] = { __VA_ARGS__ };                               \
		rig_expect_words(mem, offset, words, ARRAY_SIZE(words));                       \
	} while (0)

/* The dumps in the comments of m1n1's WorkCommandTA and WorkCommand3D, of firmware 12.3. */
static void as_macos(void **state)
{
	struct scene scene;

	make_scene(&scene, *state);
	EXPECT_WORDS(scene.vertex.cmd, 0x38, 0x200, 0, 0x1e3ce508, 0x1e3ce508, 0x01cb0000, 0x15);
	EXPECT_WORDS(scene.vertex.cmd, 0x60, 0x01cb4000, 0x80000015, 0x006b0003, 0x003a0012, 1);
	EXPECT_WORDS(scene.vertex.cmd, 0x80, 0xa000, 0, 0x88, 0);
	EXPECT_WORDS(scene.vertex.cmd, 0x3bc, 0xf0, 0x88, 0x202, 0x04af063f, 0x25031, 0x404030,
		     0x303024, 0xc0, 0x180, 0x100, 0x8000);
	EXPECT_WORDS(scene.fragment.cmd, 0x40, 0x88, 0, 1, 0x10000c);
	EXPECT_WORDS(scene.fragment.cmd, 0x60, 0x3a8de3be, 0x3abd2fa8, 0, 0, 0x76c, 0, 0xa000);
	EXPECT_WORDS(scene.fragment.cmd, 0x90, 0x88, 0);
	EXPECT_WORDS(scene.fragment.cmd, 0xa8, 0xc000, 0, 0x640, 0x4b0);
	EXPECT_WORDS(scene.fragment.cmd, 0x150, 0x01cb0000, 0x15);
	EXPECT_WORDS(scene.fragment.cmd, 0x160, 0xc0000000, 3, 0x01cb4000, 0x15, 0x10280, 0,
		     0x00a38000, 0x15);
	EXPECT_WORDS(scene.fragment.cmd, 0x1b0, 0, 0x11, 0x8c60, 0);
	EXPECT_WORDS(scene.fragment.cmd, 0x1d0, 0x1c);
	EXPECT_WORDS(scene.fragment.cmd, 0x3c0, 0x12, 0x28084, 0, 0, 0x3a8de3be, 0x3abd2fa8, 0, 0,
		     0x10000c, 0, 0x25031, 4, 0x3f800000, 0x700, 0, 1);
}

static int geometry(uint32_t width, uint32_t height, uint32_t layers, uint32_t utile_width,
		    uint32_t utile_height, uint32_t samples)
{
	struct drm_asahi_cmd_render cmd = render;
	struct agx_tiles tiles;

	cmd.width_px = width;
	cmd.height_px = height;
	cmd.layers = layers;
	cmd.utile_width_px = utile_width;
	cmd.utile_height_px = utile_height;
	cmd.samples = samples;
	return agx_tiles_init(&tiles, &cmd, 1);
}

static void bad_geometry(void **state)
{
	(void)state;
	assert_int_equal(geometry(1, 1, 1, 16, 16, 4), 0);
	assert_int_equal(geometry(16384, 16384, 2048, 32, 16, 2), 0);
	assert_int_equal(geometry(0, 1, 1, 32, 32, 1), -EINVAL);
	assert_int_equal(geometry(1, 0, 1, 32, 32, 1), -EINVAL);
	assert_int_equal(geometry(16385, 1, 1, 32, 32, 1), -EINVAL);
	assert_int_equal(geometry(1, 16385, 1, 32, 32, 1), -EINVAL);
	assert_int_equal(geometry(1, 1, 0, 32, 32, 1), -EINVAL);
	assert_int_equal(geometry(1, 1, 2049, 32, 32, 1), -EINVAL);
	assert_int_equal(geometry(1, 1, 1, 16, 32, 1), -EINVAL);
	assert_int_equal(geometry(1, 1, 1, 0, 0, 1), -EINVAL);
	assert_int_equal(geometry(1, 1, 1, 64, 64, 1), -EINVAL);
	assert_int_equal(geometry(1, 1, 1, 32, 32, 0), -EINVAL);
	assert_int_equal(geometry(1, 1, 1, 32, 32, 3), -EINVAL);
	assert_int_equal(geometry(1, 1, 1, 32, 32, 8), -EINVAL);
}

/* The largest framebuffer there is does not fit into 32 bits. */
static void large_geometry(void **state)
{
	struct drm_asahi_cmd_render cmd = render;
	struct agx_tiles tiles;

	(void)state;
	cmd.width_px = cmd.height_px = 16384;
	cmd.layers = 2048;
	cmd.utile_width_px = cmd.utile_height_px = 16;
	assert_int_equal(agx_tiles_init(&tiles, &cmd, 8), 0);
	assert_true(tiles.tilemap_size == 512ull * 512 * 4 * 5 * 2048);
	assert_true(tiles.tpc_size == 512ull * 512 * 4 * 8 * 2048 * 8);
	assert_int_equal(tiles.min_blocks, 7 + 2 * 2048);
	assert_int_equal(tiles.layermeta_size, 0x100);
}

#define EACH(variant) { "each_firmware " variant, each_firmware, rig_setup_ready, rig_teardown, variant }

#define READY(test) cmocka_unit_test_setup_teardown(test, rig_setup_ready, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH("t8103 12.3"),
		EACH("t8103 13.5"),
		EACH("t6002 13.5"),
		EACH("t8112 12.4"),
		EACH("t8112 13.5"),
		EACH("t6021 13.5"),
		READY(as_macos),
		cmocka_unit_test(without_memory),
		cmocka_unit_test(said_by_user),
		READY(empty_array),
		cmocka_unit_test(spoiled),
		READY(bad_block),
		READY(bad_page),
		READY(bad_count),
		READY(growth),
		READY(growth_of_nothing),
		READY(growth_unmapped),
		cmocka_unit_test(bad_geometry),
		cmocka_unit_test(large_geometry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
