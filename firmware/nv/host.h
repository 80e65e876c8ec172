/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The host interface: channels, push buffers and the methods that the host
 * executes itself (Volta and newer, additions of Blackwell).
 *
 * nouveau include/nvhw/class/{cl906f,clc36f}.h, nvkm/engine/fifo/{gv100,ga100,
 * gb202}.c, nvkm/subdev/mmu/{vmmgf100,vmmgp100,vmmgv100}.c; OGKM class/
 * {clc86f,clca6f}.h, published/hopper/gh100/dev_ram.h, gb202/dev_vm.h.
 */
#ifndef FIRMWARE_NV_HOST_H
#define FIRMWARE_NV_HOST_H

#include "firmware/types.h"

/* GPFIFO entry: two words. Length 0 is a control entry, see OPCODE. */
#define NV_GP_ENTRY_SIZE 8
#define NV_GP_ENTRY0_FETCH_CONDITIONAL BIT(0)
#define NV_GP_ENTRY0_GET GENMASK(31, 2)
#define NV_GP_ENTRY1_GET_HI GENMASK(7, 0)
#define NV_GP_ENTRY1_OPCODE GENMASK(7, 0)
#define NV_GP_ENTRY1_OPCODE_NOP 0
#define NV_GP_ENTRY1_OPCODE_ILLEGAL 1
#define NV_GP_ENTRY1_OPCODE_GP_CRC 2
#define NV_GP_ENTRY1_OPCODE_PB_CRC 3
#define NV_GP_ENTRY1_OPCODE_SET_PB_SEGMENT_EXTENDED_BASE 4
#define NV_GP_ENTRY0_PB_EXTENDED_BASE GENMASK(24, 8)
#define NV_GP_ENTRY1_LEVEL_SUBROUTINE BIT(9)
#define NV_GP_ENTRY1_LENGTH GENMASK(30, 10) /* in words */
#define NV_GP_ENTRY1_SYNC_WAIT BIT(31)
#define NV_GP_ENTRY_LENGTH_MAX ((1u << 21) - 1)

/**
 * nv_gp_entry() - GPFIFO entry that fetches a push buffer
 * @va: GPU virtual address, 4 byte aligned, below 1 << 40
 * @words: length in 32 bit words, at most NV_GP_ENTRY_LENGTH_MAX
 * @flags: NV_GP_ENTRY1_LEVEL_SUBROUTINE, NV_GP_ENTRY1_SYNC_WAIT
 *
 * Return: the entry, low word first in memory.
 */
static inline u64 nv_gp_entry(u64 va, u32 words, u32 flags)
{
	u32 lo = (u32)va & NV_GP_ENTRY0_GET;
	u32 hi = (u32)FIELD_PREP(NV_GP_ENTRY1_GET_HI, va >> 32) |
		 (u32)FIELD_PREP(NV_GP_ENTRY1_LENGTH, words) | flags;

	return (u64)hi << 32 | lo;
}

/**
 * nv_gp_entry_va() - address that an entry fetches from
 * @entry: the entry
 *
 * Return: GPU virtual address.
 */
static inline u64 nv_gp_entry_va(u64 entry)
{
	return ((entry >> 32) & NV_GP_ENTRY1_GET_HI) << 32 | (entry & NV_GP_ENTRY0_GET);
}

/**
 * nv_gp_entry_words() - length of the push buffer of an entry
 * @entry: the entry
 *
 * Return: words; 0 for a control entry.
 */
static inline u32 nv_gp_entry_words(u64 entry)
{
	return (u32)FIELD_GET(NV_GP_ENTRY1_LENGTH, (u32)(entry >> 32));
}

/* USERD: the channel's pointers, in memory. */
#define NV_USERD_SIZE 0x200
#define NV_USERD_PUT 0x40
#define NV_USERD_GET 0x44
#define NV_USERD_REF 0x48
#define NV_USERD_PUT_HI 0x4c
#define NV_USERD_TOP_LEVEL_GET 0x58
#define NV_USERD_TOP_LEVEL_GET_HI 0x5c
#define NV_USERD_GET_HI 0x60
#define NV_USERD_GP_GET 0x88
#define NV_USERD_GP_PUT 0x8c

/* Instance block: RAMFC, page directory, contexts. Byte offsets. */
#define NV_INST_SIZE 0x1000
#define NV_RAMFC_SIZE 0x200
#define NV_RAMFC_GP_PUT 0x000
#define NV_RAMFC_USERD 0x008
#define NV_RAMFC_SIGNATURE 0x010
#define NV_RAMFC_SIGNATURE_VALUE 0x0000face
#define NV_RAMFC_GP_GET 0x014
#define NV_RAMFC_ACQUIRE 0x030
#define NV_RAMFC_GP_BASE 0x048
#define NV_RAMFC_GP_BASE_HI 0x04c
#define NV_RAMFC_GP_BASE_HI_LIMIT2 GENMASK(20, 16)
#define NV_RAMFC_PB_HEADER 0x084
#define NV_RAMFC_SUBDEVICE 0x094
#define NV_RAMFC_TARGET 0x0ac
#define NV_RAMFC_CONFIG 0x0e4
#define NV_RAMFC_CHANNEL_INFO 0x0e8
#define NV_RAMFC_SET_CHANNEL_INFO 0x0f4
#define NV_RAMFC_INTR_NOTIFY 0x0f8
#define NV_INST_PDB 0x200
#define NV_INST_PDB_TARGET GENMASK_ULL(1, 0)
#define NV_INST_PDB_TARGET_VIDMEM 0
#define NV_INST_PDB_TARGET_SYSMEM_COH 2
#define NV_INST_PDB_TARGET_SYSMEM_NONCOH 3
#define NV_INST_PDB_VOL BIT_ULL(2)
#define NV_INST_PDB_FAULT_REPLAY_TEX BIT_ULL(4)
#define NV_INST_PDB_FAULT_REPLAY_GCC BIT_ULL(5)
#define NV_INST_PDB_VER2_FORMAT BIT_ULL(10) /* version 3 on GH100 and newer */
#define NV_INST_PDB_BIG_PAGE_64K BIT_ULL(11)
#define NV_INST_PDB_ADDR GENMASK_ULL(51, 12)
#define NV_INST_VA_LIMIT 0x208
#define NV_INST_GR_CTX 0x210
#define NV_INST_ENG_WFI_VEID 0x218
#define NV_INST_CE_CTX 0x220
#define NV_INST_SC_VALID 0x298
#define NV_INST_SC_PDB(i) (0x2a0 + (i) * 0x10)
#define NV_INST_SC_PDB_NONE 1
#define NV_INST_SC_COUNT 64

/* Doorbell token, written to NV_USERMODE_DOORBELL. */
#define NV_DOORBELL_CHID GENMASK(11, 0)
#define NV_DOORBELL_RUNLIST GENMASK(22, 16)
#define NV_DOORBELL_RUNLIST_DOORBELL BIT(30) /* GB20x */

/**
 * nv_doorbell_gb202() - doorbell token of a channel
 * @runlist: runlist the channel runs on
 * @chid: channel id
 *
 * Return: the token.
 */
static inline u32 nv_doorbell_gb202(u32 runlist, u32 chid)
{
	return (u32)(NV_DOORBELL_RUNLIST_DOORBELL | FIELD_PREP(NV_DOORBELL_RUNLIST, runlist) |
		     FIELD_PREP(NV_DOORBELL_CHID, chid));
}

/* Method header. A header of 0 is a no-op. */
#define NV_MTHD_ADDRESS GENMASK(11, 0) /* method / 4 */
#define NV_MTHD_SUBCHANNEL GENMASK(15, 13)
#define NV_MTHD_TERT_OP GENMASK(17, 16)
#define NV_MTHD_SUBDEVICE_MASK GENMASK(15, 4)
#define NV_MTHD_COUNT GENMASK(28, 16)
#define NV_MTHD_IMMD_DATA GENMASK(28, 16)
#define NV_MTHD_SEC_OP GENMASK(31, 29)
enum nv_mthd_op {
	NV_MTHD_OP_GRP0 = 0, /* TERT_OP decides; 0 is the old incrementing form */
	NV_MTHD_OP_INC = 1,
	NV_MTHD_OP_GRP2 = 2, /* TERT_OP decides; 0 is the old non-incrementing form */
	NV_MTHD_OP_NON_INC = 3,
	NV_MTHD_OP_IMMD = 4,
	NV_MTHD_OP_ONE_INC = 5,
	NV_MTHD_OP_RESERVED6 = 6,
	NV_MTHD_OP_END_PB_SEGMENT = 7,
};
#define NV_MTHD_TERT_INC 0
#define NV_MTHD_TERT_SET_SUBDEVICE_MASK 1
#define NV_MTHD_TERT_STORE_SUBDEVICE_MASK 2
#define NV_MTHD_TERT_USE_SUBDEVICE_MASK 3
#define NV_MTHD_COUNT_MAX 0x1fff

/**
 * struct nv_mthd - decoded method header
 * @op: operation
 * @subch: subchannel, 0 to 7
 * @mthd: byte offset of the first method
 * @count: number of data words that follow; 0 for %NV_MTHD_OP_IMMD
 * @immd: the data of %NV_MTHD_OP_IMMD
 */
struct nv_mthd {
	enum nv_mthd_op op;
	u8 subch;
	u16 mthd;
	u16 count;
	u16 immd;
};

/**
 * nv_mthd_header() - encode a method header
 * @op: operation
 * @subch: subchannel, 0 to 7
 * @mthd: byte offset of the first method, below 0x4000
 * @count: number of data words, or the data of %NV_MTHD_OP_IMMD
 *
 * Return: the header.
 */
static inline u32 nv_mthd_header(enum nv_mthd_op op, u32 subch, u32 mthd, u32 count)
{
	return (u32)(FIELD_PREP(NV_MTHD_SEC_OP, (u32)op) |
		     FIELD_PREP(NV_MTHD_COUNT, count) |
		     FIELD_PREP(NV_MTHD_SUBCHANNEL, subch) |
		     FIELD_PREP(NV_MTHD_ADDRESS, mthd / 4));
}

/**
 * nv_mthd_decode() - decode a method header
 * @header: the header
 *
 * Return: its parts. The caller checks @op; %NV_MTHD_OP_GRP0 and
 * %NV_MTHD_OP_GRP2 carry a count of 11 bits and are returned as they are.
 */
static inline struct nv_mthd nv_mthd_decode(u32 header)
{
	struct nv_mthd m = {
		.op = (enum nv_mthd_op)FIELD_GET(NV_MTHD_SEC_OP, header),
		.subch = (u8)FIELD_GET(NV_MTHD_SUBCHANNEL, header),
		.mthd = (u16)(FIELD_GET(NV_MTHD_ADDRESS, header) * 4),
	};

	if (m.op == NV_MTHD_OP_IMMD)
		m.immd = (u16)FIELD_GET(NV_MTHD_IMMD_DATA, header);
	else
		m.count = (u16)FIELD_GET(NV_MTHD_COUNT, header);
	return m;
}

/* Methods below this one are executed by the host whatever the subchannel. */
#define NV_HOST_MTHD_END 0x100
#define NV_HOST_SET_OBJECT 0x000
#define NV_HOST_SET_OBJECT_CLASS GENMASK(15, 0)
#define NV_HOST_SET_OBJECT_ENGINE GENMASK(20, 16)
#define NV_HOST_ILLEGAL 0x004
#define NV_HOST_NOP 0x008
#define NV_HOST_SEMAPHOREA 0x010 /* removed in Volta; 0x10 to 0x1c */
#define NV_HOST_SEMAPHOREB 0x014
#define NV_HOST_SEMAPHOREC 0x018
#define NV_HOST_SEMAPHORED 0x01c
#define NV_HOST_SEMAPHORED_OPERATION GENMASK(3, 0)
#define NV_HOST_SEMAPHORED_ACQUIRE 1
#define NV_HOST_SEMAPHORED_RELEASE 2
#define NV_HOST_SEMAPHORED_ACQ_GEQ 4
#define NV_HOST_SEMAPHORED_ACQ_AND 8
#define NV_HOST_SEMAPHORED_ACQUIRE_SWITCH BIT(12)
#define NV_HOST_SEMAPHORED_RELEASE_WFI_DIS BIT(20)
#define NV_HOST_SEMAPHORED_RELEASE_SIZE_4BYTE BIT(24)
#define NV_HOST_NON_STALL_INTERRUPT 0x020
#define NV_HOST_FB_FLUSH 0x024
#define NV_HOST_MEM_OP_A 0x028
#define NV_HOST_MEM_OP_A_SYSMEMBAR BIT(11)
#define NV_HOST_MEM_OP_A_TARGET_ADDR_LO GENMASK(31, 12)
#define NV_HOST_MEM_OP_B 0x02c
#define NV_HOST_MEM_OP_C 0x030
#define NV_HOST_MEM_OP_C_MEMBAR_TYPE GENMASK(2, 0)
#define NV_HOST_MEM_OP_C_MEMBAR_TYPE_SYS 0
#define NV_HOST_MEM_OP_C_MEMBAR_TYPE_MEMBAR 1
#define NV_HOST_MEM_OP_C_PDB_ALL BIT(0)
#define NV_HOST_MEM_OP_C_GPC_DISABLE BIT(1)
#define NV_HOST_MEM_OP_C_PDB_APERTURE GENMASK(11, 10)
#define NV_HOST_MEM_OP_C_PDB_ADDR_LO GENMASK(31, 12)
#define NV_HOST_MEM_OP_D 0x034
#define NV_HOST_MEM_OP_D_PDB_ADDR_HI GENMASK(26, 0)
#define NV_HOST_MEM_OP_D_OPERATION GENMASK(31, 27)
#define NV_HOST_MEM_OP_D_OPERATION_MEMBAR 0x05
#define NV_HOST_MEM_OP_D_OPERATION_MMU_TLB_INVALIDATE 0x09
#define NV_HOST_MEM_OP_D_OPERATION_MMU_TLB_INVALIDATE_TARGETED 0x0a
#define NV_HOST_MEM_OP_D_OPERATION_L2_PEERMEM_INVALIDATE 0x0d
#define NV_HOST_MEM_OP_D_OPERATION_L2_SYSMEM_INVALIDATE 0x0e
#define NV_HOST_MEM_OP_D_OPERATION_L2_CLEAN_COMPTAGS 0x0f
#define NV_HOST_MEM_OP_D_OPERATION_L2_FLUSH_DIRTY 0x10
#define NV_HOST_SET_REFERENCE 0x050
#define NV_HOST_SEM_ADDR_LO 0x05c
#define NV_HOST_SEM_ADDR_LO_OFFSET GENMASK(31, 2)
#define NV_HOST_SEM_ADDR_HI 0x060
#define NV_HOST_SEM_ADDR_HI_OFFSET GENMASK(24, 0) /* 7:0 before GH100 */
#define NV_HOST_SEM_PAYLOAD_LO 0x064
#define NV_HOST_SEM_PAYLOAD_HI 0x068
#define NV_HOST_SEM_EXECUTE 0x06c
#define NV_HOST_SEM_EXECUTE_OPERATION GENMASK(2, 0)
#define NV_HOST_SEM_EXECUTE_OPERATION_ACQUIRE 0
#define NV_HOST_SEM_EXECUTE_OPERATION_RELEASE 1
#define NV_HOST_SEM_EXECUTE_OPERATION_ACQ_STRICT_GEQ 2
#define NV_HOST_SEM_EXECUTE_OPERATION_ACQ_CIRC_GEQ 3
#define NV_HOST_SEM_EXECUTE_OPERATION_ACQ_AND 4
#define NV_HOST_SEM_EXECUTE_OPERATION_ACQ_NOR 5
#define NV_HOST_SEM_EXECUTE_OPERATION_REDUCTION 6
#define NV_HOST_SEM_EXECUTE_ACQUIRE_SWITCH_TSG BIT(12)
#define NV_HOST_SEM_EXECUTE_RELEASE_WFI BIT(20)
#define NV_HOST_SEM_EXECUTE_PAYLOAD_64BIT BIT(24)
#define NV_HOST_SEM_EXECUTE_RELEASE_TIMESTAMP BIT(25)
#define NV_HOST_SEM_EXECUTE_REDUCTION GENMASK(30, 27)
#define NV_HOST_SEM_EXECUTE_REDUCTION_IMIN 0
#define NV_HOST_SEM_EXECUTE_REDUCTION_IMAX 1
#define NV_HOST_SEM_EXECUTE_REDUCTION_IXOR 2
#define NV_HOST_SEM_EXECUTE_REDUCTION_IAND 3
#define NV_HOST_SEM_EXECUTE_REDUCTION_IOR 4
#define NV_HOST_SEM_EXECUTE_REDUCTION_IADD 5
#define NV_HOST_SEM_EXECUTE_REDUCTION_INC 6
#define NV_HOST_SEM_EXECUTE_REDUCTION_DEC 7
#define NV_HOST_SEM_EXECUTE_REDUCTION_UNSIGNED BIT(31)
/* With RELEASE_TIMESTAMP 16 bytes are written: payload, 0 (or payload high), ns. */
#define NV_HOST_SEM_TIMESTAMP_OFFSET 8
#define NV_HOST_WFI 0x078
#define NV_HOST_WFI_SCOPE_ALL BIT(0)
#define NV_HOST_CRC_CHECK 0x07c
#define NV_HOST_YIELD 0x080

#endif /* FIRMWARE_NV_HOST_H */
