// SPDX-License-Identifier: MIT
/*
 * agx's page tables, looked at the way the MMU does, its slots and its rings:
 * the parts of the driver that need no device.
 */
#include "kernel_shim.h"

#include "drm/agx/agx_ring.h"
#include "drm/agx/uat/mem.h"
#include "drm/agx/uat/pt.h"
#include "drm/agx/uat/slots.h"
#include "firmware/agx/uat.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

int shim_fail_after = -1;
long shim_allocations;

#define PAGE ((u64)AGX_UAT_PAGE_SIZE)
#define PROT AGX_PROT_GPU_SHARED_RW

/* Tables are where they say they are. */
struct agx_mem {
	void *cpu;
	size_t size;
};

int agx_mem_create(struct device *dev, size_t size, struct agx_mem_own *h)
{
	struct agx_mem *mem = shim_zalloc(sizeof(*mem));

	(void)dev;
	if (!mem)
		return agx_mem_adopt(h, NULL);

	mem->size = ALIGN(size, AGX_UAT_PAGE_SIZE);
	mem->cpu = aligned_alloc(AGX_UAT_PAGE_SIZE, mem->size);
	memset(mem->cpu, 0, mem->size);
	return agx_mem_adopt(h, mem);
}

void agx_mem_free(struct agx_mem *mem)
{
	free(mem->cpu);
	kfree(mem);
}

void *agx_mem_cpu(const struct agx_mem *mem)
{
	return mem->cpu;
}

u64 agx_mem_addr(const struct agx_mem *mem)
{
	return (uintptr_t)mem->cpu;
}

/* The MMU's walk: the entry, or 0 where it stops. */
static u64 walk(u64 root, u64 va)
{
	u64 entry = root;

	for (u32 level = 0; level < AGX_UAT_LEVELS; level++) {
		const u64 *table = (const u64 *)(uintptr_t)(entry & AGX_PTE_ADDR);

		entry = table[agx_uat_index(level, va)];
		if (FIELD_GET(AGX_PTE_TYPE, entry) != AGX_PTE_TYPE_VALID)
			return 0;
	}

	return entry;
}

static void expect_page(u64 root, u64 va, u64 pa, u64 flags)
{
	u64 entry = walk(root, va);

	assert_int_equal(entry & AGX_PTE_ADDR, pa);
	assert_int_equal(entry & ~AGX_PTE_ADDR,
			 PROT | AGX_PTE_TYPE_VALID | AGX_PTE_AF | AGX_PTE_GPU_ACCESS | flags);
}

static struct agx_pt *create(struct agx_pt_own *own)
{
	assert_int_equal(agx_pt_create(NULL, AGX_PTE_NG, own), 0);
	return agx_pt_borrow(own);
}

static void test_map_unmap(void **state)
{
	/* Across a table, and the last page that there is. */
	static const u64 at[] = { PAGE, (1ull << 25) - 3 * PAGE, (1ull << 36) - 2 * PAGE,
				  (1ull << 39) - 8 * PAGE };
	struct agx_pt_own own;
	struct agx_pt *pt = create(&own);
	u64 root = agx_pt_root(pt);

	(void)state;
	for (u32 i = 0; i < ARRAY_SIZE(at); i++) {
		assert_int_equal(agx_pt_prepare(pt, at[i], 8 * PAGE), 0);
		agx_pt_map(pt, at[i], 8 * PAGE, 0x800000000ull, PROT);
		for (u32 page = 0; page < 8; page++)
			expect_page(root, at[i] + page * PAGE, 0x800000000ull + page * PAGE,
				    AGX_PTE_NG);
		assert_int_equal(walk(root, at[i] - PAGE), 0);

		agx_pt_unmap(pt, at[i] + PAGE, 2 * PAGE);
		expect_page(root, at[i], 0x800000000ull, AGX_PTE_NG);
		assert_int_equal(walk(root, at[i] + PAGE), 0);
		assert_int_equal(agx_pt_lookup(pt, at[i] + 2 * PAGE), 0);
		expect_page(root, at[i] + 3 * PAGE, 0x800000000ull + 3 * PAGE, AGX_PTE_NG);
		agx_pt_unmap(pt, at[i], 8 * PAGE);
	}
	agx_pt_drop(&own);
	assert_int_equal(shim_allocations, 0);
}

static void test_repeat(void **state)
{
	struct agx_pt_own own;
	struct agx_pt *pt = create(&own);
	u64 va = (1ull << 25) - 100 * PAGE;

	(void)state;
	assert_int_equal(agx_pt_prepare(pt, va, 200 * PAGE), 0);
	agx_pt_map_repeat(pt, va, 200 * PAGE, 0x900000000ull, PROT);
	for (u32 page = 0; page < 200; page++)
		expect_page(agx_pt_root(pt), va + page * PAGE, 0x900000000ull, AGX_PTE_NG);
	agx_pt_drop(&own);
	assert_int_equal(shim_allocations, 0);
}

static void test_protect(void **state)
{
	struct agx_pt_own own;
	struct agx_pt *pt = create(&own);
	u64 va = 5 * PAGE;

	(void)state;
	assert_int_equal(agx_pt_prepare(pt, va, 4 * PAGE), 0);
	agx_pt_map(pt, va, PAGE, 0x900000000ull, AGX_PROT_GPU_FW_PRIV_RW);
	agx_pt_protect(pt, va, 4 * PAGE, PROT);
	expect_page(agx_pt_root(pt), va, 0x900000000ull, AGX_PTE_NG);
	/* What was not there is not there now. */
	assert_int_equal(walk(agx_pt_root(pt), va + PAGE), 0);
	agx_pt_drop(&own);
}

/* The firmware's entries of the shared root stay as they are. */
static void test_shared_root(void **state)
{
	u64 *root = aligned_alloc(AGX_UAT_PAGE_SIZE, AGX_UAT_PAGE_SIZE);
	struct agx_pt_own own;
	struct agx_pt *pt;

	(void)state;
	memset(root, 0, AGX_UAT_PAGE_SIZE);
	root[0] = 0x1234000 | AGX_PTE_TYPE_VALID;
	assert_int_equal(agx_pt_create_shared(NULL, root, (uintptr_t)root, AGX_KVA_ROOT_ENTRY,
					      &own), 0);
	pt = agx_pt_borrow(&own);
	assert_int_equal(agx_pt_prepare(pt, AGX_KVA_BASE, PAGE), -EINVAL);
	assert_int_equal(agx_pt_prepare(pt, AGX_KVA_END, PAGE), -EINVAL);
	assert_int_equal(agx_pt_prepare(pt, AGX_KVA_FW_PRIV, PAGE), 0);
	assert_int_equal(agx_pt_prepare(pt, AGX_KVA_END - PAGE, PAGE), 0);
	agx_pt_map(pt, AGX_KVA_FW_PRIV, PAGE, 0x900000000ull, PROT);
	expect_page((uintptr_t)root, AGX_KVA_FW_PRIV, 0x900000000ull, 0);
	agx_pt_drop(&own);
	assert_int_equal(root[0], 0x1234000 | AGX_PTE_TYPE_VALID);
	assert_int_equal(root[AGX_KVA_ROOT_ENTRY], 0);
	free(root);
	assert_int_equal(shim_allocations, 0);
}

/* Whatever allocation fails, nothing leaks and what was mapped stays mapped. */
static void test_no_memory(void **state)
{
	(void)state;
	for (int fail = 0; fail < 6; fail++) {
		struct agx_pt_own own;
		struct agx_pt *pt = create(&own);
		u64 root = agx_pt_root(pt);

		assert_int_equal(agx_pt_prepare(pt, PAGE, PAGE), 0);
		agx_pt_map(pt, PAGE, PAGE, 0x900000000ull, PROT);
		shim_fail_after = fail;
		assert_int_equal(agx_pt_prepare(pt, 3ull << 36, 1ull << 26), -ENOMEM);
		shim_fail_after = -1;
		expect_page(root, PAGE, 0x900000000ull, AGX_PTE_NG);
		assert_int_equal(agx_pt_prepare(pt, 3ull << 36, 1ull << 26), 0);
		agx_pt_drop(&own);
		assert_int_equal(shim_allocations, 0);
	}
}

static void test_slots(void **state)
{
	struct agx_slots slots;
	bool changed;
	int a, b;

	(void)state;
	agx_slots_init(&slots, 1, 2);
	a = agx_slots_get(&slots, "a", &changed);
	assert_true(changed && a >= 1 && a <= 2);
	b = agx_slots_get(&slots, "b", &changed);
	assert_true(changed && b != a);
	assert_int_equal(agx_slots_get(&slots, "c", &changed), -EBUSY);

	/* In use twice: the last use counts. */
	assert_int_equal(agx_slots_get(&slots, "a", &changed), a);
	assert_false(changed);
	assert_false(agx_slots_put(&slots, (u32)a));
	assert_int_equal(agx_slots_get(&slots, "c", &changed), -EBUSY);
	assert_true(agx_slots_put(&slots, (u32)a));

	/* Who comes back gets what he had; who is away longest loses it. */
	assert_int_equal(agx_slots_get(&slots, "a", &changed), a);
	assert_false(changed);
	assert_true(agx_slots_put(&slots, (u32)b));
	assert_true(agx_slots_put(&slots, (u32)a));
	assert_int_equal(agx_slots_get(&slots, "c", &changed), b);
	assert_true(changed);
	assert_int_equal(agx_slots_find(&slots, "b"), -ENOENT);

	/* A number from the firmware. */
	assert_ptr_equal(agx_slots_owner(&slots, (u32)b), "c");
	assert_null(agx_slots_owner(&slots, (u32)a));
	assert_null(agx_slots_owner(&slots, 0));
	assert_null(agx_slots_owner(&slots, ~0u));

	/* There is memory behind the last number; it is never looked at. */
	slots.slot[2].owner = "d";
	slots.slot[2].users = 1;
	assert_null(agx_slots_owner(&slots, 3));
}

#define RING_COUNT 4

struct ring {
	u32 read, write;
	u32 entries[RING_COUNT];
	u32 guard;
	struct agx_ring tx, rx;
};

static void ring_start(struct ring *r)
{
	*r = (struct ring){ .guard = 0x5a5a5a5a };
	agx_ring_init(&r->tx, &r->read, &r->write, r->entries, RING_COUNT, sizeof(u32));
	agx_ring_init(&r->rx, &r->read, &r->write, r->entries, RING_COUNT, sizeof(u32));
}

static void test_ring(void **state)
{
	struct ring r;
	u32 got = 0, next = 0;

	(void)state;
	ring_start(&r);
	for (u32 i = 0; i < 100; i++) {
		while (agx_ring_push(&r.tx, &next, sizeof(next)) == 0)
			next++;
		/* One entry less than there are. */
		assert_int_equal(agx_ring_push(&r.tx, &next, sizeof(next)), -EAGAIN);
		assert_int_equal(agx_ring_pending(&r.tx), RING_COUNT - 1);
		for (u32 n = 0; n < RING_COUNT - 1; n++) {
			u32 value;

			assert_int_equal(agx_ring_pop(&r.rx, &value, sizeof(value)), 1);
			assert_int_equal(value, got++);
		}
		assert_int_equal(agx_ring_pop(&r.rx, &next, sizeof(next)), 0);
		assert_int_equal(agx_ring_pending(&r.tx), 0);
	}
	assert_int_equal(got, next);
	assert_int_equal(r.guard, 0x5a5a5a5a);
}

/* Positions that the firmware makes up. */
static void test_ring_hostile(void **state)
{
	static const u32 bad[] = { RING_COUNT, RING_COUNT + 1, 0x80000000, ~0u };
	struct ring r;
	u64 wide = 0;
	u32 value = 7;

	(void)state;
	ring_start(&r);
	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		r.read = bad[i];
		assert_int_equal(agx_ring_push(&r.tx, &value, sizeof(value)), -EIO);
		assert_int_equal(agx_ring_pending(&r.tx), -EIO);
		r.write = bad[i];
		assert_int_equal(agx_ring_pop(&r.rx, &value, sizeof(value)), -EIO);
	}
	assert_int_equal(agx_ring_push(&r.tx, &wide, sizeof(wide)), -EINVAL);

	/* Our own position is not the one in memory. */
	r.read = 0;
	r.write = 3;
	assert_int_equal(agx_ring_push(&r.tx, &value, sizeof(value)), 0);
	assert_int_equal(r.write, 1);
	assert_int_equal(r.entries[0], 7);
	assert_int_equal(r.guard, 0x5a5a5a5a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map_unmap),
		cmocka_unit_test(test_repeat),
		cmocka_unit_test(test_protect),
		cmocka_unit_test(test_shared_root),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_ring),
		cmocka_unit_test(test_ring_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
