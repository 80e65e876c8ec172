// SPDX-License-Identifier: MIT
/* The host's own methods. Numbers and fields: OGKM clc56f.h, kernel-open clc86f.h. */
#include <inttypes.h>

#include "card.h"
#include "channel.h"
#include "chip.h"
#include "intr.h"
#include "sem.h"

enum host_method {
	SET_OBJECT = 0x00,
	ILLEGAL = 0x04,
	NOP = 0x08,
	SEMAPHOREA = 0x10,
	SEMAPHOREB = 0x14,
	SEMAPHOREC = 0x18,
	SEMAPHORED = 0x1c,
	NON_STALL_INTERRUPT = 0x20,
	FB_FLUSH = 0x24,
	MEM_OP_A = 0x28,
	MEM_OP_B = 0x2c,
	MEM_OP_C = 0x30,
	MEM_OP_D = 0x34,
	SET_REFERENCE = 0x50,
	SEM_ADDR_LO = 0x5c,
	SEM_ADDR_HI = 0x60,
	SEM_PAYLOAD_LO = 0x64,
	SEM_PAYLOAD_HI = 0x68,
	SEM_EXECUTE = 0x6c,
	WFI = 0x78,
	YIELD = 0x80,
	CLEAR_FAULTED = 0x84,
};

#define SET_OBJECT_CLASS(d) ((d) & 0xffff)

/* SEM_EXECUTE */
#define EXECUTE_OP(d) ((d) & 0x7)
#define EXECUTE_WIDE(d) ((d) >> 24 & 1)
#define EXECUTE_TIMESTAMP(d) ((d) >> 25 & 1)
#define EXECUTE_REDUCTION(d) ((d) >> 27 & 0xf)
#define EXECUTE_UNSIGNED(d) ((d) >> 31)

enum execute_op {
	ACQUIRE = 0,
	RELEASE = 1,
	ACQ_STRICT_GEQ = 2,
	ACQ_CIRC_GEQ = 3,
	ACQ_AND = 4,
	ACQ_NOR = 5,
	REDUCTION = 6,
};

/* SEMAPHORED */
#define OLD_OP(d) ((d) & 0x1f)
#define OLD_RELEASE_4BYTE(d) ((d) >> 24 & 1)
#define OLD_REDUCTION(d) ((d) >> 27 & 0xf)
#define OLD_UNSIGNED(d) ((d) >> 31)

enum old_op {
	OLD_ACQUIRE = 0x1,
	OLD_RELEASE = 0x2,
	OLD_ACQ_GEQ = 0x4,
	OLD_ACQ_AND = 0x8,
	OLD_REDUCE = 0x10,
};

/* MEM_OP_C and MEM_OP_D */
#define MEM_OP_OPERATION(d) ((d) >> 27)
#define MEM_OP_PDB_ALL(c) ((c) & 1)
#define MEM_OP_PDB_APERTURE(c) ((c) >> 10 & 0x3)
#define MEM_OP_PDB_LO(c) ((c) & 0xfffff000)
#define MEM_OP_PDB_HI(d) ((d) & 0x7ffffff)

enum mem_op {
	MEM_OP_MEMBAR = 0x05,
	MEM_OP_TLB_INVALIDATE = 0x09,
	MEM_OP_TLB_INVALIDATE_TARGETED = 0x0a,
	MEM_OP_L2_PEERMEM_INVALIDATE = 0x0d,
	MEM_OP_L2_SYSMEM_INVALIDATE = 0x0e,
	MEM_OP_L2_CLEAN_COMPTAGS = 0x0f,
	MEM_OP_L2_FLUSH_DIRTY = 0x10,
	MEM_OP_L2_WAIT_FOR_SYS_PENDING_READS = 0x15,
	MEM_OP_ACCESS_COUNTER_CLR = 0x16,
};

#define USERD_REFERENCE 0x48

static bool acquired(const struct acquire *acquire, uint64_t value)
{
	uint64_t payload = acquire->payload;
	uint64_t mask = acquire->wide ? UINT64_MAX : UINT32_MAX;

	switch (acquire->op) {
	case ACQUIRE:
		return value == payload;
	case ACQ_STRICT_GEQ:
		return value >= payload;
	case ACQ_CIRC_GEQ:
		/* The difference, taken as signed, is not negative. */
		return ((value - payload) & mask) <= mask / 2;
	case ACQ_AND:
		return (value & payload) != 0;
	case ACQ_NOR:
		return (~(value | payload) & mask) != 0;
	}
	return false;
}

enum engine_result channel_acquire(struct channel *channel)
{
	struct acquire *acquire = &channel->acquire;
	const struct sem sem = { .va = acquire->va, .wide = acquire->wide };
	uint64_t value;
	enum engine_result ret = sem_read(&channel->exec, &sem, &value);

	if (ret != ENGINE_DONE)
		return ret;

	acquire->active = !acquired(acquire, value);
	channel->exec.waiting = acquire->active;
	return acquire->active ? ENGINE_AGAIN : ENGINE_DONE;
}

static enum engine_result start_acquire(struct channel *channel, const struct sem *sem,
					unsigned int op)
{
	channel->acquire = (struct acquire){
		.active = true,
		.va = sem->va,
		.payload = sem->wide ? sem->payload : (uint32_t)sem->payload,
		.wide = sem->wide,
		.op = op,
	};
	return channel_acquire(channel);
}

/* Which reductions exist: open-gpu-doc manuals/ampere/ga100/dev_pbdma.ref.txt. */
static bool reduction_exists(unsigned int op, bool wide, bool is_signed)
{
	if (op == SEM_INC || op == SEM_DEC)
		return !wide && !is_signed;
	return op <= SEM_ADD && !(op == SEM_ADD && wide && is_signed);
}

static enum engine_result host_reduce(struct channel *channel, const struct sem *sem,
				      unsigned int op, bool is_signed, bool timestamp)
{
	struct exec *exec = &channel->exec;
	enum engine_result ret = ENGINE_DONE;

	if (!reduction_exists(op, sem->wide, is_signed))
		return engine_error(exec, "semaphore reduction %u", op);
	if (timestamp)
		ret = sem_timestamp(exec, sem);
	return ret == ENGINE_DONE ? sem_reduce(exec, sem, op, is_signed) : ret;
}

static enum engine_result sem_execute(struct channel *channel, uint32_t data)
{
	struct exec *exec = &channel->exec;
	const struct sem sem = {
		.va = channel->regs.sem_va,
		.payload = channel->regs.sem_payload,
		.wide = EXECUTE_WIDE(data),
	};

	switch ((enum execute_op)EXECUTE_OP(data)) {
	case ACQUIRE:
	case ACQ_STRICT_GEQ:
	case ACQ_CIRC_GEQ:
	case ACQ_AND:
	case ACQ_NOR:
		return start_acquire(channel, &sem, EXECUTE_OP(data));
	case RELEASE:
		return EXECUTE_TIMESTAMP(data) ? sem_release_timestamp(exec, &sem) :
						 sem_release(exec, &sem);
	case REDUCTION:
		return host_reduce(channel, &sem, EXECUTE_REDUCTION(data), !EXECUTE_UNSIGNED(data),
				   EXECUTE_TIMESTAMP(data));
	}
	return engine_error(exec, "SEM_EXECUTE %08x", data);
}

static enum engine_result semaphored(struct channel *channel, uint32_t data)
{
	struct exec *exec = &channel->exec;
	const struct sem sem = {
		.va = channel->regs.old_sem_va,
		.payload = channel->regs.old_sem_payload,
	};

	switch ((enum old_op)OLD_OP(data)) {
	case OLD_ACQUIRE:
		return start_acquire(channel, &sem, ACQUIRE);
	case OLD_ACQ_GEQ:
		return start_acquire(channel, &sem, ACQ_CIRC_GEQ);
	case OLD_ACQ_AND:
		return start_acquire(channel, &sem, ACQ_AND);
	case OLD_RELEASE:
		return OLD_RELEASE_4BYTE(data) ? sem_release(exec, &sem) :
						 sem_release_timestamp(exec, &sem);
	case OLD_REDUCE:
		return host_reduce(channel, &sem, OLD_REDUCTION(data), !OLD_UNSIGNED(data), false);
	}
	return engine_error(exec, "SEMAPHORED %08x", data);
}

static enum engine_result tlb_op(struct channel *channel, uint32_t data)
{
	uint32_t c = channel->regs.mem_op[2];
	struct mmu_space space = {
		.aperture = MEM_OP_PDB_APERTURE(c),
		.pdb = (uint64_t)MEM_OP_PDB_HI(data) << 32 | MEM_OP_PDB_LO(c),
	};

	if (!(channel->exec.access & MMU_PRIVILEGED))
		return engine_error(&channel->exec, "TLB invalidate on a user channel");
	mmu_invalidate(channel->exec.mmu, MEM_OP_PDB_ALL(c) ? NULL : &space);
	return ENGINE_DONE;
}

static enum engine_result mem_op_d(struct channel *channel, uint32_t data)
{
	switch ((enum mem_op)MEM_OP_OPERATION(data)) {
	case MEM_OP_TLB_INVALIDATE:
	case MEM_OP_TLB_INVALIDATE_TARGETED:
		return tlb_op(channel, data);
	case MEM_OP_MEMBAR:
	case MEM_OP_L2_PEERMEM_INVALIDATE:
	case MEM_OP_L2_SYSMEM_INVALIDATE:
	case MEM_OP_L2_CLEAN_COMPTAGS:
	case MEM_OP_L2_FLUSH_DIRTY:
	case MEM_OP_L2_WAIT_FOR_SYS_PENDING_READS:
	case MEM_OP_ACCESS_COUNTER_CLR:
		/* Memory is always coherent here, and accesses are not counted. */
		return ENGINE_DONE;
	}
	return engine_error(&channel->exec, "MEM_OP_D %08x", data);
}

static void set_reference(struct channel *channel, uint32_t data)
{
	mem_write(card_mem(channel->exec.card), channel->cfg.userd_aperture,
		  channel->cfg.userd + USERD_REFERENCE, &data, sizeof(data));
}

static uint64_t with_low(uint64_t value, uint32_t low)
{
	return (value & ~0xffffffffull) | low;
}

static uint64_t with_high(uint64_t value, uint32_t high)
{
	return (uint32_t)value | (uint64_t)high << 32;
}

enum engine_result channel_host_method(struct channel *channel, unsigned int subchannel,
				       unsigned int method, uint32_t data)
{
	struct host_regs *regs = &channel->regs;

	switch ((enum host_method)method) {
	case SET_OBJECT:
		return channel_bind(channel, subchannel, SET_OBJECT_CLASS(data));
	case ILLEGAL:
		break;
	case NOP:
	case FB_FLUSH:
	case WFI: /* engines are idle whenever a host method runs */
	case CLEAR_FAULTED:
		return ENGINE_DONE;
	case SEMAPHOREA:
		regs->old_sem_va = with_high(regs->old_sem_va, data & 0xff);
		return ENGINE_DONE;
	case SEMAPHOREB:
		regs->old_sem_va = with_low(regs->old_sem_va, data & ~3u);
		return ENGINE_DONE;
	case SEMAPHOREC:
		regs->old_sem_payload = data;
		return ENGINE_DONE;
	case SEMAPHORED:
		return semaphored(channel, data);
	case NON_STALL_INTERRUPT:
		intr_raise(channel->exec.card, channel->engine->nonstall);
		return ENGINE_DONE;
	case MEM_OP_A:
	case MEM_OP_B:
	case MEM_OP_C:
		regs->mem_op[(method - MEM_OP_A) / 4] = data;
		return ENGINE_DONE;
	case MEM_OP_D:
		return mem_op_d(channel, data);
	case SET_REFERENCE:
		set_reference(channel, data);
		return ENGINE_DONE;
	case SEM_ADDR_LO:
		regs->sem_va = with_low(regs->sem_va, data & ~3u);
		return ENGINE_DONE;
	case SEM_ADDR_HI:
		regs->sem_va = with_high(regs->sem_va, data & 0x1ffffff);
		return ENGINE_DONE;
	case SEM_PAYLOAD_LO:
		regs->sem_payload = with_low(regs->sem_payload, data);
		return ENGINE_DONE;
	case SEM_PAYLOAD_HI:
		regs->sem_payload = with_high(regs->sem_payload, data);
		return ENGINE_DONE;
	case SEM_EXECUTE:
		return sem_execute(channel, data);
	case YIELD:
		channel->yield = true;
		return ENGINE_DONE;
	}
	return engine_error(&channel->exec, "host method %04x (%08x)", method, data);
}
