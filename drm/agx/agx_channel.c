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
#include "agx_ring.h"

#include "firmware/agx/abi.h"
#include "firmware/agx/channels.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/rtkit.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#define AGX_CHANNEL_TIMEOUT_MS	1000

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
};

/**
 * struct agx_rx - rings that the firmware writes
 *
 * Read by agx_channel_receive() alone, which RTKit calls once at a time.
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
	/** @event: what happened. */
	struct agx_rx event;
	/** @fwlog: log lines. */
	struct agx_rx fwlog;
	/** @fwlog_text: the text of these. */
	struct agx_obj_slot fwlog_text;
	/** @ktrace: traces. */
	struct agx_rx ktrace;
	/** @stats: statistics. */
	struct agx_rx stats;
	/** @up: the firmware reads rings. */
	bool up;
	/** @bad: messages that made no sense. */
	u32 bad;
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

static int rx_init(struct agx_device *agx, struct agx_rx *rx, u32 num_rings, u32 count,
		   u32 entry_size)
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
{
	struct agx_channels *channels = agx->channels;
	int ret;

	ret = rx_init(agx, &channels->event, 1, AGX_EVENT_COUNT, sizeof(struct agx_event_msg));
	if (ret)
		return ret;

	ret = rx_init(agx, &channels->fwlog, AGX_FWLOG_RINGS, AGX_FWLOG_COUNT,
		      sizeof(struct agx_fwlog_msg));
	if (ret)
		return ret;

	ret = agx_obj_fill(agx_heap(agx, AGX_HEAP_FW_SHARED),
			   AGX_FWLOG_RINGS * AGX_FWLOG_COUNT * sizeof(struct agx_fwlog_payload),
			   &channels->fwlog_text);
	if (ret)
		return ret;

	ret = rx_init(agx, &channels->ktrace, 1, AGX_KTRACE_COUNT, sizeof(struct agx_ktrace_msg));
	if (ret)
		return ret;

	return rx_init(agx, &channels->stats, 1, AGX_STATS_COUNT, agx->abi->stats_size);
}

/**
 * agx_channels_init() - allocate all channels
 * @agx: the GPU
 *
 * Return: 0 or -ENOMEM.
 */
int agx_channels_init(struct agx_device *agx)
{
	int ret;

	agx->channels = drmm_kzalloc(&agx->drm, sizeof(*agx->channels), GFP_KERNEL);
	if (!agx->channels)
		return -ENOMEM;

	ret = channels_init_tx(agx);
	if (!ret)
		ret = channels_init_rx(agx);
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

	rx_fini(&channels->stats);
	rx_fini(&channels->ktrace);
	agx_obj_clear(&channels->fwlog_text);
	rx_fini(&channels->fwlog);
	rx_fini(&channels->event);
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

	rt->devctrl = channel_ptrs(&ch->devctrl.state, &ch->devctrl.entries);
	rt->event = channel_ptrs(&ch->event.state, &ch->event.entries);
	rt->fwlog = channel_ptrs(&ch->fwlog.state, &ch->fwlog.entries);
	rt->fwlog_payload = agx_obj_va(agx_obj_peek(&ch->fwlog_text));
	rt->ktrace = channel_ptrs(&ch->ktrace.state, &ch->ktrace.entries);
	rt->stats = channel_ptrs(&ch->stats.state, &ch->stats.entries);
	status->fwctl = channel_ptrs(&ch->fwctl.state, &ch->fwctl.entries);
}

/*
 * To the firmware.
 */

static int tx_push(struct agx_tx *tx, const void *msg, u32 size)
{
	guard(mutex)(&tx->lock);
	return agx_ring_push(&tx->ring, msg, size);
}

static int tx_pending(struct agx_tx *tx)
{
	guard(mutex)(&tx->lock);
	return agx_ring_pending(&tx->ring);
}

/* Waits until the firmware has read all that was written. */
static int tx_wait(struct agx_device *agx, struct agx_tx *tx)
{
	ktime_t deadline = ktime_add_ms(ktime_get(), AGX_CHANNEL_TIMEOUT_MS);
	int pending;

	while ((pending = tx_pending(tx)) > 0) {
		if (READ_ONCE(agx->crashed))
			return -ENODEV;
		if (ktime_after(ktime_get(), deadline))
			return -ETIMEDOUT;
		usleep_range(20, 100);
	}

	return pending;
}

/**
 * agx_channel_run() - tell the firmware of work in a queue
 * @agx: the GPU
 * @msg: which queue, and how far
 * @priority: which of the pipes, 0 to 3
 *
 * May sleep, allocates nothing.
 *
 * Return: 0; -EAGAIN if the pipe is full; -EIO or -ENODEV if the firmware is
 * broken.
 */
int agx_channel_run(struct agx_device *agx, const struct agx_pipe_msg *msg, u32 priority)
{
	int ret;

	ret = tx_push(&agx->channels->pipe[priority][msg->type], msg, sizeof(*msg));
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
	int ret;

	if (overflows_type(pages, msg.page_count))
		return -EINVAL;

	ret = tx_push(tx, &msg, sizeof(msg));
	if (!ret)
		ret = agx_asc_doorbell_fwctl(agx);
	if (!ret)
		ret = tx_wait(agx, tx);
	return ret;
}

/**
 * agx_channel_grow_ack() - answer a request for a larger buffer
 * @agx: the GPU
 * @ack: the answer: number of the buffer, address space, and which request
 *
 * Return: 0; -EAGAIN if the channel is full; -EIO or -ENODEV if the firmware is
 * broken.
 */
int agx_channel_grow_ack(struct agx_device *agx, const struct agx_devctrl_grow_ack *ack)
{
	struct agx_devctrl_grow_ack msg = *ack;
	int ret;

	msg.opcode = agx->abi->op_grow_ack;
	msg.unk_4 = 1;
	msg.halt_count = agx_boot_halt_count(agx);

	ret = tx_push(&agx->channels->devctrl, &msg, sizeof(msg));
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

	ret = tx_push(&agx->channels->devctrl, &opcode, sizeof(opcode));
	if (!ret)
		ret = agx_asc_doorbell(agx, AGX_DOORBELL_DEVCTRL);
	if (!ret)
		ret = tx_wait(agx, &agx->channels->devctrl);
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

static void channel_count_bad(struct agx_device *agx, const char *channel)
{
	agx->channels->bad++;
	drm_err_ratelimited(&agx->drm, "nonsense from the firmware on %s, %u so far\n", channel,
			    agx->channels->bad);
}

static void channel_receive_log(struct agx_device *agx, const struct agx_fwlog_msg *msg)
{
	const struct agx_obj *text = agx_obj_peek(&agx->channels->fwlog_text);
	const struct agx_fwlog_payload *lines = agx_obj_cpu(text);
	struct agx_fwlog_payload line;

	if (msg->type != AGX_FWLOG_MSG_TYPE || msg->index >= AGX_FWLOG_RINGS * AGX_FWLOG_COUNT) {
		channel_count_bad(agx, "fwlog");
		return;
	}

	memcpy(&line, &lines[msg->index], sizeof(line));
	drm_dbg(&agx->drm, "firmware: %.*s\n", (int)sizeof(line.msg), line.msg);
}

static void channel_receive_event(struct agx_device *agx, const struct agx_event_msg *msg)
{
	if (agx_event_handle(agx, msg))
		channel_count_bad(agx, "event");
}

/* At most as many as the ring has: a firmware that writes for ever gets no more of our time. */
#define rx_for_each(agx, ring_, msg, name)						\
	for (u32 left_ = (ring_)->count;						\
	     left_ && rx_next(agx, ring_, &(msg), sizeof(msg), name); left_--)

static bool rx_next(struct agx_device *agx, struct agx_ring *ring, void *msg, u32 size,
		    const char *name)
{
	int ret = agx_ring_pop(ring, msg, size);

	if (ret < 0)
		channel_count_bad(agx, name);
	return ret > 0;
}

/**
 * agx_channel_receive() - read what the firmware wrote
 * @agx: the GPU
 *
 * Context: RTKit's work queue, once at a time.
 */
void agx_channel_receive(struct agx_device *agx)
{
	struct agx_channels *channels = agx->channels;
	struct agx_fwlog_msg log;
	struct agx_ktrace_msg trace;
	struct agx_stats_msg stats;
	struct agx_event_msg event;

	for (u32 i = 0; i < channels->fwlog.num_rings; i++) {
		rx_for_each(agx, &channels->fwlog.ring[i], log, "fwlog")
			channel_receive_log(agx, &log);
	}

	/* Nobody asks for these two yet, but a ring that is full stops the firmware. */
	rx_for_each(agx, &channels->ktrace.ring[0], trace, "ktrace")
		;
	rx_for_each(agx, &channels->stats.ring[0], stats, "stats")
		;
	rx_for_each(agx, &channels->event.ring[0], event, "event")
		channel_receive_event(agx, &event);
}
