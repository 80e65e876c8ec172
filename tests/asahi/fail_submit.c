// SPDX-License-Identifier: MIT
/* SUBMIT, whose allocations fail. A submission that fails signals nothing. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bad.h"
#include "fail.h"

#define NONE DRM_ASAHI_BARRIER_NONE
#define COMPUTES 4
#define RENDERS 3
#define POINT 5

/* drivers/dma-buf/sw_sync.c has no header for userspace. */
struct sw_sync_create_fence {
	uint32_t value;
	char name[32];
	int32_t fence;
};

#define SW_SYNC "/sys/kernel/debug/sync/sw_sync"
#define SW_SYNC_IOC_CREATE_FENCE _IOWR('W', 0, struct sw_sync_create_fence)
#define SW_SYNC_IOC_INC _IOW('W', 1, uint32_t)

/* A fence that signals when the test says so. */
static void add_in_sync(struct scene *s)
{
	struct sw_sync_create_fence create = { .value = 1 };
	struct drm_syncobj_handle h = { .flags = DRM_SYNCOBJ_FD_TO_HANDLE_FLAGS_IMPORT_SYNC_FILE };

	s->timeline = open(SW_SYNC, O_RDWR | O_CLOEXEC);
	if (s->timeline < 0)
		skip("no " SW_SYNC);
	if (ioctl(s->timeline, SW_SYNC_IOC_CREATE_FENCE, &create))
		fail("fence of " SW_SYNC ": %m");
	s->in = drm_syncobj_new(s->c->fd);
	h.handle = s->in;
	h.fd = create.fence;
	must(ioctl_errno(s->c->fd, DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE, &h), "import of a sync file");
	close(create.fence);
	s->syncs.sync[s->syncs.in++] = sync_point(s->in, 0);
}

static void add_out_syncs(struct scene *s)
{
	s->out[0] = drm_syncobj_new(s->c->fd);
	s->out[1] = drm_syncobj_new(s->c->fd);
	s->syncs.sync[s->syncs.in] = sync_point(s->out[0], 0);
	s->syncs.sync[s->syncs.in + 1] = sync_point(s->out[1], POINT);
	s->syncs.out = 2;
}

static void begin(struct scene *s)
{
	s->queue = s->c->queue;
	s->cmds.size = 0;
	s->syncs = (struct syncs){ 0 };
	memset(s->seen.map, 0, s->seen.size);
}

/* Each of them writes its own 64 bytes, and when it did. */
static void add_computes(struct scene *s, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const uint64_t va = s->seen.va + 64 * i;
		struct drm_asahi_cmd_compute cmd = kernel_fill(s->c, va, 64, 1 + i);

		cmd.ts.start.handle = s->object;
		cmd.ts.end.handle = s->object;
		cmd.ts.start.offset = 16 * i;
		cmd.ts.end.offset = 16 * i + 8;
		command(&s->cmds, DRM_ASAHI_CMD_COMPUTE, i ? i : NONE, &cmd, sizeof(cmd));
	}
}

static void add_attachment(struct scene *s, uint16_t type)
{
	const struct drm_asahi_attachment attachment = { .pointer = s->seen.va,
							 .size = s->seen.size };

	command(&s->cmds, type, NONE, &attachment, sizeof(attachment));
}

static void compute_prepare(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_cmd_compute cmd = kernel_fill(s->c, s->seen.va, 64, 1);

	begin(s);
	add_out_syncs(s);
	compute(&s->cmds, &cmd);
}

static void computes_prepare(void *ctx)
{
	struct scene *s = ctx;

	begin(s);
	add_in_sync(s);
	add_out_syncs(s);
	s->bo = bo_new(s->c, PAGE, 0);
	must(object_bind(s->c, &s->bo, 0, PAGE, &s->object), "GEM_BIND_OBJECT");
	add_attachment(s, DRM_ASAHI_SET_COMPUTE_ATTACHMENTS);
	add_computes(s, COMPUTES);
}

static void render_prepare(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_cmd_render cmd = render_empty(s->c);

	begin(s);
	add_out_syncs(s);
	render(&s->cmds, &cmd);
}

/* And a compute command. */
static void renders_prepare(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_cmd_compute cmd = kernel_fill(s->c, s->seen.va, 64, 1);

	begin(s);
	add_in_sync(s);
	add_out_syncs(s);
	add_attachment(s, DRM_ASAHI_SET_VERTEX_ATTACHMENTS);
	add_attachment(s, DRM_ASAHI_SET_FRAGMENT_ATTACHMENTS);
	for (uint32_t i = 0; i < RENDERS; i++) {
		const struct drm_asahi_cmd_render empty = render_empty(s->c);

		render(&s->cmds, &empty);
	}
	compute(&s->cmds, &cmd);
}

/* A queue gets its rings with its first command, and a buffer with its first render. */
static void new_queue(struct scene *s)
{
	const struct bo *code = &s->c->code, *data = &s->c->data, *seen = &s->seen;
	const struct drm_asahi_gem_bind_op op[] = {
		op_map(code, code->va, 0, code->size, READ),
		op_map(data, data->va, 0, data->size, READ),
		op_map(seen, seen->va, 0, seen->size, READ | WRITE),
	};

	must(vm_create(s->c, &s->vm), "VM_CREATE");
	must(vm_bind(s->c, s->vm, ARRAY_SIZE(op), op), "VM_BIND");
	must(queue_create(s->c, s->vm, DRM_ASAHI_PRIORITY_MEDIUM, &s->queue), "QUEUE_CREATE");
}

static void first_compute_prepare(void *ctx)
{
	compute_prepare(ctx);
	new_queue(ctx);
}

static void first_render_prepare(void *ctx)
{
	render_prepare(ctx);
	new_queue(ctx);
}

static int submit_it(void *ctx)
{
	struct scene *s = ctx;

	return submit(s->c, s->queue, &s->cmds, &s->syncs);
}

static void expect_no_fence(struct scene *s, uint32_t handle, uint64_t point)
{
	const int err = drm_sync_wait(s->c->fd, handle, point, 0);

	if (err != EINVAL)
		fail("a syncobj, after a submission that failed: %s", strerror(err));
}

static void failed(void *ctx)
{
	struct scene *s = ctx;

	expect_no_fence(s, s->out[0], 0);
	expect_no_fence(s, s->out[1], POINT);
}

static void syncobj_free(struct scene *s, uint32_t handle)
{
	struct drm_syncobj_destroy req = { .handle = handle };

	must(ioctl_errno(s->c->fd, DRM_IOCTL_SYNCOBJ_DESTROY, &req), "SYNCOBJ_DESTROY");
}

static void finish(struct scene *s)
{
	must(drm_sync_wait(s->c->fd, s->out[0], 0, WAIT_MS), "wait for SUBMIT");
	must(drm_sync_wait(s->c->fd, s->out[1], POINT, WAIT_MS), "wait for SUBMIT's point");
	must(-drm_sync_error(s->c->fd, s->out[0]), "fence of SUBMIT");
	syncobj_free(s, s->out[0]);
	syncobj_free(s, s->out[1]);
	if (s->queue == s->c->queue)
		return;
	must(queue_destroy(s->c, s->queue), "QUEUE_DESTROY");
	must(vm_destroy(s->c, s->vm), "VM_DESTROY");
}

static void start(struct scene *s)
{
	const uint32_t one = 1;

	if (drm_sync_wait(s->c->fd, s->out[0], 0, 0) != ETIME)
		fail("the submission did not wait");
	if (ioctl(s->timeline, SW_SYNC_IOC_INC, &one))
		fail(SW_SYNC ": %m");
	close(s->timeline);
	syncobj_free(s, s->in);
}

static void expect_fills(struct scene *s, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		expect_words((char *)s->seen.map + 64 * i, 64, 1 + i, "fill");
}

static void compute_undo(void *ctx)
{
	finish(ctx);
	expect_fills(ctx, 1);
}

static void computes_undo(void *ctx)
{
	struct scene *s = ctx;

	start(s);
	finish(s);
	expect_fills(s, COMPUTES);
	/* a queue keeps what its last job used */
	fill(s->c, s->seen.va, 64, 0);
	must(object_unbind(s->c, s->object), "GEM_BIND_OBJECT to unbind");
	bo_free(s->c, &s->bo);
}

static void render_undo(void *ctx)
{
	finish(ctx);
}

static void renders_undo(void *ctx)
{
	start(ctx);
	finish(ctx);
	expect_fills(ctx, 1);
}

const struct failnth fail_submit_calls[] = {
	{ "fail-submit-compute", compute_prepare, submit_it, failed, compute_undo },
	{ "fail-submit-computes", computes_prepare, submit_it, failed, computes_undo },
	{ "fail-submit-render", render_prepare, submit_it, failed, render_undo },
	{ "fail-submit-renders", renders_prepare, submit_it, failed, renders_undo },
	{ "fail-submit-first-compute", first_compute_prepare, submit_it, failed, compute_undo,
	  .keeps = true },
	{ "fail-submit-first-render", first_render_prepare, submit_it, failed, render_undo,
	  .keeps = true },
	{ 0 },
};
