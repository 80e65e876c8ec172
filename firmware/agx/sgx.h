/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Registers of the GPU that its driver reads, at offsets from "sgx".
 *
 * Public sources: m1n1 src/kboot_gpu.c and proxyclient/experiments/agx_*.py,
 * Asahi's drivers/gpu/drm/asahi/regs.rs.
 */
#ifndef FIRMWARE_AGX_SGX_H
#define FIRMWARE_AGX_SGX_H

#include "firmware/types.h"

/* What the GPU is. 32 bit. */
#define AGX_SGX_VERSION 0xd04000
#define AGX_SGX_VERSION_GEN GENMASK(31, 24) /* 4 is G13, 5 G14, 6 G14 of M2 Pro and up */
#define AGX_SGX_VERSION_VARIANT GENMASK(23, 16)
#define AGX_SGX_VERSION_REV GENMASK(15, 8) /* letter and digit of the stepping, A0 is 0 */
#define AGX_SGX_COUNTS1 0xd04010
#define AGX_SGX_COUNTS1_CORES GENMASK(7, 0) /* of a cluster, those that are missing included */
#define AGX_SGX_COUNTS1_CLUSTERS GENMASK(15, 8) /* of a die; gen 6 */
#define AGX_SGX_COUNTS1_DIES GENMASK(19, 16) /* gen 6 */
#define AGX_SGX_COUNTS2 0xd04014
#define AGX_SGX_COUNTS2_GPS GENMASK(23, 16)
#define AGX_SGX_COUNTS3 0xd0401c
#define AGX_SGX_COUNTS3_CLUSTERS GENMASK(19, 12) /* gen 4 and 5 */

enum agx_sgx_gen {
	AGX_SGX_GEN_G13 = 4,
	AGX_SGX_GEN_G14 = 5,
	AGX_SGX_GEN_G14X = 6,
};

enum agx_sgx_variant {
	AGX_SGX_VARIANT_P = 1,
	AGX_SGX_VARIANT_G = 2,
	AGX_SGX_VARIANT_S = 3,
	AGX_SGX_VARIANT_C = 4, /* D with more than four clusters */
};

/* Which cores there are: a bit each, one cluster's after another's, no gaps between. 32 bit. */
#define AGX_SGX_CORE_MASK_0 0xd01500
#define AGX_SGX_CORE_MASK_1 0xd01514
#define AGX_SGX_CORE_MASK_G14X(n) (0xe01500 + 4 * (n))
#define AGX_SGX_CORE_MASK_G14X_COUNT 3

/* The last fault of the MMU. 64 bit. */
#define AGX_SGX_FAULT_INFO 0x17030
#define AGX_SGX_FAULT_VALID BIT_ULL(0)
#define AGX_SGX_FAULT_REASON GENMASK_ULL(3, 1)
#define AGX_SGX_FAULT_READ BIT_ULL(4)
#define AGX_SGX_FAULT_LEVEL GENMASK_ULL(8, 7)
#define AGX_SGX_FAULT_UNIT GENMASK_ULL(16, 9)
#define AGX_SGX_FAULT_SLOT GENMASK_ULL(22, 17)
#define AGX_SGX_FAULT_SIDEBAND GENMASK_ULL(29, 23)
#define AGX_SGX_FAULT_ADDR GENMASK_ULL(63, 30) /* shifted as the other; not in G14X */
#define AGX_SGX_FAULT_ADDR_SHIFT 6
#define AGX_SGX_FAULT_INFO_G14X 0xd8c0
#define AGX_SGX_FAULT_ADDR_G14X 0xd8c8 /* in units of 64 bytes */
/* What either reads as while the GPU has no power. */
#define AGX_SGX_FAULT_OFF 0xacce5515abad1deaull

enum agx_sgx_fault_reason {
	AGX_SGX_FAULT_UNMAPPED,
	AGX_SGX_FAULT_NO_AF,
	AGX_SGX_FAULT_WRITE_ONLY,
	AGX_SGX_FAULT_READ_ONLY,
	AGX_SGX_FAULT_NO_ACCESS,
};

#endif /* FIRMWARE_AGX_SGX_H */
