/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_VRAM_H
#define NOVA_VRAM_H

#include "nova_bar1.h"

#include "drm/own/own.h"

#include <drm/ttm/ttm_resource.h>

#include <linux/gpu_buddy.h>
#include <linux/sizes.h>

struct nova_device;
struct nova_vram_block;

/**
 * struct nova_vram_resource - a buffer's place in VRAM
 */
struct nova_vram_resource {
	/** @base: TTM's part. */
	struct ttm_resource base;
	/** @blocks: list of gpu_buddy_block, in the order of the buffer's bytes. */
	struct list_head blocks;
	/** @bar1: the CPU's window on it; protected by the lock of the BAR1 block. */
	struct nova_bar1_map_slot bar1;
};

static inline struct nova_vram_resource *to_nova_vram_resource(struct ttm_resource *res)
{
	return container_of(res, struct nova_vram_resource, base);
}

/* The allocator's smallest block is a page of the GPU. */
static inline u64 nova_vram_piece_size(struct gpu_buddy_block *block)
{
	return (u64)SZ_4K << gpu_buddy_block_order(block);
}

int nova_vram_init(struct nova_device *nova);
void nova_vram_fini(struct nova_device *nova);
u64 nova_vram_size(struct nova_device *nova);
u64 nova_vram_used(struct nova_device *nova);

/* TTM's manager of the same memory; part of nova_ttm_init(). */
void nova_vram_enable_ttm(struct nova_device *nova);
void nova_vram_disable_ttm(struct nova_device *nova);

void nova_vram_block_free(struct nova_vram_block *block);

/* A contiguous piece of VRAM that is the kernel's own and never moves. */
OWNED(nova_vram_block, struct nova_vram_block, nova_vram_block_free)

int nova_vram_block_create(struct nova_device *nova, u64 size, struct nova_vram_block_own *h)
	__cond_acquires(0, h) __must_check;
u64 nova_vram_block_addr(const struct nova_vram_block *block);

#endif
