/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_SLOTS_H
#define AGX_SLOTS_H

#include <linux/types.h>

#define AGX_MAX_SLOTS	128

/**
 * struct agx_slots - numbers that the firmware knows things by, lent to owners
 *
 * There are fewer numbers than things. An owner that comes back gets the number
 * it had, if nobody needed that in the meantime, and then need not tell the
 * hardware. Whoever has a number that is not in use longest loses it first.
 *
 * The caller sees to locking.
 */
struct agx_slots {
	/** @first: lowest number. */
	u32 first;
	/** @count: how many there are. */
	u32 count;
	/** @clock: counts uses. */
	u64 clock;
	/** @slot: by number, less @first. */
	struct {
		/** @slot.owner: who has, or had it last. */
		void *owner;
		/** @slot.users: how often it is in use. */
		u32 users;
		/** @slot.last: @clock when it was last given back. */
		u64 last;
	} slot[AGX_MAX_SLOTS];
};

void agx_slots_init(struct agx_slots *slots, u32 first, u32 count);
int agx_slots_get(struct agx_slots *slots, void *owner, bool *changed);
bool agx_slots_put(struct agx_slots *slots, u32 number);
int agx_slots_find(const struct agx_slots *slots, const void *owner);
void agx_slots_forget(struct agx_slots *slots, const void *owner);
void *agx_slots_owner(const struct agx_slots *slots, u32 number);

#endif
