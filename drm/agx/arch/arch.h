/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_ARCH_H
#define AGX_ARCH_H

/*
 * What depends on the CPUs that the GPU is beside: Apple's (arm64.c), or any
 * others (generic.c), where there can be no such GPU, but something that plays
 * one.
 */

#include <linux/types.h>

void agx_arch_flush_tlb(void);
void agx_arch_flush_tlb_slot(u32 slot);
u64 agx_arch_time(void);
bool agx_arch_can_combine_writes(void);

#endif
