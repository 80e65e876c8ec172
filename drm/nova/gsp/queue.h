/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_GSP_QUEUE_H
#define NOVA_GSP_QUEUE_H

#include "drm/own/own.h"

#include <linux/types.h>

struct drm_printer;
struct nova_device;
struct nova_gsp_queue;

void nova_gsp_queue_free(struct nova_gsp_queue *queue);

/* The pair of message queues shared with the firmware. */
OWNED(nova_gsp_queue, struct nova_gsp_queue, nova_gsp_queue_free)

int nova_gsp_queue_create(struct nova_device *nova, struct nova_gsp_queue_own *h)
	__cond_acquires(0, h) __must_check;

/* Bus address of the memory that the queues are in. */
u64 nova_gsp_queue_addr(const struct nova_gsp_queue *queue);

/* Hand over what came unasked; called from the worker, may sleep. */
typedef void (*nova_gsp_event_fn)(struct nova_device *nova, u32 function,
				  const void *payload, u32 size);

int nova_gsp_queue_wait_event(struct nova_gsp_queue *queue, u32 event, unsigned int timeout_ms);
void nova_gsp_queue_listen(struct nova_gsp_queue *queue, nova_gsp_event_fn fn);
void nova_gsp_queue_kick(struct nova_gsp_queue *queue);
void nova_gsp_queue_close(struct nova_gsp_queue *queue);
void nova_gsp_queue_show(struct nova_gsp_queue *queue, struct drm_printer *p);

/* The queues of a device whose firmware is being started or runs. */
struct nova_gsp_queue *nova_gsp_queue_of(struct nova_device *nova);

int nova_gsp_post(struct nova_device *nova, u32 function, const void *payload, u32 size);
int nova_gsp_call(struct nova_device *nova, u32 function, const void *payload, u32 size,
		  void *reply, u32 reply_size);

#endif
