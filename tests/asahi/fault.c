// SPDX-License-Identifier: MIT
/*
 * What goes wrong in the card and its firmware, ordered while two processes have
 * work there: the right fence gets the right error, in time, the queue goes on,
 * and the other process notices nothing. "dead-*", after which nobody's work is
 * done, leave the device without firmware: tests/guest/agx-faults binds it again
 * after each.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../card.h"
#include "../owners.h"
#include "asahi_util.h"

#define LIMIT_S 120

/* What a closed queue waits for work that does not end, and a little more. */
#define DRAIN_MS 15000

#define BYTES 4096
#define QUEUES 3
#define MANY 100
/* Commands of a submission; a queue may have one less than two such in the firmware. */
#define MOST 64

/** struct worker - a client with memory to fill */
struct worker {
	struct client *c;
	struct bo bo;
	uint32_t value;
};

static struct worker worker_open(struct device *dev)
{
	struct worker w = { .c = client_open(dev) };

	w.bo = bo_bound(w.c, BYTES);
	bo_map(w.c, &w.bo);
	return w;
}

/* What nobody waits longer for. */
static double patience = PROMPT_S;

static void works(struct worker *w)
{
	const double begin = seconds();

	fill(w->c, w->bo.va, BYTES, ++w->value);
	expect_words(w->bo.map, BYTES, w->value, "filled memory");
	if (seconds() - begin > patience)
		fail("a fill took %.1f s", seconds() - begin);
}

/* Submits @count fills on a queue; @signal is their syncobj. Returns an errno. */
static int try_begin_many(struct worker *w, uint32_t queue, uint64_t dst, unsigned int count,
			  uint32_t wait, uint32_t *signal)
{
	const struct drm_asahi_cmd_compute cmd = kernel_fill(w->c, dst, BYTES, ++w->value);
	const uint32_t done = *signal = drm_syncobj_new(w->c->fd);
	struct syncs syncs = { .sync = { sync_point(done, 0) }, .out = 1 };
	struct commands cmds = { 0 };

	if (wait)
		syncs = (struct syncs){ .sync = { sync_point(wait, 0), sync_point(done, 0) },
					.in = 1, .out = 1 };
	while (count--)
		compute(&cmds, &cmd);
	return submit(w->c, queue, &cmds, &syncs);
}

static int try_begin_on(struct worker *w, uint32_t queue, uint64_t dst, uint32_t wait,
			uint32_t *signal)
{
	return try_begin_many(w, queue, dst, 1, wait, signal);
}

static uint32_t begin_many(struct worker *w, unsigned int count)
{
	uint32_t done;

	must(try_begin_many(w, w->c->queue, w->bo.va, count, 0, &done), "SUBMIT");
	return done;
}

static uint32_t begin_on(struct worker *w, uint32_t queue, uint64_t dst, uint32_t wait)
{
	uint32_t done;

	must(try_begin_on(w, queue, dst, wait, &done), "SUBMIT");
	return done;
}

static uint32_t begin(struct worker *w)
{
	return begin_on(w, w->c->queue, w->bo.va, 0);
}

static int result(struct worker *w, uint32_t done)
{
	return fence_result(w->c->fd, done);
}

static void expect_result(struct worker *w, uint32_t done, int error, const char *what)
{
	const int err = result(w, done);

	if (err != error)
		fail("%s: %s, not %s", what, strerror(err), strerror(error));
}

/*
 * The other process. It fills memory until its input ends, and then says with
 * its exit status whether all of it was right. What it reads from @said comes
 * when the first of its work is done.
 */
struct bystander {
	pid_t pid;
	int stop;
	int said;
};

/* The one that is left when a subtest fails. */
static pid_t left;

/* Where it says that. */
static int say;

static void bystander_step(struct device *dev)
{
	struct worker w = worker_open(dev);
	const uint32_t first = begin(&w), behind = begin(&w);
	char byte = 0;

	expect_result(&w, first, 0, "what the other process had begun");
	if (write(say, &byte, 1) != 1)
		fail("write: %s", strerror(errno));
	expect_result(&w, behind, 0, "what stood behind that");
	expect_words(w.bo.map, BYTES, w.value, "filled memory");
	while (read(STDIN_FILENO, &byte, 1) != 0) {
		works(&w);
		sleep_ms(5);
	}
	printf("# the bystander filled %u times\n", w.value);
}

static struct bystander bystander_start(struct device *dev)
{
	struct bystander other;
	int ends[2], said[2];

	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC) || pipe2(said, O_CLOEXEC))
		fail("pipe: %s", strerror(errno));
	other.pid = fork();
	if (other.pid < 0)
		fail("fork: %s", strerror(errno));
	if (!other.pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
		dup2(ends[0], STDIN_FILENO);
		close(ends[1]);
		say = said[1];
		_exit(run_step("bystander", LIMIT_S, bystander_step, dev) != PASS);
	}
	close(ends[0]);
	close(said[1]);
	other.stop = ends[1];
	other.said = said[0];
	left = other.pid;
	return other;
}

static bool is_busy(const struct bystander *other)
{
	struct pollfd end = { .fd = other->said, .events = POLLIN };

	return !poll(&end, 1, 0);
}

/* Until the firmware has begun what it was told to be late with, after @before of such. */
static void wait_late(unsigned long before)
{
	const double start = seconds();

	while (card_counter("fw.late") == before)
		if (seconds() - start > WAIT_MS / 1000.0)
			fail("nothing was begun that is late");
}

/* For a second, the firmware has a command of the other process's, and another stands behind it. */
static struct bystander bystander_start_busy(struct device *dev)
{
	const unsigned long before = card_counter("fw.late");
	struct bystander other;

	order("stuck:1");
	other = bystander_start(dev);
	wait_late(before);
	return other;
}

static void bystander_end(struct bystander *other)
{
	int status = 0;

	close(other->stop);
	close(other->said);
	left = 0;
	if (waitpid(other->pid, &status, 0) != other->pid || status)
		fail("the other process ended with %x", status);
}

/**
 * struct fault - orders, and what becomes of the submission that they hit
 * @spec: the orders
 * @counter: of the card's, that grows when it does what they say
 * @error: what the submission gets
 * @at_least: in seconds, what it takes; a fault that did not happen takes less
 * @limit: in seconds, what anything takes at most
 * @meanwhile: what else happens
 */
struct fault {
	const char *spec[2];
	const char *counter;
	int error;
	double at_least, limit;
	void (*meanwhile)(struct device *dev);
};

#define NEWCOMERS 3

/* Each needs an entry of the MMU's, which the driver writes under the lock that the firmware has. */
static void newcomers(struct device *dev)
{
	const unsigned long before = card_counter("handoff.kernel_waited");
	struct worker w[NEWCOMERS];
	uint32_t done[NEWCOMERS];

	for (unsigned int i = 0; i < NEWCOMERS; i++) {
		w[i] = worker_open(dev);
		done[i] = begin(&w[i]);
	}
	for (unsigned int i = 0; i < NEWCOMERS; i++) {
		expect_result(&w[i], done[i], 0, "a new client's");
		expect_words(w[i].bo.map, BYTES, w[i].value, "filled memory");
	}
	if (card_counter("handoff.kernel_waited") == before)
		fail("the driver met nobody");
}

static const struct fault faults[] = {
	{ { "gpu-fault" }, "gpu.faults", EIO, 0, PROMPT_S },
	{ { "hang" }, "gpu.timeouts", ETIMEDOUT, 0, PROMPT_S },
	{ { "channel-error" }, "fw.channel_errors", EIO, 0, PROMPT_S },
	{ { "slow" }, "fw.late", 0, 0.2, PROMPT_S },
	{ { "stall:5" }, "fw.stalls", 0, 0.5, PROMPT_S },
	{ { "drop-interrupt" }, "irq.lost", 0, 5, 15 },
	{ { "full-ring" }, "fw.events.put_off", 0, 0, PROMPT_S },
	{ { "false-fault:3" }, "fw.rogue", 0, 0, PROMPT_S },
	{ { "bogus-event:3" }, "fw.rogue", 0, 0, PROMPT_S },
	{ { "bogus-log:3" }, "fw.rogue", 0, 0, PROMPT_S },
	{ { "bogus-trace:3" }, "fw.rogue", 0, 0, PROMPT_S },
	{ { "bogus-stats:3" }, "fw.rogue", 0, 0, PROMPT_S },
	{ { "bogus-pointer:3" }, "fw.rogue", 0, 0, PROMPT_S },
	{ { "bogus-message:3" }, "mailbox.rogue", 0, 0, PROMPT_S },
	/* The one behind it runs when the error is told of its queue. */
	{ { "slow:2", "bogus-channel" }, "fw.rogue", 0, 0.2, PROMPT_S },
	/* One second. */
	{ { "contention:50" }, "handoff.contention", 0, 0.5, PROMPT_S, newcomers },
};

/* A submission is hit, one behind it, one that waits for it and another process's are not. */
static void one_fault(struct device *dev, uint64_t arg)
{
	const struct fault *fault = &faults[arg];
	const unsigned long before = card_counter(fault->counter);
	struct worker w = worker_open(dev);
	struct bystander other;
	uint32_t hit, behind, after;
	double start;

	works(&w);
	patience = fault->limit;
	other = bystander_start_busy(dev);
	for (unsigned int i = 0; i < ARRAY_SIZE(fault->spec) && fault->spec[i]; i++)
		order(fault->spec[i]);
	start = seconds();
	hit = begin(&w);
	behind = begin(&w);
	if (!is_busy(&other))
		fail("the other process had nothing to lose any more");
	if (fault->meanwhile)
		fault->meanwhile(dev);
	expect_result(&w, hit, fault->error, "the one that is hit");
	if (seconds() - start < fault->at_least || seconds() - start > fault->limit)
		fail("it took %.1f s", seconds() - start);
	expect_result(&w, behind, 0, "the one behind it");
	expect_words(w.bo.map, BYTES, w.value, "filled memory");
	after = begin_on(&w, w.c->queue, w.bo.va, hit);
	expect_result(&w, after, 0, "the one that waits for it");
	works(&w);
	bystander_end(&other);
	if (card_counter(fault->counter) == before)
		fail("the card did nothing of the sort");
}

/* Work that ran beside what is hit, and that the firmware drops with it: not done, nobody's fault. */
static void beside(struct device *dev, uint64_t timeout)
{
	const unsigned long before = card_counter("fw.late");
	struct worker w = worker_open(dev), other = worker_open(dev);
	uint32_t hit, dropped, behind;

	works(&w);
	works(&other);
	order("stuck:1");
	dropped = begin(&other);
	behind = begin_on(&other, other.c->queue, other.bo.va + BYTES, 0);
	wait_late(before);
	order("drop-late");
	order(timeout ? "hang" : "gpu-fault");
	hit = begin(&w);
	expect_result(&w, hit, timeout ? ETIMEDOUT : EIO, "the one that is hit");
	expect_result(&other, dropped, ECANCELED, "the one that is dropped");
	expect_result(&other, behind, 0, "the one behind that");
	expect_words(other.bo.map, BYTES, 1, "memory of the one that is dropped");
	expect_words((char *)other.bo.map + BYTES, BYTES, 3, "memory of the one behind that");
	works(&w);
	works(&other);
}

static int run_error(struct worker *w, struct drm_asahi_cmd_compute cmd)
{
	struct commands cmds = { 0 };

	compute(&cmds, &cmd);
	return run_commands(w->c, w->c->queue, &cmds);
}

/*
 * A shader's loads and stores where nothing is mapped: zeroes, and nothing, if
 * faults are soft; else the fault is the client's own. No card is asked.
 */
static void unmapped(struct device *dev, uint64_t arg)
{
	struct bystander other = bystander_start(dev);
	struct worker w = worker_open(dev);
	const uint64_t nowhere = w.bo.va + (1ull << 30);
	const bool soft = w.c->params.features & DRM_ASAHI_FEATURE_SOFT_FAULTS;
	const int error = soft ? 0 : EIO;
	int err;

	(void)arg;
	printf("# faults are %s\n", soft ? "soft" : "hard");
	for (unsigned int i = 0; i < 10; i++) {
		err = run_error(&w, kernel_fill(w.c, nowhere, BYTES, i));
		if (err != error)
			fail("a fill of nothing: %s", strerror(err));
		works(&w);
		err = run_error(&w, kernel_copy(w.c, nowhere, w.bo.va, BYTES));
		if (err != error)
			fail("a copy from nowhere: %s", strerror(err));
		expect_words(w.bo.map, BYTES, soft ? 0 : w.value, "a copy from nowhere");
	}
	bystander_end(&other);
}

/* What is not a shader's access is an error in any case. */
static void unmapped_stream(struct device *dev, uint64_t arg)
{
	struct bystander other = bystander_start(dev);
	struct worker w = worker_open(dev);

	(void)arg;
	for (unsigned int i = 0; i < 10; i++) {
		struct drm_asahi_cmd_compute cmd = kernel_fill(w.c, w.bo.va, BYTES, 1);
		int err;

		cmd.cdm_ctrl_stream_base += 1ull << 30;
		cmd.cdm_ctrl_stream_end += 1ull << 30;
		err = run_error(&w, cmd);
		if (err != EIO)
			fail("commands from nowhere: %s", strerror(err));
		works(&w);
	}
	bystander_end(&other);
}

/*
 * How often a render may ask for a larger buffer until it is as large as it may
 * be: a sixteenth of the memory, in blocks of 128 KiB, ten for each answer
 * (drm/agx/agx_buffer.c). What macOS allows is more than a guest has.
 */
static unsigned long asks_to_the_limit(void)
{
	struct sysinfo info;

	if (sysinfo(&info))
		fail("sysinfo: %s", strerror(errno));
	return (uint64_t)info.totalram * info.mem_unit / 16 / (128 * KIB) / 10;
}

static uint32_t begin_render(struct worker *w)
{
	const struct drm_asahi_cmd_render cmd = render_empty(w->c);
	const uint32_t done = drm_syncobj_new(w->c->fd);
	const struct syncs syncs = { .sync = { sync_point(done, 0) }, .out = 1 };
	struct commands cmds = { 0 };

	render(&cmds, &cmd);
	must(submit(w->c, w->c->queue, &cmds, &syncs), "SUBMIT");
	return done;
}

/* A render that cannot have all that it asks for fails, and nothing else does. */
static void storm(struct device *dev, uint64_t too_many)
{
	struct bystander other = bystander_start(dev);
	struct worker w = worker_open(dev);
	uint32_t hit, behind;
	char spec[32];

	works(&w);
	expect_result(&w, begin_render(&w), 0, "a render");
	snprintf(spec, sizeof(spec), "storm:%lu", too_many ? asks_to_the_limit() + 20 : 20);
	order(spec);
	hit = begin_render(&w);
	behind = begin_render(&w);
	expect_result(&w, hit, too_many ? ENOMEM : 0, "the one that asks");
	expect_result(&w, behind, 0, "the one behind it");
	works(&w);
	expect_result(&w, begin_render(&w), 0, "another one");
	bystander_end(&other);
}

/* Submits more than a pipe holds while the firmware takes nothing. Returns whether there was no room. */
static bool overfill(struct worker *w, const uint32_t queue[QUEUES], unsigned int tenths)
{
	const unsigned long before = card_counter("fw.pipe.full");
	uint32_t done[QUEUES][MANY];
	char spec[32];

	snprintf(spec, sizeof(spec), "stall:%u", tenths);
	order(spec);
	for (unsigned int n = 0; n < MANY; n++)
		for (unsigned int i = 0; i < QUEUES; i++)
			done[i][n] = begin_on(w, queue[i], w->bo.va, 0);
	for (unsigned int i = 0; i < QUEUES; i++)
		for (unsigned int n = 0; n < MANY; n++)
			must(drm_sync_wait(w->c->fd, done[i][n], 0, WAIT_MS), "wait for the fence");
	for (unsigned int i = 0; i < QUEUES; i++)
		for (unsigned int n = 0; n < MANY; n++)
			if (drm_sync_error(w->c->fd, done[i][n]))
				fail("fence %u of queue %u has an error", n, i);
	return card_counter("fw.pipe.full") != before;
}

/* How long it takes to fill a pipe is a matter of the machine. */
static void full_pipe(struct device *dev, uint64_t arg)
{
	struct worker w = worker_open(dev);
	struct bystander other;
	unsigned int tenths = 30;
	uint32_t queue[QUEUES];

	(void)arg;
	patience = WAIT_MS / 1000.0;
	other = bystander_start_busy(dev);
	for (unsigned int i = 0; i < QUEUES; i++)
		must(queue_create(w.c, w.c->vm, 1, &queue[i]), "QUEUE_CREATE");
	while (!overfill(&w, queue, tenths))
		if ((tenths += 25) > 80)
			fail("the pipe had room for all of it");
	works(&w);
	bystander_end(&other);
}

/*
 * Nobody reports it: the driver's own timeout, and the queue goes on when the
 * firmware does. Until then it gets no more than its rings hold.
 */
static void stuck(struct device *dev, uint64_t arg)
{
	struct worker w = worker_open(dev);
	struct bystander other;
	uint32_t hit, behind, more;

	(void)arg;
	works(&w);
	order("stuck:13");
	hit = begin_many(&w, MOST);
	behind = begin_many(&w, MOST - 1);
	more = begin_many(&w, MOST);
	sleep_ms(100);
	other = bystander_start(dev);
	expect_result(&w, hit, ETIMEDOUT, "the one that is stuck");
	expect_result(&w, more, EBUSY, "the one too many");
	expect_result(&w, behind, 0, "the one behind it");
	works(&w);
	bystander_end(&other);
}

/* A client goes while what it submitted is stuck: its memory is the firmware's until then. */
static void stuck_exit(struct device *dev, uint64_t arg)
{
	struct worker w = worker_open(dev);
	struct bystander other;

	(void)arg;
	order("stuck:3");
	begin(&w);
	sleep_ms(100);
	other = bystander_start(dev);
	client_close(w.c);
	bystander_end(&other);
}

/* Work that takes longer than any of its parts may: it is not late, and its queue may go. */
static void slow_batch(struct device *dev, uint64_t arg)
{
	const double start = seconds();
	struct worker w = worker_open(dev);
	struct bystander other;
	uint32_t done;

	(void)arg;
	order("slow:60");
	done = begin_many(&w, 60);
	sleep_ms(100);
	must(queue_destroy(w.c, w.c->queue), "QUEUE_DESTROY");
	if (seconds() - start < 11)
		fail("60 slow fills took %.1f s", seconds() - start);
	expect_result(&w, done, 0, "the slow fills");
	other = bystander_start(dev);
	bystander_end(&other);
}

static int put_file(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY);
	int err = 0;

	if (fd < 0)
		skip("%s: %s", path, strerror(errno));
	if (write(fd, text, strlen(text)) < 0)
		err = errno;
	close(fd);
	return err;
}

/*
 * The system sleeps as far as its devices do, under one who works; not while
 * the GPU is stuck. Devices go one after the other, the newest first: a guest
 * whose root is virtiofs gets no further than to that, and wakes the GPU again.
 */
static void suspend(struct device *dev, uint64_t arg)
{
	struct bystander other;
	struct worker w = worker_open(dev);
	uint32_t hit;
	int err;

	(void)arg;
	works(&w);
	must(put_file("/sys/power/pm_test", "devices"), "pm_test");
	must(put_file("/sys/power/pm_async", "0"), "pm_async");
	other = bystander_start(dev);
	sleep_ms(200);
	err = put_file("/sys/power/state", "freeze");
	if (err && err != EOPNOTSUPP)
		fail("suspend: %s", strerror(err));
	works(&w);
	bystander_end(&other);
	order("stuck:8");
	hit = begin(&w);
	err = put_file("/sys/power/state", "freeze");
	if (err != EBUSY)
		fail("suspend while the GPU is stuck: %s", strerror(err));
	expect_result(&w, hit, 0, "the one that is stuck");
	works(&w);
}

static void all_enodev(struct client *c)
{
	struct drm_asahi_get_params params = { 0 };
	struct drm_asahi_get_time now = { 0 };
	struct drm_asahi_gem_create create = { .size = PAGE };
	struct drm_asahi_gem_mmap_offset offset = { .handle = c->data.handle };
	struct drm_asahi_gem_bind_object object = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_BIND, .handle = c->data.handle, .range = PAGE,
		.flags = DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS,
	};
	struct drm_asahi_submit submission = { .queue_id = c->queue };
	struct drm_asahi_vm_destroy destroy = { .vm_id = c->vm };
	uint32_t id;
	const struct { const char *name; int err; } results[] = {
		{ "GET_PARAMS", ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GET_PARAMS, &params) },
		{ "GET_TIME", ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GET_TIME, &now) },
		{ "GEM_CREATE", ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GEM_CREATE, &create) },
		{ "GEM_MMAP_OFFSET", ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &offset) },
		{ "GEM_BIND_OBJECT", ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &object) },
		{ "SUBMIT", ioctl_errno(c->fd, DRM_IOCTL_ASAHI_SUBMIT, &submission) },
		{ "VM_CREATE", vm_create(c, &id) },
		{ "QUEUE_CREATE", queue_create(c, c->vm, 1, &id) },
		{ "VM_BIND", vm_bind(c, c->vm, 0, NULL) },
		{ "QUEUE_DESTROY", queue_destroy(c, c->queue) },
		{ "VM_DESTROY", ioctl_errno(c->fd, DRM_IOCTL_ASAHI_VM_DESTROY, &destroy) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(results); i++)
		if (results[i].err != ENODEV)
			fail("%s on a firmware that is dead: %s", results[i].name,
			     strerror(results[i].err));
}

/** struct death - orders that kill the firmware, and what the submission that does it gets */
struct death {
	const char *spec[2];
	int error;
};

static const struct death deaths[] = {
	{ { "crash" }, ENODEV },
	{ { "no-halt", "gpu-fault" }, EIO },
	{ { "no-resume", "hang" }, ETIMEDOUT },
};

/* Work for a firmware that is dying; some of it, or the call, may come before the end. */
static void expect_dead(struct worker *w, bool may_work)
{
	uint32_t done;
	int err = try_begin_on(w, w->c->queue, w->bo.va, 0, &done);

	if (!err)
		err = result(w, done);
	if (err != ENODEV && (err || !may_work))
		fail("work for a firmware that is dead: %s", strerror(err));
}

/* Every fence fails, every ioctl does, and nobody waits long for anything. */
static void die(struct device *dev, uint64_t arg)
{
	const struct death *death = &deaths[arg];
	struct worker w = worker_open(dev), other = worker_open(dev);
	uint32_t hit;
	double start;

	works(&w);
	works(&other);
	for (unsigned int i = 0; i < ARRAY_SIZE(death->spec) && death->spec[i]; i++)
		order(death->spec[i]);
	hit = begin(&w);
	expect_dead(&w, false);
	expect_dead(&other, true);
	expect_result(&w, hit, death->error, "the last one");
	start = seconds();
	all_enodev(w.c);
	all_enodev(other.c);
	client_close(w.c);
	client_close(other.c);
	if (seconds() - start > PROMPT_S)
		fail("the end took %.1f s", seconds() - start);
}

static void expect_suspended(const struct device *dev)
{
	const double start = seconds();
	char path[128], status[32] = "";

	snprintf(path, sizeof(path), "/sys/class/drm/%s/device/power/runtime_status",
		 strrchr(dev->path, '/') + 1);
	while (strcmp(status, "suspended\n")) {
		FILE *in = fopen(path, "r");

		if (!in || !fgets(status, sizeof(status), in))
			fail("cannot read %s", path);
		fclose(in);
		if (seconds() - start > PROMPT_S)
			fail("the device is still %s", status);
		sleep_ms(10);
	}
}

/*
 * A queue goes that has something left in the firmware which is over for
 * everybody else and does not end. So the firmware has to, before the queue's
 * memory is anybody's; nothing keeps the device awake after that.
 */
static void die_stuck(struct device *dev, uint64_t arg)
{
	struct worker w = worker_open(dev);

	(void)arg;
	works(&w);
	order("stuck:60");
	expect_result(&w, begin(&w), ETIMEDOUT, "the one that is stuck");
	must(queue_destroy(w.c, w.c->queue), "QUEUE_DESTROY");
	all_enodev(w.c);
	expect_suspended(dev);
}

#define ONE(name, n) { name, one_fault, n }

static const struct subtest subtests[] = {
	ONE("gpu-fault", 0),
	ONE("timeout", 1),
	ONE("channel-error", 2),
	ONE("slow", 3),
	ONE("stall", 4),
	ONE("lost-interrupt", 5),
	ONE("full-event-ring", 6),
	ONE("false-fault", 7),
	ONE("rogue-event", 8),
	ONE("rogue-log", 9),
	ONE("rogue-trace", 10),
	ONE("rogue-stats", 11),
	ONE("rogue-pointer", 12),
	ONE("rogue-message", 13),
	ONE("rogue-channel", 14),
	ONE("contention", 15),
	{ "beside-fault", beside, 0 },
	{ "beside-timeout", beside, 1 },
	{ "unmapped", unmapped, 0 },
	{ "unmapped-stream", unmapped_stream, 0 },
	{ "full-pipe", full_pipe, 0 },
	{ "storm", storm, 0 },
	{ "storm-no-memory", storm, 1 },
	{ "stuck", stuck, 0 },
	{ "stuck-exit", stuck_exit, 0 },
	{ "slow-batch", slow_batch, 0 },
	{ "suspend", suspend, 0 },
	{ "dead-crash", die, 0 },
	{ "dead-no-halt", die, 1 },
	{ "dead-no-resume", die, 2 },
	{ "dead-stuck", die_stuck, 0 },
	{ 0 },
};

static void setup(struct device *dev)
{
	device_find(dev);
	owners_remember();
}

static void tidy(struct device *dev)
{
	if (left) {
		kill(left, SIGKILL);
		waitpid(left, NULL, 0);
		left = 0;
	}
	patience = PROMPT_S;
	clients_close(dev);
	owners_expect_remembered(DRAIN_MS);
}

int main(int argc, char **argv)
{
	struct device dev = { 0 };

	(void)argc;
	return run_table(subtests, LIMIT_S, setup, tidy, &dev, argv + 1);
}
