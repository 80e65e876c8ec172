// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Runlists, engines and channel ids
 *
 * The firmware lists the engines and the runlist that schedules each. Every
 * channel sits on one runlist and has an id, which we choose. An engine's
 * completion ("non-stall") interrupt says no more than that some channel of its
 * runlist passed a semaphore, so all of them are looked at.
 *
 * Sources: nouveau, nvkm/subdev/gsp/rm/r535/fifo.c and r570/fifo.c.
 */
#include "fifo.h"
#include "chan.h"
#include "engine.h"

#include "drm/nova/nova_device.h"
#include "drm/nova/nova_dump.h"
#include "drm/nova/nova_intr.h"
#include "drm/nova/gsp/gsp.h"
#include "drm/nova/gsp/rm.h"
#include "drm/own/mem.h"

#include "firmware/gsp/r570/alloc.h"
#include "firmware/gsp/r570/ctrl.h"
#include "firmware/gsp/r570/engine.h"
#include "firmware/gsp/r570/rpc.h"
#include "firmware/nv/host.h"
#include "firmware/nv/regs.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/idr.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

/* More than any card has; a longer list of the firmware's is an error. */
#define NOVA_FIFO_MAX_ENTRIES	256
#define NOVA_FIFO_MAX_MTHDBUF	SZ_1M

/* The firmware keeps channel 0 for itself: nouveau, r570_fifo.rsvd_chids */
#define NOVA_FIFO_FIRST_CHID	1

/**
 * struct nova_fifo - the host engine
 */
struct nova_fifo {
	/** @chids: channel ids in use. */
	struct ida chids;
	/** @mthdbuf_size: size in bytes of a channel's method buffer. */
	u32 mthdbuf_size;
	/** @num_intrs: the first so many engines have their interrupt enabled. */
	u32 num_intrs;
	/** @next_copy: spreads users over the copy engines. */
	atomic_t next_copy;
	/** @nova: the card. */
	struct nova_device *nova;
	/** @watch: looks for lost interrupts while work is under way. */
	struct delayed_work watch;
	/** @lock: protects @chans; taken in hard interrupts. */
	spinlock_t lock;
	/** @chans: &struct nova_fifo_entry of every live channel. */
	struct list_head chans __guarded_by(&lock);
	/** @engines: engines that run channels of ours. */
	struct nova_engines engines;
};

struct nova_chid {
	struct nova_device *nova;
	/** @value: 0 while none is reserved. */
	u32 value;
};

static int chid_init(struct nova_chid *chid, struct nova_device *nova)
{
	int id = ida_alloc_range(&nova->fifo->chids, NOVA_FIFO_FIRST_CHID,
				 R570_CHANNEL_COUNT - 1, GFP_KERNEL);

	if (id < 0)
		return id;

	chid->nova = nova;
	chid->value = id;
	return 0;
}

/**
 * nova_chid_create() - reserve a channel id
 * @nova: the card
 * @h: the id
 *
 * Return: 0, -ENOSPC if all are taken, or -ENOMEM.
 */
int nova_chid_create(struct nova_device *nova, struct nova_chid_own *h)
{
	struct nova_chid_own chid;
	int ret;

	ret = nova_chid_adopt(&chid, kzalloc_obj(struct nova_chid));
	if (ret)
		return ret;

	ret = chid_init(nova_chid_borrow(&chid), nova);
	if (ret) {
		nova_chid_drop(&chid);
		return ret;
	}

	nova_chid_move(h, &chid);
	return 0;
}

/**
 * nova_chid_free() - give a channel id back
 * @chid: the id; the firmware no longer has a channel of it
 */
void nova_chid_free(struct nova_chid *chid)
{
	if (chid->value)
		ida_free(&chid->nova->fifo->chids, chid->value);
	kfree(chid);
}

/**
 * nova_chid_value() - the number
 * @chid: the id
 *
 * Return: the id as the hardware has it.
 */
u32 nova_chid_value(const struct nova_chid *chid)
{
	return chid->value;
}

/**
 * nova_fifo_mthdbuf_size() - size of a channel's method buffer
 * @nova: the card
 *
 * Return: bytes, page aligned.
 */
u32 nova_fifo_mthdbuf_size(struct nova_device *nova)
{
	return nova->fifo->mthdbuf_size;
}

static const struct nova_engine *fifo_find(struct nova_device *nova, u32 runlist, bool copy)
{
	struct nova_fifo *fifo = nova->fifo;

	for (u32 i = 0; i < fifo->engines.count; i++) {
		const struct nova_engine *engine = &fifo->engines.list[i];

		if (engine->runlist == runlist && engine->copy == copy)
			return engine;
	}
	return NULL;
}

/**
 * nova_fifo_find_engine() - find an engine by type
 * @nova: the card
 * @type: NV2080 engine type
 *
 * Return: the engine, which lives as long as the device, or NULL.
 */
const struct nova_engine *nova_fifo_find_engine(struct nova_device *nova, u32 type)
{
	struct nova_fifo *fifo = nova->fifo;

	for (u32 i = 0; i < fifo->engines.count; i++) {
		if (fifo->engines.list[i].type == type)
			return &fifo->engines.list[i];
	}
	return NULL;
}

/**
 * nova_fifo_copy_of() - the copy engine that channels of an engine can use
 * @engine: an engine
 *
 * Return: a copy engine on the same runlist, @engine itself if it is one, or
 * NULL.
 */
const struct nova_engine *nova_fifo_copy_of(const struct nova_engine *engine)
{
	return engine->copy ? engine : fifo_find(engine->nova, engine->runlist, true);
}

/**
 * nova_fifo_gr_of() - the graphics engine that channels of an engine can use
 * @engine: an engine
 *
 * Return: the graphics engine on the same runlist, or NULL.
 */
const struct nova_engine *nova_fifo_gr_of(const struct nova_engine *engine)
{
	return fifo_find(engine->nova, engine->runlist, false);
}

/* Copy engines that do not compete with graphics. */
static bool engine_is_async_copy(const struct nova_engine *engine)
{
	return engine->copy && !nova_fifo_gr_of(engine);
}

/**
 * nova_fifo_pick_copy() - a copy engine for a channel
 * @nova: the card
 *
 * Takes turns among those that do not share the runlist of graphics.
 *
 * Return: the engine, or NULL if the card has none at all.
 */
const struct nova_engine *nova_fifo_pick_copy(struct nova_device *nova)
{
	struct nova_fifo *fifo = nova->fifo;
	u32 start = atomic_fetch_inc(&fifo->next_copy);
	const struct nova_engine *shared = NULL;

	for (u32 i = 0; i < fifo->engines.count; i++) {
		const struct nova_engine *engine;

		engine = &fifo->engines.list[(start + i) % fifo->engines.count];
		if (engine_is_async_copy(engine))
			return engine;
		if (engine->copy)
			shared = engine;
	}
	return shared;
}

/**
 * nova_fifo_add() - have a channel's fences looked after
 * @nova: the card
 * @entry: the channel; stays valid until nova_fifo_remove()
 */
void nova_fifo_add(struct nova_device *nova, struct nova_fifo_entry *entry)
{
	struct nova_fifo *fifo = nova->fifo;

	guard(spinlock_irqsave)(&fifo->lock);
	list_add_tail(&entry->node, &fifo->chans);
}

static void fifo_unlink(struct nova_fifo *fifo, struct nova_fifo_entry *entry)
	__must_hold(&fifo->lock)
{
	list_del(&entry->node);
}

/**
 * nova_fifo_remove() - undo nova_fifo_add()
 * @nova: the card
 * @entry: the channel, which nobody touches from here on
 */
void nova_fifo_remove(struct nova_device *nova, struct nova_fifo_entry *entry)
{
	struct nova_fifo *fifo = nova->fifo;

	guard(spinlock_irqsave)(&fifo->lock);
	fifo_unlink(fifo, entry);
}

/**
 * nova_fifo_pending() - submissions of all channels that have not finished
 * @nova: the card
 *
 * Return: their number, for debugging.
 */
u64 nova_fifo_pending(struct nova_device *nova)
{
	struct nova_fifo *fifo = nova->fifo;
	struct nova_fifo_entry *entry;
	u64 pending = 0;

	guard(spinlock_irqsave)(&fifo->lock);

	list_for_each_entry(entry, &fifo->chans, node)
		pending += nova_chan_pending(entry->chan);
	return pending;
}

/* An interrupt that is this late does not come any more. */
#define NOVA_FIFO_WATCH_PERIOD	HZ

/* Signals what interrupts should have; true if anything was left to them. */
static bool fifo_catch_up(struct nova_fifo *fifo)
{
	struct nova_fifo_entry *entry;
	bool missed = false;

	guard(spinlock_irqsave)(&fifo->lock);

	list_for_each_entry(entry, &fifo->chans, node)
		missed |= nova_chan_catch_up(entry->chan);
	return missed;
}

static void fifo_watch(struct work_struct *work)
{
	struct nova_fifo *fifo = container_of(work, struct nova_fifo, watch.work);

	if (fifo_catch_up(fifo)) {
		dev_warn_ratelimited(fifo->nova->drm.dev, "an interrupt was lost\n");
		nova_intr_rearm(fifo->nova);
	}

	if (nova_fifo_pending(fifo->nova))
		nova_fifo_watch(fifo->nova);
}

/**
 * nova_fifo_watch() - work is under way, see that its end is noticed
 * @nova: the card
 *
 * Context: any.
 */
void nova_fifo_watch(struct nova_device *nova)
{
	queue_delayed_work(system_percpu_wq, &nova->fifo->watch, NOVA_FIFO_WATCH_PERIOD);
}

/* Hard interrupt. */
static void fifo_nonstall(void *data)
{
	const struct nova_engine *engine = data;
	struct nova_fifo *fifo = engine->nova->fifo;
	struct nova_fifo_entry *entry;

	guard(spinlock_irqsave)(&fifo->lock);

	list_for_each_entry(entry, &fifo->chans, node) {
		if (entry->runlist == engine->runlist)
			nova_chan_process(entry->chan);
	}
}

/**
 * nova_fifo_rc_triggered() - the firmware killed a channel
 * @nova: the card
 * @payload: the message's payload, not checked yet
 * @size: its length in bytes
 *
 * The channel's fences fail; nothing else is touched. "RC" is RM's name for
 * robust channels, its error recovery.
 */
void nova_fifo_rc_triggered(struct nova_device *nova, const void *payload, u32 size)
{
	const struct r570_rpc_rc_triggered *msg = payload;
	struct nova_fifo *fifo = READ_ONCE(nova->fifo);
	struct nova_fifo_entry *entry;
	struct nova_fault fault;

	/* Not up yet, or gone already: then there is no channel either. */
	if (!fifo)
		return;

	if (size < sizeof(*msg)) {
		drm_err_ratelimited(&nova->drm, "GSP: channel error of %u bytes\n", size);
		return;
	}

	fault = (struct nova_fault) {
		.engine = msg->nv2080_engine_type,
		.type = msg->except_type,
		.level = msg->except_level,
		.addr = (u64)msg->mmu_fault_addr_hi << 32 | msg->mmu_fault_addr_lo,
		.fault = msg->mmu_fault_type,
	};

	scoped_guard(spinlock_irqsave, &fifo->lock) {
		list_for_each_entry(entry, &fifo->chans, node) {
			if (entry->chid != msg->chid)
				continue;
			nova_chan_fault(entry->chan, &fault);
			return;
		}
	}

	drm_err_ratelimited(&nova->drm, "channel %u failed, but there is none\n", msg->chid);
}

static int fifo_ask_engines(struct nova_device *nova, struct r570_ctrl_fifo_device_table *table)
{
	u32 base = 0;
	int ret;

	do {
		memset(table, 0, sizeof(*table));
		table->base_index = base;
		ret = nova_rm_internal_control(nova, R570_CTRL_FIFO_DEVICE_TABLE,
					       table, sizeof(*table));
		if (!ret)
			ret = nova_engines_add(&nova->fifo->engines, nova, table);
		if (ret)
			return ret;
		base += ARRAY_SIZE(table->entries);
	} while (table->more && base < NOVA_FIFO_MAX_ENTRIES);

	return nova->fifo->engines.count ? 0 : -ENODEV;
}

static int fifo_read_engines(struct nova_device *nova)
{
	struct own_mem_own table;
	int ret;

	ret = own_mem_alloc(sizeof(struct r570_ctrl_fifo_device_table), &table);
	if (ret)
		return ret;

	ret = fifo_ask_engines(nova, own_mem_borrow(&table));
	own_mem_drop(&table);
	return ret;
}

/* Copy engines reserved for graphics (GRCE) that no graphics engine can use run nothing. */
static void fifo_drop_lone_grces(struct nova_device *nova)
{
	u32 grces = FIELD_GET(NV_CE_GRCE_MASK_VALUE, nova_rd32(nova, NV_CE_GRCE_MASK));
	struct nova_fifo *fifo = nova->fifo;
	u32 kept = 0;

	for (u32 i = 0; i < fifo->engines.count; i++) {
		struct nova_engine *engine = &fifo->engines.list[i];

		if (engine->copy && grces & BIT(engine->inst) && !nova_fifo_gr_of(engine))
			continue;
		fifo->engines.list[kept++] = *engine;
	}

	fifo->engines.count = kept;
}

static int fifo_read_mthdbuf_size(struct nova_device *nova)
{
	struct r570_ctrl_method_buffer_size params = {};
	int ret;

	ret = nova_rm_internal_control(nova, R570_CTRL_METHOD_BUFFER_SIZE,
				       &params, sizeof(params));
	if (ret)
		return ret;
	if (!params.size || params.size > NOVA_FIFO_MAX_MTHDBUF)
		return -EIO;

	nova->fifo->mthdbuf_size = PAGE_ALIGN(params.size);
	return 0;
}

/* Engines of a runlist may share a vector; the first of them listens for all. */
static bool fifo_has_vector(struct nova_fifo *fifo, u32 runlist, u32 vector)
{
	for (u32 i = 0; i < fifo->num_intrs; i++) {
		if (fifo->engines.list[i].runlist == runlist && fifo->engines.list[i].nonstall == vector)
			return true;
	}
	return false;
}

static int fifo_enable_intrs(struct nova_device *nova)
{
	struct nova_fifo *fifo = nova->fifo;
	int ret;

	for (; fifo->num_intrs < fifo->engines.count; fifo->num_intrs++) {
		struct nova_engine *engine = &fifo->engines.list[fifo->num_intrs];

		engine->nonstall = nova_gsp_vector_nonstall(nova, engine->mc);
		if (fifo_has_vector(fifo, engine->runlist, engine->nonstall))
			engine->nonstall = NOVA_GSP_NO_VECTOR;
		if (engine->nonstall == NOVA_GSP_NO_VECTOR)
			continue;
		ret = nova_intr_enable(nova, engine->nonstall, fifo_nonstall, engine);
		if (ret)
			return ret;
	}
	return 0;
}

static int fifo_setup(struct nova_device *nova)
{
	int ret;

	ret = fifo_read_engines(nova);
	if (ret)
		return ret;

	fifo_drop_lone_grces(nova);

	ret = fifo_read_mthdbuf_size(nova);
	if (ret)
		return ret;

	return fifo_enable_intrs(nova);
}

/**
 * nova_fifo_init() - learn engines and runlists
 * @nova: the card; the firmware runs
 *
 * Return: 0, or an errno of the firmware's or ours.
 */
int nova_fifo_init(struct nova_device *nova)
{
	struct nova_fifo *fifo;
	int ret;

	fifo = drmm_kzalloc(&nova->drm, sizeof(*fifo), GFP_KERNEL);
	if (!fifo)
		return -ENOMEM;

	fifo->nova = nova;
	ida_init(&fifo->chids);
	INIT_DELAYED_WORK(&fifo->watch, fifo_watch);
	scoped_guard(spinlock_init, &fifo->lock)
		INIT_LIST_HEAD(&fifo->chans);
	nova->fifo = fifo;

	ret = fifo_setup(nova);
	if (ret) {
		drm_err(&nova->drm, "fifo: no engines: %pe\n", ERR_PTR(ret));
		nova_fifo_fini(nova);
	}
	return ret;
}

/**
 * nova_fifo_fini() - undo nova_fifo_init()
 * @nova: the card; no channel is left
 */
void nova_fifo_fini(struct nova_device *nova)
{
	struct nova_fifo *fifo = nova->fifo;

	while (fifo->num_intrs--) {
		if (fifo->engines.list[fifo->num_intrs].nonstall != NOVA_GSP_NO_VECTOR)
			nova_intr_disable(nova, fifo->engines.list[fifo->num_intrs].nonstall);
	}

	cancel_delayed_work_sync(&fifo->watch);
	WARN_ON(!ida_is_empty(&fifo->chids));
	ida_destroy(&fifo->chids);
	WRITE_ONCE(nova->fifo, NULL);
	nova_gsp_flush_events(nova);
}
