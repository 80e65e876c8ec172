// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "slots.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/string.h>

/**
 * agx_slots_init() - make all numbers free
 * @slots: what to initialise
 * @first: lowest number
 * @count: how many, at most AGX_MAX_SLOTS
 */
void agx_slots_init(struct agx_slots *slots, u32 first, u32 count)
{
	memset(slots, 0, sizeof(*slots));
	slots->first = first;
	slots->count = count;
}

/**
 * agx_slots_find() - the number that an owner has
 * @slots: the numbers
 * @owner: who
 *
 * Return: the number, in use or not, or -ENOENT.
 */
int agx_slots_find(const struct agx_slots *slots, const void *owner)
{
	for (u32 i = 0; i < slots->count; i++) {
		if (slots->slot[i].owner == owner)
			return (int)(slots->first + i);
	}

	return -ENOENT;
}

/* The number that is out of use longest. */
static int slots_pick(const struct agx_slots *slots)
{
	u64 oldest = ~0ull;
	int pick = -EBUSY;

	for (u32 i = 0; i < slots->count; i++) {
		if (!slots->slot[i].users && slots->slot[i].last < oldest) {
			oldest = slots->slot[i].last;
			pick = (int)(slots->first + i);
		}
	}

	return pick;
}

/**
 * agx_slots_get() - take a number into use
 * @slots: the numbers
 * @owner: who wants one; may have one in use already
 * @changed: whether the number is new to the owner
 *
 * Return: the number, or -EBUSY if others use all.
 */
int agx_slots_get(struct agx_slots *slots, void *owner, bool *changed)
{
	int number = agx_slots_find(slots, owner);

	*changed = number < 0;
	if (number < 0)
		number = slots_pick(slots);
	if (number < 0)
		return number;

	slots->slot[(u32)number - slots->first].owner = owner;
	slots->slot[(u32)number - slots->first].users++;
	return number;
}

/* Whether a number is one of ours and in use; it may come from the firmware. */
static bool slots_in_use(const struct agx_slots *slots, u32 number)
{
	u32 i = number - slots->first;

	if (i >= slots->count)
		return false;

	return slots->slot[i].users > 0;
}

/**
 * agx_slots_put() - end a use
 * @slots: the numbers
 * @number: what agx_slots_get() returned
 *
 * Return: true if it was the last.
 */
bool agx_slots_put(struct agx_slots *slots, u32 number)
{
	u32 i = number - slots->first;

	if (WARN_ON(!slots_in_use(slots, number)))
		return false;

	slots->slot[i].last = ++slots->clock;
	return !--slots->slot[i].users;
}

/**
 * agx_slots_forget() - an owner goes away
 * @slots: the numbers
 * @owner: who; uses none any more
 */
void agx_slots_forget(struct agx_slots *slots, const void *owner)
{
	int number = agx_slots_find(slots, owner);

	if (number >= 0)
		slots->slot[(u32)number - slots->first].owner = NULL;
}

/**
 * agx_slots_owner() - who has a number
 * @slots: the numbers
 * @number: the number; may come from the firmware
 *
 * Return: the owner while the number is in use, else NULL.
 */
void *agx_slots_owner(const struct agx_slots *slots, u32 number)
{
	return slots_in_use(slots, number) ? slots->slot[number - slots->first].owner : NULL;
}
