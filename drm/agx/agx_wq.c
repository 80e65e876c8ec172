// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Work queues
 *
 * A queue of the firmware's is a ring of addresses of commands. A message on a
 * pipe tells the firmware how far the ring is filled; the queue's stamp tells
 * us how many commands are done. It has an event slot for as long as it lives.
 *
 * The firmware counts what it has done in the queue's notifier and sends an
 * event when the count reaches a threshold, which is raised before the message.
 *
 * The stamp is the firmware's word: one that is ahead of what was submitted
 * completes nothing.
 */
#include "agx_wq.h"
#include "agx_boot.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "agx_event.h"
#include "agx_job.h"
#include "agx_layout.h"

#include "firmware/agx/channels.h"
#include "firmware/agx/workqueue.h"

#include <drm/drm_print.h>

#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/slab.h>

/* Jobs that may be in the firmware at a time, a power of two above AGX_WQ_MAX_COMMANDS. */
#define AGX_WQ_JOBS	128

/**
 * struct agx_wq - a queue
 */
struct agx_wq {
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @uuid: its number. */
	u32 uuid;
	/** @priority: which pipe. */
	u32 priority;
	/** @slot: event slot. */
	u32 slot;
	/** @has_slot: @slot is ours. */
	bool has_slot;
	/** @state: positions. */
	struct agx_obj_slot state;
	/** @ring: addresses of commands. */
	struct agx_obj_slot ring;
	/** @info: what a message names. */
	struct agx_obj_slot info;
	/** @gpu_buf: the firmware's own. */
	struct agx_obj_slot gpu_buf;
	/** @list: head of a list of the firmware's. */
	struct agx_obj_slot list;
	/** @notifier: counts what is done. */
	struct agx_obj_slot notifier;
	/** @threshold: when to send an event. */
	struct agx_obj_slot threshold;
	/** @context: the firmware's state of the client. */
	struct agx_obj_slot context;
	/** @timestamps: where times go that nobody asked for. */
	struct agx_obj_slot timestamps;
	/** @fences: of the jobs; their number is @done. */
	struct fwgpu_fence_queue_slot fences;

	/** @lock: protects the rest. Taken while fences are being signalled. */
	struct mutex lock;
	/** @is_new: the firmware does not know it yet. */
	bool is_new __guarded_by(&lock);
	/** @wptr: next entry of @ring. */
	u32 wptr __guarded_by(&lock);
	/** @value: stamp of the newest command. */
	u32 value __guarded_by(&lock);
	/** @seq: number of commands so far. */
	u32 seq __guarded_by(&lock);
	/** @ends: stamp of the last command of each job, by number. */
	u32 ends[AGX_WQ_JOBS] __guarded_by(&lock);
	/** @emitted: number of the newest job. */
	u32 emitted __guarded_by(&lock);
	/** @done: number of the newest finished job, where @fences looks. */
	__le32 done;
};

static void *wq_cpu(const struct agx_obj_slot *slot)
{
	return agx_obj_cpu(agx_obj_peek(slot));
}

static u64 wq_va(const struct agx_obj_slot *slot)
{
	return agx_obj_va(agx_obj_peek(slot));
}

/*
 * Life.
 */

static int wq_alloc_objects(struct agx_wq *wq)
{
	struct agx_heap *shared = &wq->agx->heap[AGX_HEAP_FW_SHARED];
	struct agx_heap *private = &wq->agx->heap[AGX_HEAP_FW_PRIV];
	const struct agx_layout *layout = wq->agx->layout;
	int ret;

	ret = agx_obj_fill(shared, sizeof(struct agx_queue_state), &wq->state);
	if (!ret)
		ret = agx_obj_fill(shared, AGX_QUEUE_ENTRIES * sizeof(u64), &wq->ring);
	if (!ret)
		ret = agx_obj_fill(private, layout->queue_info_size, &wq->info);
	if (!ret)
		ret = agx_obj_fill(private, AGX_QUEUE_GPU_BUF_SIZE, &wq->gpu_buf);
	if (!ret)
		ret = agx_obj_fill(private, sizeof(struct agx_notifier_list), &wq->list);
	if (!ret)
		ret = agx_obj_fill(private, layout->notifier_size, &wq->notifier);
	if (!ret)
		ret = agx_obj_fill(shared, sizeof(u64), &wq->threshold);
	if (!ret)
		ret = agx_obj_fill(shared, sizeof(struct agx_gpu_context), &wq->context);
	if (!ret)
		ret = agx_obj_fill(shared, sizeof(struct agx_job_timestamps), &wq->timestamps);
	return ret;
}

static void wq_fill_objects(struct agx_wq *wq)
{
	struct agx_notifier_list *list = wq_cpu(&wq->list);
	struct agx_gpu_context *context = wq_cpu(&wq->context);
	struct agx_queue_state *state = wq_cpu(&wq->state);
	const struct agx_wq_addrs addrs = {
		.state = wq_va(&wq->state),
		.ring = wq_va(&wq->ring),
		.notifier_list = wq_va(&wq->list),
		.gpu_buf = wq_va(&wq->gpu_buf),
		.context = wq_va(&wq->context),
		.threshold = wq_va(&wq->threshold),
		.type = AGX_PIPE_COMPUTE,
		.uuid = wq->uuid,
		.priority = wq->priority,
	};

	state->size = AGX_QUEUE_ENTRIES;
	list->list.next = wq_va(&wq->list);
	context->unk_0 = 0xff;
	context->unk_1 = 0xff;
	context->unk_5 = 1;
	context->unk_1e = 0xff;
	context->unk_23 = 2;
	agx_layout_init_queue(wq->agx->layout, wq_cpu(&wq->info), &addrs);
	agx_layout_init_notifier(wq->agx->layout, wq_cpu(&wq->notifier), &addrs);
}

static int wq_init_slot(struct agx_wq *wq)
{
	int slot = agx_event_acquire(wq->agx, wq);

	if (slot < 0)
		return slot;

	wq->slot = (u32)slot;
	wq->has_slot = true;
	/* Who had it before has left its stamp where it was. */
	scoped_guard(mutex, &wq->lock)
		wq->value = agx_event_stamp(wq->agx, wq->slot);
	return 0;
}

static int wq_init_fences(struct agx_wq *wq)
{
	struct fwgpu_fence_queue_own fences;
	char name[32];
	int ret;

	snprintf(name, sizeof(name), "agx-%u", wq->uuid);
	ret = fwgpu_fence_queue_create("agx", name, &wq->done, false, &fences);
	if (ret)
		return ret;

	fwgpu_fence_queue_store(&wq->fences, &fences);
	return 0;
}

static int wq_init(struct agx_wq *wq, struct agx_device *agx, u32 priority)
{
	static atomic_t next_uuid;
	int ret;

	wq->agx = agx;
	wq->uuid = (u32)atomic_inc_return(&next_uuid);
	wq->priority = priority;
	scoped_guard(mutex_init, &wq->lock)
		wq->is_new = true;

	ret = wq_init_fences(wq);
	if (!ret)
		ret = wq_alloc_objects(wq);
	if (!ret)
		ret = wq_init_slot(wq);
	if (!ret)
		wq_fill_objects(wq);
	return ret;
}

/**
 * agx_wq_create() - create a compute queue
 * @agx: the GPU
 * @priority: 0 is the highest, 3 the lowest
 * @h: the queue
 *
 * Return: 0; -ENOMEM; -EBUSY if there are too many.
 */
int agx_wq_create(struct agx_device *agx, u32 priority, struct agx_wq_own *h)
{
	struct agx_wq_own wq;
	int ret;

	ret = agx_wq_adopt(&wq, kzalloc_obj(struct agx_wq));
	if (ret)
		return ret;

	ret = wq_init(agx_wq_borrow(&wq), agx, priority);
	if (ret) {
		agx_wq_drop(&wq);
		return ret;
	}

	agx_wq_move(h, &wq);
	return 0;
}

/**
 * agx_wq_free() - release a queue; use agx_wq_drop()
 * @wq: queue that the firmware has no work of
 */
void agx_wq_free(struct agx_wq *wq)
{
	if (wq->has_slot)
		agx_event_release(wq->agx, wq, wq->slot);

	fwgpu_fence_queue_clear(&wq->fences);
	agx_obj_clear(&wq->timestamps);
	agx_obj_clear(&wq->context);
	agx_obj_clear(&wq->threshold);
	agx_obj_clear(&wq->notifier);
	agx_obj_clear(&wq->list);
	agx_obj_clear(&wq->gpu_buf);
	agx_obj_clear(&wq->info);
	agx_obj_clear(&wq->ring);
	agx_obj_clear(&wq->state);
	mutex_destroy(&wq->lock);
	kfree(wq);
}

/*
 * Work.
 */

static void wq_push(struct agx_wq *wq, u64 va)
	__must_hold(&wq->lock)
{
	u64 *ring = wq_cpu(&wq->ring);

	WRITE_ONCE(ring[wq->wptr], va);
	wq->wptr = wq->wptr + 1 == AGX_QUEUE_ENTRIES ? 0 : wq->wptr + 1;
}

static void wq_push_barrier(struct agx_wq *wq, const struct agx_job_cmd *cmd, u32 base)
	__must_hold(&wq->lock)
{
	struct agx_cmd_barrier *barrier = cmd->barrier_cpu;

	*barrier = (struct agx_cmd_barrier) {
		.tag = AGX_CMD_BARRIER,
		.wait_stamp = agx_event_fw_stamp_va(wq->agx, wq->slot),
		.wait_value = base + cmd->barrier * AGX_STAMP_STEP,
		.wait_slot = wq->slot,
		.stamp_self = wq->value + AGX_STAMP_STEP,
		.internal_type = 1,
	};
	wq_push(wq, cmd->barrier_va);
}

static void wq_push_all(struct agx_wq *wq, const struct agx_job_cmd *cmds, u32 count)
	__must_hold(&wq->lock)
{
	struct agx_queue_state *state = wq_cpu(&wq->state);
	u64 *threshold = wq_cpu(&wq->threshold);
	u32 base = wq->value;

	for (u32 i = 0; i < count; i++) {
		struct agx_stamp_args args = {
			.stamp = agx_event_stamp_va(wq->agx, wq->slot),
			.fw_stamp = agx_event_fw_stamp_va(wq->agx, wq->slot),
			.slot = wq->slot,
			.value = wq->value + AGX_STAMP_STEP,
			.seq = wq->seq++,
			.flush = i + 1 == count,
		};

		if (cmds[i].barrier_cpu)
			wq_push_barrier(wq, &cmds[i], base);
		agx_compute_stamp(wq->agx->layout->compute, cmds[i].cpu, &args);
		wq_push(wq, cmds[i].va);
		wq->value = args.value;
	}

	WRITE_ONCE(*threshold, *threshold + count);
	/* Commands before the position that shows them. */
	fw_mb();
	WRITE_ONCE(state->cpu_wptr, wq->wptr);
}

static int wq_ring_doorbell(struct agx_wq *wq)
	__must_hold(&wq->lock)
{
	const struct agx_pipe_msg msg = {
		.type = AGX_PIPE_COMPUTE,
		.queue = wq_va(&wq->info),
		.wptr = wq->wptr,
		.event_slot = wq->slot,
		.is_new = wq->is_new,
	};

	wq->is_new = false;
	return agx_channel_run(wq->agx, &msg, wq->priority);
}

/**
 * agx_wq_submit() - give commands to the firmware
 * @wq: queue, with room for them
 * @cmds: commands in order
 * @count: how many, at least 1
 * @memory: for the fence; consumed
 * @h: fence that signals when the last is done
 *
 * Allocates nothing.
 *
 * Return: 0, or what the queue was killed with.
 */
int agx_wq_submit(struct agx_wq *wq, const struct agx_job_cmd *cmds, u32 count,
		  struct fwgpu_fence_own *memory, struct fwgpu_dma_fence_own *h)
{
	struct fwgpu_fence_queue *fences = fwgpu_fence_queue_peek(&wq->fences);
	struct fwgpu_dma_fence_own fence;
	int ret;

	guard(mutex)(&wq->lock);

	ret = fwgpu_fence_emit(fences, memory, &fence);
	if (ret)
		return ret;

	agx_boot_job_begin(wq->agx);
	wq_push_all(wq, cmds, count);
	wq->ends[++wq->emitted % AGX_WQ_JOBS] = wq->value;

	ret = wq_ring_doorbell(wq);
	if (ret)
		fwgpu_fence_queue_kill(fences, ret);

	fwgpu_dma_fence_move(h, &fence);
	return 0;
}

/* Counts the jobs that the stamp says are done. */
static u32 wq_count_done(struct agx_wq *wq)
	__must_hold(&wq->lock)
{
	u32 stamp = agx_event_stamp(wq->agx, wq->slot);
	u32 done = le32_to_cpu(wq->done);

	/* Ahead of what was submitted: nonsense. */
	if ((s32)(stamp - wq->value) > 0)
		return done;

	while (done != wq->emitted && (s32)(stamp - wq->ends[(done + 1) % AGX_WQ_JOBS]) >= 0) {
		done++;
		agx_boot_job_end(wq->agx);
	}

	return done;
}

/**
 * agx_wq_process() - see what is done
 * @wq: queue
 */
void agx_wq_process(struct agx_wq *wq)
{
	guard(mutex)(&wq->lock);

	WRITE_ONCE(wq->done, cpu_to_le32(wq_count_done(wq)));
	fwgpu_fence_queue_process(fwgpu_fence_queue_peek(&wq->fences));
}

/**
 * agx_wq_kill() - give up on a queue
 * @wq: queue
 * @error: what its jobs fail with
 */
void agx_wq_kill(struct agx_wq *wq, int error)
{
	guard(mutex)(&wq->lock);

	WRITE_ONCE(wq->done, cpu_to_le32(wq_count_done(wq)));
	fwgpu_fence_queue_kill(fwgpu_fence_queue_peek(&wq->fences), error);

	/* What the firmware still finishes of it is nobody's business. */
	for (; wq->emitted != le32_to_cpu(wq->done); wq->emitted--)
		agx_boot_job_end(wq->agx);
}

/**
 * agx_wq_error() - why a queue was killed
 * @wq: queue
 *
 * Return: an errno, or 0 while it lives.
 */
int agx_wq_error(const struct agx_wq *wq)
{
	return fwgpu_fence_queue_error(fwgpu_fence_queue_peek(&wq->fences));
}

/**
 * agx_wq_pending() - how many jobs the firmware has
 * @wq: queue
 *
 * Return: number of jobs.
 */
u64 agx_wq_pending(const struct agx_wq *wq)
{
	return fwgpu_fence_queue_pending(fwgpu_fence_queue_peek(&wq->fences));
}

/**
 * agx_wq_info_va() - where the firmware knows a queue
 * @wq: queue
 *
 * Return: address of its QueueInfo.
 */
u64 agx_wq_info_va(const struct agx_wq *wq)
{
	return wq_va(&wq->info);
}

/**
 * agx_wq_notifier_va() - where the firmware counts
 * @wq: queue
 *
 * Return: address of its Notifier.
 */
u64 agx_wq_notifier_va(const struct agx_wq *wq)
{
	return wq_va(&wq->notifier);
}

/**
 * agx_wq_timestamps_va() - where times go that nobody asked for
 * @wq: queue
 *
 * Return: address of a struct agx_job_timestamps.
 */
u64 agx_wq_timestamps_va(const struct agx_wq *wq)
{
	return wq_va(&wq->timestamps);
}

/**
 * agx_wq_uuid() - number of a queue
 * @wq: queue
 *
 * Return: the number.
 */
u32 agx_wq_uuid(const struct agx_wq *wq)
{
	return wq->uuid;
}
