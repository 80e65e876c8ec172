/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ASAHI_UTIL_H
#define TESTS_ASAHI_UTIL_H

#include <drm/drm.h>
#include <drm/asahi_drm.h>

#include "../drm_util.h"
#include "../run.h"

#define PAGE 0x4000ull
#define KIB 1024ull
#define MIB (1024 * KIB)

#define READ DRM_ASAHI_BIND_READ
#define WRITE DRM_ASAHI_BIND_WRITE
#define SINGLE DRM_ASAHI_BIND_SINGLE_PAGE

/** struct device - where the subtests open their clients */
struct device {
	const char *path;
};

/** struct bo - a buffer object; @va is 0 until it is bound, @map until mapped */
struct bo {
	uint32_t handle;
	uint64_t size;
	uint64_t va;
	void *map;
};

/** struct client - an open file with an address space, a queue and memory for commands */
struct client {
	struct client *next;
	int fd;
	struct drm_asahi_params_global params;
	uint32_t vm, queue;
	uint64_t top;		/* addresses are handed out from here, upwards */
	struct bo code;		/* shaders and pipelines, at USC_BASE */
	struct bo data;		/* control streams and uniforms */
	uint32_t launches;
	struct drm_maps maps;
};

/* What Mesa gives the shaders: 4 GiB. */
#define USC_BASE 0x1100000000ull

/** struct commands - what a submission consists of */
struct commands {
	uint8_t data[0x20000];
	uint32_t size;
};

/** struct syncs - sync objects that a submission waits for, then those that it signals */
struct syncs {
	struct drm_asahi_sync sync[8];
	uint32_t in, out;
};

void device_find(struct device *dev);

/* Clients, freed by clients_close() if a subtest does not do it. */
struct client *client_open_bare(const struct device *dev);
struct client *client_open(const struct device *dev);
void client_close(struct client *c);
void clients_close_but(const struct client *keep);
void clients_close(struct device *dev);

int vm_create(struct client *c, uint32_t *vm);
int vm_destroy(struct client *c, uint32_t vm);
int queue_create(struct client *c, uint32_t vm, uint32_t priority, uint32_t *queue);
int queue_destroy(struct client *c, uint32_t queue);
uint64_t gpu_time(struct client *c);

/* Buffer objects and addresses. */
struct bo bo_new(struct client *c, uint64_t size, uint32_t flags);
void bo_map(struct client *c, struct bo *bo);
void bo_unmap(struct client *c, struct bo *bo);
void bo_free(struct client *c, struct bo *bo);
uint64_t va_alloc(struct client *c, uint64_t size);
struct bo bo_bound(struct client *c, uint64_t size);
int bo_export(struct client *c, const struct bo *bo, int *fd);
struct bo bo_import(struct client *c, int fd, uint64_t size);

struct drm_asahi_gem_bind_op op_map(const struct bo *bo, uint64_t va, uint64_t offset,
				    uint64_t range, uint32_t flags);
struct drm_asahi_gem_bind_op op_unmap(uint64_t va, uint64_t range);
int vm_bind(struct client *c, uint32_t vm, uint32_t count, const struct drm_asahi_gem_bind_op *op);
void must_bind(struct client *c, struct drm_asahi_gem_bind_op op);

/* Kernels. Addresses and sizes are multiples of 16 bytes. */
struct drm_asahi_cmd_compute kernel_fill(struct client *c, uint64_t dst, uint32_t bytes,
					 uint32_t value);
struct drm_asahi_cmd_compute kernel_copy(struct client *c, uint64_t src, uint64_t dst,
					 uint32_t bytes);

/* A render of nothing, 64 by 64 pixels, with a vertex stream that ends at once. */
struct drm_asahi_cmd_render render_empty(struct client *c);

/* Submissions. */
void command(struct commands *cmds, uint16_t type, uint16_t cdm_barrier, const void *payload,
	     uint16_t size);
void compute(struct commands *cmds, const struct drm_asahi_cmd_compute *cmd);
void render(struct commands *cmds, const struct drm_asahi_cmd_render *cmd);
struct drm_asahi_sync sync_point(uint32_t handle, uint64_t point);
int submit(struct client *c, uint32_t queue, const struct commands *cmds,
	   const struct syncs *syncs);
int run_commands(struct client *c, uint32_t queue, const struct commands *cmds);
void run(struct client *c, struct drm_asahi_cmd_compute cmd);
void fill(struct client *c, uint64_t dst, uint32_t bytes, uint32_t value);
void copy(struct client *c, uint64_t src, uint64_t dst, uint32_t bytes);

#endif
