// SPDX-License-Identifier: MIT
#include "system_info.h"

#include <inttypes.h>
#include <linux/pci_regs.h>
#include <string.h>

#include "core.h"
#include "emu/vfio-user/vfu.h"

/* Where BAR0 mirrors config space on Hopper and later (nouveau nvkm/subdev/pci/gh100.c). */
#define CONFIG_MIRROR 0x092000
#define CONFIG_MIRROR_SIZE 0x1000

static uint64_t config_read(struct card *card, unsigned int offset, size_t len)
{
	uint64_t value = 0;

	memcpy(&value, vfu_config_space(card_vfu(card)) + offset, len);
	return value;
}

static void check(struct card *card, const char *field, uint64_t said, uint64_t is)
{
	if (said != is)
		violation(card, "SET_SYSTEM_INFO: %s is %" PRIx64 ", not %" PRIx64, field, said,
			  is);
}

/* The machine may keep BAR addresses from the card; then there is nothing to compare. */
static void check_bar(struct card *card, const char *field, uint64_t said, unsigned int offset,
		      size_t len)
{
	uint64_t is = config_read(card, offset, len) & ~0xfull;

	if (is)
		check(card, field, said, is);
}

void system_info_check(struct card *card, const struct r570_system_info *info)
{
	check_bar(card, "gpuPhysAddr", info->gpu_phys_addr, PCI_BASE_ADDRESS_0, 4);
	check_bar(card, "gpuPhysFbAddr", info->gpu_phys_fb_addr, PCI_BASE_ADDRESS_1, 8);
	check_bar(card, "gpuPhysInstAddr", info->gpu_phys_inst_addr, PCI_BASE_ADDRESS_3, 8);
	check(card, "PCIDeviceID", info->pci_device_id,
	      config_read(card, PCI_DEVICE_ID, 2) << 16 | config_read(card, PCI_VENDOR_ID, 2));
	check(card, "PCISubDeviceID", info->pci_subdevice_id,
	      config_read(card, PCI_SUBSYSTEM_ID, 2) << 16 |
		      config_read(card, PCI_SUBSYSTEM_VENDOR_ID, 2));
	check(card, "PCIRevisionID", info->pci_revision_id, config_read(card, PCI_REVISION_ID, 1));
	check(card, "pciConfigMirrorBase", info->pci_config_mirror_base, CONFIG_MIRROR);
	check(card, "pciConfigMirrorSize", info->pci_config_mirror_size, CONFIG_MIRROR_SIZE);
	if (!info->max_user_va)
		violation(card, "SET_SYSTEM_INFO: maxUserVa is 0");
}

/* A string or bytes that must lie in the table, strings with their end. */
static bool inside(const char *table, size_t len, uint64_t offset, uint64_t size, bool string)
{
	if (offset >= len || size > len - offset)
		return false;
	return !string || memchr(table + offset, '\0', size ? size : len - offset);
}

static bool entry_ok(const char *table, size_t len, const struct r570_registry_entry *entry)
{
	if (!inside(table, len, entry->name_offset, 0, true))
		return false;
	switch (entry->type) {
	case R570_REGISTRY_DWORD:
		return entry->length == sizeof(uint32_t);
	case R570_REGISTRY_BINARY:
		return inside(table, len, entry->data, entry->length, false);
	case R570_REGISTRY_STRING:
		return entry->length && inside(table, len, entry->data, entry->length, true);
	default:
		return false;
	}
}

void registry_check(struct card *card, const void *bytes, size_t len)
{
	const struct r570_registry_table *table = bytes;

	if (table->size != len ||
	    table->num_entries > (len - sizeof(*table)) / sizeof(table->entries[0])) {
		violation(card, "SET_REGISTRY: %u entries in %u bytes, %zu arrived",
			  table->num_entries, table->size, len);
		return;
	}
	for (uint32_t i = 0; i < table->num_entries; i++) {
		const struct r570_registry_entry *entry = &table->entries[i];

		if (entry_ok(bytes, len, entry))
			trace(card, "registry %s = %x", (const char *)bytes + entry->name_offset,
			      entry->data);
		else
			violation(card, "SET_REGISTRY: entry %u: name at %x, type %u, %x, %u bytes",
				  i, entry->name_offset, entry->type, entry->data, entry->length);
	}
}
