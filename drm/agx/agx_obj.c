// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Objects
 *
 * What the driver shares with the firmware and the GPU besides users' buffers:
 * memory with an address in a heap, and a heap for each way in which the three
 * may use it. An object takes whole GPU pages, so that none shares a page with
 * one that somebody else may write.
 */
#include "agx_obj.h"
#include "agx_device.h"
#include "uat/mem.h"
#include "uat/uat.h"

#include "firmware/agx/uat.h"

#include <linux/cleanup.h>
#include <linux/io.h>
#include <linux/slab.h>

static const struct fwgpu_ledger_kind obj_kind = { .name = "object" };

struct agx_obj {
	struct fwgpu_ledger_entry entry;
	struct agx_heap *heap;
	struct drm_mm_node node;
	/* Empty if the object is registers, or of a buffer. */
	struct agx_mem_slot mem;
	size_t size;
};

/**
 * agx_heap_init() - make a heap of a range of addresses
 * @heap: heap
 * @space: address space
 * @start: first address
 * @end: behind the last
 * @prot: AGX_PROT_* of all objects
 */
void agx_heap_init(struct agx_heap *heap, struct agx_space *space, u64 start, u64 end, u64 prot)
{
	heap->space = space;
	heap->prot = prot;
	heap->align = AGX_UAT_PAGE_SIZE;
	scoped_guard(mutex_init, &heap->lock)
		drm_mm_init(&heap->mm, start, end - start);
}

/**
 * agx_heap_fini() - end a heap
 * @heap: heap without objects
 */
void agx_heap_fini(struct agx_heap *heap)
{
	scoped_guard(mutex, &heap->lock)
		drm_mm_takedown(&heap->mm);
	mutex_destroy(&heap->lock);
}

static bool heap_is_cached(const struct agx_heap *heap)
{
	return FIELD_GET(AGX_PTE_ATTR, heap->prot) == AGX_PTE_ATTR_CACHED;
}

static int obj_place(struct agx_obj *obj, struct agx_heap *heap, size_t size)
{
	int ret;

	obj->heap = heap;
	obj->size = size;
	scoped_guard(mutex, &heap->lock)
		/* A page between two objects catches who runs over the end of one. */
		ret = drm_mm_insert_node_generic(&heap->mm, &obj->node,
						 ALIGN(size, AGX_UAT_PAGE_SIZE) + AGX_UAT_PAGE_SIZE,
						 heap->align, 0, DRM_MM_INSERT_BEST);
	if (ret)
		return ret;

	return agx_space_prepare(heap->space, obj->node.start,
				 obj->node.size - AGX_UAT_PAGE_SIZE);
}

static void obj_bare_free(struct agx_obj *obj)
{
	scoped_guard(mutex, &obj->heap->lock) {
		if (drm_mm_node_allocated(&obj->node))
			drm_mm_remove_node(&obj->node);
	}
	kfree(obj);
}

/* An object that nothing was mapped for. */
OWNED(agx_obj_bare, struct agx_obj, obj_bare_free)

static int obj_alloc(struct agx_heap *heap, size_t size, struct agx_obj_own *h)
	__cond_acquires(0, h)
{
	struct agx_obj_bare_own obj;
	int ret;

	ret = agx_obj_bare_adopt(&obj, kzalloc_obj(struct agx_obj, GFP_KERNEL_ACCOUNT));
	if (ret)
		return ret;

	ret = obj_place(agx_obj_bare_borrow(&obj), heap, size);
	if (ret) {
		agx_obj_bare_drop(&obj);
		return ret;
	}

	return agx_obj_adopt(h, agx_obj_bare_give(&obj));
}

static void obj_give_mem(struct agx_obj *obj, struct agx_mem_own *mem)
	__releases(mem)
{
	agx_space_map(obj->heap->space, obj->node.start, agx_mem_size(agx_mem_borrow(mem)),
		      agx_mem_addr(agx_mem_borrow(mem)), obj->heap->prot);
	agx_mem_store(&obj->mem, mem);
}

static void obj_enter(struct agx_obj *obj)
{
	fwgpu_ledger_add(&agx_space_device(obj->heap->space)->ledger, &obj->entry,
			 obj->heap->owner, &obj_kind, obj->node.start, obj->size);
}

static int obj_create(struct agx_heap *heap, size_t size, struct agx_obj_own *h)
	__cond_acquires(0, h)
{
	struct device *dev = agx_space_device(heap->space)->drm.dev;
	struct agx_obj_own obj;
	struct agx_mem_own mem;
	int ret;

	ret = obj_alloc(heap, size, &obj);
	if (ret)
		return ret;

	ret = agx_mem_create(dev, size, &mem);
	if (ret) {
		agx_obj_drop(&obj);
		return ret;
	}

	obj_give_mem(agx_obj_borrow(&obj), &mem);
	agx_obj_move(h, &obj);
	return 0;
}

/**
 * agx_obj_create() - create an object
 * @heap: where its address is from
 * @size: bytes
 * @h: the object, zeroed
 *
 * Return: 0, -ENOMEM, or -ENOSPC when the heap is full.
 */
int agx_obj_create(struct agx_heap *heap, size_t size, struct agx_obj_own *h)
{
	int ret;

	ret = obj_create(heap, size, h);
	if (ret)
		return ret;

	obj_enter(agx_obj_borrow(h));
	return 0;
}

/**
 * agx_obj_create_phys() - give the firmware an address for registers
 * @heap: where the address is from
 * @pa: physical addresses of equal pieces, which are to follow each other
 * @count: number of pieces
 * @size: bytes of each; whole GPU pages if there are several
 * @prot: one of AGX_PROT_*
 * @h: the object, which the CPU does not see
 *
 * Return: 0, -ENOMEM, or -ENOSPC when the heap is full.
 */
int agx_obj_create_phys(struct agx_heap *heap, const u64 *pa, u32 count, size_t size, u64 prot,
			struct agx_obj_own *h)
{
	u64 piece = ALIGN(pa[0] + size, AGX_UAT_PAGE_SIZE) - (pa[0] & ~AGX_UAT_PAGE_MASK);
	struct agx_obj_own obj;
	int ret;

	ret = obj_alloc(heap, count * piece, &obj);
	if (ret)
		return ret;

	for (u32 i = 0; i < count; i++)
		agx_space_map(heap->space, agx_obj_borrow(&obj)->node.start + i * piece, piece,
			      pa[i] & ~AGX_UAT_PAGE_MASK, prot);
	obj_enter(agx_obj_borrow(&obj));
	agx_obj_move(h, &obj);
	return 0;
}

/**
 * agx_obj_create_sgt() - give the firmware an address for a piece of a buffer
 * @heap: where the address is from
 * @sgt: the buffer's memory, in pieces of whole GPU pages; outlives the object
 * @offset: of the piece, aligned to GPU pages
 * @size: of the piece in bytes, whole GPU pages, at least one
 * @h: the object, in which the CPU sees nothing
 *
 * Return: 0, -ENOMEM, or -ENOSPC when the heap is full.
 */
int agx_obj_create_sgt(struct agx_heap *heap, const struct sg_table *sgt, u64 offset, size_t size,
		       struct agx_obj_own *h)
{
	struct agx_obj_own obj;
	int ret;

	ret = obj_alloc(heap, size, &obj);
	if (ret)
		return ret;

	agx_space_map_sgt(heap->space, agx_obj_borrow(&obj)->node.start, size, sgt, offset,
			  heap->prot);
	obj_enter(agx_obj_borrow(&obj));
	agx_obj_move(h, &obj);
	return 0;
}

/**
 * agx_obj_free() - release an object; use agx_obj_drop()
 * @obj: what neither GPU nor firmware uses any more
 *
 * May sleep, for the firmware to empty its cache.
 */
void agx_obj_free(struct agx_obj *obj)
{
	struct agx_heap *heap = obj->heap;
	u64 size = obj->node.size - AGX_UAT_PAGE_SIZE;

	if (agx_mem_peek(&obj->mem) && heap_is_cached(heap))
		agx_space_unmap_cached(heap->space, obj->node.start, size);
	else
		agx_space_unmap(heap->space, obj->node.start, size);

	agx_mem_clear(&obj->mem);
	fwgpu_ledger_remove(&obj->entry);
	obj_bare_free(obj);
}

/**
 * agx_obj_fill() - create an object for a slot
 * @heap: where its address is from
 * @size: bytes
 * @slot: empty
 *
 * Return: as agx_obj_create().
 */
int agx_obj_fill(struct agx_heap *heap, size_t size, struct agx_obj_slot *slot)
{
	struct agx_obj_own obj;
	int ret;

	ret = agx_obj_create(heap, size, &obj);
	if (ret)
		return ret;

	agx_obj_store(slot, &obj);
	return 0;
}

/**
 * agx_obj_fill_brief() - create an object for a slot, and for one submission
 * @heap: where its address is from
 * @size: bytes
 * @slot: empty
 *
 * As agx_obj_fill(), but the object is not in the ledger, which costs a
 * submission nothing.
 *
 * Return: as agx_obj_create().
 */
int agx_obj_fill_brief(struct agx_heap *heap, size_t size, struct agx_obj_slot *slot)
{
	struct agx_obj_own obj;
	int ret;

	ret = obj_create(heap, size, &obj);
	if (ret)
		return ret;

	agx_obj_store(slot, &obj);
	return 0;
}

/**
 * agx_obj_cpu() - where the CPU sees an object
 * @obj: object that is memory
 *
 * Return: its address.
 */
void *agx_obj_cpu(const struct agx_obj *obj)
{
	return agx_mem_cpu(agx_mem_peek(&obj->mem));
}

/**
 * agx_obj_va() - where firmware and GPU see an object
 * @obj: object
 *
 * Return: its address.
 */
u64 agx_obj_va(const struct agx_obj *obj)
{
	return obj->node.start;
}

/**
 * agx_obj_size() - how large an object is
 * @obj: object
 *
 * Return: the bytes that were asked for.
 */
size_t agx_obj_size(const struct agx_obj *obj)
{
	return obj->size;
}
