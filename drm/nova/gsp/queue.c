// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Message queues
 *
 * We talk to the firmware over two rings in system memory: calls go out on
 * one, answers and events come in on the other. A call holds the queue until
 * its answer is there, so an answer belongs to the only call under way. Events
 * that come in between are put aside for the worker, which hands them over
 * without the lock: who listens may call the firmware.
 *
 * The rings themselves are in firmware/gsp/msgq.c and rpc.c, which trust
 * nothing that the firmware writes.
 */

#include "queue.h"
#include "dma.h"
#include "gsp.h"
#include "log.h"

#include "drm/nova/nova_device.h"
#include "drm/nova/nova_dump.h"
#include "drm/own/mem.h"

#include "firmware/gsp/r570/rpc.h"
#include "firmware/gsp/rpc.h"
#include "firmware/nv/regs.h"

#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

/* nouveau gives up after as long. */
#define NOVA_GSP_CALL_MS	4000

/* Poll eagerly at first: most answers take microseconds. */
#define NOVA_GSP_POLL_MIN_US	10
#define NOVA_GSP_POLL_MAX_US	1000

struct nova_gsp_event {
	struct list_head link;
	u32 function;
	u32 size;
	u8 payload[] __counted_by(size);
};

static void nova_gsp_event_free(struct nova_gsp_event *event)
{
	kvfree(event);
}

/* An event that is on no list. */
OWNED(nova_gsp_event, struct nova_gsp_event, nova_gsp_event_free)

struct nova_gsp_queue {
	struct nova_device *nova;
	/** @shm: both rings, with a list of the pages that they are in. */
	struct nova_dma_slot shm;
	/** @work: receives and hands over events. */
	struct work_struct work;
	/** @log: the last messages. */
	struct nova_gsp_log log;

	/** @lock: one call at a time; protects what follows. */
	struct mutex lock;
	/** @commands: to the firmware. */
	struct msgq commands __guarded_by(&lock);
	/** @messages: from the firmware. */
	struct msgq messages __guarded_by(&lock);
	/** @sequence: number of the last call. */
	u32 sequence __guarded_by(&lock);
	/** @listener: who wants the events; NULL until there is one. */
	nova_gsp_event_fn listener __guarded_by(&lock);
	/** @events: received, not handed over yet. */
	struct list_head events __guarded_by(&lock);
	/** @payload: of the message received last. */
	struct own_mem_slot payload __guarded_by(&lock);
	/** @dead: no more calls: the firmware stopped, or broke the protocol. */
	bool dead __guarded_by(&lock);
};

/**
 * nova_gsp_queue_addr() - where the firmware finds the queues
 * @queue: queues
 *
 * Return: bus address of the shared memory, which begins with a list of its pages.
 */
u64 nova_gsp_queue_addr(const struct nova_gsp_queue *queue)
{
	return nova_dma_addr(nova_dma_peek(&queue->shm));
}

/*
 * Nothing is said any more. Of what the card has still the addresses, nobody can tell what it
 * does with them, so it loses access to memory before anything of that is freed.
 */
static void nova_gsp_queue_die(struct nova_gsp_queue *queue, const char *reason)
	__must_hold(&queue->lock)
{
	if (!queue->dead)
		nova_dump(queue->nova, reason, NULL, NULL);
	queue->dead = true;
	pci_clear_master(nova_pdev(queue->nova));
}

static void nova_gsp_event_fill(struct nova_gsp_event *event, const struct rpc_msg *msg,
				const void *payload)
{
	event->size = msg->len;
	event->function = msg->function;
	memcpy(event->payload, payload, msg->len);
}

/* A message that nobody waits for. */
static void nova_gsp_queue_defer(struct nova_gsp_queue *queue, const struct rpc_msg *msg)
	__must_hold(&queue->lock)
{
	struct nova_gsp_event_own event;

	if (msg->function < R570_EVENT_FIRST) {
		drm_err_ratelimited(&queue->nova->drm, "GSP: answers %u, which nobody asked\n",
				    msg->function);
		return;
	}

	/*
	 * Reclaim may wait for a fence that this event, or who waits for the lock, signals. A
	 * channel's error that gets lost here is found when its job takes too long.
	 */
	if (nova_gsp_event_adopt(&event, kvmalloc_flex(struct nova_gsp_event, payload, msg->len,
						       GFP_NOWAIT | __GFP_NOWARN))) {
		drm_err_ratelimited(&queue->nova->drm, "GSP: no memory for event %#x\n",
				    msg->function);
		return;
	}

	nova_gsp_event_fill(nova_gsp_event_borrow(&event), msg, own_mem_peek(&queue->payload));
	list_add_tail(&nova_gsp_event_give(&event)->link, &queue->events);
}

static void nova_gsp_queue_log(struct nova_gsp_queue *queue, const struct rpc_msg *msg)
{
	const struct nova_gsp_log_entry entry = {
		.function = msg->function,
		.sequence = msg->sequence,
		.size = msg->len,
		.result = msg->result,
	};

	nova_gsp_log_add(&queue->log, &entry);
}

static void nova_gsp_queue_log_sent(struct nova_gsp_queue *queue, const struct rpc_tx *tx)
{
	const struct nova_gsp_log_entry entry = {
		.function = tx->function,
		.sequence = tx->sequence,
		.size = tx->len,
		.result = tx->result,
		.sent = true,
	};

	nova_gsp_log_add(&queue->log, &entry);
}

/* Receives one message into the queue's buffer. -EAGAIN: there is none. */
static int nova_gsp_queue_receive(struct nova_gsp_queue *queue, struct rpc_msg *msg)
	__must_hold(&queue->lock)
{
	int ret;

	ret = rpc_recv(&queue->messages, msg, own_mem_peek(&queue->payload), R570_ELEMENT_MAX_PAYLOAD);
	switch (ret) {
	case 0:
		nova_gsp_queue_log(queue, msg);
		return 0;
	case -EAGAIN:
		return ret;
	case -EPROTO:
		drm_err(&queue->nova->drm, "GSP: message queue is broken\n");
		nova_gsp_queue_die(queue, "the firmware's message queue is broken");
		return -ENODEV;
	default:
		drm_err_ratelimited(&queue->nova->drm, "GSP: bad message: %pe\n", ERR_PTR(ret));
		return ret;
	}
}

/* Waits until @function was received into the queue's buffer; puts aside what comes before, for as long. */
static int nova_gsp_queue_wait(struct nova_gsp_queue *queue, u32 function,
			       unsigned int timeout_ms, struct rpc_msg *msg)
	__must_hold(&queue->lock)
{
	unsigned long timeout = jiffies + msecs_to_jiffies(timeout_ms);
	unsigned int delay_us = NOVA_GSP_POLL_MIN_US;
	bool late = false;
	int ret;

	for (;;) {
		ret = nova_gsp_queue_receive(queue, msg);
		if (!ret && msg->function == function)
			return 0;
		if (ret == -ENODEV)
			return ret;

		if (!ret)
			nova_gsp_queue_defer(queue, msg);
		if (!ret && time_before(jiffies, timeout))
			continue;

		if (late)
			return -ETIMEDOUT;

		/* One more look after the time is up: we may have slept too long ourselves. */
		late = time_after(jiffies, timeout);
		usleep_range(delay_us, delay_us * 2);
		delay_us = min(delay_us * 2, NOVA_GSP_POLL_MAX_US);
	}
}

static int nova_gsp_queue_send(struct nova_gsp_queue *queue, u32 function,
			       const void *payload, u32 size)
	__must_hold(&queue->lock)
{
	struct rpc_tx tx = {
		.function = function,
		.result = R570_RPC_RESULT_PENDING,
		.sequence = ++queue->sequence,
		.payload = payload,
		.len = size,
	};
	unsigned long timeout = jiffies + msecs_to_jiffies(NOVA_GSP_CALL_MS);
	int ret;

	if (queue->dead)
		return -ENODEV;

	nova_gsp_queue_log_sent(queue, &tx);
	do {
		ret = rpc_send_next(&queue->commands, &tx);
		if (ret >= 0)
			nova_wr32(queue->nova, NV_PGSP_QUEUE_HEAD(0), 0);
		else if (ret == -EAGAIN && time_before(jiffies, timeout))
			usleep_range(NOVA_GSP_POLL_MIN_US, NOVA_GSP_POLL_MAX_US);
		else
			return ret == -EAGAIN ? -ETIMEDOUT : ret;
	} while (ret);

	return 0;
}

/* Whoever does not answer once is not asked again: its state is anybody's guess. */
static int nova_gsp_queue_give_up(struct nova_gsp_queue *queue, u32 function, int error)
	__must_hold(&queue->lock)
{
	if (!queue->dead)
		drm_err(&queue->nova->drm, "GSP: no answer to %u: %pe\n", function,
			ERR_PTR(error));

	nova_gsp_queue_die(queue, "the firmware does not answer");
	return error;
}

/**
 * nova_gsp_post() - tell the firmware something that it does not answer
 * @nova: device
 * @function: R570_FN_*
 * @payload: parameters
 * @size: bytes of @payload
 *
 * Return: 0, -ENODEV when the firmware is gone, -ETIMEDOUT when it does not
 * make room.
 */
int nova_gsp_post(struct nova_device *nova, u32 function, const void *payload, u32 size)
{
	struct nova_gsp_queue *queue = nova_gsp_queue_of(nova);

	guard(mutex)(&queue->lock);
	return nova_gsp_queue_send(queue, function, payload, size);
}

/**
 * nova_gsp_call() - ask the firmware and wait for its answer
 * @nova: device
 * @function: R570_FN_*
 * @payload: parameters
 * @size: bytes of @payload
 * @reply: room for the answer; may be @payload
 * @reply_size: bytes of @reply; a longer answer is cut, a shorter one an error
 *
 * May sleep, for seconds if the firmware is in trouble.
 *
 * Return: 0, -ENODEV when the firmware is gone, -ETIMEDOUT, -EMSGSIZE, or the
 * error that the firmware answered.
 */
int nova_gsp_call(struct nova_device *nova, u32 function, const void *payload, u32 size,
		  void *reply, u32 reply_size)
{
	struct nova_gsp_queue *queue = nova_gsp_queue_of(nova);
	struct rpc_msg msg;
	int ret;

	guard(mutex)(&queue->lock);

	ret = nova_gsp_queue_send(queue, function, payload, size);
	if (!ret)
		ret = nova_gsp_queue_wait(queue, function, NOVA_GSP_CALL_MS, &msg);
	if (ret)
		return nova_gsp_queue_give_up(queue, function, ret);

	if (!list_empty(&queue->events))
		schedule_work(&queue->work);

	ret = rpc_check_reply(&msg, function, reply_size);
	if (!ret && reply_size)
		memcpy(reply, own_mem_peek(&queue->payload), reply_size);

	return ret;
}

/**
 * nova_gsp_queue_wait_event() - wait for an event before there is a listener
 * @queue: queue
 * @event: R570_EVENT_*
 * @timeout_ms: how long to wait
 *
 * Return: 0, -ETIMEDOUT, -ENODEV when the firmware broke the protocol.
 */
int nova_gsp_queue_wait_event(struct nova_gsp_queue *queue, u32 event, unsigned int timeout_ms)
{
	struct rpc_msg msg;

	guard(mutex)(&queue->lock);
	return nova_gsp_queue_wait(queue, event, timeout_ms, &msg);
}

static void nova_gsp_queue_work(struct work_struct *work)
{
	struct nova_gsp_queue *queue = container_of(work, struct nova_gsp_queue, work);
	struct nova_gsp_event *event, *next;
	nova_gsp_event_fn listener;
	LIST_HEAD(events);
	u32 room = R570_MSGQ_MSG_COUNT;
	struct rpc_msg msg;
	int ret = 0;

	scoped_guard(mutex, &queue->lock) {
		while (!queue->dead && ret != -EAGAIN && room--) {
			ret = nova_gsp_queue_receive(queue, &msg);
			if (!ret)
				nova_gsp_queue_defer(queue, &msg);
		}
		listener = queue->listener;
		if (listener)
			list_splice_init(&queue->events, &events);
	}

	list_for_each_entry_safe(event, next, &events, link) {
		listener(queue->nova, event->function, event->payload, event->size);
		nova_gsp_event_free(event);
	}

	/* A firmware that talks without end does not keep callers from the lock. */
	if (!ret)
		nova_gsp_queue_kick(queue);
}

/**
 * nova_gsp_flush_events() - have all events handed over that came before the last answer
 * @nova: device
 *
 * Events name channels by ids that are used again: whoever frees one calls this
 * before the id is anybody else's. May sleep; not for listeners.
 */
void nova_gsp_flush_events(struct nova_device *nova)
{
	flush_work(&nova_gsp_queue_of(nova)->work);
}

/**
 * nova_gsp_queue_listen() - hand events over from now on
 * @queue: queue
 * @fn: called from a worker for each event, those put aside so far included
 */
void nova_gsp_queue_listen(struct nova_gsp_queue *queue, nova_gsp_event_fn fn)
{
	scoped_guard(mutex, &queue->lock)
		queue->listener = fn;
	nova_gsp_queue_kick(queue);
}

/**
 * nova_gsp_queue_kick() - something arrived
 * @queue: queue
 *
 * Callable from interrupt context.
 */
void nova_gsp_queue_kick(struct nova_gsp_queue *queue)
{
	schedule_work(&queue->work);
}

/**
 * nova_gsp_queue_close() - end all talk
 * @queue: queue
 *
 * Calls return -ENODEV from now on, and no event is handed over any more.
 */
void nova_gsp_queue_close(struct nova_gsp_queue *queue)
{
	scoped_guard(mutex, &queue->lock)
		queue->dead = true;

	cancel_work_sync(&queue->work);
}

/**
 * nova_gsp_queue_show() - print the last messages
 * @queue: queue
 * @p: printer that does not sleep
 *
 * Context: any.
 */
void nova_gsp_queue_show(struct nova_gsp_queue *queue, struct drm_printer *p)
{
	nova_gsp_log_show(&queue->log, p);
}

/* The first page lists the addresses of all, its own included; then come the two rings. */
static void nova_gsp_queue_list_pages(struct nova_gsp_queue *queue)
{
	u64 *page = nova_dma_cpu(nova_dma_peek(&queue->shm));

	for (u32 i = 0; i < R570_SHM_PAGES; i++)
		page[i] = nova_gsp_queue_addr(queue) + i * R570_MSGQ_MSG_SIZE;
}

/*
 * Each ring starts with a page of headers: the sender's, with its write pointer, and how far the
 * sender of this ring has read in the *other* one.
 */
static int nova_gsp_queue_init_rings(struct nova_gsp_queue *queue)
{
	void *shm = nova_dma_cpu(nova_dma_peek(&queue->shm));
	struct r570_msgq_tx_header *cmdq = shm + R570_SHM_CMDQ_OFFSET;
	struct r570_msgq_tx_header *statq = shm + R570_SHM_STATQ_OFFSET;
	struct r570_msgq_rx_header *cmdq_rx = (void *)cmdq + R570_MSGQ_RX_HDR_OFF;
	struct r570_msgq_rx_header *statq_rx = (void *)statq + R570_MSGQ_RX_HDR_OFF;
	int ret;

	msgq_header_init(cmdq);

	guard(mutex)(&queue->lock);
	ret = msgq_init(&queue->commands, &cmdq->write_ptr, &statq_rx->read_ptr,
			(void *)cmdq + R570_MSGQ_ENTRY_OFF, R570_MSGQ_MSG_COUNT, 0);
	if (ret)
		return ret;

	return msgq_init(&queue->messages, &statq->write_ptr, &cmdq_rx->read_ptr,
			 (void *)statq + R570_MSGQ_ENTRY_OFF, R570_MSGQ_MSG_COUNT, 0);
}

/* After this, nova_gsp_queue_free() can take it. */
static void nova_gsp_queue_prime(struct nova_gsp_queue *queue, struct nova_device *nova)
{
	queue->nova = nova;
	nova_gsp_log_init(&queue->log);
	INIT_WORK(&queue->work, nova_gsp_queue_work);
	scoped_guard(mutex_init, &queue->lock)
		INIT_LIST_HEAD(&queue->events);
}

static int nova_gsp_queue_alloc(struct nova_device *nova, struct nova_gsp_queue_own *h)
	__cond_acquires(0, h)
{
	struct nova_gsp_queue_own queue;
	int ret;

	ret = nova_gsp_queue_adopt(&queue, kzalloc_obj(struct nova_gsp_queue));
	if (ret)
		return ret;

	nova_gsp_queue_prime(nova_gsp_queue_borrow(&queue), nova);
	nova_gsp_queue_move(h, &queue);
	return 0;
}

static int nova_gsp_queue_init(struct nova_gsp_queue *queue)
{
	struct own_mem_own payload;
	int ret;

	ret = own_mem_alloc(R570_ELEMENT_MAX_PAYLOAD, &payload);
	if (ret)
		return ret;

	scoped_guard(mutex, &queue->lock)
		own_mem_store(&queue->payload, &payload);

	ret = nova_dma_create_in(queue->nova, R570_SHM_SIZE, &queue->shm);
	if (ret)
		return ret;

	nova_gsp_queue_list_pages(queue);
	return nova_gsp_queue_init_rings(queue);
}

/**
 * nova_gsp_queue_create() - make the queues, before the firmware runs
 * @nova: device
 * @h: owns the queues on success
 *
 * Return: 0 or -ENOMEM.
 */
int nova_gsp_queue_create(struct nova_device *nova, struct nova_gsp_queue_own *h)
{
	struct nova_gsp_queue_own queue;
	int ret;

	ret = nova_gsp_queue_alloc(nova, &queue);
	if (ret)
		return ret;

	ret = nova_gsp_queue_init(nova_gsp_queue_borrow(&queue));
	if (ret) {
		nova_gsp_queue_drop(&queue);
		return ret;
	}

	nova_gsp_queue_move(h, &queue);
	return 0;
}

/**
 * nova_gsp_queue_free() - free the queues; use nova_gsp_queue_drop()
 * @queue: queues, also such as were only made in part
 */
void nova_gsp_queue_free(struct nova_gsp_queue *queue)
{
	struct nova_gsp_event *event, *next;

	nova_gsp_queue_close(queue);
	scoped_guard(mutex, &queue->lock) {
		list_for_each_entry_safe(event, next, &queue->events, link)
			nova_gsp_event_free(event);
		own_mem_clear(&queue->payload);
	}

	nova_dma_clear(&queue->shm);
	mutex_destroy(&queue->lock);
	kfree(queue);
}
