// SPDX-License-Identifier: MIT
/*
 * A direct-mapped cache. It is larger than any real one, since what it remembers longest catches
 * most. Invalidates do not scan it: a space's generation is part of what an entry must match.
 */
#include "tlb.h"

#include <stdlib.h>

#define TLB_SLOTS 32768u
#define TLB_GENERATIONS 1024u

struct slot {
	struct mmu_space space;
	struct tlb_entry entry;
	uint64_t generation; /* 0: empty */
};

struct tlb {
	struct slot slots[TLB_SLOTS];
	/* By hash of the space: a collision only makes an invalidate forget too much. */
	uint64_t generation[TLB_GENERATIONS];
	uint64_t last;
};

/* Page sizes that VER3 has: 4 KiB, 64 KiB, 2 MiB, 512 MiB; larger ones for sparse ranges. */
static const unsigned int page_shifts[] = { 12, 16, 21, 29, 38, 47, 56 };

struct tlb *tlb_create(void)
{
	struct tlb *tlb = calloc(1, sizeof(*tlb));

	if (tlb)
		tlb_invalidate(tlb, NULL);
	return tlb;
}

void tlb_destroy(struct tlb *tlb)
{
	free(tlb);
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdull;
	return x ^ (x >> 33);
}

static uint64_t *generation(struct tlb *tlb, const struct mmu_space *space)
{
	return &tlb->generation[mix(space->pdb + space->aperture) % TLB_GENERATIONS];
}

static struct slot *slot(struct tlb *tlb, const struct mmu_space *space, uint64_t va,
			 unsigned int shift)
{
	uint64_t key = mix(va >> shift) + mix(space->pdb + space->aperture) + shift;

	return &tlb->slots[mix(key) % TLB_SLOTS];
}

static bool same_space(const struct mmu_space *a, const struct mmu_space *b)
{
	return a->aperture == b->aperture && a->pdb == b->pdb;
}

static bool same_entry(const struct tlb_entry *a, const struct tlb_entry *b)
{
	return a->va == b->va && a->shift == b->shift && a->pte == b->pte;
}

bool tlb_check(struct tlb *tlb, const struct mmu_space *space, uint64_t va,
	       const struct tlb_entry *now, struct tlb_entry *old)
{
	for (size_t i = 0; i < sizeof(page_shifts) / sizeof(page_shifts[0]); i++) {
		unsigned int shift = page_shifts[i];
		uint64_t page = va >> shift << shift;
		struct slot *s = slot(tlb, space, page, shift);

		if (s->generation != *generation(tlb, space) || !same_space(&s->space, space) ||
		    s->entry.va != page || s->entry.shift != shift)
			continue;
		if (now && same_entry(now, &s->entry))
			continue;

		*old = s->entry;
		s->generation = 0;
		return false;
	}
	return true;
}

void tlb_insert(struct tlb *tlb, const struct mmu_space *space, const struct tlb_entry *entry)
{
	struct slot *s = slot(tlb, space, entry->va, entry->shift);

	s->space = *space;
	s->entry = *entry;
	s->generation = *generation(tlb, space);
}

void tlb_invalidate(struct tlb *tlb, const struct mmu_space *space)
{
	tlb->last++;
	if (space) {
		*generation(tlb, space) = tlb->last;
		return;
	}
	for (size_t i = 0; i < TLB_GENERATIONS; i++)
		tlb->generation[i] = tlb->last;
}
