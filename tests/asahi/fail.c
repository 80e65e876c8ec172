// SPDX-License-Identifier: MIT
/* Calls whose allocations fail, one after the other: files, address spaces, buffers, queues. */
#include <errno.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bad.h"
#include "fail.h"
#include "tests.h"

#define PRIVATE DRM_ASAHI_GEM_VM_PRIVATE
#define BO_SIZE (8 * PAGE)

static int errno_if(bool failed)
{
	return failed ? errno : 0;
}

/*
 * As a userspace does that is newer than the kernel. What is as long as this lies
 * in memory that the kernel allocates.
 */
static int longer(int fd, unsigned long request, void *arg)
{
	static uint8_t data[256];
	const size_t size = _IOC_SIZE(request);
	int err;

	memset(data, 0, sizeof(data));
	memcpy(data, arg, size);
	err = ioctl_errno(fd, _IOC(_IOC_DIR(request), _IOC_TYPE(request), _IOC_NR(request),
				   sizeof(data)), data);
	memcpy(arg, data, size);
	return err;
}

/*
 * Files.
 */

static int file_open(void *ctx)
{
	struct scene *s = ctx;

	s->fd = open(s->dev->path, O_RDWR | O_CLOEXEC);
	return errno_if(s->fd < 0);
}

static void file_undo(void *ctx)
{
	struct scene *s = ctx;

	close(s->fd);
}

static int params(void *ctx)
{
	struct scene *s = ctx;
	struct drm_asahi_get_params get = { .pointer = (uintptr_t)&s->c->params,
					    .size = sizeof(s->c->params) };

	return longer(s->c->fd, DRM_IOCTL_ASAHI_GET_PARAMS, &get);
}

static int get_time(void *ctx)
{
	struct scene *s = ctx;
	struct drm_asahi_get_time get = { 0 };

	return longer(s->c->fd, DRM_IOCTL_ASAHI_GET_TIME, &get);
}

/*
 * Address spaces and queues.
 */

static int vm_make(void *ctx)
{
	struct scene *s = ctx;

	return vm_create(s->c, &s->vm);
}

static void vm_prepare(void *ctx)
{
	must(vm_make(ctx), "VM_CREATE");
}

static void vm_undo(void *ctx)
{
	struct scene *s = ctx;

	must(vm_destroy(s->c, s->vm), "VM_DESTROY");
}

static int vm_end(void *ctx)
{
	struct scene *s = ctx;
	struct drm_asahi_vm_destroy req = { .vm_id = s->vm };

	return longer(s->c->fd, DRM_IOCTL_ASAHI_VM_DESTROY, &req);
}

static int queue_make(void *ctx)
{
	struct scene *s = ctx;

	return queue_create(s->c, s->c->vm, DRM_ASAHI_PRIORITY_MEDIUM, &s->queue);
}

static void queue_prepare(void *ctx)
{
	must(queue_make(ctx), "QUEUE_CREATE");
}

static void queue_undo(void *ctx)
{
	struct scene *s = ctx;

	must(queue_destroy(s->c, s->queue), "QUEUE_DESTROY");
}

static int queue_end(void *ctx)
{
	struct scene *s = ctx;
	struct drm_asahi_queue_destroy req = { .queue_id = s->queue };

	return longer(s->c->fd, DRM_IOCTL_ASAHI_QUEUE_DESTROY, &req);
}

/*
 * Buffers.
 */

static int gem_create(struct scene *s, uint32_t flags)
{
	struct drm_asahi_gem_create req = {
		.size = BO_SIZE, .flags = flags, .vm_id = flags & PRIVATE ? s->c->vm : 0,
	};
	const int err = ioctl_errno(s->c->fd, DRM_IOCTL_ASAHI_GEM_CREATE, &req);

	s->bo = (struct bo){ .handle = req.handle, .size = BO_SIZE };
	return err;
}

static int bo_make(void *ctx)
{
	return gem_create(ctx, 0);
}

static int bo_make_private(void *ctx)
{
	return gem_create(ctx, PRIVATE);
}

static void bo_prepare(void *ctx)
{
	must(bo_make(ctx), "GEM_CREATE");
}

static void bo_undo(void *ctx)
{
	struct scene *s = ctx;

	bo_free(s->c, &s->bo);
}

static void bo_prepare_bound(void *ctx)
{
	struct scene *s = ctx;

	s->bo = bo_bound(s->c, BO_SIZE);
}

static int bo_end(void *ctx)
{
	struct scene *s = ctx;
	struct drm_gem_close req = { .handle = s->bo.handle };

	return longer(s->c->fd, DRM_IOCTL_GEM_CLOSE, &req);
}

static int offset(void *ctx)
{
	struct scene *s = ctx;
	struct drm_asahi_gem_mmap_offset req = { .handle = s->bo.handle };

	return longer(s->c->fd, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &req);
}

static int map(void *ctx)
{
	struct scene *s = ctx;
	struct drm_asahi_gem_mmap_offset req = { .handle = s->bo.handle };
	int err;

	err = ioctl_errno(s->c->fd, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &req);
	if (err)
		return err;
	s->map = mmap(NULL, s->bo.size, PROT_READ | PROT_WRITE, MAP_SHARED, s->c->fd, req.offset);
	return errno_if(s->map == MAP_FAILED);
}

static void map_undo(void *ctx)
{
	struct scene *s = ctx;

	expect_words(s->map, s->bo.size, 0, "new BO");
	munmap(s->map, s->bo.size);
	bo_undo(s);
}

/*
 * Sharing.
 */

static int export(void *ctx)
{
	struct scene *s = ctx;

	return bo_export(s->c, &s->bo, &s->share);
}

static void export_undo(void *ctx)
{
	struct scene *s = ctx;

	close(s->share);
	bo_undo(s);
}

/* Another file's, which shares the buffer. */
static void import_prepare(void *ctx)
{
	struct scene *s = ctx;

	bo_prepare(s);
	must(export(s), "PRIME export");
	s->other = client_open_bare(s->dev);
}

static int import(struct scene *s, const struct client *by)
{
	struct drm_prime_handle req = { .fd = s->share };
	const int err = ioctl_errno(by->fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &req);

	s->more = (struct bo){ .handle = req.handle, .size = BO_SIZE };
	return err;
}

static int import_ours(void *ctx)
{
	struct scene *s = ctx;

	return import(s, s->other);
}

static void import_undo(void *ctx)
{
	struct scene *s = ctx;

	client_close(s->other);
	export_undo(s);
}

/* Memory of a process, as another device would share its own. */
static void foreign_prepare(void *ctx)
{
	struct scene *s = ctx;
	const int maker = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	struct udmabuf_create req = { .flags = UDMABUF_FLAGS_CLOEXEC, .size = BO_SIZE };

	if (maker < 0)
		skip("no /dev/udmabuf");
	req.memfd = memfd_create("fail", MFD_ALLOW_SEALING | MFD_CLOEXEC);
	if (ftruncate(req.memfd, BO_SIZE) || fcntl(req.memfd, F_ADD_SEALS, F_SEAL_SHRINK))
		fail("memfd: %m");
	s->share = ioctl(maker, UDMABUF_CREATE, &req);
	if (s->share < 0)
		fail("UDMABUF_CREATE: %m");
	close(req.memfd);
	close(maker);
}

static int import_foreign(void *ctx)
{
	struct scene *s = ctx;

	return import(s, s->c);
}

static void foreign_undo(void *ctx)
{
	struct scene *s = ctx;

	bo_free(s->c, &s->more);
	close(s->share);
}

/*
 * Timestamps.
 */

static int stamps_bind(void *ctx)
{
	struct scene *s = ctx;

	return object_bind(s->c, &s->bo, PAGE, 2 * PAGE, &s->object);
}

static void stamps_undo(void *ctx)
{
	struct scene *s = ctx;

	must(object_unbind(s->c, s->object), "GEM_BIND_OBJECT to unbind");
	bo_undo(s);
}

static void stamps_prepare(void *ctx)
{
	bo_prepare(ctx);
	must(stamps_bind(ctx), "GEM_BIND_OBJECT");
}

static int stamps_unbind(void *ctx)
{
	struct scene *s = ctx;
	struct drm_asahi_gem_bind_object req = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_UNBIND, .object_handle = s->object,
	};

	return longer(s->c->fd, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &req);
}

/* The kernel's shmem says ENOSPC when it has no memory for an inode. */
const struct failnth fail_object_calls[] = {
	{ "fail-open", NULL, file_open, NULL, file_undo },
	{ "fail-get-params", NULL, params },
	{ "fail-get-time", NULL, get_time },
	{ "fail-vm-create", NULL, vm_make, NULL, vm_undo },
	{ "fail-vm-destroy", vm_prepare, vm_end },
	{ "fail-queue-create", NULL, queue_make, NULL, queue_undo },
	{ "fail-queue-destroy", queue_prepare, queue_end },
	{ "fail-gem-create", NULL, bo_make, NULL, bo_undo, .also = ENOSPC },
	{ "fail-gem-create-private", NULL, bo_make_private, NULL, bo_undo, .also = ENOSPC },
	{ "fail-gem-close", bo_prepare_bound, bo_end },
	{ "fail-gem-mmap-offset", bo_prepare, offset, NULL, bo_undo },
	{ "fail-mmap", bo_prepare, map, NULL, map_undo },
	{ "fail-prime-export", bo_prepare, export, NULL, export_undo },
	{ "fail-prime-import", import_prepare, import_ours, NULL, import_undo },
	{ "fail-prime-import-foreign", foreign_prepare, import_foreign, NULL, foreign_undo },
	{ "fail-gem-bind-object", bo_prepare, stamps_bind, NULL, stamps_undo },
	{ "fail-gem-unbind-object", stamps_prepare, stamps_unbind, NULL, bo_undo },
	{ 0 },
};

/*
 * The subtests.
 */

#define MAX_CALLS 64

static const struct failnth *cases[MAX_CALLS];

static void run_case(struct device *dev, uint64_t index)
{
	static struct scene s;

	failnth_setup();
	s = (struct scene){ .dev = dev, .c = client_open(dev) };
	s.seen = bo_bound(s.c, PAGE);
	bo_map(s.c, &s.seen);
	/* a queue gets its rings with its first job */
	fill(s.c, s.seen.va, 64, 0);
	failnth_run(cases[index], &s);
}

const struct subtest *fail_tests(void)
{
	static const struct failnth *const groups[] = {
		fail_object_calls, fail_bind_calls, fail_submit_calls,
	};
	static struct subtest tests[MAX_CALLS + 1];
	size_t n = 0;

	for (size_t g = 0; g < ARRAY_SIZE(groups); g++) {
		for (const struct failnth *f = groups[g]; f->name && n < MAX_CALLS; f++, n++) {
			cases[n] = f;
			tests[n] = (struct subtest){ f->name, run_case, n };
		}
	}
	return tests;
}
