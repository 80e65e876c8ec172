// SPDX-License-Identifier: MIT
/* Floating point, and what turns it into integers and back. */
#include <math.h>

#include "float.h"
#include "machine.h"

static double saturate(double value)
{
	return value > 0.0 ? fmin(value, 1.0) : 0.0;
}

static void write_float(struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane, double value)
{
	if (insn->field[AGX_F_SAT])
		value = saturate(value);
	agx_write(simd, &insn->dst, lane, insn->dst.size == 32 ? agx_to_single(value) : agx_to_half(value));
}

/* Sources are singles at most: rounding once, to the precision of the destination, is what fused means. */
static double fused(const struct agx_insn *insn, double a, double b, double c)
{
	return insn->dst.size == 32 ? fmaf(a, b, c) : fma(a, b, c);
}

/* fltn and fgtn make a minimum and a maximum of a select: a NaN loses. */
static bool compare(unsigned int condition, double a, double b)
{
	switch (condition) {
	case 0:
		return a == b;
	case 1:
		return a < b;
	case 2:
		return a > b;
	case 3:
		return a < b || isnan(b);
	case 5:
		return a >= b;
	case 6:
		return a <= b;
	default:
		return a > b || isnan(b);
	}
}

bool agx_compare_floats(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_insn *insn,
			unsigned int lane)
{
	unsigned int condition = insn->field[AGX_F_COND];
	double a = agx_read_float(m, simd, &insn->src[0], lane);
	double b = agx_read_float(m, simd, &insn->src[1], lane);

	return compare(condition & 7, a, b) != (condition >> 3);
}

/* Out of range is the nearest that there is, and NaN is 0. */
static uint64_t to_integer(double value, double low, double high, bool nearest)
{
	value = nearest ? rint(value) : trunc(value);
	if (isnan(value))
		return 0;
	return (int64_t)fmax(low, fmin(high, value));
}

static uint64_t from_integer(int64_t value, const struct agx_operand *dst)
{
	return dst->size == 32 ? agx_to_single((float)value) : agx_to_half(value);
}

static uint64_t convert(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_insn *insn,
			unsigned int lane)
{
	const struct agx_operand *src = &insn->src[0];
	bool nearest = insn->field[AGX_F_ROUND];
	uint64_t bits = agx_read(m, simd, src, lane);

	switch (insn->field[AGX_F_IMM]) {
	case 0:
		return from_integer((uint8_t)bits, &insn->dst);
	case 1:
		return from_integer((int8_t)bits, &insn->dst);
	case 4:
		return to_integer(agx_read_float(m, simd, src, lane), 0, UINT16_MAX, nearest);
	case 5:
		return to_integer(agx_read_float(m, simd, src, lane), INT16_MIN, INT16_MAX, nearest);
	case 6:
		return from_integer((uint16_t)bits, &insn->dst);
	case 7:
		return from_integer((int16_t)bits, &insn->dst);
	case 8:
		return to_integer(agx_read_float(m, simd, src, lane), 0, UINT32_MAX, nearest);
	case 9:
		return to_integer(agx_read_float(m, simd, src, lane), INT32_MIN, INT32_MAX, nearest);
	case 10:
		return from_integer((uint32_t)bits, &insn->dst);
	default:
		return from_integer((int32_t)bits, &insn->dst);
	}
}

static void select_by_floats(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn,
			     unsigned int lane)
{
	const struct agx_operand *src = &insn->src[agx_compare_floats(m, simd, insn, lane) ? 2 : 3];

	agx_write(simd, &insn->dst, lane, agx_read(m, simd, src, lane));
}

bool agx_run_float(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	for_each_active(lane, simd) {
		double a = agx_read_float(m, simd, &insn->src[0], lane);
		double b = agx_read_float(m, simd, &insn->src[1], lane);

		switch (insn->form->op) {
		case AGX_OP_FADD:
			write_float(simd, insn, lane, a + b);
			break;
		case AGX_OP_FMUL:
			write_float(simd, insn, lane, a * b);
			break;
		case AGX_OP_FMA:
			write_float(simd, insn, lane,
				    fused(insn, a, b, agx_read_float(m, simd, &insn->src[2], lane)));
			break;
		case AGX_OP_FUNARY:
			write_float(simd, insn, lane, agx_unary(insn->field[AGX_F_IMM], a));
			break;
		case AGX_OP_CONVERT:
			agx_write(simd, &insn->dst, lane, convert(m, simd, insn, lane));
			break;
		case AGX_OP_FCMPSEL:
			select_by_floats(m, simd, insn, lane);
			break;
		default:
			return false;
		}
	}
	return true;
}
