/* SPDX-License-Identifier: MIT */
/* What distinguishes one chip from another, as constant tables. */
#ifndef GSP_CARD_CHIP_H
#define GSP_CARD_CHIP_H

#include <stdint.h>

/* NV2080_ENGINE_TYPE_* (OGKM cl2080_notification.h). */
enum {
	RM_ENGINE_GR0 = 0x01,
	RM_ENGINE_COPY0 = 0x09,
};

/* MC_ENGINE_IDX_* of r570 (OGKM engine_idx.h). */
enum {
	MC_ENGINE_DISP = 2,
	MC_ENGINE_CE0 = 15,
	MC_ENGINE_GSP = 50,
	MC_ENGINE_GR0 = 84,
	MC_ENGINE_DISP_LOW = 176,
};

/**
 * struct chip_engine - a line of the device table.
 * @name: as RM prints it
 * @type: NV2080_ENGINE_TYPE, what channels and copy objects name
 * @desc: ENG_DESC, RM's internal class << 8 | instance
 * @mc: MC_ENGINE_IDX, key of the interrupt table
 * @runlist: runlist id; GR and the copy engines it shares its runlist with have the same
 * @pri_base: register base of the runlist
 * @stall: interrupt vector
 * @nonstall: interrupt vector of NON_STALL_INTERRUPT and friends
 */
struct chip_engine {
	const char *name;
	uint32_t type;
	uint32_t desc;
	uint32_t mc;
	uint32_t runlist;
	uint32_t pri_base;
	uint32_t stall;
	uint32_t nonstall;
};

/**
 * struct chip - a chip
 * @name: as on the command line, and as firmware directories are called
 * @signature: ELF section of the GSP image's signature
 * @boot0: PMC_BOOT_0
 * @device_id: PCI device id
 * @subsystem_id: PCI subsystem id, with Nvidia as vendor
 * @grce_mask: copy engines that work only on GR's runlist
 * @gpc_mask: graphics clusters that are not fused off
 * @tpc_mask: texture clusters in each of them
 * @class_gpfifo: and the others: the newest class of each kind that it takes
 * @engines: the device table, in the order in which RM lists it
 * @engine_count: length of it
 */
struct chip {
	const char *name;
	const char *signature;
	uint32_t boot0;
	uint16_t device_id;
	uint16_t subsystem_id;
	uint32_t grce_mask;
	uint32_t gpc_mask;
	uint32_t tpc_mask;
	uint32_t class_gpfifo;
	uint32_t class_ce;
	uint32_t class_3d;
	uint32_t class_compute;
	uint32_t class_2d;
	uint32_t class_i2m;
	uint32_t class_disp;
	const struct chip_engine *engines;
	unsigned int engine_count;
};

/** chip_find() - chip by its command-line name, NULL if there is none. */
const struct chip *chip_find(const char *name);

/** chip_engine() - engine by NV2080_ENGINE_TYPE, NULL if the chip lacks it. */
const struct chip_engine *chip_engine(const struct chip *chip, uint32_t type);

#endif
