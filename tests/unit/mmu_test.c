// SPDX-License-Identifier: MIT
/* The GMMU: page sizes, permissions, sparse pages, broken tables, forgotten invalidates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/gsp_rig.h"

#define VA 0x123440000000ull /* a multiple of 512 MiB */

static struct mmu_range expect_range(struct card *card, const struct mmu_space *space, uint64_t va,
				     uint64_t len, unsigned int access)
{
	struct mmu_range range;
	struct mmu_fault fault;

	if (!mmu_range(card->mmu, space, va, len, access, &range, &fault))
		fail_msg("fault %s at %#llx", mmu_fault_name(fault.type),
			 (unsigned long long)fault.va);
	assert_int_equal(range.va, va);
	assert_true(range.len > 0 && range.len <= len);
	return range;
}

static void expect_fault(struct card *card, const struct mmu_space *space, uint64_t va,
			 unsigned int access, enum mmu_fault_type type)
{
	struct mmu_range range;
	struct mmu_fault fault;

	assert_false(mmu_range(card->mmu, space, va, 1, access, &range, &fault));
	assert_int_equal(fault.type, type);
	assert_int_equal(fault.va, va);
}

static void test_page_sizes(void **state)
{
	static const unsigned int shifts[] = { 12, 16, 21, 29 };
	struct card *card = *state;

	for (int i = 0; i < 4; i++) {
		struct mmu_space space = rig_space(card);
		uint64_t size = 1ull << shifts[i];
		struct mmu_range range;

		rig_pte(card, &space, VA, shifts[i],
			(shifts[i] == 29 ? 0 : RIG_HEAP) | RIG_PTE_VALID | RIG_PTE_RW |
			RIG_PTE_KIND(6));
		range = expect_range(card, &space, VA + size - 8, 4096, MMU_WRITE);
		assert_int_equal(range.len, 8);
		assert_int_equal(range.page_size, size);
		assert_int_equal(range.kind, 6);
		assert_int_equal(range.aperture, APERTURE_VIDEO);
		assert_int_equal(range.pa, (shifts[i] == 29 ? 0 : RIG_HEAP) + size - 8);
		expect_fault(card, &space, VA + size, MMU_READ,
			     shifts[i] < 21 ? MMU_FAULT_PTE : MMU_FAULT_PDE);
	}
}

static void test_big_before_small(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card);

	rig_pte(card, &space, VA, 16, RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RW);
	rig_pte(card, &space, VA, 12, (RIG_HEAP + 0x100000) | RIG_PTE_VALID | RIG_PTE_RW);
	assert_int_equal(expect_range(card, &space, VA, 1, MMU_READ).pa, RIG_HEAP);

	/* An empty big entry leaves the decision to the small one ... */
	rig_pte(card, &space, VA, 16, 0);
	mmu_invalidate(card->mmu, &space);
	assert_int_equal(expect_range(card, &space, VA, 1, MMU_READ).pa, RIG_HEAP + 0x100000);

	/* ... unless it says that there are none. */
	rig_pte(card, &space, VA, 16, RIG_PTE_NO_VALID_4K);
	mmu_invalidate(card->mmu, &space);
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_PTE);
}

static void test_sparse(void **state)
{
	static const unsigned int shifts[] = { 12, 16, 21, 29, 38, 47 };
	struct card *card = *state;
	char buf[64];
	struct mmu_fault fault;

	for (int i = 0; i < 6; i++) {
		struct mmu_space space = rig_space(card);
		uint64_t va = 1ull << 50;

		rig_pte(card, &space, va, shifts[i], RIG_PTE_SPARSE);
		assert_null(expect_range(card, &space, va, 64, MMU_WRITE).ptr);

		memset(buf, 0xaa, sizeof(buf));
		assert_true(mmu_write(card->mmu, &space, va, buf, sizeof(buf), 0, &fault));
		assert_true(mmu_read(card->mmu, &space, va, buf, sizeof(buf), 0, &fault));
		for (size_t j = 0; j < sizeof(buf); j++)
			assert_int_equal(buf[j], 0);
	}
}

static void test_permissions(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card);

	rig_pte(card, &space, VA, 12, RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RO);
	expect_range(card, &space, VA, 1, MMU_READ);
	expect_fault(card, &space, VA, MMU_WRITE, MMU_FAULT_RO);
	expect_fault(card, &space, VA, MMU_WRITE | MMU_PRIVILEGED, MMU_FAULT_RO);

	rig_pte(card, &space, VA + 4096, 12,
		RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RW | RIG_PTE_PRIV);
	expect_fault(card, &space, VA + 4096, MMU_READ, MMU_FAULT_PRIV);
	expect_range(card, &space, VA + 4096, 1, MMU_WRITE | MMU_PRIVILEGED);

	rig_pte(card, &space, VA + 8192, 12,
		RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RW | RIG_PTE_NO_ATOMIC);
	expect_range(card, &space, VA + 8192, 1, MMU_WRITE);
	expect_fault(card, &space, VA + 8192, MMU_WRITE | MMU_ATOMIC, MMU_FAULT_ATOMIC);
}

static void test_nothing_there(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card);

	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_PDE);
	expect_fault(card, &space, 1ull << 57, MMU_READ, MMU_FAULT_VA_LIMIT);
	expect_fault(card, &space, UINT64_MAX, MMU_READ, MMU_FAULT_VA_LIMIT);

	rig_pte(card, &space, VA, 12, 0);
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_PTE);
}

static void test_broken_tables(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card);

	rig_pte(card, &space, VA, 12, RIG_VRAM_SIZE | RIG_PTE_VALID | RIG_PTE_RW);
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_REGION);
	rig_expect_violation(card, "points to no memory");

	rig_pte(card, &space, VA, 12, 0x1000 | RIG_PTE_COHERENT | RIG_PTE_VALID | RIG_PTE_RW);
	mmu_invalidate(card->mmu, &space);
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_REGION);
	rig_expect_violation(card, "points to no memory");

	rig_pte(card, &space, VA, 12, RIG_HEAP | 1 << 1 | RIG_PTE_VALID | RIG_PTE_RW);
	mmu_invalidate(card->mmu, &space);
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_UNSUPPORTED_APERTURE);
	rig_expect_violation(card, "peer memory");

	rig_pte(card, &space, VA, 12, RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RW | RIG_PTE_KIND(7));
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_UNSUPPORTED_KIND);
	rig_expect_violation(card, "invalid kind");

	rig_pte(card, &space, VA + (1 << 21), 16, 0x1000 | RIG_PTE_VALID | RIG_PTE_RW);
	expect_fault(card, &space, VA + (1 << 21), MMU_READ, MMU_FAULT_PTE);
	rig_expect_violation(card, "no multiple of its page size");

	rig_pte(card, &space, VA + (4ull << 40), 38, RIG_HEAP | RIG_PTE_VALID);
	expect_fault(card, &space, VA + (4ull << 40), MMU_READ, MMU_FAULT_PDE_SIZE);
	rig_expect_violation(card, "a PTE for 1 << 38");

	rig_write64(card, rig_pde_addr(card, &space, VA, 38), RIG_VRAM_SIZE | 1 << 1);
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_PDE);
	rig_expect_violation(card, "page table at vid:0x40000000");
}

static void test_missing_invalidate(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card), other = rig_space(card);

	/* What was not valid is not remembered. */
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_PDE);
	rig_map(card, &space, VA, RIG_HEAP, 0x10000, 12);
	expect_range(card, &space, VA, 0x10000, MMU_READ);

	/* A page that moved, with the right invalidate, the wrong one, and none. */
	rig_map(card, &space, VA, RIG_HEAP + 0x10000, 0x10000, 12);
	mmu_invalidate(card->mmu, &space);
	expect_range(card, &space, VA, 0x10000, MMU_READ);

	rig_map(card, &space, VA, RIG_HEAP, 0x10000, 12);
	mmu_invalidate(card->mmu, &other);
	expect_range(card, &space, VA + 0x3000, 8, MMU_READ);
	rig_expect_violation(card, "missing TLB invalidate");

	/* Once reported it is not reported again; its neighbours are. */
	expect_range(card, &space, VA + 0x3000, 8, MMU_READ);
	expect_range(card, &space, VA + 0x5000, 8, MMU_READ);
	rig_expect_violation(card, "missing TLB invalidate");
	mmu_invalidate(card->mmu, NULL);
	expect_range(card, &space, VA, 0x10000, MMU_READ);

	/* An unmapped page. */
	rig_pte(card, &space, VA, 12, 0);
	expect_fault(card, &space, VA, MMU_READ, MMU_FAULT_PTE);
	rig_expect_violation(card, "is now 0");

	/* A large page in place of small ones. */
	rig_pte(card, &space, VA, 16, RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RW);
	expect_range(card, &space, VA + 0x7000, 8, MMU_READ);
	rig_expect_violation(card, "(1 << 12 bytes)");

	/* Both tables are gone. */
	rig_write64(card, rig_pde_addr(card, &space, VA, 21), 0);
	rig_write64(card, rig_pde_addr(card, &space, VA, 21) + 8, 0);
	expect_fault(card, &space, VA + 0x7000, MMU_READ, MMU_FAULT_PDE);
	rig_expect_violation(card, "(1 << 16 bytes)");
}

static void test_ranges(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card);
	struct mmu_range range;

	rig_map(card, &space, VA, RIG_HEAP, 0x8000, 12);
	range = expect_range(card, &space, VA + 0x10, 0x8000 - 0x10, MMU_WRITE);
	assert_int_equal(range.len, 0x8000 - 0x10);

	/* Another address, another permission, another kind end a range. */
	rig_pte(card, &space, VA + 0x4000, 12, RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RW);
	mmu_invalidate(card->mmu, &space);
	assert_int_equal(expect_range(card, &space, VA, 0x8000, MMU_READ).len, 0x4000);
	rig_pte(card, &space, VA + 0x2000, 12,
		(RIG_HEAP + 0x2000) | RIG_PTE_VALID | RIG_PTE_RO);
	mmu_invalidate(card->mmu, &space);
	assert_int_equal(expect_range(card, &space, VA, 0x8000, MMU_READ).len, 0x2000);
}

static void test_read_write(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card);
	uint8_t data[3 * 4096], back[3 * 4096];
	struct mmu_fault fault;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = rig_random(card);

	/* Three pages in three places, the middle one the guest's. */
	rig_pte(card, &space, VA, 12, RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RW);
	rig_pte(card, &space, VA + 0x1000, 12,
		(RIG_GUEST_BASE + 0x5000) | RIG_PTE_COHERENT | RIG_PTE_VALID | RIG_PTE_RW);
	rig_pte(card, &space, VA + 0x2000, 12, (RIG_HEAP + 0x9000) | RIG_PTE_VALID | RIG_PTE_RW);

	assert_true(mmu_write(card->mmu, &space, VA, data, sizeof(data), 0, &fault));
	assert_true(mmu_read(card->mmu, &space, VA, back, sizeof(back), 0, &fault));
	assert_memory_equal(data, back, sizeof(data));
	assert_memory_equal(card->guest + 0x5000, data + 4096, 4096);
	assert_memory_equal(rig_vram(card, RIG_HEAP + 0x9000, 4096), data + 8192, 4096);

	/* What lies beyond a fault reads as zero, and the fault says where. */
	assert_false(mmu_read(card->mmu, &space, VA + 0x2800, back, 0x1000, 0, &fault));
	assert_int_equal(fault.va, VA + 0x3000);
	assert_memory_equal(back, data + 0x2800, 0x800);
	assert_int_equal(back[0x800], 0);
}

/* Physical memory: its ends, and the seam between two blocks of the guest's. */
static void test_memory(void **state)
{
	struct card *card = *state;
	uint8_t data[12000], back[12000];
	uint64_t seam = RIG_GUEST_SEAM - 5000, end = RIG_GUEST_BASE + RIG_GUEST_SIZE;

	assert_int_equal(mem_vram_size(card->mem), RIG_VRAM_SIZE);
	assert_non_null(mem_ptr(card->mem, APERTURE_VIDEO, RIG_VRAM_SIZE - 8, 8, true));
	assert_null(mem_ptr(card->mem, APERTURE_VIDEO, RIG_VRAM_SIZE - 8, 9, true));
	assert_null(mem_ptr(card->mem, APERTURE_VIDEO, RIG_VRAM_SIZE, 0, true));
	assert_null(mem_ptr(card->mem, APERTURE_VIDEO, UINT64_MAX, 8, true));
	assert_null(mem_ptr(card->mem, APERTURE_PEER, 0, 8, true));

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = rig_random(card);
	assert_null(mem_ptr(card->mem, APERTURE_SYS_COHERENT, seam, sizeof(data), true));
	assert_true(mem_write(card->mem, APERTURE_SYS_COHERENT, seam, data, sizeof(data)));
	assert_memory_equal(card->guest + (seam - RIG_GUEST_BASE), data, sizeof(data));
	assert_true(mem_read(card->mem, APERTURE_SYS_NONCOHERENT, seam, back, sizeof(back)));
	assert_memory_equal(back, data, sizeof(data));

	/* Beyond the end: what is there is copied, the rest of a read is zero. */
	assert_false(mem_write(card->mem, APERTURE_SYS_COHERENT, end - 6000, data, sizeof(data)));
	assert_false(mem_read(card->mem, APERTURE_SYS_COHERENT, end - 6000, back, sizeof(back)));
	assert_memory_equal(back, data, 6000);
	for (size_t i = 6000; i < sizeof(back); i++)
		assert_int_equal(back[i], 0);
}

/* Neighbouring PTEs across the seam are two ranges. */
static void test_seam(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card);

	for (int i = 0; i < 4; i++)
		rig_pte(card, &space, VA + i * 4096, 12,
			(RIG_GUEST_SEAM - 8192 + i * 4096) | RIG_PTE_COHERENT | RIG_PTE_VALID |
				RIG_PTE_RW);
	assert_int_equal(expect_range(card, &space, VA, 16384, MMU_READ).len, 4096);
	assert_int_equal(expect_range(card, &space, VA, 8192, MMU_READ).len, 8192);
	assert_int_equal(expect_range(card, &space, VA + 8192, 8192, MMU_READ).len, 8192);
}

static void test_instance(void **state)
{
	struct card *card = *state;
	struct mmu_space space;

	rig_write64(card, RIG_HEAP + 0x200, 0x1234000 | 3 << 10);
	assert_true(mmu_space_of_instance(card->mmu, APERTURE_VIDEO, RIG_HEAP, &space));
	assert_int_equal(space.aperture, APERTURE_VIDEO);
	assert_int_equal(space.pdb, 0x1234000);

	rig_write64(card, RIG_HEAP + 0x200, 0x1234000 | 3 << 10 | 2);
	assert_true(mmu_space_of_instance(card->mmu, APERTURE_VIDEO, RIG_HEAP, &space));
	assert_int_equal(space.aperture, APERTURE_SYS_COHERENT);

	rig_write64(card, RIG_HEAP + 0x200, 0);
	assert_false(mmu_space_of_instance(card->mmu, APERTURE_VIDEO, RIG_HEAP, &space));
	assert_false(mmu_space_of_instance(card->mmu, APERTURE_VIDEO, RIG_VRAM_SIZE, &space));
	assert_false(mmu_space_of_instance(card->mmu, APERTURE_VIDEO, UINT64_MAX, &space));
}

/* Whatever the tables hold, a walk ends, and stays within memory. */
static void test_garbage(void **state)
{
	struct card *card = *state;
	struct mmu_space space = rig_space(card);
	unsigned int found = 0;

	for (int i = 0; i < 200000; i++) {
		uint64_t va = rig_random(card) >> (7 + rig_below(card, 20));
		uint64_t table = RIG_TABLES + rig_below(card, 64) * 4096;
		uint64_t entry = rig_below(card, 64) << 12 | RIG_TABLES;
		struct mmu_range range;
		struct mmu_fault fault;
		uint8_t buf[16];

		if (rig_below(card, 8))
			entry |= rig_below(card, 128) << 1;
		else
			entry = rig_random(card) >> rig_below(card, 64);
		rig_write64(card, table + rig_below(card, 512) * 8, entry);

		if (mmu_range(card->mmu, &space, va, 1 + rig_below(card, 1 << 20),
			      rig_below(card, 8), &range, &fault)) {
			found++;
			if (range.ptr)
				memcpy(buf, range.ptr, range.len < 16 ? range.len : 16);
		}
	}
	assert_true(found > 100);
	card->violations = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_page_sizes, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_big_before_small, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_sparse, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_permissions, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_nothing_there, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_broken_tables, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_missing_invalidate, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_ranges, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_read_write, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_memory, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_seam, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_instance, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_garbage, rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
