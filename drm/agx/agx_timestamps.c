// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Timestamps
 *
 * The firmware writes the times of commands, and it does not see users' address
 * spaces. So userspace names a piece of a buffer, which gets an address in the
 * kernel's half, in a range that the firmware keeps for this. The range is small
 * and all files share it, so that each may have a part only.
 *
 * A command that is to be timed holds the pieces that its times go to.
 */
#include "agx_timestamps.h"
#include "agx_bo.h"
#include "agx_device.h"
#include "agx_obj.h"

#include "firmware/agx/uat.h"

#include <uapi/drm/asahi_drm.h>

#include <linux/cleanup.h>
#include <linux/kref.h>
#include <linux/sizes.h>
#include <linux/slab.h>

/* A quarter of the addresses that there are. */
#define AGX_FILE_MAX_TIMESTAMP_BYTES	SZ_16M

/**
 * struct agx_timestamps - a piece of a buffer that the firmware writes times to
 */
struct agx_timestamps {
	/** @ref: the file's, and those of commands under way. */
	struct kref ref;
	/** @bo: the buffer; released behind @obj. */
	struct agx_bo_slot bo;
	/** @obj: where the firmware sees the piece. */
	struct agx_obj_slot obj;
};

static void timestamps_free(struct agx_timestamps *ts)
{
	agx_obj_clear(&ts->obj);
	agx_bo_clear(&ts->bo);
	kfree(ts);
}

static void timestamps_release(struct kref *ref)
{
	timestamps_free(container_of(ref, struct agx_timestamps, ref));
}

/**
 * agx_timestamps_get_ref() - take a reference; use agx_timestamps_get()
 * @ts: object
 *
 * Return: @ts.
 */
struct agx_timestamps *agx_timestamps_get_ref(struct agx_timestamps *ts)
{
	kref_get(&ts->ref);
	return ts;
}

/**
 * agx_timestamps_put_ref() - drop a reference; use agx_timestamps_drop()
 * @ts: object
 *
 * The last one takes the buffer from the firmware. May sleep.
 */
void agx_timestamps_put_ref(struct agx_timestamps *ts)
{
	kref_put(&ts->ref, timestamps_release);
}

static int timestamps_alloc(struct agx_bo *bo, struct agx_obj_own *obj,
			    struct agx_timestamps_own *h)
	__releases(obj) __cond_acquires(0, h)
{
	struct agx_timestamps_own ts;
	struct agx_bo_own ref;
	int ret;

	ret = agx_timestamps_adopt(&ts, kzalloc_obj(struct agx_timestamps));
	if (ret) {
		agx_obj_drop(obj);
		return ret;
	}

	kref_init(&agx_timestamps_borrow(&ts)->ref);
	agx_obj_store(&agx_timestamps_borrow(&ts)->obj, obj);
	agx_bo_get(&ref, bo);
	agx_bo_store(&agx_timestamps_borrow(&ts)->bo, &ref);
	agx_timestamps_move(h, &ts);
	return 0;
}

/**
 * agx_timestamps_create() - let the firmware write times to a buffer
 * @agx: the GPU
 * @bo: buffer
 * @offset: of the piece, aligned to GPU pages
 * @range: of the piece, whole GPU pages
 * @h: the object
 *
 * Return: 0; -EINVAL if the piece is not in the buffer; -ENOMEM; -ENOSPC if all
 * addresses are in use; -ERESTARTSYS.
 */
int agx_timestamps_create(struct agx_device *agx, struct agx_bo *bo, u64 offset, u64 range,
			  struct agx_timestamps_own *h)
{
	struct agx_obj_own obj;
	int ret;

	if (offset > bo->base.base.size || range > bo->base.base.size - offset)
		return agx_timestamps_adopt(h, ERR_PTR(-EINVAL));

	ret = agx_bo_populate(bo);
	if (ret)
		return agx_timestamps_adopt(h, ERR_PTR(ret));

	ret = agx_obj_create_sgt(&agx->heap[AGX_HEAP_TIMESTAMP], agx_bo_sgt(bo), offset, range,
				 &obj);
	if (ret)
		return agx_timestamps_adopt(h, ERR_PTR(ret));

	return timestamps_alloc(bo, &obj, h);
}

static u64 timestamps_size(const struct agx_timestamps *ts)
{
	return agx_obj_size(agx_obj_peek(&ts->obj));
}

/*
 * The objects of a file.
 */

/**
 * agx_timestamps_table_init() - make an empty table
 * @table: zeroed
 */
void agx_timestamps_table_init(struct agx_timestamps_table *table)
{
	mutex_init(&table->lock);
}

/**
 * agx_timestamps_table_clear() - drop all that is in a table
 * @table: table
 */
void agx_timestamps_table_clear(struct agx_timestamps_table *table)
{
	guard(mutex)(&table->lock);

	for (u32 i = 0; i < AGX_FILE_MAX_TIMESTAMPS; i++)
		agx_timestamps_clear(&table->slot[i]);
	table->bytes = 0;
}

/**
 * agx_timestamps_table_fini() - end a table
 * @table: table that nobody looks into any more
 */
void agx_timestamps_table_fini(struct agx_timestamps_table *table)
{
	agx_timestamps_table_clear(table);
	mutex_destroy(&table->lock);
}

/* A slot that is free, if the file may have @size bytes more. */
static int table_find_free(struct agx_timestamps_table *table, u64 size)
	__must_hold(&table->lock)
{
	if (size > AGX_FILE_MAX_TIMESTAMP_BYTES - table->bytes)
		return -ENOSPC;

	for (int i = 0; i < AGX_FILE_MAX_TIMESTAMPS; i++) {
		if (!agx_timestamps_peek(&table->slot[i]))
			return i;
	}

	return -ENOSPC;
}

/**
 * agx_timestamps_table_add() - give an object a number
 * @table: table
 * @h: the object; consumed
 * @id: its number, never 0
 *
 * Return: 0, or -ENOSPC if there are too many.
 */
int agx_timestamps_table_add(struct agx_timestamps_table *table, struct agx_timestamps_own *h,
			     u32 *id)
{
	u64 size = timestamps_size(agx_timestamps_borrow(h));
	int i;

	guard(mutex)(&table->lock);

	i = table_find_free(table, size);
	if (i < 0) {
		agx_timestamps_drop(h);
		return i;
	}

	agx_timestamps_store(&table->slot[i], h);
	table->bytes += size;
	*id = (u32)i + 1;
	return 0;
}

/**
 * agx_timestamps_table_remove() - take an object's number away
 * @table: table
 * @id: its number, from userspace
 *
 * Commands that use the object keep it.
 *
 * Return: 0 or -ENOENT.
 */
int agx_timestamps_table_remove(struct agx_timestamps_table *table, u32 id)
{
	struct agx_timestamps_own ts;

	guard(mutex)(&table->lock);

	if (!id || id > AGX_FILE_MAX_TIMESTAMPS)
		return -ENOENT;
	if (!agx_timestamps_take(&table->slot[id - 1], &ts))
		return -ENOENT;

	table->bytes -= timestamps_size(agx_timestamps_borrow(&ts));
	agx_timestamps_drop(&ts);
	return 0;
}

static int table_find(struct agx_timestamps_table *table, u32 id, struct agx_timestamps_own *h)
	__cond_acquires(0, h)
{
	struct agx_timestamps *ts = NULL;

	guard(mutex)(&table->lock);

	if (id && id <= AGX_FILE_MAX_TIMESTAMPS)
		ts = agx_timestamps_peek(&table->slot[id - 1]);
	return agx_timestamps_adopt(h, ts ? agx_timestamps_get_ref(ts) : ERR_PTR(-ENOENT));
}

/*
 * Times of commands.
 */

static int times_find_one(struct agx_timestamps_table *table, const struct drm_asahi_timestamp *in,
			  struct agx_timestamps_slot *slot, u64 *va)
{
	struct agx_timestamps_own ts;
	u64 size;
	int ret;

	if (!in->handle)
		return 0;

	ret = table_find(table, in->handle, &ts);
	if (ret)
		return ret;

	size = timestamps_size(agx_timestamps_borrow(&ts));
	*va = agx_obj_va(agx_obj_peek(&agx_timestamps_borrow(&ts)->obj)) + in->offset;
	agx_timestamps_store(slot, &ts);
	if (in->offset % sizeof(u64))
		return -EINVAL;
	return in->offset < size ? 0 : -ERANGE;
}

/**
 * agx_times_find() - look up where the times of a command go
 * @table: the file's objects
 * @ts: what userspace says
 * @times: zeroed; holds the objects when this succeeds
 *
 * Return: 0; -ENOENT for a number that no object has; -ERANGE if a time is not in
 * its object; -EINVAL if it is not aligned.
 */
int agx_times_find(struct agx_timestamps_table *table, const struct drm_asahi_timestamps *ts,
		   struct agx_times *times)
{
	int ret;

	ret = times_find_one(table, &ts->start, &times->start, &times->va.start);
	if (!ret)
		ret = times_find_one(table, &ts->end, &times->end, &times->va.end);
	if (ret)
		agx_times_clear(times);
	return ret;
}

static void times_move_one(struct agx_timestamps_slot *to, struct agx_timestamps_slot *from)
{
	struct agx_timestamps_own ts;

	if (agx_timestamps_take(from, &ts))
		agx_timestamps_store(to, &ts);
}

/**
 * agx_times_move() - hand times over
 * @to: zeroed
 * @from: empty afterwards
 */
void agx_times_move(struct agx_times *to, struct agx_times *from)
{
	times_move_one(&to->start, &from->start);
	times_move_one(&to->end, &from->end);
	to->va = from->va;
	from->va = (struct agx_timestamp_ptrs) { };
}

/**
 * agx_times_clear() - let go of what times were held for
 * @times: no command writes them any more
 */
void agx_times_clear(struct agx_times *times)
{
	agx_timestamps_clear(&times->start);
	agx_timestamps_clear(&times->end);
	times->va = (struct agx_timestamp_ptrs) { };
}
