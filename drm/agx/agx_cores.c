// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "agx_cores.h"
#include "agx_hw.h"

#include "firmware/types.h"

#include <linux/errno.h>

/**
 * agx_cores_split() - take the clusters' core masks apart
 * @gpu: has the numbers of clusters and of cores; @gpu->core_masks are zero
 * @words: a bit for each core of each cluster, without gaps
 *
 * Return: 0; -EIO if there are more cores than bits, or a bit is no core's,
 * which both mean that we have misunderstood.
 */
int agx_cores_split(struct agx_gpu_id *gpu, const u32 words[AGX_CORE_MASK_WORDS])
{
	u32 total = gpu->num_clusters * gpu->cores_per_cluster;

	if (total > 32 * AGX_CORE_MASK_WORDS)
		return -EIO;

	for (u32 i = 0; i < 32 * AGX_CORE_MASK_WORDS; i++) {
		if (!(words[i / 32] >> i % 32 & 1))
			continue;
		if (i >= total)
			return -EIO;
		gpu->core_masks[i / gpu->cores_per_cluster] |= BIT_ULL(i % gpu->cores_per_cluster);
	}

	return 0;
}
