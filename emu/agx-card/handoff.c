// SPDX-License-Identifier: MIT
#include "handoff.h"

#include <stdlib.h>
#include <string.h>

#include "asc.h"
#include "boot.h"
#include "cache.h"
#include "card.h"
#include "fault.h"
#include "rtkit.h"
#include "firmware/agx/uat.h"

#define POLL_MS 1
#define HOLD_NS 20000000ull

struct handoff {
	bool greeted;
	bool held;
	bool backing_off; /* lock_fw is down until it is the firmware's turn */
	uint64_t hold_until; /* contention that a test ordered */
};

struct handoff *handoff_create(void)
{
	return calloc(1, sizeof(struct handoff));
}

void handoff_reset(struct card *card)
{
	memset(card_handoff(card), 0, sizeof(struct handoff));
}

static void set_lock(struct agx_handoff *page, uint8_t lock)
{
	__atomic_store_n(&page->lock_fw, lock, __ATOMIC_SEQ_CST);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static bool kernel_wants(const struct agx_handoff *page)
{
	return __atomic_load_n(&page->lock_ap, __ATOMIC_SEQ_CST);
}

static bool is_kernels_turn(const struct agx_handoff *page)
{
	return !__atomic_load_n(&page->turn, __ATOMIC_SEQ_CST);
}

bool handoff_lock(struct card *card)
{
	struct agx_handoff *page = boot_ptr(card, AGX_GLUE_REGION_HANDOFF);
	struct handoff *handoff = card_handoff(card);

	if (!page || handoff->hold_until)
		return false;
	if (handoff->held)
		return true;
	if (handoff->backing_off && is_kernels_turn(page) && kernel_wants(page))
		return false;
	handoff->backing_off = false;
	set_lock(page, 1);
	if (!kernel_wants(page)) {
		handoff->held = true;
		return true;
	}
	if (is_kernels_turn(page)) {
		set_lock(page, 0);
		handoff->backing_off = true;
	}
	return false;
}

void handoff_unlock(struct card *card)
{
	struct agx_handoff *page = boot_ptr(card, AGX_GLUE_REGION_HANDOFF);

	card_handoff(card)->held = false;
	if (!page)
		return;
	__atomic_store_n(&page->turn, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->lock_fw, 0, __ATOMIC_RELEASE);
}

void handoff_set_slot(struct card *card, uint32_t slot)
{
	struct agx_handoff *page = boot_ptr(card, AGX_GLUE_REGION_HANDOFF);

	if (page)
		__atomic_store_n(&page->cur_slot, slot, __ATOMIC_RELEASE);
}

static void greet(struct card *card, struct agx_handoff *page)
{
	uint64_t magic = __atomic_load_n(&page->magic_ap, __ATOMIC_ACQUIRE);

	if (!magic)
		return;
	if (magic != AGX_HANDOFF_MAGIC_AP)
		violation(card, "handoff: the kernel's magic is %016llx",
			  (unsigned long long)magic);
	__atomic_store_n(&page->magic_fw, AGX_HANDOFF_MAGIC_FW, __ATOMIC_RELEASE);
	card_handoff(card)->greeted = true;
	trace(card, "handoff up");
}

/* Holds the lock for no reason but to be in the way. */
static void contend(struct card *card, const struct agx_handoff *page)
{
	struct handoff *handoff = card_handoff(card);

	if (handoff->hold_until && handoff->hold_until <= card_now(card)) {
		handoff->hold_until = 0;
		*stats_counter(card, "handoff.kernel_waited") += kernel_wants(page);
		handoff_unlock(card);
	}
	if (handoff->hold_until || handoff->held ||
	    !fault_struck(card_fault(card), FAULT_CONTENTION) || !handoff_lock(card))
		return;
	fault_take(card_fault(card), FAULT_CONTENTION);
	handoff->hold_until = card_now(card) + HOLD_NS;
	++*stats_counter(card, "handoff.contention");
}

int handoff_run(struct card *card)
{
	struct agx_handoff *page = boot_ptr(card, AGX_GLUE_REGION_HANDOFF);
	struct handoff *handoff = card_handoff(card);

	if (!page || !rtkit_is_running(card))
		return -1;
	if (!handoff->greeted)
		greet(card, page);
	contend(card, page);
	return handoff->greeted && !handoff->hold_until &&
			       !fault_struck(card_fault(card), FAULT_CONTENTION) ?
		       -1 :
		       POLL_MS;
}

void handoff_flush(struct card *card, uint32_t slot, uint64_t addr, uint64_t size)
{
	struct agx_handoff *page = boot_ptr(card, AGX_GLUE_REGION_HANDOFF);
	struct agx_handoff_flush *flush, order;

	if (!page)
		return;
	if (slot >= AGX_HANDOFF_NUM_FLUSH) {
		violation(card, "flush of slot %u: there are %d", slot, AGX_HANDOFF_NUM_FLUSH);
		return;
	}
	flush = &page->flush[slot];
	order = *flush;
	if (order.state != AGX_FLUSH_REQUESTED)
		violation(card, "flush of slot %u: its state is %llu", slot,
			  (unsigned long long)order.state);
	if (order.addr != addr || order.size != size)
		violation(card,
			  "flush of slot %u: FwCtl says %llx, %llx bytes; the slot %llx, %llx",
			  slot, (unsigned long long)addr, (unsigned long long)size,
			  (unsigned long long)order.addr, (unsigned long long)order.size);
	++*stats_counter(card, "handoff.flush");
	if (fault_take(card_fault(card), FAULT_FLUSH))
		return;
	/* What the firmware accesses of users is not cached here. */
	if (slot == AGX_HANDOFF_FLUSH_KERNEL)
		cache_flush(card, addr, size);
	__atomic_store_n(&flush->state, AGX_FLUSH_DONE, __ATOMIC_RELEASE);
}
