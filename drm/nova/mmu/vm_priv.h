/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_VM_PRIV_H
#define NOVA_VM_PRIV_H

#include "pt.h"
#include "vm.h"
#include "../nova_bo.h"
#include "../gsp/rm.h"

#include "drm/fwgpu/fwgpu_sched.h"
#include "drm/fwgpu/fwgpu_vm.h"
#include "drm/own/own.h"

#include <drm/drm_gpuvm.h>
#include <drm/drm_mm.h>
#include <drm/gpu_scheduler.h>

#include <linux/interval_tree.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/wait_bit.h>

/* As in nouveau, a VA_SPACE of 47 bits: one half of a canonical address. */
#define NOVA_VM_END	BIT_ULL(47)

/*
 * A &struct fwgpu_mapping is a piece of a buffer in the user's part, its flags the
 * storage kind. An evicted one has DRM_GPUVA_INVALIDATED set, and no page table
 * entries.
 */

/**
 * struct nova_sparse - a region in which holes are sparse
 *
 * Owned by the address space's tree @live while it is in it.
 */
struct nova_sparse {
	/** @plan: range, as it will be once all jobs that were queued have run. */
	struct interval_tree_node plan;
	/** @live: range, as it is now. */
	struct interval_tree_node live;
};

static inline void nova_sparse_free(struct nova_sparse *sparse)
{
	kfree(sparse);
}

OWNED(nova_sparse, struct nova_sparse, nova_sparse_free)

/**
 * struct nova_vm - an address space
 *
 * Locks, outermost first: @submit_lock, reservations of buffers, @lock, the
 * buffers' gpuva locks, the lock of @pt. @lock is taken while fences are being
 * signalled: nothing is allocated under it.
 */
struct nova_vm {
	/** @gpuvm: the user's mappings; for its tree, use nova_vm_tree(). */
	struct drm_gpuvm gpuvm;
	/** @nova: device. */
	struct nova_device *nova;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @client: RM client, of this address space alone. */
	struct nova_rm_client_slot client;
	/** @vaspace: RM's idea of this address space. */
	struct nova_rm_object_slot vaspace;
	/** @pt: page tables. */
	struct nova_pt_slot pt;

	/** @lock: protects mappings, live sparse regions, and that entries match them. */
	struct mutex lock;
	/** @live: sparse regions, as the page tables have them. */
	struct rb_root_cached live __guarded_by(&lock);

	/** @kernel_lock: protects @kernel_mm. */
	struct mutex kernel_lock;
	/** @kernel_mm: free addresses of the kernel's part. */
	struct drm_mm kernel_mm __guarded_by(&kernel_lock);

	/** @submit_lock: held while a bind job is put together and queued. */
	struct mutex submit_lock;
	/** @planned: sparse regions, as they will be when the queue is empty. */
	struct rb_root_cached planned __guarded_by(&submit_lock);
	/** @closed: no more jobs are taken. */
	bool closed __guarded_by(&submit_lock);
	/** @sched: runs bind jobs, one after the other. */
	struct drm_gpu_scheduler sched;
	/** @entity: the queue of bind jobs. */
	struct drm_sched_entity entity;
	/** @running: @sched, once it is started. */
	struct fwgpu_sched_slot running;
	/** @rcu: for those who still look at fences. */
	struct rcu_head rcu;
	/** @users: bind jobs and evictions that may hold links to buffers. */
	atomic_t users;
};

static inline struct nova_vm *to_nova_vm(struct drm_gpuvm *gpuvm)
{
	return container_of(gpuvm, struct nova_vm, gpuvm);
}

static inline struct drm_gpuvm *nova_vm_tree(struct nova_vm *vm)
	__must_hold(&vm->lock)
{
	return &vm->gpuvm;
}

extern const struct drm_sched_backend_ops nova_bind_sched_ops;

int nova_vm_prepare_mapping(struct nova_vm *vm, struct nova_bo *bo, u64 addr, u64 range,
			    u64 offset);
void nova_vm_write_mapping(struct nova_vm *vm, struct fwgpu_mapping *mapping)
	__must_hold(&vm->lock);
void nova_vm_clear_range(struct nova_vm *vm, u64 addr, u64 range) __must_hold(&vm->lock);

int nova_bind_step_map(struct drm_gpuva_op *op, void *priv);
int nova_bind_step_remap(struct drm_gpuva_op *op, void *priv);
int nova_bind_step_unmap(struct drm_gpuva_op *op, void *priv);

#endif
