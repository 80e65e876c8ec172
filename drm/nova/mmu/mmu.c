// SPDX-License-Identifier: GPL-2.0-only OR MIT

#include "mmu.h"
#include "../nova_device.h"

#include "drm/own/own.h"

#include "firmware/nv/regs.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/iopoll.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#define NOVA_MMU_TIMEOUT_US	(2 * USEC_PER_SEC)

OWNED(nova_wq, struct workqueue_struct, destroy_workqueue)

struct nova_mmu {
	/** @lock: one invalidation at a time. */
	struct mutex lock;
	/** @wq: see nova_mmu_wq(). */
	struct nova_wq_slot wq;
};

static int nova_mmu_trigger_locked(struct nova_device *nova, u64 pdb, u32 what)
	__must_hold(&nova->mmu->lock)
{
	u32 val;
	int ret;

	nova_wr32(nova, NV_VFN_MMU_INVALIDATE_PDB,
		  FIELD_PREP(NV_VFN_MMU_INVALIDATE_PDB_ADDR,
			     pdb >> NV_VFN_MMU_INVALIDATE_PDB_ADDR_SHIFT));
	nova_wr32(nova, NV_VFN_MMU_INVALIDATE_UPPER_PDB,
		  FIELD_PREP(NV_VFN_MMU_INVALIDATE_UPPER_PDB_ADDR,
			     pdb >> NV_VFN_MMU_INVALIDATE_UPPER_PDB_SHIFT));
	nova_wr32(nova, NV_VFN_MMU_INVALIDATE, NV_VFN_MMU_INVALIDATE_TRIGGER | what);

	ret = readl_poll_timeout(nova->mmio + NV_VFN_MMU_INVALIDATE, val,
				 !(val & NV_VFN_MMU_INVALIDATE_TRIGGER) || nova_is_gone(val), 0,
				 NOVA_MMU_TIMEOUT_US);
	if (nova_is_gone(val))
		return -ENODEV;
	if (ret) {
		drm_err_ratelimited(&nova->drm, "TLB invalidate timed out\n");
		/* The card still translates to pages that others are about to get. */
		pci_clear_master(nova_pdev(nova));
	}

	return ret;
}

static int nova_mmu_trigger(struct nova_device *nova, u64 pdb, u32 what)
{
	guard(mutex)(&nova->mmu->lock);
	return nova_mmu_trigger_locked(nova, pdb, what);
}

/**
 * nova_mmu_invalidate() - make the GPU forget what it cached of page tables
 * @nova: device
 * @pdb: VRAM address of the top directory
 *
 * Directories are forgotten too. The tables must have been flushed by
 * nova_instmem_flush(). May sleep, allocates nothing.
 *
 * A card that does not answer is cut off from system memory; that is its end.
 *
 * Source: nouveau, nvkm/subdev/mmu/vmmtu102.c.
 *
 * Return: 0, -ETIMEDOUT, or -ENODEV if the card was pulled out.
 */
int nova_mmu_invalidate(struct nova_device *nova, u64 pdb)
{
	return nova_mmu_trigger(nova, pdb, NV_VFN_MMU_INVALIDATE_ALL_VA);
}

/**
 * nova_mmu_invalidate_bars() - as nova_mmu_invalidate(), for BAR1 and BAR2
 * @nova: device
 *
 * Return: 0 or -ETIMEDOUT.
 */
int nova_mmu_invalidate_bars(struct nova_device *nova)
{
	return nova_mmu_trigger(nova, 0, NV_VFN_MMU_INVALIDATE_ALL_VA |
					 NV_VFN_MMU_INVALIDATE_ALL_PDB |
					 NV_VFN_MMU_INVALIDATE_HUBTLB_ONLY);
}

/**
 * nova_mmu_wq() - where page table jobs have their leftovers freed
 * @nova: device
 *
 * Return: a workqueue whose work may allocate, sleep and take reservations.
 */
struct workqueue_struct *nova_mmu_wq(struct nova_device *nova)
{
	return nova_wq_peek(&nova->mmu->wq);
}

/**
 * nova_mmu_init() - set up what all address spaces share
 * @nova: device
 *
 * Return: 0 or -ENOMEM.
 */
int nova_mmu_init(struct nova_device *nova)
{
	struct nova_mmu *mmu;
	struct nova_wq_own wq;
	int ret;

	mmu = drmm_kzalloc(&nova->drm, sizeof(*mmu), GFP_KERNEL);
	if (!mmu)
		return -ENOMEM;

	ret = nova_wq_adopt(&wq, alloc_workqueue("nova-mmu", WQ_UNBOUND, 0));
	if (ret)
		return ret;

	nova_wq_store(&mmu->wq, &wq);
	mutex_init(&mmu->lock);
	nova->mmu = mmu;
	return 0;
}

/**
 * nova_mmu_fini() - undo nova_mmu_init()
 * @nova: device; every address space is gone
 */
void nova_mmu_fini(struct nova_device *nova)
{
	struct nova_mmu *mmu = nova->mmu;

	nova_wq_clear(&mmu->wq);
	mutex_destroy(&mmu->lock);
}
