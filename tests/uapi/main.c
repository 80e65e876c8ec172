// SPDX-License-Identifier: MIT
/*
 * Tests of the kernel interface without Mesa between. With --exec N it only runs
 * N EXECs, for a count of what each of them costs.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "nouveau_util.h"
#include "tests.h"

#define LIMIT_S 60

static const struct subtest *const groups[] = {
	exec_tests, bo_tests, bind_tests, fail_tests, isolate_tests, fault_tests, evict_tests,
};

static const struct suite suite = {
	.groups = groups,
	.group_count = ARRAY_SIZE(groups),
	.tidy = clients_close,
	.renew = clients_close,
	.limit_s = LIMIT_S,
};

static unsigned long execs;

static void setup(struct device *dev)
{
	device_find(dev);
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
