// SPDX-License-Identifier: MIT
/*
 * The ELF parser. Each value that is read from the file is new and unknown, so the proof holds
 * for any bytes, even for a file that changes while it is parsed.
 *
 * Bounds: files of up to 64 KiB with up to 3 sections, whose headers have the usual 40 or 64 bytes
 * or, in 64 bit files, 72.
 *
 * cbmc: --unsigned-overflow-check --conversion-check --unwind 4
 */
#include "tests/cbmc/cbmc.h"

#define memcpy copy_model
#define memcmp compare_model
#define strlen length_model
static void *copy_model(void *dst, const void *src, size_t n);
static int compare_model(const void *a, const void *b, size_t n);
static size_t length_model(const char *s);

#include "firmware/gsp/elf.c"

#define SECTIONS_MAX 3

static size_t name_len;
static u64 header_size;

/* The bounds, where the file header says something about them. */
static void bound(u64 off, u64 val)
{
	if (off == 46 || off == 58)
		assume(val == header_size);
	if (off == 48 || off == 60)
		assume(val <= SECTIONS_MAX);
}

/* Only get() copies, at most eight bytes into an integer of that size. */
static void *copy_model(void *dst, const void *src, size_t n)
{
	prove(n <= 8 && __CPROVER_r_ok(src, n), "read from the file");
	*(u64 *)dst = nondet_u64();
	if (n < 8)
		assume(*(u64 *)dst >> 8 * n == 0);
	if (n == 2)
		bound(__CPROVER_POINTER_OFFSET(src), *(u64 *)dst);
	return dst;
}

static int compare_model(const void *a, const void *b, size_t n)
{
	prove(__CPROVER_r_ok(a, n) && __CPROVER_r_ok(b, n), "compared bytes");
	return nondet_int();
}

static size_t length_model(const char *s)
{
	return name_len;
}

static void find(void)
{
	size_t size = nondet_u64();
	struct elf_section sec;
	char *name;
	u8 *image;
	int ret;

	assume(size <= 1ull << 16);
	image = any_memory(size);
	name_len = nondet_u16();
	name = any_memory(name_len + 1);
	ret = elf_find_section(image, size, name, &sec);

	prove(ret == 0 || ret == -EINVAL || ret == -ENOENT, "errors");
	if (ret)
		return;
	if (sec.type == ELF_SHT_NOBITS) {
		prove(!sec.span.data && !sec.span.len, "a section without contents");
		return;
	}
	prove(__CPROVER_same_object(sec.span.data, image), "in the file");
	prove(__CPROVER_POINTER_OFFSET(sec.span.data) <= size, "starts in the file");
	prove(sec.span.len <= size - __CPROVER_POINTER_OFFSET(sec.span.data), "ends in the file");
}

void prove_find_40(void)
{
	header_size = 40;
	find();
}

void prove_find_64(void)
{
	header_size = 64;
	find();
}

void prove_find_72(void)
{
	header_size = 72;
	find();
}
