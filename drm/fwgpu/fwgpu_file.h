/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_FILE_H
#define FWGPU_FILE_H

#include "fwgpu_ledger.h"
#include "fwgpu_queue.h"
#include "fwgpu_usage.h"

#include <drm/drm_device.h>
#include <drm/drm_file.h>

#include <linux/atomic.h>
#include <linux/mutex.h>

/**
 * struct fwgpu_files - the open files of a device; zero at first
 */
struct fwgpu_files {
	/** @active: those that may still have something of the hardware. */
	atomic_t active;
};

/**
 * struct fwgpu_file_args - what a file is made from
 */
struct fwgpu_file_args {
	/** @files: the device's. */
	struct fwgpu_files *files;
	/** @ledger: the device's. */
	struct fwgpu_ledger *ledger;
	/** @engines: names of the device's engines for fdinfo; a constant. */
	const char * const *engines;
	/** @count: of @engines. */
	u32 count;
};

/**
 * struct fwgpu_file - an open file
 *
 * First member of the driver's own, which &drm_file.driver_priv points to.
 */
struct fwgpu_file {
	/** @files: of which it is one. */
	struct fwgpu_files *files;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @usage: how long the GPU worked for it; constant. */
	struct fwgpu_usage_slot usage;
	/** @lock: protects @queues; taken inside of the driver's own. */
	struct mutex lock;
	/** @queues: its queues, by the numbers that userspace knows. */
	struct fwgpu_queue_table queues __guarded_by(&lock);
	/**
	 * @revoked: nothing is there any more, nor will be. While the file is
	 * in the core's list its lock protects this, and afterwards nobody else
	 * knows the file.
	 */
	bool revoked;
};

static inline struct fwgpu_file *to_fwgpu_file(struct drm_file *file)
{
	return file->driver_priv;
}

/* A device's open files. */
static inline struct list_head *fwgpu_drm_files(struct drm_device *drm)
	__must_hold(&drm->filelist_mutex)
{
	return &drm->filelist;
}

int fwgpu_file_init(struct fwgpu_file *file, const struct fwgpu_file_args *args, u64 id) __must_check;
void fwgpu_file_fini(struct fwgpu_file *file);

int fwgpu_file_add_queue(struct fwgpu_file *file, struct fwgpu_queue_own *h,
			 struct xa_limit limit, u32 *id) __releases(h) __must_check;
int fwgpu_file_find_queue(struct fwgpu_file *file, u32 id, struct fwgpu_queue_own *h)
	__cond_acquires(0, h) __must_check;
int fwgpu_file_take_queue(struct fwgpu_file *file, u32 id, struct fwgpu_queue_own *h)
	__cond_acquires(0, h) __must_check;
u32 fwgpu_file_count_queues(struct fwgpu_file *file);
void fwgpu_file_show_fdinfo(struct drm_printer *p, struct drm_file *file);
void fwgpu_file_drain_queues(struct fwgpu_file *file, unsigned long drain);
void fwgpu_file_drop_queues(struct fwgpu_file *file);

void fwgpu_file_revoke(struct fwgpu_file *file, void (*drop)(struct fwgpu_file *file));
void fwgpu_files_revoke(struct fwgpu_files *files, struct drm_device *drm,
			void (*drop)(struct fwgpu_file *file));

#endif
