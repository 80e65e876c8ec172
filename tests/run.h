/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RUN_H
#define TESTS_RUN_H

#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* What a test program opens and hands to its subtests; each has its own. */
struct device;

/** struct subtest - one named case; @arg is passed to @run */
struct subtest {
	const char *name;
	void (*run)(struct device *dev, uint64_t arg);
	uint64_t arg;
};

enum outcome { PASS, FAIL, SKIP };

/**
 * struct suite - the subtests of a program
 * @groups: arrays of subtests, each ended by one without a name
 * @tidy: frees what a subtest that passed or was skipped left behind
 * @renew: gives a usable device after a subtest that failed
 * @limit_s: a step that takes longer hangs
 */
struct suite {
	const struct subtest *const *groups;
	size_t group_count;
	void (*tidy)(struct device *dev);
	void (*renew)(struct device *dev);
	unsigned int limit_s;
};

/* Leave the running step. */
_Noreturn void fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void skip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

double seconds(void);
enum outcome run_step(const char *name, unsigned int limit_s,
		      void (*step)(struct device *dev), struct device *dev);
int run_suite(const struct suite *suite, struct device *dev, char *const *globs);
int run_table(const struct subtest *table, unsigned int limit_s,
	      void (*setup)(struct device *dev), void (*tidy)(struct device *dev),
	      struct device *dev, char *const *globs);
void list_suite(const struct suite *suite);

#endif
