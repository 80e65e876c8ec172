// SPDX-License-Identifier: MIT
/*
 * PCI identity. BARs stand where Nvidia has them: BAR0 registers, 64-bit BAR1 (VRAM window) and
 * BAR3 (instance memory window, "BAR2" to drivers), IO in BAR5. There is no option ROM: GB20x
 * drivers read no VBIOS.
 */
#include "pci.h"

#include <linux/pci_regs.h>
#include <string.h>

#include "bar.h"
#include "chip.h"
#include "core.h"
#include "fault.h"
#include "regs.h"
#include "emu/common/pci.h"
#include "emu/vfio-user/vfu.h"

#define VENDOR_NVIDIA 0x10de
#define REVISION_A1 0xa1
#define CLASS_VGA 0x030000

#define BAR0_SIZE (16u << 20)
#define BAR5_SIZE 128

#define CAP_PM 0x60
#define CAP_MSI 0x68
#define CAP_EXP 0x78

/* Bit 25 says that the HDA function is on; Linux's quirk sets it if it is clear. */
#define NVIDIA_HDA 0x488
#define NVIDIA_HDA_ON (1u << 25)

static void build_header(struct pci_config *config, const struct chip *chip)
{
	uint8_t *image = config->image;

	pci_config_init(config, VENDOR_NVIDIA, chip->device_id, chip->subsystem_id, CLASS_VGA,
			REVISION_A1, CAP_PM);
	pci_put32(image, PCI_BASE_ADDRESS_1,
		  PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH);
	pci_put32(image, PCI_BASE_ADDRESS_3,
		  PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH);
	pci_put32(image, PCI_BASE_ADDRESS_5, PCI_BASE_ADDRESS_SPACE_IO);
	config->mask[PCI_COMMAND] |= PCI_COMMAND_IO;
}

static void build_capabilities(struct pci_config *config)
{
	uint8_t *image = config->image, *mask = config->mask;

	image[CAP_PM] = PCI_CAP_ID_PM;
	image[CAP_PM + PCI_CAP_LIST_NEXT] = CAP_MSI;
	pci_put16(image, CAP_PM + PCI_PM_PMC, 3);
	pci_put16(image, CAP_PM + PCI_PM_CTRL, PCI_PM_CTRL_NO_SOFT_RESET);
	pci_put16(mask, CAP_PM + PCI_PM_CTRL, PCI_PM_CTRL_STATE_MASK);

	pci_config_msi(config, CAP_MSI, CAP_EXP);

	/* Gen 1 x16, the least that is true of any slot; nothing trains here. */
	image[CAP_EXP] = PCI_CAP_ID_EXP;
	pci_put16(image, CAP_EXP + PCI_EXP_FLAGS, 2 | PCI_EXP_TYPE_ENDPOINT << 4);
	pci_put32(image, CAP_EXP + PCI_EXP_DEVCAP,
		  PCI_EXP_DEVCAP_EXT_TAG | PCI_EXP_DEVCAP_RBER | 1);
	pci_put32(image, CAP_EXP + PCI_EXP_LNKCAP, PCI_EXP_LNKCAP_SLS_2_5GB | 16 << 4);
	pci_put16(image, CAP_EXP + PCI_EXP_LNKSTA, PCI_EXP_LNKSTA_CLS_2_5GB | 16 << 4);
	pci_put16(mask, CAP_EXP + PCI_EXP_DEVCTL, 0x7fff);
	pci_put16(mask, CAP_EXP + PCI_EXP_LNKCTL, 0x01c3);

	pci_put32(image, NVIDIA_HDA, NVIDIA_HDA_ON);
	pci_put32(mask, NVIDIA_HDA, NVIDIA_HDA_ON);
}

/* Surprise removal: nobody answers on the bus, reads give ones. */
static bool is_gone(struct card *card)
{
	return fault_take(card_fault(card), FAULT_REMOVE);
}

static int region_read(void *priv, unsigned int region, uint64_t offset, void *buf, size_t len)
{
	struct card *card = priv;

	if (is_gone(card)) {
		memset(buf, 0xff, len);
		return 0;
	}
	switch (region) {
	case VFU_BAR0:
		regs_read(card, offset, buf, len);
		return 0;
	case VFU_BAR1:
		bar_read(card, BAR_1, offset, buf, len);
		return 0;
	case VFU_BAR3:
		bar_read(card, BAR_2, offset, buf, len);
		return 0;
	default:
		memset(buf, 0xff, len);
		violation(card, "read of %zu bytes at offset %llx of BAR%u", len,
			  (unsigned long long)offset, region);
		return 0;
	}
}

static int region_write(void *priv, unsigned int region, uint64_t offset, const void *buf,
			size_t len)
{
	struct card *card = priv;

	if (is_gone(card))
		return 0;
	switch (region) {
	case VFU_BAR0:
		regs_write(card, offset, buf, len);
		return 0;
	case VFU_BAR1:
		bar_write(card, BAR_1, offset, buf, len);
		return 0;
	case VFU_BAR3:
		bar_write(card, BAR_2, offset, buf, len);
		return 0;
	default:
		violation(card, "write of %zu bytes at offset %llx of BAR%u", len,
			  (unsigned long long)offset, region);
		return 0;
	}
}

static void reset(void *priv)
{
	card_reset(priv);
}

struct vfu *pci_create(struct card *card)
{
	static const struct vfu_ops ops = {
		.region_read = region_read,
		.region_write = region_write,
		.reset = reset,
	};
	static struct pci_config config;
	struct vfu_config description = {
		.config = config.image,
		.config_mask = config.mask,
		.config_size = PCI_CONFIG_SIZE,
		.region = {
			[VFU_BAR0] = { .size = BAR0_SIZE },
			[VFU_BAR1] = { .size = BAR1_SIZE },
			[VFU_BAR3] = { .size = BAR2_SIZE },
			[VFU_BAR5] = { .size = BAR5_SIZE },
		},
		.num_irqs = { [VFU_IRQ_MSI] = 1 },
	};

	build_header(&config, card_chip(card));
	build_capabilities(&config);
	return vfu_create(&description, &ops, card);
}
