// SPDX-License-Identifier: MIT
/* Address spaces: translation, permissions, and pieces of memory for those who copy. */
#include "mmu.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "firmware/nv/host.h"
#include "walk.h"

/* A range handed out is at most this long, however contiguous memory is. */
#define RANGE_MAX (16ull << 20)

struct mmu {
	struct walker walker;
	struct tlb *tlb;
	uint64_t *walks;
	uint64_t *invalidates;
};

struct mmu *mmu_create(struct card *card, struct mem *mem)
{
	struct mmu *mmu = calloc(1, sizeof(*mmu));

	if (!mmu)
		return NULL;

	mmu->tlb = tlb_create();
	if (!mmu->tlb) {
		free(mmu);
		return NULL;
	}

	mmu->walker = (struct walker){ card, mem };
	mmu->walks = stats_counter(card, "mmu.walks");
	mmu->invalidates = stats_counter(card, "mmu.invalidates");
	return mmu;
}

void mmu_destroy(struct mmu *mmu)
{
	if (!mmu)
		return;
	tlb_destroy(mmu->tlb);
	free(mmu);
}

const char *mmu_fault_name(enum mmu_fault_type type)
{
	switch (type) {
	case MMU_FAULT_PDE:
		return "PDE";
	case MMU_FAULT_PDE_SIZE:
		return "PDE_SIZE";
	case MMU_FAULT_PTE:
		return "PTE";
	case MMU_FAULT_VA_LIMIT:
		return "VA_LIMIT_VIOLATION";
	case MMU_FAULT_UNBOUND_INST:
		return "UNBOUND_INST_BLOCK";
	case MMU_FAULT_PRIV:
		return "PRIV_VIOLATION";
	case MMU_FAULT_RO:
		return "RO_VIOLATION";
	case MMU_FAULT_UNSUPPORTED_APERTURE:
		return "UNSUPPORTED_APERTURE";
	case MMU_FAULT_UNSUPPORTED_KIND:
		return "UNSUPPORTED_KIND";
	case MMU_FAULT_REGION:
		return "REGION_VIOLATION";
	case MMU_FAULT_ATOMIC:
		return "ATOMIC_VIOLATION";
	}
	return "?";
}

bool mmu_space_of_instance(struct mmu *mmu, enum aperture aperture, uint64_t inst,
			   struct mmu_space *space)
{
	uint64_t pdb;

	if (!mem_read(mmu->walker.mem, aperture, inst + NV_INST_PDB, &pdb, sizeof(pdb)))
		return false;
	if (!(pdb & NV_INST_PDB_VER2_FORMAT))
		return false;

	space->aperture = FIELD_GET(NV_INST_PDB_TARGET, pdb);
	space->pdb = pdb & NV_INST_PDB_ADDR;
	if (space->aperture == APERTURE_PEER)
		return false;
	return true;
}

/* Things that no driver may put into a PTE, whoever's access finds them. */
static bool pte_sane(struct mmu *mmu, const struct tlb_entry *entry, enum mmu_fault_type *fault)
{
	uint64_t pa = entry->pte & NV_MMU_V3_PTE_ADDR;
	const char *what;

	if (PTE_APERTURE(entry->pte) == APERTURE_PEER) {
		*fault = MMU_FAULT_UNSUPPORTED_APERTURE;
		what = "peer memory";
	} else if (PTE_KIND(entry->pte) == NV_MMU_KIND_INVALID) {
		*fault = MMU_FAULT_UNSUPPORTED_KIND;
		what = "the invalid kind";
	} else if (pa & ((1ull << entry->shift) - 1)) {
		*fault = MMU_FAULT_PTE;
		what = "an address that is no multiple of its page size";
	} else {
		return true;
	}

	violation(mmu->walker.card, "mmu: va %#" PRIx64 ": PTE %#" PRIx64 " has %s", entry->va,
		  entry->pte, what);
	return false;
}

static bool pte_allows(uint64_t pte, unsigned int access, enum mmu_fault_type *fault)
{
	unsigned int pcf = PTE_PCF(pte);

	if (pcf & NV_MMU_V3_PTE_PCF_PRIVILEGE && !(access & MMU_PRIVILEGED))
		*fault = MMU_FAULT_PRIV;
	else if (pcf & NV_MMU_V3_PTE_PCF_RO && access & MMU_WRITE)
		*fault = MMU_FAULT_RO;
	else if (pcf & NV_MMU_V3_PTE_PCF_NO_ATOMIC && access & MMU_ATOMIC)
		*fault = MMU_FAULT_ATOMIC;
	else
		return true;
	return false;
}

static void check_tlb(struct mmu *mmu, const struct mmu_space *space, uint64_t va,
		      const struct walk *w)
{
	struct tlb_entry old;

	if (tlb_check(mmu->tlb, space, va, w->found ? &w->entry : NULL, &old))
		return;

	violation(mmu->walker.card,
		  "mmu: va %#" PRIx64 " of space %s:%#" PRIx64 ": missing TLB invalidate, "
		  "the PTE was %#" PRIx64 " (1 << %u bytes) when last used and is now %#" PRIx64,
		  va, aperture_name(space->aperture), space->pdb, old.pte, old.shift,
		  w->found ? w->entry.pte : 0);
}

/* Hold a walk's result against what was remembered and against the access. */
static bool vet(struct mmu *mmu, const struct mmu_space *space, uint64_t va, unsigned int access,
		const struct walk *w, enum mmu_fault_type *fault)
{
	check_tlb(mmu, space, va, w);

	if (!w->found) {
		*fault = w->fault;
		return false;
	}
	if (!w->sparse &&
	    (!pte_sane(mmu, &w->entry, fault) || !pte_allows(w->entry.pte, access, fault)))
		return false;

	tlb_insert(mmu->tlb, space, &w->entry);
	return true;
}

/* How far memory goes on contiguously behind the first page, up to @len in all. */
static uint64_t extend(struct mmu *mmu, const struct mmu_space *space, const struct walk *first,
		       uint64_t va, uint64_t len, unsigned int access)
{
	uint64_t have = walk_left(first, va);
	uint64_t flags = first->entry.pte & ~NV_MMU_V3_PTE_ADDR;
	enum mmu_fault_type fault;
	struct walk w;

	if (len > RANGE_MAX)
		len = RANGE_MAX;

	while (have < len) {
		uint64_t next = va + have;

		++*mmu->walks;
		walk(&mmu->walker, space, next, &w);
		if (!w.found || w.sparse || (w.entry.pte & ~NV_MMU_V3_PTE_ADDR) != flags ||
		    walk_pa(&w, next) != walk_pa(first, va) + have)
			break;
		if (!vet(mmu, space, next, access, &w, &fault))
			break;
		have += walk_left(&w, next);
	}
	return have < len ? have : len;
}

static bool back_range(struct mmu *mmu, const struct walk *w, unsigned int access,
		       struct mmu_range *range)
{
	bool write = access & MMU_WRITE;
	uint64_t page = walk_left(w, range->va);

	range->aperture = PTE_APERTURE(w->entry.pte);
	range->kind = PTE_KIND(w->entry.pte);
	range->pa = walk_pa(w, range->va);
	range->ptr = mem_ptr(mmu->walker.mem, range->aperture, range->pa, range->len, write);

	/* Contiguous addresses may still be two blocks of guest memory. */
	if (!range->ptr && range->len > page) {
		range->len = page;
		range->ptr =
			mem_ptr(mmu->walker.mem, range->aperture, range->pa, range->len, write);
	}
	if (range->ptr)
		return true;

	violation(mmu->walker.card,
		  "mmu: va %#" PRIx64 ": PTE %#" PRIx64 " points to no memory (%s:%#" PRIx64 ")",
		  range->va, w->entry.pte, aperture_name(range->aperture), range->pa);
	return false;
}

bool mmu_range(struct mmu *mmu, const struct mmu_space *space, uint64_t va, uint64_t len,
	       unsigned int access, struct mmu_range *range, struct mmu_fault *fault)
{
	struct walk w;

	*fault = (struct mmu_fault){ .va = va, .access = access };
	*range = (struct mmu_range){ .va = va };

	++*mmu->walks;
	walk(&mmu->walker, space, va, &w);
	if (!vet(mmu, space, va, access, &w, &fault->type))
		return false;

	range->page_size = 1ull << w.entry.shift;
	if (w.sparse) {
		uint64_t left = walk_left(&w, va);

		range->len = left < len ? left : len;
		return true;
	}

	range->len = extend(mmu, space, &w, va, len, access);
	if (back_range(mmu, &w, access, range))
		return true;
	fault->type = MMU_FAULT_REGION;
	return false;
}

bool mmu_read(struct mmu *mmu, const struct mmu_space *space, uint64_t va, void *buf, uint64_t len,
	      unsigned int access, struct mmu_fault *fault)
{
	struct mmu_range range;
	uint8_t *out = buf;

	for (; len; va += range.len, len -= range.len, out += range.len) {
		if (!mmu_range(mmu, space, va, len, access, &range, fault)) {
			memset(out, 0, len);
			return false;
		}
		if (range.ptr)
			memcpy(out, range.ptr, range.len);
		else
			memset(out, 0, range.len);
	}
	return true;
}

bool mmu_write(struct mmu *mmu, const struct mmu_space *space, uint64_t va, const void *buf,
	       uint64_t len, unsigned int access, struct mmu_fault *fault)
{
	struct mmu_range range;
	const uint8_t *in = buf;

	for (; len; va += range.len, len -= range.len, in += range.len) {
		if (!mmu_range(mmu, space, va, len, access | MMU_WRITE, &range, fault))
			return false;
		if (range.ptr)
			memcpy(range.ptr, in, range.len);
	}
	return true;
}

void mmu_invalidate(struct mmu *mmu, const struct mmu_space *space)
{
	++*mmu->invalidates;
	tlb_invalidate(mmu->tlb, space);
}
