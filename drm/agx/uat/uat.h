/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_UAT_BLOCK_H
#define AGX_UAT_BLOCK_H

#include "drm/own/own.h"

#include <linux/types.h>

struct agx_device;
struct agx_space;
struct fwgpu_ledger_entry;
struct sg_table;

int agx_uat_init(struct agx_device *agx);
void agx_uat_fini(struct agx_device *agx);
void agx_uat_crashed(struct agx_device *agx);

void agx_space_free(struct agx_space *space);

/* An address space of the GPU's. */
OWNED(agx_space, struct agx_space, agx_space_free)

int agx_space_create(struct agx_device *agx, struct agx_space_own *h)
	__cond_acquires(0, h) __must_check;
void agx_space_enter(struct agx_space *space, struct fwgpu_ledger_entry *owner);
struct agx_device *agx_space_device(const struct agx_space *space);
u64 agx_space_root(const struct agx_space *space);
struct agx_space *agx_uat_high(struct agx_device *agx);
struct agx_space *agx_uat_low(struct agx_device *agx);

int agx_space_use(struct agx_space *space) __must_check;
void agx_space_unuse(struct agx_space *space, u32 slot);

int agx_space_prepare(struct agx_space *space, u64 va, u64 size) __must_check;
void agx_space_map(struct agx_space *space, u64 va, u64 size, u64 pa, u64 prot);
void agx_space_map_sgt(struct agx_space *space, u64 va, u64 size, const struct sg_table *sgt,
		       u64 offset, u64 prot);
void agx_space_map_repeat(struct agx_space *space, u64 va, u64 size, u64 pa, u64 prot);
void agx_space_unmap(struct agx_space *space, u64 va, u64 size);
void agx_space_unmap_cached(struct agx_space *space, u64 va, u64 size);

#endif
