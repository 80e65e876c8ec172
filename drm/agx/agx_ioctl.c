// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Ioctls
 *
 * The interface of <drm/asahi_drm.h>, whose rules on padding and unknown flags
 * are kept to the letter: what is not defined must be zero. Each ioctl checks
 * all of its arguments before it does anything.
 */
#include "agx_ioctl.h"
#include "agx_args.h"
#include "agx_bo.h"
#include "agx_device.h"
#include "agx_file.h"
#include "agx_queue.h"
#include "agx_submit.h"
#include "agx_vm.h"
#include "arch/arch.h"

#include "drm/fwgpu/fwgpu_user.h"

#include "firmware/agx/uat.h"

#include <drm/drm_drv.h>
#include <drm/drm_gem.h>
#include <uapi/drm/asahi_drm.h>

#include <linux/cleanup.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

/* Nobody says how fast the GPU can run; Mesa wants some number. */
#define AGX_MAX_FREQUENCY_KHZ	1000000

/* The firmware writes nanoseconds. */
#define AGX_TIMESTAMP_HZ	1000000000

#define AGX_BIND_MAX_OPS	16384

static void params_fill(struct agx_device *agx, struct drm_asahi_params_global *params)
{
	const struct agx_gpu_id *gpu = &agx->gpu;

	*params = (struct drm_asahi_params_global) {
		.features = agx->soft_faults ? DRM_ASAHI_FEATURE_SOFT_FAULTS : 0,
		.gpu_generation = gpu->generation,
		.gpu_variant = gpu->variant,
		.gpu_revision = gpu->revision,
		.chip_id = agx->soc->chip_id,
		.num_dies = agx->soc->num_dies,
		.num_clusters_total = gpu->num_clusters,
		.num_cores_per_cluster = gpu->cores_per_cluster,
		.max_frequency_khz = AGX_MAX_FREQUENCY_KHZ,
		.vm_start = AGX_UVA_START,
		.vm_end = AGX_UVA_END,
		.vm_kernel_min_size = AGX_VM_KERNEL_MIN,
		.max_commands_per_submission = AGX_MAX_COMMANDS,
		.max_attachments = AGX_MAX_ATTACHMENTS,
		.command_timestamp_frequency_hz = AGX_TIMESTAMP_HZ,
	};
	static_assert(sizeof(params->core_masks) == sizeof(gpu->core_masks));
	memcpy(params->core_masks, gpu->core_masks, sizeof(params->core_masks));
}

static int agx_ioctl_get_params(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_asahi_get_params *args = data;
	struct drm_asahi_params_global params;

	if (args->param_group || args->pad)
		return -EINVAL;

	params_fill(to_agx_device(drm), &params);
	if (copy_to_user(u64_to_user_ptr(args->pointer), &params,
			 min_t(u64, args->size, sizeof(params))))
		return -EFAULT;
	return 0;
}

static int agx_ioctl_get_time(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_asahi_get_time *args = data;

	if (args->flags)
		return -EINVAL;

	args->gpu_timestamp = agx_arch_time();
	return 0;
}

static int agx_ioctl_vm_create(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_asahi_vm_create *args = data;
	struct agx_vm_own vm;
	int ret;

	if (args->pad || args->kernel_start < AGX_UVA_START || args->kernel_end > AGX_UVA_END ||
	    args->kernel_start > args->kernel_end ||
	    args->kernel_end - args->kernel_start < AGX_VM_KERNEL_MIN)
		return -EINVAL;

	ret = agx_vm_create(to_agx_device(drm), &to_agx_file(file)->base.entry, args->kernel_start,
			    args->kernel_end, &vm);
	if (ret)
		return ret;

	return agx_file_add_vm(to_agx_file(file), &vm, &args->vm_id);
}

static int agx_ioctl_vm_destroy(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_asahi_vm_destroy *args = data;

	if (args->pad)
		return -EINVAL;

	return agx_file_remove_vm(to_agx_file(file), args->vm_id);
}

static u32 bind_flags(u32 flags)
{
	return (flags & DRM_ASAHI_BIND_READ ? AGX_MAP_READ : 0) |
	       (flags & DRM_ASAHI_BIND_WRITE ? AGX_MAP_WRITE : 0) |
	       (flags & DRM_ASAHI_BIND_SINGLE_PAGE ? AGX_MAP_SINGLE_PAGE : 0);
}

static int bind_one(struct drm_file *file, struct agx_vm *vm,
		    const struct drm_asahi_gem_bind_op *op)
{
	struct agx_bo_own bo;
	int ret;

	if (op->flags & DRM_ASAHI_BIND_UNBIND)
		return agx_vm_unmap(vm, op->addr, op->range);

	ret = agx_bo_find(file, op->handle, &bo);
	if (ret)
		return ret;

	ret = agx_vm_map(vm, agx_bo_borrow(&bo), op->addr, op->range, op->offset,
			 bind_flags(op->flags));
	agx_bo_drop(&bo);
	return ret;
}

static int bind_check_one(struct drm_file *file, struct agx_vm *vm,
			  const struct drm_asahi_gem_bind_op *op)
{
	struct agx_bo_own bo;
	int ret;

	ret = agx_args_check_bind_op(op);
	if (ret)
		return ret;
	if (op->flags & DRM_ASAHI_BIND_UNBIND)
		return agx_vm_check_range(vm, op->addr, op->range);

	ret = agx_bo_find(file, op->handle, &bo);
	if (ret)
		return ret;

	ret = agx_vm_check_map(vm, agx_bo_borrow(&bo), op->addr, op->range, op->offset,
			       bind_flags(op->flags));
	agx_bo_drop(&bo);
	return ret;
}

static int bind_each(struct drm_file *file, struct agx_vm *vm,
		     const struct drm_asahi_vm_bind *args, const u8 *array,
		     int (*one)(struct drm_file *file, struct agx_vm *vm,
				const struct drm_asahi_gem_bind_op *op))
{
	struct drm_asahi_gem_bind_op op;
	int ret = 0;

	for (u32 i = 0; !ret && i < args->num_binds; i++) {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
		ret = agx_args_copy(&op, sizeof(op), array + (size_t)i * args->stride, args->stride);
		if (!ret)
			ret = one(file, vm, &op);
	}

	return ret;
}

static int agx_ioctl_vm_bind(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_asahi_vm_bind *args = data;
	struct fwgpu_array_own ops;
	struct agx_vm_own vm;
	int ret;

	ret = agx_args_check_vm_bind(args);
	if (ret)
		return ret;

	ret = fwgpu_array_copy(args->userptr, args->num_binds, AGX_BIND_MAX_OPS, args->stride,
			       &ops);
	if (ret)
		return ret;

	ret = agx_file_find_vm(to_agx_file(file), args->vm_id, &vm);
	if (ret) {
		fwgpu_array_drop(&ops);
		return ret;
	}

	/*
	 * Of a bad array, nothing is done: what is left to fail is memory that
	 * runs out, or to be killed. What is done by then stays.
	 */
	ret = bind_each(file, agx_vm_borrow(&vm), args, fwgpu_array_borrow(&ops), bind_check_one);
	if (!ret)
		ret = bind_each(file, agx_vm_borrow(&vm), args, fwgpu_array_borrow(&ops), bind_one);
	agx_vm_drop(&vm);
	fwgpu_array_drop(&ops);
	return ret;
}

static int gem_create(struct agx_device *agx, struct drm_file *file,
		      const struct drm_asahi_gem_create *args, struct agx_bo_own *h)
	__cond_acquires(0, h)
{
	bool writeback = args->flags & DRM_ASAHI_GEM_WRITEBACK;
	struct fwgpu_ledger_entry *owner = &to_agx_file(file)->base.entry;
	size_t size = ALIGN(args->size, AGX_UAT_PAGE_SIZE);
	struct agx_vm_own vm;
	int ret;

	if (!(args->flags & DRM_ASAHI_GEM_VM_PRIVATE))
		return agx_bo_create(agx, owner, NULL, size, writeback, h);

	ret = agx_file_find_vm(to_agx_file(file), args->vm_id, &vm);
	if (ret)
		return agx_bo_adopt(h, ERR_PTR(ret));

	ret = agx_bo_create(agx, owner, agx_vm_borrow(&vm), size, writeback, h);
	agx_vm_drop(&vm);
	return ret;
}

static int agx_ioctl_gem_create(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_asahi_gem_create *args = data;
	struct agx_bo_own bo;
	int ret;

	ret = agx_args_check_gem_create(args);
	if (ret)
		return ret;

	ret = gem_create(to_agx_device(drm), file, args, &bo);
	if (ret)
		return ret;

	ret = drm_gem_handle_create(file, &agx_bo_borrow(&bo)->base.base, &args->handle);
	/* The handle has its own reference. */
	agx_bo_drop(&bo);
	return ret;
}

static int gem_mmap_offset(struct drm_gem_object *obj, u64 *offset)
{
	int ret;

	ret = drm_gem_create_mmap_offset(obj);
	if (!ret)
		*offset = drm_vma_node_offset_addr(&obj->vma_node);
	return ret;
}

static int agx_ioctl_gem_mmap_offset(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_asahi_gem_mmap_offset *args = data;
	struct agx_bo_own bo;
	int ret;

	if (args->flags)
		return -EINVAL;

	ret = agx_bo_find(file, args->handle, &bo);
	if (ret)
		return ret;

	ret = gem_mmap_offset(&agx_bo_borrow(&bo)->base.base, &args->offset);
	agx_bo_drop(&bo);
	return ret;
}

static int bind_timestamps(struct agx_device *agx, struct drm_file *file,
			   struct drm_asahi_gem_bind_object *args)
{
	struct agx_timestamps_own ts;
	struct agx_bo_own bo;
	int ret;

	ret = agx_bo_find(file, args->handle, &bo);
	if (ret)
		return ret;

	ret = agx_timestamps_create(agx, agx_bo_borrow(&bo), args->offset, args->range, &ts);
	agx_bo_drop(&bo);
	if (ret)
		return ret;

	return agx_timestamps_table_add(&to_agx_file(file)->timestamps, &ts, &args->object_handle);
}

static int agx_ioctl_gem_bind_object(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_asahi_gem_bind_object *args = data;
	int ret;

	ret = agx_args_check_bind_object(args);
	if (ret)
		return ret;

	if (args->op == DRM_ASAHI_BIND_OBJECT_OP_UNBIND)
		return agx_timestamps_table_remove(&to_agx_file(file)->timestamps,
						   args->object_handle);

	return bind_timestamps(to_agx_device(drm), file, args);
}

/* The firmware's priorities; those above are reserved. */
static int queue_priority(u32 priority, u32 *out)
{
	switch (priority) {
	case DRM_ASAHI_PRIORITY_LOW:
		*out = 3;
		return 0;
	case DRM_ASAHI_PRIORITY_MEDIUM:
		*out = 2;
		return 0;
	default:
		return -EINVAL;
	}
}

static int agx_ioctl_queue_create(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_asahi_queue_create *args = data;
	struct fwgpu_queue_own queue;
	struct agx_vm_own vm;
	u32 priority;
	int ret;

	if (args->flags)
		return -EINVAL;

	ret = queue_priority(args->priority, &priority);
	if (ret)
		return ret;

	ret = agx_file_find_vm(to_agx_file(file), args->vm_id, &vm);
	if (ret)
		return ret;

	ret = agx_queue_create(agx_vm_borrow(&vm), fwgpu_usage_peek(&to_fwgpu_file(file)->usage),
			       priority, args->usc_exec_base, &queue);
	agx_vm_drop(&vm);
	if (ret)
		return ret;

	return fwgpu_file_add_queue(to_fwgpu_file(file), &queue, XA_LIMIT(1, AGX_FILE_MAX_QUEUES),
				    &args->queue_id);
}

static int agx_ioctl_queue_destroy(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_asahi_queue_destroy *args = data;
	struct fwgpu_queue_own queue;
	int ret;

	if (args->pad)
		return -EINVAL;

	ret = fwgpu_file_take_queue(to_fwgpu_file(file), args->queue_id, &queue);
	if (ret)
		return ret;

	fwgpu_queue_drop(&queue);
	return 0;
}

static int agx_ioctl_submit(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_asahi_submit *args = data;
	struct fwgpu_queue_own queue;
	int ret;

	ret = fwgpu_file_find_queue(to_fwgpu_file(file), args->queue_id, &queue);
	if (ret)
		return ret;

	ret = agx_submit(to_agx_queue(fwgpu_queue_borrow(&queue)), args, file);
	fwgpu_queue_drop(&queue);
	return ret;
}

/* An ioctl on a GPU that is unplugged, or whose firmware is dead, fails with -ENODEV. */
#define AGX_IOCTL_LIVE(func)									\
static int func##_live(struct drm_device *drm, void *data, struct drm_file *file)		\
{												\
	int idx, ret;										\
												\
	if (READ_ONCE(to_agx_device(drm)->crashed) || !drm_dev_enter(drm, &idx))		\
		return -ENODEV;									\
	ret = func(drm, data, file);								\
	drm_dev_exit(idx);									\
	return ret;										\
}

AGX_IOCTL_LIVE(agx_ioctl_get_params)
AGX_IOCTL_LIVE(agx_ioctl_get_time)
AGX_IOCTL_LIVE(agx_ioctl_vm_create)
AGX_IOCTL_LIVE(agx_ioctl_vm_destroy)
AGX_IOCTL_LIVE(agx_ioctl_vm_bind)
AGX_IOCTL_LIVE(agx_ioctl_gem_create)
AGX_IOCTL_LIVE(agx_ioctl_gem_mmap_offset)
AGX_IOCTL_LIVE(agx_ioctl_gem_bind_object)
AGX_IOCTL_LIVE(agx_ioctl_queue_create)
AGX_IOCTL_LIVE(agx_ioctl_queue_destroy)
AGX_IOCTL_LIVE(agx_ioctl_submit)

/**
 * agx_ioctl() - check that what is longer than we know says nothing, then drm_ioctl()
 * @filp: file
 * @cmd: the request, with userspace's size of the arguments
 * @arg: address of the arguments
 *
 * The core fills up what is shorter with zeroes, and cuts what is longer.
 *
 * Return: as drm_ioctl(); -EINVAL if userspace uses what it knows and we do not.
 */
long agx_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	unsigned int nr = DRM_IOCTL_NR(cmd) - DRM_COMMAND_BASE;
	size_t known;
	int zero;

	if (nr >= AGX_NUM_IOCTLS || !(cmd & IOC_IN))
		return drm_ioctl(filp, cmd, arg);

	nr = array_index_nospec(nr, AGX_NUM_IOCTLS);
	known = _IOC_SIZE(agx_ioctls[nr].cmd);
	if (_IOC_SIZE(cmd) <= known)
		return drm_ioctl(filp, cmd, arg);

	zero = check_zeroed_user((void __user *)arg + known, _IOC_SIZE(cmd) - known);
	if (zero <= 0)
		return zero ?: -EINVAL;

	return drm_ioctl(filp, cmd, arg);
}

const struct drm_ioctl_desc agx_ioctls[AGX_NUM_IOCTLS] = {
	DRM_IOCTL_DEF_DRV(ASAHI_GET_PARAMS, agx_ioctl_get_params_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_GET_TIME, agx_ioctl_get_time_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_VM_CREATE, agx_ioctl_vm_create_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_VM_DESTROY, agx_ioctl_vm_destroy_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_VM_BIND, agx_ioctl_vm_bind_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_GEM_CREATE, agx_ioctl_gem_create_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_GEM_MMAP_OFFSET, agx_ioctl_gem_mmap_offset_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_GEM_BIND_OBJECT, agx_ioctl_gem_bind_object_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_QUEUE_CREATE, agx_ioctl_queue_create_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_QUEUE_DESTROY, agx_ioctl_queue_destroy_live, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_SUBMIT, agx_ioctl_submit_live, DRM_RENDER_ALLOW),
};
