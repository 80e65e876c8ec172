// SPDX-License-Identifier: MIT
#include "static_info.h"

#include <stdio.h>
#include <string.h>

#include "boot.h"
#include "chip.h"
#include "core.h"
#include "gsp.h"

uint64_t static_info_bar1_root(const struct boot *boot)
{
	return boot->heap;
}

uint64_t static_info_bar2_root(const struct boot *boot)
{
	return boot->heap + R570_PAGE_SIZE;
}

/* All below the firmware's memory is the driver's; the rest is one reserved region. */
static void fill_regions(struct card *card, const struct boot *boot,
			 struct r570_fb_region_info *info)
{
	info->num_fb_regions = 2;
	info->fb_region[0] = (struct r570_fb_region){
		.base = 0,
		.limit = boot->heap - 1,
		.support_compressed = 1,
		.support_iso = 1,
	};
	info->fb_region[1] = (struct r570_fb_region){
		.base = boot->heap,
		.limit = card_vram_size(card) - 1,
		.reserved = card_vram_size(card) - boot->heap,
	};
}

void static_info_fill(struct card *card, struct r570_static_info *info)
{
	const struct boot *boot = gsp_boot_result(card_gsp(card));
	const struct chip *chip = card_chip(card);

	memset(info, 0, sizeof(*info));
	fill_regions(card, boot, &info->fb_region_info);
	for (unsigned int i = 0; i < chip->engine_count; i++)
		info->engine_caps[chip->engines[i].type / 32] |= 1u << chip->engines[i].type % 32;
	info->fb_length = card_vram_size(card);
	snprintf((char *)info->gpu_name_string, sizeof(info->gpu_name_string), "Virtual %s",
		 chip->name);
	snprintf((char *)info->gpu_short_name_string, sizeof(info->gpu_short_name_string), "%s",
		 chip->name);
	info->bar1_pde_base = static_info_bar1_root(boot);
	info->bar2_pde_base = static_info_bar2_root(boot);
	info->h_internal_client = RM_INTERNAL_CLIENT;
	info->h_internal_device = RM_INTERNAL_DEVICE;
	info->h_internal_subdevice = RM_INTERNAL_SUBDEVICE;
	info->fw_wpr_layout_offset.non_wpr_heap_offset = boot->heap;
	info->fw_wpr_layout_offset.frts_offset = boot->frts;
}
