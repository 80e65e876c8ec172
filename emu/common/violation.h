/* SPDX-License-Identifier: MIT */
/* The list of what the guest did wrong; see violation() in a card's card.h. */
#ifndef EMU_COMMON_VIOLATION_H
#define EMU_COMMON_VIOLATION_H

#include <stdarg.h>

struct violations;

/* @path may be NULL: then they go to stderr only. NULL after a message. */
struct violations *violations_open(const char *path);
void violations_close(struct violations *violations);

/* Writes one line. After the first thousand they are counted only. */
void violations_add(struct violations *violations, const char *line);
unsigned long violations_count(const struct violations *violations);

#endif
