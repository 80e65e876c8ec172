/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_DMA_H
#define NOVA_DMA_H

#include "drm/own/own.h"

#include <linux/types.h>

struct nova_device;
struct nova_dma;
struct nova_pages;

void nova_dma_free(struct nova_dma *dma);
void nova_pages_free(struct nova_pages *pages);

/* Coherent system memory, contiguous on the bus. */
OWNED(nova_dma, struct nova_dma, nova_dma_free)
/* System memory page by page, mapped for the device to read. */
OWNED(nova_pages, struct nova_pages, nova_pages_free)

int nova_dma_create(struct nova_device *nova, size_t size, struct nova_dma_own *h)
	__cond_acquires(0, h) __must_check;
int nova_dma_create_in(struct nova_device *nova, size_t size, struct nova_dma_slot *slot);
void *nova_dma_cpu(const struct nova_dma *dma);
u64 nova_dma_addr(const struct nova_dma *dma);
size_t nova_dma_size(const struct nova_dma *dma);

int nova_pages_create_from(struct nova_device *nova, const void *data, size_t size,
			   struct nova_pages_own *h)
	__cond_acquires(0, h) __must_check;
u64 nova_pages_addr(const struct nova_pages *pages, u32 page);

#endif
