// SPDX-License-Identifier: MIT
/*
 * Methods of the graphics engine's classes (open-gpu-doc classes/3d/clce97.h, compute/clcec0.h,
 * inline-to-memory/cla140.h, twod/cl902d.h). All store; a few act.
 *
 * Macros of the method expander are stored and called, but not interpreted: what NVK's macros
 * do is set up state and draw, except the one that writes compute invocation counts.
 */
#include "gr.h"

#include <stdlib.h>

#include "card.h"
#include "chip.h"
#include "inline.h"
#include "intr.h"
#include "report.h"

enum gr_method {
	REPORT_PAYLOAD_LOWER = 0x158,
	REPORT_PAYLOAD_UPPER = 0x15c,
	REPORT_ADDRESS_LOWER = 0x160,
	REPORT_ADDRESS_UPPER = 0x164,
	REPORT_EXECUTE = 0x168,
	LAUNCH_DMA = 0x1b0,
	LOAD_INLINE_DATA = 0x1b4,
	I2M_SEMAPHORE_A = 0x1dc,
	I2M_SEMAPHORE_B = 0x1e0,
	I2M_SEMAPHORE_C = 0x1e4,
	REPORT_SEMAPHORE_A = 0x1b00,
	REPORT_SEMAPHORE_B = 0x1b04,
	REPORT_SEMAPHORE_C = 0x1b08,
	REPORT_SEMAPHORE_D = 0x1b0c,
	I2M_METHODS = 0x200,
	GR_METHODS = 0x4000,
};

/* Methods that would draw or dispatch. */
enum gr_work {
	DRAW_INDEX_BUFFER_BEGIN_END_B = 0x026c,
	DRAW_VERTEX_ARRAY_BEGIN_END_B = 0x0274,
	DRAW_ZERO_INDEX = 0x0304,
	DRAW_VERTEX_ARRAY = 0x0d78,
	DRAW_AUTO = 0x123c,
	DRAW_INLINE_INDEX = 0x15e8,
	DRAW_INDEX_BUFFER = 0x17e0,
	CLEAR_SURFACE = 0x19d0,
	CALL_MME_MACRO = 0x3800,
	SEND_SIGNALING_PCAS_B = 0x02bc,
	SEND_SIGNALING_PCAS2_B = 0x02c0,
	PIXELS_FROM_MEMORY_SRC_Y0_INT = 0x08dc,
};

/* SET_REPORT_SEMAPHORE_D, all classes */
#define D_OPERATION(d) ((d) & 0x3)
#define D_REDUCE(d) ((d) >> 3 & 1)
#define D_REDUCTION(d) ((d) >> 9 & 0x7)
#define D_GREATER(d) ((d) >> 16 & 1)
#define D_SIGNED(d) ((d) >> 17 & 1)
#define D_AWAKEN(d) ((d) >> 20 & 1)
#define D_COUNTER(d) ((d) >> 23 & 0x1f)
#define D_ONE_WORD(d) ((d) >> 28 & 1)

/* REPORT_SEMAPHORE_EXECUTE of 3D */
#define E3D_AWAKEN(d) ((d) >> 6 & 1)
#define E3D_COUNTER(d) ((d) >> 7 & 0x1f)
#define E3D_SIZE(d) ((d) >> 13 & 0x3)
#define E3D_REDUCE(d) ((d) >> 20 & 1)
#define E3D_REDUCTION(d) ((d) >> 21 & 0x7)
#define E3D_SIGNED(d) ((d) >> 24 & 1)
#define E3D_WIDE(d) ((d) >> 27 & 1)

/* REPORT_SEMAPHORE_EXECUTE of compute */
#define EC_AWAKEN(d) ((d) >> 2 & 1)
#define EC_SIZE(d) ((d) >> 3 & 0x3)
#define EC_REDUCE(d) ((d) >> 6 & 1)
#define EC_REDUCTION(d) ((d) >> 7 & 0x7)
#define EC_SIGNED(d) ((d) >> 10 & 1)
#define EC_WIDE(d) ((d) >> 12 & 1)

/* LAUNCH_DMA */
#define LAUNCH_REDUCE(d) ((d) >> 1 & 1)
#define LAUNCH_SIGNED(d) ((d) >> 2 & 1)
#define LAUNCH_COMPLETION(d) ((d) >> 4 & 0x3)
#define LAUNCH_COMPLETION_RELEASE 2
#define LAUNCH_INTERRUPT(d) ((d) >> 8 & 0x3)
#define LAUNCH_ONE_WORD(d) ((d) >> 12 & 1)
#define LAUNCH_REDUCTION(d) ((d) >> 13 & 0x7)

struct gr {
	struct engine engine;
	enum gr_kind kind;
	struct inline_data inline_data;
	struct report report; /* that is waited for */
	uint32_t reg[GR_METHODS / 4];
};

static struct gr *to_gr(struct engine *engine)
{
	return (struct gr *)engine;
}

static uint32_t get(const struct gr *gr, unsigned int method)
{
	return gr->reg[method / 4];
}

static uint64_t get_va(const struct gr *gr, unsigned int upper, unsigned int lower)
{
	return (uint64_t)(get(gr, upper) & 0x1ffffff) << 32 | get(gr, lower);
}

static enum engine_result run_report(struct gr *gr, struct exec *exec, struct report report)
{
	gr->report = report;
	return report_run(&gr->report, exec);
}

static enum engine_result semaphore_d(struct gr *gr, struct exec *exec, uint32_t d)
{
	return run_report(gr, exec, (struct report){
		.op = D_OPERATION(d),
		.size = D_ONE_WORD(d) ? REPORT_ONE_WORD : REPORT_FOUR_WORDS,
		.va = get_va(gr, REPORT_SEMAPHORE_A, REPORT_SEMAPHORE_B),
		.payload = get(gr, REPORT_SEMAPHORE_C),
		.counter = gr->kind == GR_3D ? D_COUNTER(d) : REPORT_NONE,
		.reduce = D_REDUCE(d),
		.reduction = D_REDUCTION(d),
		.is_signed = D_SIGNED(d),
		.greater = D_GREATER(d),
		.awaken = D_AWAKEN(d),
	});
}

static enum engine_result report_execute(struct gr *gr, struct exec *exec, uint32_t e)
{
	bool is_3d = gr->kind == GR_3D;

	return run_report(gr, exec, (struct report){
		.op = D_OPERATION(e),
		.size = is_3d ? E3D_SIZE(e) : EC_SIZE(e),
		.va = get_va(gr, REPORT_ADDRESS_UPPER, REPORT_ADDRESS_LOWER),
		.payload = (uint64_t)get(gr, REPORT_PAYLOAD_UPPER) << 32 |
			   get(gr, REPORT_PAYLOAD_LOWER),
		.wide = is_3d ? E3D_WIDE(e) : EC_WIDE(e),
		.counter = is_3d ? E3D_COUNTER(e) : REPORT_NONE,
		.reduce = is_3d ? E3D_REDUCE(e) : EC_REDUCE(e),
		.reduction = is_3d ? E3D_REDUCTION(e) : EC_REDUCTION(e),
		.is_signed = is_3d ? E3D_SIGNED(e) : EC_SIGNED(e),
		.awaken = is_3d ? E3D_AWAKEN(e) : EC_AWAKEN(e),
	});
}

/* What LAUNCH_DMA asked to happen once its data is written. */
static enum engine_result inline_done(struct gr *gr, struct exec *exec)
{
	uint32_t launch = get(gr, LAUNCH_DMA);

	if (LAUNCH_COMPLETION(launch) != LAUNCH_COMPLETION_RELEASE) {
		if (LAUNCH_INTERRUPT(launch))
			intr_raise(exec->card, exec->engine->nonstall);
		return ENGINE_DONE;
	}
	return run_report(gr, exec, (struct report){
		.op = REPORT_RELEASE,
		.size = LAUNCH_ONE_WORD(launch) ? REPORT_ONE_WORD : REPORT_FOUR_WORDS,
		.va = get_va(gr, I2M_SEMAPHORE_A, I2M_SEMAPHORE_B),
		.payload = get(gr, I2M_SEMAPHORE_C),
		.reduce = LAUNCH_REDUCE(launch),
		.reduction = LAUNCH_REDUCTION(launch),
		.is_signed = LAUNCH_SIGNED(launch),
		.awaken = LAUNCH_INTERRUPT(launch),
	});
}

static enum engine_result launch_dma(struct gr *gr, struct exec *exec, uint32_t data)
{
	enum engine_result ret = inline_begin(&gr->inline_data, exec, gr->reg, data);

	++*stats_counter(exec->card, "gr.i2m.launches");
	if (ret == ENGINE_DONE && !gr->inline_data.active)
		ret = inline_done(gr, exec);
	return ret;
}

static enum engine_result load_inline_data(struct gr *gr, struct exec *exec, uint32_t data)
{
	enum engine_result ret = inline_word(&gr->inline_data, exec, data);

	if (ret == ENGINE_DONE && !gr->inline_data.active)
		ret = inline_done(gr, exec);
	return ret;
}

static const char *skipped_3d(unsigned int method)
{
	if (method >= CALL_MME_MACRO)
		return method & 4 ? NULL : "gr.mme.skipped";

	switch ((enum gr_work)method) {
	case DRAW_INDEX_BUFFER_BEGIN_END_B:
	case DRAW_VERTEX_ARRAY_BEGIN_END_B:
	case DRAW_ZERO_INDEX:
	case DRAW_VERTEX_ARRAY:
	case DRAW_AUTO:
	case DRAW_INLINE_INDEX:
	case DRAW_INDEX_BUFFER:
		return "gr.draw.skipped";
	case CLEAR_SURFACE:
		return "gr.clear.skipped";
	default:
		return NULL;
	}
}

static void count_skipped(const struct gr *gr, struct exec *exec, unsigned int method)
{
	const char *name = NULL;

	if (gr->kind == GR_3D)
		name = skipped_3d(method);
	else if (gr->kind == GR_COMPUTE &&
		 (method == SEND_SIGNALING_PCAS_B || method == SEND_SIGNALING_PCAS2_B))
		name = "gr.dispatch.skipped";
	else if (gr->kind == GR_2D && method == PIXELS_FROM_MEMORY_SRC_Y0_INT)
		name = "gr.blit.skipped";

	if (name)
		++*stats_counter(exec->card, name);
}

static bool has_inline(const struct gr *gr)
{
	return gr->kind != GR_2D;
}

static bool has_report(const struct gr *gr)
{
	return gr->kind == GR_3D || gr->kind == GR_COMPUTE;
}

static enum engine_result gr_method(struct engine *engine, struct exec *exec, unsigned int method,
				    uint32_t data)
{
	struct gr *gr = to_gr(engine);

	if (method >= (gr->kind == GR_I2M ? I2M_METHODS : GR_METHODS))
		return engine_error(exec, "class %04x: method %04x (%08x)", engine->class, method,
				    data);
	gr->reg[method / 4] = data;

	if (has_inline(gr) && method == LAUNCH_DMA)
		return launch_dma(gr, exec, data);
	if (has_inline(gr) && method == LOAD_INLINE_DATA)
		return load_inline_data(gr, exec, data);
	if (has_report(gr) && method == REPORT_SEMAPHORE_D)
		return semaphore_d(gr, exec, data);
	if (has_report(gr) && method == REPORT_EXECUTE)
		return report_execute(gr, exec, data);

	count_skipped(gr, exec, method);
	return ENGINE_DONE;
}

static enum engine_result gr_resume(struct engine *engine, struct exec *exec)
{
	return report_run(&to_gr(engine)->report, exec);
}

static void gr_destroy(struct engine *engine)
{
	free(to_gr(engine));
}

static const struct engine_ops gr_ops = {
	.method = gr_method,
	.resume = gr_resume,
	.destroy = gr_destroy,
};

struct engine *gr_create(uint32_t class, enum gr_kind kind)
{
	struct gr *gr = calloc(1, sizeof(*gr));

	if (!gr)
		return NULL;
	gr->engine = (struct engine){ &gr_ops, class };
	gr->kind = kind;
	return &gr->engine;
}
