/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_CHIP_H
#define NOVA_CHIP_H

#include <linux/types.h>

/**
 * struct nova_chip - what differs between chips
 */
struct nova_chip {
	/** @name: lower-case chip name, as in firmware paths. */
	const char *name;
	/** @id: chip id as BOOT_0 spells it, e.g. 0x1b2 for GB202. */
	u32 id;
	/** @dma_bits: width of the GPU's bus addresses. */
	u8 dma_bits;
	/** @signature: name of the ELF section that holds the GSP image's signature. */
	const char *signature;
	/** @fsp_boot_complete: register that reads 0xff once FSP is up. */
	u32 fsp_boot_complete;
	/** @sysmem_flush: register pair {lo, hi} of the system memory flush page. */
	u32 sysmem_flush[2];
	/** @non_wpr_heap_size: heap below WPR2 that FSP wants, in bytes. */
	u32 non_wpr_heap_size;

	/** @classes: object classes, newest first within a kind. */
	struct {
		u32 gpfifo, copy, twod, threed, inline_mem, compute, usermode;
	} classes;
};

const struct nova_chip *nova_chip_find(u32 boot0);

#endif
