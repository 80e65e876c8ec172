/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_BO_H
#define AGX_BO_H

#include "drm/fwgpu/fwgpu_gem.h"
#include "drm/fwgpu/fwgpu_ledger.h"
#include "drm/own/own.h"

#include <drm/drm_gem.h>
#include <drm/drm_gem_shmem_helper.h>

struct agx_device;
struct agx_vm;

/**
 * struct agx_bo - a user's buffer
 *
 * In system memory, in pieces of GPU pages. Stays there from its first mapping
 * on until it is freed.
 */
struct agx_bo {
	/** @base: the buffer. */
	struct drm_gem_shmem_object base;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @resv: whose reservation it shares; empty if it has its own. */
	struct fwgpu_gem_slot resv;
};

FWGPU_BO(agx_bo, base.base)

struct drm_gem_object *agx_bo_gem_create_object(struct drm_device *drm, size_t size);
struct drm_gem_object *agx_bo_prime_import_sg(struct drm_device *drm,
					      struct dma_buf_attachment *attach,
					      struct sg_table *sgt);
int agx_bo_create(struct agx_device *agx, struct fwgpu_ledger_entry *owner, struct agx_vm *vm,
		  size_t size, bool writeback, struct agx_bo_own *h)
	__cond_acquires(0, h) __must_check;
int agx_bo_populate(struct agx_bo *bo) __must_check;

static inline const struct sg_table *agx_bo_sgt(const struct agx_bo *bo)
{
	return bo->base.sgt;
}

#endif
