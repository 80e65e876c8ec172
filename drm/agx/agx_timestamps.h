/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_TIMESTAMPS_H
#define AGX_TIMESTAMPS_H

#include "drm/own/own.h"

#include "firmware/agx/workqueue.h"

#include <linux/mutex.h>
#include <linux/types.h>

struct agx_bo;
struct agx_device;
struct agx_timestamps;
struct drm_asahi_timestamps;

/* Mesa takes one for each pool of queries. */
#define AGX_FILE_MAX_TIMESTAMPS	512

struct agx_timestamps *agx_timestamps_get_ref(struct agx_timestamps *ts);
void agx_timestamps_put_ref(struct agx_timestamps *ts);

/* A reference to a piece of a buffer that the firmware writes times to. */
OWNED_REF(agx_timestamps, struct agx_timestamps, agx_timestamps_get_ref, agx_timestamps_put_ref)

int agx_timestamps_create(struct agx_device *agx, struct agx_bo *bo, u64 offset, u64 range,
			  struct agx_timestamps_own *h) __cond_acquires(0, h) __must_check;

/**
 * struct agx_timestamps_table - the objects that a file has numbers for
 */
struct agx_timestamps_table {
	/** @lock: protects the rest. */
	struct mutex lock;
	/** @bytes: of addresses, all objects together. */
	u64 bytes __guarded_by(&lock);
	/** @slot: object number n is in slot n - 1. */
	struct agx_timestamps_slot slot[AGX_FILE_MAX_TIMESTAMPS] __guarded_by(&lock);
};

void agx_timestamps_table_init(struct agx_timestamps_table *table);
void agx_timestamps_table_clear(struct agx_timestamps_table *table);
void agx_timestamps_table_fini(struct agx_timestamps_table *table);
int agx_timestamps_table_add(struct agx_timestamps_table *table, struct agx_timestamps_own *h,
			     u32 *id) __releases(h);
int agx_timestamps_table_remove(struct agx_timestamps_table *table, u32 id);

/**
 * struct agx_times - where the times of a command go
 */
struct agx_times {
	/** @start: object that @va.start is in. */
	struct agx_timestamps_slot start;
	/** @end: object that @va.end is in. */
	struct agx_timestamps_slot end;
	/** @va: addresses of the firmware's, 0 for a time that nobody wants. */
	struct agx_timestamp_ptrs va;
};

int agx_times_find(struct agx_timestamps_table *table, const struct drm_asahi_timestamps *ts,
		   struct agx_times *times) __must_check;
void agx_times_move(struct agx_times *to, struct agx_times *from);
void agx_times_clear(struct agx_times *times);

#endif
