// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emu/gsp-card/chip.h"
#include "emu/gsp-card/regs.h"
#include "emu/vfio-user/vfu.h"
#include "tests/unit/core_files.h"
#include "tests/unit/core_rig.h"

#define PAGE 4096u

unsigned int rig_msis;

/* The bus: one block of guest memory, config space as the card described it. */
static uint8_t *guest;
static uint8_t config_space[4096];

struct vfu *vfu_create(const struct vfu_config *config, const struct vfu_ops *ops, void *priv)
{
	(void)ops;
	(void)priv;
	memcpy(config_space, config->config, sizeof(config_space));
	return (struct vfu *)config_space;
}

void vfu_destroy(struct vfu *vfu)
{
	(void)vfu;
}

uint8_t *vfu_config_space(struct vfu *vfu)
{
	return (uint8_t *)vfu;
}

void *vfu_dma_ptr(struct vfu *vfu, uint64_t iova, size_t len, unsigned int prot)
{
	(void)vfu;
	(void)prot;
	if (iova < RIG_GUEST_BASE || iova - RIG_GUEST_BASE >= RIG_GUEST_SIZE ||
	    len > RIG_GUEST_SIZE - (iova - RIG_GUEST_BASE))
		return NULL;
	return guest + (iova - RIG_GUEST_BASE);
}

bool vfu_irq_enabled(const struct vfu *vfu, enum vfu_irq_type type, unsigned int vector)
{
	(void)vfu;
	return type == VFU_IRQ_MSI && vector == 0;
}

int vfu_irq_trigger(struct vfu *vfu, enum vfu_irq_type type, unsigned int vector)
{
	(void)vfu;
	(void)type;
	(void)vector;
	rig_msis++;
	return 0;
}

void *rig_at(struct rig *rig, uint32_t offset)
{
	return rig->guest + offset;
}

static uint64_t addr(uint32_t offset)
{
	return RIG_GUEST_BASE + offset;
}

static void put_images(struct rig *rig)
{
	uint64_t *root = rig_at(rig, RIG_RADIX3);
	uint64_t *level1 = rig_at(rig, RIG_RADIX3 + PAGE),
		 *level2 = rig_at(rig, RIG_RADIX3 + 2 * PAGE);

	rig_pattern(rig_at(rig, RIG_IMAGE), RIG_IMAGE_SIZE, RIG_FILL_IMAGE);
	rig_pattern(rig_at(rig, RIG_SIGNATURE), RIG_SIGNATURE_SIZE, RIG_FILL_SIGNATURE);
	rig_pattern(rig_at(rig, RIG_BOOTLOADER), RIG_BOOTLOADER_SIZE, RIG_FILL_BOOTLOADER);
	rig_pattern(rig_at(rig, RIG_FMC), RIG_FMC_SIZE, RIG_FILL_FMC);
	*root = addr(RIG_RADIX3 + PAGE);
	*level1 = addr(RIG_RADIX3 + 2 * PAGE);
	for (unsigned int i = 0; i * PAGE < RIG_IMAGE_SIZE; i++)
		level2[i] = addr(RIG_IMAGE + i * PAGE);
}

static void put_meta(struct rig *rig)
{
	struct r570_wpr_meta *meta = rig_at(rig, RIG_WPR_META);

	*meta = (struct r570_wpr_meta){
		.magic = R570_WPR_META_MAGIC,
		.revision = R570_WPR_META_REVISION,
		.sysmem_addr_of_radix3_elf = addr(RIG_RADIX3),
		.size_of_radix3_elf = RIG_IMAGE_SIZE,
		.sysmem_addr_of_bootloader = addr(RIG_BOOTLOADER),
		.size_of_bootloader = RIG_BOOTLOADER_SIZE,
		.bootloader_code_offset = rig_bootloader_desc.monitor_code_offset,
		.bootloader_data_offset = rig_bootloader_desc.monitor_data_offset,
		.bootloader_manifest_offset = rig_bootloader_desc.manifest_offset,
		.sysmem_addr_of_signature = addr(RIG_SIGNATURE),
		.size_of_signature = RIG_SIGNATURE_SIZE,
		.non_wpr_heap_size = R570_NON_WPR_HEAP_SIZE_GB20X,
		.gsp_fw_heap_size = 133u << 20,
		.frts_size = R570_FRTS_SIZE,
		.vga_workspace_size = R570_VGA_WORKSPACE_SIZE,
		.pmu_reserved_size = R570_PMU_RESERVED_SIZE,
	};
}

static void put_libos(struct rig *rig)
{
	static const uint64_t ids[] = { R570_LIBOS_ID_LOGINIT, R570_LIBOS_ID_LOGINTR,
					R570_LIBOS_ID_LOGRM };
	struct r570_libos_arg *args = rig_at(rig, RIG_LIBOS);

	for (unsigned int i = 0; i < 3; i++) {
		uint32_t log = RIG_LOGS + i * R570_LIBOS_LOG_SIZE;
		uint64_t *entries = rig_at(rig, log);

		args[i] = (struct r570_libos_arg){ ids[i],
						   addr(log),
						   R570_LIBOS_LOG_SIZE,
						   R570_LIBOS_KIND_CONTIGUOUS,
						   R570_LIBOS_LOC_SYSMEM,
						   { 0 } };
		for (unsigned int p = 0; p < R570_LIBOS_LOG_SIZE / PAGE; p++)
			entries[1 + p] = addr(log + p * PAGE);
	}
	args[3] =
		(struct r570_libos_arg){ R570_LIBOS_ID_RMARGS,	     addr(RIG_RMARGS),	    PAGE,
					 R570_LIBOS_KIND_CONTIGUOUS, R570_LIBOS_LOC_SYSMEM, { 0 } };
}

static void put_queues(struct rig *rig)
{
	struct r570_gsp_args *args = rig_at(rig, RIG_RMARGS);
	struct r570_msgq_tx_header *tx = rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET);
	uint64_t *pages = rig_at(rig, RIG_SHM);

	*args = (struct r570_gsp_args){
		.msgq = { addr(RIG_SHM),
			  R570_SHM_PAGES,
			  { 0 },
			  R570_SHM_CMDQ_OFFSET,
			  R570_SHM_STATQ_OFFSET },
		.dmem_stack = 1,
	};
	for (unsigned int i = 0; i < R570_SHM_PAGES; i++)
		pages[i] = addr(RIG_SHM + i * PAGE);
	*tx = (struct r570_msgq_tx_header){
		.size = R570_MSGQ_SIZE,
		.msg_size = R570_MSGQ_MSG_SIZE,
		.msg_count = R570_MSGQ_MSG_COUNT,
		.flags = R570_MSGQ_FLAGS_SWAP_RX,
		.rx_hdr_off = R570_MSGQ_RX_HDR_OFF,
		.entry_off = R570_MSGQ_ENTRY_OFF,
	};
}

static void put_boot_params(struct rig *rig)
{
	struct r570_fmc_boot_params *params = rig_at(rig, RIG_BOOT_PARAMS);
	struct fsp_cot *cot = &rig->cot;

	*params = (struct r570_fmc_boot_params){
		.boot_gsp_rm_params = { R570_DMA_TARGET_COHERENT_SYSMEM,
					sizeof(struct r570_wpr_meta),
					addr(RIG_WPR_META),
					0,
					0,
					1,
					{ 0 } },
		.gsp_rm_params = { R570_DMA_TARGET_NONCOHERENT_SYSMEM, { 0 }, addr(RIG_LIBOS) },
	};
	*cot = (struct fsp_cot){
		.version = FSP_COT_VERSION_GB20X,
		.size = sizeof(*cot),
		.gsp_fmc_sysmem_offset = addr(RIG_FMC),
		.frts_vidmem_offset = 0x1c00000,
		.frts_vidmem_size = R570_FRTS_SIZE,
		.gsp_boot_args_sysmem_offset = addr(RIG_BOOT_PARAMS),
	};
	rig_pattern((uint8_t *)cot + offsetof(struct fsp_cot, hash384), FSP_COT_HASH_SIZE,
		    RIG_FILL_FMC_HASH);
	rig_pattern((uint8_t *)cot + offsetof(struct fsp_cot, signature), FSP_COT_SIG_SIZE_GB20X,
		    RIG_FILL_FMC_SIGNATURE);
	rig_pattern((uint8_t *)cot + offsetof(struct fsp_cot, public_key), FSP_COT_PKEY_SIZE_GB20X,
		    RIG_FILL_FMC_PKEY);
}

int rig_setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	char violations[96];

	assert_non_null(rig);
	rig->guest = guest = calloc(1, RIG_GUEST_SIZE);
	assert_non_null(guest);
	rig_msis = 0;
	rig_make_files(rig);
	snprintf(violations, sizeof(violations), "%s/violations", rig->dir);
	rig->card = card_create(&(struct card_options){
		.chip = chip_find("gb202"),
		.vram = RIG_VRAM_SIZE,
		.firmware = rig->dir,
		.log.violations = violations,
	});
	assert_non_null(rig->card);
	put_images(rig);
	put_meta(rig);
	put_libos(rig);
	put_queues(rig);
	put_boot_params(rig);
	*state = rig;
	return 0;
}

int rig_setup_booted(void **state)
{
	struct rig *rig;

	rig_setup(state);
	rig = *state;
	assert_int_equal(rig_send_cot(rig), 0);
	assert_int_equal(rig_read(rig, 0x110040), 0);
	assert_int_equal(rig_receive(rig)->rpc.function, R570_EVENT_GSP_INIT_DONE);
	return 0;
}

int rig_teardown(void **state)
{
	struct rig *rig = *state;
	unsigned long unseen = card_violations(rig->card) - rig->seen;

	card_destroy(rig->card);
	rig_remove_files(rig);
	free(rig->guest);
	free(rig);
	return unseen ? -1 : 0;
}

void rig_expect_violation(struct rig *rig, const char *what)
{
	char path[96], line[600];
	unsigned long at = 0;
	int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/violations", rig->dir);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		if (at++ >= rig->seen && strstr(line, what))
			found = 1;
	fclose(file);
	rig->seen = at;
	if (!found)
		fail_msg("no violation says '%s'", what);
}

uint32_t rig_read(struct rig *rig, uint32_t reg)
{
	uint32_t value;

	regs_read(rig->card, reg, &value, sizeof(value));
	return value;
}

void rig_write(struct rig *rig, uint32_t reg, uint32_t value)
{
	regs_write(rig->card, reg, &value, sizeof(value));
}

uint32_t rig_send_cot(struct rig *rig)
{
	struct fsp_cot_packet packet = {
		.mctp = FSP_MCTP_SOM | FSP_MCTP_EOM,
		.nvdm = 0x1410de7e,
		.cot = rig->cot,
	};
	uint32_t words[sizeof(packet) / 4], reply[5];

	memcpy(words, &packet, sizeof(words));
	rig_write(rig, 0x8f2ac0, 1u << 24);
	for (unsigned int i = 0; i < sizeof(packet) / 4; i++)
		rig_write(rig, 0x8f2ac4, words[i]);
	rig_write(rig, 0x8f2c04, sizeof(packet) - 4);
	rig_write(rig, 0x8f2c00, 0);
	assert_int_equal(rig_read(rig, 0x8f2c84), sizeof(reply) - 4);
	rig_write(rig, 0x8f2ac0, 1u << 25);
	for (unsigned int i = 0; i < 5; i++)
		reply[i] = rig_read(rig, 0x8f2ac4);
	rig_write(rig, 0x8f2c84, 0);
	rig_write(rig, 0x8f2c80, 0);
	assert_int_equal(reply[0], 0xc0000000);
	assert_int_equal(reply[1], 0x1510de7e);
	assert_int_equal(reply[3], 0x14);
	return reply[4];
}

static uint32_t fold(const void *bytes, size_t len)
{
	const uint64_t *words = bytes;
	uint64_t sum = 0;

	for (size_t i = 0; i < len / 8; i++)
		sum ^= words[i];
	return (uint32_t)(sum ^ sum >> 32);
}

void rig_sign(struct r570_msgq_element *element)
{
	element->checksum = 0;
	element->checksum = fold(element, (size_t)element->elem_count * PAGE);
}

struct r570_msgq_element *rig_element(struct rig *rig, uint32_t function, const void *payload,
				      size_t len)
{
	struct r570_msgq_element *element =
		rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET + PAGE + rig->write_ptr * PAGE);

	assert_true(sizeof(*element) + len <=
		    (size_t)(R570_MSGQ_MSG_COUNT - rig->write_ptr) * PAGE);
	memset(element, 0, DIV_ROUND_UP(sizeof(*element) + len, PAGE) * PAGE);
	element->sequence = rig->sequence++;
	element->elem_count = DIV_ROUND_UP(sizeof(*element) + len, PAGE);
	element->rpc = (struct r570_rpc_header){
		.header_version = R570_RPC_HEADER_VERSION,
		.signature = R570_RPC_SIGNATURE,
		.length = sizeof(element->rpc) + len,
		.function = function,
		.rpc_result = R570_RPC_RESULT_PENDING,
		.rpc_result_private = R570_RPC_RESULT_PENDING,
	};
	memcpy(element + 1, payload, len);
	rig_sign(element);
	return element;
}

void rig_ring(struct rig *rig, unsigned int slots)
{
	struct r570_msgq_tx_header *tx = rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET);

	rig->write_ptr = (rig->write_ptr + slots) % R570_MSGQ_MSG_COUNT;
	tx->write_ptr = rig->write_ptr;
	rig_write(rig, 0x110c00, 0);
}

const struct r570_msgq_element *rig_receive(struct rig *rig)
{
	static uint8_t copy[R570_ELEMENT_MAX_SIZE];
	const struct r570_msgq_tx_header *tx = rig_at(rig, RIG_SHM + R570_SHM_STATQ_OFFSET);
	uint32_t *read_ptr = rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET + R570_MSGQ_RX_HDR_OFF);
	struct r570_msgq_element *element = (void *)copy;
	const uint8_t *slots = rig_at(rig, RIG_SHM + R570_SHM_STATQ_OFFSET + PAGE);

	if (tx->write_ptr == rig->read_ptr)
		return NULL;
	memcpy(copy, slots + rig->read_ptr * PAGE, PAGE);
	for (uint32_t i = 1; i < element->elem_count; i++)
		memcpy(copy + i * PAGE, slots + (rig->read_ptr + i) % R570_MSGQ_MSG_COUNT * PAGE,
		       PAGE);
	assert_int_equal(fold(copy, (size_t)element->elem_count * PAGE), 0);
	rig->read_ptr = (rig->read_ptr + element->elem_count) % R570_MSGQ_MSG_COUNT;
	*read_ptr = rig->read_ptr;
	return element;
}

uint32_t rig_call(struct rig *rig, uint32_t function, void *payload, size_t len)
{
	const struct r570_msgq_element *reply;
	uint32_t count;

	count = rig_element(rig, function, payload, len)->elem_count;
	rig_ring(rig, count);
	reply = rig_receive(rig);
	assert_non_null(reply);
	assert_int_equal(reply->rpc.function, function);
	assert_int_equal(reply->rpc.length, sizeof(reply->rpc) + len);
	memcpy(payload, reply + 1, len);
	return reply->rpc.rpc_result;
}

uint32_t rig_alloc(struct rig *rig, uint32_t client, uint32_t parent, uint32_t handle,
		   uint32_t class, const void *params, size_t len)
{
	size_t size = sizeof(struct r570_rpc_rm_alloc) + len;
	struct r570_rpc_rm_alloc *rpc = calloc(1, size);
	uint32_t status;

	*rpc = (struct r570_rpc_rm_alloc){ client, parent, handle, class, 0, len, 0, { 0 } };
	if (len)
		memcpy(rpc->params, params, len);
	assert_int_equal(rig_call(rig, R570_FN_GSP_RM_ALLOC, rpc, size), 0);
	status = rpc->status;
	free(rpc);
	return status;
}

uint32_t rig_free(struct rig *rig, uint32_t client, uint32_t handle)
{
	struct r570_rpc_free rpc = { client, 0, handle, 0 };

	assert_int_equal(rig_call(rig, R570_FN_FREE, &rpc, sizeof(rpc)), 0);
	return rpc.status;
}

uint32_t rig_control(struct rig *rig, uint32_t client, uint32_t object, uint32_t cmd, void *params,
		     size_t len)
{
	size_t size = sizeof(struct r570_rpc_rm_control) + len;
	struct r570_rpc_rm_control *rpc = calloc(1, size);
	uint32_t status;

	*rpc = (struct r570_rpc_rm_control){ client, object, cmd, 0, len, 0 };
	memcpy(rpc->params, params, len);
	assert_int_equal(rig_call(rig, R570_FN_GSP_RM_CONTROL, rpc, size), 0);
	status = rpc->status;
	memcpy(params, rpc->params, len);
	free(rpc);
	return status;
}
