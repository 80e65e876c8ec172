// SPDX-License-Identifier: MIT
/* PCI identity, as firmware/agx/glue.h describes it. */
#include "pci.h"

#include <linux/pci_regs.h>
#include <string.h>

#include "core.h"
#include "fault.h"
#include "regs.h"
#include "emu/common/pci.h"
#include "emu/vfio-user/vfu.h"
#include "firmware/agx/glue.h"

#define REVISION 1

#define CAP_MSI 0x50
#define CAP_EXP 0x60

static void build_header(struct pci_config *config)
{
	pci_config_init(config, AGX_GLUE_PCI_VENDOR, AGX_GLUE_PCI_DEVICE, AGX_GLUE_PCI_DEVICE,
			AGX_GLUE_PCI_CLASS, REVISION, CAP_MSI);
	pci_put32(config->image, PCI_BASE_ADDRESS_0, PCI_BASE_ADDRESS_MEM_TYPE_64);
}

static void build_capabilities(struct pci_config *config)
{
	uint8_t *image = config->image, *mask = config->mask;

	pci_config_msi(config, CAP_MSI, CAP_EXP);

	/* Part of the SoC: an integrated endpoint, without a link. */
	image[CAP_EXP] = PCI_CAP_ID_EXP;
	pci_put16(image, CAP_EXP + PCI_EXP_FLAGS, 2 | PCI_EXP_TYPE_RC_END << 4);
	pci_put32(image, CAP_EXP + PCI_EXP_DEVCAP, PCI_EXP_DEVCAP_RBER);
	pci_put16(mask, CAP_EXP + PCI_EXP_DEVCTL, 0x7fff);
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
	static struct pci_config config;
	struct vfu_config description = {
		.config = config.image,
		.config_mask = config.mask,
		.config_size = PCI_CONFIG_SIZE,
		.region = { [AGX_GLUE_BAR] = { .size = AGX_GLUE_BAR_SIZE } },
		.num_irqs = { [VFU_IRQ_MSI] = 1 },
	};

	build_header(&config);
	build_capabilities(&config);
	return vfu_create(&description, &ops, card);
}
