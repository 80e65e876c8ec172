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

/* The last call may have had more allocations than this one: how many have to have no more. */
#define BEYOND 3

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

bool failnth_function(const char *name, struct failnth_range *range)
{
	FILE *f = fopen("/proc/kallsyms", "r");
	unsigned long long at;
	char symbol[512];

	if (!f)
		return false;
	*range = (struct failnth_range){ 0, ~0ull };
	while (fscanf(f, "%llx %*c %511s%*[^\n]", &at, symbol) == 2 && strcmp(symbol, name))
		;
	if (!feof(f))
		range->start = at;
	rewind(f);
	while (fscanf(f, "%llx %*c %511s%*[^\n]", &at, symbol) == 2)
		if (at > range->start && at < range->end)
			range->end = at;
	fclose(f);
	return range->start;
}

static void turn_range(const char *folder, const char *what, const struct failnth_range *range)
{
	char file[128], text[32];

	snprintf(file, sizeof(file), DEBUGFS "%s/%s-start", folder, what);
	snprintf(text, sizeof(text), "%#llx", range->start);
	turn(file, text);
	snprintf(file, sizeof(file), DEBUGFS "%s/%s-end", folder, what);
	snprintf(text, sizeof(text), "%#llx", range->end);
	turn(file, text);
}

void failnth_require(const struct failnth_range *range)
{
	turn_range("failslab", "require", range);
	turn_range("fail_page_alloc", "require", range);
}

/*
 * Each allocation has one of kmemleak's beside it, which has memory in reserve: that
 * it fails proves nothing. And a slab wants a page now and then only, so that the
 * next call would have other allocations than this one.
 */
static const struct spared {
	const char *folder, *function;
} spared[] = {
	{ "failslab", "kmemleak_alloc" },
	/* whichever is not inlined */
	{ "fail_page_alloc", "new_slab" },
	{ "fail_page_alloc", "allocate_slab" },
};

static void spare(const struct spared *what)
{
	struct failnth_range range;

	if (failnth_function(what->function, &range))
		turn_range(what->folder, "reject", &range);
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
	failnth_require(&(struct failnth_range){ 0, ~0ull });
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
	unsigned int failed = 0, errors = 0;
	char before[OWNERS_TEXT];

	if (fd < 0)
		fail(FAIL_NTH ": %m");
	warm_up(f, ctx);
	owners_settled(before);
	for (unsigned int n = 1, beyond = 0; beyond < BEYOND; n++) {
		if (nth(f, ctx, fd, n, &errors)) {
			failed++;
			beyond = 0;
		} else {
			beyond++;
		}
	}
	owners_expect(before);
	close(fd);
	printf("# %s: of %u allocations that failed, %u were an error\n", f->name, failed, errors);
	if (!failed)
		fail("%s allocates nothing", f->name);
}
