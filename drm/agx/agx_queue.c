// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Queues and jobs
 *
 * A user's queue is jobs in front of queues of the firmware's (fwgpu_queue.c).
 * A job is what one ioctl submits. All of its memory is allocated
 * and filled when it is made; when the scheduler runs it, stamps are written
 * and the firmware is told, and nothing is allocated.
 *
 * A job's commands lie in one object, with barriers before each and their
 * microsequences behind. Compute commands save state to another, scenes of
 * renders are in a third, and each render has one to work in.
 */
#include "agx_queue.h"
#include "agx_asc.h"
#include "agx_boot.h"
#include "agx_buffer.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "agx_layout.h"
#include "agx_layout_render.h"
#include "agx_pm.h"
#include "agx_recover.h"
#include "agx_scene.h"
#include "agx_tiles.h"
#include "agx_vm.h"
#include "agx_work.h"
#include "agx_wq.h"
#include "uat/uat.h"

#include "drm/fwgpu/fwgpu_queue.h"
#include "drm/fwgpu/fwgpu_sync.h"

#include "firmware/agx/uat.h"
#include "firmware/agx/workqueue.h"

#include <drm/drm_file.h>
#include <drm/drm_print.h>
#include <uapi/drm/asahi_drm.h>

#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static const struct fwgpu_ledger_kind queue_kind = { .name = "queue" };

#define AGX_JOB_TIMEOUT_MS	10000

/* Four areas of 8 bytes follow the first. */
#define AGX_PREEMPT_REST	32
#define AGX_JOB_ALIGN		0x80
#define AGX_JOB_INTRO		ALIGN(sizeof(struct agx_job_intro), AGX_JOB_ALIGN)

/**
 * struct agx_queue - a user's queue
 */
struct agx_queue {
	/** @base: what is not ours alone; first. */
	struct fwgpu_queue base;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @vm: address space. */
	struct agx_vm_slot vm;
	/** @usc_exec_base: where shaders are. */
	u64 usc_exec_base;
	/** @wq: the firmware's side. */
	struct agx_wq_slot wq;
	/** @setup: keeps others from making the same @buffer. */
	struct mutex setup;
	/** @buffer: tiled vertex buffer, from the first render on. */
	struct agx_buffer_slot buffer;
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
	/** @work: what the firmware uses. */
	struct agx_work_slot work;
};

static_assert(offsetof(struct agx_job, base) == 0);

/**
 * to_agx_queue() - our part of a queue
 * @base: a queue of agx_queue_create()
 *
 * Return: the queue.
 */
struct agx_queue *to_agx_queue(struct fwgpu_queue *base)
{
	return container_of(base, struct agx_queue, base);
}

/**
 * to_agx_job() - our part of a job
 * @base: a job of agx_job_create()
 *
 * Return: the job.
 */
struct agx_job *to_agx_job(struct fwgpu_job *base)
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

static struct agx_work *job_work(const struct agx_job *job)
{
	return agx_work_peek(&job->work);
}

static void job_fini(struct fwgpu_job *base)
{
	struct agx_job *job = to_agx_job(base);
	struct agx_work_own work;

	/* The firmware may have it for longer than we waited. */
	if (agx_work_take(&job->work, &work))
		agx_wq_keep(agx_wq_peek(&job_queue(job)->wq), &work);
}

/* Room for what comes before a command, and for the command. */
static u32 job_compute_stride(const struct agx_queue *queue)
{
	return ALIGN(AGX_JOB_INTRO + agx_compute_size(queue->agx->layout->compute), AGX_JOB_ALIGN);
}

static u32 job_vertex_stride(const struct agx_queue *queue)
{
	return ALIGN(agx_render_vertex_size(queue->agx->layout->render), AGX_JOB_ALIGN);
}

static u32 job_render_stride(const struct agx_queue *queue)
{
	return AGX_JOB_INTRO + job_vertex_stride(queue) +
	       ALIGN(agx_render_fragment_size(queue->agx->layout->render), AGX_JOB_ALIGN);
}

static u32 job_scene_stride(const struct agx_queue *queue)
{
	return ALIGN(agx_render_scene_size(queue->agx->layout->render), AGX_JOB_ALIGN);
}

static u32 job_preempt_stride(const struct agx_queue *queue)
{
	return ALIGN(queue->agx->soc->compute_preempt1_size + AGX_PREEMPT_REST, AGX_JOB_ALIGN);
}

static int queue_make_buffer(struct agx_queue *queue)
	__must_hold(&queue->setup)
{
	struct agx_buffer_own buffer;
	int ret;

	if (agx_buffer_peek(&queue->buffer))
		return 0;

	ret = agx_buffer_create(agx_vm_peek(&queue->vm), agx_wq_peek(&queue->wq), &buffer);
	if (ret)
		return ret;

	agx_buffer_store(&queue->buffer, &buffer);
	return 0;
}

/* Makes what renders of a queue share, for the first of them. */
static int queue_add_render(struct agx_queue *queue)
{
	struct agx_wq *wq = agx_wq_peek(&queue->wq);
	int ret;

	ret = agx_wq_add(wq, AGX_PIPE_VERTEX);
	if (!ret)
		ret = agx_wq_add(wq, AGX_PIPE_FRAGMENT);
	if (ret)
		return ret;

	guard(mutex)(&queue->setup);
	return queue_make_buffer(queue);
}

static int job_prepare_compute(struct agx_job *job, u32 computes)
{
	struct agx_queue *queue = job_queue(job);
	int ret;

	ret = agx_wq_add(agx_wq_peek(&queue->wq), AGX_PIPE_COMPUTE);
	if (ret)
		return ret;

	return agx_obj_fill_brief(agx_vm_heap_shared(agx_vm_peek(&queue->vm)),
				  (size_t)computes * job_preempt_stride(queue), &job_work(job)->preempt);
}

static int job_prepare_render(struct agx_job *job, u32 renders)
{
	struct agx_queue *queue = job_queue(job);
	int ret;

	ret = queue_add_render(queue);
	if (!ret)
		ret = agx_obj_fill_brief(&queue->agx->heap[AGX_HEAP_FW_SHARED],
					 (size_t)renders * job_scene_stride(queue), &job_work(job)->scenes);
	if (!ret && agx_render_needs_control(queue->agx->layout->render))
		ret = agx_obj_fill_brief(&queue->agx->heap[AGX_HEAP_GPU_FW_SHARED],
					 (size_t)renders * AGX_JOB_ALIGN, &job_work(job)->controls);
	if (!ret)
		ret = agx_buffer_use(agx_buffer_peek(&queue->buffer));
	if (ret < 0)
		return ret;

	job_work(job)->buffer_slot = (u32)ret;
	job_work(job)->buffer = agx_buffer_peek(&queue->buffer);
	return 0;
}

static int job_prepare_commands(struct agx_job *job, const struct agx_job_counts *counts)
{
	struct agx_queue *queue = job_queue(job);
	size_t size = 0;

	if (counts->computes)
		size += (size_t)counts->computes * job_compute_stride(queue);
	if (counts->renders)
		size += (size_t)counts->renders * job_render_stride(queue);

	return agx_obj_fill_brief(&queue->agx->heap[AGX_HEAP_GPU_RO], size, &job_work(job)->commands);
}

static int job_prepare(struct agx_job *job, const struct agx_job_counts *counts)
{
	struct agx_space *space = agx_vm_space(agx_vm_peek(&job_queue(job)->vm));
	int ret;

	ret = job_prepare_commands(job, counts);
	if (!ret && counts->computes)
		ret = job_prepare_compute(job, counts->computes);
	if (!ret && counts->renders)
		ret = job_prepare_render(job, counts->renders);
	if (!ret)
		ret = agx_space_use(space);
	if (ret < 0)
		return ret;

	job_work(job)->vm_slot = (u32)ret;
	job_work(job)->space = space;
	return 0;
}

static int job_init(struct agx_job *job, const struct agx_job_counts *counts)
{
	struct agx_work_own work;
	int ret;

	ret = agx_work_create(counts->computes + counts->renders, &work);
	if (ret)
		return ret;

	agx_work_store(&job->work, &work);
	return job_prepare(job, counts);
}

/**
 * agx_job_create() - create a job
 * @queue: where it will run
 * @counts: what commands it will have, at least one
 * @file: whose it is
 * @h: the job, without commands
 *
 * Sleeps while all slots for address spaces are in use.
 *
 * Return: 0; -ENOMEM; -ENOSPC if the address space has no room; -EBUSY if there
 * are too many queues; -EOPNOTSUPP for renders that we do not know how to ask
 * this firmware for; -ERESTARTSYS; -ETIMEDOUT, -ENODEV or another errno if the
 * firmware is broken.
 */
int agx_job_create(struct agx_queue *queue, const struct agx_job_counts *counts,
		   struct drm_file *file, struct fwgpu_job_own *h)
{
	u32 count = counts->computes + counts->renders;
	struct fwgpu_job_own job;
	int ret;

	if (counts->renders && !queue->agx->layout->render)
		return fwgpu_job_adopt(h, ERR_PTR(-EOPNOTSUPP));

	ret = fwgpu_job_create(sizeof(struct agx_job), &queue->base, count, file->client_id, &job);
	if (ret)
		return ret;

	ret = job_init(to_agx_job(fwgpu_job_borrow(&job)), counts);
	if (ret) {
		fwgpu_job_drop(&job);
		return ret;
	}

	fwgpu_job_move(h, &job);
	return 0;
}

/* The next command, with what comes before it; its memory follows @intro. */
static struct agx_job_cmd *job_next(struct agx_job *job, u32 stride,
				    const struct agx_job_barriers *barriers)
{
	struct agx_job_cmd *next = &job_work(job)->cmds[job_work(job)->filled++];
	void *cpu = agx_obj_cpu(agx_obj_peek(&job_work(job)->commands)) + job_work(job)->used;

	next->intro = cpu;
	next->intro_va = agx_obj_va(agx_obj_peek(&job_work(job)->commands)) + job_work(job)->used;
	next->cpu = cpu + AGX_JOB_INTRO;
	next->va = next->intro_va + AGX_JOB_INTRO;
	next->render_barrier = barriers->render;
	next->compute_barrier = barriers->compute;
	job_work(job)->used += stride;
	return next;
}

/**
 * agx_job_add_compute() - add a compute command
 * @job: job with room for it
 * @cmd: what userspace asked for, checked
 * @attachments: memory that it says it writes
 * @times: where its times go; what it holds is taken over
 * @barriers: what it waits for
 */
void agx_job_add_compute(struct agx_job *job, const struct drm_asahi_cmd_compute *cmd,
			 const struct agx_seq_attachments *attachments, struct agx_times *times,
			 const struct agx_job_barriers *barriers)
{
	struct agx_queue *queue = job_queue(job);
	struct agx_wq *wq = agx_wq_peek(&queue->wq);
	struct agx_job_cmd *next = job_next(job, job_compute_stride(queue), barriers);
	const struct agx_compute_args args = {
		.cmd = cmd,
		.attachments = attachments,
		.usc_exec_base = queue->usc_exec_base,
		.vm_slot = job_work(job)->vm_slot,
		.uuid = agx_wq_uuid(wq),
		.client = agx_wq_uuid(wq),
		.notifier = agx_wq_notifier_va(wq),
		.queue_info = agx_wq_info_va(wq, AGX_PIPE_COMPUTE),
		.stats = agx_boot_stats(queue->agx, AGX_BOOT_STATS_COMPUTE),
		.preempt = agx_obj_va(agx_obj_peek(&job_work(job)->preempt)) +
			   (u64)job_work(job)->computes++ * job_preempt_stride(queue),
		.preempt1_size = queue->agx->soc->compute_preempt1_size,
		.user = times->va,
	};

	agx_compute_build(queue->agx->layout->compute, next->cpu, next->va, &args);
	agx_times_move(&next->times, times);
}

/* As the GPU has them in its registers: one cluster's bits behind the other's. */
static u64 queue_core_mask(const struct agx_queue *queue)
{
	const struct agx_gpu_id *gpu = &queue->agx->gpu;
	u64 mask = 0;

	for (u32 i = 0; i < gpu->num_clusters && i * gpu->cores_per_cluster < 64; i++)
		mask |= gpu->core_masks[i] << (i * gpu->cores_per_cluster);
	return mask;
}

static void job_fill_half(const struct agx_job *job, struct agx_half_args *half,
			  enum agx_pipe_type type, enum agx_boot_stats stats)
{
	struct agx_queue *queue = job_queue(job);
	struct agx_wq *wq = agx_wq_peek(&queue->wq);

	half->queue_info = agx_wq_info_va(wq, type);
	half->stats = agx_boot_stats(queue->agx, stats);
}

/* All that does not depend on the command. */
static struct agx_render_args job_render_args(const struct agx_job *job)
{
	struct agx_queue *queue = job_queue(job);
	struct agx_wq *wq = agx_wq_peek(&queue->wq);
	u64 core_mask = queue_core_mask(queue);
	struct agx_render_args args = {
		.usc_exec_base = queue->usc_exec_base,
		.vm_slot = job_work(job)->vm_slot,
		.uuid = agx_wq_uuid(wq),
		.client = agx_wq_uuid(wq),
		.notifier = agx_wq_notifier_va(wq),
		.core_mask = { lower_32_bits(core_mask), upper_32_bits(core_mask) },
		.tiling_control = queue->agx->soc->tiling_control,
	};

	job_fill_half(job, &args.vertex, AGX_PIPE_VERTEX, AGX_BOOT_STATS_VERTEX);
	job_fill_half(job, &args.fragment, AGX_PIPE_FRAGMENT, AGX_BOOT_STATS_FRAGMENT);
	args.scene.slot = job_work(job)->buffer_slot;
	return args;
}

/* Memory of a render, and Scene. */
static int job_add_scene(struct agx_job *job, const struct agx_tiles *tiles,
			 struct agx_obj_slot *memory, struct agx_scene_addrs *addrs)
{
	struct agx_queue *queue = job_queue(job);
	struct agx_buffer *buffer = agx_buffer_peek(&queue->buffer);
	u32 index = job_work(job)->renders++;
	size_t offset = (size_t)index * job_scene_stride(queue);
	int ret;

	ret = agx_buffer_reserve(buffer, tiles->min_blocks, tiles->tpc_size, &addrs->tpc);
	if (!ret)
		ret = agx_scene_fill(queue->agx, agx_vm_heap_shared(agx_vm_peek(&queue->vm)),
				     tiles, memory, addrs);
	if (ret)
		return ret;

	agx_buffer_addrs(buffer, addrs);
	if (agx_obj_peek(&job_work(job)->controls))
		addrs->control = agx_obj_va(agx_obj_peek(&job_work(job)->controls)) +
				 (u64)index * AGX_JOB_ALIGN;
	addrs->scene = agx_obj_va(agx_obj_peek(&job_work(job)->scenes)) + offset;
	agx_render_init_scene(queue->agx->layout->render,
			      agx_obj_cpu(agx_obj_peek(&job_work(job)->scenes)) + offset, addrs);
	return 0;
}

/* Introduces the buffer, if the firmware does not know it as it is. */
static void job_init_buffer(struct agx_job *job, struct agx_job_cmd *next,
			    const struct agx_scene_addrs *addrs)
{
	struct agx_queue *queue = job_queue(job);
	u32 blocks;
	bool needed;

	needed = agx_buffer_needs_init(agx_buffer_peek(&queue->buffer), &blocks) ||
		 agx_wq_missed_init(agx_wq_peek(&queue->wq));
	if (!needed || blocks == job_work(job)->init_blocks)
		return;

	job_work(job)->init_blocks = blocks;
	next->needs_init = true;
	next->intro->init = (struct agx_cmd_init_buffer) {
		.tag = AGX_CMD_INIT_BUFFER,
		.vm_slot = job_work(job)->vm_slot,
		.buffer_slot = job_work(job)->buffer_slot,
		.block_count = blocks,
		.info = addrs->info,
	};
}

static void job_build_render(struct agx_job *job, struct agx_job_cmd *next,
			     const struct agx_render_args *args)
{
	const struct agx_render_layout *layout = job_queue(job)->agx->layout->render;
	u32 stride = job_vertex_stride(job_queue(job));

	next->fragment_cpu = next->cpu + stride;
	next->fragment_va = next->va + stride;
	next->finalize = agx_render_build_vertex(layout, next->cpu, next->va, args);
	next->fragment_finalize = agx_render_build_fragment(layout, next->fragment_cpu,
							    next->fragment_va, args);
}

static bool job_is_clustered(const struct agx_job *job, const struct drm_asahi_cmd_render *cmd)
{
	return job_queue(job)->agx->gpu.num_clusters > 1 &&
	       !(cmd->flags & DRM_ASAHI_RENDER_NO_VERTEX_CLUSTERING);
}

/**
 * agx_job_add_render() - add a render
 * @job: job with room for it
 * @cmd: what userspace asked for, checked
 * @vertex: what is the vertex half's
 * @fragment: and the fragment half's; what the times of both hold is taken over
 * @barriers: what it waits for
 *
 * Return: 0; -EINVAL for a framebuffer that cannot be; -ENOMEM; -ENOSPC if the
 * address space has no room.
 */
int agx_job_add_render(struct agx_job *job, const struct drm_asahi_cmd_render *cmd,
		       const struct agx_job_half *vertex, const struct agx_job_half *fragment,
		       const struct agx_job_barriers *barriers)
{
	struct agx_render_args args = job_render_args(job);
	bool clustering = job_is_clustered(job, cmd);
	struct agx_job_cmd *next;
	struct agx_tiles tiles;
	int ret;

	ret = agx_tiles_init(&tiles, cmd, clustering ? job_queue(job)->agx->gpu.num_clusters : 1);
	if (ret)
		return ret;

	next = job_next(job, job_render_stride(job_queue(job)), barriers);
	ret = job_add_scene(job, &tiles, &next->memory, &args.scene);
	if (ret)
		return ret;

	args.cmd = cmd;
	args.tiles = &tiles;
	args.clustering = clustering;
	args.vertex.attachments = vertex->attachments;
	args.vertex.user = vertex->times->va;
	args.fragment.attachments = fragment->attachments;
	args.fragment.user = fragment->times->va;
	job_init_buffer(job, next, &args.scene);
	job_build_render(job, next, &args);
	agx_times_move(&next->times, vertex->times);
	agx_times_move(&next->fragment_times, fragment->times);
	return 0;
}

/* Since the job was made, the buffer may have grown, and other jobs may have said so. */
static void job_submit_renders(struct agx_queue *queue, struct agx_job *job)
	__must_hold(&queue->submit_lock)
{
	struct agx_work *work = job_work(job);
	u32 blocks;

	if (!work->renders)
		return;

	blocks = agx_buffer_submit(work->buffer, work->renders, work->init_blocks);
	for (u32 i = 0; i < work->filled; i++) {
		if (work->cmds[i].needs_init)
			work->cmds[i].intro->init.block_count = blocks;
	}
}

/* Jobs are pushed in the order in which they are armed. */
static void queue_push(struct agx_queue *queue, struct fwgpu_job_own *job,
		       struct fwgpu_dma_fence_own *fence)
	__must_hold(&queue->submit_lock) __releases(job) __acquires(fence)
{
	fwgpu_job_arm(fwgpu_job_borrow(job), fence);
	fwgpu_job_push(job);
}

/**
 * agx_job_submit() - hand a job to the scheduler
 * @job: complete; consumed
 * @out: what is signalled when it is done; consumed
 */
void agx_job_submit(struct fwgpu_job_own *job, struct fwgpu_sync_out_own *out)
{
	struct agx_queue *queue = job_queue(to_agx_job(fwgpu_job_borrow(job)));
	struct fwgpu_dma_fence_own fence;

	guard(mutex)(&queue->submit_lock);

	job_submit_renders(queue, to_agx_job(fwgpu_job_borrow(job)));
	queue_push(queue, job, &fence);
	fwgpu_sync_out_commit(out, fwgpu_dma_fence_borrow(&fence));
	fwgpu_dma_fence_drop(&fence);
}

static int job_submit(struct fwgpu_job *base)
{
	struct agx_queue *queue = to_agx_queue(base->queue);
	int ret;

	agx_pm_begin(queue->agx);
	ret = agx_wq_submit(agx_wq_peek(&queue->wq), job_work(to_agx_job(base)), base);
	agx_pm_end(queue->agx);
	return ret;
}

/*
 * The firmware has not said that the job takes too long, as it does when it is
 * the GPU that does. Nothing can be done about the job but to wait no longer;
 * the queue goes on when the firmware does.
 */
static void job_timedout(struct fwgpu_job *base)
{
	struct agx_queue *queue = to_agx_queue(base->queue);
	struct agx_wq *wq = agx_wq_peek(&queue->wq);
	struct agx_device *agx = queue->agx;

	if (agx_channel_ping(agx))
		agx_recover_give_up(agx, "it does not answer");

	drm_err_ratelimited(&agx->drm, "queue %u: a submission takes too long, %llu are pending\n",
			    agx_wq_uuid(wq), fwgpu_queue_pending(base->queue));
	agx_wq_expire(wq, job_work(to_agx_job(base)), -ETIMEDOUT);
}

/*
 * Queues.
 */

static void queue_process(struct fwgpu_queue *base)
{
	struct agx_queue *queue = to_agx_queue(base);

	/* If an interrupt got lost, no other comes before the mailbox is empty. */
	if (!READ_ONCE(queue->agx->crashed))
		agx_asc_poll(queue->agx);
	agx_wq_process(agx_wq_peek(&queue->wq));
}

static u64 queue_progress(struct fwgpu_queue *base)
{
	return agx_wq_progress(agx_wq_peek(&to_agx_queue(base)->wq));
}

static void queue_kill(struct fwgpu_queue *base, int error)
{
	struct agx_device *agx = to_agx_queue(base)->agx;

	/* The other queues go with it, but nothing else ends the firmware's use of its memory. */
	agx_recover_give_up(agx, "it does not end what is left of a queue");
	agx_recover_wait_dead(agx);
}

static void queue_fini(struct fwgpu_queue *base)
{
	struct agx_queue *queue = to_agx_queue(base);

	agx_wq_retire(agx_wq_peek(&queue->wq));
	agx_buffer_clear(&queue->buffer);
	agx_wq_clear(&queue->wq);
	fwgpu_ledger_remove(&queue->entry);
	mutex_destroy(&queue->setup);
	mutex_destroy(&queue->submit_lock);
	agx_vm_clear(&queue->vm);
}

static const struct fwgpu_queue_ops agx_queue_ops = {
	.submit = job_submit,
	.job_fini = job_fini,
	.process = queue_process,
	.timedout = job_timedout,
	.progress = queue_progress,
	.kill = queue_kill,
	.fini = queue_fini,
};

static void queue_init(struct agx_queue *queue, struct agx_vm *vm, u64 usc_exec_base,
		       struct agx_wq_own *wq)
	__releases(wq)
{
	struct agx_vm_own ref;

	queue->agx = agx_vm_device(vm);
	queue->usc_exec_base = usc_exec_base;
	mutex_init(&queue->submit_lock);
	mutex_init(&queue->setup);
	agx_vm_get(&ref, vm);
	agx_vm_store(&queue->vm, &ref);
	fwgpu_ledger_add(&queue->agx->ledger, &queue->entry, agx_vm_entry(vm), &queue_kind,
			 agx_wq_uuid(agx_wq_borrow(wq)), 0);
	agx_wq_store(&queue->wq, wq);
}

static int queue_create(struct agx_vm *vm, u64 usc_exec_base, struct agx_wq_own *wq,
			struct fwgpu_queue_own *h)
	__releases(wq) __cond_acquires(0, h)
{
	const struct fwgpu_queue_args args = {
		.ops = &agx_queue_ops,
		.name = "agx",
		.dev = agx_vm_device(vm)->drm.dev,
		.fences = agx_wq_fences(agx_wq_borrow(wq)),
		.credits = AGX_WQ_MAX_COMMANDS,
		.timeout = msecs_to_jiffies(AGX_JOB_TIMEOUT_MS),
		.drain = AGX_QUEUE_DRAIN,
	};
	struct fwgpu_queue_own queue;
	int ret;

	ret = fwgpu_queue_create(sizeof(struct agx_queue), &args, &queue);
	if (ret) {
		agx_wq_drop(wq);
		return ret;
	}

	queue_init(to_agx_queue(fwgpu_queue_borrow(&queue)), vm, usc_exec_base, wq);
	fwgpu_queue_move(h, &queue);
	return 0;
}

/**
 * agx_queue_create() - create a queue
 * @vm: its address space
 * @usage: account that the time of its commands goes to
 * @priority: of the firmware's, 0 is the highest, 3 the lowest
 * @usc_exec_base: where shaders are
 * @h: the queue
 *
 * Return: 0; -ENODEV if we do not know how this firmware wants work; -ENOMEM;
 * -EBUSY if there are too many.
 */
int agx_queue_create(struct agx_vm *vm, struct fwgpu_usage *usage, u32 priority,
		     u64 usc_exec_base, struct fwgpu_queue_own *h)
{
	struct agx_device *agx = agx_vm_device(vm);
	struct agx_wq_own wq;
	int ret;

	ret = agx_wq_create(agx, usage, priority, &wq);
	if (ret)
		return fwgpu_queue_adopt(h, ERR_PTR(ret));

	return queue_create(vm, usc_exec_base, &wq, h);
}

/**
 * agx_queue_error() - why a queue takes no more work
 * @queue: queue
 *
 * Return: an errno, or 0.
 */
int agx_queue_error(struct agx_queue *queue)
{
	return agx_wq_error(agx_wq_peek(&queue->wq));
}
