/* SPDX-License-Identifier: MIT */
/* The coprocessor's switch and its mailbox. */
#ifndef AGX_CARD_ASC_H
#define AGX_CARD_ASC_H

#include <stdbool.h>
#include <stdint.h>

struct asc;
struct card;

struct asc *asc_create(void); /* released by free() */

/* Takes the coprocessor's power: what it was doing is lost. */
void asc_reset(struct card *card);

/* Hands waiting messages to the firmware. Returns when to call again, in ms; -1 for never. */
int asc_run(struct card *card);

/* The firmware sends a message, now or when the kernel has read earlier ones. */
void asc_send(struct card *card, uint8_t ep, uint64_t msg);

#endif
