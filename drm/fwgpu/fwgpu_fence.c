// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Job fences
 *
 * A hardware queue runs its jobs in order and writes the number of the last
 * finished one to memory. A fence queue is the list of fences that wait for
 * that number: an interrupt, or whoever looks for himself, has the memory read
 * and all fences up to it signalled. When the hardware gives up on a queue,
 * the fences left are signalled with an error.
 *
 * The memory is the hardware's to write and so is not believed: a number that
 * was never emitted completes nothing.
 *
 * A fence uses its queue until it is signalled, and no longer: the queue goes
 * away when its hardware does, whoever still holds the fences.
 */
#include "drm/fwgpu/fwgpu_fence.h"

#include <linux/cleanup.h>
#include <linux/dma-fence.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait_bit.h>

/**
 * struct fwgpu_fence_queue - the fences of one hardware queue
 */
struct fwgpu_fence_queue {
	/** @rcu: delays the free for those who read the names. */
	struct rcu_head rcu;
	/** @driver: name of the driver, a constant. */
	const char *driver;
	/** @timeline: name of the queue. */
	char timeline[32];
	/** @context: fence context. */
	u64 context;
	/** @wide: @seqno is 64 bits wide, not 32. */
	bool wide;
	/** @lock: taken before the locks of the fences. */
	spinlock_t lock;
	/** @seqno: where the hardware writes. */
	const void *seqno __guarded_by(&lock);
	/** @emitted: number of the newest fence. */
	u64 emitted __guarded_by(&lock);
	/** @completed: number of the newest fence that the hardware finished. */
	u64 completed __guarded_by(&lock);
	/** @seen: what fwgpu_fence_queue_catch_up() last found at @seqno. */
	u64 seen __guarded_by(&lock);
	/** @error: why the queue was killed, or 0. */
	int error __guarded_by(&lock);
	/** @pending: emitted and not signalled, oldest first; holds references. */
	struct list_head pending __guarded_by(&lock);
};

struct fwgpu_fence {
	/* First: the core frees the fence by this member's address. */
	struct dma_fence base;
	struct fwgpu_fence_queue *queue;
	struct list_head node;
};

static_assert(offsetof(struct fwgpu_fence, base) == 0);

static struct fwgpu_fence *to_fwgpu_fence(struct dma_fence *base)
{
	return container_of(base, struct fwgpu_fence, base);
}

static const char *fwgpu_fence_driver_name(struct dma_fence *base)
{
	return to_fwgpu_fence(base)->queue->driver;
}

static const char *fwgpu_fence_timeline_name(struct dma_fence *base)
{
	return to_fwgpu_fence(base)->queue->timeline;
}

/* No release and no wait: the core then forgets these once the fence is signalled. */
static const struct dma_fence_ops fwgpu_fence_ops = {
	.get_driver_name = fwgpu_fence_driver_name,
	.get_timeline_name = fwgpu_fence_timeline_name,
};

/* The number in memory, extended to 64 bits and never ahead of what was emitted. */
static u64 queue_read_seqno(const struct fwgpu_fence_queue *queue)
	__must_hold(&queue->lock)
{
	u64 seqno;

	if (queue->wide) {
		seqno = le64_to_cpu(READ_ONCE(*(const __le64 *)queue->seqno));
	} else {
		u32 low = le32_to_cpu(READ_ONCE(*(const __le32 *)queue->seqno));

		seqno = queue->completed + (u32)(low - (u32)queue->completed);
	}

	if (seqno < queue->completed || seqno > queue->emitted)
		return queue->completed;
	return seqno;
}

/* The first error stays. */
static void fence_mark(struct fwgpu_fence *fence, int error)
{
	if (error && !fence->base.error)
		dma_fence_set_error(&fence->base, error);
}

static void fence_finish(struct fwgpu_fence *fence, int error)
{
	list_del(&fence->node);
	fence_mark(fence, error);
	dma_fence_signal(&fence->base);
	dma_fence_put(&fence->base);
}

static bool queue_process_locked(struct fwgpu_fence_queue *queue)
	__must_hold(&queue->lock)
{
	u64 before = queue->completed;
	struct fwgpu_fence *fence, *next;

	queue->completed = queue_read_seqno(queue);
	if (queue->completed == before)
		return false;

	/* Under the lock, as who waits looks under the lock. */
	wake_up_var(queue);

	/* What the jobs wrote is read after the number that announces it. */
	dma_rmb();

	list_for_each_entry_safe(fence, next, &queue->pending, node) {
		if (fence->base.seqno > queue->completed)
			break;
		fence_finish(fence, 0);
	}

	return true;
}

static void queue_init(struct fwgpu_fence_queue *queue, const char *driver, const char *timeline,
		       const void *seqno, bool wide)
{
	queue->driver = driver;
	strscpy(queue->timeline, timeline);
	queue->context = dma_fence_context_alloc(1);
	queue->wide = wide;
	scoped_guard(spinlock_init, &queue->lock) {
		queue->seqno = seqno;
		INIT_LIST_HEAD(&queue->pending);
	}
}

/**
 * fwgpu_fence_queue_create() - create a fence queue
 * @driver: name of the driver; a constant
 * @timeline: name of the hardware queue; copied
 * @seqno: where the hardware writes its little-endian numbers, which start at
 *	1; aligned to its size, outlives the queue
 * @wide: @seqno has 64 bits, otherwise 32
 * @h: the queue
 *
 * Return: 0 or -ENOMEM.
 */
int fwgpu_fence_queue_create(const char *driver, const char *timeline, const void *seqno,
			     bool wide, struct fwgpu_fence_queue_own *h)
{
	struct fwgpu_fence_queue_own queue;
	int ret;

	ret = fwgpu_fence_queue_adopt(&queue, kzalloc_obj(struct fwgpu_fence_queue));
	if (ret)
		return ret;

	queue_init(fwgpu_fence_queue_borrow(&queue), driver, timeline, seqno, wide);
	fwgpu_fence_queue_move(h, &queue);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_create);

/**
 * fwgpu_fence_queue_process() - signal what the hardware finished
 * @queue: the queue
 *
 * Context: any, hard interrupts included.
 * Return: true if the hardware has finished anything since the last call.
 */
bool fwgpu_fence_queue_process(struct fwgpu_fence_queue *queue)
{
	guard(spinlock_irqsave)(&queue->lock);
	return queue_process_locked(queue);
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_process);

/**
 * fwgpu_fence_queue_catch_up() - make good for a lost interrupt
 * @queue: the queue
 *
 * Called once in a while by a watchdog. What the hardware had finished at the
 * last call should have been signalled since.
 *
 * Context: any, hard interrupts included.
 * Return: true if it had not been, and now is.
 */
bool fwgpu_fence_queue_catch_up(struct fwgpu_fence_queue *queue)
{
	bool missed;

	guard(spinlock_irqsave)(&queue->lock);

	/* What a killed queue still writes is nobody's business. */
	missed = !queue->error && queue->seen > queue->completed;
	queue->seen = queue_read_seqno(queue);
	if (missed)
		queue_process_locked(queue);
	return missed;
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_catch_up);

/**
 * fwgpu_fence_queue_kill() - give up on a queue
 * @queue: the queue; its hardware no longer runs anything
 * @error: negative errno for what has not finished
 *
 * Signals every fence left and has later emissions fail. The first error
 * stays.
 *
 * Context: any, hard interrupts included.
 */
void fwgpu_fence_queue_kill(struct fwgpu_fence_queue *queue, int error)
{
	struct fwgpu_fence *fence, *next;

	guard(spinlock_irqsave)(&queue->lock);

	queue_process_locked(queue);
	if (!queue->error)
		queue->error = error;
	wake_up_var(queue);

	list_for_each_entry_safe(fence, next, &queue->pending, node)
		fence_finish(fence, error);
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_kill);

/**
 * fwgpu_fence_queue_fail() - say what will have gone wrong with some jobs
 * @queue: the queue; its hardware drops what is wrong and goes on
 * @first: number of the first of them
 * @last: number of the last of them
 * @error: negative errno
 *
 * The fences are signalled when the hardware is through with their jobs, with
 * this error. One that has an error already keeps it.
 *
 * Context: any, hard interrupts included.
 */
void fwgpu_fence_queue_fail(struct fwgpu_fence_queue *queue, u64 first, u64 last, int error)
{
	struct fwgpu_fence *fence;

	guard(spinlock_irqsave)(&queue->lock);

	/* What is done is done well. */
	queue_process_locked(queue);
	list_for_each_entry(fence, &queue->pending, node) {
		if (fence->base.seqno >= first && fence->base.seqno <= last)
			fence_mark(fence, error);
	}
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_fail);

/**
 * fwgpu_fence_queue_expire() - wait no longer for a job
 * @queue: the queue
 * @seqno: number of the job's fence
 * @error: negative errno for it
 *
 * The fence is signalled, unless one before it still waits: the job may have
 * been done in the meantime, and those behind it have had no time yet. The
 * hardware has the job all the same, and its number is waited for: it counts in
 * fwgpu_fence_queue_pending().
 *
 * Context: any, hard interrupts included.
 */
void fwgpu_fence_queue_expire(struct fwgpu_fence_queue *queue, u64 seqno, int error)
{
	struct fwgpu_fence *fence;

	guard(spinlock_irqsave)(&queue->lock);

	queue_process_locked(queue);
	fence = list_first_entry_or_null(&queue->pending, struct fwgpu_fence, node);
	if (fence && fence->base.seqno == seqno)
		fence_finish(fence, error);
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_expire);

/**
 * fwgpu_fence_queue_error() - why a queue was killed
 * @queue: the queue
 *
 * Return: a negative errno, or 0 while it lives.
 */
int fwgpu_fence_queue_error(struct fwgpu_fence_queue *queue)
{
	guard(spinlock_irqsave)(&queue->lock);
	return queue->error;
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_error);

/**
 * fwgpu_fence_queue_completed() - how far the hardware is known to have come
 * @queue: the queue
 *
 * Return: number of the newest fence whose job the hardware finished.
 */
u64 fwgpu_fence_queue_completed(struct fwgpu_fence_queue *queue)
{
	guard(spinlock_irqsave)(&queue->lock);
	return queue->completed;
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_completed);

/**
 * fwgpu_fence_queue_pending() - how many fences wait
 * @queue: the queue
 *
 * Return: number of emitted fences that are not known to be done.
 */
u64 fwgpu_fence_queue_pending(struct fwgpu_fence_queue *queue)
{
	guard(spinlock_irqsave)(&queue->lock);
	return queue->error ? 0 : queue->emitted - queue->completed;
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_pending);

/**
 * fwgpu_fence_queue_wait() - wait until the hardware has nothing left
 * @queue: the queue; nothing is emitted any more
 * @timeout: in jiffies
 *
 * Also waits for jobs whose fences have expired. May sleep.
 *
 * Return: whether it has nothing left.
 */
bool fwgpu_fence_queue_wait(struct fwgpu_fence_queue *queue, long timeout)
{
	return wait_var_event_timeout(queue, !fwgpu_fence_queue_pending(queue), timeout);
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_wait);

/**
 * fwgpu_fence_queue_free() - release a queue
 * @queue: the queue; its hardware no longer runs anything
 *
 * What is still pending is signalled with -ECANCELED.
 */
void fwgpu_fence_queue_free(struct fwgpu_fence_queue *queue)
{
	fwgpu_fence_queue_kill(queue, -ECANCELED);
	kfree_rcu(queue, rcu);
}
EXPORT_SYMBOL_GPL(fwgpu_fence_queue_free);

/**
 * fwgpu_fence_alloc() - memory for a fence
 * @h: the memory
 *
 * Return: 0 or -ENOMEM.
 */
int fwgpu_fence_alloc(struct fwgpu_fence_own *h)
{
	return fwgpu_fence_adopt(h, kzalloc_obj(struct fwgpu_fence));
}
EXPORT_SYMBOL_GPL(fwgpu_fence_alloc);

/**
 * fwgpu_fence_free() - release memory that never became a fence
 * @fence: the memory
 */
void fwgpu_fence_free(struct fwgpu_fence *fence)
{
	kfree(fence);
}
EXPORT_SYMBOL_GPL(fwgpu_fence_free);

/* The list has the reference that the fence is born with. */
static struct dma_fence *queue_append(struct fwgpu_fence_queue *queue, struct fwgpu_fence *fence)
	__must_hold(&queue->lock)
{
	fence->queue = queue;
	dma_fence_init64(&fence->base, &fwgpu_fence_ops, NULL, queue->context, ++queue->emitted);
	list_add_tail(&fence->node, &queue->pending);
	return &fence->base;
}

/**
 * fwgpu_fence_emit() - put a fence on its queue
 * @queue: where the work goes
 * @memory: the fence's memory; consumed
 * @h: the fence
 *
 * The fence gets the queue's next number, which is what the hardware has to
 * write when the job is done. Whoever emits to a queue sees to it that nobody
 * else does at the same time. Allocates nothing.
 *
 * Return: 0, or the error that the queue was killed with.
 */
int fwgpu_fence_emit(struct fwgpu_fence_queue *queue, struct fwgpu_fence_own *memory,
		     struct fwgpu_dma_fence_own *h)
{
	guard(spinlock_irqsave)(&queue->lock);

	if (queue->error) {
		fwgpu_fence_drop(memory);
		return fwgpu_dma_fence_adopt(h, ERR_PTR(queue->error));
	}

	fwgpu_dma_fence_get(h, queue_append(queue, fwgpu_fence_give(memory)));
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_fence_emit);

MODULE_DESCRIPTION("Helpers for GPUs that are run by firmware");
MODULE_LICENSE("Dual MIT/GPL");
