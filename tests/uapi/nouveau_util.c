// SPDX-License-Identifier: MIT
/*
 * Thin helpers over the ioctls of nouveau_drm.h. Pushbuffer words are as Mesa's
 * NVK writes them; the methods are in the public class headers of
 * open-gpu-kernel-modules: clc6b5.h (copy engine), clc36f.h (host).
 */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "nouveau_util.h"
#include "nvif.h"

#define PUSH_BYTES (64 * KIB)

static struct client *clients;

/*
 * Takes the first node of a driver named nouveau unless a path is given. Which
 * kernel driver is behind it matters: stock nouveau is not the only one.
 */
void device_find(struct device *dev)
{
	char link[96], target[256];
	struct stat st;
	ssize_t n;

	if (!dev->path)
		dev->path = drm_node("nouveau");
	if (stat(dev->path, &st))
		fail("%s does not exist", dev->path);
	snprintf(link, sizeof(link), "/sys/dev/char/%u:%u/device/driver",
		 major(st.st_rdev), minor(st.st_rdev));
	n = readlink(link, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = 0;
	snprintf(dev->driver, sizeof(dev->driver), "%s", basename(target));
}

void not_nouveau(const struct device *dev, const char *what)
{
	if (!strcmp(dev->driver, "nouveau"))
		skip("stock nouveau %s", what);
}

/* Only a file: no VM, nothing to push with. */
struct client *client_open_bare(const struct device *dev)
{
	struct client *c = calloc(1, sizeof(*c));

	if (!c)
		fail("out of memory");
	c->fd = drm_open(dev->path);
	c->next = clients;
	clients = c;
	c->top = 1ull << 38;
	return c;
}

struct client *client_open(const struct device *dev)
{
	struct drm_nouveau_vm_init init = { KERNEL_VA, KERNEL_VA_SIZE };
	struct client *c = client_open_bare(dev);

	must(ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_VM_INIT, &init), "VM_INIT");
	c->push = bo_bound(c, PUSH_BYTES, GART | MAPPABLE);
	bo_map(c, &c->push);
	return c;
}

void client_close(struct client *c)
{
	struct client **link = &clients;

	while (*link != c)
		link = &(*link)->next;
	*link = c->next;
	drm_unmap_all(&c->maps);
	close(c->fd);
	free(c);
}

void clients_close(struct device *dev)
{
	(void)dev;
	while (clients)
		client_close(clients);
}

uint32_t channel_class(struct client *c, uint32_t channel)
{
	const uint32_t oclass = nvif_find_class(c->fd, channel, 0xb5);

	if (!oclass)
		fail("channel %u has no copy class", channel);
	return oclass;
}

/* A channel with a copy object, made with the same calls as NVK's. */
uint32_t channel_new(struct client *c, uint32_t engine)
{
	static uint64_t next = 1ull << 32;	/* names of objects, unique in a file */
	struct drm_nouveau_channel_alloc alloc = {
		.fb_ctxdma_handle = ~0u,
		.tt_ctxdma_handle = engine,
	};

	must(ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_CHANNEL_ALLOC, &alloc), "CHANNEL_ALLOC");
	must(nvif_new_object(c->fd, alloc.channel, channel_class(c, alloc.channel), next++),
	     "NVIF NEW of a copy object");
	return alloc.channel;
}

int channel_free(struct client *c, uint32_t channel)
{
	struct drm_nouveau_channel_free f = { channel };

	return ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_CHANNEL_FREE, &f);
}

/* @size is rounded up to pages. */
struct bo bo_new(struct client *c, uint64_t size, uint32_t domain)
{
	struct drm_nouveau_gem_new new = {
		.info = { .size = (size + PAGE - 1) & ~(PAGE - 1), .domain = domain },
		.align = PAGE,
	};
	const uint64_t rounded = new.info.size;

	must(ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_GEM_NEW, &new), "GEM_NEW");
	return (struct bo){ .handle = new.info.handle, .size = rounded,
			    .offset = new.info.map_handle };
}

void bo_map(struct client *c, struct bo *bo)
{
	bo->map = drm_map(&c->maps, c->fd, bo->offset, bo->size);
}

void bo_free(struct client *c, struct bo *bo)
{
	struct drm_gem_close req = { .handle = bo->handle };

	if (bo->map)
		drm_unmap(&c->maps, bo->map);
	must(ioctl_errno(c->fd, DRM_IOCTL_GEM_CLOSE, &req), "GEM_CLOSE");
	memset(bo, 0, sizeof(*bo));
}

/* Downwards as NVK does, so that addresses are page but not 64 KiB aligned. */
uint64_t va_alloc(struct client *c, uint64_t size)
{
	c->top -= size + PAGE;
	return c->top;
}

struct bo bo_bound(struct client *c, uint64_t size, uint32_t domain)
{
	struct bo bo = bo_new(c, size, domain);

	bo.va = va_alloc(c, bo.size);
	must_bind(c, op_map(&bo, bo.va, 0, bo.size));
	return bo;
}

int bo_info(struct client *c, uint32_t handle, struct drm_nouveau_gem_info *info)
{
	memset(info, 0, sizeof(*info));
	info->handle = handle;
	return ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_GEM_INFO, info);
}

int bo_prep(struct client *c, uint32_t handle, uint32_t flags)
{
	struct drm_nouveau_gem_cpu_prep req = { handle, flags };

	return ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_GEM_CPU_PREP, &req);
}

struct drm_nouveau_vm_bind_op op_map(const struct bo *bo, uint64_t va, uint64_t offset,
				     uint64_t range)
{
	return (struct drm_nouveau_vm_bind_op){ .op = DRM_NOUVEAU_VM_BIND_OP_MAP,
		.handle = bo->handle, .addr = va, .bo_offset = offset, .range = range };
}

struct drm_nouveau_vm_bind_op op_unmap(uint64_t va, uint64_t range)
{
	return (struct drm_nouveau_vm_bind_op){ .op = DRM_NOUVEAU_VM_BIND_OP_UNMAP,
						.addr = va, .range = range };
}

int vm_bind(struct client *c, uint32_t count, const struct drm_nouveau_vm_bind_op *op,
	    const struct sync *async)
{
	struct drm_nouveau_vm_bind req = {
		.op_count = count,
		.op_ptr = (uintptr_t)op,
	};

	if (async) {
		req.flags = DRM_NOUVEAU_VM_BIND_RUN_ASYNC;
		req.wait_count = async->waits;
		req.wait_ptr = (uintptr_t)async->wait;
		req.sig_count = async->signals;
		req.sig_ptr = (uintptr_t)async->signal;
	}
	return ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_VM_BIND, &req);
}

void must_bind(struct client *c, struct drm_nouveau_vm_bind_op op)
{
	must(vm_bind(c, 1, &op, NULL), "VM_BIND");
}

static void word(struct client *c, uint32_t value)
{
	((volatile uint32_t *)c->push.map)[c->used++] = value;
}

/* Header of @count incrementing methods on subchannel @sub. */
static void method(struct client *c, uint32_t sub, uint32_t mthd, uint32_t count)
{
	word(c, 0x20000000 | count << 16 | sub << 13 | mthd >> 2);
}

static void immediate(struct client *c, uint32_t sub, uint32_t mthd, uint32_t value)
{
	word(c, 0x80000000 | value << 16 | sub << 13 | mthd >> 2);
}

static void address(struct client *c, uint64_t va)
{
	word(c, va >> 32);
	word(c, va);
}

/* Where the next segment starts. The memory is reused: wait before 16,000 words. */
uint32_t push_begin(struct client *c)
{
	if (c->used > PUSH_BYTES / 4 - 256)
		c->used = 0;
	return c->used;
}

struct drm_nouveau_exec_push push_end(struct client *c, uint32_t begin)
{
	return (struct drm_nouveau_exec_push){ .va = c->push.va + 4 * begin,
					       .va_len = 4 * (c->used - begin) };
}

void push_nop(struct client *c)
{
	immediate(c, 4, 0x100, 0);
}

#define LAUNCH 0x300		/* LAUNCH_DMA */
#define NON_PIPELINED 0x002
#define FLUSH 0x004
#define PITCH 0x180		/* source and destination */
#define REMAP 0x400

static void launch(struct client *c, uint32_t length, uint32_t flags)
{
	method(c, 4, 0x418, 2);
	word(c, length);
	word(c, 1);
	immediate(c, 4, LAUNCH, NON_PIPELINED | FLUSH | PITCH | flags);
}

void push_copy(struct client *c, uint64_t src, uint64_t dst, uint32_t bytes)
{
	method(c, 4, 0x400, 4);
	address(c, src);
	address(c, dst);
	launch(c, bytes, 0);
}

void push_fill(struct client *c, uint64_t dst, uint32_t bytes, uint32_t value)
{
	method(c, 4, 0x700, 1);
	word(c, value);
	method(c, 4, 0x708, 1);
	word(c, 0x34444);	/* four-byte components, all CONST_A */
	method(c, 4, 0x408, 2);
	address(c, dst);
	launch(c, bytes / 4, REMAP);
}

/* Stops the channel until the word at @va equals @value; the CPU may write it. */
void push_acquire(struct client *c, uint64_t va, uint32_t value)
{
	method(c, 0, 0x5c, 5);
	word(c, va);
	word(c, va >> 32);
	word(c, value);
	word(c, 0);
	word(c, 1 << 12);	/* ACQUIRE, switch away while it waits */
}

int exec(struct client *c, uint32_t channel, uint32_t count,
	 const struct drm_nouveau_exec_push *push, const struct sync *sync)
{
	struct drm_nouveau_exec req = {
		.channel = channel,
		.push_count = count,
		.push_ptr = (uintptr_t)push,
	};

	if (sync) {
		req.wait_count = sync->waits;
		req.wait_ptr = (uintptr_t)sync->wait;
		req.sig_count = sync->signals;
		req.sig_ptr = (uintptr_t)sync->signal;
	}
	return ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_EXEC, &req);
}

/* Executes the segment since @begin and waits; it must succeed. */
void run(struct client *c, uint32_t channel, uint32_t begin)
{
	struct drm_nouveau_exec_push push = push_end(c, begin);
	struct sync sync = { .signals = 1 };
	const uint32_t handle = syncobj_new(c);
	struct drm_syncobj_destroy d = { .handle = handle };

	sync.signal[0] = sync_point(handle, 0);
	must(exec(c, channel, 1, &push, &sync), "EXEC");
	must(sync_wait(c, handle, 0, WAIT_MS), "wait for EXEC");
	must(-sync_error(c, handle), "fence of EXEC");
	must(ioctl_errno(c->fd, DRM_IOCTL_SYNCOBJ_DESTROY, &d), "SYNCOBJ_DESTROY");
}

void copy(struct client *c, uint32_t channel, uint64_t src, uint64_t dst, uint32_t bytes)
{
	const uint32_t begin = push_begin(c);

	push_copy(c, src, dst, bytes);
	run(c, channel, begin);
}

void fill(struct client *c, uint32_t channel, uint64_t dst, uint32_t bytes, uint32_t value)
{
	const uint32_t begin = push_begin(c);

	push_fill(c, dst, bytes, value);
	run(c, channel, begin);
}

uint32_t syncobj_new(struct client *c)
{
	return drm_syncobj_new(c->fd);
}

struct drm_nouveau_sync sync_point(uint32_t handle, uint64_t point)
{
	return (struct drm_nouveau_sync){
		.flags = point ? DRM_NOUVEAU_SYNC_TIMELINE_SYNCOBJ :
				 DRM_NOUVEAU_SYNC_SYNCOBJ,
		.handle = handle,
		.timeline_value = point,
	};
}

int sync_wait(struct client *c, uint32_t handle, uint64_t point, int ms)
{
	return drm_sync_wait(c->fd, handle, point, ms);
}

int sync_error(struct client *c, uint32_t handle)
{
	return drm_sync_error(c->fd, handle);
}
