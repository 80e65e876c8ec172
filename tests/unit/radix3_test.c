// SPDX-License-Identifier: MIT
/* The page list of the firmware image: built by the driver's half, walked by the card's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "firmware/gsp/radix3.h"

#define L0_ADDR 0x100000000ull
#define L1_ADDR 0x200000000ull
#define L2_BASE 0x300000000ull
#define IMG_BASE 0x8000000000ull

struct list {
	struct radix3 rx;
	u64 l0[RADIX3_ENTRIES];
	u64 l1[RADIX3_ENTRIES];
	u64 *l2;
};

/* Scattered: neighbours are never adjacent, later pages may have lower addresses. */
static u64 scatter(u64 base, u32 page)
{
	return base + (u64)(page ^ 0x155) * 3 * RADIX3_PAGE_SIZE;
}

static u64 l2_addr(void *ctx, u32 page)
{
	(void)ctx;
	return scatter(L2_BASE, page);
}

static u64 img_addr(void *ctx, u32 page)
{
	(void)ctx;
	return scatter(IMG_BASE, page);
}

static int read_entry(void *ctx, u64 addr, u64 *entry)
{
	struct list *l = ctx;

	if (addr - L0_ADDR < RADIX3_PAGE_SIZE) {
		*entry = l->l0[(addr - L0_ADDR) / 8];
		return 0;
	}
	if (addr - L1_ADDR < RADIX3_PAGE_SIZE) {
		*entry = l->l1[(addr - L1_ADDR) / 8];
		return 0;
	}
	for (u32 i = 0; i < l->rx.l2_pages; i++) {
		if (addr - l2_addr(NULL, i) < RADIX3_PAGE_SIZE) {
			*entry = l->l2[i * RADIX3_ENTRIES + (addr - l2_addr(NULL, i)) / 8];
			return 0;
		}
	}
	return -EIO;
}

static void build(struct list *l, u64 size)
{
	assert_int_equal(radix3_init(&l->rx, size), 0);
	l->l2 = malloc((size_t)l->rx.l2_pages * RADIX3_PAGE_SIZE);
	assert_non_null(l->l2);
	memset(l->l0, 0xff, sizeof(l->l0));
	memset(l->l1, 0xff, sizeof(l->l1));
	radix3_fill_l0(l->l0, L1_ADDR);
	radix3_fill_l1(&l->rx, l->l1, l2_addr, NULL);
	for (u32 i = 0; i < l->rx.l2_pages; i++)
		radix3_fill_l2(&l->rx, i, l->l2 + i * RADIX3_ENTRIES, img_addr, NULL);
}

static void test_sizes(void **state)
{
	static const struct {
		u64 size;
		u32 pages, l2;
	} t[] = {
		{ 1, 1, 1 },
		{ 4096, 1, 1 },
		{ 4097, 2, 1 },
		{ 512 * 4096, 512, 1 },
		{ 512 * 4096 + 1, 513, 2 },
		{ 63534112, 15512, 31 },
		{ RADIX3_SIZE_MAX, 512 * 512, 512 },
	};
	struct radix3 rx;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		assert_int_equal(radix3_init(&rx, t[i].size), 0);
		assert_int_equal(rx.pages, t[i].pages);
		assert_int_equal(rx.l2_pages, t[i].l2);
	}
	assert_int_equal(radix3_init(&rx, 0), -EINVAL);
	assert_int_equal(radix3_init(&rx, RADIX3_SIZE_MAX + 1), -EINVAL);
	assert_int_equal(radix3_init(&rx, ~0ull), -EINVAL);
}

static void test_build_and_walk(void **state)
{
	static const u64 sizes[] = { 1, 4096, 512 * 4096, 513 * 4096, 1537 * 4096 + 5, 63534112 };
	struct list l;
	u64 addr;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		build(&l, sizes[i]);
		for (u32 page = 0; page < l.rx.pages; page++) {
			assert_int_equal(radix3_walk(&l.rx, L0_ADDR, page, read_entry, &l, &addr), 0);
			assert_int_equal(addr, img_addr(NULL, page));
		}
		assert_int_equal(radix3_walk(&l.rx, L0_ADDR, l.rx.pages, read_entry, &l, &addr),
				 -ERANGE);
		/* What is not used is zero. */
		assert_int_equal(l.l0[1], 0);
		for (u32 n = l.rx.l2_pages; n < RADIX3_ENTRIES; n++)
			assert_int_equal(l.l1[n], 0);
		for (u32 n = l.rx.pages; n < l.rx.l2_pages * RADIX3_ENTRIES; n++)
			assert_int_equal(l.l2[n], 0);
		free(l.l2);
	}
}

static void test_hostile_entries(void **state)
{
	struct list l;
	u64 addr;

	(void)state;
	build(&l, 600 * 4096);
	assert_int_equal(radix3_walk(&l.rx, 0, 0, read_entry, &l, &addr), -EFAULT);
	assert_int_equal(radix3_walk(&l.rx, L0_ADDR + 8, 0, read_entry, &l, &addr), -EFAULT);
	assert_int_equal(radix3_walk(&l.rx, 0x7000, 0, read_entry, &l, &addr), -EIO);

	l.l2[513] = 0;
	assert_int_equal(radix3_walk(&l.rx, L0_ADDR, 513, read_entry, &l, &addr), -EFAULT);
	l.l2[514] |= 0x800;
	assert_int_equal(radix3_walk(&l.rx, L0_ADDR, 514, read_entry, &l, &addr), -EFAULT);
	l.l1[1] = 0xfffffffffffff000ull;
	assert_int_equal(radix3_walk(&l.rx, L0_ADDR, 515, read_entry, &l, &addr), -EIO);
	assert_int_equal(radix3_walk(&l.rx, L0_ADDR, 511, read_entry, &l, &addr), 0);
	l.l0[0] = 1;
	assert_int_equal(radix3_walk(&l.rx, L0_ADDR, 511, read_entry, &l, &addr), -EFAULT);
	free(l.l2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_build_and_walk),
		cmocka_unit_test(test_hostile_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
