/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_FIFO_H
#define NOVA_FIFO_H

#include "drm/own/own.h"

#include <linux/list.h>
#include <linux/types.h>

struct nova_chan;
struct nova_chid;
struct nova_device;
struct nova_engine;

/**
 * struct nova_fifo_entry - what the fifo knows of a channel
 */
struct nova_fifo_entry {
	/** @node: in the list of channels; the fifo's lock protects it. */
	struct list_head node;
	/** @chan: the channel. */
	struct nova_chan *chan;
	/** @runlist: runlist it is on. */
	u32 runlist;
	/** @chid: its id. */
	u32 chid;
};

void nova_chid_free(struct nova_chid *chid);

/* A channel id, unique on the card. */
OWNED(nova_chid, struct nova_chid, nova_chid_free)

int nova_fifo_init(struct nova_device *nova);
void nova_fifo_fini(struct nova_device *nova);

int nova_chid_create(struct nova_device *nova, struct nova_chid_own *h)
	__cond_acquires(0, h) __must_check;
u32 nova_chid_value(const struct nova_chid *chid);

u32 nova_fifo_mthdbuf_size(struct nova_device *nova);
const struct nova_engine *nova_fifo_find_engine(struct nova_device *nova, u32 type);
const struct nova_engine *nova_fifo_pick_copy(struct nova_device *nova);
const struct nova_engine *nova_fifo_copy_of(const struct nova_engine *engine);
const struct nova_engine *nova_fifo_gr_of(const struct nova_engine *engine);

void nova_fifo_add(struct nova_device *nova, struct nova_fifo_entry *entry);
void nova_fifo_remove(struct nova_device *nova, struct nova_fifo_entry *entry);
u64 nova_fifo_pending(struct nova_device *nova);
void nova_fifo_watch(struct nova_device *nova);

void nova_fifo_rc_triggered(struct nova_device *nova, const void *payload, u32 size);

#endif
