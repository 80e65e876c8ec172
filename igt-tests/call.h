/* SPDX-License-Identifier: MIT */
#ifndef IGT_TESTS_CALL_H
#define IGT_TESTS_CALL_H

#include <stddef.h>

#include "../tests/bad_input.h"
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
