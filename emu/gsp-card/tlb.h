/* SPDX-License-Identifier: MIT */
/* What the MMU remembers of its walks, to notice invalidates that were forgotten. */
#ifndef GSP_CARD_TLB_H
#define GSP_CARD_TLB_H

#include "mmu.h"

struct tlb;

/**
 * struct tlb_entry - a translation
 * @va: first address of the page
 * @shift: log2 of the page size
 * @pte: the PTE as it stood in memory
 */
struct tlb_entry {
	uint64_t va;
	unsigned int shift;
	uint64_t pte;
};

struct tlb *tlb_create(void);
void tlb_destroy(struct tlb *tlb);

/**
 * tlb_check() - compare what is remembered for an address with what the tables say
 * @tlb: the TLB
 * @space: address space
 * @va: the address
 * @now: the walk's result, NULL if the walk found nothing
 * @old: the translation that disagrees, if there is one
 *
 * Return: false if a translation is remembered that differs. It is forgotten.
 */
bool tlb_check(struct tlb *tlb, const struct mmu_space *space, uint64_t va,
	       const struct tlb_entry *now, struct tlb_entry *old);

/** tlb_insert() - remember a translation; it may displace another. */
void tlb_insert(struct tlb *tlb, const struct mmu_space *space, const struct tlb_entry *entry);

/** tlb_invalidate() - forget the translations of one space, or all if @space is NULL. */
void tlb_invalidate(struct tlb *tlb, const struct mmu_space *space);

#endif
