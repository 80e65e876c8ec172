/* SPDX-License-Identifier: MIT */
/* The variants of the GPU. */
#ifndef AGX_CARD_CHIP_H
#define AGX_CARD_CHIP_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/agx/abi.h"

/**
 * struct chip - a GPU in its SoC
 * @soc: the SoC's name
 * @gpu: the GPU's name
 * @id: number of the SoC
 * @generation: see enum agx_generation
 * @version: first ID register: generation, variant, stepping
 * @cores: in a cluster, those that are missing included
 * @clusters: of all dies
 * @dies: dies
 * @core_mask: cores that are there, packed
 * @oas: bits of a physical address
 */
struct chip {
	const char *soc;
	const char *gpu;
	uint32_t id;
	enum agx_generation generation;
	uint32_t version;
	uint8_t cores;
	uint8_t clusters;
	uint8_t dies;
	uint32_t core_mask[3];
	uint8_t oas;
};

/* By @soc or @gpu; NULL if there is none. */
const struct chip *chip_find(const char *name);

/* The interface named @version ("12.3", "13.5"); NULL means the first that the chip has. */
const struct agx_abi *chip_abi(const struct chip *chip, const char *version);

#endif
