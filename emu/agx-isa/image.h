/* SPDX-License-Identifier: MIT */
#ifndef EMU_AGX_ISA_IMAGE_H
#define EMU_AGX_ISA_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Images in memory, as descriptors tell them. Sources: "Texture" and "PBE" in Mesa's
 * src/asahi/genxml/cmdbuf.xml, src/asahi/layout for where a texel lies, and
 * src/asahi/libagx/compression.cl for what is known of lossless compression.
 */

enum agx_dim { AGX_DIM_2D = 2, AGX_DIM_2D_ARRAY = 3, AGX_DIM_3D = 5 };

enum agx_type { AGX_UNORM, AGX_SNORM, AGX_UINT, AGX_SINT, AGX_FLOAT };

/**
 * struct agx_image - what a descriptor says
 * @dim: an enum agx_dim
 * @channels: which channels a texel has, see agx_pixel_channels()
 * @type: what they hold
 * @swizzle: of a texture, the channel that is read for each component; of what is written, the
 *	component for each channel. 4 is one, 5 is zero.
 * @width: texels of level 0; so are @height and, if it has three dimensions, @layers
 * @height: see @width
 * @layers: layers that the descriptor shows
 * @level: the first level, or the one that is written
 * @last_level: the last level of a texture
 * @linear: rows of texels, no levels; else tiles in Morton order
 * @mipmapped: there are levels behind the first, down to a texel
 * @page_aligned: every layer begins on a page
 * @compressed: @metadata says what of it is compressed
 * @address: of level 0 of the first layer
 * @metadata: see @compressed
 * @stride: bytes of a row, if it is linear
 * @layer_stride: bytes of a layer, if it is linear
 */
struct agx_image {
	unsigned int dim, channels;
	enum agx_type type;
	uint8_t swizzle[4];
	uint32_t width, height, layers;
	unsigned int level, last_level;
	bool linear, mipmapped, page_aligned, compressed;
	uint64_t address, metadata;
	uint64_t stride, layer_stride;
};

/**
 * struct agx_texel - where a texel lies
 * @address: of its bytes
 * @mode: of the byte that says how it is compressed; 0 if it cannot be
 * @solid: of the bytes of all texels around it, if they are one colour
 */
struct agx_texel {
	uint64_t address, mode, solid;
};

/**
 * struct agx_color - four components
 * @integer: @i holds them, else @f
 * @i: integers, the low bits count
 * @f: all other numbers
 */
struct agx_color {
	bool integer;
	uint32_t i[4];
	double f[4];
};

/* Understands a descriptor. NULL, or what it says that is unknown or not modelled. */
const char *agx_image_texture(const uint64_t words[3], struct agx_image *image);
const char *agx_image_pbe(const uint64_t words[3], struct agx_image *image);

/* Bytes of a texel, or 0 if @channels are unknown or cannot hold @type. */
unsigned int agx_pixel_bytes(unsigned int channels, enum agx_type type);
void agx_pixel_unpack(unsigned int channels, enum agx_type type, const uint8_t data[16], struct agx_color *color);
void agx_pixel_pack(unsigned int channels, enum agx_type type, const struct agx_color *color, uint8_t data[16]);

/* Size of a level, at least 1. */
uint32_t agx_minify(uint32_t size, unsigned int level);
/* The texel must be inside of the level. */
struct agx_texel agx_image_locate(const struct agx_image *image, uint32_t x, uint32_t y, uint32_t layer,
				  unsigned int level);

/* What the byte at agx_texel.mode is for texels that lie as if not compressed, and for those of one colour. */
uint8_t agx_mode_raw(unsigned int bytes);
uint8_t agx_mode_solid(unsigned int bytes);

#endif
