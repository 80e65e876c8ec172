// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Memory for page tables and the firmware
 *
 * The GPU and its coprocessor are coherent with the CPUs, whatever the device
 * tree says of it, so that this is ordinary cached memory. Where pages of the
 * CPU are smaller than those of the GPU, pieces are as large as the GPU's and
 * aligned like them.
 */
#include "mem.h"

#include "firmware/agx/uat.h"

#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

struct agx_mem {
	struct device *dev;
	struct page *pages;
	size_t size;
	dma_addr_t addr;
};

static int mem_alloc(struct agx_mem *mem, struct device *dev, size_t size)
	__context_unsafe(/* pages, address and size are one thing, which @mem is the owner of */)
{
	mem->dev = dev;
	mem->size = size;
	mem->pages = dma_alloc_pages(dev, size, &mem->addr, DMA_BIDIRECTIONAL,
				     GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	if (!mem->pages)
		return -ENOMEM;

	memset(page_address(mem->pages), 0, size);
	return 0;
}

/**
 * agx_mem_create() - allocate memory
 * @dev: the GPU
 * @size: bytes, rounded up to GPU pages
 * @h: the memory
 *
 * It is charged to who causes it, as most of it is made for a client.
 *
 * Return: 0 or -ENOMEM.
 */
int agx_mem_create(struct device *dev, size_t size, struct agx_mem_own *h)
{
	struct agx_mem_own mem;
	int ret;

	ret = agx_mem_adopt(&mem, kzalloc_obj(struct agx_mem));
	if (ret)
		return ret;

	ret = mem_alloc(agx_mem_borrow(&mem), dev, ALIGN(size, AGX_UAT_PAGE_SIZE));
	if (ret) {
		agx_mem_drop(&mem);
		return ret;
	}

	agx_mem_move(h, &mem);
	return 0;
}

/**
 * agx_mem_free() - release memory; use agx_mem_drop()
 * @mem: memory that nothing points to any more
 */
void agx_mem_free(struct agx_mem *mem)
{
	if (mem->pages)
		dma_free_pages(mem->dev, mem->size, mem->pages, mem->addr, DMA_BIDIRECTIONAL);
	kfree(mem);
}

/**
 * agx_mem_cpu() - where the CPU sees the memory
 * @mem: memory
 *
 * Return: its address.
 */
void *agx_mem_cpu(const struct agx_mem *mem)
{
	return page_address(mem->pages);
}

/**
 * agx_mem_addr() - physical address of the memory
 * @mem: memory
 *
 * Return: the address, as the GPU's page tables have it.
 */
u64 agx_mem_addr(const struct agx_mem *mem)
{
	return mem->addr;
}

/**
 * agx_mem_size() - how large the memory is
 * @mem: memory
 *
 * Return: bytes, whole GPU pages.
 */
size_t agx_mem_size(const struct agx_mem *mem)
{
	return mem->size;
}
