// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The least that a driver of an Apple GPU does with its coprocessor: binds to
 * the node of the mainline binding, boots RTKit through the kernel's own
 * apple-rtkit and apple-mailbox, starts the GPU's endpoints, puts the
 * coprocessor to sleep, wakes it and switches it off. All that in probe, so
 * that a bound device is a device on which it worked.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>
#include <linux/soc/apple/rtkit.h>

#include "firmware/agx/asc.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/uat.h"

/* The mailbox is in the same window, and its driver requests it. */
#define ASC_SIZE 0x4000

static const char *const region_names[] = {
	"ttbs", "pagetables", "handoff", "hw-cal-a", "hw-cal-b", "globals",
};

#define REGION_TTBS 0
#define REGION_PAGETABLES 1

struct client {
	struct device *dev;
	void __iomem *asc;
	void *region[ARRAY_SIZE(region_names)];
	phys_addr_t region_phys[ARRAY_SIZE(region_names)];
	u64 *leaves; /* the last level's table below AGX_KVA_RTKIT */
	unsigned int buffers; /* that RTKit has asked for */
	unsigned int crashes;
};

/* Pages that last as long as the binding, because nothing tells when the coprocessor has forgotten them. */
static void *client_alloc(struct client *client, size_t size)
{
	return (void *)devm_get_free_pages(client->dev, GFP_KERNEL | __GFP_ZERO,
					   get_order(max_t(size_t, size, AGX_UAT_PAGE_SIZE)));
}

/* RTKit wants memory: map it where the firmware looks for it. */
static int client_shmem_setup(void *cookie, struct apple_rtkit_shmem *shmem)
{
	u32 pages = DIV_ROUND_UP(shmem->size, AGX_UAT_PAGE_SIZE);
	struct client *client = cookie;
	u64 va = AGX_KVA_RTKIT;
	phys_addr_t phys;
	u32 first = 0, i;

	while (first < AGX_UAT_TABLE_ENTRIES && client->leaves[first])
		first++;
	if (!pages || first + pages > AGX_UAT_TABLE_ENTRIES)
		return -ENOSPC;

	shmem->buffer = client_alloc(client, shmem->size);
	if (!shmem->buffer)
		return -ENOMEM;

	phys = virt_to_phys(shmem->buffer);
	for (i = 0; i < pages; i++)
		client->leaves[first + i] = (phys + (u64)i * AGX_UAT_PAGE_SIZE) | AGX_PTE_TYPE_VALID | AGX_PTE_AF |
					    AGX_PTE_GPU_ACCESS | AGX_PROT_FW_SHARED_RW;
	va += (u64)first * AGX_UAT_PAGE_SIZE;
	shmem->iova = va & AGX_RTKIT_BUFFER_IOVA;
	client->buffers++;
	return 0;
}

static void client_shmem_destroy(void *cookie, struct apple_rtkit_shmem *shmem)
{
}

static void client_crashed(void *cookie, const void *log, size_t size)
{
	struct client *client = cookie;

	client->crashes++;
}

static void client_message(void *cookie, u8 ep, u64 message)
{
	struct client *client = cookie;

	dev_err(client->dev, "unasked message %016llx on endpoint %02x\n", message, ep);
}

static const struct apple_rtkit_ops client_ops = {
	.crashed	= client_crashed,
	.recv_message	= client_message,
	.shmem_setup	= client_shmem_setup,
	.shmem_destroy	= client_shmem_destroy,
};

static int client_map_regions(struct client *client)
{
	struct device_node *np = client->dev->of_node;
	struct resource res;
	const char *name;
	unsigned int i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(region_names); i++) {
		struct device_node *region __free(device_node) = of_parse_phandle(np, "memory-region", i);

		ret = of_property_read_string_index(np, "memory-region-names", i, &name);
		if (ret || strcmp(name, region_names[i]))
			return dev_err_probe(client->dev, -EINVAL, "region %u is not %s\n", i, region_names[i]);
		ret = region ? of_address_to_resource(region, 0, &res) : -ENODEV;
		if (ret)
			return dev_err_probe(client->dev, ret, "no region %s\n", name);

		client->region[i] = devm_memremap(client->dev, res.start, resource_size(&res), MEMREMAP_WB);
		if (IS_ERR(client->region[i]))
			return dev_err_probe(client->dev, PTR_ERR(client->region[i]), "%s: %pR\n", name, &res);
		client->region_phys[i] = res.start;
	}
	return 0;
}

/* One table a level, from the root that the firmware shares with us. */
static int client_map_tables(struct client *client)
{
	struct agx_uat_ttb *ttbs = client->region[REGION_TTBS];
	u64 *table = client->region[REGION_PAGETABLES];
	u32 level;

	for (level = 0; level < AGX_UAT_LEVELS - 1; level++) {
		u64 *next = client_alloc(client, AGX_UAT_PAGE_SIZE);

		if (!next)
			return -ENOMEM;
		table[agx_uat_index(level, AGX_KVA_RTKIT)] = virt_to_phys(next) | AGX_PTE_TYPE_VALID;
		table = next;
	}
	client->leaves = table;
	ttbs[0].ttb1 = client->region_phys[REGION_PAGETABLES] | AGX_UAT_TTB_VALID;
	dma_wmb();
	return 0;
}

static int client_start_endpoints(struct apple_rtkit *rtkit)
{
	int ret = apple_rtkit_start_ep(rtkit, AGX_EP_FIRMWARE);

	return ret ? ret : apple_rtkit_start_ep(rtkit, AGX_EP_DOORBELL);
}

static int client_try(struct client *client, struct apple_rtkit *rtkit)
{
	struct device *dev = client->dev;
	int ret;

	ret = apple_rtkit_boot(rtkit);
	if (ret)
		return dev_err_probe(dev, ret, "boot\n");
	ret = client_start_endpoints(rtkit);
	if (ret)
		return dev_err_probe(dev, ret, "endpoints\n");
	ret = apple_rtkit_shutdown(rtkit);
	if (ret)
		return dev_err_probe(dev, ret, "shutdown\n");
	ret = apple_rtkit_wake(rtkit);
	if (ret)
		return dev_err_probe(dev, ret, "wake\n");
	ret = client_start_endpoints(rtkit);
	if (ret)
		return dev_err_probe(dev, ret, "endpoints after wake\n");
	ret = apple_rtkit_poweroff(rtkit);
	if (ret)
		return dev_err_probe(dev, ret, "poweroff\n");
	return client->crashes ? dev_err_probe(dev, -EIO, "crashed\n") : 0;
}

static void client_stop(void *arg)
{
	struct client *client = arg;

	writel(0, client->asc + AGX_ASC_CPU_CONTROL);
}

static int client_probe(struct platform_device *pdev)
{
	struct resource *asc = platform_get_resource_byname(pdev, IORESOURCE_MEM, "asc");
	struct apple_rtkit *rtkit;
	struct client *client;
	void __iomem *sgx;
	int ret;

	client = devm_kzalloc(&pdev->dev, sizeof(*client), GFP_KERNEL);
	if (!client)
		return -ENOMEM;
	client->dev = &pdev->dev;

	sgx = devm_platform_ioremap_resource_byname(pdev, "sgx");
	if (IS_ERR(sgx))
		return PTR_ERR(sgx);
	client->asc = asc ? devm_ioremap(&pdev->dev, asc->start, ASC_SIZE) : NULL;
	if (!client->asc)
		return -ENXIO;

	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(40));
	if (ret)
		return ret;
	ret = client_map_regions(client);
	if (ret)
		return ret;
	ret = client_map_tables(client);
	if (ret)
		return ret;

	writel(AGX_ASC_CPU_CONTROL_RUN, client->asc + AGX_ASC_CPU_CONTROL);
	ret = devm_add_action_or_reset(&pdev->dev, client_stop, client);
	if (ret)
		return ret;
	rtkit = devm_apple_rtkit_init(&pdev->dev, client, NULL, 0, &client_ops);
	if (IS_ERR(rtkit))
		return dev_err_probe(&pdev->dev, PTR_ERR(rtkit), "rtkit\n");

	ret = client_try(client, rtkit);
	if (ret)
		return ret;
	dev_info(&pdev->dev, "rtkit boots, sleeps and wakes, %u buffers\n", client->buffers);
	return 0;
}

static const struct of_device_id client_of_match[] = {
	{ .compatible = "apple,agx-g13g" },
	{ .compatible = "apple,agx-g13s" },
	{ .compatible = "apple,agx-g14g" },
	{ .compatible = "apple,agx-g14s" },
	{}
};

static struct platform_driver client_driver = {
	.driver = {
		.name		= "rtkit-client",
		.of_match_table	= client_of_match,
	},
	.probe = client_probe,
};
module_platform_driver(client_driver);

MODULE_DESCRIPTION("Test of the coprocessor of an Apple GPU");
MODULE_LICENSE("Dual MIT/GPL");
