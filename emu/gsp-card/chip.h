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

struct chip {
	const char *name;
	uint32_t boot0;
	uint16_t device_id;
	uint32_t class_gpfifo;
	uint32_t class_ce;
	uint32_t class_3d;
	uint32_t class_compute;
	uint32_t class_2d;
	uint32_t class_i2m;
	const struct chip_engine *engines;
	unsigned int engine_count;
};

/** chip_find() - chip by its command-line name, NULL if there is none. */
const struct chip *chip_find(const char *name);

/** chip_engine() - engine by NV2080_ENGINE_TYPE, NULL if the chip lacks it. */
const struct chip_engine *chip_engine(const struct chip *chip, uint32_t type);

#endif
