/* SPDX-License-Identifier: MIT */
/* The walk through VER3 page tables, for mmu.c. */
#ifndef GSP_CARD_WALK_H
#define GSP_CARD_WALK_H

#include "tlb.h"

/* A PTE's fields, valid or not (OGKM hopper/gh100/dev_mmu.h). */
#define PTE_APERTURE(e) ((enum aperture)(((e) >> 1) & 0x3))
#define PTE_PCF(e) (((e) >> 3) & 0x1f)
#define PTE_KIND(e) (((e) >> 8) & 0xf)
#define PTE_ADDR 0x000ffffffffff000ull

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
	return (walk->entry.pte & PTE_ADDR) + (va - walk->entry.va);
}

/** walk_left() - bytes from @va to the end of the page. */
static inline uint64_t walk_left(const struct walk *walk, uint64_t va)
{
	return (1ull << walk->entry.shift) - (va - walk->entry.va);
}

#endif
