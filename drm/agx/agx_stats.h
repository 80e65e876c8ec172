/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_STATS_H
#define AGX_STATS_H

struct agx_device;
struct drm_minor;

void agx_stats_debugfs(struct agx_device *agx, struct drm_minor *minor);

#endif
