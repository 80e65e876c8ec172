/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAILNTH_H
#define TESTS_FAILNTH_H

#include <stdbool.h>

/**
 * struct failnth - a call into the kernel whose allocations are to fail, one at a time
 * @prepare: makes what @call uses up, or NULL
 * @call: does it; 0 or the errno, positive. It must not leave by fail().
 * @failed: sees that a @call that failed changed nothing, or NULL
 * @undo: ends what @call made and @prepare did, or NULL
 * @keeps: what a @call that failed made for later ones may stay until @undo
 * @late: a @call is made again when all others have failed, not after each: it takes long
 * @also: an errno that is as right as ENOMEM, or 0
 */
struct failnth {
	const char *name;
	void (*prepare)(void *ctx);
	int (*call)(void *ctx);
	void (*failed)(void *ctx);
	void (*undo)(void *ctx);
	bool keeps, late;
	int also;
};

/* To be called first. Skips the subtest if the kernel cannot inject failures. */
void failnth_setup(void);

/** struct failnth_range - addresses of kernel code: the first, and what is behind the last */
struct failnth_range {
	unsigned long long start, end;
};

/* Where a kernel function is; false if there is none of that name. */
bool failnth_function(const char *name, struct failnth_range *range);

/* Only what is called from there fails, until failnth_setup(). */
void failnth_require(const struct failnth_range *range);

/*
 * Calls as it is, then again and again, with the first allocation of the call failing, then the
 * second, until the call has no more. A call that fails leaves no owner behind that
 * was not there, and works when it is made again.
 */
void failnth_run(const struct failnth *f, void *ctx);

#endif
