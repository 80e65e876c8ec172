// SPDX-License-Identifier: MIT
/* The parsers of firmware files. What they return must lie in the file: every byte of it is read. */
#include <stdlib.h>

#include "firmware/gsp/elf.h"
#include "firmware/gsp/fmc.h"
#include "firmware/gsp/r570/boot.h"
#include "firmware/gsp/ucode.h"

static volatile u8 sink;

static void touch(const struct fw_span *span)
{
	for (size_t i = 0; i < span->len; i++)
		sink ^= span->data[i];
}

static void touch_part(const struct ucode *ucode, u32 off, u32 len)
{
	struct fw_span part = { ucode->data.data + off, len };

	touch(&part);
}

static void parse_sections(const u8 *data, size_t size)
{
	static const char *const names[] = { ".fwimage", ".fwsignature_gb20x", "image", "hash",
					     "publickey", "signature", "" };
	struct elf_section sec;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!elf_find_section(data, size, names[i], &sec))
			touch(&sec.span);
	}
}

static void parse_fmc(const u8 *data, size_t size)
{
	struct fmc fmc;

	if (fmc_parse(data, size, &fmc))
		return;
	if (fmc.hash.len > sizeof(((struct fsp_cot *)0)->hash384))
		abort();
	touch(&fmc.image);
	touch(&fmc.hash);
	touch(&fmc.public_key);
	touch(&fmc.signature);
}

static void parse_bootloader(const u8 *data, size_t size)
{
	struct ucode ucode;

	if (ucode_parse(data, size, &ucode))
		return;
	touch(&ucode.data);
	touch_part(&ucode, ucode.desc.monitor_code_offset, ucode.desc.monitor_code_size);
	touch_part(&ucode, ucode.desc.monitor_data_offset, ucode.desc.monitor_data_size);
	touch_part(&ucode, ucode.desc.manifest_offset, ucode.desc.manifest_size);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	parse_sections(data, size);
	parse_fmc(data, size);
	parse_bootloader(data, size);
	return 0;
}
