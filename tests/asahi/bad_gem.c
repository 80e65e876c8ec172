// SPDX-License-Identifier: MIT
/* GEM_CREATE, GEM_MMAP_OFFSET and GEM_BIND_OBJECT. */
#include <errno.h>

#include "bad.h"

#define TIMESTAMPS DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS
#define PRIVATE DRM_ASAHI_GEM_VM_PRIVATE

int object_bind(struct client *c, const struct bo *bo, uint64_t offset, uint64_t range,
		uint32_t *object)
{
	struct drm_asahi_gem_bind_object req = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_BIND, .flags = TIMESTAMPS, .handle = bo->handle,
		.offset = offset, .range = range,
	};
	const int err = ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &req);

	*object = req.object_handle;
	return err;
}

int object_unbind(struct client *c, uint32_t object)
{
	struct drm_asahi_gem_bind_object req = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_UNBIND, .object_handle = object,
	};

	return ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &req);
}

static void good_create(struct world *w, struct args *a)
{
	(void)w;
	a->gem.size = 3 * PAGE;
	a->gem.flags = DRM_ASAHI_GEM_WRITEBACK;
}

static void good_private(struct world *w, struct args *a)
{
	a->gem.size = 1;
	a->gem.flags = PRIVATE;
	a->gem.vm_id = w->c->vm;
}

static void undo_create(struct world *w, struct args *a, bool done)
{
	struct drm_gem_close req = { .handle = a->gem.handle };

	if (done)
		must(ioctl_errno(w->c->fd, DRM_IOCTL_GEM_CLOSE, &req), "GEM_CLOSE");
}

static const struct row create_rows[] = {
	{ "size-0", EINVAL, 0, { SET(gem.size, 0) } },
	{ "size-max", EINVAL, 0, { SET(gem.size, ~0ull) } },
	{ "size-rounds-to-0", EINVAL, 0, { SET(gem.size, ~0ull - 100) } },
	{ "size-beyond-va", EINVAL, 0, { SET(gem.size, 1ull << 57) } },
	{ "flags-unknown", EINVAL, 0, { SET(gem.flags, 4) } },
	{ "flags-high", EINVAL, 0, { SET(gem.flags, 1u << 31) } },
	{ "pad", EINVAL, 0, { SET(gem.pad, 1) } },
	{ "vm-without-private", EINVAL, 0, { FROM(gem.vm_id, other_vm) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static const struct row private_rows[] = {
	{ "vm-0", ENOENT, 0, { SET(gem.vm_id, 0) } },
	{ "vm-unknown", ENOENT, 0, { FROM(gem.vm_id, no_vm) } },
	{ "flags-unknown", EINVAL, 0, { SET(gem.flags, PRIVATE | 8) } },
	{ 0 },
};

static void good_mmap(struct world *w, struct args *a)
{
	a->mmap.handle = w->bo.handle;
}

static const struct row mmap_rows[] = {
	{ "flags", EINVAL, 0, { SET(mmap.flags, 1) } },
	{ "flags-high", EINVAL, 0, { SET(mmap.flags, 1u << 31) } },
	{ "handle-0", ENOENT, 0, { SET(mmap.handle, 0) } },
	{ "handle-unknown", ENOENT, 0, { SET(mmap.handle, 0x7fffffff) } },
	{ "handle-stale", ENOENT, 0, { FROM(mmap.handle, stale) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_object(struct world *w, struct args *a)
{
	a->object.op = DRM_ASAHI_BIND_OBJECT_OP_BIND;
	a->object.flags = TIMESTAMPS;
	a->object.handle = w->bo.handle;
	a->object.offset = PAGE;
	a->object.range = 2 * PAGE;
}

static void undo_object(struct world *w, struct args *a, bool done)
{
	if (done)
		must(object_unbind(w->c, a->object.object_handle), "GEM_BIND_OBJECT to unbind");
}

static const struct row object_rows[] = {
	{ "op-unknown", EINVAL, 0, { SET(object.op, 2) } },
	{ "op-max", EINVAL, 0, { SET(object.op, ~0u) } },
	{ "flags-none", EINVAL, 0, { SET(object.flags, 0) } },
	{ "flags-unknown", EINVAL, 0, { SET(object.flags, TIMESTAMPS | 2) } },
	{ "flags-high", EINVAL, 0, { SET(object.flags, TIMESTAMPS | 1u << 31) } },
	{ "pad", EINVAL, 0, { SET(object.pad, 1) } },
	{ "vm", EINVAL, 0, { FROM(object.vm_id, other_vm) } },
	{ "handle-0", ENOENT, 0, { SET(object.handle, 0) } },
	{ "handle-unknown", ENOENT, 0, { SET(object.handle, 0x7fffffff) } },
	{ "handle-stale", ENOENT, 0, { FROM(object.handle, stale) } },
	{ "offset-unaligned", EINVAL, 0, { SET(object.offset, 0x1000) } },
	{ "offset-end", EINVAL, 0, { SET(object.offset, WORLD_SIZE) } },
	{ "offset-max", EINVAL, 0, { SET(object.offset, -PAGE) } },
	{ "range-0", EINVAL, 0, { SET(object.range, 0) } },
	{ "range-unaligned", EINVAL, 0, { SET(object.range, PAGE + 8) } },
	{ "range-beyond", EINVAL, 0, { SET(object.range, WORLD_SIZE) } },
	{ "range-max", EINVAL, 0, { SET(object.range, -PAGE) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_unbind(struct world *w, struct args *a)
{
	must(object_bind(w->c, &w->bo, 0, PAGE, &a->kept), "GEM_BIND_OBJECT");
	a->object.op = DRM_ASAHI_BIND_OBJECT_OP_UNBIND;
	a->object.object_handle = a->kept;
}

static void undo_unbind(struct world *w, struct args *a, bool done)
{
	if (!done)
		must(object_unbind(w->c, a->kept), "GEM_BIND_OBJECT to unbind");
}

static const struct row unbind_rows[] = {
	{ "object-0", ENOENT, 0, { SET(object.object_handle, 0) } },
	{ "object-unknown", ENOENT, 0, { FROM(object.object_handle, no_object) } },
	{ "object-max", ENOENT, 0, { SET(object.object_handle, ~0u) } },
	{ "flags", EINVAL, 0, { SET(object.flags, TIMESTAMPS) } },
	{ "flags-unknown", EINVAL, 0, { SET(object.flags, 2) } },
	{ "pad", EINVAL, 0, { SET(object.pad, 1) } },
	{ "vm", EINVAL, 0, { FROM(object.vm_id, other_vm) } },
	{ "handle", EINVAL, 0, { SET(object.handle, 1) } },
	{ "offset", EINVAL, 0, { SET(object.offset, PAGE) } },
	{ "range", EINVAL, 0, { SET(object.range, PAGE) } },
	{ 0 },
};

const struct ioctl gem_ioctls[] = {
	{ "gem-create", DRM_IOCTL_ASAHI_GEM_CREATE, good_create, undo_create, create_rows },
	{ "gem-create-private", DRM_IOCTL_ASAHI_GEM_CREATE, good_private, undo_create,
	  private_rows },
	{ "gem-mmap", DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, good_mmap, NULL, mmap_rows },
	{ "object-bind", DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, good_object, undo_object, object_rows },
	{ "object-unbind", DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, good_unbind, undo_unbind,
	  unbind_rows },
	{ 0 },
};
