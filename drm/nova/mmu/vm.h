/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_VM_H
#define NOVA_VM_H

#include "drm/own/own.h"

#include <linux/types.h>

struct dma_fence;
struct drm_device;
struct drm_exec;
struct drm_file;
struct drm_gem_object;
struct fwgpu_ledger_entry;
struct nova_bo;
struct nova_device;
struct nova_rm_client;
struct nova_vm;
struct nova_vma;
struct seq_file;
struct ttm_resource;

struct nova_vm *nova_vm_get_ref(struct nova_vm *vm);
void nova_vm_put_ref(struct nova_vm *vm);
void nova_vma_free(struct nova_vma *vma);

/* A GPU address space with the RM client that its channels live under. */
OWNED_REF(nova_vm, struct nova_vm, nova_vm_get_ref, nova_vm_put_ref)
/* A kernel buffer mapped into the kernel's part of an address space. */
OWNED(nova_vma, struct nova_vma, nova_vma_free)

/* Kernel-managed part: [kernel_addr, kernel_addr + kernel_size), the rest is the user's. */
int nova_vm_create(struct nova_device *nova, struct fwgpu_ledger_entry *owner, u64 kernel_addr,
		   u64 kernel_size, struct nova_vm_own *h)
	__cond_acquires(0, h) __must_check;
/* Unmaps all user mappings and waits for pending binds; the last step before the final put. */
void nova_vm_close(struct nova_vm *vm);

/* Prints the user's mappings for debugfs: drm_debugfs_gpuva_info(). */
void nova_vm_show(struct nova_vm *vm, struct seq_file *m);

struct nova_device *nova_vm_device(const struct nova_vm *vm);
struct fwgpu_ledger_entry *nova_vm_entry(struct nova_vm *vm);
struct nova_rm_client *nova_vm_client(const struct nova_vm *vm);
u32 nova_vm_vaspace(const struct nova_vm *vm);
/* Top page directory's VRAM address, for instance blocks. */
u64 nova_vm_pdb(const struct nova_vm *vm);
struct drm_gem_object *nova_vm_resv_obj(const struct nova_vm *vm);

#define NOVA_VMA_READ_ONLY	BIT(0)
#define NOVA_VMA_PRIVILEGED	BIT(1)

int nova_vma_create(struct nova_vm *vm, struct nova_bo *bo, u32 flags,
		    struct nova_vma_own *h)
	__cond_acquires(0, h) __must_check;
u64 nova_vma_addr(const struct nova_vma *vma);

/* Called by an exec with @exec: locks every buffer of @vm, makes it resident and mapped. */
int nova_vm_prepare_exec(struct nova_vm *vm, struct drm_exec *exec, u32 num_fences);
void nova_vm_add_fence(struct nova_vm *vm, struct drm_exec *exec, struct dma_fence *fence);

/* TTM is about to move @bo: take it out of the page tables of every VM. */
void nova_vm_bo_evict(struct nova_bo *bo);

int nova_ioctl_vm_bind(struct drm_device *drm, void *data, struct drm_file *file);

#endif
