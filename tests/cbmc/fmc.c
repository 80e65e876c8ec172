// SPDX-License-Identifier: MIT
/*
 * The FMC parser, by the contract of elf_find_section() that elf.c proves: any section inside the
 * file, or any error.
 *
 * Bounds: none on sizes. The loops of the CRC are replaced by one pass with unknown counters
 * (havoc-loops), so its value is anything.
 *
 * instrument: --replace-calls elf_find_section:section_model --havoc-loops
 * cbmc: --conversion-check
 */
#include "tests/cbmc/cbmc.h"

#include "firmware/gsp/fmc.c"

static u8 *file;
static size_t file_size;

int section_model(const void *image, size_t size, const char *name, struct elf_section *sec)
{
	int ret = nondet_int();
	size_t off = nondet_u64();
	struct elf_section any;

	prove(image == file && size == file_size, "the file");
	assume(ret == 0 || ret == -EINVAL || ret == -ENOENT);
	if (ret)
		return ret;
	any.span = (struct fw_span){ NULL, 0 };
	if (any.type != ELF_SHT_NOBITS) {
		any.span.len = nondet_u64();
		assume(off <= size && any.span.len <= size - off);
		any.span.data = file + off;
	}
	*sec = any;
	return 0;
}

static void check_span(const struct fw_span *span, size_t max)
{
	prove(span->len && span->len <= max, "size of a part");
	prove(__CPROVER_r_ok(span->data, span->len), "in the file");
}

void prove_parse(void)
{
	struct fsp_cot cot;
	struct fmc fmc;
	int ret;

	file_size = nondet_u64();
	assume(file_size <= __CPROVER_max_malloc_size);
	file = any_memory(file_size);
	ret = fmc_parse(file, file_size, &fmc);

	prove(ret == 0 || ret == -EINVAL || ret == -ENOENT || ret == -EBADMSG, "errors");
	if (ret)
		return;
	check_span(&fmc.image, file_size);
	check_span(&fmc.hash, sizeof(cot.hash384));
	check_span(&fmc.public_key, sizeof(cot.public_key));
	check_span(&fmc.signature, sizeof(cot.signature));
}
