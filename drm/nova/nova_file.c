// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Open files
 *
 * A file has at most one address space and any number of channels in it. The
 * channels of a file are found by their hardware numbers.
 *
 * A file that uses the card before VM_INIT has chosen the interface that came
 * before VM_BIND, where the kernel places buffers. Nothing of that is left but
 * that such a file can have buffers to share and channels that do nothing.
 */
#include "nova_file.h"
#include "nova_device.h"
#include "nova_ioctl.h"
#include "nova_nvif.h"

#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

static const struct fwgpu_ledger_kind file_kind = { .name = "client", .lasts = true };

struct nova_file_queue {
	struct list_head node;
	struct nova_queue_slot queue;
};

static void file_entry_free(struct nova_file_queue *entry)
{
	nova_queue_clear(&entry->queue);
	kfree(entry);
}

/* An entry that is in no file's list. */
OWNED(file_entry, struct nova_file_queue, file_entry_free)

static void nova_file_free(struct nova_file *nf)
{
	mutex_destroy(&nf->lock);
	kfree(nf);
}

/* A file that the core does not know of yet. */
OWNED(nova_file, struct nova_file, nova_file_free)

static struct nova_file_queue *file_find_entry(struct nova_file *nf, u32 channel)
	__must_hold(&nf->lock)
{
	struct nova_file_queue *entry;

	list_for_each_entry(entry, &nf->queues, node) {
		if (nova_chan_id(nova_queue_chan(nova_queue_peek(&entry->queue))) == channel)
			return entry;
	}
	return NULL;
}

/**
 * nova_file_peek_queue() - a channel of a file
 * @nf: the file, locked
 * @channel: its number
 *
 * Return: the channel, while the file stays locked, or NULL.
 */
struct nova_queue *nova_file_peek_queue(struct nova_file *nf, u32 channel)
{
	struct nova_file_queue *entry = file_find_entry(nf, channel);

	return entry ? nova_queue_peek(&entry->queue) : NULL;
}

/**
 * nova_file_add_queue() - give a file a channel
 * @nf: the file, locked
 * @h: the channel; consumed
 *
 * Return: 0 or -ENOMEM.
 */
int nova_file_add_queue(struct nova_file *nf, struct nova_queue_own *h)
{
	struct file_entry_own entry;
	int ret;

	ret = file_entry_adopt(&entry, kzalloc_obj(struct nova_file_queue));
	if (ret) {
		nova_queue_drop(h);
		return ret;
	}

	nova_queue_store(&file_entry_borrow(&entry)->queue, h);
	nf->num_queues++;
	list_add_tail(&file_entry_give(&entry)->node, &nf->queues);
	return 0;
}

static bool file_queue_take(struct nova_file_queue *entry, struct nova_queue_own *h)
	__cond_acquires(true, h)
{
	bool taken = nova_queue_take(&entry->queue, h);

	file_entry_free(entry);
	return taken;
}

/**
 * nova_file_take_queue() - take a channel from a file
 * @nf: the file, locked
 * @channel: its number
 * @h: the file's reference to the channel
 *
 * Return: false if the file has no such channel.
 */
bool nova_file_take_queue(struct nova_file *nf, u32 channel, struct nova_queue_own *h)
{
	struct nova_file_queue *entry = file_find_entry(nf, channel);

	if (!entry)
		return false;

	list_del(&entry->node);
	nf->num_queues--;
	return file_queue_take(entry, h);
}

/**
 * nova_file_peek_vm() - the address space that the file binds and executes in
 * @nf: the file, locked
 *
 * Return: the address space, while the file stays locked, or NULL if there was
 * no VM_INIT.
 */
struct nova_vm *nova_file_peek_vm(struct nova_file *nf)
{
	return nf->legacy ? NULL : nova_vm_peek(&nf->vm);
}

/**
 * nova_file_find_queue() - look a channel up
 * @file: file
 * @channel: its number
 * @h: a reference to the channel
 *
 * Return: 0, -ENOENT, or -ENOSYS if there was no VM_INIT.
 */
int nova_file_find_queue(struct drm_file *file, u32 channel, struct nova_queue_own *h)
{
	struct nova_file *nf = to_nova_file(file);
	struct nova_queue *queue;

	guard(mutex)(&nf->lock);

	if (!nova_file_peek_vm(nf))
		return nova_queue_adopt(h, ERR_PTR(-ENOSYS));

	queue = nova_file_peek_queue(nf, channel);
	return nova_queue_adopt(h, queue ? nova_queue_get_ref(queue) : ERR_PTR(-ENOENT));
}

/**
 * nova_file_get_vm() - the file's address space
 * @file: file
 * @h: a reference to it
 *
 * Return: 0, or -ENOSYS if there was no VM_INIT.
 */
int nova_file_get_vm(struct drm_file *file, struct nova_vm_own *h)
{
	struct nova_file *nf = to_nova_file(file);
	struct nova_vm *vm;

	guard(mutex)(&nf->lock);

	vm = nova_file_peek_vm(nf);
	return nova_vm_adopt(h, vm ? nova_vm_get_ref(vm) : ERR_PTR(-ENOSYS));
}

static void file_init(struct nova_file *nf, struct nova_device *nova, u64 id)
{
	nf->nova = nova;
	scoped_guard(mutex_init, &nf->lock) {
		INIT_LIST_HEAD(&nf->queues);
		INIT_LIST_HEAD(&nf->objects);
	}

	atomic_inc(&nova->active_files);
	fwgpu_ledger_add(&nova->ledger, &nf->entry, NULL, &file_kind, id, 0);
}

/**
 * nova_file_open() - a file was opened
 * @drm: device
 * @file: file
 *
 * Return: 0 or -ENOMEM.
 */
int nova_file_open(struct drm_device *drm, struct drm_file *file)
{
	struct nova_file_own nf;
	int ret;

	ret = nova_file_adopt(&nf, kzalloc_obj(struct nova_file));
	if (ret)
		return ret;

	file_init(nova_file_borrow(&nf), to_nova_device(drm), file->client_id);
	file->driver_priv = nova_file_give(&nf);
	return 0;
}

static void file_drop_queues(struct nova_file *nf)
	__must_hold(&nf->lock)
{
	unsigned long deadline = jiffies + NOVA_QUEUE_DRAIN;
	struct nova_file_queue *entry, *next;

	list_for_each_entry(entry, &nf->queues, node)
		nova_queue_close(nova_queue_peek(&entry->queue));
	list_for_each_entry(entry, &nf->queues, node)
		nova_queue_drain(nova_queue_peek(&entry->queue), deadline);

	list_for_each_entry_safe(entry, next, &nf->queues, node) {
		list_del(&entry->node);
		nf->num_queues--;
		file_entry_free(entry);
	}
}

/* Takes everything that needs the card from a file; buffers are left. */
static void file_revoke(struct nova_file *nf)
{
	guard(mutex)(&nf->lock);
	if (nf->revoked)
		return;

	nova_nvif_drop_all(nf);
	file_drop_queues(nf);
	if (nova_vm_peek(&nf->vm))
		nova_vm_close(nova_vm_peek(&nf->vm));
	nova_vm_clear(&nf->vm);

	nf->revoked = true;
	if (atomic_dec_and_test(&nf->nova->active_files))
		wake_up_var(&nf->nova->active_files);
}

/**
 * nova_files_revoke() - take the card from all open files
 * @nova: device, unplugged: no file is opened and no ioctl runs any more
 *
 * When this returns, no file has a channel or an address space, those that are
 * being closed at the same time included.
 */
void nova_files_revoke(struct nova_device *nova)
{
	struct drm_file *file;

	scoped_guard(mutex, &nova->drm.filelist_mutex) {
		list_for_each_entry(file, nova_files(&nova->drm), lhead)
			file_revoke(to_nova_file(file));
	}

	wait_var_event(&nova->active_files, !atomic_read(&nova->active_files));
}

/**
 * nova_file_close() - the last reference to a file is gone
 * @drm: device
 * @file: file, its GEM handles are closed
 */
void nova_file_close(struct drm_device *drm, struct drm_file *file)
{
	struct nova_file *nf = to_nova_file(file);

	file_revoke(nf);
	fwgpu_ledger_remove(&nf->entry);
	file->driver_priv = NULL;
	nova_file_free(nf);
}

/**
 * nova_file_show_fdinfo() - the file's fdinfo
 * @p: printer
 * @file: file
 */
void nova_file_show_fdinfo(struct drm_printer *p, struct drm_file *file)
{
	drm_show_memory_stats(p, file);
}
