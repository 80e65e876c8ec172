/* SPDX-License-Identifier: MIT */
#ifndef TESTS_NOUVEAU_UTIL_H
#define TESTS_NOUVEAU_UTIL_H

#include <stdbool.h>
#include <drm/drm.h>
#include <drm/nouveau_drm.h>

#include "../drm_util.h"
#include "../run.h"

#define PAGE 4096ull
#define KIB 1024ull
#define MIB (1024 * KIB)

#define VRAM NOUVEAU_GEM_DOMAIN_VRAM
#define GART NOUVEAU_GEM_DOMAIN_GART
#define MAPPABLE NOUVEAU_GEM_DOMAIN_MAPPABLE
#define NO_SHARE NOUVEAU_GEM_DOMAIN_NO_SHARE

/* What Mesa gives the kernel of the address space. */
#define KERNEL_VA 0x8000000000ull
#define KERNEL_VA_SIZE 0x8000000000ull

/** struct device - where the subtests open their clients */
struct device {
	const char *path;
	char driver[64];	/* kernel driver bound to the device */
	void *pair;		/* isolate.c: what a child process was given */
};

/** struct bo - a buffer object; @va is 0 until it is bound, @map until mapped */
struct bo {
	uint32_t handle;
	uint64_t size;
	uint64_t offset;	/* for mmap */
	uint64_t va;
	void *map;
};

/** struct client - an open file with its own VM and pushbuffer memory */
struct client {
	struct client *next;
	int fd;
	uint64_t top;		/* addresses are handed out from here */
	struct bo push;
	uint32_t used;		/* words of @push */
	struct drm_maps maps;
};

/** struct sync - syncobj points that an EXEC or VM_BIND waits for or signals */
struct sync {
	struct drm_nouveau_sync wait[4], signal[4];
	uint32_t waits, signals;
};

/* The node to test, and what is bound to it. */
void device_find(struct device *dev);
/* Skips on stock nouveau, for what it is known to get wrong. */
void not_nouveau(const struct device *dev, const char *what);

/* Clients, freed by clients_close() if a subtest does not do it. */
struct client *client_open_bare(const struct device *dev);
struct client *client_open(const struct device *dev);
void client_close(struct client *c);
void clients_close(struct device *dev);

/* Channels. */
uint32_t channel_new(struct client *c, uint32_t engine);
uint32_t channel_class(struct client *c, uint32_t channel);
int channel_free(struct client *c, uint32_t channel);

/* Buffer objects and addresses. */
struct bo bo_new(struct client *c, uint64_t size, uint32_t domain);
void bo_map(struct client *c, struct bo *bo);
void bo_free(struct client *c, struct bo *bo);
uint64_t va_alloc(struct client *c, uint64_t size);
struct bo bo_bound(struct client *c, uint64_t size, uint32_t domain);
int bo_info(struct client *c, uint32_t handle, struct drm_nouveau_gem_info *info);
int bo_prep(struct client *c, uint32_t handle, uint32_t flags);

struct drm_nouveau_vm_bind_op op_map(const struct bo *bo, uint64_t va, uint64_t offset,
				     uint64_t range);
struct drm_nouveau_vm_bind_op op_unmap(uint64_t va, uint64_t range);
int vm_bind(struct client *c, uint32_t count, const struct drm_nouveau_vm_bind_op *op,
	    const struct sync *async);
void must_bind(struct client *c, struct drm_nouveau_vm_bind_op op);

/* Commands: each push_*() appends to the segment that push_end() returns. */
uint32_t push_begin(struct client *c);
struct drm_nouveau_exec_push push_end(struct client *c, uint32_t begin);
void push_nop(struct client *c);
void push_copy(struct client *c, uint64_t src, uint64_t dst, uint32_t bytes);
void push_fill(struct client *c, uint64_t dst, uint32_t bytes, uint32_t value);
void push_acquire(struct client *c, uint64_t va, uint32_t value);
int exec(struct client *c, uint32_t channel, uint32_t count,
	 const struct drm_nouveau_exec_push *push, const struct sync *sync);
void run(struct client *c, uint32_t channel, uint32_t begin);
void copy(struct client *c, uint32_t channel, uint64_t src, uint64_t dst, uint32_t bytes);
void fill(struct client *c, uint32_t channel, uint64_t dst, uint32_t bytes, uint32_t value);

/* Sync objects; a point of 0 means a binary one. */
uint32_t syncobj_new(struct client *c);
struct drm_nouveau_sync sync_point(uint32_t handle, uint64_t point);
int sync_wait(struct client *c, uint32_t handle, uint64_t point, int ms);
int sync_error(struct client *c, uint32_t handle);

#endif
