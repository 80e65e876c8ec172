// SPDX-License-Identifier: MIT
/*
 * Methods of the graphics engine's classes (those that draw: open-gpu-doc classes/3d/clce97.h,
 * compute/clcec0.h, twod/cl902d.h). All store; a few act.
 *
 * Macros of the method expander are stored and called, but not interpreted: what NVK's macros
 * do is set up state and draw, except the one that writes compute invocation counts.
 */
#include "gr.h"

#include <stdlib.h>

#include "card.h"
#include "chip.h"
#include "firmware/nv/classes.h"
#include "inline.h"
#include "intr.h"
#include "report.h"

enum {
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

#define D(field, d) FIELD_GET(NV_REPORT_SEMAPHORE_D_##field, d)
#define D_SIGNED(d) (D(REDUCTION_FORMAT, d) == NV_REPORT_REDUCTION_SIGNED_32)
#define LAUNCH(field, d) FIELD_GET(NV_I2M_LAUNCH_DMA_##field, d)

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
	return (uint64_t)(get(gr, upper) & NV_REPORT_SEMAPHORE_A_UPPER) << 32 | get(gr, lower);
}

static enum engine_result run_report(struct gr *gr, struct exec *exec, struct report report)
{
	gr->report = report;
	return report_run(&gr->report, exec);
}

static enum engine_result semaphore_d(struct gr *gr, struct exec *exec, uint32_t d)
{
	return run_report(gr, exec, (struct report){
		.op = D(OPERATION, d),
		.size = d & NV_REPORT_SEMAPHORE_D_ONE_WORD ? REPORT_ONE_WORD : REPORT_FOUR_WORDS,
		.va = get_va(gr, NV_REPORT_SEMAPHORE_A, NV_REPORT_SEMAPHORE_B),
		.payload = get(gr, NV_REPORT_SEMAPHORE_C),
		.counter = gr->kind == GR_3D ? D(REPORT, d) : REPORT_NONE,
		.reduce = d & NV_REPORT_SEMAPHORE_D_REDUCTION_ENABLE,
		.reduction = D(REDUCTION_OP, d),
		.is_signed = D_SIGNED(d),
		.greater = d & NV_REPORT_SEMAPHORE_D_COMPARISON_GE,
		.awaken = d & NV_REPORT_SEMAPHORE_D_AWAKEN,
	});
}

#define E(class, field, e) FIELD_GET(NV_##class##_REPORT_EXECUTE_##field, e)

/* EXECUTE has its fields elsewhere in each class. */
static enum engine_result report_execute(struct gr *gr, struct exec *exec, uint32_t e)
{
	bool is_3d = gr->kind == GR_3D;

	return run_report(gr, exec, (struct report){
		.op = FIELD_GET(NV_REPORT_SEMAPHORE_EXECUTE_OPERATION, e),
		.size = is_3d ? E(3D, STRUCTURE_SIZE, e) : E(COMPUTE, STRUCTURE_SIZE, e),
		.va = get_va(gr, NV_REPORT_SEMAPHORE_ADDRESS_UPPER,
			     NV_REPORT_SEMAPHORE_ADDRESS_LOWER),
		.payload = (uint64_t)get(gr, NV_REPORT_SEMAPHORE_PAYLOAD_UPPER) << 32 |
			   get(gr, NV_REPORT_SEMAPHORE_PAYLOAD_LOWER),
		.wide = is_3d ? E(3D, PAYLOAD_64BIT, e) : E(COMPUTE, PAYLOAD_64BIT, e),
		.counter = is_3d ? E(3D, REPORT, e) : REPORT_NONE,
		.reduce = is_3d ? E(3D, REDUCTION_ENABLE, e) : E(COMPUTE, REDUCTION_ENABLE, e),
		.reduction = is_3d ? E(3D, REDUCTION_OP, e) : E(COMPUTE, REDUCTION_OP, e),
		.is_signed = is_3d ? E(3D, REDUCTION_FORMAT, e) : E(COMPUTE, REDUCTION_FORMAT, e),
		.awaken = is_3d ? E(3D, AWAKEN, e) : E(COMPUTE, AWAKEN, e),
	});
}

/* What LAUNCH_DMA asked to happen once its data is written. */
static enum engine_result inline_done(struct gr *gr, struct exec *exec)
{
	uint32_t launch = get(gr, NV_I2M_LAUNCH_DMA);

	if (LAUNCH(COMPLETION, launch) != NV_I2M_LAUNCH_DMA_COMPLETION_RELEASE_SEMAPHORE) {
		if (LAUNCH(INTERRUPT, launch))
			intr_raise(exec->card, exec->engine->nonstall);
		return ENGINE_DONE;
	}
	return run_report(gr, exec, (struct report){
		.op = REPORT_RELEASE,
		.size = LAUNCH(SEMAPHORE_ONE_WORD, launch) ? REPORT_ONE_WORD : REPORT_FOUR_WORDS,
		.va = get_va(gr, NV_I2M_SET_SEMAPHORE_A, NV_I2M_SET_SEMAPHORE_B),
		.payload = get(gr, NV_I2M_SET_SEMAPHORE_C),
		.reduce = LAUNCH(REDUCTION_ENABLE, launch),
		.reduction = LAUNCH(REDUCTION_OP, launch),
		.is_signed = LAUNCH(REDUCTION_FORMAT, launch) == NV_REPORT_REDUCTION_SIGNED_32,
		.awaken = LAUNCH(INTERRUPT, launch),
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

	if (has_inline(gr) && method == NV_I2M_LAUNCH_DMA)
		return launch_dma(gr, exec, data);
	if (has_inline(gr) && method == NV_I2M_LOAD_INLINE_DATA)
		return load_inline_data(gr, exec, data);
	if (has_report(gr) && method == NV_REPORT_SEMAPHORE_D)
		return semaphore_d(gr, exec, data);
	if (has_report(gr) && method == NV_REPORT_SEMAPHORE_EXECUTE)
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
