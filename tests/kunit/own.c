// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What handles and slots do at run time: own.h releases what it should, once.
 */
#include "drm/own/own.h"

#include <kunit/test.h>

#include <linux/module.h>

struct thing {
	int refs;
};

static struct thing *thing_get_ref(struct thing *thing)
{
	thing->refs++;
	return thing;
}

static void thing_put(struct thing *thing)
{
	thing->refs--;
}

OWNED_REF(thing, struct thing, thing_get_ref, thing_put)

static void own_adopt(struct kunit *test)
{
	struct thing thing = { .refs = 1 };
	struct thing_own own;

	KUNIT_ASSERT_EQ(test, thing_adopt(&own, &thing), 0);
	KUNIT_EXPECT_PTR_EQ(test, thing_borrow(&own), &thing);
	KUNIT_EXPECT_EQ(test, thing.refs, 1);
	thing_drop(&own);
	KUNIT_EXPECT_EQ(test, thing.refs, 0);
}

static void own_adopt_nothing(struct kunit *test)
{
	struct thing_own own;

	KUNIT_EXPECT_EQ(test, thing_adopt(&own, NULL), -ENOMEM);
	KUNIT_EXPECT_PTR_EQ(test, own.__p, NULL);
	KUNIT_EXPECT_EQ(test, thing_adopt(&own, ERR_PTR(-EBUSY)), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, own.__p, NULL);
}

static void own_move(struct kunit *test)
{
	struct thing thing = { .refs = 1 };
	struct thing_own from, to;

	KUNIT_ASSERT_EQ(test, thing_adopt(&from, &thing), 0);
	thing_move(&to, &from);
	KUNIT_EXPECT_PTR_EQ(test, from.__p, NULL);
	KUNIT_EXPECT_PTR_EQ(test, thing_borrow(&to), &thing);
	KUNIT_EXPECT_EQ(test, thing.refs, 1);
	thing_drop(&to);
	KUNIT_EXPECT_EQ(test, thing.refs, 0);
}

static void own_get(struct kunit *test)
{
	struct thing thing = { .refs = 1 };
	struct thing_own own;

	thing_get(&own, &thing);
	KUNIT_EXPECT_EQ(test, thing.refs, 2);
	thing_drop(&own);
	KUNIT_EXPECT_EQ(test, thing.refs, 1);
}

static void own_slot(struct kunit *test)
{
	struct thing thing = { .refs = 1 };
	struct thing_slot slot = {};
	struct thing_own own;

	KUNIT_EXPECT_PTR_EQ(test, thing_peek(&slot), NULL);
	KUNIT_ASSERT_EQ(test, thing_adopt(&own, &thing), 0);
	thing_store(&slot, &own);
	KUNIT_EXPECT_PTR_EQ(test, own.__p, NULL);
	KUNIT_EXPECT_PTR_EQ(test, thing_peek(&slot), &thing);
	KUNIT_EXPECT_EQ(test, thing.refs, 1);

	KUNIT_ASSERT_TRUE(test, thing_take(&slot, &own));
	KUNIT_EXPECT_PTR_EQ(test, thing_peek(&slot), NULL);
	KUNIT_EXPECT_PTR_EQ(test, thing_borrow(&own), &thing);
	KUNIT_EXPECT_EQ(test, thing.refs, 1);
	thing_drop(&own);
	KUNIT_EXPECT_EQ(test, thing.refs, 0);
}

static void own_take_nothing(struct kunit *test)
{
	struct thing_slot slot = {};
	struct thing_own own;

	KUNIT_EXPECT_FALSE(test, thing_take(&slot, &own));
	KUNIT_EXPECT_PTR_EQ(test, own.__p, NULL);
}

static void own_clear(struct kunit *test)
{
	struct thing thing = { .refs = 1 };
	struct thing_slot slot = {};
	struct thing_own own;

	thing_clear(&slot);
	KUNIT_ASSERT_EQ(test, thing_adopt(&own, &thing), 0);
	thing_store(&slot, &own);
	thing_clear(&slot);
	KUNIT_EXPECT_EQ(test, thing.refs, 0);
	thing_clear(&slot);
	KUNIT_EXPECT_EQ(test, thing.refs, 0);
}

/* A full slot is a bug, and none that leaks. */
static void own_store_full(struct kunit *test)
{
	struct thing old = { .refs = 1 }, new = { .refs = 1 };
	struct thing_slot slot = {};
	struct thing_own own;

	KUNIT_ASSERT_EQ(test, thing_adopt(&own, &old), 0);
	thing_store(&slot, &own);
	KUNIT_ASSERT_EQ(test, thing_adopt(&own, &new), 0);
	kunit_warning_suppress(test) {
		thing_store(&slot, &own);
		KUNIT_EXPECT_SUPPRESSED_WARNING_COUNT(test, 1);
	}
	KUNIT_EXPECT_EQ(test, old.refs, 0);
	KUNIT_EXPECT_EQ(test, new.refs, 1);
	KUNIT_EXPECT_PTR_EQ(test, thing_peek(&slot), &new);
	thing_clear(&slot);
	KUNIT_EXPECT_EQ(test, new.refs, 0);
}

static void own_size(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(struct thing_own), sizeof(void *));
	KUNIT_EXPECT_EQ(test, sizeof(struct thing_slot), sizeof(void *));
}

static struct kunit_case own_cases[] = {
	KUNIT_CASE(own_adopt),
	KUNIT_CASE(own_adopt_nothing),
	KUNIT_CASE(own_move),
	KUNIT_CASE(own_get),
	KUNIT_CASE(own_slot),
	KUNIT_CASE(own_take_nothing),
	KUNIT_CASE(own_clear),
	KUNIT_CASE(own_store_full),
	KUNIT_CASE(own_size),
	{}
};

static struct kunit_suite own_suite = {
	.name = "own",
	.test_cases = own_cases,
};
kunit_test_suite(own_suite);

MODULE_DESCRIPTION("Tests of own.h");
MODULE_LICENSE("Dual MIT/GPL");
