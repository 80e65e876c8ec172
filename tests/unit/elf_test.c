// SPDX-License-Identifier: MIT
/*
 * The parsers of firmware files: on files made here, on damaged copies of them (each in a buffer of
 * its exact size, so that the sanitizers see any byte read outside of it), and on Debian's real ones
 * if FIRMWARE_DIR names the directory that holds nvidia/.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "firmware/gsp/elf.h"
#include "firmware/gsp/fmc.h"
#include "firmware/gsp/ucode.h"

#define FMC_FLAGS (SHF_MASKPROC | SHF_MASKOS | SHF_OS_NONCONFORMING | SHF_ALLOC)

struct file {
	u8 *data;
	size_t size;
};

static struct file file_new(size_t size)
{
	struct file f = { calloc(1, size ? size : 1), size };

	assert_non_null(f.data);
	return f;
}

static struct file file_copy(const struct file *f, size_t size)
{
	struct file copy = file_new(size);

	memcpy(copy.data, f->data, size);
	return copy;
}

/* A container like gsp.bin: names at the end, section headers behind them. */
static struct file make_elf64(void)
{
	static const char names[] = "\0.fwimage\0.fwsignature_gb20x\0.shstrtab";
	struct file f = file_new(64 + 8192 + 512 + sizeof(names) + 4 * sizeof(Elf64_Shdr));
	Elf64_Ehdr ehdr = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, 1 },
		.e_shoff = 64 + 8192 + 512 + sizeof(names),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 4,
		.e_shstrndx = 3,
	};
	Elf64_Shdr shdr[4] = {
		[1] = { .sh_name = 1, .sh_type = SHT_PROGBITS, .sh_offset = 64, .sh_size = 8192 },
		[2] = { .sh_name = 10, .sh_type = SHT_PROGBITS, .sh_offset = 64 + 8192,
			.sh_size = 512 },
		[3] = { .sh_name = 29, .sh_type = SHT_STRTAB, .sh_offset = 64 + 8192 + 512,
			.sh_size = sizeof(names) },
	};

	memcpy(f.data, &ehdr, sizeof(ehdr));
	memset(f.data + 64, 0x11, 8192);
	memset(f.data + 64 + 8192, 0x22, 512);
	memcpy(f.data + 64 + 8192 + 512, names, sizeof(names));
	memcpy(f.data + ehdr.e_shoff, shdr, sizeof(shdr));
	return f;
}

/* The FMC's form: section headers right behind a file header that says nothing else. */
static struct file make_fmc(u32 hash_info)
{
	static const char names[] = "\0.shstrtab\0hash\0publickey\0signature\0image";
	static const struct {
		u32 name, size;
	} part[] = { { 11, 48 }, { 16, 97 }, { 26, 96 }, { 36, 4096 } };
	const u32 shoff = sizeof(Elf32_Ehdr);
	u32 off = shoff + 6 * sizeof(Elf32_Shdr);
	struct file f = file_new(off + sizeof(names) + 48 + 97 + 96 + 4096);
	Elf32_Ehdr ehdr = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, 1 },
		.e_version = 1,
		.e_shoff = shoff,
		.e_ehsize = shoff,
		.e_shentsize = sizeof(Elf32_Shdr),
		.e_shnum = 6,
		.e_shstrndx = 1,
	};
	Elf32_Shdr shdr[6] = {
		[1] = { .sh_name = 1, .sh_type = SHT_STRTAB, .sh_flags = SHF_STRINGS,
			.sh_offset = off, .sh_size = sizeof(names) },
	};

	memcpy(f.data + off, names, sizeof(names));
	off += sizeof(names);
	for (u32 i = 0; i < 4; i++) {
		shdr[2 + i] = (Elf32_Shdr){ .sh_name = part[i].name,
					    .sh_type = SHT_PROGBITS,
					    .sh_flags = FMC_FLAGS,
					    .sh_offset = off,
					    .sh_size = part[i].size };
		memset(f.data + off, 0x40 + (int)i, part[i].size);
		off += part[i].size;
	}
	shdr[2].sh_info = hash_info;
	memcpy(f.data, &ehdr, sizeof(ehdr));
	memcpy(f.data + shoff, shdr, sizeof(shdr));
	return f;
}

static struct file make_ucode(void)
{
	struct nvfw_bin_hdr hdr = {
		.bin_magic = NVFW_BIN_MAGIC,
		.bin_ver = 1,
		.bin_size = 24 + 84 + 4096,
		.header_offset = 24,
		.data_offset = 108,
		.data_size = 4096,
	};
	struct r570_riscv_ucode_desc desc = {
		.app_version = 7,
		.manifest_offset = 0x800,
		.manifest_size = 0x800,
		.monitor_data_offset = 0x400,
		.monitor_data_size = 0x400,
		.monitor_code_offset = 0,
		.monitor_code_size = 0x400,
	};
	struct file f = file_new(hdr.bin_size);

	memcpy(f.data, &hdr, sizeof(hdr));
	memcpy(f.data + 24, &desc, sizeof(desc));
	return f;
}

static bool within(const struct file *f, const struct fw_span *s)
{
	return !s->len || (s->data >= f->data && s->len <= f->size &&
			   (size_t)(s->data - f->data) <= f->size - s->len);
}

static void test_elf64(void **state)
{
	struct file f = make_elf64();
	struct elf_section sec;

	(void)state;
	assert_int_equal(elf_find_section(f.data, f.size, ".fwimage", &sec), 0);
	assert_ptr_equal(sec.span.data, f.data + 64);
	assert_int_equal(sec.span.len, 8192);
	assert_int_equal(sec.type, SHT_PROGBITS);
	assert_int_equal(elf_find_section(f.data, f.size, ".fwsignature_gb20x", &sec), 0);
	assert_int_equal(sec.span.len, 512);
	assert_int_equal(sec.span.data[0], 0x22);
	/* No prefix and no suffix will do. */
	assert_int_equal(elf_find_section(f.data, f.size, ".fwsignature_gb2", &sec), -ENOENT);
	assert_int_equal(elf_find_section(f.data, f.size, ".fwsignature_gb20x1", &sec), -ENOENT);
	assert_int_equal(elf_find_section(f.data, f.size, "", &sec), -ENOENT);
	free(f.data);
}

static void test_elf_truncated(void **state)
{
	struct file f = make_elf64();
	struct elf_section sec;

	(void)state;
	/* The section headers come last, so nothing but the whole file is good. */
	for (size_t size = 0; size < f.size; size += size < 100 ? 1 : 61) {
		struct file t = file_copy(&f, size);

		assert_int_equal(elf_find_section(t.data, t.size, ".fwimage", &sec), -EINVAL);
		free(t.data);
	}
	free(f.data);
}

static void test_elf_damaged(void **state)
{
	static const u8 values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct file f[] = { make_elf64(), make_fmc(0) };
	static const char *const name[] = { ".fwimage", "image" };
	struct elf_section sec;
	u32 refused = 0;

	(void)state;
	for (size_t n = 0; n < ARRAY_SIZE(f); n++) {
		struct file d = file_copy(&f[n], f[n].size);

		for (size_t i = 0; i < d.size; i++) {
			u8 old;

			/* Contents do not matter; headers and names do. */
			if (n == 0 && i == 64)
				i += 8192 + 512;
			if (n == 1 && i == d.size - (48 + 97 + 96 + 4096))
				break;
			old = d.data[i];
			for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
				d.data[i] = values[v];
				if (elf_find_section(d.data, d.size, name[n], &sec))
					refused++;
				else
					assert_true(within(&d, &sec.span));
			}
			d.data[i] = old;
		}
		free(d.data);
		free(f[n].data);
	}
	assert_true(refused > 100);
}

static void test_elf_nobits(void **state)
{
	struct file f = make_elf64();
	Elf64_Shdr *shdr = (void *)(f.data + 64 + 8192 + 512 + 39);
	struct elf_section sec;
	Elf64_Shdr s;

	(void)state;
	assert_int_equal((u8 *)shdr + 4 * sizeof(s) - f.data, f.size);
	memcpy(&s, shdr + 1, sizeof(s));
	s.sh_type = SHT_NOBITS;
	s.sh_size = ~0ull;
	memcpy(shdr + 1, &s, sizeof(s));
	assert_int_equal(elf_find_section(f.data, f.size, ".fwimage", &sec), 0);
	assert_int_equal(sec.span.len, 0);
	/* A sum of offset and size that wraps is no excuse. */
	s.sh_type = SHT_PROGBITS;
	s.sh_offset = 0x2000;
	s.sh_size = ~0ull - 0x1000;
	memcpy(shdr + 1, &s, sizeof(s));
	assert_int_equal(elf_find_section(f.data, f.size, ".fwimage", &sec), -EINVAL);
	free(f.data);
}

static void test_elf_names(void **state)
{
	struct file f = make_elf64();
	Elf64_Shdr *shdr = (void *)(f.data + f.size - 4 * sizeof(Elf64_Shdr));
	struct elf_section sec;
	Elf64_Shdr s;

	(void)state;
	/* A name that the table cuts off is not that name. */
	memcpy(&s, shdr + 3, sizeof(s));
	s.sh_size = 9;
	memcpy(shdr + 3, &s, sizeof(s));
	assert_int_equal(elf_find_section(f.data, f.size, ".fwimage", &sec), -ENOENT);
	s.sh_size = 10;
	memcpy(shdr + 3, &s, sizeof(s));
	assert_int_equal(elf_find_section(f.data, f.size, ".fwimage", &sec), 0);
	s.sh_type = SHT_PROGBITS;
	memcpy(shdr + 3, &s, sizeof(s));
	assert_int_equal(elf_find_section(f.data, f.size, ".fwimage", &sec), -EINVAL);
	free(f.data);
}

static void test_elf_small_headers(void **state)
{
	struct file f = make_elf64();
	Elf64_Ehdr ehdr;
	struct elf_section sec;

	(void)state;
	/* Section headers that overlap fit in the file, but the last one does not. */
	memcpy(&ehdr, f.data, sizeof(ehdr));
	ehdr.e_shentsize = 1;
	ehdr.e_shoff = f.size - 4;
	memcpy(f.data, &ehdr, sizeof(ehdr));
	assert_int_equal(elf_find_section(f.data, f.size, ".fwimage", &sec), -EINVAL);
	free(f.data);
}

static void test_fmc(void **state)
{
	struct file f = make_fmc(0);
	struct fmc fmc;

	(void)state;
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), 0);
	assert_int_equal(fmc.hash.len, 48);
	assert_int_equal(fmc.public_key.len, 97);
	assert_int_equal(fmc.signature.len, 96);
	assert_int_equal(fmc.image.len, 4096);
	assert_int_equal(fmc.image.data[4095], 0x43);
	free(f.data);

	f = make_elf64();
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), -ENOENT);
	free(f.data);
}

static void test_fmc_crc(void **state)
{
	/* CRC-32 of 48 bytes 0x40, from zlib. */
	struct file f = make_fmc(0x7a648744);
	struct fmc fmc;

	(void)state;
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), 0);
	free(f.data);
	f = make_fmc(0x7a648744 ^ 1);
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), -EBADMSG);
	free(f.data);
}

static void test_fmc_strict(void **state)
{
	struct file f = make_fmc(0);
	Elf32_Shdr *shdr = (void *)(f.data + sizeof(Elf32_Ehdr));
	struct fmc fmc;

	(void)state;
	shdr[3].sh_size = 385; /* public key: larger than the COT message has room for */
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), -EINVAL);
	shdr[3].sh_size = 0;
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), -EINVAL);
	shdr[3].sh_size = 97;
	shdr[3].sh_flags = SHF_ALLOC;
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), -EINVAL);
	shdr[3].sh_flags = FMC_FLAGS;
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), 0);
	free(f.data);
}

static void test_ucode(void **state)
{
	struct file f = make_ucode();
	struct ucode u;

	(void)state;
	assert_int_equal(ucode_parse(f.data, f.size, &u), 0);
	assert_int_equal(u.data.len, 4096);
	assert_ptr_equal(u.data.data, f.data + 108);
	assert_int_equal(u.desc.app_version, 7);
	assert_int_equal(u.desc.manifest_offset, 0x800);
	free(f.data);
}

static void test_ucode_damaged(void **state)
{
	static const u32 values[] = { 0, 1, 0x800, 0x1001, 0x7fffffff, 0x80000000, 0xfffffff0, ~0u };
	struct file f = make_ucode();
	struct ucode u;

	(void)state;
	for (size_t i = 0; i < (24 + 84) / 4; i++) {
		for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
			struct file d = file_copy(&f, f.size);

			memcpy(d.data + i * 4, &values[v], 4);
			if (!ucode_parse(d.data, d.size, &u)) {
				assert_true(within(&d, &u.data));
				assert_true(u.desc.manifest_offset <= u.data.len);
				assert_true(u.desc.monitor_code_offset <= u.data.len);
				assert_true(u.desc.monitor_data_offset <= u.data.len);
			}
			free(d.data);
		}
	}
	for (size_t size = 0; size < f.size; size++) {
		struct file d = file_copy(&f, size);

		assert_int_equal(ucode_parse(d.data, d.size, &u), -EINVAL);
		free(d.data);
	}
	free(f.data);
}

static struct file real(const char *name)
{
	const char *dir = getenv("FIRMWARE_DIR");
	struct file f;
	char path[4096];
	FILE *in;
	long size;

	if (!dir)
		skip();
	snprintf(path, sizeof(path), "%s/nvidia/gb202/gsp/%s-570.144.bin", dir, name);
	in = fopen(path, "rb");
	if (!in)
		fail_msg("no %s", path);
	assert_int_equal(fseek(in, 0, SEEK_END), 0);
	size = ftell(in);
	assert_true(size > 0);
	rewind(in);
	f = file_new((size_t)size);
	assert_int_equal(fread(f.data, 1, f.size, in), f.size);
	fclose(in);
	return f;
}

static void test_real_gsp(void **state)
{
	struct file f = real("gsp");
	struct elf_section sec;

	(void)state;
	assert_int_equal(elf_find_section(f.data, f.size, ".fwimage", &sec), 0);
	assert_true(sec.span.len > 16 << 20);
	assert_int_equal(elf_find_section(f.data, f.size, ".fwsignature_gb20x", &sec), 0);
	assert_int_equal(sec.span.len, 4096);
	assert_int_equal(elf_find_section(f.data, f.size, ".fwsignature_xx", &sec), -ENOENT);
	free(f.data);
}

static void test_real_fmc(void **state)
{
	struct file f = real("fmc");
	struct fmc fmc;

	(void)state;
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), 0);
	assert_int_equal(fmc.hash.len, FSP_COT_HASH_SIZE);
	assert_int_equal(fmc.public_key.len, FSP_COT_PKEY_SIZE_GB20X);
	assert_int_equal(fmc.signature.len, FSP_COT_SIG_SIZE_GB20X);
	/* The real file has CRCs. */
	f.data[fmc.image.data - f.data + 100] ^= 4;
	assert_int_equal(fmc_parse(f.data, f.size, &fmc), -EBADMSG);
	free(f.data);
}

static void test_real_bootloader(void **state)
{
	struct file f = real("bootloader");
	struct ucode u;

	(void)state;
	assert_int_equal(ucode_parse(f.data, f.size, &u), 0);
	assert_true(u.data.len > 4096);
	assert_true(u.desc.monitor_code_size > 0);
	assert_true(u.desc.manifest_size > 0);
	free(f.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elf64),
		cmocka_unit_test(test_elf_truncated),
		cmocka_unit_test(test_elf_damaged),
		cmocka_unit_test(test_elf_nobits),
		cmocka_unit_test(test_elf_names),
		cmocka_unit_test(test_elf_small_headers),
		cmocka_unit_test(test_fmc),
		cmocka_unit_test(test_fmc_crc),
		cmocka_unit_test(test_fmc_strict),
		cmocka_unit_test(test_ucode),
		cmocka_unit_test(test_ucode_damaged),
		cmocka_unit_test(test_real_gsp),
		cmocka_unit_test(test_real_fmc),
		cmocka_unit_test(test_real_bootloader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
