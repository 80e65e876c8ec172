/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * UAT, the MMU that an Apple GPU and its coprocessor share: the table of
 * translation table bases (TTBAT), the page tables, and the handoff page over
 * which the kernel and the firmware agree on who changes what.
 *
 * Tables are those of ARMv8-A's VMSA with a 16 KiB granule and three levels.
 * Public sources: m1n1 proxyclient/m1n1/hw/uat.py, Asahi's drivers/gpu/drm/asahi
 * (mmu.rs, pgtable.rs).
 */
#ifndef FIRMWARE_AGX_UAT_H
#define FIRMWARE_AGX_UAT_H

#include "firmware/types.h"

#define AGX_UAT_PAGE_SHIFT 14
#define AGX_UAT_PAGE_SIZE (1u << AGX_UAT_PAGE_SHIFT)
#define AGX_UAT_PAGE_MASK ((u64)AGX_UAT_PAGE_SIZE - 1)

/* Each half of the address space, ttb0's and ttb1's, has 39 bits. */
#define AGX_UAT_IAS 39

/* Levels from the root down. Leaves are in the last. */
#define AGX_UAT_LEVELS 3
#define AGX_UAT_LEVEL_SHIFT(level) (36 - 11 * (level)) /* 36, 25, 14 */
#define AGX_UAT_ROOT_ENTRIES 8
#define AGX_UAT_TABLE_ENTRIES 2048

static inline u32 agx_uat_entries(u32 level)
{
	return level ? AGX_UAT_TABLE_ENTRIES : AGX_UAT_ROOT_ENTRIES;
}

static inline u32 agx_uat_index(u32 level, u64 va)
{
	return (u32)(va >> AGX_UAT_LEVEL_SHIFT(level)) & (agx_uat_entries(level) - 1);
}

/* Which half an address belongs to: bits above the 39th are copies of the top one. */
static inline bool agx_uat_is_high(u64 va)
{
	return va >> AGX_UAT_IAS == GENMASK_ULL(63 - AGX_UAT_IAS, 0);
}

static inline bool agx_uat_is_low(u64 va)
{
	return va >> AGX_UAT_IAS == 0;
}

/* The region "ttbs": one entry a context. Slot 0 is the firmware's and the kernel's, the others are user's. */
#define AGX_UAT_NUM_SLOTS 64

struct agx_uat_ttb {
	u64 ttb0;
	u64 ttb1;
};

#define AGX_UAT_TTB_VALID BIT_ULL(0)
#define AGX_UAT_TTB_ADDR GENMASK_ULL(47, 1)
#define AGX_UAT_TTB_ASID GENMASK_ULL(63, 48) /* the slot */

/*
 * Entries of tables. What an entry of the last level allows depends on AP, PXN
 * and UXN together and differs for the firmware (EL1) and the GPU:
 *
 *	AP  UXN,PXN  0,0        0,1            1,0         1,1
 *	0            -          FW R, GPU R    GPU W       FW RW, GPU RW
 *	1            FW R       -              FW RW       FW RW, GPU R
 *	2            GPU R      GPU W          GPU RW      -
 *
 * (AGX_PTE_GPU_ACCESS set, as on everything that the kernel maps.)
 */
#define AGX_PTE_TYPE GENMASK_ULL(1, 0)
#define AGX_PTE_TYPE_VALID 3 /* a table above the last level, a page in it */
#define AGX_PTE_ATTR GENMASK_ULL(4, 2)
#define AGX_PTE_ATTR_CACHED 0
#define AGX_PTE_ATTR_DEVICE 1
#define AGX_PTE_ATTR_SHARED 2 /* not cached by the firmware */
#define AGX_PTE_AP GENMASK_ULL(7, 6)
#define AGX_PTE_AF BIT_ULL(10)
#define AGX_PTE_NG BIT_ULL(11)
#define AGX_PTE_ADDR GENMASK_ULL(47, 14)
#define AGX_PTE_PXN BIT_ULL(53)
#define AGX_PTE_UXN BIT_ULL(54)
#define AGX_PTE_GPU_ACCESS BIT_ULL(55)

/* The protections that the kernel uses; constants, to stand in tables. */
#define AGX_PROT_(ap, uxn, pxn, attr) \
	((ap) * BIT_ULL(6) | (uxn) * AGX_PTE_UXN | (pxn) * AGX_PTE_PXN | \
	 AGX_PTE_ATTR_##attr * BIT_ULL(2))
#define AGX_PROT_FW_PRIV_RW AGX_PROT_(1, 1, 0, CACHED)
#define AGX_PROT_FW_SHARED_RW AGX_PROT_(1, 1, 0, SHARED)
#define AGX_PROT_FW_SHARED_RO AGX_PROT_(1, 0, 0, SHARED)
#define AGX_PROT_FW_MMIO_RW AGX_PROT_(1, 1, 0, DEVICE)
#define AGX_PROT_FW_MMIO_RO AGX_PROT_(1, 0, 0, DEVICE)
#define AGX_PROT_GPU_FW_SHARED_RW AGX_PROT_(0, 1, 1, SHARED)
#define AGX_PROT_GPU_FW_PRIV_RW AGX_PROT_(0, 1, 1, CACHED)
#define AGX_PROT_GPU_RO_FW_PRIV_RW AGX_PROT_(1, 1, 1, CACHED)
#define AGX_PROT_GPU_SHARED_RO AGX_PROT_(2, 0, 0, SHARED)
#define AGX_PROT_GPU_SHARED_WO AGX_PROT_(2, 0, 1, SHARED)
#define AGX_PROT_GPU_SHARED_RW AGX_PROT_(2, 1, 0, SHARED)

/*
 * The high half of slot 0. The first two entries of its root, the region
 * "pagetables", are the firmware's own; the kernel has the third.
 */
#define AGX_KVA_BASE 0xffffff8000000000ull
#define AGX_KVA_ROOT_ENTRY 2
#define AGX_KVA_FW_PRIV 0xffffffa000000000ull
#define AGX_KVA_GPU_RO 0xffffffa600000000ull
#define AGX_KVA_FW_SHARED 0xffffffa800000000ull
#define AGX_KVA_FW_SHARED_RO 0xffffffaa00000000ull
#define AGX_KVA_GPU_FW_SHARED 0xffffffac00000000ull
#define AGX_KVA_RTKIT 0xffffffae00000000ull
#define AGX_KVA_TIMESTAMP 0xffffffae10000000ull
#define AGX_KVA_TIMESTAMP_END 0xffffffae14000000ull
#define AGX_KVA_BUFMGR 0xffffffaeffff0000ull /* seen by the GPU at AGX_LVA_BUFMGR */
#define AGX_KVA_MMIO 0xffffffaf00000000ull
#define AGX_KVA_END 0xffffffb000000000ull

/* The low half of slot 0, whose root is the kernel's. */
#define AGX_LVA_BUFMGR 0x2000000000ull

/* What a user's address space has, and a page of zeroes above it that the firmware wants in each. */
#define AGX_UVA_START ((u64)AGX_UAT_PAGE_SIZE)
#define AGX_UVA_END (BIT_ULL(AGX_UAT_IAS) - 2 * AGX_UAT_PAGE_SIZE)
#define AGX_UVA_UNK_PAGE AGX_UVA_END

/**
 * struct agx_handoff_flush - a request to the firmware to forget cached memory
 * @state: see AGX_FLUSH_*
 * @addr: where it is mapped
 * @size: bytes
 */
struct agx_handoff_flush {
	u64 state;
	u64 addr;
	u64 size;
};

#define AGX_FLUSH_IDLE 0
#define AGX_FLUSH_REQUESTED 1 /* by the kernel, before the message on FwCtl */
#define AGX_FLUSH_DONE 2 /* by the firmware */

#define AGX_HANDOFF_MAGIC_AP 0x4b1d000000000002ull
#define AGX_HANDOFF_MAGIC_FW 0x4b1d000000000002ull
#define AGX_HANDOFF_NUM_FLUSH 65
#define AGX_HANDOFF_FLUSH_KERNEL 64 /* the others are a slot's */
#define AGX_HANDOFF_SLOT_NONE(slot) ((slot) == 0 || (slot) == ~0u)

/**
 * struct agx_handoff - the region "handoff"
 * @magic_ap: AGX_HANDOFF_MAGIC_AP once the kernel is there
 * @magic_fw: AGX_HANDOFF_MAGIC_FW, the firmware's answer
 * @lock_ap: the kernel has or wants the lock (Dekker's)
 * @lock_fw: the firmware has or wants it
 * @turn: who waits when both want it: 0 the firmware, else the kernel
 * @cur_slot: the user's slot that the firmware works in
 * @flush: one for each slot, and the kernel's
 */
struct agx_handoff {
	u64 magic_ap;
	u64 magic_fw;
	u8 lock_ap;
	u8 lock_fw;
	u16 unk_12;
	u32 turn;
	u32 cur_slot;
	u32 unk_1c;
	struct agx_handoff_flush flush[AGX_HANDOFF_NUM_FLUSH];
	u8 unk_638;
	u8 pad_639[7];
	u64 unk_640;
};

fw_assert_size(struct agx_uat_ttb, 0x10);
fw_assert_offset(struct agx_handoff, magic_fw, 0x08);
fw_assert_offset(struct agx_handoff, lock_ap, 0x10);
fw_assert_offset(struct agx_handoff, lock_fw, 0x11);
fw_assert_offset(struct agx_handoff, turn, 0x14);
fw_assert_offset(struct agx_handoff, cur_slot, 0x18);
fw_assert_offset(struct agx_handoff, flush, 0x20);
fw_assert_offset(struct agx_handoff, unk_638, 0x638);
fw_assert_offset(struct agx_handoff, unk_640, 0x640);

#endif /* FIRMWARE_AGX_UAT_H */
