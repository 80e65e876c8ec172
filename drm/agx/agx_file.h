/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_FILE_H
#define AGX_FILE_H

#include "agx_queue.h"
#include "agx_timestamps.h"
#include "agx_vm.h"

#include <drm/drm_file.h>

#include <linux/mutex.h>
#include <linux/xarray.h>

struct agx_bo;

/* The GPU has 63 slots for those that have work; Mesa takes one address space a device. */
#define AGX_FILE_MAX_VMS	1024

/* The firmware has 128 event slots for all; Mesa takes one queue a VkQueue. */
#define AGX_FILE_MAX_QUEUES	32

/**
 * struct agx_file - what an open file has
 */
struct agx_file {
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @lock: protects the rest, but for @timestamps. */
	struct mutex lock;
	/** @vms: address spaces, struct agx_file_vm, by id. */
	struct xarray vms __guarded_by(&lock);
	/** @queues: queues, struct agx_file_queue, by id. */
	struct xarray queues __guarded_by(&lock);
	/** @timestamps: what GEM_BIND_OBJECT has made; has a lock of its own. */
	struct agx_timestamps_table timestamps;
	/** @revoked: nothing is there any more, nor will be. */
	bool revoked __guarded_by(&lock);
};

static inline struct agx_file *to_agx_file(struct drm_file *file)
{
	return file->driver_priv;
}

int agx_file_open(struct drm_device *drm, struct drm_file *file);
void agx_file_close(struct drm_device *drm, struct drm_file *file);
void agx_file_show_fdinfo(struct drm_printer *p, struct drm_file *file);
void agx_files_revoke(struct agx_device *agx);

int agx_file_add_vm(struct agx_file *af, struct agx_vm_own *h, u32 *id) __releases(h);
int agx_file_find_vm(struct agx_file *af, u32 id, struct agx_vm_own *h)
	__cond_acquires(0, h) __must_check;
int agx_file_remove_vm(struct agx_file *af, u32 id);
int agx_file_add_queue(struct agx_file *af, struct agx_queue_own *h, u32 *id) __releases(h);
int agx_file_find_queue(struct agx_file *af, u32 id, struct agx_queue_own *h)
	__cond_acquires(0, h) __must_check;
int agx_file_remove_queue(struct agx_file *af, u32 id);
void agx_file_unbind_bo(struct drm_file *file, struct agx_bo *bo);

#endif
