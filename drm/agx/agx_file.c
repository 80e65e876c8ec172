// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Open files
 *
 * A file has address spaces and queues, known to userspace by numbers that are
 * the file's own.
 */
#include "agx_file.h"
#include "agx_bo.h"
#include "agx_device.h"

#include "firmware/agx/channels.h"

#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/slab.h>

/**
 * agx_file_add_vm() - give a file an address space
 * @af: file
 * @h: the address space; consumed
 * @id: its number
 *
 * Return: 0; -ENOMEM; -ENOSPC if the file has too many.
 */
int agx_file_add_vm(struct agx_file *af, struct agx_vm_own *h, u32 *id)
{
	guard(mutex)(&af->lock);
	return agx_vm_table_add(&af->vms, h, XA_LIMIT(1, AGX_FILE_MAX_VMS), id);
}

/**
 * agx_file_find_vm() - look an address space up
 * @af: file
 * @id: its number
 * @h: a reference to it
 *
 * Return: 0 or -ENOENT.
 */
int agx_file_find_vm(struct agx_file *af, u32 id, struct agx_vm_own *h)
{
	guard(mutex)(&af->lock);
	return agx_vm_table_find(&af->vms, id, h);
}

static int file_take_vm(struct agx_file *af, u32 id, struct agx_vm_own *h)
	__cond_acquires(0, h)
{
	guard(mutex)(&af->lock);
	return agx_vm_table_take(&af->vms, id, h);
}

/**
 * agx_file_remove_vm() - take an address space from a file
 * @af: file
 * @id: its number
 *
 * Return: 0 or -ENOENT.
 */
int agx_file_remove_vm(struct agx_file *af, u32 id)
{
	struct agx_vm_own vm;
	int ret;

	ret = file_take_vm(af, id, &vm);
	if (ret)
		return ret;

	/* May take long, so without the lock. */
	agx_vm_drop(&vm);
	return 0;
}

/**
 * agx_file_unbind_bo() - a file's handle to a buffer goes
 * @file: file
 * @bo: buffer; unmapped from every address space of the file
 */
void agx_file_unbind_bo(struct drm_file *file, struct agx_bo *bo)
{
	struct agx_file *af = to_agx_file(file);
	struct agx_vm *vm;
	unsigned long id;

	guard(mutex)(&af->lock);

	fwgpu_table_for_each(&af->vms, id, vm)
		agx_vm_unmap_bo(vm, bo);
}

static_assert(offsetof(struct agx_file, base) == 0);

/* A file that the core does not know of yet. */
OWNED(agx_file_mem, struct agx_file, kfree)

static int file_init(struct agx_file *af, struct agx_device *agx, u64 id)
{
	static const char * const engines[AGX_PIPE_TYPES] = {
		[AGX_PIPE_VERTEX] = "vertex",
		[AGX_PIPE_FRAGMENT] = "fragment",
		[AGX_PIPE_COMPUTE] = "compute",
	};
	const struct fwgpu_file_args args = {
		.files = &agx->files,
		.ledger = &agx->ledger,
		.engines = engines,
		.count = AGX_PIPE_TYPES,
	};
	int ret;

	ret = fwgpu_file_init(&af->base, &args, id);
	if (ret)
		return ret;

	scoped_guard(mutex_init, &af->lock)
		agx_vm_table_init(&af->vms);
	agx_timestamps_table_init(&af->timestamps);
	return 0;
}

/**
 * agx_file_open() - a file was opened
 * @drm: device
 * @file: file
 *
 * Return: 0 or -ENOMEM.
 */
int agx_file_open(struct drm_device *drm, struct drm_file *file)
{
	struct agx_file_mem_own af;
	int ret;

	ret = agx_file_mem_adopt(&af, kzalloc_obj(struct agx_file));
	if (ret)
		return ret;

	ret = file_init(agx_file_mem_borrow(&af), to_agx_device(drm), file->client_id);
	if (ret) {
		agx_file_mem_drop(&af);
		return ret;
	}

	file->driver_priv = agx_file_mem_give(&af);
	return 0;
}

/* Takes everything from a file. */
static void file_drop(struct fwgpu_file *base)
{
	struct agx_file *af = container_of(base, struct agx_file, base);

	fwgpu_file_drain_queues(base, AGX_QUEUE_DRAIN);
	fwgpu_file_drop_queues(base);
	guard(mutex)(&af->lock);
	agx_vm_table_clear(&af->vms);
	agx_timestamps_table_clear(&af->timestamps);
}

/**
 * agx_files_revoke() - take the GPU from all open files
 * @agx: the GPU, unplugged: no file is opened and no ioctl runs any more
 *
 * When this returns, no file has a queue or an address space.
 */
void agx_files_revoke(struct agx_device *agx)
{
	fwgpu_files_revoke(&agx->files, &agx->drm, file_drop);
}

/**
 * agx_file_close() - the last reference to a file is gone
 * @drm: device
 * @file: file, its GEM handles are closed
 */
void agx_file_close(struct drm_device *drm, struct drm_file *file)
{
	struct agx_file *af = to_agx_file(file);

	fwgpu_file_revoke(&af->base, file_drop);
	fwgpu_file_fini(&af->base);
	mutex_destroy(&af->lock);
	agx_timestamps_table_fini(&af->timestamps);
	file->driver_priv = NULL;
	kfree(af);
}
