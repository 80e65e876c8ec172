/* SPDX-License-Identifier: MIT */
/* What a card tells of itself: what the guest did wrong, a trace, and counters. */
#ifndef EMU_COMMON_LOG_H
#define EMU_COMMON_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct card;
struct log;

/**
 * struct log_files - where it goes; each may be NULL
 * @trace: one line for each thing that happened
 * @stats: the counters, when the card ends
 * @violations: one line for each violation
 */
struct log_files {
	const char *trace;
	const char *stats;
	const char *violations;
};

/* Starts the card's clock, too. NULL after a message. */
struct log *log_open(const struct log_files *files);
/* Writes the counters. */
void log_save(const struct log *log);
void log_close(struct log *log);

/* Each card has one, from card_create() on. */
struct log *card_log(const struct card *card);

/** card_now() - nanoseconds since the card started. It always advances. */
uint64_t card_now(const struct card *card);

/**
 * violation() - the guest did something that real hardware or firmware would not survive.
 * @card: the card
 * @fmt: one line without newline: what was accessed, and what is wrong with it
 *
 * It is logged to stderr, the violations file and the trace, and makes the card exit with
 * status 3. It never ends the run: the caller goes on as the hardware would.
 */
void violation(struct card *card, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Number of violations so far. */
unsigned long card_violations(const struct card *card);

/**
 * trace() - add one line to the trace.
 * @card: the card
 * @fmt: the line without newline
 *
 * Costs one test when no trace is written. See trace_on() to avoid preparing arguments.
 */
void trace(struct card *card, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool trace_on(const struct card *card);

/**
 * stats_counter() - find or make a counter.
 * @card: the card
 * @name: dotted lower-case name, e.g. "ce.bytes"; a string that lives as long as the card
 *
 * Return: where to count; valid as long as the card, never NULL. Look it up once, then add
 * to it.
 */
uint64_t *stats_counter(struct card *card, const char *name);

/* All counters as they are now, one "name value" a line. */
void card_write_stats(struct card *card, FILE *out);

#endif
