// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Execution
 *
 * An EXEC is a scheduler job: it waits for its in-syncs and for buffers that
 * the kernel still moves, then its push buffers and a fence go on the channel's
 * ring. Every channel has a scheduler of its own, as the firmware schedules
 * between channels; ring entries are its credits, so a job that runs has room.
 *
 * A job that takes too long has its channel stopped; its fence and those behind
 * it fail, and so does every later EXEC on that channel. Others do not notice.
 */
#include "exec.h"
#include "fifo.h"

#include "drm/fwgpu/fwgpu_fence.h"
#include "drm/fwgpu/fwgpu_sched.h"
#include "drm/fwgpu/fwgpu_sync.h"
#include "drm/fwgpu/fwgpu_user.h"
#include "drm/nova/nova_device.h"
#include "drm/nova/nova_ioctl.h"
#include "drm/nova/mmu/vm.h"

#include <drm/drm_exec.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_print.h>
#include <drm/gpu_scheduler.h>
#include <uapi/drm/nouveau_drm.h>

#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/kref.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

#define NOVA_JOB_TIMEOUT_MS	10000

const struct fwgpu_sync_desc nova_sync_desc = {
	.binary = DRM_NOUVEAU_SYNC_SYNCOBJ,
	.timeline = DRM_NOUVEAU_SYNC_TIMELINE_SYNCOBJ,
	.max = NOVA_EXEC_MAX_SYNCS,
};

/**
 * struct nova_queue - a user's channel and its scheduler
 */
struct nova_queue {
	/** @rcu: delays the free for those who read the name of @sched from a fence. */
	struct rcu_head rcu;
	/** @ref: the file's and those of ioctls under way. */
	struct kref ref;
	/** @chan: the channel. */
	struct nova_chan_slot chan;
	/** @sched: feeds @chan, and nothing else. */
	struct drm_gpu_scheduler sched;
	/** @entity: the only one of @sched. */
	struct drm_sched_entity entity;
	/** @running: @sched, once it is started. */
	struct fwgpu_sched_slot running;
	/** @jobs: jobs that are not freed yet; they borrow the queue. */
	atomic_t jobs;
};

/**
 * struct nova_job - one EXEC
 */
struct nova_job {
	/** @base: the scheduler's part. */
	struct drm_sched_job base;
	/** @queue: borrowed; the queue outlives its jobs. */
	struct nova_queue *queue;
	/** @fence: memory for the hardware's fence, until the job runs. */
	struct fwgpu_fence_slot fence;
	/** @count: length of @pushes. */
	u32 count;
	/** @pushes: checked. */
	struct nova_push pushes[] __counted_by(count);
};

static void nova_job_free(struct nova_job *job);

/* A job that was not handed to the scheduler yet. */
OWNED(nova_job, struct nova_job, nova_job_free)

static struct nova_job *to_nova_job(struct drm_sched_job *base)
{
	return container_of(base, struct nova_job, base);
}

static void nova_job_free(struct nova_job *job)
{
	struct nova_queue *queue = job->queue;

	if (job->base.s_fence)
		drm_sched_job_cleanup(&job->base);
	fwgpu_fence_clear(&job->fence);
	kfree(job);
	atomic_dec(&queue->jobs);
	/* Only the address is used; the queue may be gone. */
	wake_up_var(&queue->jobs);
}

static int job_init(struct nova_job *job, struct nova_queue *queue, u32 count, u64 client_id)
{
	job->queue = queue;
	job->count = count;
	atomic_inc(&queue->jobs);
	return drm_sched_job_init(&job->base, &queue->entity, count + NOVA_CHAN_FENCE_ENTRIES,
				  NULL, client_id);
}

static int nova_job_create(struct nova_queue *queue, u32 count, struct drm_file *file,
			   struct nova_job_own *h)
	__cond_acquires(0, h)
{
	struct nova_job_own job;
	int ret;

	ret = nova_job_adopt(&job, kzalloc_flex(struct nova_job, pushes, count));
	if (ret)
		return ret;

	ret = job_init(nova_job_borrow(&job), queue, count, file->client_id);
	if (ret) {
		nova_job_drop(&job);
		return ret;
	}

	nova_job_move(h, &job);
	return 0;
}

static struct dma_fence *nova_job_run(struct drm_sched_job *base)
{
	struct nova_job *job = to_nova_job(base);
	struct fwgpu_dma_fence_own done;
	struct fwgpu_fence_own memory;
	bool cookie;
	int ret;

	/* Never: a job runs once. */
	if (!fwgpu_fence_take(&job->fence, &memory))
		return ERR_PTR(-ECANCELED);

	cookie = dma_fence_begin_signalling();
	ret = nova_chan_submit(nova_chan_peek(&job->queue->chan), job->pushes, job->count,
			       &memory, &done);
	dma_fence_end_signalling(cookie);
	if (ret)
		return ERR_PTR(ret);

	return fwgpu_dma_fence_give(&done);
}

static enum drm_gpu_sched_stat nova_job_timedout(struct drm_sched_job *base)
{
	struct nova_queue *queue = to_nova_job(base)->queue;
	struct nova_chan *chan = nova_chan_peek(&queue->chan);

	/* An interrupt was lost, or is late. */
	nova_chan_process(chan);
	if (dma_fence_is_signaled(&base->s_fence->finished))
		return DRM_GPU_SCHED_STAT_NO_HANG;

	drm_sched_stop(&queue->sched, base);
	drm_err_ratelimited(&nova_vm_device(nova_chan_vm(chan))->drm,
			    "channel %u killed: a submission takes too long, %llu are pending\n",
			    nova_chan_id(chan), nova_chan_pending(chan));
	nova_chan_kill(chan, -ETIMEDOUT);
	drm_sched_start(&queue->sched, -ETIMEDOUT);
	return DRM_GPU_SCHED_STAT_RESET;
}

static void nova_job_release(struct drm_sched_job *base)
{
	nova_job_free(to_nova_job(base));
}

static const struct drm_sched_backend_ops nova_sched_ops = {
	.run_job = nova_job_run,
	.timedout_job = nova_job_timedout,
	.free_job = nova_job_release,
};

static int queue_create_sched(struct nova_queue *queue)
{
	const struct drm_sched_init_args args = {
		.ops = &nova_sched_ops,
		.num_rqs = 1,
		.credit_limit = NOVA_CHAN_CREDITS,
		.timeout = msecs_to_jiffies(NOVA_JOB_TIMEOUT_MS),
		.name = "nova",
		.dev = nova_vm_device(nova_chan_vm(nova_chan_peek(&queue->chan)))->drm.dev,
	};
	struct fwgpu_sched_own running;
	int ret;

	ret = fwgpu_sched_start(&queue->sched, &args, &queue->entity, &running);
	if (ret)
		return ret;

	fwgpu_sched_store(&queue->running, &running);
	return 0;
}

static int queue_alloc(struct nova_chan_own *chan, struct nova_queue_own *h)
	__releases(chan) __cond_acquires(0, h)
{
	struct nova_queue_own queue;
	int ret;

	ret = nova_queue_adopt(&queue, kzalloc_obj(struct nova_queue));
	if (ret) {
		nova_chan_drop(chan);
		return ret;
	}

	kref_init(&nova_queue_borrow(&queue)->ref);
	nova_chan_store(&nova_queue_borrow(&queue)->chan, chan);

	ret = queue_create_sched(nova_queue_borrow(&queue));
	if (ret) {
		nova_queue_drop(&queue);
		return ret;
	}

	nova_queue_move(h, &queue);
	return 0;
}

/**
 * nova_queue_create() - create a channel for a user
 * @vm: its address space
 * @engine: the engine that it is for
 * @h: the queue
 *
 * Return: 0 or an errno.
 */
int nova_queue_create(struct nova_vm *vm, const struct nova_engine *engine,
		      struct nova_queue_own *h)
{
	struct nova_chan_own chan;
	int ret;

	ret = nova_chan_create(vm, engine, false, &chan);
	if (ret)
		return ret;

	return queue_alloc(&chan, h);
}

/**
 * nova_queue_chan() - the queue's channel
 * @queue: the queue
 *
 * Return: borrowed from @queue.
 */
struct nova_chan *nova_queue_chan(const struct nova_queue *queue)
{
	return nova_chan_peek(&queue->chan);
}

/**
 * nova_queue_get_ref() - take a reference
 * @queue: the queue
 *
 * Return: @queue.
 */
struct nova_queue *nova_queue_get_ref(struct nova_queue *queue)
{
	kref_get(&queue->ref);
	return queue;
}

/**
 * nova_queue_close() - discard jobs that wait
 * @queue: the queue, that nobody submits to any more
 */
void nova_queue_close(struct nova_queue *queue)
{
	drm_sched_entity_kill(&queue->entity);
}

/**
 * nova_queue_drain() - let what runs finish, or stop it
 * @queue: the queue, closed
 * @deadline: in jiffies; what has not finished by then fails with -ECANCELED
 */
void nova_queue_drain(struct nova_queue *queue, unsigned long deadline)
{
	struct nova_chan *chan = nova_chan_peek(&queue->chan);
	long left = max_t(long, deadline - jiffies, 0);

	if (!wait_var_event_timeout(&queue->jobs, !nova_chan_pending(chan), left))
		nova_chan_kill(chan, -ECANCELED);
}

static void queue_stop(struct nova_queue *queue)
{
	/* Not drm_sched_entity_destroy(), which lets all that waits run first. */
	drm_sched_entity_fini(&queue->entity);
	nova_queue_drain(queue, jiffies + NOVA_QUEUE_DRAIN);
	wait_var_event(&queue->jobs, !atomic_read(&queue->jobs));
	fwgpu_sched_clear(&queue->running);
}

static void queue_release(struct kref *ref)
{
	struct nova_queue *queue = container_of(ref, struct nova_queue, ref);

	if (fwgpu_sched_peek(&queue->running))
		queue_stop(queue);

	nova_chan_clear(&queue->chan);
	kfree_rcu(queue, rcu);
}

/**
 * nova_queue_put_ref() - drop a reference
 * @queue: the queue
 *
 * The last one discards jobs that wait, gives those that run a while to
 * finish, and stops the channel. May sleep. Jobs may wait for those of other
 * queues: where several queues go, all are closed and drained before the first
 * is put.
 */
void nova_queue_put_ref(struct nova_queue *queue)
{
	kref_put(&queue->ref, queue_release);
}

static int exec_check_pushes(const struct drm_nouveau_exec_push *pushes, struct nova_job *job)
{
	int ret = 0;

	for (u32 i = 0; !ret && i < job->count; i++)
		ret = nova_push_init(&job->pushes[i], &pushes[i]);
	return ret;
}

static int exec_copy_pushes(struct nova_job *job, u64 uptr)
{
	struct fwgpu_array_own array;
	int ret;

	ret = fwgpu_array_copy(uptr, job->count, NOVA_EXEC_MAX_PUSHES,
			       sizeof(struct drm_nouveau_exec_push), &array);
	if (ret)
		return ret;

	ret = exec_check_pushes(fwgpu_array_borrow(&array), job);
	fwgpu_array_drop(&array);
	return ret;
}

static int exec_fill_job(struct nova_job *job, const struct drm_nouveau_exec *req,
			 struct drm_file *file)
{
	struct fwgpu_fence_own fence;
	int ret;

	ret = exec_copy_pushes(job, req->push_ptr);
	if (ret)
		return ret;

	ret = fwgpu_fence_alloc(&fence);
	if (ret)
		return ret;
	fwgpu_fence_store(&job->fence, &fence);

	return fwgpu_sync_add_deps(&job->base, file, &nova_sync_desc,
				   req->wait_ptr, req->wait_count);
}

/* Locks the VM and its buffers and has the job wait for what the kernel does to them. */
static int exec_prepare(struct nova_job *job, struct nova_vm *vm, struct drm_exec *exec)
{
	struct drm_gem_object *obj;
	int ret;

	drm_exec_until_all_locked(exec) {
		ret = nova_vm_prepare_exec(vm, exec, 1);
		drm_exec_retry_on_contention(exec);
		if (ret)
			return ret;
	}

	drm_exec_for_each_locked_object(exec, obj) {
		ret = drm_sched_job_add_resv_dependencies(&job->base, obj->resv,
							  DMA_RESV_USAGE_KERNEL);
		if (ret)
			return ret;
	}
	return 0;
}

/* The job's finished fence exists from here on. */
static void exec_arm(struct nova_job *job, struct fwgpu_dma_fence_own *h)
	__acquires(h)
{
	drm_sched_job_arm(&job->base);
	fwgpu_dma_fence_get(h, &job->base.s_fence->finished);
}

/* The VM's reservation, locked throughout, keeps the jobs of a channel in order. */
static int exec_submit(struct nova_vm *vm, struct nova_job_own *job,
		       struct fwgpu_sync_out_own *out)
	__releases(job) __releases(out)
{
	struct fwgpu_dma_fence_own fence;
	struct drm_exec exec;
	int ret;

	drm_exec_init(&exec, DRM_EXEC_INTERRUPTIBLE_WAIT | DRM_EXEC_IGNORE_DUPLICATES, 0);
	ret = exec_prepare(nova_job_borrow(job), vm, &exec);
	if (ret) {
		drm_exec_fini(&exec);
		nova_job_drop(job);
		fwgpu_sync_out_drop(out);
		return ret;
	}

	exec_arm(nova_job_borrow(job), &fence);
	nova_vm_add_fence(vm, &exec, fwgpu_dma_fence_borrow(&fence));
	drm_sched_entity_push_job(&nova_job_give(job)->base);
	drm_exec_fini(&exec);

	fwgpu_sync_out_commit(out, fwgpu_dma_fence_borrow(&fence));
	fwgpu_dma_fence_drop(&fence);
	return 0;
}

static int exec_on_queue(struct nova_queue *queue, const struct drm_nouveau_exec *req,
			 struct drm_file *file)
{
	struct nova_chan *chan = nova_queue_chan(queue);
	struct fwgpu_sync_out_own out;
	struct nova_job_own job;
	int ret;

	if (nova_chan_error(chan))
		return -ENODEV;
	if (req->push_count > NOVA_EXEC_MAX_PUSHES)
		return -EINVAL;

	ret = nova_job_create(queue, req->push_count, file, &job);
	if (ret)
		return ret;

	ret = exec_fill_job(nova_job_borrow(&job), req, file);
	if (ret) {
		nova_job_drop(&job);
		return ret;
	}

	ret = fwgpu_sync_out_prepare(file, &nova_sync_desc, req->sig_ptr, req->sig_count, &out);
	if (ret) {
		nova_job_drop(&job);
		return ret;
	}

	return exec_submit(nova_chan_vm(chan), &job, &out);
}

/**
 * nova_ioctl_exec() - DRM_IOCTL_NOUVEAU_EXEC
 * @drm: device
 * @data: &struct drm_nouveau_exec
 * @file: file
 *
 * Return: 0; -ENOENT if there is no such channel or sync object; -ENODEV if
 * the channel was killed; -EINVAL, -EFAULT, -EINTR or -ENOMEM.
 */
int nova_ioctl_exec(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_nouveau_exec *req = data;
	struct nova_queue_own queue;
	int ret;

	ret = nova_file_find_queue(file, req->channel, &queue);
	if (ret)
		return ret;

	ret = exec_on_queue(nova_queue_borrow(&queue), req, file);
	nova_queue_drop(&queue);
	return ret;
}
