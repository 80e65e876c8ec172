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

/** card_now() - nanoseconds since the card started. It always advances. */
uint64_t card_now(const struct card *card);

/** card_ticks() - the system counter that firmware timestamps are of, 24 MHz. */
uint64_t card_ticks(const struct card *card);

/**
 * violation() - the guest did something that real hardware or firmware would not survive.
 * @card: the card
 * @fmt: one line without newline: what was accessed, and what is wrong with it
 *
 * It is logged to stderr, the violations file and the trace, and makes the card exit with
 * status 3. It never ends the run.
 */
void violation(struct card *card, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** trace() - add one line to the trace, without newline. Costs one test when none is written. */
void trace(struct card *card, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool trace_on(const struct card *card);

/**
 * stats_counter() - find or make a counter.
 * @card: the card
 * @name: dotted lower-case name; a string that lives as long as the card
 *
 * Return: where to count; valid as long as the card, never NULL.
 */
uint64_t *stats_counter(struct card *card, const char *name);

#endif
