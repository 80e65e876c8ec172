// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Page tables
 *
 * Three levels, of which only the last maps memory, and only in pages of
 * 16 KiB. Tables are added by agx_pt_prepare() and stay until the whole tree
 * goes, so that what maps and unmaps afterwards neither allocates nor fails.
 *
 * The root of the kernel's upper half belongs to the firmware, which has
 * entries of its own in it: such a tree owns one entry and what is below.
 *
 * Whoever uses a tree sees to it that nobody else does at the same time, and
 * that the hardware hears of entries that went away.
 */
#include "pt.h"
#include "mem.h"

#include "firmware/agx/uat.h"

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#define AGX_PT_LEAF	(AGX_UAT_LEVELS - 1)

struct agx_pt_table;
static void agx_pt_table_free(struct agx_pt_table *table);

OWNED(agx_pt_table, struct agx_pt_table, agx_pt_table_free)

/**
 * struct agx_pt_table - a table, with the tables below it
 */
struct agx_pt_table {
	/** @mem: the table; empty for a root that is the firmware's. */
	struct agx_mem_slot mem;
	/** @entries: what is in it. */
	u64 *entries;
	/** @level: where in the tree. */
	u32 level;
	/** @first: first entry that is the tree's. */
	u32 first;
	/** @count: number of them. */
	u32 count;
	/** @children: tables below; none in leaves. */
	struct agx_pt_table_slot children[];
};

/**
 * struct agx_pt - a tree
 */
struct agx_pt {
	/** @dev: the GPU. */
	struct device *dev;
	/** @root: first level. */
	struct agx_pt_table_slot root;
	/** @addr: where @root is. */
	u64 addr;
	/** @flags: what every entry of the last level has besides its protection. */
	u64 flags;
};

static u64 pt_span(u32 level)
{
	return 1ull << AGX_UAT_LEVEL_SHIFT(level);
}

static void agx_pt_table_free(struct agx_pt_table *table)
{
	/* One that got no memory has no children either. */
	u32 children = table->entries && table->level < AGX_PT_LEAF ? table->count : 0;

	for (u32 i = 0; i < children; i++) {
		WRITE_ONCE(table->entries[table->first + i], 0);
		agx_pt_table_clear(&table->children[i]);
	}

	agx_mem_clear(&table->mem);
	kvfree(table);
}

static int pt_table_alloc(u32 level, u32 first, u32 count, struct agx_pt_table_own *h)
	__cond_acquires(0, h)
{
	struct agx_pt_table_own table;
	int ret;

	ret = agx_pt_table_adopt(&table, kvzalloc_flex(struct agx_pt_table, children,
						       level < AGX_PT_LEAF ? count : 0,
						       GFP_KERNEL_ACCOUNT));
	if (ret)
		return ret;

	agx_pt_table_borrow(&table)->level = level;
	agx_pt_table_borrow(&table)->first = first;
	agx_pt_table_borrow(&table)->count = count;
	agx_pt_table_move(h, &table);
	return 0;
}

static int pt_table_create(struct device *dev, u32 level, struct agx_pt_table_own *h)
	__cond_acquires(0, h)
{
	struct agx_pt_table_own table;
	struct agx_mem_own mem;
	int ret;

	ret = pt_table_alloc(level, 0, agx_uat_entries(level), &table);
	if (ret)
		return ret;

	ret = agx_mem_create(dev, agx_uat_entries(level) * sizeof(u64), &mem);
	if (ret) {
		agx_pt_table_drop(&table);
		return ret;
	}

	agx_pt_table_borrow(&table)->entries = agx_mem_cpu(agx_mem_borrow(&mem));
	agx_mem_store(&agx_pt_table_borrow(&table)->mem, &mem);
	agx_pt_table_move(h, &table);
	return 0;
}

static int pt_create(struct device *dev, u64 flags, u64 addr, struct agx_pt_table_own *root,
		     struct agx_pt_own *h)
	__cond_acquires(0, h) __releases(root)
{
	struct agx_pt_own pt;
	int ret;

	ret = agx_pt_adopt(&pt, kzalloc_obj(struct agx_pt));
	if (ret) {
		agx_pt_table_drop(root);
		return ret;
	}

	agx_pt_borrow(&pt)->dev = dev;
	agx_pt_borrow(&pt)->flags = FIELD_PREP(AGX_PTE_TYPE, AGX_PTE_TYPE_VALID) | AGX_PTE_AF |
				    AGX_PTE_GPU_ACCESS | flags;
	agx_pt_borrow(&pt)->addr = addr;
	agx_pt_table_store(&agx_pt_borrow(&pt)->root, root);
	agx_pt_move(h, &pt);
	return 0;
}

/**
 * agx_pt_create() - create an empty tree
 * @dev: the GPU
 * @flags: bits that all mappings have, AGX_PTE_NG for a user's
 * @h: the tree
 *
 * Return: 0 or -ENOMEM.
 */
int agx_pt_create(struct device *dev, u64 flags, struct agx_pt_own *h)
{
	struct agx_pt_table_own root;
	int ret;

	ret = pt_table_create(dev, 0, &root);
	if (ret)
		return agx_pt_adopt(h, ERR_PTR(ret));

	return pt_create(dev, flags, agx_mem_addr(agx_mem_peek(&agx_pt_table_borrow(&root)->mem)),
			 &root, h);
}

/**
 * agx_pt_create_shared() - create a tree below one entry of the firmware's root
 * @dev: the GPU
 * @root: the root, outlives the tree
 * @addr: physical address of @root
 * @entry: index of the entry
 * @h: the tree
 *
 * Return: 0 or -ENOMEM.
 */
int agx_pt_create_shared(struct device *dev, u64 *root, u64 addr, u32 entry,
			 struct agx_pt_own *h)
{
	struct agx_pt_table_own table;
	int ret;

	ret = pt_table_alloc(0, entry, 1, &table);
	if (ret)
		return agx_pt_adopt(h, ERR_PTR(ret));

	agx_pt_table_borrow(&table)->entries = root;
	return pt_create(dev, 0, addr, &table, h);
}

/**
 * agx_pt_free() - release a tree; use agx_pt_drop()
 * @pt: tree that the hardware does not use any more
 */
void agx_pt_free(struct agx_pt *pt)
{
	agx_pt_table_clear(&pt->root);
	kfree(pt);
}

/**
 * agx_pt_root() - where a tree begins
 * @pt: tree
 *
 * Return: physical address of the root.
 */
u64 agx_pt_root(const struct agx_pt *pt)
{
	return pt->addr;
}

/* Where the table below the entry for @va is, or would be; NULL if the entry is not the tree's. */
static struct agx_pt_table_slot *pt_child(struct agx_pt_table *table, u64 va)
{
	u32 index = agx_uat_index(table->level, va);

	if (index - table->first >= table->count)
		return NULL;

	return &table->children[index - table->first];
}

static int pt_add_child(struct agx_pt *pt, struct agx_pt_table *table, u64 va,
			struct agx_pt_table_slot *slot)
{
	struct agx_pt_table_own child;
	u64 addr;
	int ret;

	if (agx_pt_table_peek(slot))
		return 0;

	ret = pt_table_create(pt->dev, table->level + 1, &child);
	if (ret)
		return ret;

	addr = agx_mem_addr(agx_mem_peek(&agx_pt_table_borrow(&child)->mem));
	agx_pt_table_store(slot, &child);
	/* The hardware must find an empty table, not what was there before. */
	fw_wmb();
	WRITE_ONCE(table->entries[agx_uat_index(table->level, va)],
		   addr | FIELD_PREP(AGX_PTE_TYPE, AGX_PTE_TYPE_VALID));
	return 0;
}

static int pt_add_tables(struct agx_pt *pt, u64 va)
{
	struct agx_pt_table *table = agx_pt_table_peek(&pt->root);
	struct agx_pt_table_slot *slot;
	int ret;

	while (table->level < AGX_PT_LEAF) {
		slot = pt_child(table, va);
		if (!slot)
			return -EINVAL;

		ret = pt_add_child(pt, table, va, slot);
		if (ret)
			return ret;

		table = agx_pt_table_peek(slot);
	}

	return 0;
}

/**
 * agx_pt_prepare() - add the tables that a range needs
 * @pt: tree
 * @va: where, aligned to GPU pages
 * @size: bytes, whole GPU pages
 *
 * Return: 0; -ENOMEM; -EINVAL if the range is not the tree's.
 */
int agx_pt_prepare(struct agx_pt *pt, u64 va, u64 size)
{
	u64 span = pt_span(AGX_PT_LEAF - 1);
	u64 end = va + size;
	int ret = 0;

	for (; !ret && va < end; va = ALIGN(va + 1, span))
		ret = pt_add_tables(pt, va);
	return ret;
}

/* The entry for @va in the last level, or NULL if there is no table. */
static u64 *pt_leaf(struct agx_pt *pt, u64 va)
{
	struct agx_pt_table *table = agx_pt_table_peek(&pt->root);
	struct agx_pt_table_slot *slot;

	while (table && table->level < AGX_PT_LEAF) {
		slot = pt_child(table, va);
		table = slot ? agx_pt_table_peek(slot) : NULL;
	}

	return table ? &table->entries[agx_uat_index(AGX_PT_LEAF, va)] : NULL;
}

/*
 * Entries from that of @va up to the end of its table or of the range, whatever
 * comes first. NULL if there are none.
 */
static u64 *pt_run(struct agx_pt *pt, u64 va, u64 end, u64 *next)
{
	*next = min(end, ALIGN(va + 1, pt_span(AGX_PT_LEAF - 1)));
	return pt_leaf(pt, va);
}

static void pt_write(struct agx_pt *pt, u64 va, u64 size, u64 pa, u64 step, u64 prot)
{
	u64 end = va + size, next;
	u64 *pte;

	for (; va < end; va = next) {
		pte = pt_run(pt, va, end, &next);
		if (WARN_ON_ONCE(!pte))
			continue;

		for (u64 at = va; at < next; at += AGX_UAT_PAGE_SIZE, pa += step)
			WRITE_ONCE(*pte++, (pa & AGX_PTE_ADDR) | prot | pt->flags);
	}
}

/**
 * agx_pt_map() - map contiguous memory
 * @pt: tree
 * @va: where; prepared
 * @size: bytes, whole GPU pages
 * @pa: physical address, aligned to GPU pages
 * @prot: one of AGX_PROT_*
 */
void agx_pt_map(struct agx_pt *pt, u64 va, u64 size, u64 pa, u64 prot)
{
	pt_write(pt, va, size, pa, AGX_UAT_PAGE_SIZE, prot);
}

/**
 * agx_pt_map_repeat() - map one page all over a range
 * @pt: tree
 * @va: where; prepared
 * @size: bytes, whole GPU pages
 * @pa: physical address of the page
 * @prot: one of AGX_PROT_*
 */
void agx_pt_map_repeat(struct agx_pt *pt, u64 va, u64 size, u64 pa, u64 prot)
{
	pt_write(pt, va, size, pa, 0, prot);
}

/**
 * agx_pt_protect() - change what mappings allow
 * @pt: tree
 * @va: where
 * @size: bytes, whole GPU pages
 * @prot: one of AGX_PROT_*
 *
 * What is not mapped stays so.
 */
void agx_pt_protect(struct agx_pt *pt, u64 va, u64 size, u64 prot)
{
	u64 end = va + size, next;
	u64 *pte;

	for (; va < end; va = next) {
		pte = pt_run(pt, va, end, &next);
		for (u64 at = va; pte && at < next; at += AGX_UAT_PAGE_SIZE, pte++) {
			if (*pte)
				WRITE_ONCE(*pte, (*pte & AGX_PTE_ADDR) | prot | pt->flags);
		}
	}
}

/**
 * agx_pt_unmap() - remove mappings
 * @pt: tree
 * @va: where
 * @size: bytes, whole GPU pages; may have holes
 */
void agx_pt_unmap(struct agx_pt *pt, u64 va, u64 size)
{
	u64 end = va + size, next;
	u64 *pte;

	for (; va < end; va = next) {
		pte = pt_run(pt, va, end, &next);
		for (u64 at = va; pte && at < next; at += AGX_UAT_PAGE_SIZE)
			WRITE_ONCE(*pte++, 0);
	}
}

/**
 * agx_pt_lookup() - what an address is mapped to
 * @pt: tree
 * @va: address
 *
 * Return: the entry, 0 if nothing is mapped.
 */
u64 agx_pt_lookup(struct agx_pt *pt, u64 va)
{
	u64 *pte = pt_leaf(pt, va);

	return pte ? *pte : 0;
}
