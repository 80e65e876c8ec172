// SPDX-License-Identifier: MIT
/* Block-linear layouts, against tables of sectors and a slow description of blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "emu/gsp-card/tiling.h"

/*
 * Which sector of 32 bytes is where in a GOB, in rows of sectors. A sector is 16 bytes by 2 rows,
 * 8 by 4 for 8-bit elements. (The pictures in Mesa's src/nouveau/nil/tiling.rs;
 * for 16 bits its code, copy.rs, which differs.)
 */
static const uint8_t sectors_32[4][4] = {
	{ 0, 2, 8, 10 }, { 1, 3, 9, 11 }, { 4, 6, 12, 14 }, { 5, 7, 13, 15 },
};
static const uint8_t sectors_16[4][4] = {
	{ 0, 4, 8, 12 }, { 1, 5, 9, 13 }, { 2, 6, 10, 14 }, { 3, 7, 11, 15 },
};
static const uint8_t sectors_8[2][8] = {
	{ 0, 2, 4, 6, 8, 10, 12, 14 }, { 1, 3, 5, 7, 9, 11, 13, 15 },
};

static unsigned int expect_in_gob(enum gob gob, unsigned int x, unsigned int y)
{
	switch (gob) {
	case GOB_8:
		return sectors_8[y / 4][x / 8] * 32 + y % 4 * 8 + x % 8;
	case GOB_16:
		return sectors_16[y / 2][x / 16] * 32 + y % 2 * 16 + x % 16;
	default:
		return sectors_32[y / 2][x / 16] * 32 + y % 2 * 16 + x % 16;
	}
}

static uint64_t offset(const struct tiling *t, uint64_t x, uint64_t y, uint64_t z)
{
	struct tiling_row row = tiling_row(t, y, z);

	return tiling_offset(&row, x);
}

static void test_gob(void **state)
{
	static const enum gob gobs[] = { GOB_32, GOB_8, GOB_16, GOB_24 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		const struct tiling t = { .gob = gobs[i], .width = 64, .height = 8 };
		bool seen[512] = { false };

		for (unsigned int y = 0; y < 8; y++) {
			for (unsigned int x = 0; x < 64; x++) {
				unsigned int at = offset(&t, x, y, 0);

				assert_int_equal(at, expect_in_gob(gobs[i], x, y));
				assert_false(seen[at]);
				seen[at] = true;
			}
		}
	}
}

/* Numbers GOBs one by one in the order that blocks have them in memory. */
static uint64_t gob_number(const struct tiling *t, uint64_t gx, uint64_t gy, uint64_t gz)
{
	uint64_t high = 1ull << t->height_log2, deep = 1ull << t->depth_log2;
	uint64_t columns = (t->width + 63) / 64, rows = (t->height + 8 * high - 1) / (8 * high);
	uint64_t number = 0;

	for (uint64_t bz = 0;; bz++)
		for (uint64_t by = 0; by < rows; by++)
			for (uint64_t bx = 0; bx < columns; bx++)
				for (uint64_t z = 0; z < deep; z++)
					for (uint64_t y = 0; y < high; y++, number++)
						if (bx == gx && by * high + y == gy &&
						    bz * deep + z == gz)
							return number;
}

static void test_blocks(void **state)
{
	static const struct tiling layouts[] = {
		{ GOB_32, 0, 0, 64, 8 },   { GOB_32, 1, 0, 200, 40 }, { GOB_16, 4, 0, 640, 100 },
		{ GOB_32, 5, 0, 64, 300 }, { GOB_8, 0, 2, 130, 20 },  { GOB_32, 2, 3, 192, 70 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		const struct tiling *t = &layouts[i];

		for (uint64_t z = 0; z < 10; z += 3)
			for (uint64_t y = 0; y < t->height; y += 7)
				for (uint64_t x = 0; x < t->width; x += 13)
					assert_int_equal(offset(t, x, y, z),
							 gob_number(t, x / 64, y / 8, z) * 512 +
								 expect_in_gob(t->gob, x % 64,
									       y % 8));
	}
}

static void test_run(void **state)
{
	static const enum gob gobs[] = { GOB_32, GOB_8, GOB_16, GOB_24 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		const struct tiling t = { .gob = gobs[i], .width = 256, .height = 8 };

		for (unsigned int y = 0; y < 8; y++) {
			struct tiling_row row = tiling_row(&t, y, 0);

			for (unsigned int x = 0; x < 256; x++) {
				unsigned int run = tiling_run(&row, x);

				assert_true(run > 0);
				for (unsigned int n = 1; n < run; n++)
					assert_int_equal(tiling_offset(&row, x + n),
							 tiling_offset(&row, x) + n);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gob),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
