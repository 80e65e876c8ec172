// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Files: their queues by number, what is left of them when the hardware goes,
 * and the account of its time.
 */
#include "rig.h"

#include "drm/fwgpu/fwgpu_file.h"

#include <drm/drm_print.h>

#include <kunit/test.h>

#include <linux/string.h>

static const char * const engines[] = { "draw", "copy" };

/** struct file_rig - a device with a file */
struct file_rig {
	struct rig *rig;
	struct fwgpu_files files;
	struct fwgpu_ledger ledger;
	struct fwgpu_file file;
	char text[256];
};

/* How often a file's things were taken from it. */
static int dropped;

static int file_init(struct kunit *test)
{
	struct file_rig *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	struct fwgpu_file_args args;

	KUNIT_ASSERT_NOT_NULL(test, f);
	args = (struct fwgpu_file_args) {
		.files = &f->files,
		.ledger = &f->ledger,
		.engines = engines,
		.count = ARRAY_SIZE(engines),
	};
	f->rig = rig_create(test);
	fwgpu_ledger_init(&f->ledger);
	test->priv = f;
	dropped = 0;
	return fwgpu_file_init(&f->file, &args, 7);
}

static void file_drop(struct fwgpu_file *file)
{
	fwgpu_file_drain_queues(file, HZ / 10);
	fwgpu_file_drop_queues(file);
	dropped++;
}

static void file_exit(struct kunit *test)
{
	struct file_rig *f = test->priv;

	fwgpu_file_revoke(&f->file, file_drop);
	fwgpu_file_fini(&f->file);
}

static int file_add(struct file_rig *f, u32 *id)
{
	struct fwgpu_queue_own queue;
	int ret;

	ret = rig_queue_create(f->rig, 1, RIG_PATIENCE, &queue);
	return ret ?: fwgpu_file_add_queue(&f->file, &queue, XA_LIMIT(1, 2), id);
}

static void file_queues(struct kunit *test)
{
	struct file_rig *f = test->priv;
	struct fwgpu_queue_own queue;
	u32 id;

	KUNIT_ASSERT_EQ(test, file_add(f, &id), 0);
	KUNIT_EXPECT_EQ(test, id, 1);
	KUNIT_ASSERT_EQ(test, file_add(f, &id), 0);
	KUNIT_EXPECT_EQ(test, id, 2);
	/* What has no room is dropped. */
	KUNIT_EXPECT_EQ(test, file_add(f, &id), -ENOSPC);
	KUNIT_EXPECT_EQ(test, f->rig->gone, 1);
	KUNIT_EXPECT_EQ(test, fwgpu_file_count_queues(&f->file), 2);

	KUNIT_ASSERT_EQ(test, fwgpu_file_find_queue(&f->file, 1, &queue), 0);
	fwgpu_queue_drop(&queue);
	KUNIT_EXPECT_EQ(test, f->rig->gone, 1);
	KUNIT_ASSERT_EQ(test, fwgpu_file_take_queue(&f->file, 1, &queue), 0);
	fwgpu_queue_drop(&queue);
	KUNIT_EXPECT_EQ(test, f->rig->gone, 2);
	KUNIT_EXPECT_EQ(test, fwgpu_file_find_queue(&f->file, 1, &queue), -ENOENT);
	KUNIT_EXPECT_EQ(test, fwgpu_file_take_queue(&f->file, 1, &queue), -ENOENT);
	KUNIT_EXPECT_EQ(test, fwgpu_file_count_queues(&f->file), 1);
}

/* Work under way ends with an error, and a file is revoked once. */
static void file_revoked(struct kunit *test)
{
	struct file_rig *f = test->priv;
	struct fwgpu_queue_own queue;
	struct dma_fence *fence;
	u32 id;

	KUNIT_EXPECT_EQ(test, atomic_read(&f->files.active), 1);
	KUNIT_ASSERT_EQ(test, file_add(f, &id), 0);
	KUNIT_ASSERT_EQ(test, fwgpu_file_find_queue(&f->file, id, &queue), 0);
	fence = rig_push(test, fwgpu_queue_borrow(&queue), NULL);
	KUNIT_EXPECT_TRUE(test, rig_becomes(&f->rig->submitted, 1));
	fwgpu_queue_drop(&queue);

	fwgpu_file_revoke(&f->file, file_drop);
	fwgpu_file_revoke(&f->file, file_drop);
	KUNIT_EXPECT_EQ(test, dropped, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->files.active), 0);
	KUNIT_EXPECT_EQ(test, fwgpu_file_count_queues(&f->file), 0);
	KUNIT_EXPECT_EQ(test, f->rig->gone, 1);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fence), -ECANCELED);
	dma_fence_put(fence);
}

static void file_print(struct drm_printer *p, struct va_format *vaf)
{
	struct file_rig *f = p->arg;
	size_t length = strlen(f->text);

	scnprintf(f->text + length, sizeof(f->text) - length, "%pV", vaf);
}

/* No time counts twice, and none that ends before it begins. */
static void file_usage(struct kunit *test)
{
	struct file_rig *f = test->priv;
	struct drm_printer p = { .printfn = file_print, .arg = f };
	struct fwgpu_usage *usage = fwgpu_usage_peek(&f->file.usage);
	u64 one = 0, other = 0;

	fwgpu_usage_add(usage, 0, 100, 200, &one);
	fwgpu_usage_add(usage, 0, 150, 250, &one);
	fwgpu_usage_add(usage, 0, 400, 300, &one);
	fwgpu_usage_add(usage, 0, 10, 250, &one);
	fwgpu_usage_add(usage, 1, 100, 130, &other);
	fwgpu_usage_show(usage, &p);
	KUNIT_EXPECT_STREQ(test, f->text, "drm-engine-draw:\t150 ns\ndrm-engine-copy:\t30 ns\n");
}

static struct kunit_case file_cases[] = {
	KUNIT_CASE(file_queues),
	KUNIT_CASE(file_revoked),
	KUNIT_CASE(file_usage),
	{}
};

static struct kunit_suite file_suite = {
	.name = "fwgpu-file",
	.init = file_init,
	.exit = file_exit,
	.test_cases = file_cases,
};
kunit_test_suite(file_suite);
