/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The FMC image, which the FSP authenticates and starts on the GSP. */
#ifndef FIRMWARE_GSP_FMC_H
#define FIRMWARE_GSP_FMC_H

#include "firmware/gsp/elf.h"
#include "firmware/types.h"

/**
 * struct fmc - parts of an FMC image
 * @image: what the GSP runs
 * @hash: SHA-384 of @image
 * @public_key: key that @signature was made with
 * @signature: signature of @hash
 */
struct fmc {
	struct fw_span image;
	struct fw_span hash;
	struct fw_span public_key;
	struct fw_span signature;
};

int __must_check fmc_parse(const void *image, size_t size, struct fmc *fmc);

#endif /* FIRMWARE_GSP_FMC_H */
