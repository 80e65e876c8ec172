/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Sections of the firmware images that are ELF files: the GSP image (64 bit)
 * and the FMC (32 bit). They are containers only: type, machine and program
 * headers mean nothing here.
 */
#ifndef FIRMWARE_GSP_ELF_H
#define FIRMWARE_GSP_ELF_H

#include "firmware/types.h"

/**
 * struct fw_span - a part of a firmware image
 * @data: first byte, inside the image it was taken from
 * @len: length in bytes
 */
struct fw_span {
	const u8 *data;
	size_t len;
};

/**
 * struct elf_section - what a section header says
 * @span: contents; empty for a section without any
 * @type: SHT_*
 * @info: sh_info; the FMC keeps a CRC there
 * @flags: SHF_*
 */
struct elf_section {
	struct fw_span span;
	u32 type;
	u32 info;
	u64 flags;
};

#define ELF_SHT_PROGBITS 1
#define ELF_SHT_STRTAB 3
#define ELF_SHT_NOBITS 8

int __must_check elf_find_section(const void *image, size_t size, const char *name,
				  struct elf_section *sec);

#endif /* FIRMWARE_GSP_ELF_H */
