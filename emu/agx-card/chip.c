// SPDX-License-Identifier: MIT
/*
 * Which numbers are from real chips: M1's version and core mask (seven cores) are those of a
 * machine that published its log. The others have all of their cores, and a stepping that their
 * drivers know.
 */
#include "chip.h"

#include <stdio.h>
#include <string.h>

#define VERSION(gen, variant, rev) ((gen) << 24 | (variant) << 16 | (rev) << 8)

enum {
	VARIANT_G = 2,
	VARIANT_S = 3,
	VARIANT_C = 4, /* and D, which has more clusters */
	REV_A0 = 0x00,
	REV_B0 = 0x10,
	REV_B1 = 0x11,
};

static const struct chip chips[] = {
	{
		.soc = "t8103", .gpu = "g13g", .id = 0x8103, .generation = AGX_G13,
		.version = VERSION(4, VARIANT_G, REV_B1), .cores = 8, .clusters = 1, .dies = 1,
		.core_mask = { 0xfe }, .oas = 40,
	},
	{
		.soc = "t6000", .gpu = "g13s", .id = 0x6000, .generation = AGX_G13,
		.version = VERSION(4, VARIANT_S, REV_B0), .cores = 8, .clusters = 2, .dies = 1,
		.core_mask = { 0xffff }, .oas = 42,
	},
	{
		.soc = "t6001", .gpu = "g13c", .id = 0x6001, .generation = AGX_G13,
		.version = VERSION(4, VARIANT_C, REV_B0), .cores = 8, .clusters = 4, .dies = 1,
		.core_mask = { 0xffffffff }, .oas = 42,
	},
	{
		.soc = "t6002", .gpu = "g13d", .id = 0x6002, .generation = AGX_G13,
		.version = VERSION(4, VARIANT_C, REV_B0), .cores = 8, .clusters = 8, .dies = 2,
		.core_mask = { 0xffffffff, 0xffffffff }, .oas = 42,
	},
	{
		.soc = "t8112", .gpu = "g14g", .id = 0x8112, .generation = AGX_G14,
		.version = VERSION(5, VARIANT_G, REV_A0), .cores = 10, .clusters = 1, .dies = 1,
		.core_mask = { 0x3ff }, .oas = 40,
	},
	{
		.soc = "t6020", .gpu = "g14s", .id = 0x6020, .generation = AGX_G14X,
		.version = VERSION(6, VARIANT_S, REV_A0), .cores = 10, .clusters = 2, .dies = 1,
		.core_mask = { 0xfffff }, .oas = 42,
	},
	{
		.soc = "t6021", .gpu = "g14c", .id = 0x6021, .generation = AGX_G14X,
		.version = VERSION(6, VARIANT_C, REV_A0), .cores = 10, .clusters = 4, .dies = 1,
		.core_mask = { 0xffffffff, 0xff }, .oas = 42,
	},
	{
		.soc = "t6022", .gpu = "g14d", .id = 0x6022, .generation = AGX_G14X,
		.version = VERSION(6, VARIANT_C, REV_A0), .cores = 10, .clusters = 8, .dies = 2,
		.core_mask = { 0xffffffff, 0xffffffff, 0xffff }, .oas = 42,
	},
};

const struct chip *chip_find(const char *name)
{
	for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
		if (!strcmp(chips[i].soc, name) || !strcmp(chips[i].gpu, name))
			return &chips[i];
	return NULL;
}

const struct agx_abi *chip_abi(const struct chip *chip, const char *version)
{
	unsigned int major, minor;
	const struct agx_abi *abi;
	char rest;

	if (version)
		return sscanf(version, "%u.%u%c", &major, &minor, &rest) == 2 ?
			       agx_abi_find(chip->generation, major, minor, 0) :
			       NULL;
	abi = agx_abi_find(chip->generation, 12, 3, 0);
	if (!abi)
		abi = agx_abi_find(chip->generation, 12, 4, 0);
	return abi ? abi : agx_abi_find(chip->generation, 13, 5, 0);
}
