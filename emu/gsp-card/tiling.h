/* SPDX-License-Identifier: MIT */
/*
 * Block-linear surfaces. Memory is divided into GOBs of 512 bytes, each 64 bytes wide and 8 rows
 * high; GOBs are stacked into blocks, first downwards, then in depth; blocks fill the surface
 * in rows. (Mesa src/nouveau/nil/tiling.rs and copy.rs.)
 */
#ifndef GSP_CARD_TILING_H
#define GSP_CARD_TILING_H

#include <stdint.h>

/*
 * How bytes are ordered in a GOB; numbered like KIND_BPP of the copy engine's block size methods
 * (open-gpu-doc classes/dma-copy/clcab5.h).
 */
enum gob {
	GOB_32 = 0, /* Turing's layout: 32 bits an element and more */
	GOB_8 = 1,
	GOB_16 = 2,
	GOB_24 = 3, /* depth; its order is not public, here it is GOB_32's */
};

/**
 * struct tiling - the layout of a block-linear surface
 * @gob: order inside a GOB
 * @height_log2: GOBs in a block, downwards
 * @depth_log2: GOBs in a block, in depth
 * @width: bytes in a row
 * @height: rows
 */
struct tiling {
	enum gob gob;
	unsigned int height_log2;
	unsigned int depth_log2;
	uint64_t width;
	uint64_t height;
};

/**
 * struct tiling_row - where the bytes of one row are
 * @base: offset of the row's first GOB
 * @step: distance of the next GOB to the right
 * @gob: order inside the GOBs
 * @y: row inside the GOBs
 */
struct tiling_row {
	uint64_t base;
	uint64_t step;
	enum gob gob;
	unsigned int y;
};

/** tiling_row() - find row @y of slice @z. */
struct tiling_row tiling_row(const struct tiling *tiling, uint64_t y, uint64_t z);

/** tiling_offset() - offset from the start of the surface of byte @x of a row. */
uint64_t tiling_offset(const struct tiling_row *row, uint64_t x);

/** tiling_run() - how many bytes from @x on are adjacent in memory. */
unsigned int tiling_run(const struct tiling_row *row, uint64_t x);

#endif
