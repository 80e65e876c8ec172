// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Queues and jobs
 *
 * A user's queue is a scheduler with one entity, in front of a queue of the
 * firmware's. A job is what one ioctl submits. All of its memory is allocated
 * and filled when it is made; when the scheduler runs it, stamps are written
 * and the firmware is told, and nothing is allocated.
 *
 * A job's commands lie in one object, with a barrier before each and their
 * microsequences behind, and the space that they save state to in another.
 */
#include "agx_queue.h"
#include "agx_boot.h"
#include "agx_device.h"
#include "agx_layout.h"
#include "agx_vm.h"
#include "agx_wq.h"
#include "uat/uat.h"

#include "drm/fwgpu/fwgpu_fence.h"
#include "drm/fwgpu/fwgpu_sched.h"
#include "drm/fwgpu/fwgpu_sync.h"

#include "firmware/agx/uat.h"
#include "firmware/agx/workqueue.h"

#include <drm/drm_file.h>
#include <drm/drm_print.h>
#include <drm/gpu_scheduler.h>

#include <linux/cleanup.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

#define AGX_JOB_TIMEOUT_MS	10000
#define AGX_QUEUE_DRAIN		(10 * HZ)

/* Four areas of 8 bytes follow the first. */
#define AGX_PREEMPT_REST	32
#define AGX_JOB_ALIGN		0x80

/**
 * struct agx_queue - a user's queue
 */
struct agx_queue {
	/** @rcu: delays the free for those who read the name of @sched from a fence. */
	struct rcu_head rcu;
	/** @ref: the file's and those of ioctls under way. */
	struct kref ref;
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @vm: address space. */
	struct agx_vm_slot vm;
	/** @usc_exec_base: where shaders are. */
	u64 usc_exec_base;
	/** @compute: the firmware's queue. */
	struct agx_wq_slot compute;
	/** @submit_lock: keeps jobs in order. */
	struct mutex submit_lock;
	/** @sched: feeds @compute, and nothing else. */
	struct drm_gpu_scheduler sched;
	/** @running: @sched, once it runs. */
	struct fwgpu_sched_slot running;
	/** @entity: the only one of @sched. */
	struct drm_sched_entity entity;
	/** @jobs: jobs that are not freed yet; they borrow the queue. */
	atomic_t jobs;
};

/**
 * struct agx_job - what one ioctl submits
 */
struct agx_job {
	/** @base: the scheduler's part. */
	struct drm_sched_job base;
	/** @queue: borrowed; the queue outlives its jobs. */
	struct agx_queue *queue;
	/** @vm_slot: where its address space is. */
	u32 vm_slot;
	/** @has_slot: @vm_slot is in use for us. */
	bool has_slot;
	/** @fence: memory for the firmware's fence, until the job runs. */
	struct fwgpu_fence_slot fence;
	/** @commands: the commands. */
	struct agx_obj_slot commands;
	/** @preempt: where they save state. */
	struct agx_obj_slot preempt;
	/** @filled: number of @cmds that are there. */
	u32 filled;
	/** @count: length of @cmds. */
	u32 count;
	/** @cmds: by order. */
	struct agx_job_cmd cmds[] __counted_by(count);
};

static struct agx_job *to_agx_job(struct drm_sched_job *base)
{
	return container_of(base, struct agx_job, base);
}

/*
 * Jobs.
 */

/**
 * agx_job_free() - release a job; use agx_job_drop()
 * @job: job that is done or was never run
 */
void agx_job_free(struct agx_job *job)
{
	struct agx_queue *queue = job->queue;

	drm_sched_job_cleanup(&job->base);
	fwgpu_fence_clear(&job->fence);
	agx_obj_clear(&job->commands);
	agx_obj_clear(&job->preempt);
	if (job->has_slot)
		agx_space_unuse(agx_vm_space(agx_vm_peek(&queue->vm)), job->vm_slot);
	kfree(job);
	atomic_dec(&queue->jobs);
	/* Only the address is used; the queue may be gone. */
	wake_up_var(&queue->jobs);
}

/* Room for a barrier, and a command behind it. */
static u32 job_stride(const struct agx_queue *queue)
{
	return ALIGN(AGX_JOB_ALIGN + queue->agx->layout->compute_size, AGX_JOB_ALIGN);
}

static u32 job_preempt_stride(const struct agx_queue *queue)
{
	return ALIGN(queue->agx->soc->compute_preempt1_size + AGX_PREEMPT_REST, AGX_JOB_ALIGN);
}

static int job_prepare(struct agx_job *job)
{
	struct agx_queue *queue = job->queue;
	struct agx_vm *vm = agx_vm_peek(&queue->vm);
	struct fwgpu_fence_own fence;
	int ret;

	ret = fwgpu_fence_alloc(&fence);
	if (ret)
		return ret;
	fwgpu_fence_store(&job->fence, &fence);

	ret = agx_obj_fill(&queue->agx->heap[AGX_HEAP_GPU_RO],
			   (size_t)job->count * job_stride(queue), &job->commands);
	if (ret)
		return ret;

	ret = agx_obj_fill(agx_vm_heap_shared(vm),
			   (size_t)job->count * job_preempt_stride(queue), &job->preempt);
	if (ret)
		return ret;

	ret = agx_space_use(agx_vm_space(vm));
	if (ret < 0)
		return ret;

	job->vm_slot = (u32)ret;
	job->has_slot = true;
	return 0;
}

static int job_alloc(struct agx_queue *queue, u32 count, struct drm_file *file,
		     struct agx_job_own *h)
	__cond_acquires(0, h)
{
	struct agx_job *job;
	int ret;

	job = kzalloc(struct_size(job, cmds, count), GFP_KERNEL);
	if (!job)
		return agx_job_adopt(h, NULL);

	ret = drm_sched_job_init(&job->base, &queue->entity, count, NULL, file->client_id);
	if (ret) {
		kfree(job);
		return agx_job_adopt(h, ERR_PTR(ret));
	}

	job->queue = queue;
	job->count = count;
	atomic_inc(&queue->jobs);
	return agx_job_adopt(h, job);
}

/**
 * agx_job_create() - create a job
 * @queue: where it will run
 * @count: number of commands that it will have, at least 1
 * @file: whose it is
 * @h: the job, without commands
 *
 * Sleeps while all slots for address spaces are in use.
 *
 * Return: 0; -ENOMEM; -ERESTARTSYS; or another errno if the firmware is broken.
 */
int agx_job_create(struct agx_queue *queue, u32 count, struct drm_file *file,
		   struct agx_job_own *h)
{
	struct agx_job_own job;
	int ret;

	ret = job_alloc(queue, count, file, &job);
	if (ret)
		return ret;

	ret = job_prepare(agx_job_borrow(&job));
	if (ret) {
		agx_job_drop(&job);
		return ret;
	}

	agx_job_move(h, &job);
	return 0;
}

/**
 * agx_job_add_compute() - add a compute command
 * @job: job with room for it
 * @cmd: what userspace asked for, checked
 * @attachments: memory that it says it writes
 * @barrier: number of this job's commands that it waits for, 0 for all that
 *	came before the job, AGX_BARRIER_NONE for none
 */
void agx_job_add_compute(struct agx_job *job, const struct drm_asahi_cmd_compute *cmd,
			 const struct agx_seq_attachments *attachments, u32 barrier)
{
	struct agx_queue *queue = job->queue;
	struct agx_wq *wq = agx_wq_peek(&queue->compute);
	u32 index = job->filled++;
	size_t offset = (size_t)index * job_stride(queue);
	u8 *cpu = agx_obj_cpu(agx_obj_peek(&job->commands)) + offset;
	u64 va = agx_obj_va(agx_obj_peek(&job->commands)) + offset;
	const struct agx_compute_args args = {
		.cmd = cmd,
		.attachments = attachments,
		.usc_exec_base = queue->usc_exec_base,
		.vm_slot = job->vm_slot,
		.uuid = agx_wq_uuid(wq),
		.client = agx_wq_uuid(wq),
		.notifier = agx_wq_notifier_va(wq),
		.queue_info = agx_wq_info_va(wq),
		.stats = agx_boot_stats(queue->agx, AGX_BOOT_STATS_COMPUTE),
		.preempt = agx_obj_va(agx_obj_peek(&job->preempt)) +
			   (u64)index * job_preempt_stride(queue),
		.preempt1_size = queue->agx->soc->compute_preempt1_size,
		.timestamps = agx_wq_timestamps_va(wq),
	};

	queue->agx->layout->build_compute(cpu + AGX_JOB_ALIGN, va + AGX_JOB_ALIGN, &args);
	job->cmds[index] = (struct agx_job_cmd) {
		.cpu = cpu + AGX_JOB_ALIGN,
		.va = va + AGX_JOB_ALIGN,
		.barrier_cpu = barrier == AGX_BARRIER_NONE ? NULL : cpu,
		.barrier_va = va,
		.barrier = barrier,
	};
}

/**
 * agx_job_sched() - the scheduler's part of a job
 * @job: job
 *
 * Return: that part, to add dependencies to.
 */
struct drm_sched_job *agx_job_sched(struct agx_job *job)
{
	return &job->base;
}

/* The job's finished fence exists from here on. */
static void job_arm(struct agx_job *job, struct fwgpu_dma_fence_own *h)
	__acquires(h)
{
	drm_sched_job_arm(&job->base);
	fwgpu_dma_fence_get(h, &job->base.s_fence->finished);
}

/**
 * agx_job_submit() - hand a job to the scheduler
 * @job: complete; consumed
 * @out: what is signalled when it is done; consumed
 */
void agx_job_submit(struct agx_job_own *job, struct fwgpu_sync_out_own *out)
{
	struct agx_queue *queue = agx_job_borrow(job)->queue;
	struct fwgpu_dma_fence_own fence;

	guard(mutex)(&queue->submit_lock);

	job_arm(agx_job_borrow(job), &fence);
	drm_sched_entity_push_job(agx_job_sched(agx_job_give(job)));
	fwgpu_sync_out_commit(out, fwgpu_dma_fence_borrow(&fence));
	fwgpu_dma_fence_drop(&fence);
}

static struct dma_fence *job_run(struct drm_sched_job *base)
{
	struct agx_job *job = to_agx_job(base);
	struct fwgpu_dma_fence_own done;
	struct fwgpu_fence_own memory;
	bool cookie;
	int ret;

	/* Never: a job runs once. */
	if (!fwgpu_fence_take(&job->fence, &memory))
		return ERR_PTR(-ECANCELED);

	cookie = dma_fence_begin_signalling();
	ret = agx_wq_submit(agx_wq_peek(&job->queue->compute), job->cmds, job->count, &memory,
			    &done);
	dma_fence_end_signalling(cookie);
	if (ret)
		return ERR_PTR(ret);

	return fwgpu_dma_fence_give(&done);
}

static enum drm_gpu_sched_stat job_timedout(struct drm_sched_job *base)
{
	struct agx_queue *queue = to_agx_job(base)->queue;
	struct agx_wq *wq = agx_wq_peek(&queue->compute);

	/* An event was lost, or is late. */
	agx_wq_process(wq);
	if (dma_fence_is_signaled(&base->s_fence->finished))
		return DRM_GPU_SCHED_STAT_NO_HANG;

	drm_sched_stop(&queue->sched, base);
	drm_err_ratelimited(&queue->agx->drm,
			    "queue %u killed: a submission takes too long, %llu are pending\n",
			    agx_wq_uuid(wq), agx_wq_pending(wq));
	agx_wq_kill(wq, -ETIMEDOUT);
	drm_sched_start(&queue->sched, -ETIMEDOUT);
	return DRM_GPU_SCHED_STAT_RESET;
}

static void job_release(struct drm_sched_job *base)
{
	agx_job_free(to_agx_job(base));
}

static const struct drm_sched_backend_ops agx_sched_ops = {
	.run_job = job_run,
	.timedout_job = job_timedout,
	.free_job = job_release,
};

/*
 * Queues.
 */

static int queue_create_sched(struct agx_queue *queue)
{
	const struct drm_sched_init_args args = {
		.ops = &agx_sched_ops,
		.num_rqs = 1,
		.credit_limit = AGX_WQ_MAX_COMMANDS,
		.timeout = msecs_to_jiffies(AGX_JOB_TIMEOUT_MS),
		.name = "agx",
		.dev = queue->agx->drm.dev,
	};
	struct fwgpu_sched_own running;
	int ret;

	ret = fwgpu_sched_start(&queue->sched, &args, &queue->entity, &running);
	if (ret)
		return ret;

	fwgpu_sched_store(&queue->running, &running);
	return 0;
}

static int queue_alloc(struct agx_vm *vm, u64 usc_exec_base, struct agx_wq_own *wq,
		       struct agx_queue_own *h)
	__releases(wq) __cond_acquires(0, h)
{
	struct agx_queue *queue;
	struct agx_vm_own ref;
	int ret;

	queue = kzalloc_obj(*queue);
	if (!queue) {
		agx_wq_drop(wq);
		return agx_queue_adopt(h, NULL);
	}

	kref_init(&queue->ref);
	queue->agx = agx_vm_device(vm);
	queue->usc_exec_base = usc_exec_base;
	agx_wq_store(&queue->compute, wq);

	ret = queue_create_sched(queue);
	if (ret) {
		agx_wq_clear(&queue->compute);
		kfree(queue);
		return agx_queue_adopt(h, ERR_PTR(ret));
	}

	mutex_init(&queue->submit_lock);
	agx_vm_get(&ref, vm);
	agx_vm_store(&queue->vm, &ref);
	agx_count(queue->agx, AGX_OWNED_QUEUE, 1);
	return agx_queue_adopt(h, queue);
}

/**
 * agx_queue_create() - create a queue
 * @vm: its address space
 * @priority: of the firmware's, 0 is the highest, 3 the lowest
 * @usc_exec_base: where shaders are
 * @h: the queue
 *
 * Return: 0; -ENODEV if we do not know how this firmware wants work; -ENOMEM;
 * -EBUSY if there are too many.
 */
int agx_queue_create(struct agx_vm *vm, u32 priority, u64 usc_exec_base, struct agx_queue_own *h)
{
	struct agx_device *agx = agx_vm_device(vm);
	struct agx_wq_own wq;
	int ret;

	if (!agx->layout)
		return agx_queue_adopt(h, ERR_PTR(-ENODEV));

	ret = agx_wq_create(agx, priority, &wq);
	if (ret)
		return agx_queue_adopt(h, ERR_PTR(ret));

	return queue_alloc(vm, usc_exec_base, &wq, h);
}

/**
 * agx_queue_get_ref() - take a reference; use agx_queue_get()
 * @queue: queue
 *
 * Return: @queue.
 */
struct agx_queue *agx_queue_get_ref(struct agx_queue *queue)
{
	kref_get(&queue->ref);
	return queue;
}

/**
 * agx_queue_close() - take no more jobs
 * @queue: queue; what has not run yet fails
 */
void agx_queue_close(struct agx_queue *queue)
{
	drm_sched_entity_kill(&queue->entity);
}

/* Gives the firmware some time to finish what it has. */
static void queue_drain(struct agx_queue *queue)
{
	struct agx_wq *wq = agx_wq_peek(&queue->compute);

	if (!wait_var_event_timeout(&queue->jobs, !agx_wq_pending(wq), AGX_QUEUE_DRAIN))
		agx_wq_kill(wq, -ECANCELED);
}

static void queue_release(struct kref *ref)
{
	struct agx_queue *queue = container_of(ref, struct agx_queue, ref);

	/* Not drm_sched_entity_destroy(), which lets all that waits run first. */
	drm_sched_entity_fini(&queue->entity);
	queue_drain(queue);
	wait_var_event(&queue->jobs, !atomic_read(&queue->jobs));

	fwgpu_sched_clear(&queue->running);
	agx_wq_clear(&queue->compute);
	agx_count(queue->agx, AGX_OWNED_QUEUE, -1);
	mutex_destroy(&queue->submit_lock);
	agx_vm_clear(&queue->vm);
	kfree_rcu(queue, rcu);
}

/**
 * agx_queue_put_ref() - drop a reference; use agx_queue_drop()
 * @queue: queue
 *
 * The last one waits for the firmware and frees it.
 */
void agx_queue_put_ref(struct agx_queue *queue)
{
	kref_put(&queue->ref, queue_release);
}

/**
 * agx_queue_error() - why a queue takes no more work
 * @queue: queue
 *
 * Return: an errno, or 0.
 */
int agx_queue_error(struct agx_queue *queue)
{
	return agx_wq_error(agx_wq_peek(&queue->compute));
}
