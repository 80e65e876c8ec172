/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_DEBUGFS_H
#define NOVA_DEBUGFS_H

struct drm_minor;
struct nova_device;

void nova_debugfs_init(struct drm_minor *minor);

#endif
