// SPDX-License-Identifier: MIT
/* A disassembler, for messages; the syntax is that of Mesa's. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "float.h"
#include "insn.h"
#include "isa.h"

struct text {
	char *at;
	size_t left;
	bool first;
};

static void __attribute__((format(printf, 2, 3))) put(struct text *text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->at, text->left, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= text->left)
		n = text->left - 1;
	text->at += n;
	text->left -= n;
}

/* Starts the next operand or field. */
static void next(struct text *text)
{
	put(text, text->first ? " " : ", ");
	text->first = false;
}

static void put_word(struct text *text, const char *word)
{
	next(text);
	put(text, "%s", word);
}

static void put_registers(struct text *text, const struct agx_operand *operand)
{
	const char *file = operand->kind == AGX_REG ? "r" : "u";

	for (unsigned int i = 0; i < operand->count; i++) {
		unsigned int number = operand->value + i * operand->size / 16;

		put(text, "%s%s%s%u%s", i ? "_" : "", operand->size == 64 ? "d" : "", file, number / 2,
		    operand->size > 16 ? "" : number % 2 ? "h" : "l");
	}
}

static void put_float(struct text *text, int32_t value)
{
	double number = agx_minifloat(value);
	double whole;

	put(text, modf(number, &whole) == 0.0 ? "%.1f" : "%g", number);
}

static void put_operand(struct text *text, const struct agx_operand *operand)
{
	if (operand->kind == AGX_NONE)
		return;
	next(text);
	if (operand->hint == AGX_HINT_CACHE)
		put(text, "$");
	else if (operand->hint == AGX_HINT_DISCARD)
		put(text, "^");
	if (operand->kind == AGX_IMM)
		put(text, "%d", operand->value);
	else if (operand->kind == AGX_TEXTURE)
		put(text, "ts%d", operand->value);
	else if (operand->kind == AGX_FIMM)
		put_float(text, operand->value);
	else
		put_registers(text, operand);
	put(text, "%s%s%s", operand->sx ? ".sx" : "", operand->abs ? ".abs" : "", operand->neg ? ".neg" : "");
}

static const char *special_register(unsigned int number)
{
	static const char *const names[256] = {
		[0] = "threadgroup_in_grid_x", [1] = "threadgroup_in_grid_y", [2] = "threadgroup_in_grid_z",
		[4] = "threads_per_threadgroup_x", [5] = "threads_per_threadgroup_y",
		[6] = "threads_per_threadgroup_z", [8] = "dispatch_threads_per_threadgroup_x",
		[9] = "dispatch_threads_per_threadgroup_y", [10] = "dispatch_threads_per_threadgroup_z",
		[20] = "core_index", [21] = "vm_slot", [48] = "thread_in_threadgroup_x",
		[49] = "thread_in_threadgroup_y", [50] = "thread_in_threadgroup_z",
		[51] = "thread_index_in_threadgroup", [52] = "thread_index_in_simdgroup",
		[53] = "simdgroup_index_in_threadgroup", [56] = "active_thread_index_in_quadgroup",
		[57] = "total_active_threads_in_quadgroup", [58] = "active_thread_index_in_simdgroup",
		[59] = "total_active_threads_in_simdgroup", [63] = "is_active_thread",
		[80] = "thread_in_grid_x", [81] = "thread_in_grid_y", [82] = "thread_in_grid_z",
		[144] = "helper_op", [146] = "helper_arg_l", [147] = "helper_arg_h",
	};

	return names[number] ?: "unknown register";
}

static const char *const integer_conditions[16] = {
	"ieq", "ult", "ugt", "?", "seq", "slt", "sgt", "?", "ine", "ugte", "ulte", "?", "nseq", "sgte", "slte", "?",
};

static const char *const float_conditions[16] = {
	"feq", "flt", "fgt", "fltn", "?", "fgte", "flte", "fgtn", "fneq", "fnlt", "fngt", "fnltn", "?", "fngte",
	"fnlte", "fngtn",
};

static const char *const formats[16] = {
	"i8", "i16", "i32", "f16", "u8norm", "s8norm", "u16norm", "s16norm", "rgb10a2", "?", "srgba8", "?", "rg11b10f",
	"rgb9e5", "rg11b10f_rtz", "rgb9e5_rtz",
};

static const char *const dimensions[16] = {
	"1d", "1d_array", "2d", "2d_array", "2d_ms", "3d", "cube", "cube_array", "2d_ms_array", "?", "?", "?", "?", "?",
	"?", "?",
};

static const char *const masks[5] = { "none", "x", "xy", "xyz", "xyzw" };

static const char *const atomics[16] = {
	"add", "sub", "xchg", "cmpxchg", "umin", "imin", "umax", "imax", "and", "or", "xor", "?", "?", "?", "?", "?",
};

static const char *const shuffles[4] = { NULL, "xor", "up", "down" };

static const char *const reductions[32] = {
	[0] = "and", [1] = "fadd", [2] = "or", [3] = "fmul", [4] = "xor", [5] = "fmin", [7] = "fmax", [16] = "iadd",
	[20] = "smin", [22] = "smax", [28] = "umin", [30] = "umax",
};

static const char *const bitops[16] = {
	"zero", "nor", "andn2", "not", "andn1", "not_b", "xor", "nand", "and", "xnor", "mov", "orn2", "mov_b", "orn1",
	"or", "one",
};

static bool is_zero(const struct agx_operand *operand)
{
	return operand->kind == AGX_IMM && !operand->value;
}

/* Truth tables of one operand, as Mesa writes them. */
static const char *unary_bitop(const struct agx_insn *insn)
{
	if (!is_zero(&insn->src[1]))
		return NULL;
	if (insn->field[AGX_F_OP] == 0xa)
		return "mov";
	if (insn->field[AGX_F_OP] == 0x5)
		return "not";
	return NULL;
}

static bool is_shift(const struct agx_insn *insn)
{
	return (insn->form->op == AGX_OP_BFI || insn->form->op == AGX_OP_BFEIL) && is_zero(&insn->src[0]) &&
	       !insn->field[AGX_F_WIDTH];
}

static bool is_imul(const struct agx_insn *insn)
{
	return insn->form->op == AGX_OP_IMADD && is_zero(&insn->src[2]) && !insn->field[AGX_F_NEGATE] &&
	       !insn->field[AGX_F_SHIFT];
}

static const char *name(const struct agx_insn *insn)
{
	switch (insn->form->op) {
	case AGX_OP_IADD:
		return insn->field[AGX_F_NEGATE] ? "isub" : "iadd";
	case AGX_OP_IMADD:
		return is_imul(insn) ? "imul" : insn->field[AGX_F_NEGATE] ? "imsub" : "imadd";
	case AGX_OP_BFI:
		return is_shift(insn) ? "shl" : "bfi";
	case AGX_OP_BFEIL:
		return is_shift(insn) ? "shr" : "bfeil";
	case AGX_OP_BITOP:
		return unary_bitop(insn) ?: bitops[insn->field[AGX_F_OP]];
	case AGX_OP_REDUCE:
		return insn->field[AGX_F_QUAD] ? "simd" : "quad";
	default:
		return insn->form->name;
	}
}

/* A texture state register needs no heap. */
static void put_image_operands(struct text *text, const struct agx_insn *insn)
{
	unsigned int texture = insn->form->op == AGX_OP_TEXTURE_LOAD ? 1 : 2;

	put_operand(text, &insn->dst);
	for (unsigned int i = 0; i < AGX_MAX_SRC; i++)
		if (i != texture + 1 || (insn->src[texture].kind == AGX_REG && insn->src[texture].size == 32))
			put_operand(text, &insn->src[i]);
}

static bool is_image(enum agx_op op)
{
	return op == AGX_OP_TEXTURE_LOAD || op == AGX_OP_IMAGE_WRITE || op == AGX_OP_TILE_WRITE;
}

static void put_operands(struct text *text, const struct agx_insn *insn)
{
	enum agx_op op = insn->form->op;
	bool local = op == AGX_OP_LOCAL_LOAD || op == AGX_OP_LOCAL_STORE || op == AGX_OP_LOCAL_ATOMIC;
	unsigned int count = AGX_MAX_SRC;

	if (insn->dst.kind == AGX_NONE && (op == AGX_OP_ATOMIC || op == AGX_OP_LOCAL_ATOMIC))
		put_word(text, "_");
	put_operand(text, &insn->dst);
	if (op == AGX_OP_BITOP && unary_bitop(insn))
		count = 1;
	else if (is_imul(insn))
		count = 2;
	for (unsigned int i = is_shift(insn); i < count; i++) {
		/* threadgroup memory from 0 on needs no base */
		if (!(local && is_zero(&insn->src[i]) && insn->src[i + 1].kind != AGX_NONE))
			put_operand(text, &insn->src[i]);
	}
}

static void put_memory_fields(struct text *text, const struct agx_insn *insn)
{
	const struct agx_operand *data = insn->dst.kind ? &insn->dst : &insn->src[0];

	put_word(text, formats[insn->field[AGX_F_FORMAT]]);
	put_word(text, masks[data->count]);
}

static void put_number(struct text *text, int32_t value)
{
	next(text);
	put(text, "%d", value);
}

static void put_flow_fields(struct text *text, const struct agx_insn *insn)
{
	enum agx_op op = insn->form->op;

	put_number(text, insn->field[AGX_F_NEST]);
	if (insn->field[AGX_F_CACHE])
		put_word(text, "cache");
	if (op == AGX_OP_POP)
		return;
	put_word(text, (op >= AGX_OP_IF_FCMP ? float_conditions : integer_conditions)[insn->field[AGX_F_COND]]);
}

static void put_fields(struct text *text, const struct agx_insn *insn)
{
	enum agx_op op = insn->form->op;

	if (insn->field[AGX_F_SHIFT]) {
		next(text);
		put(text, "lsl %u", insn->field[AGX_F_SHIFT]);
	}
	switch (op) {
	case AGX_OP_MOV_IMM:
		next(text);
		put(text, "%u", insn->field[AGX_F_IMM]);
		break;
	case AGX_OP_MOV_SR:
		put_word(text, special_register(insn->field[AGX_F_IMM]));
		break;
	case AGX_OP_JMP_ANY:
	case AGX_OP_JMP_NONE:
		put_number(text, insn->field[AGX_F_IMM]);
		break;
	case AGX_OP_CONVERT:
		put_word(text, insn->field[AGX_F_ROUND] ? "rte" : "rtz");
		break;
	case AGX_OP_BFI ... AGX_OP_ASRH:
		if (!is_shift(insn))
			put_number(text, insn->field[AGX_F_WIDTH]);
		break;
	case AGX_OP_ICMPSEL:
	case AGX_OP_IBALLOT:
		put_word(text, integer_conditions[insn->field[AGX_F_COND]]);
		break;
	case AGX_OP_FCMPSEL:
	case AGX_OP_FBALLOT:
		put_word(text, float_conditions[insn->field[AGX_F_COND]]);
		break;
	case AGX_OP_SHUFFLE:
		if (!insn->field[AGX_F_QUAD])
			put_word(text, "quad");
		if (shuffles[insn->field[AGX_F_OP]])
			put_word(text, shuffles[insn->field[AGX_F_OP]]);
		break;
	case AGX_OP_REDUCE:
		if (insn->field[AGX_F_PREFIX])
			put_word(text, "prefix");
		put_word(text, reductions[insn->field[AGX_F_OP]] ?: "?");
		break;
	case AGX_OP_LOAD:
	case AGX_OP_STORE:
	case AGX_OP_LOCAL_LOAD:
	case AGX_OP_LOCAL_STORE:
		put_memory_fields(text, insn);
		break;
	case AGX_OP_TEXTURE_STATE:
		put_number(text, insn->field[AGX_F_IMM]);
		break;
	case AGX_OP_TEXTURE_LOAD:
	case AGX_OP_IMAGE_WRITE:
		put_word(text, dimensions[insn->field[AGX_F_DIM]]);
		break;
	case AGX_OP_TILE_WRITE:
		put_word(text, dimensions[insn->field[AGX_F_DIM]]);
		put_word(text, formats[insn->field[AGX_F_FORMAT]]);
		break;
	case AGX_OP_TILE_STORE:
		put_number(text, insn->field[AGX_F_IMM]);
		put_memory_fields(text, insn);
		break;
	case AGX_OP_ATOMIC:
	case AGX_OP_LOCAL_ATOMIC:
		put_word(text, atomics[insn->field[AGX_F_OP]]);
		break;
	case AGX_OP_IF_ICMP ... AGX_OP_WHILE_FCMP:
		put_flow_fields(text, insn);
		break;
	default:
		break;
	}
	if (insn->field[AGX_F_COHERENCY]) {
		next(text);
		put(text, insn->field[AGX_F_COHERENCY] == 3 ? "coherent" : "coherent%u", insn->field[AGX_F_COHERENCY]);
	}
	if (insn->form->field[AGX_F_GROUP].part[0].width)
		put_word(text, insn->field[AGX_F_GROUP] ? "b" : "a");
	if (insn->field[AGX_F_SAT])
		put_word(text, "sat");
}

unsigned int agx_isa_print(const uint8_t code[AGX_INSN_MAX], char *buffer, size_t size)
{
	struct text text = { buffer, size, true };
	struct agx_insn insn;

	if (!agx_decode(code, &insn)) {
		put(&text, "unknown");
		return 0;
	}
	put(&text, "%s", name(&insn));
	if (is_image(insn.form->op))
		put_image_operands(&text, &insn);
	else
		put_operands(&text, &insn);
	put_fields(&text, &insn);
	return insn.length;
}
