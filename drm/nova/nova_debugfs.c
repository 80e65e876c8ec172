// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: debugfs
 *
 * ``owners`` shows what the driver owns, a thing a line, indented below its
 * owner; see fwgpu_ledger.c. What is there after the last client has gone, but
 * was not before the first came, has leaked. ``fences`` counts the fences that
 * wait, ``gpuvas`` shows the mappings of all address spaces.
 */
#include "nova_debugfs.h"
#include "nova_device.h"
#include "nova_file.h"
#include "fifo/fifo.h"
#include "mmu/vm.h"

#include <drm/drm_debugfs.h>
#include <drm/drm_file.h>

#include <linux/cleanup.h>
#include <linux/seq_file.h>

static struct nova_device *nova_debugfs_device(struct seq_file *m)
{
	struct drm_info_node *node = m->private;

	return to_nova_device(node->minor->dev);
}

static int nova_fences_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%llu\n", nova_fifo_pending(nova_debugfs_device(m)));
	return 0;
}

static void nova_file_show_vm(struct nova_file *nf, struct seq_file *m)
{
	guard(mutex)(&nf->lock);

	if (nova_vm_peek(&nf->vm))
		nova_vm_show(nova_vm_peek(&nf->vm), m);
}

static int nova_gpuvas_show(struct seq_file *m, void *unused)
{
	struct drm_device *drm = &nova_debugfs_device(m)->drm;
	struct drm_file *file;

	guard(mutex)(&drm->filelist_mutex);

	list_for_each_entry(file, fwgpu_drm_files(drm), lhead)
		nova_file_show_vm(to_nova_file(file), m);
	return 0;
}

static const struct drm_info_list nova_debugfs_files[] = {
	{ .name = "fences", .show = nova_fences_show },
	{ .name = "gpuvas", .show = nova_gpuvas_show },
};

/**
 * nova_debugfs_init() - create the device's files
 * @minor: a minor of the device
 */
void nova_debugfs_init(struct drm_minor *minor)
{
	fwgpu_ledger_debugfs(&to_nova_device(minor->dev)->ledger, minor);
	drm_debugfs_create_files(nova_debugfs_files, ARRAY_SIZE(nova_debugfs_files),
				 minor->debugfs_root, minor);
}
