// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Queues and jobs
 *
 * A user's queue is jobs in front of a queue of the firmware's (fwgpu_queue.c).
 * A job is what one ioctl submits. All of its memory is allocated
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

#include "drm/fwgpu/fwgpu_queue.h"
#include "drm/fwgpu/fwgpu_sync.h"

#include "firmware/agx/uat.h"
#include "firmware/agx/workqueue.h"

#include <drm/drm_file.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#define AGX_JOB_TIMEOUT_MS	10000
#define AGX_QUEUE_DRAIN		(10 * HZ)

/* Four areas of 8 bytes follow the first. */
#define AGX_PREEMPT_REST	32
#define AGX_JOB_ALIGN		0x80

/**
 * struct agx_queue - a user's queue
 */
struct agx_queue {
	/** @base: what is not ours alone; first. */
	struct fwgpu_queue base;
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
};

static_assert(offsetof(struct agx_queue, base) == 0);

/**
 * struct agx_job - what one ioctl submits
 */
struct agx_job {
	/** @base: what is not ours alone; first. */
	struct fwgpu_job base;
	/** @vm_slot: where its address space is. */
	u32 vm_slot;
	/** @has_slot: @vm_slot is in use for us. */
	bool has_slot;
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

static_assert(offsetof(struct agx_job, base) == 0);

static struct agx_queue *to_agx_queue(struct fwgpu_queue *base)
{
	return container_of(base, struct agx_queue, base);
}

static struct agx_job *to_agx_job(struct fwgpu_job *base)
{
	return container_of(base, struct agx_job, base);
}

static struct agx_queue *job_queue(const struct agx_job *job)
{
	return to_agx_queue(job->base.queue);
}

/*
 * Jobs.
 */

static void job_fini(struct fwgpu_job *base)
{
	struct agx_job *job = to_agx_job(base);

	agx_obj_clear(&job->commands);
	agx_obj_clear(&job->preempt);
	for (u32 i = 0; i < job->filled; i++)
		agx_times_clear(&job->cmds[i].times);
	if (job->has_slot)
		agx_space_unuse(agx_vm_space(agx_vm_peek(&job_queue(job)->vm)), job->vm_slot);
}

/**
 * agx_job_free() - release a job; use agx_job_drop()
 * @job: job that is done or was never run
 */
void agx_job_free(struct agx_job *job)
{
	fwgpu_job_free(&job->base);
}

/* Room for a barrier, and a command behind it. */
static u32 job_stride(const struct agx_queue *queue)
{
	return ALIGN(AGX_JOB_ALIGN + agx_compute_size(queue->agx->layout->compute), AGX_JOB_ALIGN);
}

static u32 job_preempt_stride(const struct agx_queue *queue)
{
	return ALIGN(queue->agx->soc->compute_preempt1_size + AGX_PREEMPT_REST, AGX_JOB_ALIGN);
}

static int job_prepare(struct agx_job *job)
{
	struct agx_queue *queue = job_queue(job);
	struct agx_vm *vm = agx_vm_peek(&queue->vm);
	int ret;

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

static int job_init(struct agx_job *job, struct agx_queue *queue, u32 count, u64 client_id)
{
	int ret;

	job->count = count;
	ret = fwgpu_job_init(&job->base, &queue->base, count, client_id);
	if (ret)
		return ret;

	return job_prepare(job);
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

	ret = agx_job_adopt(&job, kzalloc_flex(struct agx_job, cmds, count));
	if (ret)
		return ret;

	ret = job_init(agx_job_borrow(&job), queue, count, file->client_id);
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
 * @times: where its times go; what it holds is taken over
 * @barrier: number of this job's commands that it waits for, 0 for all that
 *	came before the job, AGX_BARRIER_NONE for none
 */
void agx_job_add_compute(struct agx_job *job, const struct drm_asahi_cmd_compute *cmd,
			 const struct agx_seq_attachments *attachments, struct agx_times *times,
			 u32 barrier)
{
	struct agx_queue *queue = job_queue(job);
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
		.user = times->va,
	};

	agx_compute_build(queue->agx->layout->compute, cpu + AGX_JOB_ALIGN, va + AGX_JOB_ALIGN,
			  &args);
	job->cmds[index] = (struct agx_job_cmd) {
		.cpu = cpu + AGX_JOB_ALIGN,
		.va = va + AGX_JOB_ALIGN,
		.barrier_cpu = barrier == AGX_BARRIER_NONE ? NULL : cpu,
		.barrier_va = va,
		.barrier = barrier,
	};
	agx_times_move(&job->cmds[index].times, times);
}

/**
 * agx_job_sched() - the scheduler's part of a job
 * @job: job
 *
 * Return: that part, to add dependencies to.
 */
struct drm_sched_job *agx_job_sched(struct agx_job *job)
{
	return &job->base.base;
}

/**
 * agx_job_submit() - hand a job to the scheduler
 * @job: complete; consumed
 * @out: what is signalled when it is done; consumed
 */
void agx_job_submit(struct agx_job_own *job, struct fwgpu_sync_out_own *out)
{
	struct agx_queue *queue = job_queue(agx_job_borrow(job));
	struct fwgpu_dma_fence_own fence;

	guard(mutex)(&queue->submit_lock);

	fwgpu_job_arm(&agx_job_borrow(job)->base, &fence);
	fwgpu_job_push(&agx_job_give(job)->base);
	fwgpu_sync_out_commit(out, fwgpu_dma_fence_borrow(&fence));
	fwgpu_dma_fence_drop(&fence);
}

static int job_submit(struct fwgpu_job *base)
{
	struct agx_job *job = to_agx_job(base);
	struct agx_wq *wq = agx_wq_peek(&job_queue(job)->compute);
	struct fwgpu_dma_fence_own done;
	struct fwgpu_fence_own memory;
	int ret;

	ret = fwgpu_job_take_memory(base, &memory);
	if (ret)
		return ret;

	ret = agx_wq_submit(wq, job->cmds, job->count, &memory, &done);
	if (ret)
		return ret;

	fwgpu_dma_fence_store(&base->done, &done);
	return 0;
}

static void job_timedout(struct fwgpu_job *base)
{
	struct agx_queue *queue = to_agx_queue(base->queue);
	struct agx_wq *wq = agx_wq_peek(&queue->compute);

	drm_err_ratelimited(&queue->agx->drm,
			    "queue %u killed: a submission takes too long, %llu are pending\n",
			    agx_wq_uuid(wq), agx_wq_pending(wq));
	agx_wq_kill(wq, -ETIMEDOUT);
}

/*
 * Queues.
 */

static void queue_process(struct fwgpu_queue *base)
{
	agx_wq_process(agx_wq_peek(&to_agx_queue(base)->compute));
}

static u64 queue_pending(struct fwgpu_queue *base)
{
	return agx_wq_pending(agx_wq_peek(&to_agx_queue(base)->compute));
}

static void queue_kill(struct fwgpu_queue *base, int error)
{
	agx_wq_kill(agx_wq_peek(&to_agx_queue(base)->compute), error);
}

static void queue_fini(struct fwgpu_queue *base)
{
	struct agx_queue *queue = to_agx_queue(base);

	agx_wq_clear(&queue->compute);
	agx_count(queue->agx, AGX_OWNED_QUEUE, -1);
	mutex_destroy(&queue->submit_lock);
	agx_vm_clear(&queue->vm);
}

static const struct fwgpu_queue_ops agx_queue_ops = {
	.submit = job_submit,
	.job_fini = job_fini,
	.process = queue_process,
	.pending = queue_pending,
	.timedout = job_timedout,
	.kill = queue_kill,
	.fini = queue_fini,
};

static int queue_start(struct agx_queue *queue)
{
	const struct fwgpu_queue_args args = {
		.ops = &agx_queue_ops,
		.name = "agx",
		.dev = queue->agx->drm.dev,
		.credits = AGX_WQ_MAX_COMMANDS,
		.timeout = msecs_to_jiffies(AGX_JOB_TIMEOUT_MS),
		.drain = AGX_QUEUE_DRAIN,
	};

	return fwgpu_queue_start(&queue->base, &args);
}

/* Before the queue has a reference: cannot fail. */
static void queue_init(struct agx_queue *queue, struct agx_vm *vm, u64 usc_exec_base)
{
	struct agx_vm_own ref;

	queue->agx = agx_vm_device(vm);
	queue->usc_exec_base = usc_exec_base;
	mutex_init(&queue->submit_lock);
	agx_vm_get(&ref, vm);
	agx_vm_store(&queue->vm, &ref);
	agx_count(queue->agx, AGX_OWNED_QUEUE, 1);
}

static int queue_alloc(struct agx_vm *vm, u64 usc_exec_base, struct agx_wq_own *wq,
		       struct agx_queue_own *h)
	__releases(wq) __cond_acquires(0, h)
{
	struct agx_queue_own queue;
	int ret;

	ret = agx_queue_adopt(&queue, kzalloc_obj(struct agx_queue));
	if (ret) {
		agx_wq_drop(wq);
		return ret;
	}

	queue_init(agx_queue_borrow(&queue), vm, usc_exec_base);
	agx_wq_store(&agx_queue_borrow(&queue)->compute, wq);

	ret = queue_start(agx_queue_borrow(&queue));
	if (ret) {
		agx_queue_drop(&queue);
		return ret;
	}

	agx_queue_move(h, &queue);
	return 0;
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
	fwgpu_queue_get(&queue->base);
	return queue;
}

/**
 * agx_queue_close() - take no more jobs
 * @queue: queue; what has not run yet fails
 */
void agx_queue_close(struct agx_queue *queue)
{
	fwgpu_queue_close(&queue->base);
}

/**
 * agx_queue_put_ref() - drop a reference; use agx_queue_drop()
 * @queue: queue
 *
 * See fwgpu_queue_put().
 */
void agx_queue_put_ref(struct agx_queue *queue)
{
	fwgpu_queue_put(&queue->base);
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
