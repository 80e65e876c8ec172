/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_CHIP_H
#define NOVA_CHIP_H

#include <linux/types.h>

/**
 * struct nova_chip - what differs between chips
 */
struct nova_chip {
	/** @name: chip name, as in firmware paths. */
	const char *name;
	/** @id: chip id as BOOT_0 spells it, e.g. 0x1b2 for GB202. */
	u32 id;
	/** @dma_bits: width of the GPU's bus addresses. */
	u8 dma_bits;

	/** @signature: ELF section with the signature of the GSP image. */
	const char *signature;
	/** @non_wpr_heap_size: heap below the protected region, in bytes. */
	u32 non_wpr_heap_size;
	/** @fsp_boot_complete: register that tells when FSP is up. */
	u32 fsp_boot_complete;
	/** @sysmem_flush_lo: register with the address of the flush page. */
	u32 sysmem_flush_lo;
	/** @sysmem_flush_hi: its upper half. */
	u32 sysmem_flush_hi;
	/** @config_mirror: where BAR0 shows the PCI configuration space. */
	u32 config_mirror;

	/** @cot: what FSP wants in a chain of trust message. */
	struct {
		u16 version;
		u16 public_key_size;
		u16 signature_size;
	} cot;

	/** @classes: object classes of the engines. */
	struct {
		u32 gpfifo;
		u32 copy;
		u32 twod;
		u32 threed;
		u32 inline_mem;
		u32 compute;
	} classes;
};

const struct nova_chip *nova_chip_find(u32 boot0);

#endif
