// SPDX-License-Identifier: MIT
/* Writes to images, texel by texel or by blocks that a threadgroup has put together in its memory. */
#include <string.h>

#include "float.h"
#include "machine.h"

#define LEVEL_0	0x100	/* an immediate */

/* Formats of a component in an image block, by their numbers in the instruction. */
static const struct format {
	uint8_t bytes, channels;
	enum agx_type type;
} formats[] = {
	{ 1, 0x00, AGX_UINT }, { 2, 0x09, AGX_UINT }, { 4, 0x21, AGX_UINT }, { 2, 0x09, AGX_FLOAT },
	{ 1, 0x00, AGX_UNORM }, { 1, 0x00, AGX_SNORM }, { 2, 0x09, AGX_UNORM }, { 2, 0x09, AGX_SNORM },
};

static const struct format *format_of(const struct agx_insn *insn)
{
	unsigned int number = insn->field[AGX_F_FORMAT];

	return number < sizeof(formats) / sizeof(formats[0]) ? &formats[number] : NULL;
}

static bool is_integer(enum agx_type type)
{
	return type == AGX_UINT || type == AGX_SINT;
}

static void set_component(struct agx_color *color, unsigned int index, const struct agx_operand *src, uint32_t value)
{
	color->i[index] = value;
	color->f[index] = src->size == 16 ? agx_from_half(value) : agx_from_single(value);
}

/* A texel of the block, or NULL if it is outside. */
static uint8_t *block_texel(struct agx_machine *m, uint32_t x, uint32_t y)
{
	const struct agx_isa_dispatch *dispatch = m->dispatch;

	if (x >= dispatch->tile[0] || y >= dispatch->tile[1])
		return NULL;
	return m->local + (y * dispatch->tile[0] + x) * dispatch->sample_bytes;
}

static void pack_component(const struct format *format, const struct agx_operand *src, uint32_t value, uint8_t *to)
{
	struct agx_color color;
	uint8_t data[16];

	set_component(&color, 0, src, value);
	agx_pixel_pack(format->channels, format->type, &color, data);
	memcpy(to, data, format->bytes);
}

/* Components that a texel of the block has no room for are dropped: Mesa stores four of two. */
static bool store_block(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	const struct format *format = format_of(insn);
	uint8_t *texel = block_texel(m, agx_read_component(simd, &insn->src[1], lane, 0),
				     agx_read_component(simd, &insn->src[1], lane, 1));
	unsigned int offset = insn->field[AGX_F_IMM];

	if (!texel) {
		agx_violation(m, simd, "is outside of the image block");
		return false;
	}
	for (unsigned int i = 0, at = 0; i < 4; i++, offset += format->bytes) {
		if (!(insn->field[AGX_F_MASK] >> i & 1))
			continue;
		if (offset + format->bytes <= m->dispatch->sample_bytes)
			pack_component(format, &insn->src[0], agx_read_component(simd, &insn->src[0], lane, at),
				       texel + offset);
		at++;
	}
	return true;
}

static struct agx_color unpack_block(struct agx_machine *m, const struct format *format, const uint8_t *texel)
{
	struct agx_color color = { .integer = is_integer(format->type) }, part;

	for (unsigned int i = 0; i < 4 && (i + 1) * format->bytes <= m->dispatch->sample_bytes; i++) {
		uint8_t data[16] = { 0 };

		memcpy(data, texel + i * format->bytes, format->bytes);
		agx_pixel_unpack(format->channels, format->type, data, &part);
		color.i[i] = part.i[0];
		color.f[i] = part.f[0];
	}
	return color;
}

/* Channels take their components as the descriptor says. */
static bool write_color(struct agx_machine *m, const struct agx_image *image, const struct agx_place *place,
			const struct agx_color *color)
{
	struct agx_color swizzled = { .integer = color->integer };

	for (unsigned int i = 0; i < 4; i++) {
		swizzled.i[i] = color->i[image->swizzle[i]];
		swizzled.f[i] = color->f[image->swizzle[i]];
	}
	return agx_write_texel(m, image, place, &swizzled);
}

/* A block is as much work as so many instructions. */
static bool charge_block(struct agx_machine *m)
{
	uint64_t cost = m->dispatch->tile[0] * m->dispatch->tile[1] / AGX_LANES;

	if (cost <= m->dispatch->budget) {
		m->dispatch->budget -= cost;
		return true;
	}
	m->dispatch->budget = 0;
	m->result = AGX_ISA_TIMEOUT;
	return false;
}

static bool write_block(struct agx_machine *m, const struct agx_image *image, const struct format *format,
			const struct agx_place *corner)
{
	for (uint32_t y = 0; y < m->dispatch->tile[1]; y++)
		for (uint32_t x = 0; x < m->dispatch->tile[0]; x++) {
			struct agx_place place = *corner;
			struct agx_color color = unpack_block(m, format, block_texel(m, x, y));

			place.x += x;
			place.y += y;
			if (!write_color(m, image, &place, &color))
				return false;
		}
	return true;
}

static const char *why_no_block(const struct agx_machine *m, const struct agx_image *image,
				const struct format *format, const struct agx_place *corner)
{
	if (!m->dispatch->tile[0])
		return "writes an image block, of which there is none";
	if (corner->x % m->dispatch->tile[0] || corner->y % m->dispatch->tile[1])
		return "writes an image block to where none begins";
	if (is_integer(format->type) != is_integer(image->type))
		return "writes an image block of another kind of numbers than the image";
	return NULL;
}

static bool copy_block(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	const struct format *format = format_of(insn);
	struct agx_image image;
	struct agx_place corner;
	const char *why;

	if (!agx_find_pbe(m, simd, &insn->src[2], lane, &image) ||
	    !agx_read_place(m, simd, insn, &insn->src[1], &image, lane, &corner))
		return false;
	why = why_no_block(m, &image, format, &corner);
	if (!why && agx_read(m, simd, &insn->src[0], lane))
		why = "writes an image block from an offset, which is not modelled";
	if (why) {
		agx_violation(m, simd, why);
		return false;
	}
	return charge_block(m) && write_block(m, &image, format, &corner);
}

static bool write_image(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	struct agx_color color = { 0 };
	struct agx_image image;
	struct agx_place place;

	if (!agx_find_pbe(m, simd, &insn->src[2], lane, &image) ||
	    !agx_read_place(m, simd, insn, &insn->src[1], &image, lane, &place))
		return false;
	if (image.compressed) {
		agx_violation(m, simd, "writes a texel of a compressed image");
		return false;
	}
	for (unsigned int i = 0; i < 4; i++)
		set_component(&color, i, &insn->src[0], agx_read_component(simd, &insn->src[0], lane, i));
	color.integer = is_integer(image.type);
	return write_color(m, &image, &place, &color);
}

bool agx_run_image(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	bool (*run)(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane);
	const uint32_t *field = insn->field;

	if (insn->form->op == AGX_OP_IMAGE_WRITE && field[AGX_F_LEVEL] == LEVEL_0 && !field[AGX_F_ROUND])
		run = write_image;
	else if (insn->form->op == AGX_OP_TILE_STORE && field[AGX_F_EXPLICIT] && format_of(insn) &&
		 insn->src[1].kind == AGX_REG && insn->src[2].kind == AGX_IMM && insn->src[2].value == 1)
		run = store_block;
	else if (insn->form->op == AGX_OP_TILE_WRITE && field[AGX_F_EXPLICIT] && format_of(insn) &&
		 field[AGX_F_LEVEL] == LEVEL_0 && !field[AGX_F_ROUND])
		run = copy_block;
	else
		return false;
	for_each_active(lane, simd)
		if (!run(m, simd, insn, lane))
			break;
	return true;
}
