/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_TT_H
#define NOVA_TT_H

#include <linux/types.h>

struct nova_device;
struct ttm_buffer_object;
struct ttm_device;
struct ttm_operation_ctx;
struct ttm_tt;

int nova_tt_init(struct nova_device *nova);
void nova_tt_unmap_all(struct nova_device *nova);

/* For TTM. */
struct ttm_tt *nova_tt_create(struct ttm_buffer_object *bo, u32 page_flags);
void nova_tt_destroy(struct ttm_device *bdev, struct ttm_tt *tt);
int nova_tt_populate(struct ttm_device *bdev, struct ttm_tt *tt, struct ttm_operation_ctx *ctx);
void nova_tt_unpopulate(struct ttm_device *bdev, struct ttm_tt *tt);

const dma_addr_t *nova_tt_addrs(const struct ttm_tt *tt);

#endif
