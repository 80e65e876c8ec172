/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Boot of the GSP firmware, ABI r570.144: the structures that the driver
 * leaves in memory for the FSP, the FMC, the ACR and GSP-RM.
 *
 * Layouts: nouveau nvkm/subdev/gsp/rm/r570/nvrm/gsp.h (and r535/nvrm/gsp.h for
 * what has not changed). COT message: nouveau nvkm/subdev/fsp/gh100.c.
 */
#ifndef FIRMWARE_GSP_R570_BOOT_H
#define FIRMWARE_GSP_R570_BOOT_H

#include "firmware/types.h"

#define R570_PAGE_SIZE 0x1000

#define R570_WPR_META_MAGIC 0xdc3aae21371a60b3ull
#define R570_WPR_META_REVISION 1
#define R570_WPR_META_VERIFIED 0xa0a0a0a0a0a0a0a0ull
#define R570_SR_META_MAGIC 0x8a3bb9e6c6c39d93ull
#define R570_SR_META_REVISION 2

/* r570_sr_init_args.old_level and .flags (NV2080_CTRL_GPU_SET_POWER_STATE, GPU_STATE_FLAGS). */
#define R570_POWER_LEVEL_0 0
#define R570_POWER_LEVEL_3 3
#define R570_STATE_PRESERVING BIT(0)
#define R570_STATE_VGA_TRANSITION BIT(1)
#define R570_STATE_PM_TRANSITION BIT(2)
#define R570_STATE_PM_SUSPEND BIT(3)
#define R570_STATE_PM_HIBERNATE BIT(4)
#define R570_STATE_GC6_TRANSITION BIT(5)
#define R570_STATE_FAST_UNLOAD BIT(6)

/* r570_libos_arg.id8: the name, its last character in the low byte. */
#define R570_LIBOS_ID_LOGINIT 0x004c4f47494e4954ull
#define R570_LIBOS_ID_LOGINTR 0x004c4f47494e5452ull
#define R570_LIBOS_ID_LOGRM 0x0000004c4f47524dull
#define R570_LIBOS_ID_RMARGS 0x0000524d41524753ull
#define R570_LIBOS_KIND_NONE 0
#define R570_LIBOS_KIND_CONTIGUOUS 1
#define R570_LIBOS_KIND_RADIX3 2
#define R570_LIBOS_LOC_NONE 0
#define R570_LIBOS_LOC_SYSMEM 1
#define R570_LIBOS_LOC_FB 2
#define R570_LIBOS_LOG_SIZE 0x10000

/* GSP_DMA_TARGET */
#define R570_DMA_TARGET_LOCAL_FB 0
#define R570_DMA_TARGET_COHERENT_SYSMEM 1
#define R570_DMA_TARGET_NONCOHERENT_SYSMEM 2

/*
 * Sizes of the framebuffer carve-outs of GH100 and newer (nouveau
 * nvkm/subdev/gsp/rm/r570/rm.c, nvkm/subdev/gsp/gh100.c and tu102.c).
 */
#define R570_FRTS_SIZE 0x100000
#define R570_VGA_WORKSPACE_SIZE 0x20000
#define R570_HEAP_OS_SIZE_LIBOS3 (22u << 20)
#define R570_HEAP_BASE_SIZE_GH100 (14u << 20)
#define R570_HEAP_SIZE_PER_GIB_FB (96u << 10)
#define R570_HEAP_CLIENT_SIZE ((48u << 10) * 2048)
#define R570_HEAP_MIN_MIB_LIBOS3 170
#define R570_NON_WPR_HEAP_SIZE_GH100 0x200000
#define R570_NON_WPR_HEAP_SIZE_GB20X 0x220000
#define R570_PMU_RESERVED_SIZE 0x1820000
#define R570_FRTS_VIDMEM_ALIGN 0x200000

/*
 * A packet for the FSP: MCTP header, NVDM header, payload. All words are
 * little endian and follow each other without padding.
 */
#define FSP_MCTP_SOM BIT(31)
#define FSP_MCTP_EOM BIT(30)
#define FSP_MCTP_SEQ GENMASK(29, 28)
#define FSP_MCTP_SEID GENMASK(23, 16)
#define FSP_NVDM_MSG_TYPE GENMASK(6, 0)
#define FSP_NVDM_VENDOR_ID GENMASK(23, 8)
#define FSP_NVDM_TYPE GENMASK(31, 24)
#define FSP_NVDM_MSG_TYPE_VENDOR_PCI 0x7e
#define FSP_NVDM_VENDOR_ID_NV 0x10de
#define FSP_NVDM_TYPE_PRC 0x13
#define FSP_NVDM_TYPE_COT 0x14
#define FSP_NVDM_TYPE_RESPONSE 0x15

#define FSP_COT_VERSION_GH100 1
#define FSP_COT_VERSION_GB10X 2
#define FSP_COT_VERSION_GB20X 2
/* Sizes of the FMC's hash, public key and signature; the COT fields are larger or equal. */
#define FSP_COT_HASH_SIZE 48
#define FSP_COT_PKEY_SIZE_GH100 384
#define FSP_COT_SIG_SIZE_GH100 384
#define FSP_COT_PKEY_SIZE_GB20X 97
#define FSP_COT_SIG_SIZE_GB20X 96

/* nvdm_payload_cot: chain of trust, starts the FMC. */
struct fsp_cot {
	u16 version;
	u16 size;
	u64 gsp_fmc_sysmem_offset;
	u64 frts_sysmem_offset;
	u32 frts_sysmem_size;
	u64 frts_vidmem_offset; /* distance from the end of the framebuffer */
	u32 frts_vidmem_size;
	u32 hash384[12];
	u32 public_key[96];
	u32 signature[96];
	u64 gsp_boot_args_sysmem_offset;
} __packed;

struct fsp_cot_packet {
	u32 mctp;
	u32 nvdm;
	struct fsp_cot cot;
} __packed;

/* NVDM_PAYLOAD_COMMAND_RESPONSE behind the two headers. */
struct fsp_response_packet {
	u32 mctp;
	u32 nvdm;
	u32 task_id;
	u32 command_nvdm_type;
	u32 error_code;
};

/* RM_RISCV_UCODE_DESC: Descriptor in front of the RISC-V bootloader image. */
struct r570_riscv_ucode_desc {
	u32 version;
	u32 bootloader_offset;
	u32 bootloader_size;
	u32 bootloader_param_offset;
	u32 bootloader_param_size;
	u32 riscv_elf_offset;
	u32 riscv_elf_size;
	u32 app_version;
	u32 manifest_offset;
	u32 manifest_size;
	u32 monitor_data_offset;
	u32 monitor_data_size;
	u32 monitor_code_offset;
	u32 monitor_code_size;
	u32 is_monitor_enabled;
	u32 swbrom_code_offset;
	u32 swbrom_code_size;
	u32 swbrom_data_offset;
	u32 swbrom_data_size;
	u32 fb_reserved_size;
	u32 signed_as_code;
};

/*
 * GspFwWprMeta:
 * Where the firmware image lies and how the WPR region is laid out. The
 * driver fills sizes and system memory addresses; with FSP boot the ACR
 * fills the framebuffer offsets.
 */
struct r570_wpr_meta {
	u64 magic;
	u64 revision;
	u64 sysmem_addr_of_radix3_elf;
	u64 size_of_radix3_elf;
	u64 sysmem_addr_of_bootloader;
	u64 size_of_bootloader;
	u64 bootloader_code_offset;
	u64 bootloader_data_offset;
	u64 bootloader_manifest_offset;
	u64 sysmem_addr_of_signature;
	u64 size_of_signature;
	u64 gsp_fw_rsvd_start;
	u64 non_wpr_heap_offset;
	u64 non_wpr_heap_size;
	u64 gsp_fw_wpr_start;
	u64 gsp_fw_heap_offset;
	u64 gsp_fw_heap_size;
	u64 gsp_fw_offset;
	u64 boot_bin_offset;
	u64 frts_offset;
	u64 frts_size;
	u64 gsp_fw_wpr_end;
	u64 fb_size;
	u64 vga_workspace_offset;
	u64 vga_workspace_size;
	u64 boot_count;
	u64 partition_rpc_addr;
	u16 partition_rpc_request_offset;
	u16 partition_rpc_reply_offset;
	u32 elf_code_offset;
	u32 elf_data_offset;
	u32 elf_code_size;
	u32 elf_data_size;
	u32 ls_ucode_version;
	u8 gsp_fw_heap_vf_partition_count;
	u8 flags;
	u8 padding[2];
	u32 pmu_reserved_size;
	u64 verified;
};

/* GspFwSRMeta: Suspend/resume replacement of the WPR meta data. */
struct r570_sr_meta {
	u64 magic;
	u64 revision;
	u64 sysmem_addr_of_suspend_resume_data;
	u64 size_of_suspend_resume_data;
	u32 internal[32];
	u32 flags;
	u32 subrevision;
	u32 padding[22];
};

/* MESSAGE_QUEUE_INIT_ARGUMENTS: Where the two message queues are. */
struct r570_msgq_init_args {
	u64 shared_mem_phys_addr;
	u32 page_table_entry_count;
	u8 rsvd_00c[4];
	u64 cmd_queue_offset;
	u64 stat_queue_offset;
};

/* GSP_SR_INIT_ARGUMENTS: Power transition being made. */
struct r570_sr_init_args {
	u32 old_level;
	u32 flags;
	u8 in_pm_transition;
	u8 rsvd_009[3];
};

/* GSP_ARGUMENTS_CACHED: The RMARGS page. */
struct r570_gsp_args {
	struct r570_msgq_init_args msgq;
	struct r570_sr_init_args sr;
	u32 gpu_instance;
	u8 dmem_stack;
	u8 rsvd_031[7];
	struct {
		u64 pa;
		u64 size;
	} profiler_args;
};

/*
 * LibosMemoryRegionInitArgument:
 * One entry of the LIBOS argument page; an entry of zeroes ends the list.
 */
struct r570_libos_arg {
	u64 id8;
	u64 pa;
	u64 size;
	u8 kind;
	u8 loc;
	u8 rsvd_01a[6];
};

/* GSP_FMC_INIT_PARAMS: Registry keys of the FMC; zero. */
struct r570_fmc_init_params {
	u32 regkeys;
};

/* GSP_ACR_BOOT_GSP_RM_PARAMS: Which WPR (or SR) meta data to boot. */
struct r570_acr_boot_params {
	u32 target;
	u32 gsp_rm_desc_size;
	u64 gsp_rm_desc_offset;
	u64 wpr_carveout_offset;
	u32 wpr_carveout_size;
	u8 is_gsp_rm_boot;
	u8 rsvd_01d[3];
};

/* GSP_RM_PARAMS: Where the LIBOS argument page is. */
struct r570_gsp_rm_params {
	u32 target;
	u8 rsvd_004[4];
	u64 boot_args_offset;
};

/* GSP_SPDM_PARAMS: Confidential computing payload; unused, zero. */
struct r570_spdm_params {
	u32 target;
	u8 rsvd_004[4];
	u64 payload_buffer_offset;
	u32 payload_buffer_size;
	u8 rsvd_014[4];
};

/* GSP_FMC_BOOT_PARAMS: Boot arguments handed to the FMC through the COT message. */
struct r570_fmc_boot_params {
	struct r570_fmc_init_params init_params;
	u8 rsvd_004[4];
	struct r570_acr_boot_params boot_gsp_rm_params;
	struct r570_gsp_rm_params gsp_rm_params;
	struct r570_spdm_params gsp_spdm_params;
};

/* Checked against nouveau by tests/unit/nvrm_layout_test.c. */

fw_assert_size(struct fsp_cot, 860);
fw_assert_offset(struct fsp_cot, version, 0);
fw_assert_offset(struct fsp_cot, size, 2);
fw_assert_offset(struct fsp_cot, gsp_fmc_sysmem_offset, 4);
fw_assert_offset(struct fsp_cot, frts_sysmem_offset, 12);
fw_assert_offset(struct fsp_cot, frts_sysmem_size, 20);
fw_assert_offset(struct fsp_cot, frts_vidmem_offset, 24);
fw_assert_offset(struct fsp_cot, frts_vidmem_size, 32);
fw_assert_offset(struct fsp_cot, hash384, 36);
fw_assert_offset(struct fsp_cot, public_key, 84);
fw_assert_offset(struct fsp_cot, signature, 468);
fw_assert_offset(struct fsp_cot, gsp_boot_args_sysmem_offset, 852);
fw_assert_size(struct fsp_cot_packet, 868);
fw_assert_size(struct fsp_response_packet, 20);

fw_assert_size(struct r570_riscv_ucode_desc, 84);
fw_assert_offset(struct r570_riscv_ucode_desc, version, 0x0);
fw_assert_offset(struct r570_riscv_ucode_desc, bootloader_offset, 0x4);
fw_assert_offset(struct r570_riscv_ucode_desc, bootloader_size, 0x8);
fw_assert_offset(struct r570_riscv_ucode_desc, bootloader_param_offset, 0xc);
fw_assert_offset(struct r570_riscv_ucode_desc, bootloader_param_size, 0x10);
fw_assert_offset(struct r570_riscv_ucode_desc, riscv_elf_offset, 0x14);
fw_assert_offset(struct r570_riscv_ucode_desc, riscv_elf_size, 0x18);
fw_assert_offset(struct r570_riscv_ucode_desc, app_version, 0x1c);
fw_assert_offset(struct r570_riscv_ucode_desc, manifest_offset, 0x20);
fw_assert_offset(struct r570_riscv_ucode_desc, manifest_size, 0x24);
fw_assert_offset(struct r570_riscv_ucode_desc, monitor_data_offset, 0x28);
fw_assert_offset(struct r570_riscv_ucode_desc, monitor_data_size, 0x2c);
fw_assert_offset(struct r570_riscv_ucode_desc, monitor_code_offset, 0x30);
fw_assert_offset(struct r570_riscv_ucode_desc, monitor_code_size, 0x34);
fw_assert_offset(struct r570_riscv_ucode_desc, is_monitor_enabled, 0x38);
fw_assert_offset(struct r570_riscv_ucode_desc, swbrom_code_offset, 0x3c);
fw_assert_offset(struct r570_riscv_ucode_desc, swbrom_code_size, 0x40);
fw_assert_offset(struct r570_riscv_ucode_desc, swbrom_data_offset, 0x44);
fw_assert_offset(struct r570_riscv_ucode_desc, swbrom_data_size, 0x48);
fw_assert_offset(struct r570_riscv_ucode_desc, fb_reserved_size, 0x4c);
fw_assert_offset(struct r570_riscv_ucode_desc, signed_as_code, 0x50);

fw_assert_size(struct r570_wpr_meta, 256);
fw_assert_offset(struct r570_wpr_meta, magic, 0x0);
fw_assert_offset(struct r570_wpr_meta, revision, 0x8);
fw_assert_offset(struct r570_wpr_meta, sysmem_addr_of_radix3_elf, 0x10);
fw_assert_offset(struct r570_wpr_meta, size_of_radix3_elf, 0x18);
fw_assert_offset(struct r570_wpr_meta, sysmem_addr_of_bootloader, 0x20);
fw_assert_offset(struct r570_wpr_meta, size_of_bootloader, 0x28);
fw_assert_offset(struct r570_wpr_meta, bootloader_code_offset, 0x30);
fw_assert_offset(struct r570_wpr_meta, bootloader_data_offset, 0x38);
fw_assert_offset(struct r570_wpr_meta, bootloader_manifest_offset, 0x40);
fw_assert_offset(struct r570_wpr_meta, sysmem_addr_of_signature, 0x48);
fw_assert_offset(struct r570_wpr_meta, size_of_signature, 0x50);
fw_assert_offset(struct r570_wpr_meta, gsp_fw_rsvd_start, 0x58);
fw_assert_offset(struct r570_wpr_meta, non_wpr_heap_offset, 0x60);
fw_assert_offset(struct r570_wpr_meta, non_wpr_heap_size, 0x68);
fw_assert_offset(struct r570_wpr_meta, gsp_fw_wpr_start, 0x70);
fw_assert_offset(struct r570_wpr_meta, gsp_fw_heap_offset, 0x78);
fw_assert_offset(struct r570_wpr_meta, gsp_fw_heap_size, 0x80);
fw_assert_offset(struct r570_wpr_meta, gsp_fw_offset, 0x88);
fw_assert_offset(struct r570_wpr_meta, boot_bin_offset, 0x90);
fw_assert_offset(struct r570_wpr_meta, frts_offset, 0x98);
fw_assert_offset(struct r570_wpr_meta, frts_size, 0xa0);
fw_assert_offset(struct r570_wpr_meta, gsp_fw_wpr_end, 0xa8);
fw_assert_offset(struct r570_wpr_meta, fb_size, 0xb0);
fw_assert_offset(struct r570_wpr_meta, vga_workspace_offset, 0xb8);
fw_assert_offset(struct r570_wpr_meta, vga_workspace_size, 0xc0);
fw_assert_offset(struct r570_wpr_meta, boot_count, 0xc8);
fw_assert_offset(struct r570_wpr_meta, partition_rpc_addr, 0xd0);
fw_assert_offset(struct r570_wpr_meta, partition_rpc_request_offset, 0xd8);
fw_assert_offset(struct r570_wpr_meta, partition_rpc_reply_offset, 0xda);
fw_assert_offset(struct r570_wpr_meta, elf_code_offset, 0xdc);
fw_assert_offset(struct r570_wpr_meta, elf_data_offset, 0xe0);
fw_assert_offset(struct r570_wpr_meta, elf_code_size, 0xe4);
fw_assert_offset(struct r570_wpr_meta, elf_data_size, 0xe8);
fw_assert_offset(struct r570_wpr_meta, ls_ucode_version, 0xec);
fw_assert_offset(struct r570_wpr_meta, gsp_fw_heap_vf_partition_count, 0xf0);
fw_assert_offset(struct r570_wpr_meta, flags, 0xf1);
fw_assert_offset(struct r570_wpr_meta, padding, 0xf2);
fw_assert_offset(struct r570_wpr_meta, pmu_reserved_size, 0xf4);
fw_assert_offset(struct r570_wpr_meta, verified, 0xf8);

fw_assert_size(struct r570_sr_meta, 256);
fw_assert_offset(struct r570_sr_meta, magic, 0x0);
fw_assert_offset(struct r570_sr_meta, revision, 0x8);
fw_assert_offset(struct r570_sr_meta, sysmem_addr_of_suspend_resume_data, 0x10);
fw_assert_offset(struct r570_sr_meta, size_of_suspend_resume_data, 0x18);
fw_assert_offset(struct r570_sr_meta, internal, 0x20);
fw_assert_offset(struct r570_sr_meta, flags, 0xa0);
fw_assert_offset(struct r570_sr_meta, subrevision, 0xa4);
fw_assert_offset(struct r570_sr_meta, padding, 0xa8);

fw_assert_size(struct r570_msgq_init_args, 32);
fw_assert_offset(struct r570_msgq_init_args, shared_mem_phys_addr, 0x0);
fw_assert_offset(struct r570_msgq_init_args, page_table_entry_count, 0x8);
fw_assert_offset(struct r570_msgq_init_args, cmd_queue_offset, 0x10);
fw_assert_offset(struct r570_msgq_init_args, stat_queue_offset, 0x18);

fw_assert_size(struct r570_sr_init_args, 12);
fw_assert_offset(struct r570_sr_init_args, old_level, 0x0);
fw_assert_offset(struct r570_sr_init_args, flags, 0x4);
fw_assert_offset(struct r570_sr_init_args, in_pm_transition, 0x8);

fw_assert_size(struct r570_gsp_args, 72);
fw_assert_offset(struct r570_gsp_args, msgq, 0x0);
fw_assert_offset(struct r570_gsp_args, sr, 0x20);
fw_assert_offset(struct r570_gsp_args, gpu_instance, 0x2c);
fw_assert_offset(struct r570_gsp_args, dmem_stack, 0x30);
fw_assert_offset(struct r570_gsp_args, profiler_args, 0x38);
fw_assert_offset(struct r570_gsp_args, profiler_args.pa, 0x38);
fw_assert_offset(struct r570_gsp_args, profiler_args.size, 0x40);

fw_assert_size(struct r570_libos_arg, 32);
fw_assert_offset(struct r570_libos_arg, id8, 0x0);
fw_assert_offset(struct r570_libos_arg, pa, 0x8);
fw_assert_offset(struct r570_libos_arg, size, 0x10);
fw_assert_offset(struct r570_libos_arg, kind, 0x18);
fw_assert_offset(struct r570_libos_arg, loc, 0x19);

fw_assert_size(struct r570_fmc_init_params, 4);
fw_assert_offset(struct r570_fmc_init_params, regkeys, 0x0);

fw_assert_size(struct r570_acr_boot_params, 32);
fw_assert_offset(struct r570_acr_boot_params, target, 0x0);
fw_assert_offset(struct r570_acr_boot_params, gsp_rm_desc_size, 0x4);
fw_assert_offset(struct r570_acr_boot_params, gsp_rm_desc_offset, 0x8);
fw_assert_offset(struct r570_acr_boot_params, wpr_carveout_offset, 0x10);
fw_assert_offset(struct r570_acr_boot_params, wpr_carveout_size, 0x18);
fw_assert_offset(struct r570_acr_boot_params, is_gsp_rm_boot, 0x1c);

fw_assert_size(struct r570_gsp_rm_params, 16);
fw_assert_offset(struct r570_gsp_rm_params, target, 0x0);
fw_assert_offset(struct r570_gsp_rm_params, boot_args_offset, 0x8);

fw_assert_size(struct r570_spdm_params, 24);
fw_assert_offset(struct r570_spdm_params, target, 0x0);
fw_assert_offset(struct r570_spdm_params, payload_buffer_offset, 0x8);
fw_assert_offset(struct r570_spdm_params, payload_buffer_size, 0x10);

fw_assert_size(struct r570_fmc_boot_params, 80);
fw_assert_offset(struct r570_fmc_boot_params, init_params, 0x0);
fw_assert_offset(struct r570_fmc_boot_params, boot_gsp_rm_params, 0x8);
fw_assert_offset(struct r570_fmc_boot_params, gsp_rm_params, 0x28);
fw_assert_offset(struct r570_fmc_boot_params, gsp_spdm_params, 0x38);

#endif /* FIRMWARE_GSP_R570_BOOT_H */
