// SPDX-License-Identifier: MIT
/*
 * Runs the subtests and prints one line for each: "ok NAME",
 * "not ok NAME: reason" or "skip NAME: reason".
 */
#include <fnmatch.h>
#include <getopt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vk.h"

#define LIMIT_S 60	/* a subtest that takes longer hangs */

enum outcome { PASS, FAIL, SKIP };

static const struct subtest *const groups[] = {
	fill_tests, copy_tests, memory_tests, image_tests, sync_tests, sparse_tests,
};

static jmp_buf leave;
static char reason[512];
static const char *volatile running = "setup";

static void give_reason(const char *fmt, va_list ap)
{
	vsnprintf(reason, sizeof(reason), fmt, ap);
}

_Noreturn void fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	give_reason(fmt, ap);
	va_end(ap);
	longjmp(leave, FAIL);
}

_Noreturn void skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	give_reason(fmt, ap);
	va_end(ap);
	longjmp(leave, SKIP);
}

/* Only async-signal-safe calls: a driver may hold any lock. */
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

static bool selected(const char *name, char *const *globs)
{
	if (!*globs)
		return true;
	for (; *globs; globs++)
		if (!fnmatch(*globs, name, 0))
			return true;
	return false;
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static enum outcome run_one(struct vk *vk, const struct subtest *t)
{
	enum outcome out;

	running = t->name;
	alarm(LIMIT_S);
	out = setjmp(leave);
	if (out == PASS) {
		t->run(vk, t->arg);
		vk_release(vk);
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

/*
 * A failed subtest leaves its objects, and perhaps a lost device: go on with a
 * new one. The old one is abandoned because freeing it may wait for ever.
 */
static void renew(struct vk *vk, const struct gpu *gpu, const uint32_t families[2])
{
	running = "reopen";
	alarm(LIMIT_S);
	if (setjmp(leave)) {
		printf("not ok reopen: %s\n", reason);
		exit(1);
	}
	vk_open(vk, gpu, families);
	alarm(0);
}

static int run_all(struct vk *vk, const struct gpu *gpu, const uint32_t families[2],
		   char *const *globs)
{
	unsigned int count[3] = { 0 };
	const double begin = seconds();

	for (size_t g = 0; g < ARRAY_SIZE(groups); g++) {
		for (const struct subtest *t = groups[g]; t->name; t++) {
			const double start = seconds();
			enum outcome out;

			if (!selected(t->name, globs))
				continue;
			out = run_one(vk, t);
			report(t, out, seconds() - start);
			count[out]++;
			if (out == FAIL)
				renew(vk, gpu, families);
			else if (out == SKIP)
				vk_release(vk);
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

static void list(void)
{
	for (size_t g = 0; g < ARRAY_SIZE(groups); g++)
		for (const struct subtest *t = groups[g]; t->name; t++)
			puts(t->name);
}

/* A transfer-only family where there is one, unless @graphics is wanted. */
static uint32_t choose_family(const struct gpu *gpu, bool graphics)
{
	const VkQueueFlags heavy = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
	uint32_t family = UINT32_MAX;

	if (!graphics)
		family = gpu_family(gpu, VK_QUEUE_TRANSFER_BIT, heavy);
	return family == UINT32_MAX ? 0 : family;
}

/* Opens the device, runs and closes; failures outside subtests end up here. */
static int session(const char *name, bool graphics, char *const *globs)
{
	static struct gpu gpu;
	static struct vk vk;
	static int ret;
	uint32_t families[2];

	alarm(LIMIT_S);
	if (setjmp(leave)) {
		printf("not ok %s: %s\n", running, reason);
		return 1;
	}
	gpu_open(&gpu, name);
	families[0] = families[1] = choose_family(&gpu, graphics);
	printf("device %s, driver %s, queue family %u (flags %#x)\n",
	       gpu.props.deviceName, gpu.driver, families[0],
	       gpu.families[families[0]].queueFlags);
	vk_open(&vk, &gpu, families);
	ret = run_all(&vk, &gpu, families, globs);
	running = "teardown";
	alarm(LIMIT_S);
	if (setjmp(leave)) {
		printf("not ok teardown: %s\n", reason);
		return 1;
	}
	vk_close(&vk);
	gpu_close(&gpu);
	return ret;
}

static void usage(const char *prog)
{
	printf("usage: %s [--list] [--device NAME] [--queue transfer|graphics] [GLOB]...\n",
	       prog);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "device", required_argument, NULL, 'd' },
		{ "queue", required_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *name = NULL;
	bool graphics = false;
	int c;

	while ((c = getopt_long(argc, argv, "ld:q:h", options, NULL)) != -1) {
		if (c == 'l') {
			list();
			return 0;
		} else if (c == 'd') {
			name = optarg;
		} else if (c == 'q' && !strcmp(optarg, "graphics")) {
			graphics = true;
		} else if (c != 'q' || strcmp(optarg, "transfer")) {
			usage(argv[0]);
			return c != 'h';
		}
	}
	signal(SIGALRM, on_alarm);
	return session(name, graphics, argv + optind);
}
