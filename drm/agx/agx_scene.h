/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_SCENE_H
#define AGX_SCENE_H

#include "agx_obj.h"

#include <linux/types.h>

struct agx_device;
struct agx_scene_addrs;
struct agx_tiles;

int agx_scene_fill(struct agx_device *agx, struct agx_heap *heap, const struct agx_tiles *tiles,
		   struct agx_obj_slot *slot, struct agx_scene_addrs *addrs) __must_check;

#endif
