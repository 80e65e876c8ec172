/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_PAGES_H
#define AGX_PAGES_H

struct drm_gem_shmem_object;

int agx_pages_init(struct drm_gem_shmem_object *shmem) __must_check;
void agx_pages_fini(struct drm_gem_shmem_object *shmem);

#endif
