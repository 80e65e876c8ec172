// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Address spaces
 *
 * The GPU and its firmware translate through up to 64 address spaces at a time,
 * whose roots stand in a table that the bootloader placed. Slot 0 is the
 * firmware's and the kernel's: its upper half begins in a table of the
 * firmware's, of which the kernel has one entry. The other slots are lent to
 * users' address spaces while work of theirs is queued, and stay with them
 * until somebody else needs one.
 *
 * The table is the firmware's, too. Who changes it holds the lock in the
 * handoff page, which works as Dekker's: each side says that it wants in, and
 * if both do, the one whose turn it is not steps back. A firmware that never
 * lets go costs us a time-out.
 *
 * The firmware has a cache that nobody snoops. Memory that it maps cached is
 * taken away in steps: mapped uncached, flushed by a message, and unmapped then.
 *
 * Sources: m1n1, proxyclient/m1n1/hw/uat.py; Asahi's drivers/gpu/drm/asahi/mmu.rs.
 */
#include "uat.h"
#include "mem.h"
#include "pt.h"
#include "slots.h"
#include "../agx_asc.h"
#include "../agx_asc.h"
#include "../agx_channel.h"
#include "../agx_device.h"
#include "../agx_recover.h"
#include "../arch/arch.h"

#include "firmware/agx/abi.h"
#include "firmware/agx/uat.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

static const struct fwgpu_ledger_kind space_kind = { .name = "space" };

/* A firmware holds it for some microseconds; the virtual one, when it is told to, for 20 ms. */
#define AGX_HANDOFF_LOCK_MS	100
#define AGX_HANDOFF_BOOT_MS	1000
#define AGX_HANDOFF_POLL_MS	10

/**
 * struct agx_space - an address space, or a half of the kernel's
 */
struct agx_space {
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @kernel: half of slot 0, in use always. */
	bool kernel;
	/** @lock: serialises changes of @pt. */
	struct mutex lock;
	/** @pt: page tables. */
	struct agx_pt_slot pt __guarded_by(&lock);
	/** @root: where they begin. */
	u64 root;
};

/**
 * struct agx_uat - the MMU
 */
struct agx_uat {
	/** @lock: the kernel's side of the handoff lock; protects @ttbs. */
	struct mutex lock;
	/** @ttbs: roots, by slot. */
	struct agx_uat_ttb *ttbs;
	/** @handoff: what is agreed on with the firmware. */
	struct agx_handoff *handoff;
	/** @root: the root that is the firmware's. */
	u64 *root;
	/** @high: the kernel's part of the upper half of slot 0. */
	struct agx_space_slot high;
	/** @low: lower half of slot 0. */
	struct agx_space_slot low;
	/** @slot_lock: protects @slots. */
	struct mutex slot_lock;
	/** @slots: who has which slot. */
	struct agx_slots slots __guarded_by(&slot_lock);
	/** @slot_wait: woken when a slot is out of use. */
	wait_queue_head_t slot_wait;
};

/*
 * The handoff lock.
 */

static bool handoff_expired(ktime_t deadline)
{
	return ktime_after(ktime_get(), deadline);
}

/* It is the firmware's turn: out of its way until it has been in. */
static int handoff_step_back(struct agx_handoff *handoff, ktime_t deadline)
{
	WRITE_ONCE(handoff->lock_ap, 0);
	while (READ_ONCE(handoff->turn)) {
		if (handoff_expired(deadline))
			return -ETIMEDOUT;
		usleep_range(1, 10);
	}

	WRITE_ONCE(handoff->lock_ap, 1);
	fw_mb();
	return 0;
}

static int handoff_lock(struct agx_uat *uat)
	__must_hold(&uat->lock)
{
	ktime_t deadline = ktime_add_ms(ktime_get(), AGX_HANDOFF_LOCK_MS);
	struct agx_handoff *handoff = uat->handoff;
	int ret = 0;

	WRITE_ONCE(handoff->lock_ap, 1);
	fw_mb();
	while (!ret && READ_ONCE(handoff->lock_fw)) {
		if (READ_ONCE(handoff->turn))
			ret = handoff_step_back(handoff, deadline);
		else if (handoff_expired(deadline))
			ret = -ETIMEDOUT;
		else
			usleep_range(1, 10);
	}

	if (ret)
		WRITE_ONCE(handoff->lock_ap, 0);
	fw_mb();
	return ret;
}

static void handoff_unlock(struct agx_uat *uat)
	__must_hold(&uat->lock)
{
	fw_mb();
	WRITE_ONCE(uat->handoff->turn, 1);
	smp_store_release(&uat->handoff->lock_ap, 0);
}

static bool handoff_firmware_is_there(struct agx_uat *uat)
	__must_hold(&uat->lock)
{
	bool there;

	if (handoff_lock(uat))
		return false;
	there = READ_ONCE(uat->handoff->magic_fw) == AGX_HANDOFF_MAGIC_FW;
	handoff_unlock(uat);
	return there;
}

static int handoff_init(struct agx_uat *uat)
	__must_hold(&uat->lock)
{
	struct agx_handoff *handoff = uat->handoff;
	unsigned int waited = 0;

	WRITE_ONCE(handoff->magic_ap, AGX_HANDOFF_MAGIC_AP);
	WRITE_ONCE(handoff->cur_slot, 0);
	WRITE_ONCE(handoff->unk_640, 0);
	fw_mb();

	while (!handoff_firmware_is_there(uat)) {
		if (waited >= AGX_HANDOFF_BOOT_MS)
			return -ETIMEDOUT;
		msleep(AGX_HANDOFF_POLL_MS);
		waited += AGX_HANDOFF_POLL_MS;
	}

	for (u32 i = 0; i < AGX_HANDOFF_NUM_FLUSH; i++) {
		WRITE_ONCE(handoff->flush[i].state, AGX_FLUSH_IDLE);
		WRITE_ONCE(handoff->flush[i].addr, 0);
		WRITE_ONCE(handoff->flush[i].size, 0);
	}
	fw_mb();
	return 0;
}

static void uat_write_ttb(struct agx_uat *uat, u32 slot, u64 ttb0, u64 ttb1)
	__must_hold(&uat->lock)
{
	WRITE_ONCE(uat->ttbs[slot].ttb0, ttb0);
	WRITE_ONCE(uat->ttbs[slot].ttb1, ttb1);
}

static u64 uat_ttb(u64 root, u32 slot)
{
	return root | AGX_UAT_TTB_VALID | FIELD_PREP(AGX_UAT_TTB_ASID, slot);
}

/*
 * Slots.
 */

/*
 * M2 Pro and up write a word of a render's scene from the user's address space,
 * at an address of the kernel's. So there, and only there, users' shaders see
 * what the kernel lets the GPU see.
 */
static u64 space_ttb1(struct agx_space *space, u32 slot)
{
	if (space->agx->abi->generation != AGX_G14X)
		return 0;

	return uat_ttb(agx_uat_high(space->agx)->root, slot);
}

static int space_write_slot(struct agx_space *space, u32 slot)
{
	struct agx_uat *uat = space->agx->uat;
	int ret;

	scoped_guard(mutex, &uat->lock) {
		ret = handoff_lock(uat);
		if (ret) {
			/* Nobody remembers whose it was, and the tables of that may go any time. */
			uat_write_ttb(uat, slot, 0, 0);
		} else {
			uat_write_ttb(uat, slot, uat_ttb(space->root, slot),
				      space_ttb1(space, slot));
			handoff_unlock(uat);
		}
	}

	agx_arch_flush_tlb_slot(slot);
	return ret;
}

static int space_try_use(struct agx_space *space)
{
	struct agx_uat *uat = space->agx->uat;
	bool changed;
	int slot, ret;

	guard(mutex)(&uat->slot_lock);

	slot = agx_slots_get(&uat->slots, space, &changed);
	if (slot < 0 || !changed)
		return slot;

	ret = space_write_slot(space, (u32)slot);
	if (ret) {
		agx_slots_put(&uat->slots, (u32)slot);
		agx_slots_forget(&uat->slots, space);
		return ret;
	}

	return slot;
}

/* Taking a slot may sleep itself, so that this is no wait_event(). */
static int space_wait_use(struct agx_space *space, struct wait_queue_entry *wait)
{
	int slot;

	while ((slot = space_try_use(space)) == -EBUSY) {
		if (READ_ONCE(space->agx->crashed))
			return -ENODEV;
		if (signal_pending(current))
			return -ERESTARTSYS;
		wait_woken(wait, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	}

	return slot;
}

/**
 * agx_space_use() - have an address space in a slot
 * @space: a user's address space
 *
 * Sleeps while all slots are in use. Ended by agx_space_unuse().
 *
 * Return: the slot; -ERESTARTSYS; -ETIMEDOUT if the firmware does not let us;
 * -ENODEV if it crashes while this sleeps.
 */
int agx_space_use(struct agx_space *space)
{
	struct agx_uat *uat = space->agx->uat;
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	int slot;

	add_wait_queue(&uat->slot_wait, &wait);
	slot = space_wait_use(space, &wait);
	remove_wait_queue(&uat->slot_wait, &wait);
	return slot;
}

/**
 * agx_uat_crashed() - wake those who wait for a slot
 * @agx: the GPU, marked as crashed
 */
void agx_uat_crashed(struct agx_device *agx)
{
	wake_up_all(&agx->uat->slot_wait);
}

/**
 * agx_space_unuse() - one use of an address space is over
 * @space: the address space
 * @slot: what agx_space_use() returned
 */
void agx_space_unuse(struct agx_space *space, u32 slot)
{
	struct agx_uat *uat = space->agx->uat;
	bool last;

	scoped_guard(mutex, &uat->slot_lock)
		last = agx_slots_put(&uat->slots, slot);
	if (last)
		wake_up(&uat->slot_wait);
}

/* The slot that an address space has, in use or not. */
static int space_find_slot(struct agx_space *space)
{
	struct agx_uat *uat = space->agx->uat;

	if (space->kernel)
		return 0;

	guard(mutex)(&uat->slot_lock);
	return agx_slots_find(&uat->slots, space);
}

static void space_clear_slot(struct agx_space *space)
{
	struct agx_uat *uat = space->agx->uat;
	int slot;

	guard(mutex)(&uat->slot_lock);

	slot = agx_slots_find(&uat->slots, space);
	if (slot < 0)
		return;

	scoped_guard(mutex, &uat->lock) {
		/* One that never lets go must not see what is freed next either. */
		bool locked = !handoff_lock(uat);

		uat_write_ttb(uat, (u32)slot, 0, 0);
		if (locked)
			handoff_unlock(uat);
	}

	agx_arch_flush_tlb_slot((u32)slot);
	agx_slots_forget(&uat->slots, space);
}

/*
 * Mappings.
 */

/**
 * agx_space_prepare() - add the page tables that a range needs
 * @space: address space
 * @va: where, aligned to GPU pages
 * @size: bytes, whole GPU pages
 *
 * Return: 0 or -ENOMEM.
 */
int agx_space_prepare(struct agx_space *space, u64 va, u64 size)
{
	guard(mutex)(&space->lock);
	return agx_pt_prepare(agx_pt_peek(&space->pt), va, size);
}

/**
 * agx_space_map() - map contiguous memory where nothing is mapped
 * @space: address space
 * @va: where; prepared
 * @size: bytes, whole GPU pages
 * @pa: physical address
 * @prot: one of AGX_PROT_*
 */
void agx_space_map(struct agx_space *space, u64 va, u64 size, u64 pa, u64 prot)
{
	guard(mutex)(&space->lock);
	agx_pt_map(agx_pt_peek(&space->pt), va, size, pa, prot);
	fw_mb();
}

/**
 * agx_space_map_sgt() - map a part of a buffer
 * @space: address space
 * @va: where; prepared
 * @size: bytes, whole GPU pages
 * @sgt: the buffer's memory, in pieces of whole GPU pages
 * @offset: of the first byte, in the buffer
 * @prot: one of AGX_PROT_*
 */
void agx_space_map_sgt(struct agx_space *space, u64 va, u64 size, const struct sg_table *sgt,
		       u64 offset, u64 prot)
{
	struct scatterlist *sg;
	u64 skip = offset;
	u32 i;

	guard(mutex)(&space->lock);
	for_each_sgtable_dma_sg(sgt, sg, i) {
		u64 len = sg_dma_len(sg);
		u64 part;

		if (skip >= len) {
			skip -= len;
			continue;
		}

		part = min(len - skip, size);
		agx_pt_map(agx_pt_peek(&space->pt), va, part, sg_dma_address(sg) + skip, prot);
		va += part;
		size -= part;
		skip = 0;
		if (!size)
			break;
	}
	fw_mb();
}

/**
 * agx_space_map_repeat() - map one page all over a range
 * @space: address space
 * @va: where; prepared
 * @size: bytes, whole GPU pages
 * @pa: physical address of the page
 * @prot: one of AGX_PROT_*
 */
void agx_space_map_repeat(struct agx_space *space, u64 va, u64 size, u64 pa, u64 prot)
{
	guard(mutex)(&space->lock);
	agx_pt_map_repeat(agx_pt_peek(&space->pt), va, size, pa, prot);
	fw_mb();
}

static void space_flush_tlb(struct agx_space *space)
{
	int slot = space_find_slot(space);

	if (slot == 0)
		agx_arch_flush_tlb();
	else if (slot > 0)
		agx_arch_flush_tlb_slot((u32)slot);
}

/**
 * agx_space_unmap() - unmap memory that the firmware does not cache
 * @space: address space
 * @va: where
 * @size: bytes, whole GPU pages; may have holes
 *
 * When it returns, no TLB has the memory.
 */
void agx_space_unmap(struct agx_space *space, u64 va, u64 size)
{
	scoped_guard(mutex, &space->lock)
		agx_pt_unmap(agx_pt_peek(&space->pt), va, size);
	space_flush_tlb(space);
}

/* Has the firmware forget what it has cached of a range. */
static int uat_flush_cache(struct agx_uat *uat, const struct agx_space *space, u32 slot, u64 va,
			   u64 size)
	__must_hold(&uat->lock)
{
	u32 index = space->kernel ? AGX_HANDOFF_FLUSH_KERNEL : slot;
	struct agx_handoff_flush *flush = &uat->handoff->flush[index];
	int ret;

	/* A user's memory is in the cache only while the firmware works in its slot. */
	if (!space->kernel && READ_ONCE(uat->handoff->cur_slot) != slot)
		return 0;

	WRITE_ONCE(flush->addr, va);
	WRITE_ONCE(flush->size, size);
	fw_mb();
	WRITE_ONCE(flush->state, AGX_FLUSH_REQUESTED);
	fw_mb();

	ret = agx_channel_flush(space->agx, index, va, size >> AGX_UAT_PAGE_SHIFT);
	if (!ret && READ_ONCE(flush->state) != AGX_FLUSH_DONE)
		ret = -EIO;
	WRITE_ONCE(flush->state, AGX_FLUSH_IDLE);
	fw_mb();
	return ret;
}

/**
 * agx_space_unmap_cached() - unmap memory that the firmware may have cached
 * @space: address space
 * @va: where
 * @size: bytes, whole GPU pages, all of it mapped
 *
 * When it returns, neither TLB nor cache has the memory: a firmware that does
 * not flush its cache is given up. May sleep.
 */
void agx_space_unmap_cached(struct agx_space *space, u64 va, u64 size)
{
	struct agx_uat *uat = space->agx->uat;
	int slot = space_find_slot(space);
	int ret = 0;

	if (slot >= 0 && agx_channel_is_up(space->agx)) {
		u64 prot = space->kernel ? AGX_PROT_FW_SHARED_RW : AGX_PROT_GPU_FW_SHARED_RW;

		scoped_guard(mutex, &space->lock)
			agx_pt_protect(agx_pt_peek(&space->pt), va, size, prot);
		fw_mb();
		scoped_guard(mutex, &uat->lock)
			ret = uat_flush_cache(uat, space, (u32)slot, va, size);
	}

	/* What it still has in its cache it may write to memory that others get next. */
	if (ret)
		agx_recover_give_up(space->agx, "it does not flush its cache");

	agx_space_unmap(space, va, size);
}

/*
 * Life.
 */

/**
 * agx_space_enter() - enter an address space in the ledger
 * @space: address space, not entered
 * @owner: whose it is; NULL for the device
 */
void agx_space_enter(struct agx_space *space, struct fwgpu_ledger_entry *owner)
{
	fwgpu_ledger_add(&space->agx->ledger, &space->entry, owner, &space_kind, space->root, 0);
}

/* After this, agx_space_free() can take it. */
static void space_prime(struct agx_space *space, struct agx_device *agx, bool kernel,
			struct agx_pt_own *pt)
	__releases(pt)
{
	space->agx = agx;
	space->kernel = kernel;
	space->root = agx_pt_root(agx_pt_borrow(pt));
	scoped_guard(mutex_init, &space->lock)
		agx_pt_store(&space->pt, pt);
	if (kernel)
		agx_space_enter(space, NULL);
}

static int space_alloc(struct agx_device *agx, bool kernel, struct agx_pt_own *pt,
		       struct agx_space_own *h)
	__releases(pt) __cond_acquires(0, h)
{
	struct agx_space_own space;
	int ret;

	ret = agx_space_adopt(&space, kzalloc_obj(struct agx_space));
	if (ret) {
		agx_pt_drop(pt);
		return ret;
	}

	space_prime(agx_space_borrow(&space), agx, kernel, pt);
	agx_space_move(h, &space);
	return 0;
}

/**
 * agx_space_create() - create a user's address space
 * @agx: the GPU
 * @h: the address space
 *
 * Return: 0 or -ENOMEM.
 */
int agx_space_create(struct agx_device *agx, struct agx_space_own *h)
{
	struct agx_pt_own pt;
	int ret;

	ret = agx_pt_create(agx->drm.dev, AGX_PTE_NG, &pt);
	if (ret)
		return agx_space_adopt(h, ERR_PTR(ret));

	return space_alloc(agx, false, &pt, h);
}

/**
 * agx_space_free() - release an address space; use agx_space_drop()
 * @space: address space that is in no use
 */
void agx_space_free(struct agx_space *space)
{
	if (!space->kernel)
		space_clear_slot(space);

	scoped_guard(mutex, &space->lock)
		agx_pt_clear(&space->pt);
	fwgpu_ledger_remove(&space->entry);
	mutex_destroy(&space->lock);
	kfree(space);
}

/**
 * agx_space_root() - where the page tables of an address space begin
 * @space: address space
 *
 * Return: physical address of the root.
 */
u64 agx_space_root(const struct agx_space *space)
{
	return space->root;
}

/**
 * agx_space_device() - whose address space it is
 * @space: address space
 *
 * Return: the GPU.
 */
struct agx_device *agx_space_device(const struct agx_space *space)
{
	return space->agx;
}

/**
 * agx_uat_high() - the kernel's part of the upper half
 * @agx: the GPU
 *
 * Return: its address space.
 */
struct agx_space *agx_uat_high(struct agx_device *agx)
{
	return agx_space_peek(&agx->uat->high);
}

/**
 * agx_uat_low() - the kernel's lower half
 * @agx: the GPU
 *
 * Return: its address space.
 */
struct agx_space *agx_uat_low(struct agx_device *agx)
{
	return agx_space_peek(&agx->uat->low);
}

static int uat_create_high(struct agx_device *agx)
{
	struct agx_uat *uat = agx->uat;
	struct agx_space_own space;
	struct agx_pt_own pt;
	int ret;

	ret = agx_pt_create_shared(agx->drm.dev, uat->root,
				   agx->region[AGX_REGION_PAGETABLES].start, AGX_KVA_ROOT_ENTRY,
				   &pt);
	if (ret)
		return ret;

	ret = space_alloc(agx, true, &pt, &space);
	if (ret)
		return ret;

	agx_space_store(&uat->high, &space);
	return 0;
}

static int uat_create_low(struct agx_device *agx)
{
	struct agx_space_own space;
	struct agx_pt_own pt;
	int ret;

	ret = agx_pt_create(agx->drm.dev, 0, &pt);
	if (ret)
		return ret;

	ret = space_alloc(agx, true, &pt, &space);
	if (ret)
		return ret;

	agx_space_store(&agx->uat->low, &space);
	return 0;
}

static int uat_map_regions(struct agx_device *agx)
{
	struct agx_uat *uat = agx->uat;

	uat->ttbs = agx_region_map(agx, AGX_REGION_TTBS, AGX_UAT_NUM_SLOTS * sizeof(*uat->ttbs));
	if (IS_ERR(uat->ttbs))
		return PTR_ERR(uat->ttbs);

	uat->root = agx_region_map(agx, AGX_REGION_PAGETABLES, AGX_UAT_PAGE_SIZE);
	if (IS_ERR(uat->root))
		return PTR_ERR(uat->root);

	uat->handoff = agx_region_map(agx, AGX_REGION_HANDOFF, sizeof(*uat->handoff));
	return PTR_ERR_OR_ZERO(uat->handoff);
}

static int uat_take_over(struct agx_device *agx)
{
	struct agx_uat *uat = agx->uat;
	int ret;

	guard(mutex)(&uat->lock);

	ret = handoff_init(uat);
	if (ret) {
		drm_err(&agx->drm, "the firmware does not answer in the handoff page\n");
		return ret;
	}

	ret = handoff_lock(uat);
	if (ret)
		return ret;

	uat_write_ttb(uat, 0, uat_ttb(agx_uat_low(agx)->root, 0),
		      uat_ttb(agx_uat_high(agx)->root, 0));
	for (u32 slot = 1; slot < AGX_UAT_NUM_SLOTS; slot++)
		uat_write_ttb(uat, slot, 0, 0);
	handoff_unlock(uat);
	agx_arch_flush_tlb();
	return 0;
}

/**
 * agx_uat_init() - take over the MMU from the bootloader
 * @agx: the GPU, its coprocessor runs
 *
 * Return: 0 or an errno; -ETIMEDOUT if the firmware does not answer.
 */
int agx_uat_init(struct agx_device *agx)
{
	struct agx_uat *uat;
	int ret;

	uat = drmm_kzalloc(&agx->drm, sizeof(*uat), GFP_KERNEL);
	if (!uat)
		return -ENOMEM;

	agx->uat = uat;
	mutex_init(&uat->lock);
	scoped_guard(mutex_init, &uat->slot_lock)
		agx_slots_init(&uat->slots, 1, AGX_UAT_NUM_SLOTS - 1);
	init_waitqueue_head(&uat->slot_wait);

	ret = uat_map_regions(agx);
	if (!ret)
		ret = uat_create_high(agx);
	if (!ret)
		ret = uat_create_low(agx);
	if (!ret)
		ret = uat_take_over(agx);
	if (ret) {
		/* Nobody translates by page tables that are freed next. */
		agx_asc_halt(agx);
		agx_uat_fini(agx);
	}
	return ret;
}

/**
 * agx_uat_fini() - let go of the MMU
 * @agx: the GPU, its coprocessor does not run any more
 */
void agx_uat_fini(struct agx_device *agx)
{
	struct agx_uat *uat = agx->uat;

	if (!IS_ERR_OR_NULL(uat->ttbs))
		memset(uat->ttbs, 0, AGX_UAT_NUM_SLOTS * sizeof(*uat->ttbs));
	if (!IS_ERR_OR_NULL(uat->handoff)) {
		uat->handoff->magic_ap = 0;
		uat->handoff->magic_fw = 0;
	}

	agx_space_clear(&uat->low);
	agx_space_clear(&uat->high);
	mutex_destroy(&uat->slot_lock);
	mutex_destroy(&uat->lock);
}
