// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The power domain of a virtual Apple GPU, which has none of its own: it goes off when the GPU is
 * suspended and nobody objects, and counts how often that was. For tests/guest/agx-domain.
 */
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/pm_domain.h>
#include <linux/pm_runtime.h>

static uint offs;
module_param(offs, uint, 0444);
MODULE_PARM_DESC(offs, "how often it went off, once of it while this was loaded");

static struct device *gpu;

static int domain_power_on(struct generic_pm_domain *domain)
{
	return 0;
}

static int domain_power_off(struct generic_pm_domain *domain)
{
	offs++;
	return 0;
}

static struct generic_pm_domain domain = {
	.name = "gpu",
	.power_on = domain_power_on,
	.power_off = domain_power_off,
};

/* The GPU's device; it must have no driver yet. */
static struct device *domain_find_gpu(void)
{
	struct platform_device *pdev;
	struct device_node *node;

	node = of_find_node_with_property(NULL, "apple,firmware-abi");
	pdev = of_find_device_by_node(node);
	of_node_put(node);
	return pdev ? &pdev->dev : NULL;
}

/* Off and on again, as for a driver that does not object. */
static int domain_try(struct device *dev)
{
	int ret;

	pm_runtime_enable(dev);
	ret = pm_runtime_resume_and_get(dev);
	if (!ret) {
		pm_runtime_put_sync(dev);
		ret = pm_runtime_resume_and_get(dev);
	}
	pm_runtime_disable(dev);
	if (ret)
		return ret;

	pm_runtime_set_suspended(dev);
	pm_runtime_put_noidle(dev);
	return offs == 1 ? 0 : -EIO;
}

static int domain_add(struct device *dev)
{
	int ret = pm_genpd_add_device(&domain, dev);

	if (ret)
		return ret;

	ret = domain_try(dev);
	if (ret)
		pm_genpd_remove_device(dev);
	return ret;
}

static int __init domain_init(void)
{
	int ret;

	gpu = domain_find_gpu();
	if (!gpu)
		return -ENODEV;

	ret = pm_genpd_init(&domain, NULL, true);
	if (ret)
		goto put;

	ret = domain_add(gpu);
	if (!ret)
		return 0;

	pm_genpd_remove(&domain);
put:
	put_device(gpu);
	return ret;
}
module_init(domain_init);

static void __exit domain_exit(void)
{
	pm_genpd_remove_device(gpu);
	pm_genpd_remove(&domain);
	put_device(gpu);
}
module_exit(domain_exit);

MODULE_DESCRIPTION("A power domain for a GPU that has none, as a test");
MODULE_LICENSE("Dual MIT/GPL");
