/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_CORES_H
#define AGX_CORES_H

#include "firmware/agx/sgx.h"

#include <linux/types.h>

#define AGX_CORE_MASK_WORDS	AGX_SGX_CORE_MASK_G14X_COUNT

struct agx_gpu_id;

int agx_cores_split(struct agx_gpu_id *gpu, const u32 words[AGX_CORE_MASK_WORDS]) __must_check;

#endif
