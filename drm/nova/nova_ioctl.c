// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Ioctls
 *
 * The interface of nouveau as far as clients of VM_BIND use it. What came
 * before (push buffers with relocations, notifiers, graphics objects by number)
 * has no entry in the table and so fails with -EINVAL.
 */
#include "nova_ioctl.h"
#include "nova_bar1.h"
#include "nova_bo.h"
#include "nova_chip.h"
#include "nova_device.h"
#include "nova_file.h"
#include "nova_nvif.h"
#include "nova_vram.h"
#include "fifo/exec.h"
#include "fifo/fifo.h"
#include "fifo/gr.h"
#include "gsp/gsp.h"
#include "mmu/mmu.h"
#include "mmu/vm.h"

#include "firmware/gsp/r570/engine.h"
#include "firmware/nv/regs.h"

#include <drm/drm_drv.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>
#include <uapi/drm/nouveau_drm.h>

#include <linux/bitfield.h>
#include <linux/cleanup.h>
#include <linux/dma-resv.h>
#include <linux/jiffies.h>
#include <linux/pci.h>

#define NOVA_CPU_PREP_TIMEOUT	(30 * HZ)
#define NOVA_BUS_TYPE_PCIE	2

#define NOVA_GEM_DOMAINS	(NOUVEAU_GEM_DOMAIN_VRAM | NOUVEAU_GEM_DOMAIN_GART)
#define NOVA_GEM_FLAGS		(NOUVEAU_GEM_DOMAIN_CPU | NOVA_GEM_DOMAINS | \
				 NOUVEAU_GEM_DOMAIN_MAPPABLE | NOUVEAU_GEM_DOMAIN_COHERENT | \
				 NOUVEAU_GEM_DOMAIN_NO_SHARE)
#define NOVA_GEM_TILE_FLAGS	(NOUVEAU_GEM_TILE_LAYOUT_MASK | NOUVEAU_GEM_TILE_COMP | \
				 NOUVEAU_GEM_TILE_16BPP | NOUVEAU_GEM_TILE_32BPP | \
				 NOUVEAU_GEM_TILE_ZETA | NOUVEAU_GEM_TILE_NONCONTIG)

/* Nanoseconds; the low half may carry between two reads of the high one. */
static u64 nova_read_time(struct nova_device *nova)
{
	u32 hi, lo;

	do {
		hi = nova_rd32(nova, NV_PTIMER_TIME_HI);
		lo = nova_rd32(nova, NV_PTIMER_TIME_LO);
	} while (nova_rd32(nova, NV_PTIMER_TIME_HI) != hi);

	return (u64)hi << 32 | lo;
}

static u64 nova_graph_units(struct nova_device *nova)
{
	const struct nova_gsp_info *info = nova_gsp_info(nova);

	return (u64)info->tpc_count << 8 | hweight32(info->gpc_mask);
}

static int nova_ioctl_getparam(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct nova_device *nova = to_nova_device(drm);
	struct drm_nouveau_getparam *args = data;

	switch (args->param) {
	case NOUVEAU_GETPARAM_PCI_VENDOR:
		args->value = nova_pdev(nova)->vendor;
		break;
	case NOUVEAU_GETPARAM_PCI_DEVICE:
		args->value = nova_pdev(nova)->device;
		break;
	case NOUVEAU_GETPARAM_BUS_TYPE:
		args->value = NOVA_BUS_TYPE_PCIE;
		break;
	case NOUVEAU_GETPARAM_FB_SIZE:
		args->value = nova_vram_size(nova);
		break;
	case NOUVEAU_GETPARAM_AGP_SIZE:
		args->value = NOVA_CHAN_VA_END;
		break;
	case NOUVEAU_GETPARAM_CHIPSET_ID:
		args->value = nova->chip->id;
		break;
	case NOUVEAU_GETPARAM_VM_VRAM_BASE:
		args->value = 0;
		break;
	case NOUVEAU_GETPARAM_GRAPH_UNITS:
		args->value = nova_graph_units(nova);
		break;
	case NOUVEAU_GETPARAM_PTIMER_TIME:
		args->value = nova_read_time(nova);
		break;
	case NOUVEAU_GETPARAM_HAS_BO_USAGE:
	case NOUVEAU_GETPARAM_HAS_VMA_TILEMODE:
		args->value = 1;
		break;
	case NOUVEAU_GETPARAM_HAS_PAGEFLIP:
		args->value = 0;
		break;
	case NOUVEAU_GETPARAM_EXEC_PUSH_MAX:
		args->value = NOVA_EXEC_MAX_PUSHES;
		break;
	case NOUVEAU_GETPARAM_VRAM_BAR_SIZE:
		args->value = nova_bar1_size(nova);
		break;
	case NOUVEAU_GETPARAM_VRAM_USED:
		args->value = nova_vram_used(nova);
		break;
	default:
		return -EINVAL;
	}

	return 0;
}

static int nova_ioctl_get_zcull_info(struct drm_device *drm, void *data, struct drm_file *file)
{
	return nova_gr_zcull_info(to_nova_device(drm), data);
}

static int nova_ioctl_vm_init(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_nouveau_vm_init *args = data;
	struct nova_file *nf = to_nova_file(file);
	struct nova_vm_own vm;
	u64 end;
	int ret;

	if (!args->kernel_managed_size ||
	    !PAGE_ALIGNED(args->kernel_managed_addr | args->kernel_managed_size) ||
	    check_add_overflow(args->kernel_managed_addr, args->kernel_managed_size, &end) ||
	    end > NOVA_CHAN_VA_END)
		return -EINVAL;

	guard(mutex)(&nf->lock);

	if (nf->legacy)
		return -ENOSYS;
	if (nova_vm_peek(&nf->vm))
		return -EINVAL;

	ret = nova_vm_create(nf->nova, &nf->base.entry, args->kernel_managed_addr,
			     args->kernel_managed_size, &vm);
	if (ret)
		return ret;

	nova_vm_store(&nf->vm, &vm);
	return 0;
}

static const struct nova_engine *nova_find_engine(struct nova_device *nova, u32 kind)
{
	const struct nova_engine *engine = NULL;

	switch (kind) {
	case NOUVEAU_FIFO_ENGINE_GR:
		engine = nova_fifo_find_engine(nova, R570_ENGINE_GR(0));
		break;
	case NOUVEAU_FIFO_ENGINE_CE:
		engine = nova_fifo_pick_copy(nova);
		break;
	case NOUVEAU_FIFO_ENGINE_VP:
	case NOUVEAU_FIFO_ENGINE_PPP:
	case NOUVEAU_FIFO_ENGINE_BSP:
		break;
	default:
		return ERR_PTR(-ENOSYS);
	}

	return engine ?: ERR_PTR(-EINVAL);
}

/* The file's address space; one that nothing is ever bound in if there was no VM_INIT. */
static int nova_channel_need_vm(struct nova_file *nf)
	__must_hold(&nf->lock)
{
	struct nova_vm_own vm;
	int ret;

	if (nova_vm_peek(&nf->vm))
		return 0;

	ret = nova_vm_create(nf->nova, &nf->base.entry, NOVA_CHAN_VA_END / 2, NOVA_CHAN_VA_END / 2,
			     &vm);
	if (ret)
		return ret;

	nova_vm_store(&nf->vm, &vm);
	nf->legacy = true;
	return 0;
}

static int nova_ioctl_channel_alloc(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct nova_device *nova = to_nova_device(drm);
	struct drm_nouveau_channel_alloc *args = data;
	struct nova_file *nf = to_nova_file(file);
	const struct nova_engine *engine;
	struct fwgpu_queue_own queue;
	u32 channel;
	int ret;

	/* Handles of DMA objects, before the engine could be chosen, are long gone. */
	if (args->fb_ctxdma_handle != U32_MAX)
		return -EINVAL;
	engine = nova_find_engine(nova, args->tt_ctxdma_handle);
	if (IS_ERR(engine))
		return PTR_ERR(engine);

	guard(mutex)(&nf->lock);

	if (fwgpu_file_count_queues(&nf->base) >= NOVA_FILE_MAX_CHANNELS)
		return -ENOSPC;

	ret = nova_channel_need_vm(nf);
	if (ret)
		return ret;

	ret = nova_queue_create(nova_vm_peek(&nf->vm), fwgpu_usage_peek(&nf->base.usage), engine,
				&queue);
	if (ret)
		return ret;

	channel = nova_chan_id(nova_queue_chan(fwgpu_queue_borrow(&queue)));
	ret = fwgpu_file_add_queue(&nf->base, &queue, XA_LIMIT(channel, channel), &channel);
	if (ret)
		return ret;

	*args = (struct drm_nouveau_channel_alloc) {
		.channel = channel,
		.pushbuf_domains = NOVA_GEM_DOMAINS,
	};
	return 0;
}

static int nova_ioctl_channel_free(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_nouveau_channel_free *args = data;
	struct nova_file *nf = to_nova_file(file);
	struct fwgpu_queue_own queue;

	if (fwgpu_file_take_queue(&nf->base, args->channel, &queue))
		return -ENOENT;

	/* May wait for the hardware, so without the lock. Jobs use the objects. */
	fwgpu_queue_close(fwgpu_queue_borrow(&queue));
	fwgpu_queue_drain(fwgpu_queue_borrow(&queue), jiffies + NOVA_QUEUE_DRAIN);
	scoped_guard(mutex, &nf->lock)
		nova_nvif_drop_channel(nf, args->channel);

	fwgpu_queue_drop(&queue);
	return 0;
}

/* The domain that a buffer must be in, or of several the one that it is in now. */
static int nova_gem_find_domain(struct nova_bo *bo, u32 *domain)
{
	u32 domains = bo->domains & NOVA_GEM_DOMAINS;
	int ret;

	if (is_power_of_2(domains)) {
		*domain = domains;
		return 0;
	}

	/* Somebody may be moving it. */
	ret = dma_resv_lock_interruptible(bo->ttm.base.resv, NULL);
	if (ret)
		return ret;

	*domain = nova_bo_in_vram(bo) ? NOUVEAU_GEM_DOMAIN_VRAM : NOUVEAU_GEM_DOMAIN_GART;
	dma_resv_unlock(bo->ttm.base.resv);
	return 0;
}

static int nova_gem_fill_info(struct nova_bo *bo, struct drm_nouveau_gem_info *info)
{
	int ret;

	ret = nova_gem_find_domain(bo, &info->domain);
	if (ret)
		return ret;

	info->size = bo->ttm.base.size;
	/* Addresses are the VM's affair. */
	info->offset = 0;
	info->map_handle = drm_vma_node_offset_addr(&bo->ttm.base.vma_node);
	info->tile_mode = bo->tile_mode;
	info->tile_flags = bo->tile_flags;
	return 0;
}

static int nova_gem_check_new(const struct drm_nouveau_gem_new *args)
{
	const struct drm_nouveau_gem_info *info = &args->info;

	if (info->domain & ~NOVA_GEM_FLAGS || !(info->domain & NOVA_GEM_DOMAINS))
		return -EINVAL;
	if (info->tile_flags & ~NOVA_GEM_TILE_FLAGS ||
	    !nova_kind_valid(FIELD_GET(NOUVEAU_GEM_TILE_LAYOUT_MASK, info->tile_flags)))
		return -EINVAL;
	if (args->align && !is_power_of_2(args->align))
		return -EINVAL;
	/* So that rounding up to pages, small or big, cannot overflow. */
	if (!info->size || info->size > NOVA_CHAN_VA_END)
		return -EINVAL;
	return 0;
}

static int nova_gem_create_private(struct drm_file *file, const struct drm_nouveau_gem_new *args,
				   struct nova_bo_own *h)
	__cond_acquires(0, h)
{
	struct nova_file *nf = to_nova_file(file);
	struct nova_vm_own vm;
	int ret;

	ret = nova_file_get_vm(file, &vm);
	if (ret)
		return nova_bo_adopt(h, ERR_PTR(-EINVAL));

	ret = nova_bo_create(nf->nova, &nf->base.entry, nova_vm_borrow(&vm), args->info.size,
			     args->info.domain, h);
	nova_vm_drop(&vm);
	return ret;
}

/* May evict, which takes long, so without the lock. */
static int nova_gem_create(struct drm_file *file, const struct drm_nouveau_gem_new *args,
			   struct nova_bo_own *h)
	__cond_acquires(0, h)
{
	struct nova_file *nf = to_nova_file(file);

	if (args->info.domain & NOUVEAU_GEM_DOMAIN_NO_SHARE)
		return nova_gem_create_private(file, args, h);

	scoped_guard(mutex, &nf->lock) {
		if (!nova_vm_peek(&nf->vm))
			nf->legacy = true;
	}

	return nova_bo_create(nf->nova, &nf->base.entry, NULL, args->info.size,
			      args->info.domain, h);
}

static int nova_gem_publish(struct nova_bo *bo, struct drm_file *file,
			    struct drm_nouveau_gem_info *info)
{
	int ret;

	bo->tile_mode = info->tile_mode;
	bo->tile_flags = info->tile_flags;

	ret = nova_gem_fill_info(bo, info);
	if (ret)
		return ret;

	/* Last: a handle that is known is not taken back. */
	return drm_gem_handle_create(file, &bo->ttm.base, &info->handle);
}

static int nova_ioctl_gem_new(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_nouveau_gem_new *args = data;
	struct nova_bo_own bo;
	int ret;

	ret = nova_gem_check_new(args);
	if (ret)
		return ret;

	ret = nova_gem_create(file, args, &bo);
	if (ret)
		return ret;

	ret = nova_gem_publish(nova_bo_borrow(&bo), file, &args->info);
	/* The handle has its own reference. */
	nova_bo_drop(&bo);
	return ret;
}

static int nova_ioctl_gem_info(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_nouveau_gem_info *args = data;
	struct nova_bo_own bo;
	int ret;

	ret = nova_bo_find(file, args->handle, &bo);
	if (ret)
		return ret;

	ret = nova_gem_fill_info(nova_bo_borrow(&bo), args);
	nova_bo_drop(&bo);
	return ret;
}

static int nova_gem_wait(struct nova_bo *bo, u32 flags)
{
	bool write = flags & NOUVEAU_GEM_CPU_PREP_WRITE;
	unsigned long timeout = flags & NOUVEAU_GEM_CPU_PREP_NOWAIT ? 0 : NOVA_CPU_PREP_TIMEOUT;
	long ret;

	ret = dma_resv_wait_timeout(bo->ttm.base.resv, dma_resv_usage_rw(write), true, timeout);
	if (ret < 0)
		return ret;
	return ret ? 0 : -EBUSY;
}

static int nova_ioctl_gem_cpu_prep(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_nouveau_gem_cpu_prep *args = data;
	struct nova_bo_own bo;
	int ret;

	if (args->flags & ~(NOUVEAU_GEM_CPU_PREP_NOWAIT | NOUVEAU_GEM_CPU_PREP_WRITE))
		return -EINVAL;

	ret = nova_bo_find(file, args->handle, &bo);
	if (ret)
		return ret;

	ret = nova_gem_wait(nova_bo_borrow(&bo), args->flags);
	nova_bo_drop(&bo);
	return ret;
}

static int nova_ioctl_gem_cpu_fini(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_nouveau_gem_cpu_fini *args = data;
	struct nova_bo_own bo;
	int ret;

	ret = nova_bo_find(file, args->handle, &bo);
	if (ret)
		return ret;

	/* Nothing to do: all mappings are coherent. */
	nova_bo_drop(&bo);
	return 0;
}

const struct drm_ioctl_desc nova_ioctls[NOVA_NUM_IOCTLS] = {
	DRM_IOCTL_DEF_DRV(NOUVEAU_GETPARAM, nova_ioctl_getparam, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_CHANNEL_ALLOC, nova_ioctl_channel_alloc, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_CHANNEL_FREE, nova_ioctl_channel_free, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_VM_INIT, nova_ioctl_vm_init, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_VM_BIND, nova_ioctl_vm_bind, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_EXEC, nova_ioctl_exec, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_GET_ZCULL_INFO, nova_ioctl_get_zcull_info, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_GEM_NEW, nova_ioctl_gem_new, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_GEM_CPU_PREP, nova_ioctl_gem_cpu_prep, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_GEM_CPU_FINI, nova_ioctl_gem_cpu_fini, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(NOUVEAU_GEM_INFO, nova_ioctl_gem_info, DRM_RENDER_ALLOW),
};

/**
 * nova_ioctl() - entry of all ioctls
 * @filp: file
 * @cmd: command
 * @arg: argument
 *
 * NVIF comes in sizes and directions of its own and is looked at before the
 * DRM core, which copies only what the number says, sees it.
 *
 * Return: 0 or an errno.
 */
long nova_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct drm_file *file = filp->private_data;
	unsigned int nr = _IOC_NR(cmd);
	int idx, ret;

	if (_IOC_TYPE(cmd) != DRM_IOCTL_BASE || nr < DRM_COMMAND_BASE || nr >= DRM_COMMAND_END)
		return drm_ioctl(filp, cmd, arg);

	/* The device stays until we are done: see nova_files_revoke(). */
	if (!drm_dev_enter(file->minor->dev, &idx))
		return -ENODEV;
	if (nr == DRM_COMMAND_BASE + DRM_NOUVEAU_NVIF)
		ret = nova_nvif_ioctl(file, (void __user *)arg, _IOC_SIZE(cmd));
	else
		ret = drm_ioctl(filp, cmd, arg);
	drm_dev_exit(idx);
	return ret;
}
