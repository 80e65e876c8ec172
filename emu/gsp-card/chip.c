// SPDX-License-Identifier: MIT
#include "chip.h"

#include <string.h>

#include "core.h"
#include "regs.h"

/* Runlists: GR and its two copy engines share one, each asynchronous copy engine has its own. */
#define RUNLIST_BASE(n) (0x100000 + 0x1000 * (n))

/*
 * ENG_DESC is an RM-internal class id << 8 | instance. Drivers only compare it with the falcon
 * table, which is empty here, so that it has to be unique and nothing more.
 */
#define DESC_GR(n) (0x334f0400 + (n))
#define DESC_CE(n) (0x793ceb00 + (n))

/* Vectors: stall 64 + n and non-stall 32 + n for COPYn, 80 and 48 for GR0. */
#define COPY_ENGINE(n, list)                                                                  \
	{                                                                                     \
		.name = "CE" #n, .type = RM_ENGINE_COPY0 + (n), .desc = DESC_CE(n),           \
		.mc = MC_ENGINE_CE0 + (n), .runlist = (list), .pri_base = RUNLIST_BASE(list), \
		.stall = 64 + (n), .nonstall = 32 + (n)                                       \
	}

static const struct chip_engine gb202_engines[] = {
	{
		.name = "GR0",
		.type = RM_ENGINE_GR0,
		.desc = DESC_GR(0),
		.mc = MC_ENGINE_GR0,
		.runlist = 0,
		.pri_base = RUNLIST_BASE(0),
		.stall = 80,
		.nonstall = 48,
	},
	COPY_ENGINE(0, 0),
	COPY_ENGINE(1, 0),
	COPY_ENGINE(2, 1),
	COPY_ENGINE(3, 2),
};

static const struct chip chips[] = {
	{
		.name = "gb202",
		.signature = ".fwsignature_gb20x",
		.boot0 = 0x1b2000a1,
		.device_id = 0x2b85,
		.subsystem_id = 0x2057,
		.grce_mask = 0x3,
		.gpc_mask = 0xff,
		.tpc_mask = 0xff,
		.class_gpfifo = 0xca6f,
		.class_ce = 0xcab5,
		.class_3d = 0xce97,
		.class_compute = 0xcec0,
		.class_2d = 0x902d,
		.class_i2m = 0xcd40,
		.class_disp = 0xca70,
		.engines = gb202_engines,
		.engine_count = sizeof(gb202_engines) / sizeof(gb202_engines[0]),
	},
};

const struct chip *chip_find(const char *name)
{
	for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
		if (!strcmp(chips[i].name, name))
			return &chips[i];
	return NULL;
}

const struct chip_engine *chip_engine(const struct chip *chip, uint32_t type)
{
	for (unsigned int i = 0; i < chip->engine_count; i++)
		if (chip->engines[i].type == type)
			return &chip->engines[i];
	return NULL;
}

static uint32_t read_boot0(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_chip(card)->boot0;
}

static uint32_t read_grce_mask(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_chip(card)->grce_mask;
}

static uint32_t read_vram_size(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_vram_size(card) >> 20;
}

/*
 * BOOT_1 (endianness, no vGPU) and the straps read 0. Names and meanings: nouveau
 * nvkm/engine/device/base.c, nvkm/subdev/fb/ga102.c, nvkm/subdev/gsp/rm/gb20x.c (GRCE mask),
 * nvkm/subdev/fb/gb202.c (flush page).
 */
static const struct reg regs[] = {
	{ .first = 0x000000, .access = REG_R, .name = "PMC_BOOT_0", .group = "id",
	  .read = read_boot0 },
	{ .first = 0x000004, .access = REG_R, .name = "PMC_BOOT_1", .group = "id" },
	{ .first = 0x101000, .access = REG_R, .name = "PEXTDEV_STRAP", .group = "id" },
	{ .first = 0x1040d8, .access = REG_R, .name = "CE_GRCE_MASK", .group = "id",
	  .read = read_grce_mask },
	{ .first = 0x1183a4, .access = REG_R, .name = "FB_SIZE_MIB", .group = "id",
	  .read = read_vram_size },
	{ .first = 0x8a1d58, .count = 2, .access = REG_W, .name = "HSHUB_FLUSH_PAGE",
	  .group = "flush" },
};

const struct reg_table chip_regs = { regs, sizeof(regs) / sizeof(regs[0]) };
