// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Chips
 *
 * The device tree names the GPU, which for all that is built today also names
 * the chip around it. Of the chip a table here says what neither device tree
 * nor bootloader do; what the GPU itself has is read from its registers.
 *
 * Source of the tables: Asahi's drivers/gpu/drm/asahi/hw/. Where the registers
 * are that the firmware wants, m1n1's proxyclient/m1n1/agx/initdata.py says, too.
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
	.variant = 'G',
	.num_dies = 1,
	.oas = 40,
	.max_clusters = 1,
	.max_cores = 8,
	.compute_preempt1_size = 0x7f80,
	.preempt3_size = 0x20,
	.tiling_control = 0xa041,
	.io = {
		[0] = { .base = 0x204d00000, .size = 0x1c000, .writable = true },
		[1] = { .base = 0x20e100000, .size = 0x4000 },
		[2] = { .base = 0x23b104000, .size = 0x4000, .writable = true },
		[3] = { .base = 0x204000000, .size = 0x20000, .writable = true },
		[7] = { .base = 0x23b2e8000, .size = 0x1000 },
		[8] = { .base = 0x23bc00000, .size = 0x1000, .writable = true },
		[9] = { .base = 0x204d80000, .size = 0x5000, .writable = true },
		[10] = { .base = 0x204d61000, .size = 0x1000, .writable = true },
		[11] = { .base = 0x200000000, .size = 0xd6400, .writable = true },
		[13] = { .base = 0x23b738000, .size = 0x1000, .writable = true },
	},
};

/* M1 Pro, Max and Ultra. */
#define T600X \
	.gen = AGX_SGX_GEN_G13, \
	.oas = 42, \
	.max_cores = 8, \
	.compute_preempt1_size = 0x3bd00, \
	.preempt3_size = 0x20, \
	.tiling_control = 0xa540, \
	.clustering = { \
		.meta1_blocksize = 0x44, \
		.meta2_size = 0xc0 * 8, \
		.meta3_size = 0x280 * 8, \
		.meta4_size = 0x30 * 16, \
		.max_splits = 16, \
	}

#define T600X_IO(mcaches) \
	[0] = { .base = 0x404d00000, .size = 0x1c000, .writable = true }, \
	[1] = { .base = 0x20e100000, .size = 0x4000 }, \
	[2] = { .base = 0x28e104000, .size = 0x4000, .writable = true }, \
	[3] = { .base = 0x404000000, .size = 0x20000, .writable = true }, \
	[7] = { .base = 0x28e494000, .size = 0x4000, .per_die = true }, \
	[9] = { .base = 0x404d80000, .size = 0x8000, .writable = true }, \
	[10] = { .base = 0x204d61000, .size = 0x1000, .writable = true }, \
	[11] = { .base = 0x200000000, .size = 0xd8000, .count = (mcaches), \
		 .per_die = true, .writable = true }, \
	[14] = { .base = 0x2643c4000, .size = 0x1000, .writable = true }, \
	[18] = { .base = 0x28e3d0000, .size = 0x1000, .writable = true }, \
	[19] = { .base = 0x28e3c0000, .size = 0x2000 }

const struct agx_soc agx_soc_t6000 = {
	T600X,
	.name = "M1 Pro",
	.chip_id = 0x6000,
	.variant = 'S',
	.num_dies = 1,
	.max_clusters = 2,
	.io = { T600X_IO(4) },
};

const struct agx_soc agx_soc_t6001 = {
	T600X,
	.name = "M1 Max",
	.chip_id = 0x6001,
	.variant = 'C',
	.num_dies = 1,
	.max_clusters = 4,
	.io = { T600X_IO(8) },
};

const struct agx_soc agx_soc_t6002 = {
	T600X,
	.name = "M1 Ultra",
	.chip_id = 0x6002,
	.variant = 'D',
	.num_dies = 2,
	.max_clusters = 8,
	.io = {
		T600X_IO(8),
		[15] = { .base = 0x22643c4000, .size = 0x1000, .writable = true },
	},
};

const struct agx_soc agx_soc_t8112 = {
	.name = "M2",
	.chip_id = 0x8112,
	.gen = AGX_SGX_GEN_G14,
	.variant = 'G',
	.num_dies = 1,
	.oas = 40,
	.max_clusters = 1,
	.max_cores = 10,
	.compute_preempt1_size = 0x10000,
	.preempt3_size = 0x20,
	.tiling_control = 0xa041,
	.io = {
		[0] = { .base = 0x204d00000, .size = 0x14000, .writable = true },
		[1] = { .base = 0x20e100000, .size = 0x4000 },
		[2] = { .base = 0x23b0c4000, .size = 0x4000, .writable = true },
		[3] = { .base = 0x204000000, .size = 0x20000, .writable = true },
		[7] = { .base = 0x23b2c0000, .size = 0x1000 },
		[9] = { .base = 0x204d80000, .size = 0x8000, .writable = true },
		[10] = { .base = 0x204d61000, .size = 0x1000, .writable = true },
		[11] = { .base = 0x200000000, .size = 0xd6400, .writable = true },
		[16] = { .base = 0x204e00000, .size = 0x10000, .writable = true },
		[17] = { .base = 0x27d050000, .size = 0x4000, .writable = true },
		[18] = { .base = 0x23b3d0000, .size = 0x1000, .writable = true },
		[19] = { .base = 0x23b3c0000, .size = 0x1000 },
	},
};

/* M2 Pro, Max and Ultra. */
#define T602X \
	.gen = AGX_SGX_GEN_G14X, \
	.oas = 42, \
	.max_cores = 10, \
	.preempt3_size = 0x40, \
	.tiling_control = 0x180340, \
	.clustering = { \
		.meta1_blocksize = 0x44, \
		.meta2_size = 0xc0 * 16, \
		.meta3_size = 0x280 * 16, \
		.meta4_size = 0x10 * 128, \
		.max_splits = 64, \
	}, \
	.sram_base = 0x404d60000, \
	.sram_size = 0x20000

#define T602X_IO(sensors, mcaches) \
	[0] = { .base = 0x404d00000, .size = 0x144000, .writable = true }, \
	[1] = { .base = 0x20e100000, .size = 0x4000 }, \
	[2] = { .base = 0x28e106000, .size = 0x4000, .writable = true }, \
	[3] = { .base = 0x404000000, .size = 0x20000, .writable = true }, \
	[7] = { .base = (sensors), .size = 0x4000, .per_die = true }, \
	[9] = { .base = 0x404e08000, .size = 0x8000, .writable = true }, \
	[11] = { .base = 0x200000000, .size = 0xd8000, .count = (mcaches), \
		 .per_die = true, .writable = true }, \
	[12] = { .base = 0x28e118000, .size = 0x4000 }, \
	[18] = { .base = 0x28e3d0000, .size = 0x4000, .writable = true }, \
	[19] = { .base = 0x28e3c0000, .size = 0x4000 }, \
	[20] = { .base = 0x28e3d8000, .size = 0x4000, .writable = true }, \
	[21] = { .base = 0x404eac000, .size = 0x4000, .per_die = true, .writable = true }

const struct agx_soc agx_soc_t6020 = {
	T602X,
	.name = "M2 Pro",
	.chip_id = 0x6020,
	.variant = 'S',
	.num_dies = 1,
	.max_clusters = 2,
	.compute_preempt1_size = 0x25980,
	.io = { T602X_IO(0x28e460000, 4) },
};

const struct agx_soc agx_soc_t6021 = {
	T602X,
	.name = "M2 Max",
	.chip_id = 0x6021,
	.variant = 'C',
	.num_dies = 1,
	.max_clusters = 4,
	.compute_preempt1_size = 0x25980,
	.io = { T602X_IO(0x28e478000, 8) },
};

const struct agx_soc agx_soc_t6022 = {
	T602X,
	.name = "M2 Ultra",
	.chip_id = 0x6022,
	.variant = 'D',
	.num_dies = 2,
	.max_clusters = 8,
	.compute_preempt1_size = 2 * 0x25980,
	.io = { T602X_IO(0x28e478000, 8) },
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

static bool hw_is_plausible(const struct agx_gpu_id *gpu, const struct agx_soc *soc)
{
	return gpu->variant == soc->variant &&
	       gpu->num_clusters && gpu->num_clusters <= soc->max_clusters &&
	       gpu->cores_per_cluster && gpu->cores_per_cluster <= soc->max_cores;
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
	if (!hw_is_plausible(gpu, agx->soc)) {
		drm_err(&agx->drm, "not a GPU of %s: variant %c, %u clusters of %u cores\n",
			agx->soc->name, gpu->variant ?: '?', gpu->num_clusters,
			gpu->cores_per_cluster);
		return -EIO;
	}

	hw_read_core_masks(agx, words);
	return agx_cores_split(gpu, words);
}
