// SPDX-License-Identifier: MIT
/* The NVIF messages that NVK sends. */
#include <errno.h>

#include "call.h"

#define DEVICE 0x1001		/* object that every device message is about */
#define OBJECT 0x1002
#define TAKEN 0x1003		/* an object that exists: see "object-taken" */

static void good_device(struct world *w, struct args *a)
{
	must(nvif_new_device(w->c->fd, TAKEN), "NVIF NEW of a device");
	a->dev.new = (struct nvif_new){
		.head = { .type = NVIF_NEW, .owner = 0xff },
		.object = DEVICE,
		.oclass = 0x80,
	};
	a->dev.device = ~0ull;
}

static void undo_device(struct world *w, struct args *a, bool done)
{
	(void)a;
	must(nvif_del(w->c->fd, TAKEN), "NVIF DEL");
	if (done)
		must(nvif_del(w->c->fd, DEVICE), "NVIF DEL");
}

static const struct row device_rows[] = {
	{ "size-0", EINVAL, 0, { SET(size, 0) } },
	{ "size-short-head", EINVAL, 0, { SET(size, 23) } },
	{ "size-short-body", EINVAL, 0, { SET(size, 55) } },
	{ "head-version", EINVAL, 0, { SET(dev.new.head.version, 1) } },
	{ "type-0", EINVAL, 0, { SET(dev.new.head.type, 0) } },
	{ "type-unknown", EINVAL, 0, { SET(dev.new.head.type, 0x77) } },
	{ "type-map", EINVAL, 0, { SET(dev.new.head.type, 7) } },
	{ "route-unknown", EINVAL, 0, { SET(dev.new.head.route, 1) } },
	{ "parent", EINVAL, 0, { SET(dev.new.head.object, 0x9999) } },
	{ "version", EINVAL, 0, { SET(dev.new.version, 1) } },
	{ "class-unknown", EINVAL, 0, { SET(dev.new.oclass, 0x4242) } },
	{ "class-0", EINVAL, 0, { SET(dev.new.oclass, 0) } },
	{ "object-taken", EEXIST, 0, { SET(dev.new.object, TAKEN) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_object(struct world *w, struct args *a)
{
	must(nvif_new_device(w->c->fd, TAKEN), "NVIF NEW of a device");
	a->obj = (struct nvif_new){
		.head = { .type = NVIF_NEW, .route = 0xff, .token = w->ce },
		.object = OBJECT,
		.handle = 0xbeef0000 | OBJECT,
		.oclass = w->oclass,
	};
}

static void undo_object(struct world *w, struct args *a, bool done)
{
	(void)a;
	must(nvif_del(w->c->fd, TAKEN), "NVIF DEL");
	if (done)
		must(nvif_del(w->c->fd, OBJECT), "NVIF DEL");
}

static const struct row object_rows[] = {
	{ "size-short", EINVAL, 0, { SET(size, 55) } },
	{ "version", EINVAL, 0, { SET(obj.version, 1) } },
	{ "channel-unknown", EINVAL, 0, { SET(obj.head.token, 0x7fff) } },
	{ "channel-high-bits", EINVAL, 1, { SET(obj.head.token, ~0ull << 32) } },
	{ "class-unknown", EINVAL, 0, { SET(obj.oclass, 0x4242) } },
	{ "class-0", EINVAL, 0, { SET(obj.oclass, 0) } },
	{ "object-taken", EEXIST, 0, { SET(obj.object, TAKEN) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_sclass(struct world *w, struct args *a)
{
	a->sclass.head = (struct nvif_head){ .type = NVIF_SCLASS, .route = 0xff,
					     .token = w->ce };
	a->sclass.count = 16;
}

static const struct row sclass_rows[] = {
	{ "size-short", EINVAL, 0, { SET(size, 31) } },
	{ "count-less", EINVAL, 0, { SET(sclass.count, 15) } },
	{ "count-more", EINVAL, 0, { SET(sclass.count, 17) } },
	{ "count-255", EINVAL, 0, { SET(sclass.count, 255) } },
	{ "count-0", EINVAL, 0, { SET(sclass.count, 0) } },
	{ "route-0", EINVAL, 0, { SET(sclass.head.route, 0) } },
	{ "channel-unknown", EINVAL, 0, { SET(sclass.head.token, 0x7fff) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_mthd(struct world *w, struct args *a)
{
	must(nvif_new_device(w->c->fd, DEVICE), "NVIF NEW of a device");
	must(nvif_new_object(w->c->fd, w->ce, w->oclass, OBJECT), "NVIF NEW");
	a->mthd.head = (struct nvif_head){ .type = NVIF_MTHD, .owner = 0xff,
					   .object = DEVICE };
}

static void undo_mthd(struct world *w, struct args *a, bool done)
{
	(void)a;
	(void)done;
	must(nvif_del(w->c->fd, OBJECT), "NVIF DEL");
	must(nvif_del(w->c->fd, DEVICE), "NVIF DEL");
}

static const struct row mthd_rows[] = {
	{ "object-unknown", EINVAL, 0, { SET(mthd.head.object, 0x9999) } },
	{ "object-no-device", EINVAL, 0, { SET(mthd.head.object, OBJECT) } },
	{ "method-unknown", EINVAL, 0, { SET(mthd.method, 1) } },
	{ "info-version", EINVAL, 0, { SET(mthd.info.version, 1) } },
	{ "size-head-only", EINVAL, 0, { SET(size, 24) } },
	{ "size-less", EINVAL, 0, { SET(size, 135) } },
	{ "size-more", EINVAL, 0, { SET(size, 144) } },
	{ "route-channel", EINVAL, 0, { SET(mthd.head.route, 0xff) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_del(struct world *w, struct args *a)
{
	must(nvif_new_device(w->c->fd, DEVICE), "NVIF NEW of a device");
	a->del = (struct nvif_head){ .type = NVIF_DEL, .owner = 0xff, .object = DEVICE };
}

static void undo_del(struct world *w, struct args *a, bool done)
{
	(void)a;
	if (!done)
		must(nvif_del(w->c->fd, DEVICE), "NVIF DEL");
}

static const struct row del_rows[] = {
	{ "size-more", EINVAL, 0, { SET(size, 32) } },
	{ "size-less", EINVAL, 0, { SET(size, 16) } },
	{ "route-channel", EINVAL, 0, { SET(del.route, 0xff) } },
	{ "version", EINVAL, 0, { SET(del.version, 1) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

const struct ioctl nvif_ioctls[] = {
	{ "nvif-new-device", 0, sizeof(struct nvif_new_dev), good_device, undo_device, false,
	  device_rows },
	{ "nvif-new-object", 0, sizeof(struct nvif_new), good_object, undo_object, false,
	  object_rows },
	{ "nvif-sclass", 0, sizeof(struct nvif_sclass), good_sclass, NULL, false,
	  sclass_rows },
	{ "nvif-mthd", 0, sizeof(struct nvif_mthd_info), good_mthd, undo_mthd, false,
	  mthd_rows },
	{ "nvif-del", 0, sizeof(struct nvif_head), good_del, undo_del, false, del_rows },
	{ 0 },
};
