// SPDX-License-Identifier: MIT
/*
 * Tests of the kernel interface without Mesa between. With --exec N it only runs
 * N EXECs, for a count of what each of them costs.
 */
#include <fcntl.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <xf86drm.h>

#include "nouveau_util.h"
#include "tests.h"

#define LIMIT_S 60

static const struct subtest *const groups[] = {
	exec_tests, bo_tests, bind_tests, isolate_tests, fault_tests,
};

static const struct suite suite = {
	.groups = groups,
	.group_count = ARRAY_SIZE(groups),
	.tidy = clients_close,
	.renew = clients_close,
	.limit_s = LIMIT_S,
};

static unsigned long execs;

static bool is_nouveau(const char *path)
{
	const int fd = open(path, O_RDWR | O_CLOEXEC);
	drmVersionPtr v = fd < 0 ? NULL : drmGetVersion(fd);
	const bool yes = v && !strcmp(v->name, "nouveau");

	drmFreeVersion(v);
	if (fd >= 0)
		close(fd);
	return yes;
}

/* The first render node whose DRM driver is called nouveau. */
static const char *find_node(void)
{
	static char path[64];

	for (int i = 128; i < 144; i++) {
		snprintf(path, sizeof(path), "/dev/dri/renderD%d", i);
		if (!access(path, F_OK) && is_nouveau(path))
			return path;
	}
	fail("no render node of a driver named nouveau");
}

/* The kernel driver behind the node: stock nouveau and others differ there. */
static void find_driver(struct device *dev)
{
	char link[96], target[256];
	struct stat st;
	ssize_t n;

	if (stat(dev->path, &st))
		fail("%s does not exist", dev->path);
	snprintf(link, sizeof(link), "/sys/dev/char/%u:%u/device/driver",
		 major(st.st_rdev), minor(st.st_rdev));
	n = readlink(link, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = 0;
	snprintf(dev->driver, sizeof(dev->driver), "%s", basename(target));
}

static void setup(struct device *dev)
{
	if (!dev->path)
		dev->path = find_node();
	find_driver(dev);
	printf("%s, kernel driver %s\n", dev->path, dev->driver);
	fflush(stdout);
}

static void count(struct device *dev)
{
	exec_many(dev, execs);
}

static void usage(const char *prog)
{
	printf("usage: %s [--list] [--device NODE] [--exec N] [GLOB]...\n", prog);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "device", required_argument, NULL, 'd' },
		{ "exec", required_argument, NULL, 'e' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct device dev = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, "ld:e:h", options, NULL)) != -1) {
		if (c == 'l') {
			list_suite(&suite);
			return 0;
		} else if (c == 'd') {
			dev.path = optarg;
		} else if (c == 'e') {
			execs = strtoul(optarg, NULL, 0);
		} else {
			usage(argv[0]);
			return c != 'h';
		}
	}
	if (run_step("setup", LIMIT_S, setup, &dev) != PASS)
		return 1;
	if (execs)
		return run_step("exec", 10 * LIMIT_S, count, &dev) != PASS;
	return run_suite(&suite, &dev, argv + optind);
}
