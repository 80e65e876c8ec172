/* SPDX-License-Identifier: MIT */
/* Windows of registers that the kernel opens to the firmware, in HwDataB. */
#ifndef AGX_CARD_WINDOW_H
#define AGX_CARD_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#define WINDOW_DIE_STRIDE 0x2000000000ull
#define WINDOW_MCACHE_STRIDE 0x1000000ull

#define WINDOW_SRAM_BASE 0x404d60000ull
#define WINDOW_SRAM_SIZE 0x20000

/**
 * struct window - one that the firmware accesses
 * @slot: the firmware's number for it
 * @writable: the firmware writes there
 * @size: bytes of one piece
 * @count: pieces, of all dies
 * @phys: of the first one
 */
struct window {
	uint8_t slot;
	bool writable;
	uint32_t size;
	uint32_t count;
	uint64_t phys;
};

#define WINDOWS 6

struct agx_io_mapping;
struct card;

/* The WINDOWS that a chip's firmware needs, NULL for one that is not known. */
const struct window *windows_of(uint32_t chip);

/**
 * windows_check() - look at all windows
 * @card: the card
 * @io: the windows, by the firmware's numbers
 * @count: how many there are
 *
 * What is wrong is a violation. The pages behind a window are looked up, not read.
 */
void windows_check(struct card *card, const struct agx_io_mapping *io, unsigned int count);

/**
 * window_check_sram() - look at the window of the GPU's own memory
 * @card: the card
 * @va: its address, 0 where there is none
 */
void window_check_sram(struct card *card, uint64_t va);

#endif
