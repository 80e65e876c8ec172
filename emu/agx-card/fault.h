/* SPDX-License-Identifier: MIT */
/* Faults that a test orders: by --fault, or on the control socket while the guest runs. */
#ifndef AGX_CARD_FAULT_H
#define AGX_CARD_FAULT_H

#include <stdbool.h>

struct fault;

enum fault_kind {
	FAULT_DROP_INTERRUPT, /* the next MSI is not sent */
	FAULT_SILENT, /* the coprocessor does not answer when it is started */
	FAULT_SLOW_MAILBOX, /* the next message is taken a tenth of a second late */
	FAULT_CRASH, /* the firmware crashes at that many messages of the driver from now */
	FAULT_BOGUS_MESSAGE, /* a mailbox message that makes no sense comes before the next one */
	FAULT_BOGUS_EVENT, /* likewise for entries of the event ring */
	FAULT_CONTENTION, /* the firmware holds the handoff lock a while, and again and again */
	FAULT_FLUSH, /* the next cache flush is not done */
	FAULT_HANG, /* the next command never ends: a timeout is reported */
	FAULT_GPU, /* the next command has a fault of the MMU */
	FAULT_CHANNEL_ERROR, /* the next command's queue gets a channel error */
	FAULT_GROW, /* the next render wants a larger buffer */
	FAULT_NO_HALT, /* after the next fault the firmware does not halt */
	FAULT_REMOVE, /* the card is gone */
	FAULT_KINDS,
};

struct fault *fault_create(void);
void fault_destroy(struct fault *fault);

/**
 * fault_order() - arm a fault
 * @fault: the faults
 * @spec: NAME or NAME:COUNT; COUNT defaults to 1, to 0 for crash and remove
 *
 * Return: false if there is no such fault or COUNT is not a number.
 */
bool fault_order(struct fault *fault, const char *spec);

/* Asks at the place where a fault would strike. Uses one up; crash and remove strike for ever. */
bool fault_take(struct fault *fault, enum fault_kind kind);

/* Whether fault_take() would say yes. */
bool fault_struck(const struct fault *fault, enum fault_kind kind);

/* The names, for --help. */
extern const char fault_help[];

#endif
