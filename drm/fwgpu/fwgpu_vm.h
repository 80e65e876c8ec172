/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_VM_H
#define FWGPU_VM_H

#include "drm/own/own.h"

#include <drm/drm_gpuvm.h>

#include <linux/bits.h>
#include <linux/container_of.h>
#include <linux/llist.h>
#include <linux/types.h>

static inline void fwgpu_vm_bo_put(struct drm_gpuvm_bo *vm_bo)
{
	drm_gpuvm_bo_put_deferred(vm_bo);
}

/* A reference on the fact that a buffer is used in an address space. */
OWNED_REF(fwgpu_vm_bo, struct drm_gpuvm_bo, drm_gpuvm_bo_get, fwgpu_vm_bo_put)

/* The page at a mapping's offset fills all of it; the rest of the flags is the driver's. */
#define FWGPU_MAPPING_REPEAT	BIT(31)

/**
 * struct fwgpu_mapping - a piece of a buffer in an address space
 *
 * Owned by the tree of the address space while it is in it.
 */
struct fwgpu_mapping {
	/** @va: where, and which part of which buffer. */
	struct drm_gpuva va;
	/** @flags: how. */
	u32 flags;
	/** @held: once it is removed, keeps the buffer until no TLB shows it. */
	struct fwgpu_vm_bo_slot held;
	/** @removed: in what a change removed. */
	struct llist_node removed;
};

static inline struct fwgpu_mapping *to_fwgpu_mapping(struct drm_gpuva *va)
{
	return container_of(va, struct fwgpu_mapping, va);
}

void fwgpu_mapping_free(struct fwgpu_mapping *mapping);

/* A mapping that is in no tree. */
OWNED(fwgpu_mapping, struct fwgpu_mapping, fwgpu_mapping_free)

/* Mapping takes a new mapping, and what may remain on both sides of an old one. */
#define FWGPU_VM_MAP_MAPPINGS	3
#define FWGPU_VM_UNMAP_MAPPINGS	2

/**
 * struct fwgpu_vm_change - what a change of an address space needs; zero at first
 */
struct fwgpu_vm_change {
	/** @vm_bo: link between the address space and the buffer to map. */
	struct fwgpu_vm_bo_slot vm_bo;
	/** @mappings: what the tree may need. */
	struct fwgpu_mapping_slot mappings[FWGPU_VM_MAP_MAPPINGS];
	/** @removed: mappings that were in the way. */
	struct llist_head removed;
};

/**
 * struct fwgpu_vm_args - what an address space is made from
 */
struct fwgpu_vm_args {
	/** @name: of the driver; a constant. */
	const char *name;
	/** @ops: the driver's. */
	const struct drm_gpuvm_ops *ops;
	/** @start: first address. */
	u64 start;
	/** @range: bytes. */
	u64 range;
	/** @kernel_start: first address that is not the user's. */
	u64 kernel_start;
	/** @kernel_range: bytes that are not. */
	u64 kernel_range;
};

int fwgpu_vm_init(struct drm_gpuvm *gpuvm, struct drm_device *drm,
		  const struct fwgpu_vm_args *args) __must_check;
int fwgpu_vm_check_part(const struct drm_gpuvm *gpuvm, const struct drm_gem_object *obj,
			const struct drm_gem_object *resv, u64 offset, u64 size);
void fwgpu_vm_remove(struct drm_gpuva *va);

int fwgpu_vm_change_alloc(struct fwgpu_vm_change *change, u32 count) __must_check;
int fwgpu_vm_change_obtain(struct fwgpu_vm_change *change, struct drm_gpuvm *gpuvm,
			   struct drm_gem_object *obj) __must_check;
struct fwgpu_mapping *fwgpu_vm_change_map(struct fwgpu_vm_change *change, struct drm_gpuvm *gpuvm,
					  const struct drm_gpuva_op_map *op, u32 flags);
void fwgpu_vm_change_unmap(struct fwgpu_vm_change *change, struct drm_gpuva_op_unmap *op);
int fwgpu_vm_change_remap(struct fwgpu_vm_change *change, struct drm_gpuvm *gpuvm,
			  struct drm_gpuva_op_remap *op);
void fwgpu_vm_change_fini(struct fwgpu_vm_change *change);

#endif
