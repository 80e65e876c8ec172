// SPDX-License-Identifier: MIT
/*
 * Slots and handles of own.h at run time: whatever is done with them, in the order that the
 * compiler allows, each resource is released once, and never while a slot still shows it.
 *
 * Bounds: two slots, four steps, at most four resources.
 *
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 * cbmc: --unwind 6
 */
#include "tests/cbmc/cbmc.h"

#include "drm/own/own.h"

#define STEPS 4

int shim_fail_after = -1;
long shim_allocations;

struct res {
	unsigned int released;
};

static struct res all[STEPS];
static unsigned int created;

static void res_free(struct res *res)
{
	prove(res, "no release of nothing");
	prove(!res->released, "released once");
	res->released++;
}

OWNED(res, struct res, res_free)

static struct res_slot slots[2];

/* A new resource in a slot that has none, by way of two handles; creating may fail. */
static void fill(struct res_slot *slot)
{
	struct res_own first, second;
	int ret;

	if (res_peek(slot))
		return;
	if (nondet_bool()) {
		ret = res_adopt(&first, nondet_bool() ? NULL : ERR_PTR(-EIO));
		prove(ret == -ENOMEM || ret == -EIO, "what failed has an errno");
		return;
	}
	ret = res_adopt(&first, &all[created++]);
	prove(!ret, "what did not fail is owned");
	res_move(&second, &first);
	res_store(slot, &second);
	prove(res_peek(slot) == &all[created - 1], "a slot shows what was stored");
}

static void pass_on(struct res_slot *from, struct res_slot *to)
{
	struct res_own h;

	if (!res_take(from, &h))
		return;
	prove(!res_peek(from), "taken from the slot");
	prove(!res_borrow(&h)->released, "a handle lends what is there");
	if (nondet_bool() || res_peek(to))
		res_drop(&h);
	else
		res_store(to, &h);
}

void prove_slots(void)
{
	for (unsigned int i = 0; i < STEPS; i++) {
		unsigned int n = nondet_bool();

		if (nondet_bool())
			fill(&slots[n]);
		else if (nondet_bool())
			pass_on(&slots[n], &slots[!n]);
		else
			res_clear(&slots[n]);
		for (n = 0; n < 2; n++)
			prove(!res_peek(&slots[n]) || !res_peek(&slots[n])->released,
			      "what a slot shows is there");
	}
	res_clear(&slots[0]);
	res_clear(&slots[1]);
	for (unsigned int i = 0; i < created; i++)
		prove(all[i].released == 1, "nothing leaks");
}
