// SPDX-License-Identifier: MIT
/*
 * The page tables that nova writes, looked at the way the MMU does: random
 * sequences of maps and unmaps are walked and compared with a plain array.
 */
#include "kernel_shim.h"

#include "drm/nova/mmu/mmu.h"
#include "drm/nova/mmu/pt.h"
#include "drm/nova/nova_instmem.h"
#include "firmware/nv/mmu_v3.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

int shim_fail_after = -1;
long shim_allocations;

/*
 * VRAM for tables. Nothing may be freed before the hardware has been told to
 * forget it, and nothing may be allocated while @no_alloc.
 */
struct nova_inst {
	u64 addr;
	u32 size;
	/* Written since the last flush of the TLB. */
	u64 *mem;
	struct nova_inst *next;
};

static struct nova_inst *insts;
static u64 next_addr = 0x100000000ull;
static bool no_alloc;
static bool dirty;
static unsigned int flushes;
static unsigned long writes;

int nova_inst_create(struct nova_device *nova, u32 size, struct nova_inst_own *h)
{
	struct nova_inst *inst;

	(void)nova;
	assert(!no_alloc);
	inst = shim_zalloc(sizeof(*inst));
	if (!inst)
		return nova_inst_adopt(h, NULL);

	next_addr = ALIGN(next_addr, size >= SZ_4K ? SZ_4K : 256);
	*inst = (struct nova_inst){ .addr = next_addr, .size = size, .next = insts };
	inst->mem = calloc(1, size);
	next_addr += size;
	insts = inst;
	return nova_inst_adopt(h, inst);
}

void nova_inst_free(struct nova_inst *inst)
{
	struct nova_inst **p = &insts;

	while (*p != inst)
		p = &(*p)->next;
	*p = inst->next;
	free(inst->mem);
	kfree(inst);
}

u64 nova_inst_addr(const struct nova_inst *inst)
{
	return inst->addr;
}

void nova_inst_wr64(struct nova_inst *inst, u32 offset, u64 val)
{
	assert(offset % 8 == 0 && offset + 8 <= inst->size);
	inst->mem[offset / 8] = val;
	dirty = true;
	writes++;
}

void nova_inst_fill64(struct nova_inst *inst, u32 offset, u64 val, u32 count)
{
	for (u32 i = 0; i < count; i++)
		nova_inst_wr64(inst, offset + i * 8, val);
}

void nova_instmem_order(void)
{
}

int nova_instmem_flush(struct nova_device *nova)
{
	(void)nova;
	return 0;
}

int nova_mmu_invalidate(struct nova_device *nova, u64 pdb)
{
	(void)nova;
	(void)pdb;
	dirty = false;
	flushes++;
	return 0;
}

/* A word of VRAM; every table that an entry points to must exist. */
static u64 vram64(u64 addr)
{
	for (struct nova_inst *inst = insts; inst; inst = inst->next) {
		if (addr >= inst->addr && addr - inst->addr < inst->size)
			return inst->mem[(addr - inst->addr) / 8];
	}

	fail_msg("entry points to %llx, where no table is", (unsigned long long)addr);
	return 0;
}

/*
 * The walk: an entry as it applies to the 4 KiB at an address, with the address
 * of exactly that page; sparse as the sparse entry; 0 for a fault.
 */

static u64 page_of(u64 pte, u64 va, enum nv_mmu_v3_level level)
{
	u64 span = 1ull << nv_mmu_v3_fmt(level).shift;

	if (pte & NV_MMU_V3_PTE_VALID) {
		assert_int_equal(pte & NV_MMU_V3_PTE_ADDR & (span - 1), 0);
		return pte + (ALIGN_DOWN(va, (u64)SZ_4K) & (span - 1));
	}

	return nv_mmu_v3_pte_is_sparse(pte) ? nv_mmu_v3_pte_sparse() : 0;
}

static u64 table_entry(enum nv_mmu_v3_level level, u64 table, u64 va, u32 half)
{
	return vram64(table + nv_mmu_v3_index(level, va) * nv_mmu_v3_fmt(level).entry_size +
		      half * 8);
}

static u64 walk_pd0(u64 table, u64 va)
{
	u64 big = table_entry(NV_MMU_V3_PD0, table, va, 0);
	u64 small = table_entry(NV_MMU_V3_PD0, table, va, 1);
	u64 pte;

	if (big & NV_MMU_V3_PDE_IS_PTE)
		return page_of(big, va, NV_MMU_V3_PD0);

	if (nv_mmu_v3_pde_is_sparse(big))
		return nv_mmu_v3_pte_sparse();

	if (FIELD_GET(NV_MMU_V3_PDE_APERTURE, big)) {
		pte = table_entry(NV_MMU_V3_PT_BIG, big & NV_MMU_V3_DUAL_PDE_ADDR_BIG, va, 0);
		if (pte)
			return page_of(pte, va, NV_MMU_V3_PT_BIG);
	}

	if (!FIELD_GET(NV_MMU_V3_PDE_APERTURE, small))
		return 0;

	pte = table_entry(NV_MMU_V3_PT_SMALL, small & NV_MMU_V3_PDE_ADDR, va, 0);
	return page_of(pte, va, NV_MMU_V3_PT_SMALL);
}

static u64 walk(u64 root, u64 va)
{
	u64 table = root;

	for (int level = NV_MMU_V3_PD4; level < NV_MMU_V3_PD0; level++) {
		u64 pde = table_entry(level, table, va, 0);

		if (nv_mmu_v3_pde_is_sparse(pde))
			return nv_mmu_v3_pte_sparse();
		if (!FIELD_GET(NV_MMU_V3_PDE_APERTURE, pde))
			return 0;
		assert_int_equal(FIELD_GET(NV_MMU_V3_PDE_APERTURE, pde),
				 NV_MMU_V3_PDE_APERTURE_VIDMEM);
		table = pde & NV_MMU_V3_PDE_ADDR;
	}

	return walk_pd0(table, va);
}

/*
 * Changes, as a bind job makes them: prepared, then made without allocating.
 */

static void change_map(struct nova_pt *pt, u64 va, u64 size, u64 pa)
{
	nova_pt_begin(pt);
	assert_int_equal(nova_pt_prepare_map(pt, va, size, pa), 0);
	assert_int_equal(nova_pt_prepare_edges(pt, va, size), 0);
	no_alloc = true;
	nova_pt_map(pt, va, size, pa, nova_pte(NV_MMU_KIND_GENERIC, 0));
	nova_pt_flush(pt);
	no_alloc = false;
	nova_pt_end(pt);
}

static void change_hole(struct nova_pt *pt, u64 va, u64 size, bool sparse)
{
	nova_pt_begin(pt);
	assert_int_equal(nova_pt_prepare_edges(pt, va, size), 0);
	no_alloc = true;
	if (sparse)
		nova_pt_map_sparse(pt, va, size);
	else
		nova_pt_unmap(pt, va, size);
	nova_pt_flush(pt);
	no_alloc = false;
	nova_pt_end(pt);
}

static u64 pte_at(u64 pa)
{
	return nova_pte(NV_MMU_KIND_GENERIC, 0) | pa;
}

static unsigned int count_insts(void)
{
	unsigned int count = 0;

	for (struct nova_inst *inst = insts; inst; inst = inst->next)
		count++;
	return count;
}

static void create(struct nova_pt_own *pt)
{
	shim_fail_after = -1;
	assert_int_equal(nova_pt_create(NULL, pt), 0);
}

static void finish(struct nova_pt_own *pt)
{
	nova_pt_drop(pt);
	assert_null(insts);
	assert_int_equal(shim_allocations, 0);
}

static void test_entries(void **state)
{
	(void)state;
	/* nouveau, vmmgh100.c: RW cached VRAM; uncached coherent system memory; + 4 RO, + 2 priv. */
	assert_int_equal(nova_pte(0, 0), 1 | 0x10 << 3);
	assert_int_equal(nova_pte(6, NOVA_PTE_SYSTEM), 1 | 2 << 1 | 0x11 << 3 | 6 << 8);
	assert_int_equal(nova_pte(0, NOVA_PTE_READ_ONLY), 1 | 0x14 << 3);
	assert_int_equal(nova_pte(0, NOVA_PTE_SYSTEM | NOVA_PTE_READ_ONLY | NOVA_PTE_PRIVILEGED),
			 1 | 2 << 1 | 0x17 << 3);
}

/* Whether a mapping of 2 MiB, 64K and 4K alignment costs no more entries than it must. */
static void test_page_sizes(void **state)
{
	struct nova_pt_own pt;
	u64 va = 0x3ffe000000ull;

	(void)state;
	create(&pt);
	change_map(nova_pt_borrow(&pt), va, 4 * SZ_2M, 0x40000000);
	assert_int_equal(count_insts(), 5);	/* directories alone */
	change_map(nova_pt_borrow(&pt), va + 4 * SZ_2M, SZ_2M, 0x50010000);
	assert_int_equal(count_insts(), 6);	/* and a table of 64K pages */
	change_map(nova_pt_borrow(&pt), va + 5 * SZ_2M, SZ_2M, 0x60001000);
	assert_int_equal(count_insts(), 7);	/* and one of 4K pages */

	for (u64 off = 0; off < SZ_2M; off += SZ_4K) {
		assert_int_equal(walk(nova_pt_root(nova_pt_borrow(&pt)), va + off),
				 pte_at(0x40000000 + off));
		assert_int_equal(walk(nova_pt_root(nova_pt_borrow(&pt)), va + 4 * SZ_2M + off),
				 pte_at(0x50010000 + off));
		assert_int_equal(walk(nova_pt_root(nova_pt_borrow(&pt)), va + 5 * SZ_2M + off),
				 pte_at(0x60001000 + off));
	}

	change_hole(nova_pt_borrow(&pt), va, 6 * SZ_2M, false);
	assert_int_equal(count_insts(), 1);
	finish(&pt);
}

/* A large sparse region is a few entries high in the tree, and stays sparse around mappings. */
static void test_large_sparse(void **state)
{
	u64 va = 1ull << 40, size = 1ull << 40, mid = va + (size >> 1) + 3 * (u64)SZ_64K;
	struct nova_pt_own pt;
	u64 root;

	(void)state;
	create(&pt);
	root = nova_pt_root(nova_pt_borrow(&pt));

	writes = 0;
	change_hole(nova_pt_borrow(&pt), va, size, true);
	assert_true(writes < 100);
	assert_true(count_insts() < 5);
	assert_int_equal(walk(root, mid), nv_mmu_v3_pte_sparse());

	change_map(nova_pt_borrow(&pt), mid, SZ_64K, 0x10000);
	assert_int_equal(walk(root, mid), pte_at(0x10000));
	assert_int_equal(walk(root, mid - SZ_4K), nv_mmu_v3_pte_sparse());
	assert_int_equal(walk(root, mid + SZ_64K), nv_mmu_v3_pte_sparse());
	assert_int_equal(walk(root, va), nv_mmu_v3_pte_sparse());
	assert_int_equal(walk(root, va + size - 1), nv_mmu_v3_pte_sparse());
	assert_int_equal(walk(root, va - 1), 0);
	assert_int_equal(walk(root, va + size), 0);

	change_hole(nova_pt_borrow(&pt), va, size, false);
	assert_int_equal(walk(root, mid), 0);
	assert_int_equal(count_insts(), 1);
	finish(&pt);
}

/* A change that was prepared before others were made still finds what it needs. */
static void test_prepared_early(void **state)
{
	struct nova_pt_own own;
	struct nova_pt *pt;
	u64 va = 8 * (u64)SZ_2M;

	(void)state;
	create(&own);
	pt = nova_pt_borrow(&own);

	nova_pt_begin(pt);
	assert_int_equal(nova_pt_prepare_edges(pt, va + SZ_4K, SZ_64K), 0);
	change_map(pt, va, 2 * SZ_2M, 0x800000);
	no_alloc = true;
	nova_pt_unmap(pt, va + SZ_4K, SZ_64K);
	no_alloc = false;
	nova_pt_end(pt);

	assert_int_equal(walk(nova_pt_root(pt), va), pte_at(0x800000));
	assert_int_equal(walk(nova_pt_root(pt), va + SZ_4K), 0);
	assert_int_equal(walk(nova_pt_root(pt), va + SZ_64K), 0);
	assert_int_equal(walk(nova_pt_root(pt), va + SZ_64K + SZ_4K),
			 pte_at(0x800000 + SZ_64K + SZ_4K));
	assert_int_equal(walk(nova_pt_root(pt), va + SZ_2M), pte_at(0x800000 + SZ_2M));

	change_hole(pt, va, 2 * SZ_2M, false);
	finish(&own);
}

/* Running out of memory anywhere leaves a tree that works and frees cleanly. */
static void test_no_memory(void **state)
{
	u64 va = 0x7fffff000000ull, size = SZ_2M + SZ_4K;
	struct nova_pt_own own;
	struct nova_pt *pt;
	int ret = -1;

	(void)state;
	create(&own);
	pt = nova_pt_borrow(&own);

	for (int after = 0; ret; after++) {
		shim_fail_after = after;
		nova_pt_begin(pt);
		ret = nova_pt_prepare_map(pt, va, size, 0x3000);
		if (!ret)
			ret = nova_pt_prepare_edges(pt, va, size);
		shim_fail_after = -1;
		nova_pt_end(pt);
		assert_int_equal(walk(nova_pt_root(pt), va), 0);
		assert_int_equal(count_insts(), 1);
	}

	finish(&own);
}

/*
 * Random sequences over 8 MiB with borders of 2 MiB, of 512 MiB and of 256 GiB
 * in the middle.
 */

#define MODEL_PAGES (4 * (SZ_2M / SZ_4K))

static u64 model[MODEL_PAGES];
static u64 seed;

static u32 rnd(u32 below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(seed >> 33) % below;
}

static void model_set(u32 first, u32 count, u64 pte)
{
	for (u32 i = 0; i < count; i++)
		model[first + i] = pte & NV_MMU_V3_PTE_VALID ? pte + i * (u64)SZ_4K : pte;
}

static void model_check(struct nova_pt *pt, u64 base)
{
	for (u32 i = 0; i < MODEL_PAGES; i++)
		assert_int_equal(walk(nova_pt_root(pt), base + i * (u64)SZ_4K), model[i]);
}

/* Ranges and addresses like to be aligned to one of the page sizes. */
static u32 random_align(void)
{
	static const u32 align[] = { 1, SZ_64K / SZ_4K, SZ_2M / SZ_4K };

	return align[rnd(3)];
}

static void random_change(struct nova_pt *pt, u64 base)
{
	u32 align = random_align();
	u32 first = rnd(MODEL_PAGES) / align * align;
	u32 count = min(MODEL_PAGES - first, (1 + rnd(MODEL_PAGES) / align) * align);
	u64 pa = (u64)rnd(1 << 20) / align * align * SZ_4K;
	u64 va = base + first * (u64)SZ_4K;

	switch (rnd(4)) {
	case 0:
		change_hole(pt, va, count * (u64)SZ_4K, false);
		model_set(first, count, 0);
		break;
	case 1:
		change_hole(pt, va, count * (u64)SZ_4K, true);
		model_set(first, count, nv_mmu_v3_pte_sparse());
		break;
	default:
		change_map(pt, va, count * (u64)SZ_4K, pa);
		model_set(first, count, pte_at(pa));
		break;
	}
}

static void test_random(void **state)
{
	static const u64 middle[] = { SZ_2M * 17ull, 1ull << 29, 1ull << 38, 1ull << 40 };
	struct nova_pt_own pt;

	(void)state;
	for (u32 round = 0; round < 24; round++) {
		u64 base = middle[round % ARRAY_SIZE(middle)] - 2 * SZ_2M;

		seed = round + 1;
		memset(model, 0, sizeof(model));
		create(&pt);
		for (u32 i = 0; i < 60; i++) {
			random_change(nova_pt_borrow(&pt), base);
			model_check(nova_pt_borrow(&pt), base);
			assert_false(dirty);
		}
		change_hole(nova_pt_borrow(&pt), base, MODEL_PAGES * (u64)SZ_4K, false);
		assert_int_equal(count_insts(), 1);
		finish(&pt);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_page_sizes),
		cmocka_unit_test(test_large_sparse),
		cmocka_unit_test(test_prepared_early),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
