/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_GR_H
#define NOVA_GR_H

#include "drm/own/own.h"

#include <linux/types.h>

struct drm_nouveau_get_zcull_info;
struct nova_chan;
struct nova_device;
struct nova_gr_ctx;

void nova_gr_ctx_free(struct nova_gr_ctx *ctx);

/* What the graphics engine keeps of a channel while another one runs. */
OWNED(nova_gr_ctx, struct nova_gr_ctx, nova_gr_ctx_free)

int nova_gr_init(struct nova_device *nova);
void nova_gr_fini(struct nova_device *nova);

int nova_gr_ctx_create(struct nova_chan *chan, struct nova_gr_ctx_own *h)
	__cond_acquires(0, h) __must_check;

int nova_gr_zcull_info(struct nova_device *nova, struct drm_nouveau_get_zcull_info *info);

#endif
