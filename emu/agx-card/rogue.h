/* SPDX-License-Identifier: MIT */
/* What firmware would never write into its rings, when a test orders it. */
#ifndef AGX_CARD_ROGUE_H
#define AGX_CARD_ROGUE_H

#include <stdbool.h>

struct agx_event_msg;
struct card;
struct initdata;

/**
 * rogue_before_event() - write the entries that are ordered
 * @card: the card
 * @data: the rings
 * @event: what comes next
 *
 * Return: whether there is something for the kernel to look at.
 */
bool rogue_before_event(struct card *card, struct initdata *data,
			const struct agx_event_msg *event);

/**
 * rogue_pointers() - point beyond the end of every ring of the firmware's
 * @card: the card
 * @data: the rings
 * @wrong: true to do it, false to undo it
 */
void rogue_pointers(struct card *card, struct initdata *data, bool wrong);

#endif
