// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What drivers do with handles, and the same with plain pointers as anybody would write it by hand. The object code of
 * own_NAME() and hand_NAME() is compared; nothing runs. See objcode.py.
 */
#include "drm/own/own.h"

#include <linux/slab.h>

struct thing {
	int users;
	u32 value;
};

struct thing *thing_get_ref(struct thing *thing);
void thing_put(struct thing *thing);
int thing_start(struct thing *thing);

OWNED_REF(thing, struct thing, thing_get_ref, thing_put)

struct holder {
	struct thing_slot first, second;
};

struct hand_holder {
	struct thing *first, *second;
};

int own_create(struct thing_own *h, u32 value) __cond_acquires(0, h);
void own_fini(struct holder *holder);
u32 own_use(struct holder *holder);
void own_share(struct holder *holder);
int hand_create(struct thing **h, u32 value);
void hand_fini(struct hand_holder *holder);
u32 hand_use(struct hand_holder *holder);
void hand_share(struct hand_holder *holder);

/* Allocate, start, give back or away. */
int own_create(struct thing_own *h, u32 value)
{
	struct thing_own own;
	struct thing *thing;
	int ret;

	thing = kzalloc_obj(*thing);
	ret = thing_adopt(&own, thing);
	if (ret)
		return ret;

	thing_borrow(&own)->value = value;
	ret = thing_start(thing_borrow(&own));
	if (ret) {
		thing_drop(&own);
		return ret;
	}

	thing_move(h, &own);
	return 0;
}

int hand_create(struct thing **h, u32 value)
{
	struct thing *thing;
	int ret;

	thing = kzalloc_obj(*thing);
	if (IS_ERR_OR_NULL(thing))
		return thing ? PTR_ERR(thing) : -ENOMEM;

	thing->value = value;
	ret = thing_start(thing);
	if (ret) {
		thing_put(thing);
		return ret;
	}

	*h = thing;
	return 0;
}

/* Let what a slot holds go, in order. */
void own_fini(struct holder *holder)
{
	thing_clear(&holder->second);
	thing_clear(&holder->first);
}

void hand_fini(struct hand_holder *holder)
{
	struct thing *thing;

	thing = holder->second;
	holder->second = NULL;
	if (thing)
		thing_put(thing);

	thing = holder->first;
	holder->first = NULL;
	if (thing)
		thing_put(thing);
}

u32 own_use(struct holder *holder)
{
	struct thing *thing = thing_peek(&holder->first);

	return thing ? thing->value : 0;
}

u32 hand_use(struct hand_holder *holder)
{
	return holder->first ? holder->first->value : 0;
}

/* One more reference, into a slot: the look whether that is empty is part of it. */
void own_share(struct holder *holder)
{
	struct thing_own own;

	thing_get(&own, thing_peek(&holder->first));
	thing_store(&holder->second, &own);
}

void hand_share(struct hand_holder *holder)
{
	struct thing *thing = thing_get_ref(holder->first);
	struct thing *old = holder->second;

	holder->second = thing;
	if (WARN_ON(old))
		thing_put(old);
}
