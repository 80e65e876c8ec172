// SPDX-License-Identifier: MIT
/* Integers and bits. */
#include "machine.h"

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

/* To what fits @size bits, of whichever sign a source was said to have. */
static uint64_t saturate(int64_t value, unsigned int size, bool is_signed)
{
	if (is_signed)
		return clamp(value, -(1ll << (size - 1)), (1ll << (size - 1)) - 1);
	return clamp(value, 0, (1ll << size) - 1);
}

static uint64_t shifted(uint64_t value, const struct agx_insn *insn)
{
	unsigned int shift = insn->field[AGX_F_SHIFT];

	if (insn->field[AGX_F_NEGATE])
		value = -value;
	return shift < 5 ? value << shift : 0;
}

/* Only narrow sums saturate; the flag means nothing with a shift. */
static uint64_t sum(uint64_t value, const struct agx_insn *insn, const struct agx_operand *last)
{
	bool is_signed = insn->src[0].sx || insn->src[1].sx || insn->src[2].sx;

	if (insn->field[AGX_F_SAT] && !insn->field[AGX_F_SHIFT] && last->size <= 32 && insn->dst.size <= 32)
		return saturate(value, insn->dst.size, is_signed);
	return value;
}

/* Two sets of 16 bits become the even and the odd ones. */
static uint32_t interleave(uint32_t a, uint32_t b)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < 16; i++)
		value |= (a >> i & 1) << 2 * i | (b >> i & 1) << (2 * i + 1);
	return value;
}

static uint32_t reverse(uint32_t a)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < 32; i++)
		value |= (a >> i & 1) << (31 - i);
	return value;
}

static uint32_t bitop(uint32_t table, uint32_t a, uint32_t b)
{
	return (table & 1 ? ~a & ~b : 0) | (table & 2 ? a & ~b : 0) | (table & 4 ? ~a & b : 0) |
	       (table & 8 ? a & b : 0);
}

/* Shifts take seven bits of their amount. */
static uint64_t shift_left(uint64_t value, unsigned int by)
{
	return by < 64 ? value << by : 0;
}

static uint64_t shift_right(uint64_t value, unsigned int by)
{
	return by < 64 ? value >> by : 0;
}

static int64_t shift_right_signed(int64_t value, unsigned int by)
{
	return by < 63 ? value >> by : value < 0 ? -1 : 0;
}

static int64_t sign_extend(uint64_t value, unsigned int size)
{
	return (int64_t)(value << (64 - size)) >> (64 - size);
}

static uint64_t bitfield(const struct agx_insn *insn, uint32_t a, uint32_t b, unsigned int by)
{
	unsigned int width = insn->field[AGX_F_WIDTH];
	uint64_t mask = width ? (1ull << width) - 1 : 0xffffffff;
	uint64_t at;

	switch (insn->form->op) {
	case AGX_OP_BFI:
		return (a & ~shift_left(mask, by)) | shift_left(b & mask, by);
	case AGX_OP_BFEIL:
		return (a & ~mask) | (shift_right(b, by) & mask);
	case AGX_OP_EXTR:
		return shift_right((uint64_t)b << 32 | a, by) & mask;
	case AGX_OP_SHLHI:
		at = shift_left(mask, by > 32 ? by - 32 : 0);
		return ((by > 32 ? shift_left(b, by - 32) : shift_left(b, by) >> 32) & at) | (a & ~at);
	default: /* AGX_OP_SHRHI */
		at = shift_right(mask << 32, by < 32 ? by : 32);
		return (shift_right((uint64_t)b << 32, by) & at) | (a & ~at);
	}
}

bool agx_compare_integers(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_insn *insn,
			  unsigned int lane)
{
	unsigned int condition = insn->field[AGX_F_COND];
	uint64_t a = agx_read(m, simd, &insn->src[0], lane);
	uint64_t b = agx_read(m, simd, &insn->src[1], lane);
	int64_t sa = sign_extend(a, insn->src[0].size), sb = sign_extend(b, insn->src[1].size);
	bool is_signed = condition & 4;
	bool result;

	switch (condition & 3) {
	case 0:
		result = is_signed ? sa == sb : a == b;
		break;
	case 1:
		result = is_signed ? sa < sb : a < b;
		break;
	default:
		result = is_signed ? sa > sb : a > b;
		break;
	}
	return result != (condition >> 3);
}

/* A special register; false if it has none of these meanings in a compute shader. */
static bool special(const struct agx_machine *m, const struct agx_simd *simd, unsigned int number, unsigned int lane,
		    uint32_t *value)
{
	uint32_t index = simd->index * AGX_LANES + lane;
	uint32_t position[3] = { index % m->size[0], index / m->size[0] % m->size[1],
				 index / (m->size[0] * m->size[1]) };
	uint32_t below = simd->exec & ((1u << lane) - 1);
	uint32_t quad = 15u << (lane & ~3u);

	switch (number) {
	case 0 ... 2:
		*value = m->group[number];
		return true;
	case 4 ... 6:
		*value = m->size[number - 4];
		return true;
	case 8 ... 10:
		*value = m->dispatch->local[number - 8];
		return true;
	case 20:
		*value = 0;
		return true;
	case 21:
		*value = m->dispatch->vm_slot;
		return true;
	case 48 ... 50:
		*value = position[number - 48];
		return true;
	case 51:
		*value = index;
		return true;
	case 52:
		*value = lane;
		return true;
	case 53:
		*value = simd->index;
		return true;
	case 56:
		*value = __builtin_popcount(below & quad);
		return true;
	case 57:
		*value = __builtin_popcount(simd->exec & quad);
		return true;
	case 58:
		*value = __builtin_popcount(below);
		return true;
	case 59:
		*value = __builtin_popcount(simd->exec);
		return true;
	case 63:
		*value = 1;
		return true;
	case 80 ... 82:
		*value = m->group[number - 80] * m->dispatch->local[number - 80] + position[number - 80];
		return true;
	}
	return false;
}

static bool evaluate(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane,
		     uint64_t *result)
{
	uint64_t a = agx_read(m, simd, &insn->src[0], lane);
	uint64_t b = agx_read(m, simd, &insn->src[1], lane);
	uint64_t c = agx_read(m, simd, &insn->src[2], lane);
	uint32_t value = 0;

	switch (insn->form->op) {
	case AGX_OP_MOV_IMM:
		*result = insn->field[AGX_F_IMM];
		return true;
	case AGX_OP_MOV_SR:
		if (!special(m, simd, insn->field[AGX_F_IMM], lane, &value))
			agx_violation(m, simd, "reads a special register that this machine has not");
		*result = value;
		return true;
	case AGX_OP_IADD:
		*result = sum(a + shifted(b, insn), insn, &insn->src[1]);
		return true;
	case AGX_OP_IMADD:
		*result = sum(a * b + shifted(c, insn), insn, &insn->src[2]);
		return true;
	case AGX_OP_BFI ... AGX_OP_SHRHI:
		*result = bitfield(insn, a, b, c & 0x7f);
		return true;
	case AGX_OP_ASR:
		*result = shift_right_signed(sign_extend(a, insn->src[0].size), b & 0x7f);
		return true;
	case AGX_OP_ASRH:
		*result = shift_right_signed((uint64_t)sign_extend(a, insn->src[0].size) << 32, b & 0x7f);
		return true;
	case AGX_OP_BITOP:
		*result = bitop(insn->field[AGX_F_OP], a, b);
		return true;
	case AGX_OP_BITREV:
		*result = reverse(a);
		return true;
	case AGX_OP_POPCOUNT:
		*result = __builtin_popcount(a);
		return true;
	case AGX_OP_FFS: /* the highest bit that is set */
		*result = a ? 31 - __builtin_clz(a) : -1;
		return true;
	case AGX_OP_INTERLEAVE:
		*result = interleave(a, b);
		return true;
	case AGX_OP_ICMPSEL:
		*result = agx_compare_integers(m, simd, insn, lane) ? c : agx_read(m, simd, &insn->src[3], lane);
		return true;
	default:
		return false;
	}
}

bool agx_run_alu(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	for_each_active(lane, simd) {
		uint64_t result;

		if (!evaluate(m, simd, insn, lane, &result))
			return false;
		agx_write(simd, &insn->dst, lane, result);
	}
	return true;
}
