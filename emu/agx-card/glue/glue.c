// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The lab's stand-in for a Mac's bootloader and interrupt controller: makes of
 * a PCI function (firmware/agx/glue.h) the platform devices that drivers of an
 * Apple GPU bind to. Those see what they see on a Mac.
 *
 * Everything belongs to the PCI device's binding and goes in the reverse order
 * of probe: devices, interrupts, nodes, and then, when nobody can use it any
 * more, the memory.
 */
#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/pci.h>

#ifdef CONFIG_ARM64
#include <asm/sysreg.h>
#endif

#include "firmware/agx/glue.h"

#include "irq.h"
#include "tree.h"

/* Less than any driver wants of any region. */
#define AGX_GLUE_SHORT	64

static int short_region = -1;
module_param(short_region, int, 0600);
MODULE_PARM_DESC(short_region, "Of which region the tree says that it is too short (-1: none)");

static void agx_glue_cells_set(u32 *cells, u64 value)
{
	cells[0] = upper_32_bits(value);
	cells[1] = lower_32_bits(value);
}

/* Allocates a region, tells the card where it is, and the tree where and how large. */
static int agx_glue_region_init(struct device *dev, void __iomem *regs, enum agx_glue_region n, u32 *cells)
{
	u32 size = readl(regs + AGX_GLUE_REGION_SIZE(n));
	unsigned long pages;
	phys_addr_t addr;

	if (!size || size > AGX_GLUE_REGION_MAX || !IS_ALIGNED(size, AGX_GLUE_REGION_ALIGN))
		return dev_err_probe(dev, -EINVAL, "region %u has %u bytes\n", n, size);

	/* A power of two of pages is aligned to itself. */
	pages = devm_get_free_pages(dev, GFP_KERNEL | __GFP_ZERO, get_order(size));
	if (!pages)
		return -ENOMEM;

	addr = virt_to_phys((void *)pages);
	writel(lower_32_bits(addr), regs + AGX_GLUE_REGION_ADDR_LO(n));
	writel(upper_32_bits(addr), regs + AGX_GLUE_REGION_ADDR_HI(n));
	agx_glue_cells_set(cells + OVERLAY_REGION_ADDR(n), addr);
	agx_glue_cells_set(cells + OVERLAY_REGION_SIZE(n),
			   (int)n == short_region ? AGX_GLUE_SHORT : size);
	return 0;
}

static void agx_glue_withdraw(void *regs)
{
	writel(AGX_GLUE_BOOT_WITHDRAW, (void __iomem __force *)regs + AGX_GLUE_BOOT);
}

/* The counter that the GPU's driver has userspace compare timestamps with. */
static u64 agx_glue_time(void)
{
#ifdef CONFIG_ARM64
	isb();
	return mul_u64_u64_div_u64(read_sysreg(cntpct_el0), NSEC_PER_SEC, read_sysreg(cntfrq_el0));
#else
	return ktime_get_raw_ns();
#endif
}

static void agx_glue_set_clock(void __iomem *regs)
{
	u64 time = agx_glue_time();

	writel(lower_32_bits(time), regs + AGX_GLUE_TIME_LO);
	writel(upper_32_bits(time), regs + AGX_GLUE_TIME_HI);
}

static int agx_glue_boot(struct device *dev, void __iomem *regs, u32 *cells)
{
	enum agx_glue_region n;
	u32 state;
	int ret;

	for (n = 0; n < AGX_GLUE_NUM_REGIONS; n++) {
		ret = agx_glue_region_init(dev, regs, n, cells);
		if (ret)
			return ret;
	}

	agx_glue_set_clock(regs);
	writel(AGX_GLUE_BOOT_PUBLISH, regs + AGX_GLUE_BOOT);
	state = readl(regs + AGX_GLUE_STATE);
	if (state != AGX_GLUE_STATE_UP)
		return dev_err_probe(dev, -EIO, "the card is in state %u\n", state);
	return devm_add_action_or_reset(dev, agx_glue_withdraw, (void __force *)regs);
}

static bool agx_glue_known(void __iomem *regs)
{
	return readl(regs + AGX_GLUE_MAGIC) == AGX_GLUE_MAGIC_VALUE &&
	       readl(regs + AGX_GLUE_VERSION) == AGX_GLUE_VERSION_VALUE;
}

static int agx_glue_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	resource_size_t bar = pci_resource_start(pdev, AGX_GLUE_BAR);
	u32 cells[OVERLAY_NUM_CELLS] = {};
	struct device *dev = &pdev->dev;
	struct device_node *bus;
	void __iomem *regs;
	unsigned int i;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	pci_set_master(pdev);

	/* Not requested: the drivers of the devices request their parts of the BAR. */
	regs = pcim_iomap_range(pdev, AGX_GLUE_BAR, AGX_GLUE_REGS, AGX_GLUE_REGS_SIZE);
	if (IS_ERR(regs))
		return PTR_ERR(regs);
	if (!agx_glue_known(regs))
		return dev_err_probe(dev, -ENODEV, "unknown card\n");

	agx_glue_cells_set(cells + OVERLAY_SGX, bar + AGX_GLUE_SGX);
	agx_glue_cells_set(cells + OVERLAY_ASC, bar + AGX_GLUE_ASC);
	for (i = 0; i < 3; i++)
		cells[OVERLAY_ABI(i)] = readl(regs + AGX_GLUE_FW_ABI(i));

	ret = agx_glue_boot(dev, regs, cells);
	if (ret)
		return ret;

	bus = agx_glue_tree_init(dev, readl(regs + AGX_GLUE_CHIP), cells);
	if (IS_ERR(bus))
		return dev_err_probe(dev, PTR_ERR(bus), "no device tree nodes\n");

	ret = agx_glue_irq_init(pdev, regs, of_fwnode_handle(bus));
	if (ret)
		return dev_err_probe(dev, ret, "no interrupts\n");

	return agx_glue_tree_populate(dev, bus);
}

static const struct pci_device_id agx_glue_ids[] = {
	{ PCI_DEVICE(AGX_GLUE_PCI_VENDOR, AGX_GLUE_PCI_DEVICE) },
	{}
};
MODULE_DEVICE_TABLE(pci, agx_glue_ids);

static struct pci_driver agx_glue_driver = {
	.name		= "agx-glue",
	.id_table	= agx_glue_ids,
	.probe		= agx_glue_probe,
};
module_pci_driver(agx_glue_driver);

MODULE_DESCRIPTION("Platform devices of a virtual Apple GPU");
MODULE_LICENSE("Dual MIT/GPL");
