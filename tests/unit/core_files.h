/* SPDX-License-Identifier: MIT */
/* Firmware files for the tests of the gsp card: the containers are right, the contents made up. */
#ifndef TESTS_UNIT_CORE_FILES_H
#define TESTS_UNIT_CORE_FILES_H

#include "firmware/gsp/r570/boot.h"

struct rig;

#define RIG_IMAGE_SIZE (3 * 4096 + 512)
#define RIG_SIGNATURE_SIZE 4096
#define RIG_BOOTLOADER_SIZE (2 * 4096)
#define RIG_FMC_SIZE (4096 + 96)

/* What each part is filled with, by number. */
enum {
	RIG_FILL_IMAGE = 1,
	RIG_FILL_SIGNATURE,
	RIG_FILL_BOOTLOADER,
	RIG_FILL_FMC_HASH,
	RIG_FILL_FMC_SIGNATURE,
	RIG_FILL_FMC_PKEY,
	RIG_FILL_FMC,
};

extern const struct r570_riscv_ucode_desc rig_bootloader_desc;

void rig_pattern(uint8_t *bytes, size_t len, unsigned int fill);

/* In a directory of its own, whose name goes to rig->dir. */
void rig_make_files(struct rig *rig);
void rig_remove_files(struct rig *rig);

#endif
