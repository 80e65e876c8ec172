// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The GPU's MMU listens to the CPUs' outer shareable TLB maintenance, in which
 * an address space is named by its slot. It has no registers for that. A CPU
 * without these instructions (FEAT_TLBIOS) has no such GPU next to it.
 *
 * Encodings: Arm ARM (DDI 0487) C5.5. They also hit the CPUs' own TLBs, which
 * costs them a few walks and nothing else.
 */
#include "arch.h"

#include "firmware/types.h"

#include <linux/math64.h>
#include <linux/time64.h>

#include <asm/cpufeature.h>
#include <asm/sysreg.h>

static bool arch_tlb_listens(void)
{
	u64 isar0 = read_sanitised_ftr_reg(SYS_ID_AA64ISAR0_EL1);

	return SYS_FIELD_GET(ID_AA64ISAR0_EL1, TLB, isar0) >= ID_AA64ISAR0_EL1_TLB_OS;
}

/**
 * agx_arch_flush_tlb() - have the GPU forget what it knows of page tables
 *
 * Orders all earlier writes before it, and waits for it.
 */
void agx_arch_flush_tlb(void)
{
	fw_mb();
	if (arch_tlb_listens())
		asm volatile("sys #0, c8, c1, #0" : : : "memory");	/* TLBI VMALLE1OS */
	fw_mb();
}

/**
 * agx_arch_flush_tlb_slot() - the same, of one address space
 * @slot: the address space's
 */
void agx_arch_flush_tlb_slot(u32 slot)
{
	fw_mb();
	if (arch_tlb_listens())
		asm volatile("sys #0, c8, c1, #2, %0" :
			     : "r" ((u64)slot << 48) : "memory");	/* TLBI ASIDE1OS */
	fw_mb();
}

/**
 * agx_arch_time() - what time it is for the GPU
 *
 * It has the CPUs' counter.
 *
 * Return: nanoseconds.
 */
u64 agx_arch_time(void)
{
	isb();
	return mul_u64_u64_div_u64(read_sysreg(cntpct_el0), NSEC_PER_SEC, read_sysreg(cntfrq_el0));
}

/**
 * agx_arch_can_combine_writes() - may buffers be mapped write-combining
 *
 * Return: whether they may, beside the kernel's own mapping, which is cached.
 */
bool agx_arch_can_combine_writes(void)
{
	return true;
}
