// SPDX-License-Identifier: MIT
/* Tests of asahi_drm.h without Mesa between. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "asahi_util.h"
#include "tests.h"

#define LIMIT_S 60

static const struct subtest *groups[] = {
	queue_tests, bo_tests, bind_tests, isolate_tests, time_tests, power_tests, NULL, NULL,
};

static const struct suite suite = {
	.groups = groups,
	.group_count = ARRAY_SIZE(groups),
	.tidy = bad_tidy,
	.renew = bad_renew,
	.limit_s = LIMIT_S,
};

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "device", required_argument, NULL, 'd' },
		{ 0 },
	};
	struct device dev = { 0 };
	int c;

	groups[ARRAY_SIZE(groups) - 2] = fail_tests();
	groups[ARRAY_SIZE(groups) - 1] = bad_tests();
	while ((c = getopt_long(argc, argv, "ld:", options, NULL)) != -1) {
		if (c == 'l') {
			list_suite(&suite);
			return 0;
		}
		if (c != 'd') {
			printf("usage: %s [--list] [--device NODE] [GLOB]...\n", argv[0]);
			return 1;
		}
		dev.path = optarg;
	}
	if (run_step("setup", LIMIT_S, device_find, &dev) != PASS)
		return 1;
	return run_suite(&suite, &dev, argv + optind);
}
