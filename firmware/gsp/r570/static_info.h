/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What GSP-RM says about the GPU, ABI r570.144. Only the fields that a driver
 * uses have names. Layout: nouveau nvkm/subdev/gsp/rm/r570/nvrm/gsp.h.
 */
#ifndef FIRMWARE_GSP_R570_STATIC_INFO_H
#define FIRMWARE_GSP_R570_STATIC_INFO_H

#include "firmware/types.h"

#define R570_FB_REGIONS_MAX 16

/* NV2080_CTRL_CMD_FB_GET_FB_REGION_FB_REGION_INFO: One region of the framebuffer. */
struct r570_fb_region {
	u64 base;
	u64 limit;
	u64 reserved;
	u32 performance;
	u8 support_compressed;
	u8 support_iso;
	u8 is_protected;
	u8 black_list[17];
};

/* NV2080_CTRL_CMD_FB_GET_FB_REGION_INFO_PARAMS: All regions. */
struct r570_fb_region_info {
	u32 num_fb_regions;
	u8 rsvd_004[4];
	struct r570_fb_region fb_region[16];
};

/* FW_WPR_LAYOUT_OFFSET: Where the ACR has put things. */
struct r570_wpr_layout_offset {
	u64 non_wpr_heap_offset;
	u64 frts_offset;
};

/* GspStaticConfigInfo: Payload of the GET_GSP_STATIC_INFO reply. */
struct r570_static_info {
	u8 rsvd_000[344];
	struct r570_fb_region_info fb_region_info;
	u8 rsvd_460[84];
	u32 engine_caps[3];
	u8 rsvd_4c0[8];
	u64 fb_length;
	u8 rsvd_4d0[8];
	u32 fb_bus_width;
	u32 fb_ram_type;
	u8 rsvd_4e0[8];
	u32 l2_cache_size;
	u8 gpu_name_string[64];
	u8 gpu_short_name_string[64];
	u8 rsvd_56c[148];
	u64 bar1_pde_base;
	u64 bar2_pde_base;
	u8 vbios_valid;
	u8 rsvd_611[47];
	u32 h_internal_client;
	u32 h_internal_device;
	u32 h_internal_subdevice;
	u8 rsvd_64c[28];
	struct r570_wpr_layout_offset fw_wpr_layout_offset;
};

/* Checked against nouveau by tests/unit/nvrm_layout_test.c. */

fw_assert_size(struct r570_fb_region, 48);
fw_assert_offset(struct r570_fb_region, base, 0x0);
fw_assert_offset(struct r570_fb_region, limit, 0x8);
fw_assert_offset(struct r570_fb_region, reserved, 0x10);
fw_assert_offset(struct r570_fb_region, performance, 0x18);
fw_assert_offset(struct r570_fb_region, support_compressed, 0x1c);
fw_assert_offset(struct r570_fb_region, support_iso, 0x1d);
fw_assert_offset(struct r570_fb_region, is_protected, 0x1e);
fw_assert_offset(struct r570_fb_region, black_list, 0x1f);

fw_assert_size(struct r570_fb_region_info, 776);
fw_assert_offset(struct r570_fb_region_info, num_fb_regions, 0x0);
fw_assert_offset(struct r570_fb_region_info, fb_region, 0x8);

fw_assert_size(struct r570_wpr_layout_offset, 16);
fw_assert_offset(struct r570_wpr_layout_offset, non_wpr_heap_offset, 0x0);
fw_assert_offset(struct r570_wpr_layout_offset, frts_offset, 0x8);

fw_assert_size(struct r570_static_info, 1656);
fw_assert_offset(struct r570_static_info, fb_region_info, 0x158);
fw_assert_offset(struct r570_static_info, engine_caps, 0x4b4);
fw_assert_offset(struct r570_static_info, fb_length, 0x4c8);
fw_assert_offset(struct r570_static_info, fb_bus_width, 0x4d8);
fw_assert_offset(struct r570_static_info, fb_ram_type, 0x4dc);
fw_assert_offset(struct r570_static_info, l2_cache_size, 0x4e8);
fw_assert_offset(struct r570_static_info, gpu_name_string, 0x4ec);
fw_assert_offset(struct r570_static_info, gpu_short_name_string, 0x52c);
fw_assert_offset(struct r570_static_info, bar1_pde_base, 0x600);
fw_assert_offset(struct r570_static_info, bar2_pde_base, 0x608);
fw_assert_offset(struct r570_static_info, vbios_valid, 0x610);
fw_assert_offset(struct r570_static_info, h_internal_client, 0x640);
fw_assert_offset(struct r570_static_info, h_internal_device, 0x644);
fw_assert_offset(struct r570_static_info, h_internal_subdevice, 0x648);
fw_assert_offset(struct r570_static_info, fw_wpr_layout_offset, 0x668);

#endif /* FIRMWARE_GSP_R570_STATIC_INFO_H */
