/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_RING_H
#define AGX_RING_H

#include <linux/types.h>

/**
 * struct agx_ring - our end of a ring that is shared with the firmware
 *
 * Both sides' positions lie in memory that the firmware may write. Ours is kept
 * here as well and never read back; the firmware's is checked before it is used.
 */
struct agx_ring {
	/** @read_ptr: the reader's position, in shared memory. */
	u32 *read_ptr;
	/** @write_ptr: the writer's position, in shared memory. */
	u32 *write_ptr;
	/** @entries: shared memory for @count entries. */
	u8 *entries;
	/** @count: number of entries. */
	u32 count;
	/** @entry_size: bytes of each. */
	u32 entry_size;
	/** @pos: our position. */
	u32 pos;
};

void agx_ring_init(struct agx_ring *ring, u32 *read_ptr, u32 *write_ptr, void *entries,
		   u32 count, u32 entry_size);
int agx_ring_push(struct agx_ring *ring, const void *entry, u32 size);
int agx_ring_pop(struct agx_ring *ring, void *entry, u32 size);
int agx_ring_pending(const struct agx_ring *ring);

#endif
