/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_COREDUMP_H
#define FWGPU_COREDUMP_H

#include "drm/own/own.h"

#include <linux/types.h>

struct device;
struct drm_printer;
struct fwgpu_coredump;

void fwgpu_coredump_free(struct fwgpu_coredump *dump);

/* What writes a device's dumps. */
OWNED(fwgpu_coredump, struct fwgpu_coredump, fwgpu_coredump_free)

int fwgpu_coredump_create(struct device *dev, size_t size, struct fwgpu_coredump_own *h)
	__cond_acquires(0, h) __must_check;
bool fwgpu_coredump_write(struct fwgpu_coredump *dump,
			  void (*show)(struct drm_printer *p, void *ctx), void *ctx);

#endif
