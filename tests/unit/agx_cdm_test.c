// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "emu/agx-card/cdm.h"

#define USC_BASE	0x1100000000ull
#define MEMORY		0x2ffff00000ull

/* One megabyte at USC_BASE for shaders, one at MEMORY for all else. */
struct world {
	uint8_t usc[1 << 20], memory[1 << 20];
	unsigned int violations;
	unsigned int soft; /* accesses of shaders that were let off */
};

static void *at(struct world *world, uint64_t va, size_t size)
{
	if (va >= USC_BASE && va - USC_BASE <= sizeof(world->usc) - size)
		return world->usc + (va - USC_BASE);
	if (va >= MEMORY && va - MEMORY <= sizeof(world->memory) - size)
		return world->memory + (va - MEMORY);
	return NULL;
}

static bool world_read(void *ctx, uint64_t va, void *data, size_t size)
{
	void *from = at(ctx, va, size);

	if (from)
		memcpy(data, from, size);
	return from;
}

static bool world_write(void *ctx, uint64_t va, const void *data, size_t size)
{
	void *to = at(ctx, va, size);

	if (to)
		memcpy(to, data, size);
	return to;
}

static bool world_excuse(void *ctx)
{
	struct world *world = ctx;

	world->soft++;
	return true;
}

static void world_violation(void *ctx, const char *text)
{
	struct world *world = ctx;

	(void)text;
	world->violations++;
}

static const struct agx_isa_ops ops = { world_read, world_write, world_read, NULL, world_violation };
static const struct agx_isa_ops soft_ops = { world_read, world_write, world_read, world_excuse, world_violation };

static struct world world;

static int reset(void **state)
{
	(void)state;
	memset(&world, 0, sizeof(world));
	return 0;
}

static struct cdm command(void)
{
	return (struct cdm){ .ops = &ops, .ctx = &world, .usc_base = USC_BASE, .budget = 1000000 };
}

static void put(uint64_t va, const void *data, size_t size)
{
	void *to = at(&world, va, size);

	assert_non_null(to);
	memcpy(to, data, size);
}

static void put32(uint64_t va, uint32_t value)
{
	put(va, &value, sizeof(value));
}

static void put64(uint64_t va, uint64_t value)
{
	put(va, &value, sizeof(value));
}

static void put16(uint64_t va, uint16_t value)
{
	put(va, &value, sizeof(value));
}

/* Honeykrisp's pipeline and shader to fill a buffer with 16 bytes, and its uniforms. */
static void put_fill(uint64_t pipeline, uint64_t code, uint64_t uniforms, uint64_t to)
{
	static const uint8_t shader[] = {
		0xf2, 0x01, 0x10, 0x04, 0xf2, 0x05, 0x11, 0x04, 0x1e, 0x01, 0xc2, 0x46, 0x58, 0xc0, 0x06, 0x00,
		0x7e, 0x11, 0x86, 0x09, 0x80, 0x00, 0x7e, 0x15, 0x88, 0x09, 0x80, 0x00, 0x7e, 0x19, 0x8a, 0x09,
		0x80, 0x00, 0x7e, 0x1d, 0x8c, 0x09, 0x80, 0x00, 0x45, 0x21, 0x00, 0x0e, 0x00, 0xc8, 0xf2, 0x00,
		0x88, 0x00,
	};

	put(USC_BASE + code, shader, sizeof(shader));
	put64(uniforms, to);
	put32(uniforms + 8, 0);
	for (unsigned int i = 0; i < 4; i++)
		put32(uniforms + 12 + 4 * i, 0x11111111 * (i + 1));
	pipeline += USC_BASE;
	put64(pipeline, 0x1d | 14ull << 20 | uniforms >> 2 << 26); /* 14 halves from 0 on */
	put32(pipeline + 8, 0x4d | 0x24 << 10);
	put64(pipeline + 12, 0x0d | 3 << 10 | (uint64_t)code << 16);
	put32(pipeline + 18, 0x8d | 2 << 8 | 1 << 24);
	put16(pipeline + 22, 0x88);
}

static uint64_t put_launch(uint64_t va, uint32_t pipeline, unsigned int mode)
{
	put32(va, mode << 27);
	put32(va + 4, pipeline);
	return va + 8;
}

static uint64_t put_size(uint64_t va, uint32_t x, uint32_t y, uint32_t z)
{
	put32(va, x);
	put32(va + 4, y);
	put32(va + 8, z);
	return va + 12;
}

static void put_terminate(uint64_t va)
{
	put64(va, 2u << 29);
}

static void expect_filled(uint64_t va, unsigned int units)
{
	for (unsigned int i = 0; i < units * 4 + 4; i++) {
		uint32_t value;

		memcpy(&value, at(&world, va + 4 * i, 4), 4);
		assert_int_equal(value, i < units * 4 ? 0x11111111 * (i % 4 + 1) : 0);
	}
}

/* A launch, a barrier, a link to another stream with a second launch. */
static void test_direct(void **state)
{
	struct cdm cdm = command();
	uint64_t va = MEMORY;

	(void)state;
	put_fill(0x8000, 0x40000, MEMORY + 0x10000, MEMORY + 0x20000);
	put_fill(0x8100, 0x40000, MEMORY + 0x11000, MEMORY + 0x30000);
	va = put_launch(va, 0x8000, 0);
	va = put_size(va, 100, 1, 1);
	va = put_size(va, 32, 1, 1);
	put32(va, 3u << 29 | 0xfffff);
	put32(va + 4, 1u << 29 | 0x2f);
	put32(va + 8, (uint32_t)(MEMORY + 0x4000));
	va = put_launch(MEMORY + 0x4000, 0x8100, 0);
	va = put_size(va, 7, 1, 1);
	va = put_size(va, 32, 1, 1);
	put_terminate(va);
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_OK);
	assert_int_equal(cdm.launches, 2);
	expect_filled(MEMORY + 0x20000, 100);
	expect_filled(MEMORY + 0x30000, 7);
	assert_int_equal(world.violations, 0);
}

static void test_indirect(void **state)
{
	(void)state;
	for (unsigned int mode = 1; mode <= 2; mode++) {
		struct cdm cdm = command();
		uint64_t sizes = MEMORY + 0x5000, va;

		reset(NULL);
		put_fill(0x8000, 0x40000, MEMORY + 0x10000, MEMORY + 0x20000);
		put_size(sizes, 50, 1, 1);
		if (mode == 2)
			put_size(sizes + 12, 16, 1, 1);
		va = put_launch(MEMORY, 0x8000, mode);
		put32(va, sizes >> 32);
		put32(va + 4, sizes);
		va += 8;
		if (mode == 1)
			va = put_size(va, 32, 1, 1);
		put_terminate(va);
		assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_OK);
		expect_filled(MEMORY + 0x20000, 50);
	}
}

static void test_g14x(void **state)
{
	struct cdm cdm = command();
	uint64_t va;

	(void)state;
	cdm.g14x = true;
	put_fill(0x8000, 0x40000, MEMORY + 0x10000, MEMORY + 0x20000);
	va = put_launch(MEMORY, 0x8000, 0);
	put64(va, 1ull << 62);
	va = put_size(va + 8, 3, 1, 1);
	va = put_size(va, 1, 1, 1);
	put_terminate(va);
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_OK);
	expect_filled(MEMORY + 0x20000, 3);
}

static void test_faults(void **state)
{
	struct cdm cdm = command();
	uint64_t va;

	(void)state;
	assert_int_equal(cdm_run(&cdm, 0x1000), AGX_ISA_FAULT);
	va = put_launch(MEMORY, 0x8000, 0);
	va = put_size(va, 1, 1, 1);
	put_size(va, 1, 1, 1);
	put_fill(0x8000, 0x40000, MEMORY + 0x10000, 0x1000); /* fills what is not mapped */
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_FAULT);
	put_fill(0x8000, 0x40000, MEMORY + 0x10000, MEMORY + 0x20000);
	put64(USC_BASE + 0x8000, 0x1d | 14ull << 20 | 0x1000ull >> 2 << 26);
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_FAULT);
	assert_int_equal(world.violations, 0);
}

/* What a shader stores nowhere may be let off; no word of a stream or a pipeline is. */
static void test_soft_faults(void **state)
{
	struct cdm cdm = command();
	uint64_t va;

	(void)state;
	cdm.ops = &soft_ops;
	va = put_launch(MEMORY, 0x8000, 0);
	va = put_size(va, 1, 1, 1);
	va = put_size(va, 1, 1, 1);
	put_terminate(va);
	put_fill(0x8000, 0x40000, MEMORY + 0x10000, 0x1000);
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_OK);
	assert_int_not_equal(world.soft, 0);
	world.soft = 0;
	assert_int_equal(cdm_run(&cdm, 0x1000), AGX_ISA_FAULT);
	put64(USC_BASE + 0x8000, 0x1d | 14ull << 20 | 0x1000ull >> 2 << 26);
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_FAULT);
	assert_int_equal(world.soft, 0);
	assert_int_equal(world.violations, 0);
}

static void test_violations(void **state)
{
	struct cdm cdm = command();
	uint64_t va;

	(void)state;
	put32(MEMORY, 7u << 29);
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_VIOLATION);
	put_launch(MEMORY, 0x8000, 3);
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_VIOLATION);
	va = put_launch(MEMORY, 0x8000, 0);
	va = put_size(va, 1, 1, 1);
	put_size(va, 1, 1, 1);
	put16(USC_BASE + 0x8000, 0x77); /* no such word */
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_VIOLATION);
	put16(USC_BASE + 0x8000, 0x88); /* no shader */
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_VIOLATION);
	assert_int_equal(world.violations, 4);
}

static void test_endless(void **state)
{
	struct cdm cdm = command();

	(void)state;
	put32(MEMORY, 1u << 29 | 0x2f);
	put32(MEMORY + 4, (uint32_t)MEMORY);
	assert_int_equal(cdm_run(&cdm, MEMORY), AGX_ISA_TIMEOUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_direct, reset),	cmocka_unit_test_setup(test_indirect, reset),
		cmocka_unit_test_setup(test_g14x, reset),	cmocka_unit_test_setup(test_faults, reset),
		cmocka_unit_test_setup(test_soft_faults, reset),
		cmocka_unit_test_setup(test_violations, reset), cmocka_unit_test_setup(test_endless, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
