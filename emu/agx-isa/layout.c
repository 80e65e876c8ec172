// SPDX-License-Identifier: MIT
/*
 * Where a texel lies. Sources: Mesa's src/asahi/layout, and src/asahi/libagx/compression.cl.
 *
 * Levels as large as a tile are cut into tiles of one page; the size of the first level, in
 * tiles, decides how many tiles each of them has. Smaller levels have the largest square tiles
 * that fit, in room for powers of two. Texels of a tile are in Morton order.
 */
#include "image.h"

#define CACHE_LINE	128
#define PAGE		16384

/* Lossless compression has a byte for 8 by 4 texels, in groups of 8 for 16 by 16. */
#define BLOCK		16

static uint64_t align(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

static uint32_t min(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t max(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static unsigned int log2_up(uint32_t value)
{
	return value > 1 ? 32 - __builtin_clz(value - 1) : 0;
}

static uint32_t power_of_two(uint32_t value)
{
	return 1u << log2_up(value);
}

uint32_t agx_minify(uint32_t size, unsigned int level)
{
	return max(level < 32 ? size >> level : 0, 1);
}

static uint32_t interleave(uint32_t x, uint32_t y)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < 16; i++)
		value |= (x >> i & 1) << 2 * i | (y >> i & 1) << (2 * i + 1);
	return value;
}

/* A tile is a page, square or twice as wide as high. */
static void largest_tile(unsigned int bytes, uint32_t *w, uint32_t *h)
{
	unsigned int log2 = log2_up(PAGE / bytes);

	*w = 1u << (log2 + 1) / 2;
	*h = 1u << log2 / 2;
}

/* The first level that is smaller than a tile. */
static unsigned int first_small(const struct agx_image *image, uint32_t w, uint32_t h)
{
	unsigned int level = 0;

	while (agx_minify(image->width, level) >= w && agx_minify(image->height, level) >= h)
		level++;
	return level;
}

/* Tiles of a level, from those of the first; where they do not halve there is one more. */
static uint64_t tiles(uint32_t w, uint32_t h, unsigned int level)
{
	uint32_t rest = (1u << level) - 1;
	uint64_t count = (uint64_t)w * h >> 2 * level;

	if (w & rest)
		count += h >> level;
	if (h & rest)
		count += w >> level;
	return count + (w & rest && h & rest);
}

static uint64_t level_bytes(const struct agx_image *image, unsigned int bytes, unsigned int level)
{
	unsigned int small;
	uint32_t w, h;

	largest_tile(bytes, &w, &h);
	small = first_small(image, w, h);
	if (level < small)
		return tiles((image->width + w - 1) / w, (image->height + h - 1) / h, level) * PAGE;
	w = agx_minify(power_of_two(agx_minify(image->width, small)), level - small);
	h = agx_minify(power_of_two(agx_minify(image->height, small)), level - small);
	return align((uint64_t)w * h * bytes, CACHE_LINE);
}

static uint64_t level_offset(const struct agx_image *image, unsigned int bytes, unsigned int level)
{
	uint64_t offset = 0;

	for (unsigned int i = 0; i < level; i++)
		offset += level_bytes(image, bytes, i);
	return offset;
}

static void level_tile(const struct agx_image *image, unsigned int bytes, unsigned int level, uint32_t *w, uint32_t *h)
{
	largest_tile(bytes, w, h);
	if (level < first_small(image, *w, *h))
		return;
	*w = power_of_two(agx_minify(min(image->width, image->height), level));
	*h = *w;
}

/* All levels that could be are there. */
static unsigned int levels(const struct agx_image *image)
{
	uint32_t size = max(image->width, image->height);

	if (!image->mipmapped)
		return 1;
	if (image->dim == AGX_DIM_3D)
		size = max(size, image->layers);
	return 32 - __builtin_clz(size);
}

static uint64_t layer_bytes(const struct agx_image *image, unsigned int bytes)
{
	uint64_t size = level_offset(image, bytes, levels(image));

	return image->page_aligned ? align(size, PAGE) : size;
}

static uint32_t in_tiles(const struct agx_image *image, uint32_t w, uint32_t h, unsigned int level, uint32_t x,
			 uint32_t y)
{
	uint32_t row = (agx_minify(image->width, level) + w - 1) / w;

	return (y / h * row + x / w) * w * h + interleave(x % w, y % h);
}

/* Of the metadata, in groups: in Morton order as far as both sides go, then in line. */
static uint32_t group_index(const struct agx_image *image, unsigned int level, uint32_t x, uint32_t y)
{
	uint32_t w = (agx_minify(image->width, level) + BLOCK - 1) / BLOCK;
	uint32_t h = (agx_minify(image->height, level) + BLOCK - 1) / BLOCK;
	unsigned int bits = log2_up(min(w, h));
	uint32_t mask = (1u << bits) - 1;

	return interleave(x & mask, y & mask) + (((w > h ? x : y) & ~mask) << bits);
}

static uint64_t metadata_bytes(const struct agx_image *image, unsigned int level)
{
	uint32_t w = align(image->width, BLOCK), h = align(image->height, BLOCK);

	if (max(w, h) >> level < BLOCK)
		return 0;
	for (unsigned int i = 0; i < level; i++) {
		w = (w + 1) / 2;
		h = (h + 1) / 2;
	}
	w = (power_of_two(w) + BLOCK - 1) / BLOCK;
	h = (power_of_two(h) + BLOCK - 1) / BLOCK;
	return align((uint64_t)w * h * 8, CACHE_LINE);
}

static uint64_t metadata_offset(const struct agx_image *image, unsigned int level)
{
	uint64_t offset = 0;

	for (unsigned int i = 0; i < level; i++)
		offset += metadata_bytes(image, i);
	return offset;
}

/* Levels that are narrower than a group are not compressed. */
static void locate_mode(const struct agx_image *image, unsigned int bytes, uint32_t x, uint32_t y, uint32_t layer,
			unsigned int level, struct agx_texel *texel)
{
	uint64_t stride = metadata_offset(image, levels(image));
	unsigned int part = interleave(x % BLOCK, y % BLOCK);

	if (min(image->width, image->height) >> level < BLOCK)
		return;
	texel->mode = image->metadata + layer * stride + metadata_offset(image, level) +
		      group_index(image, level, x / BLOCK, y / BLOCK) * 8ull + part / 32;
	texel->solid = texel->address - (uint64_t)part * bytes + (uint64_t)(part / 32) * bytes;
}

struct agx_texel agx_image_locate(const struct agx_image *image, uint32_t x, uint32_t y, uint32_t layer,
				  unsigned int level)
{
	unsigned int bytes = agx_pixel_bytes(image->channels, image->type);
	struct agx_texel texel = { .address = image->address };
	uint32_t w, h;

	if (image->linear) {
		texel.address += layer * image->layer_stride + y * image->stride + x * (uint64_t)bytes;
		return texel;
	}
	level_tile(image, bytes, level, &w, &h);
	texel.address += layer_bytes(image, bytes) * layer + level_offset(image, bytes, level) +
			 (uint64_t)in_tiles(image, w, h, level, x, y) * bytes;
	if (image->compressed)
		locate_mode(image, bytes, x, y, layer, level, &texel);
	return texel;
}

uint8_t agx_mode_raw(unsigned int bytes)
{
	return bytes == 1 ? 0x1f : bytes == 2 ? 0x3f : bytes == 4 ? 0x7f : 0xff;
}

uint8_t agx_mode_solid(unsigned int bytes)
{
	return bytes == 1 ? 0x60 : bytes == 2 ? 0x01 : bytes == 4 ? 0x03 : 0x07;
}
