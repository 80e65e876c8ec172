// SPDX-License-Identifier: MIT
/* The Vulkan tests: options, and the device that the subtests share. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "vk.h"

#define LIMIT_S 60

static const struct subtest *const groups[] = {
	fill_tests, copy_tests, memory_tests, image_tests, sync_tests, sparse_tests, render_tests,
};

static struct {
	const char *name;
	bool graphics;
} option;

static struct gpu the_gpu;

/* A transfer-only family where there is one, unless @graphics is wanted. */
static uint32_t choose_family(const struct gpu *gpu, bool graphics)
{
	const VkQueueFlags heavy = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
	uint32_t family = UINT32_MAX;

	if (!graphics)
		family = gpu_family(gpu, VK_QUEUE_TRANSFER_BIT, heavy);
	return family == UINT32_MAX ? 0 : family;
}

static void open_device(struct device *vk)
{
	const uint32_t family = choose_family(&the_gpu, option.graphics);

	vk_open(vk, &the_gpu, (uint32_t[]){ family, family });
}

static void setup(struct device *vk)
{
	gpu_open(&the_gpu, option.name);
	open_device(vk);
	printf("device %s, driver %s on %s, queue family %u (flags %#x)\n",
	       the_gpu.props.deviceName, the_gpu.driver,
	       the_gpu.kernel_driver[0] ? the_gpu.kernel_driver : "no kernel driver",
	       vk->q[0].family, the_gpu.families[vk->q[0].family].queueFlags);
	fflush(stdout);
}

static void teardown(struct device *vk)
{
	vk_close(vk);
	gpu_close(&the_gpu);
}

/*
 * A failed subtest leaves its objects and perhaps a lost device behind, which
 * are abandoned: to free them may take for ever.
 */
static const struct suite suite = {
	.groups = groups,
	.group_count = ARRAY_SIZE(groups),
	.tidy = vk_release,
	.renew = open_device,
	.limit_s = LIMIT_S,
};

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
	struct device vk;
	int c, ret;

	while ((c = getopt_long(argc, argv, "ld:q:h", options, NULL)) != -1) {
		if (c == 'l') {
			list_suite(&suite);
			return 0;
		} else if (c == 'd') {
			option.name = optarg;
		} else if (c == 'q' && !strcmp(optarg, "graphics")) {
			option.graphics = true;
		} else if (c != 'q' || strcmp(optarg, "transfer")) {
			usage(argv[0]);
			return c != 'h';
		}
	}
	if (run_step("setup", LIMIT_S, setup, &vk) != PASS)
		return 1;
	ret = run_suite(&suite, &vk, argv + optind);
	return run_step("teardown", LIMIT_S, teardown, &vk) == PASS ? ret : 1;
}
