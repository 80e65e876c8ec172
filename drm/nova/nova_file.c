// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Open files
 *
 * A file has at most one address space and any number of channels in it, which
 * userspace knows by their hardware numbers.
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

static void nova_file_free(struct nova_file *nf)
{
	fwgpu_file_fini(&nf->base);
	mutex_destroy(&nf->lock);
	kfree(nf);
}

static_assert(offsetof(struct nova_file, base) == 0);

/* A file that the core does not know of yet. */
OWNED(nova_file_mem, struct nova_file, kfree)

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
int nova_file_find_queue(struct drm_file *file, u32 channel, struct fwgpu_queue_own *h)
{
	struct nova_file *nf = to_nova_file(file);

	guard(mutex)(&nf->lock);

	if (!nova_file_peek_vm(nf))
		return fwgpu_queue_adopt(h, ERR_PTR(-ENOSYS));

	return fwgpu_file_find_queue(&nf->base, channel, h);
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

static int file_init(struct nova_file *nf, struct nova_device *nova, u64 id)
{
	static const char * const engines[NOVA_USAGE_ENGINES] = {
		[NOVA_USAGE_GRAPHICS] = "graphics",
		[NOVA_USAGE_COPY] = "copy",
	};
	const struct fwgpu_file_args args = {
		.files = &nova->files,
		.ledger = &nova->ledger,
		.engines = engines,
		.count = NOVA_USAGE_ENGINES,
	};
	int ret;

	ret = fwgpu_file_init(&nf->base, &args, id);
	if (ret)
		return ret;

	nf->nova = nova;
	scoped_guard(mutex_init, &nf->lock)
		INIT_LIST_HEAD(&nf->objects);
	return 0;
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
	struct nova_file_mem_own nf;
	int ret;

	ret = nova_file_mem_adopt(&nf, kzalloc_obj(struct nova_file));
	if (ret)
		return ret;

	ret = file_init(nova_file_mem_borrow(&nf), to_nova_device(drm), file->client_id);
	if (ret) {
		nova_file_mem_drop(&nf);
		return ret;
	}

	file->driver_priv = nova_file_mem_give(&nf);
	return 0;
}

/* Takes everything that needs the card from a file; buffers are left. */
static void file_drop(struct fwgpu_file *base)
{
	struct nova_file *nf = container_of(base, struct nova_file, base);

	guard(mutex)(&nf->lock);

	/* Jobs use the objects, and those go before the channels that they are on. */
	fwgpu_file_drain_queues(base, NOVA_QUEUE_DRAIN);
	nova_nvif_drop_all(nf);
	fwgpu_file_drop_queues(base);
	if (nova_vm_peek(&nf->vm))
		nova_vm_close(nova_vm_peek(&nf->vm));
	nova_vm_clear(&nf->vm);
}

/**
 * nova_files_revoke() - take the card from all open files
 * @nova: device, unplugged: no file is opened and no ioctl runs any more
 *
 * When this returns, no file has a channel or an address space.
 */
void nova_files_revoke(struct nova_device *nova)
{
	fwgpu_files_revoke(&nova->files, &nova->drm, file_drop);
}

/**
 * nova_file_close() - the last reference to a file is gone
 * @drm: device
 * @file: file, its GEM handles are closed
 */
void nova_file_close(struct drm_device *drm, struct drm_file *file)
{
	struct nova_file *nf = to_nova_file(file);

	fwgpu_file_revoke(&nf->base, file_drop);
	file->driver_priv = NULL;
	nova_file_free(nf);
}
