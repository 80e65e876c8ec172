/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The bootloader image: nvfw_bin_hdr, RM_RISCV_UCODE_DESC, data. */
#ifndef FIRMWARE_GSP_UCODE_H
#define FIRMWARE_GSP_UCODE_H

#include "firmware/gsp/elf.h"
#include "firmware/gsp/r570/boot.h"
#include "firmware/types.h"

/* nouveau include/nvfw/fw.h */
struct nvfw_bin_hdr {
	u32 bin_magic;
	u32 bin_ver;
	u32 bin_size;
	u32 header_offset;
	u32 data_offset;
	u32 data_size;
};

#define NVFW_BIN_MAGIC 0x10de

/**
 * struct ucode - a RISC-V bootloader
 * @desc: its descriptor; the offsets of code, data and manifest lie in @data
 * @data: what is loaded
 */
struct ucode {
	struct r570_riscv_ucode_desc desc;
	struct fw_span data;
};

int __must_check ucode_parse(const void *image, size_t size, struct ucode *ucode);

fw_assert_size(struct nvfw_bin_hdr, 24);
fw_assert_offset(struct nvfw_bin_hdr, header_offset, 0xc);
fw_assert_offset(struct nvfw_bin_hdr, data_offset, 0x10);
fw_assert_offset(struct nvfw_bin_hdr, data_size, 0x14);

#endif /* FIRMWARE_GSP_UCODE_H */
