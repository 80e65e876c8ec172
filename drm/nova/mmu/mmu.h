/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_MMU_H
#define NOVA_MMU_H

#include <linux/types.h>

struct nova_device;

/* Invalidates every TLB entry of the address space with top directory @pdb. */
int nova_mmu_invalidate(struct nova_device *nova, u64 pdb);

#endif
