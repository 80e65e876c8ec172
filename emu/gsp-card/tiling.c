// SPDX-License-Identifier: MIT
#include "tiling.h"

#define GOB_WIDTH_LOG2 6
#define GOB_HEIGHT_LOG2 3
#define GOB_SIZE_LOG2 9

static uint64_t div_up(uint64_t value, unsigned int log2)
{
	return (value >> log2) + !!(value & ((1ull << log2) - 1));
}

struct tiling_row tiling_row(const struct tiling *tiling, uint64_t y, uint64_t z)
{
	unsigned int block_log2 = GOB_SIZE_LOG2 + tiling->height_log2 + tiling->depth_log2;
	unsigned int rows_log2 = GOB_HEIGHT_LOG2 + tiling->height_log2;
	uint64_t columns = div_up(tiling->width, GOB_WIDTH_LOG2);
	uint64_t rows = div_up(tiling->height, rows_log2);
	uint64_t block = ((z >> tiling->depth_log2) * rows + (y >> rows_log2)) * columns;
	uint64_t gob_y = y >> GOB_HEIGHT_LOG2 & ((1u << tiling->height_log2) - 1);
	uint64_t gob_z = z & ((1u << tiling->depth_log2) - 1);

	return (struct tiling_row){
		.base = (block << block_log2) +
			((gob_z << tiling->height_log2 | gob_y) << GOB_SIZE_LOG2),
		.step = 1ull << block_log2,
		.gob = tiling->gob,
		.y = y & ((1u << GOB_HEIGHT_LOG2) - 1),
	};
}

/*
 * Bit by bit: which coordinate bit is which address bit. Of 16-bit GOBs Mesa's picture (tiling.rs)
 * and code (copy.rs) differ; the code is what has run on images.
 */
static unsigned int gob_offset(enum gob gob, unsigned int x, unsigned int y)
{
	switch (gob) {
	case GOB_8:
		return (x & 7) | y << 3 | (x & 56) << 3;
	case GOB_16:
		return (x & 15) | y << 4 | (x & 48) << 3;
	case GOB_24:
	case GOB_32:
		break;
	}
	return (x & 15) | (y & 3) << 4 | (x & 16) << 2 | (y & 4) << 5 | (x & 32) << 3;
}

uint64_t tiling_offset(const struct tiling_row *row, uint64_t x)
{
	return row->base + (x >> GOB_WIDTH_LOG2) * row->step +
	       gob_offset(row->gob, x & ((1u << GOB_WIDTH_LOG2) - 1), row->y);
}

unsigned int tiling_run(const struct tiling_row *row, uint64_t x)
{
	unsigned int run = row->gob == GOB_8 ? 8 : 16;

	return run - (x & (run - 1));
}
