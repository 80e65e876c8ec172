// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* program_invocation_short_name */
#include "violation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A guest that errs in a loop must not fill the disk. */
#define VIOLATION_LINES 1000

struct violations {
	FILE *file;
	unsigned long count;
};

struct violations *violations_open(const char *path)
{
	struct violations *violations = calloc(1, sizeof(*violations));

	if (!violations || !path)
		return violations;
	violations->file = fopen(path, "w");
	if (!violations->file) {
		fprintf(stderr, "%s: cannot write violations to %s: %s\n", program_invocation_short_name,
			path,
			strerror(errno));
		free(violations);
		return NULL;
	}
	setlinebuf(violations->file);
	return violations;
}

void violations_close(struct violations *violations)
{
	if (!violations)
		return;
	if (violations->count > VIOLATION_LINES)
		fprintf(stderr, "%s: %lu violations, the first %d are listed\n", program_invocation_short_name,
			violations->count, VIOLATION_LINES);
	if (violations->file)
		fclose(violations->file);
	free(violations);
}

void violations_add(struct violations *violations, const char *line)
{
	if (++violations->count > VIOLATION_LINES)
		return;
	fprintf(stderr, "%s: violation: %s\n", program_invocation_short_name,
			line);
	if (violations->file)
		fprintf(violations->file, "%s\n", line);
}

unsigned long violations_count(const struct violations *violations)
{
	return violations->count;
}
