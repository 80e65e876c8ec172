/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ASAHI_BAD_H
#define TESTS_ASAHI_BAD_H

#include "../bad_input.h"
#include "asahi_util.h"

/** struct long_op - a bind operation of a userspace that is newer than the kernel */
struct long_op {
	struct drm_asahi_gem_bind_op op;
	uint64_t extra;
};

/** struct cmdbuf - attachments, and two commands of a userspace that is newer than the kernel */
struct cmdbuf {
	struct drm_asahi_cmd_header attach;
	struct drm_asahi_attachment attachment[2];
	struct drm_asahi_cmd_header first;
	struct drm_asahi_cmd_compute compute;
	uint64_t extra;
	struct drm_asahi_cmd_header second;
	struct drm_asahi_cmd_compute compute2;
};

/** struct render_cmdbuf - one render command */
struct render_cmdbuf {
	struct drm_asahi_cmd_header header;
	struct drm_asahi_cmd_render render;
	uint64_t extra;
};

/**
 * struct args - one ioctl call: its structure and all that it points to
 * @request: the ioctl's number, its size included
 * @kept: for @ioctl.undo, which must not look at what a row may have spoiled
 */
struct args {
	union {
		uint64_t raw[16];
		struct drm_asahi_get_params params;
		struct drm_asahi_get_time time;
		struct drm_asahi_vm_create vm_create;
		struct drm_asahi_vm_destroy vm_destroy;
		struct drm_asahi_vm_bind bind;
		struct drm_asahi_gem_create gem;
		struct drm_asahi_gem_mmap_offset mmap;
		struct drm_asahi_gem_bind_object object;
		struct drm_asahi_queue_create queue;
		struct drm_asahi_queue_destroy queue_destroy;
		struct drm_asahi_submit submit;
	};
	union {
		struct drm_asahi_params_global global;
		struct long_op op[2];
		struct cmdbuf cmdbuf;
		struct render_cmdbuf render;
		uint8_t many[65][sizeof(struct drm_asahi_cmd_header) +
				 sizeof(struct drm_asahi_cmd_compute)];
	};
	struct drm_asahi_sync sync[2];
	uint32_t request;
	uint32_t kept;
	void *arg;
};

/**
 * struct world - what calls can refer to
 * @c: client; its queue is idle
 * @bo: bound, readable and writable, and full of a pattern
 * @private: a BO of another address space than @c's
 * @other_vm: that address space
 * @stale: handle of a closed BO
 * @no_vm: number of an address space that is gone; so are the next two
 * @object: timestamps, in @bo
 * @unused: a syncobj without a fence
 * @ready: a syncobj that has signalled
 * @va: free addresses, 1 MiB of them
 * @kernel: where the kernel's range begins
 */
struct world {
	struct client *c;
	struct bo bo, private;
	uint32_t other_vm;
	uint32_t stale, no_vm, no_queue, no_object;
	uint32_t object;
	uint32_t unused, ready, out;
	uint64_t va, bound;
	uint64_t kernel, kernel_end;
	struct bo seen;
};

#define WORLD_SIZE (4 * PAGE)

/**
 * struct ioctl - an ioctl and its bad calls
 * @good: fills in a call that succeeds; may acquire what the call consumes
 * @undo: gives back what @good acquired and, if @done, what the call did
 */
struct ioctl {
	const char *name;
	uint32_t request;
	void (*good)(struct world *w, struct args *a);
	void (*undo)(struct world *w, struct args *a, bool done);
	const struct row *rows;
};

extern const struct ioctl bind_ioctls[], gem_ioctls[], queue_ioctls[], submit_ioctls[];

int object_bind(struct client *c, const struct bo *bo, uint64_t offset, uint64_t range,
		uint32_t *object);
int object_unbind(struct client *c, uint32_t object);

#endif
