/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_DEVICE_H
#define AGX_DEVICE_H

#include "agx_hw.h"
#include "agx_obj.h"

#include "drm/fwgpu/fwgpu_file.h"
#include "drm/fwgpu/fwgpu_ledger.h"

#include <drm/drm_device.h>

#include <linux/io.h>
#include <linux/ioport.h>

struct agx_abi;
struct agx_asc;
struct agx_buffers;
struct agx_channels;
struct agx_events;
struct agx_layout;
struct agx_boot;
struct agx_pm;
struct agx_recover;
struct agx_uat;

/* The binding's memory-region, in its order (bindings/gpu/apple,agx.yaml). */
enum agx_region {
	AGX_REGION_TTBS,
	AGX_REGION_PAGETABLES,
	AGX_REGION_HANDOFF,
	AGX_REGION_HW_CAL_A,
	AGX_REGION_HW_CAL_B,
	AGX_REGION_GLOBALS,
	AGX_NUM_REGIONS,
};

/* The kernel's heaps: see firmware/agx/uat.h for the addresses. */
enum agx_heap_id {
	AGX_HEAP_FW_PRIV,
	AGX_HEAP_GPU_RO,
	AGX_HEAP_FW_SHARED,
	AGX_HEAP_FW_SHARED_RO,
	AGX_HEAP_GPU_FW_SHARED,
	AGX_HEAP_RTKIT,
	AGX_HEAP_TIMESTAMP,
	AGX_HEAP_MMIO,
	AGX_NUM_HEAPS,
};

/**
 * struct agx_device - one GPU
 *
 * The blocks are listed in the order in which they are brought up; each is
 * private to its own file and is torn down in the reverse order.
 */
struct agx_device {
	/** @drm: the DRM device; everything here lives as long as it does. */
	struct drm_device drm;

	/** @soc: what this chip needs, constant. */
	const struct agx_soc *soc;

	/** @abi: what this firmware needs, constant. */
	const struct agx_abi *abi;

	/** @soft_faults: shaders may access what is not mapped, constant. */
	bool soft_faults;

	/** @layout: how this firmware wants work, constant. */
	const struct agx_layout *layout;

	/** @region: memory that the bootloader has set up. */
	struct resource region[AGX_NUM_REGIONS];

	/** @sgx: registers of the GPU. */
	void __iomem *sgx;

	/** @asc_regs: registers of its coprocessor. */
	void __iomem *asc_regs;

	/** @gpu: what the GPU says of itself. */
	struct agx_gpu_id gpu;

	/** @uat: the MMU. */
	struct agx_uat *uat;

	/** @heap: addresses in the kernel's upper half. */
	struct agx_heap heap[AGX_NUM_HEAPS];

	/** @channels: rings between driver and firmware. */
	struct agx_channels *channels;

	/** @events: stamps and who waits for them. */
	struct agx_events *events;

	/** @buffers: numbers of tiled vertex buffers. */
	struct agx_buffers *buffers;

	/** @boot: what the firmware is started with. */
	struct agx_boot *boot;

	/** @pm: who may give work to the firmware. */
	struct agx_pm *pm;

	/** @recover: what is done when something goes wrong. */
	struct agx_recover *recover;

	/** @asc: the coprocessor and its operating system. */
	struct agx_asc *asc;

	/** @crashed: the firmware is gone for good. */
	bool crashed;

	/** @files: its open files. */
	struct fwgpu_files files;

	/** @ledger: who owns what. */
	struct fwgpu_ledger ledger;
};

static inline struct agx_device *to_agx_device(struct drm_device *drm)
{
	return container_of(drm, struct agx_device, drm);
}

void *agx_region_map(struct agx_device *agx, enum agx_region region, size_t size);

#endif
