/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef COMPAT_DRM_DRV_H
#define COMPAT_DRM_DRV_H

#include <drm/drm_drv.h>

#include <linux/version.h>

/* From 7.3 on every GEM object has a list of mappings and nobody asks for it. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 3, 0)
#define DRIVER_GEM_GPUVA	0
#endif

#endif
