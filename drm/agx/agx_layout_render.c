// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Layouts of renders
 *
 * Firmwares agree on most of what a render is made of, and differ in what they
 * have between. So there is one function for each part, and a table for each
 * firmware that says where its parts are.
 *
 * Sources: see firmware/agx/render.h, render_seq.h and buffer.h; values as in
 * Asahi's queue/render.rs and m1n1's agx/render.py.
 */
#include "agx_layout_render.h"
#include "agx_layout.h"
#include "agx_tiles.h"

#include "firmware/agx/buffer.h"
#include "firmware/agx/microseq.h"
#include "firmware/agx/render.h"
#include "firmware/agx/render_seq.h"

#include <uapi/drm/asahi_drm.h>

#include <linux/align.h>
#include <linux/bug.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define AGX_RENDER_ALIGN	0x40

#define AGX_UNK_8C60		0x8c60
#define AGX_UNK_1C		0x1c
#define AGX_TILE_CONFIG		0x280
#define AGX_TILE_CONFIG_LAYERS	0x1
#define AGX_TILE_CONFIG_EMPTY	0x10000
#define AGX_ISP_CTL		0xc000
#define AGX_BGOBJVALS_G13	0x400
#define AGX_IOGPU_UNK_54	0x3a0012006b0003ull

/**
 * struct agx_render_layout - where a firmware has the parts
 *
 * Offsets in the structures of firmware/agx, by the names that these have
 * there; 0 stands for a part that a firmware lacks.
 */
struct agx_render_layout {
	/** @v13: has counters, and what else came with firmware 13. */
	bool v13;
	/** @g14: of G14 and G14X, which have some values of their own. */
	bool g14;
	/** @params: fills what the generations have differently of the vertex half. */
	void (*params)(void *mem, u64 va, const struct agx_render_args *args);
	/** @info: Info. */
	struct {
		u16 size, body;
	} info;
	/** @scene: Scene; what is before @head are addresses of a control word. */
	struct {
		u16 size, head, tail;
	} scene;
	/** @vertex: RunVertex. */
	struct {
		u16 size, counter, head, params1, tiling, body, v13;
	} vertex;
	/** @fragment: RunFragment. */
	struct {
		u16 size, counter, head, registers;
		u16 bases, aux, aux_unk, zls, unk_g14, zs, params1, params2;
		u16 partial, partial_unk, eot, zls_pixels, state, meta, end, v13;
	} fragment;
	/** @start_vertex: StartVertex. */
	struct {
		u16 size, registers, body, v13, no_clustering;
	} start_vertex;
	/** @finalize_vertex: FinalizeVertex. */
	struct {
		u16 size, tail;
	} finalize_vertex;
	/** @start_fragment: StartFragment. */
	struct {
		u16 size, registers, body, tail, v13;
	} start_fragment;
	/** @finalize_fragment: FinalizeFragment. */
	struct {
		u16 size, tail;
	} finalize_fragment;
};

/* A command, and behind it a microsequence that grows. */
struct seq {
	u8 *cmd;
	u64 va;
	u32 start;
	u32 end;
};

static struct seq seq_begin(void *cmd, u64 va, u32 size)
{
	u32 start = ALIGN(size, AGX_RENDER_ALIGN);

	return (struct seq) { .cmd = cmd, .va = va, .start = start, .end = start };
}

/* Room for a microsequence, with both timestamps. */
static size_t seq_room(u32 start, u32 finalize)
{
	return start + finalize + 2 * sizeof(u32) + 2 * sizeof(struct agx_seq_timestamp_v13);
}

/* Where the next operation goes; returned is its offset from the command. */
static u32 seq_add(struct seq *seq, u32 size)
{
	u32 at = seq->end;

	seq->end += size;
	return at;
}

static void seq_add_word(struct seq *seq, u32 word)
{
	u32 at = seq_add(seq, sizeof(word));

	memcpy(seq->cmd + at, &word, sizeof(word));
}

/**
 * struct seq_times - what Timestamp names in a command
 * @end: where struct agx_command_end is
 * @v13: where struct agx_render_v13 is, 0 before 13.0
 */
struct seq_times {
	u32 end;
	u32 v13;
};

/* Always, as macOS does (m1n1's microsequence.py): ours are wanted if userspace's are not. */
static void seq_add_timestamp(struct seq *seq, const struct seq_times *times,
			      const struct agx_half_args *half, bool start)
{
	struct agx_seq_timestamp_v13 *op;

	op = (void *)(seq->cmd + seq_add(seq, times->v13 ? sizeof(struct agx_seq_timestamp_v13) :
							   sizeof(struct agx_seq_timestamp_v12)));
	op->common = agx_layout_timestamp(seq->va + times->end, half->queue_info, start);
	if (times->v13)
		op->unk_ts = seq->va + times->v13 + offsetof(struct agx_render_v13, unk_ts);
}

/*
 * Buffer and scene.
 */

/**
 * agx_render_init_info() - fill Info of a tiled vertex buffer without blocks
 * @layout: the firmware's
 * @mem: zeroed, agx_render_info_size() bytes
 * @args: what it says
 */
void agx_render_init_info(const struct agx_render_layout *layout, void *mem,
			  const struct agx_tvb_args *args)
{
	struct agx_tvb_info_head *head = mem;
	struct agx_tvb_info_body *body = mem + layout->info.body;

	head->cur_id = -1;
	*body = (struct agx_tvb_info_body) {
		.page_list = args->page_list,
		.page_list_size = args->max_blocks * AGX_TVB_BLOCK_PAGES * sizeof(u32),
		.max_blocks = args->max_blocks,
		.block_list = args->block_list,
		.block_ctl = args->block_ctl,
		.block_size = AGX_TVB_BLOCK_SIZE,
		.counter = args->counter,
		.unk_80 = 1,
		.max_pages = args->max_blocks * AGX_TVB_BLOCK_PAGES,
		.max_pages_nomemless = args->max_blocks_nomemless * AGX_TVB_BLOCK_PAGES,
	};
}

/**
 * agx_render_set_blocks() - say in Info how large the buffer is
 * @layout: the firmware's
 * @mem: Info, of a buffer that no render uses
 * @blocks: blocks, at least 1
 */
void agx_render_set_blocks(const struct agx_render_layout *layout, void *mem, u32 blocks)
{
	struct agx_tvb_info_body *body = mem + layout->info.body;

	body->page_count = blocks * AGX_TVB_BLOCK_PAGES;
	body->block_count = blocks;
	body->last_page = body->page_count - 1;
}

/**
 * agx_render_init_scene() - fill a Scene
 * @layout: the firmware's
 * @mem: zeroed, agx_render_scene_size() bytes
 * @addrs: what it points at
 */
void agx_render_init_scene(const struct agx_render_layout *layout, void *mem,
			   const struct agx_scene_addrs *addrs)
{
	struct agx_scene_head *head = mem + layout->scene.head;
	struct agx_scene_tail *tail = mem + layout->scene.tail;

	for (u32 at = 0; at < layout->scene.head; at += sizeof(addrs->control))
		memcpy(mem + at, &addrs->control, sizeof(addrs->control));
	head->user_buffer = addrs->user_buffer;
	tail->stats = addrs->stats;
}

/*
 * What both halves have.
 */

static u64 render_tile_config(const struct drm_asahi_cmd_render *cmd)
{
	u64 config = AGX_TILE_CONFIG;

	if (cmd->layers > 1)
		config |= AGX_TILE_CONFIG_LAYERS;
	if (cmd->flags & DRM_ASAHI_RENDER_PROCESS_EMPTY_TILES)
		config |= AGX_TILE_CONFIG_EMPTY;
	return config;
}

static void render_init_start_v13(struct agx_seq_start_v13 *start,
				  const struct agx_render_args *args)
{
	start->notifier_buf = args->notifier + offsetof(struct agx_notifier_v13, unk_buf);
}

/* Registers of a command; the firmware may change what it has of them, but not their number. */
struct register_list {
	struct agx_registers *to;
	u32 count;
};

static void render_add_register(struct register_list *list, u32 number, u64 value)
{
	if (WARN_ON_ONCE(list->count >= AGX_REGISTERS_MAX))
		return;

	list->to->reg[list->count++] = (struct agx_register) {
		.number = number,
		.value = value,
	};
}

static void render_end_registers(const struct register_list *list, u64 va)
{
	list->to->address = va + offsetof(struct agx_registers, reg);
	list->to->count = list->count;
	list->to->length = list->count * sizeof(list->to->reg[0]);
}

static void render_add_wait(const struct agx_render_layout *layout, struct seq *seq, u32 pipe)
{
	seq_add_word(seq, agx_layout_wait(layout->start_vertex.registers, pipe));
}

/*
 * Vertex.
 */

static void vertex_params_g13(void *mem, u64 va, const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	const struct agx_scene_addrs *scene = &args->scene;
	const struct agx_tiles *tiles = args->tiles;
	struct agx_vertex_params1_g13 *params = mem;

	*params = (struct agx_vertex_params1_g13) {
		.unk_0 = 0x200,
		.unk_8 = AGX_VERTEX_UNK_8,
		.unk_c = AGX_VERTEX_UNK_8,
		.tvb_tilemap = scene->tilemap,
		.tvb_cluster_tilemaps = scene->cluster_tilemaps,
		.tpc = scene->tpc,
		.tvb_heapmeta = scene->heapmeta | AGX_VERTEX_HEAPMETA_FLAG,
		.iogpu_unk_54 = AGX_IOGPU_UNK_54,
		.iogpu_unk_56 = 1,
		.utile_config = tiles->utile_config,
		.ppp_multisamplectl = cmd->ppp_multisamplectl,
		.tvb_layermeta = scene->layermeta,
		.tvb_cluster_layermeta = scene->cluster_layermeta,
		.core_mask = { args->core_mask[0], args->core_mask[1] },
		.preempt_buf1 = scene->preempt[0],
		.preempt_buf2 = scene->preempt[1],
		.unk_80 = 1,
		.preempt_buf3 = scene->preempt[2] | AGX_VERTEX_PREEMPT3_FLAG,
		.vdm_ctrl_stream_base = cmd->vdm_ctrl_stream_base,
		.tvb_cluster_meta2 = scene->cluster_meta[1],
		.tvb_cluster_meta3 = scene->cluster_meta[2],
		.tiling_control = args->tiling_control |
				  (args->clustering ? 0 : AGX_TILING_NO_CLUSTERING),
		.usc_exec_base_ta = args->usc_exec_base,
		.unk_f0 = AGX_UNK_1C + ALIGN(tiles->meta1_blocks, 4),
		.unk_f8 = AGX_UNK_8C60,
		.helper_program = cmd->vertex_helper.binary,
		.helper_arg = cmd->vertex_helper.data,
		.unk_118 = AGX_UNK_1C,
	};

	/* A flag alone is no address. */
	if (scene->cluster_meta[0])
		params->tvb_cluster_meta1 = scene->cluster_meta[0] |
					    (u64)tiles->meta1_stride << AGX_VERTEX_META1_SHIFT;
	if (scene->cluster_meta[3])
		params->tvb_cluster_meta4 = scene->cluster_meta[3] | AGX_VERTEX_META4_FLAG;
}

static void vertex_params_g14(void *mem, u64 va, const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	const struct agx_scene_addrs *scene = &args->scene;
	struct agx_vertex_params1_g14 *params = mem;

	*params = (struct agx_vertex_params1_g14) {
		.unk_0 = 0x200,
		.unk_8 = AGX_VERTEX_UNK_8,
		.unk_c = AGX_VERTEX_UNK_8,
		.tvb_tilemap = scene->tilemap,
		.tpc = scene->tpc,
		.tvb_heapmeta = scene->heapmeta | AGX_VERTEX_HEAPMETA_FLAG,
		.iogpu_unk_54 = AGX_IOGPU_UNK_54,
		.iogpu_unk_56 = 1,
		.utile_config = args->tiles->utile_config,
		.ppp_multisamplectl = cmd->ppp_multisamplectl,
		.tvb_layermeta = scene->layermeta,
		.preempt_buf1 = scene->preempt[0],
		.preempt_buf2 = scene->preempt[1],
		.unk_80 = 1,
		.preempt_buf3 = scene->preempt[2] | AGX_VERTEX_PREEMPT3_FLAG,
		.vdm_ctrl_stream_base = cmd->vdm_ctrl_stream_base,
		.usc_exec_base_ta = args->usc_exec_base,
		.unk_f8 = AGX_UNK_8C60,
		.helper_program = cmd->vertex_helper.binary,
		.helper_arg = cmd->vertex_helper.data,
		.unk_118 = AGX_UNK_1C,
	};
}

/* Where the memory of the tiler is; several registers have the same. */
static void vertex_add_memory(struct register_list *r, const struct agx_scene_addrs *scene)
{
	render_add_register(r, 0x1c039, scene->tilemap);
	render_add_register(r, 0x1c9c8, scene->tilemap);
	render_add_register(r, 0x1c041, scene->cluster_tilemaps);
	render_add_register(r, 0x1c9d0, scene->cluster_tilemaps);
	render_add_register(r, 0x1c0a1, scene->tpc);
	render_add_register(r, 0x1c031, scene->heapmeta | AGX_VERTEX_HEAPMETA_FLAG);
	render_add_register(r, 0x1c9c0, scene->heapmeta | AGX_VERTEX_HEAPMETA_FLAG);
	render_add_register(r, 0x10111, scene->preempt[0]);
	render_add_register(r, 0x1c9b0, scene->preempt[0]);
	render_add_register(r, 0x10119, scene->preempt[1]);
	render_add_register(r, 0x1c9b8, scene->preempt[1]);
	render_add_register(r, 0x1c950, scene->preempt[2] | AGX_VERTEX_PREEMPT3_FLAG);
	render_add_register(r, 0x1c948, scene->cluster_meta[1]);
	render_add_register(r, 0x1c888, scene->cluster_meta[2]);
	render_add_register(r, 0x1c079, scene->layermeta);
	render_add_register(r, 0x1c9d8, scene->layermeta);
	render_add_register(r, 0x1c089, scene->cluster_layermeta);
	render_add_register(r, 0x1c9e0, scene->cluster_layermeta);
	render_add_register(r, 0x16c41, scene->cluster_meta[3]);
	render_add_register(r, 0x1ca40, scene->cluster_meta[3]);
	render_add_register(r, 0x1c920, scene->cluster_meta[0]);
}

/* What others have in TilingParameters. */
static void vertex_add_tiling(struct register_list *r, const struct agx_tiling_params *params)
{
	render_add_register(r, 0x1c0b1, params->rgn_size);
	render_add_register(r, 0x1c850, params->rgn_size);
	render_add_register(r, 0x10131, params->unk_4);
	render_add_register(r, 0x10121, params->ppp_ctrl);
	render_add_register(r, 0x10129, params->x_max | (u64)params->y_max << 16);
	render_add_register(r, 0x101b9, params->te_screen);
	render_add_register(r, 0x1c069, params->te_mtile1);
	render_add_register(r, 0x1c071, params->te_mtile2);
	render_add_register(r, 0x1c081, params->tiles_per_mtile);
	render_add_register(r, 0x1c0a9, params->tpc_stride);
	render_add_register(r, 0x10171, params->unk_24);
	render_add_register(r, 0x10169, params->unk_28);
	render_add_register(r, 0x1c9e8, params->unk_28 & 0x4fff);
}

/* What is the same in all renders, as far as anybody knows. */
static void vertex_add_fixed(struct register_list *r)
{
	static const u32 zero[] = {
		0x1c930, 0x1c898, 0x10151, 0x1c199, 0x1c1a1, 0x1c1a9, 0x1c1b1, 0x1c1b9,
	};

	render_add_register(r, 0x10141, 0x200);
	render_add_register(r, 0x1c051, AGX_IOGPU_UNK_54);
	render_add_register(r, 0x1c061, 1);
	render_add_register(r, 0x1c958, 1);
	render_add_register(r, 0x1c918, 4);
	render_add_register(r, 0x1c9a8, AGX_UNK_1C);
	render_add_register(r, 0x12099, AGX_UNK_1C);
	for (u32 i = 0; i < ARRAY_SIZE(zero); i++)
		render_add_register(r, zero[i], 0);
}

/* Numbers: m1n1's agx/render.py, Asahi's queue/render.rs. */
static void vertex_params_g14x(void *mem, u64 va, const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	struct register_list r = { .to = mem };

	vertex_add_fixed(&r);
	vertex_add_memory(&r, &args->scene);
	vertex_add_tiling(&r, &args->tiles->params);
	render_add_register(&r, 0x10149, args->tiles->utile_config);
	render_add_register(&r, 0x10139, cmd->ppp_multisamplectl);
	render_add_register(&r, 0x1c880, cmd->vdm_ctrl_stream_base);
	render_add_register(&r, 0x1c890, args->tiling_control |
					 (args->clustering ? 0 : AGX_TILING_NO_CLUSTERING));
	render_add_register(&r, 0x10061, args->usc_exec_base);
	render_add_register(&r, 0x11801, cmd->vertex_helper.binary);
	render_add_register(&r, 0x11809, cmd->vertex_helper.data);
	render_add_register(&r, 0x11f71, cmd->vertex_helper.cfg);
	render_end_registers(&r, va);
}

static u32 vertex_add_start(const struct agx_render_layout *layout, struct seq *seq,
			    const struct agx_render_args *args)
{
	u32 at = seq_add(seq, layout->start_vertex.size);
	struct agx_seq_start_vertex_head *head = (void *)(seq->cmd + at);
	struct agx_seq_start_vertex_body *body = (void *)(seq->cmd + at) +
						 layout->start_vertex.body;
	u64 vertex = seq->va + layout->vertex.body;

	head->header = AGX_SEQ_OP_START_VERTEX;
	if (layout->start_vertex.registers) {
		put_unaligned_le64(seq->va + layout->vertex.params1,
				   seq->cmd + at + layout->start_vertex.registers);
	} else {
		head->tiling_params = seq->va + layout->vertex.tiling;
		head->job_params1 = seq->va + layout->vertex.params1;
	}
	*body = (struct agx_seq_start_vertex_body) {
		.buffer = args->scene.info,
		.scene = args->scene.scene,
		.stats = args->vertex.stats,
		.work_queue = args->vertex.queue_info,
		.vm_slot = args->vm_slot,
		.unk_38 = 1,
		.event_generation = args->uuid,
		.buffer_slot = args->scene.slot,
		.unk_pointer = vertex + offsetof(struct agx_vertex_body, unk_pointee),
		.unk_job_buf = vertex + offsetof(struct agx_vertex_body, end.unk_buf_0),
		.attachments = *args->vertex.attachments,
	};
	if (layout->v13) {
		u32 no_clustering = !args->clustering;

		render_init_start_v13((void *)(seq->cmd + at) + layout->start_vertex.v13, args);
		memcpy(seq->cmd + at + layout->start_vertex.no_clustering, &no_clustering,
		       sizeof(no_clustering));
	}
	return at;
}

static u32 vertex_add_finalize(const struct agx_render_layout *layout, struct seq *seq,
			       const struct agx_render_args *args, u32 start)
{
	u32 at = seq_add(seq, layout->finalize_vertex.size);
	struct agx_seq_finalize_vertex_body *body = (void *)(seq->cmd + at);
	struct agx_seq_finalize_tail *tail = (void *)(seq->cmd + at) +
					     layout->finalize_vertex.tail;

	*body = (struct agx_seq_finalize_vertex_body) {
		.header = AGX_SEQ_OP_FINALIZE_VERTEX,
		.scene = args->scene.scene,
		.buffer = args->scene.info,
		.stats = args->vertex.stats,
		.work_queue = args->vertex.queue_info,
		.vm_slot = args->vm_slot,
		.unk_pointer = seq->va + layout->vertex.body +
			       offsetof(struct agx_vertex_body, unk_pointee),
	};
	*tail = (struct agx_seq_finalize_tail) {
		.restart_branch_offset = (s32)(start - at),
		.has_attachments = args->vertex.attachments->count > 0,
	};
	return at;
}

/* Returns the offset of Finalize, for the stamps. */
static u32 vertex_build_seq(const struct agx_render_layout *layout, struct seq *seq,
			    const struct agx_render_args *args)
{
	const struct seq_times times = {
		.end = layout->vertex.body + offsetof(struct agx_vertex_body, end.command),
		.v13 = layout->vertex.v13,
	};
	u32 start, finalize;

	start = vertex_add_start(layout, seq, args);
	seq_add_timestamp(seq, &times, &args->vertex, true);
	render_add_wait(layout, seq, AGX_SEQ_WAIT_VERTEX);
	seq_add_timestamp(seq, &times, &args->vertex, false);
	finalize = vertex_add_finalize(layout, seq, args, start);
	seq_add_word(seq, AGX_SEQ_OP_RETIRE_STAMP | AGX_SEQ_RETIRE_FLAG);
	return finalize;
}

static void vertex_build_head(const struct agx_render_layout *layout, void *mem,
			      const struct agx_render_args *args)
{
	struct agx_vertex_head *head = mem + layout->vertex.head;

	*head = (struct agx_vertex_head) {
		.vm_slot = args->vm_slot,
		.notifier = args->notifier,
		.buffer_slot = args->scene.slot,
		.buffer = args->scene.info,
		.scene = args->scene.scene,
		.unk_buffer_buf = args->scene.kernel_buffer,
	};
}

static void vertex_build_body(const struct agx_render_layout *layout, const struct seq *seq,
			      const struct agx_render_args *args)
{
	struct agx_vertex_body *body = (void *)seq->cmd + layout->vertex.body;

	*body = (struct agx_vertex_body) {
		.tpc = args->scene.tpc,
		.tpc_size = args->tiles->tpc_size,
		.microsequence = seq->va + seq->start,
		.microsequence_size = seq->end - seq->start,
		.job_params2 = {
			.preempt_buf1 = args->scene.preempt[0],
		},
		.encoder_params = agx_layout_encoder(args->cmd->sampler_heap,
						     args->cmd->sampler_count),
		.uses_scratch = !!(args->cmd->flags & DRM_ASAHI_RENDER_VERTEX_SCRATCH),
		.end.command = agx_layout_end(&args->vertex.user, args->client),
	};
}

/**
 * agx_render_build_vertex() - lay out the vertex half of a render, but for its stamps
 * @layout: the firmware's
 * @mem: zeroed, agx_render_vertex_size() bytes
 * @va: where the firmware sees it
 * @args: what it is made of
 *
 * Return: what agx_render_stamp_vertex() wants as @finalize.
 */
u32 agx_render_build_vertex(const struct agx_render_layout *layout, void *mem, u64 va,
			    const struct agx_render_args *args)
{
	struct seq seq = seq_begin(mem, va, layout->vertex.size);
	u32 tag = AGX_CMD_RUN_VERTEX;
	u32 finalize;

	memcpy(mem, &tag, sizeof(tag));
	finalize = vertex_build_seq(layout, &seq, args);
	vertex_build_head(layout, mem, args);
	layout->params(mem + layout->vertex.params1, va + layout->vertex.params1, args);
	if (layout->vertex.tiling)
		memcpy(mem + layout->vertex.tiling, &args->tiles->params,
		       sizeof(args->tiles->params));
	vertex_build_body(layout, &seq, args);
	return finalize;
}

/**
 * agx_render_stamp_vertex() - fill the stamps of a vertex half
 * @layout: the firmware's
 * @mem: the command
 * @finalize: what agx_render_build_vertex() returned
 * @args: its own stamp
 * @fragment: stamp of the other half
 */
void agx_render_stamp_vertex(const struct agx_render_layout *layout, void *mem, u32 finalize,
			     const struct agx_stamp_args *args,
			     const struct agx_stamp_args *fragment)
{
	void *start = mem + ALIGN(layout->vertex.size, AGX_RENDER_ALIGN);
	struct agx_seq_start_vertex_body *start_body = start + layout->start_vertex.body;
	struct agx_seq_finalize_vertex_body *finalize_body = mem + finalize;
	struct agx_vertex_body *body = mem + layout->vertex.body;

	body->fragment_stamp_slot = fragment->slot;
	body->fragment_stamp_value = fragment->value;
	body->meta = agx_layout_meta(args);
	body->end.command.timestamp_pointers = agx_layout_times(args);
	start_body->event_seq = args->seq;
	finalize_body->fw_stamp = args->fw_stamp;
	finalize_body->stamp_value = args->value;
	if (layout->v13) {
		struct agx_seq_start_v13 *v13 = start + layout->start_vertex.v13;

		memcpy(mem + layout->vertex.counter, &args->counter, sizeof(args->counter));
		v13->counter = args->counter;
	}
}

/*
 * Fragment.
 */

static struct agx_aux_fb_info fragment_aux_fb(const struct drm_asahi_cmd_render *cmd)
{
	return (struct agx_aux_fb_info) {
		.isp_ctl = AGX_ISP_CTL | (cmd->flags & DRM_ASAHI_RENDER_DBIAS_IS_INT),
		.width = cmd->width_px,
		.height = cmd->height_px,
	};
}

static struct agx_background_program fragment_background(const struct drm_asahi_bg_eot *bg)
{
	return (struct agx_background_program) {
		.rsrc_spec = bg->rsrc_spec,
		.address = bg->usc,
	};
}

static void fragment_build_head(const struct agx_render_layout *layout, const struct seq *seq,
				const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	struct agx_fragment_head *head = (void *)seq->cmd + layout->fragment.head;

	*head = (struct agx_fragment_head) {
		.vm_slot = args->vm_slot,
		.microsequence = seq->va + seq->start,
		.microsequence_size = seq->end - seq->start,
		.notifier = args->notifier,
		.buffer = args->scene.info,
		.scene = args->scene.scene,
		.unk_buffer_buf = args->scene.kernel_buffer,
		.tvb_tilemap = args->scene.tilemap,
		.ppp_multisamplectl = cmd->ppp_multisamplectl,
		.samples = cmd->samples,
		.tiles_per_mtile_y = (u16)args->tiles->mtile_y,
		.tiles_per_mtile_x = (u16)args->tiles->mtile_x,
		.isp_merge_upper_x = cmd->isp_merge_upper_x,
		.isp_merge_upper_y = cmd->isp_merge_upper_y,
		.tile_count = (u64)args->tiles->x * args->tiles->y,
	};
}

static void fragment_build_bases(const struct agx_render_layout *layout, void *mem,
				 const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	struct agx_fragment_bases *bases = mem + layout->fragment.bases;
	struct agx_aux_fb_info *aux = mem + layout->fragment.aux;
	struct agx_fragment_zls *zls = mem + layout->fragment.zls;
	struct agx_fragment_zs *zs = mem + layout->fragment.zs;

	*bases = (struct agx_fragment_bases) {
		.utile_config = args->tiles->utile_config,
		.bg = fragment_background(&cmd->bg),
		.ppp_multisamplectl = cmd->ppp_multisamplectl,
		.isp_scissor_base = cmd->isp_scissor_base,
		.isp_dbias_base = cmd->isp_dbias_base,
	};
	*aux = fragment_aux_fb(cmd);
	*zls = (struct agx_fragment_zls) {
		.isp_zls_pixels = cmd->isp_zls_pixels,
		.isp_oclqry_base = cmd->isp_oclqry_base,
		.zls_ctrl = cmd->zls_ctrl,
	};
	*zs = (struct agx_fragment_zs) {
		.z_load = cmd->depth.base,
		.z_store = cmd->depth.base,
		.s_load = cmd->stencil.base,
		.s_store = cmd->stencil.base,
	};
}

static void fragment_build_params1(const struct agx_render_layout *layout, void *mem,
				   const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	struct agx_fragment_params1 *params = mem + layout->fragment.params1;

	*params = (struct agx_fragment_params1) {
		.z_load_stride = cmd->depth.stride,
		.z_store_stride = cmd->depth.stride,
		.s_load_stride = cmd->stencil.stride,
		.s_store_stride = cmd->stencil.stride,
		.z_load_comp = cmd->depth.comp_base,
		.z_load_comp_stride = cmd->depth.comp_stride,
		.z_store_comp = cmd->depth.comp_base,
		.z_store_comp_stride = cmd->depth.comp_stride,
		.s_load_comp = cmd->stencil.comp_base,
		.s_load_comp_stride = cmd->stencil.comp_stride,
		.s_store_comp = cmd->stencil.comp_base,
		.s_store_comp_stride = cmd->stencil.comp_stride,
		.tvb_tilemap = args->scene.tilemap,
		.tvb_layermeta = args->scene.layermeta,
		.mtile_stride_dwords = (4ull * args->tiles->params.rgn_size) << 24,
		.tvb_heapmeta = args->scene.heapmeta,
		.tile_config = render_tile_config(cmd),
		.aux_fb = args->scene.aux_fb,
		.usc_exec_base_isp = args->usc_exec_base,
		.unk_140 = AGX_UNK_8C60,
		.helper_program = cmd->fragment_helper.binary,
		.helper_arg = cmd->fragment_helper.data,
		.unk_158 = AGX_UNK_1C,
	};
}

static void fragment_build_params2(const struct agx_render_layout *layout, void *mem,
				   const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	struct agx_fragment_params2 *params = mem + layout->fragment.params2;

	*params = (struct agx_fragment_params2) {
		.eot_rsrc_spec = cmd->eot.rsrc_spec,
		.eot_usc = cmd->eot.usc,
		.isp_merge_upper_x = cmd->isp_merge_upper_x,
		.isp_merge_upper_y = cmd->isp_merge_upper_y,
		.utiles_per_mtile_y = (u16)args->tiles->mtile_utiles_y,
		.utiles_per_mtile_x = (u16)args->tiles->mtile_utiles_x,
		.tile_counts = args->tiles->params.te_screen,
		.tib_blocks = args->tiles->tib_blocks,
		.isp_bgobjdepth = cmd->isp_bgobjdepth,
		.isp_bgobjvals = cmd->isp_bgobjvals |
				 (layout->g14 ? 0 : AGX_BGOBJVALS_G13),
		.unk_3c = 1,
		.helper_cfg = cmd->fragment_helper.cfg,
	};
}

static void fragment_build_params(const struct agx_render_layout *layout, void *mem,
				  const struct agx_render_args *args)
{
	fragment_build_bases(layout, mem, args);
	fragment_build_params1(layout, mem, args);
	fragment_build_params2(layout, mem, args);
}

/* Depth, stencil and what else the fragment half loads and stores. */
static void fragment_add_zs(struct register_list *r, const struct drm_asahi_cmd_render *cmd)
{
	const struct drm_asahi_zls_buffer *z = &cmd->depth, *s = &cmd->stencil;

	render_add_register(r, 0x15321, cmd->isp_zls_pixels);
	render_add_register(r, 0x15301, cmd->isp_bgobjdepth);
	render_add_register(r, 0x15309, cmd->isp_bgobjvals);
	render_add_register(r, 0x15311, cmd->isp_oclqry_base);
	render_add_register(r, 0x15319, cmd->zls_ctrl);
	render_add_register(r, 0x15329, z->base);
	render_add_register(r, 0x15331, z->base);
	render_add_register(r, 0x15339, s->base);
	render_add_register(r, 0x15341, s->base);
	render_add_register(r, 0x15401, z->stride);
	render_add_register(r, 0x15421, z->stride);
	render_add_register(r, 0x15409, s->stride);
	render_add_register(r, 0x15429, s->stride);
	render_add_register(r, 0x153c1, z->comp_base);
	render_add_register(r, 0x15411, z->comp_stride);
	render_add_register(r, 0x153c9, z->comp_base);
	render_add_register(r, 0x15431, z->comp_stride);
	render_add_register(r, 0x153d1, s->comp_base);
	render_add_register(r, 0x15419, s->comp_stride);
	render_add_register(r, 0x153d9, s->comp_base);
	render_add_register(r, 0x15439, s->comp_stride);
}

static void fragment_add_programs(struct register_list *r, const struct drm_asahi_cmd_render *cmd)
{
	render_add_register(r, 0x15379, cmd->eot.rsrc_spec);
	render_add_register(r, 0x15381, cmd->eot.usc);
	render_add_register(r, 0x15369, cmd->bg.rsrc_spec);
	render_add_register(r, 0x15371, cmd->bg.usc);
	render_add_register(r, 0x11821, cmd->fragment_helper.binary);
	render_add_register(r, 0x11829, cmd->fragment_helper.data);
	render_add_register(r, 0x11f79, cmd->fragment_helper.cfg);
}

static void fragment_add_tiling(struct register_list *r, const struct agx_render_args *args)
{
	const struct agx_tiles *tiles = args->tiles;
	u64 mtile = tiles->mtile_utiles_y | (u64)tiles->mtile_utiles_x << 16;
	u64 config = 0x2000036011ull | (u64)(tiles->x - 1) << 44 | (u64)(tiles->y - 1) << 53 |
		     (tiles->utile_config & 0xf000ull) << 28;

	if (args->cmd->layers > 1)
		config |= BIT_ULL(32);
	render_add_register(r, 0x10009, tiles->utile_config);
	render_add_register(r, 0x100b1, mtile);
	render_add_register(r, 0x16030, mtile);
	render_add_register(r, 0x100d9, tiles->params.te_screen);
	render_add_register(r, 0x10051, tiles->tib_blocks);
	render_add_register(r, 0x16431, (4ull * tiles->params.rgn_size) << 24);
	render_add_register(r, 0x16068, config);
	render_add_register(r, 0x10039, render_tile_config(args->cmd));
}

static void fragment_add_memory(struct register_list *r, const struct agx_scene_addrs *scene)
{
	render_add_register(r, 0x16098, scene->heapmeta);
	render_add_register(r, 0x16429, scene->tilemap);
	render_add_register(r, 0x16060, scene->layermeta);
	render_add_register(r, 0x16461, scene->aux_fb);
	render_add_register(r, 0x16090, scene->aux_fb);
}

static void fragment_add_fixed(struct register_list *r)
{
	static const u32 zero[] = {
		0x100a1, 0x15069, 0x15071, 0x16058, 0x15351, 0x15231, 0x15221, 0x15239, 0x15229,
		0x16451, 0x15359, 0x16020, 0x160a8, 0x160b8,
	};

	render_add_register(r, 0x1739, 1);
	render_add_register(r, 0x15049, AGX_AUX_FB_UNK_10);
	render_add_register(r, 0x15349, AGX_FRAGMENT_UNK_G14);
	render_add_register(r, 0x120a1, AGX_UNK_1C);
	for (u32 i = 0; i < ARRAY_SIZE(zero); i++)
		render_add_register(r, zero[i], 0);
}

/* Numbers: m1n1's agx/render.py, Asahi's queue/render.rs. */
static void fragment_build_registers(void *mem, u64 va, const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	struct register_list r = { .to = mem };
	struct agx_aux_fb_info aux = fragment_aux_fb(cmd);

	fragment_add_fixed(&r);
	fragment_add_programs(&r, cmd);
	fragment_add_tiling(&r, args);
	fragment_add_memory(&r, &args->scene);
	fragment_add_zs(&r, cmd);
	render_add_register(&r, 0x15131, cmd->isp_merge_upper_x);
	render_add_register(&r, 0x15139, cmd->isp_merge_upper_y);
	render_add_register(&r, 0x10019, cmd->ppp_multisamplectl);
	render_add_register(&r, 0x15109, cmd->isp_scissor_base);
	render_add_register(&r, 0x15101, cmd->isp_dbias_base);
	render_add_register(&r, 0x15021, aux.isp_ctl);
	render_add_register(&r, 0x15211, (u64)aux.height << 32 | aux.width);
	render_add_register(&r, 0x10069, args->usc_exec_base);
	render_end_registers(&r, va);
}

static void fragment_build_partial(const struct agx_render_layout *layout, void *mem,
				   const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	struct agx_fragment_partial *partial = mem + layout->fragment.partial;

	*partial = (struct agx_fragment_partial) {
		.isp_dbias_base = cmd->isp_dbias_base,
		.isp_scissor_base = cmd->isp_scissor_base,
		.isp_oclqry_base = cmd->isp_oclqry_base,
		.unk_partial_bg = fragment_background(&cmd->partial_bg),
		.partial_bg = fragment_background(&cmd->partial_bg),
		.zls_ctrl = cmd->zls_ctrl,
		.unk_290 = layout->g14 ? AGX_FRAGMENT_UNK_G14 : 0,
		.z_load = cmd->depth.base,
		.z_partial_stride = cmd->depth.stride,
		.z_partial_comp_stride = cmd->depth.comp_stride,
		.z_store = cmd->depth.base,
		.z_partial = cmd->depth.base,
		.z_partial_comp = cmd->depth.comp_base,
		.s_load = cmd->stencil.base,
		.s_partial_stride = cmd->stencil.stride,
		.s_partial_comp_stride = cmd->stencil.comp_stride,
		.s_store = cmd->stencil.base,
		.s_partial = cmd->stencil.base,
		.s_partial_comp = cmd->stencil.comp_base,
		.tib_blocks = args->tiles->tib_blocks,
		.aux_fb_info = fragment_aux_fb(cmd),
	};
}

static void fragment_build_eot(const struct agx_render_layout *layout, void *mem,
			       const struct agx_render_args *args)
{
	const struct drm_asahi_cmd_render *cmd = args->cmd;
	struct agx_fragment_partial_eot *eot = mem + layout->fragment.eot;
	const struct agx_eot_program program = {
		.rsrc_spec = cmd->partial_eot.rsrc_spec,
		.address = cmd->partial_eot.usc,
	};
	u64 zls_pixels = cmd->isp_zls_pixels;

	*eot = (struct agx_fragment_partial_eot) {
		.tile_config = render_tile_config(cmd),
		.unk_partial_eot = program,
		.partial_eot = program,
		.isp_bgobjdepth = cmd->isp_bgobjdepth,
		.isp_bgobjvals = cmd->isp_bgobjvals,
		.sample_size = cmd->sample_size_B,
	};
	memcpy(mem + layout->fragment.zls_pixels, &zls_pixels, sizeof(zls_pixels));
}

static void fragment_build_state(const struct agx_render_layout *layout, void *mem,
				 const struct agx_render_args *args)
{
	struct agx_fragment_state *state = mem + layout->fragment.state;
	struct agx_render_end *end = mem + layout->fragment.end;

	*state = (struct agx_fragment_state) {
		.encoder_params = agx_layout_encoder(args->cmd->sampler_heap,
						     args->cmd->sampler_count),
		.process_empty_tiles =
			!!(args->cmd->flags & DRM_ASAHI_RENDER_PROCESS_EMPTY_TILES),
		.no_clear_pipeline_textures = 1,
	};
	*end = (struct agx_render_end) {
		.unk_buf_10 = layout->fragment.registers ? 0 : 1,
		.command = agx_layout_end(&args->fragment.user, args->client),
	};
}

/* Words that only some firmwares or generations have. */
static void fragment_build_extra(const struct agx_render_layout *layout, void *mem)
{
	const u64 aux = AGX_AUX_FB_UNK_10, g14 = AGX_FRAGMENT_UNK_G14;

	if (layout->fragment.aux_unk)
		memcpy(mem + layout->fragment.aux_unk, &aux, sizeof(aux));
	if (layout->fragment.partial_unk)
		memcpy(mem + layout->fragment.partial_unk, &aux, sizeof(aux));
	if (layout->fragment.unk_g14)
		memcpy(mem + layout->fragment.unk_g14, &g14, sizeof(g14));
}

static u32 fragment_add_start(const struct agx_render_layout *layout, struct seq *seq,
			      const struct agx_render_args *args)
{
	u32 at = seq_add(seq, layout->start_fragment.size);
	struct agx_seq_start_fragment_head *head = (void *)(seq->cmd + at);
	struct agx_seq_start_fragment_body *body = (void *)(seq->cmd + at) +
						   layout->start_fragment.body;
	struct agx_seq_start_fragment_tail *tail = (void *)(seq->cmd + at) +
						   layout->start_fragment.tail;
	u64 state = seq->va + layout->fragment.state;

	head->header = AGX_SEQ_OP_START_FRAGMENT;
	if (layout->start_fragment.registers) {
		put_unaligned_le64(seq->va + layout->fragment.registers,
				   seq->cmd + at + layout->start_fragment.registers);
	} else {
		head->job_params2 = seq->va + layout->fragment.params2;
		head->job_params1 = seq->va + layout->fragment.bases;
	}
	*body = (struct agx_seq_start_fragment_body) {
		.scene = args->scene.scene,
		.stats = args->fragment.stats,
		.busy_flag = state + offsetof(struct agx_fragment_state, busy_flag),
		.tvb_overflow_count = state +
				      offsetof(struct agx_fragment_state, tvb_overflow_count),
		.unk_pointer = state + offsetof(struct agx_fragment_state, unk_pointee),
		.work_queue = args->fragment.queue_info,
		.work_item = seq->va,
		.vm_slot = args->vm_slot,
		.unk_50 = 1,
		.event_generation = args->uuid,
		.buffer_slot = args->scene.slot,
		.unk_758_flag = state + offsetof(struct agx_fragment_state, unk_758_flag),
		.unk_job_buf = seq->va + layout->fragment.end +
			       offsetof(struct agx_render_end, unk_buf_0),
	};
	tail->attachments = *args->fragment.attachments;
	if (layout->v13)
		render_init_start_v13((void *)(seq->cmd + at) + layout->start_fragment.v13, args);
	return at;
}

static u32 fragment_add_finalize(const struct agx_render_layout *layout, struct seq *seq,
				 const struct agx_render_args *args, u32 start)
{
	u32 at = seq_add(seq, layout->finalize_fragment.size);
	struct agx_seq_finalize_fragment_body *body = (void *)(seq->cmd + at);
	struct agx_seq_finalize_tail *tail = (void *)(seq->cmd + at) +
					     layout->finalize_fragment.tail;
	u64 state = seq->va + layout->fragment.state;

	*body = (struct agx_seq_finalize_fragment_body) {
		.header = AGX_SEQ_OP_FINALIZE_FRAGMENT,
		.scene = args->scene.scene,
		.buffer = args->scene.info,
		.unk_2c = 1,
		.stats = args->fragment.stats,
		.unk_pointer = state + offsetof(struct agx_fragment_state, unk_pointee),
		.busy_flag = state + offsetof(struct agx_fragment_state, busy_flag),
		.work_queue = args->fragment.queue_info,
		.work_item = seq->va,
		.vm_slot = args->vm_slot,
		.unk_758_flag = state + offsetof(struct agx_fragment_state, unk_758_flag),
	};
	*tail = (struct agx_seq_finalize_tail) {
		.restart_branch_offset = (s32)(start - at),
		.has_attachments = args->fragment.attachments->count > 0,
	};
	return at;
}

/* Returns the offset of Finalize, for the stamps. */
static u32 fragment_build_seq(const struct agx_render_layout *layout, struct seq *seq,
			      const struct agx_render_args *args)
{
	const struct seq_times times = {
		.end = layout->fragment.end + offsetof(struct agx_render_end, command),
		.v13 = layout->fragment.v13,
	};
	u32 start, finalize;

	start = fragment_add_start(layout, seq, args);
	seq_add_timestamp(seq, &times, &args->fragment, true);
	render_add_wait(layout, seq, AGX_SEQ_WAIT_FRAGMENT);
	seq_add_timestamp(seq, &times, &args->fragment, false);
	finalize = fragment_add_finalize(layout, seq, args, start);
	seq_add_word(seq, AGX_SEQ_OP_RETIRE_STAMP | AGX_SEQ_RETIRE_FLAG);
	return finalize;
}

/**
 * agx_render_build_fragment() - lay out the fragment half of a render, but for its stamps
 * @layout: the firmware's
 * @mem: zeroed, agx_render_fragment_size() bytes
 * @va: where the firmware sees it
 * @args: what it is made of
 *
 * Return: what agx_render_stamp_fragment() wants as @finalize.
 */
u32 agx_render_build_fragment(const struct agx_render_layout *layout, void *mem, u64 va,
			      const struct agx_render_args *args)
{
	struct seq seq = seq_begin(mem, va, layout->fragment.size);
	u32 tag = AGX_CMD_RUN_FRAGMENT;
	u32 finalize;

	memcpy(mem, &tag, sizeof(tag));
	finalize = fragment_build_seq(layout, &seq, args);
	fragment_build_head(layout, &seq, args);
	if (layout->fragment.registers)
		fragment_build_registers(mem + layout->fragment.registers,
					 va + layout->fragment.registers, args);
	else
		fragment_build_params(layout, mem, args);
	fragment_build_partial(layout, mem, args);
	fragment_build_eot(layout, mem, args);
	fragment_build_state(layout, mem, args);
	fragment_build_extra(layout, mem);
	return finalize;
}

/**
 * agx_render_stamp_fragment() - fill the stamps of a fragment half
 * @layout: the firmware's
 * @mem: the command
 * @finalize: what agx_render_build_fragment() returned
 * @args: its stamp
 */
void agx_render_stamp_fragment(const struct agx_render_layout *layout, void *mem, u32 finalize,
			       const struct agx_stamp_args *args)
{
	void *start = mem + ALIGN(layout->fragment.size, AGX_RENDER_ALIGN);
	struct agx_seq_start_fragment_body *start_body = start + layout->start_fragment.body;
	struct agx_seq_finalize_fragment_body *finalize_body = mem + finalize;
	struct agx_render_end *end = mem + layout->fragment.end;
	struct agx_job_meta *meta = mem + layout->fragment.meta;

	*meta = agx_layout_meta(args);
	end->command.timestamp_pointers = agx_layout_times(args);
	start_body->event_seq = args->seq;
	finalize_body->fw_stamp = args->fw_stamp;
	finalize_body->stamp_value = args->value;
	if (layout->v13) {
		struct agx_seq_start_v13 *v13 = start + layout->start_fragment.v13;

		memcpy(mem + layout->fragment.counter, &args->counter, sizeof(args->counter));
		v13->counter = args->counter;
	}
}

/*
 * Tables.
 */

#define INFO(type) { .size = sizeof(struct type), .body = offsetof(struct type, body) }

#define SCENE(type)									\
	{										\
		.size = sizeof(struct type),						\
		.head = offsetof(struct type, head),					\
		.tail = offsetof(struct type, tail),					\
	}

/* What RunVertex has of each firmware that has fields. */
#define VERTEX(type)									\
	.size = sizeof(struct type),							\
	.head = offsetof(struct type, head),						\
	.params1 = offsetof(struct type, job_params1),					\
	.tiling = offsetof(struct type, tiling_params),					\
	.body = offsetof(struct type, body)

#define VERTEX_V13(type)								\
	VERTEX(type),									\
	.counter = offsetof(struct type, counter),					\
	.v13 = offsetof(struct type, v13)

/* Likewise RunFragment; this much also where there are registers. */
#define FRAGMENT_COMMON(type)								\
	.size = sizeof(struct type),							\
	.partial = offsetof(struct type, body.partial),					\
	.eot = offsetof(struct type, body.partial_eot),					\
	.zls_pixels = offsetof(struct type, body.isp_zls_pixels),			\
	.state = offsetof(struct type, body.state),					\
	.meta = offsetof(struct type, body.meta),					\
	.end = offsetof(struct type, body.end)

#define FRAGMENT_COMMON_V13(type)							\
	FRAGMENT_COMMON(type),								\
	.counter = offsetof(struct type, counter),					\
	.partial_unk = offsetof(struct type, body.partial_unk_10),			\
	.v13 = offsetof(struct type, body.v13)

#define FRAGMENT_FIELDS(type)								\
	.head = offsetof(struct type, begin.head),					\
	.bases = offsetof(struct type, begin.bases),					\
	.aux = offsetof(struct type, begin.aux_fb_info),				\
	.zls = offsetof(struct type, fields.zls),					\
	.zs = offsetof(struct type, fields.zs),						\
	.params1 = offsetof(struct type, fields.params1),				\
	.params2 = offsetof(struct type, params2)

#define FRAGMENT(type) FRAGMENT_COMMON(type), FRAGMENT_FIELDS(type)

#define FRAGMENT_V13(type)								\
	FRAGMENT_COMMON_V13(type),							\
	FRAGMENT_FIELDS(type),								\
	.aux_unk = offsetof(struct type, aux_fb_unk_10)

#define START_VERTEX(type)								\
	.size = sizeof(struct type),							\
	.body = offsetof(struct type, body)

#define START_VERTEX_V13(type)								\
	START_VERTEX(type),								\
	.v13 = offsetof(struct type, v13),						\
	.no_clustering = offsetof(struct type, no_clustering)

#define START_FRAGMENT(type)								\
	.size = sizeof(struct type),							\
	.body = offsetof(struct type, body),						\
	.tail = offsetof(struct type, tail)

#define FINALIZE(type)									\
	{ .size = sizeof(struct type), .tail = offsetof(struct type, tail) }

#define SEQUENCES_V12									\
	.start_vertex = { START_VERTEX(agx_seq_start_vertex_v12) },			\
	.start_fragment = { START_FRAGMENT(agx_seq_start_fragment_v12) }

#define SEQUENCES_V13									\
	.start_vertex = { START_VERTEX_V13(agx_seq_start_vertex_v13) },			\
	.finalize_vertex = FINALIZE(agx_seq_finalize_vertex_v13),			\
	.start_fragment = {								\
		START_FRAGMENT(agx_seq_start_fragment_v13),				\
		.v13 = offsetof(struct agx_seq_start_fragment_v13, v13),		\
	},										\
	.finalize_fragment = FINALIZE(agx_seq_finalize_fragment_v13)

const struct agx_render_layout agx_render_g13_v12 = {
	.params = vertex_params_g13,
	.info = INFO(agx_tvb_info_v12),
	.scene = SCENE(agx_scene_v12),
	.vertex = { VERTEX(agx_run_vertex_v12) },
	.fragment = { FRAGMENT(agx_run_fragment_g13_v12) },
	SEQUENCES_V12,
	.finalize_vertex = FINALIZE(agx_seq_finalize_vertex_v12),
	.finalize_fragment = FINALIZE(agx_seq_finalize_fragment_v12),
};

const struct agx_render_layout agx_render_g14_v12 = {
	.g14 = true,
	.params = vertex_params_g14,
	.info = INFO(agx_tvb_info_v12),
	.scene = SCENE(agx_scene_v12),
	.vertex = { VERTEX(agx_run_vertex_v12) },
	.fragment = {
		FRAGMENT(agx_run_fragment_g14_v12),
		.unk_g14 = offsetof(struct agx_run_fragment_g14_v12, fields.unk_58_g14),
	},
	SEQUENCES_V12,
	.finalize_vertex = FINALIZE(agx_seq_finalize_vertex_g14_v12),
	.finalize_fragment = FINALIZE(agx_seq_finalize_fragment_g14_v12),
};

const struct agx_render_layout agx_render_g13_v13 = {
	.v13 = true,
	.params = vertex_params_g13,
	.info = INFO(agx_tvb_info_v13),
	.scene = SCENE(agx_scene_v13),
	.vertex = { VERTEX_V13(agx_run_vertex_v13) },
	.fragment = { FRAGMENT_V13(agx_run_fragment_g13_v13) },
	SEQUENCES_V13,
};

const struct agx_render_layout agx_render_g14_v13 = {
	.g14 = true,
	.v13 = true,
	.params = vertex_params_g14,
	.info = INFO(agx_tvb_info_v13),
	.scene = SCENE(agx_scene_v13),
	.vertex = { VERTEX_V13(agx_run_vertex_v13) },
	.fragment = {
		FRAGMENT_V13(agx_run_fragment_g14_v13),
		.unk_g14 = offsetof(struct agx_run_fragment_g14_v13, fields.unk_58_g14),
	},
	SEQUENCES_V13,
};

const struct agx_render_layout agx_render_g14x = {
	.v13 = true,
	.g14 = true,
	.params = vertex_params_g14x,
	.info = INFO(agx_tvb_info_v12),
	.scene = SCENE(agx_scene_g14x),
	.vertex = {
		.size = sizeof(struct agx_run_vertex_g14x),
		.counter = offsetof(struct agx_run_vertex_g14x, counter),
		.head = offsetof(struct agx_run_vertex_g14x, head),
		.params1 = offsetof(struct agx_run_vertex_g14x, registers),
		.body = offsetof(struct agx_run_vertex_g14x, body),
		.v13 = offsetof(struct agx_run_vertex_g14x, v13),
	},
	.fragment = {
		FRAGMENT_COMMON_V13(agx_run_fragment_g14x),
		.head = offsetof(struct agx_run_fragment_g14x, head),
		.registers = offsetof(struct agx_run_fragment_g14x, registers),
	},
	.start_vertex = {
		START_VERTEX_V13(agx_seq_start_vertex_g14x),
		.registers = offsetof(struct agx_seq_start_vertex_g14x, registers),
	},
	.finalize_vertex = FINALIZE(agx_seq_finalize_vertex_v13),
	.start_fragment = {
		START_FRAGMENT(agx_seq_start_fragment_g14x),
		.registers = offsetof(struct agx_seq_start_fragment_g14x, registers),
		.v13 = offsetof(struct agx_seq_start_fragment_g14x, v13),
	},
	.finalize_fragment = FINALIZE(agx_seq_finalize_fragment_v13),
};

/**
 * agx_render_needs_control() - whether a Scene names a control word
 * @layout: the firmware's
 *
 * Return: true if &agx_scene_addrs.control has to be set.
 */
bool agx_render_needs_control(const struct agx_render_layout *layout)
{
	return layout->scene.head;
}

/**
 * agx_render_vertex_size() - room for a vertex half
 * @layout: the firmware's
 *
 * Return: bytes, the microsequence included.
 */
size_t agx_render_vertex_size(const struct agx_render_layout *layout)
{
	return ALIGN(layout->vertex.size, AGX_RENDER_ALIGN) +
	       seq_room(layout->start_vertex.size, layout->finalize_vertex.size);
}

/**
 * agx_render_fragment_size() - room for a fragment half
 * @layout: the firmware's
 *
 * Return: bytes, the microsequence included.
 */
size_t agx_render_fragment_size(const struct agx_render_layout *layout)
{
	return ALIGN(layout->fragment.size, AGX_RENDER_ALIGN) +
	       seq_room(layout->start_fragment.size, layout->finalize_fragment.size);
}

/**
 * agx_render_scene_size() - room for a Scene
 * @layout: the firmware's
 *
 * Return: bytes.
 */
size_t agx_render_scene_size(const struct agx_render_layout *layout)
{
	return layout->scene.size;
}

/**
 * agx_render_info_size() - room for Info
 * @layout: the firmware's
 *
 * Return: bytes.
 */
size_t agx_render_info_size(const struct agx_render_layout *layout)
{
	return layout->info.size;
}
