/* SPDX-License-Identifier: MIT */
/*
 * For clang's context analysis: which locks functions of the kernel want held, where their headers do not say so yet.
 * Included in front of each file when it is analysed, and in no build.
 */
#ifndef CONTEXT_H
#define CONTEXT_H

#include <drm/drm_gem.h>
#include <drm/drm_gpuvm.h>

/*
 * Address spaces in immediate mode (DRM_GPUVM_IMMEDIATE_MODE), as all here are, protect a buffer's
 * list of mappings so.
 */
void drm_gpuva_link(struct drm_gpuva *va, struct drm_gpuvm_bo *vm_bo)
	__must_hold(&vm_bo->obj->gpuva.lock);

static inline struct list_head *drm_gpuvm_bo_vas(struct drm_gpuvm_bo *vm_bo)
	__must_hold(&vm_bo->obj->gpuva.lock)
{
	return &vm_bo->list.gpuva;
}

#undef drm_gpuvm_bo_for_each_va
#define drm_gpuvm_bo_for_each_va(va, vm_bo)	list_for_each_entry(va, drm_gpuvm_bo_vas(vm_bo), gem.entry)

#endif
