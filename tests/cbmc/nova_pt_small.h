/* SPDX-License-Identifier: MIT */
/*
 * What makes nova's page tables small enough for a proof, before drm/nova/mmu/pt.c: 8 small pages, in 2 huge pages of
 * 2 big pages of 2 small pages, below directories of one entry.
 */
#ifndef NOVA_PT_SMALL_H
#define NOVA_PT_SMALL_H

#include "firmware/nv/mmu_v3.h"

#undef guard
#undef scoped_guard
#define guard(kind) ignore_lock
#define scoped_guard(kind, lock) if (1)
#define ignore_lock(lock) (void)(lock)

/* Allocations are good or NULL. */
#undef IS_ERR_OR_NULL
#define IS_ERR_OR_NULL(p) (!(p))
#undef kzalloc_obj
#undef kvzalloc_flex
#define kzalloc_obj(type) ((type *)__CPROVER_allocate(sizeof(type), 1))
#define kvzalloc_flex(type, member, count) ((type *)new_table(count))
#undef kvfree
#define kvfree free_table
static void *new_table(u32 entries);
static void free_table(void *p);

/* A small tree. */
#define PAGE		0x1000ull
#define PAGES		8
#undef SZ_64K
#undef SZ_2M
#undef U16_MAX
#define SZ_64K		0x2000
#define SZ_2M		0x4000
#define U16_MAX		3
#undef NV_MMU_V3_VA_BITS
#define NV_MMU_V3_VA_BITS	15

static struct nv_mmu_v3_fmt small_fmt(enum nv_mmu_v3_level level)
{
	switch (level) {
	case NV_MMU_V3_PD0:
		return (struct nv_mmu_v3_fmt){ 14, 1, 16, true };
	case NV_MMU_V3_PT_BIG:
		return (struct nv_mmu_v3_fmt){ 13, 1, 8, true };
	case NV_MMU_V3_PT_SMALL:
		return (struct nv_mmu_v3_fmt){ 12, 2, 8, true };
	default:
		return (struct nv_mmu_v3_fmt){ 15, 0, 8, false };
	}
}

static u32 small_index(enum nv_mmu_v3_level level, u64 va)
{
	return (u32)(va >> small_fmt(level).shift) & ((1u << small_fmt(level).bits) - 1);
}

#define nv_mmu_v3_fmt(level) small_fmt(level)
#define nv_mmu_v3_index small_index

#endif
