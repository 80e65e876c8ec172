// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Recovery
 *
 * A command that accesses what it may not, or takes too long, makes the
 * firmware halt the GPU. It lists the commands that ran, tells us, and waits.
 * The jobs of these commands are marked, and the firmware is let go on; it then
 * ends the commands as if they were done, and the jobs' fences are signalled
 * with their errors:
 *
 * - -EIO: the command accessed what it may not, or its channel had an error;
 * - -ETIMEDOUT: it took too long;
 * - -ECANCELED: it did neither, but ran at the same time and was dropped, too;
 * - -EBUSY: jobs before it took too long, and the firmware still has as many
 *   commands of the queue as it may;
 * - -ENODEV: the firmware is dead.
 *
 * The queues go on, all of them. A firmware that does not halt, does not go on
 * or does not read its rings is dead: its coprocessor is stopped, so that it
 * touches no memory any more, and all that is left is to unload the driver.
 *
 * Sources: Asahi's drivers/gpu/drm/asahi/gpu.rs, workqueue.rs and regs.rs.
 */
#include "agx_recover.h"
#include "agx_asc.h"
#include "agx_boot.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "agx_event.h"
#include "agx_wq.h"
#include "uat/uat.h"

#include "drm/fwgpu/fwgpu_coredump.h"

#include "firmware/agx/abi.h"
#include "firmware/agx/channels.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/sgx.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/bitmap.h>
#include <linux/cleanup.h>
#include <linux/completion.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/ratelimit.h>
#include <linux/utsname.h>
#include <linux/workqueue.h>

/* From the firmware's leave to go on until it must have ended what it dropped. */
#define AGX_RESUME_TIMEOUT	(2 * HZ)
#define AGX_DUMP_SIZE		0x8000

OWNED(agx_workqueue, struct workqueue_struct, destroy_workqueue)

/**
 * struct agx_fault - what the MMU says of its last fault
 * @valid: there was one
 * @info: the register
 * @addr: where
 */
struct agx_fault {
	bool valid;
	u64 info;
	u64 addr;
};

/**
 * struct agx_recover - recovery
 */
struct agx_recover {
	/** @agx: the GPU. */
	struct agx_device *agx;
	/** @queue: runs @watch and @death. */
	struct agx_workqueue_slot queue;
	/** @dump: writes dumps. */
	struct fwgpu_coredump_slot dump;
	/** @watch: looks whether the firmware went on. */
	struct delayed_work watch;
	/** @death: after the firmware was given up. */
	struct work_struct death;
	/** @reason: why it was. */
	const char *reason;
	/** @dead: @death is over: no job is left. */
	struct completion dead;
	/** @lock: protects the rest. */
	struct mutex lock;
	/** @before: what a firmware that ran before has left in the MMU's register. */
	struct agx_fault before __guarded_by(&lock);
	/** @watched: slots whose commands were dropped. */
	DECLARE_BITMAP(watched, AGX_EVENT_SLOTS) __guarded_by(&lock);
	/** @values: stamps that are to come, by slot. */
	u32 values[AGX_EVENT_SLOTS] __guarded_by(&lock);
	/** @since: when they were awaited first, in jiffies. */
	unsigned long since[AGX_EVENT_SLOTS] __guarded_by(&lock);
};

/*
 * Faults.
 */

static struct agx_fault fault_read(struct agx_device *agx)
{
	bool g14x = agx->soc->gen == AGX_SGX_GEN_G14X;
	struct agx_fault fault = {};

	fault.info = readq(agx->sgx + (g14x ? AGX_SGX_FAULT_INFO_G14X : AGX_SGX_FAULT_INFO));
	fault.valid = fault.info != AGX_SGX_FAULT_OFF && fault.info & AGX_SGX_FAULT_VALID;
	if (fault.valid)
		fault.addr = (g14x ? readq(agx->sgx + AGX_SGX_FAULT_ADDR_G14X) :
				     FIELD_GET(AGX_SGX_FAULT_ADDR, fault.info)) <<
			     AGX_SGX_FAULT_ADDR_SHIFT;
	return fault;
}

/*
 * The last fault, if it is of this firmware's time: one that its predecessor
 * died of stays in the register until the first that this one goes on after.
 */
static struct agx_fault recover_read_fault(struct agx_device *agx)
{
	struct agx_fault fault = fault_read(agx);
	struct agx_recover *rec = agx->recover;

	guard(mutex)(&rec->lock);

	if (fault.info == rec->before.info && fault.addr == rec->before.addr)
		fault.valid = false;
	else
		rec->before = (struct agx_fault){};
	return fault;
}

static const char *fault_reason(const struct agx_fault *fault)
{
	static const char * const names[] = {
		[AGX_SGX_FAULT_UNMAPPED] = "unmapped",
		[AGX_SGX_FAULT_NO_AF] = "no access flag",
		[AGX_SGX_FAULT_WRITE_ONLY] = "write-only",
		[AGX_SGX_FAULT_READ_ONLY] = "read-only",
		[AGX_SGX_FAULT_NO_ACCESS] = "no access",
	};
	u64 reason = FIELD_GET(AGX_SGX_FAULT_REASON, fault->info);

	return reason < ARRAY_SIZE(names) ? names[reason] : "unknown";
}

/* Units of which there is one a cluster; the others are looked up by number. */
static const char *fault_unit(const struct agx_fault *fault)
{
	static const char * const names[] = {
		"DCMP", "UL1C", "CMP", "GSL1", "IAP", "VCE", "TE", "RAS",
		"VDM", "PPP", "IPF", "IPF_CPF", "VF", "VF_CPF", "ZLS",
	};
	u64 unit = FIELD_GET(AGX_SGX_FAULT_UNIT, fault->info);

	return unit < 0xa0 && (unit & 0xf) < ARRAY_SIZE(names) ? names[unit & 0xf] : "other";
}

static void fault_show(const struct agx_fault *fault, struct drm_printer *p)
{
	if (!fault->valid)
		return;

	drm_printf(p, "fault: %s at %#llx, %s, slot %llu, unit %s (%#llx), level %llu, info %#llx\n",
		   fault->info & AGX_SGX_FAULT_READ ? "read" : "write", fault->addr,
		   fault_reason(fault), FIELD_GET(AGX_SGX_FAULT_SLOT, fault->info),
		   fault_unit(fault), FIELD_GET(AGX_SGX_FAULT_UNIT, fault->info),
		   FIELD_GET(AGX_SGX_FAULT_LEVEL, fault->info), fault->info);
}

/*
 * Dumps.
 */

/**
 * struct agx_dump - what a dump is written from
 * @agx: the GPU
 * @reason: one line
 * @fault: of the MMU, if there was one
 */
struct agx_dump {
	struct agx_device *agx;
	const char *reason;
	struct agx_fault fault;
};

static void dump_show(struct drm_printer *p, void *ctx)
{
	const struct agx_dump *dump = ctx;
	struct agx_device *agx = dump->agx;

	drm_printf(p, "agx %s\n", init_utsname()->release);
	drm_printf(p, "chip: %s, G%u%c %02X, %u clusters\n", agx->soc->name, agx->gpu.generation,
		   agx->gpu.variant, agx->gpu.revision + 0xa0, agx->gpu.num_clusters);
	drm_printf(p, "firmware: %u.%u\n", agx->abi->version[0], agx->abi->version[1]);
	drm_printf(p, "reason: %s\n", dump->reason);
	fault_show(&dump->fault, p);
	agx_boot_show(agx, p);
	agx_event_show(agx, p);
}

static void recover_dump(struct agx_device *agx, const char *reason, const struct agx_fault *fault)
{
	struct agx_dump dump = { .agx = agx, .reason = reason };

	if (fault)
		dump.fault = *fault;
	fwgpu_coredump_write(fwgpu_coredump_peek(&agx->recover->dump), dump_show, &dump);
}

/*
 * A firmware that is dead.
 */

static void recover_death(struct work_struct *work)
{
	struct agx_recover *rec = container_of(work, struct agx_recover, death);
	struct agx_device *agx = rec->agx;

	drm_err(&agx->drm, "the firmware is given up: %s; all that is left is to unload the driver\n",
		rec->reason);
	recover_dump(agx, rec->reason, NULL);
	agx_event_kill_all(agx, -ENODEV);
	agx_uat_crashed(agx);
	complete_all(&rec->dead);
}

/**
 * agx_recover_give_up() - the firmware is dead
 * @agx: the GPU
 * @reason: what shows it; a constant
 *
 * The coprocessor is stopped, and ioctls fail from now on. Jobs fail a little
 * later, from a work item.
 *
 * Context: any but hard interrupts; may hold any lock of the driver's.
 */
void agx_recover_give_up(struct agx_device *agx, const char *reason)
{
	struct agx_recover *rec = agx->recover;

	/* First: for others a firmware that has crashed uses no memory. */
	agx_asc_halt(agx);
	if (xchg(&agx->crashed, true))
		return;

	rec->reason = reason;
	queue_work(agx_workqueue_peek(&rec->queue), &rec->death);
}

/**
 * agx_recover_wait_dead() - wait until a dead firmware's jobs have failed
 * @agx: the GPU, given up
 *
 * After this no queue has a job in the firmware, nor holds the GPU awake for one.
 *
 * Context: may sleep; holds no lock that events are handled under.
 */
void agx_recover_wait_dead(struct agx_device *agx)
{
	wait_for_completion(&agx->recover->dead);
}

/* Whether the firmware has ended what it dropped in a slot. */
static bool recover_has_ended(struct agx_recover *rec, u32 slot)
	__must_hold(&rec->lock)
{
	return (s32)(agx_event_stamp(rec->agx, slot) - rec->values[slot]) >= 0;
}

/* Has @watch look later: not put off by what happens until then. */
static void recover_look_later(struct agx_recover *rec)
{
	queue_delayed_work(agx_workqueue_peek(&rec->queue), &rec->watch, AGX_RESUME_TIMEOUT);
}

/* Whether the firmware has not ended in time what it dropped. */
static bool recover_is_stuck(struct agx_recover *rec)
{
	u32 slot;

	guard(mutex)(&rec->lock);

	for_each_set_bit(slot, rec->watched, AGX_EVENT_SLOTS) {
		if (recover_has_ended(rec, slot))
			__clear_bit(slot, rec->watched);
		else if (time_after_eq(jiffies, rec->since[slot] + AGX_RESUME_TIMEOUT))
			return true;
	}

	if (!bitmap_empty(rec->watched, AGX_EVENT_SLOTS))
		recover_look_later(rec);
	return false;
}

static void recover_watch(struct work_struct *work)
{
	struct agx_recover *rec = container_of(work, struct agx_recover, watch.work);

	if (recover_is_stuck(rec))
		agx_recover_give_up(rec->agx, "it does not go on after a fault");
}

/*
 * A firmware that halted.
 */

static void recover_expect(struct agx_device *agx, u32 slot, u32 value)
{
	struct agx_recover *rec = agx->recover;

	guard(mutex)(&rec->lock);

	if (!__test_and_set_bit(slot, rec->watched) || recover_has_ended(rec, slot))
		rec->since[slot] = jiffies;
	rec->values[slot] = value;
}

/* Marks the jobs of the commands that ran; their number. */
static u32 recover_mark(struct agx_device *agx, const struct agx_blame *blame)
{
	struct agx_pending_stamp pending;
	u32 count = 0;

	for (u32 i = 0; i < AGX_PENDING_STAMPS; i++) {
		u32 slot;

		if (!agx_boot_take_pending(agx, i, &pending))
			continue;

		slot = pending.info >> agx->abi->pending_slot_shift & AGX_PENDING_STAMP_SLOT_MASK;
		if (agx_event_fail(agx, slot, pending.wait_value, blame))
			continue;

		recover_expect(agx, slot, pending.wait_value);
		count++;
	}

	return count;
}

static void recover_log(struct agx_device *agx, const char *what, const struct agx_fault *fault)
{
	static DEFINE_RATELIMIT_STATE(ratelimit, DEFAULT_RATELIMIT_INTERVAL,
				      DEFAULT_RATELIMIT_BURST);
	struct drm_printer p = drm_err_printer(&agx->drm, NULL);

	if (!__ratelimit(&ratelimit))
		return;

	drm_printf(&p, "%s\n", what);
	fault_show(fault, &p);
}

static int recover_halted(struct agx_device *agx, const char *what, const struct agx_fault *fault,
			  const struct agx_blame *blame)
{
	struct agx_recover *rec = agx->recover;
	u32 running;

	recover_log(agx, what, fault);
	recover_dump(agx, what, fault);
	running = recover_mark(agx, blame);
	if (agx_boot_resume(agx)) {
		/* Nothing ran, and nothing halted: nothing happened. */
		if (!running)
			return -EINVAL;
		agx_recover_give_up(agx, "it does not halt after a fault");
	}

	recover_look_later(rec);
	return 0;
}

/**
 * agx_recover_fault() - the firmware says that the MMU had a fault
 * @agx: the GPU
 *
 * The jobs that ran in the address space that the MMU names fail with -EIO, the
 * others that ran with -ECANCELED. May sleep, for the firmware to halt.
 *
 * Return: 0, or -EINVAL if nothing of it is true.
 */
int agx_recover_fault(struct agx_device *agx)
{
	struct agx_fault fault = recover_read_fault(agx);
	struct agx_blame blame = { .error = -EIO, .slot = -1, .vm_slot = -1 };

	if (fault.valid)
		blame.vm_slot = FIELD_GET(AGX_SGX_FAULT_SLOT, fault.info);
	return recover_halted(agx, "a fault of the GPU's", &fault, &blame);
}

/**
 * agx_recover_timeout() - the firmware says that a command takes too long
 * @agx: the GPU
 * @slot: event slot of its queue, or ~0 if the firmware does not know; the
 *	firmware's word
 *
 * The jobs that ran in that queue fail with -ETIMEDOUT, or with -EIO if it was
 * the MMU that held them up, the others that ran with -ECANCELED. May sleep,
 * for the firmware to halt.
 *
 * Return: 0, or -EINVAL if nothing of it is true.
 */
int agx_recover_timeout(struct agx_device *agx, u32 slot)
{
	struct agx_fault fault = recover_read_fault(agx);
	struct agx_blame blame = { .error = -ETIMEDOUT, .slot = (s32)slot, .vm_slot = -1 };

	if (slot != ~0u && slot >= AGX_EVENT_SLOTS)
		return -EINVAL;

	if (fault.valid) {
		blame.error = -EIO;
		blame.vm_slot = FIELD_GET(AGX_SGX_FAULT_SLOT, fault.info);
	}

	return recover_halted(agx, "a command takes too long", &fault, &blame);
}

/**
 * agx_recover_channel() - the firmware says that a queue has an error
 * @agx: the GPU
 * @type: enum agx_channel_error
 * @pipe: enum agx_pipe_type
 * @slot: event slot of the queue
 * @value: stamp of the command; like the others the firmware's word
 *
 * Only this queue has stopped. Its job fails with -EIO, and the firmware is
 * told to go on. May sleep, for the firmware to do so.
 *
 * Return: 0, or -EINVAL if nothing of it is true.
 */
int agx_recover_channel(struct agx_device *agx, u32 type, u32 pipe, u32 slot, u32 value)
{
	const struct agx_blame blame = { .error = -EIO, .slot = -1, .vm_slot = -1 };
	struct agx_recover *rec = agx->recover;
	u64 queue;
	int ret;

	if (type > AGX_CHANNEL_ERROR_UNKNOWN || pipe >= AGX_PIPE_TYPES ||
	    agx_event_queue_va(agx, slot, pipe, &queue) ||
	    agx_event_fail(agx, slot, value, &blame))
		return -EINVAL;

	drm_err_ratelimited(&agx->drm, "error %u of a channel, slot %u\n", type, slot);
	recover_dump(agx, "an error of a channel", NULL);
	recover_expect(agx, slot, value);
	recover_look_later(rec);

	ret = agx_channel_recover(agx, pipe, queue, value);
	if (ret)
		agx_recover_give_up(agx, "it does not recover a channel");
	return 0;
}

/*
 * Life.
 */

static int recover_fill(struct agx_recover *rec)
{
	struct fwgpu_coredump_own dump;
	struct agx_workqueue_own queue;
	int ret;

	ret = fwgpu_coredump_create(rec->agx->drm.dev, AGX_DUMP_SIZE, &dump);
	if (ret)
		return ret;

	fwgpu_coredump_store(&rec->dump, &dump);

	/* Fences wait for it. */
	ret = agx_workqueue_adopt(&queue, alloc_ordered_workqueue("agx-recover", WQ_MEM_RECLAIM));
	if (ret)
		return ret;

	agx_workqueue_store(&rec->queue, &queue);
	return 0;
}

/**
 * agx_recover_init() - get ready for what goes wrong
 * @agx: the GPU
 *
 * Return: 0 or -ENOMEM.
 */
int agx_recover_init(struct agx_device *agx)
{
	struct agx_recover *rec;
	int ret;

	rec = drmm_kzalloc(&agx->drm, sizeof(*rec), GFP_KERNEL);
	if (!rec)
		return -ENOMEM;

	rec->agx = agx;
	agx->recover = rec;
	INIT_DELAYED_WORK(&rec->watch, recover_watch);
	INIT_WORK(&rec->death, recover_death);
	init_completion(&rec->dead);
	scoped_guard(mutex_init, &rec->lock) {
		bitmap_zero(rec->watched, AGX_EVENT_SLOTS);
		rec->before = fault_read(agx);
	}

	ret = recover_fill(rec);
	if (ret)
		agx_recover_fini(agx);
	return ret;
}

/**
 * agx_recover_fini() - nothing goes wrong any more
 * @agx: the GPU, its firmware does not run any more
 */
void agx_recover_fini(struct agx_device *agx)
{
	struct agx_recover *rec = agx->recover;

	cancel_delayed_work_sync(&rec->watch);
	cancel_work_sync(&rec->death);
	agx_workqueue_clear(&rec->queue);
	fwgpu_coredump_clear(&rec->dump);
	mutex_destroy(&rec->lock);
}
