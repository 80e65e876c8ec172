// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "emu/agx-isa/image.h"
#include "emu/agx-isa/isa.h"

#define CODE	0x100000ull
#define DATA	0x200000ull

enum { R8 = 0x00, R16 = 0x09, R5G6B5 = 0x0b, R32 = 0x21, RGB10A2 = 0x26, RGBA8 = 0x28, RGBA16 = 0x32, RGBA32 = 0x38 };

/* A page of code, four of data: descriptors first, at PIXELS what they describe. */
struct world {
	uint8_t code[4096], data[65536];
	size_t used;
	char violation[256];
};

#define PIXELS	(DATA + 0x1000)
#define METADATA (DATA + 0xc000)

static struct world world;

static bool world_read(void *ctx, uint64_t va, void *data, size_t size)
{
	(void)ctx;
	if (va < DATA || va - DATA > sizeof(world.data) - size)
		return false;
	memcpy(data, world.data + (va - DATA), size);
	return true;
}

static bool world_write(void *ctx, uint64_t va, const void *data, size_t size)
{
	(void)ctx;
	if (va < DATA || va - DATA > sizeof(world.data) - size)
		return false;
	memcpy(world.data + (va - DATA), data, size);
	return true;
}

static bool world_fetch(void *ctx, uint64_t va, void *data, size_t size)
{
	(void)ctx;
	if (va < CODE || va - CODE > sizeof(world.code) - size)
		return false;
	memcpy(data, world.code + (va - CODE), size);
	return true;
}

static void world_violation(void *ctx, const char *text)
{
	(void)ctx;
	snprintf(world.violation, sizeof(world.violation), "%s", text);
}

static const struct agx_isa_ops ops = { world_read, world_write, world_fetch, NULL, world_violation };

static int reset(void **state)
{
	(void)state;
	memset(&world, 0, sizeof(world));
	return 0;
}

static unsigned int bytes(const char *hex, uint8_t *out)
{
	unsigned int n = strlen(hex) / 2, value;

	for (unsigned int i = 0; i < n; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &value), 1);
		out[i] = value;
	}
	return n;
}

static void add(const char *hex)
{
	world.used += bytes(hex, world.code + world.used);
}

/* What Honeykrisp's copies of images are made of; this project's own names for it. */
static void test_disassembly(void **state)
{
	static const struct {
		const char *code, *text;
	} cases[] = {
		{ "ed0010000000000c", "tex_state_store du2, 0, 0, a" },
		{ "ed0111600000000c", "tex_state_store du2, 24, 1, b" },
		{ "ed0010c00000000c", "tex_state_store du2, 48, 0, a" },
		{ "7121100000630f00", "smpi r8_r9_r10_r11, r8, ts0, 0, 2d_array, a" },
		{ "71311830006b2f00", "smpi r12_r13_r14_r15, r12, ts0, u24l, 2d_array, a" },
		{ "09310200f8048000", "st_tile r12_r13_r14_r15, r1l_r1h, 1, 0, i8, xyzw" },
		{ "b1889080014b00000800", "imgwblk r2, r8, ts1, 2d_array, i8" },
		{ "f1118480014a", "imgw r4_r5_r6_r7, r2, ts1, 2d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t code[12] = { 0 };
		unsigned int length = bytes(cases[i].code, code);
		char text[128];

		assert_int_equal(agx_isa_print(code, text, sizeof(text)), length);
		assert_string_equal(text, cases[i].text);
	}
}

static struct agx_image tiled(unsigned int channels, uint32_t w, uint32_t h, uint32_t layers)
{
	return (struct agx_image){
		.dim = AGX_DIM_2D_ARRAY, .channels = channels, .type = AGX_UINT,
		.width = w, .height = h, .layers = layers,
	};
}

static uint64_t offset(const struct agx_image *image, uint32_t x, uint32_t y, uint32_t layer, unsigned int level)
{
	return agx_image_locate(image, x, y, layer, level).address;
}

/* Numbers from Mesa's src/asahi/layout/tests/test-layout.cpp, which are those of real images. */
static void test_levels(void **state)
{
	static const uint64_t offsets[] = { 0, 0x4000, 0x5000, 0x5400, 0x5500 };
	struct agx_image image = tiled(R32, 63, 63, 6);

	(void)state;
	image.mipmapped = image.page_aligned = true;
	for (unsigned int i = 0; i < 5; i++)
		assert_int_equal(offset(&image, 0, 0, 0, i), offsets[i]);
	assert_int_equal(offset(&image, 0, 0, 1, 0), 0x8000);

	image = tiled(RGBA8, 512, 512, 6);
	assert_int_equal(offset(&image, 0, 0, 1, 0), 512 * 512 * 4);

	image = tiled(RGBA8, 1024, 1024, 2);
	image.mipmapped = true;
	assert_int_equal(offset(&image, 0, 0, 1, 0), 0x555680);

	image = tiled(R32, 32, 16, 64);
	image.mipmapped = true;
	assert_int_equal(offset(&image, 0, 0, 1, 0), 0xc00);
	image.dim = AGX_DIM_3D;
	assert_int_equal(offset(&image, 0, 0, 1, 0), 0xc80);
}

/* Morton order in a tile, tiles in rows; Mesa's src/asahi/layout/tiling.cc. */
static void test_order(void **state)
{
	struct agx_image image = tiled(RGBA8, 100, 70, 1);

	(void)state;
	assert_int_equal(offset(&image, 1, 0, 0, 0), 4);
	assert_int_equal(offset(&image, 0, 1, 0, 0), 8);
	assert_int_equal(offset(&image, 2, 0, 0, 0), 16);
	assert_int_equal(offset(&image, 63, 63, 0, 0), 0x3ffc);
	assert_int_equal(offset(&image, 64, 0, 0, 0), 0x4000);
	assert_int_equal(offset(&image, 0, 64, 0, 0), 0x8000);
	image = tiled(R16, 200, 200, 1);
	assert_int_equal(offset(&image, 64, 0, 0, 0), 0x2000);
	assert_int_equal(offset(&image, 128, 0, 0, 0), 0x4000);
	assert_int_equal(offset(&image, 0, 64, 0, 0), 0x8000);
	image = tiled(R8, 20, 9, 1);
	assert_int_equal(offset(&image, 15, 0, 0, 0), 0x55);
	assert_int_equal(offset(&image, 16, 0, 0, 0), 0x100);
}

/* A byte for 8 by 4 texels, eight of them for 16 by 16; Mesa's src/asahi/libagx/compression.cl. */
static void test_metadata(void **state)
{
	struct agx_image image = tiled(RGBA8, 100, 40, 2);

	(void)state;
	image.compressed = image.mipmapped = true;
	image.metadata = 0x1000;
	assert_int_equal(agx_image_locate(&image, 0, 0, 0, 0).mode, 0x1000);
	assert_int_equal(agx_image_locate(&image, 7, 3, 0, 0).mode, 0x1000);
	assert_int_equal(agx_image_locate(&image, 0, 4, 0, 0).mode, 0x1001);
	assert_int_equal(agx_image_locate(&image, 8, 0, 0, 0).mode, 0x1002);
	assert_int_equal(agx_image_locate(&image, 0, 8, 0, 0).mode, 0x1004);
	assert_int_equal(agx_image_locate(&image, 16, 0, 0, 0).mode, 0x1008);
	assert_int_equal(agx_image_locate(&image, 0, 16, 0, 0).mode, 0x1010);
	assert_int_equal(agx_image_locate(&image, 64, 0, 0, 0).mode, 0x1080);
	assert_int_equal(agx_image_locate(&image, 0, 0, 0, 1).mode, 0x1100);
	assert_int_equal(agx_image_locate(&image, 0, 0, 0, 2).mode, 0);
	assert_int_equal(agx_image_locate(&image, 9, 5, 0, 0).solid, 3 * 4);
	assert_true(agx_image_locate(&image, 0, 0, 1, 0).mode > 0x1100);
}

static void expect_pixel(unsigned int channels, enum agx_type type, double f0, double f1, const char *hex)
{
	struct agx_color color = { .f = { f0, f1 } }, back;
	uint8_t data[16], want[16] = { 0 };

	bytes(hex, want);
	agx_pixel_pack(channels, type, &color, data);
	assert_memory_equal(data, want, sizeof(data));
	agx_pixel_unpack(channels, type, data, &back);
	assert_true(back.f[0] - f0 < 0.001 && f0 - back.f[0] < 0.001);
	agx_pixel_pack(channels, type, &back, data);
	assert_memory_equal(data, want, sizeof(data));
}

static void test_pixels(void **state)
{
	struct agx_color color = { .integer = true, .i = { 0x3ff, 1, 0x2aa, 2 } };
	uint8_t data[16];

	(void)state;
	expect_pixel(R16, AGX_UNORM, 1.0, 0, "ffff");
	expect_pixel(R8, AGX_SNORM, -1.0, 0, "81");
	expect_pixel(R5G6B5, AGX_UNORM, 1.0, 1.0, "ff07");
	expect_pixel(RGBA16, AGX_FLOAT, 1.5, -2.0, "003e00c0");
	expect_pixel(RGBA32, AGX_FLOAT, 0.5, 0, "0000003f");
	agx_pixel_pack(RGB10A2, AGX_UINT, &color, data);
	assert_memory_equal(data, "\xff\x07\xa0\xaa", 4);
	agx_pixel_unpack(RGB10A2, AGX_SINT, data, &color);
	assert_int_equal(color.i[0], 0xffffffff);
	assert_int_equal(color.i[3], 0xfffffffe);
	assert_int_equal(agx_pixel_bytes(RGBA32, AGX_UNORM), 0);
	assert_int_equal(agx_pixel_bytes(0x74, AGX_UNORM), 0);
	assert_int_equal(agx_pixel_bytes(RGBA32, AGX_SINT), 16);
}

static void put_bits(uint64_t words[3], unsigned int lo, unsigned int width, uint64_t value)
{
	for (unsigned int i = 0; i < width; i++)
		words[(lo + i) / 64] |= (value >> i & 1) << (lo + i) % 64;
}

/* A two-dimensional image of bytes at PIXELS. */
static void describe_texture(uint64_t words[3], unsigned int layout, uint32_t w, uint32_t h)
{
	memset(words, 0, 24);
	put_bits(words, 0, 16, AGX_DIM_2D | layout << 4 | R8 << 6 | AGX_UINT << 13);
	put_bits(words, 16, 12, 0 | 5 << 3 | 5 << 6 | 4 << 9);
	put_bits(words, 28, 28, (w - 1) | (h - 1) << 14);
	put_bits(words, 66, 36, PIXELS >> 4);
	if (!layout)
		put_bits(words, 110, 17, 64 / 16 - 1);
}

static void describe_pbe(uint64_t words[3], unsigned int layout, uint32_t w, uint32_t h)
{
	memset(words, 0, 24);
	put_bits(words, 0, 16, AGX_DIM_2D | layout << 4 | R8 << 6 | AGX_UINT << 13);
	put_bits(words, 24, 28, (w - 1) | (uint64_t)(h - 1) << 14);
	put_bits(words, 64, 36, PIXELS >> 4);
	if (!layout)
		put_bits(words, 104, 21, 64 - 4);
}

static void compress(uint64_t words[3], unsigned int bit)
{
	put_bits(words, bit, 1, 1);
	put_bits(words, 127, 1, 1);
	put_bits(words, 128, 64, METADATA >> 4);
}

static void test_descriptors(void **state)
{
	static const struct {
		unsigned int bit, width, value;
	} bad[] = {
		{ 0, 4, 4 }, { 4, 2, 1 }, { 6, 7, 0x74 }, { 13, 3, 5 }, { 16, 3, 7 }, { 64, 1, 1 },
		{ 104, 2, 3 }, { 106, 1, 1 }, { 108, 1, 1 }, { 124, 1, 1 }, { 127, 1, 1 },
	};
	struct agx_image image;
	uint64_t words[3];

	(void)state;
	describe_texture(words, 2, 17, 5);
	assert_null(agx_image_texture(words, &image));
	assert_int_equal(image.width, 17);
	assert_int_equal(image.height, 5);
	assert_int_equal(image.address, PIXELS);
	assert_int_equal(image.swizzle[3], 4);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		describe_texture(words, 2, 17, 5);
		put_bits(words, bad[i].bit, bad[i].width, bad[i].value);
		assert_non_null(agx_image_texture(words, &image));
	}
	describe_pbe(words, 0, 17, 5);
	assert_null(agx_image_pbe(words, &image));
	assert_int_equal(image.stride, 64);
	put_bits(words, 52, 1, 1);
	assert_non_null(agx_image_pbe(words, &image));
}

static struct agx_isa_dispatch dispatch_of(uint32_t w, uint32_t h)
{
	struct agx_isa_dispatch dispatch = {
		.code = CODE, .grid = { w, h, 1 }, .local = { w, h, 1 }, .local_size = 8192, .budget = 1000000,
	};

	dispatch.uniforms[4] = (uint16_t)DATA;
	dispatch.uniforms[5] = DATA >> 16;
	return dispatch;
}

static void expect_violation(struct agx_isa_dispatch *dispatch, const char *text)
{
	add("8800");
	assert_int_equal(agx_isa_dispatch(&ops, &world, dispatch), AGX_ISA_VIOLATION);
	if (!strstr(world.violation, text))
		fail_msg("'%s' in '%s'", text, world.violation);
}

#define LOAD_STATES	"ed0010000000000ced0110600000000c"	/* texture at du2, what is written at du2 + 24 */
#define GET_PLACE	"72091004720d1104"			/* thread_in_grid_x and _y to r2, r3 */
#define LOAD_TEXEL	"7111040000620100"			/* r4 from ts0 at r2_r3 */
#define WRITE_TEXEL	"f1118480014a"				/* r4 to ts1 at r2_r3 */

static void run(struct agx_isa_dispatch *dispatch)
{
	add("8800");
	assert_int_equal(agx_isa_dispatch(&ops, &world, dispatch), AGX_ISA_OK);
	assert_string_equal(world.violation, "");
}

/* From rows to tiles and back to rows, with a row and a column more than there are. */
static void test_copy(void **state)
{
	struct agx_isa_dispatch dispatch = dispatch_of(17, 9);
	uint64_t *words = (uint64_t *)world.data;
	uint8_t *rows = world.data + 0x1000, *tiles = world.data + 0x2000;

	(void)state;
	describe_texture(words, 0, 16, 8);
	describe_pbe(words + 3, 2, 16, 8);
	words[4] += 0x1000 >> 4;
	for (unsigned int i = 0; i < 16 * 8; i++)
		rows[i / 16 * 64 + i % 16] = i;
	add(LOAD_STATES GET_PLACE LOAD_TEXEL WRITE_TEXEL);
	run(&dispatch);
	for (unsigned int i = 0; i < 16 * 8; i++) {
		unsigned int x = i % 8, y = i / 16;
		unsigned int at = (x & 1) | (y & 1) << 1 | (x & 2) << 1 | (y & 2) << 2 | (x & 4) << 2 | (y & 4) << 3;

		assert_int_equal(tiles[i / 8 % 2 * 64 + at], i);
	}
	assert_int_equal(tiles[128], 0);
}

/* Texels of a block to its memory, and the block to an image, of which it is a part. */
static void add_block(void)
{
	add("7204300072063100"); /* thread_in_threadgroup_x and _y to r1l, r1h */
	add(GET_PLACE "0909020018048000"); /* st_tile r2, r1l_r1h, 1, 0, i8, x */
	add("6800"); /* barrier */
	add("621100000000621500000000621900000000"); /* r4, r5, r6 = 0 */
	add("b1988880014a00000800"); /* imgwblk r6, r4, ts1, 2d, i8 */
}

static struct agx_isa_dispatch block_of(uint32_t size)
{
	struct agx_isa_dispatch dispatch = dispatch_of(size, size);

	dispatch.tile[0] = dispatch.tile[1] = size;
	dispatch.sample_bytes = 8;
	return dispatch;
}

static void test_block(void **state)
{
	struct agx_isa_dispatch dispatch = block_of(16);
	uint64_t *words = (uint64_t *)world.data;

	(void)state;
	describe_texture(words, 0, 13, 7);
	describe_pbe(words + 3, 0, 13, 7);
	add(LOAD_STATES);
	add_block();
	run(&dispatch);
	for (unsigned int y = 0; y < 16; y++)
		for (unsigned int x = 0; x < 16; x++)
			assert_int_equal(world.data[0x1000 + y * 64 + x], x < 13 && y < 7 ? x : 0);
}

/* A block is written as it is, and says so; of what else the metadata may say one colour is known. */
static void test_compression(void **state)
{
	struct agx_isa_dispatch dispatch = block_of(16);
	uint64_t *words = (uint64_t *)world.data;
	uint8_t *texels = world.data + 0x1000, *modes = world.data + 0xc000;

	(void)state;
	describe_texture(words, 2, 16, 16);
	compress(words, 103);
	describe_pbe(words + 3, 2, 16, 16);
	compress(words + 3, 59);
	add(LOAD_STATES);
	add_block();
	run(&dispatch);
	assert_memory_equal(modes, "\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f\0", 9);
	assert_int_equal(texels[0x55], 15);

	describe_pbe(words + 3, 0, 16, 16);
	words[4] += 0x1000 >> 4;
	modes[2] = 0x60;
	texels[2] = 0x77;
	world.used = 0;
	dispatch = dispatch_of(16, 16);
	add(LOAD_STATES GET_PLACE LOAD_TEXEL WRITE_TEXEL);
	run(&dispatch);
	assert_int_equal(world.data[0x2000 + 64 + 7], 7);
	assert_int_equal(world.data[0x2000 + 64 + 9], 0x77);

	modes[3] = 0;
	world.used = 0;
	dispatch = dispatch_of(16, 16);
	add(LOAD_STATES GET_PLACE LOAD_TEXEL);
	expect_violation(&dispatch, "compression mode 0");
}

static void test_budget(void **state)
{
	struct agx_isa_dispatch dispatch = block_of(16);
	uint64_t *words = (uint64_t *)world.data;

	(void)state;
	dispatch.budget = 1000;
	describe_texture(words, 0, 16, 16);
	describe_pbe(words + 3, 0, 16, 16);
	add(LOAD_STATES);
	add_block();
	add("8800");
	assert_int_equal(agx_isa_dispatch(&ops, &world, &dispatch), AGX_ISA_TIMEOUT);
}

static uint32_t random32(void)
{
	static uint64_t seed = 1;

	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return seed >> 32;
}

/* Two dimensions, integers, at PIXELS or anywhere, compressed or not; sizes and levels are left to chance. */
static void randomize(uint64_t words[3], bool texture)
{
	static const uint8_t channels[] = { R8, R16, R32, RGBA8, RGBA16, RGBA32 };
	bool compressed = random32() % 2;

	for (unsigned int i = 0; i < 3; i++)
		words[i] = (uint64_t)random32() << 32 | random32();
	words[0] &= texture ? ~0xfffffffull : ~(0xf3full << 52 | 0xffff);
	words[1] &= texture ? (1ull << (102 - 64)) - 4 : (1ull << (112 - 64)) - 1;
	words[0] |= AGX_DIM_2D | 2 << 4 | channels[random32() % 6] << 6 | AGX_UINT << 13;
	if (compressed)
		put_bits(words, 127, 1, 1);
	put_bits(words, texture ? 103 : 59, 1, compressed);
	words[2] >>= 4;
	if (random32() % 2) {
		words[1] &= ~((1ull << 36) - 1) << (texture ? 2 : 0);
		put_bits(words, texture ? 66 : 64, 36, PIXELS >> 4);
		words[2] = METADATA >> 4;
	}
}

/* Descriptors and coordinates that say anything: no access that the world has not judged. */
static void test_hostile(void **state)
{
	uint64_t *words = (uint64_t *)world.data;
	unsigned int ends[AGX_ISA_TIMEOUT + 1] = { 0 };

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		struct agx_isa_dispatch dispatch = i % 2 ? block_of(16) : dispatch_of(2, 2);

		world.used = 0;
		randomize(words, true);
		randomize(words + 3, false);
		add(LOAD_STATES GET_PLACE LOAD_TEXEL);
		if (i % 2)
			add_block();
		else
			add(WRITE_TEXEL);
		add("8800");
		ends[agx_isa_dispatch(&ops, &world, &dispatch)]++;
	}
	assert_true(ends[AGX_ISA_OK] > 50 && ends[AGX_ISA_FAULT] > 100 && ends[AGX_ISA_VIOLATION] > 100);
}

static void test_refused(void **state)
{
	struct agx_isa_dispatch dispatch = dispatch_of(4, 4);
	uint64_t *words = (uint64_t *)world.data;

	(void)state;
	dispatch.uniforms[5] = 0;
	add("ed0010000000000c8800");
	assert_int_equal(agx_isa_dispatch(&ops, &world, &dispatch), AGX_ISA_FAULT);
	world.used = 0;
	dispatch = dispatch_of(4, 4);
	describe_texture(words, 2, 4, 4);
	words[1] ^= 1ull << 30;
	add("ed0010000000000c" GET_PLACE LOAD_TEXEL "8800");
	assert_int_equal(agx_isa_dispatch(&ops, &world, &dispatch), AGX_ISA_FAULT);
	assert_string_equal(world.violation, "");
}

static void test_violations(void **state)
{
	static const struct {
		const char *code, *text;
		unsigned int bit;
	} bad[] = {
		{ GET_PLACE LOAD_TEXEL, "nothing in it", 0 },
		{ LOAD_STATES GET_PLACE LOAD_TEXEL, "a format", 12 },
		{ LOAD_STATES GET_PLACE LOAD_TEXEL, "another dimension", 192 },
		{ LOAD_STATES "71917e0000620100000c0000", "behind the last register", 0 },
		{ LOAD_STATES "7111040000620140", "is not run here", 0 },
		{ LOAD_STATES WRITE_TEXEL, "compression without a place", 192 + 59 },
		{ "0909020018048000", "outside of the image block", 0 },
		{ LOAD_STATES "b1988880014a00000800", "of which there is none", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct agx_isa_dispatch dispatch = dispatch_of(4, 4);
		uint64_t *words = (uint64_t *)world.data;

		reset(NULL);
		describe_texture(words, 2, 4, 4);
		describe_pbe(words + 3, 2, 4, 4);
		words[bad[i].bit / 64] |= bad[i].bit ? 1ull << bad[i].bit % 64 : 0;
		if (bad[i].bit == 192)
			words[0] ^= 1;
		add(bad[i].code);
		expect_violation(&dispatch, bad[i].text);
	}
}

/* What the card holds back for block stores has an order that nobody knows. */
static void test_block_is_no_memory(void **state)
{
	struct agx_isa_dispatch dispatch = block_of(16);

	(void)state;
	add("6981800114000000"); /* lload */
	expect_violation(&dispatch, "whose order is not known");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_disassembly),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_metadata),
		cmocka_unit_test(test_pixels),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test_setup(test_copy, reset),
		cmocka_unit_test_setup(test_block, reset),
		cmocka_unit_test_setup(test_compression, reset),
		cmocka_unit_test_setup(test_budget, reset),
		cmocka_unit_test_setup(test_hostile, reset),
		cmocka_unit_test_setup(test_refused, reset),
		cmocka_unit_test_setup(test_violations, reset),
		cmocka_unit_test_setup(test_block_is_no_memory, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
