// SPDX-License-Identifier: MIT
/* Texture state registers, and loads of texels by whole coordinates. */
#include "float.h"
#include "machine.h"

/* How the level is chosen: by the derivative, of which whole coordinates have none; or by an operand. */
enum { LEVEL_AUTO, LEVEL_UNIFORM = 2, LEVEL_REG = 6 };

static bool load_state(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	struct agx_isa_texture *texture = &m->dispatch->textures[insn->field[AGX_F_IMM]];
	uint64_t address = agx_read(m, simd, &insn->src[0], lane) + agx_read(m, simd, &insn->src[1], lane);

	texture->loaded = m->ops->read(m->ctx, address, texture->words, sizeof(texture->words));
	if (!texture->loaded)
		m->result = AGX_ISA_FAULT;
	return texture->loaded;
}

/* Channel @swizzle of a color, as a register of @size bits has it. */
static uint32_t component(const struct agx_color *color, unsigned int swizzle, unsigned int size)
{
	double number = swizzle < 4 ? color->f[swizzle] : swizzle == 4;

	if (color->integer)
		return swizzle < 4 ? color->i[swizzle] : swizzle == 4;
	return size == 16 ? agx_to_half(number) : agx_to_single(number);
}

static bool load_texel(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	struct agx_image image;
	struct agx_place place;
	struct agx_color color;
	unsigned int at = 0;

	if (!agx_find_texture(m, simd, &insn->src[1], lane, &image) ||
	    !agx_read_place(m, simd, insn, &insn->src[0], &image, lane, &place))
		return false;
	place.level += agx_read(m, simd, &insn->src[3], lane);
	if (!agx_read_texel(m, simd, &image, &place, &color))
		return false;
	for (unsigned int i = 0; i < 4; i++)
		if (insn->field[AGX_F_MASK] >> i & 1)
			agx_write_component(simd, &insn->dst, lane, at++,
					    component(&color, image.swizzle[i], insn->dst.size));
	return true;
}

static bool is_simple(const struct agx_insn *insn)
{
	unsigned int level = insn->field[AGX_F_LEVEL];

	return !insn->field[AGX_F_SAMPLER] && !insn->field[AGX_F_SPECIAL] && !insn->field[AGX_F_OFFSET] &&
	       (level == LEVEL_AUTO || level == LEVEL_UNIFORM || level == LEVEL_REG);
}

bool agx_run_texture(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	bool (*run)(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane);

	if (insn->form->op == AGX_OP_TEXTURE_STATE)
		run = load_state;
	else if (insn->form->op == AGX_OP_TEXTURE_LOAD && is_simple(insn))
		run = load_texel;
	else
		return false;
	for_each_active(lane, simd)
		if (!run(m, simd, insn, lane))
			break;
	return true;
}
