// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "firmware/gsp/fmc.h"

#include "firmware/gsp/r570/boot.h"

/* Flags of every data section (nouveau nvkm/subdev/gsp/gh100.c). */
#define FMC_SHF_FLAGS 0xfff00102ull

/* CRC-32 of IEEE 802.3; one image a boot, so no table. */
static u32 crc32_of(const struct fw_span *span)
{
	u32 crc = ~0u;
	size_t i;
	int bit;

	for (i = 0; i < span->len; i++) {
		crc ^= span->data[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static int part(const void *image, size_t size, const char *name, struct fw_span *span)
{
	struct elf_section sec;
	int ret;

	ret = elf_find_section(image, size, name, &sec);
	if (ret)
		return ret;
	if (sec.type != ELF_SHT_PROGBITS || sec.flags != FMC_SHF_FLAGS || !sec.span.len)
		return -EINVAL;
	/* A CRC of 0 means that there is none. */
	if (sec.info && sec.info != crc32_of(&sec.span))
		return -EBADMSG;

	*span = sec.span;
	return 0;
}

/**
 * fmc_parse() - take an FMC image apart
 * @image: the file
 * @size: its size in bytes
 * @fmc: filled in on success; points into @image
 *
 * Hash, key and signature are checked to fit the COT message; whether they
 * have the size that the chip wants is the caller's business.
 *
 * Return: 0, -EINVAL if the file is no FMC, -ENOENT if a part is missing,
 * -EBADMSG if a CRC is wrong.
 */
int fmc_parse(const void *image, size_t size, struct fmc *fmc)
{
	int ret;

	ret = part(image, size, "image", &fmc->image);
	if (!ret)
		ret = part(image, size, "hash", &fmc->hash);
	if (!ret)
		ret = part(image, size, "publickey", &fmc->public_key);
	if (!ret)
		ret = part(image, size, "signature", &fmc->signature);
	if (ret)
		return ret;

	if (fmc->hash.len > sizeof(((struct fsp_cot *)0)->hash384) ||
	    fmc->public_key.len > sizeof(((struct fsp_cot *)0)->public_key) ||
	    fmc->signature.len > sizeof(((struct fsp_cot *)0)->signature))
		return -EINVAL;
	return 0;
}
