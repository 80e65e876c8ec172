// SPDX-License-Identifier: MIT
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "emu/agx-isa/float.h"
#include "emu/agx-isa/isa.h"

#include "agx_isa_cases.h"

#define CODE	0x100000ull
#define DATA	0x200000ull

/* A page of code, a page of data, nothing else. */
struct world {
	uint8_t code[4096];
	uint32_t data[1024];
	size_t used;
	char violation[256];
};

static bool world_read(void *ctx, uint64_t va, void *data, size_t size)
{
	struct world *world = ctx;

	if (va < DATA || va - DATA > sizeof(world->data) - size)
		return false;
	memcpy(data, (uint8_t *)world->data + (va - DATA), size);
	return true;
}

static bool world_write(void *ctx, uint64_t va, const void *data, size_t size)
{
	struct world *world = ctx;

	if (va < DATA || va - DATA > sizeof(world->data) - size)
		return false;
	memcpy((uint8_t *)world->data + (va - DATA), data, size);
	return true;
}

static bool world_fetch(void *ctx, uint64_t va, void *data, size_t size)
{
	struct world *world = ctx;

	if (va < CODE || va - CODE > sizeof(world->code) - size)
		return false;
	memcpy(data, world->code + (va - CODE), size);
	return true;
}

static void world_violation(void *ctx, const char *text)
{
	struct world *world = ctx;

	snprintf(world->violation, sizeof(world->violation), "%s", text);
}

static const struct agx_isa_ops ops = { world_read, world_write, world_fetch, NULL, world_violation };

static unsigned int bytes(const char *hex, uint8_t *out)
{
	unsigned int n = strlen(hex) / 2, value;

	for (unsigned int i = 0; i < n; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &value), 1);
		out[i] = value;
	}
	return n;
}

/* Puts instructions behind those that are there. */
static void add(struct world *world, const char *hex)
{
	world->used += bytes(hex, world->code + world->used);
}

static void set_uniform32(struct agx_isa_dispatch *dispatch, unsigned int half, uint32_t value)
{
	dispatch->uniforms[half] = value;
	dispatch->uniforms[half + 1] = value >> 16;
}

static struct agx_isa_dispatch dispatch_of(uint32_t x, uint32_t y, uint32_t local_x)
{
	struct agx_isa_dispatch dispatch = {
		.code = CODE, .grid = { x, y, 1 }, .local = { local_x, 1, 1 }, .local_size = 4096, .budget = 100000,
	};

	set_uniform32(&dispatch, 0, DATA);
	return dispatch;
}

static enum agx_isa_result run(struct world *world, struct agx_isa_dispatch *dispatch)
{
	add(world, "8800");
	return agx_isa_dispatch(&ops, world, dispatch);
}

static void test_disassembly(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t code[12] = { 0 };
		unsigned int length = bytes(cases[i].code, code);
		char text[128];

		assert_int_equal(agx_isa_print(code, text, sizeof(text)), length);
		assert_string_equal(text, cases[i].text);
	}
}

/* A set bit that means nothing makes an instruction unknown. */
static void test_unknown_bits(void **state)
{
	uint8_t code[12] = { 0 };
	char text[128];

	(void)state;
	bytes("0e01402664000000", code);
	assert_int_equal(agx_isa_print(code, text, sizeof(text)), 8);
	code[7] = 0x80;
	assert_int_equal(agx_isa_print(code, text, sizeof(text)), 0);
}

/* The two kernels below are those that Honeykrisp fills and copies buffers with. */
static void test_fill(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(40, 2, 32);

	(void)state;
	set_uniform32(&dispatch, 4, 40);
	for (unsigned int i = 0; i < 4; i++)
		set_uniform32(&dispatch, 6 + 2 * i, 0xdead0000 + i);
	add(&world, "f2011004");
	add(&world, "f2051104");
	add(&world, "1e01c24658c00600");
	add(&world, "7e1186098000");
	add(&world, "7e1588098000");
	add(&world, "7e198a098000");
	add(&world, "7e1d8c098000");
	add(&world, "4521000e00c8f200");
	assert_int_equal(run(&world, &dispatch), AGX_ISA_OK);
	for (unsigned int i = 0; i < 1024; i++)
		assert_int_equal(world.data[i], i < 320 ? 0xdead0000 + i % 4 : 0);
}

static void test_copy(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(37, 1, 32);

	(void)state;
	set_uniform32(&dispatch, 0, DATA + 2048);
	set_uniform32(&dispatch, 4, DATA);
	for (unsigned int i = 0; i < 512; i++)
		world.data[i] = i * i;
	add(&world, "72011004");
	add(&world, "0521040e00c8f200");
	add(&world, "3800");
	add(&world, "4521004e00c8f200");
	assert_int_equal(run(&world, &dispatch), AGX_ISA_OK);
	for (unsigned int i = 0; i < 512; i++)
		assert_int_equal(world.data[512 + i], i < 37 * 4 ? i * i : 0);
}

/* if (!y) r4 = 0; else r4 = ~0; */
static void test_branch(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(16, 2, 16);

	(void)state;
	dispatch.local[1] = 2;
	add(&world, "72051004"); /* mov r1, thread_in_grid_x */
	add(&world, "72021104"); /* mov r0h, thread_in_grid_y */
	add(&world, "520841000000");
	add(&world, "621101000000"); /* ldimm r4, 1 */
	add(&world, "4521200e00c01200"); /* store r4, du0, r1 */
	add(&world, "420a00000000");
	add(&world, "6211ffffffff");
	add(&world, "0e05480665000000"); /* iadd r1, r4.sx, r8.sx: not for lanes of the other side */
	add(&world, "520e00000000");
	assert_int_equal(run(&world, &dispatch), AGX_ISA_OK);
	for (unsigned int i = 0; i < 32; i++)
		assert_int_equal(world.data[i], i < 16);
}

/* do r6++; while (r6 < x); */
static void test_loop(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(64, 1, 64);

	(void)state;
	add(&world, "72111004"); /* mov r4, thread_in_grid_x */
	add(&world, "621900000000"); /* ldimm r6, 0 */
	add(&world, "421000000000"); /* if 0.0, 0.0, 2, feq */
	add(&world, "0e194c1600000000"); /* iadd r6, r6.sx, 1 */
	add(&world, "52344c822400"); /* while r6, r4, 2, ult */
	add(&world, "00c0f2ffffff"); /* jmp_any -14 */
	add(&world, "521600000000"); /* pop_exec 2 */
	add(&world, "4531800e00c01200"); /* store r6, du0, r4 */
	assert_int_equal(run(&world, &dispatch), AGX_ISA_OK);
	for (unsigned int i = 0; i < 64; i++)
		assert_int_equal(world.data[i], i ? i : 1);
}

/* Two simdgroups exchange their numbers through the threadgroup's memory. */
static void test_barrier(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(64, 1, 64);

	(void)state;
	add(&world, "72091004"); /* mov r2, thread_in_grid_x */
	add(&world, "720d1004"); /* mov r3, thread_in_grid_x */
	add(&world, "0e09004064001000"); /* iadd r2, 0, r2.sx, lsl 2 */
	add(&world, "298d040214000000"); /* lstore r3, r2l, 0, i32, x */
	add(&world, "6800");
	add(&world, "0e093c48640c0000"); /* isub r2, 252, r2.sx */
	add(&world, "6989040214000000"); /* lload r2, r2l, 0, i32, x */
	add(&world, "4511600e00c01200"); /* store r2, du0, r3 */
	assert_int_equal(run(&world, &dispatch), AGX_ISA_OK);
	for (unsigned int i = 0; i < 64; i++)
		assert_int_equal(world.data[i], 63 - i);
}

static void test_atomic(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(100, 1, 32);

	(void)state;
	set_uniform32(&dispatch, 20, DATA);
	add(&world, "720d1004"); /* mov r3, thread_in_grid_x */
	add(&world, "620500000000"); /* ldimm r1, 0 */
	add(&world, "1500248c10500600"); /* atomic _, r3, du10, r1.sx, add */
	assert_int_equal(run(&world, &dispatch), AGX_ISA_OK);
	assert_int_equal(world.data[0], 99 * 100 / 2);
}

/* The preamble runs once and leaves a uniform for all. */
static void test_preamble(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(8, 1, 8);

	(void)state;
	dispatch.preamble = CODE + 2048;
	world.used = 2048;
	add(&world, "620178563412"); /* ldimm r0, 0x12345678 */
	add(&world, "c500403d01803000"); /* mov u10, r0 */
	add(&world, "8800");
	world.used = 0;
	add(&world, "72051004"); /* mov r1, thread_in_grid_x */
	add(&world, "7e1194098000"); /* mov r4, u10 */
	add(&world, "4521200e00c01200"); /* store r4, du0, r1 */
	assert_int_equal(run(&world, &dispatch), AGX_ISA_OK);
	for (unsigned int i = 0; i < 8; i++)
		assert_int_equal(world.data[i], 0x12345678);
}

static void test_floats(void **state)
{
	(void)state;
	assert_true(agx_minifloat(0x0f) == 0.234375);
	assert_true(agx_minifloat(0x30) == 1.0);
	assert_true(agx_minifloat(0xb0) == -1.0);
	assert_true(signbit(agx_minifloat(0x80)));
	assert_int_equal(agx_to_single(1.0), 0x3f800000);
	assert_int_equal(agx_to_single(1e-40), 0);
	assert_int_equal(agx_to_half(1.0), 0x3c00);
	assert_int_equal(agx_to_half(65520.0), 0x7c00);
	assert_int_equal(agx_to_half(0x1p-24), 1);
	for (double x = 0.0; x < 4.0; x += 1.0 / 64) {
		double first = agx_unary(0x0a, x);

		assert_true(fabs(first * agx_unary(0x0e, first) - sin(x * M_PI_2)) < 1e-12);
	}
	for (double x = 0.0; x < 9.0; x += 0.5)
		assert_true(fabs(x * agx_unary(0x01, x) - sqrt(x)) < 1e-12);
}

static void test_refused(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(1, 1, 1);

	(void)state;
	set_uniform32(&dispatch, 0, 0x1000);
	add(&world, "4521200e00c01200"); /* store r4, du0, r1 */
	assert_int_equal(run(&world, &dispatch), AGX_ISA_FAULT);
	assert_string_equal(world.violation, "");
	dispatch.code = 0x5000;
	assert_int_equal(agx_isa_dispatch(&ops, &world, &dispatch), AGX_ISA_FAULT);
}

static void test_endless(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(1, 1, 1);

	(void)state;
	add(&world, "00c000000000"); /* jmp_any 0 */
	assert_int_equal(run(&world, &dispatch), AGX_ISA_TIMEOUT);
}

/* What is not known, or known and not run, ends the dispatch with its name. */
static void test_violations(void **state)
{
	static const struct {
		const char *code, *text;
	} bad[] = {
		{ "ffffffff", "'unknown'" },
		{ "3101040000620f00", "'smpf'" },
		{ "3532800500c01200", "'stack_load'" },
		{ "72053c00", "'mov r1, unknown register'" },
		{ "6981800114000000", "lload" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct world world = { 0 };
		struct agx_isa_dispatch dispatch = dispatch_of(1, 1, 1);

		dispatch.local_size = 0;
		add(&world, bad[i].code);
		assert_int_equal(run(&world, &dispatch), AGX_ISA_VIOLATION);
		assert_non_null(strstr(world.violation, bad[i].text));
	}
}

static void test_bad_group(void **state)
{
	struct world world = { 0 };
	struct agx_isa_dispatch dispatch = dispatch_of(1, 1, 2048);

	(void)state;
	assert_int_equal(run(&world, &dispatch), AGX_ISA_VIOLATION);
	dispatch.local[0] = 0;
	assert_int_equal(run(&world, &dispatch), AGX_ISA_VIOLATION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_disassembly), cmocka_unit_test(test_unknown_bits), cmocka_unit_test(test_fill),
		cmocka_unit_test(test_copy), cmocka_unit_test(test_branch), cmocka_unit_test(test_loop),
		cmocka_unit_test(test_barrier), cmocka_unit_test(test_atomic), cmocka_unit_test(test_preamble),
		cmocka_unit_test(test_floats), cmocka_unit_test(test_refused), cmocka_unit_test(test_endless),
		cmocka_unit_test(test_violations), cmocka_unit_test(test_bad_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
