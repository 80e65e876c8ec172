// SPDX-License-Identifier: MIT
/*
 * Numbers that agx lends: contexts of the MMU and event slots. No number has two owners at a time,
 * none is lost, and when all are in use the answer is -EBUSY.
 *
 * Each proof starts in any state that the invariant allows and shows that the invariant holds
 * after a call, so it holds after any number of calls.
 *
 * Bounds: 4 numbers at most, from any first one below 2^30 on, and 6 owners; any counts of uses.
 * Clocks begin below 2^64 - 1, which is never reached.
 *
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 * cbmc: --unwind 6
 */
#include "tests/cbmc/cbmc.h"

#include "drm/agx/uat/slots.c"

#define COUNT	4
#define OWNERS	6

int shim_fail_after = -1;
long shim_allocations;

static char owners[OWNERS];
static struct agx_slots slots;
/* As it was before a call. */
static struct agx_slots before;

static void *any_owner(void)
{
	return &owners[nondet_u8() % OWNERS];
}

static bool invariant(void)
{
	for (u32 i = 0; i < slots.count; i++) {
		if (slots.slot[i].users && !slots.slot[i].owner)
			return false;
		if (slots.slot[i].last > slots.clock)
			return false;
		for (u32 j = 0; j < i; j++) {
			if (slots.slot[i].owner && slots.slot[i].owner == slots.slot[j].owner)
				return false;
		}
	}
	return true;
}

static void any_slots(void)
{
	u32 count = nondet_u32(), first = nondet_u32();

	assume(count && count <= COUNT && first < BIT(30));
	agx_slots_init(&slots, first, count);
	prove(invariant(), "invariant of new slots");
	slots.clock = nondet_u64();
	assume(slots.clock < ~0ull - 1);
	/* What is behind the last number is unknown, too. */
	for (u32 i = 0; i <= COUNT; i++) {
		slots.slot[i].owner = nondet_bool() ? any_owner() : NULL;
		slots.slot[i].users = nondet_u32();
		slots.slot[i].last = nondet_u64();
		assume(slots.slot[i].users < ~0u);
	}
	assume(invariant());
	before = slots;
}

/* Any number but @number is what it was. */
static void check_others(u32 number)
{
	u32 i = nondet_u32();

	assume(i < slots.count && slots.first + i != number);
	prove(slots.slot[i].owner == before.slot[i].owner &&
	      slots.slot[i].users == before.slot[i].users &&
	      slots.slot[i].last == before.slot[i].last, "the others stay");
}

static bool all_in_use(void)
{
	for (u32 i = 0; i < slots.count; i++) {
		if (!before.slot[i].users)
			return false;
	}
	return true;
}

void prove_get(void)
{
	void *owner = any_owner();
	u32 other = nondet_u32() % COUNT;
	bool changed;
	int had, number;
	u32 i;

	any_slots();
	had = agx_slots_find(&slots, owner);
	number = agx_slots_get(&slots, owner, &changed);
	i = (u32)number - slots.first;

	prove(invariant(), "invariant");
	prove(changed == (had < 0), "whether it is new");
	prove((number == -EBUSY) == (had < 0 && all_in_use()), "when there is none");
	prove(number >= 0 || number == -EBUSY, "errors of agx_slots_get()");
	if (number < 0) {
		check_others(~0u);
		return;
	}
	prove(i < slots.count, "the number is one of those");
	prove(had < 0 || number == had, "who has one keeps it");
	prove(slots.slot[i].owner == owner && agx_slots_owner(&slots, (u32)number) == owner,
	      "the number is the owner's");
	prove(slots.slot[i].users == before.slot[i].users + 1, "uses are counted");
	prove(!before.slot[i].users || before.slot[i].owner == owner, "nobody else uses it");
	if (had < 0 && other < slots.count && !before.slot[other].users)
		prove(before.slot[i].last <= before.slot[other].last,
		      "it is the one that is out of use longest");
	check_others((u32)number);
}

void prove_put(void)
{
	u32 i = nondet_u32();
	bool last;

	any_slots();
	assume(i < slots.count && slots.slot[i].users);
	last = agx_slots_put(&slots, slots.first + i);

	prove(invariant(), "invariant");
	prove(slots.slot[i].users == before.slot[i].users - 1, "uses are counted");
	prove(last == !slots.slot[i].users, "the last is told");
	prove(slots.slot[i].owner == before.slot[i].owner, "an owner may come back");
	check_others(slots.first + i);
}

void prove_forget(void)
{
	const void *owner = any_owner();
	int had;

	any_slots();
	had = agx_slots_find(&slots, owner);
	assume(had < 0 || !slots.slot[(u32)had - slots.first].users);
	agx_slots_forget(&slots, owner);

	prove(invariant(), "invariant");
	prove(agx_slots_find(&slots, owner) == -ENOENT, "forgotten");
	check_others((u32)had);
}

/* The firmware may ask for any number. */
void prove_owner(void)
{
	u32 number = nondet_u32();
	const void *owner;
	u32 i;

	any_slots();
	owner = agx_slots_owner(&slots, number);
	i = number - slots.first;
	prove(owner == (i < slots.count && slots.slot[i].users ? slots.slot[i].owner : NULL),
	      "numbers that are in use have an owner");
}
