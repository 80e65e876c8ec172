// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A bug on demand: takes a reference that nobody will ever drop, to a buffer of an open DRM file or,
 * without a handle, to the device itself. For tests/guest/owners.
 */
#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>

#include <linux/file.h>
#include <linux/kmemleak.h>
#include <linux/module.h>

static int fd = -1;
module_param(fd, int, 0);
MODULE_PARM_DESC(fd, "the DRM file, in the process that loads this");

static uint handle;
module_param(handle, uint, 0);
MODULE_PARM_DESC(handle, "the buffer; 0 for the device");

/* The ledger has to notice. kmemleak would, too, which lets a run fail. */
static int leak_buffer(struct drm_file *file)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);

	if (!obj)
		return -ENOENT;

	kmemleak_not_leak(obj);
	return 0;
}

static void leak_device(struct drm_device *drm)
{
	drm_dev_get(drm);
	kmemleak_not_leak(drm);
}

static int __init leak_init(void)
{
	struct file *filp = fget(fd);
	struct drm_file *file;
	int ret = 0;

	if (!filp)
		return -EBADF;

	file = filp->private_data;
	if (handle)
		ret = leak_buffer(file);
	else
		leak_device(file->minor->dev);

	fput(filp);
	return ret;
}
module_init(leak_init);

/* With an exit, so that it can be loaded twice. */
static void __exit leak_exit(void)
{
}
module_exit(leak_exit);

MODULE_DESCRIPTION("Leaks a buffer or a device, as a test");
MODULE_LICENSE("Dual MIT/GPL");
