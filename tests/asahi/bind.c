// SPDX-License-Identifier: MIT
/* VM_BIND: what addresses lead to after binds, unbinds and their mixtures. */
#include <errno.h>
#include <string.h>

#include "asahi_util.h"
#include "tests.h"

/** struct view - a client that can look at addresses through the GPU */
struct view {
	struct client *c;
	struct bo out;
};

static struct view view_open(struct device *dev)
{
	struct view v = { .c = client_open(dev) };

	v.out = bo_bound(v.c, PAGE);
	bo_map(v.c, &v.out);
	return v;
}

/* The first bytes of the page at @va are @value. */
static void expect(struct view *v, uint64_t va, uint32_t value, const char *what)
{
	memset(v->out.map, 0x11, 64);
	copy(v->c, va, v->out.va, 64);
	expect_words(v->out.map, 64, value, what);
}

/*
 * Nothing is there: a kernel that reads it gets an error or, where faults are
 * soft, zeroes. Its queue may not survive.
 */
static void expect_nothing(struct view *v, uint64_t va, const char *what)
{
	const struct drm_asahi_cmd_compute cmd = kernel_copy(v->c, va, v->out.va, 64);
	struct commands cmds = { 0 };
	uint32_t queue;

	compute(&cmds, &cmd);
	memset(v->out.map, 0, 64);
	must(queue_create(v->c, v->c->vm, 0, &queue), "QUEUE_CREATE");
	run_commands(v->c, queue, &cmds);
	must(queue_destroy(v->c, queue), "QUEUE_DESTROY");
	expect_words(v->out.map, 64, 0, what);
}

/* A BO whose page number n holds @value + n; not bound. */
static struct bo numbered(struct view *v, uint64_t size, uint32_t value)
{
	struct bo bo = bo_new(v->c, size, 0);

	bo_map(v->c, &bo);
	for (uint64_t i = 0; i < size / 4; i++)
		((uint32_t *)bo.map)[i] = value + i / (PAGE / 4);
	return bo;
}

static void two_addresses(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, 2 * PAGE, 1);
	const uint64_t a = va_alloc(v.c, bo.size), b = va_alloc(v.c, bo.size);

	(void)arg;
	must_bind(v.c, op_map(&bo, a, 0, bo.size, READ | WRITE));
	must_bind(v.c, op_map(&bo, b, 0, bo.size, READ | WRITE));
	fill(v.c, a, 64, 77);
	expect(&v, b, 77, "second address");
	must_bind(v.c, op_unmap(a, bo.size));
	expect(&v, b + PAGE, 2, "second address without the first");
	expect_nothing(&v, a, "first address, unbound");
}

/* Pages of a BO in reverse, at places that span page tables. */
static void offsets(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, 16 * PAGE, 100);
	const uint64_t va = 0x3002000000 - 8 * PAGE;	/* tables have 32 MiB */
	struct drm_asahi_gem_bind_op op[16];

	(void)arg;
	for (unsigned int i = 0; i < 16; i++)
		op[i] = op_map(&bo, va + i * PAGE, (15 - i) * PAGE, PAGE, READ);
	must(vm_bind(v.c, v.c->vm, 16, op), "VM_BIND of 16 operations");
	for (unsigned int i = 0; i < 16; i++)
		expect(&v, va + i * PAGE, 115 - i, "page at an offset");
	must_bind(v.c, op_unmap(va - PAGE, 32 * PAGE));
	expect_nothing(&v, va + 8 * PAGE, "unbound page");
}

/* A hole in a mapping, then another BO in the hole. */
static void split(struct device *dev, uint64_t pages)
{
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, pages * PAGE, 200), patch = numbered(&v, PAGE, 900);
	const uint64_t va = va_alloc(v.c, bo.size), hole = pages / 2;

	must_bind(v.c, op_map(&bo, va, 0, bo.size, READ));
	must_bind(v.c, op_unmap(va + hole * PAGE, PAGE));
	expect(&v, va + (hole - 1) * PAGE, 200 + hole - 1, "left of the hole");
	expect(&v, va + (hole + 1) * PAGE, 200 + hole + 1, "right of the hole");
	expect_nothing(&v, va + hole * PAGE, "the hole");
	must_bind(v.c, op_map(&patch, va + hole * PAGE, 0, PAGE, READ));
	expect(&v, va + hole * PAGE, 900, "patch");
	expect(&v, va, 200, "start");
	expect(&v, va + (pages - 1) * PAGE, 200 + pages - 1, "end");
	must_bind(v.c, op_unmap(va, bo.size));
	expect_nothing(&v, va, "unbound start");
}

/* What is bound over other mappings replaces them, in part and whole. */
static void replace(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo old = numbered(&v, 8 * PAGE, 300), new = numbered(&v, 8 * PAGE, 400);
	const uint64_t va = va_alloc(v.c, old.size);

	(void)arg;
	must_bind(v.c, op_map(&old, va, 0, old.size, READ));
	must_bind(v.c, op_map(&new, va + 2 * PAGE, PAGE, 2 * PAGE, READ));
	expect(&v, va + PAGE, 301, "before");
	expect(&v, va + 2 * PAGE, 401, "replaced");
	expect(&v, va + 4 * PAGE, 304, "after");
	must_bind(v.c, op_map(&new, va, 0, new.size, READ));
	expect(&v, va + 7 * PAGE, 407, "all replaced");
	must_bind(v.c, op_map(&new, va, 0, new.size, READ | WRITE));
	fill(v.c, va, 64, 5);
	expect(&v, va, 5, "bound again, writable");
}

/* One page all over a range; a mapping of the usual kind and a hole in its middle. */
static void single_page(struct device *dev, uint64_t arg)
{
	enum { PAGES = 4096 };	/* 64 MiB, two page tables at least */
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, 4 * PAGE, 500), patch = numbered(&v, PAGE, 600);
	const uint64_t va = va_alloc(v.c, PAGES * PAGE);

	(void)arg;
	must_bind(v.c, op_map(&bo, va, 2 * PAGE, PAGES * PAGE, READ | WRITE | SINGLE));
	expect(&v, va, 502, "first page");
	expect(&v, va + (PAGES - 1) * PAGE, 502, "last page");
	must_bind(v.c, op_map(&patch, va + 1000 * PAGE, 0, PAGE, READ));
	must_bind(v.c, op_unmap(va + 2000 * PAGE, PAGE));
	fill(v.c, va + 3000 * PAGE, 64, 7);
	expect(&v, va, 7, "a write through another page");
	expect(&v, va + 999 * PAGE, 7, "left of the patch");
	expect(&v, va + 1000 * PAGE, 600, "patch");
	expect(&v, va + 1001 * PAGE, 7, "right of the patch");
	expect_nothing(&v, va + 2000 * PAGE, "the hole");
	expect(&v, va + 2001 * PAGE, 7, "right of the hole");
	/* what is left keeps its offset when it is cut again */
	must_bind(v.c, op_unmap(va + 3000 * PAGE, 1000 * PAGE));
	expect(&v, va + 4095 * PAGE, 7, "the end, cut twice");
	if (*(uint32_t *)((char *)bo.map + 2 * PAGE) != 7 || *(uint32_t *)bo.map != 500)
		fail("the write went to another page of the BO");
}

/* As sparse residency does: scratch below, real pages above, then scratch again. */
static void single_page_under(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo zero = numbered(&v, PAGE, 0), real = numbered(&v, 8 * PAGE, 700);
	const uint64_t va = va_alloc(v.c, 64 * PAGE);

	(void)arg;
	must_bind(v.c, op_map(&zero, va, 0, 64 * PAGE, READ | SINGLE));
	must_bind(v.c, op_map(&real, va + 8 * PAGE, 0, 8 * PAGE, READ | WRITE));
	expect(&v, va + 7 * PAGE, 0, "scratch before");
	expect(&v, va + 15 * PAGE, 707, "real page");
	expect(&v, va + 16 * PAGE, 0, "scratch after");
	must_bind(v.c, op_map(&zero, va + 8 * PAGE, 0, 8 * PAGE, READ | SINGLE));
	expect(&v, va + 8 * PAGE, 0, "scratch in place of a real page");
}

/* A BO bound for reading is not written, and the other way round nothing is read. */
static void permissions(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, PAGE, 800);
	const uint64_t ro = va_alloc(v.c, PAGE), wo = va_alloc(v.c, PAGE);
	const struct drm_asahi_cmd_compute cmd = kernel_fill(v.c, ro, 64, 1);
	struct commands cmds = { 0 };
	uint32_t queue;

	(void)arg;
	must_bind(v.c, op_map(&bo, ro, 0, PAGE, READ));
	must_bind(v.c, op_map(&bo, wo, 0, PAGE, WRITE));
	compute(&cmds, &cmd);
	must(queue_create(v.c, v.c->vm, 0, &queue), "QUEUE_CREATE");
	run_commands(v.c, queue, &cmds);
	must(queue_destroy(v.c, queue), "QUEUE_DESTROY");
	expect_words(bo.map, PAGE, 800, "BO after a write through a read-only mapping");
	fill(v.c, wo, 64, 2);
	expect_words(bo.map, 64, 2, "BO after a write through a write-only mapping");
	expect_nothing(&v, wo, "write-only mapping");
	expect(&v, ro, 2, "read-only mapping");
}

static void many_ops(struct device *dev, uint64_t arg)
{
	enum { N = 512 };
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, N * PAGE, 1000);
	const uint64_t va = va_alloc(v.c, 2 * N * PAGE);
	static struct drm_asahi_gem_bind_op op[N];

	(void)arg;
	for (unsigned int i = 0; i < N; i++)
		op[i] = op_map(&bo, va + 2 * i * PAGE, i * PAGE, PAGE, READ);
	must(vm_bind(v.c, v.c->vm, N, op), "VM_BIND of 512 operations");
	for (unsigned int i = 0; i < N; i += 73)
		expect(&v, va + 2 * i * PAGE, 1000 + i, "one of 512 pages");
	must(vm_bind(v.c, v.c->vm, 0, NULL), "VM_BIND of no operation");
	must_bind(v.c, op_unmap(va, 2 * N * PAGE));
	must_bind(v.c, op_unmap(va, 2 * N * PAGE));
}

/* Operations of a userspace that knows more: what is beyond is zero. */
static void longer_ops(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, 2 * PAGE, 1100);
	const uint64_t va = va_alloc(v.c, 2 * PAGE);
	struct { struct drm_asahi_gem_bind_op op; uint64_t more[3]; } op[2] = {
		{ .op = op_map(&bo, va, PAGE, PAGE, READ) },
		{ .op = op_map(&bo, va + PAGE, 0, PAGE, READ) },
	};
	struct drm_asahi_vm_bind req = {
		.vm_id = v.c->vm, .num_binds = 2, .stride = sizeof(op[0]),
		.userptr = (uintptr_t)op,
	};

	(void)arg;
	must(ioctl_errno(v.c->fd, DRM_IOCTL_ASAHI_VM_BIND, &req), "VM_BIND with a longer stride");
	expect(&v, va, 1101, "first operation");
	expect(&v, va + PAGE, 1100, "second operation");
}

/* The first and the last page that a user may have. */
static void edges(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, PAGE, 1200);
	const struct drm_asahi_params_global *p = &v.c->params;
	const uint64_t last = p->vm_end - p->vm_kernel_min_size - PAGE;

	(void)arg;
	must_bind(v.c, op_map(&bo, p->vm_start, 0, PAGE, READ));
	must_bind(v.c, op_map(&bo, last, 0, PAGE, READ));
	expect(&v, p->vm_start, 1200, "first page");
	expect(&v, last, 1200, "last page before the kernel's range");
}

/* GEM_CLOSE unbinds; Mesa frees the address without an operation. */
static void closed(struct device *dev, uint64_t arg)
{
	struct view v = view_open(dev);
	struct bo bo = numbered(&v, PAGE, 1300), next = numbered(&v, PAGE, 1400);
	const uint64_t va = va_alloc(v.c, PAGE);

	(void)arg;
	must_bind(v.c, op_map(&bo, va, 0, PAGE, READ));
	expect(&v, va, 1300, "bound");
	bo_free(v.c, &bo);
	expect_nothing(&v, va, "address of a closed BO");
	must_bind(v.c, op_map(&next, va, 0, PAGE, READ));
	expect(&v, va, 1400, "the next BO at the address");
}

const struct subtest bind_tests[] = {
	{ "bind-two-addresses", two_addresses, 0 },
	{ "bind-offsets", offsets, 0 },
	{ "bind-split-4", split, 4 },
	{ "bind-split-128", split, 128 },
	{ "bind-replace", replace, 0 },
	{ "bind-single-page", single_page, 0 },
	{ "bind-single-page-under", single_page_under, 0 },
	{ "bind-permissions", permissions, 0 },
	{ "bind-many-ops", many_ops, 0 },
	{ "bind-longer-ops", longer_ops, 0 },
	{ "bind-edges", edges, 0 },
	{ "bind-closed", closed, 0 },
	{ 0 },
};
