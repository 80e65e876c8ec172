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

static bool read_entry(const struct walker *walker, const struct table *table, uint64_t offset,
		       void *entry, size_t size)
{
	if (mem_read(walker->mem, table->aperture, table->addr + offset, entry, size))
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
	table->aperture = aperture == NV_MMU_V3_PDE_APERTURE_VIDMEM ? APERTURE_VIDEO : (enum aperture)aperture;
	table->addr = pde & mask;
	return true;
}

static void walk_found(struct walk *walk, uint64_t va, unsigned int shift, uint64_t pte,
		       bool sparse)
{
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
	return PTE_PCF(pte) == NV_MMU_V3_PTE_PCF_SPARSE || PTE_PCF(pte) == NV_MMU_V3_PTE_PCF_MAPPING_NOWHERE;
}

/* The big table decides first. Return: false if the small table has to be asked. */
static bool walk_big(const struct walker *walker, const struct table *big, uint64_t va,
		     struct walk *walk)
{
	uint64_t pte;

	if (!read_entry(walker, big, (va >> SHIFT_64K & 31) * sizeof(pte), &pte, sizeof(pte)))
		walk_fault(walk, MMU_FAULT_PTE);
	else if (pte & NV_MMU_V3_PTE_VALID)
		walk_found(walk, va, SHIFT_64K, pte, false);
	else if (pte_sparse(pte))
		walk_found(walk, va, SHIFT_64K, pte, true);
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

	if (!read_entry(walker, small, (va >> SHIFT_4K & 511) * sizeof(pte), &pte, sizeof(pte)))
		walk_fault(walk, MMU_FAULT_PTE);
	else if (pte & NV_MMU_V3_PTE_VALID)
		walk_found(walk, va, SHIFT_4K, pte, false);
	else if (pte_sparse(pte))
		walk_found(walk, va, SHIFT_4K, pte, true);
	else
		walk_fault(walk, MMU_FAULT_PTE);
}

static void walk_dual(const struct walker *walker, const struct table *pd0, uint64_t va,
		      struct walk *walk)
{
	struct table big, small;
	bool has_big, has_small;
	uint64_t pde[2];

	if (!read_entry(walker, pd0, (va >> SHIFT_2M & 255) * sizeof(pde), pde, sizeof(pde))) {
		walk_fault(walk, MMU_FAULT_PDE);
		return;
	}
	if (pde[0] & NV_MMU_V3_PDE_IS_PTE) {
		walk_found(walk, va, SHIFT_2M, pde[0], false);
		return;
	}

	has_big = table_of_pde(pde[0], NV_MMU_V3_DUAL_PDE_ADDR_BIG, &big);
	has_small = table_of_pde(pde[1], NV_MMU_V3_PDE_ADDR, &small);

	if (has_big && walk_big(walker, &big, va, walk))
		return;
	if (has_small)
		walk_small(walker, &small, va, walk);
	else if (!has_big && nv_mmu_v3_pde_is_sparse(pde[0]))
		walk_found(walk, va, SHIFT_2M, pde[0], true);
	else
		walk_fault(walk, has_big ? MMU_FAULT_PTE : MMU_FAULT_PDE);
}

void walk(const struct walker *walker, const struct mmu_space *space, uint64_t va,
	  struct walk *walk)
{
	struct table table = { space->aperture, space->pdb };

	if (va >> VA_BITS) {
		walk_fault(walk, MMU_FAULT_VA_LIMIT);
		return;
	}

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		unsigned int shift = levels[i].shift;
		uint64_t index = va >> shift & (levels[i].entries - 1);
		uint64_t pde;

		if (!read_entry(walker, &table, index * sizeof(pde), &pde, sizeof(pde))) {
			walk_fault(walk, MMU_FAULT_PDE);
			return;
		}
		if (pde & NV_MMU_V3_PDE_IS_PTE && shift == SHIFT_512M) {
			walk_found(walk, va, shift, pde, false);
			return;
		}
		if (pde & NV_MMU_V3_PDE_IS_PTE) {
			violation(walker->card, "mmu: va %#" PRIx64 ": a PTE for 1 << %u bytes",
				  va, shift);
			walk_fault(walk, MMU_FAULT_PDE_SIZE);
			return;
		}
		if (!table_of_pde(pde, NV_MMU_V3_PDE_ADDR, &table)) {
			if (nv_mmu_v3_pde_is_sparse(pde))
				walk_found(walk, va, shift, pde, true);
			else
				walk_fault(walk, MMU_FAULT_PDE);
			return;
		}
	}

	walk_dual(walker, &table, va, walk);
}
