// SPDX-License-Identifier: MIT
/*
 * Config space. QEMU emulates most of it for the guest (BAR addresses, MSI and MSI-X, the status of
 * the INTx pin) but still sends every write here, and sizes the expansion ROM by writing to it. So
 * it behaves as a device's does: writes pass through a mask, and the masks of BARs follow their
 * size.
 */
#include <errno.h>
#include <string.h>

#include "emu/vfio-user/priv.h"

/* PCI Local Bus Specification 3.0, section 6.1 and 6.2.5 */
#define PCI_HEADER_TYPE 0x0e
#define PCI_BAR(i) (0x10 + 4 * (i))
#define PCI_ROM_BAR 0x30
#define PCI_BAR_IO 0x1u
#define PCI_BAR_TYPE_MASK 0x6u
#define PCI_BAR_TYPE_64 0x4u
#define PCI_ROM_ENABLE 0x1u

static uint32_t get32(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = value >> (8 * i);
}

static bool power_of_two(uint64_t value)
{
	return value && !(value & (value - 1));
}

static int init_io_bar(struct vfu_pci *pci, unsigned int i, uint64_t size)
{
	if (size < 4 || size > 0x80000000u)
		return -EINVAL;
	put32(&pci->mask[PCI_BAR(i)], -(uint32_t)size);
	return 0;
}

static int init_mem32_bar(struct vfu_pci *pci, unsigned int i, uint64_t size)
{
	if (size < 16 || size > 0x80000000u)
		return -EINVAL;
	put32(&pci->mask[PCI_BAR(i)], -(uint32_t)size);
	return 0;
}

static int init_mem64_bar(struct vfu_pci *pci, unsigned int i, const struct vfu_region *region)
{
	uint64_t mask = -region[i].size;

	if (i == VFU_BAR5 || region[i + 1].size || region[i].size < 16)
		return -EINVAL;
	put32(&pci->mask[PCI_BAR(i)], mask);
	put32(&pci->mask[PCI_BAR(i + 1)], mask >> 32);
	return 0;
}

/* Returns how many BAR registers it took, or a negative errno. */
static int init_bar(struct vfu_pci *pci, unsigned int i, const struct vfu_region *region)
{
	uint32_t type = get32(&pci->image[PCI_BAR(i)]);
	bool is64 = !(type & PCI_BAR_IO) && (type & PCI_BAR_TYPE_MASK) == PCI_BAR_TYPE_64;
	uint64_t size = region[i].size;
	int ret;

	put32(&pci->mask[PCI_BAR(i)], 0);
	if (!size)
		return 1;
	if (!power_of_two(size))
		return -EINVAL;
	if (is64)
		ret = init_mem64_bar(pci, i, region);
	else if (type & PCI_BAR_IO)
		ret = init_io_bar(pci, i, size);
	else
		ret = init_mem32_bar(pci, i, size);
	return ret ? ret : 1 + is64;
}

static int init_rom(struct vfu_pci *pci, uint64_t size)
{
	put32(&pci->mask[PCI_ROM_BAR], 0);
	if (!size)
		return 0;
	if (!power_of_two(size) || size < 2048 || size > (16u << 20))
		return -EINVAL;
	put32(&pci->mask[PCI_ROM_BAR], -(uint32_t)size | PCI_ROM_ENABLE);
	return 0;
}

int vfu_pci_init(struct vfu_pci *pci, const struct vfu_config *config)
{
	if (!config->config || (config->config_size != 256 && config->config_size != 4096))
		return -EINVAL;
	pci->size = config->config_size;
	memcpy(pci->image, config->config, pci->size);
	if (config->config_mask)
		memcpy(pci->mask, config->config_mask, pci->size);
	if (pci->image[PCI_HEADER_TYPE] & 0x7f)
		return -EINVAL;

	for (unsigned int i = VFU_BAR0; i <= VFU_BAR5;) {
		int ret = init_bar(pci, i, config->region);

		if (ret < 0)
			return ret;
		i += ret;
	}
	vfu_pci_reset(pci);
	return init_rom(pci, config->region[VFU_ROM].size);
}

void vfu_pci_reset(struct vfu_pci *pci)
{
	memcpy(pci->now, pci->image, pci->size);
}

/* The caller has checked that the range is inside. */
void vfu_pci_read(const struct vfu_pci *pci, size_t offset, void *buf, size_t len)
{
	memcpy(buf, pci->now + offset, len);
}

void vfu_pci_write(struct vfu_pci *pci, size_t offset, const void *buf, size_t len)
{
	const uint8_t *src = buf;

	for (size_t i = 0; i < len; i++) {
		uint8_t mask = pci->mask[offset + i];
		uint8_t *dst = &pci->now[offset + i];

		*dst = (*dst & ~mask) | (src[i] & mask);
	}
}

/**
 * vfu_config_space() - the live config space
 * @vfu:	the server
 *
 * For a device that changes its own config space (a status bit, a vendor capability). QEMU caches
 * and emulates parts: the BAR types, the MSI capabilities and the capability list are read once,
 * when the client connects.
 *
 * Return: as many bytes as the description had, valid until vfu_destroy().
 */
uint8_t *vfu_config_space(struct vfu *vfu)
{
	return vfu->pci.now;
}
