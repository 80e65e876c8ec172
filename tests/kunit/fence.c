// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Job fences against a number in memory that the hardware would write.
 */
#include "drm/fwgpu/fwgpu_fence.h"

#include <kunit/test.h>

#include <linux/dma-fence.h>
#include <linux/module.h>

/** struct fence_rig - a queue and what its hardware wrote */
struct fence_rig {
	__le64 seqno;
	struct fwgpu_fence_queue_slot queue;
};

static int fence_init(struct kunit *test)
{
	struct fwgpu_fence_queue_own queue;
	struct fence_rig *rig;
	int ret;

	rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);
	if (!rig)
		return -ENOMEM;

	ret = fwgpu_fence_queue_create("kunit", "rig", &rig->seqno, true, &queue);
	if (ret)
		return ret;

	fwgpu_fence_queue_store(&rig->queue, &queue);
	test->priv = rig;
	return 0;
}

static void fence_exit(struct kunit *test)
{
	struct fence_rig *rig = test->priv;

	if (rig)
		fwgpu_fence_queue_clear(&rig->queue);
}

static struct fwgpu_fence_queue *fence_queue(struct kunit *test)
{
	struct fence_rig *rig = test->priv;

	return fwgpu_fence_queue_peek(&rig->queue);
}

static void fence_write(struct kunit *test, u64 seqno)
{
	struct fence_rig *rig = test->priv;

	rig->seqno = cpu_to_le64(seqno);
}

static struct dma_fence *fence_emit(struct kunit *test)
{
	struct fwgpu_dma_fence_own fence;
	struct fwgpu_fence_own memory;
	int ret;

	KUNIT_ASSERT_EQ(test, fwgpu_fence_alloc(&memory), 0);
	ret = fwgpu_fence_emit(fence_queue(test), &memory, &fence);
	return ret ? ERR_PTR(ret) : fwgpu_dma_fence_give(&fence);
}

static void fence_in_order(struct kunit *test)
{
	struct dma_fence *fences[4];

	for (int i = 0; i < 4; i++) {
		fences[i] = fence_emit(test);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fences[i]);
		KUNIT_EXPECT_EQ(test, fences[i]->seqno, i + 1);
	}
	KUNIT_EXPECT_FALSE(test, fwgpu_fence_queue_process(fence_queue(test)));
	KUNIT_EXPECT_EQ(test, fwgpu_fence_queue_pending(fence_queue(test)), 4);

	fence_write(test, 3);
	KUNIT_EXPECT_TRUE(test, fwgpu_fence_queue_process(fence_queue(test)));
	KUNIT_EXPECT_FALSE(test, fwgpu_fence_queue_process(fence_queue(test)));
	for (int i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, dma_fence_get_status(fences[i]), i < 3);
	KUNIT_EXPECT_EQ(test, fwgpu_fence_queue_completed(fence_queue(test)), 3);
	KUNIT_EXPECT_EQ(test, fwgpu_fence_queue_pending(fence_queue(test)), 1);

	fwgpu_fence_queue_kill(fence_queue(test), -EIO);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fences[3]), -EIO);
	for (int i = 0; i < 4; i++)
		dma_fence_put(fences[i]);
}

/* Numbers that were never emitted, or go back, complete nothing. */
static void fence_lies(struct kunit *test)
{
	static const u64 lies[] = { 3, 1ull << 32, U64_MAX, 0 };
	struct dma_fence *one = fence_emit(test), *two = fence_emit(test);

	fence_write(test, 1);
	KUNIT_EXPECT_TRUE(test, fwgpu_fence_queue_process(fence_queue(test)));
	for (int i = 0; i < ARRAY_SIZE(lies); i++) {
		fence_write(test, lies[i]);
		KUNIT_EXPECT_FALSE(test, fwgpu_fence_queue_process(fence_queue(test)));
		KUNIT_EXPECT_EQ(test, dma_fence_get_status(two), 0);
	}
	fence_write(test, 2);
	KUNIT_EXPECT_TRUE(test, fwgpu_fence_queue_process(fence_queue(test)));
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(two), 1);
	dma_fence_put(one);
	dma_fence_put(two);
}

static void fence_killed(struct kunit *test)
{
	struct dma_fence *fence = fence_emit(test);

	fwgpu_fence_queue_kill(fence_queue(test), -EIO);
	fwgpu_fence_queue_kill(fence_queue(test), -ENODEV);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fence), -EIO);
	KUNIT_EXPECT_EQ(test, fwgpu_fence_queue_error(fence_queue(test)), -EIO);
	KUNIT_EXPECT_EQ(test, fwgpu_fence_queue_pending(fence_queue(test)), 0);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(fence_emit(test)), -EIO);
	dma_fence_put(fence);
}

/* Jobs that the hardware drops end in their turn; those around them end well. */
static void fence_failed(struct kunit *test)
{
	struct dma_fence *fences[4];

	for (int i = 0; i < 4; i++)
		fences[i] = fence_emit(test);

	fence_write(test, 1);
	fwgpu_fence_queue_fail(fence_queue(test), 1, 2, -EIO);
	fwgpu_fence_queue_fail(fence_queue(test), 2, 3, -ECANCELED);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fences[0]), 1);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fences[1]), 0);

	fence_write(test, 4);
	KUNIT_EXPECT_TRUE(test, fwgpu_fence_queue_process(fence_queue(test)));
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fences[1]), -EIO);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fences[2]), -ECANCELED);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fences[3]), 1);
	for (int i = 0; i < 4; i++)
		dma_fence_put(fences[i]);
}

/* Nobody waits for the fence, the hardware has the job. */
static void fence_expired(struct kunit *test)
{
	struct dma_fence *one = fence_emit(test), *two = fence_emit(test);

	fwgpu_fence_queue_expire(fence_queue(test), 1, -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(one), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(two), 0);
	KUNIT_EXPECT_EQ(test, fwgpu_fence_queue_pending(fence_queue(test)), 2);
	KUNIT_EXPECT_EQ(test, fwgpu_fence_queue_error(fence_queue(test)), 0);

	fence_write(test, 2);
	KUNIT_EXPECT_TRUE(test, fwgpu_fence_queue_process(fence_queue(test)));
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(two), 1);
	fwgpu_fence_queue_expire(fence_queue(test), 2, -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, fwgpu_fence_queue_pending(fence_queue(test)), 0);
	dma_fence_put(one);
	dma_fence_put(two);
}

/* A job that is done when its time is over is no reason to fail the one behind it. */
static void fence_expired_late(struct kunit *test)
{
	struct dma_fence *one = fence_emit(test), *two = fence_emit(test);

	fence_write(test, 1);
	fwgpu_fence_queue_expire(fence_queue(test), 1, -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(one), 1);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(two), 0);
	fwgpu_fence_queue_expire(fence_queue(test), 3, -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(two), 0);

	fence_write(test, 2);
	KUNIT_EXPECT_TRUE(test, fwgpu_fence_queue_process(fence_queue(test)));
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(two), 1);
	dma_fence_put(one);
	dma_fence_put(two);
}

/* Only the second look finds that an interrupt was lost. */
static void fence_lost_interrupt(struct kunit *test)
{
	struct dma_fence *fence = fence_emit(test);

	KUNIT_EXPECT_FALSE(test, fwgpu_fence_queue_catch_up(fence_queue(test)));
	fence_write(test, 1);
	KUNIT_EXPECT_FALSE(test, fwgpu_fence_queue_catch_up(fence_queue(test)));
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fence), 0);
	KUNIT_EXPECT_TRUE(test, fwgpu_fence_queue_catch_up(fence_queue(test)));
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fence), 1);
	KUNIT_EXPECT_FALSE(test, fwgpu_fence_queue_catch_up(fence_queue(test)));
	dma_fence_put(fence);
}

/* A queue whose hardware writes 32 bits. */
static void fence_narrow(struct kunit *test)
{
	struct fwgpu_fence_queue_own queue;
	struct fwgpu_dma_fence_own fence;
	struct fwgpu_fence_own memory;
	__le32 seqno = 0;
	int ret;

	ret = fwgpu_fence_queue_create("kunit", "narrow", &seqno, false, &queue);
	KUNIT_ASSERT_EQ(test, ret, 0);
	ret = fwgpu_fence_alloc(&memory);
	KUNIT_ASSERT_EQ(test, ret, 0);
	ret = fwgpu_fence_emit(fwgpu_fence_queue_borrow(&queue), &memory, &fence);
	KUNIT_ASSERT_EQ(test, ret, 0);

	seqno = cpu_to_le32(U32_MAX);
	KUNIT_EXPECT_FALSE(test, fwgpu_fence_queue_process(fwgpu_fence_queue_borrow(&queue)));
	seqno = cpu_to_le32(1);
	KUNIT_EXPECT_TRUE(test, fwgpu_fence_queue_process(fwgpu_fence_queue_borrow(&queue)));
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fwgpu_dma_fence_borrow(&fence)), 1);
	fwgpu_fence_queue_drop(&queue);
	fwgpu_dma_fence_drop(&fence);
}

static struct kunit_case fence_cases[] = {
	KUNIT_CASE(fence_in_order),
	KUNIT_CASE(fence_lies),
	KUNIT_CASE(fence_killed),
	KUNIT_CASE(fence_failed),
	KUNIT_CASE(fence_expired),
	KUNIT_CASE(fence_expired_late),
	KUNIT_CASE(fence_lost_interrupt),
	KUNIT_CASE(fence_narrow),
	{}
};

static struct kunit_suite fence_suite = {
	.name = "fwgpu-fence",
	.init = fence_init,
	.exit = fence_exit,
	.test_cases = fence_cases,
};
kunit_test_suite(fence_suite);

MODULE_DESCRIPTION("Tests of fwgpu");
MODULE_LICENSE("Dual MIT/GPL");
