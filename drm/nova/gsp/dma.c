// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "dma.h"

#include "drm/nova/nova_device.h"
#include "drm/own/mem.h"

#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

/* The firmware's page, whatever the kernel's is. */
#define NOVA_GSP_PAGE_SIZE	SZ_4K

static const struct fwgpu_ledger_kind dma_kind = { .name = "dma" };
static const struct fwgpu_ledger_kind pages_kind = { .name = "pages" };

struct nova_dma {
	struct fwgpu_ledger_entry entry;
	struct device *dev;
	void *cpu;
	dma_addr_t addr;
	size_t size;
};

static int nova_dma_init(struct nova_dma *dma, struct nova_device *nova, size_t size)
	__context_unsafe(/* addresses and size are one thing, which @dma is the owner of */)
{
	dma->dev = nova->drm.dev;
	dma->size = size;
	dma->cpu = dma_alloc_coherent(dma->dev, size, &dma->addr, GFP_KERNEL);
	if (!dma->cpu)
		return -ENOMEM;

	fwgpu_ledger_add(&nova->ledger, &dma->entry, NULL, &dma_kind, dma->addr, size);
	return 0;
}

/**
 * nova_dma_free() - free coherent memory; use nova_dma_drop()
 * @dma: memory that the device does not access any more
 */
void nova_dma_free(struct nova_dma *dma)
{
	fwgpu_ledger_remove(&dma->entry);
	if (dma->cpu)
		dma_free_coherent(dma->dev, dma->size, dma->cpu, dma->addr);
	kfree(dma);
}

/**
 * nova_dma_create() - allocate zeroed coherent memory
 * @nova: device
 * @size: bytes
 * @h: owns the memory on success
 *
 * Return: 0 or -ENOMEM.
 */
int nova_dma_create(struct nova_device *nova, size_t size, struct nova_dma_own *h)
{
	struct nova_dma_own dma;
	int ret;

	ret = nova_dma_adopt(&dma, kzalloc_obj(struct nova_dma));
	if (ret)
		return ret;

	ret = nova_dma_init(nova_dma_borrow(&dma), nova, size);
	if (ret) {
		nova_dma_drop(&dma);
		return ret;
	}

	nova_dma_move(h, &dma);
	return 0;
}

/**
 * nova_dma_create_in() - nova_dma_create() into a slot
 * @nova: device
 * @size: bytes
 * @slot: empty; owns the memory on success
 *
 * Return: 0 or -ENOMEM.
 */
int nova_dma_create_in(struct nova_device *nova, size_t size, struct nova_dma_slot *slot)
{
	struct nova_dma_own dma;
	int ret;

	ret = nova_dma_create(nova, size, &dma);
	if (ret)
		return ret;

	nova_dma_store(slot, &dma);
	return 0;
}

/**
 * nova_dma_cpu() - where the CPU finds coherent memory
 * @dma: memory
 *
 * Return: its first byte, as long as @dma is owned.
 */
void *nova_dma_cpu(const struct nova_dma *dma)
{
	return dma->cpu;
}

/**
 * nova_dma_addr() - where the device finds coherent memory
 * @dma: memory
 *
 * Return: bus address of its first byte.
 */
u64 nova_dma_addr(const struct nova_dma *dma)
{
	return dma->addr;
}

/**
 * nova_dma_size() - size of coherent memory
 * @dma: memory
 *
 * Return: bytes, as they were asked for.
 */
size_t nova_dma_size(const struct nova_dma *dma)
{
	return dma->size;
}

struct nova_pages {
	struct fwgpu_ledger_entry entry;
	struct device *dev;
	/** @cpu: the memory. */
	struct own_mem_slot cpu;
	/** @mapped: how many of @addr are mapped. */
	u32 mapped;
	u32 count;
	dma_addr_t addr[] __counted_by(count);
};

static int nova_pages_map(struct nova_pages *pages)
{
	for (u32 i = 0; i < pages->count; i++) {
		struct page *page = vmalloc_to_page(own_mem_peek(&pages->cpu) + i * PAGE_SIZE);

		pages->addr[i] = dma_map_page(pages->dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
		if (dma_mapping_error(pages->dev, pages->addr[i]))
			return -ENOMEM;

		pages->mapped++;
	}

	return 0;
}

static int nova_pages_init(struct nova_pages *pages, struct nova_device *nova, const void *data,
			   size_t size)
{
	struct own_mem_own cpu;
	int ret;

	ret = own_mem_adopt(&cpu, vzalloc(array_size(pages->count, PAGE_SIZE)));
	if (ret)
		return ret;

	memcpy(own_mem_borrow(&cpu), data, size);
	own_mem_store(&pages->cpu, &cpu);
	pages->dev = nova->drm.dev;
	ret = nova_pages_map(pages);
	if (ret)
		return ret;

	fwgpu_ledger_add(&nova->ledger, &pages->entry, NULL, &pages_kind, pages->addr[0], size);
	return 0;
}

/**
 * nova_pages_free() - unmap and free pages; use nova_pages_drop()
 * @pages: pages that the device does not read any more
 */
void nova_pages_free(struct nova_pages *pages)
{
	fwgpu_ledger_remove(&pages->entry);
	while (pages->mapped--)
		dma_unmap_page(pages->dev, pages->addr[pages->mapped], PAGE_SIZE, DMA_TO_DEVICE);

	own_mem_clear(&pages->cpu);
	kvfree(pages);
}

/**
 * nova_pages_create_from() - copy @data into pages that the device can read
 * @nova: device
 * @data: what to copy
 * @size: bytes; the last page is filled up with zeroes
 * @h: owns the pages on success
 *
 * Return: 0 or -ENOMEM.
 */
int nova_pages_create_from(struct nova_device *nova, const void *data, size_t size,
			   struct nova_pages_own *h)
{
	u32 count = DIV_ROUND_UP(size, PAGE_SIZE);
	struct nova_pages_own pages;
	int ret;

	ret = nova_pages_adopt(&pages, kvzalloc_flex(struct nova_pages, addr, count));
	if (ret)
		return ret;

	nova_pages_borrow(&pages)->count = count;
	ret = nova_pages_init(nova_pages_borrow(&pages), nova, data, size);
	if (ret) {
		nova_pages_drop(&pages);
		return ret;
	}

	nova_pages_move(h, &pages);
	return 0;
}

/**
 * nova_pages_addr() - bus address of one firmware page
 * @pages: pages
 * @page: index in units of 4 KiB, whatever PAGE_SIZE is
 *
 * Return: bus address of the 4 KiB at @page.
 */
u64 nova_pages_addr(const struct nova_pages *pages, u32 page)
{
	u64 offset = (u64)page * NOVA_GSP_PAGE_SIZE;

	return pages->addr[offset / PAGE_SIZE] + offset % PAGE_SIZE;
}
