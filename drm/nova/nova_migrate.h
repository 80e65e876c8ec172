/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_MIGRATE_H
#define NOVA_MIGRATE_H

#include "drm/fwgpu/fwgpu_fence.h"

struct nova_bo;
struct nova_device;
struct ttm_resource;

int nova_migrate_init(struct nova_device *nova);
void nova_migrate_fini(struct nova_device *nova);

int nova_migrate_copy(struct nova_device *nova, struct nova_bo *bo, struct ttm_resource *dst,
		      struct ttm_resource *src, struct fwgpu_dma_fence_own *h)
	__cond_acquires(0, h) __must_check;
int nova_migrate_clear(struct nova_device *nova, struct nova_bo *bo, struct ttm_resource *res,
		       struct fwgpu_dma_fence_own *h)
	__cond_acquires(0, h) __must_check;

#endif
