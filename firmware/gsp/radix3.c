// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "firmware/gsp/radix3.h"

/**
 * radix3_init() - shape of the page list for an image
 * @rx: the result
 * @size: size of the image in bytes
 *
 * Return: 0, or -EINVAL for an empty image or one above RADIX3_SIZE_MAX.
 */
int radix3_init(struct radix3 *rx, u64 size)
{
	if (!size || size > RADIX3_SIZE_MAX)
		return -EINVAL;

	rx->size = size;
	rx->pages = (u32)((size + RADIX3_PAGE_SIZE - 1) / RADIX3_PAGE_SIZE);
	rx->l2_pages = DIV_ROUND_UP(rx->pages, RADIX3_ENTRIES);
	return 0;
}

static void fill(u64 *table, u32 first, u32 total, radix3_addr_fn addr, void *ctx)
{
	u32 i;

	for (i = 0; i < RADIX3_ENTRIES; i++)
		table[i] = first + i < total ? addr(ctx, first + i) : 0;
}

/**
 * radix3_fill_l0() - write level 0
 * @table: one page
 * @l1_addr: address of the page of level 1
 */
void radix3_fill_l0(u64 *table, u64 l1_addr)
{
	memset(table, 0, RADIX3_PAGE_SIZE);
	table[0] = l1_addr;
}

/**
 * radix3_fill_l1() - write level 1
 * @rx: shape
 * @table: one page
 * @addr: address of page n of level 2
 * @ctx: for @addr
 */
void radix3_fill_l1(const struct radix3 *rx, u64 *table, radix3_addr_fn addr, void *ctx)
{
	fill(table, 0, rx->l2_pages, addr, ctx);
}

/**
 * radix3_fill_l2() - write one page of level 2
 * @rx: shape
 * @l2_page: which, below @rx->l2_pages
 * @table: one page
 * @addr: address of page n of the image
 * @ctx: for @addr
 */
void radix3_fill_l2(const struct radix3 *rx, u32 l2_page, u64 *table, radix3_addr_fn addr,
		    void *ctx)
{
	fill(table, l2_page * RADIX3_ENTRIES, rx->pages, addr, ctx);
}

static int step(u64 table, u32 index, radix3_read_fn read, void *ctx, u64 *next)
{
	int ret = read(ctx, table + (u64)index * sizeof(u64), next);

	if (ret)
		return ret;
	return *next && IS_ALIGNED(*next, RADIX3_PAGE_SIZE) ? 0 : -EFAULT;
}

/**
 * radix3_walk() - find a page of the image
 * @rx: shape, from the size that the driver has given
 * @root: address of level 0
 * @page: number of the page in the image
 * @read: reads an entry
 * @ctx: for @read
 * @addr: address of the page
 *
 * Return: 0, -ERANGE if @page is behind the end of the image, -EFAULT if an
 * address on the way is 0 or not page aligned, or the error of @read.
 */
int radix3_walk(const struct radix3 *rx, u64 root, u32 page, radix3_read_fn read, void *ctx,
		u64 *addr)
{
	u64 l1, l2;
	int ret;

	if (page >= rx->pages)
		return -ERANGE;
	if (!root || !IS_ALIGNED(root, RADIX3_PAGE_SIZE))
		return -EFAULT;

	ret = step(root, 0, read, ctx, &l1);
	if (!ret)
		ret = step(l1, page / RADIX3_ENTRIES, read, ctx, &l2);
	if (!ret)
		ret = step(l2, page % RADIX3_ENTRIES, read, ctx, addr);
	return ret;
}
