/* SPDX-License-Identifier: MIT */
/* Faults that a test orders: by --fault, or on the control socket while the guest runs. */
#ifndef EMU_COMMON_FAULT_H
#define EMU_COMMON_FAULT_H

#include <stdbool.h>
#include <stdint.h>

struct fault;

/**
 * struct fault_kinds - the faults that a card knows
 * @names: a name for each
 * @count: how many there are, 32 at most
 * @lasting: a bit for each that counts down to 0 and strikes for ever from then on
 */
struct fault_kinds {
	const char *const *names;
	unsigned int count;
	uint32_t lasting;
};

/* What a card brings: its faults, and what --help says of them. */
extern const struct fault_kinds fault_kinds;
extern const char fault_help[];

/** fault_create() - no fault is armed; fault_destroy() frees it. */
struct fault *fault_create(void);
void fault_destroy(struct fault *fault);

/**
 * fault_order() - arm a fault
 * @fault: the faults
 * @spec: NAME or NAME:COUNT; COUNT defaults to 1, to 0 for those that last
 *
 * Return: false if there is no such fault or COUNT is not a number.
 */
bool fault_order(struct fault *fault, const char *spec);

/* Asks at the place where a fault would strike, and uses one up. */
bool fault_take(struct fault *fault, unsigned int kind);

/* Whether fault_take() would say yes. */
bool fault_struck(const struct fault *fault, unsigned int kind);

#endif
