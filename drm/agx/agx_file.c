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

#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

struct agx_file_vm {
	struct agx_vm_slot vm;
};

static void agx_file_vm_free(struct agx_file_vm *entry)
{
	agx_vm_clear(&entry->vm);
	kfree(entry);
}

OWNED(agx_file_vm, struct agx_file_vm, agx_file_vm_free)

/* The array owns what is in it. */
static int file_insert_vm(struct agx_file *af, struct agx_file_vm_own *h, u32 *id)
	__must_hold(&af->lock) __releases(h)
{
	struct agx_file_vm *entry = agx_file_vm_give(h);
	int ret;

	ret = xa_alloc(&af->vms, id, entry, XA_LIMIT(1, AGX_FILE_MAX_VMS), GFP_KERNEL);
	if (ret)
		agx_file_vm_free(entry);
	return ret == -EBUSY ? -ENOSPC : ret;
}

static int file_vm_create(struct agx_vm_own *vm, struct agx_file_vm_own *h)
	__releases(vm) __cond_acquires(0, h)
{
	struct agx_file_vm_own entry;
	int ret;

	ret = agx_file_vm_adopt(&entry, kzalloc_obj(struct agx_file_vm));
	if (ret) {
		agx_vm_drop(vm);
		return ret;
	}

	agx_vm_store(&agx_file_vm_borrow(&entry)->vm, vm);
	agx_file_vm_move(h, &entry);
	return 0;
}

/**
 * agx_file_add_vm() - give a file an address space
 * @af: file
 * @h: the address space; consumed
 * @id: its number
 *
 * Return: 0; -ENOMEM; -ENOSPC if the file has too many; -ENODEV.
 */
int agx_file_add_vm(struct agx_file *af, struct agx_vm_own *h, u32 *id)
{
	struct agx_file_vm_own entry;
	int ret;

	ret = file_vm_create(h, &entry);
	if (ret)
		return ret;

	guard(mutex)(&af->lock);

	if (af->revoked) {
		agx_file_vm_drop(&entry);
		return -ENODEV;
	}

	return file_insert_vm(af, &entry, id);
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
	struct agx_file_vm *entry;

	guard(mutex)(&af->lock);

	entry = xa_load(&af->vms, id);
	return agx_vm_adopt(h, entry ? agx_vm_get_ref(agx_vm_peek(&entry->vm)) : ERR_PTR(-ENOENT));
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
	struct agx_file_vm_own entry;
	struct agx_file_vm *raw;
	int ret;

	scoped_guard(mutex, &af->lock)
		raw = xa_erase(&af->vms, id);

	ret = agx_file_vm_adopt(&entry, raw ?: ERR_PTR(-ENOENT));
	if (ret)
		return ret;

	/* May take long, so without the lock. */
	agx_file_vm_drop(&entry);
	return 0;
}

struct agx_file_queue {
	struct agx_queue_slot queue;
};

static void agx_file_queue_free(struct agx_file_queue *entry)
{
	agx_queue_clear(&entry->queue);
	kfree(entry);
}

OWNED(agx_file_queue, struct agx_file_queue, agx_file_queue_free)

/* The array owns what is in it. */
static int file_insert_queue(struct agx_file *af, struct agx_file_queue_own *h, u32 *id)
	__must_hold(&af->lock) __releases(h) __context_unsafe(/* the array is intrusive */)
{
	struct agx_file_queue *entry = h->__p;
	int ret;

	h->__p = NULL;
	ret = xa_alloc(&af->queues, id, entry, XA_LIMIT(1, AGX_FILE_MAX_QUEUES), GFP_KERNEL);
	if (ret)
		agx_file_queue_free(entry);
	return ret == -EBUSY ? -ENOSPC : ret;
}

static int file_queue_create(struct agx_queue_own *queue, struct agx_file_queue_own *h)
	__releases(queue) __cond_acquires(0, h)
{
	struct agx_file_queue_own entry;
	int ret;

	ret = agx_file_queue_adopt(&entry, kzalloc_obj(struct agx_file_queue));
	if (ret) {
		agx_queue_drop(queue);
		return ret;
	}

	agx_queue_store(&agx_file_queue_borrow(&entry)->queue, queue);
	agx_file_queue_move(h, &entry);
	return 0;
}

/**
 * agx_file_add_queue() - give a file a queue
 * @af: file
 * @h: the queue; consumed
 * @id: its number
 *
 * Return: 0; -ENOMEM; -ENOSPC if the file has too many; -ENODEV.
 */
int agx_file_add_queue(struct agx_file *af, struct agx_queue_own *h, u32 *id)
{
	struct agx_file_queue_own entry;
	int ret;

	ret = file_queue_create(h, &entry);
	if (ret)
		return ret;

	guard(mutex)(&af->lock);

	if (af->revoked) {
		agx_file_queue_drop(&entry);
		return -ENODEV;
	}

	return file_insert_queue(af, &entry, id);
}

/**
 * agx_file_find_queue() - look a queue up
 * @af: file
 * @id: its number
 * @h: a reference to it
 *
 * Return: 0 or -ENOENT.
 */
int agx_file_find_queue(struct agx_file *af, u32 id, struct agx_queue_own *h)
{
	struct agx_file_queue *entry;

	guard(mutex)(&af->lock);

	entry = xa_load(&af->queues, id);
	return agx_queue_adopt(h, entry ? agx_queue_get_ref(agx_queue_peek(&entry->queue)) :
				  ERR_PTR(-ENOENT));
}

/**
 * agx_file_remove_queue() - take a queue from a file
 * @af: file
 * @id: its number
 *
 * Return: 0 or -ENOENT.
 */
int agx_file_remove_queue(struct agx_file *af, u32 id)
{
	struct agx_file_queue_own entry;
	struct agx_file_queue *raw;
	int ret;

	scoped_guard(mutex, &af->lock)
		raw = xa_erase(&af->queues, id);

	ret = agx_file_queue_adopt(&entry, raw ?: ERR_PTR(-ENOENT));
	if (ret)
		return ret;

	/* May take long, so without the lock. */
	agx_file_queue_drop(&entry);
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
	struct agx_file_vm *entry;
	unsigned long id;

	guard(mutex)(&af->lock);

	xa_for_each(&af->vms, id, entry)
		agx_vm_unmap_bo(agx_vm_peek(&entry->vm), bo);
}

static void agx_file_free(struct agx_file *af)
{
	agx_timestamps_table_fini(&af->timestamps);
	mutex_destroy(&af->lock);
	kfree(af);
}

/* A file that the core does not know of yet. */
OWNED(agx_file, struct agx_file, agx_file_free)

static void file_init(struct agx_file *af, struct agx_device *agx)
{
	af->agx = agx;
	scoped_guard(mutex_init, &af->lock) {
		xa_init_flags(&af->vms, XA_FLAGS_ALLOC1);
		xa_init_flags(&af->queues, XA_FLAGS_ALLOC1);
	}

	agx_timestamps_table_init(&af->timestamps);
	atomic_inc(&agx->active_files);
	agx_count(agx, AGX_OWNED_CLIENT, 1);
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
	struct agx_file_own af;
	int ret;

	ret = agx_file_adopt(&af, kzalloc_obj(struct agx_file));
	if (ret)
		return ret;

	file_init(agx_file_borrow(&af), to_agx_device(drm));
	file->driver_priv = agx_file_give(&af);
	return 0;
}

static void file_drop_queues(struct agx_file *af)
	__must_hold(&af->lock)
{
	struct agx_file_queue *entry;
	unsigned long id;

	/* All of them first, so that they finish at the same time. */
	xa_for_each(&af->queues, id, entry)
		agx_queue_close(agx_queue_peek(&entry->queue));

	xa_for_each(&af->queues, id, entry) {
		xa_erase(&af->queues, id);
		agx_file_queue_free(entry);
	}
}

/* Takes everything from a file, once. */
static void file_revoke(struct agx_file *af)
{
	struct agx_file_vm *entry;
	unsigned long id;

	guard(mutex)(&af->lock);

	if (af->revoked)
		return;

	file_drop_queues(af);
	xa_for_each(&af->vms, id, entry) {
		xa_erase(&af->vms, id);
		agx_file_vm_free(entry);
	}

	agx_timestamps_table_clear(&af->timestamps);
	af->revoked = true;
	if (atomic_dec_and_test(&af->agx->active_files))
		wake_up_var(&af->agx->active_files);
}

/**
 * agx_files_revoke() - take the GPU from all open files
 * @agx: the GPU, unplugged: no file is opened and no ioctl runs any more
 *
 * When this returns, no file has an address space, those that are being closed
 * at the same time included.
 */
void agx_files_revoke(struct agx_device *agx)
{
	struct drm_file *file;

	scoped_guard(mutex, &agx->drm.filelist_mutex) {
		list_for_each_entry(file, &agx->drm.filelist, lhead)
			file_revoke(to_agx_file(file));
	}

	wait_var_event(&agx->active_files, !atomic_read(&agx->active_files));
}

/**
 * agx_file_close() - the last reference to a file is gone
 * @drm: device
 * @file: file, its GEM handles are closed
 */
void agx_file_close(struct drm_device *drm, struct drm_file *file)
{
	struct agx_file *af = to_agx_file(file);

	file_revoke(af);
	agx_count(af->agx, AGX_OWNED_CLIENT, -1);
	file->driver_priv = NULL;
	scoped_guard(mutex, &af->lock) {
		xa_destroy(&af->queues);
		xa_destroy(&af->vms);
	}
	agx_file_free(af);
}

/**
 * agx_file_show_fdinfo() - the file's fdinfo
 * @p: printer
 * @file: file
 */
void agx_file_show_fdinfo(struct drm_printer *p, struct drm_file *file)
{
	drm_show_memory_stats(p, file);
}
