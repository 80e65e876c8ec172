// SPDX-License-Identifier: MIT
/* Runtime power management: the device is active while there is work, and only then. */
#include <stdio.h>
#include <string.h>

#include "asahi_util.h"
#include "tests.h"

/* Long enough to be seen active after work, on a machine that has other work. */
#define DELAY_MS 300
#define CYCLES 20

static void power_path(const struct device *dev, const char *file, char *path, size_t size)
{
	snprintf(path, size, "/sys/class/drm/%s/device/power/%s", strrchr(dev->path, '/') + 1, file);
}

static void power_read(const struct device *dev, const char *file, char *value, size_t size)
{
	char path[128];
	FILE *in;

	power_path(dev, file, path, sizeof(path));
	in = fopen(path, "r");
	if (!in || !fgets(value, (int)size, in))
		fail("cannot read %s", path);
	fclose(in);
	value[strcspn(value, "\n")] = 0;
}

static void set_delay(const struct device *dev, const char *ms)
{
	char path[128];
	FILE *out;

	power_path(dev, "autosuspend_delay_ms", path, sizeof(path));
	out = fopen(path, "w");
	if (!out || fputs(ms, out) < 0 || fclose(out))
		fail("cannot write %s", path);
}

static bool is_in(const struct device *dev, const char *status)
{
	char value[32];

	power_read(dev, "runtime_status", value, sizeof(value));
	return !strcmp(value, status);
}

static void expect_suspended(const struct device *dev)
{
	for (unsigned int ms = 0; !is_in(dev, "suspended"); ms += 10) {
		if (ms > 20 * DELAY_MS)
			fail("not suspended %u ms after the last command", ms);
		sleep_ms(10);
	}
}

static uint64_t active_ms(const struct device *dev)
{
	unsigned long long ms;
	char value[32];

	power_read(dev, "runtime_active_time", value, sizeof(value));
	if (sscanf(value, "%llu", &ms) != 1)
		fail("runtime_active_time is %s", value);
	return ms;
}

/* A client that makes and binds things, and looks at the clock, asks nothing of the GPU. */
static void stays_suspended(struct device *dev)
{
	const uint64_t before = active_ms(dev);
	struct client *c = client_open(dev);
	struct bo bo = bo_bound(c, PAGE);

	gpu_time(c);
	bo_map(c, &bo);
	must_bind(c, op_unmap(bo.va, PAGE));
	if (!is_in(dev, "suspended") || active_ms(dev) != before)
		fail("woken by calls without work");
}

/* Work after each time of idleness finds the GPU awake, and is done. */
static void cycles(struct device *dev, uint64_t count)
{
	struct client *c = client_open(dev);
	struct bo to = bo_bound(c, PAGE);

	bo_map(c, &to);
	set_delay(dev, "300");
	for (uint32_t i = 1; i <= count; i++) {
		expect_suspended(dev);
		if (i == 1)
			stays_suspended(dev);
		fill(c, to.va, PAGE, i);
		if (!is_in(dev, "active"))
			fail("not active after work");
		expect_words(to.map, PAGE, i, "what was filled");
	}
	set_delay(dev, "100");
	expect_suspended(dev);
}

/* A job under way keeps the device active, however short the delay is. */
static void in_work(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct commands cmds = { 0 };
	const uint32_t line = drm_syncobj_new(c->fd);
	struct syncs syncs = { .sync = { sync_point(line, 1) }, .out = 1 };
	struct bo to = bo_bound(c, 64 * PAGE);
	struct drm_asahi_cmd_compute cmd = kernel_fill(c, to.va, 64 * PAGE, 1);

	(void)arg;
	for (unsigned int i = 0; i < 16; i++)
		compute(&cmds, &cmd);
	set_delay(dev, "0");
	expect_suspended(dev);
	must(submit(c, c->queue, &cmds, &syncs), "SUBMIT");
	for (unsigned int ms = 0; drm_sync_wait(c->fd, line, 1, 0); ms++) {
		if (ms > 100 && is_in(dev, "suspended") && drm_sync_wait(c->fd, line, 1, 0))
			fail("suspended in the middle of work");
		sleep_ms(1);
	}
	set_delay(dev, "100");
	expect_suspended(dev);
}

/* What the firmware says of the GPU as a whole, once a second while there is work. */
static void stats(struct device *dev, uint64_t seconds)
{
	struct client *c = client_open(dev);
	struct bo to = bo_bound(c, 8 * PAGE);
	const uint64_t end = gpu_time(c) + seconds * 1000000000;
	unsigned int util[4], nonzero = 0;
	char path[128];
	FILE *in;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%s/stats",
		 strrchr(dev->path, '/') + sizeof("/renderD") - 1);
	while (!nonzero && gpu_time(c) < end) {
		for (uint32_t i = 0; i < 16; i++)
			fill(c, to.va, 8 * PAGE, i);
		in = fopen(path, "r");
		if (!in)
			skip("no debugfs");
		if (fscanf(in, "utilization: %u %u %u %u", &util[0], &util[1], &util[2],
			   &util[3]) == 4)
			nonzero = util[0] && util[3];
		fclose(in);
	}
	if (!nonzero)
		fail("%s never tells of work", path);
	if (util[0] > 100 || util[3] > 100)
		fail("utilization of %u and %u %%", util[0], util[3]);
}

/* Whether a line of what the firmware says is there, and how it reads. */
static bool says(const char *path, const char *format, unsigned int *value)
{
	FILE *in = fopen(path, "r");
	bool found = false;
	char line[128];

	if (!in)
		skip("no debugfs");
	while (!found && fgets(line, sizeof(line), in))
		found = sscanf(line, format, value) == 1;
	fclose(in);
	return found;
}

/* One of each kind comes when the firmware begins; the numbers are the card's fw.c's. */
static void first_stats(struct device *dev, uint64_t arg)
{
	static const struct {
		const char *format;
		unsigned int value;
	} lines[] = {
		{ "power: %u mW", 42 },
		{ "average power: %u mW", 42 },
		{ "performance state: %u,", 1 },
		{ "temperature: %u mC", 31000 },
		{ "firmware busy: %u", 0 },
	};
	struct client *c = client_open(dev);
	char path[128];

	(void)arg;
	gpu_time(c);
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%s/stats",
		 strrchr(dev->path, '/') + sizeof("/renderD") - 1);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		unsigned int value;

		if (!says(path, lines[i].format, &value))
			fail("%s does not say \"%s\"", path, lines[i].format);
		if (value != lines[i].value)
			fail("\"%s\" is %u, not %u", lines[i].format, value, lines[i].value);
	}
}

const struct subtest power_tests[] = {
	{ "power-cycles", cycles, CYCLES },
	{ "power-in-work", in_work, 0 },
	{ "power-stats", stats, 10 },
	{ "power-first-stats", first_stats, 0 },
	{ 0 },
};
