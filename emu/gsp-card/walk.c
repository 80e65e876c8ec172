// SPDX-License-Identifier: MIT
/*
 * VER3 page tables, walked in software. Formats: OGKM hopper/gh100/dev_mmu.h; which of the dual
 * PDE's tables counts for an address: nouveau nvkm/subdev/mmu/vmm.c and vmmgh100.c.
 */
#include "walk.h"

#include <inttypes.h>

#include "card.h"

/* A table that a PDE points to. */
struct table {
	enum aperture aperture;
	uint64_t addr;
};

/* The entry of @va in a table of @level. */
static bool read_entry(const struct walker *walker, const struct table *table,
		       enum nv_mmu_v3_level level, uint64_t va, void *entry)
{
	uint64_t size = nv_mmu_v3_fmt(level).entry_size;
	uint64_t addr = table->addr + nv_mmu_v3_index(level, va) * size;

	if (mem_read(walker->mem, table->aperture, addr, entry, size))
		return true;

	violation(walker->card, "mmu: page table at %s:%#" PRIx64 " is not in memory",
		  aperture_name(table->aperture), table->addr);
	return false;
}

/* PDE apertures are those of a PTE, but 0 is invalid and 1 is video memory. */
static bool table_of_pde(uint64_t pde, uint64_t mask, struct table *table)
{
	uint64_t aperture = FIELD_GET(NV_MMU_V3_PDE_APERTURE, pde);

	if (aperture == NV_MMU_V3_PDE_APERTURE_INVALID)
		return false;
	table->aperture = aperture == NV_MMU_V3_PDE_APERTURE_VIDMEM ? APERTURE_VIDEO :
								      (enum aperture)aperture;
	table->addr = pde & mask;
	return true;
}

static void walk_found(struct walk *walk, uint64_t va, enum nv_mmu_v3_level level, uint64_t pte,
		       bool sparse)
{
	unsigned int shift = nv_mmu_v3_fmt(level).shift;

	walk->found = true;
	walk->sparse = sparse;
	walk->entry.va = va >> shift << shift;
	walk->entry.shift = shift;
	walk->entry.pte = pte;
}

static void walk_fault(struct walk *walk, enum mmu_fault_type fault)
{
	walk->found = false;
	walk->fault = fault;
}

static bool pte_sparse(uint64_t pte)
{
	return PTE_PCF(pte) == NV_MMU_V3_PTE_PCF_SPARSE ||
	       PTE_PCF(pte) == NV_MMU_V3_PTE_PCF_MAPPING_NOWHERE;
}

/* The big table decides first. Return: false if the small table has to be asked. */
static bool walk_big(const struct walker *walker, const struct table *big, uint64_t va,
		     struct walk *walk)
{
	uint64_t pte;

	if (!read_entry(walker, big, NV_MMU_V3_PT_BIG, va, &pte))
		walk_fault(walk, MMU_FAULT_PTE);
	else if (pte & NV_MMU_V3_PTE_VALID)
		walk_found(walk, va, NV_MMU_V3_PT_BIG, pte, false);
	else if (pte_sparse(pte))
		walk_found(walk, va, NV_MMU_V3_PT_BIG, pte, true);
	else if (PTE_PCF(pte) == NV_MMU_V3_PTE_PCF_NO_VALID_4KB_PAGE)
		walk_fault(walk, MMU_FAULT_PTE);
	else
		return false;
	return true;
}

static void walk_small(const struct walker *walker, const struct table *small, uint64_t va,
		       struct walk *walk)
{
	uint64_t pte;

	if (!read_entry(walker, small, NV_MMU_V3_PT_SMALL, va, &pte))
		walk_fault(walk, MMU_FAULT_PTE);
	else if (pte & NV_MMU_V3_PTE_VALID)
		walk_found(walk, va, NV_MMU_V3_PT_SMALL, pte, false);
	else if (pte_sparse(pte))
		walk_found(walk, va, NV_MMU_V3_PT_SMALL, pte, true);
	else
		walk_fault(walk, MMU_FAULT_PTE);
}

static void walk_dual(const struct walker *walker, const struct table *pd0, uint64_t va,
		      struct walk *walk)
{
	struct table big, small;
	bool has_big, has_small;
	uint64_t pde[2];

	if (!read_entry(walker, pd0, NV_MMU_V3_PD0, va, pde)) {
		walk_fault(walk, MMU_FAULT_PDE);
		return;
	}
	if (pde[0] & NV_MMU_V3_PDE_IS_PTE) {
		walk_found(walk, va, NV_MMU_V3_PD0, pde[0], false);
		return;
	}

	has_big = table_of_pde(pde[0], NV_MMU_V3_DUAL_PDE_ADDR_BIG, &big);
	has_small = table_of_pde(pde[1], NV_MMU_V3_PDE_ADDR, &small);

	if (has_big && walk_big(walker, &big, va, walk))
		return;
	if (has_small)
		walk_small(walker, &small, va, walk);
	else if (!has_big && nv_mmu_v3_pde_is_sparse(pde[0]))
		walk_found(walk, va, NV_MMU_V3_PD0, pde[0], true);
	else
		walk_fault(walk, has_big ? MMU_FAULT_PTE : MMU_FAULT_PDE);
}

/* A PTE above the dual PDEs. */
static void walk_leaf(const struct walker *walker, uint64_t va, enum nv_mmu_v3_level level,
		      uint64_t pte, struct walk *walk)
{
	if (nv_mmu_v3_fmt(level).leaf) {
		walk_found(walk, va, level, pte, false);
		return;
	}
	violation(walker->card, "mmu: va %#" PRIx64 ": a PTE for 1 << %u bytes", va,
		  nv_mmu_v3_fmt(level).shift);
	walk_fault(walk, MMU_FAULT_PDE_SIZE);
}

void walk(const struct walker *walker, const struct mmu_space *space, uint64_t va,
	  struct walk *walk)
{
	struct table table = { space->aperture, space->pdb };
	enum nv_mmu_v3_level level;
	uint64_t pde;

	if (va >> NV_MMU_V3_VA_BITS) {
		walk_fault(walk, MMU_FAULT_VA_LIMIT);
		return;
	}

	for (level = NV_MMU_V3_PD4; level < NV_MMU_V3_PD0; level++) {
		if (!read_entry(walker, &table, level, va, &pde)) {
			walk_fault(walk, MMU_FAULT_PDE);
			return;
		}
		if (pde & NV_MMU_V3_PDE_IS_PTE) {
			walk_leaf(walker, va, level, pde, walk);
			return;
		}
		if (!table_of_pde(pde, NV_MMU_V3_PDE_ADDR, &table)) {
			if (nv_mmu_v3_pde_is_sparse(pde))
				walk_found(walk, va, level, pde, true);
			else
				walk_fault(walk, MMU_FAULT_PDE);
			return;
		}
	}

	walk_dual(walker, &table, va, walk);
}
