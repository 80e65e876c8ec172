/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_DRM_H
#define FWGPU_DRM_H

#include "fwgpu_file.h"

#include "drm/compat/drm_drv.h"

#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>

#include <linux/fs.h>
#include <linux/module.h>

#ifdef CONFIG_COMPAT
long fwgpu_compat_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);
#else
#define fwgpu_compat_ioctl NULL
#endif

/**
 * FWGPU_DRM_FOPS() - file operations of a driver that looks at ioctls before the core does
 * @ioctl: its function for that
 */
#define FWGPU_DRM_FOPS(ioctl)									\
	.owner		= THIS_MODULE,								\
	.open		= drm_open,								\
	.release	= drm_release,								\
	.unlocked_ioctl	= (ioctl),								\
	.compat_ioctl	= fwgpu_compat_ioctl,							\
	.poll		= drm_poll,								\
	.read		= drm_read,								\
	.llseek		= noop_llseek,								\
	.mmap		= drm_gem_mmap,								\
	.fop_flags	= FOP_UNSIGNED_OFFSET,							\
	.show_fdinfo	= drm_show_fdinfo

/**
 * FWGPU_DRM_DRIVER() - what a driver is to DRM, but for its name and its functions
 * @file_ops: its file operations
 * @ioctl_table: its ioctls
 * @ioctl_count: and their number
 */
#define FWGPU_DRM_DRIVER(file_ops, ioctl_table, ioctl_count)					\
	.driver_features = DRIVER_GEM | DRIVER_GEM_GPUVA | DRIVER_RENDER |			\
			   DRIVER_SYNCOBJ | DRIVER_SYNCOBJ_TIMELINE,				\
	.show_fdinfo	= fwgpu_file_show_fdinfo,						\
	.fops		= (file_ops),								\
	.ioctls		= (ioctl_table),							\
	.num_ioctls	= (ioctl_count)

#endif
