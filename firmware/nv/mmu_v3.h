/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * GPU page tables, version 3 (GH100, GB10x, GB20x): 57 bit virtual addresses,
 * six levels. Everything here is pure.
 *
 * nouveau include/nvhw/ref/gh100/dev_mmu.h, nvkm/subdev/mmu/vmmgh100.c;
 * OGKM published/hopper/gh100/dev_mmu.h.
 */
#ifndef FIRMWARE_NV_MMU_V3_H
#define FIRMWARE_NV_MMU_V3_H

#include "firmware/types.h"

#define NV_MMU_V3_VA_BITS 57

/* Levels from the root down; PD0 holds dual entries: a big and a small table. */
enum nv_mmu_v3_level {
	NV_MMU_V3_PD4,
	NV_MMU_V3_PD3,
	NV_MMU_V3_PD2,
	NV_MMU_V3_PD1,
	NV_MMU_V3_PD0,
	NV_MMU_V3_PT_BIG,
	NV_MMU_V3_PT_SMALL,
	NV_MMU_V3_LEVELS,
};

/**
 * struct nv_mmu_v3_fmt - shape of one page table level
 * @shift: lowest virtual address bit that indexes the level; an entry covers
 *	1 << shift bytes
 * @bits: number of index bits; the table has 1 << bits entries
 * @entry_size: bytes of one entry
 * @leaf: an entry may map memory itself
 */
struct nv_mmu_v3_fmt {
	u8 shift;
	u8 bits;
	u8 entry_size;
	bool leaf;
};

/**
 * nv_mmu_v3_fmt() - shape of a level
 * @level: the level
 *
 * Return: its shape; all zero for a level that does not exist.
 */
static inline struct nv_mmu_v3_fmt nv_mmu_v3_fmt(enum nv_mmu_v3_level level)
{
	static const struct nv_mmu_v3_fmt fmt[NV_MMU_V3_LEVELS] = {
		[NV_MMU_V3_PD4] = { 56, 1, 8, false },
		[NV_MMU_V3_PD3] = { 47, 9, 8, false },
		[NV_MMU_V3_PD2] = { 38, 9, 8, false },
		[NV_MMU_V3_PD1] = { 29, 9, 8, true },
		[NV_MMU_V3_PD0] = { 21, 8, 16, true },
		[NV_MMU_V3_PT_BIG] = { 16, 5, 8, true },
		[NV_MMU_V3_PT_SMALL] = { 12, 9, 8, true },
	};

	if ((unsigned int)level >= NV_MMU_V3_LEVELS)
		return (struct nv_mmu_v3_fmt){ 0 };
	return fmt[level];
}

/**
 * nv_mmu_v3_index() - index of an address in the table of a level
 * @level: the level
 * @va: virtual address
 *
 * Return: entry number.
 */
static inline u32 nv_mmu_v3_index(enum nv_mmu_v3_level level, u64 va)
{
	struct nv_mmu_v3_fmt f = nv_mmu_v3_fmt(level);

	return (u32)(va >> f.shift) & ((1u << f.bits) - 1);
}

/* Page directory entry. Half of a dual entry has the same fields. */
#define NV_MMU_V3_PDE_IS_PTE BIT_ULL(0)
#define NV_MMU_V3_PDE_APERTURE GENMASK_ULL(2, 1)
#define NV_MMU_V3_PDE_APERTURE_INVALID 0
#define NV_MMU_V3_PDE_APERTURE_VIDMEM 1
#define NV_MMU_V3_PDE_APERTURE_SYSMEM_COH 2
#define NV_MMU_V3_PDE_APERTURE_SYSMEM_NONCOH 3
#define NV_MMU_V3_PDE_PCF GENMASK_ULL(5, 3)
/* With a valid aperture ... */
#define NV_MMU_V3_PDE_PCF_CACHED_ATS_ALLOWED 0
#define NV_MMU_V3_PDE_PCF_UNCACHED_ATS_ALLOWED 1
#define NV_MMU_V3_PDE_PCF_CACHED_ATS_NOT_ALLOWED 2
#define NV_MMU_V3_PDE_PCF_UNCACHED_ATS_NOT_ALLOWED 3
/* ... and with the invalid one. */
#define NV_MMU_V3_PDE_PCF_INVALID_ATS_ALLOWED 0
#define NV_MMU_V3_PDE_PCF_SPARSE_ATS_ALLOWED 1
#define NV_MMU_V3_PDE_PCF_INVALID_ATS_NOT_ALLOWED 2
#define NV_MMU_V3_PDE_PCF_SPARSE_ATS_NOT_ALLOWED 3
#define NV_MMU_V3_PDE_ADDR GENMASK_ULL(51, 12)
/* Low half of a dual entry: tables of 64 KiB pages are 256 bytes long and aligned. */
#define NV_MMU_V3_DUAL_PDE_ADDR_BIG GENMASK_ULL(51, 8)
#define NV_MMU_V3_DUAL_PDE_BIG 0
#define NV_MMU_V3_DUAL_PDE_SMALL 1

/* Page table entry. */
#define NV_MMU_V3_PTE_VALID BIT_ULL(0)
#define NV_MMU_V3_PTE_APERTURE GENMASK_ULL(2, 1)
#define NV_MMU_V3_PTE_APERTURE_VIDMEM 0
#define NV_MMU_V3_PTE_APERTURE_PEER 1
#define NV_MMU_V3_PTE_APERTURE_SYSMEM_COH 2
#define NV_MMU_V3_PTE_APERTURE_SYSMEM_NONCOH 3
#define NV_MMU_V3_PTE_PCF GENMASK_ULL(7, 3)
#define NV_MMU_V3_PTE_KIND GENMASK_ULL(11, 8)
#define NV_MMU_V3_PTE_ADDR GENMASK_ULL(51, 12)
#define NV_MMU_V3_PTE_ADDR_VID GENMASK_ULL(39, 12)
#define NV_MMU_V3_PTE_PEER_ID GENMASK_ULL(63, 61)

/* PCF of a valid entry is a sum of these ... */
#define NV_MMU_V3_PTE_PCF_UNCACHED BIT(0)
#define NV_MMU_V3_PTE_PCF_PRIVILEGE BIT(1)
#define NV_MMU_V3_PTE_PCF_RO BIT(2)
#define NV_MMU_V3_PTE_PCF_NO_ATOMIC BIT(3)
#define NV_MMU_V3_PTE_PCF_ACD BIT(4) /* access counters disabled */
/* ... PCF of an invalid one is one of these. */
#define NV_MMU_V3_PTE_PCF_INVALID 0
#define NV_MMU_V3_PTE_PCF_SPARSE 1
#define NV_MMU_V3_PTE_PCF_MAPPING_NOWHERE 2
#define NV_MMU_V3_PTE_PCF_NO_VALID_4KB_PAGE 3

/* Page kinds (Turing and newer). */
#define NV_MMU_KIND_PITCH 0x0
#define NV_MMU_KIND_Z16 0x1
#define NV_MMU_KIND_S8 0x2
#define NV_MMU_KIND_S8Z24 0x3
#define NV_MMU_KIND_ZF32_X24S8 0x4
#define NV_MMU_KIND_Z24S8 0x5
#define NV_MMU_KIND_GENERIC 0x6
#define NV_MMU_KIND_INVALID 0x7
#define NV_MMU_KIND_GENERIC_COMPRESSIBLE 0x8
#define NV_MMU_KIND_GENERIC_COMPRESSIBLE_DISABLE_PLC 0x9
#define NV_MMU_KIND_S8_COMPRESSIBLE_DISABLE_PLC 0xa
#define NV_MMU_KIND_Z16_COMPRESSIBLE_DISABLE_PLC 0xb
#define NV_MMU_KIND_S8Z24_COMPRESSIBLE_DISABLE_PLC 0xc
#define NV_MMU_KIND_ZF32_X24S8_COMPRESSIBLE_DISABLE_PLC 0xd
#define NV_MMU_KIND_Z24S8_COMPRESSIBLE_DISABLE_PLC 0xe
#define NV_MMU_KIND_SMSKED_MESSAGE 0xf

/**
 * nv_mmu_v3_pde() - directory entry for a table
 * @aperture: NV_MMU_V3_PDE_APERTURE_*
 * @addr: address of the table, 4 KiB aligned
 *
 * Caching follows the aperture as in nouveau's gh100_vmm_pde().
 *
 * Return: the entry, also good for the small half of a dual entry.
 */
static inline u64 nv_mmu_v3_pde(u32 aperture, u64 addr)
{
	u64 pcf = NV_MMU_V3_PDE_PCF_CACHED_ATS_ALLOWED;

	if (aperture == NV_MMU_V3_PDE_APERTURE_VIDMEM)
		pcf = NV_MMU_V3_PDE_PCF_CACHED_ATS_NOT_ALLOWED;
	else if (aperture == NV_MMU_V3_PDE_APERTURE_SYSMEM_COH)
		pcf = NV_MMU_V3_PDE_PCF_UNCACHED_ATS_ALLOWED;

	return FIELD_PREP(NV_MMU_V3_PDE_APERTURE, (u64)aperture) |
	       FIELD_PREP(NV_MMU_V3_PDE_PCF, pcf) | (addr & NV_MMU_V3_PDE_ADDR);
}

/**
 * nv_mmu_v3_dual_pde_big() - big half of a dual directory entry
 * @aperture: NV_MMU_V3_PDE_APERTURE_*
 * @addr: address of the table of 64 KiB pages, 256 byte aligned
 *
 * Return: low half of the entry.
 */
static inline u64 nv_mmu_v3_dual_pde_big(u32 aperture, u64 addr)
{
	return (nv_mmu_v3_pde(aperture, 0) & ~NV_MMU_V3_PDE_ADDR) |
	       (addr & NV_MMU_V3_DUAL_PDE_ADDR_BIG);
}

/**
 * nv_mmu_v3_pte() - page table entry that maps a page
 * @aperture: NV_MMU_V3_PTE_APERTURE_*
 * @addr: address of the page, 4 KiB aligned
 * @pcf: sum of NV_MMU_V3_PTE_PCF_* of a valid entry
 * @kind: NV_MMU_KIND_*
 *
 * Return: the entry.
 */
static inline u64 nv_mmu_v3_pte(u32 aperture, u64 addr, u32 pcf, u32 kind)
{
	return NV_MMU_V3_PTE_VALID | FIELD_PREP(NV_MMU_V3_PTE_APERTURE, (u64)aperture) |
	       FIELD_PREP(NV_MMU_V3_PTE_PCF, (u64)pcf) |
	       FIELD_PREP(NV_MMU_V3_PTE_KIND, (u64)kind) | (addr & NV_MMU_V3_PTE_ADDR);
}

/**
 * nv_mmu_v3_pte_sparse() - page table entry of a sparse page
 *
 * Return: the entry: reads return zero, writes are dropped, neither faults.
 */
static inline u64 nv_mmu_v3_pte_sparse(void)
{
	return FIELD_PREP(NV_MMU_V3_PTE_PCF, (u64)NV_MMU_V3_PTE_PCF_SPARSE);
}

/**
 * nv_mmu_v3_pte_is_sparse() - test for a sparse page
 * @pte: the entry
 *
 * Return: true if accesses through @pte are dropped instead of faulting.
 */
static inline bool nv_mmu_v3_pte_is_sparse(u64 pte)
{
	return !(pte & NV_MMU_V3_PTE_VALID) &&
	       FIELD_GET(NV_MMU_V3_PTE_PCF, pte) == NV_MMU_V3_PTE_PCF_SPARSE;
}

/**
 * nv_mmu_v3_pde_is_sparse() - test for a sparse range
 * @pde: directory entry, the low half of a dual one
 *
 * Return: true if the whole range of @pde is sparse.
 */
static inline bool nv_mmu_v3_pde_is_sparse(u64 pde)
{
	return !(pde & NV_MMU_V3_PDE_IS_PTE) && !FIELD_GET(NV_MMU_V3_PDE_APERTURE, pde) &&
	       (FIELD_GET(NV_MMU_V3_PDE_PCF, pde) & 1);
}

#endif /* FIRMWARE_NV_MMU_V3_H */
