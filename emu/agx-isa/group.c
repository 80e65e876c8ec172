// SPDX-License-Identifier: MIT
/* What threads of a simdgroup or of a quad do together. */
#include <math.h>

#include "float.h"
#include "machine.h"

enum { REDUCE_AND = 0, REDUCE_FADD = 1, REDUCE_OR = 2, REDUCE_FMUL = 3, REDUCE_XOR = 4, REDUCE_FMIN = 5,
       REDUCE_FMAX = 7, REDUCE_IADD = 16, REDUCE_SMIN = 20, REDUCE_SMAX = 22, REDUCE_UMIN = 28, REDUCE_UMAX = 30 };

enum { SHUFFLE_INDEX, SHUFFLE_XOR, SHUFFLE_UP, SHUFFLE_DOWN };

static uint32_t group_of(const struct agx_insn *insn, unsigned int lane)
{
	return insn->field[AGX_F_QUAD] ? 0xffffffff : 15u << (lane & ~3u);
}

static void ballot(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	uint32_t votes = 0;

	for_each_active(lane, simd) {
		if (insn->form->op == AGX_OP_IBALLOT ? agx_compare_integers(m, simd, insn, lane) :
						       agx_compare_floats(m, simd, insn, lane))
			votes |= 1u << lane;
	}
	for_each_active(lane, simd) {
		uint32_t group = group_of(insn, lane);

		agx_write(simd, &insn->dst, lane, (votes & group) >> __builtin_ctz(group));
	}
}

/* The lane that another reads; outside of the simdgroup it reads itself. */
static unsigned int shuffle_source(const struct agx_insn *insn, unsigned int lane, uint32_t by)
{
	unsigned int width = insn->field[AGX_F_QUAD] ? AGX_LANES : 4;
	unsigned int base = lane & ~(width - 1), index = lane & (width - 1);
	uint32_t from;

	switch (insn->field[AGX_F_OP]) {
	case SHUFFLE_INDEX:
		from = by;
		break;
	case SHUFFLE_XOR:
		from = index ^ by;
		break;
	case SHUFFLE_UP:
		from = index - by;
		break;
	default:
		from = index + by;
		break;
	}
	if (insn->field[AGX_F_ROTATE] || width == 4)
		from &= width - 1;
	return from < width ? base + from : lane;
}

/*
 * Silicon moves whole quads and lets each quad's four amounts mix; compilers give all
 * lanes of a quad the same one, or an index, for which this is the same.
 */
static void shuffle(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	uint64_t values[AGX_LANES];

	for (unsigned int lane = 0; lane < AGX_LANES; lane++)
		values[lane] = agx_read(m, simd, &insn->src[0], lane);
	for_each_active(lane, simd) {
		uint32_t by = (uint16_t)agx_read(m, simd, &insn->src[1], lane);

		agx_write(simd, &insn->dst, lane, values[shuffle_source(insn, lane, by)]);
	}
}

static bool is_float(unsigned int op)
{
	return op == REDUCE_FADD || op == REDUCE_FMUL || op == REDUCE_FMIN || op == REDUCE_FMAX;
}

static double combine_floats(unsigned int op, double a, double b)
{
	switch (op) {
	case REDUCE_FADD:
		return a + b;
	case REDUCE_FMUL:
		return a * b;
	case REDUCE_FMIN:
		return fmin(a, b);
	default:
		return fmax(a, b);
	}
}

static int64_t combine_integers(unsigned int op, int64_t a, int64_t b)
{
	switch (op) {
	case REDUCE_AND:
		return a & b;
	case REDUCE_OR:
		return a | b;
	case REDUCE_XOR:
		return a ^ b;
	case REDUCE_IADD:
		return a + b;
	case REDUCE_SMIN:
	case REDUCE_UMIN:
		return a < b ? a : b;
	default:
		return a > b ? a : b;
	}
}

/* What a prefix begins with. */
static int64_t identity(unsigned int op, unsigned int size)
{
	switch (op) {
	case REDUCE_AND:
		return -1;
	case REDUCE_SMIN:
		return (1ll << (size - 1)) - 1;
	case REDUCE_SMAX:
		return -(1ll << (size - 1));
	case REDUCE_UMIN:
		return (1ll << size) - 1;
	default:
		return 0;
	}
}

static double float_identity(unsigned int op)
{
	switch (op) {
	case REDUCE_FADD:
		return -0.0;
	case REDUCE_FMUL:
		return 1.0;
	case REDUCE_FMIN:
		return INFINITY;
	default:
		return -INFINITY;
	}
}

/* Of the active lanes in @lanes. Every step rounds to the size of the destination. */
static uint64_t reduce_floats(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, uint32_t lanes)
{
	double total = float_identity(insn->field[AGX_F_OP]);
	bool single = insn->dst.size == 32;

	for_each_active(lane, simd) {
		if (!(lanes >> lane & 1))
			continue;
		total = combine_floats(insn->field[AGX_F_OP], total, agx_read_float(m, simd, &insn->src[0], lane));
		total = single ? agx_from_single(agx_to_single(total)) : agx_from_half(agx_to_half(total));
	}
	return single ? agx_to_single(total) : agx_to_half(total);
}

static uint64_t reduce_integers(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn,
				uint32_t lanes)
{
	struct agx_operand src = insn->src[0];
	unsigned int op = insn->field[AGX_F_OP];
	int64_t total = identity(op, src.size);

	src.sx = op == REDUCE_SMIN || op == REDUCE_SMAX;
	for_each_active(lane, simd) {
		if (lanes >> lane & 1)
			total = combine_integers(op, total, agx_read(m, simd, &src, lane));
	}
	return total;
}

/* A prefix leaves out the lane itself. */
static bool reduce(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	static const uint32_t known = 1u << REDUCE_AND | 1u << REDUCE_FADD | 1u << REDUCE_OR | 1u << REDUCE_FMUL |
				      1u << REDUCE_XOR | 1u << REDUCE_FMIN | 1u << REDUCE_FMAX | 1u << REDUCE_IADD |
				      1u << REDUCE_SMIN | 1u << REDUCE_SMAX | 1u << REDUCE_UMIN | 1u << REDUCE_UMAX;
	uint64_t results[AGX_LANES];

	if (!(known >> insn->field[AGX_F_OP] & 1))
		return false;
	for_each_active(lane, simd) {
		uint32_t lanes = group_of(insn, lane);

		if (insn->field[AGX_F_PREFIX])
			lanes &= (1u << lane) - 1;
		results[lane] = is_float(insn->field[AGX_F_OP]) ? reduce_floats(m, simd, insn, lanes) :
								  reduce_integers(m, simd, insn, lanes);
	}
	for_each_active(lane, simd)
		agx_write(simd, &insn->dst, lane, results[lane]);
	return true;
}

bool agx_run_group(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	switch (insn->form->op) {
	case AGX_OP_IBALLOT:
	case AGX_OP_FBALLOT:
		ballot(m, simd, insn);
		return true;
	case AGX_OP_SHUFFLE:
		shuffle(m, simd, insn);
		return true;
	case AGX_OP_REDUCE:
		return reduce(m, simd, insn);
	default:
		return false;
	}
}
