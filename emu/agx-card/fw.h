/* SPDX-License-Identifier: MIT */
/* The GPU's firmware: what its two endpoints and its channels do. */
#ifndef AGX_CARD_FW_H
#define AGX_CARD_FW_H

#include <stdbool.h>
#include <stdint.h>

struct agx_event_msg;
struct card;
struct fw;
struct initdata;
struct work;

struct fw *fw_create(struct card *card);
void fw_destroy(struct fw *fw);

/* The firmware has forgotten everything. */
void fw_reset(struct card *card);

/* A message of the kernel to AGX_EP_FIRMWARE or AGX_EP_DOORBELL. */
void fw_receive(struct card *card, unsigned int ep, uint64_t msg);

/* Works. Returns when to call again, in ms; -1 until something comes. */
int fw_run(struct card *card);

/* Whether it runs, has InitData and has been initialized; @data is not NULL then. */
bool fw_is_up(struct card *card);
const struct initdata *fw_initdata(struct card *card);

/* Writes an event for the kernel, as soon as there is room. */
void fw_event(struct card *card, const struct agx_event_msg *event);

/* Writes a line to FwLog. */
void fw_log(struct card *card, const char *text);

#endif
