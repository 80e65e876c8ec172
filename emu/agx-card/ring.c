// SPDX-License-Identifier: MIT
#include "ring.h"

#include "card.h"
#include "fwmem.h"
#include "rtkit.h"

bool ring_open(struct card *card, struct ring *ring)
{
	uint32_t read, write;

	if (!fwmem_check(card, ring->entries, (size_t)ring->size * ring->count, true, ring->name) ||
	    !fwmem_load32(card, ring->state, &read, ring->name) ||
	    !fwmem_load32(card, ring->state + ring->write_ptr, &write, ring->name))
		return false;
	if (read >= ring->count || write >= ring->count) {
		violation(card, "channel %s: pointers %u and %u at the start", ring->name, read,
			  write);
		rtkit_crash(card, ring->name);
		return false;
	}
	ring->ptr = read;
	return true;
}

bool ring_take(struct card *card, struct ring *ring, void *entry)
{
	uint32_t write;

	if (!fwmem_load32(card, ring->state + ring->write_ptr, &write, ring->name))
		return false;
	if (write >= ring->count) {
		violation(card, "channel %s: write pointer %u of %u", ring->name, write,
			  ring->count);
		rtkit_crash(card, ring->name);
		return false;
	}
	return write != ring->ptr &&
	       fwmem_read(card, ring->entries + (uint64_t)ring->ptr * ring->size, entry,
			  ring->size, ring->name);
}

bool ring_is_full(struct card *card, const struct ring *ring)
{
	uint32_t write;

	return fwmem_load32(card, ring->state + ring->write_ptr, &write, ring->name) &&
	       (write + 1) % ring->count == ring->ptr;
}

void ring_done(struct card *card, struct ring *ring)
{
	ring->ptr = (ring->ptr + 1) % ring->count;
	fwmem_store32(card, ring->state, ring->ptr, ring->name);
}

bool ring_put(struct card *card, struct ring *ring, const void *entry)
{
	uint32_t next = (ring->ptr + 1) % ring->count, read;

	if (!fwmem_load32(card, ring->state, &read, ring->name))
		return false;
	if (read >= ring->count)
		violation(card, "channel %s: read pointer %u of %u", ring->name, read,
			  ring->count);
	if (read == next ||
	    !fwmem_write(card, ring->entries + (uint64_t)ring->ptr * ring->size, entry, ring->size,
			 ring->name))
		return false;
	ring->ptr = next;
	return fwmem_store32(card, ring->state + ring->write_ptr, next, ring->name);
}
