/* SPDX-License-Identifier: MIT */
#ifndef IGT_TESTS_CALL_H
#define IGT_TESTS_CALL_H

#include <stddef.h>

#include "../tests/uapi/nouveau_util.h"
#include "../tests/uapi/nvif.h"

/** struct nvif_new_dev - NVIF NEW with the argument of a device object */
struct nvif_new_dev {
	struct nvif_new new;
	uint64_t version, device;
};

/**
 * struct args - one ioctl call: its structure and all that it points to
 * @size: of the structure; only NVIF is called with others than the right one
 * @kept: for @ioctl.undo, which must not look at what a row may have spoiled
 */
struct args {
	union {
		uint8_t raw[256];
		struct drm_nouveau_getparam getparam;
		struct drm_nouveau_channel_alloc alloc;
		struct drm_nouveau_channel_free free;
		struct drm_nouveau_vm_init init;
		struct drm_nouveau_vm_bind bind;
		struct drm_nouveau_exec exec;
		struct drm_nouveau_get_zcull_info zcull;
		struct drm_nouveau_gem_new gem;
		struct drm_nouveau_gem_cpu_prep prep;
		struct drm_nouveau_gem_cpu_fini fini;
		struct drm_nouveau_gem_info info;
		struct nvif_head del;
		struct nvif_new_dev dev;
		struct nvif_new obj;
		struct nvif_sclass sclass;
		struct nvif_mthd_info mthd;
	};
	struct drm_nouveau_vm_bind_op op[2];
	struct drm_nouveau_exec_push push[2];
	struct drm_nouveau_sync wait[1], signal[1];
	uint32_t size;
	uint32_t kept;
	void *arg;
};

/**
 * struct world - what calls can refer to
 * @c: client with a VM and a channel; without either for the calls that are
 *	made before them
 * @stale: handle of a closed BO
 * @unused: a syncobj without a fence
 * @ready: a syncobj that has signalled
 * @va: free addresses, 1 MiB of them
 */
struct world {
	struct client *c;
	uint32_t ce;
	uint32_t oclass;
	struct bo bo;
	uint32_t stale;
	uint32_t unused, ready, out;
	uint64_t va;
	struct drm_nouveau_exec_push push;
};

/** struct patch - a change to a good call: a constant, or a member of the world */
struct patch {
	uint16_t offset, size;
	bool from_world;
	uint64_t value;
};

#define MEMBER_SIZE(type, member) sizeof(((type *)0)->member)
#define SET(member, v) \
	{ offsetof(struct args, member), MEMBER_SIZE(struct args, member), false, (v) }
#define FROM(member, source) \
	{ offsetof(struct args, member), MEMBER_SIZE(struct args, member), true, \
	  offsetof(struct world, source) }
/* the ioctl's own pointer */
#define BAD_ARG SET(arg, 8)
/* addresses for members that point to arrays: not mapped, and the kernel's */
#define BAD_PTR 8ull
#define KERNEL_PTR 0xffff888000001000ull

/**
 * struct row - a bad call
 * @name: what is bad about it
 * @err: the errno that it must get
 * @strict: stock nouveau accepts it, or does worse
 */
struct row {
	const char *name;
	int err;
	bool strict;
	struct patch patch[4];
};

/**
 * struct ioctl - an ioctl and its bad calls
 * @request: 0 for NVIF, whose request number depends on @args.size
 * @good: fills in a call that succeeds; may acquire what the call consumes
 * @undo: gives back what @good acquired and, if @done, what the call did
 * @fresh: needs a client without a VM for every call
 */
struct ioctl {
	const char *name;
	unsigned long request;
	uint32_t size;
	void (*good)(struct world *w, struct args *a);
	void (*undo)(struct world *w, struct args *a, bool done);
	bool fresh;
	const struct row *rows;
};

extern const struct ioctl channel_ioctls[], nvif_ioctls[], bind_ioctls[];
extern const struct ioctl exec_ioctls[], gem_ioctls[];

/** struct order - calls in an order that must not be */
struct order {
	const char *name;
	bool strict;
	void (*run)(struct device *dev);
};

extern const struct order orders[];

#endif
