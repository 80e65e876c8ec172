// SPDX-License-Identifier: MIT
/*
 * The copy engine's methods (what firmware/nv/copy.h lacks: open-gpu-doc classes/dma-copy/clcab5.h).
 * Methods only store; LAUNCH_DMA makes a copy of them, and releases the semaphore when it is done.
 */
#include "ce.h"

#include <inttypes.h>
#include <stdlib.h>

#include "card.h"
#include "chip.h"
#include "copy.h"
#include "firmware/nv/copy.h"
#include "intr.h"
#include "sem.h"

/* Methods that the driver has no use for. */
enum {
	MONITORED_FENCE_TYPE = 0x21c,
	MONITORED_FENCE_LOWER = 0x224,
	SCRUB_PARAMETERS = 0x6fc,
	METHODS = 0x800,
};

/* From SET_SRC_BLOCK_SIZE and SET_DST_BLOCK_SIZE on. */
enum {
	BLOCK_WIDTH = NV_COPY_SET_DST_WIDTH - NV_COPY_SET_DST_BLOCK_SIZE,
	BLOCK_HEIGHT = NV_COPY_SET_DST_HEIGHT - NV_COPY_SET_DST_BLOCK_SIZE,
	BLOCK_LAYER = NV_COPY_SET_DST_LAYER - NV_COPY_SET_DST_BLOCK_SIZE,
	BLOCK_LOG2_MAX = 5,
};

#define BLOCK_SIZE(field, d) FIELD_GET(NV_COPY_BLOCK_SIZE_##field, d)
#define LAUNCH_SEMAPHORE(d) FIELD_GET(NV_COPY_LAUNCH_DMA_SEMAPHORE, d)
#define LAUNCH_SEMAPHORE_CONDITIONAL_INTR 3
#define LAUNCH_COPY_TYPE_SECURE BIT(20)
#define LAUNCH_SCRUB BIT(23)

/* SET_RENDER_ENABLE_C_MODE */
enum render_enable {
	RENDER_FALSE = 0,
	RENDER_TRUE = 1,
	RENDER_CONDITIONAL = 2,
	RENDER_IF_EQUAL = 3,
	RENDER_IF_NOT_EQUAL = 4,
};

struct ce {
	struct engine engine;
	uint32_t reg[METHODS / 4];
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
	return (uint64_t)(get(ce, upper) & NV_COPY_OFFSET_UPPER) << 32 | get(ce, lower);
}

static enum engine_result set_physical(struct ce *ce, struct exec *exec, unsigned int method,
				       struct surface *surface)
{
	if (!(exec->access & MMU_PRIVILEGED))
		return engine_error(exec, "physical copy on a user channel");

	surface->physical = true;
	switch (FIELD_GET(NV_COPY_PHYS_MODE_TARGET, get(ce, method))) {
	case NV_COPY_PHYS_MODE_TARGET_LOCAL_FB:
		surface->aperture = APERTURE_VIDEO;
		return ENGINE_DONE;
	case NV_COPY_PHYS_MODE_TARGET_COHERENT_SYSMEM:
		surface->aperture = APERTURE_SYS_COHERENT;
		return ENGINE_DONE;
	case NV_COPY_PHYS_MODE_TARGET_NONCOHERENT_SYSMEM:
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
	uint32_t size = get(ce, block);

	if (BLOCK_SIZE(WIDTH, size) || BLOCK_SIZE(HEIGHT, size) > BLOCK_LOG2_MAX ||
	    BLOCK_SIZE(DEPTH, size) > BLOCK_LOG2_MAX ||
	    BLOCK_SIZE(GOB_HEIGHT, size) != NV_COPY_BLOCK_SIZE_GOB_HEIGHT_FERMI_8)
		return engine_error(exec, "block size %08x", size);

	surface->block_linear = true;
	surface->tiling = (struct tiling){
		.gob = BLOCK_SIZE(GOB_KIND, size),
		.height_log2 = BLOCK_SIZE(HEIGHT, size),
		.depth_log2 = BLOCK_SIZE(DEPTH, size),
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
		.base = get64(ce, NV_COPY_OFFSET_IN_UPPER, NV_COPY_OFFSET_IN_LOWER),
		.pitch = get(ce, NV_COPY_PITCH_IN),
	};
	if (ce->launch & NV_COPY_LAUNCH_DMA_SRC_PHYSICAL)
		ret = set_physical(ce, exec, NV_COPY_SET_SRC_PHYS_MODE, src);
	if (ret == ENGINE_DONE && !(ce->launch & NV_COPY_LAUNCH_DMA_SRC_PITCH))
		ret = set_block_linear(ce, exec, src, NV_COPY_SET_SRC_BLOCK_SIZE,
				       NV_COPY_SRC_ORIGIN_X, unit);
	return ret;
}

static enum engine_result set_dst(struct ce *ce, struct exec *exec, unsigned int unit)
{
	struct surface *dst = &ce->copy.dst;
	enum engine_result ret = ENGINE_DONE;

	*dst = (struct surface){
		.base = get64(ce, NV_COPY_OFFSET_OUT_UPPER, NV_COPY_OFFSET_OUT_LOWER),
		.pitch = get(ce, NV_COPY_PITCH_OUT),
	};
	if (ce->launch & NV_COPY_LAUNCH_DMA_DST_PHYSICAL)
		ret = set_physical(ce, exec, NV_COPY_SET_DST_PHYS_MODE, dst);
	if (ret == ENGINE_DONE && !(ce->launch & NV_COPY_LAUNCH_DMA_DST_PITCH))
		ret = set_block_linear(ce, exec, dst, NV_COPY_SET_DST_BLOCK_SIZE,
				       NV_COPY_DST_ORIGIN_X, unit);
	return ret;
}

static enum engine_result set_remap(struct ce *ce, struct exec *exec)
{
	uint32_t components = get(ce, NV_COPY_SET_REMAP_COMPONENTS);
	struct remap *remap = &ce->copy.remap;

	*remap = (struct remap){
		.size = FIELD_GET(NV_COPY_REMAP_COMPONENT_SIZE, components) + 1,
		.src_count = FIELD_GET(NV_COPY_REMAP_NUM_SRC_COMPONENTS, components) + 1,
		.dst_count = FIELD_GET(NV_COPY_REMAP_NUM_DST_COMPONENTS, components) + 1,
		.constant = { get(ce, NV_COPY_SET_REMAP_CONST_A),
			      get(ce, NV_COPY_SET_REMAP_CONST_B) },
	};
	for (unsigned int i = 0; i < REMAP_COMPONENTS; i++) {
		remap->from[i] = FIELD_GET(NV_COPY_REMAP_DST_X, components >> (4 * i));
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
	copy->length = get(ce, NV_COPY_LINE_LENGTH_IN);
	copy->lines = ce->launch & NV_COPY_LAUNCH_DMA_MULTI_LINE ? get(ce, NV_COPY_LINE_COUNT) : 1;
	copy->line = 0;
	copy->done = 0;
	if (!copy->length || !copy->lines)
		return ENGINE_DONE;

	if (ce->launch & NV_COPY_LAUNCH_DMA_REMAP) {
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
	unsigned int op = FIELD_GET(NV_COPY_LAUNCH_DMA_REDUCTION, ce->launch);

	if (op > SEM_DEC)
		return engine_error(exec, "semaphore reduction %u", op);
	return sem_reduce(exec, sem, op, !(ce->launch & NV_COPY_LAUNCH_DMA_REDUCTION_UNSIGNED));
}

static enum engine_result release(struct ce *ce, struct exec *exec)
{
	const struct sem sem = {
		.va = get64(ce, NV_COPY_SET_SEMAPHORE_A, NV_COPY_SET_SEMAPHORE_B),
		.payload = (uint64_t)get(ce, NV_COPY_SET_SEMAPHORE_PAYLOAD_UPPER) << 32 |
			   get(ce, NV_COPY_SET_SEMAPHORE_PAYLOAD),
		.wide = ce->launch & NV_COPY_LAUNCH_DMA_SEMAPHORE_PAYLOAD_64BIT,
	};

	switch (LAUNCH_SEMAPHORE(ce->launch)) {
	case NV_COPY_LAUNCH_DMA_SEMAPHORE_NONE:
		return ENGINE_DONE;
	case NV_COPY_LAUNCH_DMA_SEMAPHORE_TIMESTAMP:
		return sem_release_timestamp(exec, &sem);
	}
	return ce->launch & NV_COPY_LAUNCH_DMA_REDUCTION_ENABLE ? reduce(ce, exec, &sem) :
								  sem_release(exec, &sem);
}

static enum engine_result finish(struct ce *ce, struct exec *exec)
{
	enum engine_result ret = release(ce, exec);

	if (ret != ENGINE_DONE)
		return ret;
	if (ce->launch & NV_COPY_LAUNCH_DMA_INTERRUPT ||
	    LAUNCH_SEMAPHORE(ce->launch) == LAUNCH_SEMAPHORE_CONDITIONAL_INTR)
		intr_raise(exec->card, exec->engine->nonstall);
	return ENGINE_DONE;
}

/* Predication: compares two 64-bit values 16 bytes apart, or looks at one 32-bit value. */
static enum engine_result render_enabled(struct ce *ce, struct exec *exec, bool *enabled)
{
	uint64_t va = get64(ce, NV_COPY_SET_RENDER_ENABLE_A, NV_COPY_SET_RENDER_ENABLE_B);
	uint64_t value[3] = { 0 };
	uint32_t mode = get(ce, NV_COPY_SET_RENDER_ENABLE_C) & 0x7;

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
		trace(exec->card,
		      "ce: launch %08x: %#" PRIx64 " -> %#" PRIx64 ", %" PRIu64 " x %" PRIu64,
		      ce->launch, copy->src.base, copy->dst.base, copy->length, copy->lines);
}

static enum engine_result launch(struct ce *ce, struct exec *exec, uint32_t data)
{
	uint32_t transfer = FIELD_GET(NV_COPY_LAUNCH_DMA_TRANSFER, data);
	enum engine_result ret;
	bool enabled;

	ce->launch = data;
	if (transfer == NV_COPY_LAUNCH_DMA_TRANSFER_NONE ||
	    transfer == NV_COPY_LAUNCH_DMA_TRANSFER_PREFETCH)
		return finish(ce, exec);
	if (data & (LAUNCH_COPY_TYPE_SECURE | LAUNCH_SCRUB))
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
	static const struct {
		unsigned int first, last;
	} ranges[] = {
		{ NV_COPY_NOP, NV_COPY_NOP },
		{ NV_COPY_PM_TRIGGER, NV_COPY_PM_TRIGGER },
		{ MONITORED_FENCE_TYPE, MONITORED_FENCE_LOWER },
		{ NV_COPY_SET_SEMAPHORE_A, NV_COPY_SET_SEMAPHORE_PAYLOAD_UPPER },
		{ NV_COPY_SET_RENDER_ENABLE_A, NV_COPY_SET_DST_PHYS_MODE },
		{ NV_COPY_OFFSET_IN_UPPER, NV_COPY_LINE_COUNT },
		{ SCRUB_PARAMETERS, NV_COPY_SET_DST_ORIGIN },
		{ NV_COPY_SET_SRC_BLOCK_SIZE, NV_COPY_SET_SRC_ORIGIN },
		{ NV_COPY_SRC_ORIGIN_X, NV_COPY_REQ_ATTR },
		{ NV_COPY_PM_TRIGGER_END, NV_COPY_PM_TRIGGER_END },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (method >= ranges[i].first && method <= ranges[i].last)
			return true;
	return false;
}

/* The older form of an origin: both coordinates in one word. */
static void set_origin(struct ce *ce, unsigned int x, uint32_t data)
{
	ce->reg[x / 4] = FIELD_GET(NV_COPY_ORIGIN_X, data);
	ce->reg[x / 4 + 1] = FIELD_GET(NV_COPY_ORIGIN_Y, data);
}

static enum engine_result ce_method(struct engine *engine, struct exec *exec, unsigned int method,
				    uint32_t data)
{
	struct ce *ce = to_ce(engine);

	if (method == NV_COPY_LAUNCH_DMA)
		return launch(ce, exec, data);
	if (!known(method))
		return engine_error(exec, "class %04x: method %04x (%08x)", engine->class, method,
				    data);
	if (method < METHODS)
		ce->reg[method / 4] = data;
	if (method == NV_COPY_SET_SRC_ORIGIN)
		set_origin(ce, NV_COPY_SRC_ORIGIN_X, data);
	if (method == NV_COPY_SET_DST_ORIGIN)
		set_origin(ce, NV_COPY_DST_ORIGIN_X, data);
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
	ce->reg[NV_COPY_SET_RENDER_ENABLE_C / 4] = RENDER_TRUE;
	return &ce->engine;
}
