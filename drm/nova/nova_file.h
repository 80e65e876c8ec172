/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_FILE_H
#define NOVA_FILE_H

#include "fifo/exec.h"
#include "mmu/vm.h"

#include "drm/fwgpu/fwgpu_ledger.h"

#include <drm/drm_device.h>
#include <drm/drm_file.h>

#include <linux/list.h>
#include <linux/mutex.h>

/* The card has 2047 for all; Mesa takes three for a device. */
#define NOVA_FILE_MAX_CHANNELS	128

/**
 * struct nova_file - what an open file has
 */
struct nova_file {
	/** @nova: the card. */
	struct nova_device *nova;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @lock: protects the rest. */
	struct mutex lock;
	/** @vm: address space, from VM_INIT or a channel on. */
	struct nova_vm_slot vm __guarded_by(&lock);
	/** @legacy: buffers or channels came before VM_INIT, which now comes too late. */
	bool legacy __guarded_by(&lock);
	/** @revoked: nothing below is there any more, nor will be. */
	bool revoked __guarded_by(&lock);
	/** @queues: its channels. */
	struct list_head queues __guarded_by(&lock);
	/** @num_queues: length of @queues. */
	u32 num_queues __guarded_by(&lock);
	/** @objects: its NVIF objects, see nova_nvif.c. */
	struct list_head objects __guarded_by(&lock);
	/** @num_objects: length of @objects. */
	u32 num_objects __guarded_by(&lock);
};

static inline struct nova_file *to_nova_file(struct drm_file *file)
{
	return file->driver_priv;
}

/* The list of a device's open files. */
static inline struct list_head *nova_files(struct drm_device *drm)
	__must_hold(&drm->filelist_mutex)
{
	return &drm->filelist;
}

struct nova_vm *nova_file_peek_vm(struct nova_file *nf) __must_hold(&nf->lock);
int nova_file_add_queue(struct nova_file *nf, struct nova_queue_own *h)
	__releases(h) __must_hold(&nf->lock);
bool nova_file_take_queue(struct nova_file *nf, u32 channel, struct nova_queue_own *h)
	__cond_acquires(true, h) __must_hold(&nf->lock) __must_check;
struct nova_queue *nova_file_peek_queue(struct nova_file *nf, u32 channel)
	__must_hold(&nf->lock);

#endif
