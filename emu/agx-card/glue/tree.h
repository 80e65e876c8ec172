/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef EMU_AGX_CARD_GLUE_TREE_H
#define EMU_AGX_CARD_GLUE_TREE_H

#include <linux/types.h>

#include "overlay.h"

struct device;
struct device_node;

struct device_node *agx_glue_tree_init(struct device *dev, u32 chip, const u32 cells[OVERLAY_NUM_CELLS]);
int agx_glue_tree_populate(struct device *dev, struct device_node *bus);

#endif
