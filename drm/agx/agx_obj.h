/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_OBJ_H
#define AGX_OBJ_H

#include "drm/own/own.h"

#include <drm/drm_mm.h>

#include <linux/mutex.h>
#include <linux/types.h>

struct agx_obj;
struct agx_space;
struct fwgpu_ledger_entry;
struct sg_table;

/**
 * struct agx_heap - addresses for objects of one kind
 *
 * What is in a heap is alike in who may do what with it.
 */
struct agx_heap {
	/** @space: address space. */
	struct agx_space *space;
	/** @prot: AGX_PROT_* of everything in it. */
	u64 prot;
	/** @align: bytes that addresses are aligned to. */
	u64 align;
	/** @lock: protects @mm. */
	struct mutex lock;
	/** @mm: which addresses are in use. */
	struct drm_mm mm __guarded_by(&lock);
	/** @owner: of its objects, in the ledger; NULL for the device. */
	struct fwgpu_ledger_entry *owner;
};

void agx_heap_init(struct agx_heap *heap, struct agx_space *space, u64 start, u64 end, u64 prot);
void agx_heap_fini(struct agx_heap *heap);

void agx_obj_free(struct agx_obj *obj);

/* Memory that the firmware or the GPU reads, at an address of theirs. */
OWNED(agx_obj, struct agx_obj, agx_obj_free)

int agx_obj_create(struct agx_heap *heap, size_t size, struct agx_obj_own *h)
	__cond_acquires(0, h) __must_check;
int agx_obj_create_phys(struct agx_heap *heap, const u64 *pa, u32 count, size_t size, u64 prot,
			struct agx_obj_own *h) __cond_acquires(0, h) __must_check;
int agx_obj_create_sgt(struct agx_heap *heap, const struct sg_table *sgt, u64 offset, size_t size,
		       struct agx_obj_own *h) __cond_acquires(0, h) __must_check;
void *agx_obj_cpu(const struct agx_obj *obj);
u64 agx_obj_va(const struct agx_obj *obj);
size_t agx_obj_size(const struct agx_obj *obj);

/* Creates an object straight into a slot. */
int agx_obj_fill(struct agx_heap *heap, size_t size, struct agx_obj_slot *slot) __must_check;
int agx_obj_fill_brief(struct agx_heap *heap, size_t size, struct agx_obj_slot *slot) __must_check;

#endif
