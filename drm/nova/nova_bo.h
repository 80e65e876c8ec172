/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_BO_H
#define NOVA_BO_H

#include "nova_device.h"

#include "drm/fwgpu/fwgpu_gem.h"
#include "drm/own/own.h"

#include <drm/ttm/ttm_bo.h>

struct drm_file;
struct nova_vm;

/**
 * struct nova_bo - a buffer object
 */
struct nova_bo {
	/** @ttm: placement and backing; ttm.base is the GEM object. */
	struct ttm_buffer_object ttm;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @domains: NOUVEAU_GEM_DOMAIN_* that the creator allows. */
	u32 domains;
	/** @tile_mode: opaque to the kernel, handed back by GEM_INFO. */
	u32 tile_mode;
	/** @tile_flags: opaque to the kernel, handed back by GEM_INFO. */
	u32 tile_flags;
	/** @resv_owner: whose reservation a private buffer uses, which is never exported. */
	struct fwgpu_gem_slot resv_owner;
	/** @vmap: kernel mapping of a kernel buffer; see nova_bo_cpu(). */
	struct iosys_map vmap;
};

FWGPU_BO(nova_bo, ttm.base)

static inline struct nova_device *nova_bo_device(const struct nova_bo *bo)
{
	return container_of(bo->ttm.base.dev, struct nova_device, drm);
}

/* A user's buffer: cleared, in one of @domains, evictable. */
int nova_bo_create(struct nova_device *nova, struct fwgpu_ledger_entry *owner,
		   struct nova_vm *vm, u64 size, u32 domains, struct nova_bo_own *h)
	__cond_acquires(0, h) __must_check;

/* A kernel buffer: cleared, pinned in VRAM (contiguous) or in mapped system memory. */
int nova_bo_create_kernel(struct nova_device *nova, struct fwgpu_ledger_entry *owner, u64 size,
			  u32 domain, struct nova_bo_own *h)
	__cond_acquires(0, h) __must_check;

u64 nova_bo_size(const struct nova_bo *bo);
bool nova_bo_in_vram(const struct nova_bo *bo);
/* Address of a pinned kernel buffer: VRAM offset, or bus address of its first page. */
u64 nova_bo_addr(struct nova_bo *bo);
/* CPU address of a kernel buffer in system memory. */
void *nova_bo_cpu(struct nova_bo *bo);

struct drm_gem_object *nova_bo_prime_import_sg(struct drm_device *drm,
					       struct dma_buf_attachment *attach,
					       struct sg_table *sg);

/* Moves a reserved buffer to where its domains allow the GPU to use it. */
int nova_bo_validate(struct nova_bo *bo, struct ttm_operation_ctx *ctx);
/* Whether this is a buffer of ours, and not what TTM makes of one that moves. */
bool nova_bo_is_ours(const struct ttm_buffer_object *ttm);

int nova_ttm_init(struct nova_device *nova);
void nova_ttm_fini(struct nova_device *nova);

#endif
