// SPDX-License-Identifier: MIT
#include "boot.h"

#include <stdlib.h>
#include <string.h>

#include "asc.h"
#include "card.h"
#include "chip.h"
#include "lines.h"
#include "regs.h"
#include "emu/vfio-user/vfu.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/uat.h"

/* The root of the high half, and the tables of the firmware's entries after it. */
#define PAGETABLES_SIZE 0x40000

struct boot {
	uint32_t state;
	uint32_t time_lo; /* until the high half comes */
	uint64_t addr[AGX_GLUE_NUM_REGIONS];
};

struct boot *boot_create(void)
{
	return calloc(1, sizeof(struct boot));
}

bool boot_is_up(struct card *card)
{
	return card_boot(card)->state == AGX_GLUE_STATE_UP;
}

uint64_t boot_region(struct card *card, enum agx_glue_region region)
{
	return card_boot(card)->addr[region];
}

uint32_t boot_region_size(struct card *card, enum agx_glue_region region)
{
	const struct agx_abi *abi = card_abi(card);

	switch (region) {
	case AGX_GLUE_REGION_PAGETABLES:
		return PAGETABLES_SIZE;
	case AGX_GLUE_REGION_HW_CAL_A:
		return ALIGN(abi->hwdata_a_size, AGX_GLUE_REGION_ALIGN);
	case AGX_GLUE_REGION_HW_CAL_B:
		return ALIGN(abi->hwdata_b_size, AGX_GLUE_REGION_ALIGN);
	case AGX_GLUE_REGION_GLOBALS:
		return ALIGN(abi->globals_size, AGX_GLUE_REGION_ALIGN);
	default:
		return AGX_GLUE_REGION_ALIGN;
	}
}

void *boot_ptr(struct card *card, enum agx_glue_region region)
{
	if (!boot_is_up(card))
		return NULL;
	return vfu_dma_ptr(card_vfu(card), boot_region(card, region),
			   boot_region_size(card, region), VFU_DMA_READ | VFU_DMA_WRITE);
}

uint64_t boot_fw_entry(struct card *card, unsigned int index)
{
	uint64_t table = boot_region(card, AGX_GLUE_REGION_PAGETABLES) +
			 (index + 1) * AGX_UAT_PAGE_SIZE;

	return table | AGX_PTE_TYPE_VALID;
}

static void put32(uint8_t *blob, uint32_t offset, uint32_t value)
{
	memcpy(blob + offset, &value, sizeof(value));
}

static void put64(uint8_t *blob, uint32_t offset, uint64_t value)
{
	memcpy(blob + offset, &value, sizeof(value));
}

/* Bytes that are not zero and not like their neighbours: what is not copied shows. */
static uint8_t *fill_pattern(struct card *card, enum agx_glue_region region)
{
	uint8_t *blob = boot_ptr(card, region);

	for (uint32_t i = 0; i < boot_region_size(card, region); i++)
		blob[i] = 0x80 | (i * 37 >> 3 ^ i >> 8);
	return blob;
}

/* What the kernel or the firmware puts in begins as zero. */
static void clear_patched(struct card *card, enum agx_glue_region region, uint8_t *blob)
{
	struct boot_range range[BOOT_RANGES];
	unsigned int count = boot_patched(card, region, range);

	for (unsigned int i = 0; i < count; i++)
		memset(blob + range[i].begin, 0, range[i].size);
}

unsigned int boot_patched(struct card *card, enum agx_glue_region region,
			  struct boot_range range[BOOT_RANGES])
{
	const struct agx_abi *abi = card_abi(card);
	unsigned int count = 0;

	if (region == AGX_GLUE_REGION_HW_CAL_B) {
		range[count++] = (struct boot_range){
			abi->io_mappings, abi->io_mapping_count * sizeof(struct agx_io_mapping)
		};
		if (abi->sgx_sram_ptr)
			range[count++] = (struct boot_range){ abi->sgx_sram_ptr, 8 };
	} else if (region == AGX_GLUE_REGION_GLOBALS) {
		range[count++] = (struct boot_range){ abi->pending_submissions, 4 };
		range[count++] = (struct boot_range){ abi->fault_control, 4 };
		range[count++] = (struct boot_range){
			abi->pending_stamps, AGX_PENDING_STAMPS * sizeof(struct agx_pending_stamp)
		};
		range[count++] = (struct boot_range){ abi->fault_info,
						      sizeof(struct agx_fault_info) };
	}
	return count;
}

/*
 * What m1n1's rust/src/gpu/initdata.rs puts there, where this card or a driver looks at it. The
 * rest is nobody's but the firmware's.
 */
static void fill_blobs(struct card *card)
{
	const struct agx_abi *abi = card_abi(card);
	uint8_t *a = fill_pattern(card, AGX_GLUE_REGION_HW_CAL_A);
	uint8_t *b = fill_pattern(card, AGX_GLUE_REGION_HW_CAL_B);
	uint8_t *globals = fill_pattern(card, AGX_GLUE_REGION_GLOBALS);

	clear_patched(card, AGX_GLUE_REGION_HW_CAL_B, b);
	clear_patched(card, AGX_GLUE_REGION_GLOBALS, globals);
	put32(a, 0x04, 24000 * 8); /* clocks in a sample period of 8 ms */
	put64(b, abi->version[0] < 13 ? 0x38 : 0x28, AGX_KVA_TIMESTAMP);
	put32(b, abi->chip_id, card_chip(card)->id);
	put32(b, abi->chip_id + 0x40, 24000); /* base clock, kHz */
	put32(b, abi->chip_id + 0x44, 8); /* sample period, ms */
	put32(globals, abi->fault_control, AGX_FAULT_CONTROL_SOFT);
	put32(globals, abi->do_init, 1);
	put32(globals, abi->idle_off_delay_ms, 2);
	put32(globals, abi->idle_off_delay_ms + 4, 40); /* Fender's */
	put32(globals, abi->idle_off_delay_ms + 8, 5); /* early wake */
}

static void fill_regions(struct card *card)
{
	uint64_t *root = boot_ptr(card, AGX_GLUE_REGION_PAGETABLES);

	memset(boot_ptr(card, AGX_GLUE_REGION_TTBS), 0, AGX_GLUE_REGION_ALIGN);
	memset(boot_ptr(card, AGX_GLUE_REGION_HANDOFF), 0, AGX_GLUE_REGION_ALIGN);
	for (unsigned int i = 0; i < BOOT_FW_ENTRIES; i++)
		root[i] = boot_fw_entry(card, i);
	fill_blobs(card);
}

static bool regions_are_good(struct card *card)
{
	for (int i = 0; i < AGX_GLUE_NUM_REGIONS; i++)
		if (boot_region(card, i) % AGX_GLUE_REGION_ALIGN || !boot_ptr(card, i))
			return false;
	return true;
}

static void publish(struct card *card)
{
	struct boot *boot = card_boot(card);

	if (boot->state == AGX_GLUE_STATE_UP) {
		violation(card, "regions are published again");
		return;
	}
	boot->state = AGX_GLUE_STATE_UP;
	if (!regions_are_good(card)) {
		violation(card, "a published region is not guest memory, or not aligned");
		boot->state = AGX_GLUE_STATE_BAD;
		return;
	}
	fill_regions(card);
}

void boot_withdraw(struct card *card)
{
	asc_reset(card);
	lines_reset(card);
	memset(card_boot(card), 0, sizeof(struct boot));
}

static uint64_t read_chip(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_chip(card)->id;
}

static uint64_t read_abi(struct card *card, uint32_t offset)
{
	return card_abi(card)->version[(offset - AGX_GLUE_REGS - AGX_GLUE_FW_ABI(0)) / 4];
}

static void write_boot(struct card *card, uint32_t offset, uint64_t value)
{
	(void)offset;
	switch (value) {
	case AGX_GLUE_BOOT_PUBLISH:
		publish(card);
		break;
	case AGX_GLUE_BOOT_WITHDRAW:
		boot_withdraw(card);
		break;
	default:
		violation(card, "unknown boot order %llx", (unsigned long long)value);
	}
}

static uint64_t read_state(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_boot(card)->state;
}

static void write_time_lo(struct card *card, uint32_t offset, uint64_t value)
{
	(void)offset;
	card_boot(card)->time_lo = value;
}

static void write_time_hi(struct card *card, uint32_t offset, uint64_t value)
{
	(void)offset;
	card_set_clock(card, value << 32 | card_boot(card)->time_lo);
}

static unsigned int region_of(uint32_t offset)
{
	return (offset - AGX_GLUE_REGS - AGX_GLUE_REGION_SIZE(0)) / 0x10;
}

static bool is_high(uint32_t offset)
{
	return offset - AGX_GLUE_REGS == AGX_GLUE_REGION_ADDR_HI(region_of(offset));
}

static uint64_t read_size(struct card *card, uint32_t offset)
{
	return boot_region_size(card, region_of(offset));
}

static uint64_t read_addr(struct card *card, uint32_t offset)
{
	return boot_region(card, region_of(offset)) >> (is_high(offset) ? 32 : 0) & 0xffffffff;
}

static void write_addr(struct card *card, uint32_t offset, uint64_t value)
{
	struct boot *boot = card_boot(card);
	uint64_t *addr = &boot->addr[region_of(offset)];

	if (boot->state == AGX_GLUE_STATE_UP)
		violation(card, "write of a region's address while it is published");
	else if (is_high(offset))
		*addr = (uint32_t)*addr | value << 32;
	else
		*addr = *addr >> 32 << 32 | value;
}

#define GLUE(at, called) .offset = AGX_GLUE_REGS + (at), .size = 4, .name = "GLUE_" called
#define REGION(n)                                                                             \
	{ GLUE(AGX_GLUE_REGION_SIZE(n), "SIZE(" #n ")"), .access = REG_R, .read = read_size }, \
	{ GLUE(AGX_GLUE_REGION_ADDR_LO(n), "ADDR_LO(" #n ")"), .access = REG_RW,              \
	  .read = read_addr, .write = write_addr },                                           \
	{ GLUE(AGX_GLUE_REGION_ADDR_HI(n), "ADDR_HI(" #n ")"), .access = REG_RW,              \
	  .read = read_addr, .write = write_addr }

static const struct reg regs[] = {
	{ GLUE(AGX_GLUE_MAGIC, "MAGIC"), .access = REG_R, .value = AGX_GLUE_MAGIC_VALUE },
	{ GLUE(AGX_GLUE_VERSION, "VERSION"), .access = REG_R, .value = AGX_GLUE_VERSION_VALUE },
	{ GLUE(AGX_GLUE_CHIP, "CHIP"), .access = REG_R, .read = read_chip },
	{ GLUE(AGX_GLUE_FW_ABI(0), "FW_ABI(0)"), .access = REG_R, .read = read_abi },
	{ GLUE(AGX_GLUE_FW_ABI(1), "FW_ABI(1)"), .access = REG_R, .read = read_abi },
	{ GLUE(AGX_GLUE_FW_ABI(2), "FW_ABI(2)"), .access = REG_R, .read = read_abi },
	{ GLUE(AGX_GLUE_BOOT, "BOOT"), .access = REG_W, .write = write_boot },
	{ GLUE(AGX_GLUE_STATE, "STATE"), .access = REG_R, .read = read_state },
	{ GLUE(AGX_GLUE_TIME_LO, "TIME_LO"), .access = REG_W, .write = write_time_lo },
	{ GLUE(AGX_GLUE_TIME_HI, "TIME_HI"), .access = REG_W, .write = write_time_hi },
	REGION(0),
	REGION(1),
	REGION(2),
	REGION(3),
	REGION(4),
	REGION(5),
};

const struct reg_table boot_regs = REG_TABLE(regs);
