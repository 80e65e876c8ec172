// SPDX-License-Identifier: MIT
/* PCI identity, as firmware/agx/glue.h describes it. */
#include "pci.h"

#include <linux/pci_regs.h>
#include <string.h>

#include "core.h"
#include "fault.h"
#include "regs.h"
#include "emu/vfio-user/vfu.h"
#include "firmware/agx/glue.h"

#define CONFIG_SIZE 4096
#define REVISION 1

#define CAP_MSI 0x50
#define CAP_EXP 0x60

struct config {
	uint8_t image[CONFIG_SIZE];
	uint8_t mask[CONFIG_SIZE];
};

static void put16(uint8_t *bytes, unsigned int at, uint16_t value)
{
	memcpy(bytes + at, &value, sizeof(value));
}

static void put32(uint8_t *bytes, unsigned int at, uint32_t value)
{
	memcpy(bytes + at, &value, sizeof(value));
}

static void build_header(struct config *config)
{
	uint8_t *image = config->image;

	put16(image, PCI_VENDOR_ID, AGX_GLUE_PCI_VENDOR);
	put16(image, PCI_DEVICE_ID, AGX_GLUE_PCI_DEVICE);
	put16(image, PCI_STATUS, PCI_STATUS_CAP_LIST);
	image[PCI_REVISION_ID] = REVISION;
	image[PCI_CLASS_PROG] = AGX_GLUE_PCI_CLASS & 0xff;
	put16(image, PCI_CLASS_DEVICE, AGX_GLUE_PCI_CLASS >> 8);
	put32(image, PCI_BASE_ADDRESS_0, PCI_BASE_ADDRESS_MEM_TYPE_64);
	put16(image, PCI_SUBSYSTEM_VENDOR_ID, AGX_GLUE_PCI_VENDOR);
	put16(image, PCI_SUBSYSTEM_ID, AGX_GLUE_PCI_DEVICE);
	image[PCI_CAPABILITY_LIST] = CAP_MSI;
	put16(config->mask, PCI_COMMAND,
	      PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE);
	config->mask[PCI_CACHE_LINE_SIZE] = 0xff;
	config->mask[PCI_INTERRUPT_LINE] = 0xff;
}

static void build_capabilities(struct config *config)
{
	uint8_t *image = config->image, *mask = config->mask;

	image[CAP_MSI] = PCI_CAP_ID_MSI;
	image[CAP_MSI + PCI_CAP_LIST_NEXT] = CAP_EXP;
	put16(image, CAP_MSI + PCI_MSI_FLAGS, PCI_MSI_FLAGS_64BIT);
	put16(mask, CAP_MSI + PCI_MSI_FLAGS, PCI_MSI_FLAGS_ENABLE);
	put32(mask, CAP_MSI + PCI_MSI_ADDRESS_LO, ~3u);
	put32(mask, CAP_MSI + PCI_MSI_ADDRESS_HI, ~0u);
	put16(mask, CAP_MSI + PCI_MSI_DATA_64, 0xffff);

	/* Part of the SoC: an integrated endpoint, without a link. */
	image[CAP_EXP] = PCI_CAP_ID_EXP;
	put16(image, CAP_EXP + PCI_EXP_FLAGS, 2 | PCI_EXP_TYPE_RC_END << 4);
	put32(image, CAP_EXP + PCI_EXP_DEVCAP, PCI_EXP_DEVCAP_RBER);
	put16(mask, CAP_EXP + PCI_EXP_DEVCTL, 0x7fff);
}

/* Surprise removal: nobody answers on the bus, reads give ones. */
static bool is_gone(struct card *card)
{
	return fault_struck(card_fault(card), FAULT_REMOVE);
}

static int region_read(void *priv, unsigned int region, uint64_t offset, void *buf, size_t len)
{
	struct card *card = priv;

	(void)region;
	if (is_gone(card))
		memset(buf, 0xff, len);
	else
		regs_read(card, offset, buf, len);
	return 0;
}

static int region_write(void *priv, unsigned int region, uint64_t offset, const void *buf,
			size_t len)
{
	struct card *card = priv;

	(void)region;
	if (!is_gone(card))
		regs_write(card, offset, buf, len);
	return 0;
}

static void reset(void *priv)
{
	card_reset(priv);
}

static void disconnected(void *priv)
{
	card_reset(priv);
}

struct vfu *pci_create(struct card *card)
{
	static const struct vfu_ops ops = {
		.region_read = region_read,
		.region_write = region_write,
		.reset = reset,
		.disconnected = disconnected,
	};
	static struct config config;
	struct vfu_config description = {
		.config = config.image,
		.config_mask = config.mask,
		.config_size = CONFIG_SIZE,
		.region = { [AGX_GLUE_BAR] = { .size = AGX_GLUE_BAR_SIZE } },
		.num_irqs = { [VFU_IRQ_MSI] = 1 },
	};

	memset(&config, 0, sizeof(config));
	build_header(&config);
	build_capabilities(&config);
	return vfu_create(&description, &ops, card);
}
