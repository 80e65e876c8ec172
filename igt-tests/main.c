// SPDX-License-Identifier: MIT
/*
 * Bad input for every ioctl. A row changes a good call in one or a few places;
 * the call must get the row's errno, must leave no object behind, and the good
 * call must work before and after it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <drm/drm.h>

#include "call.h"
#include "igt.h"

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

/* Makes the call, with @row's changes if there is one. */
static int call(const struct ioctl *io, struct args *a, const struct row *row)
{
	memset(a, 0, sizeof(*a));
	a->size = io->size;
	a->arg = a;
	if (io->good)
		io->good(&world, a);
	row_apply(row, a, &world);
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
	char owners[OWNERS_TEXT];
	struct args a;
	int err;

	need_strict(row->strict);
	world_open(io->fresh);
	call_good(io);
	owners_settled(owners);
	err = call(io, &a, row);
	undo(io, &a, !err);
	owners_expect(owners);
	if (err != row->err)
		fail("%s, expected %s", err ? strerror(err) : "success", strerror(row->err));
	call_good(io);
}

static void run_order(const struct order *o)
{
	char owners[OWNERS_TEXT];

	need_strict(o->strict);
	owners_settled(owners);
	o->run(&device);
	clients_close(&device);
	owners_expect(owners);
}

static void run_owners(void)
{
	char owners[OWNERS_TEXT];

	owners_read(owners);
	if (!owners[0])
		skip("no debugfs file owned: leaks were not looked for");
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
