// SPDX-License-Identifier: MIT
#include "stats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct counter {
	const char *name;
	uint64_t value;
	struct counter *next;
};

/* A list sorted by name: there are some dozens, each looked up once. */
struct stats {
	struct counter *first;
};

struct stats *stats_create(void)
{
	return calloc(1, sizeof(struct stats));
}

void stats_destroy(struct stats *stats)
{
	if (!stats)
		return;
	while (stats->first) {
		struct counter *counter = stats->first;

		stats->first = counter->next;
		free(counter);
	}
	free(stats);
}

uint64_t *stats_find(struct stats *stats, const char *name)
{
	struct counter **at = &stats->first, *counter;

	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	if (*at && !strcmp((*at)->name, name))
		return &(*at)->value;

	counter = malloc(sizeof(*counter));
	if (!counter)
		abort();
	*counter = (struct counter){ .name = name, .next = *at };
	*at = counter;
	return &counter->value;
}

void stats_write(const struct stats *stats, FILE *out)
{
	for (const struct counter *counter = stats->first; counter; counter = counter->next)
		fprintf(out, "%s %" PRIu64 "\n", counter->name, counter->value);
}
