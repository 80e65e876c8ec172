// SPDX-License-Identifier: MIT
/* Buffer objects: GEM_INFO, clearing, CPU_PREP, sharing by PRIME. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "nouveau_util.h"
#include "tests.h"

static void info(struct device *dev, uint64_t arg)
{
	static const uint32_t domains[] = {
		VRAM, GART, VRAM | GART, VRAM | MAPPABLE, GART | MAPPABLE,
		VRAM | GART | MAPPABLE | NO_SHARE,
	};
	struct client *c = client_open(dev);
	struct drm_nouveau_gem_info i;
	uint32_t handle;

	(void)arg;
	for (unsigned int d = 0; d < ARRAY_SIZE(domains); d++) {
		struct bo bo = bo_new(c, 5 * PAGE, domains[d]);

		must(bo_info(c, bo.handle, &i), "GEM_INFO");
		if (i.size < bo.size || i.size % PAGE)
			fail("domain %#x: size %#llx", domains[d], i.size);
		if (!(i.domain & domains[d] & (VRAM | GART)))
			fail("domain %#x is reported as %#x", domains[d], i.domain);
		if (i.map_handle != bo.offset)
			fail("mmap offset changed");
		handle = bo.handle;
		bo_free(c, &bo);
		if (bo_info(c, handle, &i) != ENOENT)
			fail("GEM_INFO of a closed handle");
	}
}

/* New memory is zero although the memory freed just before was not. */
static void cleared(struct device *dev, uint64_t domain)
{
	struct client *c = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo out = bo_bound(c, 256 * KIB, GART | MAPPABLE);

	if (domain == VRAM)
		not_nouveau(dev, "does not clear VRAM");
	bo_map(c, &out);
	for (unsigned int i = 0; i < 8; i++) {
		struct bo bo = bo_bound(c, out.size, domain);

		memset(out.map, 0x5a, out.size);
		copy(c, ce, bo.va, out.va, out.size);
		expect_words(out.map, out.size, 0, "new memory");
		fill(c, ce, bo.va, bo.size, 0xbadc0de5);
		must_bind(c, op_unmap(bo.va, bo.size));
		bo_free(c, &bo);
	}
}

/* What the CPU writes through mmap the device reads, and the other way. */
static void mapped(struct device *dev, uint64_t domain)
{
	struct client *c = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo bo = bo_bound(c, 4 * PAGE, domain | MAPPABLE);
	struct bo out = bo_bound(c, 4 * PAGE, GART | MAPPABLE);

	bo_map(c, &bo);
	bo_map(c, &out);
	pattern(bo.map, bo.size, 1);
	copy(c, ce, bo.va, out.va, bo.size);
	expect_pattern(out.map, bo.size, 1, "copy of what the CPU wrote");
	fill(c, ce, bo.va, bo.size, 0x600df00d);
	expect_words(bo.map, bo.size, 0x600df00d, "what the device wrote");
}

/** struct block - keeps a channel busy until a word is written */
struct block {
	struct bo bo;
	long ms;
};

static void *release_later(void *arg)
{
	struct block *b = arg;

	sleep_ms(b->ms);
	*(volatile uint32_t *)b->bo.map = 1;
	return NULL;
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

/* A fill of @bo behind a block that only release_later() ends. */
static void fill_blocked(struct client *c, uint32_t ce, struct bo *bo, struct block *b)
{
	const uint32_t begin = push_begin(c);
	struct drm_nouveau_exec_push p;

	b->bo = bo_bound(c, PAGE, GART | MAPPABLE);
	bo_map(c, &b->bo);
	push_acquire(c, b->bo.va, 1);
	push_fill(c, bo->va, bo->size, 0x12345678);
	p = push_end(c, begin);
	must(exec(c, ce, 1, &p, NULL), "EXEC");
}

static void prep(struct device *dev, uint64_t domain)
{
	struct client *c = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo bo = bo_bound(c, 4 * PAGE, domain);
	struct bo idle = bo_new(c, PAGE, GART);
	struct drm_nouveau_gem_cpu_fini fini = { bo.handle };
	struct block b = { .ms = 100 };
	uint64_t start;
	pthread_t thread;
	int busy;

	bo_map(c, &bo);
	must(bo_prep(c, bo.handle, NOUVEAU_GEM_CPU_PREP_NOWAIT), "CPU_PREP while idle");
	fill_blocked(c, ce, &bo, &b);
	busy = bo_prep(c, bo.handle, NOUVEAU_GEM_CPU_PREP_NOWAIT |
					     NOUVEAU_GEM_CPU_PREP_WRITE);
	start = now_ms();
	must(pthread_create(&thread, NULL, release_later, &b), "pthread_create");
	must(bo_prep(c, bo.handle, NOUVEAU_GEM_CPU_PREP_WRITE), "CPU_PREP");
	start = now_ms() - start;
	pthread_join(thread, NULL);
	if (busy != EBUSY)
		fail("CPU_PREP with NOWAIT on a busy BO: %s", strerror(busy));
	if (start < 80)
		fail("CPU_PREP waited %llu ms of 100", (unsigned long long)start);
	expect_words(bo.map, bo.size, 0x12345678, "BO after CPU_PREP");
	must(bo_prep(c, idle.handle, NOUVEAU_GEM_CPU_PREP_NOWAIT), "CPU_PREP of an idle BO");
	must(ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_GEM_CPU_FINI, &fini), "CPU_FINI");
}

static int export_bo(struct client *c, uint32_t handle, int *fd)
{
	struct drm_prime_handle p = { .handle = handle, .flags = DRM_CLOEXEC | DRM_RDWR,
				      .fd = -1 };
	const int err = ioctl_errno(c->fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &p);

	*fd = p.fd;
	return err;
}

static struct bo import_bo(struct client *c, int fd, uint64_t size)
{
	struct drm_prime_handle p = { .fd = fd };
	struct drm_nouveau_gem_info i;
	struct bo bo;

	must(ioctl_errno(c->fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &p), "PRIME import");
	must(bo_info(c, p.handle, &i), "GEM_INFO of an imported BO");
	if (i.size < size)
		fail("imported BO has %#llx bytes", i.size);
	bo = (struct bo){ .handle = p.handle, .size = size, .offset = i.map_handle };
	bo.va = va_alloc(c, size);
	must_bind(c, op_map(&bo, bo.va, 0, size));
	return bo;
}

/* Two files share a BO; it lives on when the exporter is gone. */
static void prime(struct device *dev, uint64_t domain)
{
	struct client *a = client_open(dev), *b = client_open(dev);
	const uint32_t cea = channel_new(a, NOUVEAU_FIFO_ENGINE_CE);
	const uint32_t ceb = channel_new(b, NOUVEAU_FIFO_ENGINE_CE);
	struct bo mine = bo_bound(a, 64 * KIB, domain), theirs, again, out;
	int fd;

	must(export_bo(a, mine.handle, &fd), "PRIME export");
	if ((uint64_t)lseek(fd, 0, SEEK_END) < mine.size)
		fail("the dma-buf is smaller than the BO");
	theirs = import_bo(b, fd, mine.size);
	again = import_bo(b, fd, mine.size);
	close(fd);
	if (again.handle != theirs.handle)
		fail("the second import gave another handle");
	out = bo_bound(b, mine.size, GART | MAPPABLE);
	bo_map(b, &out);
	fill(a, cea, mine.va, mine.size, 0xa0a0a0a0);
	copy(b, ceb, theirs.va, out.va, out.size);
	expect_words(out.map, out.size, 0xa0a0a0a0, "importer's view");
	client_close(a);
	copy(b, ceb, again.va, out.va, out.size);
	expect_words(out.map, out.size, 0xa0a0a0a0, "view after the exporter's end");
	fill(b, ceb, theirs.va, theirs.size, 0xb0b0b0b0);
	copy(b, ceb, again.va, out.va, out.size);
	expect_words(out.map, out.size, 0xb0b0b0b0, "own write");
}

static void prime_no_share(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_new(c, PAGE, VRAM | NO_SHARE);
	int fd, err;

	(void)arg;
	err = export_bo(c, bo.handle, &fd);
	if (err != EPERM)
		fail("export of a NO_SHARE BO: %s", strerror(err));
}

const struct subtest bo_tests[] = {
	{ "bo-info", info, 0 },
	{ "bo-cleared-vram", cleared, VRAM },
	{ "bo-cleared-gart", cleared, GART },
	{ "bo-mapped-vram", mapped, VRAM },
	{ "bo-mapped-gart", mapped, GART },
	{ "bo-prep", prep, GART | MAPPABLE },
	{ "bo-prep-no-share", prep, GART | MAPPABLE | NO_SHARE },
	{ "prime-vram", prime, VRAM },
	{ "prime-gart", prime, GART },
	{ "prime-no-share", prime_no_share, 0 },
	{ 0 },
};
