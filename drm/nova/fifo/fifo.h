/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_FIFO_H
#define NOVA_FIFO_H

#include <linux/types.h>

struct nova_chan;
struct nova_device;
struct r570_rc_triggered;

#define NOVA_ENGINE_NONE	(~0u)

/**
 * struct nova_engine - one engine that runs channels, as the firmware listed it
 */
struct nova_engine {
	/** @type: NV2080 engine type: 1 GR0, 9 + n COPYn. */
	u32 type;
	/** @runlist: runlist it is scheduled by. */
	u32 runlist;
	/** @nonstall: vector of its completion interrupt, or NOVA_GSP_NO_VECTOR. */
	u32 nonstall;
};

int nova_fifo_init(struct nova_device *nova);
void nova_fifo_fini(struct nova_device *nova);

const struct nova_engine *nova_fifo_find_engine(struct nova_device *nova, u32 type);
/* A copy engine for a user's channel; prefers those that do not share GR's runlist. */
const struct nova_engine *nova_fifo_pick_copy(struct nova_device *nova);

/* The firmware killed a channel. Called from the event worker. */
void nova_fifo_rc_triggered(struct nova_device *nova, const void *payload, u32 size);

#endif
