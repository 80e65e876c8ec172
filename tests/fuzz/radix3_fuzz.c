// SPDX-License-Identifier: MIT
/* A walk through tables that somebody else wrote, and one through tables of our own. */
#include <stdlib.h>

#include "firmware/gsp/radix3.h"

struct input {
	const u8 *data;
	size_t size;
};

static int read_input(void *ctx, u64 addr, u64 *entry)
{
	const struct input *in = ctx;

	if (addr % 8)
		abort();
	if (in->size < 8)
		return -EFAULT;
	memcpy(entry, in->data + addr / 8 % (in->size / 8) * 8, 8);
	return 0;
}

static u64 page_at(void *ctx, u32 page)
{
	return *(u64 *)ctx + (u64)page * RADIX3_PAGE_SIZE;
}

/* Level 2 from its second page on lies far behind, unwritten: those pages are not walked to. */
static u64 tables[3][RADIX3_ENTRIES];

static int read_own(void *ctx, u64 addr, u64 *entry)
{
	u64 at = addr - 0x1000;

	(void)ctx;
	if (at >= sizeof(tables))
		abort();
	*entry = tables[at / RADIX3_PAGE_SIZE][at % RADIX3_PAGE_SIZE / 8];
	return 0;
}

static u64 l2_at(void *ctx, u32 l2_page)
{
	return l2_page == *(u32 *)ctx ? 0x3000 : 0x100000;
}

static void own_tables(const struct radix3 *rx, u32 page)
{
	u32 l2_page = page / RADIX3_ENTRIES;
	u64 base = 0x12345000, addr;

	if (page >= rx->pages)
		return;
	radix3_fill_l0(tables[0], 0x2000);
	radix3_fill_l1(rx, tables[1], l2_at, &l2_page);
	radix3_fill_l2(rx, l2_page, tables[2], page_at, &base);
	if (radix3_walk(rx, 0x1000, page, read_own, NULL, &addr) || addr != page_at(&base, page))
		abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = { data + 24, size - 24 };
	u64 head[3], addr;
	struct radix3 rx;

	if (size < 24)
		return 0;
	memcpy(head, data, 24);
	if (radix3_init(&rx, head[0]))
		return 0;
	own_tables(&rx, (u32)head[1]);
	if (!radix3_walk(&rx, head[2], (u32)head[1], read_input, &in, &addr) &&
	    (!addr || addr % RADIX3_PAGE_SIZE))
		abort();
	return 0;
}
