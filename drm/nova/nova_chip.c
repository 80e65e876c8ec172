// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "nova_chip.h"

#include "firmware/gsp/r570/boot.h"
#include "firmware/nv/classes.h"
#include "firmware/nv/regs.h"

#include <linux/array_size.h>
#include <linux/bitfield.h>

/* All that GB202 to GB207 share, which is all but the name so far. */
#define NOVA_CHIP_GB20X						\
	.dma_bits = 52,						\
	.signature = ".fwsignature_gb20x",			\
	.non_wpr_heap_size = R570_NON_WPR_HEAP_SIZE_GB20X,	\
	.fsp_boot_complete = NV_THERM_FSP_BOOT_GB20X,		\
	.sysmem_flush_lo = NV_PFB_FLUSH_SYSMEM_LO_GB20X,	\
	.sysmem_flush_hi = NV_PFB_FLUSH_SYSMEM_HI_GB20X,	\
	.config_mirror = NV_PCFG_BASE_GH100,			\
	.cot = {						\
		.version = FSP_COT_VERSION_GB20X,		\
		.public_key_size = FSP_COT_PKEY_SIZE_GB20X,	\
		.signature_size = FSP_COT_SIG_SIZE_GB20X,	\
	},							\
	.classes = {						\
		.gpfifo = BLACKWELL_CHANNEL_GPFIFO_B,		\
		.copy = BLACKWELL_DMA_COPY_B,			\
		.twod = FERMI_TWOD_A,				\
		.threed = BLACKWELL_B,				\
		.inline_mem = BLACKWELL_INLINE_TO_MEMORY_A,	\
		.compute = BLACKWELL_COMPUTE_B,			\
	}

static const struct nova_chip nova_chips[] = {
	{ .name = "gb202", .id = 0x1b2, NOVA_CHIP_GB20X },
};

/**
 * nova_chip_find() - look a chip up
 * @boot0: value of NV_PMC_BOOT_0
 *
 * Return: the chip, or NULL for one that this driver does not know.
 */
const struct nova_chip *nova_chip_find(u32 boot0)
{
	u32 id = FIELD_GET(NV_PMC_BOOT_0_CHIPSET, boot0);

	for (u32 i = 0; i < ARRAY_SIZE(nova_chips); i++) {
		if (nova_chips[i].id == id)
			return &nova_chips[i];
	}

	return NULL;
}
