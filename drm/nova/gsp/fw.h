/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_FW_H
#define NOVA_FW_H

#include "dma.h"

#include <linux/types.h>

struct nova_device;

#define NOVA_FW_VERSION		"570.144"

/**
 * struct nova_fw - the firmware of one boot, copied to where the card reads it
 */
struct nova_fw {
	/** @image: GSP-RM itself. */
	struct nova_pages_slot image;
	/** @image_size: bytes of @image. */
	u64 image_size;
	/** @level0: root of the three-level page list of @image. */
	struct nova_dma_slot level0;
	/** @level1: second level of the list. */
	struct nova_dma_slot level1;
	/** @level2: third level, which names the pages. */
	struct nova_dma_slot level2;
	/** @signature: of @image. */
	struct nova_dma_slot signature;

	/** @bootloader: runs first in the protected region. */
	struct nova_dma_slot bootloader;
	/** @bootloader_code: offset of its code in bytes. */
	u32 bootloader_code;
	/** @bootloader_data: offset of its data in bytes. */
	u32 bootloader_data;
	/** @bootloader_manifest: offset of its manifest in bytes. */
	u32 bootloader_manifest;
	/** @bootloader_version: of its application, as its header says. */
	u32 bootloader_version;

	/** @fmc: what FSP authenticates and starts on the GSP. */
	struct nova_dma_slot fmc;
	/** @fmc_hash: of @fmc, for FSP. */
	u8 fmc_hash[48];
	/** @fmc_public_key: key that @fmc is signed with. */
	u8 fmc_public_key[384];
	/** @fmc_signature: of @fmc. */
	u8 fmc_signature[384];
};

int nova_fw_load(struct nova_device *nova, struct nova_fw *fw);
void nova_fw_unload(struct nova_fw *fw);

#endif
