/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_USAGE_H
#define AGX_USAGE_H

#include "drm/own/own.h"

#include "firmware/agx/channels.h"

#include <linux/types.h>

struct agx_job_timestamps;
struct agx_usage;
struct drm_printer;

struct agx_usage *agx_usage_get_ref(struct agx_usage *usage);
void agx_usage_put_ref(struct agx_usage *usage);

/* A reference to the account of how long the GPU worked for a file. */
OWNED_REF(agx_usage, struct agx_usage, agx_usage_get_ref, agx_usage_put_ref)

int agx_usage_create(struct agx_usage_own *h) __cond_acquires(0, h) __must_check;
void agx_usage_add(struct agx_usage *usage, enum agx_pipe_type type,
		   const struct agx_job_timestamps *times, u64 *since);
void agx_usage_show(struct agx_usage *usage, struct drm_printer *p);

#endif
