/* SPDX-License-Identifier: MIT */
/* The walk through VER3 page tables, for mmu.c. */
#ifndef GSP_CARD_WALK_H
#define GSP_CARD_WALK_H

#include "firmware/nv/mmu_v3.h"
#include "tlb.h"

/* The three fields of a PTE that both sides of this header look at. */
#define PTE_APERTURE(pte) ((enum aperture)FIELD_GET(NV_MMU_V3_PTE_APERTURE, pte))
#define PTE_PCF(pte) FIELD_GET(NV_MMU_V3_PTE_PCF, pte)
#define PTE_KIND(pte) FIELD_GET(NV_MMU_V3_PTE_KIND, pte)

/* What a walk needs: where page tables can be, and who is told of broken ones. */
struct walker {
	struct card *card;
	struct mem *mem;
};

/**
 * struct walk - what a walk found: a translation, or why there is none
 * @found: which of the two
 * @sparse: the page is there, but backed by nothing
 * @entry: the translation
 * @fault: the reason
 */
struct walk {
	bool found;
	bool sparse;
	struct tlb_entry entry;
	enum mmu_fault_type fault;
};

/** walk() - walk the tables of @space for @va. Tables outside of memory are a violation. */
void walk(const struct walker *walker, const struct mmu_space *space, uint64_t va,
	  struct walk *walk);

/** walk_pa() - physical address of @va, which is in the page that was found. */
static inline uint64_t walk_pa(const struct walk *walk, uint64_t va)
{
	return (walk->entry.pte & NV_MMU_V3_PTE_ADDR) + (va - walk->entry.va);
}

/** walk_left() - bytes from @va to the end of the page. */
static inline uint64_t walk_left(const struct walk *walk, uint64_t va)
{
	return (1ull << walk->entry.shift) - (va - walk->entry.va);
}

#endif
