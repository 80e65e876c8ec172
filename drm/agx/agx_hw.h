/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_HW_H
#define AGX_HW_H

#include <linux/types.h>

struct agx_device;

#define AGX_MAX_CLUSTERS	64
#define AGX_MAX_SOC_IO	0x19

/* What a die has at an address, the next one has this much higher. */
#define AGX_DIE_STRIDE		0x2000000000ull
/* From one memory cache's registers to the next one's, on one die. */
#define AGX_MCACHE_STRIDE	0x1000000ull
#define AGX_MAX_SOC_DIES	2
#define AGX_MAX_SOC_MCACHES	8

/**
 * struct agx_soc_io - registers that the firmware wants to see
 * @base: physical address; 0 where there is none
 * @size: of one, in bytes; whole GPU pages if there are several
 * @count: how many a die has, AGX_MCACHE_STRIDE apart; 0 is one
 * @per_die: each die has some
 * @writable: whether the firmware writes them
 */
struct agx_soc_io {
	u64 base;
	u32 size;
	u32 count;
	bool per_die;
	bool writable;
};

/**
 * struct agx_soc_clustering - memory that renders need where there are several clusters
 * @meta1_blocksize: bytes a block
 * @meta2_size: bytes
 * @meta3_size: bytes
 * @meta4_size: bytes
 * @max_splits: most parts that a render is split into; 0 where there is one cluster
 */
struct agx_soc_clustering {
	u32 meta1_blocksize;
	u32 meta2_size;
	u32 meta3_size;
	u32 meta4_size;
	u32 max_splits;
};

/**
 * struct agx_soc - what is known of a chip by its name
 *
 * Which addresses a physical address has and where the registers are that the
 * firmware wants mapped, neither of which the GPU or the bootloader says.
 */
struct agx_soc {
	/** @name: for messages. */
	const char *name;
	/** @chip_id: as userspace is told. */
	u32 chip_id;
	/** @gen: enum agx_sgx_gen, as the GPU must say. */
	u32 gen;
	/** @variant: letter behind the generation, likewise. */
	char variant;
	/** @num_dies: dies. */
	u32 num_dies;
	/** @oas: bits of a physical address. */
	u32 oas;
	/** @max_clusters: most clusters, of all dies. */
	u32 max_clusters;
	/** @max_cores: most cores in a cluster. */
	u32 max_cores;
	/** @compute_preempt1_size: first of the areas that compute state is saved to. */
	u32 compute_preempt1_size;
	/** @preempt3_size: third of those for renders. */
	u32 preempt3_size;
	/** @tiling_control: register of the tiler; bit 0 is for one cluster. */
	u32 tiling_control;
	/** @clustering: for renders. */
	struct agx_soc_clustering clustering;
	/** @sram_base: memory of the GPU's that the firmware sees; 0 where there is none. */
	u64 sram_base;
	/** @sram_size: bytes of it. */
	u32 sram_size;
	/** @io: by the firmware's own numbers. */
	struct agx_soc_io io[AGX_MAX_SOC_IO];
};

extern const struct agx_soc agx_soc_t8103;
extern const struct agx_soc agx_soc_t6000;
extern const struct agx_soc agx_soc_t6001;
extern const struct agx_soc agx_soc_t6002;
extern const struct agx_soc agx_soc_t8112;
extern const struct agx_soc agx_soc_t6020;
extern const struct agx_soc agx_soc_t6021;
extern const struct agx_soc agx_soc_t6022;

/**
 * struct agx_gpu_id - what the GPU says of itself
 * @generation: 13 or 14
 * @variant: letter behind that, as in G13G
 * @revision: stepping in BCD, 0x10 is B0
 * @num_clusters: clusters of all dies
 * @cores_per_cluster: cores of a cluster, with those that are missing
 * @core_masks: which cores of each cluster there are
 */
struct agx_gpu_id {
	u32 generation;
	char variant;
	u32 revision;
	u32 num_clusters;
	u32 cores_per_cluster;
	u64 core_masks[AGX_MAX_CLUSTERS];
};

int agx_hw_identify(struct agx_device *agx);

#endif
