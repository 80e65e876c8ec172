/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_BO_H
#define AGX_BO_H

#include "drm/fwgpu/fwgpu_ledger.h"
#include "drm/own/own.h"

#include <drm/drm_gem.h>
#include <drm/drm_gem_shmem_helper.h>

struct agx_device;
struct agx_vm;

static inline struct drm_gem_object *agx_gem_get_ref(struct drm_gem_object *obj)
{
	drm_gem_object_get(obj);
	return obj;
}

/* A reference to a GEM object of any kind. */
OWNED_REF(agx_gem, struct drm_gem_object, agx_gem_get_ref, drm_gem_object_put)

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
	struct agx_gem_slot resv;
};

static inline struct agx_bo *to_agx_bo(struct drm_gem_object *obj)
{
	return container_of(to_drm_gem_shmem_obj(obj), struct agx_bo, base);
}

static inline struct agx_bo *agx_bo_get_ref(struct agx_bo *bo)
{
	drm_gem_object_get(&bo->base.base);
	return bo;
}

static inline void agx_bo_put_ref(struct agx_bo *bo)
{
	drm_gem_object_put(&bo->base.base);
}

/* A reference to a buffer. */
OWNED_REF(agx_bo, struct agx_bo, agx_bo_get_ref, agx_bo_put_ref)

struct drm_gem_object *agx_bo_gem_create_object(struct drm_device *drm, size_t size);
struct drm_gem_object *agx_bo_prime_import_sg(struct drm_device *drm,
					      struct dma_buf_attachment *attach,
					      struct sg_table *sgt);
int agx_bo_create(struct agx_device *agx, struct fwgpu_ledger_entry *owner, struct agx_vm *vm,
		  size_t size, bool writeback, struct agx_bo_own *h)
	__cond_acquires(0, h) __must_check;
int agx_bo_find(struct drm_file *file, u32 handle, struct agx_bo_own *h)
	__cond_acquires(0, h) __must_check;
int agx_bo_populate(struct agx_bo *bo) __must_check;

static inline const struct sg_table *agx_bo_sgt(const struct agx_bo *bo)
{
	return bo->base.sgt;
}

#endif
