// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "rig.h"

#include <kunit/device.h>
#include <kunit/test.h>

#include <linux/delay.h>
#include <linux/dma-fence.h>
#include <linux/jiffies.h>

struct rig_queue {
	struct fwgpu_queue base;
	struct rig *rig;
	struct fwgpu_fence_queue_slot fences;
};

static struct rig_queue *to_rig_queue(struct fwgpu_queue *base)
{
	return container_of(base, struct rig_queue, base);
}

static int rig_submit(struct fwgpu_job *job)
{
	struct rig *rig = to_rig_queue(job->queue)->rig;
	int ret;

	if (rig->refuse)
		return rig->refuse;

	ret = fwgpu_job_emit(job);
	if (!ret)
		atomic_inc(&rig->submitted);
	return ret;
}

static void rig_job_fini(struct fwgpu_job *job)
{
	atomic_inc(&to_rig_queue(job->queue)->rig->freed);
}

static void rig_timedout(struct fwgpu_job *job)
{
	struct rig *rig = to_rig_queue(job->queue)->rig;
	u64 oldest = le64_to_cpu(READ_ONCE(rig->seqno)) + 1;

	atomic_inc(&rig->expired);
	fwgpu_fence_queue_expire(job->queue->fences, oldest, -ETIMEDOUT);
}

static u64 rig_progress(struct fwgpu_queue *queue)
{
	unsigned long until = to_rig_queue(queue)->rig->until;

	return time_before(jiffies, until) ? jiffies : until;
}

static void rig_kill(struct fwgpu_queue *queue, int error)
{
	to_rig_queue(queue)->rig->killed = error;
	fwgpu_fence_queue_kill(queue->fences, error);
}

static void rig_fini(struct fwgpu_queue *queue)
{
	to_rig_queue(queue)->rig->gone++;
	fwgpu_fence_queue_clear(&to_rig_queue(queue)->fences);
}

static const struct fwgpu_queue_ops rig_ops = {
	.submit = rig_submit,
	.job_fini = rig_job_fini,
	.timedout = rig_timedout,
	.progress = rig_progress,
	.kill = rig_kill,
	.fini = rig_fini,
};

struct rig *rig_create(struct kunit *test)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rig);
	rig->dev = kunit_device_register(test, "fwgpu-rig");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rig->dev);
	return rig;
}

int rig_queue_create(struct rig *rig, u32 credits, long timeout, struct fwgpu_queue_own *h)
{
	struct fwgpu_fence_queue_own fences;
	struct fwgpu_queue_args args = {
		.ops = &rig_ops,
		.name = "rig",
		.dev = rig->dev,
		.credits = credits,
		.timeout = timeout,
		.drain = HZ / 10,
	};
	int ret;

	ret = fwgpu_fence_queue_create("kunit", "rig", &rig->seqno, true, &fences);
	if (ret)
		return ret;

	args.fences = fwgpu_fence_queue_borrow(&fences);
	ret = fwgpu_queue_create(sizeof(struct rig_queue), &args, h);
	if (ret) {
		fwgpu_fence_queue_drop(&fences);
		return ret;
	}

	to_rig_queue(fwgpu_queue_borrow(h))->rig = rig;
	fwgpu_fence_queue_store(&to_rig_queue(fwgpu_queue_borrow(h))->fences, &fences);
	return 0;
}

/* Pushes a job of one credit, which waits for @wait if that is not NULL; its fence, referenced. */
struct dma_fence *rig_push(struct kunit *test, struct fwgpu_queue *queue, struct dma_fence *wait)
{
	struct fwgpu_dma_fence_own fence;
	struct fwgpu_job_own job;
	int ret;

	ret = fwgpu_job_create(sizeof(struct fwgpu_job), queue, 1, 0, &job);
	KUNIT_ASSERT_EQ(test, ret, 0);
	if (wait) {
		ret = drm_sched_job_add_dependency(&fwgpu_job_borrow(&job)->base,
						   dma_fence_get(wait));
		KUNIT_ASSERT_EQ(test, ret, 0);
	}
	fwgpu_job_arm(fwgpu_job_borrow(&job), &fence);
	fwgpu_job_push(&job);
	return fwgpu_dma_fence_give(&fence);
}

/* The hardware says that it is done up to @seqno. */
void rig_write(struct rig *rig, struct fwgpu_queue *queue, u64 seqno)
{
	WRITE_ONCE(rig->seqno, cpu_to_le64(seqno));
	fwgpu_fence_queue_process(queue->fences);
}

/* Whether a count comes to @value, and stays there for a moment. */
bool rig_becomes(const atomic_t *count, int value)
{
	const unsigned long end = jiffies + RIG_PATIENCE;

	while (atomic_read(count) < value && time_before(jiffies, end))
		msleep(1);
	msleep(10);
	return atomic_read(count) == value;
}
