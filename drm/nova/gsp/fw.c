// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "fw.h"

#include "drm/nova/nova_chip.h"
#include "drm/nova/nova_device.h"
#include "drm/own/own.h"

#include "firmware/gsp/elf.h"
#include "firmware/gsp/fmc.h"
#include "firmware/gsp/radix3.h"
#include "firmware/gsp/ucode.h"

#include <drm/drm_print.h>

#include <linux/firmware.h>

/* The hardware reads signatures in units of this. */
#define NOVA_FW_SIGNATURE_ALIGN	256

/* A firmware file in memory. */
OWNED(nova_fw_file, const struct firmware, release_firmware)

static int nova_fw_request(struct nova_device *nova, const char *what,
			   struct nova_fw_file_own *h)
	__cond_acquires(0, h)
{
	const struct firmware *file = NULL;
	char path[64];
	int ret;

	snprintf(path, sizeof(path), "nvidia/%s/gsp/%s-" NOVA_FW_VERSION ".bin",
		 nova->chip->name, what);

	ret = request_firmware(&file, path, nova->drm.dev);
	if (ret == -ENOENT)
		drm_err(&nova->drm,
			"firmware %s is missing; Debian has it in firmware-nvidia-graphics\n",
			path);
	else if (ret)
		drm_err(&nova->drm, "cannot load firmware %s: %pe\n", path, ERR_PTR(ret));

	return nova_fw_file_adopt(h, ret ? ERR_PTR(ret) : file);
}

static int nova_fw_copy(struct nova_device *nova, const struct fw_span *from, size_t align,
			struct nova_dma_slot *slot)
{
	int ret;

	ret = nova_dma_create_in(nova, ALIGN(from->len, align), slot);
	if (ret)
		return ret;

	memcpy(nova_dma_cpu(nova_dma_peek(slot)), from->data, from->len);
	return 0;
}

static u64 nova_fw_image_page(void *ctx, u32 page)
{
	struct nova_fw *fw = ctx;

	return nova_pages_addr(nova_pages_peek(&fw->image), page);
}

static u64 nova_fw_level2_page(void *ctx, u32 page)
{
	struct nova_fw *fw = ctx;

	return nova_dma_addr(nova_dma_peek(&fw->level2)) + page * RADIX3_PAGE_SIZE;
}

/* The firmware finds its image through a page list of three levels; see firmware/gsp/radix3.h. */
static int nova_fw_list_pages(struct nova_device *nova, struct nova_fw *fw)
{
	struct nova_dma_own level;
	struct radix3 list;
	int ret;

	ret = radix3_init(&list, fw->image_size);
	if (ret)
		return ret;

	ret = nova_dma_create(nova, list.l2_pages * RADIX3_PAGE_SIZE, &level);
	if (ret)
		return ret;
	for (u32 i = 0; i < list.l2_pages; i++)
		radix3_fill_l2(&list, i,
			       nova_dma_cpu(nova_dma_borrow(&level)) + i * RADIX3_PAGE_SIZE,
			       nova_fw_image_page, fw);
	nova_dma_store(&fw->level2, &level);

	ret = nova_dma_create(nova, RADIX3_PAGE_SIZE, &level);
	if (ret)
		return ret;
	radix3_fill_l1(&list, nova_dma_cpu(nova_dma_borrow(&level)), nova_fw_level2_page, fw);
	nova_dma_store(&fw->level1, &level);

	ret = nova_dma_create(nova, RADIX3_PAGE_SIZE, &level);
	if (ret)
		return ret;
	radix3_fill_l0(nova_dma_cpu(nova_dma_borrow(&level)),
		       nova_dma_addr(nova_dma_peek(&fw->level1)));
	nova_dma_store(&fw->level0, &level);
	return 0;
}

static int nova_fw_parse_image(struct nova_device *nova, struct nova_fw *fw,
			       const struct firmware *file)
{
	struct elf_section image, signature;
	struct nova_pages_own pages;
	int ret;

	ret = elf_find_section(file->data, file->size, ".fwimage", &image);
	if (ret)
		return ret;

	ret = elf_find_section(file->data, file->size, nova->chip->signature, &signature);
	if (ret)
		return ret;

	ret = nova_fw_copy(nova, &signature.span, NOVA_FW_SIGNATURE_ALIGN, &fw->signature);
	if (ret)
		return ret;

	ret = nova_pages_create_from(nova, image.span.data, image.span.len, &pages);
	if (ret)
		return ret;

	nova_pages_store(&fw->image, &pages);
	fw->image_size = image.span.len;
	return nova_fw_list_pages(nova, fw);
}

static int nova_fw_parse_bootloader(struct nova_device *nova, struct nova_fw *fw,
				    const struct firmware *file)
{
	struct ucode ucode;
	int ret;

	ret = ucode_parse(file->data, file->size, &ucode);
	if (ret)
		return ret;

	fw->bootloader_code = ucode.desc.monitor_code_offset;
	fw->bootloader_data = ucode.desc.monitor_data_offset;
	fw->bootloader_manifest = ucode.desc.manifest_offset;
	fw->bootloader_version = ucode.desc.app_version;
	return nova_fw_copy(nova, &ucode.data, 1, &fw->bootloader);
}

/* FSP checks these; what we check is that they are of the size that it reads. */
static int nova_fw_parse_fmc(struct nova_device *nova, struct nova_fw *fw,
			     const struct firmware *file)
{
	struct fmc fmc;
	int ret;

	ret = fmc_parse(file->data, file->size, &fmc);
	if (ret)
		return ret;

	if (fmc.hash.len != sizeof(fw->fmc_hash) ||
	    fmc.public_key.len != nova->chip->cot.public_key_size ||
	    fmc.signature.len != nova->chip->cot.signature_size)
		return -EINVAL;

	memcpy(fw->fmc_hash, fmc.hash.data, fmc.hash.len);
	memcpy(fw->fmc_public_key, fmc.public_key.data, fmc.public_key.len);
	memcpy(fw->fmc_signature, fmc.signature.data, fmc.signature.len);
	return nova_fw_copy(nova, &fmc.image, 1, &fw->fmc);
}

static const struct {
	const char *name;
	int (*parse)(struct nova_device *nova, struct nova_fw *fw, const struct firmware *file);
} nova_fw_files[] = {
	{ "gsp", nova_fw_parse_image },
	{ "bootloader", nova_fw_parse_bootloader },
	{ "fmc", nova_fw_parse_fmc },
};

/**
 * nova_fw_load() - read the firmware files into memory that the card reads
 * @nova: device, with its chip known
 * @fw: empty; filled as far as this came, for nova_fw_unload()
 *
 * Return: 0, -ENOENT without the files, -EINVAL for files that cannot be what
 * they should, -ENOMEM.
 */
int nova_fw_load(struct nova_device *nova, struct nova_fw *fw)
{
	for (u32 i = 0; i < ARRAY_SIZE(nova_fw_files); i++) {
		struct nova_fw_file_own file;
		int ret;

		ret = nova_fw_request(nova, nova_fw_files[i].name, &file);
		if (ret)
			return ret;

		ret = nova_fw_files[i].parse(nova, fw, nova_fw_file_borrow(&file));
		nova_fw_file_drop(&file);
		if (ret) {
			drm_err(&nova->drm, "firmware file %s is unusable: %pe\n",
				nova_fw_files[i].name, ERR_PTR(ret));
			return ret;
		}
	}

	return 0;
}

/**
 * nova_fw_unload() - free what nova_fw_load() filled
 * @fw: loaded, as far as that came
 */
void nova_fw_unload(struct nova_fw *fw)
{
	nova_dma_clear(&fw->level0);
	nova_dma_clear(&fw->level1);
	nova_dma_clear(&fw->level2);
	nova_pages_clear(&fw->image);
	nova_dma_clear(&fw->signature);
	nova_dma_clear(&fw->bootloader);
	nova_dma_clear(&fw->fmc);
}
