/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_MIGRATE_H
#define NOVA_MIGRATE_H

#include <linux/types.h>

struct dma_fence;
struct nova_bo;
struct nova_device;
struct ttm_resource;

int nova_migrate_init(struct nova_device *nova);
void nova_migrate_fini(struct nova_device *nova);

struct dma_fence *nova_migrate_copy(struct nova_device *nova, struct nova_bo *bo,
				    struct ttm_resource *dst, struct ttm_resource *src);
struct dma_fence *nova_migrate_clear(struct nova_device *nova, struct nova_bo *bo,
				     struct ttm_resource *res);

#endif
