// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Chips
 *
 * The device tree names the GPU, which for all that is built today also names
 * the chip around it. Of the chip a table here says what neither device tree
 * nor bootloader do; what the GPU itself has is read from its registers.
 */
#include "agx_hw.h"
#include "agx_cores.h"
#include "agx_device.h"

#include "firmware/agx/sgx.h"

#include <drm/drm_print.h>

#include <linux/bitfield.h>
#include <linux/io.h>

const struct agx_soc agx_soc_t8103 = {
	.name = "M1",
	.chip_id = 0x8103,
	.gen = AGX_SGX_GEN_G13,
	.num_dies = 1,
	.oas = 40,
	.max_cores = 8,
	.compute_preempt1_size = 0x7f80,
	.io = {
		[0] = { 0x204d00000, 0x1c000, 0x1c000, true },
		[1] = { 0x20e100000, 0x4000, 0x4000, false },
		[2] = { 0x23b104000, 0x4000, 0x4000, true },
		[3] = { 0x204000000, 0x20000, 0x20000, true },
		[7] = { 0x23b2e8000, 0x1000, 0x1000, false },
		[8] = { 0x23bc00000, 0x1000, 0x1000, true },
		[9] = { 0x204d80000, 0x5000, 0x5000, true },
		[10] = { 0x204d61000, 0x1000, 0x1000, true },
		[11] = { 0x200000000, 0xd6400, 0xd6400, true },
		[13] = { 0x23b738000, 0x1000, 0x1000, true },
	},
};

static u32 sgx_read(struct agx_device *agx, u32 reg)
{
	return readl(agx->sgx + reg);
}

static void hw_read_core_masks(struct agx_device *agx, u32 words[AGX_CORE_MASK_WORDS])
{
	if (agx->soc->gen == AGX_SGX_GEN_G14X) {
		for (u32 i = 0; i < AGX_SGX_CORE_MASK_G14X_COUNT; i++)
			words[i] = sgx_read(agx, AGX_SGX_CORE_MASK_G14X(i));
		return;
	}

	words[0] = sgx_read(agx, AGX_SGX_CORE_MASK_0);
	words[1] = sgx_read(agx, AGX_SGX_CORE_MASK_1);
	words[2] = 0;
}

static char hw_variant(u32 version, u32 clusters)
{
	switch (FIELD_GET(AGX_SGX_VERSION_VARIANT, version)) {
	case AGX_SGX_VARIANT_P:
		return 'P';
	case AGX_SGX_VARIANT_G:
		return 'G';
	case AGX_SGX_VARIANT_S:
		return 'S';
	case AGX_SGX_VARIANT_C:
		return clusters > 4 ? 'D' : 'C';
	default:
		return 0;
	}
}

static u32 hw_num_clusters(struct agx_device *agx, u32 counts1)
{
	if (agx->soc->gen == AGX_SGX_GEN_G14X)
		return FIELD_GET(AGX_SGX_COUNTS1_CLUSTERS, counts1) *
		       FIELD_GET(AGX_SGX_COUNTS1_DIES, counts1);

	return FIELD_GET(AGX_SGX_COUNTS3_CLUSTERS, sgx_read(agx, AGX_SGX_COUNTS3));
}

/**
 * agx_hw_identify() - ask the GPU what it is
 * @agx: the GPU, its registers mapped
 *
 * Return: 0; -ENODEV if it is not what the device tree said; -EIO if what it
 * says makes no sense.
 */
int agx_hw_identify(struct agx_device *agx)
{
	u32 version = sgx_read(agx, AGX_SGX_VERSION);
	u32 counts1 = sgx_read(agx, AGX_SGX_COUNTS1);
	u32 words[AGX_CORE_MASK_WORDS];
	struct agx_gpu_id *gpu = &agx->gpu;

	if (FIELD_GET(AGX_SGX_VERSION_GEN, version) != agx->soc->gen) {
		drm_err(&agx->drm, "not a GPU of %s: version %08x\n", agx->soc->name, version);
		return -ENODEV;
	}

	gpu->generation = agx->soc->gen == AGX_SGX_GEN_G13 ? 13 : 14;
	gpu->revision = FIELD_GET(AGX_SGX_VERSION_REV, version);
	gpu->num_clusters = hw_num_clusters(agx, counts1);
	gpu->cores_per_cluster = FIELD_GET(AGX_SGX_COUNTS1_CORES, counts1);
	gpu->variant = hw_variant(version, gpu->num_clusters);
	if (!gpu->variant || !gpu->num_clusters || gpu->num_clusters > AGX_MAX_CLUSTERS ||
	    !gpu->cores_per_cluster || gpu->cores_per_cluster > agx->soc->max_cores)
		return -EIO;

	hw_read_core_masks(agx, words);
	return agx_cores_split(gpu, words);
}
