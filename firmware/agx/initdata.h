/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * InitData, the tree of structures that the kernel hands to the firmware at
 * the start. Offsets that depend on the firmware are in struct agx_abi.
 *
 *	InitData -> a buffer of zeros
 *	         -> RuntimePointers -> channels, statistics, HwDataA, HwDataB
 *	         -> Globals
 *	         -> FwStatus -> the channel FwCtl
 *
 * The bootloader prepares HwDataA, HwDataB and Globals; the kernel copies them
 * and fills in what only it knows.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/initdata.py, Asahi's
 * drivers/gpu/drm/asahi/fw/initdata.rs and initdata.rs.
 */
#ifndef FIRMWARE_AGX_INITDATA_H
#define FIRMWARE_AGX_INITDATA_H

#include "firmware/agx/channels.h"
#include "firmware/types.h"

/** struct agx_uat_level_info - a level of the page tables, from the root down */
struct agx_uat_level_info {
	u8 unk_0; /* 8 */
	u8 unk_1; /* 14 */
	u8 unk_2; /* 14 */
	u8 index_shift;
	u16 num_entries;
	u16 unk_6; /* 0x4000 */
	u64 unk_8; /* 1 */
	u64 phys_mask; /* of the addresses that the chip has, without the page's offset */
	u64 index_mask;
} __packed;

/** struct agx_initdata - InitData after its version words, at agx_abi.initdata_ptrs */
struct agx_initdata {
	u64 unk_buf; /* AGX_INITDATA_UNK_BUF_SIZE bytes of zeros */
	u32 unk_8;
	u32 unk_c;
	u64 runtime_pointers;
	u64 globals;
	u64 fw_status;
	u16 uat_page_size; /* 0x4000 */
	u8 uat_page_bits; /* 14 */
	u8 uat_num_levels; /* 3 */
	struct agx_uat_level_info uat_level[3];
	u8 pad_8c[0x14];
	u32 host_mapped_fw_allocations; /* 1 */
	u32 unk_a4[4];
} __packed;

#define AGX_INITDATA_UNK_BUF_SIZE 0x4000

fw_assert_size(struct agx_uat_level_info, 0x20);
fw_assert_offset(struct agx_initdata, uat_page_size, 0x28);
fw_assert_offset(struct agx_initdata, uat_level, 0x2c);
fw_assert_offset(struct agx_initdata, host_mapped_fw_allocations, 0xa0);
fw_assert_size(struct agx_initdata, 0xb4);

/** struct agx_channel_ptrs - where a channel is */
struct agx_channel_ptrs {
	u64 state;
	u64 ring;
};

/** struct agx_rtptrs - what RuntimePointers has in common in all firmwares */
struct agx_rtptrs {
	struct agx_channel_ptrs pipe[AGX_PIPE_PRIORITIES][AGX_PIPE_TYPES];
	struct agx_channel_ptrs devctrl;
	struct agx_channel_ptrs event;
	struct agx_channel_ptrs fwlog;
	struct agx_channel_ptrs ktrace;
	struct agx_channel_ptrs stats;
	u8 pad_110[0x50];
	u64 unk_160;
	u64 unk_168;
	u64 stats_vertex;
	u64 stats_fragment;
	u64 stats_compute;
	u64 hwdata_a;
	u64 unkptr_190; /* 0x80 bytes */
	u64 unkptr_198; /* 0xc0 bytes */
	u64 hwdata_b;
	u64 hwdata_b_2; /* the same */
	u64 fwlog_payload;
	u64 unkptr_1b8; /* 0x1000 bytes */
};

/** struct agx_rt_unkptr_1c0 - two more pointers, at agx_abi.rt_unkptr_1c0 */
struct agx_rt_unkptr_1c0 {
	u64 unkptr_1c0; /* 0x300 bytes */
	u64 unkptr_1c8; /* 0x1000 bytes */
};

/** struct agx_rt_bufmgr - at agx_abi.rt_bufmgr: the buffer manager's page, twice */
struct agx_rt_bufmgr {
	u64 gpu_addr; /* AGX_LVA_BUFMGR */
	u64 fw_addr; /* AGX_KVA_BUFMGR */
} __packed;

#define AGX_RT_UNKPTR_190_SIZE 0x80
#define AGX_RT_UNKPTR_198_SIZE 0xc0
#define AGX_RT_UNKPTR_1B8_SIZE 0x1000
#define AGX_RT_UNKPTR_1C0_SIZE 0x300
#define AGX_RT_UNKPTR_1C8_SIZE 0x1000
#define AGX_RT_UNK_6B38_VALUE 0xff

fw_assert_offset(struct agx_rtptrs, devctrl, 0xc0);
fw_assert_offset(struct agx_rtptrs, stats, 0x100);
fw_assert_offset(struct agx_rtptrs, unk_160, 0x160);
fw_assert_offset(struct agx_rtptrs, hwdata_a, 0x188);
fw_assert_offset(struct agx_rtptrs, fwlog_payload, 0x1b0);
fw_assert_size(struct agx_rtptrs, 0x1c0);

/** struct agx_fw_status - FwStatus */
struct agx_fw_status {
	struct agx_channel_ptrs fwctl;
	u32 halt_count;
	u32 pad_14[3];
	u32 halted; /* by the firmware */
	u32 pad_24[3];
	u32 resume; /* by the kernel */
	u32 pad_34[3];
	u32 unk_40;
	u32 pad_44[3];
	u32 unk_ctr;
	u32 pad_54[3];
	u32 unk_60;
	u32 pad_64[3];
	u32 unk_70;
	u32 pad_74[3];
};

fw_assert_offset(struct agx_fw_status, halt_count, 0x10);
fw_assert_offset(struct agx_fw_status, halted, 0x20);
fw_assert_offset(struct agx_fw_status, resume, 0x30);
fw_assert_size(struct agx_fw_status, 0x80);

/*
 * Statistics that the firmware keeps. Microsequences point at what follows the
 * counters.
 */
#define AGX_STATS_VERTEX_COUNTERS 0x04
#define AGX_STATS_VERTEX_SIZE (AGX_STATS_VERTEX_COUNTERS + 0x3000)
#define AGX_STATS_COMPUTE_SIZE 0x3000
#define AGX_STATS_FRAGMENT_COUNTERS 0x08
#define AGX_STATS_FRAGMENT_G14X_EXTRA 0x910 /* between the counters and the struct */

/** struct agx_stats_fragment - what needs a value in the fragment's */
struct agx_stats_fragment {
	u8 unk_0[0x100];
	s32 cur_stamp_id; /* -1 */
	u8 unk_104[0x14];
	s32 unk_id; /* -1 */
	u8 unk_11c[0x1000];
};

fw_assert_offset(struct agx_stats_fragment, cur_stamp_id, 0x100);
fw_assert_offset(struct agx_stats_fragment, unk_id, 0x118);

/**
 * struct agx_io_mapping - a window of registers for the firmware, in HwDataB
 * @phys: first byte; 0 for a slot that is not used
 * @virt: where it is mapped
 * @total_size: bytes
 * @element_size: bytes of one of several equal ones, else @total_size
 * @writable: 0 or 1
 */
struct agx_io_mapping {
	u64 phys;
	u64 virt;
	u32 total_size;
	u32 element_size;
	u64 writable;
};

fw_assert_size(struct agx_io_mapping, 0x20);

/* Globals. */
#define AGX_FAULT_CONTROL_HARD 0x0
#define AGX_FAULT_CONTROL_SOFT 0xb

#define AGX_PENDING_STAMPS 256

/** struct agx_pending_stamp - a command that runs when the GPU halts */
struct agx_pending_stamp {
	u32 info; /* the slot is at agx_abi.pending_slot_shift */
	u32 wait_value;
};

#define AGX_PENDING_STAMP_ACTIVE BIT(0)
#define AGX_PENDING_STAMP_SLOT_MASK 0x7f

/** struct agx_fault_info - which queue it was */
struct agx_fault_info {
	u32 unk_0;
	u32 unk_4;
	u32 queue_uuid;
	u32 unk_c[3];
};

fw_assert_size(struct agx_fault_info, 0x18);

#endif /* FIRMWARE_AGX_INITDATA_H */
