/* SPDX-License-Identifier: MIT */
/* PCI configuration space: what a guest reads there, and which bits it may write. */
#ifndef EMU_COMMON_PCI_H
#define EMU_COMMON_PCI_H

#include <stdint.h>

#define PCI_CONFIG_SIZE 4096

struct pci_config {
	uint8_t image[PCI_CONFIG_SIZE];
	uint8_t mask[PCI_CONFIG_SIZE];
};

/* Both in the bytes' order, which is the host's: little endian. */
void pci_put16(uint8_t *bytes, unsigned int at, uint16_t value);
void pci_put32(uint8_t *bytes, unsigned int at, uint32_t value);

/**
 * pci_config_init() - an ordinary function's header
 * @config: filled in; without BARs
 * @vendor: vendor of the chip and of the board
 * @device: device id
 * @subsystem: device id of the board
 * @class: base class, sub-class and interface
 * @revision: revision
 * @capability: offset of the first capability
 */
void pci_config_init(struct pci_config *config, uint16_t vendor, uint16_t device,
		     uint16_t subsystem, uint32_t class, uint8_t revision, uint8_t capability);

/* MSI with one vector and 64-bit addresses, at @at; @next is the capability behind it. */
void pci_config_msi(struct pci_config *config, unsigned int at, uint8_t next);

#endif
