// SPDX-License-Identifier: MIT
/* Buffer objects: content of new memory, CPU mappings, sharing. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "asahi_util.h"
#include "tests.h"

#define WRITEBACK DRM_ASAHI_GEM_WRITEBACK
#define PRIVATE DRM_ASAHI_GEM_VM_PRIVATE

/* The GPU's view and the CPU's are one. */
static void mapped(struct device *dev, uint64_t flags)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_new(c, 4 * PAGE, flags), out = bo_bound(c, 4 * PAGE);

	bo.va = va_alloc(c, bo.size);
	must_bind(c, op_map(&bo, bo.va, 0, bo.size, READ | WRITE));
	bo_map(c, &bo);
	bo_map(c, &out);
	pattern(bo.map, bo.size, 3);
	copy(c, bo.va, out.va, 4096);
	copy(c, bo.va + 3 * PAGE, out.va + 3 * PAGE, PAGE);
	expect_pattern(out.map, 4096, 3, "what the GPU read of CPU writes");
	if (memcmp((char *)bo.map + 3 * PAGE, (char *)out.map + 3 * PAGE, PAGE))
		fail("the last page is another for the GPU");
	fill(c, bo.va + PAGE, 256, 0xabcdef01);
	expect_words((char *)bo.map + PAGE, 256, 0xabcdef01, "what the CPU read of a fill");
}

/* Memory that was written and freed is zero when it comes back: each byte of it. */
static void zeroed(struct device *dev, uint64_t flags)
{
	enum { ROUNDS = 8, BOS = 8 };
	struct client *c = client_open(dev);

	for (unsigned int round = 0; round < ROUNDS; round++) {
		struct bo bo[BOS];

		for (unsigned int i = 0; i < BOS; i++) {
			bo[i] = bo_new(c, 8 * PAGE, flags);
			bo[i].va = va_alloc(c, bo[i].size);
			must_bind(c, op_map(&bo[i], bo[i].va, 0, bo[i].size, READ | WRITE));
			bo_map(c, &bo[i]);
			expect_words(bo[i].map, bo[i].size, 0, "new BO");
			memset(bo[i].map, 0xe5, bo[i].size);
			fill(c, bo[i].va, 64, 0xe5e5e5e5);
		}
		for (unsigned int i = 0; i < BOS; i++)
			bo_free(c, &bo[i]);
	}
}

/* As above, and what is looked at is never the CPU's mapping. */
static void zeroed_for_gpu(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct bo out = bo_bound(c, PAGE);

	(void)arg;
	bo_map(c, &out);
	for (unsigned int i = 0; i < 32; i++) {
		struct bo bo = bo_bound(c, PAGE);

		memset(out.map, 0x5a, 1024);
		copy(c, bo.va, out.va, 1024);
		expect_words(out.map, 1024, 0, "new BO, for the GPU");
		fill(c, bo.va, PAGE, 0xbadc0de5);
		bo_free(c, &bo);
	}
}

/* Two files share a BO; it lives on when the exporter is gone. */
static void prime(struct device *dev, uint64_t flags)
{
	struct client *a = client_open(dev), *b = client_open(dev);
	struct bo mine = bo_new(a, 4 * PAGE, flags), theirs, again, out;
	int fd;

	bo_map(a, &mine);
	pattern(mine.map, mine.size, 4);
	must(bo_export(a, &mine, &fd), "PRIME export");
	if ((uint64_t)lseek(fd, 0, SEEK_END) != mine.size)
		fail("the dma-buf has another size than the BO");
	theirs = bo_import(b, fd, mine.size);
	again = bo_import(b, fd, mine.size);
	if (again.handle != theirs.handle)
		fail("the second import gave another handle");
	again = bo_import(a, fd, mine.size);
	close(fd);
	if (again.handle != mine.handle)
		fail("import by the exporter gave another handle");
	theirs.va = va_alloc(b, theirs.size);
	must_bind(b, op_map(&theirs, theirs.va, 0, theirs.size, READ | WRITE));
	out = bo_bound(b, PAGE);
	bo_map(b, &out);
	copy(b, theirs.va, out.va, 4096);
	expect_pattern(out.map, 4096, 4, "importer's view");
	fill(b, theirs.va + PAGE, 64, 0xb0b0b0b0);
	expect_words((char *)mine.map + PAGE, 64, 0xb0b0b0b0, "exporter's view");
	client_close(a);
	copy(b, theirs.va + PAGE, out.va, 64);
	expect_words(out.map, 64, 0xb0b0b0b0, "view after the exporter's end");
}

/* A private BO is not exported, and belongs to one address space. */
static void private(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_new(c, PAGE, PRIVATE | WRITEBACK);
	struct drm_asahi_gem_bind_op op = op_map(&bo, va_alloc(c, PAGE), 0, PAGE, READ | WRITE);
	uint32_t other;
	int fd, err;

	(void)arg;
	err = bo_export(c, &bo, &fd);
	if (err != EINVAL)
		fail("export of a private BO: %s", strerror(err));
	must(vm_create(c, &other), "VM_CREATE");
	err = vm_bind(c, other, 1, &op);
	if (err != EINVAL)
		fail("bind in another address space: %s", strerror(err));
	must_bind(c, op);
	bo_map(c, &bo);
	fill(c, op.addr, 64, 9);
	expect_words(bo.map, 64, 9, "private BO");
	/* the reservation is the address space's, and outlives its number */
	must(vm_destroy(c, c->vm), "VM_DESTROY");
	bo_free(c, &bo);
}

/* Of another file, neither handle nor mmap offset is worth anything. */
static void foreign(struct device *dev, uint64_t arg)
{
	struct client *a = client_open(dev), *b = client_open(dev);
	struct bo bo = bo_new(a, PAGE, 0);
	struct drm_asahi_gem_mmap_offset req = { .handle = bo.handle };
	void *map;

	(void)arg;
	must(ioctl_errno(a->fd, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &req), "GEM_MMAP_OFFSET");
	map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, b->fd, req.offset);
	if (map != MAP_FAILED)
		fail("mmap of another file's BO succeeded");
	if (errno != EACCES)
		fail("mmap of another file's BO: %s", strerror(errno));
	for (uint32_t h = 3; h < 64; h++) {
		req.handle = h;
		if (!ioctl_errno(b->fd, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &req))
			fail("handle %u is known in a file that did not make it", h);
	}
}

static uint64_t cap(struct client *c, uint64_t which)
{
	struct drm_get_cap req = { .capability = which };

	must(ioctl_errno(c->fd, DRM_IOCTL_GET_CAP, &req), "GET_CAP");
	return req.value;
}

/* What IGT and Mesa look at before they use a render node. */
static void caps(struct device *dev, uint64_t arg)
{
	struct client *c = client_open_bare(dev);

	(void)arg;
	if (cap(c, DRM_CAP_PRIME) != (DRM_PRIME_CAP_IMPORT | DRM_PRIME_CAP_EXPORT))
		fail("DRM_CAP_PRIME is %llu", (unsigned long long)cap(c, DRM_CAP_PRIME));
	if (!cap(c, DRM_CAP_SYNCOBJ) || !cap(c, DRM_CAP_SYNCOBJ_TIMELINE))
		fail("no sync objects, or no timelines");
	if (!cap(c, DRM_CAP_TIMESTAMP_MONOTONIC))
		fail("timestamps are not monotonic");
}

const struct subtest bo_tests[] = {
	{ "bo-mapped", mapped, 0 },
	{ "bo-mapped-writeback", mapped, WRITEBACK },
	{ "bo-mapped-private", mapped, PRIVATE },
	{ "bo-zeroed", zeroed, 0 },
	{ "bo-zeroed-writeback", zeroed, WRITEBACK },
	{ "bo-zeroed-private", zeroed, PRIVATE },
	{ "bo-zeroed-for-gpu", zeroed_for_gpu, 0 },
	{ "bo-prime", prime, 0 },
	{ "bo-prime-writeback", prime, WRITEBACK },
	{ "bo-private", private, 0 },
	{ "bo-foreign", foreign, 0 },
	{ "bo-caps", caps, 0 },
	{ 0 },
};
