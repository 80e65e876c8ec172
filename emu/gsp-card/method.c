// SPDX-License-Identifier: MIT
/* The host's own methods. */
#include <inttypes.h>

#include "card.h"
#include "channel.h"
#include "chip.h"
#include "firmware/nv/host.h"
#include "intr.h"
#include "sem.h"

/* SEM_EXECUTE */
#define EXECUTE_WIDE(d) (!!((d) & NV_HOST_SEM_EXECUTE_PAYLOAD_64BIT))
#define EXECUTE_TIMESTAMP(d) (!!((d) & NV_HOST_SEM_EXECUTE_RELEASE_TIMESTAMP))
#define EXECUTE_SIGNED(d) (!((d) & NV_HOST_SEM_EXECUTE_REDUCTION_UNSIGNED))

/* SEMAPHORED has its operation one bit wider, for a reduction like that of SEM_EXECUTE. */
#define OLD_OPERATION(d) ((d) & 0x1f)
#define OLD_REDUCTION 0x10

/* More operations of MEM_OP_D, and a method (OGKM kernel-open clc86f.h, class/clc56f.h). */
enum {
	L2_WAIT_FOR_SYS_PENDING_READS = 0x15,
	ACCESS_COUNTER_CLR = 0x16,
	CLEAR_FAULTED = 0x84,
};

static bool acquired(const struct acquire *acquire, uint64_t value)
{
	uint64_t payload = acquire->payload;
	uint64_t mask = acquire->wide ? UINT64_MAX : UINT32_MAX;

	switch (acquire->op) {
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQUIRE:
		return value == payload;
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQ_STRICT_GEQ:
		return value >= payload;
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQ_CIRC_GEQ:
		/* The difference, taken as signed, is not negative. */
		return ((value - payload) & mask) <= mask / 2;
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQ_AND:
		return (value & payload) != 0;
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQ_NOR:
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

	switch (FIELD_GET(NV_HOST_SEM_EXECUTE_OPERATION, data)) {
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQUIRE:
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQ_STRICT_GEQ:
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQ_CIRC_GEQ:
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQ_AND:
	case NV_HOST_SEM_EXECUTE_OPERATION_ACQ_NOR:
		return start_acquire(channel, &sem, FIELD_GET(NV_HOST_SEM_EXECUTE_OPERATION, data));
	case NV_HOST_SEM_EXECUTE_OPERATION_RELEASE:
		return EXECUTE_TIMESTAMP(data) ? sem_release_timestamp(exec, &sem) :
						 sem_release(exec, &sem);
	case NV_HOST_SEM_EXECUTE_OPERATION_REDUCTION:
		return host_reduce(channel, &sem, FIELD_GET(NV_HOST_SEM_EXECUTE_REDUCTION, data),
				   EXECUTE_SIGNED(data), EXECUTE_TIMESTAMP(data));
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

	switch (OLD_OPERATION(data)) {
	case NV_HOST_SEMAPHORED_ACQUIRE:
		return start_acquire(channel, &sem, NV_HOST_SEM_EXECUTE_OPERATION_ACQUIRE);
	case NV_HOST_SEMAPHORED_ACQ_GEQ:
		return start_acquire(channel, &sem, NV_HOST_SEM_EXECUTE_OPERATION_ACQ_CIRC_GEQ);
	case NV_HOST_SEMAPHORED_ACQ_AND:
		return start_acquire(channel, &sem, NV_HOST_SEM_EXECUTE_OPERATION_ACQ_AND);
	case NV_HOST_SEMAPHORED_RELEASE:
		return data & NV_HOST_SEMAPHORED_RELEASE_SIZE_4BYTE ?
			       sem_release(exec, &sem) :
			       sem_release_timestamp(exec, &sem);
	case OLD_REDUCTION:
		return host_reduce(channel, &sem, FIELD_GET(NV_HOST_SEM_EXECUTE_REDUCTION, data),
				   EXECUTE_SIGNED(data), false);
	}
	return engine_error(exec, "SEMAPHORED %08x", data);
}

static enum engine_result tlb_op(struct channel *channel, uint32_t data)
{
	uint32_t c = channel->regs.mem_op[2];
	struct mmu_space space = {
		.aperture = FIELD_GET(NV_HOST_MEM_OP_C_PDB_APERTURE, c),
		.pdb = FIELD_GET(NV_HOST_MEM_OP_D_PDB_ADDR_HI, data) << 32 |
		       (c & NV_HOST_MEM_OP_C_PDB_ADDR_LO),
	};

	if (!(channel->exec.access & MMU_PRIVILEGED))
		return engine_error(&channel->exec, "TLB invalidate on a user channel");
	mmu_invalidate(channel->exec.mmu, c & NV_HOST_MEM_OP_C_PDB_ALL ? NULL : &space);
	return ENGINE_DONE;
}

static enum engine_result mem_op_d(struct channel *channel, uint32_t data)
{
	switch (FIELD_GET(NV_HOST_MEM_OP_D_OPERATION, data)) {
	case NV_HOST_MEM_OP_D_OPERATION_MMU_TLB_INVALIDATE:
	case NV_HOST_MEM_OP_D_OPERATION_MMU_TLB_INVALIDATE_TARGETED:
		return tlb_op(channel, data);
	case NV_HOST_MEM_OP_D_OPERATION_MEMBAR:
	case NV_HOST_MEM_OP_D_OPERATION_L2_PEERMEM_INVALIDATE:
	case NV_HOST_MEM_OP_D_OPERATION_L2_SYSMEM_INVALIDATE:
	case NV_HOST_MEM_OP_D_OPERATION_L2_CLEAN_COMPTAGS:
	case NV_HOST_MEM_OP_D_OPERATION_L2_FLUSH_DIRTY:
	case L2_WAIT_FOR_SYS_PENDING_READS:
	case ACCESS_COUNTER_CLR:
		/* Memory is always coherent here, and accesses are not counted. */
		return ENGINE_DONE;
	}
	return engine_error(&channel->exec, "MEM_OP_D %08x", data);
}

static void set_reference(struct channel *channel, uint32_t data)
{
	mem_write(card_mem(channel->exec.card), channel->cfg.userd_aperture,
		  channel->cfg.userd + NV_USERD_REF, &data, sizeof(data));
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

	switch (method) {
	case NV_HOST_SET_OBJECT:
		return channel_bind(channel, subchannel, FIELD_GET(NV_HOST_SET_OBJECT_CLASS, data));
	case NV_HOST_NOP:
	case NV_HOST_FB_FLUSH:
	case NV_HOST_WFI: /* engines are idle whenever a host method runs */
	case CLEAR_FAULTED:
		return ENGINE_DONE;
	case NV_HOST_SEMAPHOREA:
		regs->old_sem_va = with_high(regs->old_sem_va, data & 0xff);
		return ENGINE_DONE;
	case NV_HOST_SEMAPHOREB:
		regs->old_sem_va = with_low(regs->old_sem_va, data & NV_HOST_SEM_ADDR_LO_OFFSET);
		return ENGINE_DONE;
	case NV_HOST_SEMAPHOREC:
		regs->old_sem_payload = data;
		return ENGINE_DONE;
	case NV_HOST_SEMAPHORED:
		return semaphored(channel, data);
	case NV_HOST_NON_STALL_INTERRUPT:
		intr_raise(channel->exec.card, channel->engine->nonstall);
		return ENGINE_DONE;
	case NV_HOST_MEM_OP_A:
	case NV_HOST_MEM_OP_B:
	case NV_HOST_MEM_OP_C:
		regs->mem_op[(method - NV_HOST_MEM_OP_A) / 4] = data;
		return ENGINE_DONE;
	case NV_HOST_MEM_OP_D:
		return mem_op_d(channel, data);
	case NV_HOST_SET_REFERENCE:
		set_reference(channel, data);
		return ENGINE_DONE;
	case NV_HOST_SEM_ADDR_LO:
		regs->sem_va = with_low(regs->sem_va, data & NV_HOST_SEM_ADDR_LO_OFFSET);
		return ENGINE_DONE;
	case NV_HOST_SEM_ADDR_HI:
		regs->sem_va = with_high(regs->sem_va, data & NV_HOST_SEM_ADDR_HI_OFFSET);
		return ENGINE_DONE;
	case NV_HOST_SEM_PAYLOAD_LO:
		regs->sem_payload = with_low(regs->sem_payload, data);
		return ENGINE_DONE;
	case NV_HOST_SEM_PAYLOAD_HI:
		regs->sem_payload = with_high(regs->sem_payload, data);
		return ENGINE_DONE;
	case NV_HOST_SEM_EXECUTE:
		return sem_execute(channel, data);
	case NV_HOST_YIELD:
		channel->yield = true;
		return ENGINE_DONE;
	}
	return engine_error(&channel->exec, "host method %04x (%08x)", method, data);
}
