/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CARD_H
#define TESTS_CARD_H

#include <stdint.h>

/* What a healthy submission never takes, and a driver that waits for a timeout does. */
#define PROMPT_S 5.0

/* In a guest: has the virtual card do @spec, as lab/card says it. */
void order(const char *spec);
/* How often the virtual card counted something. */
unsigned long card_counter(const char *name);
/* Waits for the fence of a binary syncobj; its error, positive, or 0. */
int fence_result(int fd, uint32_t handle);

#endif
