// SPDX-License-Identifier: MIT
/*
 * The driver writes a packet into EMEM from offset 0, sets the queue's tail to its last word and
 * its head to 0, which sends it. The answer comes back in EMEM the same way. Sources: nouveau
 * nvkm/subdev/fsp/gh100.c, nvhw/ref/gh100/dev_fsp_pri.h, nvkm/falcon/gp102.c.
 */
#include "fsp.h"

#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "gsp.h"
#include "regs.h"
#include "firmware/gsp/r570/boot.h"

#define EMEM_SIZE 1024

#define EMEM_OFFSET 0x0000fffcu /* bytes: 256-byte block in 15:8, word in it in 7:2 */
#define EMEM_AINCW (1u << 24)
#define EMEM_AINCR (1u << 25)

#define BOOT_COMPLETE 0xff

/* Error codes in answers. The real ones are not public beyond 0. */
#define ERROR_NONE 0
#define ERROR_BAD_PACKET 1
#define ERROR_BAD_COT 2

struct fsp {
	uint8_t emem[EMEM_SIZE];
	uint32_t emem_control;
	uint32_t queue_head, queue_tail;
	uint32_t msgq_head, msgq_tail;
};

struct fsp *fsp_create(void)
{
	return calloc(1, sizeof(struct fsp));
}

void fsp_destroy(struct fsp *fsp)
{
	free(fsp);
}

void fsp_reset(struct fsp *fsp)
{
	memset(fsp, 0, sizeof(*fsp));
}

static void answer(struct fsp *fsp, uint32_t command, uint32_t error)
{
	struct fsp_response_packet packet = {
		.mctp = FSP_MCTP_SOM | FSP_MCTP_EOM,
		.nvdm = FIELD_PREP(FSP_NVDM_MSG_TYPE, FSP_NVDM_MSG_TYPE_VENDOR_PCI) |
			FIELD_PREP(FSP_NVDM_VENDOR_ID, FSP_NVDM_VENDOR_ID_NV) |
			FIELD_PREP(FSP_NVDM_TYPE, FSP_NVDM_TYPE_RESPONSE),
		.command_nvdm_type = command,
		.error_code = error,
	};

	memcpy(fsp->emem, &packet, sizeof(packet));
	fsp->msgq_head = 0;
	fsp->msgq_tail = sizeof(packet) - sizeof(uint32_t);
}

static bool headers_ok(struct card *card, uint32_t mctp, uint32_t nvdm)
{
	if (mctp == (FSP_MCTP_SOM | FSP_MCTP_EOM) &&
	    FIELD_GET(FSP_NVDM_MSG_TYPE, nvdm) == FSP_NVDM_MSG_TYPE_VENDOR_PCI &&
	    FIELD_GET(FSP_NVDM_VENDOR_ID, nvdm) == FSP_NVDM_VENDOR_ID_NV)
		return true;
	violation(card, "FSP: packet with MCTP header %08x, NVDM header %08x", mctp, nvdm);
	return false;
}

static void receive_packet(struct card *card, struct fsp *fsp)
{
	struct fsp_cot_packet packet;
	uint32_t len = fsp->queue_tail + sizeof(uint32_t), type;

	memset(&packet, 0, sizeof(packet));
	memcpy(&packet, fsp->emem, len < sizeof(packet) ? len : sizeof(packet));
	type = FIELD_GET(FSP_NVDM_TYPE, packet.nvdm);
	trace(card, "fsp> type %02x, %u bytes", type, len);
	if (fsp->msgq_head != fsp->msgq_tail)
		violation(card, "FSP: packet sent before the last answer was read");

	if (!headers_ok(card, packet.mctp, packet.nvdm)) {
		answer(fsp, type, ERROR_BAD_PACKET);
	} else if (type != FSP_NVDM_TYPE_COT || len != sizeof(packet)) {
		violation(card, "FSP: packet of type %02x with %u bytes", type, len);
		answer(fsp, type, ERROR_BAD_PACKET);
	} else {
		answer(fsp, type, gsp_boot(card, &packet.cot) ? ERROR_NONE : ERROR_BAD_COT);
	}
	fsp->queue_head = fsp->queue_tail = 0;
}

static uint32_t emem_step(struct fsp *fsp, uint32_t increment)
{
	uint32_t at = fsp->emem_control & EMEM_OFFSET;

	if (fsp->emem_control & increment)
		fsp->emem_control = (fsp->emem_control & ~EMEM_OFFSET) |
				    ((at + sizeof(uint32_t)) & EMEM_OFFSET);
	return at;
}

static void write_emem_control(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	card_fsp(card)->emem_control = value;
}

static uint32_t read_emem(struct card *card, uint32_t offset)
{
	struct fsp *fsp = card_fsp(card);
	uint32_t at = emem_step(fsp, EMEM_AINCR), value = 0;

	(void)offset;
	if (at < EMEM_SIZE)
		memcpy(&value, fsp->emem + at, sizeof(value));
	else
		violation(card, "FSP: read of EMEM offset %x of %x", at, EMEM_SIZE);
	return value;
}

static void write_emem(struct card *card, uint32_t offset, uint32_t value)
{
	struct fsp *fsp = card_fsp(card);
	uint32_t at = emem_step(fsp, EMEM_AINCW);

	(void)offset;
	if (at < EMEM_SIZE)
		memcpy(fsp->emem + at, &value, sizeof(value));
	else
		violation(card, "FSP: write of EMEM offset %x of %x", at, EMEM_SIZE);
}

static uint32_t read_queue_head(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_fsp(card)->queue_head;
}

static void write_queue_head(struct card *card, uint32_t offset, uint32_t value)
{
	struct fsp *fsp = card_fsp(card);

	(void)offset;
	fsp->queue_head = value;
	if (fsp->queue_tail >= EMEM_SIZE || fsp->queue_tail % sizeof(uint32_t) || value)
		violation(card, "FSP: packet from %x to %x", value, fsp->queue_tail);
	else
		receive_packet(card, fsp);
}

static uint32_t read_queue_tail(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_fsp(card)->queue_tail;
}

static void write_queue_tail(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	card_fsp(card)->queue_tail = value;
}

static uint32_t read_msgq_head(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_fsp(card)->msgq_head;
}

static void write_msgq_head(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	card_fsp(card)->msgq_head = value;
}

static uint32_t read_msgq_tail(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_fsp(card)->msgq_tail;
}

static void write_msgq_tail(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	card_fsp(card)->msgq_tail = value;
}

static const struct reg regs[] = {
	{ .first = 0x8f2ac0, .access = REG_W, .name = "FSP_EMEMC", .group = "fsp",
	  .write = write_emem_control },
	{ .first = 0x8f2ac4, .access = REG_RW, .name = "FSP_EMEMD", .group = "fsp",
	  .read = read_emem, .write = write_emem },
	{ .first = 0x8f2c00, .access = REG_RW, .name = "FSP_QUEUE_HEAD", .group = "fsp",
	  .read = read_queue_head, .write = write_queue_head },
	{ .first = 0x8f2c04, .access = REG_RW, .name = "FSP_QUEUE_TAIL", .group = "fsp",
	  .read = read_queue_tail, .write = write_queue_tail },
	{ .first = 0x8f2c80, .access = REG_RW, .name = "FSP_MSGQ_HEAD", .group = "fsp",
	  .read = read_msgq_head, .write = write_msgq_head },
	{ .first = 0x8f2c84, .access = REG_RW, .name = "FSP_MSGQ_TAIL", .group = "fsp",
	  .read = read_msgq_tail, .write = write_msgq_tail },
	{ .first = 0xad00bc, .access = REG_R, .name = "THERM_I2CS_SCRATCH_FSP_BOOT",
	  .group = "fsp", .value = BOOT_COMPLETE },
};

const struct reg_table fsp_regs = { regs, sizeof(regs) / sizeof(regs[0]) };
