// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Numbers computed from the layouts in m1n1 proxyclient/m1n1/fw/agx/ and
 * rust/src/gpu/raw.rs, Asahi drivers/gpu/drm/asahi/fw/initdata.rs. Opcodes:
 * m1n1's channels.py, but GrowTVBAck of 13.5 as Asahi has it now.
 */
#include "firmware/agx/abi.h"

#define INITDATA_12 .initdata_size = 0xb4, .initdata_ptrs = 0

#define GLOBALS_12                                                                            \
	.pending_submissions = 0x8904, .fault_control = 0x10e80, .do_init = 0x10e84,          \
	.idle_off_delay_ms = 0x11030, .pending_stamps = 0x1103c, .fault_info = 0x118c0,       \
	.pending_slot_shift = 3

#define OPS_12                                                                                \
	.op_grow_ack = 0x0d, .op_recover = 0x0e, .op_idle_off = 0x0f, .op_destroy = 0x17,     \
	.op_init = 0x19

#define HWDATA_B_12                                                                           \
	.io_mappings = 0x1d0, .io_mapping_count = 0x14, .sgx_sram_ptr = 0, .chip_id = 0x450

#define RT_G13                                                                                \
	.rtptrs_size = 0x6bc0, .rt_unkptr_1c0 = 0x1c0, .rt_bufmgr = 0x214,                    \
	.rt_scratch = 0x280, .rt_unk_6b38 = 0x6b38

#define GLOBALS_135                                                                           \
	.pending_submissions = 0x8974, .fault_control = 0x10fd8, .do_init = 0x10fdc,          \
	.idle_off_delay_ms = 0x1119c, .pending_stamps = 0x111a8, .fault_info = 0x11a2c,       \
	.pending_slot_shift = 4

#define OPS_135                                                                               \
	.op_grow_ack = 0x0e, .op_recover = 0x0f, .op_idle_off = 0x10, .op_destroy = 0x18,     \
	.op_init = 0x1a

#define HWDATA_B_135                                                                          \
	.io_mappings = 0x640, .io_mapping_count = 0x19, .sgx_sram_ptr = 0x960,                \
	.chip_id = 0x968

static const struct agx_abi abis[] = {
	{
		.generation = AGX_G13, .version = { 12, 3, 0 }, INITDATA_12, RT_G13,
		.hwdata_a_size = 0x3d6c, .hwdata_b_size = 0xb6c, .globals_size = 0x11d40,
		HWDATA_B_12, GLOBALS_12, OPS_12,
		.pipe_size = 0x30, .devctrl_size = 0x30, .stats_size = 0x30,
	},
	{
		.generation = AGX_G14, .version = { 12, 4, 0 }, INITDATA_12, RT_G13,
		.hwdata_a_size = 0x3d6c, .hwdata_b_size = 0xb6c, .globals_size = 0x11d40,
		HWDATA_B_12, GLOBALS_12, OPS_12,
		.pipe_size = 0x30, .devctrl_size = 0x30, .stats_size = 0x30,
	},
	{
		.generation = AGX_G13, .version = { 13, 5, 0 },
		.initdata_size = 0xbc, .initdata_ptrs = 8,
		.ver_info = { 0x6ba0, 0x1f28, 0x601, 0xb0 }, RT_G13,
		.hwdata_a_size = 0x421c, .hwdata_b_size = 0x1884, .globals_size = 0x12394,
		HWDATA_B_135, GLOBALS_135, OPS_135,
		.pipe_size = 0x30, .devctrl_size = 0x30, .stats_size = 0x40,
	},
	{
		.generation = AGX_G14, .version = { 13, 5, 0 },
		.initdata_size = 0xbc, .initdata_ptrs = 8,
		.ver_info = { 0x6ba0, 0x1f28, 0x601, 0xb0 }, RT_G13,
		.hwdata_a_size = 0x421c, .hwdata_b_size = 0x1884, .globals_size = 0x12394,
		HWDATA_B_135, GLOBALS_135, OPS_135,
		.pipe_size = 0x40, .devctrl_size = 0x40, .stats_size = 0x40,
	},
	{
		.generation = AGX_G14X, .version = { 13, 5, 0 },
		.initdata_size = 0xbc, .initdata_ptrs = 8,
		.ver_info = { 0xb390, 0x70f8, 0x601, 0xb0 },
		.rtptrs_size = 0xb3b0, .rt_unkptr_1c0 = 0, .rt_bufmgr = 0x204,
		.rt_scratch = 0x270, .rt_unk_6b38 = 0xb328,
		.hwdata_a_size = 0x6c34, .hwdata_b_size = 0x1884, .globals_size = 0x1715c,
		HWDATA_B_135, OPS_135,
		.pending_submissions = 0xd1c0, .fault_control = 0x15820, .do_init = 0x15824,
		.idle_off_delay_ms = 0x159e4, .pending_stamps = 0x159f0,
		.fault_info = 0x16274, .pending_slot_shift = 4,
		.pipe_size = 0x30, .devctrl_size = 0x30, .stats_size = 0x40,
	},
};

/**
 * agx_abi_find() - the interface of a firmware
 * @generation: of the GPU
 * @major: apple,firmware-abi's first number
 * @minor: its second
 * @patch: its third
 *
 * Return: the interface, NULL if it is not known.
 */
const struct agx_abi *agx_abi_find(enum agx_generation generation, u32 major, u32 minor,
				   u32 patch)
{
	for (size_t i = 0; i < ARRAY_SIZE(abis); i++) {
		const struct agx_abi *abi = &abis[i];

		if (abi->generation == generation && abi->version[0] == major &&
		    abi->version[1] == minor && abi->version[2] == patch)
			return abi;
	}
	return NULL;
}
