// SPDX-License-Identifier: MIT
/*
 * Systematic failures of a call's allocations, of slabs and of pages:
 * Documentation/fault-injection/fault-injection.rst, "fail-nth".
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bad_input.h"
#include "drm_util.h"
#include "failnth.h"
#include "run.h"

#define FAIL_NTH "/proc/thread-self/fail-nth"
#define DEBUGFS "/sys/kernel/debug/"

/* One call, not all of them, hangs if it takes longer. */
#define LIMIT_S 60

static const struct knob {
	const char *file, *value;
} knobs[] = {
	{ DEBUGFS "failslab/ignore-gfp-wait", "N" },
	{ DEBUGFS "failslab/verbose", "0" },
	{ DEBUGFS "fail_page_alloc/ignore-gfp-wait", "N" },
	{ DEBUGFS "fail_page_alloc/ignore-gfp-highmem", "N" },
	{ DEBUGFS "fail_page_alloc/min-order", "0" },
	{ DEBUGFS "fail_page_alloc/verbose", "0" },
};

static void turn(const char *file, const char *value)
{
	const int fd = open(file, O_WRONLY | O_CLOEXEC);
	const ssize_t size = strlen(value);

	if (fd < 0)
		skip("no %s", file);
	if (write(fd, value, size) != size)
		fail("%s: %m", file);
	close(fd);
}

/* The addresses of a kernel function, as the knobs want them. */
static bool find_function(const char *name, char first[32], char end[32])
{
	FILE *f = fopen("/proc/kallsyms", "r");
	char at[17], symbol[256];
	bool found = false;

	if (!f)
		return false;
	while (fscanf(f, "%16s %*c %255s%*[^\n]", at, symbol) == 2) {
		snprintf(found ? end : first, 32, "0x%s", at);
		if (found)
			break;
		found = !strcmp(symbol, name);
	}
	fclose(f);
	return found;
}

/*
 * Each allocation has one of kmemleak's beside it, which has memory in reserve, and
 * KASAN does without a page for stacks: that these fail proves nothing.
 */
static const struct spared {
	const char *function, *first, *end;
} spared[] = {
	{ "kmemleak_alloc", DEBUGFS "failslab/reject-start", DEBUGFS "failslab/reject-end" },
	{ "stack_depot_save_flags", DEBUGFS "fail_page_alloc/reject-start",
	  DEBUGFS "fail_page_alloc/reject-end" },
};

static void spare(const struct spared *what)
{
	char first[32], end[32];

	if (!find_function(what->function, first, end))
		return;
	turn(what->first, first);
	turn(what->end, end);
}

void failnth_setup(void)
{
	static bool done;
	char owned[OWNERS_TEXT];

	if (access(FAIL_NTH, W_OK))
		skip("the kernel injects no failures");
	owners_read(owned);
	if (!owned[0])
		fail("the driver does not tell what it owns");
	for (unsigned int i = 0; !done && i < ARRAY_SIZE(knobs); i++)
		turn(knobs[i].file, knobs[i].value);
	for (unsigned int i = 0; !done && i < ARRAY_SIZE(spared); i++)
		spare(&spared[i]);
	done = true;
}

static void arm(int fd, unsigned int n)
{
	char text[16];
	const int size = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(fd, text, size, 0) != size)
		fail(FAIL_NTH ": %m");
}

/* Whether the failure was injected. */
static bool disarm(int fd)
{
	char text[16] = { 0 };

	if (pread(fd, text, sizeof(text) - 1, 0) <= 0)
		fail(FAIL_NTH ": %m");
	arm(fd, 0);
	return atoi(text) == 0;
}

static void prepare(const struct failnth *f, void *ctx)
{
	if (f->prepare)
		f->prepare(ctx);
}

static void undo(const struct failnth *f, void *ctx)
{
	if (f->undo)
		f->undo(ctx);
}

/* No memory and no file of ours is new to the kernel after this. */
static void warm_up(const struct failnth *f, void *ctx)
{
	prepare(f, ctx);
	must(f->call(ctx), f->name);
	undo(f, ctx);
}

static void check_failed(const struct failnth *f, void *ctx, unsigned int n, int err,
			 const char *before)
{
	if (err != ENOMEM && err != f->also)
		fail("%s, allocation %u fails: %s", f->name, n, strerror(err));
	if (!f->keeps)
		owners_expect(before);
	if (f->failed)
		f->failed(ctx);
}

/* Returns the error that the call failed with when its @n-th allocation did. */
static int call(const struct failnth *f, void *ctx, int fd, unsigned int n, bool *injected)
{
	int err;

	arm(fd, n);
	err = f->call(ctx);
	*injected = disarm(fd);
	if (!*injected && err)
		fail("%s fails without cause: %s", f->name, strerror(err));
	return err;
}

/* False if the call has no @n-th allocation. */
static bool nth(const struct failnth *f, void *ctx, int fd, unsigned int n, unsigned int *errors)
{
	char before[OWNERS_TEXT];
	bool injected;
	int err;

	alarm(LIMIT_S);
	prepare(f, ctx);
	owners_settled(before);
	err = call(f, ctx, fd, n, &injected);
	if (err) {
		*errors += 1;
		check_failed(f, ctx, n, err, before);
		if (f->late)
			return injected;
		must(f->call(ctx), "the same call after one that failed");
	}
	undo(f, ctx);
	return injected;
}

void failnth_run(const struct failnth *f, void *ctx)
{
	const int fd = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	unsigned int n = 1, errors = 0;
	char before[OWNERS_TEXT];

	if (fd < 0)
		fail(FAIL_NTH ": %m");
	warm_up(f, ctx);
	owners_settled(before);
	while (nth(f, ctx, fd, n, &errors))
		n++;
	owners_expect(before);
	close(fd);
	printf("# %s: of %u allocations that failed, %u were an error\n", f->name, n - 1, errors);
	if (n == 1)
		fail("%s allocates nothing", f->name);
}
