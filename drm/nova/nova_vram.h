/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_VRAM_H
#define NOVA_VRAM_H

#include <linux/types.h>

struct nova_device;

int nova_vram_init(struct nova_device *nova);
void nova_vram_fini(struct nova_device *nova);
u64 nova_vram_size(struct nova_device *nova);
u64 nova_vram_used(struct nova_device *nova);

#endif
