// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Instance memory
 *
 * Small pieces of VRAM that the CPU writes: page tables, instance blocks and
 * the like. They are cut out of chunks of 2 MiB, and each chunk is one 2 MiB
 * page of BAR2, the aperture that Nvidia sets aside for this.
 *
 * BAR2 has page tables too. They are four directories with one path through
 * them, so they are made once, through PRAMIN, a window in BAR0 that shows raw
 * VRAM; after that a new chunk is one entry. The firmware owns the top
 * directory and is asked to point it at ours.
 */

#include "nova_instmem.h"
#include "nova_device.h"
#include "nova_vram.h"
#include "gsp/gsp.h"
#include "mmu/mmu.h"

#include "drm/own/order.h"
#include "firmware/nv/mmu_v3.h"
#include "firmware/nv/regs.h"

#include <drm/drm_managed.h>
#include <drm/drm_mm.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/iopoll.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#define NOVA_INSTMEM_CHUNK		SZ_2M
#define NOVA_INSTMEM_MAX_CHUNKS		256	/* entries of a PD0 */
#define NOVA_INSTMEM_MIN_ALIGN		256
#define NOVA_INSTMEM_FLUSH_TIMEOUT_US	(2 * USEC_PER_SEC)

/* BAR2's own directories, one page each. */
enum nova_bar2_dir {
	NOVA_BAR2_PD3,
	NOVA_BAR2_PD2,
	NOVA_BAR2_PD1,
	NOVA_BAR2_PD0,
	NOVA_BAR2_DIRS,
};

struct nova_inst_chunk {
	struct nova_device *nova;
	/** @index: which 2 MiB of BAR2. */
	u32 index;
	/** @vram: the memory. */
	struct nova_vram_block_slot vram;
	/** @mm: what is free in it; use nova_inst_chunk_mm(). */
	struct drm_mm mm;
};

static void nova_inst_chunk_free(struct nova_inst_chunk *chunk);

OWNED(nova_inst_chunk, struct nova_inst_chunk, nova_inst_chunk_free)

struct nova_instmem {
	/** @bar2: CPU mapping of BAR2, until the driver is unbound. */
	void __iomem *bar2;
	/** @max_chunks: what fits into BAR2. */
	u32 max_chunks;
	/** @tables: BAR2's directories. */
	struct nova_vram_block_slot tables;
	/** @lock: protects the chunks. */
	struct mutex lock;
	/** @chunks: by their place in BAR2. */
	struct nova_inst_chunk_slot chunks[NOVA_INSTMEM_MAX_CHUNKS] __guarded_by(&lock);
	/** @num_chunks: how many there are. */
	u32 num_chunks __guarded_by(&lock);
	/** @window_lock: protects where PRAMIN looks. */
	struct mutex window_lock __acquired_after(lock);
	/** @flush_lock: one flush at a time. */
	struct mutex flush_lock __acquired_after(lock);
};

static const struct fwgpu_ledger_kind inst_kind = { .name = "inst" };

struct nova_inst {
	struct nova_inst_chunk *chunk;
	struct fwgpu_ledger_entry entry;
	struct drm_mm_node node;
	void __iomem *cpu;
};

static int nova_instmem_flush_locked(struct nova_device *nova)
	__must_hold(&nova->instmem->flush_lock)
{
	u32 val;
	int ret;

	wmb(); /* BAR2 is write-combined: its writes go first. */
	nova_wr32(nova, NV_PFB_BAR_FLUSH, NV_PFB_BAR_FLUSH_TRIGGER);
	ret = readl_poll_timeout(nova->mmio + NV_PFB_BAR_FLUSH, val,
				 !(val & NV_PFB_BAR_FLUSH_PENDING) || nova_is_gone(val), 0,
				 NOVA_INSTMEM_FLUSH_TIMEOUT_US);
	if (nova_is_gone(val))
		return -ENODEV;
	if (ret) {
		drm_err_ratelimited(&nova->drm, "VRAM flush timed out\n");
		/* The card may not know yet which pages it must not use any more. */
		pci_clear_master(nova_pdev(nova));
	}

	return ret;
}

/**
 * nova_instmem_flush() - make the CPU's writes to VRAM visible to the GPU
 * @nova: device
 *
 * May sleep, allocates nothing. A card that does not answer is cut off from
 * system memory; that is its end.
 *
 * Source: nouveau, nvkm/subdev/bar/g84.c.
 *
 * Return: 0, -ETIMEDOUT, or -ENODEV if the card was pulled out.
 */
int nova_instmem_flush(struct nova_device *nova)
{
	guard(mutex)(&nova->instmem->flush_lock);
	return nova_instmem_flush_locked(nova);
}

/**
 * nova_instmem_order() - let what was written reach VRAM before what will be
 *
 * Cheaper than nova_instmem_flush(), and allowed everywhere.
 */
void nova_instmem_order(void)
{
	wmb(); /* BAR2 is write-combined. */
}

static void nova_pramin_poke64(struct nova_device *nova, u64 addr, u64 val)
	__must_hold(&nova->instmem->window_lock)
{
	u64 base = ALIGN_DOWN(addr, BIT_ULL(NV_PRAMIN_BASE_SHIFT));
	u32 data = NV_PRAMIN_DATA + (u32)(addr - base);

	nova_wr32(nova, NV_PRAMIN_BASE_GH100, base >> NV_PRAMIN_BASE_SHIFT);
	nova_wr32(nova, data, lower_32_bits(val));
	nova_wr32(nova, data + 4, upper_32_bits(val));
}

/**
 * nova_instmem_poke64() - write a word of VRAM through PRAMIN
 * @nova: device
 * @addr: VRAM address, a multiple of 8
 * @val: what to write
 *
 * May sleep.
 *
 * Source: nouveau, nvkm/subdev/instmem/gh100.c.
 */
void nova_instmem_poke64(struct nova_device *nova, u64 addr, u64 val)
{
	guard(mutex)(&nova->instmem->window_lock);
	nova_pramin_poke64(nova, addr, val);
}

static u64 nova_bar2_dir_addr(struct nova_instmem *instmem, enum nova_bar2_dir dir)
{
	return nova_vram_block_addr(nova_vram_block_peek(&instmem->tables)) + dir * SZ_4K;
}

/* Lets 2 MiB of BAR2 show @pte; the low half of an entry of PD0 is enough for a page. */
static int nova_bar2_set(struct nova_device *nova, u32 index, u64 pte)
{
	u64 pd0 = nova_bar2_dir_addr(nova->instmem, NOVA_BAR2_PD0);
	u32 size = nv_mmu_v3_fmt(NV_MMU_V3_PD0).entry_size;
	int ret;

	nova_instmem_poke64(nova, pd0 + index * size, pte);
	ret = nova_instmem_flush(nova);
	if (ret)
		return ret;

	return nova_mmu_invalidate_bars(nova);
}

static void nova_inst_chunk_free(struct nova_inst_chunk *chunk)
{
	nova_bar2_set(chunk->nova, chunk->index, 0);
	drm_mm_takedown(&chunk->mm);
	nova_vram_block_clear(&chunk->vram);
	kfree(chunk);
}

static int nova_inst_chunk_init(struct nova_inst_chunk *chunk, struct nova_device *nova, u32 index)
{
	struct nova_vram_block_own vram;
	u64 pte;
	int ret;

	chunk->nova = nova;
	chunk->index = index;
	drm_mm_init(&chunk->mm, 0, NOVA_INSTMEM_CHUNK);

	ret = nova_vram_block_create(nova, NOVA_INSTMEM_CHUNK, &vram);
	if (ret)
		return ret;

	pte = nv_mmu_v3_pte(NV_MMU_V3_PTE_APERTURE_VIDMEM,
			    nova_vram_block_addr(nova_vram_block_borrow(&vram)),
			    NV_MMU_V3_PTE_PCF_ACD, NV_MMU_KIND_PITCH);
	nova_vram_block_store(&chunk->vram, &vram);
	return nova_bar2_set(nova, index, pte);
}

static int nova_inst_chunk_create(struct nova_device *nova, u32 index,
				  struct nova_inst_chunk_own *h)
	__cond_acquires(0, h)
{
	struct nova_inst_chunk_own own;
	int ret;

	ret = nova_inst_chunk_adopt(&own, kzalloc_obj(struct nova_inst_chunk));
	if (ret)
		return ret;

	ret = nova_inst_chunk_init(nova_inst_chunk_borrow(&own), nova, index);
	if (ret) {
		nova_inst_chunk_drop(&own);
		return ret;
	}

	nova_inst_chunk_move(h, &own);
	return 0;
}

/* What is free in a chunk that is in use. */
static struct drm_mm *nova_inst_chunk_mm(struct nova_instmem *instmem,
					 struct nova_inst_chunk *chunk)
	__must_hold(&instmem->lock)
{
	return &chunk->mm;
}

static int nova_inst_insert(struct nova_instmem *instmem, struct nova_inst_chunk *chunk,
			    struct nova_inst *inst, u32 size)
	__must_hold(&instmem->lock)
{
	u32 align = clamp_t(u32, roundup_pow_of_two(size), NOVA_INSTMEM_MIN_ALIGN, SZ_4K);
	int ret;

	ret = drm_mm_insert_node_generic(nova_inst_chunk_mm(instmem, chunk), &inst->node, size,
					 align, 0, DRM_MM_INSERT_BEST);
	if (ret)
		return ret;

	inst->chunk = chunk;
	inst->cpu = instmem->bar2 + (u64)chunk->index * NOVA_INSTMEM_CHUNK + inst->node.start;
	return 0;
}

static void nova_inst_remove(struct nova_instmem *instmem, struct nova_inst *inst)
	__must_hold(&instmem->lock)
{
	drm_mm_remove_node(&inst->node);
}

static int nova_inst_place_new(struct nova_device *nova, struct nova_inst *inst, u32 size)
	__must_hold(&nova->instmem->lock)
{
	struct nova_instmem *instmem = nova->instmem;
	struct nova_inst_chunk_own chunk;
	u32 index = 0;
	int ret;

	while (index < instmem->max_chunks && nova_inst_chunk_peek(&instmem->chunks[index]))
		index++;
	if (index == instmem->max_chunks)
		return -ENOMEM;

	ret = nova_inst_chunk_create(nova, index, &chunk);
	if (ret)
		return ret;

	ret = nova_inst_insert(instmem, nova_inst_chunk_borrow(&chunk), inst, size);
	if (ret) {
		nova_inst_chunk_drop(&chunk);
		return ret;
	}

	nova_inst_chunk_store(&instmem->chunks[index], &chunk);
	instmem->num_chunks++;
	return 0;
}

static int nova_inst_place(struct nova_device *nova, struct nova_inst *inst, u32 size)
{
	struct nova_instmem *instmem = nova->instmem;

	guard(mutex)(&instmem->lock);
	for (u32 i = 0; i < instmem->max_chunks; i++) {
		struct nova_inst_chunk *chunk = nova_inst_chunk_peek(&instmem->chunks[i]);

		if (chunk && !nova_inst_insert(instmem, chunk, inst, size))
			return 0;
	}

	return nova_inst_place_new(nova, inst, size);
}

/**
 * nova_inst_create() - allocate instance memory
 * @nova: device
 * @size: bytes, a multiple of 8, at most 2 MiB. Aligned to itself, rounded up
 *	to a power of two, but at least to 256 bytes and at most to 4 KiB
 * @h: filled on success
 *
 * The memory is zero. May sleep; must not be called while a fence is being
 * signalled.
 *
 * Return: 0, or -ENOMEM when memory, VRAM or BAR2 is short.
 */
int nova_inst_create(struct nova_device *nova, u32 size, struct nova_inst_own *h)
{
	struct nova_inst_own inst;
	int ret;

	ret = nova_inst_adopt(&inst, kzalloc_obj(struct nova_inst));
	if (ret)
		return ret;

	ret = nova_inst_place(nova, nova_inst_borrow(&inst), size);
	if (ret) {
		nova_inst_drop(&inst);
		return -ENOMEM;
	}

	fwgpu_ledger_add(&nova->ledger, &nova_inst_borrow(&inst)->entry, NULL, &inst_kind,
			 nova_inst_addr(nova_inst_borrow(&inst)), size);
	nova_inst_fill64(nova_inst_borrow(&inst), 0, 0, size / 8);
	nova_inst_move(h, &inst);
	return 0;
}

static void nova_inst_leave(struct nova_inst_chunk *chunk, struct nova_inst *inst)
{
	struct nova_instmem *instmem = chunk->nova->instmem;
	struct nova_inst_chunk_own own;

	guard(mutex)(&instmem->lock);
	nova_inst_remove(instmem, inst);

	/* The last one stays, so that a lone user does not make it come and go. */
	if (!drm_mm_clean(nova_inst_chunk_mm(instmem, chunk)) || instmem->num_chunks == 1)
		return;

	if (nova_inst_chunk_take(&instmem->chunks[chunk->index], &own)) {
		nova_inst_chunk_drop(&own);
		instmem->num_chunks--;
	}
}

/**
 * nova_inst_free() - free instance memory; use nova_inst_drop()
 * @inst: instance memory that no engine looks at any more
 */
void nova_inst_free(struct nova_inst *inst)
{
	fwgpu_ledger_remove(&inst->entry);
	if (inst->chunk)
		nova_inst_leave(inst->chunk, inst);
	kfree(inst);
}

/**
 * nova_inst_addr() - where instance memory is
 * @inst: instance memory
 *
 * Return: VRAM address.
 */
u64 nova_inst_addr(const struct nova_inst *inst)
{
	return nova_vram_block_addr(nova_vram_block_peek(&inst->chunk->vram)) + inst->node.start;
}

/**
 * nova_inst_size() - how big instance memory is
 * @inst: instance memory
 *
 * Return: bytes.
 */
u32 nova_inst_size(const struct nova_inst *inst)
{
	return inst->node.size;
}

static bool nova_inst_range_ok(const struct nova_inst *inst, u32 offset, u64 size)
{
	return !WARN_ON_ONCE(offset > inst->node.size || size > inst->node.size - offset);
}

/**
 * nova_inst_wr32() - write a word
 * @inst: instance memory
 * @offset: bytes from its start, a multiple of 4
 * @val: what to write
 *
 * The GPU sees it after nova_instmem_flush().
 */
void nova_inst_wr32(struct nova_inst *inst, u32 offset, u32 val)
{
	if (nova_inst_range_ok(inst, offset, sizeof(val)))
		__raw_writel((__force u32)cpu_to_le32(val), inst->cpu + offset);
}

/**
 * nova_inst_wr64() - write a double word
 * @inst: instance memory
 * @offset: bytes from its start, a multiple of 8
 * @val: what to write
 *
 * The GPU sees it after nova_instmem_flush().
 */
void nova_inst_wr64(struct nova_inst *inst, u32 offset, u64 val)
{
	if (nova_inst_range_ok(inst, offset, sizeof(val)))
		__raw_writeq((__force u64)cpu_to_le64(val), inst->cpu + offset);
}

/**
 * nova_inst_fill64() - write the same double word many times
 * @inst: instance memory
 * @offset: bytes from its start, a multiple of 8
 * @val: what to write
 * @count: number of double words
 *
 * The GPU sees it after nova_instmem_flush().
 */
void nova_inst_fill64(struct nova_inst *inst, u32 offset, u64 val, u32 count)
{
	u64 raw = (__force u64)cpu_to_le64(val);

	if (!nova_inst_range_ok(inst, offset, (u64)count * sizeof(val)))
		return;

	for (u32 i = 0; i < count; i++)
		__raw_writeq(raw, inst->cpu + offset + i * sizeof(val));
}

/* PD3 to PD0, each pointing at the next by its first entry, the rest zero. */
static int nova_bar2_build(struct nova_device *nova)
{
	struct nova_instmem *instmem = nova->instmem;
	u64 base = nova_bar2_dir_addr(instmem, 0);
	u64 pde;

	for (u32 offset = 0; offset < NOVA_BAR2_DIRS * SZ_4K; offset += 8)
		nova_instmem_poke64(nova, base + offset, 0);

	for (u32 dir = 0; dir < NOVA_BAR2_PD0; dir++) {
		pde = nv_mmu_v3_pde(NV_MMU_V3_PDE_APERTURE_VIDMEM,
				    nova_bar2_dir_addr(instmem, dir + 1));
		nova_instmem_poke64(nova, nova_bar2_dir_addr(instmem, dir), pde);
	}

	return nova_instmem_flush(nova);
}

static int nova_bar2_enable(struct nova_device *nova)
{
	u64 pd3 = nova_bar2_dir_addr(nova->instmem, NOVA_BAR2_PD3);
	int ret;

	ret = nova_bar2_build(nova);
	if (ret)
		return ret;

	ret = nova_gsp_set_bar2_pde(nova, nv_mmu_v3_pde(NV_MMU_V3_PDE_APERTURE_VIDMEM, pd3));
	if (ret)
		return ret;

	return nova_mmu_invalidate_bars(nova);
}

static int nova_bar2_map(struct nova_device *nova)
{
	struct pci_dev *pdev = nova_pdev(nova);
	struct nova_instmem *instmem = nova->instmem;
	resource_size_t size = pci_resource_len(pdev, NOVA_PCI_BAR2);
	int ret;

	instmem->max_chunks = min_t(u64, size / NOVA_INSTMEM_CHUNK, NOVA_INSTMEM_MAX_CHUNKS);
	if (!instmem->max_chunks)
		return -ENODEV;

	ret = pcim_request_region(pdev, NOVA_PCI_BAR2, "nova-bar2");
	if (ret)
		return ret;

	instmem->bar2 = devm_ioremap_wc(&pdev->dev, pci_resource_start(pdev, NOVA_PCI_BAR2),
					(u64)instmem->max_chunks * NOVA_INSTMEM_CHUNK);
	return instmem->bar2 ? 0 : -ENOMEM;
}

static void nova_instmem_fini_locks(struct nova_instmem *instmem)
{
	mutex_destroy(&instmem->flush_lock);
	mutex_destroy(&instmem->window_lock);
	mutex_destroy(&instmem->lock);
}

/**
 * nova_instmem_init() - bring BAR2 up
 * @nova: device, with firmware and VRAM allocator
 *
 * Return: 0 or a negative error.
 */
int nova_instmem_init(struct nova_device *nova)
{
	struct nova_vram_block_own tables;
	struct nova_instmem *instmem;
	int ret;

	instmem = drmm_kzalloc(&nova->drm, sizeof(*instmem), GFP_KERNEL);
	if (!instmem)
		return -ENOMEM;

	mutex_init(&instmem->lock);
	mutex_init(&instmem->window_lock);
	mutex_init(&instmem->flush_lock);
	nova->instmem = instmem;

	ret = nova_bar2_map(nova);
	if (ret)
		goto err_locks;

	ret = nova_vram_block_create(nova, NOVA_BAR2_DIRS * SZ_4K, &tables);
	if (ret)
		goto err_locks;

	nova_vram_block_store(&instmem->tables, &tables);
	ret = nova_bar2_enable(nova);
	if (ret)
		goto err_tables;

	return 0;

err_tables:
	nova_vram_block_clear(&instmem->tables);
err_locks:
	nova_instmem_fini_locks(instmem);
	return ret;
}

/**
 * nova_instmem_fini() - take BAR2 down
 * @nova: device; all instance memory was freed
 */
void nova_instmem_fini(struct nova_device *nova)
{
	struct nova_instmem *instmem = nova->instmem;
	int ret;

	scoped_guard(mutex, &instmem->lock) {
		for (u32 i = 0; i < instmem->max_chunks; i++)
			nova_inst_chunk_clear(&instmem->chunks[i]);
	}

	ret = nova_gsp_set_bar2_pde(nova, 0);
	if (ret && ret != -ENODEV)
		drm_err(&nova->drm, "the firmware keeps BAR2\n");

	nova_mmu_invalidate_bars(nova);
	nova_vram_block_clear(&instmem->tables);
	nova_instmem_fini_locks(instmem);
}
