// SPDX-License-Identifier: MIT
/*
 * Runs subtests and prints one line for each: "ok NAME", "not ok NAME: reason"
 * or "skip NAME: reason", then a summary.
 */
#include <fnmatch.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "run.h"

static jmp_buf leave;
static char reason[512];
static const char *volatile running;

_Noreturn void fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	longjmp(leave, FAIL);
}

_Noreturn void skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	longjmp(leave, SKIP);
}

/* Only async-signal-safe calls: the code that hangs may hold any lock. */
static void on_alarm(int sig)
{
	static const char tail[] = ": hangs\n";
	const char *name = running;

	(void)sig;
	(void)!write(STDOUT_FILENO, "not ok ", 7);
	(void)!write(STDOUT_FILENO, name, strlen(name));
	(void)!write(STDOUT_FILENO, tail, sizeof(tail) - 1);
	_exit(1);
}

static void watch(const char *name, unsigned int limit_s)
{
	running = name;
	signal(SIGALRM, on_alarm);
	alarm(limit_s);
}

/*
 * Runs setup or teardown, in which fail() may be called. Prints only failures
 * and reasons to skip.
 */
enum outcome run_step(const char *name, unsigned int limit_s,
		      void (*step)(struct device *dev), struct device *dev)
{
	enum outcome out;

	watch(name, limit_s);
	out = setjmp(leave);
	if (out == PASS)
		step(dev);
	else
		printf("%s %s: %s\n", out == FAIL ? "not ok" : "skip", name, reason);
	fflush(stdout);
	alarm(0);
	return out;
}

/* Of a clock that only goes forward. */
double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static bool selected(const char *name, char *const *globs)
{
	if (!*globs)
		return true;
	for (; *globs; globs++)
		if (!fnmatch(*globs, name, 0))
			return true;
	return false;
}

static enum outcome run_one(const struct suite *suite, struct device *dev,
			    const struct subtest *t)
{
	enum outcome out;

	watch(t->name, suite->limit_s);
	out = setjmp(leave);
	if (out == PASS) {
		t->run(dev, t->arg);
		if (suite->tidy)
			suite->tidy(dev);
	}
	alarm(0);
	return out;
}

static void report(const struct subtest *t, enum outcome out, double took)
{
	if (out == PASS)
		printf("ok %s (%.2f s)\n", t->name, took);
	else
		printf("%s %s: %s\n", out == FAIL ? "not ok" : "skip", t->name, reason);
	fflush(stdout);
}

/* After a failure the device may be of no use; false when no new one comes. */
static bool recover(const struct suite *suite, struct device *dev, enum outcome out)
{
	if (out == FAIL && suite->renew)
		return run_step("renew", suite->limit_s, suite->renew, dev) == PASS;
	if (out == SKIP && suite->tidy)
		return run_step("tidy", suite->limit_s, suite->tidy, dev) == PASS;
	return true;
}

/* Returns the exit status: 0 when no selected subtest failed, else 1. */
int run_suite(const struct suite *suite, struct device *dev, char *const *globs)
{
	unsigned int count[3] = { 0 };
	const double begin = seconds();

	for (size_t g = 0; g < suite->group_count; g++) {
		for (const struct subtest *t = suite->groups[g]; t->name; t++) {
			const double start = seconds();
			enum outcome out;

			if (!selected(t->name, globs))
				continue;
			out = run_one(suite, dev, t);
			report(t, out, seconds() - start);
			count[out]++;
			if (!recover(suite, dev, out))
				return 1;
		}
	}
	printf("%u passed, %u failed, %u skipped in %.1f s\n", count[PASS], count[FAIL],
	       count[SKIP], seconds() - begin);
	if (!count[PASS] && !count[FAIL] && !count[SKIP]) {
		printf("no subtest has that name\n");
		return 1;
	}
	return count[FAIL] != 0;
}

/*
 * The main() of a program with one table of subtests. @tidy renews, too: each of
 * them opens what it needs.
 */
int run_table(const struct subtest *table, unsigned int limit_s,
	      void (*setup)(struct device *dev), void (*tidy)(struct device *dev),
	      struct device *dev, char *const *globs)
{
	const struct suite suite = {
		.groups = &table, .group_count = 1,
		.tidy = tidy, .renew = tidy, .limit_s = limit_s,
	};

	if (run_step("setup", limit_s, setup, dev) != PASS)
		return 1;
	return run_suite(&suite, dev, globs);
}

void list_suite(const struct suite *suite)
{
	for (size_t g = 0; g < suite->group_count; g++)
		for (const struct subtest *t = suite->groups[g]; t->name; t++)
			puts(t->name);
}
