/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_TLB_H
#define AGX_TLB_H

/*
 * The GPU's MMU listens to the CPUs' outer shareable TLB maintenance, in which
 * an address space is named by its slot. It has no registers for that. A CPU
 * without these instructions (FEAT_TLBIOS) has no such GPU next to it.
 *
 * Encodings: Arm ARM (DDI 0487) C5.5. They also hit the CPUs' own TLBs, which
 * costs them a few walks and nothing else.
 */

#include "firmware/types.h"

#include <linux/types.h>

#ifdef CONFIG_ARM64
#include <asm/cpufeature.h>
#include <asm/sysreg.h>

static inline bool agx_tlb_listens(void)
{
	u64 isar0 = read_sanitised_ftr_reg(SYS_ID_AA64ISAR0_EL1);

	return SYS_FIELD_GET(ID_AA64ISAR0_EL1, TLB, isar0) >= ID_AA64ISAR0_EL1_TLB_OS;
}

/* TLBI VMALLE1OS */
static inline void agx_tlb_flush_all(void)
{
	fw_mb();
	if (agx_tlb_listens())
		asm volatile("sys #0, c8, c1, #0" : : : "memory");
	fw_mb();
}

/* TLBI ASIDE1OS */
static inline void agx_tlb_flush_slot(u32 slot)
{
	fw_mb();
	if (agx_tlb_listens())
		asm volatile("sys #0, c8, c1, #2, %0" : : "r" ((u64)slot << 48) : "memory");
	fw_mb();
}
#else
static inline void agx_tlb_flush_all(void)
{
	fw_mb();
}

static inline void agx_tlb_flush_slot(u32 slot)
{
	fw_mb();
}
#endif

#endif
