// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: nova
 *
 * A DRM driver for Nvidia cards whose resource manager (RM) runs on the card,
 * on the GSP core. The kernel boots that firmware, asks it for channels over a
 * pair of message queues, writes page tables, and from then on userspace's
 * work goes to the hardware directly: an EXEC is a ring entry and a doorbell.
 *
 * To userspace the driver is "nouveau", whose interface it speaks.
 */

#include "nova_bar1.h"
#include "nova_bo.h"
#include "nova_chip.h"
#include "nova_debugfs.h"
#include "nova_device.h"
#include "nova_dump.h"
#include "nova_instmem.h"
#include "nova_intr.h"
#include "nova_ioctl.h"
#include "nova_migrate.h"
#include "nova_vram.h"
#include "fifo/fifo.h"
#include "fifo/gr.h"
#include "gsp/gsp.h"
#include "mmu/mmu.h"

#include "drm/fwgpu/fwgpu_drm.h"

#include "firmware/nv/regs.h"

#include <drm/drm_file.h>
#include <drm/drm_print.h>

#include <linux/aperture.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>

static char *nova_force_probe;
module_param_named(force_probe, nova_force_probe, charp, 0400);
MODULE_PARM_DESC(force_probe,
		 "Drive chips that were never seen working: PCI device ids in hex, comma separated, or *");

/* The interface of nouveau 1.4.1: copy queues, no compression; see Mesa's nvk. */
#define NOVA_UAPI_MAJOR		1
#define NOVA_UAPI_MINOR		4
#define NOVA_UAPI_PATCH		1

static const struct file_operations nova_fops = {
	FWGPU_DRM_FOPS(nova_ioctl),
};

static const struct drm_driver nova_driver = {
	FWGPU_DRM_DRIVER(&nova_fops, nova_ioctls, NOVA_NUM_IOCTLS),
	.open		= nova_file_open,
	.postclose	= nova_file_close,
	.gem_prime_import_sg_table = nova_bo_prime_import_sg,
#ifdef CONFIG_DEBUG_FS
	.debugfs_init	= nova_debugfs_init,
#endif
	.name		= "nouveau",
	.desc		= "Nvidia GPUs with GSP firmware",
	.major		= NOVA_UAPI_MAJOR,
	.minor		= NOVA_UAPI_MINOR,
	.patchlevel	= NOVA_UAPI_PATCH,
};

/**
 * struct nova_block - one block of the device and how to bring it up and down
 */
struct nova_block {
	/** @init: return 0 or an errno, with nothing left to undo. */
	int (*init)(struct nova_device *nova);
	/** @fini: undo what @init did. */
	void (*fini)(struct nova_device *nova);
};

/* In dependency order; undone in reverse. */
static const struct nova_block nova_blocks[] = {
	{ nova_dump_init,	nova_dump_fini },
	{ nova_intr_init,	nova_intr_fini },
	{ nova_gsp_init,	nova_gsp_fini },
	{ nova_mmu_init,	nova_mmu_fini },
	{ nova_vram_init,	nova_vram_fini },
	{ nova_instmem_init,	nova_instmem_fini },
	{ nova_bar1_init,	nova_bar1_fini },
	{ nova_ttm_init,	nova_ttm_fini },
	{ nova_fifo_init,	nova_fifo_fini },
	{ nova_migrate_init,	nova_migrate_fini },
	{ nova_gr_init,		nova_gr_fini },
};

static void nova_blocks_fini(struct nova_device *nova, unsigned int count)
{
	while (count--)
		nova_blocks[count].fini(nova);
}

static int nova_blocks_init(struct nova_device *nova)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(nova_blocks); i++) {
		int ret = nova_blocks[i].init(nova);

		if (ret) {
			nova_blocks_fini(nova, i);
			return ret;
		}
	}

	return 0;
}

/* An item of the list, which ends at a comma or with the list, as a device id. */
static bool nova_item_is_id(const char *item, size_t len, u16 wanted)
{
	char id[8];
	u16 device;

	if (len >= sizeof(id))
		return false;

	memcpy(id, item, len);
	id[len] = 0;
	return !strcmp(id, "*") || (!kstrtou16(id, 16, &device) && device == wanted);
}

/* Allocates nothing: a card that the user has named is not passed over in silence. */
static bool nova_probe_is_forced(const struct pci_dev *pdev)
{
	const char *item = nova_force_probe;

	while (item && !nova_item_is_id(item, strcspn(item, ","), pdev->device)) {
		item = strchr(item, ',');
		if (item)
			item++;
	}
	return item;
}

static int nova_identify(struct nova_device *nova)
{
	u32 boot0 = nova_rd32(nova, NV_PMC_BOOT_0);

	nova->chip = nova_chip_find(boot0);
	if (!nova->chip) {
		drm_info(&nova->drm, "chip %08x is not supported\n", boot0);
		return -ENODEV;
	}

	drm_info(&nova->drm, "%s (%08x)\n", nova->chip->name, boot0);
	return 0;
}

static int nova_setup_pci(struct nova_device *nova)
{
	struct pci_dev *pdev = nova_pdev(nova);
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;

	nova->mmio = pcim_iomap_region(pdev, NOVA_PCI_BAR0, "nova");
	if (IS_ERR(nova->mmio))
		return PTR_ERR(nova->mmio);

	ret = nova_identify(nova);
	if (ret)
		return ret;

	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(nova->chip->dma_bits));
	if (ret)
		return ret;

	dma_set_max_seg_size(&pdev->dev, UINT_MAX);
	pci_set_master(pdev);
	return 0;
}

static int nova_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct nova_device *nova;
	int ret;

	if (!nova_probe_is_forced(pdev)) {
		dev_info(&pdev->dev,
			 "never seen working on real hardware; nova.force_probe=%04x to try\n",
			 pdev->device);
		return -ENODEV;
	}

	ret = aperture_remove_conflicting_pci_devices(pdev, nova_driver.name);
	if (ret)
		return ret;

	nova = devm_drm_dev_alloc(&pdev->dev, &nova_driver, struct nova_device, drm);
	if (IS_ERR(nova))
		return PTR_ERR(nova);

	fwgpu_ledger_init(&nova->ledger);
	ret = fwgpu_ledger_watch(&nova->ledger, &nova->drm);
	if (ret)
		return ret;

	pci_set_drvdata(pdev, nova);

	ret = nova_setup_pci(nova);
	if (ret)
		return ret;

	ret = nova_blocks_init(nova);
	if (ret)
		return ret;

	ret = drm_dev_register(&nova->drm, 0);
	if (ret)
		nova_blocks_fini(nova, ARRAY_SIZE(nova_blocks));

	return ret;
}

static void nova_remove(struct pci_dev *pdev)
{
	struct nova_device *nova = pci_get_drvdata(pdev);

	drm_dev_unplug(&nova->drm);
	nova_files_revoke(nova);
	nova_blocks_fini(nova, ARRAY_SIZE(nova_blocks));
	fwgpu_ledger_check(&nova->ledger);
}

static void nova_shutdown(struct pci_dev *pdev)
{
	struct nova_device *nova = pci_get_drvdata(pdev);

	nova_gsp_shutdown(nova);
	pci_clear_master(pdev);
}

/*
 * Nothing saves what is in VRAM, or starts the firmware again: rather no sleep than a desktop that
 * is gone afterwards.
 */
static int nova_prepare(struct device *dev)
{
	dev_info(dev, "cannot be suspended yet; unload nova first\n");
	return -EBUSY;
}

static const struct dev_pm_ops nova_pm_ops = {
	.prepare	= nova_prepare,
};

static const struct pci_device_id nova_pci_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_NVIDIA, PCI_ANY_ID),
	  .class = PCI_CLASS_DISPLAY_VGA << 8, .class_mask = ~0 },
	{ PCI_DEVICE(PCI_VENDOR_ID_NVIDIA, PCI_ANY_ID),
	  .class = PCI_CLASS_DISPLAY_3D << 8, .class_mask = ~0 },
	{}
};
MODULE_DEVICE_TABLE(pci, nova_pci_ids);

static struct pci_driver nova_pci_driver = {
	.name		= "nova",
	.id_table	= nova_pci_ids,
	.probe		= nova_probe,
	.remove		= nova_remove,
	.shutdown	= nova_shutdown,
	.driver.pm	= pm_sleep_ptr(&nova_pm_ops),
};

static int __init nova_init(void)
{
	return pci_register_driver(&nova_pci_driver);
}
module_init(nova_init);

static void __exit nova_exit(void)
{
	pci_unregister_driver(&nova_pci_driver);
	fwgpu_ledger_exit(&nova_driver);
}
module_exit(nova_exit);

MODULE_DESCRIPTION("DRM driver for Nvidia GPUs with GSP firmware");
MODULE_LICENSE("Dual MIT/GPL");
MODULE_FIRMWARE("nvidia/gb202/gsp/gsp-570.144.bin");
MODULE_FIRMWARE("nvidia/gb202/gsp/bootloader-570.144.bin");
MODULE_FIRMWARE("nvidia/gb202/gsp/fmc-570.144.bin");
