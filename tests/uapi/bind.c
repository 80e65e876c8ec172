// SPDX-License-Identifier: MIT
/* VM_BIND: what addresses lead to after maps, unmaps and their mixtures. */
#include <errno.h>
#include <string.h>

#include "nouveau_util.h"
#include "tests.h"

/** struct view - a client that can look at addresses through the copy engine */
struct view {
	struct client *c;
	uint32_t ce;
	struct bo out;
};

static struct view view_open(struct device *dev)
{
	struct view v = { .c = client_open(dev) };

	v.ce = channel_new(v.c, NOUVEAU_FIFO_ENGINE_CE);
	v.out = bo_bound(v.c, 64 * KIB, GART | MAPPABLE);
	bo_map(v.c, &v.out);
	return v;
}

static void expect(struct view *v, uint64_t va, uint64_t bytes, uint32_t value,
		   const char *what)
{
	memset(v->out.map, 0x11, bytes);
	copy(v->c, v->ce, va, v->out.va, bytes);
	expect_words(v->out.map, bytes, value, what);
}

/* A BO that holds @value all over; it has an address of its own. */
static struct bo bo_of(struct view *v, uint64_t size, uint32_t domain, uint32_t value)
{
	struct bo bo = bo_bound(v->c, size, domain);

	fill(v->c, v->ce, bo.va, size, value);
	return bo;
}

static void two_addresses(struct device *dev, uint64_t domain)
{
	struct view v = view_open(dev);
	struct bo bo = bo_of(&v, 64 * KIB, domain, 1);
	const uint64_t other = va_alloc(v.c, bo.size);

	must_bind(v.c, op_map(&bo, other, 0, bo.size));
	fill(v.c, v.ce, other, bo.size, 2);
	expect(&v, bo.va, bo.size, 2, "first address");
	must_bind(v.c, op_unmap(bo.va, bo.size));
	expect(&v, other, bo.size, 2, "second address without the first");
}

/* Pages of a BO at odd places, each 4 KiB with its own content. */
static void offsets(struct device *dev, uint64_t domain)
{
	struct view v = view_open(dev);
	struct bo bo = bo_bound(v.c, 16 * PAGE, domain);
	const uint64_t va = va_alloc(v.c, 16 * PAGE);

	for (uint32_t i = 0; i < 16; i++) {
		fill(v.c, v.ce, bo.va + i * PAGE, PAGE, 100 + i);
		must_bind(v.c, op_map(&bo, va + i * PAGE, (15 - i) * PAGE, PAGE));
	}
	for (uint32_t i = 0; i < 16; i++)
		expect(&v, va + i * PAGE, PAGE, 115 - i, "page at an offset");
}

/* One UNMAP over several mappings and the holes between them. */
static void holes(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = bo_of(&v, 64 * KIB, VRAM, 3);
	const uint64_t span = 32 * MIB, va = va_alloc(v.c, span + 4 * MIB);
	const uint64_t at[] = { 0, 1 * MIB, 17 * MIB, span - 64 * KIB };
	struct bo before = bo_of(&v, PAGE, VRAM, 4), after = bo_of(&v, PAGE, VRAM, 5);

	(void)arg;
	must_bind(v.c, op_map(&before, va - PAGE, 0, PAGE));
	must_bind(v.c, op_map(&after, va + span, 0, PAGE));
	for (unsigned int round = 0; round < 3; round++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(at); i++)
			must_bind(v.c, op_map(&bo, va + at[i], 0, bo.size));
		for (unsigned int i = 0; i < ARRAY_SIZE(at); i++)
			expect(&v, va + at[i], bo.size, 3, "mapping");
		must_bind(v.c, op_unmap(va, span));
		expect(&v, va - PAGE, PAGE, 4, "page before the span");
		expect(&v, va + span, PAGE, 5, "page after the span");
	}
	must_bind(v.c, op_unmap(va, span));
}

/* A hole punched into a mapping, then filled with other pages. */
static void split_view(struct view *v, uint64_t size)
{
	struct bo bo = bo_of(v, size, VRAM, 6), patch = bo_of(v, size / 4, GART, 7);
	const uint64_t va = (va_alloc(v->c, size + 4 * MIB) + 2 * MIB) & ~(2 * MIB - 1);

	must_bind(v->c, op_map(&bo, va, 0, size));
	must_bind(v->c, op_unmap(va + size / 4, size / 4));
	expect(v, va + size / 4 - PAGE, PAGE, 6, "left of the hole");
	expect(v, va + size / 2, PAGE, 6, "right of the hole");
	must_bind(v->c, op_map(&patch, va + size / 4, 0, size / 4));
	expect(v, va + size / 4, PAGE, 7, "patch");
	expect(v, va + size / 2 - PAGE, PAGE, 7, "end of the patch");
	expect(v, va + size / 4 - PAGE, PAGE, 6, "left of the patch");
	expect(v, va + size / 2, PAGE, 6, "right of the patch");
	expect(v, va, PAGE, 6, "start");
	expect(v, va + size - PAGE, PAGE, 6, "end");
}

static void split(struct device *dev, uint64_t size)
{
	struct view v = view_open(dev);

	if (size < 8 * MIB)
		not_nouveau(dev, "takes the whole large page out of a mapping");
	split_view(&v, size);
}

/* MAP over what is mapped replaces it, without an UNMAP between. */
static void replace(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo old = bo_of(&v, 64 * KIB, VRAM, 8), new = bo_of(&v, 64 * KIB, VRAM, 9);
	const uint64_t va = va_alloc(v.c, old.size);

	(void)arg;
	must_bind(v.c, op_map(&old, va, 0, old.size));
	must_bind(v.c, op_map(&new, va + 4 * PAGE, 0, 4 * PAGE));
	expect(&v, va, 4 * PAGE, 8, "before");
	expect(&v, va + 4 * PAGE, 4 * PAGE, 9, "replaced");
	expect(&v, va + 8 * PAGE, 8 * PAGE, 8, "after");
	must_bind(v.c, op_map(&new, va, 0, new.size));
	expect(&v, va, new.size, 9, "all replaced");
}

static void many_ops(struct device *dev, uint64_t arg)
{
	enum { N = 512 };
	struct view v = view_open(dev);
	struct bo bo = bo_of(&v, N * PAGE, GART, 10);
	const uint64_t va = va_alloc(v.c, 2 * N * PAGE);
	struct drm_nouveau_vm_bind_op op[N];

	(void)arg;
	for (unsigned int i = 0; i < N; i++)
		op[i] = op_map(&bo, va + 2 * i * PAGE, i * PAGE, PAGE);
	must(vm_bind(v.c, N, op, NULL), "VM_BIND of 512 operations");
	for (unsigned int i = 0; i < N; i += 37)
		expect(&v, va + 2 * i * PAGE, PAGE, 10, "one of 512 pages");
	must_bind(v.c, op_unmap(va, 2 * N * PAGE));
}

/* If one operation is bad none of the ioctl's is done. */
static void all_or_none(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo one = bo_of(&v, PAGE, VRAM, 11), two = bo_of(&v, PAGE, VRAM, 12);
	const uint64_t va = va_alloc(v.c, 2 * PAGE);
	struct drm_nouveau_vm_bind_op op[3] = {
		op_map(&two, va, 0, PAGE), op_unmap(va + PAGE, PAGE),
		op_map(&two, va + PAGE, PAGE, PAGE),	/* beyond its end */
	};
	int err;

	(void)arg;
	must_bind(v.c, op_map(&one, va, 0, PAGE));
	must_bind(v.c, op_map(&one, va + PAGE, 0, PAGE));
	err = vm_bind(v.c, 3, op, NULL);
	if (err != EINVAL)
		fail("map beyond the end of a BO: %s", strerror(err));
	expect(&v, va, PAGE, 11, "page that the failed ioctl maps");
	expect(&v, va + PAGE, PAGE, 11, "page that the failed ioctl unmaps");
}

static struct drm_nouveau_vm_bind_op sparse(struct drm_nouveau_vm_bind_op op)
{
	op.flags |= DRM_NOUVEAU_VM_BIND_SPARSE;
	op.handle = 0;
	return op;
}

static void sparse_region(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = bo_of(&v, 64 * KIB, VRAM, 13), none = { 0 };
	const uint64_t size = 2 * MIB;
	const uint64_t va = (va_alloc(v.c, 2 * size) + size) & ~(size - 1);

	(void)arg;
	must_bind(v.c, sparse(op_map(&none, va, 0, size)));
	expect(&v, va, 64 * KIB, 0, "sparse region");
	fill(v.c, v.ce, va + MIB, 64 * KIB, 14);
	expect(&v, va + MIB, 64 * KIB, 0, "sparse region after a write");
	must_bind(v.c, op_map(&bo, va + MIB, 0, bo.size));
	expect(&v, va + MIB, bo.size, 13, "memory in a sparse region");
	expect(&v, va + MIB - PAGE, PAGE, 0, "sparse page before memory");
	expect(&v, va + MIB + bo.size, PAGE, 0, "sparse page after memory");
	must_bind(v.c, op_unmap(va + MIB, bo.size));
	expect(&v, va + MIB, bo.size, 0, "sparse region without its memory");
	must_bind(v.c, sparse(op_unmap(va, size)));
}

/* GEM_CLOSE leaves the mapping; the address stays good until it is unmapped. */
static void closed(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = bo_of(&v, 64 * KIB, VRAM, 15);
	const uint64_t va = bo.va, size = bo.size;

	(void)arg;
	bo_free(v.c, &bo);
	for (unsigned int i = 0; i < 4; i++)
		bo_of(&v, size, VRAM, 16 + i);
	expect(&v, va, size, 15, "mapping of a closed BO");
	must_bind(v.c, op_unmap(va, size));
}

/*
 * An asynchronous bind waits for its in-sync, which an EXEC behind a closed gate
 * will signal, and an EXEC that waits for the bind sees the new mapping.
 */
static void async(struct device *dev, uint64_t timeline)
{
	struct view v = view_open(dev);
	struct bo gate = bo_bound(v.c, PAGE, GART | MAPPABLE);
	struct bo bo = bo_of(&v, 64 * KIB, VRAM, 20);
	const uint64_t va = va_alloc(v.c, bo.size);
	const uint32_t opened = syncobj_new(v.c), bound = syncobj_new(v.c);
	const uint32_t done = syncobj_new(v.c), blocked = channel_new(v.c, NOUVEAU_FIFO_ENGINE_CE);
	struct sync first = { .signals = 1 }, second = { .waits = 1, .signals = 1 };
	struct sync third = { .waits = 1, .signals = 1 };
	struct drm_nouveau_vm_bind_op op = op_map(&bo, va, 0, bo.size);
	struct drm_nouveau_exec_push p;
	uint32_t begin;
	int early;

	bo_map(v.c, &gate);
	first.signal[0] = second.wait[0] = sync_point(opened, timeline ? 7 : 0);
	second.signal[0] = third.wait[0] = sync_point(bound, timeline ? 9 : 0);
	third.signal[0] = sync_point(done, 0);
	begin = push_begin(v.c);
	push_acquire(v.c, gate.va, 1);
	p = push_end(v.c, begin);
	must(exec(v.c, blocked, 1, &p, &first), "EXEC behind a gate");
	must(vm_bind(v.c, 1, &op, &second), "asynchronous VM_BIND");
	begin = push_begin(v.c);
	push_copy(v.c, va, v.out.va, bo.size);
	p = push_end(v.c, begin);
	must(exec(v.c, v.ce, 1, &p, &third), "EXEC after the bind");
	early = sync_wait(v.c, bound, timeline ? 9 : 0, 50);
	*(volatile uint32_t *)gate.map = 1;
	must(sync_wait(v.c, done, 0, WAIT_MS), "wait for the last EXEC");
	if (early != ETIME)
		fail("the bind did not wait for its in-sync: %s", strerror(early));
	must(-sync_error(v.c, done), "fence of the last EXEC");
	expect_words(v.out.map, bo.size, 20, "copy from the address bound late");
}

const struct subtest bind_tests[] = {
	{ "bind-two-addresses-vram", two_addresses, VRAM },
	{ "bind-two-addresses-gart", two_addresses, GART },
	{ "bind-offsets-vram", offsets, VRAM },
	{ "bind-offsets-gart", offsets, GART },
	{ "bind-holes", holes, 0 },
	{ "bind-split-64k", split, 64 * KIB },
	{ "bind-split-2m", split, 2 * MIB },
	{ "bind-split-8m", split, 8 * MIB },
	{ "bind-replace", replace, 0 },
	{ "bind-many-ops", many_ops, 0 },
	{ "bind-all-or-none", all_or_none, 0 },
	{ "bind-sparse", sparse_region, 0 },
	{ "bind-closed", closed, 0 },
	{ "bind-async", async, 0 },
	{ "bind-async-timeline", async, 1 },
	{ 0 },
};
