// SPDX-License-Identifier: MIT
/*
 * Commands of r570.144 that stock drivers send, and the answers of this chip. A command that is
 * not in the table is a violation: the card knows nothing truthful to say. Numbers, sizes and who
 * sends them: nouveau nvkm/subdev/gsp/rm/{r535,r570}, through firmware/gsp/r570/ctrl.h.
 */
#include "rm_ctrl.h"

#include <string.h>

#include "chip.h"
#include "intr.h"
#include "rm_object.h"

#include "firmware/gsp/r570/ctrl.h"

#define NO_VECTOR 0xffffffff

typedef uint32_t control_fn(struct rm *rm, struct rm_object *object, void *params);

struct control {
	uint32_t cmd;
	const char *name;
	size_t size;
	enum rm_kind kind; /* of the object that takes it */
	bool internal; /* only RM's own objects take it */
	control_fn *run; /* NULL: accepted, nothing to answer */
};

static uint32_t gpc_mask(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_gpc_mask *params = bytes;

	(void)object;
	params->gpc_mask = card_chip(rm->card)->gpc_mask;
	return R570_STATUS_OK;
}

static uint32_t tpc_mask(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_tpc_mask *params = bytes;
	const struct chip *chip = card_chip(rm->card);

	(void)object;
	if (params->gpc_id >= 32 || !(chip->gpc_mask & 1u << params->gpc_id)) {
		violation(rm->card, "GPU_GET_FERMI_TPC_INFO of GPC %u", params->gpc_id);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	params->tpc_mask = chip->tpc_mask;
	return R570_STATUS_OK;
}

/* No falcon-driven engines (video, jpeg, optical flow) in this card. */
static uint32_t falcon_info(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_falcon_info *params = bytes;

	(void)rm;
	(void)object;
	params->num_constructed_falcons = 0;
	return R570_STATUS_OK;
}

static uint32_t fifo_device_table(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_fifo_device_table *params = bytes;
	const struct chip *chip = card_chip(rm->card);
	uint32_t base = params->base_index;

	(void)object;
	memset(params, 0, sizeof(*params));
	params->base_index = base;
	for (uint32_t i = base; i < chip->engine_count && i - base < R570_FIFO_DEVICES_MAX; i++) {
		const struct chip_engine *engine = &chip->engines[i];
		struct r570_fifo_device *entry = &params->entries[i - base];

		entry->engine_data[R570_FIFO_DATA_ENG_DESC] = engine->desc;
		entry->engine_data[R570_FIFO_DATA_RM_ENGINE_TYPE] = engine->type;
		entry->engine_data[R570_FIFO_DATA_RUNLIST] = engine->runlist;
		entry->engine_data[R570_FIFO_DATA_MC] = engine->mc;
		entry->engine_data[R570_FIFO_DATA_RUNLIST_PRI_BASE] = engine->pri_base;
		entry->engine_data[R570_FIFO_DATA_IS_HOST_DRIVEN] = 1;
		entry->num_pbdmas = 1;
		entry->pbdma_ids[0] = engine->runlist;
		strncpy(entry->engine_name, engine->name, sizeof(entry->engine_name) - 1);
		params->num_entries++;
	}
	return R570_STATUS_OK;
}

static uint32_t method_buffer_size(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_method_buffer_size *params = bytes;

	(void)rm;
	(void)object;
	params->size = METHOD_BUFFER_SIZE;
	return R570_STATUS_OK;
}

static void add_vectors(struct r570_ctrl_intr_table *table, uint32_t mc, uint32_t stall,
			uint32_t nonstall)
{
	table->table[table->table_len++] = (struct r570_intr_entry){
		.engine_idx = mc,
		.vector_stall = stall,
		.vector_non_stall = nonstall,
	};
}

static uint32_t intr_table(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_intr_table *params = bytes;
	const struct chip *chip = card_chip(rm->card);

	(void)object;
	memset(params, 0, sizeof(*params));
	add_vectors(params, MC_ENGINE_GSP, INTR_VECTOR_GSP, NO_VECTOR);
	add_vectors(params, MC_ENGINE_DISP, INTR_VECTOR_DISP, NO_VECTOR);
	add_vectors(params, MC_ENGINE_DISP_LOW, INTR_VECTOR_DISP_LOW, NO_VECTOR);
	for (unsigned int i = 0; i < chip->engine_count; i++)
		add_vectors(params, chip->engines[i].mc, chip->engines[i].stall,
			    chip->engines[i].nonstall);
	return R570_STATUS_OK;
}

/*
 * Context buffers of GR0 by NV0080_CTRL_FIFO_GET_ENGINE_CONTEXT_PROPERTIES_ENGINE_ID. Only their
 * allocation is real here; the sizes keep it cheap.
 */
static const struct r570_ctxbuf_info gr_buffers[R570_CTXBUF_COUNT] = {
	[0x00] = { 0x3000, 0x1000 }, /* GRAPHICS */
	[0x08] = { 0x1000, 0x1000 }, /* GRAPHICS_ZCULL */
	[0x0d] = { 0x3000, 0x1000 }, /* GRAPHICS_PAGEPOOL */
	[0x10] = { 0x1000, 0x1000 }, /* GRAPHICS_PATCH */
	[0x11] = { 0x3000, 0x1000 }, /* GRAPHICS_BUNDLE_CB */
	[0x12] = { 0x3000, 0x1000 }, /* GRAPHICS_PAGEPOOL_GLOBAL */
	[0x13] = { 0x3000, 0x1000 }, /* GRAPHICS_ATTRIBUTE_CB */
	[0x14] = { 0x3000, 0x1000 }, /* GRAPHICS_RTV_CB_GLOBAL */
	[0x17] = { 0x1000, 0x1000 }, /* GRAPHICS_FECS_EVENT */
	[0x18] = { 0x1000, 0x1000 }, /* GRAPHICS_PRIV_ACCESS_MAP */
};

static uint32_t ctxbuf_info(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_ctxbuf_info *params = bytes;

	(void)rm;
	(void)object;
	memset(params, 0, sizeof(*params));
	memcpy(params->engine_context_buffers_info[0].engine, gr_buffers, sizeof(gr_buffers));
	return R570_STATUS_OK;
}

/* Tiles of 16 x 16 pixels; consistent numbers, not a measured chip's. */
static uint32_t zcull_info(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_zcull_info *params = bytes;

	(void)rm;
	(void)object;
	*params = (struct r570_ctrl_zcull_info){
		.width_align_pixels = 512,
		.height_align_pixels = 32,
		.pixel_squares_by_aliquots = 1024,
		.aliquot_total = 4096,
		.zcull_region_byte_multiplier = 32,
		.zcull_region_header_size = 32,
		.zcull_subregion_header_size = 192,
		.subregion_count = 16,
		.subregion_width_align_pixels = 512,
		.subregion_height_align_pixels = 32,
	};
	return R570_STATUS_OK;
}

static uint32_t set_notification(struct rm *rm, struct rm_object *object, void *bytes)
{
	const struct r570_ctrl_set_notification *params = bytes;

	if (params->action > R570_NOTIFICATION_REPEAT) {
		violation(rm->card, "EVENT_SET_NOTIFICATION: event %u action %u", params->event,
			  params->action);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	for (struct rm_object *child = object->child; child; child = child->next)
		if (child->kind == RM_EVENT && child->event.notifier == params->event) {
			child->event.enabled = params->action != R570_NOTIFICATION_DISABLE;
			return R570_STATUS_OK;
		}
	violation(rm->card, "EVENT_SET_NOTIFICATION: nobody allocated event %u", params->event);
	return R570_STATUS_INVALID_ARGUMENT;
}

static uint32_t fbsr_init(struct rm *rm, struct rm_object *object, void *bytes)
{
	const struct r570_ctrl_fbsr_init *params = bytes;
	const struct rm_object *memory = rm_find(rm, params->h_client, params->h_sys_mem);

	(void)object;
	if (memory && memory->kind == RM_MEMORY)
		return R570_STATUS_OK;
	violation(rm->card, "FBSR_INIT: client %08x has no memory %08x", params->h_client,
		  params->h_sys_mem);
	return R570_STATUS_INVALID_OBJECT_HANDLE;
}

/* No compression: generic kinds need no tags on this generation, and no backing store. */
static uint32_t memsys_static_config(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_memsys_config *params = bytes;

	(void)rm;
	(void)object;
	*params = (struct r570_ctrl_memsys_config){
		.disable_compbit_backing = 1,
		.fbpa_present = 1,
	};
	return R570_STATUS_OK;
}

static uint32_t compbit_store_info(struct rm *rm, struct rm_object *object, void *bytes)
{
	(void)rm;
	(void)object;
	memset(bytes, 0, sizeof(struct r570_ctrl_compbit_store));
	return R570_STATUS_OK;
}

/* The card can be switched off and on by suspend and resume; it has no GC6. */
static uint32_t gcx_entry_prerequisite(struct rm *rm, struct rm_object *object, void *bytes)
{
	struct r570_ctrl_gcx_prerequisite *params = bytes;

	(void)rm;
	(void)object;
	*params = (struct r570_ctrl_gcx_prerequisite){ .is_gcoff_satisfied = 1 };
	return R570_STATUS_OK;
}

#define CONTROL(number, type) .cmd = (number), .size = sizeof(struct type)

static const struct control controls[] = {
	{ CONTROL(R570_CTRL_SET_PAGE_DIRECTORY, r570_ctrl_set_page_directory),
	  .name = "DMA_SET_PAGE_DIRECTORY", .kind = RM_DEVICE, .run = rm_set_page_directory },
	{ CONTROL(R570_CTRL_UNSET_PAGE_DIRECTORY, r570_ctrl_unset_page_directory),
	  .name = "DMA_UNSET_PAGE_DIRECTORY", .kind = RM_DEVICE, .run = rm_unset_page_directory },
	{ CONTROL(R570_CTRL_COPY_SERVER_PDES, r570_ctrl_copy_server_pdes),
	  .name = "VASPACE_COPY_SERVER_RESERVED_PDES", .kind = RM_VASPACE,
	  .run = rm_copy_server_pdes },
	{ CONTROL(R570_CTRL_GPFIFO_SCHEDULE, r570_ctrl_gpfifo_schedule),
	  .name = "GPFIFO_SCHEDULE", .kind = RM_CHANNEL, .run = rm_schedule },
	{ CONTROL(R570_CTRL_BIND, r570_ctrl_bind),
	  .name = "BIND", .kind = RM_CHANNEL, .run = rm_bind },
	{ CONTROL(R570_CTRL_PROMOTE_CTX, r570_ctrl_promote_ctx),
	  .name = "GPU_PROMOTE_CTX", .kind = RM_SUBDEVICE, .run = rm_promote_ctx },
	{ CONTROL(R570_CTRL_GPC_MASK, r570_ctrl_gpc_mask),
	  .name = "GPU_GET_FERMI_GPC_INFO", .kind = RM_SUBDEVICE, .run = gpc_mask },
	{ CONTROL(R570_CTRL_TPC_MASK, r570_ctrl_tpc_mask),
	  .name = "GPU_GET_FERMI_TPC_INFO", .kind = RM_SUBDEVICE, .run = tpc_mask },
	{ CONTROL(R570_CTRL_FALCON_INFO, r570_ctrl_falcon_info),
	  .name = "GPU_GET_CONSTRUCTED_FALCON_INFO", .kind = RM_SUBDEVICE, .run = falcon_info },
	{ CONTROL(R570_CTRL_SET_NOTIFICATION, r570_ctrl_set_notification),
	  .name = "EVENT_SET_NOTIFICATION", .kind = RM_SUBDEVICE, .run = set_notification },
	{ CONTROL(R570_CTRL_FIFO_DEVICE_TABLE, r570_ctrl_fifo_device_table),
	  .name = "FIFO_GET_DEVICE_INFO_TABLE", .kind = RM_SUBDEVICE, .run = fifo_device_table },
	{ CONTROL(R570_CTRL_ZCULL_INFO, r570_ctrl_zcull_info),
	  .name = "GR_GET_ZCULL_INFO", .kind = RM_SUBDEVICE, .run = zcull_info },
	{ CONTROL(R570_CTRL_METHOD_BUFFER_SIZE, r570_ctrl_method_buffer_size),
	  .name = "CE_GET_FAULT_METHOD_BUFFER_SIZE", .kind = RM_SUBDEVICE,
	  .run = method_buffer_size },
	{ CONTROL(R570_CTRL_CTXBUF_INFO, r570_ctrl_ctxbuf_info),
	  .name = "INTERNAL_STATIC_KGR_GET_CONTEXT_BUFFERS_INFO", .kind = RM_SUBDEVICE,
	  .internal = true, .run = ctxbuf_info },
	{ CONTROL(R570_CTRL_MEMSYS_CONFIG, r570_ctrl_memsys_config),
	  .name = "INTERNAL_MEMSYS_GET_STATIC_CONFIG", .kind = RM_SUBDEVICE, .internal = true,
	  .run = memsys_static_config },
	{ CONTROL(R570_CTRL_COMPBIT_STORE, r570_ctrl_compbit_store),
	  .name = "FB_GET_COMPBIT_STORE_INFO", .kind = RM_DEVICE, .run = compbit_store_info },
	{ CONTROL(R570_CTRL_GCX_PREREQUISITE, r570_ctrl_gcx_prerequisite),
	  .name = "INTERNAL_GCX_ENTRY_PREREQUISITE", .kind = RM_SUBDEVICE, .internal = true,
	  .run = gcx_entry_prerequisite },
	{ CONTROL(R570_CTRL_INTR_TABLE, r570_ctrl_intr_table),
	  .name = "INTERNAL_INTR_GET_KERNEL_TABLE", .kind = RM_SUBDEVICE, .internal = true,
	  .run = intr_table },
	{ CONTROL(R570_CTRL_FBSR_INIT, r570_ctrl_fbsr_init),
	  .name = "INTERNAL_FBSR_INIT", .kind = RM_SUBDEVICE, .internal = true,
	  .run = fbsr_init },
	{ CONTROL(R570_CTRL_FIFO_TOGGLE, r570_ctrl_fifo_toggle),
	  .name = "INTERNAL_FIFO_TOGGLE_ACTIVE_CHANNEL_SCHEDULING", .kind = RM_SUBDEVICE,
	  .internal = true },
	{ CONTROL(R570_CTRL_DISP_INST_MEM, r570_ctrl_disp_inst_mem),
	  .name = "INTERNAL_DISPLAY_WRITE_INST_MEM", .kind = RM_SUBDEVICE, .internal = true,
	  .run = disp_inst_mem },
	{ CONTROL(R570_CTRL_DISP_STATIC_INFO, r570_ctrl_disp_static_info),
	  .name = "INTERNAL_DISPLAY_GET_STATIC_INFO", .kind = RM_SUBDEVICE, .internal = true,
	  .run = disp_static_info },
	{ CONTROL(R570_CTRL_BRIGHTNESS_LOAD, r570_ctrl_brightness_load),
	  .name = "INTERNAL_INIT_BRIGHTC_STATE_LOAD", .kind = RM_SUBDEVICE, .internal = true },
	{ CONTROL(R570_CTRL_DP_SET_MANUAL, r570_ctrl_dp_set_manual),
	  .name = "DP_SET_MANUAL_DISPLAYPORT", .kind = RM_DISP_COMMON },
	{ CONTROL(R570_CTRL_NUM_HEADS, r570_ctrl_num_heads),
	  .name = "SYSTEM_GET_NUM_HEADS", .kind = RM_DISP_COMMON, .run = disp_num_heads },
	{ CONTROL(R570_CTRL_HEAD_MASK, r570_ctrl_head_mask),
	  .name = "SPECIFIC_GET_ALL_HEAD_MASK", .kind = RM_DISP_COMMON, .run = disp_head_mask },
	{ CONTROL(R570_CTRL_DISP_SUPPORTED, r570_ctrl_disp_supported),
	  .name = "SYSTEM_GET_SUPPORTED", .kind = RM_DISP_COMMON, .run = disp_supported },
};

static const struct control *find_control(uint32_t cmd)
{
	for (size_t i = 0; i < ARRAY_SIZE(controls); i++)
		if (controls[i].cmd == cmd)
			return &controls[i];
	return NULL;
}

const char *rm_ctrl_name(uint32_t cmd)
{
	const struct control *control = find_control(cmd);

	return control ? control->name : "?";
}

uint32_t rm_control(struct rm *rm, struct r570_rpc_rm_control *params)
{
	struct rm_object *object = rm_find(rm, params->h_client, params->h_object);
	const struct control *control = find_control(params->cmd);

	if (!object) {
		violation(rm->card, "RM_CONTROL %08x: client %08x has no object %08x", params->cmd,
			  params->h_client, params->h_object);
		return R570_STATUS_OBJECT_NOT_FOUND;
	}
	if (!control) {
		violation(rm->card, "RM_CONTROL %08x is unknown (object %08x, %u bytes)",
			  params->cmd, params->h_object, params->params_size);
		return R570_STATUS_NOT_SUPPORTED;
	}
	if (params->params_size != control->size) {
		violation(rm->card, "RM_CONTROL %08x %s: %u bytes of parameters, not %zu",
			  params->cmd, control->name, params->params_size, control->size);
		return R570_STATUS_INVALID_PARAM_STRUCT;
	}
	if (object->kind != control->kind || (control->internal && !object->internal)) {
		violation(rm->card, "RM_CONTROL %08x %s on %s %08x; it is for %s%s", params->cmd,
			  control->name, rm_kind_name(object->kind), object->handle,
			  control->internal ? "RM's own " : "", rm_kind_name(control->kind));
		return R570_STATUS_NOT_SUPPORTED;
	}
	return control->run ? control->run(rm, object, params->params) : R570_STATUS_OK;
}
