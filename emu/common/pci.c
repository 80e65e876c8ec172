// SPDX-License-Identifier: MIT
#include "pci.h"

#include <linux/pci_regs.h>
#include <string.h>

void pci_put16(uint8_t *bytes, unsigned int at, uint16_t value)
{
	memcpy(bytes + at, &value, sizeof(value));
}

void pci_put32(uint8_t *bytes, unsigned int at, uint32_t value)
{
	memcpy(bytes + at, &value, sizeof(value));
}

void pci_config_init(struct pci_config *config, uint16_t vendor, uint16_t device,
		     uint16_t subsystem, uint32_t class, uint8_t revision, uint8_t capability)
{
	uint8_t *image = config->image;

	memset(config, 0, sizeof(*config));
	pci_put16(image, PCI_VENDOR_ID, vendor);
	pci_put16(image, PCI_DEVICE_ID, device);
	pci_put16(image, PCI_STATUS, PCI_STATUS_CAP_LIST);
	image[PCI_REVISION_ID] = revision;
	image[PCI_CLASS_PROG] = class & 0xff;
	pci_put16(image, PCI_CLASS_DEVICE, class >> 8);
	pci_put16(image, PCI_SUBSYSTEM_VENDOR_ID, vendor);
	pci_put16(image, PCI_SUBSYSTEM_ID, subsystem);
	image[PCI_CAPABILITY_LIST] = capability;
	pci_put16(config->mask, PCI_COMMAND,
		  PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE);
	config->mask[PCI_CACHE_LINE_SIZE] = 0xff;
	config->mask[PCI_INTERRUPT_LINE] = 0xff;
}

void pci_config_msi(struct pci_config *config, unsigned int at, uint8_t next)
{
	uint8_t *image = config->image, *mask = config->mask;

	image[at] = PCI_CAP_ID_MSI;
	image[at + PCI_CAP_LIST_NEXT] = next;
	pci_put16(image, at + PCI_MSI_FLAGS, PCI_MSI_FLAGS_64BIT);
	pci_put16(mask, at + PCI_MSI_FLAGS, PCI_MSI_FLAGS_ENABLE);
	pci_put32(mask, at + PCI_MSI_ADDRESS_LO, ~3u);
	pci_put32(mask, at + PCI_MSI_ADDRESS_HI, ~0u);
	pci_put16(mask, at + PCI_MSI_DATA_64, 0xffff);
}
