/* SPDX-License-Identifier: MIT */
/* The GSP: the falcon registers that the driver sees, and the life of its firmware. */
#ifndef GSP_CARD_GSP_H
#define GSP_CARD_GSP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct boot;
struct card;
struct fsp_cot;
struct gsp;

struct gsp *gsp_create(struct card *card);
void gsp_destroy(struct gsp *gsp);
void gsp_reset(struct card *card);

/**
 * gsp_boot() - the FSP starts the GSP's firmware
 * @card: the card
 * @cot: the chain-of-trust message
 *
 * When it returns true GSP-RM is up and has said so in the status queue, as fast as nothing
 * real could. Otherwise the mailbox holds an error.
 */
bool gsp_boot(struct card *card, const struct fsp_cot *cot);

/** gsp_boot_result() - the layout that the last boot made; NULL while no firmware runs. */
const struct boot *gsp_boot_result(const struct gsp *gsp);

/** gsp_halt() - GSP-RM was told to unload, or to suspend and keep its state. */
void gsp_halt(struct card *card, bool suspend);

/** gsp_protects() - whether VRAM from @addr on touches the firmware's protected region. */
bool gsp_protects(const struct gsp *gsp, uint64_t addr, uint64_t len);

/**
 * gsp_event() - send an event to the driver
 * @card: the card
 * @event: R570_EVENT_*
 * @payload: @len bytes, copied
 * @len: bytes
 *
 * Nothing is sent unless firmware runs.
 */
void gsp_event(struct card *card, uint32_t event, const void *payload, size_t len);

/** gsp_flush() - go on with messages that found the queue full; true if none waits. */
bool gsp_flush(struct card *card);

#endif
