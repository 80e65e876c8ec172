// SPDX-License-Identifier: MIT
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "bad_input.h"
#include "drm_util.h"
#include "run.h"

#define OWNED "/sys/kernel/debug/dri/*/owned"
#define FENCES "/sys/kernel/debug/dri/*/fences"
#define MAX_KINDS 32

struct owned {
	char kind[32];
	unsigned int count;
};

/* One more of @kind, in a list of what there is, sorted by name. */
static void count_owned(struct owned *owned, const char *kind)
{
	unsigned int i = 0;

	while (i < MAX_KINDS - 1 && owned[i].count && strcmp(owned[i].kind, kind) < 0)
		i++;
	if (!owned[i].count || strcmp(owned[i].kind, kind)) {
		memmove(&owned[i + 1], &owned[i], (MAX_KINDS - 1 - i) * sizeof(*owned));
		owned[i].count = 0;
		snprintf(owned[i].kind, sizeof(owned[i].kind), "%s", kind);
	}
	owned[i].count++;
}

/* The first card's; NULL where the driver does not tell. */
static FILE *open_debugfs(const char *pattern)
{
	glob_t found;
	FILE *f = NULL;

	if (!glob(pattern, 0, NULL, &found)) {
		f = fopen(found.gl_pathv[0], "r");
		globfree(&found);
	}
	return f;
}

static unsigned long fences_read(void)
{
	unsigned long fences = 0;
	FILE *f = open_debugfs(FENCES);

	if (!f)
		return 0;
	if (fscanf(f, "%lu", &fences) != 1)
		fail("no number in " FENCES);
	fclose(f);
	return fences;
}

/*
 * How many of each thing the driver owns, as text; empty where it does not
 * tell, with a line for each thing that says what it is.
 */
void owners_read(char text[OWNERS_TEXT])
{
	struct owned owned[MAX_KINDS] = { 0 };
	char line[1024], kind[sizeof(owned[0].kind)];
	FILE *f = open_debugfs(OWNED);
	size_t n = 0;

	text[0] = 0;
	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%31s", kind) == 1)
			count_owned(owned, kind);
	}
	fclose(f);
	for (unsigned int i = 0; i < MAX_KINDS && owned[i].count && n < OWNERS_TEXT; i++)
		n += snprintf(text + n, OWNERS_TEXT - n, "%s %u\n", owned[i].kind, owned[i].count);
	if (n < OWNERS_TEXT)
		snprintf(text + n, OWNERS_TEXT - n, "fences %lu\n", fences_read());
}

/* Jobs and page tables are freed by a worker, a little after their fences. */
void owners_settled(char text[OWNERS_TEXT])
{
	char last[OWNERS_TEXT];

	owners_read(text);
	for (int same = 0, i = 0; same < 2 && i < 200; i++) {
		memcpy(last, text, sizeof(last));
		sleep_ms(5);
		owners_read(text);
		same = strcmp(last, text) ? 0 : same + 1;
	}
}

/* What is still on its way out makes the text longer than @before, never equal to it. */
void owners_expect(const char *before)
{
	char now[OWNERS_TEXT];

	owners_read(now);
	for (int i = 0; strcmp(before, now) && i < 200; i++) {
		sleep_ms(5);
		owners_read(now);
	}
	if (strcmp(before, now))
		fail("objects before:\n%sand after:\n%s", before, now);
}

/* Makes @row's changes to @args, if there is a row. */
void row_apply(const struct row *row, void *args, const void *world)
{
	for (unsigned int i = 0; row && i < ARRAY_SIZE(row->patch); i++) {
		const struct patch *p = &row->patch[i];
		const void *from = p->from_world ? (const char *)world + p->value :
						   (const char *)&p->value;

		memcpy((char *)args + p->offset, from, p->size);
	}
}
