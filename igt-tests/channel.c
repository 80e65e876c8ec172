// SPDX-License-Identifier: MIT
/* GETPARAM, GET_ZCULL_INFO and channels. */
#include <errno.h>

#include "call.h"

static void good_getparam(struct world *w, struct args *a)
{
	(void)w;
	a->getparam.param = NOUVEAU_GETPARAM_CHIPSET_ID;
}

static const struct row getparam_rows[] = {
	{ "param-0", EINVAL, 0, { SET(getparam.param, 0) } },
	{ "param-unknown", EINVAL, 0, { SET(getparam.param, 1000) } },
	{ "param-high-bits", EINVAL, 0, { SET(getparam.param, 1ull << 32 | 11) } },
	{ "param-max", EINVAL, 0, { SET(getparam.param, ~0ull) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_zcull(struct world *w, struct args *a)
{
	(void)w;
	(void)a;
}

static const struct row zcull_rows[] = {
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_alloc(struct world *w, struct args *a)
{
	(void)w;
	a->alloc.fb_ctxdma_handle = ~0u;
	a->alloc.tt_ctxdma_handle = NOUVEAU_FIFO_ENGINE_CE;
}

static void undo_alloc(struct world *w, struct args *a, bool done)
{
	if (done)
		must(channel_free(w->c, a->alloc.channel), "CHANNEL_FREE");
}

static const struct row alloc_rows[] = {
	{ "engine-0", ENOSYS, 0, { SET(alloc.tt_ctxdma_handle, 0) } },
	{ "engine-unknown", ENOSYS, 0, { SET(alloc.tt_ctxdma_handle, 0x40) } },
	{ "engine-all", ENOSYS, 0, { SET(alloc.tt_ctxdma_handle, ~0u) } },
	{ "engine-absent", EINVAL, 0, { SET(alloc.tt_ctxdma_handle, NOUVEAU_FIFO_ENGINE_VP) } },
	{ "ctxdma", EINVAL, 1, { SET(alloc.fb_ctxdma_handle, 1) } },
	{ "no-ctxdma", EINVAL, 0, { SET(alloc.fb_ctxdma_handle, 0),
				    SET(alloc.tt_ctxdma_handle, ~0u) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_free(struct world *w, struct args *a)
{
	a->free.channel = channel_new(w->c, NOUVEAU_FIFO_ENGINE_CE);
	a->kept = a->free.channel;
}

static void undo_free(struct world *w, struct args *a, bool done)
{
	if (!done)
		must(channel_free(w->c, a->kept), "CHANNEL_FREE");
}

static const struct row free_rows[] = {
	{ "negative", ENOENT, 0, { SET(free.channel, -1) } },
	{ "unknown", ENOENT, 0, { SET(free.channel, 0x7fff) } },
	{ "max", ENOENT, 0, { SET(free.channel, 0x7fffffff) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static const struct row unknown_rows[] = {
	{ "number", EINVAL, 0, { { 0 } } },
	{ 0 },
};

const struct ioctl channel_ioctls[] = {
	{ "getparam", DRM_IOCTL_NOUVEAU_GETPARAM, sizeof(struct drm_nouveau_getparam),
	  good_getparam, NULL, false, getparam_rows },
	{ "zcull", DRM_IOCTL_NOUVEAU_GET_ZCULL_INFO,
	  sizeof(struct drm_nouveau_get_zcull_info), good_zcull, NULL, false, zcull_rows },
	{ "channel-alloc", DRM_IOCTL_NOUVEAU_CHANNEL_ALLOC,
	  sizeof(struct drm_nouveau_channel_alloc), good_alloc, undo_alloc, false,
	  alloc_rows },
	{ "channel-free", DRM_IOCTL_NOUVEAU_CHANNEL_FREE,
	  sizeof(struct drm_nouveau_channel_free), good_free, undo_free, false, free_rows },
	{ "unknown-ioctl", DRM_IOWR(DRM_COMMAND_BASE + 0x30, struct drm_nouveau_getparam),
	  sizeof(struct drm_nouveau_getparam), NULL, NULL, false, unknown_rows },
	{ 0 },
};
