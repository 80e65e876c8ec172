// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Queues of jobs
 *
 * The firmware schedules between queues of the hardware's, so a user's queue is
 * one of these with a scheduler of its own in front, which has jobs wait for
 * other fences and for room. What a job is and how the hardware is told of it
 * is the driver's affair, who embeds both structures and brings &struct
 * fwgpu_queue_ops.
 *
 * A job that takes too long, with no interrupt that was merely lost, is left to
 * the driver, to be killed alone or with its queue. A queue that goes discards
 * the jobs that wait, and lets those finish for a while that the hardware has.
 * Jobs may have many parts: hardware that says that it gets on with them has as
 * long again, for each of them.
 */
#include "fwgpu_queue.h"

#include <linux/dma-fence.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

static_assert(offsetof(struct fwgpu_queue, rcu) == 0);
static_assert(offsetof(struct fwgpu_job, base) == 0);

/*
 * Jobs.
 */

static int job_init(struct fwgpu_job *job, u32 credits, u64 client_id)
{
	struct fwgpu_fence_own memory;
	int ret;

	ret = fwgpu_fence_alloc(&memory);
	if (ret)
		return ret;
	fwgpu_fence_store(&job->memory, &memory);

	return drm_sched_job_init(&job->base, &job->queue->entity, credits, NULL, client_id);
}

/* After this, fwgpu_job_free() can take it. */
static int job_alloc(size_t size, struct fwgpu_queue *queue, struct fwgpu_job_own *h)
	__cond_acquires(0, h)
{
	struct fwgpu_job_own job;
	int ret;

	ret = fwgpu_job_adopt(&job, kzalloc(size, GFP_KERNEL));
	if (ret)
		return ret;

	fwgpu_job_borrow(&job)->queue = queue;
	atomic_inc(&queue->jobs);
	fwgpu_job_move(h, &job);
	return 0;
}

/**
 * fwgpu_job_create() - create a job
 * @size: of the driver's part in bytes, which &struct fwgpu_job is the head of
 * @queue: where it will run; borrowed until the job is freed
 * @credits: what the job takes of the queue's
 * @client_id: of the file that submits it
 * @h: the job, with the driver's part zeroed
 *
 * Allocates all that running the job takes of us.
 *
 * Return: 0; -ENOMEM; or -ENOENT or -EINVAL of the scheduler's, for a queue that
 * does not run or for no credits.
 */
int fwgpu_job_create(size_t size, struct fwgpu_queue *queue, u32 credits, u64 client_id,
		     struct fwgpu_job_own *h)
{
	struct fwgpu_job_own job;
	int ret;

	ret = job_alloc(size, queue, &job);
	if (ret)
		return ret;

	ret = job_init(fwgpu_job_borrow(&job), credits, client_id);
	if (ret) {
		fwgpu_job_drop(&job);
		return ret;
	}

	fwgpu_job_move(h, &job);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_job_create);

/**
 * fwgpu_job_free() - release a job; use fwgpu_job_drop()
 * @job: job that is done or was never pushed
 */
void fwgpu_job_free(struct fwgpu_job *job)
{
	struct fwgpu_queue *queue = job->queue;

	if (queue->ops->job_fini)
		queue->ops->job_fini(job);
	if (job->base.s_fence)
		drm_sched_job_cleanup(&job->base);
	fwgpu_fence_clear(&job->memory);
	fwgpu_dma_fence_clear(&job->done);
	kfree(job);
	/* Once it is zero only the address is used: the queue may be gone. */
	atomic_dec_and_wake_up(&queue->jobs);
}
EXPORT_SYMBOL_GPL(fwgpu_job_free);

/**
 * fwgpu_job_emit() - put a job's fence on its queue
 * @job: job that is being submitted; @job->done is the fence from here on
 *
 * The hardware gets no job whose fence is not there. Allocates nothing.
 *
 * Return: 0, or the error that the queue's fences were killed with.
 */
int fwgpu_job_emit(struct fwgpu_job *job)
{
	struct fwgpu_dma_fence_own done;
	struct fwgpu_fence_own memory;
	int ret;

	/* Never: a job is submitted once. */
	if (!fwgpu_fence_take(&job->memory, &memory))
		return -ECANCELED;

	ret = fwgpu_fence_emit(job->queue->fences, &memory, &done);
	if (ret)
		return ret;

	fwgpu_dma_fence_store(&job->done, &done);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_job_emit);

/**
 * fwgpu_job_arm() - put a job in the order of its queue
 * @job: job with all that it waits for
 * @h: fence that signals when the job is done
 *
 * The job is pushed next and in this order: the caller keeps others from doing
 * the same at the same time.
 */
void fwgpu_job_arm(struct fwgpu_job *job, struct fwgpu_dma_fence_own *h)
{
	drm_sched_job_arm(&job->base);
	fwgpu_dma_fence_get(h, &job->base.s_fence->finished);
}
EXPORT_SYMBOL_GPL(fwgpu_job_arm);

/**
 * fwgpu_job_push() - hand a job to the scheduler
 * @h: the job, armed; consumed
 */
void fwgpu_job_push(struct fwgpu_job_own *h)
{
	drm_sched_entity_push_job(&fwgpu_job_give(h)->base);
}
EXPORT_SYMBOL_GPL(fwgpu_job_push);

static u64 queue_progress(struct fwgpu_queue *queue)
{
	return queue->ops->progress ? queue->ops->progress(queue) : 0;
}

/*
 * Whether the hardware has got on since the last call; there is one whenever the
 * scheduler starts its timer.
 */
static bool queue_got_on(struct fwgpu_queue *queue)
{
	u64 now = queue_progress(queue);

	return (u64)atomic64_xchg(&queue->seen, (s64)now) != now;
}

static struct dma_fence *job_run(struct drm_sched_job *base)
{
	struct fwgpu_job *job = to_fwgpu_job(base);
	struct fwgpu_dma_fence_own done;
	bool cookie;
	int ret;

	cookie = dma_fence_begin_signalling();
	queue_got_on(job->queue);
	ret = job->queue->ops->submit(job);
	dma_fence_end_signalling(cookie);
	if (ret)
		return ERR_PTR(ret);
	/* Never: what is submitted has a fence. */
	if (!fwgpu_dma_fence_take(&job->done, &done))
		return ERR_PTR(-ECANCELED);

	return fwgpu_dma_fence_give(&done);
}

static void queue_process(struct fwgpu_queue *queue)
{
	if (queue->ops->process)
		queue->ops->process(queue);
	else
		fwgpu_fence_queue_process(queue->fences);
}

/*
 * The scheduler is not stopped: its jobs end as their fences do, the first of
 * them with what the driver has made of it. "No hang" has the scheduler wait
 * for this one as for the others, with its timer started again, and free it.
 */
static enum drm_gpu_sched_stat job_timedout(struct drm_sched_job *base)
{
	struct fwgpu_job *job = to_fwgpu_job(base);
	struct fwgpu_queue *queue = job->queue;

	queue_process(queue);
	if (!dma_fence_is_signaled(&base->s_fence->finished) && !queue_got_on(queue))
		queue->ops->timedout(job);
	return DRM_GPU_SCHED_STAT_NO_HANG;
}

static void job_release(struct drm_sched_job *base)
{
	struct fwgpu_job *job = to_fwgpu_job(base);

	/* One that ran: the timer is for the next now. */
	if (base->s_fence->parent)
		queue_got_on(job->queue);
	fwgpu_job_free(job);
}

static const struct drm_sched_backend_ops fwgpu_sched_ops = {
	.run_job = job_run,
	.timedout_job = job_timedout,
	.free_job = job_release,
};

/*
 * Queues.
 */

static void queue_bare_free(struct fwgpu_queue *queue)
{
	kfree(queue);
}

/* A queue that the driver does not know of. */
OWNED(queue_bare, struct fwgpu_queue, queue_bare_free)

static int queue_start(struct fwgpu_queue *queue, const struct fwgpu_queue_args *args)
{
	const struct drm_sched_init_args sched_args = {
		.ops = &fwgpu_sched_ops,
		.num_rqs = 1,
		.credit_limit = args->credits,
		.timeout = args->timeout,
		.name = args->name,
		.dev = args->dev,
	};
	struct fwgpu_sched_own running;
	int ret;

	kref_init(&queue->ref);
	queue->ops = args->ops;
	queue->fences = args->fences;
	queue->drain = args->drain;

	ret = fwgpu_sched_start(&queue->sched, &sched_args, &queue->entity, &running);
	if (ret)
		return ret;

	fwgpu_sched_store(&queue->running, &running);
	return 0;
}

/**
 * fwgpu_queue_create() - create a queue
 * @size: of the driver's part in bytes, which &struct fwgpu_queue is the head of
 * @args: how
 * @h: the queue, with the driver's part zeroed
 *
 * The driver's part is filled by the caller, before anything else is done with
 * the queue, and in a way that cannot fail: @args' ops find it there.
 *
 * Return: 0 or an error of the scheduler's, such as -ENOMEM.
 */
int fwgpu_queue_create(size_t size, const struct fwgpu_queue_args *args, struct fwgpu_queue_own *h)
{
	struct queue_bare_own queue;
	int ret;

	ret = queue_bare_adopt(&queue, kzalloc(size, GFP_KERNEL));
	if (ret)
		return ret;

	ret = queue_start(queue_bare_borrow(&queue), args);
	if (ret) {
		queue_bare_drop(&queue);
		return ret;
	}

	return fwgpu_queue_adopt(h, queue_bare_give(&queue));
}
EXPORT_SYMBOL_GPL(fwgpu_queue_create);

/**
 * fwgpu_queue_get_ref() - take a reference; use fwgpu_queue_get()
 * @queue: queue
 *
 * Return: @queue.
 */
struct fwgpu_queue *fwgpu_queue_get_ref(struct fwgpu_queue *queue)
{
	kref_get(&queue->ref);
	return queue;
}
EXPORT_SYMBOL_GPL(fwgpu_queue_get_ref);

/**
 * fwgpu_queue_close() - discard jobs that wait
 * @queue: queue that nobody submits to any more
 *
 * They fail, and so do any that come later.
 */
void fwgpu_queue_close(struct fwgpu_queue *queue)
{
	drm_sched_entity_kill(&queue->entity);
	queue->before = queue_progress(queue);
}
EXPORT_SYMBOL_GPL(fwgpu_queue_close);

/* A job that has expired has no timer, so that nobody else looks for a lost interrupt. */
static bool queue_ends(struct fwgpu_queue *queue, unsigned long deadline)
{
	if (fwgpu_fence_queue_wait(queue->fences, max_t(long, deadline - jiffies, 0)))
		return true;

	queue_process(queue);
	return !fwgpu_fence_queue_pending(queue->fences);
}

/**
 * fwgpu_queue_drain() - let what the hardware has finish, or stop it
 * @queue: queue, closed
 * @deadline: in jiffies; what has not finished by then fails with -ECANCELED,
 *	unless the hardware has got on: then it has &fwgpu_queue_args.drain more
 *
 * Return: the deadline that it came to, for queues that were closed at the same
 * time.
 */
unsigned long fwgpu_queue_drain(struct fwgpu_queue *queue, unsigned long deadline)
{
	while (!queue_ends(queue, deadline)) {
		u64 now = queue_progress(queue);

		if (now == queue->before) {
			queue->ops->kill(queue, -ECANCELED);
			break;
		}

		queue->before = now;
		deadline = jiffies + queue->drain;
	}

	return deadline;
}
EXPORT_SYMBOL_GPL(fwgpu_queue_drain);

/**
 * fwgpu_queue_pending() - how many jobs the hardware has
 * @queue: queue
 *
 * Return: number of jobs, those included that nobody waits for any more.
 */
u64 fwgpu_queue_pending(struct fwgpu_queue *queue)
{
	return fwgpu_fence_queue_pending(queue->fences);
}
EXPORT_SYMBOL_GPL(fwgpu_queue_pending);

static void queue_stop(struct fwgpu_queue *queue)
{
	/* Not drm_sched_entity_destroy(), which lets all that waits run first. */
	drm_sched_entity_fini(&queue->entity);
	queue->before = queue_progress(queue);
	fwgpu_queue_drain(queue, jiffies + queue->drain);
	wait_var_event(&queue->jobs, !atomic_read(&queue->jobs));
	fwgpu_sched_clear(&queue->running);
}

static void queue_release(struct kref *ref)
{
	struct fwgpu_queue *queue = container_of(ref, struct fwgpu_queue, ref);

	queue_stop(queue);
	queue->ops->fini(queue);
	kfree_rcu(queue, rcu);
}

/**
 * fwgpu_queue_put_ref() - drop a reference; use fwgpu_queue_drop()
 * @queue: queue
 *
 * The last one discards jobs that wait, gives those that run a while to finish,
 * and releases the queue. May sleep. Jobs may wait for those of other queues:
 * where several queues go, all are closed and drained before the first is put.
 */
void fwgpu_queue_put_ref(struct fwgpu_queue *queue)
{
	kref_put(&queue->ref, queue_release);
}
EXPORT_SYMBOL_GPL(fwgpu_queue_put_ref);
