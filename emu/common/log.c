// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* program_invocation_short_name */
#include "log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stats.h"

/* A guest that errs in a loop must not fill the disk. */
#define VIOLATION_LINES 1000

struct log {
	struct log_files files;
	struct timespec start;
	struct stats *stats;
	FILE *trace;
	FILE *violations;
	unsigned long violation_count;
};

static FILE *create_file(const char *path)
{
	FILE *file = fopen(path, "w");

	if (!file)
		fprintf(stderr, "%s: cannot write %s: %s\n", program_invocation_short_name, path,
			strerror(errno));
	return file;
}

struct log *log_open(const struct log_files *files)
{
	struct log *log = calloc(1, sizeof(*log));

	if (!log)
		return NULL;
	log->files = *files;
	clock_gettime(CLOCK_MONOTONIC, &log->start);
	log->stats = stats_create();
	if (!log->stats || (files->trace && !(log->trace = create_file(files->trace))) ||
	    (files->violations && !(log->violations = create_file(files->violations)))) {
		log_close(log);
		return NULL;
	}
	if (log->violations)
		setlinebuf(log->violations);
	return log;
}

static void write_stats(const struct log *log, FILE *out)
{
	*stats_find(log->stats, "violations") = log->violation_count;
	stats_write(log->stats, out);
}

void log_save(const struct log *log)
{
	FILE *out;

	if (!log->files.stats)
		return;
	out = create_file(log->files.stats);
	if (!out)
		return;
	write_stats(log, out);
	fclose(out);
}

void log_close(struct log *log)
{
	if (!log)
		return;
	if (log->violation_count > VIOLATION_LINES)
		fprintf(stderr, "%s: %lu violations, the first %d are listed\n",
			program_invocation_short_name, log->violation_count, VIOLATION_LINES);
	if (log->violations)
		fclose(log->violations);
	if (log->trace)
		fclose(log->trace);
	stats_destroy(log->stats);
	free(log);
}

static uint64_t now(const struct log *log)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - log->start.tv_sec) * 1000000000ll + now.tv_nsec - log->start.tv_nsec;
}

static void add_violation(struct log *log, const char *line)
{
	if (++log->violation_count > VIOLATION_LINES)
		return;
	fprintf(stderr, "%s: violation: %s\n", program_invocation_short_name, line);
	if (log->violations)
		fprintf(log->violations, "%s\n", line);
}

uint64_t card_now(const struct card *card)
{
	return now(card_log(card));
}

void violation(struct card *card, const char *fmt, ...)
{
	char line[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	add_violation(card_log(card), line);
	trace(card, "VIOLATION %s", line);
}

unsigned long card_violations(const struct card *card)
{
	return card_log(card)->violation_count;
}

void trace(struct card *card, const char *fmt, ...)
{
	struct log *log = card_log(card);
	uint64_t ns;
	va_list args;

	if (!log->trace)
		return;
	ns = now(log);
	fprintf(log->trace, "%4" PRIu64 ".%06" PRIu64 " ", ns / 1000000000, ns / 1000 % 1000000);
	va_start(args, fmt);
	vfprintf(log->trace, fmt, args);
	va_end(args);
	fputc('\n', log->trace);
}

bool trace_on(const struct card *card)
{
	return card_log(card)->trace;
}

uint64_t *stats_counter(struct card *card, const char *name)
{
	return stats_find(card_log(card)->stats, name);
}

void card_write_stats(struct card *card, FILE *out)
{
	write_stats(card_log(card), out);
}
