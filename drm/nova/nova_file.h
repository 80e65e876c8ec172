/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_FILE_H
#define NOVA_FILE_H

#include "fifo/exec.h"
#include "mmu/vm.h"

#include "drm/fwgpu/fwgpu_file.h"

#include <drm/drm_file.h>

#include <linux/list.h>
#include <linux/mutex.h>

/* The card has 2047 for all; Mesa takes three for a device. */
#define NOVA_FILE_MAX_CHANNELS	128

/**
 * struct nova_file - what an open file has
 */
struct nova_file {
	/** @base: what is not ours alone; first. */
	struct fwgpu_file base;
	/** @nova: the card. */
	struct nova_device *nova;
	/** @lock: protects the rest. */
	struct mutex lock;
	/** @vm: address space, from VM_INIT or a channel on. */
	struct nova_vm_slot vm __guarded_by(&lock);
	/** @legacy: buffers or channels came before VM_INIT, which now comes too late. */
	bool legacy __guarded_by(&lock);
	/** @objects: its NVIF objects, see nova_nvif.c. */
	struct list_head objects __guarded_by(&lock);
	/** @num_objects: length of @objects. */
	u32 num_objects __guarded_by(&lock);
};

static inline struct nova_file *to_nova_file(struct drm_file *file)
{
	return container_of(to_fwgpu_file(file), struct nova_file, base);
}

struct nova_vm *nova_file_peek_vm(struct nova_file *nf) __must_hold(&nf->lock);

#endif
