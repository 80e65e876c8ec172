/* SPDX-License-Identifier: MIT */
/* Either end of a channel. */
#ifndef AGX_CARD_RING_H
#define AGX_CARD_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct card;

/* The longest entry of a ring. */
#define RING_ENTRY_MAX 0x40

/**
 * struct ring - a channel
 * @name: for violations
 * @state: where the pointers are
 * @write_ptr: where the write pointer is in that
 * @entries: where the entries are
 * @size: bytes of one
 * @count: how many
 * @ptr: the firmware's own pointer, which it never reads back
 */
struct ring {
	const char *name;
	uint64_t state;
	uint64_t write_ptr;
	uint64_t entries;
	uint32_t size;
	uint32_t count;
	uint32_t ptr;
};

/* Checks that it is mapped and empty. False after a crash. */
bool ring_open(struct card *card, struct ring *ring);

/**
 * ring_take() - the next entry that the kernel wrote
 * @card: the card
 * @ring: a ring of the kernel's
 * @entry: @ring->size bytes
 *
 * The entry stays the kernel's until ring_done().
 *
 * Return: false if there is none, or after a crash.
 */
bool ring_take(struct card *card, struct ring *ring, void *entry);
void ring_done(struct card *card, struct ring *ring);

/* Whether the kernel, whose ring it is, cannot write any more. */
bool ring_is_full(struct card *card, const struct ring *ring);

/* Writes an entry into a ring of the firmware's. False if it is full, or after a crash. */
bool ring_put(struct card *card, struct ring *ring, const void *entry);

#endif
