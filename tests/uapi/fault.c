// SPDX-License-Identifier: MIT
/* An address that is not mapped costs the channel that used it, nobody else. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nouveau_util.h"
#include "tests.h"

#define NOWHERE 0x1234567000ull

/** struct victim - a client that works and must go on working */
struct victim {
	struct client *c;
	uint32_t ce;
	struct bo bo;
};

static struct victim victim_open(struct client *c)
{
	struct victim v = { .c = c };

	v.ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	v.bo = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	bo_map(c, &v.bo);
	return v;
}

static void works(struct victim *v, uint32_t value)
{
	fill(v->c, v->ce, v->bo.va, v->bo.size, value);
	expect_words(v->bo.map, v->bo.size, value, "work beside a fault");
}

enum access { READS, WRITES };

/* Submits an access to NOWHERE; its fence must signal, with an error. */
static void provoke(struct client *c, uint32_t chan, struct bo *bo, enum access access)
{
	const uint32_t begin = push_begin(c), done = syncobj_new(c);
	struct sync sync = { .signals = 1, .signal = { sync_point(done, 0) } };
	struct drm_nouveau_exec_push p;

	if (access == READS)
		push_copy(c, NOWHERE, bo->va, PAGE);
	else
		push_fill(c, NOWHERE, PAGE, 1);
	p = push_end(c, begin);
	must(exec(c, chan, 1, &p, &sync), "EXEC of the faulting push");
	must(sync_wait(c, done, 0, WAIT_MS), "wait for the fence of the faulting EXEC");
	if (!sync_error(c, done))
		fail("the fence of the faulting EXEC has no error");
}

static void expect_dead(struct client *c, uint32_t chan)
{
	int err = exec(c, chan, 0, NULL, NULL);

	if (err != ENODEV)
		fail("EXEC on a killed channel: %s", strerror(err));
}

static void kill_one(struct device *dev, uint64_t access)
{
	struct client *c = client_open(dev);
	struct victim mine = victim_open(c), other = victim_open(client_open(dev));
	const uint32_t bad = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);

	works(&mine, 1);
	works(&other, 2);
	provoke(c, bad, &mine.bo, access);
	expect_dead(c, bad);
	works(&other, 3);
	works(&mine, 4);
	must(channel_free(c, bad), "CHANNEL_FREE of a killed channel");
	channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	works(&mine, 5);
}

/* A pushbuffer that is not mapped. */
static void kill_push(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct victim other = victim_open(client_open(dev));
	const uint32_t bad = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	const uint32_t done = syncobj_new(c);
	struct sync sync = { .signals = 1, .signal = { sync_point(done, 0) } };
	struct drm_nouveau_exec_push p = { .va = NOWHERE, .va_len = 64 };

	(void)arg;
	must(exec(c, bad, 1, &p, &sync), "EXEC of an unmapped push");
	must(sync_wait(c, done, 0, WAIT_MS), "wait for its fence");
	if (!sync_error(c, done))
		fail("its fence has no error");
	expect_dead(c, bad);
	works(&other, 6);
}

/* What was submitted behind the fault ends too, with an error. */
static void kill_pending(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct victim mine = victim_open(c);
	const uint32_t bad = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo gate = bo_bound(c, PAGE, GART | MAPPABLE);
	struct bo out = bo_bound(c, PAGE, GART | MAPPABLE);
	uint32_t done[8];

	(void)arg;
	bo_map(c, &gate);
	bo_map(c, &out);
	for (unsigned int i = 0; i < ARRAY_SIZE(done); i++) {
		const uint32_t begin = push_begin(c);
		struct sync sync = { .signals = 1 };
		struct drm_nouveau_exec_push p;

		done[i] = syncobj_new(c);
		sync.signal[0] = sync_point(done[i], 0);
		if (!i)
			push_acquire(c, gate.va, 1);
		if (!i)
			push_copy(c, NOWHERE, mine.bo.va, PAGE);
		else
			push_fill(c, out.va, PAGE, 0xdead);
		p = push_end(c, begin);
		must(exec(c, bad, 1, &p, &sync), "EXEC");
	}
	*(volatile uint32_t *)gate.map = 1;
	for (unsigned int i = 0; i < ARRAY_SIZE(done); i++) {
		must(sync_wait(c, done[i], 0, WAIT_MS), "wait for a job of a dead channel");
		if (!sync_error(c, done[i]))
			fail("job %u of a dead channel has no error", i);
	}
	expect_words(out.map, PAGE, 0, "target of jobs behind the fault");
	works(&mine, 7);
}

/* Only what the kernel logs from now on. */
static int open_log(void)
{
	const int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (fd < 0)
		skip("/dev/kmsg: %s", strerror(errno));
	lseek(fd, 0, SEEK_END);
	return fd;
}

/* @text has @number, and no longer one that contains it. */
static bool has_number(const char *text, const char *number)
{
	const size_t n = strlen(number);

	for (const char *p = text; (p = strstr(p, number)); p++)
		if ((p == text || !isxdigit(p[-1]) || p[-1] == '0') && !isxdigit(p[n]))
			return true;
	return false;
}

/* "channel 5", "channel: 5", "chid 5" and the like. */
static bool has_channel(const char *text, const char *number)
{
	static const char *const words[] = { "channel", "chid" };
	const size_t n = strlen(number);

	for (unsigned int w = 0; w < ARRAY_SIZE(words); w++) {
		for (const char *p = text; (p = strstr(p, words[w]));) {
			p += strlen(words[w]);
			p += strspn(p, " :=#");
			if (!strncmp(p, number, n) && !isdigit(p[n]))
				return true;
		}
	}
	return false;
}

static bool log_names(int fd, const char *address, const char *channel)
{
	char line[8192];
	ssize_t n;

	while ((n = read(fd, line, sizeof(line) - 1)) > 0 || errno == EPIPE) {
		if (n <= 0)
			continue;
		line[n] = 0;
		if (has_number(line, address) && has_channel(line, channel))
			return true;
	}
	return false;
}

/* One line of the kernel log has the address (hex) and the channel (decimal). */
static void logged(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct victim mine = victim_open(c);
	const uint32_t bad = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	char address[32], channel[16];
	bool found = false;
	int fd;

	(void)arg;
	fd = open_log();
	snprintf(address, sizeof(address), "%llx", NOWHERE);
	snprintf(channel, sizeof(channel), "%u", bad);
	provoke(c, bad, &mine.bo, READS);
	for (int i = 0; i < 20 && !found; i++) {
		found = log_names(fd, address, channel);
		if (!found)
			sleep_ms(50);
	}
	close(fd);
	if (!found)
		fail("no log line has %s and channel %s", address, channel);
}

const struct subtest fault_tests[] = {
	{ "fault-read", kill_one, READS },
	{ "fault-write", kill_one, WRITES },
	{ "fault-push", kill_push, 0 },
	{ "fault-pending", kill_pending, 0 },
	{ "fault-logged", logged, 0 },
	{ 0 },
};
