// SPDX-License-Identifier: MIT
#include "sgx.h"

#include <stdlib.h>

#include "card.h"
#include "chip.h"
#include "regs.h"
#include "uat.h"
#include "firmware/agx/glue.h"
#include "firmware/agx/sgx.h"

struct sgx {
	uint64_t fault_info;
	uint64_t fault_addr; /* G14X */
};

struct sgx *sgx_create(void)
{
	return calloc(1, sizeof(struct sgx));
}

void sgx_clear_fault(struct card *card)
{
	*card_sgx(card) = (struct sgx){ 0 };
}

void sgx_set_fault(struct card *card, const struct uat_fault *fault, unsigned int unit)
{
	struct sgx *sgx = card_sgx(card);
	uint64_t addr = (fault->va & GENMASK_ULL(39, 0)) >> 6;

	sgx->fault_info = AGX_SGX_FAULT_VALID | FIELD_PREP(AGX_SGX_FAULT_REASON, fault->reason) |
			  (fault->write ? 0 : AGX_SGX_FAULT_READ) |
			  FIELD_PREP(AGX_SGX_FAULT_LEVEL, fault->level) |
			  FIELD_PREP(AGX_SGX_FAULT_UNIT, unit) |
			  FIELD_PREP(AGX_SGX_FAULT_SLOT, fault->slot);
	if (card_chip(card)->generation == AGX_G14X)
		sgx->fault_addr = addr;
	else
		sgx->fault_info |= FIELD_PREP(AGX_SGX_FAULT_ADDR, addr);
}

static uint64_t read_version(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_chip(card)->version;
}

static uint64_t read_counts1(struct card *card, uint32_t offset)
{
	const struct chip *chip = card_chip(card);

	(void)offset;
	if (chip->generation != AGX_G14X)
		return 0x30800 | chip->cores;
	return FIELD_PREP(AGX_SGX_COUNTS1_CORES, chip->cores) |
	       FIELD_PREP(AGX_SGX_COUNTS1_CLUSTERS, chip->clusters / chip->dies) |
	       FIELD_PREP(AGX_SGX_COUNTS1_DIES, chip->dies);
}

static uint64_t read_counts3(struct card *card, uint32_t offset)
{
	const struct chip *chip = card_chip(card);

	(void)offset;
	return 0x100311 | FIELD_PREP(AGX_SGX_COUNTS3_CLUSTERS, chip->clusters);
}

static uint64_t core_mask(struct card *card, bool g14x, unsigned int n)
{
	const struct chip *chip = card_chip(card);

	if ((chip->generation == AGX_G14X) != g14x)
		violation(card, "read of the core masks of another generation");
	return chip->core_mask[n];
}

static uint64_t read_mask(struct card *card, uint32_t offset)
{
	return core_mask(card, false, offset - AGX_GLUE_SGX == AGX_SGX_CORE_MASK_1);
}

static uint64_t read_mask_g14x(struct card *card, uint32_t offset)
{
	return core_mask(card, true, (offset - AGX_GLUE_SGX - AGX_SGX_CORE_MASK_G14X(0)) / 4);
}

static uint64_t read_fault(struct card *card, uint32_t offset)
{
	bool g14x = offset - AGX_GLUE_SGX != AGX_SGX_FAULT_INFO;

	if ((card_chip(card)->generation == AGX_G14X) != g14x)
		violation(card, "read of the fault register of another generation");
	return offset - AGX_GLUE_SGX == AGX_SGX_FAULT_ADDR_G14X ? card_sgx(card)->fault_addr :
								  card_sgx(card)->fault_info;
}

#define SGX(at, bytes, called) \
	.offset = AGX_GLUE_SGX + (at), .size = (bytes), .access = REG_R, .name = "SGX_" called

/* Values without a field that a driver knows are those of M1. */
static const struct reg regs[] = {
	{ SGX(AGX_SGX_VERSION, 4, "VERSION"), .read = read_version },
	{ SGX(0xd04008, 4, "ID_08"), .value = 0x40a04 },
	{ SGX(AGX_SGX_COUNTS1, 4, "COUNTS1"), .read = read_counts1 },
	{ SGX(AGX_SGX_COUNTS2, 4, "COUNTS2"), .value = 0x40404 },
	{ SGX(0xd04018, 4, "ID_18"), .value = 0x1320300 },
	{ SGX(AGX_SGX_COUNTS3, 4, "COUNTS3"), .read = read_counts3 },
	{ SGX(AGX_SGX_CORE_MASK_0, 4, "CORE_MASK_0"), .read = read_mask },
	{ SGX(AGX_SGX_CORE_MASK_1, 4, "CORE_MASK_1"), .read = read_mask },
	{ SGX(AGX_SGX_CORE_MASK_G14X(0), 4, "CORE_MASK_0"), .read = read_mask_g14x },
	{ SGX(AGX_SGX_CORE_MASK_G14X(1), 4, "CORE_MASK_1"), .read = read_mask_g14x },
	{ SGX(AGX_SGX_CORE_MASK_G14X(2), 4, "CORE_MASK_2"), .read = read_mask_g14x },
	{ SGX(AGX_SGX_FAULT_INFO, 8, "FAULT_INFO"), .read = read_fault },
	{ SGX(AGX_SGX_FAULT_INFO_G14X, 8, "FAULT_INFO"), .read = read_fault },
	{ SGX(AGX_SGX_FAULT_ADDR_G14X, 8, "FAULT_ADDR"), .read = read_fault },
};

const struct reg_table sgx_regs = REG_TABLE(regs);
