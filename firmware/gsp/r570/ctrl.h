/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * GSP_RM_CONTROL commands and their parameters, ABI r570.144.
 *
 * Layouts: nouveau nvkm/subdev/gsp/rm/r570/nvrm/{gr,fifo,fbsr,disp}.h and
 * r535/nvrm/{gsp,vmm,fifo,event,disp}.h, as of Linux 7.3. Booleans are bytes.
 */
#ifndef FIRMWARE_GSP_R570_CTRL_H
#define FIRMWARE_GSP_R570_CTRL_H

#include "firmware/types.h"

/* Commands without parameters of their own below; backlight: r570_ctrl_backlight. */
#define R570_CTRL_GR_SCRUBBER 0x20800a46
#define R570_CTRL_GET_BACKLIGHT 0x00730291
#define R570_CTRL_SET_BACKLIGHT 0x00730292

/* r570_ctrl_set_page_directory.flags */
#define R570_PAGE_DIRECTORY_APERTURE GENMASK(1, 0)
#define R570_PAGE_DIRECTORY_APERTURE_VIDMEM 0
#define R570_PAGE_DIRECTORY_APERTURE_SYSMEM_COH 1
#define R570_PAGE_DIRECTORY_APERTURE_SYSMEM_NONCOH 2
#define R570_PAGE_DIRECTORY_PRESERVE_PDES BIT(2)
#define R570_PAGE_DIRECTORY_ALL_CHANNELS BIT(3)
#define R570_PAGE_DIRECTORY_IGNORE_CHANNEL_BUSY BIT(4)
#define R570_PAGE_DIRECTORY_EXTEND_VASPACE BIT(5)

#define R570_PROMOTE_ENTRIES_MAX 16
#define R570_INTR_TABLE_MAX 128
#define R570_FIFO_DEVICES_MAX 32
#define R570_FALCONS_MAX 64
#define R570_CTXBUF_COUNT 26

/* r570_ctxbuf_engine.engine[] (NV0080_CTRL_FIFO_GET_ENGINE_CONTEXT_PROPERTIES_ENGINE_ID_*) */
#define R570_CTXBUF_GRAPHICS 0x00
#define R570_CTXBUF_ZCULL 0x08
#define R570_CTXBUF_PAGEPOOL 0x0d
#define R570_CTXBUF_PATCH 0x10
#define R570_CTXBUF_BUNDLE_CB 0x11
#define R570_CTXBUF_ATTRIBUTE_CB 0x13
#define R570_CTXBUF_RTV_CB_GLOBAL 0x14
#define R570_CTXBUF_FECS_EVENT 0x17
#define R570_CTXBUF_PRIV_ACCESS_MAP 0x18

/* r570_promote_entry.buffer_id (NV2080_CTRL_GPU_PROMOTE_CTX_BUFFER_ID_*) */
#define R570_PROMOTE_MAIN 0
#define R570_PROMOTE_PATCH 2
#define R570_PROMOTE_BUNDLE_CB 3
#define R570_PROMOTE_PAGEPOOL 4
#define R570_PROMOTE_ATTRIBUTE_CB 5
#define R570_PROMOTE_RTV_CB_GLOBAL 6
#define R570_PROMOTE_FECS_EVENT 9
#define R570_PROMOTE_PRIV_ACCESS_MAP 10
#define R570_PROMOTE_UNRESTRICTED_PRIV_ACCESS_MAP 11

/* r570_promote_entry.phys_attr (NV2080_CTRL_GPU_INITIALIZE_CTX_*) */
#define R570_PROMOTE_APERTURE GENMASK(1, 0)
#define R570_PROMOTE_APERTURE_VIDMEM 0
#define R570_PROMOTE_GPU_UNCACHED BIT(2)
#define R570_EDID_MAX 2048

/* r570_fifo_device.engine_data[] (ENGINE_INFO_TYPE_*) */
enum r570_fifo_data {
	R570_FIFO_DATA_ENG_DESC = 0,
	R570_FIFO_DATA_FIFO_TAG = 1,
	R570_FIFO_DATA_RM_ENGINE_TYPE = 2,
	R570_FIFO_DATA_RUNLIST = 3,
	R570_FIFO_DATA_MMU_FAULT_ID = 4,
	R570_FIFO_DATA_RC_MASK = 5,
	R570_FIFO_DATA_RESET = 6,
	R570_FIFO_DATA_INTR = 7,
	R570_FIFO_DATA_MC = 8,
	R570_FIFO_DATA_DEV_TYPE_ENUM = 9,
	R570_FIFO_DATA_INSTANCE_ID = 10,
	R570_FIFO_DATA_RUNLIST_PRI_BASE = 11,
	R570_FIFO_DATA_IS_HOST_DRIVEN = 12,
	R570_FIFO_DATA_RUNLIST_ENGINE_ID = 13,
	R570_FIFO_DATA_CHRAM_PRI_BASE = 14,
};

/* r570_ctrl_set_notification.action */
#define R570_NOTIFICATION_DISABLE 0
#define R570_NOTIFICATION_SINGLE 1
#define R570_NOTIFICATION_REPEAT 2

/* r570_ctrl_disp_pushbuffer.pb_target_aperture */
#define R570_PB_APERTURE_IOVA 0
#define R570_PB_APERTURE_PHYS_NVM 1
#define R570_PB_APERTURE_PHYS_PCI 2
#define R570_PB_APERTURE_PHYS_PCI_COHERENT 3

/* r570_ctrl_or_info */
#define R570_OR_TYPE_NONE 0
#define R570_OR_TYPE_DAC 1
#define R570_OR_TYPE_SOR 2
#define R570_OR_TYPE_PIOR 3
#define R570_OR_TYPE_DSI 5
#define R570_OR_PROTOCOL_SINGLE_TMDS_A 1
#define R570_OR_PROTOCOL_SINGLE_TMDS_B 2
#define R570_OR_PROTOCOL_DUAL_TMDS 5
#define R570_OR_PROTOCOL_DP_A 8
#define R570_OR_PROTOCOL_DP_B 9

/* r570_ctrl_connector_data.data[].type: DCB connector types */
#define R570_CONNECTOR_DP 0x46
#define R570_CONNECTOR_HDMI_A 0x61

/* r570_ctrl_dfp_info.flags (NV0073_CTRL_DFP_FLAGS_*) */
#define R570_DFP_SIGNAL GENMASK(2, 0)
#define R570_DFP_SIGNAL_TMDS 0
#define R570_DFP_SIGNAL_DISPLAYPORT 3
#define R570_DFP_LANE GENMASK(5, 3)
#define R570_DFP_LANE_SINGLE 1
#define R570_DFP_LANE_DUAL 2
#define R570_DFP_HDMI_CAPABLE BIT(8)
#define R570_DFP_HDMI_ALLOWED BIT(14)
#define R570_DFP_EMBEDDED_DISPLAYPORT BIT(15)
#define R570_DFP_DP_LINK_BW GENMASK(19, 17)
#define R570_DFP_LINK GENMASK(21, 20)

/* NV0080_CTRL_DMA_SET_PAGE_DIRECTORY_PARAMS: NV0080_CTRL_CMD_DMA_SET_PAGE_DIRECTORY. */
#define R570_CTRL_SET_PAGE_DIRECTORY 0x00801813
struct r570_ctrl_set_page_directory {
	u64 phys_address;
	u32 num_entries;
	u32 flags;
	u32 h_vaspace;
	u32 chid;
	u32 subdevice_id;
	u32 pasid;
};

/* NV0080_CTRL_DMA_UNSET_PAGE_DIRECTORY_PARAMS: NV0080_CTRL_CMD_DMA_UNSET_PAGE_DIRECTORY. */
#define R570_CTRL_UNSET_PAGE_DIRECTORY 0x00801814
struct r570_ctrl_unset_page_directory {
	u32 h_vaspace;
	u32 subdevice_id;
};

/*
 * NV90F1_CTRL_VASPACE_COPY_SERVER_RESERVED_PDES_PARAMS:
 * NV90F1_CTRL_CMD_VASPACE_COPY_SERVER_RESERVED_PDES.
 */
#define R570_CTRL_COPY_SERVER_PDES 0x90f10106
struct r570_ctrl_copy_server_pdes {
	u32 h_subdevice;
	u32 subdevice_id;
	u64 page_size;
	u64 virt_addr_lo;
	u64 virt_addr_hi;
	u32 num_levels_to_copy;
	u8 rsvd_024[4];
	struct {
		u64 phys_address;
		u64 size;
		u32 aperture;
		u8 page_shift;
		u8 rsvd_015[3];
	} levels[6];
};

/* NVA06F_CTRL_GPFIFO_SCHEDULE_PARAMS: NVA06F_CTRL_CMD_GPFIFO_SCHEDULE. */
#define R570_CTRL_GPFIFO_SCHEDULE 0xa06f0103
struct r570_ctrl_gpfifo_schedule {
	u8 enable;
	u8 skip_submit;
};

/* NVA06F_CTRL_BIND_PARAMS: NVA06F_CTRL_CMD_BIND. */
#define R570_CTRL_BIND 0xa06f0104
struct r570_ctrl_bind {
	u32 engine_type;
};

/* NV2080_CTRL_GPU_PROMOTE_CTX_BUFFER_ENTRY: one context buffer. */
struct r570_promote_entry {
	u64 gpu_phys_addr;
	u64 gpu_virt_addr;
	u64 size;
	u32 phys_attr;
	u16 buffer_id;
	u8 initialize;
	u8 nonmapped;
};

/* NV2080_CTRL_GPU_PROMOTE_CTX_PARAMS: NV2080_CTRL_CMD_GPU_PROMOTE_CTX. */
#define R570_CTRL_PROMOTE_CTX 0x2080012b
struct r570_ctrl_promote_ctx {
	u32 engine_type;
	u32 h_client;
	u32 chid;
	u32 h_chan_client;
	u32 h_object;
	u32 h_virt_memory;
	u64 virt_address;
	u64 size;
	u32 entry_count;
	u8 rsvd_02c[4];
	struct r570_promote_entry promote_entry[16];
};

/* NV2080_CTRL_GPU_GET_FERMI_GPC_INFO_PARAMS: NV2080_CTRL_CMD_GPU_GET_FERMI_GPC_INFO. */
#define R570_CTRL_GPC_MASK 0x20800137
struct r570_ctrl_gpc_mask {
	u32 gpc_mask;
};

/* NV2080_CTRL_GPU_GET_FERMI_TPC_INFO_PARAMS: NV2080_CTRL_CMD_GPU_GET_FERMI_TPC_INFO. */
#define R570_CTRL_TPC_MASK 0x20800138
struct r570_ctrl_tpc_mask {
	u32 gpc_id;
	u32 tpc_mask;
};

/* NV2080_CTRL_GPU_CONSTRUCTED_FALCON_INFO: one falcon. */
struct r570_falcon_info {
	u32 eng_desc;
	u32 ctx_attr;
	u32 ctx_buffer_size;
	u32 addr_space_list;
	u32 register_base;
};

/*
 * NV2080_CTRL_GPU_GET_CONSTRUCTED_FALCON_INFO_PARAMS:
 * NV2080_CTRL_CMD_GPU_GET_CONSTRUCTED_FALCON_INFO.
 */
#define R570_CTRL_FALCON_INFO 0x208001b0
struct r570_ctrl_falcon_info {
	u32 num_constructed_falcons;
	struct r570_falcon_info constructed_falcons_table[64];
};

/* NV2080_CTRL_EVENT_SET_NOTIFICATION_PARAMS: NV2080_CTRL_CMD_EVENT_SET_NOTIFICATION. */
#define R570_CTRL_SET_NOTIFICATION 0x20800301
struct r570_ctrl_set_notification {
	u32 event;
	u32 action;
	u8 notify_state;
	u8 rsvd_009[3];
	u32 info32;
	u16 info16;
	u8 rsvd_012[2];
};

/* NV2080_CTRL_FIFO_DEVICE_ENTRY: one engine of the host. */
struct r570_fifo_device {
	u32 engine_data[16];
	u32 pbdma_ids[2];
	u32 pbdma_fault_ids[2];
	u32 num_pbdmas;
	char engine_name[16];
};

/* NV2080_CTRL_FIFO_GET_DEVICE_INFO_TABLE_PARAMS: NV2080_CTRL_CMD_FIFO_GET_DEVICE_INFO_TABLE. */
#define R570_CTRL_FIFO_DEVICE_TABLE 0x20801112
struct r570_ctrl_fifo_device_table {
	u32 base_index;
	u32 num_entries;
	u8 more;
	u8 rsvd_009[3];
	struct r570_fifo_device entries[32];
};

/* NV2080_CTRL_GR_GET_ZCULL_INFO_PARAMS: NV2080_CTRL_CMD_GR_GET_ZCULL_INFO. */
#define R570_CTRL_ZCULL_INFO 0x20801206
struct r570_ctrl_zcull_info {
	u32 width_align_pixels;
	u32 height_align_pixels;
	u32 pixel_squares_by_aliquots;
	u32 aliquot_total;
	u32 zcull_region_byte_multiplier;
	u32 zcull_region_header_size;
	u32 zcull_subregion_header_size;
	u32 subregion_count;
	u32 subregion_width_align_pixels;
	u32 subregion_height_align_pixels;
};

/*
 * NV2080_CTRL_CE_GET_FAULT_METHOD_BUFFER_SIZE_PARAMS:
 * NV2080_CTRL_CMD_CE_GET_FAULT_METHOD_BUFFER_SIZE.
 */
#define R570_CTRL_METHOD_BUFFER_SIZE 0x20802a08
struct r570_ctrl_method_buffer_size {
	u32 size;
};

/* NV2080_CTRL_INTERNAL_ENGINE_CONTEXT_BUFFER_INFO: size and alignment of one context buffer. */
struct r570_ctxbuf_info {
	u32 size;
	u32 alignment;
};

/*
 * NV2080_CTRL_INTERNAL_STATIC_GR_CONTEXT_BUFFERS_INFO:
 * all context buffers of one graphics engine.
 */
struct r570_ctxbuf_engine {
	struct r570_ctxbuf_info engine[26];
};

/*
 * NV2080_CTRL_INTERNAL_STATIC_GR_GET_CONTEXT_BUFFERS_INFO_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_STATIC_KGR_GET_CONTEXT_BUFFERS_INFO.
 */
#define R570_CTRL_CTXBUF_INFO 0x20800a32
struct r570_ctrl_ctxbuf_info {
	struct r570_ctxbuf_engine engine_context_buffers_info[8];
};

/*
 * NV2080_CTRL_INTERNAL_GR_INIT_BUG4208224_WAR_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_KGR_INIT_BUG4208224_WAR (TU10x).
 */
struct r570_ctrl_gr_scrubber {
	u8 teardown;
};

/* NV2080_CTRL_INTERNAL_INTR_GET_KERNEL_TABLE_ENTRY: vectors of one engine. */
struct r570_intr_entry {
	u16 engine_idx;
	u8 rsvd_002[2];
	u32 pmc_intr_mask;
	u32 vector_stall;
	u32 vector_non_stall;
};

/* NV2080_INTR_CATEGORY_SUBTREE_MAP: leaf range of an interrupt category. */
struct r570_intr_subtree {
	u8 subtree_start;
	u8 subtree_end;
};

/*
 * NV2080_CTRL_INTERNAL_INTR_GET_KERNEL_TABLE_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_INTR_GET_KERNEL_TABLE.
 */
#define R570_CTRL_INTR_TABLE 0x20800a5c
struct r570_ctrl_intr_table {
	u32 table_len;
	struct r570_intr_entry table[128];
	struct r570_intr_subtree subtree_map[7];
	u8 rsvd_812[2];
};

/*
 * NV2080_CTRL_INTERNAL_MEMSYS_GET_STATIC_CONFIG_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_MEMSYS_GET_STATIC_CONFIG.
 */
#define R570_CTRL_MEMSYS_CONFIG 0x20800a1c
struct r570_ctrl_memsys_config {
	u8 one_to_one_comptag_line_allocation;
	u8 use_one_to_four_comptag_line_allocation;
	u8 use_raw_mode_comptagline_allocation;
	u8 disable_compbit_backing;
	u8 disable_post_l2_compression;
	u8 enabled_ecc_fbpa;
	u8 l2_pre_fill;
	u8 rsvd_007[1];
	u64 l2_cache_size;
	u8 fbpa_present;
	u8 rsvd_011[3];
	u32 compr_page_size;
	u32 compr_page_shift;
	u32 ram_type;
	u32 ltc_count;
	u32 lts_per_ltc_count;
};

/* NV0080_CTRL_FB_GET_COMPBIT_STORE_INFO_PARAMS: NV0080_CTRL_CMD_FB_GET_COMPBIT_STORE_INFO. */
#define R570_CTRL_COMPBIT_STORE 0x00801306
struct r570_ctrl_compbit_store {
	u64 size;
	u64 address;
	u32 address_space;
	u32 max_compbit_line;
	u32 comptags_per_cache_line;
	u32 cache_line_size;
	u32 cache_line_size_per_slice;
	u32 cache_line_fetch_alignment;
	u64 backing_store_base;
	u32 gobs_per_comptag_per_slice;
	u32 backing_store_cbc_base;
	u32 comptagline_allocation_policy;
	u8 rsvd_03c[4];
	u64 priv_region_start_offset;
	u32 cbc_coverage_per_slice;
	u8 rsvd_04c[4];
};

/*
 * NV2080_CTRL_INTERNAL_GCX_ENTRY_PREREQUISITE_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_GCX_ENTRY_PREREQUISITE.
 */
#define R570_CTRL_GCX_PREREQUISITE 0x2080a7d7
struct r570_ctrl_gcx_prerequisite {
	u8 is_gc6_satisfied;
	u8 is_gcoff_satisfied;
};

/*
 * NV2080_CTRL_INTERNAL_MEMSYS_PROGRAM_RAW_COMPRESSION_MODE_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_MEMSYS_PROGRAM_RAW_COMPRESSION_MODE (GA100, AD10x).
 */
#define R570_CTRL_RAW_COMPRESSION 0x20800a6f
struct r570_ctrl_raw_compression {
	u8 raw_mode;
};

/* NV2080_CTRL_INTERNAL_FBSR_INIT_PARAMS: NV2080_CTRL_CMD_INTERNAL_FBSR_INIT. */
#define R570_CTRL_FBSR_INIT 0x20800ac2
struct r570_ctrl_fbsr_init {
	u32 h_client;
	u32 h_sys_mem;
	u8 entering_gcoff_state;
	u8 rsvd_009[7];
	u64 sysmem_addr_of_suspend_resume_data;
};

/*
 * NV2080_CTRL_CMD_INTERNAL_FIFO_TOGGLE_ACTIVE_CHANNEL_SCHEDULING_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_FIFO_TOGGLE_ACTIVE_CHANNEL_SCHEDULING.
 */
#define R570_CTRL_FIFO_TOGGLE 0x20800ac3
struct r570_ctrl_fifo_toggle {
	u8 disable_active_channels;
};

/*
 * NV2080_CTRL_INTERNAL_DISPLAY_WRITE_INST_MEM_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_DISPLAY_WRITE_INST_MEM.
 */
#define R570_CTRL_DISP_INST_MEM 0x20800a49
struct r570_ctrl_disp_inst_mem {
	u64 inst_mem_phys_addr;
	u64 inst_mem_size;
	u32 inst_mem_addr_space;
	u32 inst_mem_cpu_cache_attr;
};

/*
 * NV2080_CTRL_INTERNAL_DISPLAY_GET_STATIC_INFO_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_DISPLAY_GET_STATIC_INFO.
 */
#define R570_CTRL_DISP_STATIC_INFO 0x20800a01
struct r570_ctrl_disp_static_info {
	u32 fe_hw_sys_cap;
	u32 window_present_mask;
	u8 fb_remapper_enabled;
	u8 rsvd_009[3];
	u32 num_heads;
	u32 i2c_port;
	u32 internal_disp_active_mask;
	u32 embedded_display_port_mask;
	u8 external_mux_supported;
	u8 internal_mux_supported;
	u8 rsvd_01e[2];
	u32 num_disp_channels;
};

/*
 * NV2080_CTRL_INTERNAL_DISPLAY_CHANNEL_PUSHBUFFER_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_DISPLAY_CHANNEL_PUSHBUFFER.
 */
#define R570_CTRL_DISP_PUSHBUFFER 0x20800a58
struct r570_ctrl_disp_pushbuffer {
	u32 address_space;
	u8 rsvd_004[4];
	u64 physical_addr;
	u64 limit;
	u32 cache_snoop;
	u32 hclass;
	u32 channel_instance;
	u8 valid;
	u8 rsvd_025[3];
	u32 pb_target_aperture;
	u32 channel_pb_size;
	u32 subdevice_id;
	u8 rsvd_034[4];
};

/*
 * NV2080_CTRL_INTERNAL_INIT_BRIGHTC_STATE_LOAD_PARAMS:
 * NV2080_CTRL_CMD_INTERNAL_INIT_BRIGHTC_STATE_LOAD.
 */
#define R570_CTRL_BRIGHTNESS_LOAD 0x20800ac6
struct r570_ctrl_brightness_load {
	u32 status;
	u16 back_light_data_size;
	u8 back_light_data[4096];
	u8 rsvd_1006[2];
};

/*
 * NV0073_CTRL_CMD_DP_SET_MANUAL_DISPLAYPORT_PARAMS:
 * NV0073_CTRL_CMD_DP_SET_MANUAL_DISPLAYPORT.
 */
#define R570_CTRL_DP_SET_MANUAL 0x00731365
struct r570_ctrl_dp_set_manual {
	u32 subdevice_instance;
};

/* NV0073_CTRL_SYSTEM_GET_NUM_HEADS_PARAMS: NV0073_CTRL_CMD_SYSTEM_GET_NUM_HEADS. */
#define R570_CTRL_NUM_HEADS 0x00730102
struct r570_ctrl_num_heads {
	u32 subdevice_instance;
	u32 flags;
	u32 num_heads;
};

/* NV0073_CTRL_SPECIFIC_GET_ALL_HEAD_MASK_PARAMS: NV0073_CTRL_CMD_SPECIFIC_GET_ALL_HEAD_MASK. */
#define R570_CTRL_HEAD_MASK 0x00730287
struct r570_ctrl_head_mask {
	u32 subdevice_instance;
	u32 head_mask;
};

/* NV0073_CTRL_SYSTEM_GET_SUPPORTED_PARAMS: NV0073_CTRL_CMD_SYSTEM_GET_SUPPORTED. */
#define R570_CTRL_DISP_SUPPORTED 0x00730107
struct r570_ctrl_disp_supported {
	u32 subdevice_instance;
	u32 display_mask;
	u32 display_mask_ddc;
};

/* NV0073_CTRL_SYSTEM_GET_CONNECT_STATE_PARAMS: NV0073_CTRL_CMD_SYSTEM_GET_CONNECT_STATE. */
#define R570_CTRL_CONNECT_STATE 0x00730108
struct r570_ctrl_connect_state {
	u32 subdevice_instance;
	u32 flags;
	u32 display_mask;
	u32 retry_time_ms;
};

/* NV0073_CTRL_SYSTEM_GET_ACTIVE_PARAMS: NV0073_CTRL_CMD_SYSTEM_GET_ACTIVE. */
#define R570_CTRL_DISP_ACTIVE 0x0073010c
struct r570_ctrl_disp_active {
	u32 subdevice_instance;
	u32 head;
	u32 flags;
	u32 display_id;
};

/* NV0073_CTRL_SPECIFIC_OR_GET_INFO_PARAMS: NV0073_CTRL_CMD_SPECIFIC_OR_GET_INFO. */
#define R570_CTRL_OR_INFO 0x0073028b
struct r570_ctrl_or_info {
	u32 subdevice_instance;
	u32 display_id;
	u32 index;
	u32 type;
	u32 protocol;
	u32 dither_type;
	u32 dither_algo;
	u32 location;
	u32 root_port_id;
	u32 dcb_index;
	u64 vbios_address;
	u8 is_lit_by_vbios;
	u8 is_disp_dynamic;
	u8 rsvd_032[6];
};

/*
 * NV0073_CTRL_SPECIFIC_GET_CONNECTOR_DATA_PARAMS:
 * NV0073_CTRL_CMD_SPECIFIC_GET_CONNECTOR_DATA.
 */
#define R570_CTRL_CONNECTOR_DATA 0x00730250
struct r570_ctrl_connector_data {
	u32 subdevice_instance;
	u32 display_id;
	u32 flags;
	u32 ddc_partners;
	u32 count;
	struct {
		u32 index;
		u32 type;
		u32 location;
	} data[4];
	u32 platform;
};

/* NV0073_CTRL_SPECIFIC_GET_EDID_V2_PARAMS: NV0073_CTRL_CMD_SPECIFIC_GET_EDID_V2. */
#define R570_CTRL_EDID 0x00730245
struct r570_ctrl_edid {
	u32 subdevice_instance;
	u32 display_id;
	u32 buffer_size;
	u32 flags;
	u8 edid_buffer[2048];
};

/* NV0073_CTRL_SPECIFIC_SET_HDMI_ENABLE_PARAMS: NV0073_CTRL_CMD_SPECIFIC_SET_HDMI_ENABLE. */
#define R570_CTRL_HDMI_ENABLE 0x00730273
struct r570_ctrl_hdmi_enable {
	u8 subdevice_instance;
	u8 rsvd_001[3];
	u32 display_id;
	u8 enable;
	u8 rsvd_009[3];
};

/*
 * NV0073_CTRL_SPECIFIC_SET_HDMI_SINK_CAPS_PARAMS:
 * NV0073_CTRL_CMD_SPECIFIC_SET_HDMI_SINK_CAPS.
 */
#define R570_CTRL_HDMI_SINK_CAPS 0x00730293
struct r570_ctrl_hdmi_sink_caps {
	u32 subdevice_instance;
	u32 display_id;
	u32 caps;
};

/*
 * NV0073_CTRL_CMD_SPECIFIC_SET_HDMI_AUDIO_MUTESTREAM_PARAMS:
 * NV0073_CTRL_CMD_SPECIFIC_SET_HDMI_AUDIO_MUTESTREAM.
 */
#define R570_CTRL_HDMI_AUDIO_MUTE 0x00730275
struct r570_ctrl_hdmi_audio_mute {
	u8 subdevice_instance;
	u8 rsvd_001[3];
	u32 display_id;
	u8 mute;
	u8 rsvd_009[3];
};

/*
 * NV0073_CTRL_SPECIFIC_BACKLIGHT_BRIGHTNESS_PARAMS:
 * NV0073_CTRL_CMD_SPECIFIC_{GET,SET}_BACKLIGHT_BRIGHTNESS.
 */
struct r570_ctrl_backlight {
	u32 subdevice_instance;
	u32 display_id;
	u32 brightness;
	u8 uncalibrated;
	u8 brightness_type;
	u8 rsvd_00e[2];
};

/* NV0073_CTRL_DFP_GET_INFO_PARAMS: NV0073_CTRL_CMD_DFP_GET_INFO. */
#define R570_CTRL_DFP_INFO 0x00731140
struct r570_ctrl_dfp_info {
	u32 subdevice_instance;
	u32 display_id;
	u32 flags;
	u32 uhbr_supported_by_dfp;
};

/* NV0073_CTRL_DFP_ASSIGN_SOR_INFO: one output resource. */
struct r570_sor_info {
	u32 display_mask;
	u32 sor_type;
};

/* NV0073_CTRL_DFP_ASSIGN_SOR_PARAMS: NV0073_CTRL_CMD_DFP_ASSIGN_SOR. */
#define R570_CTRL_ASSIGN_SOR 0x00731152
struct r570_ctrl_assign_sor {
	u32 subdevice_instance;
	u32 display_id;
	u8 sor_exclude_mask;
	u8 rsvd_009[3];
	u32 slave_display_id;
	u32 force_sublink_config;
	u8 is_2head_1or;
	u8 rsvd_015[3];
	u32 sor_assign_list[4];
	struct r570_sor_info sor_assign_list_with_tag[4];
	u8 reserved_sor_mask;
	u8 rsvd_049[3];
	u32 flags;
};

/* NV0073_CTRL_DFP_SET_ELD_AUDIO_CAP_PARAMS: NV0073_CTRL_CMD_DFP_SET_ELD_AUDIO_CAPS. */
#define R570_CTRL_ELD 0x00731144
struct r570_ctrl_eld {
	u32 subdevice_instance;
	u32 display_id;
	u32 num_eld_size;
	u8 buffer_eld[96];
	u32 max_freq_supported;
	u32 ctrl;
	u32 device_entry;
};

/* NV0073_CTRL_DFP_SET_AUDIO_ENABLE_PARAMS: NV0073_CTRL_CMD_DFP_SET_AUDIO_ENABLE. */
#define R570_CTRL_AUDIO_ENABLE 0x00731150
struct r570_ctrl_audio_enable {
	u32 subdevice_instance;
	u32 display_id;
	u8 enable;
	u8 rsvd_009[3];
};

/* NV0073_CTRL_DP_AUXCH_CTRL_PARAMS: NV0073_CTRL_CMD_DP_AUXCH_CTRL. */
#define R570_CTRL_DP_AUX 0x00731341
struct r570_ctrl_dp_aux {
	u32 subdevice_instance;
	u32 display_id;
	u8 addr_only;
	u8 rsvd_009[3];
	u32 cmd;
	u32 addr;
	u8 data[16];
	u32 size;
	u32 reply_type;
	u32 retry_time_ms;
};

/* NV0073_CTRL_DP_CTRL_PARAMS: NV0073_CTRL_CMD_DP_CTRL. */
#define R570_CTRL_DP_TRAIN 0x00731343
struct r570_ctrl_dp_train {
	u32 subdevice_instance;
	u32 display_id;
	u32 cmd;
	u32 data;
	u32 err;
	u32 retry_time_ms;
	u32 eight_lane_dpcd_base_addr;
};

/* NV0073_CTRL_DP_LANE_DATA_PARAMS: NV0073_CTRL_CMD_DP_SET_LANE_DATA. */
#define R570_CTRL_DP_LANE_DATA 0x00731346
struct r570_ctrl_dp_lane_data {
	u32 subdevice_instance;
	u32 display_id;
	u32 num_lanes;
	u32 data[8];
};

/* NV0073_CTRL_CMD_DSC_CAP_PARAMS: stream compression capabilities. */
struct r570_dsc_caps {
	u8 dsc_supported;
	u8 rsvd_001[3];
	u32 encoder_color_format_mask;
	u32 line_buffer_size_kb;
	u32 rate_buffer_size_kb;
	u32 bits_per_pixel_precision;
	u32 max_num_hzt_slices;
	u32 line_buffer_bit_depth;
};

/* NV0073_CTRL_CMD_DP_GET_CAPS_PARAMS: NV0073_CTRL_CMD_DP_GET_CAPS. */
#define R570_CTRL_DP_CAPS 0x00731369
struct r570_ctrl_dp_caps {
	u32 subdevice_instance;
	u32 sor_index;
	u32 max_link_rate;
	u32 dp_versions_supported;
	u32 uhbr_supported_by_gpu;
	u32 min_p_clk_for_compressed;
	u8 is_multistream_supported;
	u8 is_sc_enabled;
	u8 has_increased_watermark_limits;
	u8 is_pc2_disabled;
	u8 is_single_head_mst_supported;
	u8 fec_supported;
	u8 is_train_phy_repeater;
	u8 override_link_bw;
	u8 use_rg_flush_sequence;
	u8 support_dp_down_spread;
	u8 rsvd_022[2];
	struct r570_dsc_caps dsc;
};

/* NV0073_CTRL_CMD_DP_CONFIG_STREAM_PARAMS: NV0073_CTRL_CMD_DP_CONFIG_STREAM. */
#define R570_CTRL_DP_CONFIG_STREAM 0x00731362
struct r570_ctrl_dp_config_stream {
	u32 subdevice_instance;
	u32 head;
	u32 sor_index;
	u32 dp_link;
	u8 enable_override;
	u8 is_mst;
	u8 rsvd_012[2];
	u32 single_head_multistream_mode;
	u32 h_blank_sym;
	u32 v_blank_sym;
	u32 color_format;
	u8 enable_two_head_one_or;
	u8 rsvd_025[3];
	struct {
		u32 slot_start;
		u32 slot_end;
		u32 pbn;
		u32 timeslice;
		u8 send_act;
		u8 rsvd_011[3];
		u32 single_head_mst_pipeline;
		u8 enable_audio_over_right_panel;
		u8 rsvd_019[3];
	} mst;
	struct {
		u8 enhanced_framing;
		u8 rsvd_001[3];
		u32 tu_size;
		u32 water_mark;
		u8 enable_audio_over_right_panel;
		u8 rsvd_00d[3];
	} sst;
};

/*
 * NV0073_CTRL_CMD_DP_CONFIG_INDEXED_LINK_RATES_PARAMS:
 * NV0073_CTRL_CMD_DP_CONFIG_INDEXED_LINK_RATES.
 */
#define R570_CTRL_DP_LINK_RATES 0x00731377
struct r570_ctrl_dp_link_rates {
	u32 subdevice_instance;
	u32 display_id;
	u16 link_rate_tbl[8];
	u16 link_bw_tbl[8];
	u8 link_bw_count;
	u8 rsvd_029[3];
};

/* Nv2080HotplugNotification: event data of NV2080_NOTIFIERS_HOTPLUG. */
struct r570_hotplug_data {
	u32 plug_display_mask;
	u32 unplug_display_mask;
};

/* Nv2080DpIrqNotificationRec: event data of NV2080_NOTIFIERS_DP_IRQ. */
struct r570_dp_irq_data {
	u32 display_id;
};

/* Checked against nouveau by tests/unit/nvrm_layout_test.c. */

fw_assert_size(struct r570_ctrl_set_page_directory, 32);
fw_assert_offset(struct r570_ctrl_set_page_directory, phys_address, 0x0);
fw_assert_offset(struct r570_ctrl_set_page_directory, num_entries, 0x8);
fw_assert_offset(struct r570_ctrl_set_page_directory, flags, 0xc);
fw_assert_offset(struct r570_ctrl_set_page_directory, h_vaspace, 0x10);
fw_assert_offset(struct r570_ctrl_set_page_directory, chid, 0x14);
fw_assert_offset(struct r570_ctrl_set_page_directory, subdevice_id, 0x18);
fw_assert_offset(struct r570_ctrl_set_page_directory, pasid, 0x1c);

fw_assert_size(struct r570_ctrl_unset_page_directory, 8);
fw_assert_offset(struct r570_ctrl_unset_page_directory, h_vaspace, 0x0);
fw_assert_offset(struct r570_ctrl_unset_page_directory, subdevice_id, 0x4);

fw_assert_size(struct r570_ctrl_copy_server_pdes, 184);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, h_subdevice, 0x0);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, subdevice_id, 0x4);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, page_size, 0x8);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, virt_addr_lo, 0x10);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, virt_addr_hi, 0x18);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, num_levels_to_copy, 0x20);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, levels, 0x28);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, levels[0].phys_address, 0x28);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, levels[0].size, 0x30);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, levels[0].aperture, 0x38);
fw_assert_offset(struct r570_ctrl_copy_server_pdes, levels[0].page_shift, 0x3c);

fw_assert_size(struct r570_ctrl_gpfifo_schedule, 2);
fw_assert_offset(struct r570_ctrl_gpfifo_schedule, enable, 0x0);
fw_assert_offset(struct r570_ctrl_gpfifo_schedule, skip_submit, 0x1);

fw_assert_size(struct r570_ctrl_bind, 4);
fw_assert_offset(struct r570_ctrl_bind, engine_type, 0x0);

fw_assert_size(struct r570_promote_entry, 32);
fw_assert_offset(struct r570_promote_entry, gpu_phys_addr, 0x0);
fw_assert_offset(struct r570_promote_entry, gpu_virt_addr, 0x8);
fw_assert_offset(struct r570_promote_entry, size, 0x10);
fw_assert_offset(struct r570_promote_entry, phys_attr, 0x18);
fw_assert_offset(struct r570_promote_entry, buffer_id, 0x1c);
fw_assert_offset(struct r570_promote_entry, initialize, 0x1e);
fw_assert_offset(struct r570_promote_entry, nonmapped, 0x1f);

fw_assert_size(struct r570_ctrl_promote_ctx, 560);
fw_assert_offset(struct r570_ctrl_promote_ctx, engine_type, 0x0);
fw_assert_offset(struct r570_ctrl_promote_ctx, h_client, 0x4);
fw_assert_offset(struct r570_ctrl_promote_ctx, chid, 0x8);
fw_assert_offset(struct r570_ctrl_promote_ctx, h_chan_client, 0xc);
fw_assert_offset(struct r570_ctrl_promote_ctx, h_object, 0x10);
fw_assert_offset(struct r570_ctrl_promote_ctx, h_virt_memory, 0x14);
fw_assert_offset(struct r570_ctrl_promote_ctx, virt_address, 0x18);
fw_assert_offset(struct r570_ctrl_promote_ctx, size, 0x20);
fw_assert_offset(struct r570_ctrl_promote_ctx, entry_count, 0x28);
fw_assert_offset(struct r570_ctrl_promote_ctx, promote_entry, 0x30);

fw_assert_size(struct r570_ctrl_gpc_mask, 4);
fw_assert_offset(struct r570_ctrl_gpc_mask, gpc_mask, 0x0);

fw_assert_size(struct r570_ctrl_tpc_mask, 8);
fw_assert_offset(struct r570_ctrl_tpc_mask, gpc_id, 0x0);
fw_assert_offset(struct r570_ctrl_tpc_mask, tpc_mask, 0x4);

fw_assert_size(struct r570_falcon_info, 20);
fw_assert_offset(struct r570_falcon_info, eng_desc, 0x0);
fw_assert_offset(struct r570_falcon_info, ctx_attr, 0x4);
fw_assert_offset(struct r570_falcon_info, ctx_buffer_size, 0x8);
fw_assert_offset(struct r570_falcon_info, addr_space_list, 0xc);
fw_assert_offset(struct r570_falcon_info, register_base, 0x10);

fw_assert_size(struct r570_ctrl_falcon_info, 1284);
fw_assert_offset(struct r570_ctrl_falcon_info, num_constructed_falcons, 0x0);
fw_assert_offset(struct r570_ctrl_falcon_info, constructed_falcons_table, 0x4);

fw_assert_size(struct r570_ctrl_set_notification, 20);
fw_assert_offset(struct r570_ctrl_set_notification, event, 0x0);
fw_assert_offset(struct r570_ctrl_set_notification, action, 0x4);
fw_assert_offset(struct r570_ctrl_set_notification, notify_state, 0x8);
fw_assert_offset(struct r570_ctrl_set_notification, info32, 0xc);
fw_assert_offset(struct r570_ctrl_set_notification, info16, 0x10);

fw_assert_size(struct r570_fifo_device, 100);
fw_assert_offset(struct r570_fifo_device, engine_data, 0x0);
fw_assert_offset(struct r570_fifo_device, pbdma_ids, 0x40);
fw_assert_offset(struct r570_fifo_device, pbdma_fault_ids, 0x48);
fw_assert_offset(struct r570_fifo_device, num_pbdmas, 0x50);
fw_assert_offset(struct r570_fifo_device, engine_name, 0x54);

fw_assert_size(struct r570_ctrl_fifo_device_table, 3212);
fw_assert_offset(struct r570_ctrl_fifo_device_table, base_index, 0x0);
fw_assert_offset(struct r570_ctrl_fifo_device_table, num_entries, 0x4);
fw_assert_offset(struct r570_ctrl_fifo_device_table, more, 0x8);
fw_assert_offset(struct r570_ctrl_fifo_device_table, entries, 0xc);

fw_assert_size(struct r570_ctrl_zcull_info, 40);
fw_assert_offset(struct r570_ctrl_zcull_info, width_align_pixels, 0x0);
fw_assert_offset(struct r570_ctrl_zcull_info, height_align_pixels, 0x4);
fw_assert_offset(struct r570_ctrl_zcull_info, pixel_squares_by_aliquots, 0x8);
fw_assert_offset(struct r570_ctrl_zcull_info, aliquot_total, 0xc);
fw_assert_offset(struct r570_ctrl_zcull_info, zcull_region_byte_multiplier, 0x10);
fw_assert_offset(struct r570_ctrl_zcull_info, zcull_region_header_size, 0x14);
fw_assert_offset(struct r570_ctrl_zcull_info, zcull_subregion_header_size, 0x18);
fw_assert_offset(struct r570_ctrl_zcull_info, subregion_count, 0x1c);
fw_assert_offset(struct r570_ctrl_zcull_info, subregion_width_align_pixels, 0x20);
fw_assert_offset(struct r570_ctrl_zcull_info, subregion_height_align_pixels, 0x24);

fw_assert_size(struct r570_ctrl_method_buffer_size, 4);
fw_assert_offset(struct r570_ctrl_method_buffer_size, size, 0x0);

fw_assert_size(struct r570_ctxbuf_info, 8);
fw_assert_offset(struct r570_ctxbuf_info, size, 0x0);
fw_assert_offset(struct r570_ctxbuf_info, alignment, 0x4);

fw_assert_size(struct r570_ctxbuf_engine, 208);
fw_assert_offset(struct r570_ctxbuf_engine, engine, 0x0);

fw_assert_size(struct r570_ctrl_ctxbuf_info, 1664);
fw_assert_offset(struct r570_ctrl_ctxbuf_info, engine_context_buffers_info, 0x0);

fw_assert_size(struct r570_ctrl_gr_scrubber, 1);
fw_assert_offset(struct r570_ctrl_gr_scrubber, teardown, 0x0);

fw_assert_size(struct r570_intr_entry, 16);
fw_assert_offset(struct r570_intr_entry, engine_idx, 0x0);
fw_assert_offset(struct r570_intr_entry, pmc_intr_mask, 0x4);
fw_assert_offset(struct r570_intr_entry, vector_stall, 0x8);
fw_assert_offset(struct r570_intr_entry, vector_non_stall, 0xc);

fw_assert_size(struct r570_intr_subtree, 2);
fw_assert_offset(struct r570_intr_subtree, subtree_start, 0x0);
fw_assert_offset(struct r570_intr_subtree, subtree_end, 0x1);

fw_assert_size(struct r570_ctrl_intr_table, 2068);
fw_assert_offset(struct r570_ctrl_intr_table, table_len, 0x0);
fw_assert_offset(struct r570_ctrl_intr_table, table, 0x4);
fw_assert_offset(struct r570_ctrl_intr_table, subtree_map, 0x804);

fw_assert_size(struct r570_ctrl_memsys_config, 40);
fw_assert_offset(struct r570_ctrl_memsys_config, one_to_one_comptag_line_allocation, 0x0);
fw_assert_offset(struct r570_ctrl_memsys_config, use_one_to_four_comptag_line_allocation, 0x1);
fw_assert_offset(struct r570_ctrl_memsys_config, use_raw_mode_comptagline_allocation, 0x2);
fw_assert_offset(struct r570_ctrl_memsys_config, disable_compbit_backing, 0x3);
fw_assert_offset(struct r570_ctrl_memsys_config, disable_post_l2_compression, 0x4);
fw_assert_offset(struct r570_ctrl_memsys_config, enabled_ecc_fbpa, 0x5);
fw_assert_offset(struct r570_ctrl_memsys_config, l2_pre_fill, 0x6);
fw_assert_offset(struct r570_ctrl_memsys_config, l2_cache_size, 0x8);
fw_assert_offset(struct r570_ctrl_memsys_config, fbpa_present, 0x10);
fw_assert_offset(struct r570_ctrl_memsys_config, compr_page_size, 0x14);
fw_assert_offset(struct r570_ctrl_memsys_config, compr_page_shift, 0x18);
fw_assert_offset(struct r570_ctrl_memsys_config, ram_type, 0x1c);
fw_assert_offset(struct r570_ctrl_memsys_config, ltc_count, 0x20);
fw_assert_offset(struct r570_ctrl_memsys_config, lts_per_ltc_count, 0x24);

fw_assert_size(struct r570_ctrl_compbit_store, 80);
fw_assert_offset(struct r570_ctrl_compbit_store, size, 0x0);
fw_assert_offset(struct r570_ctrl_compbit_store, address, 0x8);
fw_assert_offset(struct r570_ctrl_compbit_store, address_space, 0x10);
fw_assert_offset(struct r570_ctrl_compbit_store, max_compbit_line, 0x14);
fw_assert_offset(struct r570_ctrl_compbit_store, comptags_per_cache_line, 0x18);
fw_assert_offset(struct r570_ctrl_compbit_store, cache_line_size, 0x1c);
fw_assert_offset(struct r570_ctrl_compbit_store, cache_line_size_per_slice, 0x20);
fw_assert_offset(struct r570_ctrl_compbit_store, cache_line_fetch_alignment, 0x24);
fw_assert_offset(struct r570_ctrl_compbit_store, backing_store_base, 0x28);
fw_assert_offset(struct r570_ctrl_compbit_store, gobs_per_comptag_per_slice, 0x30);
fw_assert_offset(struct r570_ctrl_compbit_store, backing_store_cbc_base, 0x34);
fw_assert_offset(struct r570_ctrl_compbit_store, comptagline_allocation_policy, 0x38);
fw_assert_offset(struct r570_ctrl_compbit_store, priv_region_start_offset, 0x40);
fw_assert_offset(struct r570_ctrl_compbit_store, cbc_coverage_per_slice, 0x48);

fw_assert_size(struct r570_ctrl_gcx_prerequisite, 2);
fw_assert_offset(struct r570_ctrl_gcx_prerequisite, is_gc6_satisfied, 0x0);
fw_assert_offset(struct r570_ctrl_gcx_prerequisite, is_gcoff_satisfied, 0x1);

fw_assert_size(struct r570_ctrl_raw_compression, 1);
fw_assert_offset(struct r570_ctrl_raw_compression, raw_mode, 0x0);

fw_assert_size(struct r570_ctrl_fbsr_init, 24);
fw_assert_offset(struct r570_ctrl_fbsr_init, h_client, 0x0);
fw_assert_offset(struct r570_ctrl_fbsr_init, h_sys_mem, 0x4);
fw_assert_offset(struct r570_ctrl_fbsr_init, entering_gcoff_state, 0x8);
fw_assert_offset(struct r570_ctrl_fbsr_init, sysmem_addr_of_suspend_resume_data, 0x10);

fw_assert_size(struct r570_ctrl_fifo_toggle, 1);
fw_assert_offset(struct r570_ctrl_fifo_toggle, disable_active_channels, 0x0);

fw_assert_size(struct r570_ctrl_disp_inst_mem, 24);
fw_assert_offset(struct r570_ctrl_disp_inst_mem, inst_mem_phys_addr, 0x0);
fw_assert_offset(struct r570_ctrl_disp_inst_mem, inst_mem_size, 0x8);
fw_assert_offset(struct r570_ctrl_disp_inst_mem, inst_mem_addr_space, 0x10);
fw_assert_offset(struct r570_ctrl_disp_inst_mem, inst_mem_cpu_cache_attr, 0x14);

fw_assert_size(struct r570_ctrl_disp_static_info, 36);
fw_assert_offset(struct r570_ctrl_disp_static_info, fe_hw_sys_cap, 0x0);
fw_assert_offset(struct r570_ctrl_disp_static_info, window_present_mask, 0x4);
fw_assert_offset(struct r570_ctrl_disp_static_info, fb_remapper_enabled, 0x8);
fw_assert_offset(struct r570_ctrl_disp_static_info, num_heads, 0xc);
fw_assert_offset(struct r570_ctrl_disp_static_info, i2c_port, 0x10);
fw_assert_offset(struct r570_ctrl_disp_static_info, internal_disp_active_mask, 0x14);
fw_assert_offset(struct r570_ctrl_disp_static_info, embedded_display_port_mask, 0x18);
fw_assert_offset(struct r570_ctrl_disp_static_info, external_mux_supported, 0x1c);
fw_assert_offset(struct r570_ctrl_disp_static_info, internal_mux_supported, 0x1d);
fw_assert_offset(struct r570_ctrl_disp_static_info, num_disp_channels, 0x20);

fw_assert_size(struct r570_ctrl_disp_pushbuffer, 56);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, address_space, 0x0);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, physical_addr, 0x8);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, limit, 0x10);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, cache_snoop, 0x18);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, hclass, 0x1c);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, channel_instance, 0x20);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, valid, 0x24);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, pb_target_aperture, 0x28);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, channel_pb_size, 0x2c);
fw_assert_offset(struct r570_ctrl_disp_pushbuffer, subdevice_id, 0x30);

fw_assert_size(struct r570_ctrl_brightness_load, 4104);
fw_assert_offset(struct r570_ctrl_brightness_load, status, 0x0);
fw_assert_offset(struct r570_ctrl_brightness_load, back_light_data_size, 0x4);
fw_assert_offset(struct r570_ctrl_brightness_load, back_light_data, 0x6);

fw_assert_size(struct r570_ctrl_dp_set_manual, 4);
fw_assert_offset(struct r570_ctrl_dp_set_manual, subdevice_instance, 0x0);

fw_assert_size(struct r570_ctrl_num_heads, 12);
fw_assert_offset(struct r570_ctrl_num_heads, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_num_heads, flags, 0x4);
fw_assert_offset(struct r570_ctrl_num_heads, num_heads, 0x8);

fw_assert_size(struct r570_ctrl_head_mask, 8);
fw_assert_offset(struct r570_ctrl_head_mask, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_head_mask, head_mask, 0x4);

fw_assert_size(struct r570_ctrl_disp_supported, 12);
fw_assert_offset(struct r570_ctrl_disp_supported, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_disp_supported, display_mask, 0x4);
fw_assert_offset(struct r570_ctrl_disp_supported, display_mask_ddc, 0x8);

fw_assert_size(struct r570_ctrl_connect_state, 16);
fw_assert_offset(struct r570_ctrl_connect_state, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_connect_state, flags, 0x4);
fw_assert_offset(struct r570_ctrl_connect_state, display_mask, 0x8);
fw_assert_offset(struct r570_ctrl_connect_state, retry_time_ms, 0xc);

fw_assert_size(struct r570_ctrl_disp_active, 16);
fw_assert_offset(struct r570_ctrl_disp_active, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_disp_active, head, 0x4);
fw_assert_offset(struct r570_ctrl_disp_active, flags, 0x8);
fw_assert_offset(struct r570_ctrl_disp_active, display_id, 0xc);

fw_assert_size(struct r570_ctrl_or_info, 56);
fw_assert_offset(struct r570_ctrl_or_info, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_or_info, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_or_info, index, 0x8);
fw_assert_offset(struct r570_ctrl_or_info, type, 0xc);
fw_assert_offset(struct r570_ctrl_or_info, protocol, 0x10);
fw_assert_offset(struct r570_ctrl_or_info, dither_type, 0x14);
fw_assert_offset(struct r570_ctrl_or_info, dither_algo, 0x18);
fw_assert_offset(struct r570_ctrl_or_info, location, 0x1c);
fw_assert_offset(struct r570_ctrl_or_info, root_port_id, 0x20);
fw_assert_offset(struct r570_ctrl_or_info, dcb_index, 0x24);
fw_assert_offset(struct r570_ctrl_or_info, vbios_address, 0x28);
fw_assert_offset(struct r570_ctrl_or_info, is_lit_by_vbios, 0x30);
fw_assert_offset(struct r570_ctrl_or_info, is_disp_dynamic, 0x31);

fw_assert_size(struct r570_ctrl_connector_data, 72);
fw_assert_offset(struct r570_ctrl_connector_data, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_connector_data, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_connector_data, flags, 0x8);
fw_assert_offset(struct r570_ctrl_connector_data, ddc_partners, 0xc);
fw_assert_offset(struct r570_ctrl_connector_data, count, 0x10);
fw_assert_offset(struct r570_ctrl_connector_data, data, 0x14);
fw_assert_offset(struct r570_ctrl_connector_data, data[0].index, 0x14);
fw_assert_offset(struct r570_ctrl_connector_data, data[0].type, 0x18);
fw_assert_offset(struct r570_ctrl_connector_data, data[0].location, 0x1c);
fw_assert_offset(struct r570_ctrl_connector_data, platform, 0x44);

fw_assert_size(struct r570_ctrl_edid, 2064);
fw_assert_offset(struct r570_ctrl_edid, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_edid, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_edid, buffer_size, 0x8);
fw_assert_offset(struct r570_ctrl_edid, flags, 0xc);
fw_assert_offset(struct r570_ctrl_edid, edid_buffer, 0x10);

fw_assert_size(struct r570_ctrl_hdmi_enable, 12);
fw_assert_offset(struct r570_ctrl_hdmi_enable, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_hdmi_enable, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_hdmi_enable, enable, 0x8);

fw_assert_size(struct r570_ctrl_hdmi_sink_caps, 12);
fw_assert_offset(struct r570_ctrl_hdmi_sink_caps, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_hdmi_sink_caps, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_hdmi_sink_caps, caps, 0x8);

fw_assert_size(struct r570_ctrl_hdmi_audio_mute, 12);
fw_assert_offset(struct r570_ctrl_hdmi_audio_mute, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_hdmi_audio_mute, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_hdmi_audio_mute, mute, 0x8);

fw_assert_size(struct r570_ctrl_backlight, 16);
fw_assert_offset(struct r570_ctrl_backlight, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_backlight, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_backlight, brightness, 0x8);
fw_assert_offset(struct r570_ctrl_backlight, uncalibrated, 0xc);
fw_assert_offset(struct r570_ctrl_backlight, brightness_type, 0xd);

fw_assert_size(struct r570_ctrl_dfp_info, 16);
fw_assert_offset(struct r570_ctrl_dfp_info, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_dfp_info, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_dfp_info, flags, 0x8);
fw_assert_offset(struct r570_ctrl_dfp_info, uhbr_supported_by_dfp, 0xc);

fw_assert_size(struct r570_sor_info, 8);
fw_assert_offset(struct r570_sor_info, display_mask, 0x0);
fw_assert_offset(struct r570_sor_info, sor_type, 0x4);

fw_assert_size(struct r570_ctrl_assign_sor, 80);
fw_assert_offset(struct r570_ctrl_assign_sor, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_assign_sor, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_assign_sor, sor_exclude_mask, 0x8);
fw_assert_offset(struct r570_ctrl_assign_sor, slave_display_id, 0xc);
fw_assert_offset(struct r570_ctrl_assign_sor, force_sublink_config, 0x10);
fw_assert_offset(struct r570_ctrl_assign_sor, is_2head_1or, 0x14);
fw_assert_offset(struct r570_ctrl_assign_sor, sor_assign_list, 0x18);
fw_assert_offset(struct r570_ctrl_assign_sor, sor_assign_list_with_tag, 0x28);
fw_assert_offset(struct r570_ctrl_assign_sor, reserved_sor_mask, 0x48);
fw_assert_offset(struct r570_ctrl_assign_sor, flags, 0x4c);

fw_assert_size(struct r570_ctrl_eld, 120);
fw_assert_offset(struct r570_ctrl_eld, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_eld, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_eld, num_eld_size, 0x8);
fw_assert_offset(struct r570_ctrl_eld, buffer_eld, 0xc);
fw_assert_offset(struct r570_ctrl_eld, max_freq_supported, 0x6c);
fw_assert_offset(struct r570_ctrl_eld, ctrl, 0x70);
fw_assert_offset(struct r570_ctrl_eld, device_entry, 0x74);

fw_assert_size(struct r570_ctrl_audio_enable, 12);
fw_assert_offset(struct r570_ctrl_audio_enable, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_audio_enable, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_audio_enable, enable, 0x8);

fw_assert_size(struct r570_ctrl_dp_aux, 48);
fw_assert_offset(struct r570_ctrl_dp_aux, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_dp_aux, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_dp_aux, addr_only, 0x8);
fw_assert_offset(struct r570_ctrl_dp_aux, cmd, 0xc);
fw_assert_offset(struct r570_ctrl_dp_aux, addr, 0x10);
fw_assert_offset(struct r570_ctrl_dp_aux, data, 0x14);
fw_assert_offset(struct r570_ctrl_dp_aux, size, 0x24);
fw_assert_offset(struct r570_ctrl_dp_aux, reply_type, 0x28);
fw_assert_offset(struct r570_ctrl_dp_aux, retry_time_ms, 0x2c);

fw_assert_size(struct r570_ctrl_dp_train, 28);
fw_assert_offset(struct r570_ctrl_dp_train, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_dp_train, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_dp_train, cmd, 0x8);
fw_assert_offset(struct r570_ctrl_dp_train, data, 0xc);
fw_assert_offset(struct r570_ctrl_dp_train, err, 0x10);
fw_assert_offset(struct r570_ctrl_dp_train, retry_time_ms, 0x14);
fw_assert_offset(struct r570_ctrl_dp_train, eight_lane_dpcd_base_addr, 0x18);

fw_assert_size(struct r570_ctrl_dp_lane_data, 44);
fw_assert_offset(struct r570_ctrl_dp_lane_data, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_dp_lane_data, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_dp_lane_data, num_lanes, 0x8);
fw_assert_offset(struct r570_ctrl_dp_lane_data, data, 0xc);

fw_assert_size(struct r570_dsc_caps, 28);
fw_assert_offset(struct r570_dsc_caps, dsc_supported, 0x0);
fw_assert_offset(struct r570_dsc_caps, encoder_color_format_mask, 0x4);
fw_assert_offset(struct r570_dsc_caps, line_buffer_size_kb, 0x8);
fw_assert_offset(struct r570_dsc_caps, rate_buffer_size_kb, 0xc);
fw_assert_offset(struct r570_dsc_caps, bits_per_pixel_precision, 0x10);
fw_assert_offset(struct r570_dsc_caps, max_num_hzt_slices, 0x14);
fw_assert_offset(struct r570_dsc_caps, line_buffer_bit_depth, 0x18);

fw_assert_size(struct r570_ctrl_dp_caps, 64);
fw_assert_offset(struct r570_ctrl_dp_caps, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_dp_caps, sor_index, 0x4);
fw_assert_offset(struct r570_ctrl_dp_caps, max_link_rate, 0x8);
fw_assert_offset(struct r570_ctrl_dp_caps, dp_versions_supported, 0xc);
fw_assert_offset(struct r570_ctrl_dp_caps, uhbr_supported_by_gpu, 0x10);
fw_assert_offset(struct r570_ctrl_dp_caps, min_p_clk_for_compressed, 0x14);
fw_assert_offset(struct r570_ctrl_dp_caps, is_multistream_supported, 0x18);
fw_assert_offset(struct r570_ctrl_dp_caps, is_sc_enabled, 0x19);
fw_assert_offset(struct r570_ctrl_dp_caps, has_increased_watermark_limits, 0x1a);
fw_assert_offset(struct r570_ctrl_dp_caps, is_pc2_disabled, 0x1b);
fw_assert_offset(struct r570_ctrl_dp_caps, is_single_head_mst_supported, 0x1c);
fw_assert_offset(struct r570_ctrl_dp_caps, fec_supported, 0x1d);
fw_assert_offset(struct r570_ctrl_dp_caps, is_train_phy_repeater, 0x1e);
fw_assert_offset(struct r570_ctrl_dp_caps, override_link_bw, 0x1f);
fw_assert_offset(struct r570_ctrl_dp_caps, use_rg_flush_sequence, 0x20);
fw_assert_offset(struct r570_ctrl_dp_caps, support_dp_down_spread, 0x21);
fw_assert_offset(struct r570_ctrl_dp_caps, dsc, 0x24);

fw_assert_size(struct r570_ctrl_dp_config_stream, 84);
fw_assert_offset(struct r570_ctrl_dp_config_stream, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_dp_config_stream, head, 0x4);
fw_assert_offset(struct r570_ctrl_dp_config_stream, sor_index, 0x8);
fw_assert_offset(struct r570_ctrl_dp_config_stream, dp_link, 0xc);
fw_assert_offset(struct r570_ctrl_dp_config_stream, enable_override, 0x10);
fw_assert_offset(struct r570_ctrl_dp_config_stream, is_mst, 0x11);
fw_assert_offset(struct r570_ctrl_dp_config_stream, single_head_multistream_mode, 0x14);
fw_assert_offset(struct r570_ctrl_dp_config_stream, h_blank_sym, 0x18);
fw_assert_offset(struct r570_ctrl_dp_config_stream, v_blank_sym, 0x1c);
fw_assert_offset(struct r570_ctrl_dp_config_stream, color_format, 0x20);
fw_assert_offset(struct r570_ctrl_dp_config_stream, enable_two_head_one_or, 0x24);
fw_assert_offset(struct r570_ctrl_dp_config_stream, mst, 0x28);
fw_assert_offset(struct r570_ctrl_dp_config_stream, mst.slot_start, 0x28);
fw_assert_offset(struct r570_ctrl_dp_config_stream, mst.slot_end, 0x2c);
fw_assert_offset(struct r570_ctrl_dp_config_stream, mst.pbn, 0x30);
fw_assert_offset(struct r570_ctrl_dp_config_stream, mst.timeslice, 0x34);
fw_assert_offset(struct r570_ctrl_dp_config_stream, mst.send_act, 0x38);
fw_assert_offset(struct r570_ctrl_dp_config_stream, mst.single_head_mst_pipeline, 0x3c);
fw_assert_offset(struct r570_ctrl_dp_config_stream, mst.enable_audio_over_right_panel, 0x40);
fw_assert_offset(struct r570_ctrl_dp_config_stream, sst, 0x44);
fw_assert_offset(struct r570_ctrl_dp_config_stream, sst.enhanced_framing, 0x44);
fw_assert_offset(struct r570_ctrl_dp_config_stream, sst.tu_size, 0x48);
fw_assert_offset(struct r570_ctrl_dp_config_stream, sst.water_mark, 0x4c);
fw_assert_offset(struct r570_ctrl_dp_config_stream, sst.enable_audio_over_right_panel, 0x50);

fw_assert_size(struct r570_ctrl_dp_link_rates, 44);
fw_assert_offset(struct r570_ctrl_dp_link_rates, subdevice_instance, 0x0);
fw_assert_offset(struct r570_ctrl_dp_link_rates, display_id, 0x4);
fw_assert_offset(struct r570_ctrl_dp_link_rates, link_rate_tbl, 0x8);
fw_assert_offset(struct r570_ctrl_dp_link_rates, link_bw_tbl, 0x18);
fw_assert_offset(struct r570_ctrl_dp_link_rates, link_bw_count, 0x28);

fw_assert_size(struct r570_hotplug_data, 8);
fw_assert_offset(struct r570_hotplug_data, plug_display_mask, 0x0);
fw_assert_offset(struct r570_hotplug_data, unplug_display_mask, 0x4);

fw_assert_size(struct r570_dp_irq_data, 4);
fw_assert_offset(struct r570_dp_irq_data, display_id, 0x0);

#endif /* FIRMWARE_GSP_R570_CTRL_H */
