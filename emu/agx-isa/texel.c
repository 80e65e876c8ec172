// SPDX-License-Identifier: MIT
/* What instructions on images share: descriptors, coordinates, texels. */
#include <stdio.h>
#include <string.h>

#include "machine.h"

static bool fetch_descriptor(struct agx_machine *m, struct agx_simd *simd, const struct agx_operand *texture,
			     unsigned int lane, uint64_t words[3])
{
	uint64_t number = agx_read(m, simd, texture, lane);

	if (texture->kind == AGX_REG && texture->size == 32) {
		number += agx_read(m, simd, texture + 1, lane);
		if (m->ops->read(m->ctx, number, words, 3 * sizeof(words[0])))
			return true;
		m->result = AGX_ISA_FAULT;
		return false;
	}
	if (number >= AGX_ISA_TEXTURES || !m->dispatch->textures[number].loaded) {
		agx_violation(m, simd, "uses a texture state register with nothing in it");
		return false;
	}
	memcpy(words, m->dispatch->textures[number].words, 3 * sizeof(words[0]));
	return true;
}

static bool find(struct agx_machine *m, struct agx_simd *simd, const struct agx_operand *texture, unsigned int lane,
		 const char *(*understand)(const uint64_t words[3], struct agx_image *image), struct agx_image *image)
{
	uint64_t words[3];
	const char *why;
	char text[192];

	if (!fetch_descriptor(m, simd, texture, lane, words))
		return false;
	why = understand(words, image);
	if (!why)
		return true;
	snprintf(text, sizeof(text), "has a descriptor (%016llx %016llx %016llx) with %s",
		 (unsigned long long)words[0], (unsigned long long)words[1], (unsigned long long)words[2], why);
	agx_violation(m, simd, text);
	return false;
}

bool agx_find_texture(struct agx_machine *m, struct agx_simd *simd, const struct agx_operand *texture,
		      unsigned int lane, struct agx_image *image)
{
	return find(m, simd, texture, lane, agx_image_texture, image);
}

bool agx_find_pbe(struct agx_machine *m, struct agx_simd *simd, const struct agx_operand *texture, unsigned int lane,
		  struct agx_image *image)
{
	return find(m, simd, texture, lane, agx_image_pbe, image);
}

bool agx_read_place(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn,
		    const struct agx_operand *coord, const struct agx_image *image, unsigned int lane,
		    struct agx_place *place)
{
	unsigned int count = image->dim == AGX_DIM_2D ? 2 : 3;

	if (insn->field[AGX_F_DIM] != image->dim) {
		agx_violation(m, simd, "is for images of another dimension than its descriptor");
		return false;
	}
	if (coord->value + count * coord->size / 16 > AGX_REGISTERS) {
		agx_violation(m, simd, "has coordinates behind the last register");
		return false;
	}
	*place = (struct agx_place){
		.x = agx_read_component(simd, coord, lane, 0),
		.y = agx_read_component(simd, coord, lane, 1),
		.layer = count > 2 ? agx_read_component(simd, coord, lane, 2) : 0,
		.level = image->level,
	};
	return true;
}

static bool inside(const struct agx_image *image, const struct agx_place *place)
{
	uint32_t layers = image->layers;

	if (place->level > image->last_level || (image->linear && place->level))
		return false;
	if (image->dim == AGX_DIM_3D)
		layers = agx_minify(layers, place->level);
	return place->x < agx_minify(image->width, place->level) &&
	       place->y < agx_minify(image->height, place->level) && place->layer < layers;
}

/* Where the texel's bytes are really. No other way of compression is public. */
static bool decompress(struct agx_machine *m, struct agx_simd *simd, const struct agx_texel *texel,
		       unsigned int bytes, uint64_t *address)
{
	uint8_t mode = agx_mode_raw(bytes);
	char text[80];

	*address = texel->address;
	if (texel->mode && !m->ops->read(m->ctx, texel->mode, &mode, 1)) {
		m->result = AGX_ISA_FAULT;
		return false;
	}
	if (mode == agx_mode_raw(bytes))
		return true;
	*address = texel->solid;
	if (mode == agx_mode_solid(bytes))
		return true;
	snprintf(text, sizeof(text), "meets compression mode %#x, which is not known", mode);
	agx_violation(m, simd, text);
	return false;
}

bool agx_read_texel(struct agx_machine *m, struct agx_simd *simd, const struct agx_image *image,
		    const struct agx_place *place, struct agx_color *color)
{
	unsigned int bytes = agx_pixel_bytes(image->channels, image->type);
	uint8_t data[16] = { 0 };
	struct agx_texel texel;
	uint64_t address;

	if (inside(image, place)) {
		texel = agx_image_locate(image, place->x, place->y, place->layer, place->level);
		if (!decompress(m, simd, &texel, bytes, &address))
			return false;
		if (!m->ops->read(m->ctx, address, data, bytes)) {
			m->result = AGX_ISA_FAULT;
			return false;
		}
	}
	agx_pixel_unpack(image->channels, image->type, data, color);
	return true;
}

/* Of texels that can be compressed, the first of 8 by 4 says that all of them are not: they are written together. */
bool agx_write_texel(struct agx_machine *m, const struct agx_image *image, const struct agx_place *place,
		     const struct agx_color *color)
{
	unsigned int bytes = agx_pixel_bytes(image->channels, image->type);
	uint8_t data[16], mode = agx_mode_raw(bytes);
	struct agx_texel texel;

	if (!inside(image, place))
		return true;
	texel = agx_image_locate(image, place->x, place->y, place->layer, place->level);
	agx_pixel_pack(image->channels, image->type, color, data);
	if (m->ops->write(m->ctx, texel.address, data, bytes) &&
	    (!texel.mode || place->x % 8 || place->y % 4 || m->ops->write(m->ctx, texel.mode, &mode, 1)))
		return true;
	m->result = AGX_ISA_FAULT;
	return false;
}
