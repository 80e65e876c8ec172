/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The three-level page list through which the firmware image is found in
 * scattered system memory. Level 0 is a page with one entry, level 1 a page
 * with one entry for each page of level 2, level 2 has one for each page of
 * the image. An entry is a u64 address; unused entries are 0.
 *
 * nouveau nvkm/subdev/gsp/rm/r535/gsp.c, nvkm_gsp_radix3_sg().
 */
#ifndef FIRMWARE_GSP_RADIX3_H
#define FIRMWARE_GSP_RADIX3_H

#include "firmware/types.h"

#define RADIX3_PAGE_SIZE 0x1000
#define RADIX3_ENTRIES 512
#define RADIX3_SIZE_MAX ((u64)RADIX3_ENTRIES * RADIX3_ENTRIES * RADIX3_PAGE_SIZE)

/**
 * struct radix3 - shape of a page list
 * @size: size of the image in bytes
 * @pages: pages of the image
 * @l2_pages: pages of level 2
 */
struct radix3 {
	u64 size;
	u32 pages;
	u32 l2_pages;
};

/**
 * typedef radix3_addr_fn - address of a page that a table points to
 * @ctx: the caller's
 * @page: number of the page in its level (or in the image)
 */
typedef u64 (*radix3_addr_fn)(void *ctx, u32 page);

/**
 * typedef radix3_read_fn - read an entry
 * @ctx: the caller's
 * @addr: where, 8 byte aligned; any value may come
 * @entry: the result
 *
 * Return: 0 or a negative error, which ends the walk.
 */
typedef int (*radix3_read_fn)(void *ctx, u64 addr, u64 *entry);

int __must_check radix3_init(struct radix3 *rx, u64 size);
void radix3_fill_l0(u64 *table, u64 l1_addr);
void radix3_fill_l1(const struct radix3 *rx, u64 *table, radix3_addr_fn addr, void *ctx);
void radix3_fill_l2(const struct radix3 *rx, u32 l2_page, u64 *table, radix3_addr_fn addr,
		    void *ctx);
int __must_check radix3_walk(const struct radix3 *rx, u64 root, u32 page, radix3_read_fn read,
			     void *ctx, u64 *addr);

#endif /* FIRMWARE_GSP_RADIX3_H */
