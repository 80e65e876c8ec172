// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Address spaces
 *
 * What a user has mapped where is kept in a drm_gpuvm, which says for each
 * change what becomes of the mappings that are in its way. A change brings all
 * that this may take, so that nothing is allocated when it is made. Page tables
 * are the driver's affair, and so is the lock around the tree.
 *
 * What a change removes lives until the change is done with: by then the
 * driver's TLBs show nothing of it.
 */
#include "fwgpu_vm.h"
#include "fwgpu_gem.h"

#include <drm/drm_gem.h>

#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/slab.h>

/**
 * fwgpu_mapping_free() - release a mapping; use fwgpu_mapping_drop()
 * @mapping: in no tree
 */
void fwgpu_mapping_free(struct fwgpu_mapping *mapping)
{
	fwgpu_vm_bo_clear(&mapping->held);
	kfree(mapping);
}
EXPORT_SYMBOL_GPL(fwgpu_mapping_free);

/**
 * fwgpu_vm_init() - make the tree of an address space
 * @gpuvm: zeroed memory; @args' ops release it, with the last reference
 * @drm: device
 * @args: how
 *
 * Private buffers share the reservation of drm_gpuvm_resv_obj().
 *
 * Return: 0 or -ENOMEM.
 */
int fwgpu_vm_init(struct drm_gpuvm *gpuvm, struct drm_device *drm, const struct fwgpu_vm_args *args)
{
	struct fwgpu_gem_own resv;
	int ret;

	ret = fwgpu_gem_adopt(&resv, drm_gpuvm_resv_object_alloc(drm));
	if (ret)
		return ret;

	drm_gpuvm_init(gpuvm, args->name, DRM_GPUVM_RESV_PROTECTED | DRM_GPUVM_IMMEDIATE_MODE, drm,
		       fwgpu_gem_borrow(&resv), args->start, args->range, args->kernel_start,
		       args->kernel_range, args->ops);
	fwgpu_gem_drop(&resv);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_vm_init);

/**
 * fwgpu_vm_check_part() - see whether a part of a buffer can be mapped
 * @gpuvm: where
 * @obj: the buffer
 * @resv: whose reservation it shares: it is private to that address space; NULL
 *	if it has its own
 * @offset: of the part, in the buffer
 * @size: of the part, in bytes
 *
 * Return: 0; -EINVAL if there is no such part, or it is another address space's.
 */
int fwgpu_vm_check_part(const struct drm_gpuvm *gpuvm, const struct drm_gem_object *obj,
			const struct drm_gem_object *resv, u64 offset, u64 size)
{
	if (offset > obj->size || size > obj->size - offset)
		return -EINVAL;
	if (resv && resv != drm_gpuvm_resv_obj(gpuvm))
		return -EINVAL;
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_vm_check_part);

/**
 * fwgpu_vm_remove() - take a mapping out of its tree, and free it
 * @va: what nobody uses any more, in the driver's page tables or TLBs
 *
 * The caller holds the lock of the tree, and calls drm_gpuvm_bo_deferred_cleanup()
 * without it.
 */
void fwgpu_vm_remove(struct drm_gpuva *va)
{
	drm_gpuva_remove(va);
	drm_gpuva_unlink_defer(va);
	fwgpu_mapping_free(to_fwgpu_mapping(va));
}
EXPORT_SYMBOL_GPL(fwgpu_vm_remove);

/*
 * What may fail.
 */

static int change_add_mapping(struct fwgpu_mapping_slot *slot)
{
	struct fwgpu_mapping_own mapping;
	int ret;

	ret = fwgpu_mapping_adopt(&mapping, kzalloc_obj(struct fwgpu_mapping));
	if (ret)
		return ret;

	fwgpu_mapping_store(slot, &mapping);
	return 0;
}

/**
 * fwgpu_vm_change_alloc() - get what the tree may need
 * @change: change
 * @count: FWGPU_VM_MAP_MAPPINGS or FWGPU_VM_UNMAP_MAPPINGS
 *
 * Return: 0 or -ENOMEM; fwgpu_vm_change_fini() is called in any case.
 */
int fwgpu_vm_change_alloc(struct fwgpu_vm_change *change, u32 count)
{
	int ret = 0;

	for (u32 i = 0; !ret && i < count; i++)
		ret = change_add_mapping(&change->mappings[i]);
	return ret;
}
EXPORT_SYMBOL_GPL(fwgpu_vm_change_alloc);

static int vm_bo_obtain(struct drm_gpuvm *gpuvm, struct drm_gem_object *obj,
			struct fwgpu_vm_bo_own *h)
	__cond_acquires(0, h)
{
	struct fwgpu_vm_bo_own fresh;
	int ret;

	ret = fwgpu_vm_bo_adopt(&fresh, drm_gpuvm_bo_create(gpuvm, obj));
	if (ret)
		return ret;

	/* The one that is there already, if any. */
	return fwgpu_vm_bo_adopt(h, drm_gpuvm_bo_obtain_prealloc(fwgpu_vm_bo_give(&fresh)));
}

/**
 * fwgpu_vm_change_obtain() - say which buffer is to be mapped
 * @change: change
 * @gpuvm: where
 * @obj: the buffer
 *
 * Return: 0 or -ENOMEM; fwgpu_vm_change_fini() is called in any case.
 */
int fwgpu_vm_change_obtain(struct fwgpu_vm_change *change, struct drm_gpuvm *gpuvm,
			   struct drm_gem_object *obj)
{
	struct fwgpu_vm_bo_own vm_bo;
	int ret;

	ret = vm_bo_obtain(gpuvm, obj, &vm_bo);
	if (ret)
		return ret;

	fwgpu_vm_bo_store(&change->vm_bo, &vm_bo);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_vm_change_obtain);

/**
 * fwgpu_vm_change_fini() - a change is done with
 * @change: change that was made, or that nothing came of
 *
 * Frees what it removed, so that the driver's TLBs are flushed by now. The caller
 * calls drm_gpuvm_bo_deferred_cleanup() next.
 */
void fwgpu_vm_change_fini(struct fwgpu_vm_change *change)
{
	struct llist_node *list = llist_del_all(&change->removed);
	struct fwgpu_mapping *mapping, *next;

	llist_for_each_entry_safe(mapping, next, list, removed)
		fwgpu_mapping_free(mapping);
	for (u32 i = 0; i < FWGPU_VM_MAP_MAPPINGS; i++)
		fwgpu_mapping_clear(&change->mappings[i]);
	fwgpu_vm_bo_clear(&change->vm_bo);
}
EXPORT_SYMBOL_GPL(fwgpu_vm_change_fini);

/*
 * Steps of a change. Nothing is allocated, nothing fails. The caller holds the
 * lock of the tree.
 */

/* The tree owns what is in it. */
static struct fwgpu_mapping *mapping_link(struct fwgpu_mapping_own *h, struct drm_gpuvm_bo *vm_bo)
	__releases(h)
{
	guard(mutex)(&vm_bo->obj->gpuva.lock);
	drm_gpuva_link(&fwgpu_mapping_borrow(h)->va, vm_bo);
	return fwgpu_mapping_give(h);
}

static int change_take(struct fwgpu_vm_change *change, struct fwgpu_mapping_own *h)
	__cond_acquires(0, h)
{
	for (u32 i = 0; i < FWGPU_VM_MAP_MAPPINGS; i++) {
		if (fwgpu_mapping_take(&change->mappings[i], h))
			return 0;
	}

	WARN_ONCE(1, "a change of an address space has too few mappings\n");
	return -EINVAL;
}

/**
 * fwgpu_vm_change_map() - the step that adds the new mapping
 * @change: change, after fwgpu_vm_change_obtain()
 * @gpuvm: the tree
 * @op: what the tree says
 * @flags: of the mapping
 *
 * Return: the mapping, for which the driver writes page tables; NULL if @change
 * has too few, which never happens.
 */
struct fwgpu_mapping *fwgpu_vm_change_map(struct fwgpu_vm_change *change, struct drm_gpuvm *gpuvm,
					  const struct drm_gpuva_op_map *op, u32 flags)
{
	struct fwgpu_mapping_own mapping;

	if (change_take(change, &mapping))
		return NULL;

	fwgpu_mapping_borrow(&mapping)->flags = flags;
	drm_gpuva_map(gpuvm, &fwgpu_mapping_borrow(&mapping)->va, op);
	return mapping_link(&mapping, fwgpu_vm_bo_peek(&change->vm_bo));
}
EXPORT_SYMBOL_GPL(fwgpu_vm_change_map);

/*
 * Takes a mapping out of its buffer's list. The GPU may use the buffer until the
 * driver has flushed; by then others may have cleaned up after the address space.
 */
static void change_remove(struct fwgpu_vm_change *change, struct fwgpu_mapping *mapping)
{
	struct fwgpu_vm_bo_own held;

	fwgpu_vm_bo_get(&held, mapping->va.vm_bo);
	fwgpu_vm_bo_store(&mapping->held, &held);
	drm_gpuva_unlink_defer(&mapping->va);
	llist_add(&mapping->removed, &change->removed);
}

/**
 * fwgpu_vm_change_unmap() - the step that removes a mapping
 * @change: change
 * @op: what the tree says; the driver's page tables show it no more
 */
void fwgpu_vm_change_unmap(struct fwgpu_vm_change *change, struct drm_gpuva_op_unmap *op)
{
	drm_gpuva_unmap(op);
	change_remove(change, to_fwgpu_mapping(op->va));
}
EXPORT_SYMBOL_GPL(fwgpu_vm_change_unmap);

/* Puts what remains on one side of an old mapping in the place of it. */
static int change_keep(struct fwgpu_vm_change *change, struct drm_gpuvm *gpuvm,
		       const struct fwgpu_mapping *old, const struct drm_gpuva_op_map *part)
{
	struct fwgpu_mapping_own mapping;
	int ret;

	if (!part)
		return 0;

	ret = change_take(change, &mapping);
	if (ret)
		return ret;

	fwgpu_mapping_borrow(&mapping)->flags = old->flags;
	fwgpu_mapping_borrow(&mapping)->va.flags = old->va.flags;
	drm_gpuva_map(gpuvm, &fwgpu_mapping_borrow(&mapping)->va, part);
	if (old->flags & FWGPU_MAPPING_REPEAT)
		fwgpu_mapping_borrow(&mapping)->va.gem.offset = old->va.gem.offset;
	mapping_link(&mapping, old->va.vm_bo);
	return 0;
}

/**
 * fwgpu_vm_change_remap() - the step that cuts a piece out of a mapping
 * @change: change
 * @gpuvm: the tree
 * @op: what the tree says; the driver's page tables show the piece no more
 *
 * Return: 0; -EINVAL if @change has too few mappings, which never happens.
 */
int fwgpu_vm_change_remap(struct fwgpu_vm_change *change, struct drm_gpuvm *gpuvm,
			  struct drm_gpuva_op_remap *op)
{
	struct fwgpu_mapping *old = to_fwgpu_mapping(op->unmap->va);
	int ret;

	drm_gpuva_unmap(op->unmap);
	ret = change_keep(change, gpuvm, old, op->prev);
	if (!ret)
		ret = change_keep(change, gpuvm, old, op->next);

	change_remove(change, old);
	return ret;
}
EXPORT_SYMBOL_GPL(fwgpu_vm_change_remap);
