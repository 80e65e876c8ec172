/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_NVIF_ARGS_H
#define NOVA_NVIF_ARGS_H

#include <linux/types.h>

struct nvif_ioctl_new_v0;
struct nvif_ioctl_sclass_v0;
struct nvif_ioctl_v0;

int nova_nvif_check_new(const struct nvif_ioctl_new_v0 *args, u32 size,
			u32 num_objects) __must_check;
int nova_nvif_check_sclass(const struct nvif_ioctl_v0 *ioctl,
			   const struct nvif_ioctl_sclass_v0 *args, u32 size) __must_check;

#endif
