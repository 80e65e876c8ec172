/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_USAGE_H
#define FWGPU_USAGE_H

#include "drm/own/own.h"

#include <linux/types.h>

struct drm_printer;
struct fwgpu_usage;

struct fwgpu_usage *fwgpu_usage_get_ref(struct fwgpu_usage *usage);
void fwgpu_usage_put_ref(struct fwgpu_usage *usage);

/* A reference to the account of how long the GPU worked for a file. */
OWNED_REF(fwgpu_usage, struct fwgpu_usage, fwgpu_usage_get_ref, fwgpu_usage_put_ref)

int fwgpu_usage_create(const char * const *engines, u32 count, struct fwgpu_usage_own *h)
	__cond_acquires(0, h) __must_check;
void fwgpu_usage_add(struct fwgpu_usage *usage, u32 engine, u64 start, u64 end, u64 *since);
void fwgpu_usage_show(struct fwgpu_usage *usage, struct drm_printer *p);

#endif
