/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_VM_H
#define AGX_VM_H

#include "agx_obj.h"

#include "drm/fwgpu/fwgpu_table.h"
#include "drm/fwgpu/fwgpu_vm.h"
#include "drm/own/own.h"

#include <linux/types.h>

struct agx_bo;
struct agx_device;
struct agx_space;
struct agx_vm;
struct dma_resv;
struct fwgpu_ledger_entry;

/* Smallest range that userspace must leave to the kernel. */
#define AGX_VM_KERNEL_MIN	0x20000000ull

/* What a mapping says besides the address. */
#define AGX_MAP_READ		BIT(0)
#define AGX_MAP_WRITE		BIT(1)
#define AGX_MAP_SINGLE_PAGE	FWGPU_MAPPING_REPEAT

struct agx_vm *agx_vm_get_ref(struct agx_vm *vm);
void agx_vm_put_ref(struct agx_vm *vm);

/* A reference to a user's address space. */
OWNED_REF(agx_vm, struct agx_vm, agx_vm_get_ref, agx_vm_put_ref)

/* What a file has of address spaces. */
FWGPU_TABLE(agx_vm, struct agx_vm, agx_vm_get_ref, agx_vm_put_ref)

int agx_vm_create(struct agx_device *agx, struct fwgpu_ledger_entry *owner, u64 kernel_start,
		  u64 kernel_end, struct agx_vm_own *h)
	__cond_acquires(0, h) __must_check;
struct agx_device *agx_vm_device(const struct agx_vm *vm);
struct fwgpu_ledger_entry *agx_vm_entry(struct agx_vm *vm);
struct agx_space *agx_vm_space(struct agx_vm *vm);
struct agx_heap *agx_vm_heap_shared(struct agx_vm *vm);
struct agx_heap *agx_vm_heap_private(struct agx_vm *vm);
void agx_vm_share_resv(struct agx_vm *vm, struct agx_bo *bo);

int agx_vm_check_range(struct agx_vm *vm, u64 addr, u64 range) __must_check;
int agx_vm_check_map(struct agx_vm *vm, const struct agx_bo *bo, u64 addr, u64 range, u64 offset,
		     u32 flags) __must_check;
int agx_vm_map(struct agx_vm *vm, struct agx_bo *bo, u64 addr, u64 range, u64 offset, u32 flags)
	__must_check;
int agx_vm_unmap(struct agx_vm *vm, u64 addr, u64 range) __must_check;
void agx_vm_unmap_bo(struct agx_vm *vm, struct agx_bo *bo);

#endif
