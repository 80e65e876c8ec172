// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Channels
 *
 * A channel is a ring of entries (GPFIFO) that each point at a push buffer in
 * the channel's address space. The host engine fetches entries up to GP_PUT,
 * which lies in memory (USERD) together with everything else that the CPU
 * writes: telling the GPU of work costs one register write, the doorbell.
 *
 * Behind the pushes of a submission comes one of ours that releases a
 * semaphore and raises the engine's completion interrupt. The ring is mapped
 * read only into the address space, the semaphore is not, so a program can
 * disturb its own fences and nothing else.
 *
 * All of it is in system memory, USERD too: RM takes any address space for it
 * (OGKM, src/nvidia/src/kernel/gpu/fifo/kernel_channel.c) and has UVM's there
 * (src/nvidia/src/kernel/rmapi/nv_gpu_ops.c, gpPutLoc).
 *
 * Sources: nouveau, nvkm/subdev/gsp/rm/r570/fifo.c, nvkm/subdev/mmu/vmmgv100.c,
 * nvif/{chan506f,chanc36f}.c, gv100_fence.c.
 */
#include "chan.h"
#include "engine.h"
#include "fifo.h"
#include "gr.h"

#include "drm/nova/nova_bo.h"
#include "drm/nova/nova_chip.h"
#include "drm/nova/nova_device.h"
#include "drm/nova/nova_dump.h"
#include "drm/nova/nova_instmem.h"
#include "drm/nova/gsp/dma.h"
#include "drm/nova/gsp/gsp.h"
#include "drm/nova/gsp/rm.h"
#include "drm/nova/mmu/vm.h"

#include "firmware/gsp/r570/alloc.h"
#include "firmware/gsp/r570/ctrl.h"
#include "firmware/nv/host.h"
#include "firmware/nv/mmu_v3.h"
#include "firmware/nv/regs.h"

#include <drm/drm_print.h>
#include <uapi/drm/nouveau_drm.h>

#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/dma-fence.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

/* Layout of the ring buffer. A fence push has the number of its ring entry. */
#define CHAN_USERD_OFFSET	0x0
#define CHAN_GPFIFO_OFFSET	0x1000
#define CHAN_FENCE_OFFSET	(CHAN_GPFIFO_OFFSET + NOVA_CHAN_ENTRIES * NV_GP_ENTRY_SIZE)
#define CHAN_FENCE_STRIDE	64
#define CHAN_RING_SIZE		(CHAN_FENCE_OFFSET + NOVA_CHAN_ENTRIES * CHAN_FENCE_STRIDE)
#define CHAN_FENCE_WORDS	13

static_assert(CHAN_FENCE_WORDS * 4 <= CHAN_FENCE_STRIDE);

/* Ring entries in a dump. */
#define CHAN_SHOW_ENTRIES	32

static const struct fwgpu_ledger_kind chan_kind = { .name = "channel" };

/**
 * struct nova_chan - a channel
 */
struct nova_chan {
	/** @nova: the card. */
	struct nova_device *nova;
	/** @entry: in the ledger. */
	struct fwgpu_ledger_entry entry;
	/** @engine: what it was created for. */
	const struct nova_engine *engine;
	/** @vm: its address space. */
	struct nova_vm_slot vm;
	/** @privileged: may use physical addresses. */
	bool privileged;
	/** @comm: name of the process that created it, for messages. */
	char comm[TASK_COMM_LEN];
	/** @pid: the process. */
	pid_t pid;

	/** @chid: its id. */
	struct nova_chid_slot chid;
	/** @inst: instance block. */
	struct nova_inst_slot inst;
	/** @mthdbuf: where the engine leaves methods when it faults. */
	struct nova_dma_slot mthdbuf;
	/** @ring: USERD, GPFIFO and fence pushes. */
	struct nova_bo_slot ring;
	/** @ring_vma: @ring in @vm, read only. */
	struct nova_vma_slot ring_vma;
	/** @sem: semaphore that counts submissions. */
	struct nova_bo_slot sem;
	/** @sem_vma: @sem in @vm. */
	struct nova_vma_slot sem_vma;
	/** @object: the firmware's side. */
	struct nova_rm_object_slot object;

	/** @fences: of what was submitted. */
	struct fwgpu_fence_queue_slot fences;
	/** @fifo: membership in the fifo's list. */
	struct nova_fifo_entry fifo;
	/** @listed: @fifo is in the list. */
	bool listed;
	/** @put: next ring entry; whoever submits has it alone. */
	u32 put;

	/** @lock: protects @gr. */
	struct mutex lock;
	/** @gr: graphics context, once there is an object that needs it. */
	struct nova_gr_ctx_slot gr __guarded_by(&lock);
};

/**
 * nova_chan_id() - the channel's id
 * @chan: the channel
 *
 * Return: the id as hardware and users have it.
 */
u32 nova_chan_id(const struct nova_chan *chan)
{
	return nova_chid_value(nova_chid_peek(&chan->chid));
}

/**
 * nova_chan_handle() - the channel's RM handle
 * @chan: the channel
 *
 * Return: the handle, within the client of the channel's VM.
 */
u32 nova_chan_handle(const struct nova_chan *chan)
{
	return nova_rm_object_handle(nova_rm_object_peek(&chan->object));
}

/**
 * nova_chan_vm() - the channel's address space
 * @chan: the channel
 *
 * Return: borrowed from @chan.
 */
struct nova_vm *nova_chan_vm(const struct nova_chan *chan)
{
	return nova_vm_peek(&chan->vm);
}

/**
 * nova_chan_engine() - the engine that the channel was created for
 * @chan: the channel
 *
 * Return: the engine.
 */
const struct nova_engine *nova_chan_engine(const struct nova_chan *chan)
{
	return chan->engine;
}

/**
 * nova_chan_error() - why the channel no longer runs
 * @chan: the channel
 *
 * Return: a negative errno, or 0 while it lives.
 */
int nova_chan_error(struct nova_chan *chan)
{
	return fwgpu_fence_queue_error(fwgpu_fence_queue_peek(&chan->fences));
}

/**
 * nova_chan_fences() - the fences of what a channel executes
 * @chan: the channel
 *
 * Return: borrowed from @chan.
 */
struct fwgpu_fence_queue *nova_chan_fences(const struct nova_chan *chan)
{
	return fwgpu_fence_queue_peek(&chan->fences);
}

/**
 * nova_chan_completed() - how far the channel is known to have come
 * @chan: the channel
 *
 * Return: sequence number of the newest finished submission.
 */
u64 nova_chan_completed(struct nova_chan *chan)
{
	return fwgpu_fence_queue_completed(fwgpu_fence_queue_peek(&chan->fences));
}

/**
 * nova_chan_pending() - how much the channel has before it
 * @chan: the channel
 *
 * Return: number of submissions that are not known to have finished.
 */
u64 nova_chan_pending(struct nova_chan *chan)
{
	return fwgpu_fence_queue_pending(fwgpu_fence_queue_peek(&chan->fences));
}

static void *chan_ring_cpu(const struct nova_chan *chan, u32 offset)
{
	return nova_bo_cpu(nova_bo_peek(&chan->ring)) + offset;
}

static u64 chan_ring_addr(const struct nova_chan *chan, u32 offset)
{
	return nova_vma_addr(nova_vma_peek(&chan->ring_vma)) + offset;
}

static void chan_write_entry(struct nova_chan *chan, u64 entry)
{
	__le64 *gpfifo = chan_ring_cpu(chan, CHAN_GPFIFO_OFFSET);

	gpfifo[chan->put] = cpu_to_le64(entry);
	chan->put = (chan->put + 1) % NOVA_CHAN_ENTRIES;
}

static void chan_write_push(struct nova_chan *chan, const struct nova_push *push)
{
	u32 flags = NV_GP_ENTRY1_LEVEL_SUBROUTINE;

	if (push->no_prefetch)
		flags |= NV_GP_ENTRY1_SYNC_WAIT;
	chan_write_entry(chan, nv_gp_entry(push->va, push->size / 4, flags));
}

/* Wait for idle, write @seqno, make it and all before it visible, tell the CPU. */
static void chan_write_fence(struct nova_chan *chan, u64 seqno)
{
	u64 sem = nova_vma_addr(nova_vma_peek(&chan->sem_vma));
	u32 offset = CHAN_FENCE_OFFSET + chan->put * CHAN_FENCE_STRIDE;
	const u32 words[CHAN_FENCE_WORDS] = {
		nv_mthd_header(NV_MTHD_OP_INC, 0, NV_HOST_SEM_ADDR_LO, 5),
		lower_32_bits(sem),
		upper_32_bits(sem),
		lower_32_bits(seqno),
		upper_32_bits(seqno),
		FIELD_PREP(NV_HOST_SEM_EXECUTE_OPERATION, NV_HOST_SEM_EXECUTE_OPERATION_RELEASE) |
			NV_HOST_SEM_EXECUTE_RELEASE_WFI | NV_HOST_SEM_EXECUTE_PAYLOAD_64BIT,
		nv_mthd_header(NV_MTHD_OP_INC, 0, NV_HOST_MEM_OP_A, 4),
		0,
		0,
		FIELD_PREP(NV_HOST_MEM_OP_C_MEMBAR_TYPE, NV_HOST_MEM_OP_C_MEMBAR_TYPE_SYS),
		FIELD_PREP(NV_HOST_MEM_OP_D_OPERATION, NV_HOST_MEM_OP_D_OPERATION_MEMBAR),
		nv_mthd_header(NV_MTHD_OP_INC, 0, NV_HOST_NON_STALL_INTERRUPT, 1),
		0,
	};

	memcpy(chan_ring_cpu(chan, offset), words, sizeof(words));
	chan_write_entry(chan, nv_gp_entry(chan_ring_addr(chan, offset), CHAN_FENCE_WORDS, 0));
}

static void chan_ring_doorbell(struct nova_chan *chan)
{
	__le32 *gp_put = chan_ring_cpu(chan, CHAN_USERD_OFFSET + NV_USERD_GP_PUT);

	/* The entries before the pointer past them. */
	dma_wmb();
	WRITE_ONCE(*gp_put, cpu_to_le32(chan->put));
	/* Orders itself behind the pointer. */
	nova_wr32(chan->nova, NV_USERMODE_DOORBELL,
		  nv_doorbell_gb202(chan->engine->runlist, nova_chan_id(chan)));
}

/**
 * nova_chan_submit() - have a channel execute push buffers
 * @chan: the channel; the caller is the only one who submits now
 * @pushes: the push buffers, checked
 * @count: their number; 0 just fences what was submitted before
 * @fence: the last that was emitted to nova_chan_fences(); signals when they ran
 *
 * The caller sees to it that no more than NOVA_CHAN_CREDITS entries are in
 * use. Costs one register write; neither sleeps nor allocates.
 */
void nova_chan_submit(struct nova_chan *chan, const struct nova_push *pushes, u32 count,
		      const struct dma_fence *fence)
{
	for (u32 i = 0; i < count; i++)
		chan_write_push(chan, &pushes[i]);
	chan_write_fence(chan, fence->seqno);
	chan_ring_doorbell(chan);
	nova_fifo_watch(chan->nova);
}

/**
 * nova_chan_process() - signal what a channel has finished
 * @chan: the channel
 *
 * Context: any.
 * Return: true if it has finished anything since the last call.
 */
bool nova_chan_process(struct nova_chan *chan)
{
	return fwgpu_fence_queue_process(fwgpu_fence_queue_peek(&chan->fences));
}

/**
 * nova_chan_catch_up() - signal what an interrupt should have
 * @chan: the channel
 *
 * Context: any.
 * Return: true if the channel had finished something at the last call already.
 */
bool nova_chan_catch_up(struct nova_chan *chan)
{
	return fwgpu_fence_queue_catch_up(fwgpu_fence_queue_peek(&chan->fences));
}

/**
 * nova_chan_fault() - the firmware has stopped a channel
 * @chan: the channel
 * @fault: what it says of that
 *
 * Context: the fifo's lock is held.
 */
void nova_chan_fault(struct nova_chan *chan, const struct nova_fault *fault)
{
	drm_err_ratelimited(&chan->nova->drm,
			    "channel %u of %s[%d] killed: engine %#x, error %u, fault %#x at %#llx\n",
			    nova_chan_id(chan), chan->comm, chan->pid, fault->engine, fault->type,
			    fault->fault, fault->addr);
	nova_dump(chan->nova, "the firmware has stopped a channel", chan, fault);
	fwgpu_fence_queue_kill(fwgpu_fence_queue_peek(&chan->fences), -EIO);
}

/* The hardware's position is its own to write, and is not looked behind. */
static void chan_show_ring(struct nova_chan *chan, struct drm_printer *p)
{
	const __le32 *gp_get = chan_ring_cpu(chan, CHAN_USERD_OFFSET + NV_USERD_GP_GET);
	const __le64 *gpfifo = chan_ring_cpu(chan, CHAN_GPFIFO_OFFSET);
	u32 put = READ_ONCE(chan->put);

	drm_printf(p, "ring: put %u, get %u\n", put, le32_to_cpu(READ_ONCE(*gp_get)));
	for (u32 i = CHAN_SHOW_ENTRIES; i; i--) {
		u32 index = (put + NOVA_CHAN_ENTRIES - i) % NOVA_CHAN_ENTRIES;
		u64 entry = le64_to_cpu(READ_ONCE(gpfifo[index]));

		if (entry)
			drm_printf(p, "\tentry %u: %#018llx\n", index, entry);
	}
}

/**
 * nova_chan_show() - print what a channel is doing
 * @chan: the channel
 * @p: printer that does not sleep
 *
 * Context: any.
 */
void nova_chan_show(struct nova_chan *chan, struct drm_printer *p)
{
	const __le64 *sem = nova_bo_cpu(nova_bo_peek(&chan->sem));

	drm_printf(p, "channel: %u of %s[%d], engine %#x, runlist %u, error %d\n",
		   nova_chan_id(chan), chan->comm, chan->pid, chan->engine->type,
		   chan->engine->runlist, nova_chan_error(chan));
	drm_printf(p, "jobs: %llu done, %llu pending, the semaphore says %llu\n",
		   nova_chan_completed(chan), nova_chan_pending(chan),
		   le64_to_cpu(READ_ONCE(*sem)));
	chan_show_ring(chan, p);
}

/**
 * nova_chan_kill() - stop a channel
 * @chan: the channel
 * @error: errno for the fences of what has not finished
 *
 * Takes the channel off its runlist. Other channels go on. May sleep.
 */
void nova_chan_kill(struct nova_chan *chan, int error)
{
	struct r570_ctrl_gpfifo_schedule params = {};
	unsigned int noreclaim;
	int ret;

	if (nova_chan_error(chan))
		return;

	/* Reclaim may wait for the very fences that wait for this. */
	noreclaim = memalloc_noreclaim_save();
	ret = nova_rm_object_control(nova_rm_object_peek(&chan->object),
				     R570_CTRL_GPFIFO_SCHEDULE, &params, sizeof(params));
	memalloc_noreclaim_restore(noreclaim);
	if (ret)
		drm_err(&chan->nova->drm, "channel %u does not stop: %pe\n",
			nova_chan_id(chan), ERR_PTR(ret));

	fwgpu_fence_queue_kill(fwgpu_fence_queue_peek(&chan->fences), error);
}

static int chan_create_buffer(struct nova_chan *chan, u32 size, u32 vma_flags,
			      struct nova_bo_slot *bo_slot, struct nova_vma_slot *vma_slot)
{
	struct nova_bo_own bo;
	struct nova_vma_own vma;
	int ret;

	ret = nova_bo_create_kernel(chan->nova, &chan->entry, size, NOUVEAU_GEM_DOMAIN_GART, &bo);
	if (ret)
		return ret;

	ret = nova_vma_create(nova_chan_vm(chan), nova_bo_borrow(&bo), vma_flags, &vma);
	if (ret) {
		nova_bo_drop(&bo);
		return ret;
	}

	nova_bo_store(bo_slot, &bo);
	nova_vma_store(vma_slot, &vma);
	return 0;
}

static int chan_create_buffers(struct nova_chan *chan)
{
	int ret;

	ret = chan_create_buffer(chan, CHAN_RING_SIZE, NOVA_VMA_READ_ONLY,
				 &chan->ring, &chan->ring_vma);
	if (ret)
		return ret;

	ret = chan_create_buffer(chan, PAGE_SIZE, 0, &chan->sem, &chan->sem_vma);
	if (ret)
		return ret;

	/* Ring entries cannot say more. */
	return chan_ring_addr(chan, CHAN_RING_SIZE) <= NOVA_CHAN_VA_END ? 0 : -ENOSPC;
}

/* Page directory, once for the channel and once for its only subcontext. */
static void chan_write_inst(struct nova_chan *chan, struct nova_inst *inst)
{
	u64 pdb = nova_vm_pdb(nova_chan_vm(chan)) | NV_INST_PDB_VER2_FORMAT |
		  NV_INST_PDB_BIG_PAGE_64K |
		  FIELD_PREP(NV_INST_PDB_TARGET, NV_INST_PDB_TARGET_VIDMEM);

	nova_inst_fill64(inst, 0, 0, NV_INST_SIZE / 8);
	nova_inst_wr64(inst, NV_INST_PDB, pdb);
	nova_inst_wr64(inst, NV_INST_VA_LIMIT, BIT_ULL(NV_MMU_V3_VA_BITS) - 1);

	nova_inst_wr64(inst, NV_INST_SC_VALID, BIT_ULL(0));
	nova_inst_wr64(inst, NV_INST_SC_PDB(0), pdb);
	for (u32 i = 1; i < NV_INST_SC_COUNT; i++) {
		nova_inst_wr32(inst, NV_INST_SC_PDB(i), NV_INST_SC_PDB_NONE);
		nova_inst_wr32(inst, NV_INST_SC_PDB(i) + 4, NV_INST_SC_PDB_NONE);
	}
	nova_instmem_flush(chan->nova);
}

static int chan_create_memory(struct nova_chan *chan)
{
	struct nova_inst_own inst;
	struct nova_dma_own mthdbuf;
	int ret;

	ret = nova_inst_create(chan->nova, NV_INST_SIZE, &inst);
	if (ret)
		return ret;
	chan_write_inst(chan, nova_inst_borrow(&inst));
	nova_inst_store(&chan->inst, &inst);

	ret = nova_dma_create(chan->nova, nova_fifo_mthdbuf_size(chan->nova), &mthdbuf);
	if (ret)
		return ret;
	nova_dma_store(&chan->mthdbuf, &mthdbuf);

	return chan_create_buffers(chan);
}

static int chan_create_fences(struct nova_chan *chan)
{
	struct fwgpu_fence_queue_own fences;
	char name[24];
	int ret;

	snprintf(name, sizeof(name), "channel %u", nova_chan_id(chan));
	ret = fwgpu_fence_queue_create("nova", name, nova_bo_cpu(nova_bo_peek(&chan->sem)),
				       true, &fences);
	if (ret)
		return ret;

	fwgpu_fence_queue_store(&chan->fences, &fences);
	return 0;
}

static void chan_fill_mem(struct r570_mem_desc *mem, u64 addr, u64 size, bool vram)
{
	*mem = (struct r570_mem_desc) {
		.base = addr,
		.size = size,
		.address_space = vram ? R570_ADDR_FBMEM : R570_ADDR_SYSMEM,
		.cache_attrib = vram ? R570_MEMORY_UNCACHED : R570_MEMORY_CACHED,
	};
}

static void chan_fill_params(struct nova_chan *chan, struct r570_channel_params *params)
{
	u32 privilege = chan->privileged ? R570_CHANNEL_PRIVILEGE_ADMIN :
					   R570_CHANNEL_PRIVILEGE_USER;
	u64 inst = nova_inst_addr(nova_inst_peek(&chan->inst));
	struct nova_dma *mthdbuf = nova_dma_peek(&chan->mthdbuf);
	u32 chid = nova_chan_id(chan);

	params->gp_fifo_offset = chan_ring_addr(chan, CHAN_GPFIFO_OFFSET);
	params->gp_fifo_entries = NOVA_CHAN_ENTRIES;
	/* How a client chooses its channel's id. */
	params->flags = FIELD_PREP(R570_CHANNEL_USERD_INDEX, chid % R570_CHANNELS_PER_USERD_PAGE) |
			FIELD_PREP(R570_CHANNEL_USERD_PAGE, chid / R570_CHANNELS_PER_USERD_PAGE) |
			R570_CHANNEL_USERD_PAGE_FIXED |
			(chan->privileged ? R570_CHANNEL_PRIVILEGED : 0);
	params->h_vaspace = nova_vm_vaspace(nova_chan_vm(chan));
	params->engine_type = chan->engine->type;
	params->internal_flags =
		FIELD_PREP(R570_CHANNEL_PRIVILEGE, privilege) |
		FIELD_PREP(R570_CHANNEL_ERROR_NOTIFIER, R570_CHANNEL_NOTIFIER_NONE) |
		FIELD_PREP(R570_CHANNEL_ECC_ERROR_NOTIFIER, R570_CHANNEL_NOTIFIER_NONE);

	chan_fill_mem(&params->instance_mem, inst, NV_INST_SIZE, true);
	chan_fill_mem(&params->ramfc_mem, inst, NV_RAMFC_SIZE, true);
	chan_fill_mem(&params->userd_mem, nova_bo_addr(nova_bo_peek(&chan->ring)) +
		      CHAN_USERD_OFFSET, NV_USERD_SIZE, false);
	chan_fill_mem(&params->mthdbuf_mem, nova_dma_addr(mthdbuf), nova_dma_size(mthdbuf), false);
}

static int chan_create_object(struct nova_chan *chan)
{
	struct nova_rm_client *client = nova_vm_client(nova_chan_vm(chan));
	struct r570_channel_params params = {};
	struct nova_rm_object_own object;
	int ret;

	chan_fill_params(chan, &params);
	ret = nova_rm_alloc(client, &chan->entry, nova_rm_client_device(client),
			    R570_HANDLE_CHANNEL(nova_chan_id(chan)),
			    chan->nova->chip->classes.gpfifo, &params, sizeof(params), &object);
	if (ret)
		return ret;

	nova_rm_object_store(&chan->object, &object);
	return 0;
}

static int chan_start(struct nova_chan *chan)
{
	struct r570_ctrl_gpfifo_schedule schedule = { .enable = 1 };
	struct r570_ctrl_bind bind = { .engine_type = chan->engine->type };
	struct nova_rm_object *object = nova_rm_object_peek(&chan->object);
	int ret;

	ret = nova_rm_object_control(object, R570_CTRL_BIND, &bind, sizeof(bind));
	if (ret)
		return ret;

	return nova_rm_object_control(object, R570_CTRL_GPFIFO_SCHEDULE,
				      &schedule, sizeof(schedule));
}

static int chan_init(struct nova_chan *chan)
{
	struct nova_chid_own chid;
	int ret;

	ret = nova_chid_create(chan->nova, &chid);
	if (ret)
		return ret;
	nova_chid_store(&chan->chid, &chid);
	fwgpu_ledger_add(&chan->nova->ledger, &chan->entry, nova_vm_entry(nova_chan_vm(chan)),
			 &chan_kind, nova_chan_id(chan), 0);

	ret = chan_create_memory(chan);
	if (ret)
		return ret;

	ret = chan_create_fences(chan);
	if (ret)
		return ret;

	ret = chan_create_object(chan);
	if (ret)
		return ret;

	chan->fifo.chan = chan;
	chan->fifo.chid = nova_chan_id(chan);
	chan->fifo.runlist = chan->engine->runlist;
	nova_fifo_add(chan->nova, &chan->fifo);
	chan->listed = true;

	return chan_start(chan);
}

/* After this, nova_chan_free() can take it. */
static void chan_prime(struct nova_chan *chan, struct nova_vm *vm,
		       const struct nova_engine *engine, bool privileged)
{
	struct nova_vm_own ref;

	nova_vm_get(&ref, vm);
	nova_vm_store(&chan->vm, &ref);
	chan->nova = nova_vm_device(vm);
	chan->engine = engine;
	chan->privileged = privileged;
	chan->pid = current->tgid;
	strscpy(chan->comm, current->comm);
	mutex_init(&chan->lock);
}

static int chan_alloc(struct nova_vm *vm, const struct nova_engine *engine, bool privileged,
		      struct nova_chan_own *h)
	__cond_acquires(0, h)
{
	struct nova_chan_own chan;
	int ret;

	ret = nova_chan_adopt(&chan, kzalloc_obj(struct nova_chan));
	if (ret)
		return ret;

	chan_prime(nova_chan_borrow(&chan), vm, engine, privileged);
	nova_chan_move(h, &chan);
	return 0;
}

/**
 * nova_chan_create() - create a channel and start it
 * @vm: its address space
 * @engine: the engine whose runlist it goes on
 * @privileged: its copy engine may use physical addresses
 * @h: the channel
 *
 * Return: 0 or an errno.
 */
int nova_chan_create(struct nova_vm *vm, const struct nova_engine *engine, bool privileged,
		     struct nova_chan_own *h)
{
	struct nova_chan_own chan;
	int ret;

	ret = chan_alloc(vm, engine, privileged, &chan);
	if (ret)
		return ret;

	ret = chan_init(nova_chan_borrow(&chan));
	if (ret) {
		nova_chan_drop(&chan);
		return ret;
	}

	nova_chan_move(h, &chan);
	return 0;
}

/**
 * nova_chan_free() - stop and release a channel
 * @chan: the channel; nobody submits and its objects are gone
 *
 * What has not finished fails with -ECANCELED. Takes channels that were only
 * created in part.
 */
void nova_chan_free(struct nova_chan *chan)
{
	/* First: from here on the hardware touches nothing of the rest. */
	nova_rm_object_clear(&chan->object);
	/* An error of this channel must not find the next one with its id. */
	nova_gsp_flush_events(chan->nova);

	if (chan->listed)
		nova_fifo_remove(chan->nova, &chan->fifo);
	fwgpu_fence_queue_clear(&chan->fences);

	scoped_guard(mutex, &chan->lock)
		nova_gr_ctx_clear(&chan->gr);

	nova_vma_clear(&chan->sem_vma);
	nova_bo_clear(&chan->sem);
	nova_vma_clear(&chan->ring_vma);
	nova_bo_clear(&chan->ring);
	nova_dma_clear(&chan->mthdbuf);
	nova_inst_clear(&chan->inst);
	nova_chid_clear(&chan->chid);
	nova_vm_clear(&chan->vm);
	fwgpu_ledger_remove(&chan->entry);
	mutex_destroy(&chan->lock);
	kfree(chan);
}

/**
 * nova_chan_classes() - classes of objects that a channel can have
 * @chan: the channel
 * @classes: filled
 *
 * Return: their number.
 */
u32 nova_chan_classes(const struct nova_chan *chan, u32 classes[NOVA_CHAN_MAX_CLASSES])
{
	const struct nova_chip *chip = chan->nova->chip;
	u32 count = 0;

	if (nova_fifo_copy_of(chan->engine))
		classes[count++] = chip->classes.copy;

	if (chan->nova->gr && nova_fifo_gr_of(chan->engine)) {
		classes[count++] = chip->classes.twod;
		classes[count++] = chip->classes.threed;
		classes[count++] = chip->classes.inline_mem;
		classes[count++] = chip->classes.compute;
	}

	return count;
}

static bool chan_has_class(const struct nova_chan *chan, u32 class)
{
	u32 classes[NOVA_CHAN_MAX_CLASSES];
	u32 count = nova_chan_classes(chan, classes);

	for (u32 i = 0; i < count; i++) {
		if (classes[i] == class)
			return true;
	}
	return false;
}

static int chan_need_gr_ctx(struct nova_chan *chan)
{
	struct nova_gr_ctx_own ctx;
	int ret;

	guard(mutex)(&chan->lock);

	if (nova_gr_ctx_peek(&chan->gr))
		return 0;

	ret = nova_gr_ctx_create(chan, &ctx);
	if (ret)
		return ret;

	nova_gr_ctx_store(&chan->gr, &ctx);
	return 0;
}

/* Handles of objects need only be unique in their client. */
static u32 chan_object_handle(void)
{
	static atomic_t next;

	return 0x40000000 | (atomic_inc_return(&next) & GENMASK(29, 0));
}

/**
 * nova_chan_object_create() - create an engine object on a channel
 * @chan: the channel
 * @class: class of the object
 * @h: the object; dropped before the channel
 *
 * Push buffers then may use the class. The first of graphics brings the
 * channel's graphics context with it.
 *
 * Return: 0, -EINVAL for a class that the channel has not, or another errno.
 */
int nova_chan_object_create(struct nova_chan *chan, u32 class, struct nova_rm_object_own *h)
{
	struct nova_rm_client *client = nova_vm_client(nova_chan_vm(chan));
	struct r570_copy_params copy = { .version = R570_COPY_PARAMS_VERSION };
	bool is_copy = class == chan->nova->chip->classes.copy;
	int ret;

	if (!chan_has_class(chan, class))
		return -EINVAL;

	if (is_copy) {
		copy.engine_type = nova_fifo_copy_of(chan->engine)->type;
	} else {
		ret = chan_need_gr_ctx(chan);
		if (ret)
			return ret;
	}

	return nova_rm_alloc(client, &chan->entry, nova_chan_handle(chan), chan_object_handle(),
			     class, is_copy ? &copy : NULL, is_copy ? sizeof(copy) : 0, h);
}
