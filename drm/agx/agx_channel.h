/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_CHANNEL_H
#define AGX_CHANNEL_H

#include <linux/types.h>

struct agx_devctrl_grow_ack;
struct agx_device;
struct agx_fw_status;
struct agx_gpu_context;
struct agx_pipe_msg;
struct agx_rtptrs;
struct agx_stats_msg;

int agx_channels_init(struct agx_device *agx);
void agx_channels_fini(struct agx_device *agx);
void agx_channels_fill(struct agx_device *agx, struct agx_rtptrs *rt,
		       struct agx_fw_status *status);

int agx_channel_start(struct agx_device *agx);
void agx_channel_stop(struct agx_device *agx);
bool agx_channel_is_up(struct agx_device *agx);

int agx_channel_run(struct agx_device *agx, const struct agx_pipe_msg *msg, u32 priority);
int agx_channel_grow_ack(struct agx_device *agx, const struct agx_devctrl_grow_ack *ack);
int agx_channel_recover(struct agx_device *agx, u32 pipe, u64 queue, u32 value);
int agx_channel_destroy(struct agx_device *agx, const struct agx_gpu_context *context, u64 va);
int agx_channel_ping(struct agx_device *agx);
int agx_channel_flush(struct agx_device *agx, u32 slot, u64 addr, u64 pages);
void agx_channel_receive(struct agx_device *agx);
bool agx_channel_last_stats(struct agx_device *agx, u32 type, struct agx_stats_msg *msg);

#endif
