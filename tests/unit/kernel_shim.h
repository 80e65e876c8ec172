/* SPDX-License-Identifier: MIT */
/*
 * As much of the kernel as pure driver code needs to run in a test: included
 * before everything else, and by the headers in shim/.
 */
#ifndef KERNEL_SHIM_H
#define KERNEL_SHIM_H

#include "firmware/types.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define U16_MAX 0xffff
#define U32_MAX 0xffffffffu
#define SZ_4K 0x1000
#define SZ_64K 0x10000
#define SZ_2M 0x200000
#define WRITE_ONCE(x, val) (*(volatile __typeof__(x) *)&(x) = (val))
#define check_add_overflow(a, b, sum) __builtin_add_overflow(a, b, sum)
#define ALIGN_DOWN(x, a) ((x) & ~((__typeof__(x))(a) - 1))

#define min(a, b)                                                                              \
	({                                                                                     \
		__typeof__(a) _a = (a);                                                        \
		__typeof__(b) _b = (b);                                                        \
		_a < _b ? _a : _b;                                                             \
	})

#define max(a, b)                                                                              \
	({                                                                                     \
		__typeof__(a) _a = (a);                                                        \
		__typeof__(b) _b = (b);                                                        \
		_a > _b ? _a : _b;                                                             \
	})

static inline void *memchr_inv(const void *p, int c, size_t size)
{
	for (const u8 *b = p; b < (const u8 *)p + size; b++) {
		if (*b != (u8)c)
			return (void *)b;
	}
	return NULL;
}

static inline void put_unaligned_le32(u32 val, void *p)
{
	memcpy(p, &val, sizeof(val));
}

static inline void put_unaligned_le64(u64 val, void *p)
{
	memcpy(p, &val, sizeof(val));
}

static inline u32 hweight16(u16 w)
{
	return (u32)__builtin_popcount(w);
}

/* A warning is a bug of the driver: the test fails there. */
#define WARN_ON(cond)                                                                          \
	({                                                                                     \
		assert(!(cond));                                                               \
		false;                                                                         \
	})
#define WARN_ON_ONCE(cond) WARN_ON(cond)

#define IS_ERR(p) ((uintptr_t)(p) >= (uintptr_t)-4095)
#define IS_ERR_OR_NULL(p) (!(p) || IS_ERR(p))
#define PTR_ERR(p) ((long)(p))
#define ERR_PTR(e) ((void *)(long)(e))

/* The analysis of locks and handles is clang's and the kernel's. */
#define context_lock_struct(name) struct name
#define __guarded_by(...)
#define __must_hold(...)
#define __must_hold_shared(...)
#define __acquires(...)
#define __releases(...)
#define __cond_acquires(...)
#define __context_unsafe(...)
#define __force

#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))

struct list_head {
	struct list_head *next, *prev;
};

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list->prev = list;
}

static inline bool list_empty(const struct list_head *list)
{
	return list->next == list;
}

static inline void list_add_tail(struct list_head *entry, struct list_head *list)
{
	entry->prev = list->prev;
	entry->next = list;
	list->prev->next = entry;
	list->prev = entry;
}

static inline void list_del_init(struct list_head *entry)
{
	entry->prev->next = entry->next;
	entry->next->prev = entry->prev;
	INIT_LIST_HEAD(entry);
}

#define list_first_entry_or_null(list, type, member)                                           \
	(list_empty(list) ? NULL : container_of((list)->next, type, member))

/* Tests have one thread; what they check is that no lock is taken twice. */
struct mutex {
	bool held;
};

static inline void mutex_init(struct mutex *lock)
{
	lock->held = false;
}

static inline void mutex_destroy(struct mutex *lock)
{
	assert(!lock->held);
}

static inline struct mutex *mutex_lock(struct mutex *lock)
{
	assert(!lock->held);
	lock->held = true;
	return lock;
}

static inline void mutex_unlock(struct mutex **lock)
{
	assert((*lock)->held);
	(*lock)->held = false;
}

#define SHIM_CAT_(a, b) a##b
#define SHIM_CAT(a, b) SHIM_CAT_(a, b)
#define guard(kind) SHIM_GUARD_##kind
#define SHIM_GUARD_mutex(lock)                                                                 \
	struct mutex *SHIM_CAT(guard_, __LINE__)                                               \
		__attribute__((cleanup(mutex_unlock), unused)) = mutex_lock(lock)
#define scoped_guard(kind, lock)                                                               \
	for (struct mutex *guard_ __attribute__((cleanup(mutex_unlock))) = mutex_lock(lock),   \
				  *once = guard_;                                              \
	     once; once = NULL)

/* Tests make allocations fail by counting down to the one that shall. */
extern int shim_fail_after;
extern long shim_allocations;

static inline void *shim_zalloc(size_t size)
{
	if (shim_fail_after >= 0 && shim_fail_after-- == 0)
		return NULL;

	shim_allocations++;
	return calloc(1, size);
}

static inline void kfree(void *p)
{
	shim_allocations -= p != NULL;
	free(p);
}

#define kvfree kfree
#define kzalloc_obj(obj) ((__typeof__(obj) *)shim_zalloc(sizeof(obj)))
#define kvzalloc_flex(obj, member, count, ...)                                                 \
	((__typeof__(obj) *)shim_zalloc(sizeof(obj) +                                          \
					(count) * sizeof(((__typeof__(obj) *)0)->member[0])))

/* the kernel's wants no message, C11's does */
#undef static_assert
#define static_assert(expr, ...) _Static_assert(expr, #expr)

#endif
