// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: InitData
 *
 * The firmware is started with the address of a tree of structures: where the
 * rings are, where it may keep statistics, what the chip looks like. Three of
 * them, with all the numbers of power management, come from the bootloader,
 * which knows Apple's device tree. They are copied into memory of the kernel's,
 * and a few fields that only the kernel knows are filled in.
 *
 * How large they are depends on the firmware, so what the bootloader left must
 * be at least as large as this firmware's.
 *
 * Sources: see firmware/agx/initdata.h.
 */
#include "agx_boot.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "uat/mem.h"
#include "uat/uat.h"

#include "firmware/agx/abi.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/uat.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define AGX_IDLE_OFF_DELAY_MS	2
#define AGX_HALT_TIMEOUT_MS	100

/* What RuntimePointers point at and nobody knows the meaning of. */
enum agx_boot_unknown {
	AGX_BOOT_UNK_190,
	AGX_BOOT_UNK_198,
	AGX_BOOT_UNK_1B8,
	AGX_BOOT_UNK_1C0,
	AGX_BOOT_UNK_1C8,
	AGX_BOOT_NUM_UNKNOWN,
};

static const size_t boot_unknown_size[AGX_BOOT_NUM_UNKNOWN] = {
	[AGX_BOOT_UNK_190] = AGX_RT_UNKPTR_190_SIZE,
	[AGX_BOOT_UNK_198] = AGX_RT_UNKPTR_198_SIZE,
	[AGX_BOOT_UNK_1B8] = AGX_RT_UNKPTR_1B8_SIZE,
	[AGX_BOOT_UNK_1C0] = AGX_RT_UNKPTR_1C0_SIZE,
	[AGX_BOOT_UNK_1C8] = AGX_RT_UNKPTR_1C8_SIZE,
};

/**
 * struct agx_boot - InitData and what hangs on it
 */
struct agx_boot {
	/** @initdata: root. */
	struct agx_obj_slot initdata;
	/** @unk_buf: zeroes. */
	struct agx_obj_slot unk_buf;
	/** @rtptrs: RuntimePointers. */
	struct agx_obj_slot rtptrs;
	/** @globals: Globals. */
	struct agx_obj_slot globals;
	/** @status: FwStatus. */
	struct agx_obj_slot status;
	/** @hwdata_a: HwDataA. */
	struct agx_obj_slot hwdata_a;
	/** @hwdata_b: HwDataB. */
	struct agx_obj_slot hwdata_b;
	/** @stats: the firmware's statistics. */
	struct agx_obj_slot stats[AGX_BOOT_NUM_STATS];
	/** @unknown: and what else it wants. */
	struct agx_obj_slot unknown[AGX_BOOT_NUM_UNKNOWN];
	/** @io: registers that the firmware sees. */
	struct agx_obj_slot io[AGX_MAX_SOC_IO];
	/** @sram: memory of the GPU's that the firmware sees. */
	struct agx_obj_slot sram;
	/** @bufmgr: page of the buffer manager, mapped for GPU and firmware. */
	struct agx_mem_slot bufmgr;
	/** @lock: protects counters in @globals. */
	spinlock_t lock;
	/** @pending: jobs that the firmware has. */
	u32 pending __guarded_by(&lock);
};

static void *boot_cpu(const struct agx_obj_slot *slot)
{
	return agx_obj_cpu(agx_obj_peek(slot));
}

static u64 boot_va(const struct agx_obj_slot *slot)
{
	return agx_obj_va(agx_obj_peek(slot));
}

static int boot_fill(struct agx_device *agx, enum agx_heap_id heap, size_t size,
		     struct agx_obj_slot *slot)
{
	return agx_obj_fill(&agx->heap[heap], size, slot);
}

/* A copy of what the bootloader left in a region. */
static int boot_copy(struct agx_device *agx, enum agx_region region, size_t size,
		     struct agx_obj_slot *slot)
{
	void *blob;
	int ret;

	blob = agx_region_map(agx, region, size);
	if (IS_ERR(blob))
		return PTR_ERR(blob);

	ret = boot_fill(agx, AGX_HEAP_FW_PRIV, size, slot);
	if (!ret)
		memcpy(boot_cpu(slot), blob, size);
	return ret;
}

static int boot_alloc(struct agx_device *agx)
{
	const struct agx_abi *abi = agx->abi;
	struct agx_boot *boot = agx->boot;
	size_t fragment = AGX_STATS_FRAGMENT_COUNTERS + sizeof(struct agx_stats_fragment);
	int ret;

	if (abi->generation == AGX_G14X)
		fragment += AGX_STATS_FRAGMENT_G14X_EXTRA;

	ret = boot_fill(agx, AGX_HEAP_FW_PRIV, abi->initdata_size, &boot->initdata);
	if (!ret)
		ret = boot_fill(agx, AGX_HEAP_FW_SHARED_RO, AGX_INITDATA_UNK_BUF_SIZE,
				&boot->unk_buf);
	if (!ret)
		ret = boot_fill(agx, AGX_HEAP_FW_PRIV, abi->rtptrs_size, &boot->rtptrs);
	if (!ret)
		ret = boot_fill(agx, AGX_HEAP_FW_SHARED, sizeof(struct agx_fw_status),
				&boot->status);
	if (!ret)
		ret = boot_fill(agx, AGX_HEAP_FW_PRIV, AGX_STATS_VERTEX_SIZE,
				&boot->stats[AGX_BOOT_STATS_VERTEX]);
	if (!ret)
		ret = boot_fill(agx, AGX_HEAP_FW_PRIV, fragment,
				&boot->stats[AGX_BOOT_STATS_FRAGMENT]);
	if (!ret)
		ret = boot_fill(agx, AGX_HEAP_FW_PRIV, AGX_STATS_COMPUTE_SIZE,
				&boot->stats[AGX_BOOT_STATS_COMPUTE]);
	for (u32 i = 0; !ret && i < AGX_BOOT_NUM_UNKNOWN; i++)
		ret = boot_fill(agx, AGX_HEAP_FW_PRIV, boot_unknown_size[i], &boot->unknown[i]);
	return ret;
}

static int boot_copy_blobs(struct agx_device *agx)
{
	const struct agx_abi *abi = agx->abi;
	struct agx_boot *boot = agx->boot;
	int ret;

	ret = boot_copy(agx, AGX_REGION_HW_CAL_A, abi->hwdata_a_size, &boot->hwdata_a);
	if (!ret)
		ret = boot_copy(agx, AGX_REGION_HW_CAL_B, abi->hwdata_b_size, &boot->hwdata_b);
	if (!ret)
		ret = boot_copy(agx, AGX_REGION_GLOBALS, abi->globals_size, &boot->globals);
	return ret;
}

static int boot_map_bufmgr(struct agx_device *agx)
{
	struct agx_space *high = agx_uat_high(agx);
	struct agx_space *low = agx_uat_low(agx);
	struct agx_mem_own mem;
	int ret;

	ret = agx_space_prepare(high, AGX_KVA_BUFMGR, AGX_UAT_PAGE_SIZE);
	if (!ret)
		ret = agx_space_prepare(low, AGX_LVA_BUFMGR, AGX_UAT_PAGE_SIZE);
	if (ret)
		return ret;

	ret = agx_mem_create(agx->drm.dev, AGX_UAT_PAGE_SIZE, &mem);
	if (ret)
		return ret;

	agx_space_map(high, AGX_KVA_BUFMGR, AGX_UAT_PAGE_SIZE,
		      agx_mem_addr(agx_mem_borrow(&mem)), AGX_PROT_FW_SHARED_RW);
	agx_space_map(low, AGX_LVA_BUFMGR, AGX_UAT_PAGE_SIZE,
		      agx_mem_addr(agx_mem_borrow(&mem)), AGX_PROT_GPU_SHARED_RW);
	agx_mem_store(&agx->boot->bufmgr, &mem);
	return 0;
}

static void boot_unmap_bufmgr(struct agx_device *agx)
{
	if (!agx_mem_peek(&agx->boot->bufmgr))
		return;

	agx_space_unmap(agx_uat_low(agx), AGX_LVA_BUFMGR, AGX_UAT_PAGE_SIZE);
	agx_space_unmap(agx_uat_high(agx), AGX_KVA_BUFMGR, AGX_UAT_PAGE_SIZE);
	agx_mem_clear(&agx->boot->bufmgr);
}

static u32 boot_io_pieces(struct agx_device *agx, const struct agx_soc_io *io,
			  u64 pa[AGX_MAX_SOC_DIES * AGX_MAX_SOC_MCACHES])
{
	u32 dies = io->per_die ? agx->soc->num_dies : 1;
	u32 per_die = io->count ?: 1;

	for (u32 i = 0; i < dies * per_die; i++)
		pa[i] = io->base + i / per_die * AGX_DIE_STRIDE + i % per_die * AGX_MCACHE_STRIDE;
	return dies * per_die;
}

static int boot_map_io_one(struct agx_device *agx, u32 index)
{
	const struct agx_soc_io *io = &agx->soc->io[index];
	struct agx_io_mapping *map = boot_cpu(&agx->boot->hwdata_b) + agx->abi->io_mappings;
	u64 pa[AGX_MAX_SOC_DIES * AGX_MAX_SOC_MCACHES];
	struct agx_obj_own obj;
	u32 count;
	int ret;

	memset(&map[index], 0, sizeof(map[index]));
	if (!io->base)
		return 0;

	count = boot_io_pieces(agx, io, pa);
	ret = agx_obj_create_phys(&agx->heap[AGX_HEAP_MMIO], pa, count, io->size,
				  io->writable ? AGX_PROT_FW_MMIO_RW : AGX_PROT_FW_MMIO_RO, &obj);
	if (ret)
		return ret;

	map[index] = (struct agx_io_mapping) {
		.phys = io->base,
		.virt = agx_obj_va(agx_obj_borrow(&obj)) + (io->base & AGX_UAT_PAGE_MASK),
		.total_size = count * io->size,
		.element_size = io->size,
		.writable = io->writable,
	};
	agx_obj_store(&agx->boot->io[index], &obj);
	return 0;
}

static int boot_map_io(struct agx_device *agx)
{
	int ret = 0;

	for (u32 i = 0; !ret && i < agx->abi->io_mapping_count; i++)
		ret = boot_map_io_one(agx, i);
	return ret;
}

static int boot_map_sram(struct agx_device *agx)
{
	const struct agx_soc *soc = agx->soc;
	struct agx_obj_own obj;
	int ret;

	if (!soc->sram_base)
		return 0;

	ret = agx_obj_create_phys(&agx->heap[AGX_HEAP_MMIO], &soc->sram_base, 1, soc->sram_size,
				  AGX_PROT_FW_SHARED_RW, &obj);
	if (ret)
		return ret;

	put_unaligned_le64(agx_obj_va(agx_obj_borrow(&obj)),
			   boot_cpu(&agx->boot->hwdata_b) + agx->abi->sgx_sram_ptr);
	agx_obj_store(&agx->boot->sram, &obj);
	return 0;
}

/* Globals are packed as their version has it. */
static void boot_write_global(struct agx_device *agx, u32 offset, u32 val)
{
	put_unaligned_le32(val, boot_cpu(&agx->boot->globals) + offset);
}

static void boot_write_globals(struct agx_device *agx)
{
	boot_write_global(agx, agx->abi->pending_submissions, 0);
	boot_write_global(agx, agx->abi->fault_control,
			  agx->soft_faults ? AGX_FAULT_CONTROL_SOFT : AGX_FAULT_CONTROL_HARD);
}

static void boot_write_unknown(struct agx_device *agx, struct agx_rtptrs *rt)
{
	struct agx_boot *boot = agx->boot;
	struct agx_rt_unkptr_1c0 more = {
		.unkptr_1c0 = boot_va(&boot->unknown[AGX_BOOT_UNK_1C0]),
		.unkptr_1c8 = boot_va(&boot->unknown[AGX_BOOT_UNK_1C8]),
	};
	u32 word = AGX_RT_UNK_6B38_VALUE;

	rt->unkptr_190 = boot_va(&boot->unknown[AGX_BOOT_UNK_190]);
	rt->unkptr_198 = boot_va(&boot->unknown[AGX_BOOT_UNK_198]);
	rt->unkptr_1b8 = boot_va(&boot->unknown[AGX_BOOT_UNK_1B8]);
	if (agx->abi->rt_unkptr_1c0)
		memcpy((u8 *)rt + agx->abi->rt_unkptr_1c0, &more, sizeof(more));
	memcpy((u8 *)rt + agx->abi->rt_unk_6b38, &word, sizeof(word));
}

static void boot_write_rtptrs(struct agx_device *agx)
{
	struct agx_boot *boot = agx->boot;
	struct agx_rtptrs *rt = boot_cpu(&boot->rtptrs);
	struct agx_rt_bufmgr bufmgr = {
		.gpu_addr = AGX_LVA_BUFMGR,
		.fw_addr = AGX_KVA_BUFMGR,
	};

	agx_channels_fill(agx, rt, boot_cpu(&boot->status));
	rt->stats_vertex = boot_va(&boot->stats[AGX_BOOT_STATS_VERTEX]);
	rt->stats_fragment = boot_va(&boot->stats[AGX_BOOT_STATS_FRAGMENT]);
	rt->stats_compute = boot_va(&boot->stats[AGX_BOOT_STATS_COMPUTE]);
	rt->hwdata_a = boot_va(&boot->hwdata_a);
	rt->hwdata_b = boot_va(&boot->hwdata_b);
	rt->hwdata_b_2 = rt->hwdata_b;
	boot_write_unknown(agx, rt);
	memcpy((u8 *)rt + agx->abi->rt_bufmgr, &bufmgr, sizeof(bufmgr));
}

static u32 boot_stats_offset(struct agx_device *agx, enum agx_boot_stats which)
{
	switch (which) {
	case AGX_BOOT_STATS_VERTEX:
		return AGX_STATS_VERTEX_COUNTERS;
	case AGX_BOOT_STATS_FRAGMENT:
		return AGX_STATS_FRAGMENT_COUNTERS +
		       (agx->abi->generation == AGX_G14X ? AGX_STATS_FRAGMENT_G14X_EXTRA : 0);
	default:
		return 0;
	}
}

static void boot_write_stats(struct agx_device *agx)
{
	struct agx_stats_fragment *stats =
		boot_cpu(&agx->boot->stats[AGX_BOOT_STATS_FRAGMENT]) +
		boot_stats_offset(agx, AGX_BOOT_STATS_FRAGMENT);

	put_unaligned_le32(~0u, &stats->cur_stamp_id);
	put_unaligned_le32(~0u, &stats->unk_id);
}

static struct agx_uat_level_info boot_level_info(struct agx_device *agx, u32 level)
{
	u64 entries = agx_uat_entries(level);

	return (struct agx_uat_level_info) {
		.unk_0 = 8,
		.unk_1 = AGX_UAT_PAGE_SHIFT,
		.unk_2 = AGX_UAT_PAGE_SHIFT,
		.index_shift = AGX_UAT_LEVEL_SHIFT(level),
		.num_entries = entries,
		.unk_6 = AGX_UAT_PAGE_SIZE,
		.unk_8 = 1,
		.phys_mask = (BIT_ULL(agx->soc->oas) - 1) & ~AGX_UAT_PAGE_MASK,
		.index_mask = (entries - 1) << AGX_UAT_LEVEL_SHIFT(level),
	};
}

static void boot_write_initdata(struct agx_device *agx)
{
	struct agx_boot *boot = agx->boot;
	u8 *base = boot_cpu(&boot->initdata);
	struct agx_initdata *init = (void *)(base + agx->abi->initdata_ptrs);

	memcpy(base, agx->abi->ver_info, agx->abi->initdata_ptrs);
	init->unk_buf = boot_va(&boot->unk_buf);
	init->runtime_pointers = boot_va(&boot->rtptrs);
	init->globals = boot_va(&boot->globals);
	init->fw_status = boot_va(&boot->status);
	init->uat_page_size = AGX_UAT_PAGE_SIZE;
	init->uat_page_bits = AGX_UAT_PAGE_SHIFT;
	init->uat_num_levels = AGX_UAT_LEVELS;
	for (u32 level = 0; level < AGX_UAT_LEVELS; level++)
		init->uat_level[level] = boot_level_info(agx, level);
	init->host_mapped_fw_allocations = 1;
}

/**
 * agx_boot_init() - make InitData
 * @agx: the GPU, with heaps and channels
 *
 * Return: 0; -ENOMEM; -EINVAL if the bootloader left too little.
 */
int agx_boot_init(struct agx_device *agx)
{
	struct agx_boot *boot;
	int ret;

	boot = drmm_kzalloc(&agx->drm, sizeof(*boot), GFP_KERNEL);
	if (!boot)
		return -ENOMEM;

	agx->boot = boot;
	scoped_guard(spinlock_init, &boot->lock)
		boot->pending = 0;

	ret = boot_alloc(agx);
	if (!ret)
		ret = boot_copy_blobs(agx);
	if (!ret)
		ret = boot_map_bufmgr(agx);
	if (!ret)
		ret = boot_map_io(agx);
	if (!ret)
		ret = boot_map_sram(agx);
	if (ret) {
		agx_boot_fini(agx);
		return ret;
	}

	boot_write_globals(agx);
	boot_write_stats(agx);
	boot_write_rtptrs(agx);
	boot_write_initdata(agx);
	return 0;
}

/**
 * agx_boot_fini() - release InitData
 * @agx: the GPU, its firmware does not run any more
 */
void agx_boot_fini(struct agx_device *agx)
{
	struct agx_boot *boot = agx->boot;

	agx_obj_clear(&boot->sram);
	for (u32 i = 0; i < AGX_MAX_SOC_IO; i++)
		agx_obj_clear(&boot->io[i]);
	boot_unmap_bufmgr(agx);
	for (u32 i = 0; i < AGX_BOOT_NUM_UNKNOWN; i++)
		agx_obj_clear(&boot->unknown[i]);
	for (u32 i = 0; i < AGX_BOOT_NUM_STATS; i++)
		agx_obj_clear(&boot->stats[i]);
	agx_obj_clear(&boot->hwdata_b);
	agx_obj_clear(&boot->hwdata_a);
	agx_obj_clear(&boot->status);
	agx_obj_clear(&boot->globals);
	agx_obj_clear(&boot->rtptrs);
	agx_obj_clear(&boot->unk_buf);
	agx_obj_clear(&boot->initdata);
}

/**
 * agx_boot_initdata() - where InitData is
 * @agx: the GPU
 *
 * Return: its address for the firmware.
 */
u64 agx_boot_initdata(struct agx_device *agx)
{
	return boot_va(&agx->boot->initdata);
}

/**
 * agx_boot_stats() - where commands of a kind keep their statistics
 * @agx: the GPU
 * @which: kind of command
 *
 * Return: the address that microsequences name, behind the counters.
 */
u64 agx_boot_stats(struct agx_device *agx, enum agx_boot_stats which)
{
	return boot_va(&agx->boot->stats[which]) + boot_stats_offset(agx, which);
}

/**
 * agx_boot_halt_count() - how often the firmware has halted the GPU
 * @agx: the GPU
 *
 * Return: the number; the firmware's word.
 */
u64 agx_boot_halt_count(struct agx_device *agx)
{
	const struct agx_fw_status *status = boot_cpu(&agx->boot->status);

	return READ_ONCE(status->halt_count);
}

/**
 * agx_boot_job_begin() - the firmware is about to get work
 * @agx: the GPU
 *
 * Keeps it from switching the GPU off meanwhile.
 */
void agx_boot_job_begin(struct agx_device *agx)
{
	struct agx_boot *boot = agx->boot;

	guard(spinlock_irqsave)(&boot->lock);
	boot_write_global(agx, agx->abi->pending_submissions, ++boot->pending);
	boot_write_global(agx, agx->abi->idle_off_delay_ms, AGX_IDLE_OFF_DELAY_MS);
}

/**
 * agx_boot_job_end() - the firmware is done with what agx_boot_job_begin() announced
 * @agx: the GPU
 */
void agx_boot_job_end(struct agx_device *agx)
{
	struct agx_boot *boot = agx->boot;

	guard(spinlock_irqsave)(&boot->lock);
	boot_write_global(agx, agx->abi->pending_submissions, --boot->pending);
}

/**
 * agx_boot_pending() - how many jobs the firmware has
 * @agx: the GPU
 *
 * Return: number of jobs.
 */
u32 agx_boot_pending(struct agx_device *agx)
{
	guard(spinlock_irqsave)(&agx->boot->lock);
	return agx->boot->pending;
}

/**
 * agx_boot_take_pending() - read and clear a place for a command that ran when the GPU halted
 * @agx: the GPU
 * @index: below AGX_PENDING_STAMPS
 * @pending: copy of what stood there, the firmware's word
 *
 * Return: whether there was a command.
 */
bool agx_boot_take_pending(struct agx_device *agx, u32 index, struct agx_pending_stamp *pending)
{
	u8 *at = boot_cpu(&agx->boot->globals) + agx->abi->pending_stamps +
		 index * sizeof(*pending);

	pending->info = get_unaligned_le32(at);
	pending->wait_value = get_unaligned_le32(at + sizeof(u32));
	if (!(pending->info & AGX_PENDING_STAMP_ACTIVE))
		return false;

	memset(at, 0, sizeof(*pending));
	return true;
}

/**
 * agx_boot_resume() - let the firmware go on after it has halted the GPU
 * @agx: the GPU
 *
 * May sleep, for the firmware to say that it has halted.
 *
 * Return: 0; -ETIMEDOUT if it has not.
 */
int agx_boot_resume(struct agx_device *agx)
{
	struct agx_fw_status *status = boot_cpu(&agx->boot->status);
	ktime_t deadline = ktime_add_ms(ktime_get(), AGX_HALT_TIMEOUT_MS);

	while (!READ_ONCE(status->halted)) {
		if (ktime_after(ktime_get(), deadline))
			return -ETIMEDOUT;
		usleep_range(100, 1000);
	}

	WRITE_ONCE(status->halted, 0);
	/* The firmware must not see both. */
	fw_mb();
	WRITE_ONCE(status->resume, 1);
	return 0;
}

/**
 * agx_boot_show() - print what the firmware says of its state
 * @agx: the GPU
 * @p: where
 */
void agx_boot_show(struct agx_device *agx, struct drm_printer *p)
{
	const struct agx_fw_status *status = boot_cpu(&agx->boot->status);
	const u8 *globals = boot_cpu(&agx->boot->globals);
	const u8 *pending = globals + agx->abi->pending_stamps;

	drm_printf(p, "halts: %u, halted %u, resume %u\n", READ_ONCE(status->halt_count),
		   READ_ONCE(status->halted), READ_ONCE(status->resume));
	drm_printf(p, "faulting queue: %u\n",
		   get_unaligned_le32(globals + agx->abi->fault_info +
				      offsetof(struct agx_fault_info, queue_uuid)));
	for (u32 i = 0; i < AGX_PENDING_STAMPS; i++, pending += sizeof(struct agx_pending_stamp)) {
		u32 info = get_unaligned_le32(pending);

		if (info)
			drm_printf(p, "ran: slot %u value %#x info %#x\n",
				   info >> agx->abi->pending_slot_shift & AGX_PENDING_STAMP_SLOT_MASK,
				   get_unaligned_le32(pending + sizeof(u32)), info);
	}
}
