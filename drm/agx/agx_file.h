/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_FILE_H
#define AGX_FILE_H

#include "agx_queue.h"
#include "agx_timestamps.h"
#include "agx_vm.h"

#include "drm/fwgpu/fwgpu_file.h"

#include <drm/drm_file.h>

#include <linux/mutex.h>

struct agx_bo;

/* The GPU has 63 slots for those that have work; Mesa takes one address space a device. */
#define AGX_FILE_MAX_VMS	1024

/* The firmware has 128 event slots for all; Mesa takes one queue a VkQueue. */
#define AGX_FILE_MAX_QUEUES	32

/**
 * struct agx_file - what an open file has
 */
struct agx_file {
	/** @base: what is not ours alone; first. */
	struct fwgpu_file base;
	/** @lock: protects @vms. */
	struct mutex lock;
	/** @vms: its address spaces, by the numbers that userspace knows. */
	struct agx_vm_table vms __guarded_by(&lock);
	/** @timestamps: what GEM_BIND_OBJECT has made; has a lock of its own. */
	struct agx_timestamps_table timestamps;
};

static inline struct agx_file *to_agx_file(struct drm_file *file)
{
	return container_of(to_fwgpu_file(file), struct agx_file, base);
}

int agx_file_open(struct drm_device *drm, struct drm_file *file);
void agx_file_close(struct drm_device *drm, struct drm_file *file);
void agx_files_revoke(struct agx_device *agx);

int agx_file_add_vm(struct agx_file *af, struct agx_vm_own *h, u32 *id) __releases(h);
int agx_file_find_vm(struct agx_file *af, u32 id, struct agx_vm_own *h)
	__cond_acquires(0, h) __must_check;
int agx_file_remove_vm(struct agx_file *af, u32 id);
void agx_file_unbind_bo(struct drm_file *file, struct agx_bo *bo);

#endif
