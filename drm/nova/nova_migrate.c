// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Migration
 *
 * The kernel's own channel copies buffers between VRAM and system memory and
 * clears them. It is privileged, so its copy engine takes physical addresses
 * and needs no page tables for what it moves; only its push buffers and fences
 * are mapped in its address space. UVM's channels do the same (OGKM,
 * kernel-open/nvidia-uvm/uvm_hopper_ce.c, uvm_hal_hopper_ce_phys_mode()).
 *
 * A job is split at the size of a push buffer. All parts go through one channel
 * and so complete in order; the fence of the last is that of the job.
 */
#include "nova_migrate.h"
#include "nova_bo.h"
#include "nova_chip.h"
#include "nova_device.h"
#include "nova_res_cursor.h"
#include "fifo/chan.h"
#include "fifo/fifo.h"
#include "gsp/rm.h"
#include "mmu/vm.h"

#include "firmware/nv/copy.h"
#include "firmware/nv/host.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>
#include <uapi/drm/nouveau_drm.h>

#include <linux/cleanup.h>
#include <linux/dma-fence.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

/* Push buffers that can be under way. */
#define MIGRATE_SLOTS		32
#define MIGRATE_SLOT_SIZE	SZ_16K
#define MIGRATE_SLOT_WORDS	(MIGRATE_SLOT_SIZE / 4)

/* Longest encoding of one piece, and of what a push buffer begins with. */
#define MIGRATE_PIECE_WORDS	16
#define MIGRATE_HEAD_WORDS	2

/* Bytes that one launch moves: bounds how long the engine is busy with it. */
#define MIGRATE_MAX_PIECE	SZ_256M

/* No push buffer takes this long. */
#define MIGRATE_TIMEOUT		(10 * HZ)

#define MIGRATE_SUBCHANNEL	4

/* The address space holds nothing but the channel's own buffers. */
#define MIGRATE_VM_START	SZ_4G
#define MIGRATE_VM_SIZE		SZ_4G

/**
 * struct nova_migrate - the kernel's copy engine channel
 */
struct nova_migrate {
	/** @nova: the card. */
	struct nova_device *nova;
	/** @vm: address space of the channel. */
	struct nova_vm_slot vm;
	/** @copy: copy engine object on the channel. */
	struct nova_rm_object_slot copy;
	/** @push: push buffers, one a slot. */
	struct nova_bo_slot push;
	/** @push_vma: @push in @vm. */
	struct nova_vma_slot push_vma;

	/** @watch: looks for a channel that hangs, and replaces one that was killed. */
	struct delayed_work watch;
	/** @progress: how far the channel had come when @watch last looked. */
	u64 progress;

	/** @lock: one job at a time is put on the ring. */
	struct mutex lock;
	/** @chan: the channel, if there is one; @watch alone changes it. */
	struct nova_chan_slot chan __guarded_by(&lock);
	/** @slot: next slot. */
	u32 slot __guarded_by(&lock);
	/** @fences: what each slot was last used for. */
	struct fwgpu_dma_fence_slot fences[MIGRATE_SLOTS] __guarded_by(&lock);
};

/**
 * struct migrate_push - a push buffer that is being written
 */
struct migrate_push {
	/** @base: its first word. */
	__le32 *base;
	/** @words: length so far. */
	u32 words;
};

static void push_word(struct migrate_push *push, u32 word)
{
	push->base[push->words++] = cpu_to_le32(word);
}

static void push_mthd(struct migrate_push *push, u32 mthd, u32 count)
{
	push_word(push, nv_mthd_header(NV_MTHD_OP_INC, MIGRATE_SUBCHANNEL, mthd, count));
}

static bool push_has_room(const struct migrate_push *push)
{
	return push->words + MIGRATE_PIECE_WORDS <= MIGRATE_SLOT_WORDS;
}

static u32 migrate_target(const struct nova_res_cursor *cur)
{
	return FIELD_PREP(NV_COPY_PHYS_MODE_TARGET, cur->vram ?
			  NV_COPY_PHYS_MODE_TARGET_LOCAL_FB :
			  NV_COPY_PHYS_MODE_TARGET_COHERENT_SYSMEM);
}

/*
 * Pieces of a job do not depend on each other, jobs may: the first piece of a
 * push buffer waits for what is ahead of it.
 */
static u32 migrate_launch(const struct migrate_push *push, bool last)
{
	bool first = push->words <= MIGRATE_HEAD_WORDS + MIGRATE_PIECE_WORDS;
	u32 launch = NV_COPY_LAUNCH_DMA_SRC_PITCH | NV_COPY_LAUNCH_DMA_DST_PITCH |
		     NV_COPY_LAUNCH_DMA_DST_PHYSICAL;

	launch |= FIELD_PREP(NV_COPY_LAUNCH_DMA_TRANSFER, first ?
			     NV_COPY_LAUNCH_DMA_TRANSFER_NON_PIPELINED :
			     NV_COPY_LAUNCH_DMA_TRANSFER_PIPELINED);
	return last ? launch | NV_COPY_LAUNCH_DMA_FLUSH : launch;
}

static void push_copy(struct migrate_push *push, const struct nova_res_cursor *dst,
		      const struct nova_res_cursor *src, u32 bytes, bool last)
{
	push_mthd(push, NV_COPY_SET_SRC_PHYS_MODE, 2);
	push_word(push, migrate_target(src));
	push_word(push, migrate_target(dst));

	push_mthd(push, NV_COPY_OFFSET_IN_UPPER, 4);
	push_word(push, upper_32_bits(src->addr));
	push_word(push, lower_32_bits(src->addr));
	push_word(push, upper_32_bits(dst->addr));
	push_word(push, lower_32_bits(dst->addr));

	push_mthd(push, NV_COPY_LINE_LENGTH_IN, 2);
	push_word(push, bytes);
	push_word(push, 1);

	push_mthd(push, NV_COPY_LAUNCH_DMA, 1);
	push_word(push, migrate_launch(push, last) | NV_COPY_LAUNCH_DMA_SRC_PHYSICAL);
}

/* Elements of four bytes, all of them the constant. */
static void push_clear(struct migrate_push *push, const struct nova_res_cursor *dst,
		       u32 bytes, bool last)
{
	push_mthd(push, NV_COPY_SET_DST_PHYS_MODE, 1);
	push_word(push, migrate_target(dst));

	push_mthd(push, NV_COPY_SET_REMAP_CONST_A, 3);
	push_word(push, 0);
	push_word(push, 0);
	push_word(push, FIELD_PREP(NV_COPY_REMAP_DST_X, NV_COPY_REMAP_CONST_A) |
			FIELD_PREP(NV_COPY_REMAP_COMPONENT_SIZE, 4 - 1));

	push_mthd(push, NV_COPY_OFFSET_OUT_UPPER, 2);
	push_word(push, upper_32_bits(dst->addr));
	push_word(push, lower_32_bits(dst->addr));

	push_mthd(push, NV_COPY_LINE_LENGTH_IN, 2);
	push_word(push, bytes / 4);
	push_word(push, 1);

	push_mthd(push, NV_COPY_LAUNCH_DMA, 1);
	push_word(push, migrate_launch(push, last) | NV_COPY_LAUNCH_DMA_REMAP);
}

static void migrate_kill(struct nova_migrate *migrate, struct nova_chan *chan)
{
	drm_err(&migrate->nova->drm, "the kernel's copy engine channel hangs\n");
	nova_chan_kill(chan, -ETIMEDOUT);
}

/*
 * Waits for a slot's push buffer, the oldest one under way. The watchdog, which
 * wants the lock, cannot help if that takes too long.
 */
static void migrate_wait_slot(struct nova_migrate *migrate, u32 slot)
	__must_hold(&migrate->lock)
{
	struct fwgpu_dma_fence_slot *fence = &migrate->fences[slot];
	struct nova_chan *chan = nova_chan_peek(&migrate->chan);
	struct dma_fence *done = fwgpu_dma_fence_peek(fence);

	if (done && !dma_fence_wait_timeout(done, false, MIGRATE_TIMEOUT) && chan)
		migrate_kill(migrate, chan);
	fwgpu_dma_fence_clear(fence);
}

/* Waits until the next slot is free and begins a push buffer there. */
static void migrate_begin(struct nova_migrate *migrate, struct migrate_push *push)
	__must_hold(&migrate->lock)
{
	migrate_wait_slot(migrate, migrate->slot);
	push->base = nova_bo_cpu(nova_bo_peek(&migrate->push)) +
		     migrate->slot * MIGRATE_SLOT_SIZE;
	push->words = 0;
	push_mthd(push, NV_COPY_SET_OBJECT, 1);
	push_word(push, migrate->nova->chip->classes.copy);
}

/* Puts the push buffer on the ring and remembers its fence in the slot. */
static int migrate_end(struct nova_migrate *migrate, const struct migrate_push *push)
	__must_hold(&migrate->lock)
{
	const struct nova_push entry = {
		.va = nova_vma_addr(nova_vma_peek(&migrate->push_vma)) +
		      migrate->slot * MIGRATE_SLOT_SIZE,
		.size = push->words * 4,
	};
	struct nova_chan *chan = nova_chan_peek(&migrate->chan);
	struct fwgpu_fence_own memory;
	struct fwgpu_dma_fence_own fence;
	int ret;

	ret = fwgpu_fence_alloc(&memory);
	if (ret)
		return ret;

	ret = fwgpu_fence_emit(nova_chan_fences(chan), &memory, &fence);
	if (ret)
		return ret;

	nova_chan_submit(chan, &entry, 1, fwgpu_dma_fence_borrow(&fence));
	queue_delayed_work(system_percpu_wq, &migrate->watch, MIGRATE_TIMEOUT);
	fwgpu_dma_fence_store(&migrate->fences[migrate->slot], &fence);
	migrate->slot = (migrate->slot + 1) % MIGRATE_SLOTS;
	return 0;
}

/* Waits for all of them, the oldest first. */
static void migrate_wait(struct nova_migrate *migrate)
	__must_hold(&migrate->lock)
{
	for (u32 i = 0; i < MIGRATE_SLOTS; i++)
		migrate_wait_slot(migrate, (migrate->slot + i) % MIGRATE_SLOTS);
}

/* What became of a job: the fence of its last part, or @error. */
static int migrate_result(struct nova_migrate *migrate, int error, struct fwgpu_dma_fence_own *h)
	__must_hold(&migrate->lock) __cond_acquires(0, h)
{
	u32 last = (migrate->slot + MIGRATE_SLOTS - 1) % MIGRATE_SLOTS;

	if (error) {
		/* The CPU takes over: parts that are under way must not write after it. */
		migrate_wait(migrate);
		return fwgpu_dma_fence_adopt(h, ERR_PTR(error));
	}

	fwgpu_dma_fence_get(h, fwgpu_dma_fence_peek(&migrate->fences[last]));
	return 0;
}

static int migrate_create_chan(struct nova_migrate *migrate)
{
	const struct nova_engine *engine = nova_fifo_pick_copy(migrate->nova);
	struct nova_rm_object_own copy;
	struct nova_chan_own chan;
	int ret;

	if (!engine)
		return -ENODEV;

	ret = nova_chan_create(nova_vm_peek(&migrate->vm), engine, true, &chan);
	if (ret)
		return ret;

	ret = nova_chan_object_create(nova_chan_borrow(&chan),
				      migrate->nova->chip->classes.copy, &copy);
	if (ret) {
		nova_chan_drop(&chan);
		return ret;
	}

	nova_rm_object_store(&migrate->copy, &copy);
	scoped_guard(mutex, &migrate->lock)
		nova_chan_store(&migrate->chan, &chan);
	return 0;
}

/*
 * A channel that was killed is not replaced here, where a buffer is reserved: that takes the
 * reservations of other buffers, and time.
 */
static int migrate_check(struct nova_migrate *migrate)
	__must_hold(&migrate->lock)
{
	if (nova_chan_peek(&migrate->chan) && !nova_chan_error(nova_chan_peek(&migrate->chan)))
		return 0;

	mod_delayed_work(system_percpu_wq, &migrate->watch, 0);
	return -EIO;
}

static u32 migrate_piece(const struct nova_res_cursor *dst, const struct nova_res_cursor *src)
{
	u64 size = src ? min(dst->size, src->size) : dst->size;

	return min_t(u64, size, MIGRATE_MAX_PIECE);
}

static int migrate_copy_part(struct nova_migrate *migrate, struct nova_res_cursor *dst,
			     struct ttm_resource *dst_res, struct nova_res_cursor *src,
			     struct ttm_resource *src_res)
	__must_hold(&migrate->lock)
{
	struct migrate_push push;

	migrate_begin(migrate, &push);
	while (dst->left && src->left && push_has_room(&push)) {
		u32 bytes = migrate_piece(dst, src);

		push_copy(&push, dst, src, bytes, bytes == dst->left);
		nova_res_cursor_next(dst, dst_res, bytes);
		nova_res_cursor_next(src, src_res, bytes);
	}
	return migrate_end(migrate, &push);
}

static int migrate_clear_part(struct nova_migrate *migrate, struct nova_res_cursor *dst,
			      struct ttm_resource *res)
	__must_hold(&migrate->lock)
{
	struct migrate_push push;

	migrate_begin(migrate, &push);
	while (dst->left && push_has_room(&push)) {
		u32 bytes = migrate_piece(dst, NULL);

		push_clear(&push, dst, bytes, bytes == dst->left);
		nova_res_cursor_next(dst, res, bytes);
	}
	return migrate_end(migrate, &push);
}

/**
 * nova_migrate_copy() - copy a buffer to another place
 * @nova: the card
 * @bo: the buffer, reserved and idle; its pages are mapped if one of the places
 *	is system memory
 * @dst: where to
 * @src: where from; lives until the fence signals
 * @h: the fence
 *
 * Waits for room on the ring, and if it fails, for what it had put there. Fails
 * at once while a channel that was killed is replaced.
 *
 * Return: 0 or an errno.
 */
int nova_migrate_copy(struct nova_device *nova, struct nova_bo *bo, struct ttm_resource *dst,
		      struct ttm_resource *src, struct fwgpu_dma_fence_own *h)
{
	struct nova_migrate *migrate = nova->migrate;
	struct nova_res_cursor to, from;
	int ret;

	nova_res_cursor_first(&to, &bo->ttm, dst);
	nova_res_cursor_first(&from, &bo->ttm, src);
	if (!to.left || !from.left)
		return fwgpu_dma_fence_adopt(h, ERR_PTR(-EINVAL));

	guard(mutex)(&migrate->lock);

	ret = migrate_check(migrate);
	while (!ret && to.left && from.left)
		ret = migrate_copy_part(migrate, &to, dst, &from, src);

	return migrate_result(migrate, ret, h);
}

/**
 * nova_migrate_clear() - fill a buffer with zeroes
 * @nova: the card
 * @bo: the buffer, reserved and idle
 * @res: where it is
 * @h: the fence
 *
 * Waits as nova_migrate_copy() does.
 *
 * Return: 0 or an errno.
 */
int nova_migrate_clear(struct nova_device *nova, struct nova_bo *bo, struct ttm_resource *res,
		       struct fwgpu_dma_fence_own *h)
{
	struct nova_migrate *migrate = nova->migrate;
	struct nova_res_cursor to;
	int ret;

	nova_res_cursor_first(&to, &bo->ttm, res);
	if (!to.left)
		return fwgpu_dma_fence_adopt(h, ERR_PTR(-EINVAL));

	guard(mutex)(&migrate->lock);

	ret = migrate_check(migrate);
	while (!ret && to.left)
		ret = migrate_clear_part(migrate, &to, res);

	return migrate_result(migrate, ret, h);
}

static int migrate_create_push(struct nova_migrate *migrate)
{
	struct nova_bo_own bo;
	struct nova_vma_own vma;
	int ret;

	ret = nova_bo_create_kernel(migrate->nova, nova_vm_entry(nova_vm_peek(&migrate->vm)),
				    MIGRATE_SLOTS * MIGRATE_SLOT_SIZE,
				    NOUVEAU_GEM_DOMAIN_GART, &bo);
	if (ret)
		return ret;

	ret = nova_vma_create(nova_vm_peek(&migrate->vm), nova_bo_borrow(&bo),
			      NOVA_VMA_READ_ONLY, &vma);
	if (ret) {
		nova_bo_drop(&bo);
		return ret;
	}

	nova_bo_store(&migrate->push, &bo);
	nova_vma_store(&migrate->push_vma, &vma);
	return 0;
}

static int migrate_setup(struct nova_migrate *migrate)
{
	struct nova_vm_own vm;
	int ret;

	ret = nova_vm_create(migrate->nova, NULL, MIGRATE_VM_START, MIGRATE_VM_SIZE, &vm);
	if (ret)
		return ret;
	nova_vm_store(&migrate->vm, &vm);

	ret = migrate_create_push(migrate);
	if (ret)
		return ret;

	return migrate_create_chan(migrate);
}

/* Who moves a buffer from then on has the CPU do it. */
static bool migrate_take_chan(struct nova_migrate *migrate, struct nova_chan_own *h)
	__cond_acquires(true, h)
{
	guard(mutex)(&migrate->lock);
	return nova_chan_take(&migrate->chan, h);
}

static void migrate_drop_chan(struct nova_migrate *migrate)
{
	struct nova_chan_own chan;

	if (!migrate_take_chan(migrate, &chan))
		return;

	nova_rm_object_clear(&migrate->copy);
	nova_chan_drop(&chan);
}

static void migrate_replace_chan(struct nova_migrate *migrate)
{
	int ret;

	migrate_drop_chan(migrate);
	migrate->progress = U64_MAX;
	ret = migrate_create_chan(migrate);
	if (ret)
		drm_err_ratelimited(&migrate->nova->drm, "no new copy engine channel: %pe\n",
				    ERR_PTR(ret));
}

/* Whether the channel has got no further since the last look. */
static bool migrate_hangs(struct nova_migrate *migrate, struct nova_chan *chan)
{
	u64 before = migrate->progress;

	migrate->progress = nova_chan_completed(chan);
	return migrate->progress == before;
}

/* For @watch, which alone changes it, and so may use it without the lock. */
static struct nova_chan *migrate_peek_chan(struct nova_migrate *migrate)
{
	guard(mutex)(&migrate->lock);
	return nova_chan_peek(&migrate->chan);
}

/* Whoever waits for a buffer to be moved waits without end, so its fence must have one. */
static void migrate_watch(struct work_struct *work)
{
	struct nova_migrate *migrate = container_of(work, struct nova_migrate, watch.work);
	struct nova_chan *chan = migrate_peek_chan(migrate);

	if (chan && nova_chan_pending(chan)) {
		if (!migrate_hangs(migrate, chan)) {
			queue_delayed_work(system_percpu_wq, &migrate->watch, MIGRATE_TIMEOUT);
			return;
		}
		migrate_kill(migrate, chan);
	}

	/* Now, or by the firmware, or the last attempt failed. */
	if (!chan || nova_chan_error(chan))
		migrate_replace_chan(migrate);
}

static void migrate_release(struct nova_migrate *migrate)
{
	scoped_guard(mutex, &migrate->lock)
		migrate_wait(migrate);
	cancel_delayed_work_sync(&migrate->watch);
	migrate_drop_chan(migrate);
	nova_vma_clear(&migrate->push_vma);
	nova_bo_clear(&migrate->push);
	if (nova_vm_peek(&migrate->vm))
		nova_vm_close(nova_vm_peek(&migrate->vm));
	nova_vm_clear(&migrate->vm);
	mutex_destroy(&migrate->lock);
}

/**
 * nova_migrate_init() - create the kernel's copy engine channel
 * @nova: the card
 *
 * Return: 0 or an errno.
 */
int nova_migrate_init(struct nova_device *nova)
{
	struct nova_migrate *migrate;
	int ret;

	migrate = drmm_kzalloc(&nova->drm, sizeof(*migrate), GFP_KERNEL);
	if (!migrate)
		return -ENOMEM;

	migrate->nova = nova;
	mutex_init(&migrate->lock);
	INIT_DELAYED_WORK(&migrate->watch, migrate_watch);
	/* No number of a submission: the first look is at nothing. */
	migrate->progress = U64_MAX;

	ret = migrate_setup(migrate);
	if (ret) {
		drm_err(&nova->drm, "no copy engine channel: %pe\n", ERR_PTR(ret));
		migrate_release(migrate);
		return ret;
	}

	nova->migrate = migrate;
	return 0;
}

/**
 * nova_migrate_fini() - undo nova_migrate_init()
 * @nova: the card; nobody migrates any more
 */
void nova_migrate_fini(struct nova_device *nova)
{
	struct nova_migrate *migrate = nova->migrate;

	nova->migrate = NULL;
	migrate_release(migrate);
}
