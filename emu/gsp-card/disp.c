// SPDX-License-Identifier: MIT
/*
 * The display engine of a card without connectors: no heads, no windows, no outputs. It cannot
 * be absent: drivers of GB20x probe it unconditionally (nouveau nvkm/subdev/gsp/rm/r535/disp.c).
 */
#include <inttypes.h>

#include "rm_ctrl.h"
#include "rm_object.h"

#include "firmware/gsp/r570/ctrl.h"

#define INST_MEM_SIZE 0x10000

uint32_t disp_inst_mem(struct rm *rm, struct rm_object *object, void *bytes)
{
	const struct r570_ctrl_disp_inst_mem *params = bytes;

	(void)object;
	if (params->inst_mem_addr_space == R570_ADDR_FBMEM &&
	    params->inst_mem_size == INST_MEM_SIZE &&
	    params->inst_mem_phys_addr % INST_MEM_SIZE == 0 &&
	    mem_ptr(card_mem(rm->card), APERTURE_VIDEO, params->inst_mem_phys_addr, INST_MEM_SIZE,
		    true))
		return R570_STATUS_OK;
	violation(rm->card, "display instance memory at %" PRIx64 ", %" PRIx64 " bytes, space %u",
		  params->inst_mem_phys_addr, params->inst_mem_size, params->inst_mem_addr_space);
	return R570_STATUS_INVALID_ARGUMENT;
}

uint32_t disp_static_info(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_disp_static_info *params = bytes;

	(void)rm;
	(void)object;
	*params = (struct r570_ctrl_disp_static_info){ .num_heads = 0, .num_disp_channels = 0 };
	return R570_STATUS_OK;
}

uint32_t disp_num_heads(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_num_heads *params = bytes;

	(void)rm;
	(void)object;
	params->num_heads = 0;
	return R570_STATUS_OK;
}

uint32_t disp_head_mask(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_head_mask *params = bytes;

	(void)rm;
	(void)object;
	params->head_mask = 0;
	return R570_STATUS_OK;
}

uint32_t disp_supported(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_disp_supported *params = bytes;

	(void)rm;
	(void)object;
	params->display_mask = 0;
	params->display_mask_ddc = 0;
	return R570_STATUS_OK;
}
