/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_TABLE_H
#define FWGPU_TABLE_H

#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/types.h>
#include <linux/xarray.h>

/**
 * FWGPU_TABLE() - declare tables of an owned type, by number
 * @name: prefix of the type, as in OWNED_REF()
 * @type: as in OWNED_REF()
 * @get: as in OWNED_REF()
 * @put: as in OWNED_REF()
 *
 * Declares ``struct @name_table``, which has a reference to each thing in it, and
 *
 * - ``@name_table_init(table)``: makes it empty.
 * - ``@name_table_add(table, h, limit, id)``: stores @h, which is consumed, under
 *   the lowest free number in @limit; -ENOSPC if there is none, or -ENOMEM.
 * - ``@name_table_peek(table, id)``: what is there, or NULL.
 * - ``@name_table_find(table, id, h)``: @h owns a new reference to it; -ENOENT.
 * - ``@name_table_take(table, id, h)``: @h owns the table's reference; -ENOENT.
 * - ``@name_table_clear(table)``: drops all of it. The table stays usable.
 *
 * ``fwgpu_table_for_each(table, id, p)`` goes through a table.
 *
 * The caller's lock protects a table: userspace knows the numbers, and may ask
 * for one that is about to go.
 */
#define FWGPU_TABLE(name, type, get, put)						\
struct name##_table {									\
	struct xarray ids;								\
	u32 count;									\
};											\
											\
static inline void name##_table_init(struct name##_table *table)			\
{											\
	xa_init_flags(&table->ids, XA_FLAGS_ALLOC);					\
	table->count = 0;								\
}											\
											\
static inline int name##_table_add(struct name##_table *table, struct name##_own *h,	\
				   struct xa_limit limit, u32 *id)			\
	__releases(h) __must_check;							\
static inline int name##_table_add(struct name##_table *table, struct name##_own *h,	\
				   struct xa_limit limit, u32 *id)			\
{											\
	int ret = xa_alloc(&table->ids, id, NULL, limit, GFP_KERNEL);			\
											\
	if (ret) {									\
		name##_drop(h);								\
		return ret == -EBUSY ? -ENOSPC : ret;					\
	}										\
											\
	/* The number has its memory, so that this cannot fail. */			\
	xa_store(&table->ids, *id, name##_give(h), GFP_KERNEL);				\
	table->count++;									\
	return 0;									\
}											\
											\
static inline type *name##_table_peek(struct name##_table *table, u32 id)		\
{											\
	return xa_load(&table->ids, id);						\
}											\
											\
static inline int name##_table_find(struct name##_table *table, u32 id,		\
				    struct name##_own *h)				\
	__cond_acquires(0, h) __must_check;						\
static inline int name##_table_find(struct name##_table *table, u32 id,		\
				    struct name##_own *h)				\
{											\
	type *p = xa_load(&table->ids, id);						\
											\
	return name##_adopt(h, p ? get(p) : ERR_PTR(-ENOENT));				\
}											\
											\
static inline int name##_table_take(struct name##_table *table, u32 id,		\
				    struct name##_own *h)				\
	__cond_acquires(0, h) __must_check;						\
static inline int name##_table_take(struct name##_table *table, u32 id,		\
				    struct name##_own *h)				\
{											\
	type *p = xa_erase(&table->ids, id);						\
											\
	if (p)										\
		table->count--;								\
	return name##_adopt(h, p ?: ERR_PTR(-ENOENT));					\
}											\
											\
static inline void name##_table_clear(struct name##_table *table)			\
{											\
	unsigned long id;								\
	type *p;									\
											\
	xa_for_each(&table->ids, id, p) {						\
		xa_erase(&table->ids, id);						\
		put(p);									\
	}										\
	table->count = 0;								\
}

#define fwgpu_table_for_each(table, id, p)	xa_for_each(&(table)->ids, id, p)

#endif
