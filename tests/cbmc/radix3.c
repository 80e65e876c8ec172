// SPDX-License-Identifier: MIT
/*
 * The firmware's page list: its shape for any size, that a walk finds each page that was written,
 * and that no address in somebody else's tables makes a walk read anything but entries.
 *
 * Bounds: any size of image; the walk finds page 0, 512 and 262143, of which only the tables on the
 * way are kept.
 *
 * cbmc: --unsigned-overflow-check --conversion-check --unwind 514 --max-field-sensitivity-array-size 512
 */
#include "tests/cbmc/cbmc.h"

#include "firmware/gsp/radix3.c"

static u64 tables[3][RADIX3_ENTRIES];
static const u64 table_addr[3] = { 0x1000, 0x2000, 0x3000 };
static u64 page_addr;
static u32 page;
static unsigned int reads;

static void any_shape(struct radix3 *rx)
{
	assume(!radix3_init(rx, nondet_u64()));
}

void prove_init(void)
{
	u64 size = nondet_u64();
	struct radix3 rx;
	int ret = radix3_init(&rx, size);

	prove(ret == 0 || ret == -EINVAL, "errors");
	prove((ret == 0) == (size && size <= 1ull << 30), "sizes that are refused");
	if (ret)
		return;
	prove(rx.size == size, "size");
	prove(((u64)rx.pages - 1) * RADIX3_PAGE_SIZE < size &&
	      size <= (u64)rx.pages * RADIX3_PAGE_SIZE, "pages");
	prove((rx.l2_pages - 1) * RADIX3_ENTRIES < rx.pages &&
	      rx.pages <= rx.l2_pages * RADIX3_ENTRIES, "pages of level 2");
	prove(rx.l2_pages <= RADIX3_ENTRIES, "one page of level 1 is enough");
}

static u64 l2_addr(void *ctx, u32 l2_page)
{
	prove(l2_page < ((struct radix3 *)ctx)->l2_pages, "only tables that exist");
	return l2_page == page / RADIX3_ENTRIES ? table_addr[2] : 0;
}

static u64 addr_of_page(void *ctx, u32 number)
{
	prove(number < ((struct radix3 *)ctx)->pages, "only pages that exist");
	return number == page ? page_addr : 0;
}

static int read_table(void *ctx, u64 addr, u64 *entry)
{
	u64 off = addr - table_addr[reads];

	prove(reads < 3 && off < RADIX3_PAGE_SIZE && off % 8 == 0, "an entry of the next table is read");
	*entry = tables[reads++][off / 8];
	return 0;
}

static void walk_finds(const u32 which)
{
	struct radix3 rx;
	u64 addr;

	any_shape(&rx);
	assume(which < rx.pages);
	page = which;
	reads = 0;
	page_addr = nondet_u64() & ~0xfffull;
	assume(page_addr);

	radix3_fill_l0(tables[0], table_addr[1]);
	radix3_fill_l1(&rx, tables[1], l2_addr, &rx);
	radix3_fill_l2(&rx, page / RADIX3_ENTRIES, tables[2], addr_of_page, &rx);

	prove(radix3_walk(&rx, table_addr[0], page, read_table, &rx, &addr) == 0, "found");
	prove(addr == page_addr, "the right page");
}

void prove_walk_finds_first(void)
{
	walk_finds(0);
}

void prove_walk_finds_next_table(void)
{
	walk_finds(RADIX3_ENTRIES);
}

void prove_walk_finds_last(void)
{
	walk_finds(RADIX3_ENTRIES * RADIX3_ENTRIES - 1);
}

static int read_anything(void *ctx, u64 addr, u64 *entry)
{
	prove(addr % 8 == 0 && addr >> 12 != 0, "an entry of a table that is not at 0");
	reads++;
	*entry = nondet_u64();
	return nondet_bool() ? -EIO : 0;
}

void prove_walk_is_safe(void)
{
	struct radix3 rx;
	u64 addr;
	int ret;

	any_shape(&rx);
	page = nondet_u32();
	ret = radix3_walk(&rx, nondet_u64(), page, read_anything, NULL, &addr);
	prove(reads <= 3, "three levels");
	prove((page >= rx.pages) == (ret == -ERANGE), "a page behind the end");
	if (!ret)
		prove(addr && addr % RADIX3_PAGE_SIZE == 0, "a page");
}
