// SPDX-License-Identifier: MIT
/* GET_TIME, what commands write into timestamp objects, and what fdinfo makes of their times. */
#include <stdio.h>
#include <string.h>

#include "asahi_util.h"
#include "bad.h"
#include "tests.h"

/*
 * The card sets its clock by the guest's counter once, and learns of it a
 * little late.
 */
#define SLACK_NS 5000000

static void advances(struct device *dev, uint64_t arg)
{
	struct client *c = client_open_bare(dev);
	uint64_t last = gpu_time(c), first = last;

	(void)arg;
	for (unsigned int i = 0; i < 1000; i++) {
		const uint64_t now = gpu_time(c);

		if (now < last)
			fail("%llu ns after %llu", (unsigned long long)now,
			     (unsigned long long)last);
		last = now;
	}
	sleep_ms(20);
	if (gpu_time(c) - first < 20000000 || gpu_time(c) - first > 20000000000)
		fail("20 ms are %llu ns", (unsigned long long)(gpu_time(c) - first));
}

/** struct stamps - timestamps, and the object that they are written through */
struct stamps {
	struct client *c;
	struct bo bo;
	uint32_t object;
	volatile uint64_t *ns;
};

static struct stamps stamps_open(struct device *dev)
{
	struct stamps s = { .c = client_open(dev) };

	s.bo = bo_new(s.c, 2 * PAGE, DRM_ASAHI_GEM_WRITEBACK);
	bo_map(s.c, &s.bo);
	must(object_bind(s.c, &s.bo, PAGE, PAGE, &s.object), "GEM_BIND_OBJECT");
	s.ns = (uint64_t *)((char *)s.bo.map + PAGE);
	return s;
}

static struct drm_asahi_cmd_compute stamped(struct stamps *s, struct bo *to, uint32_t bytes,
					    uint32_t slot)
{
	struct drm_asahi_cmd_compute cmd = kernel_fill(s->c, to->va, bytes, 1);

	cmd.ts.start = (struct drm_asahi_timestamp){ s->object, 16 * slot };
	cmd.ts.end = (struct drm_asahi_timestamp){ s->object, 16 * slot + 8 };
	return cmd;
}

static void expect_between(uint64_t at, uint64_t from, uint64_t to, const char *what)
{
	if (at + SLACK_NS < from || at > to + SLACK_NS)
		fail("%s at %llu is not between %llu and %llu", what, (unsigned long long)at,
		     (unsigned long long)from, (unsigned long long)to);
}

/* Commands of one submission, in order, between two looks at the clock. */
static void commands(struct device *dev, uint64_t count)
{
	struct stamps s = stamps_open(dev);
	struct bo to = bo_bound(s.c, PAGE);
	struct commands cmds = { 0 };
	uint64_t before, after;

	for (uint32_t i = 0; i < count; i++) {
		const struct drm_asahi_cmd_compute cmd = stamped(&s, &to, PAGE, i);

		command(&cmds, DRM_ASAHI_CMD_COMPUTE, i, &cmd, sizeof(cmd));
	}
	before = gpu_time(s.c);
	must(run_commands(s.c, s.c->queue, &cmds), "fence of SUBMIT");
	after = gpu_time(s.c);
	for (uint32_t i = 0; i < count; i++) {
		expect_between(s.ns[2 * i], before, after, "start of a command");
		expect_between(s.ns[2 * i + 1], s.ns[2 * i], after, "end of a command");
		if (i && s.ns[2 * i] < s.ns[2 * i - 1])
			fail("command %u started before the one ahead of it ended", i);
	}
	expect_words(s.bo.map, PAGE, 0, "what is in front of the object");
	if (s.ns[2 * count])
		fail("a timestamp that nobody asked for");
}

/* Renders: the vertex half is over before the fragment half begins. */
static void renders(struct device *dev, uint64_t count)
{
	struct stamps s = stamps_open(dev);
	struct commands cmds = { 0 };
	uint64_t before, after;

	for (uint32_t i = 0; i < count; i++) {
		struct drm_asahi_cmd_render cmd = render_empty(s.c);

		cmd.ts_vtx.start = (struct drm_asahi_timestamp){ s.object, 32 * i };
		cmd.ts_vtx.end = (struct drm_asahi_timestamp){ s.object, 32 * i + 8 };
		cmd.ts_frag.start = (struct drm_asahi_timestamp){ s.object, 32 * i + 16 };
		cmd.ts_frag.end = (struct drm_asahi_timestamp){ s.object, 32 * i + 24 };
		render(&cmds, &cmd);
	}
	before = gpu_time(s.c);
	must(run_commands(s.c, s.c->queue, &cmds), "fence of SUBMIT");
	after = gpu_time(s.c);
	for (uint32_t i = 0; i < 4 * count; i++) {
		expect_between(s.ns[i], before, after, "a time of a render");
		if (i % 4 && s.ns[i] < s.ns[i - 1])
			fail("time %u of a render is before the last", i % 4);
	}
}

/* One of the two is asked for, the other's memory is left alone. */
static void one_side(struct device *dev, uint64_t end)
{
	struct stamps s = stamps_open(dev);
	struct bo to = bo_bound(s.c, PAGE);
	struct drm_asahi_cmd_compute cmd = stamped(&s, &to, 64, 0);

	if (end)
		cmd.ts.start.handle = cmd.ts.start.offset = 0;
	else
		cmd.ts.end.handle = cmd.ts.end.offset = 0;
	run(s.c, cmd);
	if (!s.ns[end])
		fail("no timestamp");
	if (s.ns[!end])
		fail("a timestamp that nobody asked for");
}

/*
 * The object goes while commands that use it are under way, and the buffer with
 * it: both live on until the firmware has written.
 */
static void unbound_in_flight(struct device *dev, uint64_t arg)
{
	enum { N = 30 };
	struct stamps s = stamps_open(dev);
	struct bo to = bo_bound(s.c, PAGE);
	const uint32_t line = drm_syncobj_new(s.c->fd);
	struct drm_gem_close req = { .handle = s.bo.handle };

	(void)arg;
	for (uint32_t i = 0; i < N; i++) {
		const struct drm_asahi_cmd_compute cmd = stamped(&s, &to, PAGE, i);
		struct syncs syncs = { .sync = { sync_point(line, i + 1) }, .out = 1 };
		struct commands cmds = { 0 };

		compute(&cmds, &cmd);
		must(submit(s.c, s.c->queue, &cmds, &syncs), "SUBMIT");
	}
	must(object_unbind(s.c, s.object), "GEM_BIND_OBJECT to unbind");
	must(ioctl_errno(s.c->fd, DRM_IOCTL_GEM_CLOSE, &req), "GEM_CLOSE");
	must(drm_sync_wait(s.c->fd, line, N, WAIT_MS), "wait for the last command");
	for (uint32_t i = 0; i < N; i++)
		if (!s.ns[2 * i] || s.ns[2 * i + 1] < s.ns[2 * i])
			fail("timestamps %u are %llu and %llu", i, (unsigned long long)s.ns[2 * i],
			     (unsigned long long)s.ns[2 * i + 1]);
}

/* Objects come and go; a client that keeps them does not use up what all have. */
static void many_objects(struct device *dev, uint64_t arg)
{
	struct stamps s = stamps_open(dev), other;
	struct bo big = bo_new(s.c, 2 * MIB, 0), to;
	uint32_t object, kept = 0;

	(void)arg;
	for (unsigned int i = 0; i < 200; i++) {
		must(object_bind(s.c, &big, 0, big.size, &object), "GEM_BIND_OBJECT");
		must(object_unbind(s.c, object), "GEM_BIND_OBJECT to unbind");
	}
	while (kept < 4096 && !object_bind(s.c, &big, 0, big.size, &object))
		kept++;
	if (kept == 4096)
		fail("8 GiB of timestamps in an address range of 64 MiB");
	other = stamps_open(dev);
	to = bo_bound(other.c, PAGE);
	run(other.c, stamped(&other, &to, 64, 0));
	if (!other.ns[0])
		fail("no timestamp for the second client");
}

/* What fdinfo says that an engine worked for a client, in ns. */
static uint64_t busy(const struct client *c, const char *engine)
{
	const uint64_t ns = drm_engine_ns(c->fd, engine);

	if (ns == ~0ull)
		fail("fdinfo has no time of the engine %s", engine);
	return ns;
}

/* A tick of the counter at either end of a command, and how late the card's clock may be. */
static void expect_about(uint64_t is, uint64_t should, unsigned int count, const char *what)
{
	const uint64_t slack = SLACK_NS + 100 * count;

	if (is + slack < should || is > should + slack)
		fail("%s worked %llu ns, %llu by its commands' timestamps", what,
		     (unsigned long long)is, (unsigned long long)should);
}

/*
 * Clients get the time of their own commands, as long as their own timestamps
 * say, whether they ask for these or not, and keep it when the queue goes.
 */
static void fdinfo_compute(struct device *dev, uint64_t enough)
{
	enum { N = 16 };
	struct client *idle = client_open(dev);
	struct stamps s = stamps_open(dev);
	struct bo to = bo_bound(s.c, 8 * PAGE);
	uint64_t first, sum = 0, silent, before = gpu_time(s.c);
	unsigned int count = 0;

	if (busy(s.c, "compute"))
		fail("%llu ns before the first command", (unsigned long long)busy(s.c, "compute"));
	run(s.c, kernel_fill(s.c, to.va, 64, 1));
	first = busy(s.c, "compute");
	for (; sum < enough; count += N) {
		for (uint32_t i = 0; i < N; i++) {
			run(s.c, stamped(&s, &to, 8 * PAGE, i));
			sum += s.ns[2 * i + 1] - s.ns[2 * i];
		}
	}
	expect_about(busy(s.c, "compute") - first, sum, count, "compute");
	silent = busy(s.c, "compute");
	for (uint32_t i = 0; i < N; i++)
		run(s.c, kernel_fill(s.c, to.va, 8 * PAGE, 1));
	if (busy(s.c, "compute") <= silent)
		fail("commands without timestamps took no time");
	silent = busy(s.c, "compute");
	must(queue_destroy(s.c, s.c->queue), "QUEUE_DESTROY");
	s.c->queue = 0;
	if (busy(s.c, "compute") != silent)
		fail("time went with its queue");
	if (silent > gpu_time(s.c) - before)
		fail("%llu ns of work in less time", (unsigned long long)silent);
	if (busy(s.c, "vertex") || busy(s.c, "fragment"))
		fail("renders that were not");
	if (busy(idle, "compute"))
		fail("another client's time");
}

static void fdinfo_renders(struct device *dev, uint64_t count)
{
	struct client *idle = client_open(dev);
	struct stamps s = stamps_open(dev);
	uint64_t sum[2] = { 0 }, vertex, fragment;

	for (uint32_t i = 0; i < count; i++) {
		struct drm_asahi_cmd_render cmd = render_empty(s.c);
		struct commands cmds = { 0 };

		cmd.ts_vtx.start = (struct drm_asahi_timestamp){ s.object, 0 };
		cmd.ts_vtx.end = (struct drm_asahi_timestamp){ s.object, 8 };
		cmd.ts_frag.start = (struct drm_asahi_timestamp){ s.object, 16 };
		cmd.ts_frag.end = (struct drm_asahi_timestamp){ s.object, 24 };
		render(&cmds, &cmd);
		must(run_commands(s.c, s.c->queue, &cmds), "fence of SUBMIT");
		sum[0] += s.ns[1] - s.ns[0];
		sum[1] += s.ns[3] - s.ns[2];
	}
	vertex = busy(s.c, "vertex");
	fragment = busy(s.c, "fragment");
	if (!vertex || !fragment)
		fail("renders took %llu and %llu ns", (unsigned long long)vertex,
		     (unsigned long long)fragment);
	expect_about(vertex, sum[0], count, "vertex");
	expect_about(fragment, sum[1], count, "fragment");
	if (busy(s.c, "compute") || busy(idle, "vertex") || busy(idle, "fragment"))
		fail("time of what was not run");
}

const struct subtest time_tests[] = {
	{ "time-advances", advances, 0 },
	{ "time-commands", commands, 64 },
	{ "time-renders", renders, 16 },
	{ "time-start-only", one_side, 0 },
	{ "time-end-only", one_side, 1 },
	{ "time-unbound-in-flight", unbound_in_flight, 0 },
	{ "time-many-objects", many_objects, 0 },
	{ "time-fdinfo-compute", fdinfo_compute, 30000000 },
	{ "time-fdinfo-renders", fdinfo_renders, 300 },
	{ 0 },
};
