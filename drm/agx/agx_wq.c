// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Work queues
 *
 * A user's queue has up to three of the firmware's: one for compute commands
 * and two for the halves of renders. Each is a ring of addresses of commands. A
 * message on a pipe tells the firmware how far the ring is filled; the stamp of
 * the ring's event slot tells us how many commands are done. A ring is made when
 * it is first needed and has its slot for as long as it lives.
 *
 * The firmware counts what it has done in the queue's notifier and sends an
 * event when the count reaches a threshold, which is raised before the messages.
 *
 * A job is done when all of its commands are, and all jobs before it. The stamps
 * are the firmware's word: one that is ahead of what was submitted completes
 * nothing.
 *
 * The firmware writes when each command began and ended. A command has the place
 * for it that its number gives it, and another has that only when so many are
 * done.
 */
#include "agx_wq.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "agx_event.h"
#include "agx_job.h"
#include "agx_layout.h"
#include "agx_layout_render.h"
#include "agx_pm.h"
#include "agx_recover.h"
#include "agx_stamp.h"
#include "agx_work.h"
#include "arch/arch.h"

#include "drm/fwgpu/fwgpu_fence.h"
#include "drm/fwgpu/fwgpu_queue.h"
#include "drm/fwgpu/fwgpu_usage.h"
#include "drm/own/order.h"

#include "firmware/agx/channels.h"
#include "firmware/agx/workqueue.h"

#include <drm/drm_print.h>

#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

/* Jobs that may be in the firmware at a time, a power of two above AGX_WQ_MAX_COMMANDS. */
#define AGX_WQ_JOBS	128

/* Commands of a ring whose times there is room for, a power of two above AGX_WQ_MAX_COMMANDS. */
#define AGX_WQ_TIMES	128

/* Of a ring's commands in a dump. */
#define AGX_WQ_SHOW_COMMANDS	16

/**
 * struct wq_ring - memory of a queue of the firmware's
 */
struct wq_ring {
	/** @there: the rest is. */
	bool there;
	/** @slot: event slot. */
	u32 slot;
	/** @state: positions. */
	struct agx_obj_slot state;
	/** @ring: addresses of commands. */
	struct agx_obj_slot ring;
	/** @info: what a message names. */
	struct agx_obj_slot info;
	/** @gpu_buf: the firmware's own. */
	struct agx_obj_slot gpu_buf;
};

/**
 * struct wq_pos - how far it is
 */
struct wq_pos {
	/** @used: there is such a ring. */
	bool used;
	/** @is_new: the firmware does not know it yet. */
	bool is_new;
	/** @wptr: next entry. */
	u32 wptr;
	/** @told: what of it the firmware was told. */
	u32 told;
	/** @value: stamp of the newest command. */
	u32 value;
	/** @seq: number of commands so far. */
	u32 seq;
	/** @timed: number of those whose times were counted. */
	u32 timed;
	/** @since: in ns, no time before counts. */
	u64 since;
	/** @ends: stamp at the end of each job, by number. */
	u32 ends[AGX_WQ_JOBS];
};

/**
 * struct agx_wq - a queue
 */
struct agx_wq {
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @uuid: its number. */
	u32 uuid;
	/** @priority: which pipes. */
	u32 priority;
	/** @list: head of a list of the firmware's. */
	struct agx_obj_slot list;
	/** @notifier: counts what is done. */
	struct agx_obj_slot notifier;
	/** @threshold: when to send an event. */
	struct agx_obj_slot threshold;
	/** @context: the firmware's state of the client. */
	struct agx_obj_slot context;
	/** @times: AGX_WQ_TIMES struct agx_job_timestamps for each kind of pipe. */
	struct agx_obj_slot times;
	/** @usage: whose time it is. */
	struct fwgpu_usage_slot usage;
	/** @fences: of the jobs; their number is @done. */
	struct fwgpu_fence_queue_slot fences;
	/** @setup: keeps others from making the same ring. */
	struct mutex setup;
	/** @rings: by enum agx_pipe_type; made under @setup, constant once it is there. */
	struct wq_ring rings[AGX_PIPE_TYPES];

	/** @lock: protects the rest. Taken while fences are being signalled. */
	struct mutex lock __acquired_after(setup);
	/** @pos: by enum agx_pipe_type. */
	struct wq_pos pos[AGX_PIPE_TYPES] __guarded_by(&lock);
	/** @counter: number of commands of all rings so far. */
	u64 counter __guarded_by(&lock);
	/** @emitted: number of the newest job. */
	u32 emitted __guarded_by(&lock);
	/** @unheard: a job that introduces the tiled vertex buffer was refused. */
	bool unheard __guarded_by(&lock);
	/** @vm_slots: address space of each job, by number. */
	u8 vm_slots[AGX_WQ_JOBS] __guarded_by(&lock);
	/** @kept: what the firmware may still use of jobs that are over for us. */
	struct list_head kept __guarded_by(&lock);
	/** @late: something in @kept is not known to be idle. */
	bool late __guarded_by(&lock);
	/** @tidy: finds out, as nobody waits for what is over. */
	struct work_struct tidy;
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
 * Rings.
 */

static int ring_alloc_objects(struct wq_ring *ring, struct agx_device *agx)
{
	struct agx_heap *shared = &agx->heap[AGX_HEAP_FW_SHARED];
	struct agx_heap *private = &agx->heap[AGX_HEAP_FW_PRIV];
	int ret;

	ret = agx_obj_fill(shared, sizeof(struct agx_queue_state), &ring->state);
	if (!ret)
		ret = agx_obj_fill(shared, AGX_QUEUE_ENTRIES * sizeof(u64), &ring->ring);
	if (!ret)
		ret = agx_obj_fill(private, agx->layout->queue_info_size, &ring->info);
	if (!ret)
		ret = agx_obj_fill(private, AGX_QUEUE_GPU_BUF_SIZE, &ring->gpu_buf);
	return ret;
}

static void ring_free_objects(struct wq_ring *ring)
{
	agx_obj_clear(&ring->gpu_buf);
	agx_obj_clear(&ring->info);
	agx_obj_clear(&ring->ring);
	agx_obj_clear(&ring->state);
}

static void wq_fill_ring(struct agx_wq *wq, enum agx_pipe_type type)
{
	struct wq_ring *ring = &wq->rings[type];
	struct agx_queue_state *state = wq_cpu(&ring->state);
	const struct agx_wq_addrs addrs = {
		.state = wq_va(&ring->state),
		.ring = wq_va(&ring->ring),
		.notifier_list = wq_va(&wq->list),
		.gpu_buf = wq_va(&ring->gpu_buf),
		.context = wq_va(&wq->context),
		.type = type,
		.uuid = wq->uuid,
		.priority = wq->priority,
	};

	state->size = AGX_QUEUE_ENTRIES;
	agx_layout_init_queue(wq->agx->layout, wq_cpu(&ring->info), &addrs);
}

/* Jobs that were there before the ring have nothing in it. */
static void wq_start_ring(struct agx_wq *wq, enum agx_pipe_type type)
{
	/* Who had the slot before has left its stamp where it was. */
	u32 value = agx_event_stamp(wq->agx, wq->rings[type].slot);
	struct wq_pos *pos;

	guard(mutex)(&wq->lock);

	pos = &wq->pos[type];
	pos->value = value;
	for (u32 i = 0; i < AGX_WQ_JOBS; i++)
		pos->ends[i] = value;
	pos->since = agx_arch_time();
	pos->is_new = true;
	pos->used = true;
}

static int wq_make_ring(struct agx_wq *wq, enum agx_pipe_type type)
	__must_hold(&wq->setup)
{
	struct wq_ring *ring = &wq->rings[type];
	int ret;

	ret = ring_alloc_objects(ring, wq->agx);
	if (!ret)
		ret = agx_event_acquire(wq->agx, wq, ring);
	if (ret < 0) {
		ring_free_objects(ring);
		return ret;
	}

	ring->slot = (u32)ret;
	wq_fill_ring(wq, type);
	wq_start_ring(wq, type);
	ring->there = true;
	return 0;
}

/**
 * agx_wq_add() - see that a queue takes commands of a kind
 * @wq: queue
 * @type: kind of pipe
 *
 * Return: 0; -ENOMEM; -EBUSY if there are too many queues.
 */
int agx_wq_add(struct agx_wq *wq, enum agx_pipe_type type)
{
	guard(mutex)(&wq->setup);

	return wq->rings[type].there ? 0 : wq_make_ring(wq, type);
}

/*
 * What is over.
 */

static void wq_free_works(struct list_head *works)
{
	struct agx_work *work, *next;

	list_for_each_entry_safe(work, next, works, node)
		agx_work_free(work);
}

/* Whether so many jobs behind a job are done. */
static bool wq_is_behind(const struct agx_wq *wq, const struct agx_work *work, s32 jobs)
	__must_hold(&wq->lock)
{
	return (s32)(le32_to_cpu(wq->done) - (u32)work->number) >= jobs;
}

/*
 * Takes what is done: what the firmware does not look back at any more is @over,
 * the last is @idle.
 */
static void wq_take_done(struct agx_wq *wq, struct list_head *over, struct list_head *idle)
{
	struct agx_work *work, *next;

	guard(mutex)(&wq->lock);

	wq->late = false;
	list_for_each_entry_safe(work, next, &wq->kept, node) {
		if (wq_is_behind(wq, work, 1))
			list_move_tail(&work->node, over);
		else if (wq_is_behind(wq, work, 0))
			list_move_tail(&work->node, idle);
		else
			wq->late = true;
	}
}

/* Gives back what was used of jobs that are done. Not under our lock, which fences wait for. */
static void wq_tidy(struct work_struct *tidy)
{
	struct agx_wq *wq = container_of(tidy, struct agx_wq, tidy);
	struct agx_work *work;
	LIST_HEAD(over);
	LIST_HEAD(idle);

	wq_take_done(wq, &over, &idle);
	wq_free_works(&over);
	list_for_each_entry(work, &idle, node)
		agx_work_idle(work);

	guard(mutex)(&wq->lock);
	list_splice(&idle, &wq->kept);
}

/*
 * Life.
 */

static int wq_alloc_objects(struct agx_wq *wq)
{
	struct agx_heap *shared = &wq->agx->heap[AGX_HEAP_FW_SHARED];
	struct agx_heap *private = &wq->agx->heap[AGX_HEAP_FW_PRIV];
	int ret;

	ret = agx_obj_fill(private, sizeof(struct agx_notifier_list), &wq->list);
	if (!ret)
		ret = agx_obj_fill(private, wq->agx->layout->notifier_size, &wq->notifier);
	if (!ret)
		ret = agx_obj_fill(shared, sizeof(u64), &wq->threshold);
	if (!ret)
		ret = agx_obj_fill(shared, sizeof(struct agx_gpu_context), &wq->context);
	if (!ret)
		ret = agx_obj_fill(shared, AGX_PIPE_TYPES * AGX_WQ_TIMES *
				   sizeof(struct agx_job_timestamps), &wq->times);
	return ret;
}

static void wq_fill_objects(struct agx_wq *wq)
{
	struct agx_notifier_list *list = wq_cpu(&wq->list);
	struct agx_gpu_context *context = wq_cpu(&wq->context);
	const struct agx_wq_addrs addrs = {
		.threshold = wq_va(&wq->threshold),
		.type = AGX_PIPE_COMPUTE,
		.uuid = wq->uuid,
	};

	list->list.next = wq_va(&wq->list);
	context->unk_0 = 0xff;
	context->unk_1 = 0xff;
	context->unk_5 = 1;
	context->unk_1e = 0xff;
	context->unk_23 = 2;
	agx_layout_init_notifier(wq->agx->layout, wq_cpu(&wq->notifier), &addrs);
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

static int wq_init(struct agx_wq *wq, struct agx_device *agx, struct fwgpu_usage *usage,
		   u32 priority)
{
	static atomic_t next_uuid;
	struct fwgpu_usage_own ref;
	int ret;

	fwgpu_usage_get(&ref, usage);
	fwgpu_usage_store(&wq->usage, &ref);
	wq->agx = agx;
	wq->uuid = (u32)atomic_inc_return(&next_uuid);
	wq->priority = priority;
	mutex_init(&wq->setup);
	INIT_WORK(&wq->tidy, wq_tidy);
	scoped_guard(mutex_init, &wq->lock)
		INIT_LIST_HEAD(&wq->kept);

	ret = wq_init_fences(wq);
	if (!ret)
		ret = wq_alloc_objects(wq);
	if (!ret)
		wq_fill_objects(wq);
	return ret;
}

/**
 * agx_wq_create() - create a queue
 * @agx: the GPU
 * @usage: account that the time of its commands goes to
 * @priority: 0 is the highest, 3 the lowest
 * @h: the queue; agx_wq_add() says what it can do
 *
 * Return: 0 or -ENOMEM.
 */
int agx_wq_create(struct agx_device *agx, struct fwgpu_usage *usage, u32 priority,
		  struct agx_wq_own *h)
{
	struct agx_wq_own wq;
	int ret;

	ret = agx_wq_adopt(&wq, kzalloc_obj(struct agx_wq, GFP_KERNEL_ACCOUNT));
	if (ret)
		return ret;

	ret = wq_init(agx_wq_borrow(&wq), agx, usage, priority);
	if (ret) {
		agx_wq_drop(&wq);
		return ret;
	}

	agx_wq_move(h, &wq);
	return 0;
}

static bool wq_is_known(struct agx_wq *wq)
{
	guard(mutex)(&wq->lock);

	for (u32 type = 0; type < AGX_PIPE_TYPES; type++) {
		if (wq->pos[type].used && !wq->pos[type].is_new)
			return true;
	}
	return false;
}

/**
 * agx_wq_retire() - have the firmware forget a queue
 * @wq: queue that the firmware has no work of
 *
 * Releases what it was allowed to look back at.
 */
void agx_wq_retire(struct agx_wq *wq)
{
	LIST_HEAD(works);

	if (wq_is_known(wq) && !READ_ONCE(wq->agx->crashed) &&
	    agx_channel_destroy(wq->agx, wq_cpu(&wq->context), wq_va(&wq->context)))
		agx_recover_give_up(wq->agx, "it does not forget a queue");

	cancel_work_sync(&wq->tidy);
	scoped_guard(mutex, &wq->lock)
		list_splice_init(&wq->kept, &works);
	wq_free_works(&works);
}

static void wq_free_ring(struct agx_wq *wq, struct wq_ring *ring)
{
	if (ring->there)
		agx_event_release(wq->agx, ring, ring->slot);
	ring_free_objects(ring);
}

/**
 * agx_wq_free() - release a queue; use agx_wq_drop()
 * @wq: queue that the firmware has no work of
 */
void agx_wq_free(struct agx_wq *wq)
{
	for (u32 type = 0; type < AGX_PIPE_TYPES; type++)
		wq_free_ring(wq, &wq->rings[type]);

	fwgpu_fence_queue_clear(&wq->fences);
	agx_obj_clear(&wq->times);
	fwgpu_usage_clear(&wq->usage);
	agx_obj_clear(&wq->context);
	agx_obj_clear(&wq->threshold);
	agx_obj_clear(&wq->notifier);
	agx_obj_clear(&wq->list);
	mutex_destroy(&wq->lock);
	mutex_destroy(&wq->setup);
	kfree(wq);
}

/*
 * Work.
 */

static void wq_push(struct agx_wq *wq, enum agx_pipe_type type, u64 va)
	__must_hold(&wq->lock)
{
	u64 *entries = wq_cpu(&wq->rings[type].ring);
	struct wq_pos *pos = &wq->pos[type];

	WRITE_ONCE(entries[pos->wptr], va);
	pos->wptr = pos->wptr + 1 == AGX_QUEUE_ENTRIES ? 0 : pos->wptr + 1;
}

static u64 wq_times_offset(enum agx_pipe_type type, u32 seq)
{
	return (type * AGX_WQ_TIMES + seq % AGX_WQ_TIMES) * sizeof(struct agx_job_timestamps);
}

static struct agx_job_timestamps *wq_times(struct agx_wq *wq, enum agx_pipe_type type, u32 seq)
{
	return wq_cpu(&wq->times) + wq_times_offset(type, seq);
}

/* The stamp that a ring's next command leaves behind. */
static struct agx_stamp_args wq_next_stamp(struct agx_wq *wq, enum agx_pipe_type type, bool flush)
	__must_hold(&wq->lock)
{
	struct wq_pos *pos = &wq->pos[type];
	u64 times = wq_va(&wq->times) + wq_times_offset(type, pos->seq);
	u32 slot = wq->rings[type].slot;

	*wq_times(wq, type, pos->seq) = (struct agx_job_timestamps) { };
	pos->value += AGX_STAMP_STEP;
	return (struct agx_stamp_args) {
		.stamp = agx_event_stamp_va(wq->agx, slot),
		.fw_stamp = agx_event_fw_stamp_va(wq->agx, slot),
		.slot = slot,
		.value = pos->value,
		.seq = pos->seq++,
		.counter = wq->counter++,
		.times = times,
		.flush = flush,
	};
}

/* Fills a barrier before the next command of @type, until @on is as far as @value. */
static void wq_fill_barrier(struct agx_wq *wq, struct agx_cmd_barrier *barrier,
			    enum agx_pipe_type type, enum agx_pipe_type on, u32 value)
	__must_hold(&wq->lock)
{
	u32 slot = wq->rings[on].slot;

	*barrier = (struct agx_cmd_barrier) {
		.tag = AGX_CMD_BARRIER,
		.wait_stamp = agx_event_fw_stamp_va(wq->agx, slot),
		.wait_value = value,
		.wait_slot = slot,
		.stamp_self = wq->pos[type].value + AGX_STAMP_STEP,
		.internal_type = 1,
	};
}

/* Where each ring was before a submission. */
struct wq_base {
	u32 value[AGX_PIPE_TYPES];
};

static void wq_push_barriers(struct agx_wq *wq, const struct agx_job_cmd *cmd,
			     enum agx_pipe_type type, const struct wq_base *base)
	__must_hold(&wq->lock)
{
	if (cmd->render_barrier != AGX_BARRIER_NONE && wq->pos[AGX_PIPE_FRAGMENT].used) {
		wq_fill_barrier(wq, &cmd->intro->render, type, AGX_PIPE_FRAGMENT,
				base->value[AGX_PIPE_FRAGMENT] +
				cmd->render_barrier * AGX_STAMP_STEP);
		wq_push(wq, type, cmd->intro_va + offsetof(struct agx_job_intro, render));
	}

	if (cmd->compute_barrier != AGX_BARRIER_NONE && wq->pos[AGX_PIPE_COMPUTE].used) {
		wq_fill_barrier(wq, &cmd->intro->compute, type, AGX_PIPE_COMPUTE,
				base->value[AGX_PIPE_COMPUTE] +
				cmd->compute_barrier * AGX_STAMP_STEP);
		wq_push(wq, type, cmd->intro_va + offsetof(struct agx_job_intro, compute));
	}
}

static void wq_push_compute(struct agx_wq *wq, const struct agx_job_cmd *cmd, bool flush)
	__must_hold(&wq->lock)
{
	struct agx_stamp_args args = wq_next_stamp(wq, AGX_PIPE_COMPUTE, flush);

	agx_compute_stamp(wq->agx->layout->compute, cmd->cpu, &args);
	wq_push(wq, AGX_PIPE_COMPUTE, cmd->va);
}

static void wq_push_render(struct agx_wq *wq, const struct agx_job_cmd *cmd, bool flush)
	__must_hold(&wq->lock)
{
	const struct agx_render_layout *layout = wq->agx->layout->render;
	struct agx_stamp_args fragment, vertex;

	wq_fill_barrier(wq, &cmd->intro->half, AGX_PIPE_FRAGMENT, AGX_PIPE_VERTEX,
			wq->pos[AGX_PIPE_VERTEX].value + AGX_STAMP_STEP);
	cmd->intro->half.internal_type = 0;
	wq_push(wq, AGX_PIPE_FRAGMENT, cmd->intro_va + offsetof(struct agx_job_intro, half));

	fragment = wq_next_stamp(wq, AGX_PIPE_FRAGMENT, flush);
	vertex = wq_next_stamp(wq, AGX_PIPE_VERTEX, flush);
	agx_render_stamp_fragment(layout, cmd->fragment_cpu, cmd->fragment_finalize, &fragment);
	agx_render_stamp_vertex(layout, cmd->cpu, cmd->finalize, &vertex, &fragment);
	wq_push(wq, AGX_PIPE_FRAGMENT, cmd->fragment_va);

	if (cmd->needs_init) {
		cmd->intro->init.stamp_value = vertex.value;
		wq_push(wq, AGX_PIPE_VERTEX, cmd->intro_va + offsetof(struct agx_job_intro, init));
	}
	wq_push(wq, AGX_PIPE_VERTEX, cmd->va);
}

/* Whether a command is the last of its kind in a submission. */
static bool wq_is_last(const struct agx_job_cmd *cmds, u32 count, u32 index)
{
	bool render = cmds[index].fragment_cpu;

	while (++index < count) {
		if (render == !!cmds[index].fragment_cpu)
			return false;
	}
	return true;
}

/* Returns how many steps the notifier will count. */
static u32 wq_push_cmd(struct agx_wq *wq, const struct agx_job_cmd *cmd, bool flush,
		       const struct wq_base *base)
	__must_hold(&wq->lock)
{
	bool render = cmd->fragment_cpu;

	wq_push_barriers(wq, cmd, render ? AGX_PIPE_VERTEX : AGX_PIPE_COMPUTE, base);
	if (render)
		wq_push_render(wq, cmd, flush);
	else
		wq_push_compute(wq, cmd, flush);
	return render ? 2 : 1;
}

static void wq_push_all(struct agx_wq *wq, const struct agx_job_cmd *cmds, u32 count)
	__must_hold(&wq->lock)
{
	u64 *threshold = wq_cpu(&wq->threshold);
	struct wq_base base;
	u32 steps = 0;

	for (u32 type = 0; type < AGX_PIPE_TYPES; type++)
		base.value[type] = wq->pos[type].value;
	for (u32 i = 0; i < count; i++)
		steps += wq_push_cmd(wq, &cmds[i], wq_is_last(cmds, count, i), &base);

	wq->emitted++;
	for (u32 type = 0; type < AGX_PIPE_TYPES; type++)
		wq->pos[type].ends[wq->emitted % AGX_WQ_JOBS] = wq->pos[type].value;
	WRITE_ONCE(*threshold, *threshold + steps);
}

/**
 * struct wq_messages - what the firmware is told of a submission
 */
struct wq_messages {
	/** @count: how many. */
	u32 count;
	/** @msg: in order. */
	struct agx_pipe_msg msg[AGX_PIPE_TYPES];
};

static void wq_tell(struct agx_wq *wq, enum agx_pipe_type type, struct wq_messages *out)
	__must_hold(&wq->lock)
{
	struct wq_ring *ring = &wq->rings[type];
	struct wq_pos *pos = &wq->pos[type];
	struct agx_queue_state *state;

	if (pos->told == pos->wptr)
		return;

	out->msg[out->count++] = (struct agx_pipe_msg) {
		.type = type,
		.queue = wq_va(&ring->info),
		.wptr = pos->wptr,
		.event_slot = ring->slot,
		.is_new = pos->is_new,
	};
	state = wq_cpu(&ring->state);
	WRITE_ONCE(state->cpu_wptr, pos->wptr);
	pos->told = pos->wptr;
	pos->is_new = false;
}

/* Who gives the firmware up takes our lock after he has said so. */
static bool wq_is_given_up(const struct agx_wq *wq)
	__must_hold(&wq->lock)
{
	return READ_ONCE(wq->agx->crashed);
}

/*
 * Whether the firmware may have so many commands more. The scheduler counts jobs
 * that are not over for us; the firmware may have others.
 */
static bool wq_has_room(const struct agx_wq *wq, u32 count)
	__must_hold(&wq->lock)
{
	if (wq->emitted - le32_to_cpu(wq->done) >= AGX_WQ_JOBS - 1)
		return false;

	for (u32 type = 0; type < AGX_PIPE_TYPES; type++) {
		if (wq->pos[type].seq - wq->pos[type].timed + count > AGX_WQ_MAX_COMMANDS)
			return false;
	}
	return true;
}

/* Whether the firmware may have a job. It cannot render to a buffer that it has not heard of. */
static bool wq_admit(struct agx_wq *wq, const struct agx_work *work)
	__must_hold(&wq->lock)
{
	bool room = wq_has_room(wq, work->filled);

	if (work->init_blocks)
		wq->unheard = !room;
	return room && !(work->renders && wq->unheard);
}

static int wq_emit(struct agx_wq *wq, struct agx_work *work, struct fwgpu_job *job,
		   struct wq_messages *out)
{
	int ret;

	guard(mutex)(&wq->lock);

	if (wq_is_given_up(wq))
		return -ENODEV;
	if (!wq_admit(wq, work))
		return -EBUSY;

	ret = fwgpu_job_emit(job);
	if (ret)
		return ret;

	agx_pm_job_begin(wq->agx);
	wq_push_all(wq, work->cmds, work->filled);
	wq->vm_slots[wq->emitted % AGX_WQ_JOBS] = (u8)work->vm_slot;
	work->number = fwgpu_dma_fence_peek(&job->done)->seqno;

	/* Commands before the positions that show them. */
	fw_mb();
	/* Who waits is told before those that are waited for, as Asahi does. */
	wq_tell(wq, AGX_PIPE_FRAGMENT, out);
	wq_tell(wq, AGX_PIPE_VERTEX, out);
	wq_tell(wq, AGX_PIPE_COMPUTE, out);
	return 0;
}

/**
 * agx_wq_submit() - give commands to the firmware
 * @wq: queue, with room for them
 * @work: at least one; the queue's number for it is filled in
 * @job: whose they are, of a queue with our agx_wq_fences()
 *
 * May sleep, while the pipes are full; allocates nothing.
 *
 * Return: 0; -ENODEV if the firmware is dead; -EBUSY if it still has too many
 * that are over for us.
 */
int agx_wq_submit(struct agx_wq *wq, struct agx_work *work, struct fwgpu_job *job)
{
	struct wq_messages out = {};
	int ret;

	ret = wq_emit(wq, work, job, &out);
	if (ret)
		return ret;

	/* Without our lock: events are handled while we wait for room. */
	for (u32 i = 0; i < out.count; i++) {
		if (agx_channel_run(wq->agx, &out.msg[i], wq->priority))
			agx_recover_give_up(wq->agx, "it takes no work");
	}

	return 0;
}

/**
 * agx_wq_missed_init() - whether the tiled vertex buffer has to be introduced again
 * @wq: queue
 *
 * Return: true if a job was refused that would have done so, until one does.
 */
bool agx_wq_missed_init(struct agx_wq *wq)
{
	guard(mutex)(&wq->lock);
	return wq->unheard;
}

/* Whether the firmware is through with a job's commands in one ring. */
static bool wq_ring_is_past(struct agx_wq *wq, enum agx_pipe_type type, u32 job)
	__must_hold(&wq->lock)
{
	struct wq_pos *pos = &wq->pos[type];

	if (!pos->used)
		return true;

	return agx_stamp_is_past(agx_event_stamp(wq->agx, wq->rings[type].slot), pos->value,
				 pos->ends[job % AGX_WQ_JOBS]);
}

static bool wq_job_is_done(struct agx_wq *wq, u32 job)
	__must_hold(&wq->lock)
{
	for (u32 type = 0; type < AGX_PIPE_TYPES; type++) {
		if (!wq_ring_is_past(wq, type, job))
			return false;
	}
	return true;
}

/* Counts the jobs that the stamps say are done. */
static u32 wq_count_done(struct agx_wq *wq)
	__must_hold(&wq->lock)
{
	u32 done = le32_to_cpu(wq->done);

	while (done != wq->emitted && wq_job_is_done(wq, done + 1)) {
		done++;
		agx_pm_job_end(wq->agx);
	}

	return done;
}

static u64 wq_ns(u64 ticks)
{
	return mul_u64_u32_div(ticks, AGX_TICK_NS_NUM, AGX_TICK_NS_DEN);
}

/* The firmware's word: what is done cannot end later than now. */
static void wq_account(struct agx_wq *wq, enum agx_pipe_type type,
		       const struct agx_job_timestamps *times, u64 *since)
{
	u64 start = wq_ns(READ_ONCE(times->start));
	u64 end = min(wq_ns(READ_ONCE(times->end)), agx_arch_time());

	fwgpu_usage_add(fwgpu_usage_peek(&wq->usage), type, start, end, since);
}

/* Counts the time of what is done in a ring. */
static void wq_count_times(struct agx_wq *wq, enum agx_pipe_type type)
	__must_hold(&wq->lock)
{
	struct wq_pos *pos = &wq->pos[type];
	u32 behind, done;

	if (!pos->used)
		return;

	behind = pos->value - agx_event_stamp(wq->agx, wq->rings[type].slot);
	/* Ahead of what was submitted: nonsense. */
	if ((s32)behind < 0)
		return;

	done = pos->seq - behind / AGX_STAMP_STEP;
	/* Stamps before the times of what they end. */
	fw_rmb();
	for (; (s32)(done - pos->timed) > 0; pos->timed++)
		wq_account(wq, type, wq_times(wq, type, pos->timed), &pos->since);
}

static void wq_process(struct agx_wq *wq)
	__must_hold(&wq->lock)
{
	u32 done = wq_count_done(wq);

	if (wq->late && done != le32_to_cpu(wq->done))
		queue_work(system_dfl_wq, &wq->tidy);
	for (u32 type = 0; type < AGX_PIPE_TYPES; type++)
		wq_count_times(wq, type);
	WRITE_ONCE(wq->done, cpu_to_le32(done));
	fwgpu_fence_queue_process(fwgpu_fence_queue_peek(&wq->fences));
}

/**
 * agx_wq_process() - see what is done
 * @wq: queue
 */
void agx_wq_process(struct agx_wq *wq)
{
	guard(mutex)(&wq->lock);
	wq_process(wq);
}

/**
 * agx_wq_progress() - how many commands the firmware has done
 * @wq: queue
 *
 * Return: the number, as of the last agx_wq_process(); the halves of a render
 * count alone.
 */
u64 agx_wq_progress(struct agx_wq *wq)
{
	u64 done = 0;

	guard(mutex)(&wq->lock);

	for (u32 type = 0; type < AGX_PIPE_TYPES; type++)
		done += wq->pos[type].timed;
	return done;
}

static void wq_keep_submitted(struct agx_wq *wq, struct agx_work *work)
{
	scoped_guard(mutex, &wq->lock)
		list_add_tail(&work->node, &wq->kept);
	wq_tidy(&wq->tidy);
}

/**
 * agx_wq_keep() - keep what the firmware uses of a job until it is done with it
 * @wq: queue
 * @h: part of a job that is over for us; consumed
 *
 * Releases what others left in the meantime. The firmware may look back at the
 * last command that it has done, so that one's memory stays until the next.
 */
void agx_wq_keep(struct agx_wq *wq, struct agx_work_own *h)
{
	if (!agx_work_borrow(h)->number) {
		agx_work_drop(h);
		return;
	}

	wq_keep_submitted(wq, agx_work_give(h));
}

/*
 * What goes wrong.
 */

/* Which ring has an event slot; AGX_PIPE_TYPES if none has. */
static u32 wq_find_ring(const struct agx_wq *wq, u32 slot)
	__must_hold(&wq->lock)
{
	u32 type = 0;

	while (type < AGX_PIPE_TYPES && !(wq->pos[type].used && wq->rings[type].slot == slot))
		type++;
	return type;
}

/**
 * agx_wq_find_info() - where the firmware knows the ring that has a slot
 * @wq: queue
 * @slot: event slot; like @pipe the firmware's word
 * @pipe: enum agx_pipe_type
 * @va: address of its QueueInfo
 *
 * Return: 0, or -EINVAL if there is no such ring.
 */
int agx_wq_find_info(struct agx_wq *wq, u32 slot, u32 pipe, u64 *va)
{
	guard(mutex)(&wq->lock);

	if (pipe >= AGX_PIPE_TYPES || wq_find_ring(wq, slot) != pipe)
		return -EINVAL;

	*va = wq_va(&wq->rings[pipe].info);
	return 0;
}

/* Fails the jobs that are not done and begin in a ring before @value. */
static void wq_fail_before(struct agx_wq *wq, const struct wq_pos *pos, u32 slot, u32 value,
			   const struct agx_blame *blame)
	__must_hold(&wq->lock)
{
	struct fwgpu_fence_queue *fences = fwgpu_fence_queue_peek(&wq->fences);
	u64 seqno = fwgpu_fence_queue_completed(fences);
	u32 number = le32_to_cpu(wq->done);

	while (number != wq->emitted &&
	       agx_stamp_is_ahead(value, pos->ends[number % AGX_WQ_JOBS])) {
		u32 begin = pos->ends[number++ % AGX_WQ_JOBS];
		u32 vm_slot = wq->vm_slots[number % AGX_WQ_JOBS];

		seqno++;
		/* Unless it has nothing in this ring. */
		if (pos->ends[number % AGX_WQ_JOBS] != begin)
			fwgpu_fence_queue_fail(fences, seqno, seqno,
					       agx_blame_error(blame, slot, vm_slot));
	}
}

/**
 * agx_wq_fail() - say what jobs fail with that the firmware drops
 * @wq: queue
 * @slot: event slot of one of its rings
 * @value: stamp of the newest command that is dropped, the firmware's word
 * @blame: why
 *
 * What is done is done well. The fences are signalled when the firmware has
 * ended the commands.
 *
 * Return: 0, or -EINVAL if there is no such command.
 */
int agx_wq_fail(struct agx_wq *wq, u32 slot, u32 value, const struct agx_blame *blame)
{
	const struct wq_pos *pos;
	u32 type;

	guard(mutex)(&wq->lock);

	wq_process(wq);
	type = wq_find_ring(wq, slot);
	if (type == AGX_PIPE_TYPES || le32_to_cpu(wq->done) == wq->emitted)
		return -EINVAL;

	pos = &wq->pos[type];
	if (agx_stamp_is_ahead(value, pos->value))
		return -EINVAL;

	wq_fail_before(wq, pos, slot, value, blame);
	return 0;
}

/**
 * agx_wq_fail_current() - say what the job fails with that the firmware is at
 * @wq: queue
 * @type: in which of its rings
 * @error: why
 *
 * The fence is signalled when the firmware has ended the job.
 */
void agx_wq_fail_current(struct agx_wq *wq, enum agx_pipe_type type, int error)
{
	struct fwgpu_fence_queue *fences = fwgpu_fence_queue_peek(&wq->fences);
	u32 number;
	u64 seqno;

	guard(mutex)(&wq->lock);

	wq_process(wq);
	seqno = fwgpu_fence_queue_completed(fences);
	for (number = le32_to_cpu(wq->done); number != wq->emitted; number++) {
		seqno++;
		if (!wq_ring_is_past(wq, type, number + 1)) {
			fwgpu_fence_queue_fail(fences, seqno, seqno, error);
			return;
		}
	}
}

/**
 * agx_wq_expire() - wait no longer for a job
 * @wq: queue
 * @work: what the firmware has of the job, all the same
 * @error: what the job fails with, unless it is done or not the oldest
 */
void agx_wq_expire(struct agx_wq *wq, const struct agx_work *work, int error)
{
	guard(mutex)(&wq->lock);

	wq_process(wq);
	fwgpu_fence_queue_expire(fwgpu_fence_queue_peek(&wq->fences), work->number, error);
}

static void wq_show_commands(struct agx_wq *wq, u32 type, u32 read, struct drm_printer *p)
	__must_hold(&wq->lock)
{
	const u64 *entries = wq_cpu(&wq->rings[type].ring);
	u32 left = AGX_WQ_SHOW_COMMANDS;

	if (read >= AGX_QUEUE_ENTRIES)
		return;

	while (read != wq->pos[type].wptr && left--) {
		drm_printf(p, "\t\tcommand: %#llx\n", READ_ONCE(entries[read]));
		read = read + 1 == AGX_QUEUE_ENTRIES ? 0 : read + 1;
	}
}

static void wq_show_ring(struct agx_wq *wq, u32 type, struct drm_printer *p)
	__must_hold(&wq->lock)
{
	static const char * const names[AGX_PIPE_TYPES] = {
		[AGX_PIPE_VERTEX] = "vertex",
		[AGX_PIPE_FRAGMENT] = "fragment",
		[AGX_PIPE_COMPUTE] = "compute",
	};
	const struct agx_queue_state *state = wq_cpu(&wq->rings[type].state);
	const struct wq_ring *ring = &wq->rings[type];
	const struct wq_pos *pos = &wq->pos[type];
	u32 read = READ_ONCE(state->gpu_rptr);

	drm_printf(p, "\t%s: slot %u, stamp %#x of %#x, done %u, read %u, written %u, info %#llx\n",
		   names[type], ring->slot, agx_event_stamp(wq->agx, ring->slot), pos->value,
		   READ_ONCE(state->gpu_doneptr), read, pos->wptr, wq_va(&ring->info));
	wq_show_commands(wq, type, read, p);
}

/**
 * agx_wq_show() - print the state of a queue and of one of its rings
 * @wq: queue
 * @slot: event slot of the ring
 * @p: where
 */
void agx_wq_show(struct agx_wq *wq, u32 slot, struct drm_printer *p)
{
	u32 type;

	guard(mutex)(&wq->lock);

	drm_printf(p, "queue %u: priority %u, jobs done %u of %u\n", wq->uuid, wq->priority,
		   le32_to_cpu(wq->done), wq->emitted);
	type = wq_find_ring(wq, slot);
	if (type < AGX_PIPE_TYPES)
		wq_show_ring(wq, type, p);
}

/**
 * agx_wq_kill() - give up on a queue
 * @wq: queue of a firmware that is dead
 * @error: what its jobs fail with
 */
void agx_wq_kill(struct agx_wq *wq, int error)
{
	guard(mutex)(&wq->lock);

	WRITE_ONCE(wq->done, cpu_to_le32(wq_count_done(wq)));
	fwgpu_fence_queue_kill(fwgpu_fence_queue_peek(&wq->fences), error);

	/* The firmware is dead. */
	for (; wq->emitted != le32_to_cpu(wq->done); wq->emitted--)
		agx_pm_job_end(wq->agx);
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
 * agx_wq_fences() - the fences of a queue's jobs
 * @wq: queue
 *
 * Return: borrowed from @wq.
 */
struct fwgpu_fence_queue *agx_wq_fences(const struct agx_wq *wq)
{
	return fwgpu_fence_queue_peek(&wq->fences);
}

/**
 * agx_wq_info_va() - where the firmware knows a queue
 * @wq: queue
 * @type: kind of pipe that it was told of with agx_wq_add()
 *
 * Return: address of its QueueInfo.
 */
u64 agx_wq_info_va(const struct agx_wq *wq, enum agx_pipe_type type)
{
	return wq_va(&wq->rings[type].info);
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
 * agx_wq_uuid() - number of a queue
 * @wq: queue
 *
 * Return: the number.
 */
u32 agx_wq_uuid(const struct agx_wq *wq)
{
	return wq->uuid;
}
