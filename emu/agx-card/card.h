/* SPDX-License-Identifier: MIT */
/*
 * The virtual Apple GPU: what every part of it may use.
 *
 * The card is one thread. The guest's accesses come in as calls of the register tables, and
 * card_run() lets the firmware work between them.
 */
#ifndef AGX_CARD_CARD_H
#define AGX_CARD_CARD_H

#include <stdbool.h>
#include <stdint.h>

#include "emu/common/log.h"

struct agx_abi;
struct asc;
struct boot;
struct cache;
struct card;
struct chip;
struct fault;
struct fw;
struct handoff;
struct lines;
struct rtkit;
struct sgx;
struct uat;
struct vfu;
struct work;

/* The parts. A part's pointer is set once, before any access, and lives as long as the card. */
struct vfu *card_vfu(struct card *card);
struct asc *card_asc(struct card *card);
struct boot *card_boot(struct card *card);
struct cache *card_cache(struct card *card);
struct fault *card_fault(struct card *card);
struct fw *card_fw(struct card *card);
struct handoff *card_handoff(struct card *card);
struct lines *card_lines(struct card *card);
struct rtkit *card_rtkit(struct card *card);
struct sgx *card_sgx(struct card *card);
struct uat *card_uat(struct card *card);
struct work *card_work(struct card *card);
const struct chip *card_chip(const struct card *card);
const struct agx_abi *card_abi(const struct card *card);

/** card_clock() - the system counter in ns: the card's own clock until card_set_clock(). */
uint64_t card_clock(const struct card *card);
void card_set_clock(struct card *card, uint64_t ns);

/** card_ticks() - the system counter, at its 24 MHz. */
uint64_t card_ticks(const struct card *card);

/** card_ticks_at() - the same, when card_clock() is @ns. */
uint64_t card_ticks_at(uint64_t ns);

#endif
