/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_NVIF_H
#define NOVA_NVIF_H

#include "nova_file.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct drm_file;

int nova_nvif_ioctl(struct drm_file *file, void __user *user, u32 size);

void nova_nvif_drop_channel(struct nova_file *nf, u32 channel) __must_hold(&nf->lock);
void nova_nvif_drop_all(struct nova_file *nf) __must_hold(&nf->lock);

#endif
