/* SPDX-License-Identifier: MIT */
/* Faults that a test orders: by --fault, or on the control socket while the guest runs. */
#ifndef GSP_CARD_FAULT_H
#define GSP_CARD_FAULT_H

#include <stdbool.h>

struct card;
struct fault;

enum fault_kind {
	FAULT_HANG_CHANNEL, /* the channel of the next doorbell stops, and nobody is told */
	FAULT_KILL_CHANNEL, /* it stops, and RM reports it */
	FAULT_DROP_INTERRUPT, /* the next MSI is not sent */
	FAULT_BOGUS_MESSAGE, /* the next reply is preceded by an event that makes no sense */
	FAULT_CRASH, /* GSP answers that many more RPCs and then stops for good */
	FAULT_REMOVE, /* the card answers that many more accesses and is gone then */
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

/**
 * fault_take() - ask at the place where a fault would strike
 *
 * Uses one up; crash and remove count down to 0 and strike for ever from then on.
 */
bool fault_take(struct fault *fault, enum fault_kind kind);

/** fault_struck() - whether one of those two is in effect; uses nothing up. */
bool fault_struck(const struct fault *fault, enum fault_kind kind);

/* The names, for --help. */
extern const char fault_help[];

#endif
