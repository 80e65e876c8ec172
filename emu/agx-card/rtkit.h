/* SPDX-License-Identifier: MIT */
/* RTKit, the coprocessor's operating system: management, logs, crash. */
#ifndef AGX_CARD_RTKIT_H
#define AGX_CARD_RTKIT_H

#include <stdbool.h>
#include <stdint.h>

struct card;
struct rtkit;

struct rtkit *rtkit_create(void); /* released by free() */

/* The coprocessor has lost its power. */
void rtkit_reset(struct card *card);

/* It starts to run. */
void rtkit_start(struct card *card);

/* Whether it runs, which it does not after a crash. */
bool rtkit_is_running(struct card *card);

/* A message of the kernel. */
void rtkit_receive(struct card *card, uint64_t msg1, uint64_t msg);

/* A line in the kernel's log. */
void rtkit_log(struct card *card, const char *text);

/* The firmware crashes: a crash log goes to the kernel, and no answer comes any more. */
void rtkit_crash(struct card *card, const char *reason);

#endif
