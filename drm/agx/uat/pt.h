/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_PT_H
#define AGX_PT_H

#include "drm/own/own.h"

#include <linux/types.h>

struct agx_pt;
struct device;

void agx_pt_free(struct agx_pt *pt);

/* Page tables of one half of an address space. */
OWNED(agx_pt, struct agx_pt, agx_pt_free)

int agx_pt_create(struct device *dev, u64 flags, struct agx_pt_own *h)
	__cond_acquires(0, h) __must_check;
int agx_pt_create_shared(struct device *dev, u64 *root, u64 addr, u32 entry,
			 struct agx_pt_own *h) __cond_acquires(0, h) __must_check;
u64 agx_pt_root(const struct agx_pt *pt);

int agx_pt_prepare(struct agx_pt *pt, u64 va, u64 size) __must_check;
void agx_pt_map(struct agx_pt *pt, u64 va, u64 size, u64 pa, u64 prot);
void agx_pt_map_repeat(struct agx_pt *pt, u64 va, u64 size, u64 pa, u64 prot);
void agx_pt_protect(struct agx_pt *pt, u64 va, u64 size, u64 prot);
void agx_pt_unmap(struct agx_pt *pt, u64 va, u64 size);
u64 agx_pt_lookup(struct agx_pt *pt, u64 va);

#endif
