/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_PUSH_H
#define NOVA_PUSH_H

#include <linux/bits.h>
#include <linux/types.h>

struct drm_nouveau_exec_push;

/* Length of a push buffer in bytes is below this: 21 bits of words. */
#define NOVA_PUSH_MAX_SIZE	BIT(23)
/* Push buffers lie below this address: a ring entry has 40 bits for it. */
#define NOVA_CHAN_VA_END	BIT_ULL(40)

/**
 * struct nova_push - a push buffer
 */
struct nova_push {
	/** @va: its address in the channel's address space; a multiple of 4. */
	u64 va;
	/** @size: its length in bytes; a multiple of 4. */
	u32 size;
	/** @no_prefetch: not to be fetched before what is ahead of it is done. */
	bool no_prefetch;
};

int nova_push_init(struct nova_push *push, const struct drm_nouveau_exec_push *user);

#endif
