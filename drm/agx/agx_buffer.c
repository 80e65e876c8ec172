// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Tiled vertex buffers
 *
 * The vertex half of a render leaves transformed primitives, sorted into tiles,
 * for the fragment half: in pages of 32 KiB out of a buffer that all renders of
 * a queue share. When a render runs out of pages the firmware draws what is
 * there, which takes longer, and counts what would have been enough; the next
 * submission grows the buffer. When it cannot draw either, it asks for more and
 * waits: four pages make a block, and some blocks are kept ready for that, so
 * that the answer does not depend on memory being found. Those are replaced by
 * another work item than the one that answers, for finding memory may take a
 * fence that waits for the answer. A buffer never shrinks.
 *
 * The firmware knows buffers by 127 numbers. One whose renders are done keeps
 * its number until somebody else needs it, and then has to be introduced again,
 * as it has to be when it has grown.
 *
 * Sources: Asahi's buffer.rs, m1n1 proxyclient/m1n1/agx/render.py.
 */
#include "agx_buffer.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "agx_layout.h"
#include "agx_layout_render.h"
#include "agx_obj.h"
#include "agx_recover.h"
#include "agx_vm.h"
#include "agx_wq.h"
#include "uat/slots.h"

#include "drm/own/order.h"
#include "firmware/agx/buffer.h"
#include "firmware/agx/channels.h"
#include "firmware/agx/render.h"
#include "firmware/agx/uat.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/completion.h>
#include <linux/dma-fence.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

/* What macOS allows on machines with 16 GiB; on those with less, as much less. */
#define AGX_TVB_MAX_BYTES	862322688ull
#define AGX_TVB_MEMORY_SHARE	16
/* Of it while no render target lives in the tile buffer only. */
#define AGX_TVB_NOMEMLESS_SHARE	3

#define AGX_TVB_FIRST_BLOCKS	8u
/* What the firmware gets when it asks. */
#define AGX_TVB_GROW_BLOCKS	10u

/* How long the firmware waits for memory if nothing is ready. */
#define AGX_TVB_REFILL_TIMEOUT	HZ

#define AGX_TPC_ORDERS		16

OWNED(agx_workqueue, struct workqueue_struct, destroy_workqueue)

/**
 * struct agx_buffers - numbers of buffers
 */
struct agx_buffers {
	/** @queue: answers the firmware. */
	struct agx_workqueue_slot queue;
	/** @lock: keeps owners. */
	struct mutex lock;
	/** @slots: which buffer has which number, in use while renders use the buffer. */
	struct agx_slots slots __guarded_by(&lock);
};

/**
 * struct agx_buffer_shared - what of a buffer firmware and kernel both write
 */
struct agx_buffer_shared {
	/** @block_ctl: how many blocks there are. */
	struct agx_tvb_block_ctl block_ctl;
	/** @counter: how many renders there were. */
	struct agx_tvb_counter counter;
	/** @stats: what renders needed. */
	struct agx_tvb_stats stats;
	/** @kernel_buffer: zeroes; what the firmware keeps in it is not known. */
	u8 kernel_buffer[AGX_TVB_KERNEL_BUF_SIZE];
};

/**
 * struct agx_buffer_ask - what the firmware wants of a buffer
 */
struct agx_buffer_ask {
	/** @ack: the answer. */
	struct agx_devctrl_grow_ack ack;
	/** @is_open: the firmware waits for it. */
	bool is_open;
};

/**
 * struct agx_buffer - a tiled vertex buffer
 */
struct agx_buffer {
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @vm: address space; the queue's, which outlives this. */
	struct agx_vm *vm;
	/** @wq: the queue's, likewise; its job fails when the buffer cannot grow. */
	struct agx_wq *wq;
	/** @info: Info. */
	struct agx_obj_slot info;
	/** @shared: struct agx_buffer_shared. */
	struct agx_obj_slot shared;
	/** @page_list: numbers of pages. */
	struct agx_obj_slot page_list;
	/** @block_list: numbers of the first page of each block. */
	struct agx_obj_slot block_list;
	/** @grow: answers the firmware. */
	struct work_struct grow;
	/** @refill: has blocks ready for the next time. */
	struct work_struct refill;
	/** @refilled: it has run. */
	struct completion refilled;
	/** @ask: what the firmware wants of it; use buffer_ask(). */
	struct agx_buffer_ask ask;

	/** @alloc_lock: serialises what allocates. */
	struct mutex alloc_lock;
	/** @tpc: tail pointers of renders, by the size's order. */
	struct agx_obj_slot tpc[AGX_TPC_ORDERS] __guarded_by(&alloc_lock);
	/** @lock: protects the rest. The answer waits for it, so that nothing is allocated. */
	struct mutex lock __acquired_after(alloc_lock) __acquired_before(agx->buffers->lock);
	/** @scenes: jobs that use the buffer. */
	u32 scenes __guarded_by(&lock);
	/** @slot: number, while @scenes is not 0. */
	u32 slot __guarded_by(&lock);
	/** @submitted: one of these is the firmware's, and so is Info. */
	bool submitted __guarded_by(&lock);
	/** @needs_init: the firmware does not know the buffer as it is. */
	bool needs_init __guarded_by(&lock);
	/** @count: blocks that the firmware has been given. */
	u32 count __guarded_by(&lock);
	/** @told: blocks that Info says. */
	u32 told __guarded_by(&lock);
	/** @ready: blocks that are there. */
	u32 ready __guarded_by(&lock);
	/** @max_blocks: length of @blocks. */
	u32 max_blocks;
	/** @blocks: blocks. */
	struct agx_obj_slot blocks[] __counted_by(max_blocks) __guarded_by(&lock);
};

static struct agx_buffer_shared *buffer_shared(const struct agx_buffer *buffer)
{
	return agx_obj_cpu(agx_obj_peek(&buffer->shared));
}

static struct agx_buffer_ask *buffer_ask(struct agx_buffers *buffers, struct agx_buffer *buffer)
	__must_hold(&buffers->lock)
{
	return &buffer->ask;
}

/*
 * Numbers.
 */

/**
 * agx_buffers_init() - make all numbers free
 * @agx: the GPU
 *
 * Return: 0 or -ENOMEM.
 */
int agx_buffers_init(struct agx_device *agx)
{
	struct agx_workqueue_own queue;
	int ret;

	agx->buffers = drmm_kzalloc(&agx->drm, sizeof(*agx->buffers), GFP_KERNEL);
	if (!agx->buffers)
		return -ENOMEM;

	/* Fences wait for it. */
	ret = agx_workqueue_adopt(&queue,
				  alloc_workqueue("agx-grow", WQ_UNBOUND | WQ_MEM_RECLAIM, 0));
	if (ret)
		return ret;

	agx_workqueue_store(&agx->buffers->queue, &queue);
	scoped_guard(mutex_init, &agx->buffers->lock)
		agx_slots_init(&agx->buffers->slots, 0, AGX_BUFFER_SLOTS);
	return 0;
}

/**
 * agx_buffers_fini() - end
 * @agx: the GPU, without queues
 */
void agx_buffers_fini(struct agx_device *agx)
{
	agx_workqueue_clear(&agx->buffers->queue);
	mutex_destroy(&agx->buffers->lock);
}

/**
 * agx_buffers_grow() - the firmware wants a larger buffer, and waits for it
 * @agx: the GPU
 * @msg: our copy of what it says
 *
 * Return: 0, and the answer comes later; -EINVAL if it makes no sense.
 */
int agx_buffers_grow(struct agx_device *agx, const struct agx_event_msg *msg)
{
	struct agx_buffers *buffers = agx->buffers;
	u32 slot = msg->grow_tvb.buffer_slot;
	struct agx_buffer *buffer;

	guard(mutex)(&buffers->lock);

	buffer = agx_slots_owner(&buffers->slots, slot);
	if (!buffer || buffer_ask(buffers, buffer)->is_open)
		return -EINVAL;

	*buffer_ask(buffers, buffer) = (struct agx_buffer_ask) {
		.ack.buffer_slot = slot,
		.ack.vm_slot = msg->grow_tvb.vm_slot,
		.ack.counter = msg->grow_tvb.counter,
		.is_open = true,
	};
	queue_work(agx_workqueue_peek(&agx->buffers->queue), &buffer->grow);
	return 0;
}

static int buffer_take_slot(struct agx_buffer *buffer, bool *changed)
{
	struct agx_buffers *buffers = buffer->agx->buffers;

	guard(mutex)(&buffers->lock);

	return agx_slots_get(&buffers->slots, buffer, changed);
}

static void buffer_give_slot(struct agx_buffer *buffer, u32 slot)
{
	struct agx_buffers *buffers = buffer->agx->buffers;

	guard(mutex)(&buffers->lock);

	agx_slots_put(&buffers->slots, slot);
}

/*
 * Blocks.
 */

static void buffer_write_block(struct agx_buffer *buffer, u32 index)
	__must_hold(&buffer->lock)
{
	u32 *pages = agx_obj_cpu(agx_obj_peek(&buffer->page_list));
	u32 *blocks = agx_obj_cpu(agx_obj_peek(&buffer->block_list));
	u64 va = agx_obj_va(agx_obj_peek(&buffer->blocks[index]));
	u32 page = (u32)(va >> AGX_TVB_PAGE_SHIFT);

	WRITE_ONCE(blocks[2 * index], page);
	for (u32 i = 0; i < AGX_TVB_BLOCK_PAGES; i++)
		WRITE_ONCE(pages[AGX_TVB_BLOCK_PAGES * index + i], page + i);
}

/* Says in Info how large the buffer is, unless that is the firmware's. */
static void buffer_tell(struct agx_buffer *buffer)
	__must_hold(&buffer->lock)
{
	if (buffer->submitted || buffer->told == buffer->count)
		return;

	agx_render_set_blocks(buffer->agx->layout->render,
			      agx_obj_cpu(agx_obj_peek(&buffer->info)), buffer->count);
	buffer->told = buffer->count;
	buffer->needs_init = true;
}

/* Gives the firmware blocks that are there. */
static void buffer_publish(struct agx_buffer *buffer, u32 count)
	__must_hold(&buffer->lock)
{
	struct agx_tvb_block_ctl *ctl = &buffer_shared(buffer)->block_ctl;

	for (u32 i = buffer->count; i < count; i++)
		buffer_write_block(buffer, i);
	buffer->count = count;

	/* Blocks before their number. */
	fw_mb();
	WRITE_ONCE(ctl->total, count);
	WRITE_ONCE(ctl->wptr, count);
	buffer->needs_init = true;
	buffer_tell(buffer);
}

static u32 buffer_ready(struct agx_buffer *buffer)
{
	guard(mutex)(&buffer->lock);
	return buffer->ready;
}

static int buffer_add_block(struct agx_buffer *buffer)
	__must_hold(&buffer->alloc_lock)
{
	struct agx_obj_own block;
	int ret;

	ret = agx_obj_create(agx_vm_heap_shared(buffer->vm), AGX_TVB_BLOCK_SIZE, &block);
	if (ret)
		return ret;

	guard(mutex)(&buffer->lock);

	agx_obj_store(&buffer->blocks[buffer->ready++], &block);
	return 0;
}

/* Has so many blocks ready, or as many as there is memory for. */
static void buffer_fill(struct agx_buffer *buffer, u32 count)
	__must_hold(&buffer->alloc_lock)
{
	u32 max = min(count, buffer->max_blocks);
	int ret = 0;

	while (!ret && buffer_ready(buffer) < max)
		ret = buffer_add_block(buffer);
}

/* Blocks that the renders since last time would have liked; the firmware's word. */
static u32 buffer_wanted(struct agx_buffer *buffer)
{
	struct agx_tvb_stats *stats = &buffer_shared(buffer)->stats;
	u32 max = buffer->max_blocks / AGX_TVB_NOMEMLESS_SHARE;
	u32 used = min(READ_ONCE(stats->max_pages), max * AGX_TVB_BLOCK_PAGES);

	guard(mutex)(&buffer->lock);

	WRITE_ONCE(stats->reset, 1);
	if (2 * used <= buffer->count * AGX_TVB_BLOCK_PAGES)
		return buffer->count;
	return min(DIV_ROUND_UP(3 * used, AGX_TVB_BLOCK_PAGES), max);
}

static int buffer_reserve_blocks(struct agx_buffer *buffer, u32 blocks)
	__must_hold(&buffer->alloc_lock)
{
	u32 want = max(blocks, buffer_wanted(buffer));

	/* What is kept ready, and what would merely be faster, may fail. */
	buffer_fill(buffer, want + AGX_TVB_GROW_BLOCKS);

	guard(mutex)(&buffer->lock);

	if (buffer->ready < blocks)
		return -ENOMEM;

	want = min(want, buffer->ready);
	if (want > buffer->count)
		buffer_publish(buffer, want);
	return 0;
}

static int buffer_reserve_tpc(struct agx_buffer *buffer, u64 size, u64 *va)
	__must_hold(&buffer->alloc_lock)
{
	u32 order = size > AGX_UAT_PAGE_SIZE ?
		    order_base_2(DIV_ROUND_UP_ULL(size, AGX_UAT_PAGE_SIZE)) : 0;
	int ret = 0;

	if (order >= AGX_TPC_ORDERS)
		return -ENOMEM;
	if (!agx_obj_peek(&buffer->tpc[order]))
		ret = agx_obj_fill(agx_vm_heap_private(buffer->vm),
				   (size_t)AGX_UAT_PAGE_SIZE << order, &buffer->tpc[order]);
	if (ret)
		return ret;

	*va = agx_obj_va(agx_obj_peek(&buffer->tpc[order]));
	return 0;
}

/**
 * agx_buffer_reserve() - see that a render has what it needs
 * @buffer: buffer
 * @blocks: blocks that there have to be at least
 * @tpc_size: bytes of tail pointers, which renders of a queue share
 * @tpc: where these are
 *
 * Return: 0; -ENOMEM, also if it would be larger than a buffer may be; -ENOSPC
 * if the address space has no room.
 */
int agx_buffer_reserve(struct agx_buffer *buffer, u32 blocks, u64 tpc_size, u64 *tpc)
{
	int ret;

	guard(mutex)(&buffer->alloc_lock);

	ret = buffer_reserve_blocks(buffer, blocks);
	if (ret)
		return ret;

	return buffer_reserve_tpc(buffer, tpc_size, tpc);
}

/* Whether less is ready than the firmware should get. */
static bool buffer_is_short(struct agx_buffer *buffer)
{
	guard(mutex)(&buffer->lock);
	return buffer->ready < min(buffer->count + AGX_TVB_GROW_BLOCKS, buffer->max_blocks);
}

static void buffer_refill(struct work_struct *work)
{
	struct agx_buffer *buffer = container_of(work, struct agx_buffer, refill);
	u32 count;

	scoped_guard(mutex, &buffer->lock)
		count = buffer->count;
	scoped_guard(mutex, &buffer->alloc_lock)
		buffer_fill(buffer, count + AGX_TVB_GROW_BLOCKS);
	complete(&buffer->refilled);
}

/*
 * When the firmware asks again before there is more. Not for ever: what finds
 * memory may wait for a fence. The first to end may have begun before the last
 * growth, the second has not.
 */
static void buffer_wait_refill(struct agx_buffer *buffer)
{
	for (u32 i = 0; i < 2 && buffer_is_short(buffer); i++) {
		reinit_completion(&buffer->refilled);
		queue_work(system_dfl_wq, &buffer->refill);
		wait_for_completion_timeout(&buffer->refilled, AGX_TVB_REFILL_TIMEOUT);
	}
}

/* One step of growth: what is ready. */
static int buffer_grow_step(struct agx_buffer *buffer)
{
	guard(mutex)(&buffer->lock);

	if (buffer->ready == buffer->count)
		return -ENOMEM;

	buffer_publish(buffer, min(buffer->ready, buffer->count + AGX_TVB_GROW_BLOCKS));
	return 0;
}

static struct agx_devctrl_grow_ack buffer_take_ask(struct agx_buffer *buffer)
{
	struct agx_buffers *buffers = buffer->agx->buffers;

	guard(mutex)(&buffers->lock);

	buffer_ask(buffers, buffer)->is_open = false;
	return buffer_ask(buffers, buffer)->ack;
}

/*
 * The firmware waits for an answer, even if the buffer is as small as before.
 * The render fails; it is over when the firmware, which may ask again, ends it.
 */
static void buffer_answer(struct agx_buffer *buffer)
{
	struct agx_devctrl_grow_ack ack;
	int ret;

	ret = buffer_grow_step(buffer);
	if (ret) {
		drm_err_ratelimited(&buffer->agx->drm, "queue %u: no memory for a render\n",
				    agx_wq_uuid(buffer->wq));
		agx_wq_fail_current(buffer->wq, AGX_PIPE_VERTEX, ret);
	}

	ack = buffer_take_ask(buffer);
	if (agx_channel_grow_ack(buffer->agx, &ack))
		agx_recover_give_up(buffer->agx, "it takes no answer");
}

static void buffer_grow(struct work_struct *work)
{
	struct agx_buffer *buffer = container_of(work, struct agx_buffer, grow);
	bool cookie;

	buffer_wait_refill(buffer);
	cookie = dma_fence_begin_signalling();
	buffer_answer(buffer);
	dma_fence_end_signalling(cookie);
	queue_work(system_dfl_wq, &buffer->refill);
}

/*
 * Use.
 */

/**
 * agx_buffer_use() - a job with renders is being made
 * @buffer: buffer
 *
 * Return: number of the buffer; -EBUSY if all are in use.
 */
int agx_buffer_use(struct agx_buffer *buffer)
{
	bool changed;
	int slot;

	guard(mutex)(&buffer->lock);

	if (!buffer->scenes) {
		slot = buffer_take_slot(buffer, &changed);
		if (slot < 0)
			return slot;
		buffer->slot = (u32)slot;
		buffer->needs_init |= changed;
		/* It may have grown while renders ran. */
		buffer->submitted = false;
		buffer_tell(buffer);
	}

	buffer->scenes++;
	return (int)buffer->slot;
}

/**
 * agx_buffer_unuse() - a job with renders is done
 * @buffer: buffer
 */
void agx_buffer_unuse(struct agx_buffer *buffer)
{
	guard(mutex)(&buffer->lock);

	if (!--buffer->scenes)
		buffer_give_slot(buffer, buffer->slot);
}

/**
 * agx_buffer_needs_init() - whether InitBuffer has to come before the next render
 * @buffer: buffer, in use
 * @blocks: how large it is
 *
 * Return: true until agx_buffer_submit() hears of an InitBuffer.
 */
bool agx_buffer_needs_init(struct agx_buffer *buffer, u32 *blocks)
{
	guard(mutex)(&buffer->lock);

	*blocks = buffer->count;
	return buffer->needs_init;
}

/**
 * agx_buffer_submit() - a job with renders is about to go to the firmware
 * @buffer: buffer, in use
 * @renders: how many
 * @init: whether the job has an InitBuffer
 *
 * Jobs are submitted in the order in which this is called, which need not be
 * that in which they were made: the firmware never hears of fewer blocks than
 * it has heard of before if each InitBuffer says what this returns.
 *
 * Return: how large the buffer is, in blocks.
 */
u32 agx_buffer_submit(struct agx_buffer *buffer, u32 renders, bool init)
{
	struct agx_tvb_counter *counter = &buffer_shared(buffer)->counter;

	guard(mutex)(&buffer->lock);

	buffer->submitted = true;
	if (init)
		buffer->needs_init = false;
	WRITE_ONCE(counter->count, READ_ONCE(counter->count) + renders);
	return buffer->count;
}

/**
 * agx_buffer_addrs() - where the parts of a buffer are
 * @buffer: buffer
 * @addrs: what is filled in: info, stats and kernel_buffer
 */
void agx_buffer_addrs(const struct agx_buffer *buffer, struct agx_scene_addrs *addrs)
{
	u64 shared = agx_obj_va(agx_obj_peek(&buffer->shared));

	addrs->info = agx_obj_va(agx_obj_peek(&buffer->info));
	addrs->stats = shared + offsetof(struct agx_buffer_shared, stats);
	addrs->kernel_buffer = shared + offsetof(struct agx_buffer_shared, kernel_buffer);
}

/*
 * Life.
 */

static u32 buffer_max_blocks(void)
{
	u64 memory = (u64)totalram_pages() << PAGE_SHIFT;

	return (u32)(min(memory / AGX_TVB_MEMORY_SHARE, AGX_TVB_MAX_BYTES) / AGX_TVB_BLOCK_SIZE);
}

static int buffer_alloc_objects(struct agx_buffer *buffer)
{
	size_t page_list = array3_size(buffer->max_blocks, AGX_TVB_BLOCK_PAGES, sizeof(u32));
	size_t block_list = array3_size(buffer->max_blocks, 2, sizeof(u32));
	const struct agx_render_layout *layout = buffer->agx->layout->render;
	struct agx_heap *private = agx_vm_heap_private(buffer->vm);
	struct agx_heap *heap = buffer->agx->heap;
	int ret;

	ret = agx_obj_fill(&heap[AGX_HEAP_FW_PRIV], agx_render_info_size(layout), &buffer->info);
	if (!ret)
		ret = agx_obj_fill(&heap[AGX_HEAP_FW_SHARED], sizeof(struct agx_buffer_shared),
				   &buffer->shared);
	if (!ret)
		ret = agx_obj_fill(private, page_list, &buffer->page_list);
	if (!ret)
		ret = agx_obj_fill(private, block_list, &buffer->block_list);
	return ret;
}

static void buffer_init_info(struct agx_buffer *buffer)
{
	u64 shared = agx_obj_va(agx_obj_peek(&buffer->shared));
	const struct agx_tvb_args args = {
		.page_list = agx_obj_va(agx_obj_peek(&buffer->page_list)),
		.block_list = agx_obj_va(agx_obj_peek(&buffer->block_list)),
		.block_ctl = shared + offsetof(struct agx_buffer_shared, block_ctl),
		.counter = shared + offsetof(struct agx_buffer_shared, counter),
		.max_blocks = buffer->max_blocks,
		.max_blocks_nomemless = buffer->max_blocks / AGX_TVB_NOMEMLESS_SHARE,
	};

	agx_render_init_info(buffer->agx->layout->render,
			     agx_obj_cpu(agx_obj_peek(&buffer->info)), &args);
	buffer_shared(buffer)->stats.reset = 1;
}

static int buffer_init(struct agx_buffer *buffer, struct agx_vm *vm, struct agx_wq *wq,
		       u32 max_blocks)
{
	int ret;

	buffer->agx = agx_vm_device(vm);
	buffer->vm = vm;
	buffer->wq = wq;
	buffer->max_blocks = max_blocks;
	INIT_WORK(&buffer->grow, buffer_grow);
	INIT_WORK(&buffer->refill, buffer_refill);
	init_completion(&buffer->refilled);
	mutex_init(&buffer->alloc_lock);
	mutex_init(&buffer->lock);

	ret = buffer_alloc_objects(buffer);
	if (ret)
		return ret;

	buffer_init_info(buffer);
	guard(mutex)(&buffer->alloc_lock);
	return buffer_reserve_blocks(buffer, min(AGX_TVB_FIRST_BLOCKS, max_blocks));
}

/**
 * agx_buffer_create() - create a buffer for a queue
 * @vm: its address space, which stays while the buffer does
 * @wq: the queue, which stays likewise
 * @h: the buffer
 *
 * Return: 0; -ENOMEM; -ENOSPC if the address space has no room.
 */
int agx_buffer_create(struct agx_vm *vm, struct agx_wq *wq, struct agx_buffer_own *h)
{
	u32 max_blocks = buffer_max_blocks();
	struct agx_buffer_own buffer;
	int ret;

	ret = agx_buffer_adopt(&buffer, kvzalloc_flex(struct agx_buffer, blocks, max_blocks,
						      GFP_KERNEL_ACCOUNT));
	if (ret)
		return ret;

	ret = buffer_init(agx_buffer_borrow(&buffer), vm, wq, max_blocks);
	if (ret) {
		agx_buffer_drop(&buffer);
		return ret;
	}

	agx_buffer_move(h, &buffer);
	return 0;
}

static int buffer_take_block(struct agx_buffer *buffer, struct agx_obj_own *h)
	__cond_acquires(0, h)
{
	guard(mutex)(&buffer->lock);

	if (!buffer->ready || !agx_obj_take(&buffer->blocks[--buffer->ready], h))
		return -ENOENT;
	return 0;
}

static void buffer_clear(struct agx_buffer *buffer)
{
	struct agx_obj_own block;

	/* What unmaps waits for what allocates page tables. */
	while (!buffer_take_block(buffer, &block))
		agx_obj_drop(&block);

	guard(mutex)(&buffer->alloc_lock);

	for (u32 i = 0; i < AGX_TPC_ORDERS; i++)
		agx_obj_clear(&buffer->tpc[i]);
}

/**
 * agx_buffer_free() - release a buffer; use agx_buffer_drop()
 * @buffer: buffer that no job uses
 */
void agx_buffer_free(struct agx_buffer *buffer)
{
	struct agx_buffers *buffers = buffer->agx->buffers;

	cancel_work_sync(&buffer->grow);
	cancel_work_sync(&buffer->refill);
	scoped_guard(mutex, &buffers->lock)
		agx_slots_forget(&buffers->slots, buffer);

	buffer_clear(buffer);
	agx_obj_clear(&buffer->block_list);
	agx_obj_clear(&buffer->page_list);
	agx_obj_clear(&buffer->shared);
	agx_obj_clear(&buffer->info);
	mutex_destroy(&buffer->lock);
	mutex_destroy(&buffer->alloc_lock);
	kvfree(buffer);
}
