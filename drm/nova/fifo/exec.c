// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Execution
 *
 * An EXEC is a job: it waits for its in-syncs and for buffers that the kernel
 * still moves, then its push buffers and a fence go on the channel's ring. Ring
 * entries are the credits of a channel's queue, so a job that runs has room.
 *
 * A job that takes too long has its channel stopped; its fence and those behind
 * it fail, and so does every later EXEC on that channel. Others do not notice.
 *
 * The firmware does not tell how long an engine worked for whom. In fdinfo, a
 * channel's engine works for it as long as the hardware has jobs of it, also
 * while the firmware runs another channel.
 */
#include "exec.h"
#include "engine.h"
#include "fifo.h"

#include "drm/fwgpu/fwgpu_queue.h"
#include "drm/fwgpu/fwgpu_sync.h"
#include "drm/fwgpu/fwgpu_usage.h"
#include "drm/fwgpu/fwgpu_user.h"
#include "drm/nova/nova_device.h"
#include "drm/nova/nova_dump.h"
#include "drm/nova/nova_ioctl.h"
#include "drm/nova/mmu/vm.h"

#include <drm/drm_exec.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_print.h>
#include <drm/gpu_scheduler.h>
#include <uapi/drm/nouveau_drm.h>

#include <linux/dma-resv.h>
#include <linux/slab.h>

#define NOVA_JOB_TIMEOUT_MS	10000

const struct fwgpu_sync_desc nova_sync_desc = {
	.binary = DRM_NOUVEAU_SYNC_SYNCOBJ,
	.timeline = DRM_NOUVEAU_SYNC_TIMELINE_SYNCOBJ,
	.max = NOVA_EXEC_MAX_SYNCS,
};

/**
 * struct nova_queue - a user's channel and the jobs in front of it
 */
struct nova_queue {
	/** @base: what is not ours alone; first. */
	struct fwgpu_queue base;
	/** @chan: the channel. */
	struct nova_chan_slot chan;
	/** @usage: whose time it takes. */
	struct fwgpu_usage_slot usage;
	/** @since: in ns, no time before counts; jobs end one after the other. */
	u64 since;
};

static_assert(offsetof(struct nova_queue, base) == 0);

/**
 * struct nova_job - one EXEC
 */
struct nova_job {
	/** @base: what is not ours alone; first. */
	struct fwgpu_job base;
	/** @count: length of @pushes. */
	u32 count;
	/** @pushes: checked. */
	struct nova_push pushes[] __counted_by(count);
};

static_assert(offsetof(struct nova_job, base) == 0);

static struct nova_queue *to_nova_queue(struct fwgpu_queue *base)
{
	return container_of(base, struct nova_queue, base);
}

/**
 * nova_queue_chan() - the queue's channel
 * @queue: the queue
 *
 * Return: borrowed from @queue.
 */
struct nova_chan *nova_queue_chan(struct fwgpu_queue *queue)
{
	return nova_chan_peek(&to_nova_queue(queue)->chan);
}

static struct nova_job *to_nova_job(struct fwgpu_job *base)
{
	return container_of(base, struct nova_job, base);
}

/*
 * Jobs.
 */

static int nova_job_create(struct fwgpu_queue *queue, u32 count, struct drm_file *file,
			   struct fwgpu_job_own *h)
	__cond_acquires(0, h)
{
	int ret;

	ret = fwgpu_job_create(struct_size_t(struct nova_job, pushes, count), queue,
			       count + NOVA_CHAN_FENCE_ENTRIES, file->client_id, h);
	if (ret)
		return ret;

	to_nova_job(fwgpu_job_borrow(h))->count = count;
	return 0;
}

static int nova_job_submit(struct fwgpu_job *base)
{
	struct nova_job *job = to_nova_job(base);
	int ret;

	ret = fwgpu_job_emit(base);
	if (ret)
		return ret;

	nova_chan_submit(nova_queue_chan(base->queue), job->pushes, job->count,
			 fwgpu_dma_fence_peek(&base->done));
	return 0;
}

static void nova_job_fini(struct fwgpu_job *base)
{
	struct nova_queue *queue = to_nova_queue(base->queue);
	struct drm_sched_fence *fence = base->base.s_fence;
	bool copy = nova_chan_engine(nova_queue_chan(base->queue))->copy;

	/* The hardware never had it. */
	if (!fence || !fence->parent)
		return;

	fwgpu_usage_add(fwgpu_usage_peek(&queue->usage), copy ? NOVA_USAGE_COPY : NOVA_USAGE_GRAPHICS,
			ktime_to_ns(dma_fence_timestamp(&fence->scheduled)),
			ktime_to_ns(dma_fence_timestamp(&fence->finished)), &queue->since);
}

static void nova_job_timedout(struct fwgpu_job *base)
{
	struct nova_chan *chan = nova_queue_chan(base->queue);

	drm_err_ratelimited(&nova_vm_device(nova_chan_vm(chan))->drm,
			    "channel %u killed: a submission takes too long, %llu are pending\n",
			    nova_chan_id(chan), fwgpu_queue_pending(base->queue));
	nova_dump(nova_vm_device(nova_chan_vm(chan)), "a submission takes too long", chan, NULL);
	nova_chan_kill(chan, -ETIMEDOUT);
}

/*
 * Queues.
 */

static void queue_kill(struct fwgpu_queue *base, int error)
{
	nova_chan_kill(nova_queue_chan(base), error);
}

static void queue_fini(struct fwgpu_queue *base)
{
	nova_chan_clear(&to_nova_queue(base)->chan);
	fwgpu_usage_clear(&to_nova_queue(base)->usage);
}

static const struct fwgpu_queue_ops nova_queue_ops = {
	.submit = nova_job_submit,
	.job_fini = nova_job_fini,
	.timedout = nova_job_timedout,
	.kill = queue_kill,
	.fini = queue_fini,
};

static void queue_fill(struct nova_queue *queue, struct nova_chan_own *chan,
		       struct fwgpu_usage *usage)
	__releases(chan)
{
	struct fwgpu_usage_own ref;

	nova_chan_store(&queue->chan, chan);
	fwgpu_usage_get(&ref, usage);
	fwgpu_usage_store(&queue->usage, &ref);
}

/* @chan is consumed. */
static int queue_create(struct nova_chan_own *chan, struct fwgpu_usage *usage,
			struct fwgpu_queue_own *h)
	__releases(chan) __cond_acquires(0, h)
{
	const struct fwgpu_queue_args args = {
		.ops = &nova_queue_ops,
		.name = "nova",
		.dev = nova_vm_device(nova_chan_vm(nova_chan_borrow(chan)))->drm.dev,
		.fences = nova_chan_fences(nova_chan_borrow(chan)),
		.credits = NOVA_CHAN_CREDITS,
		.timeout = msecs_to_jiffies(NOVA_JOB_TIMEOUT_MS),
		.drain = NOVA_QUEUE_DRAIN,
	};
	int ret;

	ret = fwgpu_queue_create(sizeof(struct nova_queue), &args, h);
	if (ret) {
		nova_chan_drop(chan);
		return ret;
	}

	queue_fill(to_nova_queue(fwgpu_queue_borrow(h)), chan, usage);
	return 0;
}

/**
 * nova_queue_create() - create a channel for a user
 * @vm: its address space
 * @usage: account that its time goes to
 * @engine: the engine that it is for
 * @h: the queue
 *
 * Return: 0 or an errno.
 */
int nova_queue_create(struct nova_vm *vm, struct fwgpu_usage *usage,
		      const struct nova_engine *engine, struct fwgpu_queue_own *h)
{
	struct nova_chan_own chan;
	int ret;

	ret = nova_chan_create(vm, engine, false, &chan);
	if (ret)
		return ret;

	return queue_create(&chan, usage, h);
}

/*
 * The ioctl.
 */

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
	int ret;

	ret = exec_copy_pushes(job, req->push_ptr);
	if (ret)
		return ret;

	return fwgpu_sync_add_deps(&job->base.base, file, &nova_sync_desc,
				   req->wait_ptr, req->wait_count);
}

/* Locks the VM and its buffers and has the job wait for what the kernel does to them. */
static int exec_prepare(struct fwgpu_job *job, struct nova_vm *vm, struct drm_exec *exec)
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

/* The VM's reservation, locked throughout, keeps the jobs of a channel in order. */
static int exec_submit(struct nova_vm *vm, struct fwgpu_job_own *job,
		       struct fwgpu_sync_out_own *out)
	__releases(job) __releases(out)
{
	struct fwgpu_dma_fence_own fence;
	struct drm_exec exec;
	int ret;

	drm_exec_init(&exec, DRM_EXEC_INTERRUPTIBLE_WAIT | DRM_EXEC_IGNORE_DUPLICATES, 0);
	ret = exec_prepare(fwgpu_job_borrow(job), vm, &exec);
	if (ret) {
		drm_exec_fini(&exec);
		fwgpu_job_drop(job);
		fwgpu_sync_out_drop(out);
		return ret;
	}

	fwgpu_job_arm(fwgpu_job_borrow(job), &fence);
	nova_vm_add_fence(vm, &exec, fwgpu_dma_fence_borrow(&fence));
	fwgpu_job_push(job);
	drm_exec_fini(&exec);

	fwgpu_sync_out_commit(out, fwgpu_dma_fence_borrow(&fence));
	fwgpu_dma_fence_drop(&fence);
	return 0;
}

static int exec_on_queue(struct fwgpu_queue *queue, const struct drm_nouveau_exec *req,
			 struct drm_file *file)
{
	struct nova_chan *chan = nova_queue_chan(queue);
	struct fwgpu_sync_out_own out;
	struct fwgpu_job_own job;
	int ret;

	if (nova_chan_error(chan))
		return -ENODEV;
	if (req->push_count > NOVA_EXEC_MAX_PUSHES)
		return -EINVAL;

	ret = nova_job_create(queue, req->push_count, file, &job);
	if (ret)
		return ret;

	ret = exec_fill_job(to_nova_job(fwgpu_job_borrow(&job)), req, file);
	if (ret) {
		fwgpu_job_drop(&job);
		return ret;
	}

	ret = fwgpu_sync_out_prepare(file, &nova_sync_desc, req->sig_ptr, req->sig_count, &out);
	if (ret) {
		fwgpu_job_drop(&job);
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
	struct fwgpu_queue_own queue;
	int ret;

	ret = nova_file_find_queue(file, req->channel, &queue);
	if (ret)
		return ret;

	ret = exec_on_queue(fwgpu_queue_borrow(&queue), req, file);
	fwgpu_queue_drop(&queue);
	return ret;
}
