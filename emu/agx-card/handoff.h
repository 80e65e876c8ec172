/* SPDX-License-Identifier: MIT */
/* The handoff page, from the firmware's side. */
#ifndef AGX_CARD_HANDOFF_H
#define AGX_CARD_HANDOFF_H

#include <stdbool.h>
#include <stdint.h>

struct card;
struct handoff;

struct handoff *handoff_create(void); /* released by free() */
void handoff_reset(struct card *card);

/* Greets a kernel that has greeted. Returns when to call again, in ms; -1 for never. */
int handoff_run(struct card *card);

/* Takes Dekker's lock, if it can be had now. If not, ask again later: the wish is on record. */
bool handoff_lock(struct card *card);
void handoff_unlock(struct card *card);

/* Says which user's slot the firmware works in; under the lock. */
void handoff_set_slot(struct card *card, uint32_t slot);

/* Answers a flush request of @slot (AGX_HANDOFF_FLUSH_KERNEL for the kernel) of that range. */
void handoff_flush(struct card *card, uint32_t slot, uint64_t addr, uint64_t size);

#endif
