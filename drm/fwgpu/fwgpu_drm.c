// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Programs of 32 bits
 *
 * A driver that looks at ioctls before the core does so for every program.
 */
#include "fwgpu_drm.h"

#include <linux/export.h>

#ifdef CONFIG_COMPAT
/**
 * fwgpu_compat_ioctl() - entry of all ioctls of programs of 32 bits
 * @filp: file of a driver whose structures are the same for them
 * @cmd: the request
 * @arg: its argument
 *
 * Return: as the driver's own entry.
 */
long fwgpu_compat_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	unsigned int nr = _IOC_NR(cmd);

	if (nr < DRM_COMMAND_BASE || nr >= DRM_COMMAND_END)
		return drm_compat_ioctl(filp, cmd, arg);

	return compat_ptr_ioctl(filp, cmd, arg);
}
EXPORT_SYMBOL_GPL(fwgpu_compat_ioctl);
#endif
