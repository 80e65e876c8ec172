/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_MMU_H
#define NOVA_MMU_H

#include <linux/types.h>

struct nova_device;
struct workqueue_struct;

int nova_mmu_init(struct nova_device *nova);
void nova_mmu_fini(struct nova_device *nova);
/* For work that frees memory and may sleep; never waited for by a fence. */
struct workqueue_struct *nova_mmu_wq(struct nova_device *nova);

/* Invalidates every TLB entry of the address space with top directory @pdb. */
int nova_mmu_invalidate(struct nova_device *nova, u64 pdb);
/* The same for BAR1 and BAR2, whose top directories are the firmware's. */
int nova_mmu_invalidate_bars(struct nova_device *nova);

/**
 * nova_kind_valid() - is there such a storage kind
 * @kind: NV_MMU_KIND_*
 *
 * Source: nouveau, nvkm/subdev/mmu/tu102.c, tu102_mmu_kind().
 *
 * Return: true if a page can have it.
 */
static inline bool nova_kind_valid(u32 kind)
{
	return kind < 16 && (kind & 7) != 7;
}

#endif
