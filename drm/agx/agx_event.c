// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Events
 *
 * A queue with work has one of 128 event slots, and with it two stamps: the
 * firmware adds a step to both for each command that is done. One stamp is the
 * firmware's, for queues that wait for each other; the other is read here when
 * the firmware says that the slot fired.
 *
 * Slots come from the firmware and are looked up, under a lock that a queue
 * takes to give its slot back: a queue that is found lives until we are done.
 */
#include "agx_event.h"
#include "agx_boot.h"
#include "agx_buffer.h"
#include "agx_device.h"
#include "agx_wq.h"
#include "uat/slots.h"

#include "firmware/agx/channels.h"
#include "firmware/agx/sgx.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/io-64-nonatomic-lo-hi.h>
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
int agx_event_acquire(struct agx_device *agx, struct agx_wq *wq, const void *ring)
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
 * agx_event_kill() - give up on a queue
 * @agx: the GPU
 * @slot: its slot; may come from the firmware
 * @error: what its jobs fail with
 */
void agx_event_kill(struct agx_device *agx, u32 slot, int error)
{
	guard(mutex)(&agx->events->lock);

	if (slot < AGX_EVENT_SLOTS && agx->events->owner[slot])
		agx_wq_kill(agx->events->owner[slot], error);
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

/* In M2 Pro and up the address has a register of its own. */
static u64 event_read_fault(struct agx_device *agx, u64 *addr)
{
	u64 info;

	if (agx->soc->gen == AGX_SGX_GEN_G14X) {
		info = readq(agx->sgx + AGX_SGX_FAULT_INFO_G14X);
		*addr = readq(agx->sgx + AGX_SGX_FAULT_ADDR_G14X) << AGX_SGX_FAULT_ADDR_SHIFT;
	} else {
		info = readq(agx->sgx + AGX_SGX_FAULT_INFO);
		*addr = FIELD_GET(AGX_SGX_FAULT_ADDR, info) << AGX_SGX_FAULT_ADDR_SHIFT;
	}

	return info;
}

static void event_log_fault(struct agx_device *agx, const char *what)
{
	u64 addr, info = event_read_fault(agx, &addr);

	if (info == AGX_SGX_FAULT_OFF || !(info & AGX_SGX_FAULT_VALID))
		drm_err_ratelimited(&agx->drm, "%s\n", what);
	else
		drm_err_ratelimited(&agx->drm, "%s: %s of %#llx in slot %llu, reason %llu, unit %#llx\n",
				    what, info & AGX_SGX_FAULT_READ ? "read" : "write", addr,
				    FIELD_GET(AGX_SGX_FAULT_SLOT, info),
				    FIELD_GET(AGX_SGX_FAULT_REASON, info),
				    FIELD_GET(AGX_SGX_FAULT_UNIT, info));
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
		event_log_fault(agx, "fault");
		agx_boot_recover(agx, -EIO);
		return 0;
	case AGX_EVENT_TIMEOUT:
		event_log_fault(agx, "a command takes too long");
		agx_boot_recover(agx, -ETIMEDOUT);
		return 0;
	default:
		return -EINVAL;
	}
}
