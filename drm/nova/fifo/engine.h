/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_ENGINE_H
#define NOVA_ENGINE_H

#include <linux/types.h>

struct nova_device;
struct r570_ctrl_fifo_device_table;

/* More than any card has; a longer list of the firmware's is an error. */
#define NOVA_MAX_ENGINES	64

/**
 * struct nova_engine - one engine that runs channels, as the firmware listed it
 */
struct nova_engine {
	/** @nova: the card. */
	struct nova_device *nova;
	/** @type: NV2080 engine type, R570_ENGINE_*. */
	u32 type;
	/** @mc: its number in the firmware's table of interrupts, R570_MC_*. */
	u32 mc;
	/** @runlist: runlist it is scheduled by. */
	u32 runlist;
	/** @nonstall: vector of its completion interrupt, or NOVA_GSP_NO_VECTOR. */
	u32 nonstall;
	/** @copy: it is a copy engine, otherwise graphics. */
	bool copy;
	/** @inst: which of its kind it is. */
	u32 inst;
};

/**
 * struct nova_engines - the engines of a card that channels of ours can use
 */
struct nova_engines {
	/** @count: length of @list. */
	u32 count;
	/** @list: in the firmware's order. */
	struct nova_engine list[NOVA_MAX_ENGINES];
};

int nova_engines_add(struct nova_engines *engines, struct nova_device *nova,
		     const struct r570_ctrl_fifo_device_table *table);

#endif
