/* SPDX-License-Identifier: MIT */
/*
 * What nova's pt.c and the card's walk.c need of the rest, after both. Counts
 * memory of tables, and sees that none is freed twice.
 */
#ifndef NOVA_PT_MODEL_H
#define NOVA_PT_MODEL_H

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
	bool is_there;
};

fw_assert_offset(struct sized_table, entries, offsetof(struct nova_pt_table, entries));

#include "sized_table.h"

/* PD4 to PD0, and two leaves with two tables each. */
#define INSTS		9
#define INST_BASE	0x100000ull
#define WORDS		4
/* More than are ever needed. */
#define ALLOCS		99

struct nova_inst {
	u64 addr;
	u64 word[WORDS];
	bool is_there;
};

int shim_fail_after = -1;
long shim_allocations;

/* Where the harness has them. */
static struct nova_inst *inst_at(u32 i);
/* Counts those that were made and those that there are. */
static u32 num_insts, live_insts;
/* The MMU knows nothing that was written over since. */
static bool is_flushed;

int nova_inst_create(struct nova_device *nova, u32 size, struct nova_inst_own *h)
{
	struct nova_inst *inst;

	if (alloc_fails())
		return nova_inst_adopt(h, NULL);

	prove(num_insts < INSTS, "no more tables than there must be");
	inst = inst_at(num_insts);
	inst->addr = INST_BASE + num_insts++ * PAGE;
	inst->is_there = true;
	for (u32 i = 0; i < WORDS; i++)
		inst->word[i] = 0;
	live_insts++;
	return nova_inst_adopt(h, inst);
}

void nova_inst_free(struct nova_inst *inst)
{
	prove(inst->is_there, "a table is freed once");
	prove(is_flushed, "the MMU has forgotten it");
	inst->is_there = false;
	live_insts--;
}

u64 nova_inst_addr(const struct nova_inst *inst)
{
	return inst->addr;
}

void nova_inst_wr64(struct nova_inst *inst, u32 offset, u64 val)
{
	prove(offset % 8 == 0 && offset / 8 < WORDS, "entries are in their table");
	prove(inst->is_there, "what is written is there");
	inst->word[offset / 8] = val;
	is_flushed = false;
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
	is_flushed = true;
	return 0;
}

bool mem_read(struct mem *mem, enum aperture aperture, uint64_t addr, void *buf, size_t len)
{
	u64 i = (addr - INST_BASE) / PAGE, word = addr % PAGE / 8;

	prove(aperture == APERTURE_VIDEO && i < num_insts && inst_at(i)->is_there,
	      "entries point to tables");
	*(u64 *)buf = inst_at(i)->word[word];
	if (len == 16)
		((u64 *)buf)[1] = inst_at(i)->word[word + 1];
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

	num_insts = live_insts = live_tables = 0;
	good_allocs = ALLOCS;
	assume(!nova_pt_create(NULL, &own));
	return own.__p;
}

#define PTE	nova_pte(NV_MMU_KIND_GENERIC, 0)

static struct nova_pt_table *pd0_of(struct nova_pt *pt)
{
	struct nova_pt_table *dir = pt->root.__p;

	while (dir->level != NV_MMU_V3_PD0)
		dir = dir->entries[0].child.__p;
	return dir;
}

#endif
