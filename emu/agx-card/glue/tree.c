// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The GPU's nodes in the device tree, and the platform devices made of them.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "tree.h"

#define AGX_GLUE_BUS "/agx-soc"

struct agx_glue_overlay {
	u32 chip;
	const __be32 *begin, *end;
};

#define OVERLAY(chip) extern const __be32 overlay_##chip[], overlay_##chip##_end[]
OVERLAY(8103);
OVERLAY(8112);
OVERLAY(6000);
OVERLAY(6001);
OVERLAY(6002);
OVERLAY(6020);
OVERLAY(6021);
OVERLAY(6022);
#undef OVERLAY

#define OVERLAY(chip) { 0x##chip, overlay_##chip, overlay_##chip##_end }
static const struct agx_glue_overlay agx_glue_overlays[] = {
	OVERLAY(8103),
	OVERLAY(8112),
	OVERLAY(6000),
	OVERLAY(6001),
	OVERLAY(6002),
	OVERLAY(6020),
	OVERLAY(6021),
	OVERLAY(6022),
};

static const struct agx_glue_overlay *agx_glue_overlay_find(u32 chip)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(agx_glue_overlays); i++)
		if (agx_glue_overlays[i].chip == chip)
			return &agx_glue_overlays[i];
	return NULL;
}

/* Modules have no libfdt; but what is open in the overlay has its final size, and tells itself apart. */
static void agx_glue_overlay_fill(__be32 *fdt, size_t num, const u32 cells[OVERLAY_NUM_CELLS])
{
	size_t i;

	for (i = 0; i < num; i++) {
		u32 cell = be32_to_cpu(fdt[i]) - OVERLAY_CELL_TAG;

		if (cell < OVERLAY_NUM_CELLS)
			fdt[i] = cpu_to_be32(cells[cell]);
	}
}

static void agx_glue_tree_fini(void *arg)
{
	int id = (long)arg;

	of_overlay_remove(&id);
}

static int agx_glue_tree_apply(struct device *dev, const struct agx_glue_overlay *overlay,
			       const u32 cells[OVERLAY_NUM_CELLS])
{
	size_t num = overlay->end - overlay->begin;
	int id = 0;
	int ret;

	__be32 *fdt __free(kfree) = kmemdup(overlay->begin, num * sizeof(*fdt), GFP_KERNEL);
	if (!fdt)
		return -ENOMEM;

	agx_glue_overlay_fill(fdt, num, cells);
	ret = of_overlay_fdt_apply(fdt, num * sizeof(*fdt), &id, NULL);
	if (ret) {
		if (id)
			of_overlay_remove(&id);
		return ret;
	}
	return devm_add_action_or_reset(dev, agx_glue_tree_fini, (void *)(long)id);
}

static void agx_glue_bus_put(void *arg)
{
	of_node_put(arg);
}

/**
 * agx_glue_tree_init() - add the nodes of a GPU
 * @dev: owns them
 * @chip: the SoC, as AGX_GLUE_CHIP has it
 * @cells: what the overlay leaves open, see overlay.h
 *
 * There are no devices yet, so that the bus can become an interrupt controller before they ask for interrupts.
 *
 * Return: the bus that the GPU and its mailbox are on, as long as @dev is bound; or an ERR_PTR, -ENODEV for a chip that
 * is not known.
 */
struct device_node *agx_glue_tree_init(struct device *dev, u32 chip, const u32 cells[OVERLAY_NUM_CELLS])
{
	const struct agx_glue_overlay *overlay = agx_glue_overlay_find(chip);
	struct device_node *bus;
	int ret;

	if (!overlay)
		return ERR_PTR(-ENODEV);

	ret = agx_glue_tree_apply(dev, overlay, cells);
	if (ret)
		return ERR_PTR(ret);

	bus = of_find_node_by_path(AGX_GLUE_BUS);
	if (!bus)
		return ERR_PTR(-ENODEV);

	ret = devm_add_action_or_reset(dev, agx_glue_bus_put, bus);
	return ret ? ERR_PTR(ret) : bus;
}

/* The GPU and its mailbox. */
struct agx_glue_children {
	unsigned int count;
	struct device *dev[4];
};

static int agx_glue_child_get(struct device *dev, void *arg)
{
	struct agx_glue_children *children = arg;

	if (children->count < ARRAY_SIZE(children->dev))
		children->dev[children->count++] = get_device(dev);
	return 0;
}

/*
 * An open file keeps its device when that is gone, and the device its node. But nodes
 * of an overlay are freed with it, and who puts one later finds its parent freed.
 */
static void agx_glue_child_put(struct device *dev)
{
	struct device_node *node = dev->of_node;

	device_set_node(dev, NULL);
	of_node_put(node);
	put_device(dev);
}

static void agx_glue_tree_depopulate(void *arg)
{
	struct agx_glue_children children = {};
	struct platform_device *bus = arg;
	unsigned int i;

	device_for_each_child(&bus->dev, &children, agx_glue_child_get);
	of_platform_depopulate(&bus->dev);
	for (i = 0; i < children.count; i++)
		agx_glue_child_put(children.dev[i]);
	platform_device_put(bus);
}

/**
 * agx_glue_tree_populate() - make the devices of the bus
 * @dev: owns them
 * @bus: what agx_glue_tree_init() returned
 *
 * Their drivers probe in this call if they are loaded.
 *
 * Return: 0, or an errno.
 */
int agx_glue_tree_populate(struct device *dev, struct device_node *bus)
{
	struct platform_device *device = of_find_device_by_node(bus);
	int ret;

	if (!device)
		return -ENODEV;

	ret = of_platform_populate(bus, NULL, NULL, &device->dev);
	if (ret) {
		platform_device_put(device);
		return ret;
	}
	return devm_add_action_or_reset(dev, agx_glue_tree_depopulate, device);
}
