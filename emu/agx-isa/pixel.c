// SPDX-License-Identifier: MIT
/* Texels as memory has them. */
#include <math.h>
#include <string.h>

#include "float.h"
#include "image.h"

/* Bits of each channel, the first in the lowest bits; sRGB, packed floats and lossy formats are not here. */
static const struct channels {
	uint8_t number, bits[4];
} all_channels[] = {
	{ 0x00, { 8 } },
	{ 0x09, { 16 } },
	{ 0x0a, { 8, 8 } },
	{ 0x0b, { 5, 6, 5 } },
	{ 0x0c, { 4, 4, 4, 4 } },
	{ 0x0e, { 5, 5, 5, 1 } },
	{ 0x21, { 32 } },
	{ 0x23, { 16, 16 } },
	{ 0x26, { 10, 10, 10, 2 } },
	{ 0x28, { 8, 8, 8, 8 } },
	{ 0x31, { 32, 32 } },
	{ 0x32, { 16, 16, 16, 16 } },
	{ 0x38, { 32, 32, 32, 32 } },
};

static const struct channels *lookup(unsigned int number)
{
	for (unsigned int i = 0; i < sizeof(all_channels) / sizeof(all_channels[0]); i++)
		if (all_channels[i].number == number)
			return &all_channels[i];
	return NULL;
}

static bool may_hold(unsigned int bits, enum agx_type type)
{
	switch (type) {
	case AGX_FLOAT:
		return bits == 16 || bits == 32;
	case AGX_UNORM:
		return bits <= 16;
	case AGX_SNORM:
		return bits == 8 || bits == 16;
	default:
		return true;
	}
}

unsigned int agx_pixel_bytes(unsigned int number, enum agx_type type)
{
	const struct channels *channels = lookup(number);
	unsigned int bits = 0;

	for (unsigned int i = 0; channels && i < 4 && channels->bits[i]; i++) {
		if (!may_hold(channels->bits[i], type))
			return 0;
		bits += channels->bits[i];
	}
	return bits / 8;
}

static uint32_t ones(unsigned int bits)
{
	return bits == 32 ? ~0u : (1u << bits) - 1;
}

/* No channel crosses 32 bits. */
static uint32_t get(const uint8_t data[16], unsigned int lo, unsigned int bits)
{
	uint32_t word;

	memcpy(&word, data + lo / 32 * 4, 4);
	return word >> lo % 32 & ones(bits);
}

static void put(uint8_t data[16], unsigned int lo, unsigned int bits, uint32_t value)
{
	uint32_t word;

	memcpy(&word, data + lo / 32 * 4, 4);
	word = (word & ~(ones(bits) << lo % 32)) | (value & ones(bits)) << lo % 32;
	memcpy(data + lo / 32 * 4, &word, 4);
}

static int32_t extend(uint32_t value, unsigned int bits)
{
	return (int32_t)(value << (32 - bits)) >> (32 - bits);
}

static void unpack(uint32_t value, unsigned int bits, enum agx_type type, uint32_t *i, double *f)
{
	switch (type) {
	case AGX_UNORM:
		*f = value / (double)ones(bits);
		break;
	case AGX_SNORM:
		*f = fmax(extend(value, bits) / (double)ones(bits - 1), -1.0);
		break;
	case AGX_FLOAT:
		*f = bits == 16 ? agx_from_half(value) : agx_from_single(value);
		break;
	case AGX_SINT:
		*i = extend(value, bits);
		break;
	default:
		*i = value;
	}
}

/* What is not a number becomes 0. */
static double clamp(double f, double low)
{
	return isnan(f) ? 0.0 : fmin(fmax(f, low), 1.0);
}

static uint32_t pack(unsigned int bits, enum agx_type type, uint32_t i, double f)
{
	switch (type) {
	case AGX_UNORM:
		return rint(clamp(f, 0.0) * ones(bits));
	case AGX_SNORM:
		return (int32_t)rint(clamp(f, -1.0) * ones(bits - 1));
	case AGX_FLOAT:
		return bits == 16 ? agx_to_half(f) : agx_to_single(f);
	default:
		return i;
	}
}

void agx_pixel_unpack(unsigned int number, enum agx_type type, const uint8_t data[16], struct agx_color *color)
{
	const struct channels *channels = lookup(number);

	*color = (struct agx_color){ .integer = type == AGX_UINT || type == AGX_SINT };
	for (unsigned int i = 0, at = 0; i < 4 && channels->bits[i]; at += channels->bits[i++])
		unpack(get(data, at, channels->bits[i]), channels->bits[i], type, &color->i[i], &color->f[i]);
}

void agx_pixel_pack(unsigned int number, enum agx_type type, const struct agx_color *color, uint8_t data[16])
{
	const struct channels *channels = lookup(number);

	memset(data, 0, 16);
	for (unsigned int i = 0, at = 0; i < 4 && channels->bits[i]; at += channels->bits[i++])
		put(data, at, channels->bits[i], pack(channels->bits[i], type, color->i[i], color->f[i]));
}
