/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef OWN_H
#define OWN_H

/**
 * DOC: Linear handles
 *
 * A resource that must be released exactly once is held by a *handle*, a
 * one-word struct that clang's context analysis treats like a held lock:
 *
 * - creating fills the handle (``__cond_acquires(0, h)``),
 * - dropping, moving and storing empty it (``__releases(h)``),
 * - reading needs it (``__must_hold_shared(h)``).
 *
 * A path that forgets a handle, uses it after it was given away or gives it
 * away twice is therefore rejected by the analysis build, and the shipped
 * object code is that of a plain pointer.
 *
 * The rules:
 *
 * - Locals hold handles (``struct foo_own``). Struct members hold slots
 *   (``struct foo_slot``), whose state is known at run time only.
 * - Test a creator with ``if (ret)``; the analysis follows nothing fancier.
 * - A function that consumes a handle consumes it on every path, failure too.
 * - A borrowed pointer lives as long as the expression it is used in.
 *
 * .. code-block:: c
 *
 *	OWNED(foo, struct foo, foo_free)
 *
 *	int foo_create(struct foo_own *h) __cond_acquires(0, h) __must_check;
 *
 *	int bar_init(struct bar *bar)
 *	{
 *		struct foo_own foo;
 *		int ret;
 *
 *		ret = foo_create(&foo);
 *		if (ret)
 *			return ret;
 *
 *		ret = foo_start(foo_borrow(&foo));
 *		if (ret) {
 *			foo_drop(&foo);
 *			return ret;
 *		}
 *
 *		foo_store(&bar->foo, &foo);
 *		return 0;
 *	}
 */

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>

/**
 * OWNED() - declare the handle and the slot of an owned type
 * @name: prefix of everything declared here
 * @type: the resource; may be incomplete
 * @release: ``void release(type *)``, releases what a full handle owns
 *
 * Declares ``struct @name_own`` and ``struct @name_slot`` and
 *
 * - ``@name_adopt(h, p)``: makes @h own the raw pointer @p. An ERR_PTR() or
 *   NULL (-ENOMEM) leaves @h empty and is returned as an errno. Where a raw
 *   pointer becomes owned: the bottom of every creator.
 * - ``@name_drop(h)``: releases the resource.
 * - ``@name_move(dst, src)``: @dst owns what @src owned.
 * - ``@name_store(slot, h)``: puts it into an empty slot. A full slot is a bug:
 *   it warns, and releases what was there.
 * - ``@name_take(slot, h)``: empties the slot into @h; false if it was empty.
 * - ``@name_clear(slot)``: releases what the slot holds, if anything.
 * - ``@name_give(h)``: empties @h and returns what it owned, for code that takes
 *   the plain pointer over: a scheduler, TTM, an intrusive tree. It is passed on,
 *   returned or stored at once, not kept. Nothing checks from there on, so that
 *   its uses are counted.
 * - ``@name_borrow(h)``: the resource, for the length of an expression.
 * - ``@name_peek(slot)``: the resource or NULL, while the slot stays as it is.
 *
 * A slot that is ``__guarded_by()`` a lock wants it for all of these: clang looks
 * at what a function is given unless the function is itself __context_unsafe().
 */
#define OWNED(name, type, release)						\
context_lock_struct(name##_own) { type *__p; };					\
struct name##_slot { type *__p; };						\
										\
static inline int name##_adopt(struct name##_own *h, type *p)			\
	__cond_acquires(0, h) __must_check;					\
static inline int name##_adopt(struct name##_own *h, type *p)			\
	__context_unsafe(primitive)						\
{										\
	const void *raw = (__force const void *)p;				\
										\
	h->__p = IS_ERR_OR_NULL(raw) ? NULL : p;				\
	return h->__p ? 0 : raw ? PTR_ERR(raw) : -ENOMEM;			\
}										\
										\
static inline type *name##___give(struct name##_own *h)				\
	__releases(h) __context_unsafe(primitive)				\
{										\
	type *p = h->__p;							\
										\
	h->__p = NULL;								\
	return p;								\
}										\
										\
static inline void name##_drop(struct name##_own *h) __releases(h)		\
{										\
	release(name##___give(h));						\
}										\
										\
static inline void name##_move(struct name##_own *dst, struct name##_own *src)	\
	__acquires(dst) __releases(src) __context_unsafe(primitive)		\
{										\
	dst->__p = src->__p;							\
	src->__p = NULL;							\
}										\
										\
static inline void name##_store(struct name##_slot *slot, struct name##_own *h)	\
	__releases(h)								\
{										\
	type *old = slot->__p;							\
										\
	slot->__p = name##___give(h);						\
	if (WARN_ON(old))							\
		release(old);							\
}										\
										\
static inline bool name##_take(struct name##_slot *slot, struct name##_own *h)	\
	__cond_acquires(true, h) __must_check;					\
static inline bool name##_take(struct name##_slot *slot, struct name##_own *h)	\
{										\
	h->__p = slot->__p;							\
	slot->__p = NULL;							\
	return h->__p;								\
}										\
										\
static inline void name##_clear(struct name##_slot *slot)			\
{										\
	struct name##_own h;							\
										\
	if (name##_take(slot, &h))						\
		name##_drop(&h);						\
}										\
										\
static inline type *name##_give(struct name##_own *h)				\
	__releases(h) __must_check;						\
static inline type *name##_give(struct name##_own *h)				\
	__context_unsafe(primitive)						\
{										\
	return name##___give(h);						\
}										\
										\
static inline type *name##_borrow(const struct name##_own *h)			\
	__must_hold_shared(h) __context_unsafe(primitive)			\
{										\
	return h->__p;								\
}										\
										\
static inline type *name##_peek(const struct name##_slot *slot)			\
{										\
	return slot->__p;							\
}

/**
 * OWNED_REF() - declare an owned type whose handles are references
 * @name: as for OWNED()
 * @type: as for OWNED()
 * @get: ``type *get(type *)``, takes one more reference
 * @put: ``void put(type *)``, drops one
 *
 * As OWNED(), plus ``@name_get(h, p)``: @h owns a new reference to the borrowed
 * resource @p.
 */
#define OWNED_REF(name, type, get, put)						\
OWNED(name, type, put)								\
										\
static inline void name##_get(struct name##_own *h, type *p)			\
	__acquires(h) __context_unsafe(primitive)				\
{										\
	h->__p = get(p);							\
}

#endif
