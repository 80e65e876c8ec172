// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Open files
 *
 * What a file has of the hardware goes when the file is closed, or before that,
 * when the hardware does: the file is revoked, once. A driver embeds &struct
 * fwgpu_file, adds what its interface has besides queues, and brings the
 * function that takes it all away again.
 */
#include "fwgpu_file.h"

#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/wait_bit.h>

static const struct fwgpu_ledger_kind file_kind = { .name = "client", .lasts = true };

/**
 * fwgpu_file_init() - a file was opened
 * @file: zeroed memory
 * @args: how
 * @id: what the core numbers it
 *
 * Return: 0 or -ENOMEM.
 */
int fwgpu_file_init(struct fwgpu_file *file, const struct fwgpu_file_args *args, u64 id)
{
	struct fwgpu_usage_own usage;
	int ret;

	ret = fwgpu_usage_create(args->engines, args->count, &usage);
	if (ret)
		return ret;

	fwgpu_usage_store(&file->usage, &usage);
	file->files = args->files;
	scoped_guard(mutex_init, &file->lock)
		fwgpu_queue_table_init(&file->queues);

	atomic_inc(&args->files->active);
	fwgpu_ledger_add(args->ledger, &file->entry, NULL, &file_kind, id, 0);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_file_init);

/**
 * fwgpu_file_fini() - a file is no more
 * @file: file that was revoked
 */
void fwgpu_file_fini(struct fwgpu_file *file)
{
	fwgpu_ledger_remove(&file->entry);
	fwgpu_usage_clear(&file->usage);
	mutex_destroy(&file->lock);
}
EXPORT_SYMBOL_GPL(fwgpu_file_fini);

/**
 * fwgpu_file_add_queue() - give a file a queue
 * @file: file
 * @h: the queue; consumed
 * @limit: the numbers that it may get
 * @id: its number, the lowest of them that is free
 *
 * Return: 0; -ENOSPC if none is; -ENOMEM.
 */
int fwgpu_file_add_queue(struct fwgpu_file *file, struct fwgpu_queue_own *h,
			 struct xa_limit limit, u32 *id)
{
	guard(mutex)(&file->lock);
	return fwgpu_queue_table_add(&file->queues, h, limit, id);
}
EXPORT_SYMBOL_GPL(fwgpu_file_add_queue);

/**
 * fwgpu_file_find_queue() - look a queue up
 * @file: file
 * @id: its number
 * @h: a reference to it
 *
 * Return: 0 or -ENOENT.
 */
int fwgpu_file_find_queue(struct fwgpu_file *file, u32 id, struct fwgpu_queue_own *h)
{
	guard(mutex)(&file->lock);
	return fwgpu_queue_table_find(&file->queues, id, h);
}
EXPORT_SYMBOL_GPL(fwgpu_file_find_queue);

/**
 * fwgpu_file_take_queue() - take a queue from a file
 * @file: file
 * @id: its number
 * @h: the file's reference to it; dropping it may take long
 *
 * Return: 0 or -ENOENT.
 */
int fwgpu_file_take_queue(struct fwgpu_file *file, u32 id, struct fwgpu_queue_own *h)
{
	guard(mutex)(&file->lock);
	return fwgpu_queue_table_take(&file->queues, id, h);
}
EXPORT_SYMBOL_GPL(fwgpu_file_take_queue);

/**
 * fwgpu_file_count_queues() - how many queues a file has
 * @file: file
 *
 * Return: the number.
 */
u32 fwgpu_file_count_queues(struct fwgpu_file *file)
{
	guard(mutex)(&file->lock);
	return file->queues.count;
}
EXPORT_SYMBOL_GPL(fwgpu_file_count_queues);

/**
 * fwgpu_file_show_fdinfo() - print a file's fdinfo
 * @p: where
 * @file: file
 */
void fwgpu_file_show_fdinfo(struct drm_printer *p, struct drm_file *file)
{
	fwgpu_usage_show(fwgpu_usage_peek(&to_fwgpu_file(file)->usage), p);
	drm_show_memory_stats(p, file);
}
EXPORT_SYMBOL_GPL(fwgpu_file_show_fdinfo);

/**
 * fwgpu_file_drain_queues() - let all of a file's queues finish, or stop them
 * @file: file
 * @drain: how long the hardware may take for what it has, in jiffies, if it
 *	does not get on with it
 */
void fwgpu_file_drain_queues(struct fwgpu_file *file, unsigned long drain)
{
	unsigned long deadline = jiffies + drain, id;
	struct fwgpu_queue *queue;

	guard(mutex)(&file->lock);

	/* All of them first: they may wait for each other, and finish at the same time. */
	fwgpu_table_for_each(&file->queues, id, queue)
		fwgpu_queue_close(queue);
	fwgpu_table_for_each(&file->queues, id, queue)
		deadline = fwgpu_queue_drain(queue, deadline);
}
EXPORT_SYMBOL_GPL(fwgpu_file_drain_queues);

/**
 * fwgpu_file_drop_queues() - take all its queues from a file
 * @file: file, its queues are drained
 */
void fwgpu_file_drop_queues(struct fwgpu_file *file)
{
	guard(mutex)(&file->lock);
	fwgpu_queue_table_clear(&file->queues);
}
EXPORT_SYMBOL_GPL(fwgpu_file_drop_queues);

/**
 * fwgpu_file_revoke() - take the hardware from a file
 * @file: file that is being closed, and is in no list any more
 * @drop: takes everything from it; not called if that was done before
 */
void fwgpu_file_revoke(struct fwgpu_file *file, void (*drop)(struct fwgpu_file *file))
{
	struct fwgpu_files *files = file->files;

	if (file->revoked)
		return;

	drop(file);
	file->revoked = true;
	if (atomic_dec_and_test(&files->active))
		wake_up_var(&files->active);
}
EXPORT_SYMBOL_GPL(fwgpu_file_revoke);

/**
 * fwgpu_files_revoke() - take the hardware from all open files
 * @files: the device's
 * @drm: device, unplugged: no ioctl runs any more
 * @drop: as for fwgpu_file_revoke()
 *
 * When this returns, no file has anything of the hardware, those that are being
 * opened or closed at the same time included: the core has the former in its list
 * a little after they count.
 */
void fwgpu_files_revoke(struct fwgpu_files *files, struct drm_device *drm,
			void (*drop)(struct fwgpu_file *file))
{
	struct drm_file *file;

	do {
		guard(mutex)(&drm->filelist_mutex);
		list_for_each_entry(file, fwgpu_drm_files(drm), lhead)
			fwgpu_file_revoke(to_fwgpu_file(file), drop);
	} while (!wait_var_event_timeout(&files->active, !atomic_read(&files->active), HZ / 10));
}
EXPORT_SYMBOL_GPL(fwgpu_files_revoke);
