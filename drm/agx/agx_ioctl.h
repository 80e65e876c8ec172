/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_IOCTL_H
#define AGX_IOCTL_H

#include <drm/drm_ioctl.h>

#define AGX_NUM_IOCTLS	11

struct file;

long agx_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);

extern const struct drm_ioctl_desc agx_ioctls[AGX_NUM_IOCTLS];

#endif
