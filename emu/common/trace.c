// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* program_invocation_short_name */
#include "trace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct trace {
	FILE *file;
};

struct trace *trace_open(const char *path)
{
	struct trace *trace = calloc(1, sizeof(*trace));

	if (!trace)
		return NULL;
	trace->file = fopen(path, "w");
	if (!trace->file) {
		fprintf(stderr, "%s: cannot write the trace to %s: %s\n", program_invocation_short_name,
			path,
			strerror(errno));
		free(trace);
		return NULL;
	}
	return trace;
}

void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	fclose(trace->file);
	free(trace);
}

void trace_line(struct trace *trace, uint64_t now_ns, const char *fmt, va_list args)
{
	fprintf(trace->file, "%4" PRIu64 ".%06" PRIu64 " ", now_ns / 1000000000,
		now_ns / 1000 % 1000000);
	vfprintf(trace->file, fmt, args);
	fputc('\n', trace->file);
}
