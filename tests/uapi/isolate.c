// SPDX-License-Identifier: MIT
/* Two processes with their own VMs cannot reach each other's memory. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nouveau_util.h"
#include "tests.h"

#define SECRET 0x5ec2e7a5u
#define SHARED_VA 0x2000000000ull
#define SECRET_VA 0x2100000000ull	/* bound in the owner's VM only */

/** struct offer - what the owner of the secret tells about it */
struct offer {
	uint32_t handle;
	uint64_t map_offset;
};

/** struct pair - pipes between the process and its child */
struct pair {
	int up[2], down[2];
	pid_t child;
};

/*
 * The owner: the secret is at both addresses. fail() would return into the
 * parent's code here, so the child reports by its exit status.
 */
static int own_secret(struct device *dev, struct pair *p)
{
	struct client *c = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo bo = bo_bound(c, 64 * KIB, VRAM | MAPPABLE);
	struct bo out = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	struct offer offer = { bo.handle, bo.offset };
	char go;

	bo_map(c, &out);
	must_bind(c, op_map(&bo, SHARED_VA, 0, bo.size));
	must_bind(c, op_map(&bo, SECRET_VA, 0, bo.size));
	fill(c, ce, bo.va, bo.size, SECRET);
	if (write(p->up[1], &offer, sizeof(offer)) != sizeof(offer))
		return 1;
	if (read(p->down[0], &go, 1) != 1)
		return 1;
	copy(c, ce, SECRET_VA, out.va, out.size);
	for (size_t i = 0; i < out.size / 4; i++)
		if (((uint32_t *)out.map)[i] != SECRET)
			return 2;
	return 0;
}

static void child_main(struct device *dev)
{
	struct pair *p = (struct pair *)dev->pair;

	_exit(own_secret(dev, p));
}

static struct offer start(struct device *dev, struct pair *p)
{
	struct offer offer;

	if (pipe(p->up) || pipe(p->down))
		fail("pipe: %s", strerror(errno));
	p->child = fork();
	if (p->child < 0)
		fail("fork: %s", strerror(errno));
	if (!p->child) {
		/* so that it ends with its parent */
		close(p->up[0]);
		close(p->down[1]);
		dev->pair = p;
		run_step("owner of the secret", 60, child_main, dev);
		_exit(3);
	}
	close(p->up[1]);
	close(p->down[0]);
	if (read(p->up[0], &offer, sizeof(offer)) != sizeof(offer))
		fail("the other process did not start");
	return offer;
}

/* The owner checks that its secret is whole; then it is gone. */
static void finish(struct pair *p)
{
	int status;

	if (write(p->down[1], "x", 1) != 1)
		fail("pipe: %s", strerror(errno));
	if (waitpid(p->child, &status, 0) != p->child || status)
		fail("the other process ended with status %#x", status);
	close(p->up[0]);
	close(p->down[1]);
}

/* The same address is other memory in the other VM. */
static void same_address(struct device *dev, uint64_t arg)
{
	struct pair p;
	struct client *c;
	struct bo mine, out;
	uint32_t ce;

	(void)arg;
	start(dev, &p);
	c = client_open(dev);
	ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	mine = bo_bound(c, 64 * KIB, VRAM);
	out = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	bo_map(c, &out);
	must_bind(c, op_map(&mine, SHARED_VA, 0, mine.size));
	fill(c, ce, mine.va, mine.size, 0x600d);
	copy(c, ce, SHARED_VA, out.va, out.size);
	expect_words(out.map, out.size, 0x600d, "own memory at the shared address");
	fill(c, ce, SHARED_VA, mine.size, ~SECRET);
	finish(&p);
	copy(c, ce, mine.va, out.va, out.size);
	expect_words(out.map, out.size, ~SECRET, "own memory after the other's end");
}

/* An address that only the owner has bound faults, and nothing is read. */
static void foreign_address(struct device *dev, uint64_t arg)
{
	struct pair p;
	struct client *c;
	struct bo out;
	uint32_t ce, done, begin;
	struct sync sync = { .signals = 1 };
	struct drm_nouveau_exec_push push;

	(void)arg;
	start(dev, &p);
	c = client_open(dev);
	ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	done = syncobj_new(c);
	out = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	bo_map(c, &out);
	sync.signal[0] = sync_point(done, 0);
	begin = push_begin(c);
	push_copy(c, SECRET_VA, out.va, out.size);
	push = push_end(c, begin);
	must(exec(c, ce, 1, &push, &sync), "EXEC");
	must(sync_wait(c, done, 0, WAIT_MS), "wait for a faulting EXEC");
	if (!sync_error(c, done))
		fail("a read of another process's address gave no error");
	expect_words(out.map, out.size, 0, "target of the faulting copy");
	finish(&p);
}

/* Handles and mmap offsets of the owner are worth nothing here. */
static void handles(struct device *dev, uint64_t arg)
{
	struct pair p;
	struct offer offer = start(dev, &p);
	struct client *c = client_open(dev);
	struct drm_nouveau_gem_info info;
	void *map;

	(void)arg;
	for (uint32_t h = 2; h < 64; h++)
		if (!bo_info(c, h, &info))
			fail("handle %u is known in a file that did not make it", h);
	map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, c->fd, offer.map_offset);
	if (map != MAP_FAILED)
		fail("mmap of another process's BO succeeded");
	if (errno != EACCES)
		fail("mmap of another process's BO: %s", strerror(errno));
	finish(&p);
}

/* Memory of a process that ended comes back cleared. */
static void after_exit(struct device *dev, uint64_t domain)
{
	struct pair p;
	struct client *c;
	struct bo out;
	uint32_t ce;

	not_nouveau(dev, "does not clear VRAM");
	start(dev, &p);
	finish(&p);
	c = client_open(dev);
	ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	out = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	bo_map(c, &out);
	for (unsigned int i = 0; i < 32; i++) {
		struct bo bo = bo_bound(c, 64 * KIB, domain);

		memset(out.map, 0x5a, out.size);
		copy(c, ce, bo.va, out.va, out.size);
		expect_words(out.map, out.size, 0, "memory after another process's end");
	}
}

const struct subtest isolate_tests[] = {
	{ "isolate-same-address", same_address, 0 },
	{ "isolate-foreign-address", foreign_address, 0 },
	{ "isolate-handles", handles, 0 },
	{ "isolate-after-exit", after_exit, VRAM },
	{ 0 },
};
