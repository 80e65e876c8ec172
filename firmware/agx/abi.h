/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What differs between the firmware's versions and generations of the GPU, as
 * numbers. A kernel or a card picks its row once and asks it ever after.
 */
#ifndef FIRMWARE_AGX_ABI_H
#define FIRMWARE_AGX_ABI_H

#include "firmware/types.h"

enum agx_generation {
	AGX_G13, /* M1, its Pro, Max and Ultra too */
	AGX_G14, /* M2 */
	AGX_G14X, /* M2 Pro, Max, Ultra */
};

/**
 * struct agx_abi - one interface
 * @generation: enum agx_generation
 * @version: as in the device tree's apple,firmware-abi
 * @initdata_size: bytes of InitData
 * @initdata_ptrs: struct agx_initdata's offset in it, after the version words
 * @ver_info: those words, if @initdata_ptrs is not 0
 * @rtptrs_size: bytes of RuntimePointers
 * @hwdata_a_size: bytes of HwDataA
 * @hwdata_b_size: bytes of HwDataB
 * @globals_size: bytes of Globals
 * @rt_unkptr_1c0: where RuntimePointers has its last two pointers, 0 if it lacks them
 * @rt_bufmgr: where it has struct agx_rt_bufmgr
 * @rt_scratch: where its scratch area begins
 * @rt_unk_6b38: a word in that which is 0xff
 * @io_mappings: where HwDataB has struct agx_io_mapping
 * @io_mapping_count: how many
 * @sgx_sram_ptr: where it has the address of the SRAM, 0 if it lacks that
 * @chip_id: where it has the number of the chip
 * @pending_submissions: offset in Globals; so are the following
 * @fault_control: see AGX_FAULT_CONTROL_*
 * @do_init: set by the bootloader
 * @idle_off_delay_ms: how long an idle GPU keeps its power
 * @pending_stamps: struct agx_pending_stamp
 * @fault_info: struct agx_fault_info
 * @pending_slot_shift: where the event slot is in struct agx_pending_stamp
 * @pipe_size: bytes of a pipe's entry
 * @devctrl_size: bytes of DeviceControl's
 * @stats_size: bytes of Stats'
 * @op_grow_ack: opcodes of DeviceControl
 * @op_recover: likewise
 * @op_idle_off: likewise
 * @op_destroy: likewise
 * @op_init: likewise
 */
struct agx_abi {
	u8 generation;
	u8 version[3];

	u16 initdata_size;
	u16 initdata_ptrs;
	u16 ver_info[4];

	u32 rtptrs_size;
	u32 hwdata_a_size;
	u32 hwdata_b_size;
	u32 globals_size;

	u32 rt_unkptr_1c0;
	u32 rt_bufmgr;
	u32 rt_scratch;
	u32 rt_unk_6b38;

	u32 io_mappings;
	u32 io_mapping_count;
	u32 sgx_sram_ptr;
	u32 chip_id;

	u32 pending_submissions;
	u32 fault_control;
	u32 do_init;
	u32 idle_off_delay_ms;
	u32 pending_stamps;
	u32 fault_info;

	u8 pending_slot_shift;
	u8 pipe_size;
	u8 devctrl_size;
	u8 stats_size;
	u8 op_grow_ack;
	u8 op_recover;
	u8 op_idle_off;
	u8 op_destroy;
	u8 op_init;
};

const struct agx_abi *agx_abi_find(enum agx_generation generation, u32 major, u32 minor,
				   u32 patch);

#endif /* FIRMWARE_AGX_ABI_H */
