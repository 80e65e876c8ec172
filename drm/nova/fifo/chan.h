/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_CHAN_H
#define NOVA_CHAN_H

#include "drm/own/own.h"

#include <linux/types.h>

struct dma_fence;
struct nova_chan;
struct nova_device;
struct nova_engine;
struct nova_vm;

struct nova_chan *nova_chan_get_ref(struct nova_chan *chan);
void nova_chan_put_ref(struct nova_chan *chan);

/* A GPFIFO channel of a VM on one engine. */
OWNED_REF(nova_chan, struct nova_chan, nova_chan_get_ref, nova_chan_put_ref)

int nova_chan_create(struct nova_vm *vm, const struct nova_engine *engine, bool privileged,
		     struct nova_chan_own *h)
	__cond_acquires(0, h) __must_check;

#endif
