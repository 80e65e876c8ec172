// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Events
 *
 * Each ring of a queue has one of 128 event slots, and with it two stamps: the
 * firmware adds a step to both for each command that is done. One stamp is the
 * firmware's, for queues that wait for each other; the other is read here when
 * the firmware says that the slot fired.
 *
 * Slots come from the firmware and are looked up, under a lock that a queue
 * takes to give its slot back: a queue that is found lives until we are done.
 */
#include "agx_event.h"
#include "agx_buffer.h"
#include "agx_device.h"
#include "agx_recover.h"
#include "agx_wq.h"
#include "uat/slots.h"

#include "firmware/agx/channels.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/mutex.h>

/**
 * struct agx_events - all slots
 */
struct agx_events {
	/** @stamps: of each slot, for us. */
	struct agx_obj_slot stamps;
	/** @fw_stamps: of each slot, for the firmware. */
	struct agx_obj_slot fw_stamps;
	/** @lock: keeps owners. */
	struct mutex lock;
	/** @slots: who has which slot. */
	struct agx_slots slots __guarded_by(&lock);
	/** @owner: queue, by slot. */
	struct agx_wq *owner[AGX_EVENT_SLOTS] __guarded_by(&lock);
};

/**
 * agx_event_init() - make the stamps
 * @agx: the GPU
 *
 * Return: 0 or -ENOMEM.
 */
int agx_event_init(struct agx_device *agx)
{
	size_t size = AGX_EVENT_SLOTS * sizeof(u32);
	int ret;

	agx->events = drmm_kzalloc(&agx->drm, sizeof(*agx->events), GFP_KERNEL);
	if (!agx->events)
		return -ENOMEM;

	scoped_guard(mutex_init, &agx->events->lock)
		agx_slots_init(&agx->events->slots, 0, AGX_EVENT_SLOTS);

	ret = agx_obj_fill(&agx->heap[AGX_HEAP_FW_SHARED], size, &agx->events->stamps);
	if (!ret)
		ret = agx_obj_fill(&agx->heap[AGX_HEAP_FW_PRIV], size, &agx->events->fw_stamps);
	if (ret)
		agx_event_fini(agx);
	return ret;
}

/**
 * agx_event_fini() - release the stamps
 * @agx: the GPU, without queues
 */
void agx_event_fini(struct agx_device *agx)
{
	agx_obj_clear(&agx->events->fw_stamps);
	agx_obj_clear(&agx->events->stamps);
	mutex_destroy(&agx->events->lock);
}

/**
 * agx_event_acquire() - take a slot
 * @agx: the GPU
 * @wq: who is told of events
 * @ring: for which of its rings
 *
 * Return: the slot, or -EBUSY if there is none left.
 */
int agx_event_acquire(struct agx_device *agx, struct agx_wq *wq, void *ring)
{
	bool changed;
	int slot;

	guard(mutex)(&agx->events->lock);

	slot = agx_slots_get(&agx->events->slots, ring, &changed);
	if (slot >= 0)
		agx->events->owner[slot] = wq;
	return slot;
}

/**
 * agx_event_release() - give a slot back
 * @agx: the GPU
 * @ring: which ring's it is; no event finds its queue by it when this returns
 * @slot: the slot
 */
void agx_event_release(struct agx_device *agx, const void *ring, u32 slot)
{
	guard(mutex)(&agx->events->lock);

	agx->events->owner[slot] = NULL;
	agx_slots_put(&agx->events->slots, slot);
	agx_slots_forget(&agx->events->slots, ring);
}

/**
 * agx_event_stamp_va() - where the firmware writes a slot's stamp for us
 * @agx: the GPU
 * @slot: the slot
 *
 * Return: address.
 */
u64 agx_event_stamp_va(struct agx_device *agx, u32 slot)
{
	return agx_obj_va(agx_obj_peek(&agx->events->stamps)) + slot * sizeof(u32);
}

/**
 * agx_event_fw_stamp_va() - where the firmware has a slot's stamp for itself
 * @agx: the GPU
 * @slot: the slot
 *
 * Return: address.
 */
u64 agx_event_fw_stamp_va(struct agx_device *agx, u32 slot)
{
	return agx_obj_va(agx_obj_peek(&agx->events->fw_stamps)) + slot * sizeof(u32);
}

/**
 * agx_event_stamp() - how far a slot is
 * @agx: the GPU
 * @slot: the slot
 *
 * Return: the stamp; the firmware's word.
 */
u32 agx_event_stamp(struct agx_device *agx, u32 slot)
{
	const u32 *stamps = agx_obj_cpu(agx_obj_peek(&agx->events->stamps));

	return READ_ONCE(stamps[slot]);
}

/* The queue that has a slot, which may be the firmware's word; NULL if none has. */
static struct agx_wq *event_wq(const struct agx_device *agx, u32 slot)
	__must_hold(&agx->events->lock)
{
	return agx_slots_owner(&agx->events->slots, slot) ? agx->events->owner[slot] : NULL;
}

static void event_fired(struct agx_device *agx, const u32 firing[AGX_EVENT_SLOTS / 32])
{
	guard(mutex)(&agx->events->lock);

	for (u32 slot = 0; slot < AGX_EVENT_SLOTS; slot++) {
		/* One that was just given back may still fire. */
		if (firing[slot / 32] & BIT(slot % 32) && agx->events->owner[slot])
			agx_wq_process(agx->events->owner[slot]);
	}
}

/**
 * agx_event_fail() - say what the jobs fail with that a command is of
 * @agx: the GPU
 * @slot: event slot of its queue; like @value the firmware's word
 * @value: its stamp
 * @blame: why
 *
 * Return: 0, or -EINVAL if there is no such command.
 */
int agx_event_fail(struct agx_device *agx, u32 slot, u32 value, const struct agx_blame *blame)
{
	struct agx_wq *wq;

	guard(mutex)(&agx->events->lock);

	wq = event_wq(agx, slot);
	return wq ? agx_wq_fail(wq, slot, value, blame) : -EINVAL;
}

/**
 * agx_event_queue_va() - where the firmware knows a queue
 * @agx: the GPU
 * @slot: its event slot; like @pipe the firmware's word
 * @pipe: enum agx_pipe_type
 * @va: address of its QueueInfo
 *
 * Return: 0, or -EINVAL if there is no such queue.
 */
int agx_event_queue_va(struct agx_device *agx, u32 slot, u32 pipe, u64 *va)
{
	struct agx_wq *wq;

	guard(mutex)(&agx->events->lock);

	wq = event_wq(agx, slot);
	return wq ? agx_wq_find_info(wq, slot, pipe, va) : -EINVAL;
}

/**
 * agx_event_show() - print the queues that have a slot
 * @agx: the GPU
 * @p: where
 */
void agx_event_show(struct agx_device *agx, struct drm_printer *p)
{
	guard(mutex)(&agx->events->lock);

	for (u32 slot = 0; slot < AGX_EVENT_SLOTS; slot++) {
		if (agx->events->owner[slot])
			agx_wq_show(agx->events->owner[slot], slot, p);
	}
}

/**
 * agx_event_kill_all() - give up on all queues
 * @agx: the GPU
 * @error: what their jobs fail with
 */
void agx_event_kill_all(struct agx_device *agx, int error)
{
	guard(mutex)(&agx->events->lock);

	for (u32 slot = 0; slot < AGX_EVENT_SLOTS; slot++) {
		if (agx->events->owner[slot])
			agx_wq_kill(agx->events->owner[slot], error);
	}
}

/**
 * agx_event_handle() - the firmware says that something happened
 * @agx: the GPU
 * @msg: our copy of what it says
 *
 * Return: 0, or -EINVAL if it makes no sense.
 */
int agx_event_handle(struct agx_device *agx, const struct agx_event_msg *msg)
{
	switch (msg->type) {
	case AGX_EVENT_FLAG:
		event_fired(agx, msg->flag.firing);
		return 0;
	case AGX_EVENT_GROW_TVB:
		return agx_buffers_grow(agx, msg);
	case AGX_EVENT_FAULT:
		return agx_recover_fault(agx);
	case AGX_EVENT_TIMEOUT:
		return agx_recover_timeout(agx, (u32)msg->timeout.event_slot);
	case AGX_EVENT_CHANNEL_ERROR:
		return agx_recover_channel(agx, msg->channel_error.error_type,
					   msg->channel_error.pipe_type,
					   msg->channel_error.event_slot,
					   msg->channel_error.event_value);
	default:
		return -EINVAL;
	}
}
