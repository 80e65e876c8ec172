/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_MEM_H
#define AGX_MEM_H

#include "drm/own/own.h"

#include <linux/types.h>

struct agx_mem;
struct device;

void agx_mem_free(struct agx_mem *mem);

/* Memory that the GPU can be given: zeroed, contiguous, in whole GPU pages. */
OWNED(agx_mem, struct agx_mem, agx_mem_free)

int agx_mem_create(struct device *dev, size_t size, struct agx_mem_own *h)
	__cond_acquires(0, h) __must_check;
void *agx_mem_cpu(const struct agx_mem *mem);
u64 agx_mem_addr(const struct agx_mem *mem);
size_t agx_mem_size(const struct agx_mem *mem);

#endif
