// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Channels
 *
 * Rings in memory carry all that driver and firmware say to each other; the
 * mailbox only says that there is something in a ring. We write work for twelve
 * pipes (vertex, fragment and compute in four priorities), control messages,
 * and requests to flush the firmware's cache. The firmware writes events, log
 * lines, traces and statistics.
 *
 * What the firmware writes is copied once and checked. A message that makes no
 * sense is counted and otherwise ignored.
 *
 * Sources: see firmware/agx/channels.h.
 */
#include "agx_channel.h"
#include "agx_asc.h"
#include "agx_boot.h"
#include "agx_device.h"
#include "agx_event.h"
#include "agx_fwlog.h"
#include "agx_pm.h"
#include "agx_ring.h"

#include "firmware/agx/abi.h"
#include "firmware/agx/channels.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/workqueue.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/string.h>

#define AGX_CHANNEL_TIMEOUT_MS	1000

/* Until there is room for work in a pipe. */
#define AGX_PIPE_TIMEOUT_MS	10000

/* Lines about nonsense in a ring, at a time. */
#define AGX_RX_BURST		3

/**
 * struct agx_tx - a ring that we write
 */
struct agx_tx {
	/** @state: positions. */
	struct agx_obj_slot state;
	/** @entries: the ring. */
	struct agx_obj_slot entries;
	/** @lock: serialises writers. */
	struct mutex lock;
	/** @ring: our end. */
	struct agx_ring ring __guarded_by(&lock);
	/** @written: number of entries ever written. */
	u32 written __guarded_by(&lock);
};

/**
 * struct agx_rx - rings that the firmware writes
 */
struct agx_rx {
	/** @state: positions. */
	struct agx_obj_slot state;
	/** @entries: the rings, one behind the other. */
	struct agx_obj_slot entries;
	/** @ring: our ends. */
	struct agx_ring ring[AGX_FWLOG_RINGS];
	/** @num_rings: how many. */
	u32 num_rings;
	/** @name: for messages. */
	const char *name;
	/** @bad: messages that made no sense. */
	u32 bad;
	/** @ratelimit: of what is said about those. */
	struct ratelimit_state ratelimit;
};

/**
 * struct agx_channels - all of them
 */
struct agx_channels {
	/** @pipe: work. */
	struct agx_tx pipe[AGX_PIPE_PRIORITIES][AGX_PIPE_TYPES];
	/** @devctrl: control. */
	struct agx_tx devctrl;
	/** @fwctl: flushes of the firmware's cache. */
	struct agx_tx fwctl;
	/** @rx_lock: serialises readers. Taken while fences are being signalled. */
	struct mutex rx_lock;
	/** @event: what happened. */
	struct agx_rx event __guarded_by(&rx_lock);
	/** @fwlog: log lines. */
	struct agx_rx fwlog __guarded_by(&rx_lock);
	/** @fwlog_text: the text of these. */
	struct agx_obj_slot fwlog_text __guarded_by(&rx_lock);
	/** @ktrace: traces. */
	struct agx_rx ktrace __guarded_by(&rx_lock);
	/** @stats: statistics. */
	struct agx_rx stats __guarded_by(&rx_lock);
	/** @last_stats: the last of each enum agx_stats_type. */
	struct agx_stats_msg last_stats[AGX_STATS_TYPE_MAX + 1] __guarded_by(&rx_lock);
	/** @has_stats: those that there were, by bit. */
	u32 has_stats __guarded_by(&rx_lock);
	/** @up: the firmware reads rings. */
	bool up;
};

static struct agx_heap *agx_heap(struct agx_device *agx, enum agx_heap_id id)
{
	return &agx->heap[id];
}

/*
 * Set-up.
 */

static int tx_init(struct agx_device *agx, struct agx_tx *tx, enum agx_heap_id heap, u32 count,
		   u32 entry_size, bool is_fwctl)
{
	struct agx_channel_state *state;
	struct agx_fwctl_state *fwctl;
	int ret;

	ret = agx_obj_fill(agx_heap(agx, heap), sizeof(*state), &tx->state);
	if (ret)
		return ret;

	ret = agx_obj_fill(agx_heap(agx, heap), (size_t)count * entry_size, &tx->entries);
	if (ret)
		return ret;

	state = agx_obj_cpu(agx_obj_peek(&tx->state));
	fwctl = agx_obj_cpu(agx_obj_peek(&tx->state));
	scoped_guard(mutex_init, &tx->lock)
		agx_ring_init(&tx->ring, is_fwctl ? &fwctl->read_ptr : &state->read_ptr,
			      is_fwctl ? &fwctl->write_ptr : &state->write_ptr,
			      agx_obj_cpu(agx_obj_peek(&tx->entries)), count, entry_size);
	return 0;
}

static void tx_fini(struct agx_tx *tx)
{
	agx_obj_clear(&tx->entries);
	agx_obj_clear(&tx->state);
}

static int rx_init(struct agx_device *agx, struct agx_rx *rx, const char *name, u32 num_rings,
		   u32 count, u32 entry_size)
{
	struct agx_channel_state *state;
	u8 *entries;
	int ret;

	ret = agx_obj_fill(agx_heap(agx, AGX_HEAP_FW_SHARED), num_rings * sizeof(*state),
			   &rx->state);
	if (ret)
		return ret;

	ret = agx_obj_fill(agx_heap(agx, AGX_HEAP_FW_SHARED),
			   (size_t)num_rings * count * entry_size, &rx->entries);
	if (ret)
		return ret;

	state = agx_obj_cpu(agx_obj_peek(&rx->state));
	entries = agx_obj_cpu(agx_obj_peek(&rx->entries));
	rx->name = name;
	ratelimit_state_init(&rx->ratelimit, DEFAULT_RATELIMIT_INTERVAL, AGX_RX_BURST);
	rx->num_rings = num_rings;
	for (u32 i = 0; i < num_rings; i++)
		agx_ring_init(&rx->ring[i], &state[i].read_ptr, &state[i].write_ptr,
			      entries + (size_t)i * count * entry_size, count, entry_size);
	return 0;
}

static void rx_fini(struct agx_rx *rx)
{
	agx_obj_clear(&rx->entries);
	agx_obj_clear(&rx->state);
}

static int channels_init_tx(struct agx_device *agx)
{
	struct agx_channels *channels = agx->channels;
	int ret = 0;

	for (u32 prio = 0; !ret && prio < AGX_PIPE_PRIORITIES; prio++) {
		for (u32 type = 0; !ret && type < AGX_PIPE_TYPES; type++)
			ret = tx_init(agx, &channels->pipe[prio][type], AGX_HEAP_FW_PRIV,
				      AGX_PIPE_COUNT, agx->abi->pipe_size, false);
	}

	if (ret)
		return ret;

	ret = tx_init(agx, &channels->devctrl, AGX_HEAP_FW_PRIV, AGX_DEVCTRL_COUNT,
		      agx->abi->devctrl_size, false);
	if (ret)
		return ret;

	return tx_init(agx, &channels->fwctl, AGX_HEAP_FW_SHARED, AGX_FWCTL_COUNT,
		       sizeof(struct agx_fwctl_msg), true);
}

static int channels_init_rx(struct agx_device *agx)
	__must_hold(&agx->channels->rx_lock)
{
	struct agx_channels *channels = agx->channels;
	int ret;

	ret = rx_init(agx, &channels->event, "event", 1, AGX_EVENT_COUNT,
		      sizeof(struct agx_event_msg));
	if (ret)
		return ret;

	ret = rx_init(agx, &channels->fwlog, "fwlog", AGX_FWLOG_RINGS, AGX_FWLOG_COUNT,
		      sizeof(struct agx_fwlog_msg));
	if (ret)
		return ret;

	ret = agx_obj_fill(agx_heap(agx, AGX_HEAP_FW_SHARED),
			   AGX_FWLOG_RINGS * AGX_FWLOG_COUNT * sizeof(struct agx_fwlog_payload),
			   &channels->fwlog_text);
	if (ret)
		return ret;

	ret = rx_init(agx, &channels->ktrace, "ktrace", 1, AGX_KTRACE_COUNT,
		      sizeof(struct agx_ktrace_msg));
	if (ret)
		return ret;

	return rx_init(agx, &channels->stats, "stats", 1, AGX_STATS_COUNT, agx->abi->stats_size);
}

/**
 * agx_channels_init() - allocate all channels
 * @agx: the GPU
 *
 * Return: 0 or -ENOMEM.
 */
int agx_channels_init(struct agx_device *agx)
{
	static struct lock_class_key rx_key;
	int ret;

	agx->channels = drmm_kzalloc(&agx->drm, sizeof(*agx->channels), GFP_KERNEL);
	if (!agx->channels)
		return -ENOMEM;

	scoped_guard(mutex_init, &agx->channels->rx_lock)
		ret = channels_init_rx(agx);
	/* The guard gives all locks of a file one class, and this one is taken before the writers'. */
	lockdep_set_class(&agx->channels->rx_lock, &rx_key);
	if (!ret)
		ret = channels_init_tx(agx);
	if (ret)
		agx_channels_fini(agx);
	return ret;
}

/**
 * agx_channels_fini() - release all channels
 * @agx: the GPU, its firmware does not run any more
 */
void agx_channels_fini(struct agx_device *agx)
{
	struct agx_channels *channels = agx->channels;

	scoped_guard(mutex, &channels->rx_lock) {
		rx_fini(&channels->stats);
		rx_fini(&channels->ktrace);
		agx_obj_clear(&channels->fwlog_text);
		rx_fini(&channels->fwlog);
		rx_fini(&channels->event);
	}
	mutex_destroy(&channels->rx_lock);
	tx_fini(&channels->fwctl);
	tx_fini(&channels->devctrl);
	for (u32 prio = 0; prio < AGX_PIPE_PRIORITIES; prio++) {
		for (u32 type = 0; type < AGX_PIPE_TYPES; type++)
			tx_fini(&channels->pipe[prio][type]);
	}
}

static struct agx_channel_ptrs channel_ptrs(const struct agx_obj_slot *state,
					    const struct agx_obj_slot *entries)
{
	return (struct agx_channel_ptrs) {
		.state = agx_obj_va(agx_obj_peek(state)),
		.ring = agx_obj_va(agx_obj_peek(entries)),
	};
}

/**
 * agx_channels_fill() - tell the firmware where the channels are
 * @agx: the GPU
 * @rt: RuntimePointers
 * @status: FwStatus
 */
void agx_channels_fill(struct agx_device *agx, struct agx_rtptrs *rt,
		       struct agx_fw_status *status)
{
	struct agx_channels *ch = agx->channels;

	for (u32 prio = 0; prio < AGX_PIPE_PRIORITIES; prio++) {
		for (u32 type = 0; type < AGX_PIPE_TYPES; type++)
			rt->pipe[prio][type] = channel_ptrs(&ch->pipe[prio][type].state,
							    &ch->pipe[prio][type].entries);
	}

	status->fwctl = channel_ptrs(&ch->fwctl.state, &ch->fwctl.entries);
	rt->devctrl = channel_ptrs(&ch->devctrl.state, &ch->devctrl.entries);

	guard(mutex)(&ch->rx_lock);

	rt->event = channel_ptrs(&ch->event.state, &ch->event.entries);
	rt->fwlog = channel_ptrs(&ch->fwlog.state, &ch->fwlog.entries);
	rt->fwlog_payload = agx_obj_va(agx_obj_peek(&ch->fwlog_text));
	rt->ktrace = channel_ptrs(&ch->ktrace.state, &ch->ktrace.entries);
	rt->stats = channel_ptrs(&ch->stats.state, &ch->stats.entries);
}

/*
 * To the firmware.
 */

/* @number: of the entry, for tx_wait() */
static int tx_push(struct agx_tx *tx, const void *msg, u32 size, u32 *number)
{
	int ret;

	guard(mutex)(&tx->lock);

	ret = agx_ring_push(&tx->ring, msg, size);
	if (!ret)
		*number = ++tx->written;
	return ret;
}

/* Between two looks at a ring: 0 to look again. */
static int tx_pause(struct agx_device *agx, ktime_t deadline, u32 min_us, u32 max_us)
{
	if (READ_ONCE(agx->crashed))
		return -ENODEV;
	if (ktime_after(ktime_get(), deadline))
		return -ETIMEDOUT;
	usleep_range(min_us, max_us);
	return 0;
}

/* Waits for room. */
static int tx_push_wait(struct agx_device *agx, struct agx_tx *tx, const void *msg, u32 size)
{
	ktime_t deadline = ktime_add_ms(ktime_get(), AGX_PIPE_TIMEOUT_MS);
	u32 number;
	int ret;

	while ((ret = tx_push(tx, msg, size, &number)) == -EAGAIN) {
		ret = tx_pause(agx, deadline, 500, 1000);
		if (ret)
			break;
	}

	return ret;
}

/* Whether the firmware has yet to read an entry. */
static int tx_pending(struct agx_tx *tx, u32 number)
{
	int pending;

	guard(mutex)(&tx->lock);

	pending = agx_ring_pending(&tx->ring);
	if (pending < 0)
		return pending;

	return (s32)(number - (tx->written - (u32)pending)) > 0;
}

/* Waits until the firmware has read an entry, whatever others write behind it. */
static int tx_wait(struct agx_device *agx, struct agx_tx *tx, u32 number)
{
	ktime_t deadline = ktime_add_ms(ktime_get(), AGX_CHANNEL_TIMEOUT_MS);
	int ret;

	while ((ret = tx_pending(tx, number)) > 0) {
		ret = tx_pause(agx, deadline, 20, 100);
		if (ret)
			break;
	}

	return ret;
}

/**
 * agx_channel_run() - tell the firmware of work in a queue
 * @agx: the GPU
 * @msg: which queue, and how far
 * @priority: which of the pipes, 0 to 3
 *
 * May sleep, while the pipe is full; allocates nothing.
 *
 * Return: 0; -ETIMEDOUT, -EIO or -ENODEV if the firmware is broken.
 */
int agx_channel_run(struct agx_device *agx, const struct agx_pipe_msg *msg, u32 priority)
{
	int ret;

	ret = tx_push_wait(agx, &agx->channels->pipe[priority][msg->type], msg, sizeof(*msg));
	if (ret)
		return ret;

	return agx_asc_doorbell(agx, AGX_DOORBELL_PIPE(msg->type, priority));
}

/**
 * agx_channel_flush() - have the firmware forget what it has cached
 * @agx: the GPU
 * @slot: whose address it is, AGX_UAT_NUM_SLOTS for the kernel's
 * @addr: first address
 * @pages: GPU pages
 *
 * Return: 0; -ETIMEDOUT; -EINVAL if it is more than a message can say.
 */
int agx_channel_flush(struct agx_device *agx, u32 slot, u64 addr, u64 pages)
{
	struct agx_tx *tx = &agx->channels->fwctl;
	struct agx_fwctl_msg msg = {
		.addr = addr,
		.slot = slot,
		.page_count = (u16)pages,
		.unk_12 = 2,
	};
	u32 number;
	int ret;

	if (overflows_type(pages, msg.page_count))
		return -EINVAL;

	agx_pm_get(agx);
	ret = tx_push(tx, &msg, sizeof(msg), &number);
	if (!ret)
		ret = agx_asc_doorbell_fwctl(agx);
	if (!ret)
		ret = tx_wait(agx, tx, number);
	agx_pm_put(agx);
	return ret;
}

static int channel_control(struct agx_device *agx, const void *msg, u32 size)
{
	struct agx_tx *tx = &agx->channels->devctrl;
	u32 number;
	int ret;

	agx_pm_get(agx);
	ret = tx_push(tx, msg, size, &number);
	if (!ret)
		ret = agx_asc_doorbell(agx, AGX_DOORBELL_DEVCTRL);
	if (!ret)
		ret = tx_wait(agx, tx, number);
	agx_pm_put(agx);
	return ret;
}

/**
 * agx_channel_recover() - have the firmware go on with a queue that has an error
 * @agx: the GPU
 * @pipe: enum agx_pipe_type
 * @queue: address of its QueueInfo
 * @value: stamp of the command that is dropped
 *
 * Return: 0; -ETIMEDOUT or another errno if the firmware does not answer.
 */
int agx_channel_recover(struct agx_device *agx, u32 pipe, u64 queue, u32 value)
{
	const struct agx_devctrl_recover msg = {
		.opcode = agx->abi->op_recover,
		.pipe_type = pipe,
		.queue = queue,
		.event_value = value,
	};

	return channel_control(agx, &msg, sizeof(msg));
}

/**
 * agx_channel_destroy() - have the firmware forget a client's context
 * @agx: the GPU
 * @context: the context
 * @va: its address, or 0 to only flush the firmware's cache
 *
 * Return: 0; -ETIMEDOUT or another errno if the firmware does not answer.
 */
int agx_channel_destroy(struct agx_device *agx, const struct agx_gpu_context *context, u64 va)
{
	const struct agx_devctrl_destroy_v12 v12 = {
		.opcode = agx->abi->op_destroy,
		.ctx_23 = context->unk_23,
		.ctx_0 = context->unk_0,
		.ctx_1 = context->unk_1,
		.ctx_4 = context->unk_2[2],
		.context = va,
	};
	const struct agx_devctrl_destroy_v13 v13 = {
		.opcode = agx->abi->op_destroy,
		.ctx_23 = context->unk_23,
		.ctx_0 = context->unk_0,
		.ctx_1 = context->unk_1,
		.ctx_4 = context->unk_2[2],
		.context = va,
	};

	if (agx->abi->op_destroy == AGX_DEVCTRL_DESTROY_V12)
		return channel_control(agx, &v12, sizeof(v12));
	return channel_control(agx, &v13, sizeof(v13));
}

/**
 * agx_channel_ping() - see whether the firmware reads its rings
 * @agx: the GPU
 *
 * Return: 0; -ETIMEDOUT or another errno if it does not.
 */
int agx_channel_ping(struct agx_device *agx)
{
	/* Asahi flushes the cache so, and does nothing else with it. */
	const struct agx_gpu_context none = { .unk_0 = 0xff, .unk_1 = 0xff };

	return agx_channel_destroy(agx, &none, 0);
}

/**
 * agx_channel_grow_ack() - answer a request for a larger buffer
 * @agx: the GPU
 * @ack: the answer: number of the buffer, address space, and which request
 *
 * May sleep, while the channel is full; allocates nothing.
 *
 * Return: 0; -ETIMEDOUT, -EIO or -ENODEV if the firmware is broken.
 */
int agx_channel_grow_ack(struct agx_device *agx, const struct agx_devctrl_grow_ack *ack)
{
	struct agx_devctrl_grow_ack msg = *ack;
	int ret;

	msg.opcode = agx->abi->op_grow_ack;
	msg.unk_4 = 1;
	msg.halt_count = agx_boot_halt_count(agx);

	ret = tx_push_wait(agx, &agx->channels->devctrl, &msg, sizeof(msg));
	if (ret)
		return ret;

	return agx_asc_doorbell(agx, AGX_DOORBELL_DEVCTRL);
}

/**
 * agx_channel_start() - the firmware has its InitData: initialise the GPU
 * @agx: the GPU
 *
 * Return: 0; -ETIMEDOUT or another errno if the firmware does not work.
 */
int agx_channel_start(struct agx_device *agx)
{
	u32 opcode = agx->abi->op_init;
	int ret;

	ret = channel_control(agx, &opcode, sizeof(opcode));
	if (!ret)
		WRITE_ONCE(agx->channels->up, true);
	return ret;
}

/**
 * agx_channel_stop() - the firmware reads no rings any more
 * @agx: the GPU
 */
void agx_channel_stop(struct agx_device *agx)
{
	WRITE_ONCE(agx->channels->up, false);
}

/**
 * agx_channel_is_up() - whether the firmware reads its rings
 * @agx: the GPU
 *
 * Return: true from agx_channel_start() on until it stops or crashes.
 */
bool agx_channel_is_up(struct agx_device *agx)
{
	return agx->channels && READ_ONCE(agx->channels->up) && !READ_ONCE(agx->crashed);
}

/*
 * From the firmware.
 */

static void rx_count_bad(struct agx_device *agx, struct agx_rx *rx)
{
	rx->bad++;
	if (__ratelimit(&rx->ratelimit))
		drm_err(&agx->drm, "nonsense from the firmware on %s, %u so far\n", rx->name,
			rx->bad);
}

static int channel_receive_log(struct agx_device *agx, const struct agx_fwlog_msg *msg)
	__must_hold(&agx->channels->rx_lock)
{
	const struct agx_obj *text = agx_obj_peek(&agx->channels->fwlog_text);
	const struct agx_fwlog_payload *lines = agx_obj_cpu(text);
	struct agx_fwlog_payload line;

	if (agx_fwlog_copy(&line, lines, msg))
		return -EINVAL;

	drm_dbg(&agx->drm, "firmware: %.*s\n", (int)sizeof(line.msg), line.msg);
	return 0;
}

/* Nobody asks for traces, but a ring that is full stops the firmware. */
static int channel_receive_trace(struct agx_device *agx, const struct agx_ktrace_msg *msg)
{
	return msg->type == AGX_KTRACE_TYPE ? 0 : -EINVAL;
}

static int channel_receive_stats(struct agx_device *agx, const struct agx_stats_msg *msg)
	__must_hold(&agx->channels->rx_lock)
{
	if (msg->type > AGX_STATS_TYPE_MAX)
		return -EINVAL;

	agx->channels->last_stats[msg->type] = *msg;
	agx->channels->has_stats |= BIT(msg->type);
	return 0;
}

/**
 * agx_channel_last_stats() - the firmware's last word on something
 * @agx: the GPU
 * @type: on what, enum agx_stats_type
 * @msg: what it said, unchecked
 *
 * Return: whether it said anything.
 */
bool agx_channel_last_stats(struct agx_device *agx, u32 type, struct agx_stats_msg *msg)
{
	struct agx_channels *channels = agx->channels;

	guard(mutex)(&channels->rx_lock);

	if (!(channels->has_stats & BIT(type)))
		return false;

	*msg = channels->last_stats[type];
	return true;
}

/*
 * At most as many as the ring has: a firmware that writes for ever gets no more
 * of our time.
 */
#define rx_for_each(agx, rx, i, msg, receive)						\
	for (u32 left_ = (rx)->ring[i].count;						\
	     left_ && rx_next(agx, rx, i, &(msg), sizeof(msg)); left_--)		\
		if (receive(agx, &(msg)))						\
			rx_count_bad(agx, rx)

static bool rx_next(struct agx_device *agx, struct agx_rx *rx, u32 index, void *msg, u32 size)
{
	int ret = agx_ring_pop(&rx->ring[index], msg, size);

	if (ret < 0)
		rx_count_bad(agx, rx);
	return ret > 0;
}

/**
 * agx_channel_receive() - read what the firmware wrote
 * @agx: the GPU
 *
 * Called when the firmware says that there is something, and when it should
 * have. May sleep.
 */
void agx_channel_receive(struct agx_device *agx)
{
	struct agx_channels *channels = agx->channels;
	struct agx_fwlog_msg log;
	struct agx_ktrace_msg trace;
	struct agx_stats_msg stats;
	struct agx_event_msg event;

	guard(mutex)(&channels->rx_lock);

	for (u32 i = 0; i < channels->fwlog.num_rings; i++)
		rx_for_each(agx, &channels->fwlog, i, log, channel_receive_log);
	rx_for_each(agx, &channels->ktrace, 0, trace, channel_receive_trace);
	rx_for_each(agx, &channels->stats, 0, stats, channel_receive_stats);
	rx_for_each(agx, &channels->event, 0, event, agx_event_handle);
}
