// SPDX-License-Identifier: MIT
/*
 * nova's page tables: what the driver's pt.c writes is what the card's walk.c finds.
 *
 * Bounds: trees for 8 small pages: 2 huge pages of 2 big pages of 2 small pages, below directories
 * of one entry; physical addresses of 28 bits. prove_change() makes one change of any part of a
 * huge page whose tables are all there, with anything in them: since what a change relies on holds
 * after it, that is any number of changes. prove_tables_*() try ranges of up to 5 pages in turn, on
 * new trees, and see that what was prepared is enough for them and for a hole in their middle. Locks are not
 * modelled (CBMC does not know cleanup functions), and no table is freed; pt_test frees them.
 *
 * instrument: --replace-calls nova_pt_table_free:must_not_free
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 * cbmc: --unwind 12 --object-bits 12 --unwindset nova_inst_fill64.0:3,nova_pt_write_small.0:3,nova_pt_set_leaf.0:3
 */
#include "tests/cbmc/cbmc.h"

#include "firmware/nv/mmu_v3.h"

#undef guard
#undef scoped_guard
#define guard(kind) ignore_lock
#define scoped_guard(kind, lock) if (1)
#define ignore_lock(lock) (void)(lock)

/* Allocations are good or NULL. */
#undef IS_ERR_OR_NULL
#define IS_ERR_OR_NULL(p) (!(p))
#undef kzalloc_obj
#undef kvzalloc_flex
#define kzalloc_obj(type) ((type *)__CPROVER_allocate(sizeof(type), 1))
#define kvzalloc_flex(type, member, count) ((type *)new_table(count))
#undef kvfree
#define kvfree(p) (void)(p)
static void *new_table(u32 entries);

/* A small tree. */
#define PAGE		0x1000ull
#define PAGES		8
#undef SZ_64K
#undef SZ_2M
#undef U16_MAX
#define SZ_64K		0x2000
#define SZ_2M		0x4000
#define U16_MAX		3
#undef NV_MMU_V3_VA_BITS
#define NV_MMU_V3_VA_BITS	15

static struct nv_mmu_v3_fmt small_fmt(enum nv_mmu_v3_level level)
{
	switch (level) {
	case NV_MMU_V3_PD0:
		return (struct nv_mmu_v3_fmt){ 14, 1, 16, true };
	case NV_MMU_V3_PT_BIG:
		return (struct nv_mmu_v3_fmt){ 13, 1, 8, true };
	case NV_MMU_V3_PT_SMALL:
		return (struct nv_mmu_v3_fmt){ 12, 2, 8, true };
	default:
		return (struct nv_mmu_v3_fmt){ 15, 0, 8, false };
	}
}

static u32 small_index(enum nv_mmu_v3_level level, u64 va)
{
	return (u32)(va >> small_fmt(level).shift) & ((1u << small_fmt(level).bits) - 1);
}

#define nv_mmu_v3_fmt(level) small_fmt(level)
#define nv_mmu_v3_index small_index

#include "drm/nova/mmu/pt.c"
#undef walk
#include "emu/gsp-card/walk.c"

/* A struct nova_pt_table whose entries CBMC can count. */
struct sized_table {
	struct nova_pt_table *parent;
	u16 index;
	u8 level;
	u16 used;
	struct list_head idle;
	struct nova_pt_table_slot next;
	struct nova_inst_slot hw, hw_small;
	struct nova_pt_entry entries[2];
};

fw_assert_offset(struct sized_table, entries, offsetof(struct nova_pt_table, entries));

/* PD4 to PD0, and two leaves with two tables each. */
#define INSTS		9
#define INST_BASE	0x100000ull
#define WORDS		4

struct nova_inst {
	u64 addr;
	u64 word[WORDS];
};

int shim_fail_after = -1;
long shim_allocations;

static struct nova_inst *insts[INSTS];
static u32 num_insts;

static void *new_table(u32 entries)
{
	return __CPROVER_allocate(sizeof(struct sized_table), 1);
}

void must_not_free(struct nova_pt_table *table)
{
	prove(false, "no table is freed");
}

int nova_inst_create(struct nova_device *nova, u32 size, struct nova_inst_own *h)
{
	struct nova_inst *inst = __CPROVER_allocate(sizeof(*inst), 1);

	prove(num_insts < INSTS, "no more tables than there must be");
	inst->addr = INST_BASE + num_insts * PAGE;
	insts[num_insts++] = inst;
	return nova_inst_adopt(h, inst);
}

void nova_inst_free(struct nova_inst *inst)
{
	prove(false, "nothing is freed");
}

u64 nova_inst_addr(const struct nova_inst *inst)
{
	return inst->addr;
}

void nova_inst_wr64(struct nova_inst *inst, u32 offset, u64 val)
{
	prove(offset % 8 == 0 && offset / 8 < WORDS, "entries are in their table");
	inst->word[offset / 8] = val;
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
	return 0;
}

int nova_mmu_invalidate(struct nova_device *nova, u64 pdb)
{
	return 0;
}

bool mem_read(struct mem *mem, enum aperture aperture, uint64_t addr, void *buf, size_t len)
{
	u64 i = (addr - INST_BASE) / PAGE;
	const u64 *words;

	prove(aperture == APERTURE_VIDEO && i < num_insts, "entries point to tables");
	words = &insts[i]->word[addr % PAGE / 8];
	*(u64 *)buf = words[0];
	if (len == 16)
		((u64 *)buf)[1] = words[1];
	return true;
}

const char *aperture_name(enum aperture aperture)
{
	return "";
}

void violation(struct card *card, const char *fmt, ...)
{
	prove(false, "no violation");
}

/* The entry that the card finds for the small page at an address, or 0. */
static u64 find(struct nova_pt *pt, u64 va)
{
	struct walker walker = { 0 };
	struct mmu_space space = { .aperture = APERTURE_VIDEO, .pdb = nova_pt_root(pt) };
	struct walk found = { 0 };

	walk(&walker, &space, va, &found);
	if (!found.found)
		return 0;
	if (found.sparse)
		return nv_mmu_v3_pte_sparse();
	return (found.entry.pte & ~NV_MMU_V3_PTE_ADDR) | walk_pa(&found, va & ~(PAGE - 1));
}

static struct nova_pt *new_pt(void)
{
	struct nova_pt_own own;

	num_insts = 0;
	assume(!nova_pt_create(NULL, &own));
	return own.__p;
}

/* Over the border of huge pages, from wherever a range begins. */
#define COUNT_MAX	5

#define PTE	nova_pte(NV_MMU_KIND_GENERIC, 0)

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

static struct nova_pt_table *pd0_of(struct nova_pt *pt)
{
	struct nova_pt_table *dir = pt->root.__p;

	while (dir->level != NV_MMU_V3_PD0)
		dir = dir->entries[0].child.__p;
	return dir;
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

/* Ranges that begin in the first huge page, with a hole of a page in them. */
static void try_all(u64 pte)
{
	for (u32 first = 0; first < PAGES / 2; first++) {
		for (u32 count = 1; count <= COUNT_MAX; count++) {
			struct nova_pt *pt = new_pt();

			set_model(0, PAGES, 0);
			nova_pt_begin(pt);
			change(pt, first, count, pte);
			change(pt, first + count / 2, 1, 0);
			check_model(pt);
		}
	}
}

void prove_tables_huge(void)
{
	try_all(PTE | 0x4000000);
}

void prove_tables_small(void)
{
	try_all(PTE | (0x4000000 + SZ_4K));
}

void prove_tables_sparse(void)
{
	try_all(nv_mmu_v3_pte_sparse());
}
