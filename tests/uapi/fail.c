// SPDX-License-Identifier: MIT
/*
 * Calls of which one allocation fails, each in turn: they say ENOMEM, leave nothing
 * behind, and work when they are made again. That holds for what the calls themselves
 * allocate; nothing that the kernel's workers do for them is made to fail.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../failnth.h"
#include "nouveau_util.h"
#include "nvif.h"
#include "tests.h"

#define SIZE (64 * KIB)
#define OBJECT 0x700000000ull	/* a name that channel_new() does not use */
#define PUSHES 6

/** struct work - what the calls of a subtest need and make */
struct work {
	struct device *dev;
	struct client *c;
	uint32_t domain, engine;
	uint32_t chan, oclass;
	struct bo bo;
	int file, dmabuf;
	uint64_t va;
	const struct drm_nouveau_vm_bind_op *ops, *undo;
	uint32_t count, undo_count;
	bool async;
	uint32_t line, bin;	/* syncobjs; @line is a timeline */
	uint64_t point;		/* that @line has come to */
	struct drm_nouveau_exec_push push[PUSHES];
};

static struct work work_begin(struct device *dev)
{
	not_nouveau(dev, "is not ours to test");
	failnth_setup();
	return (struct work){ .dev = dev, .file = -1, .dmabuf = -1 };
}

static struct work work_with_vm(struct device *dev)
{
	struct work w = work_begin(dev);

	w.c = client_open(dev);
	return w;
}

static void end_client(void *ctx)
{
	client_close(((struct work *)ctx)->c);
}

/* The kernel writes there for us: a fault that fails is an errno, not a signal. */
static int touch(void *at)
{
	const int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	const int err = zero < 0 || read(zero, at, PAGE) < 0 ? errno : 0;

	if (zero >= 0)
		close(zero);
	return err;
}

/*
 * When the copy engine gets no job, the CPU clears new memory through BAR1, which keeps
 * its page tables for whoever comes next. Here they are made, one buffer after the other:
 * each ends in other 2 MiB, with a page that is big and one that is small.
 */
static void fill_bar1(struct work *w)
{
	for (unsigned int i = 0; i < 8; i++) {
		struct bo bo = bo_new(w->c, i * 2 * MIB + SIZE + PAGE, VRAM | MAPPABLE);

		bo_map(w->c, &bo);
		must(touch(bo.map), "mmap of a buffer");
		bo_free(w->c, &bo);
	}
}

/*
 * Files and address spaces.
 */

static int open_file(void *ctx)
{
	struct drm_nouveau_getparam param = { .param = NOUVEAU_GETPARAM_CHIPSET_ID };
	struct work *w = ctx;
	int err;

	w->file = open(w->dev->path, O_RDWR | O_CLOEXEC);
	if (w->file < 0)
		return errno;
	err = ioctl_errno(w->file, DRM_IOCTL_NOUVEAU_GETPARAM, &param);
	if (err)
		close(w->file);
	return err;
}

static void close_file(void *ctx)
{
	close(((struct work *)ctx)->file);
}

static void file(struct device *dev, uint64_t arg)
{
	static const struct failnth call = {
		.name = "open",
		.call = open_file,
		.undo = close_file,
	};
	struct work w = work_begin(dev);

	(void)arg;
	failnth_run(&call, &w);
}

static void make_client(void *ctx)
{
	struct work *w = ctx;

	w->c = client_open_bare(w->dev);
}

static int init_vm(void *ctx)
{
	struct drm_nouveau_vm_init init = { KERNEL_VA, KERNEL_VA_SIZE };

	return ioctl_errno(((struct work *)ctx)->c->fd, DRM_IOCTL_NOUVEAU_VM_INIT, &init);
}

static void vm(struct device *dev, uint64_t arg)
{
	static const struct failnth call = {
		.name = "VM_INIT",
		.prepare = make_client,
		.call = init_vm,
		.undo = end_client,
	};
	struct work w = work_begin(dev);

	(void)arg;
	failnth_run(&call, &w);
}

/*
 * Channels and their objects.
 */

static int alloc_channel(void *ctx)
{
	struct work *w = ctx;
	struct drm_nouveau_channel_alloc alloc = {
		.fb_ctxdma_handle = ~0u,
		.tt_ctxdma_handle = w->engine,
	};
	const int err = ioctl_errno(w->c->fd, DRM_IOCTL_NOUVEAU_CHANNEL_ALLOC, &alloc);

	w->chan = alloc.channel;
	return err;
}

/* What only frees must not fail, whatever it allocates on the way. */
static int alloc_and_free_channel(void *ctx)
{
	struct work *w = ctx;
	const int err = alloc_channel(w);

	if (err)
		return err;
	return channel_free(w->c, w->chan) ? EIO : 0;
}

static void channel(struct device *dev, uint64_t engine)
{
	static const struct failnth call = {
		.name = "CHANNEL_ALLOC and _FREE",
		.call = alloc_and_free_channel,
	};
	struct work w = work_with_vm(dev);

	w.engine = engine;
	failnth_run(&call, &w);
}

static void make_channel(void *ctx)
{
	struct work *w = ctx;

	must(alloc_channel(w), "CHANNEL_ALLOC");
}

static void end_channel(void *ctx)
{
	struct work *w = ctx;

	must(channel_free(w->c, w->chan), "CHANNEL_FREE");
}

static int new_object(void *ctx)
{
	struct work *w = ctx;
	const uint32_t oclass = nvif_find_class(w->c->fd, w->chan, w->oclass);

	return oclass ? nvif_new_object(w->c->fd, w->chan, oclass, OBJECT) : ENOMEM;
}

/* The channel keeps the context that its first object brings, so each gets a new one. */
static void object(struct device *dev, uint64_t oclass)
{
	static const struct failnth call = {
		.name = "NVIF SCLASS and NEW",
		.prepare = make_channel,
		.call = new_object,
		.undo = end_channel,
		.keeps = true,
	};
	struct work w = work_with_vm(dev);

	fill_bar1(&w);
	w.oclass = oclass;
	w.engine = oclass == 0xb5 ? NOUVEAU_FIFO_ENGINE_CE : NOUVEAU_FIFO_ENGINE_GR;
	failnth_run(&call, &w);
}

static int device_object(void *ctx)
{
	const int fd = ((struct work *)ctx)->c->fd;
	struct nvif_device_info info;
	int err;

	err = nvif_new_device(fd, OBJECT);
	if (!err)
		err = nvif_info(fd, OBJECT, &info);
	if (err)
		nvif_del(fd, OBJECT);
	return err;
}

static void end_object(void *ctx)
{
	must(nvif_del(((struct work *)ctx)->c->fd, OBJECT), "NVIF DEL");
}

static void nvif(struct device *dev, uint64_t arg)
{
	static const struct failnth call = {
		.name = "NVIF NEW and MTHD of the device",
		.call = device_object,
		.undo = end_object,
	};
	struct work w = work_with_vm(dev);

	(void)arg;
	failnth_run(&call, &w);
}

/*
 * Buffers.
 */

static int new_bo(void *ctx)
{
	struct work *w = ctx;
	struct drm_nouveau_gem_new new = {
		.info = { .size = SIZE, .domain = w->domain },
		.align = PAGE,
	};
	const int err = ioctl_errno(w->c->fd, DRM_IOCTL_NOUVEAU_GEM_NEW, &new);

	w->bo = (struct bo){ .handle = new.info.handle, .size = SIZE,
			     .offset = new.info.map_handle };
	return err;
}

static void make_bo(void *ctx)
{
	must(new_bo(ctx), "GEM_NEW");
}

static void end_bo(void *ctx)
{
	struct work *w = ctx;

	bo_free(w->c, &w->bo);
}

static int map_bo(void *ctx)
{
	struct work *w = ctx;
	int err;

	w->bo.map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, w->c->fd, w->bo.offset);
	if (w->bo.map == MAP_FAILED)
		return errno;
	err = touch(w->bo.map);
	if (err)
		munmap(w->bo.map, SIZE);
	return err;
}

static void unmap_bo(void *ctx)
{
	struct work *w = ctx;

	munmap(w->bo.map, SIZE);
	w->bo.map = NULL;
	end_bo(w);
}

static void map(struct device *dev, uint64_t domain)
{
	static const struct failnth call = {
		.name = "mmap and touch",
		.prepare = make_bo,
		.call = map_bo,
		.undo = unmap_bo,
		.also = EFAULT,
	};
	struct work w = work_with_vm(dev);

	w.domain = domain;
	failnth_run(&call, &w);
}

static void gem(struct device *dev, uint64_t domain)
{
	static const struct failnth call = {
		.name = "GEM_NEW",
		.call = new_bo,
		.undo = end_bo,
	};
	struct work w = work_with_vm(dev);

	fill_bar1(&w);
	w.domain = domain;
	failnth_run(&call, &w);
}

static int export_bo(void *ctx)
{
	struct work *w = ctx;
	struct drm_prime_handle p = { .handle = w->bo.handle, .flags = DRM_CLOEXEC | DRM_RDWR };
	const int err = ioctl_errno(w->c->fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &p);

	w->dmabuf = p.fd;
	return err;
}

static void end_export(void *ctx)
{
	struct work *w = ctx;

	close(w->dmabuf);
	end_bo(w);
}

static void export(struct device *dev, uint64_t domain)
{
	static const struct failnth call = {
		.name = "PRIME_HANDLE_TO_FD",
		.prepare = make_bo,
		.call = export_bo,
		.undo = end_export,
	};
	struct work w = work_with_vm(dev);

	w.domain = domain;
	failnth_run(&call, &w);
}

static int import_bo(void *ctx)
{
	struct work *w = ctx;
	struct drm_prime_handle p = { .fd = w->dmabuf };
	const int err = ioctl_errno(w->c->fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &p);

	w->bo = (struct bo){ .handle = p.handle };
	return err;
}

static int foreign_dmabuf(void)
{
	struct udmabuf_create create = { .memfd = memfd_create("fail", MFD_ALLOW_SEALING),
					 .flags = UDMABUF_FLAGS_CLOEXEC, .size = SIZE };
	const int udmabuf = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	int fd;

	if (udmabuf < 0)
		skip("no /dev/udmabuf");
	if (ftruncate(create.memfd, SIZE) || fcntl(create.memfd, F_ADD_SEALS, F_SEAL_SHRINK))
		fail("memfd: %m");
	fd = ioctl(udmabuf, UDMABUF_CREATE, &create);
	if (fd < 0)
		fail("UDMABUF_CREATE: %m");
	close(create.memfd);
	close(udmabuf);
	return fd;
}

/* Memory of another device, or what another file of ours exports. */
static void import(struct device *dev, uint64_t own)
{
	static const struct failnth call = {
		.name = "PRIME_FD_TO_HANDLE",
		.call = import_bo,
		.undo = end_bo,
	};
	struct work w = work_with_vm(dev), from = work_with_vm(dev);

	if (own) {
		from.domain = VRAM;
		make_bo(&from);
		must(export_bo(&from), "PRIME export");
	}
	w.dmabuf = own ? from.dmabuf : foreign_dmabuf();
	failnth_run(&call, &w);
	close(w.dmabuf);
}

/*
 * VM_BIND and EXEC.
 */

/* A timeline whose first point is signalled, a binary one that can be, and a buffer. */
static struct work work_with_syncs(struct device *dev)
{
	struct work w = work_with_vm(dev);

	w.domain = VRAM;
	make_bo(&w);
	w.va = 1ull << 40;	/* far from all else, so that it has page tables of its own */
	w.line = syncobj_new(w.c);
	w.bin = syncobj_new(w.c);
	return w;
}

/* Waits for what the call before has signalled, and signals what the next waits for. */
static struct sync work_sync(const struct work *w)
{
	struct sync sync = { .waits = w->point ? 2 : 0, .signals = 2 };

	sync.wait[0] = sync_point(w->line, w->point);
	sync.wait[1] = sync_point(w->bin, 0);
	sync.signal[0] = sync_point(w->line, w->point + 1);
	sync.signal[1] = sync_point(w->bin, 0);
	return sync;
}

static void work_wait(struct work *w)
{
	w->point++;
	must(sync_wait(w->c, w->line, w->point, WAIT_MS), "wait for the job");
	must(-sync_error(w->c, w->bin), "fence of the job");
}

static int bind(void *ctx)
{
	struct work *w = ctx;
	const struct sync sync = work_sync(w);

	return vm_bind(w->c, w->count, w->ops, w->async ? &sync : NULL);
}

static void unbind(void *ctx)
{
	struct work *w = ctx;

	if (w->async)
		work_wait(w);
	must(vm_bind(w->c, w->undo_count, w->undo, NULL), "VM_BIND that undoes it");
}

static const struct failnth bind_call = {
		.name = "VM_BIND",
		.call = bind,
		.undo = unbind,
	};

static struct drm_nouveau_vm_bind_op sparse(uint32_t op, uint64_t va, uint64_t range)
{
	return (struct drm_nouveau_vm_bind_op){ .op = op, .flags = DRM_NOUVEAU_VM_BIND_SPARSE,
						.addr = va, .range = range };
}

/* Memory alone, and memory in two pieces of a sparse region. */
static void bind_map(struct device *dev, uint64_t async)
{
	struct work w = work_with_syncs(dev);
	const struct drm_nouveau_vm_bind_op ops[] = {
		op_map(&w.bo, w.va, 0, SIZE),
		sparse(DRM_NOUVEAU_VM_BIND_OP_MAP, w.va + 2 * MIB, 4 * MIB),
		op_map(&w.bo, w.va + 3 * MIB, 0, SIZE),
		op_unmap(w.va + 3 * MIB + PAGE, PAGE),
	};
	const struct drm_nouveau_vm_bind_op undo[] = {
		op_unmap(w.va, SIZE),
		sparse(DRM_NOUVEAU_VM_BIND_OP_UNMAP, w.va + 2 * MIB, 4 * MIB),
	};

	w.async = async;
	w.ops = ops;
	w.count = ARRAY_SIZE(ops);
	w.undo = undo;
	w.undo_count = ARRAY_SIZE(undo);
	failnth_run(&bind_call, &w);
}

/* The other way: what was mapped is cut in pieces, replaced, and its region is no more. */
static void bind_unmap(struct device *dev, uint64_t async)
{
	struct work w = work_with_syncs(dev);
	const struct drm_nouveau_vm_bind_op ops[] = {
		op_unmap(w.va + PAGE, PAGE),
		op_map(&w.bo, w.va + 4 * PAGE, 0, PAGE),
		sparse(DRM_NOUVEAU_VM_BIND_OP_UNMAP, w.va + 2 * MIB, 4 * MIB),
	};
	const struct drm_nouveau_vm_bind_op undo[] = {
		op_map(&w.bo, w.va, 0, SIZE),
		sparse(DRM_NOUVEAU_VM_BIND_OP_MAP, w.va + 2 * MIB, 4 * MIB),
		op_map(&w.bo, w.va + 3 * MIB, 0, SIZE),
	};

	w.async = async;
	w.ops = ops;
	w.count = ARRAY_SIZE(ops);
	w.undo = undo;
	w.undo_count = ARRAY_SIZE(undo);
	must(vm_bind(w.c, w.undo_count, w.undo, NULL), "VM_BIND");
	failnth_run(&bind_call, &w);
}

static int exec_pushes(void *ctx)
{
	struct work *w = ctx;
	const struct sync sync = work_sync(w);

	return exec(w->c, w->chan, PUSHES, w->push, &sync);
}

static void end_exec(void *ctx)
{
	work_wait(ctx);
}

static void exec_syncs(struct device *dev, uint64_t arg)
{
	static const struct failnth call = {
		.name = "EXEC",
		.call = exec_pushes,
		.undo = end_exec,
	};
	struct work w = work_with_syncs(dev);

	(void)arg;
	w.chan = channel_new(w.c, NOUVEAU_FIFO_ENGINE_CE);
	for (unsigned int i = 0; i < PUSHES; i++) {
		const uint32_t begin = push_begin(w.c);

		push_nop(w.c);
		w.push[i] = push_end(w.c, begin);
	}
	failnth_run(&call, &w);
}

const struct subtest fail_tests[] = {
	{ "fail-open", file, 0 },
	{ "fail-vm", vm, 0 },
	{ "fail-channel", channel, NOUVEAU_FIFO_ENGINE_CE },
	{ "fail-object-copy", object, 0xb5 },
	{ "fail-object-compute", object, 0xc0 },
	{ "fail-nvif", nvif, 0 },
	{ "fail-bo-vram", gem, VRAM },
	{ "fail-bo-gart", gem, GART },
	{ "fail-bo-private", gem, VRAM | NO_SHARE },
	{ "fail-map-vram", map, VRAM | MAPPABLE },
	{ "fail-map-gart", map, GART | MAPPABLE },
	{ "fail-export-vram", export, VRAM },
	{ "fail-export-gart", export, GART },
	{ "fail-import", import, 0 },
	{ "fail-import-own", import, 1 },
	{ "fail-bind-map", bind_map, 0 },
	{ "fail-bind-unmap-async", bind_unmap, 1 },
	{ "fail-exec", exec_syncs, 0 },
	{ 0 },
};
