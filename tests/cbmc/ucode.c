// SPDX-License-Identifier: MIT
/*
 * The bootloader's headers: whatever is in the file, all parts are inside of it.
 *
 * Bounds: none on the size of the file; no loops.
 *
 * cbmc: --unsigned-overflow-check --conversion-check
 */
#include "tests/cbmc/cbmc.h"

#define memcpy copy_model
static void *copy_model(void *dst, const void *src, size_t n);

#include "firmware/gsp/ucode.c"

/* The file's contents are unknown; so are both headers, before and after they are copied. */
static void *copy_model(void *dst, const void *src, size_t n)
{
	prove(__CPROVER_r_ok(src, n) && __CPROVER_w_ok(dst, n), "a header is copied");
	__CPROVER_havoc_object(dst);
	return dst;
}

static bool inside_data(const struct ucode *ucode, u64 off, u64 len)
{
	return off + len <= ucode->data.len;
}

void prove_parse(void)
{
	size_t size = nondet_u64();
	struct ucode ucode;
	u8 *image;

	assume(size <= __CPROVER_max_malloc_size);
	image = any_memory(size);
	if (ucode_parse(image, size, &ucode))
		return;
	prove(ucode.data.len && __CPROVER_r_ok(ucode.data.data, ucode.data.len), "in the file");
	prove(inside_data(&ucode, ucode.desc.monitor_code_offset, ucode.desc.monitor_code_size),
	      "code");
	prove(inside_data(&ucode, ucode.desc.monitor_data_offset, ucode.desc.monitor_data_size),
	      "data");
	prove(inside_data(&ucode, ucode.desc.manifest_offset, ucode.desc.manifest_size), "manifest");
}
