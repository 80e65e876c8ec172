// SPDX-License-Identifier: MIT
/*
 * A preloaded library that lets Honeykrisp compute without a GPU and without a kernel driver. Mesa's drm-shim
 * answers all ioctls and does nothing; this library stands before it, follows what is mapped where, and runs
 * the compute commands of a submission on emu/agx-isa at once. Everything else is still not done.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <drm/asahi_drm.h>

#include "emu/agx-card/cdm.h"

#define BUDGET 100000000ull

/** struct object - a GEM object; @map is made when it is first bound */
struct object {
	uint64_t size;
	uint8_t *map;
};

/** struct mapping - what is at an address; NULL if that was unbound. Later ones hide earlier ones. */
struct mapping {
	uint64_t addr, range;
	uint8_t *map;
};

/* One client with one address space is all that there is. */
static struct object *objects;
static uint32_t object_count;
static struct mapping *mappings;
static size_t mapping_count;
static uint64_t usc_base;

static int (*next_ioctl)(int fd, unsigned long request, ...);

static void *grow(void *array, size_t count, size_t size)
{
	array = realloc(array, count * size);
	if (!array)
		abort();
	return array;
}

static uint8_t *memory_at(uint64_t va, size_t size)
{
	for (size_t i = mapping_count; i-- > 0;) {
		const struct mapping *m = &mappings[i];

		if (va >= m->addr && va - m->addr < m->range)
			return m->map && size <= m->range - (va - m->addr) ? m->map + (va - m->addr) : NULL;
	}
	return NULL;
}

static bool sim_read(void *ctx, uint64_t va, void *data, size_t size)
{
	const uint8_t *from = memory_at(va, size);

	(void)ctx;
	if (from)
		memcpy(data, from, size);
	return from;
}

static bool sim_write(void *ctx, uint64_t va, const void *data, size_t size)
{
	uint8_t *to = memory_at(va, size);

	(void)ctx;
	if (to)
		memcpy(to, data, size);
	return to;
}

static void sim_violation(void *ctx, const char *text)
{
	(void)ctx;
	fprintf(stderr, "agx_sim: %s\n", text);
}

static const struct agx_isa_ops ops = { sim_read, sim_write, sim_read, NULL, sim_violation };

static void created(const struct drm_asahi_gem_create *args)
{
	if (args->handle >= object_count) {
		objects = grow(objects, args->handle + 1, sizeof(*objects));
		memset(objects + object_count, 0, (args->handle + 1 - object_count) * sizeof(*objects));
		object_count = args->handle + 1;
	}
	objects[args->handle] = (struct object){ .size = args->size };
}

static uint8_t *map_object(int fd, uint32_t handle)
{
	struct object *object = &objects[handle];
	struct drm_asahi_gem_mmap_offset args = { .handle = handle };

	if (handle >= object_count)
		return NULL;
	if (!object->map) {
		next_ioctl(fd, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &args);
		object->map = mmap(NULL, object->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, args.offset);
		if (object->map == MAP_FAILED)
			abort();
	}
	return object->map;
}

static void bound(int fd, const struct drm_asahi_vm_bind *args)
{
	for (uint32_t i = 0; i < args->num_binds; i++) {
		const struct drm_asahi_gem_bind_op *op = (void *)(uintptr_t)(args->userptr + i * args->stride);
		struct mapping mapping = { .addr = op->addr, .range = op->range };

		if (!(op->flags & DRM_ASAHI_BIND_UNBIND))
			mapping.map = map_object(fd, op->handle) + op->offset;
		mappings = grow(mappings, mapping_count + 1, sizeof(*mappings));
		mappings[mapping_count++] = mapping;
	}
}

static void compute(const struct drm_asahi_cmd_compute *args)
{
	static const char *const results[] = { "ok", "fault", "violation", "timeout" };
	struct cdm cdm = { .ops = &ops, .usc_base = usc_base, .budget = BUDGET };
	enum agx_isa_result result = cdm_run(&cdm, args->cdm_ctrl_stream_base);

	if (result != AGX_ISA_OK)
		fprintf(stderr, "agx_sim: %s in launch %llu\n", results[result], (unsigned long long)cdm.launches);
}

static void submitted(const struct drm_asahi_submit *args)
{
	const uint8_t *at = (const void *)(uintptr_t)args->cmdbuf, *end = at + args->cmdbuf_size;

	while (at < end) {
		const struct drm_asahi_cmd_header *header = (const void *)at;

		if (header->cmd_type == DRM_ASAHI_CMD_COMPUTE)
			compute((const void *)(header + 1));
		at += sizeof(*header) + header->size;
	}
}

/* Takes the place of libc's. */
__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...)
{
	va_list list;
	void *args;
	int ret, err;

	va_start(list, request);
	args = va_arg(list, void *);
	va_end(list);
	if (!next_ioctl)
		next_ioctl = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
	ret = next_ioctl(fd, request, args);
	err = errno;
	if (request == DRM_IOCTL_ASAHI_GEM_CREATE)
		created(args);
	else if (request == DRM_IOCTL_ASAHI_VM_BIND)
		bound(fd, args);
	else if (request == DRM_IOCTL_ASAHI_QUEUE_CREATE)
		usc_base = ((struct drm_asahi_queue_create *)args)->usc_exec_base;
	else if (request == DRM_IOCTL_ASAHI_SUBMIT)
		submitted(args);
	errno = err;
	return ret;
}
