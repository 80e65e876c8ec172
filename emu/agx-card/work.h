/* SPDX-License-Identifier: MIT */
/* Work queues and what is in them. */
#ifndef AGX_CARD_WORK_H
#define AGX_CARD_WORK_H

#include <stdbool.h>
#include <stdint.h>

struct agx_devctrl_grow_ack;
struct agx_devctrl_recover;
struct agx_pipe_msg;
struct card;
struct work;

struct work *work_create(void); /* released by free() */

/* Forgets all queues. */
void work_reset(struct card *card);

/* A pipe's message says that there is work. */
void work_submit(struct card *card, unsigned int type, unsigned int priority,
		 const struct agx_pipe_msg *msg);

/* Runs what can run. Returns when to call again, in ms; -1 if nothing is left. */
int work_run(struct card *card);

/* The kernel answers. */
void work_grow_ack(struct card *card, const struct agx_devctrl_grow_ack *ack);
void work_recover(struct card *card, const struct agx_devctrl_recover *recover);

/* The kernel frees a GpuContextData. */
void work_destroy_context(struct card *card, uint64_t context);

/* Whether commands ended since the last time this was asked. */
bool work_is_busy(struct card *card);

/* How busy the GPU was since the last question, in percent. */
unsigned int work_utilization(struct card *card);

#endif
