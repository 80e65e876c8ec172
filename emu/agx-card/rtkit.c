// SPDX-License-Identifier: MIT
#include "rtkit.h"

#include <stdlib.h>
#include <string.h>

#include "asc.h"
#include "cache.h"
#include "card.h"
#include "fault.h"
#include "fw.h"
#include "uat.h"
#include "firmware/agx/asc.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/uat.h"

#define VERSION_MIN 11
#define VERSION_MAX 12

/* Endpoints 0 to 4 and 8, and 0x20 and 0x21. */
#define MAP_SYSTEM 0x11f
#define MAP_APP 0x3

#define BUFFER_PAGES 4 /* of 4 KiB */
#define BUFFER_SIZE (BUFFER_PAGES * 4096)
#define LOG_ENTRIES 32
#define LOG_TEXT 0x60
#define CRASH_TEXT 128

enum state {
	STATE_OFF,
	STATE_HELLO,
	STATE_MAP_SYSTEM,
	STATE_MAP_APP,
	STATE_ON,
	STATE_SLEEP,
	STATE_CRASHED,
};

struct rtkit {
	enum state state;
	uint64_t started; /* endpoints, a bit each */
	uint64_t buffer[AGX_EP_OSLOG + 1]; /* by endpoint; 0 until the kernel has answered */
	unsigned int logged;
};

struct rtkit *rtkit_create(void)
{
	return calloc(1, sizeof(struct rtkit));
}

void rtkit_reset(struct card *card)
{
	memset(card_rtkit(card), 0, sizeof(struct rtkit));
}

bool rtkit_is_running(struct card *card)
{
	enum state state = card_rtkit(card)->state;

	return state != STATE_OFF && state != STATE_SLEEP && state != STATE_CRASHED;
}

static void send_mgmt(struct card *card, unsigned int type, uint64_t msg)
{
	asc_send(card, AGX_EP_MGMT, FIELD_PREP(AGX_RTKIT_MGMT_TYPE, type) | msg);
}

static void say_hello(struct card *card)
{
	rtkit_reset(card);
	card_rtkit(card)->state = STATE_HELLO;
	send_mgmt(card, AGX_RTKIT_HELLO,
		  FIELD_PREP(AGX_RTKIT_HELLO_MIN, VERSION_MIN) |
			  FIELD_PREP(AGX_RTKIT_HELLO_MAX, VERSION_MAX));
}

void rtkit_start(struct card *card)
{
	say_hello(card);
}

static bool expect(struct card *card, enum state state, const char *what)
{
	if (card_rtkit(card)->state == state)
		return true;
	violation(card, "rtkit: %s out of order", what);
	return false;
}

static void hello_reply(struct card *card, uint64_t msg)
{
	unsigned int low = FIELD_GET(AGX_RTKIT_HELLO_MIN, msg);
	unsigned int high = FIELD_GET(AGX_RTKIT_HELLO_MAX, msg);

	if (!expect(card, STATE_HELLO, "answer to HELLO"))
		return;
	if (low != high || low < VERSION_MIN || low > VERSION_MAX)
		violation(card, "rtkit: the kernel wants versions %u to %u", low, high);
	card_rtkit(card)->state = STATE_MAP_SYSTEM;
	send_mgmt(card, AGX_RTKIT_EPMAP, MAP_SYSTEM);
}

static void map_reply(struct card *card, uint64_t msg)
{
	struct rtkit *rtkit = card_rtkit(card);

	if (rtkit->state == STATE_MAP_SYSTEM && (msg & AGX_RTKIT_EPMAP_MORE) &&
	    !FIELD_GET(AGX_RTKIT_EPMAP_BASE, msg)) {
		rtkit->state = STATE_MAP_APP;
		send_mgmt(card, AGX_RTKIT_EPMAP,
			  MAP_APP | FIELD_PREP(AGX_RTKIT_EPMAP_BASE, 1) |
				  AGX_RTKIT_EPMAP_LAST);
	} else if (rtkit->state == STATE_MAP_APP && (msg & AGX_RTKIT_EPMAP_LAST) &&
		   FIELD_GET(AGX_RTKIT_EPMAP_BASE, msg) == 1) {
		rtkit->state = STATE_ON;
		send_mgmt(card, AGX_RTKIT_IOP_POWER_ACK, AGX_RTKIT_POWER_ON);
	} else {
		violation(card, "rtkit: answer %016llx to the map of endpoints is out of order",
			  (unsigned long long)msg);
	}
}

static void ask_buffer(struct card *card, unsigned int ep)
{
	if (ep == AGX_EP_OSLOG)
		asc_send(card, ep,
			 FIELD_PREP(AGX_RTKIT_OSLOG_TYPE, AGX_RTKIT_OSLOG_BUFFER) |
				 FIELD_PREP(AGX_RTKIT_OSLOG_SIZE, BUFFER_SIZE));
	else
		asc_send(card, ep,
			 FIELD_PREP(AGX_RTKIT_BUFFER_TYPE, AGX_RTKIT_BUFFER) |
				 FIELD_PREP(AGX_RTKIT_BUFFER_PAGES, BUFFER_PAGES));
}

static void start_endpoint(struct card *card, uint64_t msg)
{
	const uint64_t map = MAP_SYSTEM | (uint64_t)MAP_APP << 32;
	struct rtkit *rtkit = card_rtkit(card);
	unsigned int ep = FIELD_GET(AGX_RTKIT_STARTEP_EP, msg);

	if (rtkit->state < STATE_MAP_APP || ep >= 64 || !(map >> ep & 1) ||
	    !(msg & AGX_RTKIT_STARTEP_START)) {
		violation(card, "rtkit: start %016llx of endpoint %02x, which is not there",
			  (unsigned long long)msg, ep);
		return;
	}
	rtkit->started |= 1ull << ep;
	switch (ep) {
	case AGX_EP_SYSLOG:
		asc_send(card, ep,
			 FIELD_PREP(AGX_RTKIT_BUFFER_TYPE, AGX_RTKIT_SYSLOG_INIT) |
				 FIELD_PREP(AGX_RTKIT_SYSLOG_ENTRIES, LOG_ENTRIES) |
				 FIELD_PREP(AGX_RTKIT_SYSLOG_SIZE, LOG_TEXT));
		/* fall through */
	case AGX_EP_CRASHLOG:
	case AGX_EP_IOREPORT:
	case AGX_EP_OSLOG:
		ask_buffer(card, ep);
	}
}

static void set_power(struct card *card, uint64_t msg)
{
	struct rtkit *rtkit = card_rtkit(card);
	unsigned int power = FIELD_GET(AGX_RTKIT_POWER_STATE, msg);

	switch (power) {
	case AGX_RTKIT_POWER_INIT:
		say_hello(card);
		return;
	case AGX_RTKIT_POWER_ON:
	case AGX_RTKIT_POWER_QUIESCED:
		break;
	case AGX_RTKIT_POWER_OFF:
	case AGX_RTKIT_POWER_SLEEP:
	case AGX_RTKIT_POWER_IDLE:
		rtkit->state = STATE_SLEEP;
		fw_reset(card);
		break;
	default:
		violation(card, "rtkit: unknown power state %x", power);
	}
	send_mgmt(card, AGX_RTKIT_IOP_POWER_ACK, power);
}

static void receive_mgmt(struct card *card, uint64_t msg)
{
	unsigned int type = FIELD_GET(AGX_RTKIT_MGMT_TYPE, msg);

	switch (type) {
	case AGX_RTKIT_HELLO_REPLY:
		hello_reply(card, msg);
		break;
	case AGX_RTKIT_PING:
		send_mgmt(card, AGX_RTKIT_PONG, 0);
		break;
	case AGX_RTKIT_STARTEP:
		start_endpoint(card, msg);
		break;
	case AGX_RTKIT_SET_IOP_POWER:
		set_power(card, msg);
		break;
	case AGX_RTKIT_EPMAP:
		map_reply(card, msg);
		break;
	case AGX_RTKIT_SET_AP_POWER:
		send_mgmt(card, AGX_RTKIT_SET_AP_POWER, msg & AGX_RTKIT_POWER_STATE);
		break;
	default:
		violation(card, "rtkit: unknown management message %016llx",
			  (unsigned long long)msg);
	}
}

/* Addresses have 44 bits and a sign. */
static uint64_t extend(uint64_t iova)
{
	return iova >> 43 & 1 ? iova | ~0ull << 44 : iova;
}

static void take_buffer(struct card *card, unsigned int ep, uint64_t iova)
{
	struct rtkit *rtkit = card_rtkit(card);
	struct uat_fault fault;

	if (rtkit->buffer[ep])
		violation(card, "rtkit: endpoint %02x gets a second buffer", ep);
	if (!uat_check(card, 0, UAT_FW, extend(iova), BUFFER_SIZE, true, &fault)) {
		violation(card, "rtkit: buffer of endpoint %02x: %llx is %s for the firmware", ep,
			  (unsigned long long)fault.va, uat_reason_name(fault.reason));
		return;
	}
	rtkit->buffer[ep] = extend(iova);
}

static void receive_system(struct card *card, unsigned int ep, uint64_t msg)
{
	unsigned int type = FIELD_GET(AGX_RTKIT_BUFFER_TYPE, msg);

	if (type == AGX_RTKIT_BUFFER) {
		if (FIELD_GET(AGX_RTKIT_BUFFER_PAGES, msg) != BUFFER_PAGES)
			violation(card, "rtkit: endpoint %02x gets a buffer of another size", ep);
		take_buffer(card, ep, FIELD_GET(AGX_RTKIT_BUFFER_IOVA, msg));
	} else if (!(ep == AGX_EP_SYSLOG && type == AGX_RTKIT_SYSLOG_LOG) &&
		   !(ep == AGX_EP_IOREPORT &&
		     (type == AGX_RTKIT_IOREPORT_START || type == AGX_RTKIT_IOREPORT_REPORT))) {
		violation(card, "rtkit: unknown message %016llx to endpoint %02x",
			  (unsigned long long)msg, ep);
	}
}

static void receive_oslog(struct card *card, uint64_t msg)
{
	if (FIELD_GET(AGX_RTKIT_OSLOG_TYPE, msg) != AGX_RTKIT_OSLOG_BUFFER ||
	    FIELD_GET(AGX_RTKIT_OSLOG_SIZE, msg) != BUFFER_SIZE) {
		violation(card, "rtkit: unknown message %016llx to endpoint 08",
			  (unsigned long long)msg);
		return;
	}
	/* 36 bits of page numbers are more than the 44 bits of an address. */
	take_buffer(card, AGX_EP_OSLOG,
		    (FIELD_GET(AGX_RTKIT_OSLOG_IOVA, msg) << 12) & AGX_RTKIT_BUFFER_IOVA);
}

void rtkit_receive(struct card *card, uint64_t msg1, uint64_t msg)
{
	struct rtkit *rtkit = card_rtkit(card);
	unsigned int ep = FIELD_GET(AGX_ASC_MSG1_EP, msg1);

	if (rtkit->state == STATE_CRASHED || rtkit->state == STATE_OFF)
		return;
	if (ep != AGX_EP_MGMT && (ep >= 64 || !(rtkit->started >> ep & 1))) {
		violation(card, "message %016llx to endpoint %02x, which is not started",
			  (unsigned long long)msg, ep);
		return;
	}
	switch (ep) {
	case AGX_EP_MGMT:
		receive_mgmt(card, msg);
		break;
	case AGX_EP_OSLOG:
		receive_oslog(card, msg);
		break;
	case AGX_EP_FIRMWARE:
	case AGX_EP_DOORBELL:
		if (fault_take(card_fault(card), FAULT_CRASH))
			rtkit_crash(card, "ordered by a test");
		else
			fw_receive(card, ep, msg);
		break;
	default:
		receive_system(card, ep, msg);
	}
}

void rtkit_log(struct card *card, const char *text)
{
	struct rtkit *rtkit = card_rtkit(card);
	unsigned int index = rtkit->logged % LOG_ENTRIES;
	struct {
		struct agx_rtkit_syslog head;
		char text[LOG_TEXT];
	} entry = { .head.context = "agx" };
	struct uat_fault fault;

	if (!rtkit->buffer[AGX_EP_SYSLOG])
		return;
	strncpy(entry.text, text, sizeof(entry.text) - 1);
	if (!uat_write(card, 0, UAT_FW, rtkit->buffer[AGX_EP_SYSLOG] + index * sizeof(entry),
		       &entry, sizeof(entry), &fault)) {
		violation(card, "rtkit: the log's buffer at %llx is %s for the firmware",
			  (unsigned long long)fault.va, uat_reason_name(fault.reason));
		rtkit->buffer[AGX_EP_SYSLOG] = 0;
		return;
	}
	rtkit->logged++;
	asc_send(card, AGX_EP_SYSLOG,
		 FIELD_PREP(AGX_RTKIT_BUFFER_TYPE, AGX_RTKIT_SYSLOG_LOG) | index);
}

static void write_crash_log(struct card *card, uint64_t va, const char *reason)
{
	struct {
		struct agx_rtkit_crash_header head;
		struct agx_rtkit_crash_entry entry;
		uint32_t id;
		char text[CRASH_TEXT];
		struct agx_rtkit_crash_entry end;
	} log = {
		.head = { AGX_RTKIT_CRASH_HEADER, 0x103, sizeof(log), 1, { 0 } },
		.entry = { AGX_RTKIT_CRASH_STRING, 0, 1, sizeof(log.entry) + 4 + CRASH_TEXT },
		.end = { AGX_RTKIT_CRASH_HEADER, 0, 0, sizeof(log.end) },
	};
	struct uat_fault fault;

	strncpy(log.text, reason, sizeof(log.text) - 1);
	if (!uat_write(card, 0, UAT_FW, va, &log, sizeof(log), &fault))
		violation(card, "rtkit: the crash log's buffer at %llx is %s for the firmware",
			  (unsigned long long)fault.va, uat_reason_name(fault.reason));
}

void rtkit_crash(struct card *card, const char *reason)
{
	struct rtkit *rtkit = card_rtkit(card);
	uint64_t va = rtkit->buffer[AGX_EP_CRASHLOG];

	if (rtkit->state == STATE_CRASHED)
		return;
	trace(card, "firmware crash: %s", reason);
	++*stats_counter(card, "fw.crashes");
	rtkit->state = STATE_CRASHED;
	if (!va)
		return;
	write_crash_log(card, va, reason);
	cache_reset(card);
	asc_send(card, AGX_EP_CRASHLOG,
		 FIELD_PREP(AGX_RTKIT_BUFFER_TYPE, AGX_RTKIT_BUFFER) |
			 FIELD_PREP(AGX_RTKIT_BUFFER_PAGES, BUFFER_PAGES) |
			 (va & AGX_RTKIT_BUFFER_IOVA));
}
