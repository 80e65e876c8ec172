// SPDX-License-Identifier: MIT
/*
 * nova's tables of page tables: what is prepared is enough for a change, and a table is freed
 * once, when nothing is mapped in it and the MMU was told to forget it.
 *
 * Bounds: trees of nova_pt_small.h. Ranges that begin in the first huge page and have one page of
 * the largest size, or 5 small ones; with LARGE, of any number of pages. Each gets a hole of a page
 * in its middle. They are tried in turn, on new trees. Locks are not modelled (CBMC does not know
 * cleanup functions).
 *
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 * cbmc: --unwind 12 --object-bits 12 --unwindset nova_inst_fill64.0:3,nova_pt_write_small.0:3,nova_pt_set_leaf.0:3
 */
#include "tests/cbmc/cbmc.h"
#include "nova_pt_small.h"

/* CBMC cannot compute with a number that shares its place with a pointer. */
#define union struct
#include "drm/nova/mmu/pt.c"
#undef union
#undef walk
#include "emu/gsp-card/walk.c"

#include "nova_pt_model.h"

/* Over the border of huge pages, from wherever a range begins. */
#define COUNT		5

#define FAR	0x4000000
/* One more than a preparation of two pages makes. */
#define ALLOCS_MAX	5

static struct nova_inst insts[INSTS];

static struct nova_inst *inst_at(u32 i)
{
	return &insts[i];
}

/* What is mapped at each page, as the last change has it. */
static u64 model[PAGES];

static void set_model(u32 first, u32 count, u64 pte)
{
	for (u32 i = 0; i < count; i++)
		model[first + i] = nova_pte_advance(pte, i * PAGE);
}

static void check_model(struct nova_pt *pt)
{
	for (u32 i = 0; i < PAGES; i++)
		prove(find(pt, i * PAGE) == model[i], "what is mapped is found");
}

static void change(struct nova_pt *pt, u32 first, u32 count, u64 pte)
{
	u64 va = first * PAGE, size = count * PAGE;

	if (nova_pte_is_valid(pte))
		prove(!nova_pt_prepare_map(pt, va, size, pte & NV_MMU_V3_PTE_ADDR), "prepared");
	prove(!nova_pt_prepare_edges(pt, va, size), "prepared");
	nova_pt_set(pt, va, size, pte);
	set_model(first, count, pte);
}

/* Tries ranges that begin in the first huge page. */
static void try_all(void (*try)(u32 first, u32 count, u64 pte), u64 pte)
{
	for (u32 first = 0; first < PAGES / 2; first++) {
#ifdef LARGE
		for (u32 count = 1; count <= PAGES - first; count++)
			try(first, count, pte);
#else
		/* The largest page that can begin there. */
		try(first, first ? first & -first : PAGES / 2, pte);
		try(first, COUNT, pte);
#endif
	}
}

static void try_change(u32 first, u32 count, u64 pte)
{
	struct nova_pt *pt = new_pt();

	set_model(0, PAGES, 0);
	nova_pt_begin(pt);
	change(pt, first, count, pte);
	change(pt, first + count / 2, 1, 0);
	check_model(pt);
}

void prove_huge(void)
{
	try_all(try_change, PTE | FAR);
}

void prove_small(void)
{
	try_all(try_change, PTE | (FAR + SZ_4K));
}

void prove_sparse(void)
{
	try_all(try_change, nv_mmu_v3_pte_sparse());
}

/* Nothing that is mapped went away, and no table stays in which nothing is. */
static void check_end(struct nova_pt *pt)
{
	struct nova_pt_table *dir = pt->root.__p;

	nova_pt_end(pt);
	check_model(pt);
	while (dir->level != NV_MMU_V3_PD0 && dir->entries[0].child.__p) {
		dir = dir->entries[0].child.__p;
		prove(dir->used, "a directory that stays is used");
	}
	for (u32 i = 0; dir->level == NV_MMU_V3_PD0 && i < 2; i++)
		prove(!dir->entries[i].child.__p || dir->entries[i].child.__p->used,
		      "a table that stays is used");
}

static void check_drop(struct nova_pt *pt)
{
	nova_pt_flush(pt);
	nova_pt_free(pt);
	prove(!live_tables && !live_insts, "all are freed");
}

static void change_and_end(struct nova_pt *pt, u32 first, u32 count, u64 pte)
{
	nova_pt_begin(pt);
	change(pt, first, count, pte);
	check_end(pt);
}

static void try_free(u32 first, u32 count, u64 pte)
{
	struct nova_pt *pt = new_pt();

	set_model(0, PAGES, 0);
	change_and_end(pt, first, count, pte);
	change_and_end(pt, first + count / 2, 1, 0);
	change_and_end(pt, 0, PAGES, 0);
	prove(live_tables == 1 && live_insts == 1, "only the root stays");
	check_drop(pt);
}

void prove_free_huge(void)
{
	try_all(try_free, PTE | FAR);
}

void prove_free_small(void)
{
	try_all(try_free, PTE | (FAR + SZ_4K));
}

/* While somebody prepares, nothing is freed. */
void prove_free_waits(void)
{
	struct nova_pt *pt = new_pt();
	u32 tables;

	set_model(0, PAGES, 0);
	nova_pt_begin(pt);
	nova_pt_begin(pt);
	change(pt, 1, 5, PTE | FAR);
	tables = live_tables;
	change(pt, 0, PAGES, 0);
	nova_pt_end(pt);
	prove(live_tables == tables, "what is prepared stays");
	check_end(pt);
	check_drop(pt);
}

/* When memory runs out, what was there stays, and what was added for nothing goes. */
void prove_free_failed(void)
{
	for (u32 good = 0; good < ALLOCS_MAX; good++) {
		struct nova_pt *pt = new_pt();
		int ret;

		set_model(0, PAGES, 0);
		change_and_end(pt, 0, 1, PTE | FAR);
		good_allocs = good;
		nova_pt_begin(pt);
		ret = nova_pt_prepare_map(pt, 3 * PAGE, 2 * PAGE, FAR);
		prove(ret == 0 || ret == -ENOMEM, "errors of nova_pt_prepare_map()");
		prove(ret == 0 || good < ALLOCS_MAX - 1, "enough is enough");
		check_end(pt);
		check_drop(pt);
	}
}
