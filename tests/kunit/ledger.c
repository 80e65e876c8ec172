// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The tree of owners: as it is entered, printed, and taken apart from any end.
 */
#include "drm/fwgpu/fwgpu_ledger.h"

#include <drm/drm_device.h>
#include <drm/drm_print.h>

#include <kunit/device.h>
#include <kunit/test.h>

#include <linux/string.h>

static const struct fwgpu_ledger_kind client = { .name = "client", .lasts = true };
static const struct fwgpu_ledger_kind queue = { .name = "queue" };

/** struct ledger_rig - a ledger, a client with two queues, and a queue of the device */
struct ledger_rig {
	struct fwgpu_ledger ledger;
	struct fwgpu_ledger_entry client, one, two, kernel;
	struct drm_device drm;
	char text[2048];
};

static int ledger_init(struct kunit *test)
{
	struct ledger_rig *rig;

	rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);
	if (!rig)
		return -ENOMEM;

	fwgpu_ledger_init(&rig->ledger);
	fwgpu_ledger_add(&rig->ledger, &rig->client, NULL, &client, 1, 0);
	fwgpu_ledger_add(&rig->ledger, &rig->kernel, NULL, &queue, 2, 0);
	fwgpu_ledger_add(&rig->ledger, &rig->one, &rig->client, &queue, 3, 0x1000);
	fwgpu_ledger_add(&rig->ledger, &rig->two, &rig->client, &queue, 4, 0);
	test->priv = rig;
	return 0;
}

/* The tree, without what differs from run to run: "client 0x1:\n  queue 0x3: ..." */
static const char *ledger_text(struct ledger_rig *rig, bool lasting)
{
	struct drm_print_iterator to = { .data = rig->text, .remain = sizeof(rig->text) - 1 };
	struct drm_printer p = drm_coredump_printer(&to);
	char *from, *end, *out = rig->text;

	memset(rig->text, 0, sizeof(rig->text));
	fwgpu_ledger_print(&rig->ledger, lasting, &p);
	for (from = rig->text; (end = strchr(from, '\n')); from = end + 1) {
		char *colon = strchr(from, ':');
		size_t len = colon - from;

		memmove(out, from, len);
		out += len;
		*out++ = ' ';
	}
	*out = 0;
	return rig->text;
}

static void ledger_tree(struct kunit *test)
{
	struct ledger_rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&rig->ledger, true), 4);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&rig->ledger, false), 3);
	KUNIT_EXPECT_STREQ(test, ledger_text(rig, true),
			   "client 0x1   queue 0x3   queue 0x4 queue 0x2 ");
}

static void ledger_line(struct kunit *test)
{
	struct ledger_rig *rig = test->priv;
	struct drm_print_iterator to = { .data = rig->text, .remain = sizeof(rig->text) - 1 };
	struct drm_printer p = drm_coredump_printer(&to);
	char by[TASK_COMM_LEN + 32];

	fwgpu_ledger_print(&rig->ledger, true, &p);
	snprintf(by, sizeof(by), " s, by %s[%d] in ", current->comm, current->tgid);
	KUNIT_EXPECT_NOT_NULL(test, strstr(rig->text, "  queue 0x3: 4096 bytes, 0."));
	KUNIT_EXPECT_NOT_NULL(test, strstr(rig->text, by));
	KUNIT_EXPECT_NOT_NULL(test, strstr(rig->text, " in ledger_init+"));
}

static void ledger_remove(struct kunit *test)
{
	struct ledger_rig *rig = test->priv;

	fwgpu_ledger_remove(&rig->one);
	KUNIT_EXPECT_STREQ(test, ledger_text(rig, true), "client 0x1   queue 0x4 queue 0x2 ");
	fwgpu_ledger_remove(&rig->one);
	fwgpu_ledger_remove(&rig->two);
	fwgpu_ledger_remove(&rig->kernel);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&rig->ledger, false), 0);
	fwgpu_ledger_remove(&rig->client);
	KUNIT_EXPECT_EQ(test, fwgpu_ledger_count(&rig->ledger, true), 0);
	KUNIT_EXPECT_STREQ(test, ledger_text(rig, true), "");
}

/* What outlives its owner goes over to the owner's owner. */
static void ledger_remove_owner(struct kunit *test)
{
	struct ledger_rig *rig = test->priv;
	struct fwgpu_ledger_entry part = {};

	fwgpu_ledger_add(&rig->ledger, &part, &rig->two, &queue, 5, 0);
	fwgpu_ledger_remove(&rig->two);
	KUNIT_EXPECT_STREQ(test, ledger_text(rig, true),
			   "client 0x1   queue 0x3   queue 0x5 queue 0x2 ");
	fwgpu_ledger_remove(&rig->client);
	KUNIT_EXPECT_STREQ(test, ledger_text(rig, true), "queue 0x2 queue 0x3 queue 0x5 ");
	fwgpu_ledger_remove(&rig->one);
	fwgpu_ledger_remove(&part);
	KUNIT_EXPECT_STREQ(test, ledger_text(rig, true), "queue 0x2 ");
}

/* What is said when the hardware is gone: nothing of a client, which lasts. tests/kunit/run reads it. */
static void ledger_check(struct kunit *test)
{
	struct ledger_rig *rig = test->priv;

	rig->ledger.drm = &rig->drm;
	rig->drm.dev = kunit_device_register(test, "fwgpu-ledger");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rig->drm.dev);

	fwgpu_ledger_remove(&rig->one);
	fwgpu_ledger_remove(&rig->kernel);
	fwgpu_ledger_check(&rig->ledger);

	fwgpu_ledger_remove(&rig->two);
	fwgpu_ledger_check(&rig->ledger);
}

static struct kunit_case ledger_cases[] = {
	KUNIT_CASE(ledger_tree),
	KUNIT_CASE(ledger_line),
	KUNIT_CASE(ledger_remove),
	KUNIT_CASE(ledger_remove_owner),
	KUNIT_CASE(ledger_check),
	{}
};

static struct kunit_suite ledger_suite = {
	.name = "fwgpu-ledger",
	.init = ledger_init,
	.test_cases = ledger_cases,
};
kunit_test_suite(ledger_suite);
