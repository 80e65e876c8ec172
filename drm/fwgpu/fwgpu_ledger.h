/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_LEDGER_H
#define FWGPU_LEDGER_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct drm_device;
struct drm_driver;
struct drm_minor;
struct drm_printer;

/* Callers that an entry remembers. */
#define FWGPU_LEDGER_PLACE	4

/**
 * struct fwgpu_ledger_kind - what can be owned
 */
struct fwgpu_ledger_kind {
	/** @name: one word. */
	const char *name;
	/** @lasts: may be there when the driver has let go of the hardware. */
	bool lasts;
};

/**
 * struct fwgpu_ledger_entry - one thing that is owned
 *
 * Embedded in that thing, zero at first. Written by fwgpu_ledger_add() alone,
 * but for the links, which the ledger's lock protects.
 */
struct fwgpu_ledger_entry {
	/** @ledger: where it is entered; NULL if it is not. */
	struct fwgpu_ledger *ledger;
	/** @owner: whose it is. */
	struct fwgpu_ledger_entry *owner;
	/** @owned: what is its own, oldest first. */
	struct list_head owned;
	/** @node: in the owner's @owned. */
	struct list_head node;
	/** @kind: what it is. */
	const struct fwgpu_ledger_kind *kind;
	/** @id: which, as hardware or users know it. */
	u64 id;
	/** @size: in bytes; 0 for none. */
	u64 size;
	/** @since: when it was acquired, in ns since boot. */
	u64 since;
	/** @place: where, innermost caller first; 0 behind the last. */
	unsigned long place[FWGPU_LEDGER_PLACE];
	/** @pid: by which process. */
	pid_t pid;
	/** @comm: its name. */
	char comm[TASK_COMM_LEN];
};

/**
 * struct fwgpu_ledger - what a device owns now
 */
struct fwgpu_ledger {
	/** @lock: protects the tree. */
	spinlock_t lock;
	/** @device: owns what nothing else does. */
	struct fwgpu_ledger_entry device __guarded_by(&lock);
	/** @drm: the device, once fwgpu_ledger_watch() knows it. */
	struct drm_device *drm;
	/** @node: in the list of all that are watched. */
	struct list_head node;
};

void fwgpu_ledger_init(struct fwgpu_ledger *ledger);
int fwgpu_ledger_watch(struct fwgpu_ledger *ledger, struct drm_device *drm) __must_check;
void fwgpu_ledger_exit(const struct drm_driver *driver);

void fwgpu_ledger_add(struct fwgpu_ledger *ledger, struct fwgpu_ledger_entry *entry,
		      struct fwgpu_ledger_entry *owner, const struct fwgpu_ledger_kind *kind,
		      u64 id, u64 size);
void fwgpu_ledger_remove(struct fwgpu_ledger_entry *entry);

u32 fwgpu_ledger_count(struct fwgpu_ledger *ledger, bool lasting);
void fwgpu_ledger_print(struct fwgpu_ledger *ledger, bool lasting, struct drm_printer *p);
void fwgpu_ledger_check(struct fwgpu_ledger *ledger);
void fwgpu_ledger_debugfs(struct fwgpu_ledger *ledger, struct drm_minor *minor);

#endif
