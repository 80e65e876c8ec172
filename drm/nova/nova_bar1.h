/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_BAR1_H
#define NOVA_BAR1_H

#include <linux/types.h>

struct nova_device;
struct ttm_resource;

int nova_bar1_init(struct nova_device *nova);
void nova_bar1_fini(struct nova_device *nova);
u64 nova_bar1_size(struct nova_device *nova);

int nova_bar1_map(struct nova_device *nova, struct ttm_resource *res);
void nova_bar1_unmap(struct nova_device *nova, struct ttm_resource *res);

#endif
