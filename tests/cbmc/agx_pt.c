// SPDX-License-Identifier: MIT
/*
 * agx's page tables: what the driver's pt.c writes, and that the card's uat.c finds the same.
 *
 * Bounds: trees with tables of 2 entries instead of 2048, so that there are 8 pages, all of which
 * are looked at; ranges of 1 or 2 pages anywhere, so that they lie across borders of both levels;
 * physical addresses of 30 bits. A change is shown for any contents of the tables that were
 * there before, hence for any number of changes. That tables of the real size fit together as the
 * small ones do is prove_geometry(). Trees are not freed here; agx_pt_test does.
 *
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 * instrument: --replace-calls agx_pt_table_free:must_not_free
 * cbmc: --unwind 3 --unwindset agx_pt_prepare.0:5,vfu_dma_ptr.0:8,any_pt.0:9,walk.0:4,prove_prepare.0:9,prove_prepare.1:9,share_root.0:9,prove_geometry.0:4,pt_leaf.0:3
 */
#include "tests/cbmc/cbmc.h"

/* Allocations are good or NULL. */
#undef IS_ERR_OR_NULL
#define IS_ERR_OR_NULL(p) (!(p))
#undef kzalloc_obj
#undef kvzalloc_flex
#define kzalloc_obj(type) ((type *)__CPROVER_allocate(sizeof(type), 1))
#define kvzalloc_flex(type, member, count) \
	((type *)new_table(count))
static void *new_table(u32 children);

#include "firmware/agx/uat.h"

/* With tables of the real size. Indices and the place in a page are the address, bit by bit. */
void prove_geometry(void)
{
	u64 va = nondet_u64();
	u64 sum = va & AGX_UAT_PAGE_MASK;

	for (u32 level = 0; level < AGX_UAT_LEVELS; level++) {
		prove(agx_uat_index(level, va) < agx_uat_entries(level), "indices are in the table");
		prove(level == AGX_UAT_LEVELS - 1 || AGX_UAT_LEVEL_SHIFT(level) -
		      AGX_UAT_LEVEL_SHIFT(level + 1) == 11, "a table spans an entry");
		sum += (u64)agx_uat_index(level, va) << AGX_UAT_LEVEL_SHIFT(level);
	}
	prove(AGX_UAT_LEVEL_SHIFT(AGX_UAT_LEVELS - 1) == AGX_UAT_PAGE_SHIFT, "leaves map pages");
	prove(sum == (va & GENMASK_ULL(AGX_UAT_IAS - 1, 0)), "nothing is left out");
}

/* Small ones. */
#define PAGES		8
#define VA_BITS		(AGX_UAT_PAGE_SHIFT + 3)
#undef AGX_UAT_LEVEL_SHIFT
#define AGX_UAT_LEVEL_SHIFT(level)	(VA_BITS - 1 - (level))
#define agx_uat_entries(level)		2u
#define agx_uat_index(level, va)	((u32)((va) >> AGX_UAT_LEVEL_SHIFT(level)) & 1)

#include "drm/agx/uat/pt.c"
#include "emu/agx-card/uat.c"

/* A struct agx_pt_table whose children CBMC can count. */
struct sized_table {
	struct agx_mem_slot mem;
	u64 *entries;
	u32 level, first, count;
	struct agx_pt_table_slot children[2];
};

fw_assert_offset(struct sized_table, children, offsetof(struct agx_pt_table, children));

static void *new_table(u32 children)
{
	return __CPROVER_allocate(sizeof(struct sized_table), 1);
}

#define PAGE		((u64)AGX_UAT_PAGE_SIZE)
#define SLOT		1
#define PROT		AGX_PROT_GPU_SHARED_RW
#define FLAGS		(PROT | AGX_PTE_NG | AGX_PTE_AF | AGX_PTE_GPU_ACCESS | AGX_PTE_TYPE_VALID)
#define PAGES_MAX	2
/* A root, and what two ranges need below it, each of which may lie across a border. */
#define TABLES		7
#define TABLES_BASE	0x800000000ull

struct agx_mem {
	u64 *cpu;
	u64 addr;
};

int shim_fail_after = -1;
long shim_allocations;

static struct agx_mem mems[TABLES];
static u32 num_mems;
static struct agx_uat_ttb ttbs[AGX_UAT_NUM_SLOTS];
static const struct chip chip = { .oas = 40 };

void must_not_free(struct agx_pt_table *table)
{
	prove(false, "no table is freed");
}

int agx_mem_create(struct device *dev, size_t size, struct agx_mem_own *h)
{
	struct agx_mem *mem = &mems[num_mems];

	prove(num_mems < TABLES, "no more tables than there must be");
	mem->cpu = __CPROVER_allocate(2 * sizeof(u64), 1);
	mem->addr = TABLES_BASE + num_mems * PAGE;
	num_mems++;
	return agx_mem_adopt(h, mem);
}

void agx_mem_free(struct agx_mem *mem)
{
	prove(false, "nothing is freed");
}

void *agx_mem_cpu(const struct agx_mem *mem)
{
	return mem->cpu;
}

u64 agx_mem_addr(const struct agx_mem *mem)
{
	return mem->addr;
}

/* What the card asks the rest of itself. */

void *boot_ptr(struct card *card, enum agx_glue_region region)
{
	return ttbs;
}

void *vfu_dma_ptr(struct vfu *vfu, uint64_t addr, size_t len, unsigned int prot)
{
	for (u32 i = 0; i < TABLES; i++) {
		if (i < num_mems && mems[i].addr == addr)
			return mems[i].cpu;
	}
	prove(false, "entries point to tables");
	return NULL;
}

struct vfu *card_vfu(struct card *card)
{
	return NULL;
}

struct uat *card_uat(struct card *card)
{
	static struct uat uat;

	return &uat;
}

const struct chip *card_chip(const struct card *card)
{
	return &chip;
}

void cache_touch(struct card *card, uint64_t va, uint64_t pte)
{
}

void violation(struct card *card, const char *fmt, ...)
{
	prove(false, "no violation");
}

struct range {
	u64 va, size, pa;
};

static u64 any_pa(void)
{
	return (u64)nondet_u16() << AGX_UAT_PAGE_SHIFT;
}

static struct range any_range(void)
{
	struct range r = {
		.va = (nondet_u8() % PAGES) * PAGE,
		.size = (1 + nondet_u8() % PAGES_MAX) * PAGE,
		.pa = any_pa(),
	};

	assume(r.size <= BIT_ULL(VA_BITS) - r.va);
	return r;
}

static u64 any_address(void)
{
	return nondet_u32() & (BIT_ULL(VA_BITS) - 1);
}

static bool in_range(const struct range *r, u64 va)
{
	return va >= r->va && va - r->va < r->size;
}

/* How far into a range the page of an address is. */
static u64 into(const struct range *r, u64 va)
{
	return (va - r->va) & ~AGX_UAT_PAGE_MASK;
}

static struct agx_pt *new_pt(void)
{
	struct agx_pt_own own;

	num_mems = 0;
	assume(!agx_pt_create(NULL, AGX_PTE_NG, &own));
	ttbs[SLOT].ttb0 = agx_pt_root(own.__p) | AGX_UAT_TTB_VALID |
			  FIELD_PREP(AGX_UAT_TTB_ASID, (u64)SLOT);
	return own.__p;
}

/* One with all tables, in which anything is mapped. */
static struct agx_pt *any_pt(void)
{
	struct agx_pt *pt = new_pt();

	prove(!agx_pt_prepare(pt, 0, BIT_ULL(VA_BITS)), "a tree's range can be prepared");
	for (u64 va = 0; va < BIT_ULL(VA_BITS); va += PAGE)
		*pt_leaf(pt, va) = nondet_bool() ? 0 : FLAGS | any_pa();
	return pt;
}

/* Tables are there for what was asked for, and no others. Here all values are tried in turn. */
void prove_prepare(void)
{
	for (u64 va = 0; va < BIT_ULL(VA_BITS) - PAGE; va += PAGE) {
		struct agx_pt *pt = new_pt();

		prove(!agx_pt_prepare(pt, va, 2 * PAGE), "a tree's range can be prepared");
		for (u64 at = 0; at < BIT_ULL(VA_BITS); at += PAGE)
			prove(!pt_leaf(pt, at) == (at < ALIGN_DOWN(va, 2 * PAGE) ||
						   at >= ALIGN(va + 2 * PAGE, 2 * PAGE)),
			      "which tables there are");
	}
}

/* A tree that has one entry of a root. The other is the firmware's. */
static void share_root(u32 entry)
{
	u64 theirs = nondet_u64();

	for (u64 va = 0; va < BIT_ULL(VA_BITS) - PAGE; va += PAGE) {
		u64 root[2] = { 0 };
		struct agx_pt_own own;
		bool is_ours = agx_uat_index(0, va) == entry &&
			       agx_uat_index(0, va + PAGE) == entry;
		int ret;

		root[!entry] = theirs;
		num_mems = 0;
		assume(!agx_pt_create_shared(NULL, root, TABLES_BASE, entry, &own));
		ret = agx_pt_prepare(own.__p, va, 2 * PAGE);
		prove(ret == (is_ours ? 0 : -EINVAL), "what is the tree's");
		prove(root[!entry] == theirs, "the firmware's entry stays");
		prove(ret || root[entry], "the tree's is used");
	}
}

void prove_shared(void)
{
	share_root(0);
	share_root(1);
}

/* The card, whose code is not ours, finds what the driver does. */
void prove_walk(void)
{
	struct agx_pt *pt = any_pt();
	u64 va = any_address();
	struct uat_fault fault;
	u64 pte;

	if (!uat_lookup(NULL, SLOT, UAT_GPU, va, nondet_bool(), &pte, &fault))
		pte = 0;
	prove(pte == agx_pt_lookup(pt, va), "the card finds what is mapped");
}

void prove_map(void)
{
	struct agx_pt *pt = any_pt();
	struct range r = any_range();
	u64 va = any_address();
	u64 before = agx_pt_lookup(pt, va);

	agx_pt_map(pt, r.va, r.size, r.pa, PROT);
	prove(agx_pt_lookup(pt, va) == (in_range(&r, va) ? FLAGS | (r.pa + into(&r, va)) : before),
	      "this is mapped, and nothing else");
}

void prove_map_repeat(void)
{
	struct agx_pt *pt = any_pt();
	struct range r = any_range();
	u64 va = any_address();
	u64 before = agx_pt_lookup(pt, va);

	agx_pt_map_repeat(pt, r.va, r.size, r.pa, PROT);
	prove(agx_pt_lookup(pt, va) == (in_range(&r, va) ? FLAGS | r.pa : before),
	      "this is mapped, and nothing else");
}

void prove_unmap(void)
{
	struct agx_pt *pt = any_pt();
	struct range r = any_range();
	u64 va = any_address();
	u64 before = agx_pt_lookup(pt, va);

	agx_pt_unmap(pt, r.va, r.size);
	prove(agx_pt_lookup(pt, va) == (in_range(&r, va) ? 0 : before), "this is unmapped");
}

void prove_protect(void)
{
	struct agx_pt *pt = any_pt();
	struct range r = any_range();
	u64 va = any_address();
	u64 before = agx_pt_lookup(pt, va);
	u64 changed = before ? (before & ~PROT) | AGX_PROT_GPU_SHARED_RO : 0;

	agx_pt_protect(pt, r.va, r.size, AGX_PROT_GPU_SHARED_RO);
	prove(agx_pt_lookup(pt, va) == (in_range(&r, va) ? changed : before), "this is protected");
}
