// SPDX-License-Identifier: MIT
/*
 * The copy engine's methods (open-gpu-doc classes/dma-copy/clcab5.h). Methods only store; the
 * LAUNCH_DMA method makes a copy of them, and releases the semaphore when it is done.
 */
#include "ce.h"

#include <inttypes.h>
#include <stdlib.h>

#include "card.h"
#include "chip.h"
#include "copy.h"
#include "intr.h"
#include "sem.h"

enum ce_method {
	CE_NOP = 0x100,
	CE_PM_TRIGGER = 0x140,
	CE_MONITORED_FENCE_TYPE = 0x21c,
	CE_MONITORED_FENCE_UPPER = 0x220,
	CE_MONITORED_FENCE_LOWER = 0x224,
	CE_SEMAPHORE_A = 0x240,
	CE_SEMAPHORE_B = 0x244,
	CE_SEMAPHORE_PAYLOAD = 0x248,
	CE_SEMAPHORE_PAYLOAD_UPPER = 0x24c,
	CE_RENDER_ENABLE_A = 0x254,
	CE_RENDER_ENABLE_B = 0x258,
	CE_RENDER_ENABLE_C = 0x25c,
	CE_SRC_PHYS_MODE = 0x260,
	CE_DST_PHYS_MODE = 0x264,
	CE_LAUNCH_DMA = 0x300,
	CE_OFFSET_IN_UPPER = 0x400,
	CE_OFFSET_IN_LOWER = 0x404,
	CE_OFFSET_OUT_UPPER = 0x408,
	CE_OFFSET_OUT_LOWER = 0x40c,
	CE_PITCH_IN = 0x410,
	CE_PITCH_OUT = 0x414,
	CE_LINE_LENGTH_IN = 0x418,
	CE_LINE_COUNT = 0x41c,
	CE_SCRUB_PARAMETERS = 0x6fc,
	CE_REMAP_CONST_A = 0x700,
	CE_REMAP_CONST_B = 0x704,
	CE_REMAP_COMPONENTS = 0x708,
	CE_DST_BLOCK_SIZE = 0x70c,
	CE_DST_ORIGIN = 0x720,
	CE_SRC_BLOCK_SIZE = 0x728,
	CE_SRC_ORIGIN = 0x73c,
	CE_SRC_ORIGIN_X = 0x744,
	CE_SRC_ORIGIN_Y = 0x748,
	CE_DST_ORIGIN_X = 0x74c,
	CE_DST_ORIGIN_Y = 0x750,
	CE_REQ_ATTR = 0x754,
	CE_PM_TRIGGER_END = 0x1114,
	CE_METHODS = 0x800,
};

/* Behind SRC_BLOCK_SIZE and DST_BLOCK_SIZE. */
enum block_method {
	BLOCK_SIZE = 0x00,
	BLOCK_WIDTH = 0x04,
	BLOCK_HEIGHT = 0x08,
	BLOCK_DEPTH = 0x0c,
	BLOCK_LAYER = 0x10,
};

/* LAUNCH_DMA */
#define LAUNCH_TRANSFER(d) ((d) & 0x3)
#define LAUNCH_SEMAPHORE(d) ((d) >> 3 & 0x3)
#define LAUNCH_INTERRUPT(d) ((d) >> 5 & 0x3)
#define LAUNCH_SRC_PITCH(d) ((d) >> 7 & 1)
#define LAUNCH_DST_PITCH(d) ((d) >> 8 & 1)
#define LAUNCH_MULTI_LINE(d) ((d) >> 9 & 1)
#define LAUNCH_REMAP(d) ((d) >> 10 & 1)
#define LAUNCH_SRC_PHYSICAL(d) ((d) >> 12 & 1)
#define LAUNCH_DST_PHYSICAL(d) ((d) >> 13 & 1)
#define LAUNCH_REDUCTION(d) ((d) >> 14 & 0xf)
#define LAUNCH_REDUCTION_UNSIGNED(d) ((d) >> 18 & 1)
#define LAUNCH_REDUCTION_ENABLE(d) ((d) >> 19 & 1)
#define LAUNCH_COPY_TYPE(d) ((d) >> 20 & 0x3)
#define LAUNCH_COPY_SECURE 0x1
#define LAUNCH_SCRUB(d) ((d) >> 23 & 1)
#define LAUNCH_TWO_WORD(d) ((d) >> 27 & 1)

enum transfer {
	TRANSFER_NONE = 0,
	TRANSFER_PIPELINED = 1,
	TRANSFER_NON_PIPELINED = 2,
	TRANSFER_PREFETCH = 3,
};

enum semaphore_type {
	SEMAPHORE_NONE = 0,
	SEMAPHORE_NO_TIMESTAMP = 1,
	SEMAPHORE_WITH_TIMESTAMP = 2,
	SEMAPHORE_CONDITIONAL_INTR = 3,
};

/* BLOCK_SIZE */
#define BLOCK_SIZE_WIDTH(d) ((d) & 0xf)
#define BLOCK_SIZE_HEIGHT(d) ((d) >> 4 & 0xf)
#define BLOCK_SIZE_DEPTH(d) ((d) >> 8 & 0xf)
#define BLOCK_SIZE_GOB_HEIGHT(d) ((d) >> 12 & 0xf)
#define BLOCK_SIZE_KIND_BPP(d) ((d) >> 16 & 0x3)
#define GOB_HEIGHT_FERMI_8 1
#define BLOCK_LOG2_MAX 5

/* REMAP_COMPONENTS */
#define COMPONENTS_FROM(d, i) ((d) >> (4 * (i)) & 0x7)
#define COMPONENTS_SIZE(d) (((d) >> 16 & 0x3) + 1)
#define COMPONENTS_SRC(d) (((d) >> 20 & 0x3) + 1)
#define COMPONENTS_DST(d) (((d) >> 24 & 0x3) + 1)

enum render_enable {
	RENDER_FALSE = 0,
	RENDER_TRUE = 1,
	RENDER_CONDITIONAL = 2,
	RENDER_IF_EQUAL = 3,
	RENDER_IF_NOT_EQUAL = 4,
};

struct ce {
	struct engine engine;
	uint32_t reg[CE_METHODS / 4];
	uint32_t launch;
	struct copy copy;
	uint64_t *launches;
	uint64_t *bytes;
};

static struct ce *to_ce(struct engine *engine)
{
	return (struct ce *)engine;
}

static uint32_t get(const struct ce *ce, unsigned int method)
{
	return ce->reg[method / 4];
}

static uint64_t get64(const struct ce *ce, unsigned int upper, unsigned int lower)
{
	return (uint64_t)(get(ce, upper) & 0x1ffffff) << 32 | get(ce, lower);
}

static enum engine_result set_physical(struct ce *ce, struct exec *exec, unsigned int method,
				       struct surface *surface)
{
	if (!(exec->access & MMU_PRIVILEGED))
		return engine_error(exec, "physical copy on a user channel");

	surface->physical = true;
	switch (get(ce, method) & 0x3) {
	case 0:
		surface->aperture = APERTURE_VIDEO;
		return ENGINE_DONE;
	case 1:
		surface->aperture = APERTURE_SYS_COHERENT;
		return ENGINE_DONE;
	case 2:
		surface->aperture = APERTURE_SYS_NONCOHERENT;
		return ENGINE_DONE;
	}
	return engine_error(exec, "physical copy with peer memory");
}

/* @unit: bytes that a step in x stands for; @block: first of the five methods. */
static enum engine_result set_block_linear(struct ce *ce, struct exec *exec,
					   struct surface *surface, unsigned int block,
					   unsigned int origin_x, unsigned int unit)
{
	uint32_t size = get(ce, block + BLOCK_SIZE);

	if (BLOCK_SIZE_WIDTH(size) || BLOCK_SIZE_HEIGHT(size) > BLOCK_LOG2_MAX ||
	    BLOCK_SIZE_DEPTH(size) > BLOCK_LOG2_MAX ||
	    BLOCK_SIZE_GOB_HEIGHT(size) != GOB_HEIGHT_FERMI_8)
		return engine_error(exec, "block size %08x", size);

	surface->block_linear = true;
	surface->tiling = (struct tiling){
		.gob = BLOCK_SIZE_KIND_BPP(size),
		.height_log2 = BLOCK_SIZE_HEIGHT(size),
		.depth_log2 = BLOCK_SIZE_DEPTH(size),
		.width = (uint64_t)get(ce, block + BLOCK_WIDTH) * unit,
		.height = get(ce, block + BLOCK_HEIGHT),
	};
	surface->x = (uint64_t)get(ce, origin_x) * unit;
	surface->y = get(ce, origin_x + 4);
	surface->z = get(ce, block + BLOCK_LAYER);
	return ENGINE_DONE;
}

static enum engine_result set_src(struct ce *ce, struct exec *exec, unsigned int unit)
{
	struct surface *src = &ce->copy.src;
	enum engine_result ret = ENGINE_DONE;

	*src = (struct surface){
		.base = get64(ce, CE_OFFSET_IN_UPPER, CE_OFFSET_IN_LOWER),
		.pitch = get(ce, CE_PITCH_IN),
	};
	if (LAUNCH_SRC_PHYSICAL(ce->launch))
		ret = set_physical(ce, exec, CE_SRC_PHYS_MODE, src);
	if (ret == ENGINE_DONE && !LAUNCH_SRC_PITCH(ce->launch))
		ret = set_block_linear(ce, exec, src, CE_SRC_BLOCK_SIZE, CE_SRC_ORIGIN_X, unit);
	return ret;
}

static enum engine_result set_dst(struct ce *ce, struct exec *exec, unsigned int unit)
{
	struct surface *dst = &ce->copy.dst;
	enum engine_result ret = ENGINE_DONE;

	*dst = (struct surface){
		.base = get64(ce, CE_OFFSET_OUT_UPPER, CE_OFFSET_OUT_LOWER),
		.pitch = get(ce, CE_PITCH_OUT),
	};
	if (LAUNCH_DST_PHYSICAL(ce->launch))
		ret = set_physical(ce, exec, CE_DST_PHYS_MODE, dst);
	if (ret == ENGINE_DONE && !LAUNCH_DST_PITCH(ce->launch))
		ret = set_block_linear(ce, exec, dst, CE_DST_BLOCK_SIZE, CE_DST_ORIGIN_X, unit);
	return ret;
}

static enum engine_result set_remap(struct ce *ce, struct exec *exec)
{
	uint32_t components = get(ce, CE_REMAP_COMPONENTS);
	struct remap *remap = &ce->copy.remap;

	*remap = (struct remap){
		.size = COMPONENTS_SIZE(components),
		.src_count = COMPONENTS_SRC(components),
		.dst_count = COMPONENTS_DST(components),
		.constant = { get(ce, CE_REMAP_CONST_A), get(ce, CE_REMAP_CONST_B) },
	};
	for (unsigned int i = 0; i < REMAP_COMPONENTS; i++) {
		remap->from[i] = COMPONENTS_FROM(components, i);
		if (i < remap->dst_count && remap->from[i] > REMAP_NO_WRITE)
			return engine_error(exec, "remap components %08x", components);
	}
	return ENGINE_DONE;
}

/* The cheapest way to do what the remap asks for. */
static enum copy_kind remap_kind(const struct remap *remap)
{
	bool same = remap->src_count == remap->dst_count;
	bool constant = true;

	for (unsigned int i = 0; i < remap->dst_count; i++) {
		same &= remap->from[i] == i;
		constant &= remap->from[i] == REMAP_CONST_A || remap->from[i] == REMAP_CONST_B;
	}
	if (constant)
		return COPY_FILL;
	return same ? COPY_PLAIN : COPY_REMAP;
}

/* One line instead of many where they are adjacent: that is how large buffers are cleared. */
static void join_lines(struct copy *copy)
{
	if (copy->dst.block_linear || copy->dst.pitch != copy->length)
		return;
	if (copy->kind == COPY_PLAIN && (copy->src.block_linear || copy->src.pitch != copy->length))
		return;
	copy->length *= copy->lines;
	copy->lines = 1;
}

static enum engine_result set_copy(struct ce *ce, struct exec *exec)
{
	struct copy *copy = &ce->copy;
	unsigned int src_unit = 1, dst_unit = 1;
	enum engine_result ret = ENGINE_DONE;

	copy->kind = COPY_PLAIN;
	copy->length = get(ce, CE_LINE_LENGTH_IN);
	copy->lines = LAUNCH_MULTI_LINE(ce->launch) ? get(ce, CE_LINE_COUNT) : 1;
	copy->line = 0;
	copy->done = 0;
	if (!copy->length || !copy->lines)
		return ENGINE_DONE;

	if (LAUNCH_REMAP(ce->launch)) {
		/* Lengths, widths and origins count elements then. */
		ret = set_remap(ce, exec);
		copy->kind = remap_kind(&copy->remap);
		src_unit = copy->remap.src_count * copy->remap.size;
		dst_unit = copy->remap.dst_count * copy->remap.size;
		if (copy->kind != COPY_REMAP)
			copy->length *= dst_unit;
	}
	if (ret == ENGINE_DONE && copy->kind != COPY_FILL)
		ret = set_src(ce, exec, src_unit);
	if (ret == ENGINE_DONE)
		ret = set_dst(ce, exec, dst_unit);
	if (ret == ENGINE_DONE && copy->kind != COPY_REMAP)
		join_lines(copy);
	return ret;
}

static enum engine_result reduce(struct ce *ce, struct exec *exec, const struct sem *sem)
{
	unsigned int op = LAUNCH_REDUCTION(ce->launch);

	if (op > SEM_DEC)
		return engine_error(exec, "semaphore reduction %u", op);
	return sem_reduce(exec, sem, op, !LAUNCH_REDUCTION_UNSIGNED(ce->launch));
}

static enum engine_result release(struct ce *ce, struct exec *exec)
{
	const struct sem sem = {
		.va = get64(ce, CE_SEMAPHORE_A, CE_SEMAPHORE_B),
		.payload = (uint64_t)get(ce, CE_SEMAPHORE_PAYLOAD_UPPER) << 32 |
			   get(ce, CE_SEMAPHORE_PAYLOAD),
		.wide = LAUNCH_TWO_WORD(ce->launch),
	};

	switch ((enum semaphore_type)LAUNCH_SEMAPHORE(ce->launch)) {
	case SEMAPHORE_NONE:
		return ENGINE_DONE;
	case SEMAPHORE_NO_TIMESTAMP:
	case SEMAPHORE_CONDITIONAL_INTR:
		return LAUNCH_REDUCTION_ENABLE(ce->launch) ? reduce(ce, exec, &sem) :
							     sem_release(exec, &sem);
	case SEMAPHORE_WITH_TIMESTAMP:
		break;
	}
	return sem_release_timestamp(exec, &sem);
}

static enum engine_result finish(struct ce *ce, struct exec *exec)
{
	enum engine_result ret = release(ce, exec);

	if (ret != ENGINE_DONE)
		return ret;
	if (LAUNCH_INTERRUPT(ce->launch) ||
	    LAUNCH_SEMAPHORE(ce->launch) == SEMAPHORE_CONDITIONAL_INTR)
		intr_raise(exec->card, exec->engine->nonstall);
	return ENGINE_DONE;
}

/* Predication: compares two 64-bit values 16 bytes apart, or looks at one 32-bit value. */
static enum engine_result render_enabled(struct ce *ce, struct exec *exec, bool *enabled)
{
	uint64_t va = get64(ce, CE_RENDER_ENABLE_A, CE_RENDER_ENABLE_B);
	uint64_t value[3] = { 0 };
	uint32_t mode = get(ce, CE_RENDER_ENABLE_C) & 0x7;

	*enabled = mode == RENDER_TRUE;
	if (mode < RENDER_CONDITIONAL)
		return ENGINE_DONE;
	if (mode > RENDER_IF_NOT_EQUAL)
		return engine_error(exec, "render enable mode %u", mode);

	if (!exec_read(exec, va, value, mode == RENDER_CONDITIONAL ? 4 : sizeof(value)))
		return ENGINE_FAULT;
	if (mode == RENDER_CONDITIONAL)
		*enabled = value[0] != 0;
	else
		*enabled = (value[0] == value[2]) == (mode == RENDER_IF_EQUAL);
	return ENGINE_DONE;
}

static enum engine_result ce_resume(struct engine *engine, struct exec *exec)
{
	struct ce *ce = to_ce(engine);
	enum engine_result ret = copy_run(&ce->copy, exec);

	return ret == ENGINE_DONE ? finish(ce, exec) : ret;
}

static void count(struct ce *ce, struct exec *exec)
{
	const struct copy *copy = &ce->copy;
	uint64_t unit = copy->kind == COPY_REMAP ? copy->remap.dst_count * copy->remap.size : 1;

	if (!ce->launches) {
		ce->launches = stats_counter(exec->card, "ce.launches");
		ce->bytes = stats_counter(exec->card, "ce.bytes");
	}
	++*ce->launches;
	*ce->bytes += copy->length * copy->lines * unit;
	if (trace_on(exec->card))
		trace(exec->card, "ce: launch %08x: %#" PRIx64 " -> %#" PRIx64 ", %" PRIu64
		      " x %" PRIu64, ce->launch, copy->src.base, copy->dst.base, copy->length,
		      copy->lines);
}

static enum engine_result launch(struct ce *ce, struct exec *exec, uint32_t data)
{
	enum transfer transfer = LAUNCH_TRANSFER(data);
	enum engine_result ret;
	bool enabled;

	ce->launch = data;
	if (transfer == TRANSFER_NONE || transfer == TRANSFER_PREFETCH)
		return finish(ce, exec);
	if (LAUNCH_COPY_TYPE(data) == LAUNCH_COPY_SECURE || LAUNCH_SCRUB(data))
		return engine_error(exec, "LAUNCH_DMA %08x: encryption and scrubbing", data);

	ret = render_enabled(ce, exec, &enabled);
	if (ret == ENGINE_DONE && !enabled)
		return finish(ce, exec);
	if (ret == ENGINE_DONE)
		ret = set_copy(ce, exec);
	if (ret != ENGINE_DONE)
		return ret;

	count(ce, exec);
	return ce_resume(&ce->engine, exec);
}

static bool known(unsigned int method)
{
	switch ((enum ce_method)method) {
	case CE_NOP:
	case CE_PM_TRIGGER:
	case CE_PM_TRIGGER_END:
	case CE_MONITORED_FENCE_TYPE:
	case CE_SCRUB_PARAMETERS:
	case CE_REQ_ATTR:
		return true;
	default:
		break;
	}
	return (method >= CE_MONITORED_FENCE_UPPER && method <= CE_MONITORED_FENCE_LOWER) ||
	       (method >= CE_SEMAPHORE_A && method <= CE_SEMAPHORE_PAYLOAD_UPPER) ||
	       (method >= CE_RENDER_ENABLE_A && method <= CE_DST_PHYS_MODE) ||
	       (method >= CE_OFFSET_IN_UPPER && method <= CE_LINE_COUNT) ||
	       (method >= CE_REMAP_CONST_A && method <= CE_SRC_ORIGIN) ||
	       (method >= CE_SRC_ORIGIN_X && method <= CE_DST_ORIGIN_Y);
}

/* The older form of an origin: both coordinates in one word. */
static void set_origin(struct ce *ce, unsigned int x, uint32_t data)
{
	ce->reg[x / 4] = data & 0xffff;
	ce->reg[x / 4 + 1] = data >> 16;
}

static enum engine_result ce_method(struct engine *engine, struct exec *exec, unsigned int method,
				    uint32_t data)
{
	struct ce *ce = to_ce(engine);

	if (method == CE_LAUNCH_DMA)
		return launch(ce, exec, data);
	if (!known(method))
		return engine_error(exec, "class %04x: method %04x (%08x)", engine->class, method,
				    data);
	if (method < CE_METHODS)
		ce->reg[method / 4] = data;
	if (method == CE_SRC_ORIGIN)
		set_origin(ce, CE_SRC_ORIGIN_X, data);
	if (method == CE_DST_ORIGIN)
		set_origin(ce, CE_DST_ORIGIN_X, data);
	return ENGINE_DONE;
}

static void ce_destroy(struct engine *engine)
{
	free(to_ce(engine));
}

static const struct engine_ops ce_ops = {
	.method = ce_method,
	.resume = ce_resume,
	.destroy = ce_destroy,
};

struct engine *ce_create(uint32_t class)
{
	struct ce *ce = calloc(1, sizeof(*ce));

	if (!ce)
		return NULL;
	ce->engine = (struct engine){ &ce_ops, class };
	ce->reg[CE_RENDER_ENABLE_C / 4] = RENDER_TRUE;
	return &ce->engine;
}
