/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_GEM_H
#define FWGPU_GEM_H

#include "drm/own/own.h"

#include <drm/drm_gem.h>

#include <linux/container_of.h>
#include <linux/types.h>

struct drm_file;

static inline struct drm_gem_object *fwgpu_gem_get_ref(struct drm_gem_object *obj)
{
	drm_gem_object_get(obj);
	return obj;
}

/* A reference to a GEM object of any kind: a buffer, or what only has a reservation. */
OWNED_REF(fwgpu_gem, struct drm_gem_object, fwgpu_gem_get_ref, drm_gem_object_put)

static inline int fwgpu_gem_find(struct drm_file *file, u32 handle, struct fwgpu_gem_own *h)
	__cond_acquires(0, h) __must_check;
static inline int fwgpu_gem_find(struct drm_file *file, u32 handle, struct fwgpu_gem_own *h)
{
	return fwgpu_gem_adopt(h, drm_gem_object_lookup(file, handle) ?: ERR_PTR(-ENOENT));
}

/**
 * FWGPU_BO() - declare a driver's buffers
 * @name: prefix; ``struct @name`` is a buffer
 * @gem: its GEM object, a member or a member's member
 *
 * Declares references to a buffer, as OWNED_REF() does, whose last one frees it
 * and may sleep, and
 *
 * - ``to_@name(obj)``: the buffer that a GEM object is of.
 * - ``@name_find(file, handle, h)``: looks a user's handle up; -ENOENT.
 */
#define FWGPU_BO(name, gem)									\
static inline struct name *to_##name(struct drm_gem_object *obj)				\
{												\
	return container_of(obj, struct name, gem);						\
}												\
												\
static inline struct name *name##_get_ref(struct name *bo)					\
{												\
	drm_gem_object_get(&bo->gem);								\
	return bo;										\
}												\
												\
static inline void name##_put_ref(struct name *bo)						\
{												\
	drm_gem_object_put(&bo->gem);								\
}												\
												\
OWNED_REF(name, struct name, name##_get_ref, name##_put_ref)					\
												\
static inline int name##_find(struct drm_file *file, u32 handle, struct name##_own *h)		\
	__cond_acquires(0, h) __must_check;							\
static inline int name##_find(struct drm_file *file, u32 handle, struct name##_own *h)		\
{												\
	struct fwgpu_gem_own obj;								\
	int ret;										\
												\
	ret = fwgpu_gem_find(file, handle, &obj);						\
	if (ret)										\
		return name##_adopt(h, ERR_PTR(ret));						\
												\
	return name##_adopt(h, to_##name(fwgpu_gem_give(&obj)));				\
}

#endif
