// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Page tables
 *
 * A tree of five levels of directories (PD4 to PD0) and, below an entry of
 * PD0, up to two tables that share the same 2 MiB: one of 32 big pages (64K)
 * and one of 512 small pages (4K). An entry of PD0 can also be a 2 MiB page.
 *
 * The MMU looks at the big table first. Its entry is either a page, or sparse,
 * or says that no small page is valid there, or is zero: look at the small one.
 *
 * The tree is mirrored in system memory, because reading VRAM back is slow. The
 * mirror remembers which entry is what, so that a part of a big page can be
 * replaced: the big page is then written again in smaller pages.
 *
 * Jobs that change page tables run while somebody waits for their fence, so
 * they must not allocate. Hence two phases. Between nova_pt_begin() and
 * nova_pt_end() no table is freed, the prepare functions add every table that
 * the change may need, and the change itself only writes entries. An address
 * whose tables were prepared may have been given other entries in the meantime,
 * by jobs that came earlier: what was prepared is enough for any of them.
 *
 * Formats: nouveau, nvhw/ref/gh100/dev_mmu.h and nvkm/subdev/mmu/vmmgh100.c.
 */

#include "pt.h"
#include "mmu.h"
#include "../nova_instmem.h"

#include "drm/own/order.h"
#include "firmware/nv/mmu_v3.h"

#include <linux/bitops.h>
#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include <linux/slab.h>

/* Below PD0, what an entry of the big table spans; its small pages are bits of the entry. */
#define NOVA_PT_LEAF		NV_MMU_V3_PT_BIG

#define NOVA_PT_SMALL		SZ_4K
#define NOVA_PT_BIG		SZ_64K
#define NOVA_PT_HUGE		SZ_2M
#define NOVA_PT_SMALL_PER_BIG	(NOVA_PT_BIG / NOVA_PT_SMALL)

struct nova_pt_table;
static void nova_pt_table_free(struct nova_pt_table *table);

OWNED(nova_pt_table, struct nova_pt_table, nova_pt_table_free)

/**
 * struct nova_pt_entry - mirror of an entry
 *
 * In use if @pte is set or there is a @child; in leaves if @pte or @small is.
 */
struct nova_pt_entry {
	/** @pte: page or sparse entry, or 0. In PD0 it hides @child, above PD0 it excludes it. */
	u64 pte;
	union {
		/** @child: table below, in directories. */
		struct nova_pt_table_slot child;
		/** @small: one bit for each small page in use, in leaves. */
		u16 small;
	};
};

/**
 * struct nova_pt_table - a directory, or the pair of tables below a PD0 entry
 */
struct nova_pt_table {
	/** @parent: directory that points here; NULL at the root. */
	struct nova_pt_table *parent;
	/** @index: entry of @parent that points here. */
	u16 index;
	/** @level: where in the tree. */
	u8 level;
	/** @used: entries (in leaves: pages of either size) in use. */
	u16 used;
	/** @idle: on the tree's list of tables that may have become useless. */
	struct list_head idle;
	/** @next: next table that waits to be freed. */
	struct nova_pt_table_slot next;
	/** @hw: the directory; in leaves the table of big pages, if there is one. */
	struct nova_inst_slot hw;
	/** @hw_small: in leaves, the table of small pages, if there is one. */
	struct nova_inst_slot hw_small;
	/** @entries: as many as the level has. */
	struct nova_pt_entry entries[];
};

/**
 * struct nova_pt - a tree
 */
struct nova_pt {
	/** @nova: device. */
	struct nova_device *nova;
	/**
	 * @prepare_lock: held while tables are added and removed. Memory is
	 * allocated under it.
	 */
	struct mutex prepare_lock;
	/**
	 * @lock: protects entries, and links between tables. Taken while fences
	 * are being signalled: nothing is allocated under it.
	 */
	struct mutex lock __acquired_after(prepare_lock);
	/** @root: PD4. */
	struct nova_pt_table_slot root;
	/** @preparations: number of nova_pt_begin() without nova_pt_end(). */
	u32 preparations __guarded_by(&lock);
	/** @idle: tables that may be useless; see nova_pt_end(). */
	struct list_head idle __guarded_by(&lock);
};

static u64 nova_pt_span(const struct nova_pt_table *table)
{
	return 1ull << nv_mmu_v3_fmt(table->level).shift;
}

static u32 nova_pt_count(const struct nova_pt_table *table)
{
	return 1u << nv_mmu_v3_fmt(table->level).bits;
}

static struct nova_pt_entry *nova_pt_entry(struct nova_pt_table *table, u64 va)
{
	return &table->entries[nv_mmu_v3_index(table->level, va)];
}

/* Where the entry that covers @va ends, or the range does. */
static u64 nova_pt_next(const struct nova_pt_table *table, u64 va, u64 end)
{
	return min(end, ALIGN(va + 1, nova_pt_span(table)));
}

static bool nova_pt_is_whole(const struct nova_pt_table *table, u64 va, u64 end)
{
	return end - va == nova_pt_span(table);
}

static bool nova_pte_is_valid(u64 pte)
{
	return pte & NV_MMU_V3_PTE_VALID;
}

/* The entry for the page @bytes further on. */
static u64 nova_pte_advance(u64 pte, u64 bytes)
{
	return nova_pte_is_valid(pte) ? pte + bytes : pte;
}

/* Whether a page of @size can be at @pte; holes can have any size. */
static bool nova_pte_fits(u64 pte, u64 size)
{
	return !nova_pte_is_valid(pte) || IS_ALIGNED(pte & NV_MMU_V3_PTE_ADDR, size);
}

/**
 * nova_pte() - make the entry of a page at address 0
 * @kind: storage kind, NV_MMU_KIND_*
 * @flags: NOVA_PTE_*
 *
 * System memory is coherent and not cached by the GPU, as in nouveau.
 *
 * Return: the entry, to be given to nova_pt_map().
 */
u64 nova_pte(u8 kind, u32 flags)
{
	u32 aperture = NV_MMU_V3_PTE_APERTURE_VIDMEM;
	u32 pcf = NV_MMU_V3_PTE_PCF_ACD;

	if (flags & NOVA_PTE_SYSTEM) {
		aperture = NV_MMU_V3_PTE_APERTURE_SYSMEM_COH;
		pcf |= NV_MMU_V3_PTE_PCF_UNCACHED;
	}
	if (flags & NOVA_PTE_PRIVILEGED)
		pcf |= NV_MMU_V3_PTE_PCF_PRIVILEGE;
	if (flags & NOVA_PTE_READ_ONLY)
		pcf |= NV_MMU_V3_PTE_PCF_RO;

	return nv_mmu_v3_pte(aperture, 0, pcf, kind);
}

/*
 * Entries of the hardware.
 */

static u64 nova_pt_pde(const struct nova_inst *inst)
{
	return inst ? nv_mmu_v3_pde(NV_MMU_V3_PDE_APERTURE_VIDMEM, nova_inst_addr(inst)) : 0;
}

static u64 nova_pt_pde_big(const struct nova_inst *inst)
{
	return inst ? nv_mmu_v3_dual_pde_big(NV_MMU_V3_PDE_APERTURE_VIDMEM,
					     nova_inst_addr(inst)) : 0;
}

/* The half of a dual entry that makes the MMU look at the other half goes last. */
static void nova_pt_write_dual(struct nova_inst *hw, u32 index, u64 big, u64 small)
{
	u32 offset = index * nv_mmu_v3_fmt(NV_MMU_V3_PD0).entry_size;

	if (nova_pte_is_valid(big)) {
		nova_inst_wr64(hw, offset, big);
		nova_instmem_order();
		nova_inst_wr64(hw, offset + 8, small);
	} else {
		nova_inst_wr64(hw, offset + 8, small);
		nova_instmem_order();
		nova_inst_wr64(hw, offset, big);
	}
}

static struct nova_pt_table *nova_pt_child(struct nova_pt *pt, struct nova_pt_entry *entry)
	__must_hold(&pt->lock)
{
	return nova_pt_table_peek(&entry->child);
}

static void nova_pt_write_entry(struct nova_pt_table *table, struct nova_pt_entry *entry)
{
	struct nova_pt_table *child = nova_pt_table_peek(&entry->child);
	struct nova_inst *hw = nova_inst_peek(&table->hw);
	u32 index = entry - table->entries;

	if (table->level != NV_MMU_V3_PD0)
		nova_inst_wr64(hw, index * 8, child ? nova_pt_pde(nova_inst_peek(&child->hw)) :
						      entry->pte);
	else if (entry->pte || !child)
		nova_pt_write_dual(hw, index, entry->pte, 0);
	else
		nova_pt_write_dual(hw, index, nova_pt_pde_big(nova_inst_peek(&child->hw)),
				   nova_pt_pde(nova_inst_peek(&child->hw_small)));
}

/* The MMU must find the contents of a table before it finds the table. */
static void nova_pt_publish(struct nova_pt *pt, struct nova_pt_table *dir,
			    struct nova_pt_entry *entry)
	__must_hold(&pt->lock)
{
	nova_instmem_flush(pt->nova);
	nova_pt_write_entry(dir, entry);
}

static u64 nova_pt_big_value(const struct nova_pt_entry *entry)
{
	if (entry->pte)
		return entry->pte;
	if (entry->small)
		return 0;

	return FIELD_PREP(NV_MMU_V3_PTE_PCF, (u64)NV_MMU_V3_PTE_PCF_NO_VALID_4KB_PAGE);
}

static void nova_pt_write_big(struct nova_pt_table *leaf, struct nova_pt_entry *entry)
{
	struct nova_inst *hw = nova_inst_peek(&leaf->hw);

	if (hw)
		nova_inst_wr64(hw, (entry - leaf->entries) * 8, nova_pt_big_value(entry));
}

static void nova_pt_write_small(struct nova_pt_table *leaf, struct nova_pt_entry *entry,
				u32 first, u32 count, u64 pte)
{
	struct nova_inst *hw = nova_inst_peek(&leaf->hw_small);
	u32 index = (entry - leaf->entries) * NOVA_PT_SMALL_PER_BIG + first;

	if (!nova_pte_is_valid(pte)) {
		nova_inst_fill64(hw, index * 8, pte, count);
		return;
	}

	for (u32 i = 0; i < count; i++)
		nova_inst_wr64(hw, (index + i) * 8, pte + i * (u64)NOVA_PT_SMALL);
}

/*
 * Changes of the mirror. They keep count of what is in use; a table in which
 * nothing is any more waits for nova_pt_end().
 */

static void nova_pt_count_use(struct nova_pt *pt, struct nova_pt_table *table, int change)
	__must_hold(&pt->lock)
{
	table->used += change;
	if (!table->used && list_empty(&table->idle))
		list_add_tail(&table->idle, &pt->idle);
}

static u32 nova_pt_leaf_entry_use(const struct nova_pt_entry *entry)
{
	return hweight16(entry->small) + !!entry->pte;
}

/* Gives a big page's worth of addresses one entry of the big table. */
static void nova_pt_set_big(struct nova_pt *pt, struct nova_pt_table *leaf,
			    struct nova_pt_entry *entry, u64 pte)
	__must_hold(&pt->lock)
{
	u32 used = nova_pt_leaf_entry_use(entry);
	u16 small = entry->small;

	if (!used && !pte)
		return;

	entry->pte = pte;
	entry->small = 0;
	nova_pt_write_big(leaf, entry);
	if (small)
		nova_pt_write_small(leaf, entry, 0, NOVA_PT_SMALL_PER_BIG, 0);

	nova_pt_count_use(pt, leaf, (int)nova_pt_leaf_entry_use(entry) - (int)used);
}

/* Gives some of a big page's worth of addresses entries of the small table. */
static void nova_pt_set_small(struct nova_pt *pt, struct nova_pt_table *leaf,
			      struct nova_pt_entry *entry, u32 first, u32 count, u64 pte)
	__must_hold(&pt->lock)
{
	u16 mask = GENMASK(first + count - 1, first);
	u32 used = nova_pt_leaf_entry_use(entry);
	u64 big = entry->pte;

	if (!pte && !big && !(entry->small & mask))
		return;

	if (WARN_ON_ONCE(!nova_inst_peek(&leaf->hw_small)))
		return;

	/* What remains of a big page is written again in small ones. */
	if (big) {
		nova_pt_write_small(leaf, entry, 0, NOVA_PT_SMALL_PER_BIG, big);
		entry->small = U16_MAX;
		entry->pte = 0;
	}

	nova_pt_write_small(leaf, entry, first, count, pte);
	entry->small = pte ? entry->small | mask : entry->small & ~mask;
	nova_instmem_order();
	nova_pt_write_big(leaf, entry);
	nova_pt_count_use(pt, leaf, (int)nova_pt_leaf_entry_use(entry) - (int)used);
}

/* Sets what is in [@va, @end) of the 2 MiB that a leaf covers. */
static void nova_pt_set_leaf(struct nova_pt *pt, struct nova_pt_table *leaf,
			     u64 va, u64 end, u64 pte)
	__must_hold(&pt->lock)
{
	bool has_big = nova_inst_peek(&leaf->hw);
	u64 next;

	for (; va < end; pte = nova_pte_advance(pte, next - va), va = next) {
		struct nova_pt_entry *entry = nova_pt_entry(leaf, va);

		next = nova_pt_next(leaf, va, end);
		if (has_big && nova_pt_is_whole(leaf, va, next) && nova_pte_fits(pte, NOVA_PT_BIG))
			nova_pt_set_big(pt, leaf, entry, pte);
		else
			nova_pt_set_small(pt, leaf, entry,
					  (va % NOVA_PT_BIG) / NOVA_PT_SMALL,
					  (next - va) / NOVA_PT_SMALL, pte);
	}
}

static void nova_pt_clear_leaf(struct nova_pt *pt, struct nova_pt_table *leaf)
	__must_hold(&pt->lock)
{
	if (leaf->used)
		nova_pt_set_leaf(pt, leaf, 0, NOVA_PT_HUGE, 0);
}

/* Sets the whole of an entry that has no directory below it. */
static void nova_pt_set_entry(struct nova_pt *pt, struct nova_pt_table *dir,
			      struct nova_pt_entry *entry, u64 pte)
	__must_hold(&pt->lock)
{
	struct nova_pt_table *leaf = nova_pt_child(pt, entry);
	bool used = entry->pte || leaf;

	if (entry->pte == pte && !leaf)
		return;

	entry->pte = pte;
	if (pte) {
		/* The page hides the leaf, which is cleared for its next use. */
		nova_pt_write_entry(dir, entry);
		if (leaf)
			nova_pt_clear_leaf(pt, leaf);
	} else {
		if (leaf)
			nova_pt_clear_leaf(pt, leaf);
		nova_pt_write_entry(dir, entry);
	}

	nova_pt_count_use(pt, dir, (int)(pte || leaf) - (int)used);
}

/* Writes a 2 MiB entry again in smaller pages, so that a part of it can be changed. */
static void nova_pt_split(struct nova_pt *pt, struct nova_pt_table *dir,
			  struct nova_pt_entry *entry)
	__must_hold(&pt->lock)
{
	u64 pte = entry->pte;

	if (!pte)
		return;

	nova_pt_set_leaf(pt, nova_pt_child(pt, entry), 0, NOVA_PT_HUGE, pte);
	entry->pte = 0;
	nova_pt_publish(pt, dir, entry);
}

static void nova_pt_set_pd0(struct nova_pt *pt, struct nova_pt_table *dir,
			    struct nova_pt_entry *entry, u64 va, u64 end, u64 pte)
	__must_hold(&pt->lock)
{
	struct nova_pt_table *leaf = nova_pt_child(pt, entry);

	if (nova_pt_is_whole(dir, va, end) && nova_pte_fits(pte, NOVA_PT_HUGE)) {
		nova_pt_set_entry(pt, dir, entry, pte);
	} else if (leaf) {
		nova_pt_split(pt, dir, entry);
		nova_pt_set_leaf(pt, leaf, va, end, pte);
	} else {
		WARN_ON_ONCE(entry->pte != pte);
	}
}

/* Sets an entry that has no directory below, which only holes can do without. */
static void nova_pt_set_hole(struct nova_pt *pt, struct nova_pt_table *dir,
			     struct nova_pt_entry *entry, u64 va, u64 end, u64 pte)
	__must_hold(&pt->lock)
{
	if (entry->pte == pte)
		return;

	if (!WARN_ON_ONCE(nova_pte_is_valid(pte) || !nova_pt_is_whole(dir, va, end)))
		nova_pt_set_entry(pt, dir, entry, pte);
}

static void nova_pt_set_dir(struct nova_pt *pt, struct nova_pt_table *dir,
			    u64 va, u64 end, u64 pte)
	__must_hold(&pt->lock)
{
	u64 next;

	for (; va < end; pte = nova_pte_advance(pte, next - va), va = next) {
		struct nova_pt_entry *entry = nova_pt_entry(dir, va);
		struct nova_pt_table *child = nova_pt_child(pt, entry);

		next = nova_pt_next(dir, va, end);
		if (dir->level == NV_MMU_V3_PD0)
			nova_pt_set_pd0(pt, dir, entry, va, next, pte);
		else if (child)
			nova_pt_set_dir(pt, child, va, next, pte);
		else
			nova_pt_set_hole(pt, dir, entry, va, next, pte);
	}
}

static bool nova_pt_range_ok(u64 va, u64 size)
{
	return size && IS_ALIGNED(va | size, NOVA_PT_SMALL) &&
	       va < BIT_ULL(NV_MMU_V3_VA_BITS) && size <= BIT_ULL(NV_MMU_V3_VA_BITS) - va;
}

static void nova_pt_set(struct nova_pt *pt, u64 va, u64 size, u64 pte)
{
	if (WARN_ON_ONCE(!nova_pt_range_ok(va, size)))
		return;

	guard(mutex)(&pt->lock);
	nova_pt_set_dir(pt, nova_pt_table_peek(&pt->root), va, va + size, pte);
}

/**
 * nova_pt_map() - map a contiguous piece of memory
 * @pt: page tables
 * @va: address, a multiple of 4 KiB
 * @size: bytes, a multiple of 4 KiB
 * @pa: VRAM or bus address, a multiple of 4 KiB
 * @pte: the rest of the entry, from nova_pte()
 *
 * Replaces what was there. The range was prepared by nova_pt_prepare_map() and
 * its ends by nova_pt_prepare_edges(). Allocates nothing. The hardware sees the
 * change after nova_pt_flush().
 */
void nova_pt_map(struct nova_pt *pt, u64 va, u64 size, u64 pa, u64 pte)
{
	nova_pt_set(pt, va, size, pte | pa);
}

/**
 * nova_pt_map_sparse() - make a range sparse: reads give zero, writes vanish
 * @pt: page tables
 * @va: address, a multiple of 4 KiB
 * @size: bytes, a multiple of 4 KiB
 *
 * Replaces what was there. The ends of the range were prepared by
 * nova_pt_prepare_edges(). Otherwise like nova_pt_map().
 */
void nova_pt_map_sparse(struct nova_pt *pt, u64 va, u64 size)
{
	nova_pt_set(pt, va, size, nv_mmu_v3_pte_sparse());
}

/**
 * nova_pt_unmap() - make a range invalid
 * @pt: page tables
 * @va: address, a multiple of 4 KiB
 * @size: bytes, a multiple of 4 KiB
 *
 * The ends of the range were prepared by nova_pt_prepare_edges(), unless they
 * are the ends of what is mapped there. Otherwise like nova_pt_map().
 */
void nova_pt_unmap(struct nova_pt *pt, u64 va, u64 size)
{
	nova_pt_set(pt, va, size, 0);
}

/**
 * nova_pt_flush() - let the hardware see all changes
 * @pt: page tables
 *
 * Return: 0 or -ETIMEDOUT when the card does not answer.
 */
int nova_pt_flush(struct nova_pt *pt)
{
	nova_instmem_flush(pt->nova);
	return nova_mmu_invalidate(pt->nova, nova_pt_root(pt));
}

/*
 * Adding tables.
 */

static void nova_pt_table_free(struct nova_pt_table *table)
{
	struct nova_pt_table_own child;

	if (table->level != NOVA_PT_LEAF) {
		for (u32 i = 0; i < nova_pt_count(table); i++) {
			if (nova_pt_table_take(&table->entries[i].child, &child))
				nova_pt_table_drop(&child);
		}
	}

	nova_inst_clear(&table->hw);
	nova_inst_clear(&table->hw_small);
	kvfree(table);
}

static int nova_pt_table_create(enum nv_mmu_v3_level level, struct nova_pt_table_own *h)
	__cond_acquires(0, h)
{
	struct nova_pt_table_own table;
	int ret;

	ret = nova_pt_table_adopt(&table, kvzalloc_flex(struct nova_pt_table, entries,
							1u << nv_mmu_v3_fmt(level).bits));
	if (ret)
		return ret;

	nova_pt_table_borrow(&table)->level = level;
	INIT_LIST_HEAD(&nova_pt_table_borrow(&table)->idle);
	nova_pt_table_move(h, &table);
	return 0;
}

static int nova_pt_dir_create(struct nova_pt *pt, enum nv_mmu_v3_level level,
			      struct nova_pt_table_own *h)
	__cond_acquires(0, h)
{
	struct nova_pt_table_own table;
	struct nova_inst_own inst;
	int ret;

	ret = nova_pt_table_create(level, &table);
	if (ret)
		return ret;

	ret = nova_inst_create(pt->nova, SZ_4K, &inst);
	if (ret) {
		nova_pt_table_drop(&table);
		return ret;
	}

	nova_inst_store(&nova_pt_table_borrow(&table)->hw, &inst);
	nova_pt_table_move(h, &table);
	return 0;
}

/* A new directory below a sparse entry is all sparse. */
static void nova_pt_fill_sparse(struct nova_pt_table *dir)
{
	u64 pte = nv_mmu_v3_pte_sparse();

	for (u32 i = 0; i < nova_pt_count(dir); i++) {
		dir->entries[i].pte = pte;
		nova_pt_write_entry(dir, &dir->entries[i]);
	}

	dir->used = nova_pt_count(dir);
}

static void nova_pt_link(struct nova_pt *pt, struct nova_pt_table *dir,
			 struct nova_pt_entry *entry, struct nova_pt_table_own *h)
	__must_hold(&pt->lock) __releases(h)
{
	struct nova_pt_table *child;

	nova_pt_table_borrow(h)->parent = dir;
	nova_pt_table_borrow(h)->index = entry - dir->entries;
	nova_pt_table_store(&entry->child, h);
	child = nova_pt_table_peek(&entry->child);
	nova_pt_count_use(pt, child, 0);
	nova_pt_count_use(pt, dir, entry->pte ? 0 : 1);
}

static int nova_pt_add_dir(struct nova_pt *pt, struct nova_pt_table *dir,
			   struct nova_pt_entry *entry)
	__must_hold(&pt->prepare_lock)
{
	struct nova_pt_table_own child;
	int ret;

	if (nova_pt_table_peek(&entry->child))
		return 0;

	ret = nova_pt_dir_create(pt, dir->level + 1, &child);
	if (ret)
		return ret;

	guard(mutex)(&pt->lock);
	if (entry->pte)
		nova_pt_fill_sparse(nova_pt_table_borrow(&child));

	nova_pt_link(pt, dir, entry, &child);
	entry->pte = 0;
	nova_pt_publish(pt, dir, entry);
	return 0;
}

static int nova_pt_add_leaf(struct nova_pt *pt, struct nova_pt_table *dir,
			    struct nova_pt_entry *entry)
	__must_hold(&pt->prepare_lock)
{
	struct nova_pt_table_own leaf;
	int ret;

	if (nova_pt_table_peek(&entry->child))
		return 0;

	ret = nova_pt_table_create(NOVA_PT_LEAF, &leaf);
	if (ret)
		return ret;

	guard(mutex)(&pt->lock);
	nova_pt_link(pt, dir, entry, &leaf);
	return 0;
}

static void nova_pt_store_big(struct nova_pt *pt, struct nova_pt_table *leaf,
			      struct nova_inst_own *h)
	__must_hold(&pt->lock) __releases(h)
{
	nova_inst_store(&leaf->hw, h);
	for (u32 i = 0; i < nova_pt_count(leaf); i++)
		nova_pt_write_big(leaf, &leaf->entries[i]);
}

static int nova_pt_add_big(struct nova_pt *pt, struct nova_pt_table *dir,
			   struct nova_pt_entry *entry)
	__must_hold(&pt->prepare_lock)
{
	struct nova_pt_table *leaf = nova_pt_table_peek(&entry->child);
	struct nova_inst_own inst;
	int ret;

	if (nova_inst_peek(&leaf->hw))
		return 0;

	ret = nova_inst_create(pt->nova, nova_pt_count(leaf) * 8, &inst);
	if (ret)
		return ret;

	guard(mutex)(&pt->lock);
	nova_pt_store_big(pt, leaf, &inst);
	nova_pt_publish(pt, dir, entry);
	return 0;
}

static void nova_pt_store_small(struct nova_pt *pt, struct nova_pt_table *leaf,
				struct nova_inst_own *h)
	__must_hold(&pt->lock) __releases(h)
{
	nova_inst_store(&leaf->hw_small, h);
}

static int nova_pt_add_small(struct nova_pt *pt, struct nova_pt_table *dir,
			     struct nova_pt_entry *entry)
	__must_hold(&pt->prepare_lock)
{
	struct nova_pt_table *leaf = nova_pt_table_peek(&entry->child);
	struct nova_inst_own inst;
	int ret;

	if (nova_inst_peek(&leaf->hw_small))
		return 0;

	ret = nova_inst_create(pt->nova, SZ_4K, &inst);
	if (ret)
		return ret;

	guard(mutex)(&pt->lock);
	nova_pt_store_small(pt, leaf, &inst);
	nova_pt_publish(pt, dir, entry);
	return 0;
}

/* The tables for [@va, @end), which is a part of 2 MiB and lies at @pa. */
static int nova_pt_prepare_leaf(struct nova_pt *pt, struct nova_pt_table *dir,
				u64 va, u64 end, u64 pa)
	__must_hold(&pt->prepare_lock)
{
	struct nova_pt_entry *entry = nova_pt_entry(dir, va);
	bool is_small = !IS_ALIGNED(va ^ pa, NOVA_PT_BIG);
	int ret;

	ret = nova_pt_add_leaf(pt, dir, entry);
	if (ret)
		return ret;

	if (is_small || !IS_ALIGNED(va | end, NOVA_PT_BIG)) {
		ret = nova_pt_add_small(pt, dir, entry);
		if (ret)
			return ret;
	}

	if (is_small || ALIGN(va, NOVA_PT_BIG) >= ALIGN_DOWN(end, NOVA_PT_BIG))
		return 0;

	return nova_pt_add_big(pt, dir, entry);
}

/* Whatever is around a border, some table lets it be changed on one side only. */
static int nova_pt_prepare_leaf_edge(struct nova_pt *pt, struct nova_pt_table *dir, u64 edge)
	__must_hold(&pt->prepare_lock)
{
	struct nova_pt_entry *entry = nova_pt_entry(dir, edge);
	int ret;

	ret = nova_pt_add_leaf(pt, dir, entry);
	if (ret)
		return ret;

	if (!IS_ALIGNED(edge, NOVA_PT_BIG))
		return nova_pt_add_small(pt, dir, entry);
	if (nova_inst_peek(&nova_pt_table_peek(&entry->child)->hw_small))
		return 0;

	return nova_pt_add_big(pt, dir, entry);
}

static int nova_pt_prepare_edge(struct nova_pt *pt, u64 edge)
	__must_hold(&pt->prepare_lock)
{
	struct nova_pt_table *dir = nova_pt_table_peek(&pt->root);
	struct nova_pt_entry *entry;
	int ret;

	while (!IS_ALIGNED(edge, nova_pt_span(dir))) {
		if (dir->level == NV_MMU_V3_PD0)
			return nova_pt_prepare_leaf_edge(pt, dir, edge);

		entry = nova_pt_entry(dir, edge);
		ret = nova_pt_add_dir(pt, dir, entry);
		if (ret)
			return ret;

		dir = nova_pt_table_peek(&entry->child);
	}

	return 0;
}

static int nova_pt_prepare_huge(struct nova_pt *pt, u64 va, u64 end, u64 pa)
	__must_hold(&pt->prepare_lock)
{
	struct nova_pt_table *dir = nova_pt_table_peek(&pt->root);
	struct nova_pt_entry *entry;
	int ret;

	while (dir->level != NV_MMU_V3_PD0) {
		entry = nova_pt_entry(dir, va);
		ret = nova_pt_add_dir(pt, dir, entry);
		if (ret)
			return ret;

		dir = nova_pt_table_peek(&entry->child);
	}

	if (nova_pt_is_whole(dir, va, end) && IS_ALIGNED(pa, NOVA_PT_HUGE))
		return 0;

	return nova_pt_prepare_leaf(pt, dir, va, end, pa);
}

/**
 * nova_pt_prepare_map() - add the tables that mapping a piece will need
 * @pt: page tables, after nova_pt_begin()
 * @va: address, a multiple of 4 KiB
 * @size: bytes, a multiple of 4 KiB
 * @pa: VRAM or bus address, a multiple of 4 KiB
 *
 * May sleep. The ends of the whole mapping, of which this may be one of several
 * pieces, need nova_pt_prepare_edges() too.
 *
 * Return: 0, or -ENOMEM; tables that were added stay until nova_pt_end().
 */
int nova_pt_prepare_map(struct nova_pt *pt, u64 va, u64 size, u64 pa)
{
	u64 end = va + size;
	u64 next;
	int ret;

	if (WARN_ON_ONCE(!nova_pt_range_ok(va, size)))
		return -EINVAL;

	guard(mutex)(&pt->prepare_lock);
	for (; va < end; pa += next - va, va = next) {
		next = min(end, ALIGN(va + 1, NOVA_PT_HUGE));
		ret = nova_pt_prepare_huge(pt, va, next, pa);
		if (ret)
			return ret;
	}

	return 0;
}

/**
 * nova_pt_prepare_edges() - add the tables that changing exactly this range needs
 * @pt: page tables, after nova_pt_begin()
 * @va: address, a multiple of 4 KiB
 * @size: bytes, a multiple of 4 KiB
 *
 * For a range that begins or ends inside of what may be a big page or a large
 * sparse entry by the time the change is made. May sleep.
 *
 * Return: 0, or -ENOMEM; tables that were added stay until nova_pt_end().
 */
int nova_pt_prepare_edges(struct nova_pt *pt, u64 va, u64 size)
{
	int ret;

	if (WARN_ON_ONCE(!nova_pt_range_ok(va, size)))
		return -EINVAL;

	guard(mutex)(&pt->prepare_lock);
	ret = nova_pt_prepare_edge(pt, va);
	if (ret)
		return ret;

	return nova_pt_prepare_edge(pt, va + size);
}

/**
 * nova_pt_begin() - from now on, no table is freed
 * @pt: page tables
 *
 * To be undone by nova_pt_end().
 */
void nova_pt_begin(struct nova_pt *pt)
{
	guard(mutex)(&pt->lock);
	pt->preparations++;
}

/* Takes a useless table out of the tree and puts it on the list of the dead. */
static void nova_pt_unlink(struct nova_pt *pt, struct nova_pt_table *table,
			   struct nova_pt_table_slot *dead)
	__must_hold(&pt->prepare_lock) __must_hold(&pt->lock)
{
	struct nova_pt_table *dir = table->parent;
	struct nova_pt_entry *entry = &dir->entries[table->index];
	struct nova_pt_table_own own, next;

	if (!nova_pt_table_take(&entry->child, &own))
		return;

	nova_pt_write_entry(dir, entry);
	nova_pt_count_use(pt, dir, entry->pte ? 0 : -1);

	if (nova_pt_table_take(dead, &next))
		nova_pt_table_store(&nova_pt_table_borrow(&own)->next, &next);
	nova_pt_table_store(dead, &own);
}

static void nova_pt_unlink_idle(struct nova_pt *pt, struct nova_pt_table_slot *dead)
	__must_hold(&pt->prepare_lock) __must_hold(&pt->lock)
{
	struct nova_pt_table *table;

	while ((table = list_first_entry_or_null(&pt->idle, struct nova_pt_table, idle))) {
		list_del_init(&table->idle);
		if (!table->used && table->parent)
			nova_pt_unlink(pt, table, dead);
	}
}

static void nova_pt_free_dead(struct nova_pt_table_slot *dead)
{
	struct nova_pt_table_own own, next;

	while (nova_pt_table_take(dead, &own)) {
		if (nova_pt_table_take(&nova_pt_table_borrow(&own)->next, &next))
			nova_pt_table_store(dead, &next);
		nova_pt_table_drop(&own);
	}
}

/**
 * nova_pt_end() - undo nova_pt_begin()
 * @pt: page tables
 *
 * The last one frees the tables in which nothing is mapped. May sleep; must not
 * be called while a fence is being signalled.
 */
void nova_pt_end(struct nova_pt *pt)
{
	struct nova_pt_table_slot dead = {};

	scoped_guard(mutex, &pt->prepare_lock) {
		guard(mutex)(&pt->lock);
		if (!--pt->preparations)
			nova_pt_unlink_idle(pt, &dead);
	}

	if (!nova_pt_table_peek(&dead))
		return;

	/* The MMU may have cached what points to them. */
	nova_pt_flush(pt);
	nova_pt_free_dead(&dead);
}

/* After this, nova_pt_free() can take it. */
static void nova_pt_prime(struct nova_pt *pt, struct nova_device *nova)
{
	pt->nova = nova;
	mutex_init(&pt->prepare_lock);
	mutex_init(&pt->lock);
	scoped_guard(mutex, &pt->lock)
		INIT_LIST_HEAD(&pt->idle);
}

/**
 * nova_pt_create() - make page tables in which nothing is mapped
 * @nova: device
 * @h: filled on success
 *
 * Return: 0 or -ENOMEM.
 */
int nova_pt_create(struct nova_device *nova, struct nova_pt_own *h)
{
	struct nova_pt_table_own root;
	struct nova_pt_own own;
	int ret;

	ret = nova_pt_adopt(&own, kzalloc_obj(struct nova_pt));
	if (ret)
		return ret;

	nova_pt_prime(nova_pt_borrow(&own), nova);
	ret = nova_pt_dir_create(nova_pt_borrow(&own), NV_MMU_V3_PD4, &root);
	if (ret) {
		nova_pt_drop(&own);
		return ret;
	}

	nova_pt_table_store(&nova_pt_borrow(&own)->root, &root);
	nova_pt_move(h, &own);
	return 0;
}

/**
 * nova_pt_free() - free page tables; use nova_pt_drop()
 * @pt: page tables that no engine uses any more
 */
void nova_pt_free(struct nova_pt *pt)
{
	nova_pt_table_clear(&pt->root);
	mutex_destroy(&pt->lock);
	mutex_destroy(&pt->prepare_lock);
	kfree(pt);
}

/**
 * nova_pt_root() - where the top directory is
 * @pt: page tables
 *
 * Return: VRAM address of the PD4.
 */
u64 nova_pt_root(const struct nova_pt *pt)
{
	return nova_inst_addr(nova_inst_peek(&nova_pt_table_peek(&pt->root)->hw));
}

/**
 * nova_pt_root_entry() - first entry of the top directory
 * @pt: page tables
 *
 * For BAR1, whose top directory is the firmware's own.
 *
 * Return: the entry, which stays the same until the directory below is freed.
 */
u64 nova_pt_root_entry(struct nova_pt *pt)
{
	struct nova_pt_table *root = nova_pt_table_peek(&pt->root);
	struct nova_pt_table *pd3;

	guard(mutex)(&pt->lock);
	pd3 = nova_pt_child(pt, &root->entries[0]);
	return pd3 ? nova_pt_pde(nova_inst_peek(&pd3->hw)) : 0;
}
