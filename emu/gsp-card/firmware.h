/* SPDX-License-Identifier: MIT */
/* The firmware files that the driver is going to load, to compare with what arrives. */
#ifndef GSP_CARD_FIRMWARE_H
#define GSP_CARD_FIRMWARE_H

#include "firmware/gsp/elf.h"
#include "firmware/gsp/fmc.h"
#include "firmware/gsp/ucode.h"

struct chip;

/**
 * struct firmware - the parts of the three files of one chip
 * @gsp_image: section .fwimage of gsp-570.144.bin
 * @gsp_signature: the section .fwsignature_* of this chip
 * @bootloader: bootloader-570.144.bin
 * @fmc: fmc-570.144.bin
 * @files: the whole files, which the spans point into
 */
struct firmware {
	struct fw_span gsp_image, gsp_signature;
	struct ucode bootloader;
	struct fmc fmc;
	struct fw_span files[3];
};

/**
 * firmware_load() - map the files and find their parts
 * @dir: directory that holds nvidia/<chip>/gsp
 * @chip: which chip
 *
 * Return: the firmware, NULL after a message on stderr.
 */
struct firmware *firmware_load(const char *dir, const struct chip *chip);
void firmware_free(struct firmware *firmware);

#endif
