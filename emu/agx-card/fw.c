// SPDX-License-Identifier: MIT
#include "fw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asc.h"
#include "cache.h"
#include "card.h"
#include "fault.h"
#include "fwmem.h"
#include "handoff.h"
#include "initdata.h"
#include "rogue.h"
#include "rtkit.h"
#include "work.h"
#include "firmware/agx/abi.h"
#include "firmware/agx/channels.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/uat.h"

/* The ring of FwLog that what happens at the start goes to. */
#define LOG_RING 1
#define POLL_MS 1
#define STATS_PERIOD_NS 1000000000ull
#define STALL_NS 100000000ull
#define ROGUE_NS 50000000ull
#define IDLE_POWER_MW 42ull
#define IDLE_CELSIUS 31

/* Events of other types than Flag that wait for room; there is one a queue at most. */
#define EVENT_BACKLOG 512

struct fw {
	bool has_data;
	bool initialized;
	bool notify; /* the kernel is to look at the rings */
	uint64_t stalled_until; /* nothing is taken from the pipes before */
	uint64_t rogue_until; /* the rings' pointers are wrong until then */
	uint32_t log_seq;
	uint64_t next_stats;
	uint32_t firing[AGX_EVENT_SLOTS / 32]; /* of Flag events that wait for room */
	struct agx_event_msg backlog[EVENT_BACKLOG];
	unsigned int backlog_count;
	struct initdata data;
};

struct fw *fw_create(struct card *card)
{
	struct fw *fw = calloc(1, sizeof(*fw));

	/* What a reader of the counters should find even if it is zero. */
	stats_counter(card, "fw.crashes");
	return fw;
}

void fw_destroy(struct fw *fw)
{
	free(fw);
}

void fw_reset(struct card *card)
{
	struct fw *fw = card_fw(card);

	if (!fw)
		return;
	memset(fw, 0, sizeof(*fw));
	cache_reset(card);
	work_reset(card);
}

bool fw_is_up(struct card *card)
{
	return card_fw(card)->initialized && rtkit_is_running(card);
}

const struct initdata *fw_initdata(struct card *card)
{
	return &card_fw(card)->data;
}

static bool has_waiting_flags(const struct fw *fw)
{
	return fw->firing[0] | fw->firing[1] | fw->firing[2] | fw->firing[3];
}

/* The ring is full: bits of flags are put together, the rest waits in order. */
static void put_off(struct card *card, const struct agx_event_msg *event)
{
	struct fw *fw = card_fw(card);

	++*stats_counter(card, "fw.events.put_off");
	if (event->type == AGX_EVENT_FLAG)
		for (unsigned int i = 0; i < AGX_EVENT_SLOTS / 32; i++)
			fw->firing[i] |= event->flag.firing[i];
	else if (fw->backlog_count < EVENT_BACKLOG)
		fw->backlog[fw->backlog_count++] = *event;
	else
		violation(card, "%d events wait because the kernel reads none", EVENT_BACKLOG);
}

static bool put_event(struct card *card, const struct agx_event_msg *event)
{
	struct fw *fw = card_fw(card);

	if (!ring_put(card, &fw->data.event, event))
		return false;
	++*stats_counter(card, "fw.events");
	trace(card, "event %u %08x %08x %08x %08x", event->type, event->flag.firing[0],
	      event->flag.firing[1], event->flag.firing[2], event->flag.firing[3]);
	fw->notify = true;
	return true;
}

static bool has_rogue_pointers(struct card *card)
{
	struct fw *fw = card_fw(card);

	if (fw->rogue_until && card_now(card) >= fw->rogue_until) {
		rogue_pointers(card, &fw->data, false);
		fw->rogue_until = 0;
	}
	return fw->rogue_until;
}

/* Flags first: what they tell happened before a fault that stopped everything. */
static void put_waiting_events(struct card *card)
{
	struct fw *fw = card_fw(card);
	struct agx_event_msg flags = { .type = AGX_EVENT_FLAG };
	unsigned int done = 0;

	if (has_rogue_pointers(card))
		return;
	memcpy(flags.flag.firing, fw->firing, sizeof(fw->firing));
	if (has_waiting_flags(fw) && put_event(card, &flags))
		memset(fw->firing, 0, sizeof(fw->firing));
	while (!has_waiting_flags(fw) && done < fw->backlog_count &&
	       put_event(card, &fw->backlog[done]))
		done++;
	fw->backlog_count -= done;
	memmove(fw->backlog, fw->backlog + done, fw->backlog_count * sizeof(fw->backlog[0]));
}

void fw_event(struct card *card, const struct agx_event_msg *event)
{
	struct fw *fw = card_fw(card);
	bool rogue = false;

	if (!fw_is_up(card))
		return;
	if (rogue_before_event(card, &fw->data, event))
		rogue = true;
	if (fault_take(card_fault(card), FAULT_BOGUS_POINTER)) {
		rogue_pointers(card, &fw->data, true);
		fw->rogue_until = card_now(card) + ROGUE_NS;
		rogue = true;
	}
	if (rogue) {
		++*stats_counter(card, "fw.rogue");
		fw->notify = true;
	}
	if (fw->rogue_until || has_waiting_flags(fw) || fw->backlog_count ||
	    !put_event(card, event))
		put_off(card, event);
}

void fw_log(struct card *card, const char *text)
{
	struct fw *fw = card_fw(card);
	struct ring *ring = &fw->data.fwlog[LOG_RING];
	struct agx_fwlog_payload line = {
		.type = AGX_FWLOG_PAYLOAD_TYPE,
		.seq = fw->log_seq,
		.timestamp = card_ticks(card),
	};
	struct agx_fwlog_msg msg = { .type = AGX_FWLOG_MSG_TYPE, .index = ring->ptr };
	uint64_t at = fw->data.fwlog_payload +
		      (LOG_RING * AGX_FWLOG_COUNT + ring->ptr) * sizeof(line);

	if (!fw->has_data || fw->rogue_until)
		return;
	strncpy(line.msg, text, sizeof(line.msg) - 1);
	if (!fwmem_write(card, at, &line, sizeof(line), "FwLog's payload") ||
	    !ring_put(card, ring, &msg))
		return;
	fw->log_seq++;
	fw->notify = true;
}

static void init(struct card *card, uint64_t msg)
{
	struct fw *fw = card_fw(card);
	uint64_t va = FIELD_GET(AGX_MSG_INIT_VA, msg);

	if (fw->has_data) {
		violation(card, "InitData is sent again");
		return;
	}
	if (va >> 43)
		va |= ~(uint64_t)AGX_MSG_INIT_VA;
	if (!initdata_read(card, va, &fw->data))
		return;
	fw->has_data = true;
	trace(card, "InitData at %016llx", (unsigned long long)va);
	fw_log(card, "virtual AGX firmware: InitData is read");
	rtkit_log(card, "virtual AGX firmware is up\n");
}

static void put_stats(struct card *card, const struct agx_stats_msg *msg)
{
	uint8_t entry[RING_ENTRY_MAX] = { 0 };

	memcpy(entry, msg, sizeof(*msg));
	ring_put(card, &card_fw(card)->data.stats, entry);
	card_fw(card)->notify = true;
}

/*
 * One of each kind of statistics and a trace, when the firmware begins: nothing here draws power
 * or gets warm, so these are the numbers of a machine that does nothing.
 */
static void report_idle(struct card *card)
{
	const uint64_t now = card_ticks(card);
	const struct agx_stats_msg stats[] = {
		{ .type = AGX_STATS_POWER, .power.power = IDLE_POWER_MW << AGX_STATS_POWER_SHIFT },
		{ .type = AGX_STATS_POWER_ON },
		{ .type = AGX_STATS_POWER_OFF, .power_onoff.ticks = now },
		{ .type = AGX_STATS_UTILIZATION, .utilization.timestamp = now },
		{ .type = AGX_STATS_AVG_POWER, .avg_power.avg_power = IDLE_POWER_MW },
		{ .type = AGX_STATS_TEMPERATURE,
		  .temperature = { .raw_value = IDLE_CELSIUS * AGX_STATS_TEMPERATURE_UNIT,
				   .scale = 1 } },
		{ .type = AGX_STATS_POWER_STATE,
		  .power_state = { .timestamp = now, .active = 1, .pstate = 1 } },
		{ .type = AGX_STATS_FW_BUSY, .fw_busy.timestamp = now },
		{ .type = AGX_STATS_PSTATE, .pstate = { .min = 1, .max = 1 } },
		{ .type = AGX_STATS_TEMP_SENSOR },
	};
	const struct agx_ktrace_msg ktrace = { .type = AGX_KTRACE_TYPE, .timestamp = now };

	for (size_t i = 0; i < sizeof(stats) / sizeof(stats[0]); i++)
		put_stats(card, &stats[i]);
	ring_put(card, &card_fw(card)->data.ktrace, &ktrace);
}

static void initialize(struct card *card)
{
	card_fw(card)->initialized = true;
	report_idle(card);
}

static void destroy_context(struct card *card, const void *entry)
{
	const struct agx_devctrl_destroy_v12 *v12 = entry;
	const struct agx_devctrl_destroy_v13 *v13 = entry;
	bool old = card_abi(card)->op_destroy == 0x17;
	uint64_t context = old ? v12->context : v13->context;

	++*stats_counter(card, "fw.destroy_context");
	if (context)
		work_destroy_context(card, context);
	cache_flush(card, 0, ~0ull);
}

static void device_control(struct card *card, const void *entry)
{
	const struct agx_abi *abi = card_abi(card);
	struct fw *fw = card_fw(card);
	uint32_t op;

	memcpy(&op, entry, sizeof(op));
	trace(card, "device control %02x", op);
	if (op == abi->op_init)
		initialize(card);
	else if (!fw->initialized)
		violation(card, "DeviceControl %02x before Initialize", op);
	else if (op == abi->op_grow_ack)
		work_grow_ack(card, entry);
	else if (op == abi->op_recover)
		work_recover(card, entry);
	else if (op == abi->op_destroy)
		destroy_context(card, entry);
	else if (op != abi->op_idle_off && op != AGX_DEVCTRL_UPDATE_IDLE_TS)
		violation(card, "unknown DeviceControl %02x", op);
}

static void run_device_control(struct card *card)
{
	struct ring *ring = &card_fw(card)->data.devctrl;
	uint8_t entry[RING_ENTRY_MAX];

	while (ring_take(card, ring, entry)) {
		device_control(card, entry);
		ring_done(card, ring);
	}
}

static void run_fwctl(struct card *card)
{
	struct ring *ring = &card_fw(card)->data.fwctl;
	struct agx_fwctl_msg msg;

	while (ring_take(card, ring, &msg)) {
		if (msg.unk_8 || msg.unk_12 != 2)
			violation(card, "FwCtl message has unk_8 %x, unk_12 %x", msg.unk_8,
				  msg.unk_12);
		trace(card, "flush slot %u %llx %u pages", msg.slot, (unsigned long long)msg.addr,
		      msg.page_count);
		handoff_flush(card, msg.slot, msg.addr,
			      (uint64_t)msg.page_count * AGX_UAT_PAGE_SIZE);
		ring_done(card, ring);
	}
}

/* A test may order that the firmware has no time for its pipes. */
static bool is_stalled(struct card *card)
{
	struct fw *fw = card_fw(card);

	while (fault_take(card_fault(card), FAULT_STALL)) {
		if (fw->stalled_until < card_now(card))
			fw->stalled_until = card_now(card);
		fw->stalled_until += STALL_NS;
		++*stats_counter(card, "fw.stalls");
	}
	return card_now(card) < fw->stalled_until;
}

static void run_pipe(struct card *card, unsigned int type, unsigned int priority)
{
	struct ring *ring = &card_fw(card)->data.pipe[priority][type];
	uint8_t entry[RING_ENTRY_MAX];

	if (!fw_is_up(card)) {
		violation(card, "doorbell of a pipe before Initialize");
		return;
	}
	if (is_stalled(card)) {
		if (ring_is_full(card, ring))
			++*stats_counter(card, "fw.pipe.full");
		return;
	}
	while (ring_take(card, ring, entry)) {
		work_submit(card, type, priority, (const struct agx_pipe_msg *)entry);
		ring_done(card, ring);
	}
}

static void run_pipes(struct card *card)
{
	for (unsigned int priority = 0; priority < AGX_PIPE_PRIORITIES; priority++)
		for (unsigned int type = 0; type < AGX_PIPE_TYPES; type++)
			run_pipe(card, type, priority);
}

static void doorbell(struct card *card, unsigned int channel)
{
	unsigned int type = channel & 3, priority = channel >> 2;

	++*stats_counter(card, "fw.doorbells");
	if (channel == AGX_DOORBELL_KICKFW)
		return;
	if (channel == AGX_DOORBELL_DEVCTRL)
		run_device_control(card);
	else if (type < AGX_PIPE_TYPES && priority < AGX_PIPE_PRIORITIES)
		run_pipe(card, type, priority);
	else
		violation(card, "doorbell of unknown channel %02x", channel);
}

static void receive_doorbell(struct card *card, uint64_t msg)
{
	if (!card_fw(card)->has_data) {
		violation(card, "doorbell %016llx before InitData", (unsigned long long)msg);
		return;
	}
	switch (FIELD_GET(AGX_MSG_TYPE, msg)) {
	case AGX_MSG_TX:
		doorbell(card, msg & ~AGX_MSG_TYPE);
		break;
	case AGX_MSG_FWCTL:
		run_fwctl(card);
		break;
	default:
		violation(card, "unknown message %016llx to endpoint 21", (unsigned long long)msg);
	}
}

void fw_receive(struct card *card, unsigned int ep, uint64_t msg)
{
	cache_check(card);
	if (ep == AGX_EP_DOORBELL)
		receive_doorbell(card, msg);
	else if (FIELD_GET(AGX_MSG_TYPE, msg) == AGX_MSG_INIT)
		init(card, msg);
	else
		violation(card, "unknown message %016llx to endpoint 20", (unsigned long long)msg);
}

/* The firmware reports its use once a second, while it is used. */
static void report_stats(struct card *card)
{
	struct fw *fw = card_fw(card);
	struct agx_stats_msg msg = { .type = AGX_STATS_UTILIZATION };
	uint64_t now = card_now(card);
	unsigned int percent;

	if (now < fw->next_stats || fw->rogue_until)
		return;
	fw->next_stats = now + STATS_PERIOD_NS;
	msg.utilization.timestamp = card_ticks(card);
	percent = work_utilization(card);
	for (int i = 0; i < 4; i++)
		msg.utilization.util[i] = percent;
	put_stats(card, &msg);
}

int fw_run(struct card *card)
{
	struct fw *fw = card_fw(card);
	int handoff = handoff_run(card), wait = -1;

	if (fw_is_up(card)) {
		put_waiting_events(card);
		if (fw->stalled_until && !is_stalled(card)) {
			fw->stalled_until = 0;
			run_pipes(card);
		}
		wait = work_run(card);
		if (wait >= 0 || work_is_busy(card))
			report_stats(card);
		if (has_waiting_flags(fw) || fw->backlog_count || fw->stalled_until ||
		    fw->rogue_until)
			wait = POLL_MS;
	}
	if (fw->notify && rtkit_is_running(card)) {
		fw->notify = false;
		asc_send(card, AGX_EP_FIRMWARE, FIELD_PREP(AGX_MSG_TYPE, AGX_MSG_RX));
	}
	if (wait < 0 || handoff < 0)
		return wait < handoff ? handoff : wait;
	return wait < handoff ? wait : handoff;
}
