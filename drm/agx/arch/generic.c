// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "arch.h"

#include "firmware/types.h"

#include <linux/timekeeping.h>

/* The GPU is not told of TLBs: whoever plays one looks at the tables. */
void agx_arch_flush_tlb(void)
{
	fw_mb();
}

void agx_arch_flush_tlb_slot(u32 slot)
{
	fw_mb();
}

u64 agx_arch_time(void)
{
	return ktime_get_raw_ns();
}

/* An x86 wants all mappings of a page to be alike, and the kernel's are cached. */
bool agx_arch_can_combine_writes(void)
{
	return false;
}
