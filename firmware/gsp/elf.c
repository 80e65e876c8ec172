// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "firmware/gsp/elf.h"

/* Offsets inside the file header and the section headers (gABI chapter 4). */
struct elf_fmt {
	u8 class;
	u8 ehdr_size;
	u8 shoff;
	u8 shentsize;
	u8 shnum;
	u8 shstrndx;
	u8 shdr_size;
	u8 sh_flags;
	u8 sh_offset;
	u8 sh_size;
	u8 sh_info;
	u8 word; /* bytes of a native word: flags, offset, size */
};

static const struct elf_fmt elf32 = { 1, 52, 32, 46, 48, 50, 40, 8, 16, 20, 28, 4 };
static const struct elf_fmt elf64 = { 2, 64, 40, 58, 60, 62, 64, 8, 24, 32, 44, 8 };

struct elf {
	const u8 *image;
	size_t size;
	const struct elf_fmt *fmt;
	u64 shoff;
	u32 shentsize;
	u32 shnum;
	u32 shstrndx;
};

/* Fields are read bytewise: nothing says that they are aligned. */
static u64 get(const u8 *p, unsigned int bytes)
{
	u64 v = 0;

	memcpy(&v, p, bytes);
	return v;
}

static bool inside(const struct elf *elf, u64 off, u64 len)
{
	return off <= elf->size && len <= elf->size - off;
}

static int open_elf(struct elf *elf, const u8 *image, size_t size)
{
	static const u8 magic[4] = { 0x7f, 'E', 'L', 'F' };
	const struct elf_fmt *fmt;

	/* Class, little endian, version 1. */
	if (size < 16 || memcmp(image, magic, 4) || image[5] != 1 || image[6] != 1)
		return -EINVAL;
	fmt = image[4] == elf32.class ? &elf32 : &elf64;
	if (image[4] != fmt->class || size < fmt->ehdr_size)
		return -EINVAL;

	*elf = (struct elf){
		.image = image,
		.size = size,
		.fmt = fmt,
		.shoff = get(image + fmt->shoff, fmt->word),
		.shentsize = (u32)get(image + fmt->shentsize, 2),
		.shnum = (u32)get(image + fmt->shnum, 2),
		.shstrndx = (u32)get(image + fmt->shstrndx, 2),
	};
	if (elf->shentsize < fmt->shdr_size || elf->shstrndx >= elf->shnum ||
	    !inside(elf, elf->shoff, (u64)elf->shnum * elf->shentsize))
		return -EINVAL;
	return 0;
}

static const u8 *header_of(const struct elf *elf, u32 index)
{
	return elf->image + elf->shoff + (u64)index * elf->shentsize;
}

static int read_section(const struct elf *elf, u32 index, struct elf_section *sec)
{
	const struct elf_fmt *fmt = elf->fmt;
	const u8 *shdr = header_of(elf, index);
	u64 off = get(shdr + fmt->sh_offset, fmt->word);
	u64 len = get(shdr + fmt->sh_size, fmt->word);

	*sec = (struct elf_section){
		.type = (u32)get(shdr + 4, 4),
		.info = (u32)get(shdr + fmt->sh_info, 4),
		.flags = get(shdr + fmt->sh_flags, fmt->word),
	};
	if (sec->type == ELF_SHT_NOBITS)
		return 0;
	if (!inside(elf, off, len))
		return -EINVAL;
	sec->span = (struct fw_span){ elf->image + off, (size_t)len };
	return 0;
}

static bool name_is(const struct fw_span *names, u64 off, const char *name, size_t len)
{
	return off < names->len && len < names->len - off &&
	       !memcmp(names->data + off, name, len + 1);
}

/**
 * elf_find_section() - find a section by its name
 * @image: the file
 * @size: its size in bytes
 * @name: name of the section
 * @sec: filled in on success; points into @image
 *
 * Every offset and length is checked against @size; contents are not.
 *
 * Return: 0, -EINVAL if @image is no little endian ELF file or a header
 * points outside of it, -ENOENT if there is no such section.
 */
int elf_find_section(const void *image, size_t size, const char *name, struct elf_section *sec)
{
	struct elf_section names;
	struct elf elf;
	u32 i;
	int ret;

	ret = open_elf(&elf, image, size);
	if (ret)
		return ret;
	ret = read_section(&elf, elf.shstrndx, &names);
	if (ret)
		return ret;
	if (names.type != ELF_SHT_STRTAB)
		return -EINVAL;

	/* Section 0 is the null section. */
	for (i = 1; i < elf.shnum; i++) {
		if (name_is(&names.span, get(header_of(&elf, i), 4), name, strlen(name)))
			return read_section(&elf, i, sec);
	}
	return -ENOENT;
}
