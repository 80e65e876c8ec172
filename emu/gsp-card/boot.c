// SPDX-License-Identifier: MIT
/*
 * Sources: nouveau nvkm/subdev/gsp/gh100.c, rm/r535/gsp.c, nvkm/subdev/fsp/gh100.c; OGKM
 * kernel_gsp_gh100.c (kgspPopulateWprMeta), gsp_fw_wpr_meta.h.
 */
#include "boot.h"

#include <string.h>

#include "core.h"
#include "firmware.h"
#include "mem.h"

#define PAGE R570_PAGE_SIZE
#define PTES_PER_PAGE (PAGE / sizeof(uint64_t))
#define MIB (1ull << 20)

struct check {
	struct card *card;
	const struct firmware *firmware;
	bool ok;
};

#define expect(check, condition, ...)                          \
	do {                                                   \
		if (!(condition)) {                            \
			violation((check)->card, __VA_ARGS__); \
			(check)->ok = false;                   \
		}                                              \
	} while (0)

static bool fetch(struct check *check, const char *what, uint64_t addr, void *buf, size_t len)
{
	bool there = mem_read(card_mem(check->card), APERTURE_SYS_COHERENT, addr, buf, len);

	expect(check, there, "boot: %s at %llx (%zu bytes) is not in guest memory", what,
	       (unsigned long long)addr, len);
	return there;
}

static bool same_bytes(struct check *check, const char *what, uint64_t addr, const uint8_t *want,
		       size_t len)
{
	uint8_t page[PAGE];

	for (size_t done = 0; done < len; done += PAGE) {
		size_t part = len - done < PAGE ? len - done : PAGE;

		if (!fetch(check, what, addr + done, page, part))
			return false;
		if (memcmp(page, want + done, part)) {
			expect(check, false, "boot: %s differs from the file in bytes %zx to %zx",
			       what, done, done + part - 1);
			return false;
		}
	}
	return true;
}

static bool rest_is_zero(const void *field, size_t used, size_t size)
{
	const uint8_t *bytes = field;

	for (size_t i = used; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

static void check_field(struct check *check, const char *what, const void *field, size_t size,
			const struct fw_span *want)
{
	expect(check, want->len <= size && !memcmp(field, want->data, want->len),
	       "COT: %s is not the one in the FMC file", what);
	expect(check, rest_is_zero(field, want->len, size), "COT: %s is not padded with zeros",
	       what);
}

static void check_cot(struct check *check, const struct fsp_cot *cot)
{
	const struct firmware *firmware = check->firmware;

	expect(check, cot->version == FSP_COT_VERSION_GB20X, "COT: version %u, not %u",
	       cot->version, FSP_COT_VERSION_GB20X);
	expect(check, cot->size == sizeof(*cot), "COT: size %u, not %zu", cot->size, sizeof(*cot));
	expect(check, !cot->frts_sysmem_offset && !cot->frts_sysmem_size,
	       "COT: FRTS in system memory at %llx", (unsigned long long)cot->frts_sysmem_offset);
	check_field(check, "hash", cot->hash384, sizeof(cot->hash384), &firmware->fmc.hash);
	check_field(check, "public key", cot->public_key, sizeof(cot->public_key),
		    &firmware->fmc.public_key);
	check_field(check, "signature", cot->signature, sizeof(cot->signature),
		    &firmware->fmc.signature);
	same_bytes(check, "FMC image", cot->gsp_fmc_sysmem_offset, firmware->fmc.image.data,
		   firmware->fmc.image.len);
}

/* One entry of a radix3 level; level 2's entries are pages of the image. */
static bool radix3_entry(struct check *check, uint64_t table, uint64_t index, uint64_t *entry)
{
	uint64_t addr = table + index * sizeof(*entry);

	if (!fetch(check, "radix3 table", addr, entry, sizeof(*entry)))
		return false;
	expect(check, *entry && *entry % PAGE == 0, "boot: radix3 entry at %llx is %llx",
	       (unsigned long long)addr, (unsigned long long)*entry);
	return *entry && *entry % PAGE == 0;
}

static void check_image(struct check *check, uint64_t root, uint64_t size)
{
	const struct fw_span *image = &check->firmware->gsp_image;
	uint64_t level1, level2 = 0, page;

	expect(check, size == image->len,
	       "WPR meta: firmware image of %llu bytes, the file has %zu", (unsigned long long)size,
	       image->len);
	expect(check, root % PAGE == 0, "WPR meta: radix3 root %llx is not a page",
	       (unsigned long long)root);
	if (!check->ok || !radix3_entry(check, root, 0, &level1))
		return;
	for (uint64_t i = 0; i * PAGE < size; i++) {
		size_t part = size - i * PAGE < PAGE ? size - i * PAGE : PAGE;

		if (i % PTES_PER_PAGE == 0 &&
		    !radix3_entry(check, level1, i / PTES_PER_PAGE, &level2))
			return;
		if (!radix3_entry(check, level2, i % PTES_PER_PAGE, &page) ||
		    !same_bytes(check, "GSP image", page, image->data + i * PAGE, part))
			return;
	}
}

static void check_bootloader(struct check *check, const struct r570_wpr_meta *meta)
{
	const struct r570_riscv_ucode_desc *desc = &check->firmware->bootloader.desc;
	const struct fw_span *image = &check->firmware->bootloader.data;

	expect(check, meta->size_of_bootloader == image->len,
	       "WPR meta: bootloader of %llu bytes, the file has %zu",
	       (unsigned long long)meta->size_of_bootloader, image->len);
	expect(check,
	       meta->bootloader_code_offset == desc->monitor_code_offset &&
		       meta->bootloader_data_offset == desc->monitor_data_offset &&
		       meta->bootloader_manifest_offset == desc->manifest_offset,
	       "WPR meta: bootloader code, data, manifest at %llx, %llx, %llx, not %x, %x, %x",
	       (unsigned long long)meta->bootloader_code_offset,
	       (unsigned long long)meta->bootloader_data_offset,
	       (unsigned long long)meta->bootloader_manifest_offset, desc->monitor_code_offset,
	       desc->monitor_data_offset, desc->manifest_offset);
	same_bytes(check, "bootloader", meta->sysmem_addr_of_bootloader, image->data, image->len);
}

static void check_signature(struct check *check, const struct r570_wpr_meta *meta)
{
	const struct fw_span *signature = &check->firmware->gsp_signature;

	expect(check, meta->size_of_signature == ALIGN(signature->len, 256),
	       "WPR meta: signature of %llu bytes, the file has %zu",
	       (unsigned long long)meta->size_of_signature, signature->len);
	same_bytes(check, "GSP signature", meta->sysmem_addr_of_signature, signature->data,
		   signature->len);
}

/* The least GSP-RM runs with: its OS and itself, and what grows with the framebuffer. */
static uint64_t least_heap(struct card *card)
{
	uint64_t gib = DIV_ROUND_UP(card_vram_size(card), 1ull << 30);

	return R570_HEAP_OS_SIZE_LIBOS3 + R570_HEAP_BASE_SIZE_GH100 +
	       ALIGN(gib * R570_HEAP_SIZE_PER_GIB_FB, MIB);
}

static void check_sizes(struct check *check, const struct r570_wpr_meta *meta)
{
	expect(check, meta->non_wpr_heap_size == R570_NON_WPR_HEAP_SIZE_GB20X,
	       "WPR meta: non-WPR heap of %llx bytes, not %x",
	       (unsigned long long)meta->non_wpr_heap_size, R570_NON_WPR_HEAP_SIZE_GB20X);
	expect(check,
	       meta->gsp_fw_heap_size >= least_heap(check->card) &&
		       meta->gsp_fw_heap_size % MIB == 0 &&
		       meta->gsp_fw_heap_size < card_vram_size(check->card),
	       "WPR meta: firmware heap of %llx bytes; at least %llx, in MiB",
	       (unsigned long long)meta->gsp_fw_heap_size,
	       (unsigned long long)least_heap(check->card));
	expect(check, meta->frts_size == R570_FRTS_SIZE, "WPR meta: FRTS of %llx bytes, not %x",
	       (unsigned long long)meta->frts_size, R570_FRTS_SIZE);
	expect(check, meta->vga_workspace_size == R570_VGA_WORKSPACE_SIZE,
	       "WPR meta: VGA workspace of %llx bytes, not %x",
	       (unsigned long long)meta->vga_workspace_size, R570_VGA_WORKSPACE_SIZE);
	expect(check, meta->pmu_reserved_size == R570_PMU_RESERVED_SIZE,
	       "WPR meta: %x bytes reserved for the PMU, not %x", meta->pmu_reserved_size,
	       R570_PMU_RESERVED_SIZE);
}

/*
 * From the end of VRAM down: VGA workspace and PMU, FRTS where the COT put it, then bootloader,
 * firmware image and heap; the heap outside the protected region lies below it.
 */
static void lay_out(struct check *check, const struct fsp_cot *cot,
		    const struct r570_wpr_meta *meta, struct boot *boot)
{
	uint64_t vram = card_vram_size(check->card), offset = cot->frts_vidmem_offset;
	uint64_t above = R570_FRTS_SIZE + R570_PMU_RESERVED_SIZE + R570_VGA_WORKSPACE_SIZE;
	uint64_t below = meta->gsp_fw_heap_size + meta->size_of_radix3_elf +
			 meta->size_of_bootloader + 2 * MIB + meta->non_wpr_heap_size;

	expect(check, cot->frts_vidmem_size == R570_FRTS_SIZE, "COT: FRTS of %x bytes, not %x",
	       cot->frts_vidmem_size, R570_FRTS_SIZE);
	expect(check, offset >= above && offset % R570_FRTS_VIDMEM_ALIGN == 0 && offset < vram,
	       "COT: FRTS %llx bytes below the end of VRAM; it takes %llx, in steps of %x",
	       (unsigned long long)offset, (unsigned long long)above, R570_FRTS_VIDMEM_ALIGN);
	expect(check, below < vram && offset < vram - below,
	       "WPR meta: the firmware does not fit into VRAM");
	if (!check->ok)
		return;

	boot->frts = vram - offset;
	boot->wpr_end = boot->frts + R570_FRTS_SIZE;
	boot->wpr_start = (boot->frts - meta->size_of_bootloader) & ~(uint64_t)(PAGE - 1);
	boot->wpr_start = (boot->wpr_start - meta->size_of_radix3_elf) & ~0xffffull;
	boot->wpr_start = (boot->wpr_start - meta->gsp_fw_heap_size - sizeof(*meta)) & ~(MIB - 1);
	boot->heap_size = meta->non_wpr_heap_size;
	boot->heap = boot->wpr_start - boot->heap_size;
}

static void check_wpr_meta(struct check *check, const struct fsp_cot *cot, uint64_t addr,
			   struct boot *boot)
{
	struct r570_wpr_meta meta;

	if (!fetch(check, "WPR meta", addr, &meta, sizeof(meta)))
		return;
	expect(check, meta.magic == R570_WPR_META_MAGIC && meta.revision == R570_WPR_META_REVISION,
	       "WPR meta: magic %016llx revision %llu", (unsigned long long)meta.magic,
	       (unsigned long long)meta.revision);
	expect(check, !meta.verified && !meta.boot_count && !meta.flags,
	       "WPR meta: verified %llx, boot count %llu, flags %x; all are the firmware's",
	       (unsigned long long)meta.verified, (unsigned long long)meta.boot_count, meta.flags);
	if (!check->ok)
		return;
	check_sizes(check, &meta);
	check_bootloader(check, &meta);
	check_signature(check, &meta);
	check_image(check, meta.sysmem_addr_of_radix3_elf, meta.size_of_radix3_elf);
	if (check->ok)
		lay_out(check, cot, &meta, boot);
}

static void check_sr_meta(struct check *check, const struct fsp_cot *cot, uint64_t addr)
{
	struct r570_sr_meta meta;

	if (!fetch(check, "SR meta", addr, &meta, sizeof(meta)))
		return;
	expect(check, meta.magic == R570_SR_META_MAGIC && meta.revision == R570_SR_META_REVISION,
	       "SR meta: magic %016llx revision %llu", (unsigned long long)meta.magic,
	       (unsigned long long)meta.revision);
	expect(check, !cot->frts_vidmem_offset && !cot->frts_vidmem_size,
	       "COT: FRTS at %llx on resume; it is there already",
	       (unsigned long long)cot->frts_vidmem_offset);
}

/* A log buffer starts with a put pointer and, behind it, the addresses of its pages. */
static void check_log(struct check *check, const char *name, const struct r570_libos_arg *arg)
{
	uint64_t pages = arg->size / PAGE, entry;

	expect(check, arg->size && arg->size % PAGE == 0 && pages < PTES_PER_PAGE,
	       "libos: %s of %llx bytes", name, (unsigned long long)arg->size);
	if (!check->ok)
		return;
	for (uint64_t i = 0; i < pages; i++) {
		if (!fetch(check, name, arg->pa + (1 + i) * sizeof(entry), &entry, sizeof(entry)))
			return;
		expect(check, entry == arg->pa + i * PAGE,
		       "libos: %s: page %llu is said to be at %llx, not %llx", name,
		       (unsigned long long)i, (unsigned long long)entry,
		       (unsigned long long)(arg->pa + i * PAGE));
	}
}

static void check_libos_arg(struct check *check, const char *name, const struct r570_libos_arg *arg)
{
	expect(check,
	       arg->kind == R570_LIBOS_KIND_CONTIGUOUS && arg->loc == R570_LIBOS_LOC_SYSMEM &&
		       arg->pa && arg->pa % PAGE == 0,
	       "libos: %s at %llx has kind %u, place %u", name, (unsigned long long)arg->pa,
	       arg->kind, arg->loc);
}

static void check_rmargs(struct check *check, const struct r570_libos_arg *arg, struct boot *boot)
{
	struct r570_gsp_args *args = &boot->args;

	expect(check, arg->size >= sizeof(*args), "libos: RMARGS of %llu bytes",
	       (unsigned long long)arg->size);
	if (!check->ok || !fetch(check, "RMARGS", arg->pa, args, sizeof(*args)))
		return;
	expect(check, !args->sr.old_level && !args->sr.flags && !args->sr.in_pm_transition,
	       "RMARGS: power level %u flags %x at a cold boot", args->sr.old_level,
	       args->sr.flags);
	expect(check, args->dmem_stack == 1, "RMARGS: bDmemStack is %u", args->dmem_stack);
}

static void check_libos(struct check *check, uint64_t addr, struct boot *boot)
{
	static const struct {
		uint64_t id8;
		const char *name;
	} known[] = {
		{ R570_LIBOS_ID_LOGINIT, "LOGINIT" },
		{ R570_LIBOS_ID_LOGINTR, "LOGINTR" },
		{ R570_LIBOS_ID_LOGRM, "LOGRM" },
		{ R570_LIBOS_ID_RMARGS, "RMARGS" },
	};
	struct r570_libos_arg table[PAGE / sizeof(struct r570_libos_arg)];

	expect(check, addr % PAGE == 0, "libos: arguments at %llx are not a page",
	       (unsigned long long)addr);
	if (!fetch(check, "libos arguments", addr, table, sizeof(table)))
		return;
	for (size_t k = 0; k < ARRAY_SIZE(known) && check->ok; k++) {
		const struct r570_libos_arg *arg = table;

		while (arg < table + ARRAY_SIZE(table) && arg->id8 && arg->id8 != known[k].id8)
			arg++;
		if (arg == table + ARRAY_SIZE(table) || !arg->id8) {
			expect(check, false, "libos: no argument %s", known[k].name);
			return;
		}
		check_libos_arg(check, known[k].name, arg);
		if (known[k].id8 == R570_LIBOS_ID_RMARGS)
			check_rmargs(check, arg, boot);
		else
			check_log(check, known[k].name, arg);
	}
}

static bool is_resume(struct check *check, const struct r570_fmc_boot_params *params)
{
	uint64_t magic = 0;

	mem_read(card_mem(check->card), APERTURE_SYS_COHERENT,
		 params->boot_gsp_rm_params.gsp_rm_desc_offset, &magic, sizeof(magic));
	return magic == R570_SR_META_MAGIC;
}

bool boot_check(struct card *card, const struct fsp_cot *cot, struct boot *boot)
{
	struct check check = { .card = card, .firmware = card_firmware(card), .ok = true };
	struct r570_fmc_boot_params params;

	memset(boot, 0, sizeof(*boot));
	check_cot(&check, cot);
	if (!fetch(&check, "FMC boot parameters", cot->gsp_boot_args_sysmem_offset, &params,
		   sizeof(params)))
		return false;
	expect(&check,
	       params.boot_gsp_rm_params.target == R570_DMA_TARGET_COHERENT_SYSMEM &&
		       params.boot_gsp_rm_params.gsp_rm_desc_size == sizeof(struct r570_wpr_meta) &&
		       params.boot_gsp_rm_params.is_gsp_rm_boot == 1,
	       "FMC boot parameters: target %u, descriptor of %u bytes, GSP-RM boot %u",
	       params.boot_gsp_rm_params.target, params.boot_gsp_rm_params.gsp_rm_desc_size,
	       params.boot_gsp_rm_params.is_gsp_rm_boot);
	expect(&check,
	       params.gsp_rm_params.target == R570_DMA_TARGET_COHERENT_SYSMEM ||
		       params.gsp_rm_params.target == R570_DMA_TARGET_NONCOHERENT_SYSMEM,
	       "FMC boot parameters: libos arguments in target %u", params.gsp_rm_params.target);

	boot->resume = is_resume(&check, &params);
	if (boot->resume) {
		check_sr_meta(&check, cot, params.boot_gsp_rm_params.gsp_rm_desc_offset);
	} else {
		check_wpr_meta(&check, cot, params.boot_gsp_rm_params.gsp_rm_desc_offset, boot);
		check_libos(&check, params.gsp_rm_params.boot_args_offset, boot);
	}
	return check.ok;
}
