// SPDX-License-Identifier: MIT
/*
 * Thin helpers over the ioctls of asahi_drm.h. The kernels are those that Mesa's
 * Honeykrisp fills and copies buffers with; pipelines and control streams are
 * "USC" and "CDM" in Mesa's src/asahi/genxml/cmdbuf.xml.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asahi_util.h"

/* Of the code's memory: shaders first, then pipelines. */
#define FILL_SHADER 0x0
#define COPY_SHADER 0x80
#define PIPELINES 0x100
#define PIPELINE_SIZE 0x40

/* Of the data's memory, for each launch: a stream, and uniforms behind it. */
#define STREAM_SIZE 0x40
#define LAUNCH_SIZE 0x80

#define LAUNCHES 1500
#define CODE_SIZE (8 * PAGE)
#define DATA_SIZE (16 * PAGE)

#define UNIT 16		/* bytes that a thread writes */
#define GROUP 32	/* threads of a group */

static struct client *clients;

/* The first Apple GPU, unless a path is given. */
void device_find(struct device *dev)
{
	if (!dev->path)
		dev->path = drm_node("asahi");
}

/* Only a file: no address space, no queue. */
struct client *client_open_bare(const struct device *dev)
{
	struct client *c = calloc(1, sizeof(*c));
	struct drm_asahi_get_params get = { .pointer = (uintptr_t)&c->params,
					    .size = sizeof(c->params) };

	if (!c)
		fail("out of memory");
	c->fd = drm_open(dev->path);
	c->next = clients;
	clients = c;
	c->top = 0x2000000000;
	must(ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GET_PARAMS, &get), "GET_PARAMS");
	return c;
}

static void client_add_code(struct client *c)
{
	/* r0 is the thread; u0 the address, u3 to u6 the value */
	static const uint8_t fill_shader[] = {
		0xf2, 0x01, 0x10, 0x04, 0xf2, 0x05, 0x11, 0x04, 0x1e, 0x01, 0xc2, 0x46, 0x58,
		0xc0, 0x06, 0x00, 0x7e, 0x11, 0x86, 0x09, 0x80, 0x00, 0x7e, 0x15, 0x88, 0x09,
		0x80, 0x00, 0x7e, 0x19, 0x8a, 0x09, 0x80, 0x00, 0x7e, 0x1d, 0x8c, 0x09, 0x80,
		0x00, 0x45, 0x21, 0x00, 0x0e, 0x00, 0xc8, 0xf2, 0x00, 0x88, 0x00,
	};
	/* u0 is the address to store to, u2 the one to load from */
	static const uint8_t copy_shader[] = {
		0x72, 0x01, 0x10, 0x04, 0x05, 0x21, 0x04, 0x0e, 0x00, 0xc8, 0xf2, 0x00, 0x38,
		0x00, 0x45, 0x21, 0x00, 0x4e, 0x00, 0xc8, 0xf2, 0x00, 0x88, 0x00,
	};

	c->code = bo_new(c, CODE_SIZE, 0);
	c->code.va = USC_BASE;
	must_bind(c, op_map(&c->code, USC_BASE, 0, CODE_SIZE, READ));
	bo_map(c, &c->code);
	memcpy((uint8_t *)c->code.map + FILL_SHADER, fill_shader, sizeof(fill_shader));
	memcpy((uint8_t *)c->code.map + COPY_SHADER, copy_shader, sizeof(copy_shader));
	c->data = bo_bound(c, DATA_SIZE);
	bo_map(c, &c->data);
}

struct client *client_open(const struct device *dev)
{
	struct client *c = client_open_bare(dev);

	must(vm_create(c, &c->vm), "VM_CREATE");
	must(queue_create(c, c->vm, DRM_ASAHI_PRIORITY_MEDIUM, &c->queue), "QUEUE_CREATE");
	client_add_code(c);
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

void clients_close_but(const struct client *keep)
{
	struct client *c, *next;

	for (c = clients; c; c = next) {
		next = c->next;
		if (c != keep)
			client_close(c);
	}
}

void clients_close(struct device *dev)
{
	(void)dev;
	clients_close_but(NULL);
}

/* With the kernel's range at the top, as Mesa does it. */
int vm_create(struct client *c, uint32_t *vm)
{
	struct drm_asahi_vm_create req = {
		.kernel_start = c->params.vm_end - c->params.vm_kernel_min_size,
		.kernel_end = c->params.vm_end,
	};
	const int err = ioctl_errno(c->fd, DRM_IOCTL_ASAHI_VM_CREATE, &req);

	*vm = req.vm_id;
	return err;
}

int vm_destroy(struct client *c, uint32_t vm)
{
	struct drm_asahi_vm_destroy req = { .vm_id = vm };

	return ioctl_errno(c->fd, DRM_IOCTL_ASAHI_VM_DESTROY, &req);
}

int queue_create(struct client *c, uint32_t vm, uint32_t priority, uint32_t *queue)
{
	struct drm_asahi_queue_create req = {
		.vm_id = vm, .priority = priority, .usc_exec_base = USC_BASE,
	};
	const int err = ioctl_errno(c->fd, DRM_IOCTL_ASAHI_QUEUE_CREATE, &req);

	*queue = req.queue_id;
	return err;
}

int queue_destroy(struct client *c, uint32_t queue)
{
	struct drm_asahi_queue_destroy req = { .queue_id = queue };

	return ioctl_errno(c->fd, DRM_IOCTL_ASAHI_QUEUE_DESTROY, &req);
}

uint64_t gpu_time(struct client *c)
{
	struct drm_asahi_get_time req = { 0 };

	must(ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GET_TIME, &req), "GET_TIME");
	return req.gpu_timestamp;
}

/* @size is rounded up to pages; with VM_PRIVATE, it is private to the client's @vm. */
struct bo bo_new(struct client *c, uint64_t size, uint32_t flags)
{
	struct drm_asahi_gem_create req = {
		.size = (size + PAGE - 1) & ~(PAGE - 1),
		.flags = flags,
		.vm_id = flags & DRM_ASAHI_GEM_VM_PRIVATE ? c->vm : 0,
	};

	must(ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GEM_CREATE, &req), "GEM_CREATE");
	return (struct bo){ .handle = req.handle, .size = req.size };
}

void bo_map(struct client *c, struct bo *bo)
{
	struct drm_asahi_gem_mmap_offset req = { .handle = bo->handle };

	must(ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &req), "GEM_MMAP_OFFSET");
	bo->map = drm_map(&c->maps, c->fd, req.offset, bo->size);
}

void bo_unmap(struct client *c, struct bo *bo)
{
	drm_unmap(&c->maps, bo->map);
	bo->map = NULL;
}

void bo_free(struct client *c, struct bo *bo)
{
	struct drm_gem_close req = { .handle = bo->handle };

	if (bo->map)
		bo_unmap(c, bo);
	must(ioctl_errno(c->fd, DRM_IOCTL_GEM_CLOSE, &req), "GEM_CLOSE");
	memset(bo, 0, sizeof(*bo));
}

/* A page stays free between any two. */
uint64_t va_alloc(struct client *c, uint64_t size)
{
	const uint64_t va = c->top;

	c->top += size + PAGE;
	return va;
}

struct bo bo_bound(struct client *c, uint64_t size)
{
	struct bo bo = bo_new(c, size, 0);

	bo.va = va_alloc(c, bo.size);
	must_bind(c, op_map(&bo, bo.va, 0, bo.size, READ | WRITE));
	return bo;
}

int bo_export(struct client *c, const struct bo *bo, int *fd)
{
	struct drm_prime_handle req = { .handle = bo->handle, .flags = DRM_CLOEXEC | DRM_RDWR,
					.fd = -1 };
	const int err = ioctl_errno(c->fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &req);

	*fd = req.fd;
	return err;
}

struct bo bo_import(struct client *c, int fd, uint64_t size)
{
	struct drm_prime_handle req = { .fd = fd };

	must(ioctl_errno(c->fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &req), "PRIME import");
	return (struct bo){ .handle = req.handle, .size = size };
}

struct drm_asahi_gem_bind_op op_map(const struct bo *bo, uint64_t va, uint64_t offset,
				    uint64_t range, uint32_t flags)
{
	return (struct drm_asahi_gem_bind_op){ .flags = flags, .handle = bo->handle,
					       .addr = va, .offset = offset, .range = range };
}

struct drm_asahi_gem_bind_op op_unmap(uint64_t va, uint64_t range)
{
	return (struct drm_asahi_gem_bind_op){ .flags = DRM_ASAHI_BIND_UNBIND, .addr = va,
					       .range = range };
}

int vm_bind(struct client *c, uint32_t vm, uint32_t count, const struct drm_asahi_gem_bind_op *op)
{
	struct drm_asahi_vm_bind req = {
		.vm_id = vm, .num_binds = count, .stride = sizeof(*op), .userptr = (uintptr_t)op,
	};

	return ioctl_errno(c->fd, DRM_IOCTL_ASAHI_VM_BIND, &req);
}

void must_bind(struct client *c, struct drm_asahi_gem_bind_op op)
{
	must(vm_bind(c, c->vm, 1, &op), "VM_BIND");
}

static void put(uint8_t **at, const void *data, size_t size)
{
	memcpy(*at, data, size);
	*at += size;
}

/* Uniforms from @uniforms on, a shader without preamble. */
static void put_pipeline(uint8_t *at, uint32_t shader, uint64_t uniforms, uint32_t halves)
{
	const uint64_t uniform = 0x1d | (uint64_t)halves << 20 | uniforms >> 2 << 26;
	const uint32_t shared = 0x4d | 0x24 << 10;
	const uint64_t code = 0x0d | 3 << 10 | (uint64_t)shader << 16;
	const uint32_t registers = 0x8d | 2 << 8 | 1 << 24;
	const uint16_t no_preshader = 0x88;

	put(&at, &uniform, 8);
	put(&at, &shared, 4);
	put(&at, &code, 6);
	put(&at, &registers, 4);
	put(&at, &no_preshader, 2);
}

static bool is_g14x(const struct client *c)
{
	return c->params.gpu_generation == 14 && c->params.gpu_variant != 'G';
}

/* A launch of @bytes / UNIT threads, and the end. The larger M2's have two words more. */
static void put_stream(const struct client *c, uint8_t *at, uint32_t pipeline, uint32_t bytes)
{
	const uint32_t words[] = { 0, pipeline, 0, 1u << 30 };
	const uint32_t sizes[] = { bytes / UNIT, 1, 1, GROUP, 1, 1, 2u << 29, 0 };

	put(&at, words, is_g14x(c) ? sizeof(words) : sizeof(words) / 2);
	put(&at, sizes, sizeof(sizes));
}

/* The memory is used again: wait before LAUNCHES kernels. */
static struct drm_asahi_cmd_compute launch(struct client *c, uint32_t shader,
					   const uint32_t *uniforms, uint32_t count,
					   uint32_t bytes)
{
	const uint32_t slot = c->launches++ % LAUNCHES;
	const uint32_t pipeline = PIPELINES + slot * PIPELINE_SIZE;
	uint8_t *data = (uint8_t *)c->data.map + slot * LAUNCH_SIZE;
	const uint64_t stream = c->data.va + slot * LAUNCH_SIZE;

	memcpy(data + STREAM_SIZE, uniforms, 4 * count);
	put_pipeline((uint8_t *)c->code.map + pipeline, shader, stream + STREAM_SIZE, 2 * count);
	put_stream(c, data, pipeline, bytes);
	return (struct drm_asahi_cmd_compute){ .cdm_ctrl_stream_base = stream,
					       .cdm_ctrl_stream_end = stream + STREAM_SIZE };
}

struct drm_asahi_cmd_compute kernel_fill(struct client *c, uint64_t dst, uint32_t bytes,
					 uint32_t value)
{
	const uint32_t uniforms[] = { dst, dst >> 32, 0, value, value, value, value };

	return launch(c, FILL_SHADER, uniforms, ARRAY_SIZE(uniforms), bytes);
}

struct drm_asahi_cmd_compute kernel_copy(struct client *c, uint64_t src, uint64_t dst,
					 uint32_t bytes)
{
	const uint32_t uniforms[] = { dst, dst >> 32, src, src >> 32 };

	return launch(c, COPY_SHADER, uniforms, ARRAY_SIZE(uniforms), bytes);
}

/* "VDM" in cmdbuf.xml: a terminate. */
struct drm_asahi_cmd_render render_empty(struct client *c)
{
	const uint32_t slot = c->launches++ % LAUNCHES;
	const uint32_t words[2] = { 6u << 29, 0 };

	memcpy((uint8_t *)c->data.map + slot * LAUNCH_SIZE, words, sizeof(words));
	return (struct drm_asahi_cmd_render){
		.vdm_ctrl_stream_base = c->data.va + slot * LAUNCH_SIZE,
		.isp_zls_pixels = 63 << 15 | 63,
		.width_px = 64,
		.height_px = 64,
		.layers = 1,
		.utile_width_px = 32,
		.utile_height_px = 32,
		.samples = 1,
		.sample_size_B = 4,
	};
}

/* @size is what the header says; of a longer payload the rest is left out. */
void command(struct commands *cmds, uint16_t type, uint16_t cdm_barrier, const void *payload,
	     uint16_t size)
{
	const struct drm_asahi_cmd_header header = {
		.cmd_type = type, .size = size,
		.vdm_barrier = DRM_ASAHI_BARRIER_NONE, .cdm_barrier = cdm_barrier,
	};
	uint8_t *at = cmds->data + cmds->size;

	if (cmds->size + sizeof(header) + size > sizeof(cmds->data))
		fail("no room for a command");
	put(&at, &header, sizeof(header));
	put(&at, payload, size);
	cmds->size = at - cmds->data;
}

/* Behind everything that was submitted before. */
void compute(struct commands *cmds, const struct drm_asahi_cmd_compute *cmd)
{
	command(cmds, DRM_ASAHI_CMD_COMPUTE, 0, cmd, sizeof(*cmd));
}

void render(struct commands *cmds, const struct drm_asahi_cmd_render *cmd)
{
	struct drm_asahi_cmd_header *header = (void *)(cmds->data + cmds->size);

	command(cmds, DRM_ASAHI_CMD_RENDER, 0, cmd, sizeof(*cmd));
	header->vdm_barrier = 0;
}

struct drm_asahi_sync sync_point(uint32_t handle, uint64_t point)
{
	return (struct drm_asahi_sync){
		.sync_type = point ? DRM_ASAHI_SYNC_TIMELINE_SYNCOBJ : DRM_ASAHI_SYNC_SYNCOBJ,
		.handle = handle,
		.timeline_value = point,
	};
}

int submit(struct client *c, uint32_t queue, const struct commands *cmds,
	   const struct syncs *syncs)
{
	struct drm_asahi_submit req = {
		.cmdbuf = (uintptr_t)cmds->data,
		.cmdbuf_size = cmds->size,
		.queue_id = queue,
	};

	if (syncs) {
		req.syncs = (uintptr_t)syncs->sync;
		req.in_sync_count = syncs->in;
		req.out_sync_count = syncs->out;
	}
	return ioctl_errno(c->fd, DRM_IOCTL_ASAHI_SUBMIT, &req);
}

/* Submits, waits, and gives the error of the fence, as a positive errno. */
int run_commands(struct client *c, uint32_t queue, const struct commands *cmds)
{
	const uint32_t handle = drm_syncobj_new(c->fd);
	struct syncs syncs = { .sync = { sync_point(handle, 0) }, .out = 1 };
	struct drm_syncobj_destroy d = { .handle = handle };
	int err;

	must(submit(c, queue, cmds, &syncs), "SUBMIT");
	must(drm_sync_wait(c->fd, handle, 0, WAIT_MS), "wait for SUBMIT");
	err = -drm_sync_error(c->fd, handle);
	must(ioctl_errno(c->fd, DRM_IOCTL_SYNCOBJ_DESTROY, &d), "SYNCOBJ_DESTROY");
	return err;
}

void run(struct client *c, struct drm_asahi_cmd_compute cmd)
{
	struct commands cmds = { 0 };

	compute(&cmds, &cmd);
	must(run_commands(c, c->queue, &cmds), "fence of SUBMIT");
}

void fill(struct client *c, uint64_t dst, uint32_t bytes, uint32_t value)
{
	run(c, kernel_fill(c, dst, bytes, value));
}

void copy(struct client *c, uint64_t src, uint64_t dst, uint32_t bytes)
{
	run(c, kernel_copy(c, src, dst, bytes));
}
