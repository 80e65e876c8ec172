// SPDX-License-Identifier: MIT
/*
 * Bad input for every ioctl, as the rows of tables. A row changes a good call in
 * one or a few places; the call must get the row's errno and change nothing, and
 * the good call must work before and after it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bad.h"
#include "tests.h"

#define MAX_ROWS 400
#define NAME_SIZE 64
#define STATE_SIZE 4096

static const struct ioctl *const groups[] = {
	queue_ioctls, gem_ioctls, bind_ioctls, submit_ioctls,
};

/** struct state - what a client can see of what it owns */
struct state {
	char owners[OWNERS_TEXT];
	char fdinfo[STATE_SIZE];
	uint32_t next_bo, next_vm, next_queue, next_object;
};

static struct bad_case {
	const struct ioctl *io;
	const struct row *row;
	char name[NAME_SIZE];
} cases[MAX_ROWS];

static void make_stale(struct world *w)
{
	struct bo gone = bo_new(w->c, PAGE, 0);

	w->stale = gone.handle;
	bo_free(w->c, &gone);
	w->no_vm = 0x7ffffffe;
	w->no_queue = 0x7ffffffe;
	w->no_object = 0x7ffffffe;
}

static void world_open(struct world *w, struct device *dev)
{
	struct drm_syncobj_create ready = { .flags = DRM_SYNCOBJ_CREATE_SIGNALED };
	uint32_t mine;

	memset(w, 0, sizeof(*w));
	w->c = client_open(dev);
	w->bo = bo_bound(w->c, WORLD_SIZE);
	w->bound = w->bo.va;
	w->seen = bo_bound(w->c, WORLD_SIZE);
	bo_map(w->c, &w->bo);
	bo_map(w->c, &w->seen);
	pattern(w->bo.map, w->bo.size, 1);
	must(vm_create(w->c, &w->other_vm), "VM_CREATE");
	mine = w->c->vm;
	w->c->vm = w->other_vm;
	w->private = bo_new(w->c, PAGE, DRM_ASAHI_GEM_VM_PRIVATE);
	w->c->vm = mine;
	make_stale(w);
	if (object_bind(w->c, &w->seen, 0, PAGE, &w->object))
		w->object = 0;
	w->unused = drm_syncobj_new(w->c->fd);
	w->out = drm_syncobj_new(w->c->fd);
	must(ioctl_errno(w->c->fd, DRM_IOCTL_SYNCOBJ_CREATE, &ready), "SYNCOBJ_CREATE");
	w->ready = ready.handle;
	w->va = va_alloc(w->c, MIB);
	w->kernel_end = w->c->params.vm_end;
	w->kernel = w->kernel_end - w->c->params.vm_kernel_min_size;
}

/* The first numbers that are free. */
static void state_read_ids(struct client *c, struct state *s)
{
	struct bo bo = bo_new(c, PAGE, 0);
	uint32_t vm;

	s->next_bo = bo.handle;
	must(vm_create(c, &vm), "VM_CREATE");
	s->next_vm = vm;
	must(queue_create(c, vm, 0, &s->next_queue), "QUEUE_CREATE");
	must(queue_destroy(c, s->next_queue), "QUEUE_DESTROY");
	must(vm_destroy(c, vm), "VM_DESTROY");
	if (!object_bind(c, &bo, 0, PAGE, &s->next_object))
		must(object_unbind(c, s->next_object), "GEM_BIND_OBJECT");
	bo_free(c, &bo);
}

/* Memory, by the kernel's accounts; not times. */
static void state_read_fdinfo(struct client *c, struct state *s)
{
	char path[64], line[256];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", c->fd);
	f = fopen(path, "r");
	if (!f)
		fail("%s: %s", path, strerror(errno));
	while (n < sizeof(s->fdinfo) && fgets(line, sizeof(line), f))
		if (strstr(line, "memory") && !strstr(line, "active"))
			n += snprintf(s->fdinfo + n, sizeof(s->fdinfo) - n, "%s", line);
	fclose(f);
}

static void state_read(struct world *w, struct state *s)
{
	memset(s, 0, sizeof(*s));
	state_read_ids(w->c, s);
	state_read_fdinfo(w->c, s);
	owners_settled(s->owners);
}

static void state_expect(struct world *w, const struct state *before)
{
	struct state *now = malloc(sizeof(*now));

	if (!now)
		fail("out of memory");
	state_read(w, now);
	if (before->next_bo != now->next_bo || before->next_vm != now->next_vm ||
	    before->next_queue != now->next_queue || before->next_object != now->next_object)
		fail("free numbers were %u, %u, %u, %u and are %u, %u, %u, %u", before->next_bo,
		     before->next_vm, before->next_queue, before->next_object, now->next_bo,
		     now->next_vm, now->next_queue, now->next_object);
	if (strcmp(before->fdinfo, now->fdinfo))
		fail("memory before:\n%sand after:\n%s", before->fdinfo, now->fdinfo);
	free(now);
	owners_expect(before->owners);
}

/* The GPU finds in each page of what is bound what was there, and can write it. */
static void expect_bound(struct world *w)
{
	struct commands cmds = { 0 };
	struct drm_asahi_cmd_compute cmd;

	memset(w->seen.map, 0, w->seen.size);
	for (uint64_t at = 0; at < WORLD_SIZE; at += PAGE) {
		cmd = kernel_copy(w->c, w->bound + at, w->seen.va + at, 64);
		compute(&cmds, &cmd);
	}
	must(run_commands(w->c, w->c->queue, &cmds), "a look at what is bound");
	for (uint64_t at = 0; at < WORLD_SIZE; at += PAGE)
		if (memcmp((char *)w->bo.map + at, (char *)w->seen.map + at, 64))
			fail("page at %#llx is not what was bound there",
			     (unsigned long long)(w->bound + at));
	expect_pattern(w->bo.map, w->bo.size, 1, "what is bound");
}

/* Makes the call, with @row's changes if there is one. */
static int call(struct world *w, const struct ioctl *io, struct args *a, const struct row *row)
{
	memset(a, 0, sizeof(*a));
	a->arg = a;
	a->request = io->request;
	io->good(w, a);
	row_apply(row, a, w);
	return ioctl_errno(w->c->fd, a->request, a->arg);
}

static void undo(struct world *w, const struct ioctl *io, struct args *a, bool done)
{
	if (io->undo)
		io->undo(w, a, done);
}

/* The call as it should be; proves that a row's changes are what is refused. */
static void call_good(struct world *w, const struct ioctl *io)
{
	struct args *a = calloc(1, sizeof(*a));
	int err;

	if (!a)
		fail("out of memory");
	err = call(w, io, a, NULL);
	if (err == EOPNOTSUPP)
		skip("the driver does not do this yet");
	must(err, "the unchanged call");
	undo(w, io, a, true);
	free(a);
}

/* One for all rows, until one of them fails; and how it was before the rows of an ioctl. */
static struct world world;
static struct state before;
static const struct ioctl *current;

static void start_ioctl(struct device *dev, const struct ioctl *io)
{
	if (!world.c) {
		world_open(&world, dev);
		current = NULL;
	}
	if (current == io)
		return;
	call_good(&world, io);
	/* a queue gets its ring with its first job */
	expect_bound(&world);
	state_read(&world, &before);
	current = io;
}

static void run_row(struct device *dev, uint64_t index)
{
	const struct bad_case *t = &cases[index];
	static struct args a;
	int err;

	start_ioctl(dev, t->io);
	err = call(&world, t->io, &a, t->row);
	undo(&world, t->io, &a, !err);
	if (err != t->row->err)
		fail("%s, expected %s", err ? strerror(err) : "success", strerror(t->row->err));
	state_expect(&world, &before);
	expect_bound(&world);
	call_good(&world, t->io);
}

void bad_tidy(struct device *dev)
{
	(void)dev;
	clients_close_but(world.c);
}

void bad_renew(struct device *dev)
{
	world.c = NULL;
	clients_close(dev);
}

/*
 * The rows as subtests, named after the ioctl and the row.
 */
const struct subtest *bad_tests(void)
{
	static struct subtest tests[MAX_ROWS + 1];
	size_t n = 0;

	for (size_t g = 0; g < ARRAY_SIZE(groups); g++) {
		for (const struct ioctl *io = groups[g]; io->name; io++) {
			for (const struct row *row = io->rows; row->name && n < MAX_ROWS; row++, n++) {
				cases[n].io = io;
				cases[n].row = row;
				snprintf(cases[n].name, NAME_SIZE, "bad-%s-%s", io->name, row->name);
				tests[n] = (struct subtest){ cases[n].name, run_row, n };
			}
		}
	}
	return tests;
}
