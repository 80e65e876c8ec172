/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_IOCTL_H
#define NOVA_IOCTL_H

#include "drm/own/own.h"

#include <drm/drm_ioctl.h>

#include <linux/types.h>

struct drm_device;
struct drm_file;
struct drm_printer;
struct file;
struct fwgpu_queue_own;
struct nova_device;
struct nova_vm_own;

/* The newest number is GEM_INFO's, 0x44. */
#define NOVA_NUM_IOCTLS	0x45

extern const struct drm_ioctl_desc nova_ioctls[NOVA_NUM_IOCTLS];

long nova_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);

int nova_file_open(struct drm_device *drm, struct drm_file *file);
void nova_file_close(struct drm_device *drm, struct drm_file *file);
void nova_files_revoke(struct nova_device *nova);

/* The file's address space; -ENOSYS before VM_INIT. */
int nova_file_get_vm(struct drm_file *file, struct nova_vm_own *h)
	__cond_acquires(0, h) __must_check;
/* A channel of the file by number; -ENOENT. */
int nova_file_find_queue(struct drm_file *file, u32 channel, struct fwgpu_queue_own *h)
	__cond_acquires(0, h) __must_check;

#endif
