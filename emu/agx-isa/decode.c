// SPDX-License-Identifier: MIT
#include <string.h>

#include "insn.h"

/* An instruction, all bits behind its end zero. */
struct raw {
	uint64_t word[2];
};

static uint64_t raw_bits(const struct raw *raw, unsigned int lo, unsigned int width)
{
	uint64_t value;

	if (lo >= 64)
		value = raw->word[1] >> (lo - 64);
	else
		value = raw->word[0] >> lo | (lo ? raw->word[1] << (64 - lo) : 0);
	return value & ((1ull << width) - 1);
}

static uint32_t raw_gather(const struct raw *raw, const struct agx_bits *bits)
{
	uint32_t value = 0;
	unsigned int at = 0;

	for (unsigned int i = 0; i < 4 && bits->part[i].width; i++) {
		value |= (uint32_t)raw_bits(raw, bits->part[i].lo, bits->part[i].width) << at;
		at += bits->part[i].width;
	}
	return value;
}

static void raw_cut(struct raw *raw, unsigned int length)
{
	uint8_t *bytes = (uint8_t *)raw->word;

	memset(bytes + length, 0, sizeof(raw->word) - length);
}

static void raw_clear(struct raw *raw, unsigned int lo, unsigned int width)
{
	for (unsigned int bit = lo; bit < lo + width; bit++)
		raw->word[bit / 64] &= ~(1ull << bit % 64);
}

static void raw_clear_all(struct raw *raw, const struct agx_bits *bits)
{
	for (unsigned int i = 0; i < 4; i++)
		raw_clear(raw, bits->part[i].lo, bits->part[i].width);
}

/* Is there a bit that the form gives no meaning? */
static bool has_unknown_bits(const struct agx_form *form, struct raw raw)
{
	for (unsigned int i = 0; i < 8; i++)
		raw_clear(&raw, form->exact[i].lo, form->exact[i].width);
	raw_clear_all(&raw, &form->dst.bits);
	for (unsigned int i = 0; i < AGX_MAX_SRC; i++)
		raw_clear_all(&raw, &form->src[i].bits);
	for (unsigned int i = 0; i < AGX_NUM_FIELDS; i++)
		raw_clear_all(&raw, &form->field[i]);
	if (form->longer)
		raw_clear(&raw, 15, 1);
	return raw.word[0] || raw.word[1];
}

static bool match(const struct agx_form *form, const struct raw *raw)
{
	for (unsigned int i = 0; i < 8; i++)
		if (form->exact[i].width &&
		    raw_bits(raw, form->exact[i].lo, form->exact[i].width) != form->exact[i].value)
			return false;
	return true;
}

static uint32_t field(uint32_t value, unsigned int lo, unsigned int width)
{
	return value >> lo & ((1u << width) - 1);
}

static struct agx_operand reg(uint32_t number, unsigned int size)
{
	return (struct agx_operand){ .kind = AGX_REG, .size = size, .count = 1, .value = number };
}

static struct agx_operand uniform(uint32_t number, unsigned int size)
{
	return (struct agx_operand){ .kind = AGX_UNIFORM, .size = size, .count = 1, .value = number };
}

static struct agx_operand immediate(enum agx_kind kind, int32_t value)
{
	return (struct agx_operand){ .kind = kind, .size = 16, .count = 1, .value = value };
}

static struct agx_operand destination(enum agx_encoding encoding, uint32_t value)
{
	bool large = encoding != ENC_DHALF && field(value, 1, 1);
	uint32_t number = field(value, 2, 8);
	struct agx_operand dst;

	if (encoding == ENC_DALU64 && large && number & 1)
		dst = reg(number - 1, 64);
	else
		dst = reg(number, large ? 32 : 16);
	dst.hint = field(value, 0, 1) ? AGX_HINT_CACHE : AGX_HINT_NONE;
	return dst;
}

/*
 * The sources of arithmetic: six bits of number, then flags, then modifiers, then
 * two more bits of number. @modifiers is how many bits lie between.
 */
static bool source(enum agx_encoding encoding, uint32_t value, unsigned int flags, unsigned int modifiers,
		   enum agx_kind imm, struct agx_operand *src)
{
	uint32_t number = field(value, 0, 6) | field(value, 6 + flags + modifiers, 2) << 6;
	uint32_t flag = field(value, 6, flags);
	bool large = flags == 4 && flag & 8;

	if (!flag) {
		*src = immediate(imm, number);
		return true;
	}
	if (flags == 4 ? flag >> 2 == 1 : flag >> 2) {
		*src = uniform(number | (flag & 1) << 8, flag & 2 ? 32 : 16);
		return flags == 4 || !(flag & 2);
	}
	if (!(flag & 3))
		return false;
	*src = reg(number, large ? 32 : 16);
	src->hint = flag & 3;
	if (large && flag & 4) {
		src->size = 64;
		return encoding == ENC_ADD;
	}
	return true;
}

static bool integer_source(enum agx_encoding encoding, uint32_t value, struct agx_operand *src)
{
	if (encoding == ENC_ALU)
		return source(encoding, value, 4, 0, AGX_IMM, src);
	if (!source(encoding, value, 4, 1, AGX_IMM, src))
		return false;
	src->sx = field(value, 10, 1);
	return true;
}

static bool float_source(enum agx_encoding encoding, uint32_t value, struct agx_operand *src)
{
	unsigned int flags = encoding == ENC_HALF ? 3 : 4;

	if (!source(encoding, value, flags, 2, AGX_FIMM, src))
		return false;
	src->abs = field(value, 6 + flags, 1);
	src->neg = field(value, 7 + flags, 1);
	return true;
}

static bool select_source(uint32_t value, struct agx_operand *src)
{
	uint32_t number = field(value, 0, 6) | field(value, 9, 2) << 6;
	unsigned int size = field(value, 11, 1) ? 32 : 16;
	uint32_t flag = field(value, 6, 3);

	if (flag == 4) {
		*src = immediate(AGX_IMM, number);
	} else if (flag >> 1 == 3) {
		*src = uniform(number | (flag & 1) << 8, size);
	} else if (flag && flag < 4) {
		*src = reg(number, size);
		src->hint = flag;
	} else {
		return false;
	}
	return true;
}

/* A vector in registers: every bit of the mask is a component. */
static bool vector(uint32_t value, struct agx_operand *operand)
{
	*operand = reg(field(value, 0, 8), field(value, 8, 1) ? 32 : 16);
	operand->count = __builtin_popcount(field(value, 9, 4));
	return operand->count;
}

static bool memory_index(uint32_t value, struct agx_operand *src)
{
	bool zero = field(value, 17, 1);

	if (field(value, 16, 1)) {
		*src = immediate(AGX_IMM, zero ? (int32_t)field(value, 0, 16) : (int16_t)field(value, 0, 16));
		return true;
	}
	*src = reg(field(value, 0, 8), 32);
	src->sx = !zero;
	return !field(value, 8, 8) && !(value & 1);
}

static bool local_base(uint32_t value, struct agx_operand *src)
{
	uint32_t number = field(value, 0, 8);

	switch (field(value, 8, 2)) {
	case 0:
		*src = reg(number, 16);
		return true;
	case 2:
		*src = immediate(AGX_IMM, number);
		return !number;
	default:
		*src = uniform(number | field(value, 9, 1) << 8, 16);
		return true;
	}
}

static bool local_index(uint32_t value, struct agx_operand *src)
{
	if (field(value, 16, 1)) {
		*src = immediate(AGX_IMM, (int16_t)field(value, 0, 16));
		return true;
	}
	*src = reg(field(value, 0, 8), 16);
	return !field(value, 8, 8);
}

/* A mask of 1, 2, 3 or 4 halves; an even pair is a word, all four a double word, as Mesa writes them. */
static bool halves(uint32_t number, uint32_t mask, enum agx_kind kind, struct agx_operand *operand)
{
	*operand = kind == AGX_REG ? reg(number, 16) : uniform(number, 16);
	operand->count = __builtin_popcount(mask);
	if (!(number & 1) && (mask == 3 || mask == 15)) {
		operand->size = mask == 3 ? 32 : 64;
		operand->count = 1;
	}
	return mask && !(mask & (mask + 1));
}

/* A table of descriptors, in a uniform register. */
static struct agx_operand heap(uint32_t value)
{
	return uniform(value << 2, 64);
}

/* A texture state register, by number or by the number in a register; or an offset into the heap. */
static bool texture(uint32_t value, struct agx_operand *src)
{
	uint32_t number = field(value, 0, 8);

	switch (field(value, 8, 2)) {
	case 0:
		*src = immediate(AGX_TEXTURE, number);
		return true;
	case 1:
		*src = reg(number, 16);
		return true;
	case 3:
		*src = reg(number, 32);
		return true;
	default:
		return false;
	}
}

/* How many registers there are depends on the dimension. */
static struct agx_operand coordinates(uint32_t value)
{
	struct agx_operand src = reg(field(value, 0, 8), field(value, 9, 1) ? 16 : 32);

	src.hint = field(value, 8, 1) ? AGX_HINT_DISCARD : AGX_HINT_NONE;
	return src;
}

/* Only the simple ones, which have a level and nothing else. */
static struct agx_operand level_of_detail(uint32_t value)
{
	switch (field(value, 8, 4)) {
	case 2:
		return uniform(field(value, 0, 8), 16);
	case 6:
		return reg(field(value, 0, 8), 16);
	default:
		return immediate(AGX_IMM, field(value, 0, 8));
	}
}

static bool operand(enum agx_encoding encoding, uint32_t value, struct agx_operand *operand)
{
	switch (encoding) {
	case ENC_NONE:
		return true;
	case ENC_DALU:
	case ENC_DHALF:
	case ENC_DALU64:
		*operand = destination(encoding, value);
		return !(operand->size > 16 && operand->value & 1) && !(encoding == ENC_DHALF && field(value, 1, 1));
	case ENC_MEMORY:
		return vector(value, operand);
	case ENC_ATOMIC_DEST:
		if (!field(value, 8, 1))
			return !value;
		*operand = reg(value & 0xff, 32);
		return true;
	case ENC_LATOMIC_DEST:
		if (field(value, 8, 2) != 3)
			return !(value & 0x1ff);
		*operand = reg(value & 0xff, 32);
		return true;
	case ENC_ATOMIC_SOURCE:
		*operand = reg(value & 0xff, 32);
		operand->count = field(value, 8, 4) == 3 ? 2 : 1;
		return true;
	case ENC_UNIFORM_DEST:
		return halves(field(value, 0, 16), field(value, 16, 4), AGX_UNIFORM, operand);
	case ENC_UNIFORM_SRC:
		return halves(field(value, 0, 8), field(value, 8, 4), AGX_REG, operand);
	case ENC_ALU:
	case ENC_ADD:
	case ENC_MUL:
		return integer_source(encoding, value, operand);
	case ENC_FLOAT:
	case ENC_HALF:
		return float_source(encoding, value, operand);
	case ENC_CMPSEL:
		return select_source(value, operand);
	case ENC_MEMBASE:
		*operand = field(value, 8, 1) ? uniform(value & 0xff, 64) : reg(value & 0xff, 64);
		return !(value & 1);
	case ENC_MEMINDEX:
		return memory_index(value, operand);
	case ENC_LMEMBASE:
		return local_base(value, operand);
	case ENC_LMEMINDEX:
		return local_index(value, operand);
	case ENC_HEAP:
		*operand = heap(value);
		return true;
	case ENC_TEXTURE:
		return texture(value, operand);
	case ENC_STATE:
		*operand = field(value, 24, 1) ? immediate(AGX_IMM, field(value, 0, 24)) :
						 reg(field(value, 0, 8), 32);
		return field(value, 24, 1) || !field(value, 8, 16);
	case ENC_COORD:
		*operand = coordinates(value);
		return true;
	case ENC_LOD:
		*operand = level_of_detail(value);
		return true;
	case ENC_PBE_SOURCE:
		*operand = reg(field(value, 0, 8), field(value, 8, 1) ? 32 : 16);
		operand->count = 4;
		return true;
	case ENC_TILE_COORD:
		*operand = field(value, 8, 1) ? reg(field(value, 0, 8), 16) : immediate(AGX_IMM, field(value, 0, 8));
		operand->count = field(value, 8, 1) ? 2 : 1;
		return true;
	case ENC_SAMPLES:
		*operand = field(value, 8, 1) ? reg(field(value, 0, 8), 16) : immediate(AGX_IMM, field(value, 0, 8));
		return true;
	case ENC_TILE_OFFSET:
		*operand = reg(value, 32);
		return true;
	}
	return false;
}

/* All its registers exist, and wide ones are aligned as Mesa aligns them. */
static bool in_range(const struct agx_operand *operand)
{
	unsigned int end = operand->value + operand->count * operand->size / 16;

	if (operand->kind == AGX_REG)
		return end <= 256 && !(operand->size > 16 && operand->value & 1);
	if (operand->kind == AGX_UNIFORM)
		return end <= 512 && !(operand->size > 16 && operand->value & 1);
	return true;
}

static bool decode_operands(const struct agx_form *form, const struct raw *raw, struct agx_insn *insn)
{
	if (!operand(form->dst.encoding, raw_gather(raw, &form->dst.bits), &insn->dst) || !in_range(&insn->dst))
		return false;
	for (unsigned int i = 0; i < AGX_MAX_SRC; i++)
		if (!operand(form->src[i].encoding, raw_gather(raw, &form->src[i].bits), &insn->src[i]) ||
		    !in_range(&insn->src[i]))
			return false;
	for (unsigned int i = 0; i < AGX_NUM_FIELDS; i++)
		insn->field[i] = raw_gather(raw, &form->field[i]);
	return true;
}

static bool decode_form(const struct agx_form *form, struct raw raw, struct agx_insn *insn)
{
	bool longer = form->longer && raw_bits(&raw, 15, 1);

	*insn = (struct agx_insn){ .form = form, .length = longer ? form->longer : form->length };
	raw_cut(&raw, insn->length);
	if (!match(form, &raw))
		return false;
	if (form->op == AGX_OP_UNSUPPORTED)
		return true;
	return !has_unknown_bits(form, raw) && decode_operands(form, &raw, insn);
}

bool agx_decode(const uint8_t code[AGX_INSN_MAX], struct agx_insn *insn)
{
	struct raw raw = { { 0 } };

	memcpy(raw.word, code, AGX_INSN_MAX);
	for (unsigned int i = 0; i < agx_num_forms; i++)
		if (decode_form(&agx_forms[i], raw, insn))
			return true;
	*insn = (struct agx_insn){ 0 };
	return false;
}
