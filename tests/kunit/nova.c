// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What of nova is logic alone, on a card that is memory: the allocator of instance memory behind a
 * BAR2 and registers in RAM, and page tables in that. The files are compiled from here, with what
 * they call of others below.
 */
#include "drm/nova/nova_instmem.c"
#include "drm/nova/mmu/pt.c"

#include <kunit/test.h>

#include <linux/module.h>
#include <linux/vmalloc.h>

#define RIG_CHUNKS	4
#define RIG_VRAM	0x40000000ull
#define RIG_MMIO_SIZE	(NV_PRAMIN_DATA + NV_PRAMIN_DATA_SIZE)

/** struct nova_vram_block - 2 MiB, or whatever was asked for */
struct nova_vram_block {
	u64 addr;
};

static struct {
	u64 next_addr;
	u32 blocks;
	u32 max_blocks;
	u32 tlb_flushes;
} rig;

int nova_vram_block_create(struct nova_device *nova, u64 size, struct nova_vram_block_own *h)
{
	struct nova_vram_block *block;

	if (rig.blocks == rig.max_blocks)
		return nova_vram_block_adopt(h, ERR_PTR(-ENOSPC));

	block = kzalloc_obj(*block);
	if (block) {
		block->addr = rig.next_addr;
		rig.next_addr += size;
		rig.blocks++;
	}
	return nova_vram_block_adopt(h, block);
}

void nova_vram_block_free(struct nova_vram_block *block)
{
	rig.blocks--;
	kfree(block);
}

u64 nova_vram_block_addr(const struct nova_vram_block *block)
{
	return block->addr;
}

int nova_gsp_set_bar2_pde(struct nova_device *nova, u64 pde)
{
	return 0;
}

int nova_mmu_invalidate_bars(struct nova_device *nova)
{
	return 0;
}

int nova_mmu_invalidate(struct nova_device *nova, u64 pdb)
{
	rig.tlb_flushes++;
	return 0;
}

static int rig_init(struct kunit *test)
{
	struct nova_vram_block_own tables;
	struct nova_instmem *instmem;
	struct nova_device *nova;
	int ret;

	nova = kunit_kzalloc(test, sizeof(*nova), GFP_KERNEL);
	instmem = kunit_kzalloc(test, sizeof(*instmem), GFP_KERNEL);
	if (!nova || !instmem)
		return -ENOMEM;

	fwgpu_ledger_init(&nova->ledger);
	mutex_init(&instmem->lock);
	mutex_init(&instmem->window_lock);
	mutex_init(&instmem->flush_lock);
	nova->instmem = instmem;
	nova->mmio = (void __iomem __force *)vzalloc(RIG_MMIO_SIZE);
	instmem->bar2 = (void __iomem __force *)vzalloc(RIG_CHUNKS * NOVA_INSTMEM_CHUNK);
	instmem->max_chunks = RIG_CHUNKS;
	test->priv = nova;
	if (!nova->mmio || !instmem->bar2)
		return -ENOMEM;

	rig.next_addr = RIG_VRAM;
	rig.blocks = 0;
	rig.max_blocks = RIG_CHUNKS + 1;
	ret = nova_vram_block_create(nova, SZ_2M, &tables);
	if (ret)
		return ret;

	nova_vram_block_store(&instmem->tables, &tables);
	return 0;
}

static void rig_exit(struct kunit *test)
{
	struct nova_device *nova = test->priv;
	struct nova_instmem *instmem = nova->instmem;

	scoped_guard(mutex, &instmem->lock) {
		for (u32 i = 0; i < RIG_CHUNKS; i++)
			nova_inst_chunk_clear(&instmem->chunks[i]);
	}
	nova_vram_block_clear(&instmem->tables);
	KUNIT_EXPECT_EQ(test, rig.blocks, 0);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&nova->ledger, true), 0);
	vfree((void __force *)instmem->bar2);
	vfree((void __force *)nova->mmio);
}

/* Where a VRAM address is in BAR2; NULL if nothing shows it. */
static u64 *rig_vram(struct nova_device *nova, u64 addr)
{
	struct nova_instmem *instmem = nova->instmem;

	guard(mutex)(&instmem->lock);
	for (u32 i = 0; i < RIG_CHUNKS; i++) {
		struct nova_inst_chunk *chunk = nova_inst_chunk_peek(&instmem->chunks[i]);
		u64 base = chunk ? nova_vram_block_addr(nova_vram_block_peek(&chunk->vram)) : 0;

		if (chunk && addr >= base && addr - base < NOVA_INSTMEM_CHUNK)
			return (u64 __force *)(instmem->bar2 + i * NOVA_INSTMEM_CHUNK + (addr - base));
	}
	return NULL;
}

/*
 * Instance memory.
 */

static void inst_placement(struct kunit *test)
{
	static const struct {
		u32 size, align;
	} cases[] = { { 8, 256 }, { 256, 256 }, { 264, 512 }, { SZ_4K, SZ_4K }, { SZ_64K, SZ_4K } };
	struct nova_inst_slot slots[ARRAY_SIZE(cases)] = {};
	struct nova_device *nova = test->priv;
	struct nova_inst_own inst;

	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 addr;

		KUNIT_ASSERT_EQ(test, nova_inst_create(nova, cases[i].size, &inst), 0);
		addr = nova_inst_addr(nova_inst_borrow(&inst));
		KUNIT_EXPECT_EQ(test, nova_inst_size(nova_inst_borrow(&inst)), cases[i].size);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED(addr, cases[i].align));
		nova_inst_fill64(nova_inst_borrow(&inst), 0, i + 1, cases[i].size / 8);
		nova_inst_store(&slots[i], &inst);
	}

	/* Nobody has written to what is somebody else's. */
	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 *words = rig_vram(nova, nova_inst_addr(nova_inst_peek(&slots[i])));

		for (u32 word = 0; word < cases[i].size / 8; word++)
			KUNIT_ASSERT_EQ(test, words[word], i + 1);
		nova_inst_clear(&slots[i]);
	}
}

/* What was written for somebody else does not come back. */
static void inst_is_zero(struct kunit *test)
{
	struct nova_device *nova = test->priv;
	struct nova_inst_own inst;
	u64 addr;

	KUNIT_ASSERT_EQ(test, nova_inst_create(nova, SZ_4K, &inst), 0);
	addr = nova_inst_addr(nova_inst_borrow(&inst));
	nova_inst_fill64(nova_inst_borrow(&inst), 0, ~0ull, SZ_4K / 8);
	nova_inst_drop(&inst);

	KUNIT_ASSERT_EQ(test, nova_inst_create(nova, SZ_4K, &inst), 0);
	KUNIT_EXPECT_EQ(test, nova_inst_addr(nova_inst_borrow(&inst)), addr);
	KUNIT_EXPECT_NULL(test, memchr_inv(rig_vram(nova, addr), 0, SZ_4K));
	nova_inst_drop(&inst);
}

static void inst_chunks(struct kunit *test)
{
	struct nova_inst_slot slots[RIG_CHUNKS] = {};
	struct nova_device *nova = test->priv;
	struct nova_inst_own inst;

	for (int i = 0; i < RIG_CHUNKS; i++) {
		KUNIT_ASSERT_EQ(test, nova_inst_create(nova, SZ_2M, &inst), 0);
		nova_inst_store(&slots[i], &inst);
		KUNIT_EXPECT_EQ(test, rig.blocks, 1 + i + 1);
	}
	/* BAR2 is full. */
	KUNIT_EXPECT_EQ(test, nova_inst_create(nova, 8, &inst), -ENOMEM);

	/* Chunks go as they become free, but the last one, and their places are used again. */
	nova_inst_clear(&slots[1]);
	KUNIT_EXPECT_EQ(test, rig.blocks, RIG_CHUNKS);
	KUNIT_ASSERT_EQ(test, nova_inst_create(nova, 8, &inst), 0);
	KUNIT_EXPECT_EQ(test, rig.blocks, 1 + RIG_CHUNKS);
	nova_inst_drop(&inst);
	for (int i = 0; i < RIG_CHUNKS; i++)
		nova_inst_clear(&slots[i]);
	KUNIT_EXPECT_EQ(test, rig.blocks, 1 + 1);
}

static void inst_no_vram(struct kunit *test)
{
	struct nova_device *nova = test->priv;
	struct nova_inst_own inst;

	rig.max_blocks = rig.blocks;
	KUNIT_EXPECT_EQ(test, nova_inst_create(nova, 8, &inst), -ENOMEM);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&nova->ledger, true), 0);
}

static void inst_bounds(struct kunit *test)
{
	struct nova_device *nova = test->priv;
	struct nova_inst_slot slots[2] = {};
	struct nova_inst_own inst;
	u64 *neighbour;

	for (int i = 0; i < 2; i++) {
		KUNIT_ASSERT_EQ(test, nova_inst_create(nova, 256, &inst), 0);
		nova_inst_store(&slots[i], &inst);
	}
	neighbour = rig_vram(nova, nova_inst_addr(nova_inst_peek(&slots[1])));
	kunit_warning_suppress(test) {
		nova_inst_wr64(nova_inst_peek(&slots[0]), 256, ~0ull);
		nova_inst_wr32(nova_inst_peek(&slots[0]), U32_MAX - 3, ~0u);
		nova_inst_fill64(nova_inst_peek(&slots[0]), 8, ~0ull, 32);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv(neighbour, 0, 256));
	KUNIT_EXPECT_EQ(test, *rig_vram(nova, nova_inst_addr(nova_inst_peek(&slots[0])) + 8), 0);
	nova_inst_clear(&slots[0]);
	nova_inst_clear(&slots[1]);
}

static void inst_window(struct kunit *test)
{
	struct nova_device *nova = test->priv;

	nova_instmem_poke64(nova, 0x123456788ull, 0x1122334455667788ull);
	KUNIT_EXPECT_EQ(test, nova_rd32(nova, NV_PRAMIN_BASE_GH100), 0x12345);
	KUNIT_EXPECT_EQ(test, nova_rd32(nova, NV_PRAMIN_DATA + 0x6788), 0x55667788);
	KUNIT_EXPECT_EQ(test, nova_rd32(nova, NV_PRAMIN_DATA + 0x678c), 0x11223344);
}

static struct kunit_case inst_cases[] = {
	KUNIT_CASE(inst_placement),
	KUNIT_CASE(inst_is_zero),
	KUNIT_CASE(inst_chunks),
	KUNIT_CASE(inst_no_vram),
	KUNIT_CASE(inst_bounds),
	KUNIT_CASE(inst_window),
	{}
};

static struct kunit_suite inst_suite = {
	.name = "nova-instmem",
	.init = rig_init,
	.exit = rig_exit,
	.test_cases = inst_cases,
};

/*
 * Page tables.
 */

/* The entry that the MMU uses for an address, and its level; 0 where an address faults. */
static u64 pt_walk(struct kunit *test, struct nova_pt *pt, u64 va, enum nv_mmu_v3_level *level)
{
	u64 table = nova_pt_root(pt);
	u64 *entry;

	for (*level = NV_MMU_V3_PD4;; ++*level) {
		u32 words = nv_mmu_v3_fmt(*level).entry_size / sizeof(u64);

		entry = rig_vram(test->priv, table);
		KUNIT_ASSERT_NOT_NULL(test, entry);
		entry += nv_mmu_v3_index(*level, va) * words;
		if (*level == NV_MMU_V3_PD0)
			break;
		if (!FIELD_GET(NV_MMU_V3_PDE_APERTURE, *entry))
			return 0;
		table = *entry & NV_MMU_V3_PDE_ADDR;
	}

	if (entry[0] & NV_MMU_V3_PDE_IS_PTE)
		return entry[0];
	if (FIELD_GET(NV_MMU_V3_PDE_APERTURE, entry[0])) {
		u64 *big = rig_vram(test->priv, entry[0] & NV_MMU_V3_DUAL_PDE_ADDR_BIG);

		*level = NV_MMU_V3_PT_BIG;
		if (big[nv_mmu_v3_index(*level, va)] & NV_MMU_V3_PTE_VALID)
			return big[nv_mmu_v3_index(*level, va)];
	}
	if (!FIELD_GET(NV_MMU_V3_PDE_APERTURE, entry[1]))
		return 0;
	*level = NV_MMU_V3_PT_SMALL;
	return rig_vram(test->priv, entry[1] & NV_MMU_V3_PDE_ADDR)[nv_mmu_v3_index(*level, va)];
}

static int pt_change(struct nova_pt *pt, u64 va, u64 size, u64 pa, u64 pte)
{
	int ret;

	nova_pt_begin(pt);
	ret = pte ? nova_pt_prepare_map(pt, va, size, pa) : 0;
	if (!ret)
		ret = nova_pt_prepare_edges(pt, va, size);
	if (!ret && pte)
		nova_pt_map(pt, va, size, pa, pte);
	else if (!ret)
		nova_pt_unmap(pt, va, size);
	nova_pt_flush(pt);
	nova_pt_end(pt);
	return ret;
}

static void pt_page_sizes(struct kunit *test)
{
	static const struct {
		u64 va, size, pa;
		enum nv_mmu_v3_level level;
	} cases[] = {
		{ 0x3ffe001000ull, SZ_4K, 0x1000, NV_MMU_V3_PT_SMALL },
		{ 0x3ffe010000ull, SZ_64K, 0x20000, NV_MMU_V3_PT_BIG },
		{ 0x3ffe020000ull, SZ_64K, 0x31000, NV_MMU_V3_PT_SMALL },
		{ 0x4000000000ull, SZ_2M, 0x200000, NV_MMU_V3_PD0 },
		{ 0x4000200000ull, SZ_2M, 0x410000, NV_MMU_V3_PT_BIG },
		{ 0, SZ_4K, 0x5000, NV_MMU_V3_PT_SMALL },
		{ BIT_ULL(NV_MMU_V3_VA_BITS) - SZ_4K, SZ_4K, 0x6000, NV_MMU_V3_PT_SMALL },
	};
	u64 pte = nova_pte(NV_MMU_KIND_GENERIC, 0);
	enum nv_mmu_v3_level level;
	struct nova_pt_own pt;

	KUNIT_ASSERT_EQ(test, nova_pt_create(test->priv, &pt), 0);
	for (int i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_ASSERT_EQ(test, pt_change(nova_pt_borrow(&pt), cases[i].va, cases[i].size,
						cases[i].pa, pte), 0);
	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 found = pt_walk(test, nova_pt_borrow(&pt), cases[i].va, &level);

		KUNIT_EXPECT_EQ(test, found, pte | cases[i].pa);
		KUNIT_EXPECT_EQ(test, level, cases[i].level);
	}
	for (int i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ(test, pt_change(nova_pt_borrow(&pt), cases[i].va, cases[i].size, 0, 0), 0);
	for (int i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ(test, pt_walk(test, nova_pt_borrow(&pt), cases[i].va, &level), 0);
	nova_pt_drop(&pt);
}

/* A page out of the middle of 2 MiB. */
static void pt_split(struct kunit *test)
{
	u64 pte = nova_pte(NV_MMU_KIND_GENERIC, 0);
	enum nv_mmu_v3_level level;
	struct nova_pt_own pt;

	KUNIT_ASSERT_EQ(test, nova_pt_create(test->priv, &pt), 0);
	KUNIT_ASSERT_EQ(test, pt_change(nova_pt_borrow(&pt), SZ_2M, SZ_2M, SZ_2M, pte), 0);
	KUNIT_ASSERT_EQ(test, pt_change(nova_pt_borrow(&pt), SZ_2M + SZ_64K, SZ_4K, 0, 0), 0);
	for (u64 va = SZ_2M; va < 2 * SZ_2M; va += SZ_4K)
		KUNIT_ASSERT_EQ(test, pt_walk(test, nova_pt_borrow(&pt), va, &level) & ~NV_MMU_V3_PTE_ADDR,
				va == SZ_2M + SZ_64K ? 0 : pte);
	nova_pt_drop(&pt);
}

/* Tables that nothing is mapped in are freed, after the TLB was flushed; the ledger knows all. */
static void pt_frees(struct kunit *test)
{
	struct nova_device *nova = test->priv;
	u64 pte = nova_pte(NV_MMU_KIND_GENERIC, 0);
	struct nova_pt_own pt;
	u32 flushes;

	KUNIT_ASSERT_EQ(test, nova_pt_create(nova, &pt), 0);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&nova->ledger, true), 1);
	KUNIT_ASSERT_EQ(test, pt_change(nova_pt_borrow(&pt), SZ_1G, SZ_4K, 0, pte), 0);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&nova->ledger, true), 1 + 5);
	flushes = rig.tlb_flushes;
	KUNIT_ASSERT_EQ(test, pt_change(nova_pt_borrow(&pt), SZ_1G, SZ_4K, 0, 0), 0);
	KUNIT_EXPECT_GE(test, rig.tlb_flushes, flushes + 2);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&nova->ledger, true), 1);
	nova_pt_drop(&pt);
}

/* Without memory for tables: an error, and nothing is left of the attempt. */
static void pt_no_memory(struct kunit *test)
{
	struct nova_device *nova = test->priv;
	struct nova_inst_slot fill[RIG_CHUNKS] = {};
	struct nova_inst_own inst;
	struct nova_pt_own pt;

	KUNIT_ASSERT_EQ(test, nova_pt_create(nova, &pt), 0);
	for (int i = 0; i < RIG_CHUNKS - 1; i++) {
		KUNIT_ASSERT_EQ(test, nova_inst_create(nova, SZ_2M, &inst), 0);
		nova_inst_store(&fill[i], &inst);
	}
	KUNIT_ASSERT_EQ(test, nova_inst_create(nova, SZ_2M - 3 * SZ_4K, &inst), 0);
	nova_inst_store(&fill[RIG_CHUNKS - 1], &inst);

	KUNIT_EXPECT_EQ(test, pt_change(nova_pt_borrow(&pt), SZ_1G, SZ_4K, 0, nova_pte(0, 0)), -ENOMEM);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&nova->ledger, true), 1 + RIG_CHUNKS);
	for (int i = 0; i < RIG_CHUNKS; i++)
		nova_inst_clear(&fill[i]);
	nova_pt_drop(&pt);
}

/* Ranges that no caller should ask for change nothing. */
static void pt_bad_range(struct kunit *test)
{
	static const u64 cases[][2] = {
		{ 0, 0 }, { 1, SZ_4K }, { 0, 1 }, { BIT_ULL(NV_MMU_V3_VA_BITS), SZ_4K },
		{ BIT_ULL(NV_MMU_V3_VA_BITS) - SZ_4K, 2 * SZ_4K }, { SZ_4K, ~0ull << 12 },
	};

	for (int i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_FALSE(test, nova_pt_range_ok(cases[i][0], cases[i][1]));
	KUNIT_EXPECT_TRUE(test, nova_pt_range_ok(0, BIT_ULL(NV_MMU_V3_VA_BITS)));
}

/* nouveau, vmmgh100.c: cached VRAM; uncached coherent system memory; + 4 read only, + 2 privileged. */
static void pt_entries(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, nova_pte(0, 0), 1 | 0x10 << 3);
	KUNIT_EXPECT_EQ(test, nova_pte(6, NOVA_PTE_SYSTEM), 1 | 2 << 1 | 0x11 << 3 | 6 << 8);
	KUNIT_EXPECT_EQ(test, nova_pte(0, NOVA_PTE_READ_ONLY), 1 | 0x14 << 3);
	KUNIT_EXPECT_EQ(test, nova_pte(0, NOVA_PTE_PRIVILEGED), 1 | 0x12 << 3);
}

static struct kunit_case pt_cases[] = {
	KUNIT_CASE(pt_page_sizes),
	KUNIT_CASE(pt_split),
	KUNIT_CASE(pt_frees),
	KUNIT_CASE(pt_no_memory),
	KUNIT_CASE(pt_bad_range),
	KUNIT_CASE(pt_entries),
	{}
};

static struct kunit_suite pt_suite = {
	.name = "nova-pt",
	.init = rig_init,
	.exit = rig_exit,
	.test_cases = pt_cases,
};
kunit_test_suites(&inst_suite, &pt_suite);

MODULE_DESCRIPTION("Tests of nova's logic");
MODULE_LICENSE("Dual MIT/GPL");
