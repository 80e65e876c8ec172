// SPDX-License-Identifier: MIT
/*
 * Faults of the card itself, ordered through lab/card while clients work: the
 * right fence gets the right error, in time, and everybody else goes on. "crash"
 * leaves the device without firmware, "remove" leaves none: run them last or alone.
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../card.h"
#include "../owners.h"
#include "../uapi/nouveau_util.h"

#define LIMIT_S 90

/* What a closed channel waits for work that does not end, and a little more. */
#define DRAIN_MS 15000

/* More than a dump of the driver's has. */
#define DUMP_BYTES (64 * KIB)

/** struct worker - a client with a channel and memory to fill */
struct worker {
	struct client *c;
	uint32_t chan;
	struct bo bo;
};

static struct worker worker_open(struct client *c)
{
	struct worker w = { .c = c };

	w.chan = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	w.bo = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	bo_map(c, &w.bo);
	return w;
}

static void works(struct worker *w, uint32_t value)
{
	const double begin = seconds();

	fill(w->c, w->chan, w->bo.va, w->bo.size, value);
	expect_words(w->bo.map, w->bo.size, value, "filled memory");
	if (seconds() - begin > PROMPT_S)
		fail("a fill took %.1f s", seconds() - begin);
}

/* Submits a fill; returns its syncobj. */
static uint32_t submit(struct worker *w, uint32_t value)
{
	const uint32_t begin = push_begin(w->c), done = syncobj_new(w->c);
	const struct sync sync = { .signals = 1, .signal = { sync_point(done, 0) } };
	struct drm_nouveau_exec_push push;

	push_fill(w->c, w->bo.va, w->bo.size, value);
	push = push_end(w->c, begin);
	must(exec(w->c, w->chan, 1, &push, &sync), "EXEC");
	return done;
}

static int result(struct worker *w, uint32_t done)
{
	return fence_result(w->c->fd, done);
}

static void dump_read(const char *path, char *text)
{
	FILE *f = fopen(path, "r+");
	size_t length;

	if (!f)
		fail("%s: %s", path, strerror(errno));
	length = fread(text, 1, DUMP_BYTES - 1, f);
	text[length] = 0;
	/* Whatever is written has the kernel forget it. */
	rewind(f);
	if (fputs("1", f) < 0 || fclose(f))
		fail("%s: %s", path, strerror(errno));
}

/* A device keeps its first dump, and earlier tests in this guest may have left one. */
static void dump_forget(void)
{
	static char text[DUMP_BYTES];
	glob_t found;

	if (glob("/sys/class/devcoredump/devcd*/data", 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		dump_read(found.gl_pathv[i], text);
	globfree(&found);
}

/* Waits for a dump and reads it. */
static void dump_take(char *text)
{
	const double begin = seconds();
	glob_t found;

	while (glob("/sys/class/devcoredump/devcd*/data", 0, NULL, &found)) {
		if (seconds() - begin > PROMPT_S)
			fail("there is no dump");
		usleep(10000);
	}
	dump_read(found.gl_pathv[0], text);
	globfree(&found);
}

/* The last fault has left a dump with the card, the firmware and @lines; the last is NULL. */
static void expect_dump(const char *const *lines)
{
	static const char *const common[] = { "\nchip: gb202", "\nfirmware: 570.", "\nrpc: ", NULL };
	static char text[DUMP_BYTES];

	dump_take(text);
	for (uint32_t i = 0; common[i]; i++)
		if (!strstr(text, common[i]))
			fail("no '%s' in the dump:\n%s", common[i], text);
	for (; *lines; lines++)
		if (!strstr(text, *lines))
			fail("no '%s' in the dump:\n%s", *lines, text);
}

/* One of three channels, two of them in one address space, stops. */
static void stop_channel(struct device *dev, const char *fault, int error,
			 const char *const *dump)
{
	struct client *c = client_open(dev);
	struct worker bad = worker_open(c), beside = worker_open(c);
	struct worker other = worker_open(client_open(dev));
	int err;

	works(&bad, 1);
	works(&beside, 2);
	works(&other, 3);
	dump_forget();
	order(fault);
	err = result(&bad, submit(&bad, 4));
	if (err != error)
		fail("fence of the stopped channel: %s", strerror(err));
	err = exec(c, bad.chan, 0, NULL, NULL);
	if (err != ENODEV)
		fail("EXEC on the stopped channel: %s", strerror(err));
	works(&beside, 5);
	works(&other, 6);
	must(channel_free(c, bad.chan), "CHANNEL_FREE of the stopped channel");
	bad.chan = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	works(&bad, 7);
	expect_dump(dump);
}

static void hang_channel(struct device *dev, uint64_t arg)
{
	static const char *const dump[] = {
		"\nreason: a submission takes too long", "\nchannel: ", "\njobs: 1 done, 1 pending",
		"\nring: put 4", "\n\tentry 3: 0x", NULL
	};

	(void)arg;
	stop_channel(dev, "hang-channel", ETIMEDOUT, dump);
}

static void kill_channel(struct device *dev, uint64_t arg)
{
	static const char *const dump[] = {
		"\nreason: the firmware has stopped a channel", "\nfault: engine", "\nchannel: ",
		"\njobs: 1 done", "\n\tentry 1: 0x", NULL
	};

	(void)arg;
	stop_channel(dev, "kill-channel", EIO, dump);
}

/* The CPU clears what the channel does not, through BAR1, whose page tables last. */
static void use_bar1(struct device *dev)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_new(c, 64 * KIB, VRAM | MAPPABLE);

	bo_map(c, &bo);
	expect_words(bo.map, bo.size, 0, "new memory");
	client_close(c);
}

/*
 * The kernel's own channel stops, with more to clear than its ring takes: whoever
 * wants memory waits for a while, and then has it. The kernel has another channel
 * then, which it owns as much for.
 */
static void hang_copies(struct device *dev, uint64_t arg)
{
	struct client *c;
	struct worker w;
	double begin;
	int owners;

	(void)arg;
	use_bar1(dev);
	owners = owners_count();
	c = client_open(dev);
	w = worker_open(c);
	works(&w, 1);
	order("hang-channel");
	begin = seconds();
	for (int i = 0; i < 40; i++)
		bo_new(c, 64 * KIB, VRAM);
	if (seconds() - begin < 1)
		fail("nothing stopped");
	works(&w, 2);
	client_close(c);
	owners_expect_count(owners, DRAIN_MS);
	owners_remember();
}

/* The work is done, only nobody says so: late, but no error, and not for ever. */
static void drop_interrupt(struct device *dev, uint64_t arg)
{
	struct worker w = worker_open(client_open(dev));
	struct worker other = worker_open(client_open(dev));
	int err;

	(void)arg;
	works(&w, 1);
	works(&other, 2);
	order("drop-interrupt");
	err = result(&w, submit(&w, 3));
	if (err)
		fail("fence whose interrupt got lost: %s", strerror(err));
	expect_words(w.bo.map, w.bo.size, 3, "filled memory");
	works(&w, 4);
	works(&other, 5);
}

/* A channel's life is full of calls to the firmware, of which each answers late. */
static void bogus_message(struct device *dev, uint64_t arg)
{
	struct worker w = worker_open(client_open(dev)), more;

	(void)arg;
	works(&w, 1);
	order("bogus-message:3");
	more = worker_open(w.c);
	works(&more, 2);
	works(&w, 3);
	must(channel_free(more.c, more.chan), "CHANNEL_FREE");
	works(&w, 4);
}

static int channel_errno(struct client *c)
{
	struct drm_nouveau_channel_alloc req = {
		.fb_ctxdma_handle = ~0u,
		.tt_ctxdma_handle = NOUVEAU_FIFO_ENGINE_CE,
	};

	return ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_CHANNEL_ALLOC, &req);
}

/* Whoever asks the firmware first waits for it once; from then on it is known dead. */
static void crash(struct device *dev, uint64_t arg)
{
	static const char *const dump[] = { "\nreason: the firmware does not answer", " to 0x", NULL };
	struct client *c = client_open(dev);
	struct worker w = worker_open(c);
	double begin;
	int err;

	(void)arg;
	works(&w, 1);
	order("crash");
	err = channel_errno(c);
	if (err != ETIMEDOUT)
		fail("CHANNEL_ALLOC without firmware: %s", strerror(err));
	begin = seconds();
	err = channel_errno(c);
	if (err != ENODEV)
		fail("CHANNEL_ALLOC after that: %s", strerror(err));
	must(channel_free(c, w.chan), "CHANNEL_FREE");
	client_close(c);
	if (seconds() - begin > PROMPT_S)
		fail("the end took %.1f s", seconds() - begin);
	expect_dump(dump);
}

/* What the bus does when it notices that a slot is empty. */
static void pull(void)
{
	FILE *f = fopen("/sys/class/drm/renderD128/device/remove", "w");

	if (!f || fputs("1", f) < 0 || fclose(f))
		fail("remove: %s", strerror(errno));
}

/* The card leaves its slot while a client works, the bus notices later. */
static void leave_slot(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct worker w = worker_open(c);
	double begin;
	int err;

	(void)arg;
	works(&w, 1);
	order("remove");
	if (!result(&w, submit(&w, 2)))
		fail("the fence of work on a card that is gone has no error");
	err = exec(c, w.chan, 0, NULL, NULL);
	if (err != ENODEV)
		fail("EXEC on a card that is gone: %s", strerror(err));
	begin = seconds();
	pull();
	err = channel_errno(c);
	if (err != ENODEV)
		fail("CHANNEL_ALLOC without a device: %s", strerror(err));
	client_close(c);
	if (seconds() - begin > 2 * PROMPT_S)
		fail("the end took %.1f s", seconds() - begin);
}

static void setup(struct device *dev)
{
	device_find(dev);
	owners_remember();
}

/* A device that is gone has nobody to ask; the report at its end is what is left. */
static void tidy(struct device *dev)
{
	clients_close(dev);
	if (!access(dev->path, F_OK))
		owners_expect_remembered(DRAIN_MS);
}

static const struct subtest subtests[] = {
	{ "hang-channel", hang_channel, 0 },
	{ "hang-copies", hang_copies, 0 },
	{ "kill-channel", kill_channel, 0 },
	{ "drop-interrupt", drop_interrupt, 0 },
	{ "bogus-message", bogus_message, 0 },
	{ "crash", crash, 0 },
	{ "remove", leave_slot, 0 },
	{ 0 },
};

int main(int argc, char **argv)
{
	struct device dev = { 0 };

	(void)argc;
	return run_table(subtests, LIMIT_S, setup, tidy, &dev, argv + 1);
}
