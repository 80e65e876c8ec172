/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Message queues and RPCs of the GSP firmware, ABI r570.144.
 *
 * Layouts: nouveau nvkm/subdev/gsp/rm/r570/nvrm/{gsp,fifo}.h and
 * r535/nvrm/{gsp,alloc,ctrl,event,bar,fbsr}.h; numbers: r570/nvrm/{rpcfn,msgfn}.h;
 * geometry and order: r535/gsp.c, r535/rpc.c.
 */
#ifndef FIRMWARE_GSP_R570_RPC_H
#define FIRMWARE_GSP_R570_RPC_H

#include "firmware/types.h"

/*
 * One block of shared memory: a page of u64 addresses of all its pages
 * (itself included), the command queue (driver to GSP), the status queue.
 */
#define R570_MSGQ_SIZE 0x40000
#define R570_MSGQ_MSG_SIZE 0x1000
#define R570_MSGQ_ENTRY_OFF 0x1000
#define R570_MSGQ_MSG_COUNT 63
#define R570_MSGQ_RX_HDR_OFF 0x20
#define R570_MSGQ_FLAGS_SWAP_RX 1
#define R570_SHM_CMDQ_OFFSET 0x1000
#define R570_SHM_STATQ_OFFSET 0x41000
#define R570_SHM_SIZE 0x81000
#define R570_SHM_PAGES 0x81

/* An element is at most 16 pages long; 48 bytes of it are the element header, 32 the RPC header. */
#define R570_ELEMENT_MAX_SIZE 0x10000
#define R570_ELEMENT_HDR_SIZE 0x30
#define R570_ELEMENT_MAX_PAYLOAD 65456

#define R570_RPC_HEADER_VERSION 0x03000000
#define R570_RPC_SIGNATURE 0x43505256 /* "VRPC" */
#define R570_RPC_RESULT_PENDING 0xffffffff

/* NV_VGPU_MSG_FUNCTION_* */
#define R570_FN_NOP 0
#define R570_FN_ALLOC_MEMORY 4
#define R570_FN_FREE 10
#define R570_FN_UNLOADING_GUEST_DRIVER 47
#define R570_FN_SET_PAGE_DIRECTORY 54
#define R570_FN_GET_GSP_STATIC_INFO 65
#define R570_FN_UPDATE_BAR_PDE 70
#define R570_FN_CONTINUATION_RECORD 71
#define R570_FN_GSP_SET_SYSTEM_INFO 72
#define R570_FN_SET_REGISTRY 73
#define R570_FN_GSP_RM_CONTROL 76
#define R570_FN_UNSET_PAGE_DIRECTORY 79
#define R570_FN_GSP_RM_ALLOC 103

/* NV_VGPU_MSG_EVENT_*; numbers move between firmware versions. */
#define R570_EVENT_FIRST 0x1000
#define R570_EVENT_GSP_INIT_DONE 0x1001
#define R570_EVENT_GSP_RUN_CPU_SEQUENCER 0x1002
#define R570_EVENT_POST_EVENT 0x1003
#define R570_EVENT_RC_TRIGGERED 0x1004
#define R570_EVENT_MMU_FAULT_QUEUED 0x1005
#define R570_EVENT_OS_ERROR_LOG 0x1006
#define R570_EVENT_UCODE_LIBOS_PRINT 0x100c
#define R570_EVENT_PERF_BRIDGELESS_INFO_UPDATE 0x100f
#define R570_EVENT_GSP_LOCKDOWN_NOTICE 0x101c
#define R570_EVENT_GSP_POST_NOCAT_RECORD 0x1020
#define R570_EVENT_FECS_ERROR 0x1021
#define R570_EVENT_RECOVERY_ACTION 0x1022
#define R570_EVENT_END 0x1023

/* NV_STATUS values that are told apart (nouveau r535/rpc.c; OGKM nvstatuscodes.h). */
#define R570_STATUS_OK 0x00
#define R570_STATUS_INSUFFICIENT_RESOURCES 0x1a
#define R570_STATUS_INVALID_ARGUMENT 0x1f
#define R570_STATUS_INVALID_CLASS 0x22
#define R570_STATUS_INVALID_CLIENT 0x23
#define R570_STATUS_INVALID_OBJECT_HANDLE 0x33
#define R570_STATUS_INVALID_OBJECT_PARENT 0x36
#define R570_STATUS_INVALID_PARAM_STRUCT 0x3a
#define R570_STATUS_INVALID_STATE 0x40
#define R570_STATUS_NO_MEMORY 0x51
#define R570_STATUS_NOT_READY 0x55
#define R570_STATUS_NOT_SUPPORTED 0x56
#define R570_STATUS_OBJECT_NOT_FOUND 0x57
#define R570_STATUS_TIMEOUT_RETRY 0x66

/* r570_rpc_update_bar_pde.bar_type */
#define R570_BAR_PDE_BAR1 0
#define R570_BAR_PDE_BAR2 1

/* r570_registry_entry.type */
#define R570_REGISTRY_DWORD 1
#define R570_REGISTRY_BINARY 2
#define R570_REGISTRY_STRING 3

/* r570_rpc_alloc_memory of suspend: page list behind the header (nouveau r535/fbsr.c). */
#define R570_PTE_DESC_IDR GENMASK(1, 0)
#define R570_PTE_DESC_LENGTH GENMASK(31, 16)

/* msgqTxHeader: First half of a queue header, written by the sender of the queue. */
struct r570_msgq_tx_header {
	u32 version;
	u32 size;
	u32 msg_size;
	u32 msg_count;
	u32 write_ptr;
	u32 flags;
	u32 rx_hdr_off;
	u32 entry_off;
};

/*
 * msgqRxHeader:
 * Second half of a queue header: how far its owner has read in the
 * opposite queue (MSGQ_FLAGS_SWAP_RX).
 */
struct r570_msgq_rx_header {
	u32 read_ptr;
};

/* rpc_message_header_v03_00: Header of an RPC; the payload follows. */
struct r570_rpc_header {
	u32 header_version;
	u32 signature;
	u32 length;
	u32 function;
	u32 rpc_result;
	u32 rpc_result_private;
	u32 sequence;
	u32 spare;
};

/* GSP_MSG_QUEUE_ELEMENT: Element header in the queue, with the RPC header behind it. */
struct r570_msgq_element {
	u8 auth_tag_buffer[16];
	u8 aad_buffer[16];
	u32 checksum;
	u32 sequence;
	u32 elem_count;
	u8 rsvd_02c[4];
	struct r570_rpc_header rpc;
};

/* rpc_gsp_rm_alloc_v03_00: GSP_RM_ALLOC. */
struct r570_rpc_rm_alloc {
	u32 h_client;
	u32 h_parent;
	u32 h_object;
	u32 h_class;
	u32 status;
	u32 params_size;
	u32 flags;
	u8 reserved[4];
	u8 params[];
};

/* rpc_gsp_rm_control_v03_00: GSP_RM_CONTROL; the reply carries the parameters back. */
struct r570_rpc_rm_control {
	u32 h_client;
	u32 h_object;
	u32 cmd;
	u32 status;
	u32 params_size;
	u32 flags;
	u8 params[];
};

/* NVOS00_PARAMETERS_v03_00: FREE. */
struct r570_rpc_free {
	u32 h_root;
	u32 h_object_parent;
	u32 h_object_old;
	u32 status;
};

/* pte_desc: Head of the page list of ALLOC_MEMORY; bits 1:0 idr, 31:16 length. */
struct r570_pte_desc {
	u32 head;
	u8 rsvd_004[4];
	u64 pte[];
};

/* rpc_alloc_memory_v13_01: ALLOC_MEMORY; page frame numbers follow the last field. */
struct r570_rpc_alloc_memory {
	u32 h_client;
	u32 h_device;
	u32 h_memory;
	u32 h_class;
	u32 flags;
	u32 pte_adjust;
	u32 format;
	u8 rsvd_01c[4];
	u64 length;
	u32 page_count;
	u8 rsvd_02c[4];
	struct r570_pte_desc pte_desc;
};

/* rpc_unloading_guest_driver_v1F_07: UNLOADING_GUEST_DRIVER. */
struct r570_rpc_unloading {
	u8 in_pm_transition;
	u8 gc6_entering;
	u8 rsvd_002[2];
	u32 new_level;
};

/* UpdateBarPde_v15_00: UPDATE_BAR_PDE. */
struct r570_rpc_update_bar_pde {
	u32 bar_type;
	u8 rsvd_004[4];
	u64 entry_value;
	u64 entry_level_shift;
};

/* PACKED_REGISTRY_ENTRY: One key of SET_REGISTRY. */
struct r570_registry_entry {
	u32 name_offset;
	u8 type;
	u8 rsvd_005[3];
	u32 data;
	u32 length;
};

/* PACKED_REGISTRY_TABLE: SET_REGISTRY; entries are followed by the names. */
struct r570_registry_table {
	u32 size;
	u32 num_entries;
	struct r570_registry_entry entries[];
};

/* BUSINFO: PCI ids of a bridge. */
struct r570_bus_info {
	u16 device_id;
	u16 vendor_id;
	u16 subdevice_id;
	u16 subvendor_id;
	u8 revision_id;
	u8 rsvd_009[1];
};

/* GSP_VF_INFO: SR-IOV description. */
struct r570_vf_info {
	u32 total_vfs;
	u32 first_vf_offset;
	u64 first_vf_bar0_address;
	u64 first_vf_bar1_address;
	u64 first_vf_bar2_address;
	u8 b64bit_bar0;
	u8 b64bit_bar1;
	u8 b64bit_bar2;
	u8 rsvd_023[5];
};

/* GspSystemInfo: GSP_SET_SYSTEM_INFO. */
struct r570_system_info {
	u64 gpu_phys_addr;
	u64 gpu_phys_fb_addr;
	u64 gpu_phys_inst_addr;
	u64 gpu_phys_io_addr;
	u64 nv_domain_bus_device_func;
	u64 sim_access_buf_phys_addr;
	u64 notify_op_shared_surface_phys_addr;
	u64 pcie_atomics_op_mask;
	u64 console_mem_size;
	u64 max_user_va;
	u32 pci_config_mirror_base;
	u32 pci_config_mirror_size;
	u32 pci_device_id;
	u32 pci_subdevice_id;
	u32 pci_revision_id;
	u32 pcie_atomics_cpl_device_cap_mask;
	u8 oor_arch;
	u8 rsvd_069[7];
	u64 cl_pdb_properties;
	u32 chipset;
	u8 gpu_behind_bridge;
	u8 flr_supported;
	u8 b64b_bar0_supported;
	u8 mnoc_available;
	u32 chipset_l1ss_enable;
	u8 upstream_l0s_unsupported;
	u8 upstream_l1_unsupported;
	u8 upstream_l1_por_supported;
	u8 upstream_l1_por_mobile_only;
	u8 system_has_mux;
	u8 upstream_address_valid;
	struct r570_bus_info fhb_bus_info;
	struct r570_bus_info chipset_id_info;
	u8 rsvd_09e[678];
	u32 hypervisor_type;
	u8 is_passthru;
	u8 rsvd_349[7];
	u64 sys_timer_offset_ns;
	struct r570_vf_info gsp_vf_info;
	u8 is_primary;
	u8 is_grid_build;
	u8 rsvd_382[2];
	struct {
		u32 link_cap;
	} pcie_config_reg;
	u32 grid_build_csp;
	u8 preserve_video_memory_allocations;
	u8 tdr_event_supported;
	u8 feature_stretch_vblank_capable;
	u8 enable_dynamic_granularity_page_arrays;
	u8 clock_boost_supported;
	u8 route_disp_intrs_to_cpu;
	u8 rsvd_392[6];
	u64 host_page_size;
};

/* rpc_rc_triggered_v17_02: RC_TRIGGERED: a channel has failed. */
struct r570_rpc_rc_triggered {
	u32 nv2080_engine_type;
	u32 chid;
	u32 gfid;
	u32 except_level;
	u32 except_type;
	u32 scope;
	u16 partition_attribution_id;
	u8 rsvd_01a[2];
	u32 mmu_fault_addr_lo;
	u32 mmu_fault_addr_hi;
	u32 mmu_fault_type;
	u8 callback_needed;
	u8 rsvd_029[3];
	u32 rc_journal_buffer_size;
	u8 rc_journal_buffer[];
};

/* rpc_post_event_v17_00: POST_EVENT; event_data starts at 29, before the tail padding. */
struct r570_rpc_post_event {
	u32 h_client;
	u32 h_event;
	u32 notify_index;
	u32 data;
	u16 info16;
	u8 rsvd_012[2];
	u32 status;
	u32 event_data_size;
	u8 notify_list;
	u8 event_data[];
};

/* rpc_os_error_log_v17_00: OS_ERROR_LOG: text of an Xid. */
struct r570_rpc_os_error_log {
	u32 except_type;
	u32 runlist_id;
	u32 chid;
	char err_string[256];
	u32 preemptive_removal_previous_xid;
};

/*
 * rpc_run_cpu_sequencer_v17_00:
 * RUN_CPU_SEQUENCER; not sent by chips that boot through the FSP.
 */
struct r570_rpc_run_cpu_sequencer {
	u32 buffer_size_dword;
	u32 cmd_index;
	u32 reg_save_area[8];
	u32 command_buffer[];
};

/* Checked against nouveau by tests/unit/nvrm_layout_test.c. */

fw_assert_size(struct r570_msgq_tx_header, 32);
fw_assert_offset(struct r570_msgq_tx_header, version, 0x0);
fw_assert_offset(struct r570_msgq_tx_header, size, 0x4);
fw_assert_offset(struct r570_msgq_tx_header, msg_size, 0x8);
fw_assert_offset(struct r570_msgq_tx_header, msg_count, 0xc);
fw_assert_offset(struct r570_msgq_tx_header, write_ptr, 0x10);
fw_assert_offset(struct r570_msgq_tx_header, flags, 0x14);
fw_assert_offset(struct r570_msgq_tx_header, rx_hdr_off, 0x18);
fw_assert_offset(struct r570_msgq_tx_header, entry_off, 0x1c);

fw_assert_size(struct r570_msgq_rx_header, 4);
fw_assert_offset(struct r570_msgq_rx_header, read_ptr, 0x0);

fw_assert_size(struct r570_rpc_header, 32);
fw_assert_offset(struct r570_rpc_header, header_version, 0x0);
fw_assert_offset(struct r570_rpc_header, signature, 0x4);
fw_assert_offset(struct r570_rpc_header, length, 0x8);
fw_assert_offset(struct r570_rpc_header, function, 0xc);
fw_assert_offset(struct r570_rpc_header, rpc_result, 0x10);
fw_assert_offset(struct r570_rpc_header, rpc_result_private, 0x14);
fw_assert_offset(struct r570_rpc_header, sequence, 0x18);
fw_assert_offset(struct r570_rpc_header, spare, 0x1c);

fw_assert_size(struct r570_msgq_element, 80);
fw_assert_offset(struct r570_msgq_element, auth_tag_buffer, 0x0);
fw_assert_offset(struct r570_msgq_element, aad_buffer, 0x10);
fw_assert_offset(struct r570_msgq_element, checksum, 0x20);
fw_assert_offset(struct r570_msgq_element, sequence, 0x24);
fw_assert_offset(struct r570_msgq_element, elem_count, 0x28);
fw_assert_offset(struct r570_msgq_element, rpc, 0x30);

fw_assert_size(struct r570_rpc_rm_alloc, 32);
fw_assert_offset(struct r570_rpc_rm_alloc, h_client, 0x0);
fw_assert_offset(struct r570_rpc_rm_alloc, h_parent, 0x4);
fw_assert_offset(struct r570_rpc_rm_alloc, h_object, 0x8);
fw_assert_offset(struct r570_rpc_rm_alloc, h_class, 0xc);
fw_assert_offset(struct r570_rpc_rm_alloc, status, 0x10);
fw_assert_offset(struct r570_rpc_rm_alloc, params_size, 0x14);
fw_assert_offset(struct r570_rpc_rm_alloc, flags, 0x18);
fw_assert_offset(struct r570_rpc_rm_alloc, reserved, 0x1c);
fw_assert_offset(struct r570_rpc_rm_alloc, params, 0x20);

fw_assert_size(struct r570_rpc_rm_control, 24);
fw_assert_offset(struct r570_rpc_rm_control, h_client, 0x0);
fw_assert_offset(struct r570_rpc_rm_control, h_object, 0x4);
fw_assert_offset(struct r570_rpc_rm_control, cmd, 0x8);
fw_assert_offset(struct r570_rpc_rm_control, status, 0xc);
fw_assert_offset(struct r570_rpc_rm_control, params_size, 0x10);
fw_assert_offset(struct r570_rpc_rm_control, flags, 0x14);
fw_assert_offset(struct r570_rpc_rm_control, params, 0x18);

fw_assert_size(struct r570_rpc_free, 16);
fw_assert_offset(struct r570_rpc_free, h_root, 0x0);
fw_assert_offset(struct r570_rpc_free, h_object_parent, 0x4);
fw_assert_offset(struct r570_rpc_free, h_object_old, 0x8);
fw_assert_offset(struct r570_rpc_free, status, 0xc);

fw_assert_size(struct r570_pte_desc, 8);
fw_assert_offset(struct r570_pte_desc, pte, 0x8);

fw_assert_size(struct r570_rpc_alloc_memory, 56);
fw_assert_offset(struct r570_rpc_alloc_memory, h_client, 0x0);
fw_assert_offset(struct r570_rpc_alloc_memory, h_device, 0x4);
fw_assert_offset(struct r570_rpc_alloc_memory, h_memory, 0x8);
fw_assert_offset(struct r570_rpc_alloc_memory, h_class, 0xc);
fw_assert_offset(struct r570_rpc_alloc_memory, flags, 0x10);
fw_assert_offset(struct r570_rpc_alloc_memory, pte_adjust, 0x14);
fw_assert_offset(struct r570_rpc_alloc_memory, format, 0x18);
fw_assert_offset(struct r570_rpc_alloc_memory, length, 0x20);
fw_assert_offset(struct r570_rpc_alloc_memory, page_count, 0x28);
fw_assert_offset(struct r570_rpc_alloc_memory, pte_desc, 0x30);

fw_assert_size(struct r570_rpc_unloading, 8);
fw_assert_offset(struct r570_rpc_unloading, in_pm_transition, 0x0);
fw_assert_offset(struct r570_rpc_unloading, gc6_entering, 0x1);
fw_assert_offset(struct r570_rpc_unloading, new_level, 0x4);

fw_assert_size(struct r570_rpc_update_bar_pde, 24);
fw_assert_offset(struct r570_rpc_update_bar_pde, bar_type, 0x0);
fw_assert_offset(struct r570_rpc_update_bar_pde, entry_value, 0x8);
fw_assert_offset(struct r570_rpc_update_bar_pde, entry_level_shift, 0x10);

fw_assert_size(struct r570_registry_entry, 16);
fw_assert_offset(struct r570_registry_entry, name_offset, 0x0);
fw_assert_offset(struct r570_registry_entry, type, 0x4);
fw_assert_offset(struct r570_registry_entry, data, 0x8);
fw_assert_offset(struct r570_registry_entry, length, 0xc);

fw_assert_size(struct r570_registry_table, 8);
fw_assert_offset(struct r570_registry_table, size, 0x0);
fw_assert_offset(struct r570_registry_table, num_entries, 0x4);
fw_assert_offset(struct r570_registry_table, entries, 0x8);

fw_assert_size(struct r570_bus_info, 10);
fw_assert_offset(struct r570_bus_info, device_id, 0x0);
fw_assert_offset(struct r570_bus_info, vendor_id, 0x2);
fw_assert_offset(struct r570_bus_info, subdevice_id, 0x4);
fw_assert_offset(struct r570_bus_info, subvendor_id, 0x6);
fw_assert_offset(struct r570_bus_info, revision_id, 0x8);

fw_assert_size(struct r570_vf_info, 40);
fw_assert_offset(struct r570_vf_info, total_vfs, 0x0);
fw_assert_offset(struct r570_vf_info, first_vf_offset, 0x4);
fw_assert_offset(struct r570_vf_info, first_vf_bar0_address, 0x8);
fw_assert_offset(struct r570_vf_info, first_vf_bar1_address, 0x10);
fw_assert_offset(struct r570_vf_info, first_vf_bar2_address, 0x18);
fw_assert_offset(struct r570_vf_info, b64bit_bar0, 0x20);
fw_assert_offset(struct r570_vf_info, b64bit_bar1, 0x21);
fw_assert_offset(struct r570_vf_info, b64bit_bar2, 0x22);

fw_assert_size(struct r570_system_info, 928);
fw_assert_offset(struct r570_system_info, gpu_phys_addr, 0x0);
fw_assert_offset(struct r570_system_info, gpu_phys_fb_addr, 0x8);
fw_assert_offset(struct r570_system_info, gpu_phys_inst_addr, 0x10);
fw_assert_offset(struct r570_system_info, gpu_phys_io_addr, 0x18);
fw_assert_offset(struct r570_system_info, nv_domain_bus_device_func, 0x20);
fw_assert_offset(struct r570_system_info, sim_access_buf_phys_addr, 0x28);
fw_assert_offset(struct r570_system_info, notify_op_shared_surface_phys_addr, 0x30);
fw_assert_offset(struct r570_system_info, pcie_atomics_op_mask, 0x38);
fw_assert_offset(struct r570_system_info, console_mem_size, 0x40);
fw_assert_offset(struct r570_system_info, max_user_va, 0x48);
fw_assert_offset(struct r570_system_info, pci_config_mirror_base, 0x50);
fw_assert_offset(struct r570_system_info, pci_config_mirror_size, 0x54);
fw_assert_offset(struct r570_system_info, pci_device_id, 0x58);
fw_assert_offset(struct r570_system_info, pci_subdevice_id, 0x5c);
fw_assert_offset(struct r570_system_info, pci_revision_id, 0x60);
fw_assert_offset(struct r570_system_info, pcie_atomics_cpl_device_cap_mask, 0x64);
fw_assert_offset(struct r570_system_info, oor_arch, 0x68);
fw_assert_offset(struct r570_system_info, cl_pdb_properties, 0x70);
fw_assert_offset(struct r570_system_info, chipset, 0x78);
fw_assert_offset(struct r570_system_info, gpu_behind_bridge, 0x7c);
fw_assert_offset(struct r570_system_info, flr_supported, 0x7d);
fw_assert_offset(struct r570_system_info, b64b_bar0_supported, 0x7e);
fw_assert_offset(struct r570_system_info, mnoc_available, 0x7f);
fw_assert_offset(struct r570_system_info, chipset_l1ss_enable, 0x80);
fw_assert_offset(struct r570_system_info, upstream_l0s_unsupported, 0x84);
fw_assert_offset(struct r570_system_info, upstream_l1_unsupported, 0x85);
fw_assert_offset(struct r570_system_info, upstream_l1_por_supported, 0x86);
fw_assert_offset(struct r570_system_info, upstream_l1_por_mobile_only, 0x87);
fw_assert_offset(struct r570_system_info, system_has_mux, 0x88);
fw_assert_offset(struct r570_system_info, upstream_address_valid, 0x89);
fw_assert_offset(struct r570_system_info, fhb_bus_info, 0x8a);
fw_assert_offset(struct r570_system_info, chipset_id_info, 0x94);
fw_assert_offset(struct r570_system_info, hypervisor_type, 0x344);
fw_assert_offset(struct r570_system_info, is_passthru, 0x348);
fw_assert_offset(struct r570_system_info, sys_timer_offset_ns, 0x350);
fw_assert_offset(struct r570_system_info, gsp_vf_info, 0x358);
fw_assert_offset(struct r570_system_info, is_primary, 0x380);
fw_assert_offset(struct r570_system_info, is_grid_build, 0x381);
fw_assert_offset(struct r570_system_info, pcie_config_reg, 0x384);
fw_assert_offset(struct r570_system_info, pcie_config_reg.link_cap, 0x384);
fw_assert_offset(struct r570_system_info, grid_build_csp, 0x388);
fw_assert_offset(struct r570_system_info, preserve_video_memory_allocations, 0x38c);
fw_assert_offset(struct r570_system_info, tdr_event_supported, 0x38d);
fw_assert_offset(struct r570_system_info, feature_stretch_vblank_capable, 0x38e);
fw_assert_offset(struct r570_system_info, enable_dynamic_granularity_page_arrays, 0x38f);
fw_assert_offset(struct r570_system_info, clock_boost_supported, 0x390);
fw_assert_offset(struct r570_system_info, route_disp_intrs_to_cpu, 0x391);
fw_assert_offset(struct r570_system_info, host_page_size, 0x398);

fw_assert_size(struct r570_rpc_rc_triggered, 48);
fw_assert_offset(struct r570_rpc_rc_triggered, nv2080_engine_type, 0x0);
fw_assert_offset(struct r570_rpc_rc_triggered, chid, 0x4);
fw_assert_offset(struct r570_rpc_rc_triggered, gfid, 0x8);
fw_assert_offset(struct r570_rpc_rc_triggered, except_level, 0xc);
fw_assert_offset(struct r570_rpc_rc_triggered, except_type, 0x10);
fw_assert_offset(struct r570_rpc_rc_triggered, scope, 0x14);
fw_assert_offset(struct r570_rpc_rc_triggered, partition_attribution_id, 0x18);
fw_assert_offset(struct r570_rpc_rc_triggered, mmu_fault_addr_lo, 0x1c);
fw_assert_offset(struct r570_rpc_rc_triggered, mmu_fault_addr_hi, 0x20);
fw_assert_offset(struct r570_rpc_rc_triggered, mmu_fault_type, 0x24);
fw_assert_offset(struct r570_rpc_rc_triggered, callback_needed, 0x28);
fw_assert_offset(struct r570_rpc_rc_triggered, rc_journal_buffer_size, 0x2c);
fw_assert_offset(struct r570_rpc_rc_triggered, rc_journal_buffer, 0x30);

fw_assert_size(struct r570_rpc_post_event, 32);
fw_assert_offset(struct r570_rpc_post_event, h_client, 0x0);
fw_assert_offset(struct r570_rpc_post_event, h_event, 0x4);
fw_assert_offset(struct r570_rpc_post_event, notify_index, 0x8);
fw_assert_offset(struct r570_rpc_post_event, data, 0xc);
fw_assert_offset(struct r570_rpc_post_event, info16, 0x10);
fw_assert_offset(struct r570_rpc_post_event, status, 0x14);
fw_assert_offset(struct r570_rpc_post_event, event_data_size, 0x18);
fw_assert_offset(struct r570_rpc_post_event, notify_list, 0x1c);
fw_assert_offset(struct r570_rpc_post_event, event_data, 0x1d);

fw_assert_size(struct r570_rpc_os_error_log, 272);
fw_assert_offset(struct r570_rpc_os_error_log, except_type, 0x0);
fw_assert_offset(struct r570_rpc_os_error_log, runlist_id, 0x4);
fw_assert_offset(struct r570_rpc_os_error_log, chid, 0x8);
fw_assert_offset(struct r570_rpc_os_error_log, err_string, 0xc);
fw_assert_offset(struct r570_rpc_os_error_log, preemptive_removal_previous_xid, 0x10c);

fw_assert_size(struct r570_rpc_run_cpu_sequencer, 40);
fw_assert_offset(struct r570_rpc_run_cpu_sequencer, buffer_size_dword, 0x0);
fw_assert_offset(struct r570_rpc_run_cpu_sequencer, cmd_index, 0x4);
fw_assert_offset(struct r570_rpc_run_cpu_sequencer, reg_save_area, 0x8);
fw_assert_offset(struct r570_rpc_run_cpu_sequencer, command_buffer, 0x28);

#endif /* FIRMWARE_GSP_R570_RPC_H */
