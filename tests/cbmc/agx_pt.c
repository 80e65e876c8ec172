// SPDX-License-Identifier: MIT
/*
 * agx's page tables: what the driver's pt.c writes, and that the card's uat.c finds the same; and
 * that each table is freed once, when nothing points to it any more.
 *
 * Bounds: trees with tables of 2 entries instead of 2048, so that there are 8 pages, all of which
 * are looked at; ranges of 1, 4 and 7 of them in turn, with LARGE all; physical addresses of 30
 * bits. A change is shown for any contents of the tables that were there before, hence for any
 * number of changes. That tables of the real size fit together as the small ones do is
 * prove_geometry().
 *
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 * cbmc: --unwind 12 --object-bits 10
 */
#include "tests/cbmc/cbmc.h"

/* Allocations are good or NULL. */
#undef IS_ERR_OR_NULL
#define IS_ERR_OR_NULL(p) (!(p))
#undef kzalloc_obj
#undef kvzalloc_flex
#define kzalloc_obj(type) ((type *)__CPROVER_allocate(sizeof(type), 1))
#define kvzalloc_flex(type, member, count, ...) \
	((type *)new_table(count))
#undef kvfree
#define kvfree free_table
static void *new_table(u32 children);
static void free_table(void *p);

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
	bool is_there;
};

fw_assert_offset(struct sized_table, children, offsetof(struct agx_pt_table, children));

#include "sized_table.h"

#define PAGE		((u64)AGX_UAT_PAGE_SIZE)
#define SLOT		1
#define PROT		AGX_PROT_GPU_SHARED_RW
#define FLAGS		(PROT | AGX_PTE_NG | AGX_PTE_AF | AGX_PTE_GPU_ACCESS | AGX_PTE_TYPE_VALID)
/* A root, and all that there is below it. */
#define TABLES		7
#define TABLES_BASE	0x800000000ull
/* More than are ever needed. */
#define ALLOCS		99
/* One more than a preparation of two pages, with tables for one of them, makes. */
#define ALLOCS_MAX	7

struct agx_mem {
	u64 cpu[2];
	u64 addr;
	bool is_there;
};

int shim_fail_after = -1;
long shim_allocations;

static struct agx_mem mems[TABLES];
/* Counts those that were made and those that there are. */
static u32 num_mems, live_mems;
static struct agx_uat_ttb ttbs[AGX_UAT_NUM_SLOTS];
static const struct chip chip = { .oas = 40 };

int agx_mem_create(struct device *dev, size_t size, struct agx_mem_own *h)
{
	struct agx_mem *mem = &mems[num_mems];

	if (alloc_fails())
		return agx_mem_adopt(h, NULL);

	prove(num_mems < TABLES, "no more tables than there must be");
	mem->cpu[0] = mem->cpu[1] = 0;
	mem->addr = TABLES_BASE + num_mems++ * PAGE;
	mem->is_there = true;
	live_mems++;
	return agx_mem_adopt(h, mem);
}

static bool points_to(u64 entry, const struct agx_mem *mem)
{
	return entry && (entry & AGX_PTE_ADDR) == mem->addr;
}

void agx_mem_free(struct agx_mem *mem)
{
	prove(mem->is_there, "memory is freed once");
	mem->is_there = false;
	live_mems--;
	for (u32 i = 0; i < num_mems; i++)
		prove(!mems[i].is_there || (!points_to(mems[i].cpu[0], mem) &&
					    !points_to(mems[i].cpu[1], mem)),
		      "nothing points to what is freed");
}

void *agx_mem_cpu(const struct agx_mem *mem)
{
	return (void *)mem->cpu;
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
		if (i < num_mems && mems[i].is_there && mems[i].addr == addr)
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

	num_mems = live_mems = live_tables = 0;
	good_allocs = ALLOCS;
	assume(!agx_pt_create(NULL, AGX_PTE_NG, &own));
	ttbs[SLOT].ttb0 = agx_pt_root(own.__p) | AGX_UAT_TTB_VALID |
			  FIELD_PREP(AGX_UAT_TTB_ASID, (u64)SLOT);
	return own.__p;
}

/* Maps anything. */
static void fill(struct agx_pt *pt, u64 *entries)
{
	for (u32 i = 0; i < PAGES; i++)
		*pt_leaf(pt, i * PAGE) = entries[i] = nondet_bool() ? 0 : FLAGS | any_pa();
}

/* One with all tables, in which anything is mapped. */
static struct agx_pt *any_pt(void)
{
	struct agx_pt *pt = new_pt();
	u64 entries[PAGES];

	prove(!agx_pt_prepare(pt, 0, BIT_ULL(VA_BITS)), "a tree's range can be prepared");
	fill(pt, entries);
	return pt;
}

static void check_drop(struct agx_pt *pt)
{
	agx_pt_free(pt);
	prove(!live_tables && !live_mems, "all are freed");
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
		num_mems = live_mems = live_tables = 0;
		good_allocs = ALLOCS;
		assume(!agx_pt_create_shared(NULL, root, TABLES_BASE, entry, &own));
		ret = agx_pt_prepare(own.__p, va, 2 * PAGE);
		prove(ret == (is_ours ? 0 : -EINVAL), "what is the tree's");
		prove(root[!entry] == theirs, "the firmware's entry stays");
		prove(ret || root[entry], "the tree's is used");
		check_drop(own.__p);
		prove(!root[entry] && root[!entry] == theirs, "and given back");
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
	prove(pte == agx_pt_lookup(pt, va & ~AGX_UAT_PAGE_MASK), "all over a page");
}

#ifdef LARGE
#define COUNT_STEP	1
#else
#define COUNT_STEP	3
#endif

/* Tries a change of ranges in turn. */
static void try_all(void (*change)(struct agx_pt *pt, const struct range *r),
		    u64 (*expected)(const struct range *r, u64 va, u64 before))
{
	struct agx_pt *pt = any_pt();

	for (u32 first = 0; first < PAGES; first++) {
		for (u32 count = 1; count <= PAGES - first; count += COUNT_STEP) {
			struct range r = { first * PAGE, count * PAGE, any_pa() };
			u64 before[PAGES];

			fill(pt, before);
			change(pt, &r);
			for (u32 i = 0; i < PAGES; i++)
				prove(agx_pt_lookup(pt, i * PAGE) == (in_range(&r, i * PAGE) ?
				      expected(&r, i * PAGE, before[i]) : before[i]),
				      "this is changed, and nothing else");
		}
	}
	check_drop(pt);
}

static void do_map(struct agx_pt *pt, const struct range *r)
{
	agx_pt_map(pt, r->va, r->size, r->pa, PROT);
}

static u64 mapped(const struct range *r, u64 va, u64 before)
{
	return FLAGS | (r->pa + into(r, va));
}

void prove_map(void)
{
	try_all(do_map, mapped);
}

static void do_map_repeat(struct agx_pt *pt, const struct range *r)
{
	agx_pt_map_repeat(pt, r->va, r->size, r->pa, PROT);
}

static u64 repeated(const struct range *r, u64 va, u64 before)
{
	return FLAGS | r->pa;
}

void prove_map_repeat(void)
{
	try_all(do_map_repeat, repeated);
}

static void do_unmap(struct agx_pt *pt, const struct range *r)
{
	agx_pt_unmap(pt, r->va, r->size);
}

static u64 unmapped(const struct range *r, u64 va, u64 before)
{
	return 0;
}

void prove_unmap(void)
{
	try_all(do_unmap, unmapped);
}

static void do_protect(struct agx_pt *pt, const struct range *r)
{
	agx_pt_protect(pt, r->va, r->size, AGX_PROT_GPU_SHARED_RO);
}

static u64 protected(const struct range *r, u64 va, u64 before)
{
	return before ? (before & ~PROT) | AGX_PROT_GPU_SHARED_RO : 0;
}

void prove_protect(void)
{
	try_all(do_protect, protected);
}

/* When memory runs out, what was there stays, and all is freed in the end. */
void prove_free_failed(void)
{
	for (u32 good = 0; good < ALLOCS_MAX; good++) {
		struct agx_pt *pt = new_pt();
		int ret;

		assume(!agx_pt_prepare(pt, 0, PAGE));
		agx_pt_map(pt, 0, PAGE, 0, PROT);
		good_allocs = good;
		ret = agx_pt_prepare(pt, 3 * PAGE, 2 * PAGE);
		prove(ret == (good < ALLOCS_MAX - 1 ? -ENOMEM : 0), "enough is enough");
		prove(agx_pt_lookup(pt, 0) == FLAGS, "what was mapped is");
		check_drop(pt);
	}
}
