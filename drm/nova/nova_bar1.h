/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_BAR1_H
#define NOVA_BAR1_H

#include "drm/own/own.h"

#include <linux/types.h>

struct nova_bar1_map;
struct nova_device;
struct ttm_buffer_object;
struct ttm_resource;

int nova_bar1_init(struct nova_device *nova);
void nova_bar1_fini(struct nova_device *nova);
u64 nova_bar1_size(struct nova_device *nova);

void nova_bar1_map_free(struct nova_bar1_map *map);

/* A buffer's window in BAR1. */
OWNED(nova_bar1_map, struct nova_bar1_map, nova_bar1_map_free)

int nova_bar1_map(struct nova_device *nova, struct ttm_resource *res);
void nova_bar1_unmap(struct nova_device *nova, struct ttm_resource *res);
/* Whether the window of @bo may be taken away when another buffer needs one. */
void nova_bar1_set_reclaimable(struct nova_device *nova, struct ttm_buffer_object *bo,
			       bool reclaimable);

#endif
