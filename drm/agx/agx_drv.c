// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: agx
 *
 * A DRM driver for Apple's GPUs, whose work is scheduled by firmware on a
 * coprocessor. The kernel writes page tables and command structures and tells
 * the firmware through rings in memory; the firmware drives the GPU's registers.
 *
 * To userspace the driver is "asahi", whose interface it speaks.
 */
#include "agx_asc.h"
#include "agx_bo.h"
#include "agx_boot.h"
#include "agx_buffer.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "agx_event.h"
#include "agx_file.h"
#include "agx_ioctl.h"
#include "agx_layout.h"
#include "agx_pm.h"
#include "agx_recover.h"
#include "agx_stats.h"
#include "uat/uat.h"

#include "drm/fwgpu/fwgpu_drm.h"

#include "firmware/agx/abi.h"
#include "firmware/agx/sgx.h"
#include "firmware/agx/uat.h"

#include <drm/drm_file.h>
#include <drm/drm_print.h>

#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>
#include <linux/string.h>

static char *agx_force_probe;
module_param_named(force_probe, agx_force_probe, charp, 0400);
MODULE_PARM_DESC(force_probe, "Drive chips that were never seen working: 1 or *");

static bool agx_soft_faults = true;
module_param_named(soft_faults, agx_soft_faults, bool, 0400);
MODULE_PARM_DESC(soft_faults, "What shaders load from nowhere is 0, else an error (default: Y)");

/* Of the coprocessor's registers only the first page: the mailbox driver has others. */
#define AGX_ASC_SIZE	0x4000

static const struct file_operations agx_fops = {
	FWGPU_DRM_FOPS(agx_ioctl),
};

#ifdef CONFIG_DEBUG_FS
static void agx_debugfs_init(struct drm_minor *minor)
{
	fwgpu_ledger_debugfs(&to_agx_device(minor->dev)->ledger, minor);
	agx_stats_debugfs(to_agx_device(minor->dev), minor);
}
#endif

static const struct drm_driver agx_driver = {
	FWGPU_DRM_DRIVER(&agx_fops, agx_ioctls, AGX_NUM_IOCTLS),
	.open		= agx_file_open,
	.postclose	= agx_file_close,
#ifdef CONFIG_DEBUG_FS
	.debugfs_init	= agx_debugfs_init,
#endif
	.gem_create_object = agx_bo_gem_create_object,
	.gem_prime_import_sg_table = agx_bo_prime_import_sg,
	.name		= "asahi",
	.desc		= "Apple AGX GPUs",
	.major		= 0,
	.minor		= 0,
	.patchlevel	= 0,
};

static const char * const agx_region_names[AGX_NUM_REGIONS] = {
	[AGX_REGION_TTBS] = "ttbs",
	[AGX_REGION_PAGETABLES] = "pagetables",
	[AGX_REGION_HANDOFF] = "handoff",
	[AGX_REGION_HW_CAL_A] = "hw-cal-a",
	[AGX_REGION_HW_CAL_B] = "hw-cal-b",
	[AGX_REGION_GLOBALS] = "globals",
};

/**
 * agx_region_map() - map memory that the bootloader set up
 * @agx: the GPU
 * @region: which
 * @size: bytes that the driver uses
 *
 * Return: where it is, until the device goes; an ERR_PTR() if it is too small.
 */
void *agx_region_map(struct agx_device *agx, enum agx_region region, size_t size)
{
	struct resource *res = &agx->region[region];

	if (resource_size(res) < size) {
		drm_err(&agx->drm, "the bootloader left %llu bytes of %s, the firmware has %zu\n",
			resource_size(res), agx_region_names[region], size);
		return ERR_PTR(-EINVAL);
	}

	return devm_memremap(agx->drm.dev, res->start, size, MEMREMAP_WB);
}

/* A node of the device tree. */
OWNED(agx_node, struct device_node, of_node_put)

static int agx_find_region(struct device *dev, u32 index, struct resource *res)
{
	struct agx_node_own node;
	int ret;

	/* Not of_reserved_mem_*(): these know only what the tree had at boot. */
	ret = agx_node_adopt(&node, of_parse_phandle(dev->of_node, "memory-region", index) ?:
				    ERR_PTR(-EINVAL));
	if (ret)
		return ret;

	ret = of_address_to_resource(agx_node_borrow(&node), 0, res);
	agx_node_drop(&node);
	if (!ret && !IS_ALIGNED(res->start, AGX_UAT_PAGE_SIZE))
		ret = -EINVAL;
	return ret;
}

static int agx_find_regions(struct agx_device *agx)
{
	struct device *dev = agx->drm.dev;

	for (u32 i = 0; i < AGX_NUM_REGIONS; i++) {
		int ret = agx_find_region(dev, i, &agx->region[i]);

		if (ret)
			return dev_err_probe(dev, ret, "no memory region %s\n",
					     agx_region_names[i]);
	}

	return 0;
}

static int agx_map_registers(struct agx_device *agx)
{
	struct platform_device *pdev = to_platform_device(agx->drm.dev);
	struct resource *res;

	agx->sgx = devm_platform_ioremap_resource_byname(pdev, "sgx");
	if (IS_ERR(agx->sgx))
		return PTR_ERR(agx->sgx);

	res = platform_get_resource_byname(pdev, IORESOURCE_MEM, "asc");
	if (!res || resource_size(res) < AGX_ASC_SIZE)
		return -EINVAL;

	agx->asc_regs = devm_ioremap(&pdev->dev, res->start, AGX_ASC_SIZE);
	return agx->asc_regs ? 0 : -ENOMEM;
}

static int agx_find_abi(struct agx_device *agx)
{
	static const enum agx_generation generations[] = {
		[AGX_SGX_GEN_G13] = AGX_G13,
		[AGX_SGX_GEN_G14] = AGX_G14,
		[AGX_SGX_GEN_G14X] = AGX_G14X,
	};
	struct device *dev = agx->drm.dev;
	u32 abi[3];
	int ret;

	ret = of_property_read_u32_array(dev->of_node, "apple,firmware-abi", abi, ARRAY_SIZE(abi));
	if (ret)
		return ret;

	agx->abi = agx_abi_find(generations[agx->soc->gen], abi[0], abi[1], abi[2]);
	if (!agx->abi) {
		dev_info(dev, "firmware %u.%u.%u is not supported\n", abi[0], abi[1], abi[2]);
		return -ENODEV;
	}

	agx->layout = agx_layout_find(agx->abi);
	return agx->layout ? 0 : -ENODEV;
}

static const struct {
	u64 start, end, prot;
} agx_heap_ranges[AGX_NUM_HEAPS] = {
	[AGX_HEAP_FW_PRIV] = { AGX_KVA_FW_PRIV, AGX_KVA_GPU_RO, AGX_PROT_FW_PRIV_RW },
	[AGX_HEAP_GPU_RO] = { AGX_KVA_GPU_RO, AGX_KVA_FW_SHARED, AGX_PROT_GPU_RO_FW_PRIV_RW },
	[AGX_HEAP_FW_SHARED] = { AGX_KVA_FW_SHARED, AGX_KVA_FW_SHARED_RO, AGX_PROT_FW_SHARED_RW },
	[AGX_HEAP_FW_SHARED_RO] = { AGX_KVA_FW_SHARED_RO, AGX_KVA_GPU_FW_SHARED,
				    AGX_PROT_FW_SHARED_RO },
	[AGX_HEAP_GPU_FW_SHARED] = { AGX_KVA_GPU_FW_SHARED, AGX_KVA_RTKIT,
				     AGX_PROT_GPU_FW_SHARED_RW },
	[AGX_HEAP_RTKIT] = { AGX_KVA_RTKIT, AGX_KVA_TIMESTAMP, AGX_PROT_FW_SHARED_RW },
	[AGX_HEAP_TIMESTAMP] = { AGX_KVA_TIMESTAMP, AGX_KVA_TIMESTAMP_END, AGX_PROT_FW_SHARED_RW },
	[AGX_HEAP_MMIO] = { AGX_KVA_MMIO, AGX_KVA_END, AGX_PROT_FW_MMIO_RW },
};

static int agx_heaps_init(struct agx_device *agx)
{
	for (u32 i = 0; i < AGX_NUM_HEAPS; i++)
		agx_heap_init(&agx->heap[i], agx_uat_high(agx), agx_heap_ranges[i].start,
			      agx_heap_ranges[i].end, agx_heap_ranges[i].prot);
	return 0;
}

static void agx_heaps_fini(struct agx_device *agx)
{
	for (u32 i = AGX_NUM_HEAPS; i--;)
		agx_heap_fini(&agx->heap[i]);
}

static int agx_run(struct agx_device *agx)
{
	agx_asc_run(agx);
	return 0;
}

/**
 * struct agx_block - one block of the device and how to bring it up and down
 */
struct agx_block {
	/** @init: return 0 or an errno, with nothing left to undo. */
	int (*init)(struct agx_device *agx);
	/** @fini: undo what @init did. */
	void (*fini)(struct agx_device *agx);
};

/* In dependency order; undone in reverse. The MMU is handed over by firmware that runs. */
static const struct agx_block agx_blocks[] = {
	{ agx_run,		agx_asc_halt },
	{ agx_uat_init,		agx_uat_fini },
	{ agx_heaps_init,	agx_heaps_fini },
	{ agx_event_init,	agx_event_fini },
	{ agx_buffers_init,	agx_buffers_fini },
	{ agx_channels_init,	agx_channels_fini },
	{ agx_boot_init,	agx_boot_fini },
	{ agx_recover_init,	agx_recover_fini },
	{ agx_asc_init,		agx_asc_fini },
	{ agx_pm_start,		agx_pm_stop },
};

static void agx_blocks_fini(struct agx_device *agx, u32 count)
{
	while (count--)
		agx_blocks[count].fini(agx);
}

static int agx_blocks_init(struct agx_device *agx)
{
	for (u32 i = 0; i < ARRAY_SIZE(agx_blocks); i++) {
		int ret = agx_blocks[i].init(agx);

		if (ret) {
			/* What is freed next must not be written to any more. */
			agx_asc_halt(agx);
			agx_blocks_fini(agx, i);
			return ret;
		}
	}

	return 0;
}

static int agx_setup(struct agx_device *agx)
{
	struct device *dev = agx->drm.dev;
	int ret;

	ret = agx_find_regions(agx);
	if (ret)
		return ret;

	ret = agx_find_abi(agx);
	if (ret)
		return ret;

	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(agx->soc->oas));
	if (ret)
		return ret;
	dma_set_max_seg_size(dev, UINT_MAX);

	ret = agx_map_registers(agx);
	if (ret)
		return ret;

	ret = agx_pm_init(agx);
	if (ret)
		return ret;

	return agx_hw_identify(agx);
}

static bool agx_probe_is_forced(void)
{
	return agx_force_probe && (!strcmp(agx_force_probe, "1") || !strcmp(agx_force_probe, "*"));
}

static int agx_probe(struct platform_device *pdev)
{
	struct agx_device *agx;
	int ret;

	if (!agx_probe_is_forced()) {
		dev_info(&pdev->dev, "never seen working on real hardware; agx.force_probe=1 to try\n");
		return -ENODEV;
	}

	agx = devm_drm_dev_alloc(&pdev->dev, &agx_driver, struct agx_device, drm);
	if (IS_ERR(agx))
		return PTR_ERR(agx);

	fwgpu_ledger_init(&agx->ledger);
	ret = fwgpu_ledger_watch(&agx->ledger, &agx->drm);
	if (ret)
		return ret;

	platform_set_drvdata(pdev, agx);
	agx->soc = of_device_get_match_data(&pdev->dev);
	agx->soft_faults = agx_soft_faults;

	ret = agx_setup(agx);
	if (ret)
		return ret;

	ret = agx_blocks_init(agx);
	if (ret)
		return ret;

	ret = drm_dev_register(&agx->drm, 0);
	if (ret) {
		agx_blocks_fini(agx, ARRAY_SIZE(agx_blocks));
		return ret;
	}

	drm_info(&agx->drm, "%s, G%u%c %02X, %u clusters, firmware %u.%u\n", agx->soc->name,
		 agx->gpu.generation, agx->gpu.variant, agx->gpu.revision + 0xa0,
		 agx->gpu.num_clusters, agx->abi->version[0], agx->abi->version[1]);
	return 0;
}

static void agx_remove(struct platform_device *pdev)
{
	struct agx_device *agx = platform_get_drvdata(pdev);

	drm_dev_unplug(&agx->drm);
	agx_files_revoke(agx);
	agx_blocks_fini(agx, ARRAY_SIZE(agx_blocks));
	fwgpu_ledger_check(&agx->ledger);
}

static void agx_shutdown(struct platform_device *pdev)
{
	agx_asc_halt(platform_get_drvdata(pdev));
}

static const struct of_device_id agx_of_match[] = {
	{ .compatible = "apple,agx-g13g", .data = &agx_soc_t8103 },
	{ .compatible = "apple,agx-g13s", .data = &agx_soc_t6000 },
	{ .compatible = "apple,agx-g13c", .data = &agx_soc_t6001 },
	{ .compatible = "apple,agx-g13d", .data = &agx_soc_t6002 },
	{ .compatible = "apple,agx-g14g", .data = &agx_soc_t8112 },
	{ .compatible = "apple,agx-g14s", .data = &agx_soc_t6020 },
	{ .compatible = "apple,agx-g14c", .data = &agx_soc_t6021 },
	{ .compatible = "apple,agx-g14d", .data = &agx_soc_t6022 },
	{}
};
MODULE_DEVICE_TABLE(of, agx_of_match);

static struct platform_driver agx_platform_driver = {
	.probe		= agx_probe,
	.remove		= agx_remove,
	.shutdown	= agx_shutdown,
	.driver		= {
		.name		= "agx",
		.of_match_table	= agx_of_match,
		.pm		= pm_ptr(&agx_pm_ops),
	},
};

static int __init agx_init(void)
{
	return platform_driver_register(&agx_platform_driver);
}
module_init(agx_init);

static void __exit agx_exit(void)
{
	platform_driver_unregister(&agx_platform_driver);
	fwgpu_ledger_exit(&agx_driver);
}
module_exit(agx_exit);

MODULE_DESCRIPTION("DRM driver for Apple AGX GPUs");
MODULE_LICENSE("Dual MIT/GPL");
