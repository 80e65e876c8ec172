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
	struct nova_dma_slot level1;
	struct nova_dma_slot level2;
	/** @signature: of @image. */
	struct nova_dma_slot signature;

	/** @bootloader: runs first in the protected region. */
	struct nova_dma_slot bootloader;
	u32 bootloader_code;
	u32 bootloader_data;
	u32 bootloader_manifest;
	u32 bootloader_version;

	/** @fmc: what FSP authenticates and starts on the GSP. */
	struct nova_dma_slot fmc;
	u8 fmc_hash[48];
	u8 fmc_public_key[384];
	u8 fmc_signature[384];
};

int nova_fw_load(struct nova_device *nova, struct nova_fw *fw);
void nova_fw_unload(struct nova_fw *fw);

#endif
