/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_SUBMIT_H
#define AGX_SUBMIT_H

/* What the interface says that a submission can have. */
#define AGX_MAX_COMMANDS	64

struct agx_queue;
struct drm_asahi_submit;
struct drm_file;

int agx_submit(struct agx_queue *queue, const struct drm_asahi_submit *args,
	       struct drm_file *file);

#endif
