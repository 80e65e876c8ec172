// SPDX-License-Identifier: MIT
/*
 * Bad input for every ioctl. A row changes a good call in one or a few places;
 * the call must get the row's errno, must leave no object behind, and the good
 * call must work before and after it.
 */
#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xf86drm.h>

#include "call.h"
#include "igt.h"

#define OWNERS "/sys/kernel/debug/dri/*/owners"
#define MAX_KINDS 32

struct owned {
	char kind[32];
	unsigned int count;
};

static const struct ioctl *const groups[] = {
	channel_ioctls, nvif_ioctls, bind_ioctls, exec_ioctls, gem_ioctls,
};

static struct device device;
static struct world world;

_Noreturn void fail(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	__igt_fail_assert(NULL, __FILE__, __LINE__, __func__, text, NULL);
}

_Noreturn void skip(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	igt_skip("%s\n", text);
}

/* One more of @kind, in a list of what there is, sorted by name. */
static void count_owned(struct owned *owned, const char *kind)
{
	unsigned int i = 0;

	while (i < MAX_KINDS - 1 && owned[i].count && strcmp(owned[i].kind, kind) < 0)
		i++;
	if (!owned[i].count || strcmp(owned[i].kind, kind)) {
		memmove(&owned[i + 1], &owned[i], (MAX_KINDS - 1 - i) * sizeof(*owned));
		owned[i].count = 0;
		snprintf(owned[i].kind, sizeof(owned[i].kind), "%s", kind);
	}
	owned[i].count++;
}

/*
 * How many of each thing the driver owns, as text; empty where it does not
 * tell. The first word of a line is the kind. Of fences, the line has a count.
 */
static void read_owners(char *text, size_t size)
{
	struct owned owned[MAX_KINDS] = { 0 };
	char line[1024], kind[sizeof(owned[0].kind)];
	unsigned long fences = 0;
	glob_t found;
	FILE *f = NULL;
	size_t n = 0;

	text[0] = 0;
	if (!glob(OWNERS, 0, NULL, &found)) {
		f = fopen(found.gl_pathv[0], "r");
		globfree(&found);
	}
	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "fences %lu", &fences) != 1 && sscanf(line, "%31s", kind) == 1)
			count_owned(owned, kind);
	}
	fclose(f);
	for (unsigned int i = 0; i < MAX_KINDS && owned[i].count && n < size; i++)
		n += snprintf(text + n, size - n, "%s %u\n", owned[i].kind, owned[i].count);
	if (n < size)
		snprintf(text + n, size - n, "fences %lu\n", fences);
}

/* Jobs and page tables are freed by a worker, a little after their fences. */
static void settled_owners(char *text, size_t size)
{
	char last[2048];

	read_owners(text, size);
	for (int same = 0, i = 0; same < 4 && i < 200; i++) {
		memcpy(last, text, sizeof(last));
		sleep_ms(5);
		read_owners(text, size);
		same = strcmp(last, text) ? 0 : same + 1;
	}
}

static void expect_owners(const char *before)
{
	char now[2048];

	settled_owners(now, sizeof(now));
	if (strcmp(before, now))
		fail("objects before:\n%sand after:\n%s", before, now);
}

static void world_open(bool fresh)
{
	struct drm_syncobj_create ready = { .flags = DRM_SYNCOBJ_CREATE_SIGNALED };
	struct world *w = &world;
	struct bo gone;
	uint32_t begin;

	memset(w, 0, sizeof(*w));
	if (fresh) {
		w->c = client_open_bare(&device);
		return;
	}
	w->c = client_open(&device);
	w->ce = channel_new(w->c, NOUVEAU_FIFO_ENGINE_CE);
	w->oclass = channel_class(w->c, w->ce);
	w->bo = bo_new(w->c, 16 * PAGE, GART | MAPPABLE);
	gone = bo_new(w->c, PAGE, GART);
	w->stale = gone.handle;
	bo_free(w->c, &gone);
	w->unused = syncobj_new(w->c);
	w->out = syncobj_new(w->c);
	must(ioctl_errno(w->c->fd, DRM_IOCTL_SYNCOBJ_CREATE, &ready), "SYNCOBJ_CREATE");
	w->ready = ready.handle;
	w->va = 0x100000000;
	begin = push_begin(w->c);
	push_nop(w->c);
	w->push = push_end(w->c, begin);
}

static void apply(struct args *a, const struct patch *p)
{
	const void *from = p->from_world ? (char *)&world + p->value : (char *)&p->value;

	memcpy((char *)a + p->offset, from, p->size);
}

/* Makes the call, with @row's changes if there is one. */
static int call(const struct ioctl *io, struct args *a, const struct row *row)
{
	memset(a, 0, sizeof(*a));
	a->size = io->size;
	a->arg = a;
	if (io->good)
		io->good(&world, a);
	for (unsigned int i = 0; row && i < ARRAY_SIZE(row->patch); i++)
		apply(a, &row->patch[i]);
	if (io->request)
		return ioctl_errno(world.c->fd, io->request, a->arg);
	return nvif_ioctl(world.c->fd, a->arg, a->size);
}

static void undo(const struct ioctl *io, struct args *a, bool done)
{
	if (io->undo)
		io->undo(&world, a, done);
}

/* The call as it should be; proves that a row's changes are what is refused. */
static void call_good(const struct ioctl *io)
{
	struct args a;
	int err;

	if (!io->good)
		return;
	err = call(io, &a, NULL);
	if (err == ENOTTY)
		skip("the device has nothing to answer this with");
	must(err, "the unchanged call");
	undo(io, &a, true);
	if (io->fresh) {
		client_close(world.c);
		world_open(true);
	}
}

static void need_strict(bool strict)
{
	if (strict)
		not_nouveau(&device, "takes this or gives another errno");
}

static void run_row(const struct ioctl *io, const struct row *row)
{
	char owners[2048];
	struct args a;
	int err;

	need_strict(row->strict);
	world_open(io->fresh);
	call_good(io);
	settled_owners(owners, sizeof(owners));
	err = call(io, &a, row);
	undo(io, &a, !err);
	expect_owners(owners);
	if (err != row->err)
		fail("%s, expected %s", err ? strerror(err) : "success", strerror(row->err));
	call_good(io);
}

static void run_order(const struct order *o)
{
	char owners[2048];

	need_strict(o->strict);
	settled_owners(owners, sizeof(owners));
	o->run(&device);
	clients_close(&device);
	expect_owners(owners);
}

static void run_owners(void)
{
	char owners[2048];

	read_owners(owners, sizeof(owners));
	if (!owners[0])
		skip("no " OWNERS ": leaks were not looked for");
}

/* IGT returns here by siglongjmp, so nothing of this frame is used afterwards. */
static void subtest(const char *name, const struct ioctl *io, const struct row *row,
		    const struct order *o)
{
	if (!__igt_run_subtest(name, __FILE__, __LINE__) ||
	    sigsetjmp(igt_subtest_jmpbuf, 1))
		return;
	clients_close(&device);
	device_find(&device);
	if (row)
		run_row(io, row);
	else if (o)
		run_order(o);
	else
		run_owners();
	clients_close(&device);
	igt_success();
}

int main(int argc, char **argv)
{
	char name[128];

	igt_subtest_init_parse_opts(&argc, argv, NULL, NULL, NULL, NULL, NULL);
	subtest("owners-file", NULL, NULL, NULL);
	for (unsigned int g = 0; g < ARRAY_SIZE(groups); g++) {
		for (const struct ioctl *io = groups[g]; io->name; io++) {
			for (const struct row *row = io->rows; row->name; row++) {
				snprintf(name, sizeof(name), "%s-%s", io->name, row->name);
				subtest(name, io, row, NULL);
			}
		}
	}
	for (const struct order *o = orders; o->name; o++)
		subtest(o->name, NULL, NULL, o);
	igt_exit();
}
