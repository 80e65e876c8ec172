/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_HW_H
#define AGX_HW_H

#include <linux/types.h>

struct agx_device;

#define AGX_MAX_CLUSTERS	64
#define AGX_MAX_SOC_IO	0x19

/**
 * struct agx_soc_io - registers that the firmware wants to see
 * @base: physical address; 0 where there is none
 * @size: of what is mapped, in bytes
 * @element: of one instance, in bytes
 * @writable: whether the firmware writes them
 */
struct agx_soc_io {
	u64 base;
	u32 size;
	u32 element;
	bool writable;
};

/**
 * struct agx_soc - what is known of a chip by its name
 *
 * Which addresses a physical address has and where the registers are that the
 * firmware wants mapped, neither of which the GPU or the bootloader says.
 * Sources: Asahi's drivers/gpu/drm/asahi/hw/.
 */
struct agx_soc {
	/** @name: for messages. */
	const char *name;
	/** @chip_id: as userspace is told. */
	u32 chip_id;
	/** @gen: enum agx_sgx_gen, as the GPU must say. */
	u32 gen;
	/** @num_dies: dies. */
	u32 num_dies;
	/** @oas: bits of a physical address. */
	u32 oas;
	/** @max_cores: most cores in a cluster. */
	u32 max_cores;
	/** @preempt1_size: first of the areas that compute state is saved to. */
	u32 compute_preempt1_size;
	/** @io: by the firmware's own numbers. */
	struct agx_soc_io io[AGX_MAX_SOC_IO];
};

extern const struct agx_soc agx_soc_t8103;

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
