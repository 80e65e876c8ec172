// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Queues and their jobs, on hardware that does what the test says.
 */
#include "rig.h"

#include <kunit/test.h>

#include <linux/dma-fence.h>
#include <linux/jiffies.h>
#include <linux/workqueue.h>

static int queue_init(struct kunit *test)
{
	test->priv = rig_create(test);
	return 0;
}

static void expect_done(struct kunit *test, struct dma_fence *fence, int status)
{
	KUNIT_EXPECT_GT(test, dma_fence_wait_timeout(fence, false, RIG_PATIENCE), 0L);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fence), status);
	dma_fence_put(fence);
}

/* As much at a time as there are credits, in order, and everything is freed. */
static void queue_runs(struct kunit *test)
{
	struct fwgpu_queue_own queue;
	struct rig *rig = test->priv;
	struct dma_fence *fences[3];

	KUNIT_ASSERT_EQ(test, rig_queue_create(rig, 2, RIG_PATIENCE, &queue), 0);
	for (int i = 0; i < 3; i++)
		fences[i] = rig_push(test, fwgpu_queue_borrow(&queue), NULL);

	KUNIT_EXPECT_TRUE(test, rig_becomes(&rig->submitted, 2));
	KUNIT_EXPECT_EQ(test, fwgpu_queue_pending(fwgpu_queue_borrow(&queue)), 2);
	rig_write(rig, fwgpu_queue_borrow(&queue), 1);
	KUNIT_EXPECT_TRUE(test, rig_becomes(&rig->submitted, 3));
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(fences[1]), 0);
	rig_write(rig, fwgpu_queue_borrow(&queue), 3);
	for (int i = 0; i < 3; i++)
		expect_done(test, fences[i], 1);

	fwgpu_queue_drop(&queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->freed), 3);
	KUNIT_EXPECT_EQ(test, rig->gone, 1);
	KUNIT_EXPECT_EQ(test, rig->killed, 0);
}

/* A job that nobody pushes, and one that the hardware does not get. */
static void queue_never_ran(struct kunit *test)
{
	struct fwgpu_queue_own queue;
	struct rig *rig = test->priv;
	struct fwgpu_job_own job;
	int ret;

	KUNIT_ASSERT_EQ(test, rig_queue_create(rig, 1, RIG_PATIENCE, &queue), 0);
	ret = fwgpu_job_create(sizeof(struct fwgpu_job), fwgpu_queue_borrow(&queue), 1, 0, &job);
	KUNIT_ASSERT_EQ(test, ret, 0);
	fwgpu_job_drop(&job);
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->freed), 1);

	rig->refuse = -EIO;
	expect_done(test, rig_push(test, fwgpu_queue_borrow(&queue), NULL), -EIO);
	KUNIT_EXPECT_EQ(test, fwgpu_queue_pending(fwgpu_queue_borrow(&queue)), 0);
	fwgpu_queue_drop(&queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->freed), 2);
	KUNIT_EXPECT_EQ(test, rig->gone, 1);
}

/* What waits is discarded; what the hardware has and does not end is killed. */
static void queue_goes(struct kunit *test)
{
	struct dma_fence *running, *waiting, *others;
	struct fwgpu_queue_own queue, other;
	struct rig *rig = test->priv;

	KUNIT_ASSERT_EQ(test, rig_queue_create(rig, 2, RIG_PATIENCE, &queue), 0);
	KUNIT_ASSERT_EQ(test, rig_queue_create(rig, 2, RIG_PATIENCE, &other), 0);
	others = rig_push(test, fwgpu_queue_borrow(&other), NULL);
	running = rig_push(test, fwgpu_queue_borrow(&queue), NULL);
	waiting = rig_push(test, fwgpu_queue_borrow(&queue), others);
	KUNIT_EXPECT_TRUE(test, rig_becomes(&rig->submitted, 2));

	fwgpu_queue_close(fwgpu_queue_borrow(&queue));
	fwgpu_queue_drain(fwgpu_queue_borrow(&queue), jiffies + HZ / 10);
	KUNIT_EXPECT_EQ(test, rig->killed, -ECANCELED);
	expect_done(test, running, -ECANCELED);
	KUNIT_EXPECT_EQ(test, dma_fence_get_status(others), 0);
	fwgpu_queue_drop(&other);
	fwgpu_queue_drop(&queue);
	expect_done(test, others, -ECANCELED);
	KUNIT_EXPECT_LT(test, dma_fence_get_status(waiting), 0);
	dma_fence_put(waiting);
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->submitted), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->freed), 3);
	KUNIT_EXPECT_EQ(test, rig->gone, 2);
}

/** struct late - hardware that ends its job after a while */
struct late {
	struct delayed_work work;
	struct rig *rig;
	struct fwgpu_queue *queue;
};

static void late_work(struct work_struct *work)
{
	struct late *late = container_of(work, struct late, work.work);

	rig_write(late->rig, late->queue, 1);
}

/* The queue waits for the stamp of a job that nobody else waits for, and no longer. */
static void queue_drains_expired(struct kunit *test)
{
	unsigned long begin = jiffies;
	struct rig *rig = test->priv;
	struct fwgpu_queue_own queue;
	struct late late = { .rig = rig };

	KUNIT_ASSERT_EQ(test, rig_queue_create(rig, 1, HZ / 20, &queue), 0);
	expect_done(test, rig_push(test, fwgpu_queue_borrow(&queue), NULL), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->expired), 1);
	KUNIT_EXPECT_EQ(test, fwgpu_queue_pending(fwgpu_queue_borrow(&queue)), 1);

	late.queue = fwgpu_queue_borrow(&queue);
	INIT_DELAYED_WORK_ONSTACK(&late.work, late_work);
	schedule_delayed_work(&late.work, HZ / 5);
	fwgpu_queue_close(fwgpu_queue_borrow(&queue));
	fwgpu_queue_drain(fwgpu_queue_borrow(&queue), jiffies + RIG_PATIENCE);
	KUNIT_EXPECT_EQ(test, rig->killed, 0);
	KUNIT_EXPECT_TRUE(test, time_before(jiffies, begin + RIG_PATIENCE / 2));

	flush_delayed_work(&late.work);
	destroy_delayed_work_on_stack(&late.work);
	fwgpu_queue_drop(&queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->freed), 1);
}

/* What the hardware gets on with does not take too long, until it gets on no more. */
static void queue_gets_on(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct fwgpu_queue_own queue;

	KUNIT_ASSERT_EQ(test, rig_queue_create(rig, 2, HZ / 10, &queue), 0);
	rig->until = jiffies + HZ / 2;
	expect_done(test, rig_push(test, fwgpu_queue_borrow(&queue), NULL), -ETIMEDOUT);
	KUNIT_EXPECT_FALSE(test, time_before(jiffies, rig->until));
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->expired), 1);

	rig->until = jiffies + HZ / 2;
	fwgpu_queue_close(fwgpu_queue_borrow(&queue));
	fwgpu_queue_drain(fwgpu_queue_borrow(&queue), jiffies + HZ / 10);
	KUNIT_EXPECT_FALSE(test, time_before(jiffies, rig->until));
	KUNIT_EXPECT_EQ(test, rig->killed, -ECANCELED);
	fwgpu_queue_drop(&queue);
}

/* Nobody was told that an expired job is done: the queue that goes finds it. */
static void queue_drains_silent(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct fwgpu_queue_own queue;

	KUNIT_ASSERT_EQ(test, rig_queue_create(rig, 1, HZ / 20, &queue), 0);
	expect_done(test, rig_push(test, fwgpu_queue_borrow(&queue), NULL), -ETIMEDOUT);
	WRITE_ONCE(rig->seqno, cpu_to_le64(1));
	fwgpu_queue_drop(&queue);
	KUNIT_EXPECT_EQ(test, rig->killed, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&rig->freed), 1);
}

static struct kunit_case queue_cases[] = {
	KUNIT_CASE(queue_runs),
	KUNIT_CASE(queue_never_ran),
	KUNIT_CASE(queue_goes),
	KUNIT_CASE(queue_drains_expired),
	KUNIT_CASE(queue_gets_on),
	KUNIT_CASE(queue_drains_silent),
	{}
};

static struct kunit_suite queue_suite = {
	.name = "fwgpu-queue",
	.init = queue_init,
	.test_cases = queue_cases,
};
kunit_test_suite(queue_suite);
