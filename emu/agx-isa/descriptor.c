// SPDX-License-Identifier: MIT
/* Descriptors of images; layouts: "Texture" and "PBE" in Mesa's src/asahi/genxml/cmdbuf.xml. */
#include <stddef.h>

#include "image.h"

enum { LAYOUT_LINEAR, LAYOUT_TWIDDLED, LAYOUT_GPU, LAYOUT_INTERCHANGE };

static uint64_t bits(const uint64_t words[3], unsigned int lo, unsigned int width)
{
	uint64_t value = words[lo / 64] >> lo % 64;

	if (lo % 64 + width > 64)
		value |= words[lo / 64 + 1] << (64 - lo % 64);
	return width == 64 ? value : value & ((1ull << width) - 1);
}

/* The first 16 bits are the same in both. */
static const char *common(const uint64_t words[3], struct agx_image *image)
{
	unsigned int layout = bits(words, 4, 2), type = bits(words, 13, 3);

	image->dim = bits(words, 0, 4);
	image->channels = bits(words, 6, 7);
	image->type = type;
	image->linear = layout == LAYOUT_LINEAR;
	if (image->dim != AGX_DIM_2D && image->dim != AGX_DIM_2D_ARRAY && image->dim != AGX_DIM_3D)
		return "a dimension that is not modelled";
	if (layout != LAYOUT_LINEAR && layout != LAYOUT_GPU)
		return "a layout that is not modelled";
	if (type > AGX_FLOAT || !agx_pixel_bytes(image->channels, image->type))
		return "a format that is not modelled";
	return NULL;
}

/* The last word, which is read only if the bit before it says so. */
static const char *extension(const uint64_t words[3], bool compressed, struct agx_image *image)
{
	bool extended = bits(words, 127, 1);

	image->compressed = compressed;
	if (compressed && (!extended || image->linear))
		return "compression without a place for it";
	if (compressed) {
		image->metadata = words[2] << 4;
		return words[2] >> 60 ? "unknown bits in the third word" : NULL;
	}
	if (extended && !image->linear)
		return "a third word without a meaning";
	if (extended) {
		image->layers = bits(words, 128, 11) + 1;
		image->layer_stride = (bits(words, 139, 27) + 1) << 7;
		return words[2] >> 38 ? "unknown bits in the third word" : NULL;
	}
	return NULL;
}

static const char *texture_levels(const uint64_t words[3], struct agx_image *image)
{
	image->width = bits(words, 28, 14) + 1;
	image->height = bits(words, 42, 14) + 1;
	image->level = bits(words, 56, 4);
	image->last_level = bits(words, 60, 4);
	image->mipmapped = bits(words, 102, 1);
	image->address = bits(words, 66, 36) << 4;
	image->layers = 1;
	if (image->linear) {
		image->stride = (bits(words, 110, 17) + 1) << 4;
		return NULL;
	}
	image->layers = bits(words, 110, 14) + 1;
	image->page_aligned = bits(words, 126, 1);
	return bits(words, 124, 2) ? "unknown bits" : NULL;
}

const char *agx_image_texture(const uint64_t words[3], struct agx_image *image)
{
	const char *why;

	*image = (struct agx_image){ 0 };
	why = common(words, image);
	if (!why)
		why = texture_levels(words, image);
	if (!why)
		why = extension(words, bits(words, 103, 1), image);
	for (unsigned int i = 0; i < 4; i++) {
		image->swizzle[i] = bits(words, 16 + 3 * i, 3);
		if (image->swizzle[i] > 5)
			why = "an unknown channel";
	}
	if (!why && bits(words, 104, 4))
		why = "a sparse or compressed mode that is not modelled";
	if (!why && bits(words, 108, 2))
		why = "sRGB, which is not modelled";
	if (!why && bits(words, 64, 2))
		why = "several samples, which are not modelled";
	return why;
}

static const char *pbe_levels(const uint64_t words[3], struct agx_image *image)
{
	image->width = bits(words, 24, 14) + 1;
	image->height = bits(words, 38, 14) + 1;
	image->mipmapped = bits(words, 58, 1);
	image->address = bits(words, 64, 36) << 4;
	image->level = bits(words, 100, 4);
	image->last_level = image->level;
	image->layers = 1;
	if (image->linear) {
		image->stride = bits(words, 104, 21) + 4;
		return NULL;
	}
	image->layers = bits(words, 108, 14) + 1;
	image->page_aligned = bits(words, 124, 1);
	return bits(words, 122, 2) ? "unknown bits" : NULL;
}

const char *agx_image_pbe(const uint64_t words[3], struct agx_image *image)
{
	const char *why;

	*image = (struct agx_image){ 0 };
	why = common(words, image);
	if (!why)
		why = pbe_levels(words, image);
	if (!why)
		why = extension(words, bits(words, 59, 1), image);
	for (unsigned int i = 0; i < 4; i++)
		image->swizzle[i] = bits(words, 16 + 2 * i, 2);
	if (!why && bits(words, 52, 6))
		why = "rotation, several samples or unknown bits, which are not modelled";
	if (!why && bits(words, 60, 4))
		why = "a sparse mode that is not modelled";
	if (!why && bits(words, 125, 2))
		why = "sRGB or an unknown bit, which are not modelled";
	return why;
}
