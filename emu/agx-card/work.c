// SPDX-License-Identifier: MIT
/*
 * Queues take turns, a command each. A command that is checked runs at once; what takes time is
 * what a test ordered, and what waits for another queue or for the kernel.
 *
 * Order of what the kernel sees at a command's end: timestamps, the firmware's stamp, the stamp,
 * the notifier's count, the pointers of the ring, the event.
 */
#include "work.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "card.h"
#include "command.h"
#include "fault.h"
#include "fw.h"
#include "fwmem.h"
#include "gpu.h"
#include "handoff.h"
#include "initdata.h"
#include "layout.h"
#include "rtkit.h"
#include "sgx.h"
#include "tvb.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/sgx.h"
#include "firmware/agx/uat.h"

#define QUEUES 512
#define NOTIFIERS 512
#define POLL_MS 1
#define HANG_NS 50000000ull
#define SLOW_NS 200000000ull
#define STUCK_NS 1000000000ull

enum queue_state {
	QUEUE_FREE,
	QUEUE_READY,
	QUEUE_HUNG, /* until a timeout is reported */
	QUEUE_SLOW, /* until it is run after all */
	QUEUE_HALTED, /* a fault or timeout was reported, the kernel has to resume */
	QUEUE_ERROR, /* a channel error was reported, the kernel has to recover */
	QUEUE_GROWING, /* more memory was asked for */
};

struct queue {
	enum queue_state state;
	uint64_t va;
	unsigned int type;
	unsigned int priority;
	uint64_t ring_state;
	uint64_t ring;
	uint64_t context;
	uint32_t size;
	uint32_t uuid;
	uint32_t read, write; /* in entries */
	uint32_t event_slot;
	bool grown; /* the command in front has asked already */
	bool late; /* the command in front was kept waiting already */
	uint64_t busy_until; /* while HUNG or SLOW */
	struct command command; /* in front; valid unless READY */
};

/* Whose commands have ended since the last event. */
struct notifier {
	uint64_t va;
	uint32_t firing[AGX_EVENT_SLOTS / 32];
};

struct work {
	struct queue queues[QUEUES];
	struct notifier notifiers[NOTIFIERS];
	unsigned int notifier_count;
	struct tvb tvb[TVB_SLOTS];
	uint64_t fw_stamps[AGX_EVENT_SLOTS]; /* addresses, of slots whose commands have ended */
	bool halted;
	uint32_t cur_slot;
	uint32_t grow_counter;
	uint32_t timeout_counter;
	uint64_t busy_ns, asked_at;
	bool ended; /* a command did, since work_is_busy() */
};

/* What a record of priority is, by priority: m1n1 cmdqueue.py, set_prio(). */
static const struct {
	uint32_t a, b;
	uint64_t mask;
	uint32_t c, d, e;
} priorities[AGX_PIPE_PRIORITIES] = {
	{ 0, 0, 0xffffffffffff0000, 1, 0, 1 },
	{ 1, 1, 0xffffffff00000000, 0, 0, 0 },
	{ 2, 2, 0xffff000000000000, 0, 0, 2 },
	{ 3, 3, 0, 0, 0, 3 },
};

struct work *work_create(void)
{
	return calloc(1, sizeof(struct work));
}

void work_reset(struct card *card)
{
	memset(card_work(card), 0, sizeof(struct work));
}

static struct queue *find_queue(struct work *work, uint64_t va)
{
	for (unsigned int i = 0; i < QUEUES; i++)
		if (work->queues[i].state != QUEUE_FREE && work->queues[i].va == va)
			return &work->queues[i];
	return NULL;
}

static struct queue *free_queue(struct work *work)
{
	for (unsigned int i = 0; i < QUEUES; i++)
		if (work->queues[i].state == QUEUE_FREE)
			return &work->queues[i];
	return NULL;
}

static void want(struct card *card, const struct queue *queue, const char *name, uint64_t is,
		 uint64_t should)
{
	if (is != should)
		violation(card, "queue %016llx: %s is %llx, not %llx",
			  (unsigned long long)queue->va, name, (unsigned long long)is,
			  (unsigned long long)should);
}

static void check_priority(struct card *card, const struct queue *queue, const uint8_t *info)
{
	bool compute = queue->type == AGX_PIPE_COMPUTE;

	want(card, queue, "priority.b", get32(info, QUEUE_PRIORITY + 0x04),
	     priorities[queue->priority].b);
	want(card, queue, "priority.mask", get64(info, QUEUE_PRIORITY + 0x08),
	     priorities[queue->priority].mask);
	want(card, queue, "priority.d", get32(info, QUEUE_PRIORITY + 0x14),
	     priorities[queue->priority].d);
	if (compute)
		return;
	want(card, queue, "priority.a", get32(info, QUEUE_PRIORITY),
	     priorities[queue->priority].a);
	want(card, queue, "priority.c", get32(info, QUEUE_PRIORITY + 0x10),
	     priorities[queue->priority].c);
	want(card, queue, "priority.e", get32(info, QUEUE_PRIORITY + 0x18),
	     priorities[queue->priority].e);
}

static bool read_ring_state(struct card *card, struct queue *queue)
{
	uint8_t state[RING_STATE_SIZE];

	if (!fwmem_read(card, queue->ring_state, state, sizeof(state), "a queue's RingState") ||
	    !fwmem_check(card, queue->ring_state, sizeof(state), true, "a queue's RingState"))
		return false;
	queue->size = get32(state, RING_SIZE);
	queue->read = get32(state, RING_READ_PTR);
	if (!queue->size || queue->size > RING_ENTRIES_MAX || queue->read >= queue->size) {
		violation(card, "queue %016llx: read pointer %u of %u",
			  (unsigned long long)queue->va, queue->read, queue->size);
		rtkit_crash(card, "a queue's RingState");
		return false;
	}
	return fwmem_check(card, queue->ring, queue->size * sizeof(uint64_t), false,
			   "a queue's ring");
}

static bool open_queue(struct card *card, struct queue *queue)
{
	const struct layout *layout = layout_of(card_abi(card));
	uint8_t info[QUEUE_SIZE_MAX];

	if (!fwmem_read(card, queue->va, info, layout->queue_size, "QueueInfo") ||
	    !fwmem_check(card, queue->va, layout->queue_size, true, "QueueInfo"))
		return false;
	queue->ring_state = get64(info, QUEUE_STATE);
	queue->ring = get64(info, QUEUE_RING);
	queue->context = get64(info, layout->queue_context);
	queue->uuid = get32(info, QUEUE_UUID);
	check_priority(card, queue, info);
	want(card, queue, "unk_4c", get32(info, QUEUE_UNK_4C), 0xffffffff);
	want(card, queue, "unk_54", get32(info, QUEUE_UNK_54), 0xffffffff);
	return fwmem_check(card, get64(info, QUEUE_NOTIFIERS), QUEUE_NOTIFIERS_SIZE, true,
			   "a queue's list of notifiers") &&
	       fwmem_check(card, get64(info, QUEUE_GPU_BUF), QUEUE_GPU_BUF_SIZE, true,
			   "a queue's gpu_buf") &&
	       fwmem_check(card, queue->context, QUEUE_CONTEXT_SIZE, true, "GpuContextData") &&
	       read_ring_state(card, queue);
}

static struct queue *add_queue(struct card *card, unsigned int type, unsigned int priority,
			       uint64_t va)
{
	struct queue *queue = free_queue(card_work(card));

	if (!queue) {
		violation(card, "more than %d queues", QUEUES);
		return NULL;
	}
	*queue = (struct queue){ .va = va, .type = type, .priority = priority };
	if (!open_queue(card, queue))
		return NULL;
	queue->state = QUEUE_READY;
	++*stats_counter(card, "fw.queues");
	return queue;
}

void work_submit(struct card *card, unsigned int type, unsigned int priority,
		 const struct agx_pipe_msg *msg)
{
	struct queue *queue = find_queue(card_work(card), msg->queue);

	trace(card, "pipe %u/%u queue %016llx wptr %u event %u%s", type, priority,
	      (unsigned long long)msg->queue, msg->wptr, msg->event_slot,
	      msg->is_new ? " new" : "");
	if (queue && msg->is_new && queue->read == queue->write) {
		queue->state = QUEUE_FREE; /* its memory has another queue now */
		queue = NULL;
	}
	if (!queue && !msg->is_new)
		violation(card, "queue %016llx is not new, and was never seen",
			  (unsigned long long)msg->queue);
	if (!queue)
		queue = add_queue(card, type, priority, msg->queue);
	if (!queue)
		return;
	want(card, queue, "type of the message", msg->type, type);
	want(card, queue, "type", queue->type, type);
	if (msg->wptr >= queue->size || msg->event_slot >= AGX_EVENT_SLOTS) {
		violation(card, "queue %016llx: message with write pointer %u of %u, event %u",
			  (unsigned long long)queue->va, msg->wptr, queue->size, msg->event_slot);
		return;
	}
	queue->write = msg->wptr;
	queue->event_slot = msg->event_slot;
	fwmem_store32(card, queue->va + QUEUE_BUSY, 1, "QueueInfo");
}

static struct notifier *notifier_of(struct card *card, uint64_t va)
{
	struct work *work = card_work(card);
	struct notifier *notifier;

	for (unsigned int i = 0; i < work->notifier_count; i++)
		if (work->notifiers[i].va == va)
			return &work->notifiers[i];
	if (work->notifier_count == NOTIFIERS) {
		violation(card, "more than %d notifiers have commands without an event", NOTIFIERS);
		return NULL;
	}
	notifier = &work->notifiers[work->notifier_count++];
	*notifier = (struct notifier){ .va = va };
	return notifier;
}

/* A command has ended: counts it, and tells the kernel when all it waits for have. */
static bool notify(struct card *card, const struct command *command)
{
	struct work *work = card_work(card);
	struct notifier *notifier = notifier_of(card, command->notifier);
	struct agx_event_msg event = { .type = AGX_EVENT_FLAG };
	uint32_t slot = command->meta.slot, count, threshold;
	uint64_t threshold_va;

	if (!notifier ||
	    !fwmem_read(card, command->notifier + NOTIFIER_THRESHOLD, &threshold_va,
			sizeof(threshold_va), "a notifier") ||
	    !fwmem_load32(card, command->notifier + NOTIFIER_COUNT, &count, "a notifier") ||
	    !fwmem_load32(card, threshold_va, &threshold, "a notifier's threshold") ||
	    !fwmem_store32(card, command->notifier + NOTIFIER_COUNT, ++count, "a notifier"))
		return false;
	notifier->firing[slot / 32] |= 1u << slot % 32;
	if ((int32_t)(threshold - count) > 0)
		return true;
	memcpy(event.flag.firing, notifier->firing, sizeof(notifier->firing));
	*notifier = work->notifiers[--work->notifier_count];
	fw_event(card, &event);
	return true;
}

static bool store_pointers(struct card *card, const struct queue *queue)
{
	for (int i = 0; i < 3; i++)
		if (!fwmem_store32(card, queue->va + QUEUE_RPTR(i), queue->read, "QueueInfo"))
			return false;
	return fwmem_store32(card, queue->ring_state + RING_READ_PTR, queue->read, "RingState") &&
	       fwmem_store32(card, queue->ring_state + RING_DONE_PTR, queue->read, "RingState") &&
	       (queue->read != queue->write ||
		fwmem_store32(card, queue->va + QUEUE_BUSY, 0, "QueueInfo"));
}

static bool advance(struct card *card, struct queue *queue)
{
	queue->read = (queue->read + 1) % queue->size;
	queue->grown = false;
	queue->late = false;
	queue->state = QUEUE_READY;
	return store_pointers(card, queue);
}

/* Stamps count up; a barrier or the kernel can wait for each. */
static void check_stamp(struct card *card, const struct queue *queue)
{
	const struct layout_meta *meta = &queue->command.meta;
	uint32_t old;

	if (meta->slot != queue->event_slot)
		want(card, queue, "event slot of a command", meta->slot, queue->event_slot);
	if (fwmem_load32(card, meta->fw_stamp, &old, "a firmware's stamp") &&
	    (int32_t)(meta->value - old) <= 0)
		violation(card, "queue %016llx: stamp of slot %u goes from %x to %x",
			  (unsigned long long)queue->va, meta->slot, old, meta->value);
}

static bool finish(struct card *card, struct queue *queue)
{
	const struct command *command = &queue->command;

	card_work(card)->ended = true;
	card_work(card)->fw_stamps[command->meta.slot] = command->meta.fw_stamp;
	++*stats_counter(card, "fw.commands");
	trace(card, "done %016llx slot %u value %x", (unsigned long long)command->va,
	      command->meta.slot, command->meta.value);
	check_stamp(card, queue);
	return command_timestamps(card, command, false) &&
	       fwmem_store32(card, command->meta.fw_stamp, command->meta.value,
			     "a firmware's stamp") &&
	       fwmem_store32(card, command->meta.stamp, command->meta.value, "a stamp") &&
	       advance(card, queue) && notify(card, command);
}

/* Tells in Globals of a command that ran. It is over when the kernel has resumed. */
static bool list_pending(struct card *card, struct queue *queue, unsigned int index)
{
	const struct agx_abi *abi = card_abi(card);
	struct agx_pending_stamp pending = {
		AGX_PENDING_STAMP_ACTIVE | queue->command.meta.slot << abi->pending_slot_shift,
		queue->command.meta.value,
	};
	uint64_t list = fw_initdata(card)->globals + abi->pending_stamps;

	queue->state = QUEUE_HALTED;
	return fwmem_write(card, list + index * sizeof(pending), &pending, sizeof(pending),
			   "Globals");
}

/* What others were at, if a test ordered that it is dropped. */
static bool list_late(struct card *card)
{
	struct work *work = card_work(card);
	unsigned int count = 1;

	if (!fault_take(card_fault(card), FAULT_DROP_LATE))
		return true;
	for (unsigned int i = 0; i < QUEUES && count < AGX_PENDING_STAMPS; i++)
		if (work->queues[i].state == QUEUE_SLOW &&
		    !list_pending(card, &work->queues[i], count++))
			return false;
	return true;
}

/* Tells in Globals which command it was, and waits for the kernel. */
static bool halt(struct card *card, struct queue *queue)
{
	struct work *work = card_work(card);
	const struct agx_abi *abi = card_abi(card);
	const struct initdata *data = fw_initdata(card);
	struct agx_fault_info info = { .queue_uuid = queue->uuid };
	uint64_t status = data->fw_status;
	uint32_t count;

	++*stats_counter(card, "fw.halts");
	work->halted = true;
	if (!list_pending(card, queue, 0) || !list_late(card) ||
	    !fwmem_write(card, data->globals + abi->fault_info, &info, sizeof(info), "Globals") ||
	    !fwmem_load32(card, status + offsetof(struct agx_fw_status, halt_count), &count,
			  "FwStatus") ||
	    !fwmem_store32(card, status + offsetof(struct agx_fw_status, halt_count), count + 1,
			   "FwStatus"))
		return false;
	return fault_take(card_fault(card), FAULT_NO_HALT) ||
	       fwmem_store32(card, status + offsetof(struct agx_fw_status, halted), 1, "FwStatus");
}

static bool report_fault(struct card *card, struct queue *queue, const struct uat_fault *fault,
			 unsigned int unit)
{
	struct agx_event_msg event = { .type = AGX_EVENT_FAULT };

	trace(card, "GPU fault at %016llx slot %u: %s", (unsigned long long)fault->va, fault->slot,
	      uat_reason_name(fault->reason));
	++*stats_counter(card, "gpu.faults");
	sgx_set_fault(card, fault, unit);
	if (!halt(card, queue))
		return false;
	fw_event(card, &event);
	return true;
}

static bool report_timeout(struct card *card, struct queue *queue)
{
	struct work *work = card_work(card);
	struct agx_event_msg event = { .type = AGX_EVENT_TIMEOUT };

	event.timeout.counter = ++work->timeout_counter;
	event.timeout.event_slot = queue->command.meta.slot;
	++*stats_counter(card, "gpu.timeouts");
	if (!halt(card, queue))
		return false;
	fw_event(card, &event);
	return true;
}

static bool report_channel_error(struct card *card, struct queue *queue)
{
	struct agx_event_msg event = { .type = AGX_EVENT_CHANNEL_ERROR };

	event.channel_error.error_type = AGX_CHANNEL_ERROR_ABORTED;
	event.channel_error.pipe_type = queue->type;
	event.channel_error.event_slot = queue->command.meta.slot;
	event.channel_error.event_value = queue->command.meta.value;
	queue->state = QUEUE_ERROR;
	++*stats_counter(card, "fw.channel_errors");
	fw_event(card, &event);
	return true;
}

static bool ask_growth(struct card *card, struct queue *queue)
{
	struct work *work = card_work(card);
	struct agx_event_msg event = { .type = AGX_EVENT_GROW_TVB };

	event.grow_tvb.vm_slot = queue->command.vm_slot;
	event.grow_tvb.buffer_slot = queue->command.buffer_slot;
	event.grow_tvb.counter = ++work->grow_counter;
	if (!tvb_ask(card, &work->tvb[queue->command.buffer_slot]))
		return false;
	queue->state = QUEUE_GROWING;
	queue->grown = true;
	++*stats_counter(card, "fw.grow");
	fw_event(card, &event);
	return true;
}

/* The firmware says which user it works for, so that the kernel flushes its memory. */
static bool enter_slot(struct card *card, uint32_t slot)
{
	struct work *work = card_work(card);

	if (slot == work->cur_slot)
		return true;
	if (!handoff_lock(card))
		return false;
	handoff_set_slot(card, slot);
	handoff_unlock(card);
	work->cur_slot = slot;
	return true;
}

/* Whether it uses a buffer that InitBuffer has named. */
static bool has_buffer(struct card *card, const struct queue *queue)
{
	const struct command *command = &queue->command;

	if (command->buffer_slot < TVB_SLOTS && command->info &&
	    card_work(card)->tvb[command->buffer_slot].info == command->info)
		return true;
	violation(card, "vertex command %016llx: buffer slot %u is not that of %016llx",
		  (unsigned long long)command->va, command->buffer_slot,
		  (unsigned long long)command->info);
	return false;
}

/* A storm is a render that asks again after each answer. */
static bool wants_growth(struct card *card, const struct queue *queue)
{
	struct fault *fault = card_fault(card);

	return queue->type == AGX_PIPE_VERTEX && has_buffer(card, queue) &&
	       (fault_take(fault, FAULT_STORM) || (!queue->grown && fault_take(fault, FAULT_GROW)));
}

/* Whether the command in front has to wait because a test ordered it. */
static bool is_late(struct card *card, struct queue *queue)
{
	uint64_t delay = 0;

	if (queue->late)
		return false;
	if (fault_take(card_fault(card), FAULT_SLOW))
		delay += SLOW_NS;
	while (fault_take(card_fault(card), FAULT_STUCK))
		delay += STUCK_NS;
	if (!delay)
		return false;
	++*stats_counter(card, "fw.late");
	queue->late = true;
	queue->state = QUEUE_SLOW;
	queue->busy_until = card_now(card) + delay;
	return true;
}

/* Runs the command in front. Sets @retry if it has to wait for the handoff lock. */
static bool run_command(struct card *card, struct queue *queue, uint64_t va, bool *retry)
{
	struct command *command = &queue->command;
	struct uat_fault fault = { 0 };
	unsigned int unit;

	*command = (struct command){ .va = va, .queue = queue->va, .type = queue->type };
	if (!command_read(card, command))
		return false;
	if (!enter_slot(card, command->vm_slot)) {
		*retry = true;
		return true;
	}
	if (wants_growth(card, queue))
		return ask_growth(card, queue);
	if (is_late(card, queue))
		return true;
	if (!command_timestamps(card, command, true))
		return false;
	if (fault_take(card_fault(card), FAULT_HANG)) {
		queue->state = QUEUE_HUNG;
		queue->busy_until = card_now(card) + HANG_NS;
		return true;
	}
	if (fault_take(card_fault(card), FAULT_CHANNEL_ERROR))
		return report_channel_error(card, queue);
	if (fault_take(card_fault(card), FAULT_GPU)) {
		fault = (struct uat_fault){ .va = command->stream, .slot = command->vm_slot,
					    .agent = UAT_GPU, .reason = AGX_SGX_FAULT_NO_ACCESS,
					    .level = AGX_UAT_LEVELS - 1 };
		return report_fault(card, queue, &fault, 0);
	}
	switch (gpu_run(card, command, &fault, &unit)) {
	case GPU_FAULT:
		return report_fault(card, queue, &fault, unit);
	case GPU_TIMEOUT:
		return report_timeout(card, queue);
	default:
		return finish(card, queue);
	}
}

/* What is waited for is a slot's stamp, if that is known. */
static void check_barrier(struct card *card, const struct queue *queue,
			  const struct layout_barrier *barrier)
{
	uint64_t stamp;

	if (barrier->slot >= AGX_EVENT_SLOTS) {
		want(card, queue, "slot of a barrier", barrier->slot, AGX_EVENT_SLOTS - 1);
		return;
	}
	stamp = card_work(card)->fw_stamps[barrier->slot];
	if (stamp)
		want(card, queue, "stamp of a barrier", barrier->fw_stamp, stamp);
}

/* Returns whether the queue goes on; @ok is false after a crash. */
static bool run_barrier(struct card *card, struct queue *queue, uint64_t va, bool *ok)
{
	struct layout_barrier barrier;
	uint32_t stamp;

	*ok = fwmem_read(card, va, &barrier, sizeof(barrier), "a barrier") &&
	      fwmem_load32(card, barrier.fw_stamp, &stamp, "a barrier's stamp");
	if (!*ok)
		return false;
	if ((int32_t)(stamp - barrier.value) < 0)
		return false;
	check_barrier(card, queue, &barrier);
	++*stats_counter(card, "fw.barriers");
	*ok = advance(card, queue);
	return *ok;
}

static bool init_buffer(struct card *card, struct queue *queue, uint64_t va)
{
	struct layout_init_buffer init;

	if (!fwmem_read(card, va, &init, sizeof(init), "InitBuffer"))
		return false;
	if (queue->type != AGX_PIPE_VERTEX || init.buffer_slot >= TVB_SLOTS ||
	    init.vm_slot >= AGX_UAT_NUM_SLOTS || init.unk_c) {
		violation(card, "queue %016llx: InitBuffer of slot %u, vm_slot %u, unk_c %x",
			  (unsigned long long)queue->va, init.buffer_slot, init.vm_slot,
			  init.unk_c);
		return advance(card, queue);
	}
	++*stats_counter(card, "fw.init_buffer");
	return tvb_init(card, &card_work(card)->tvb[init.buffer_slot], &init) &&
	       advance(card, queue);
}

static bool unknown_command(struct card *card, const struct queue *queue, uint64_t va, uint32_t tag)
{
	violation(card, "queue %016llx: command %016llx has tag %x", (unsigned long long)queue->va,
		  (unsigned long long)va, tag);
	rtkit_crash(card, "unknown command");
	return false;
}

/* One step of a queue that is ready. Returns whether something was done. */
static bool step(struct card *card, struct queue *queue, bool *retry)
{
	static const uint32_t tags[] = { CMD_VERTEX, CMD_FRAGMENT, CMD_COMPUTE };
	uint32_t tag, read = queue->read;
	uint64_t va;
	bool ok;

	if (!fwmem_read(card, queue->ring + read * sizeof(va), &va, sizeof(va), "a queue's ring") ||
	    !fwmem_read(card, va, &tag, sizeof(tag), "a command"))
		return false;
	if (tag == CMD_BARRIER)
		return run_barrier(card, queue, va, &ok);
	if (tag == CMD_INIT_BUFFER)
		return init_buffer(card, queue, va);
	if (tag != tags[queue->type])
		return unknown_command(card, queue, va, tag);
	return run_command(card, queue, va, retry) && !*retry;
}

/* The kernel has seen the fault and lets the firmware go on. */
static void try_resume(struct card *card)
{
	struct work *work = card_work(card);
	uint64_t va = fw_initdata(card)->fw_status + offsetof(struct agx_fw_status, resume);
	uint32_t resume;

	if (!fwmem_load32(card, va, &resume, "FwStatus") || !resume ||
	    !fwmem_store32(card, va, 0, "FwStatus") ||
	    fault_take(card_fault(card), FAULT_NO_RESUME))
		return;
	trace(card, "resume");
	work->halted = false;
	sgx_clear_fault(card);
	for (unsigned int i = 0; i < QUEUES; i++)
		if (work->queues[i].state == QUEUE_HALTED && !finish(card, &work->queues[i]))
			return;
}

/* Looks at a queue. Returns whether something was done; @wait if time has to pass. */
static bool turn(struct card *card, struct queue *queue, bool *wait)
{
	switch (queue->state) {
	case QUEUE_READY:
		return queue->read != queue->write && step(card, queue, wait);
	case QUEUE_HUNG:
		if (card_now(card) < queue->busy_until) {
			*wait = true;
			return false;
		}
		return report_timeout(card, queue);
	case QUEUE_SLOW:
		if (card_now(card) < queue->busy_until) {
			*wait = true;
			return false;
		}
		queue->state = QUEUE_READY;
		return true;
	default:
		return false;
	}
}

int work_run(struct card *card)
{
	struct work *work = card_work(card);
	uint64_t begin = card_now(card);
	bool progress = true, wait = false;

	if (work->halted)
		try_resume(card);
	while (progress && !work->halted && rtkit_is_running(card)) {
		progress = false;
		for (unsigned int i = 0; i < QUEUES && !work->halted; i++)
			progress |= turn(card, &work->queues[i], &wait);
	}
	work->busy_ns += card_now(card) - begin;
	return work->halted || wait ? POLL_MS : -1;
}

void work_grow_ack(struct card *card, const struct agx_devctrl_grow_ack *ack)
{
	struct work *work = card_work(card);

	trace(card, "grow ack buffer %u vm %u counter %u", ack->buffer_slot, ack->vm_slot,
	      ack->counter);
	for (unsigned int i = 0; i < QUEUES; i++) {
		struct queue *queue = &work->queues[i];

		if (queue->state != QUEUE_GROWING || queue->command.buffer_slot != ack->buffer_slot)
			continue;
		want(card, queue, "GrowTVBAck.vm_slot", ack->vm_slot, queue->command.vm_slot);
		want(card, queue, "GrowTVBAck.unk_4", ack->unk_4, 1);
		if (tvb_check_growth(card, &work->tvb[ack->buffer_slot],
				     queue->command.vm_slot))
			queue->state = QUEUE_READY;
		return;
	}
	violation(card, "GrowTVBAck of buffer %u, which was not asked for", ack->buffer_slot);
}

void work_recover(struct card *card, const struct agx_devctrl_recover *recover)
{
	struct queue *queue = find_queue(card_work(card), recover->queue);

	if (!queue || queue->state != QUEUE_ERROR) {
		violation(card, "RecoverChannel of queue %016llx, which has no error",
			  (unsigned long long)recover->queue);
		return;
	}
	want(card, queue, "RecoverChannel.pipe_type", recover->pipe_type, queue->type);
	want(card, queue, "RecoverChannel.event_value", recover->event_value,
	     queue->command.meta.value);
	finish(card, queue);
}

void work_destroy_context(struct card *card, uint64_t context)
{
	struct work *work = card_work(card);
	bool known = false;

	for (unsigned int i = 0; i < QUEUES; i++) {
		struct queue *queue = &work->queues[i];

		if (queue->state == QUEUE_FREE || queue->context != context)
			continue;
		known = true;
		if (queue->read != queue->write)
			violation(card, "the context of queue %016llx is destroyed before its work",
				  (unsigned long long)queue->va);
		queue->state = QUEUE_FREE;
	}
	if (!known)
		violation(card, "DestroyContext of %016llx, which no queue has",
			  (unsigned long long)context);
}

bool work_is_busy(struct card *card)
{
	struct work *work = card_work(card);
	bool ended = work->ended;

	work->ended = false;
	return ended;
}

unsigned int work_utilization(struct card *card)
{
	struct work *work = card_work(card);
	uint64_t now = card_now(card), elapsed = now - work->asked_at, busy = work->busy_ns;

	if (!elapsed)
		return 0;
	work->asked_at = now;
	work->busy_ns = 0;
	return busy >= elapsed ? 100 : busy * 100 / elapsed;
}
