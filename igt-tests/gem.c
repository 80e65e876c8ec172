// SPDX-License-Identifier: MIT
/* GEM_NEW, GEM_INFO, GEM_CPU_PREP and GEM_CPU_FINI. */
#include <errno.h>

#include "call.h"

static void good_new(struct world *w, struct args *a)
{
	(void)w;
	a->gem.info.size = 4 * PAGE;
	a->gem.info.domain = VRAM | GART | MAPPABLE;
	a->gem.align = PAGE;
}

static void undo_new(struct world *w, struct args *a, bool done)
{
	struct drm_gem_close req = { .handle = a->gem.info.handle };

	if (done)
		must(ioctl_errno(w->c->fd, DRM_IOCTL_GEM_CLOSE, &req), "GEM_CLOSE");
}

static const struct row new_rows[] = {
	{ "size-0", EINVAL, 0, { SET(gem.info.size, 0) } },
	{ "size-max", EINVAL, 1, { SET(gem.info.size, ~0ull) } },
	{ "size-rounds-to-0", EINVAL, 1, { SET(gem.info.size, ~0ull - 100) } },
	{ "domain-unknown", EINVAL, 1, { SET(gem.info.domain, VRAM | 1 << 6) } },
	{ "domain-high", EINVAL, 1, { SET(gem.info.domain, VRAM | 1u << 31) } },
	{ "size-beyond-va", EINVAL, 1, { SET(gem.info.size, 1ull << 57) } },
	{ "domain-none", EINVAL, 1, { SET(gem.info.domain, 0) } },
	{ "domain-mappable-only", EINVAL, 1, { SET(gem.info.domain, MAPPABLE) } },
	{ "tile-flags-unknown", EINVAL, 1, { SET(gem.info.tile_flags, 1u << 31) } },
	{ "kind-unknown", EINVAL, 0, { SET(gem.info.tile_flags, 0xff00) } },
	{ "align-odd", EINVAL, 1, { SET(gem.align, 0x1800) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_info(struct world *w, struct args *a)
{
	a->info.handle = w->bo.handle;
}

static const struct row info_rows[] = {
	{ "handle-0", ENOENT, 0, { SET(info.handle, 0) } },
	{ "handle-unknown", ENOENT, 0, { SET(info.handle, 0x7fffffff) } },
	{ "handle-stale", ENOENT, 0, { FROM(info.handle, stale) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_prep(struct world *w, struct args *a)
{
	a->prep.handle = w->bo.handle;
	a->prep.flags = NOUVEAU_GEM_CPU_PREP_NOWAIT | NOUVEAU_GEM_CPU_PREP_WRITE;
}

static const struct row prep_rows[] = {
	{ "handle-0", ENOENT, 0, { SET(prep.handle, 0) } },
	{ "handle-unknown", ENOENT, 0, { SET(prep.handle, 0x7fffffff) } },
	{ "handle-stale", ENOENT, 0, { FROM(prep.handle, stale) } },
	{ "flags-unknown", EINVAL, 1, { SET(prep.flags, 2) } },
	{ "flags-high", EINVAL, 1, { SET(prep.flags, 1u << 31) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_fini(struct world *w, struct args *a)
{
	a->fini.handle = w->bo.handle;
}

static const struct row fini_rows[] = {
	{ "handle-0", ENOENT, 0, { SET(fini.handle, 0) } },
	{ "handle-unknown", ENOENT, 0, { SET(fini.handle, 0x7fffffff) } },
	{ "handle-stale", ENOENT, 0, { FROM(fini.handle, stale) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

const struct ioctl gem_ioctls[] = {
	{ "gem-new", DRM_IOCTL_NOUVEAU_GEM_NEW, sizeof(struct drm_nouveau_gem_new), good_new,
	  undo_new, false, new_rows },
	{ "gem-info", DRM_IOCTL_NOUVEAU_GEM_INFO, sizeof(struct drm_nouveau_gem_info),
	  good_info, NULL, false, info_rows },
	{ "gem-cpu-prep", DRM_IOCTL_NOUVEAU_GEM_CPU_PREP,
	  sizeof(struct drm_nouveau_gem_cpu_prep), good_prep, NULL, false, prep_rows },
	{ "gem-cpu-fini", DRM_IOCTL_NOUVEAU_GEM_CPU_FINI,
	  sizeof(struct drm_nouveau_gem_cpu_fini), good_fini, NULL, false, fini_rows },
	{ 0 },
};
