// SPDX-License-Identifier: MIT
#include "float.h"
#include "machine.h"

static uint64_t mask(unsigned int size)
{
	return size == 64 ? ~0ull : (1ull << size) - 1;
}

static uint64_t extend(uint64_t value, unsigned int size, bool sign)
{
	value &= mask(size);
	return sign && value >> (size - 1) ? value | ~mask(size) : value;
}

uint64_t agx_read(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_operand *src,
		  unsigned int lane)
{
	uint64_t value = 0;

	if (src->kind == AGX_IMM || src->kind == AGX_FIMM || src->kind == AGX_TEXTURE)
		return (int64_t)src->value;
	for (unsigned int i = 0; i < src->size / 16u; i++) {
		uint64_t half = src->kind == AGX_REG ? simd->reg[src->value + i][lane] :
						       m->dispatch->uniforms[src->value + i];

		value |= half << 16 * i;
	}
	return extend(value, src->size, src->sx);
}

uint32_t agx_read_component(const struct agx_simd *simd, const struct agx_operand *src, unsigned int lane,
			    unsigned int index)
{
	unsigned int number = src->value + index * src->size / 16;

	if (src->size == 16)
		return simd->reg[number][lane];
	return simd->reg[number][lane] | (uint32_t)simd->reg[number + 1][lane] << 16;
}

double agx_read_float(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_operand *src,
		      unsigned int lane)
{
	double value;

	if (src->kind == AGX_FIMM || src->kind == AGX_IMM)
		value = agx_minifloat(src->value);
	else if (src->size == 16)
		value = agx_from_half(agx_read(m, simd, src, lane));
	else
		value = agx_from_single(agx_read(m, simd, src, lane));
	if (src->abs)
		value = __builtin_fabs(value);
	return src->neg ? -value : value;
}

void agx_write(struct agx_simd *simd, const struct agx_operand *dst, unsigned int lane, uint64_t value)
{
	for (unsigned int i = 0; i < dst->size / 16u; i++)
		simd->reg[dst->value + i][lane] = value >> 16 * i;
}

void agx_write_component(struct agx_simd *simd, const struct agx_operand *dst, unsigned int lane, unsigned int index,
			 uint32_t value)
{
	struct agx_operand component = *dst;

	component.value += index * dst->size / 16;
	agx_write(simd, &component, lane, value);
}
