/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_INTR_H
#define NOVA_INTR_H

#include <linux/types.h>

struct nova_device;

/* Runs in hard interrupt context. */
typedef void (*nova_intr_fn)(void *data);

int nova_intr_init(struct nova_device *nova);
void nova_intr_fini(struct nova_device *nova);

int nova_intr_enable(struct nova_device *nova, u32 vector, nova_intr_fn fn, void *data);
void nova_intr_disable(struct nova_device *nova, u32 vector);
void nova_intr_rearm(struct nova_device *nova);

#endif
