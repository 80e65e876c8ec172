// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "firmware/gsp/ucode.h"

static bool inside(u64 off, u64 len, u64 size)
{
	return off <= size && len <= size - off;
}

/**
 * ucode_parse() - take a bootloader image apart
 * @image: the file
 * @size: its size in bytes
 * @ucode: filled in on success; @ucode->data points into @image
 *
 * The total size in the header counts padding that the file does not have, so it
 * is not looked at.
 *
 * Return: 0, or -EINVAL if a header is wrong or points outside of the file.
 */
int ucode_parse(const void *image, size_t size, struct ucode *ucode)
{
	const struct r570_riscv_ucode_desc *desc = &ucode->desc;
	struct nvfw_bin_hdr hdr;

	if (size < sizeof(hdr))
		return -EINVAL;
	memcpy(&hdr, image, sizeof(hdr));
	if (hdr.bin_magic != NVFW_BIN_MAGIC || !hdr.data_size ||
	    !inside(hdr.header_offset, sizeof(*desc), size) ||
	    !inside(hdr.data_offset, hdr.data_size, size))
		return -EINVAL;

	memcpy(&ucode->desc, (const u8 *)image + hdr.header_offset, sizeof(*desc));
	if (!inside(desc->monitor_code_offset, desc->monitor_code_size, hdr.data_size) ||
	    !inside(desc->monitor_data_offset, desc->monitor_data_size, hdr.data_size) ||
	    !inside(desc->manifest_offset, desc->manifest_size, hdr.data_size))
		return -EINVAL;

	ucode->data = (struct fw_span){ (const u8 *)image + hdr.data_offset, hdr.data_size };
	return 0;
}
