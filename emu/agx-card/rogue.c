// SPDX-License-Identifier: MIT
#include "rogue.h"

#include <stdint.h>
#include <string.h>

#include "card.h"
#include "fault.h"
#include "fwmem.h"
#include "initdata.h"

/* More than any ring has entries. */
#define BEYOND 0xffffff

static void put_events(struct card *card, struct ring *ring)
{
	struct agx_event_msg event;

	memset(&event, 0xff, sizeof(event));
	ring_put(card, ring, &event);
	/* Every slot, whoever has it. */
	event = (struct agx_event_msg){ .type = AGX_EVENT_FLAG };
	memset(event.flag.firing, 0xff, sizeof(event.flag.firing));
	ring_put(card, ring, &event);
	event = (struct agx_event_msg){ .type = AGX_EVENT_TIMEOUT };
	event.timeout.event_slot = 0x7fffffff;
	ring_put(card, ring, &event);
	event = (struct agx_event_msg){ .type = AGX_EVENT_GROW_TVB };
	event.grow_tvb.vm_slot = event.grow_tvb.buffer_slot = BEYOND;
	ring_put(card, ring, &event);
	event = (struct agx_event_msg){ .type = AGX_EVENT_CHANNEL_ERROR };
	memset(&event.channel_error, 0xff, sizeof(event.channel_error));
	ring_put(card, ring, &event);
	/* A slot that could be, but that nobody has. */
	event.channel_error.pipe_type = AGX_PIPE_COMPUTE;
	event.channel_error.event_slot = AGX_EVENT_SLOTS - 1;
	ring_put(card, ring, &event);
}

/* Whoever has the slot that fires, computing say, has no vertex pipe by that slot. */
static void put_wrong_pipe(struct card *card, struct ring *ring, const uint32_t *firing)
{
	struct agx_event_msg event = { .type = AGX_EVENT_CHANNEL_ERROR };

	event.channel_error.error_type = AGX_CHANNEL_ERROR_ABORTED;
	event.channel_error.pipe_type = AGX_PIPE_VERTEX;
	for (uint32_t slot = 0; slot < AGX_EVENT_SLOTS; slot++) {
		event.channel_error.event_slot = slot;
		if (firing[slot / 32] >> slot % 32 & 1)
			ring_put(card, ring, &event);
	}
}

/* Nothing halts, and nobody waits to be resumed. */
static void put_false_fault(struct card *card, struct ring *ring)
{
	const struct agx_event_msg event = { .type = AGX_EVENT_FAULT };

	ring_put(card, ring, &event);
}

static void put_nothing(struct card *card, struct ring *ring)
{
	const struct agx_event_msg event = { .type = AGX_EVENT_FLAG };

	while (ring_put(card, ring, &event))
		;
}

static void put_log(struct card *card, struct ring *rings)
{
	struct agx_fwlog_msg msg;

	for (unsigned int i = 0; i < AGX_FWLOG_RINGS; i++) {
		memset(&msg, 0xff, sizeof(msg));
		ring_put(card, &rings[i], &msg);
		msg = (struct agx_fwlog_msg){ .type = AGX_FWLOG_MSG_TYPE,
					      .index = AGX_FWLOG_RINGS * AGX_FWLOG_COUNT };
		ring_put(card, &rings[i], &msg);
	}
}

static void put_raw(struct card *card, struct ring *ring)
{
	uint8_t entry[RING_ENTRY_MAX];

	memset(entry, 0xff, sizeof(entry));
	ring_put(card, ring, entry);
}

bool rogue_before_event(struct card *card, struct initdata *data,
			const struct agx_event_msg *event)
{
	struct fault *fault = card_fault(card);
	bool any = false;

	if (fault_take(fault, FAULT_BOGUS_EVENT))
		any = true, put_events(card, &data->event);
	if (fault_take(fault, FAULT_FALSE_FAULT))
		any = true, put_false_fault(card, &data->event);
	if (event->type == AGX_EVENT_FLAG && fault_take(fault, FAULT_BOGUS_CHANNEL))
		any = true, put_wrong_pipe(card, &data->event, event->flag.firing);
	if (fault_take(fault, FAULT_BOGUS_LOG))
		any = true, put_log(card, data->fwlog);
	if (fault_take(fault, FAULT_BOGUS_TRACE))
		any = true, put_raw(card, &data->ktrace);
	if (fault_take(fault, FAULT_BOGUS_STATS))
		any = true, put_raw(card, &data->stats);
	if (fault_take(fault, FAULT_FULL_RING))
		any = true, put_nothing(card, &data->event);
	return any;
}

static void point(struct card *card, const struct ring *ring, bool wrong)
{
	fwmem_store32(card, ring->state + ring->write_ptr, wrong ? BEYOND : ring->ptr, ring->name);
}

void rogue_pointers(struct card *card, struct initdata *data, bool wrong)
{
	point(card, &data->event, wrong);
	point(card, &data->ktrace, wrong);
	point(card, &data->stats, wrong);
	for (unsigned int i = 0; i < AGX_FWLOG_RINGS; i++)
		point(card, &data->fwlog[i], wrong);
}
