/* SPDX-License-Identifier: MIT */
/* Named counters; see stats_counter() in log.h for the way parts use them. */
#ifndef EMU_COMMON_STATS_H
#define EMU_COMMON_STATS_H

#include <stdint.h>
#include <stdio.h>

struct stats;

struct stats *stats_create(void);
void stats_destroy(struct stats *stats);

/* The counter of that name, made on first use; @name is not copied. Never NULL. */
uint64_t *stats_find(struct stats *stats, const char *name);

/* One line "name value" for each counter, sorted by name. */
void stats_write(const struct stats *stats, FILE *out);

#endif
