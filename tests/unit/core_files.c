// SPDX-License-Identifier: MIT
#include "tests/unit/core_files.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "firmware/gsp/ucode.h"
#include "tests/unit/core_rig.h"

void rig_pattern(uint8_t *bytes, size_t len, unsigned int fill)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (i * 7 + i / 251 + fill) & 0xff;
}

static void write_file(struct rig *rig, const char *name, const void *bytes, size_t len)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/nvidia/gb202/gsp/%s-570.144.bin", rig->dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

static void make_gsp(struct rig *rig)
{
	static const char names[] = "\0.shstrtab\0.fwimage\0.fwsignature_gb20x";
	struct {
		Elf64_Ehdr header;
		Elf64_Shdr sections[4];
		char names[64];
		uint8_t image[RIG_IMAGE_SIZE], signature[RIG_SIGNATURE_SIZE];
	} *file = calloc(1, sizeof(*file));

	memcpy(file->header.e_ident, ELFMAG, SELFMAG);
	file->header.e_ident[EI_CLASS] = ELFCLASS64;
	file->header.e_ident[EI_DATA] = ELFDATA2LSB;
	file->header.e_ident[EI_VERSION] = EV_CURRENT;
	file->header.e_shoff = offsetof(typeof(*file), sections);
	file->header.e_ehsize = sizeof(file->header);
	file->header.e_shentsize = sizeof(file->sections[0]);
	file->header.e_shnum = 4;
	file->header.e_shstrndx = 1;
	memcpy(file->names, names, sizeof(names));
	file->sections[1] = (Elf64_Shdr){ .sh_name = 1,
					  .sh_type = SHT_STRTAB,
					  .sh_offset = offsetof(typeof(*file), names),
					  .sh_size = sizeof(file->names) };
	file->sections[2] = (Elf64_Shdr){ .sh_name = 11,
					  .sh_type = SHT_PROGBITS,
					  .sh_offset = offsetof(typeof(*file), image),
					  .sh_size = RIG_IMAGE_SIZE };
	file->sections[3] = (Elf64_Shdr){ .sh_name = 20,
					  .sh_type = SHT_PROGBITS,
					  .sh_offset = offsetof(typeof(*file), signature),
					  .sh_size = RIG_SIGNATURE_SIZE };
	rig_pattern(file->image, RIG_IMAGE_SIZE, RIG_FILL_IMAGE);
	rig_pattern(file->signature, RIG_SIGNATURE_SIZE, RIG_FILL_SIGNATURE);
	write_file(rig, "gsp", file, sizeof(*file));
	free(file);
}

const struct r570_riscv_ucode_desc rig_bootloader_desc = {
	.app_version = 5,
	.manifest_offset = 0x1000,
	.manifest_size = 0x100,
	.monitor_data_offset = 0x800,
	.monitor_data_size = 0x100,
	.monitor_code_offset = 0x400,
	.monitor_code_size = 0x100,
};

static void make_bootloader(struct rig *rig)
{
	struct {
		struct nvfw_bin_hdr header;
		struct r570_riscv_ucode_desc desc;
		uint8_t data[RIG_BOOTLOADER_SIZE];
	} *file = calloc(1, sizeof(*file));

	file->header = (struct nvfw_bin_hdr){
		.bin_magic = NVFW_BIN_MAGIC,
		.bin_ver = 1,
		.bin_size = sizeof(*file),
		.header_offset = offsetof(typeof(*file), desc),
		.data_offset = offsetof(typeof(*file), data),
		.data_size = RIG_BOOTLOADER_SIZE,
	};
	file->desc = rig_bootloader_desc;
	rig_pattern(file->data, RIG_BOOTLOADER_SIZE, RIG_FILL_BOOTLOADER);
	write_file(rig, "bootloader", file, sizeof(*file));
	free(file);
}

static void make_fmc(struct rig *rig)
{
	static const char names[] = "\0.shstrtab\0hash\0signature\0publickey\0image";
	struct {
		Elf32_Ehdr header;
		Elf32_Shdr sections[6];
		char names[64];
		uint8_t hash[48], signature[96], pkey[97], image[RIG_FMC_SIZE];
	} *file = calloc(1, sizeof(*file));
	struct {
		unsigned int name;
		size_t at, len;
	} parts[] = {
		{ 11, offsetof(typeof(*file), hash), sizeof(file->hash) },
		{ 16, offsetof(typeof(*file), signature), sizeof(file->signature) },
		{ 26, offsetof(typeof(*file), pkey), sizeof(file->pkey) },
		{ 36, offsetof(typeof(*file), image), sizeof(file->image) },
	};

	memcpy(file->header.e_ident, ELFMAG, SELFMAG);
	file->header.e_ident[EI_CLASS] = ELFCLASS32;
	file->header.e_ident[EI_DATA] = ELFDATA2LSB;
	file->header.e_ident[EI_VERSION] = EV_CURRENT;
	file->header.e_version = EV_CURRENT;
	file->header.e_shoff = offsetof(typeof(*file), sections);
	file->header.e_ehsize = sizeof(file->header);
	file->header.e_shentsize = sizeof(file->sections[0]);
	file->header.e_shnum = 6;
	file->header.e_shstrndx = 1;
	memcpy(file->names, names, sizeof(names));
	file->sections[1] = (Elf32_Shdr){ .sh_name = 1,
					  .sh_type = SHT_STRTAB,
					  .sh_flags = 0x20,
					  .sh_offset = offsetof(typeof(*file), names),
					  .sh_size = sizeof(file->names) };
	for (unsigned int i = 0; i < 4; i++)
		file->sections[2 + i] = (Elf32_Shdr){ .sh_name = parts[i].name,
						      .sh_type = SHT_PROGBITS,
						      .sh_flags = 0xfff00102,
						      .sh_offset = parts[i].at,
						      .sh_size = parts[i].len };
	rig_pattern(file->hash, sizeof(file->hash), RIG_FILL_FMC_HASH);
	rig_pattern(file->signature, sizeof(file->signature), RIG_FILL_FMC_SIGNATURE);
	rig_pattern(file->pkey, sizeof(file->pkey), RIG_FILL_FMC_PKEY);
	rig_pattern(file->image, sizeof(file->image), RIG_FILL_FMC);
	write_file(rig, "fmc", file, sizeof(*file));
	free(file);
}

void rig_make_files(struct rig *rig)
{
	static const char *const below[] = { "nvidia", "nvidia/gb202", "nvidia/gb202/gsp" };
	char path[128];

	strcpy(rig->dir, "/tmp/core-rig-XXXXXX");
	assert_non_null(mkdtemp(rig->dir));
	for (unsigned int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", rig->dir, below[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	make_gsp(rig);
	make_bootloader(rig);
	make_fmc(rig);
}

void rig_remove_files(struct rig *rig)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s", rig->dir);
	assert_int_equal(system(command), 0);
}
