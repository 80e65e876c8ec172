// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "agx_ring.h"

#include "firmware/types.h"

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>

/**
 * agx_ring_init() - begin to use a ring
 * @ring: the ring
 * @read_ptr: the reader's position
 * @write_ptr: the writer's position
 * @entries: memory for @count entries of @entry_size bytes
 * @count: number of entries, at least 2
 * @entry_size: bytes
 */
void agx_ring_init(struct agx_ring *ring, u32 *read_ptr, u32 *write_ptr, void *entries,
		   u32 count, u32 entry_size)
{
	*ring = (struct agx_ring) {
		.read_ptr = read_ptr,
		.write_ptr = write_ptr,
		.entries = entries,
		.count = count,
		.entry_size = entry_size,
	};
}

static u32 ring_next(const struct agx_ring *ring)
{
	return ring->pos + 1 == ring->count ? 0 : ring->pos + 1;
}

static u8 *ring_entry(const struct agx_ring *ring)
{
	return ring->entries + (size_t)ring->pos * ring->entry_size;
}

/**
 * agx_ring_push() - write an entry that the firmware reads
 * @ring: a ring that we write
 * @entry: what to write; what is left of the ring's entry is zeroed
 * @size: bytes
 *
 * The doorbell is the caller's.
 *
 * Return: 0; -EAGAIN if the ring is full; -EIO if the firmware's position is
 * nonsense; -EINVAL if @size is too large.
 */
int agx_ring_push(struct agx_ring *ring, const void *entry, u32 size)
{
	u32 read = fw_read32(ring->read_ptr);
	u32 next = ring_next(ring);

	if (size > ring->entry_size)
		return -EINVAL;
	if (read >= ring->count)
		return -EIO;
	if (next == read)
		return -EAGAIN;

	memcpy(ring_entry(ring), entry, size);
	memset(ring_entry(ring) + size, 0, ring->entry_size - size);
	/* The entry, and what it points to, before the position that announces it. */
	fw_mb();
	fw_write32(ring->write_ptr, next);
	ring->pos = next;
	return 0;
}

/**
 * agx_ring_pop() - read an entry that the firmware wrote
 * @ring: a ring that we read
 * @entry: filled with a copy, which is the firmware's word and no more
 * @size: bytes to copy, at most an entry
 *
 * Return: 1; 0 if there is none; -EIO if the firmware's position is nonsense.
 */
int agx_ring_pop(struct agx_ring *ring, void *entry, u32 size)
{
	u32 write = fw_read32(ring->write_ptr);

	if (write >= ring->count)
		return -EIO;
	if (write == ring->pos)
		return 0;

	fw_rmb();
	memcpy(entry, ring_entry(ring), min(size, ring->entry_size));
	ring->pos = ring_next(ring);
	/* Read before it may be overwritten. */
	fw_mb();
	fw_write32(ring->read_ptr, ring->pos);
	return 1;
}

/**
 * agx_ring_pending() - how much the firmware has yet to read
 * @ring: a ring that we write
 *
 * Return: number of entries; -EIO if the firmware's position is nonsense.
 */
int agx_ring_pending(const struct agx_ring *ring)
{
	u32 read = fw_read32(ring->read_ptr);

	if (read >= ring->count)
		return -EIO;

	return (int)(ring->pos >= read ? ring->pos - read : ring->pos + ring->count - read);
}
