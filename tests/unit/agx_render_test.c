// SPDX-License-Identifier: MIT
/*
 * Renders: the driver's tables of what each firmware wants, against the card's, which were
 * computed apart from them, and against the commands of macOS that m1n1 shows.
 */
#include "kernel_shim.h"

#include "drm/agx/agx_layout.h"
#include "drm/agx/agx_layout_render.h"
#include "drm/agx/agx_tiles.h"
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

static void make_buffer(struct scene *scene)
{
	struct agx_scene_addrs *addrs = &scene->args.scene;
	struct rig *rig = scene->rig;
	void *info = rig_fw(rig, agx_render_info_size(scene->layout), &addrs->info);
	void *mem = rig_fw(rig, agx_render_scene_size(scene->layout), &addrs->scene);
	const struct agx_tvb_args args = {
		.page_list = make(rig, 0x1000),
		.block_list = make(rig, 0x1000),
		.block_ctl = make(rig, sizeof(struct agx_tvb_block_ctl)),
		.counter = make(rig, sizeof(struct agx_tvb_counter)),
		.max_blocks = 64,
		.max_blocks_nomemless = 16,
	};

	addrs->control = make(rig, sizeof(uint32_t));
	addrs->kernel_buffer = make(rig, AGX_TVB_KERNEL_BUF_SIZE);
	addrs->stats = make(rig, sizeof(struct agx_tvb_stats));
	addrs->tilemap = 0x1501cb0000;
	addrs->heapmeta = 0x1501cb4000;
	addrs->layermeta = 0x1501cb4200;
	addrs->aux_fb = 0x1500a38000;
	addrs->slot = BUFFER_SLOT;
	agx_render_init_info(scene->layout, info, &args);
	agx_render_set_blocks(scene->layout, info, 8);
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

static void make_scene(struct scene *scene, struct rig *rig)
{
	uint64_t pa;

	memset(scene, 0, sizeof(*scene));
	scene->rig = scene->vertex.rig = scene->fragment.rig = rig;
	scene->layout = agx_layout_find(rig->abi)->render;
	assert_non_null(scene->layout);
	assert_int_equal(agx_tiles_init(&scene->tiles, &render, 1), 0);
	scene->args.cmd = &render;
	scene->args.tiles = &scene->tiles;
	scene->args.vm_slot = RIG_USER_SLOT;
	scene->args.usc_exec_base = 0x1100000000;
	scene->vertex.type = AGX_PIPE_VERTEX;
	scene->fragment.type = AGX_PIPE_FRAGMENT;
	scene->attachments = (struct agx_seq_attachments) {
		.list = { { .address = 0x1500000000, .size = 7, .unk_c = 0x17, .unk_e = 1 } },
		.count = 1,
	};
	rig_alloc(rig, 0x4000, &pa);
	rig_map(rig, RIG_USER_SLOT, STREAM, pa, 0x4000, AGX_PROT_GPU_SHARED_RO);
	make_notifier(scene);
	make_buffer(scene);
	make_half(scene, &scene->vertex, &scene->args.vertex);
	make_half(scene, &scene->fragment, &scene->args.fragment);
	build(scene);
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
		.block_count = 8,
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

static void each_firmware(void **state)
{
	const struct agx_event_msg *event;
	struct rig *rig = *state;
	struct scene scene;

	make_scene(&scene, rig);
	push_barrier(&scene);
	push(&scene.fragment, scene.fragment.cmd_va);
	push_init_buffer(&scene);
	push(&scene.vertex, scene.vertex.cmd_va);

	submit(&scene.fragment);
	assert_int_equal(*scene.fragment.stamp, 0);
	assert_null(rig_take(&rig->event));
	submit(&scene.vertex);
	assert_int_equal(*scene.vertex.stamp, VALUE);
	assert_int_equal(*scene.fragment.stamp, VALUE);

	event = rig_take(&rig->event);
	assert_non_null(event);
	assert_int_equal(event->type, AGX_EVENT_FLAG);
	assert_int_equal(event->flag.firing[0], 1u << VERTEX_SLOT);
	assert_int_equal(event->flag.firing[2], 1u << (FRAGMENT_SLOT - 64));
	assert_int_equal(*stats_counter(rig->card, "gpu.render.skipped"), 2);
	assert_true(scene.vertex.times[0] && scene.vertex.times[0] <= scene.vertex.times[1]);
	assert_true(scene.vertex.times[1] <= scene.fragment.times[0]);
	assert_true(scene.fragment.times[0] <= scene.fragment.times[1]);
	expect_ticks(&scene.vertex);
	expect_ticks(&scene.fragment);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH("t8103 12.3"),
		EACH("t8103 13.5"),
		EACH("t6002 13.5"),
		EACH("t8112 12.4"),
		EACH("t8112 13.5"),
		EACH("t6021 13.5"),
		cmocka_unit_test_setup_teardown(as_macos, rig_setup_ready, rig_teardown),
		cmocka_unit_test(bad_geometry),
		cmocka_unit_test(large_geometry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
