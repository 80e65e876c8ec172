/* SPDX-License-Identifier: MIT */
/*
 * Which pages the firmware may have in its cache. It caches what is mapped for it as private
 * memory, and writes lines back when it likes: who takes such a page away has to have it flushed
 * before, or the firmware overwrites what the memory is used for next.
 */
#ifndef AGX_CARD_CACHE_H
#define AGX_CARD_CACHE_H

#include <stdint.h>

struct cache;
struct card;

struct cache *cache_create(void); /* released by free() */

/* Nothing is cached. */
void cache_reset(struct card *card);

/* The firmware accesses a page, whose entry is @pte. */
void cache_touch(struct card *card, uint64_t va, uint64_t pte);

/* The kernel had a range flushed. */
void cache_flush(struct card *card, uint64_t va, uint64_t size);

/* Looks at some of the pages: each is still mapped, and the same memory, or it is a violation. */
void cache_check(struct card *card);

#endif
