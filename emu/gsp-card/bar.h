/* SPDX-License-Identifier: MIT */
/* The windows into memory: BAR1 and BAR2 through page tables, PRAMIN past them. */
#ifndef GSP_CARD_BAR_H
#define GSP_CARD_BAR_H

#include <stddef.h>
#include <stdint.h>

#include "core.h"

#define BAR1_SIZE (256ull << 20)
#define BAR2_SIZE (32ull << 20)

enum bar_window {
	BAR_1,
	BAR_2,
};

struct bar *bar_create(struct card *card);
void bar_destroy(struct bar *bar);
void bar_reset(struct bar *bar);

/**
 * bar_set_roots() - where GSP-RM keeps the root page directories of both windows
 * @bar: the windows
 * @bar1: VRAM address for BAR1, whose entries the driver writes itself
 * @bar2: VRAM address for BAR2, whose entry 0 the driver sends by UPDATE_BAR_PDE
 */
void bar_set_roots(struct bar *bar, uint64_t bar1, uint64_t bar2);

/** bar_update_pde() - RM writes entry 0 of BAR2's root; 0 unbinds it. */
void bar_update_pde(struct card *card, uint64_t entry);

void bar_read(struct card *card, enum bar_window window, uint64_t offset, void *buf, size_t len);
void bar_write(struct card *card, enum bar_window window, uint64_t offset, const void *buf,
	       size_t len);

#endif
