// SPDX-License-Identifier: MIT
/*
 * nova's page tables: what the driver's pt.c writes is what the card's walk.c finds, after any number of changes.
 *
 * Bounds: trees of nova_pt_small.h; physical addresses of 28 bits. One change is made of any part of a huge page whose
 * tables are all there, with anything in them: since what a change relies on holds after it, that is any number of
 * changes. Locks are not modelled (CBMC does not know cleanup functions).
 *
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 * cbmc: --unwind 12 --object-bits 12 --unwindset nova_inst_fill64.0:3,nova_pt_write_small.0:3,nova_pt_set_leaf.0:3
 */
#include "tests/cbmc/cbmc.h"
#include "nova_pt_small.h"

#include "drm/nova/mmu/pt.c"
#undef walk
#include "emu/gsp-card/walk.c"

#include "nova_pt_model.h"

static struct nova_inst *insts[INSTS];

static struct nova_inst *inst_at(u32 i)
{
	if (!insts[i])
		insts[i] = __CPROVER_allocate(sizeof(*insts[i]), 1);
	return insts[i];
}

/* A page of some size, or a hole that reads as zero. */
static u64 any_pte(u64 size)
{
	return nondet_bool() ? nv_mmu_v3_pte_sparse() :
			       PTE | (((u64)nondet_u16() << 12) & ~(size - 1));
}

static void any_leaf_entry(struct nova_pt_table *leaf, u32 index)
{
	struct nova_pt_entry *entry = &leaf->entries[index];

	if (nondet_bool())
		entry->pte = any_pte(NOVA_PT_BIG);
	else
		entry->small = nondet_u8() % 4;
	for (u32 i = 0; i < 2; i++)
		leaf->hw_small.__p->word[index * 2 + i] =
			entry->small & BIT(i) ? any_pte(NOVA_PT_SMALL) : 0;
	nova_pt_write_big(leaf, entry);
	leaf->used += nova_pt_leaf_entry_use(entry);
}

/* One with all tables of a huge page, and anything in them that there may be. */
static struct nova_pt *any_pt(void)
{
	struct nova_pt *pt = new_pt();
	struct nova_pt_entry *entry;

	nova_pt_begin(pt);
	assume(!nova_pt_prepare_map(pt, 0, SZ_2M, SZ_4K));
	assume(!nova_pt_prepare_map(pt, 0, SZ_2M, SZ_64K));
	entry = &pd0_of(pt)->entries[0];
	if (nondet_bool()) {
		entry->pte = any_pte(NOVA_PT_HUGE);
	} else {
		any_leaf_entry(entry->child.__p, 0);
		any_leaf_entry(entry->child.__p, 1);
	}
	nova_pt_write_entry(pd0_of(pt), entry);
	return pt;
}

/* What any change relies on, at an address. */
static void check_mirror(struct nova_pt *pt, u64 va)
{
	struct nova_pt_table *pd0 = pd0_of(pt);
	struct nova_pt_entry *dir_entry = nova_pt_entry(pd0, va);
	struct nova_pt_table *leaf = dir_entry->child.__p;
	struct nova_pt_entry *entry = nova_pt_entry(leaf, va);
	u32 small = small_index(NV_MMU_V3_PT_SMALL, va);
	u64 word = leaf->hw_small.__p->word[small];

	prove(!dir_entry->pte || !leaf->used, "a huge page hides nothing");
	prove(leaf->used == nova_pt_leaf_entry_use(&leaf->entries[0]) +
			    nova_pt_leaf_entry_use(&leaf->entries[1]), "uses are counted");
	prove(!entry->pte || !entry->small, "a big page or small ones");
	prove(!(entry->small >> 2), "small pages are those that there are");
	prove(leaf->hw.__p->word[small_index(NV_MMU_V3_PT_BIG, va)] == nova_pt_big_value(entry),
	      "the big table is what the mirror says");
	prove(!word == !(entry->small >> small % 2 & 1), "the small table is, too");
}

void prove_change(void)
{
	struct nova_pt *pt = any_pt();
	struct nova_pt_table *pd0 = pd0_of(pt);
	u64 va = (nondet_u8() % 4) * PAGE;
	u64 end = va + (1 + nondet_u8() % 4) * PAGE;
	u64 pte = nondet_bool() ? any_pte(SZ_4K) : 0;
	u64 looked_at = nondet_u16() % SZ_2M;
	u64 before = find(pt, looked_at);

	assume(end <= SZ_2M);
	nova_pt_set_pd0(pt, pd0, &pd0->entries[0], va, end, pte);
	prove(find(pt, looked_at) == (looked_at >= va && looked_at < end ?
				      nova_pte_advance(pte, (looked_at & ~(PAGE - 1)) - va) :
				      before), "this is mapped, and nothing else");
	check_mirror(pt, looked_at);
}
