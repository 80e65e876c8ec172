// SPDX-License-Identifier: MIT
#include "sem.h"

#include <inttypes.h>
#include <string.h>

#include "card.h"

static unsigned int sem_size(const struct sem *sem)
{
	return sem->wide ? 8 : 4;
}

static enum engine_result check_align(struct exec *exec, const struct sem *sem, unsigned int size)
{
	if (!(sem->va & (size - 1)))
		return ENGINE_DONE;
	return engine_error(exec, "semaphore at %#" PRIx64 " is no multiple of %u", sem->va, size);
}

enum engine_result sem_read(struct exec *exec, const struct sem *sem, uint64_t *value)
{
	enum engine_result ret = check_align(exec, sem, sem_size(sem));

	*value = 0;
	if (ret == ENGINE_DONE && !exec_read(exec, sem->va, value, sem_size(sem)))
		ret = ENGINE_FAULT;
	return ret;
}

enum engine_result sem_release(struct exec *exec, const struct sem *sem)
{
	enum engine_result ret = check_align(exec, sem, sem_size(sem));

	if (ret == ENGINE_DONE && !exec_write(exec, sem->va, &sem->payload, sem_size(sem)))
		ret = ENGINE_FAULT;
	return ret;
}

enum engine_result sem_timestamp(struct exec *exec, const struct sem *sem)
{
	uint64_t now = card_now(exec->card);
	enum engine_result ret = check_align(exec, sem, 16);

	if (ret == ENGINE_DONE && !exec_write(exec, sem->va + 8, &now, sizeof(now)))
		ret = ENGINE_FAULT;
	return ret;
}

enum engine_result sem_release_timestamp(struct exec *exec, const struct sem *sem)
{
	uint64_t words[2] = { sem->wide ? sem->payload : (uint32_t)sem->payload,
			      card_now(exec->card) };
	enum engine_result ret = check_align(exec, sem, sizeof(words));

	if (ret == ENGINE_DONE && !exec_write(exec, sem->va, words, sizeof(words)))
		ret = ENGINE_FAULT;
	return ret;
}

static bool less(uint64_t a, uint64_t b, bool wide, bool is_signed)
{
	if (!is_signed)
		return a < b;
	if (wide)
		return (int64_t)a < (int64_t)b;
	return (int32_t)a < (int32_t)b;
}

static uint64_t reduce(uint64_t value, uint64_t payload, enum sem_op op, bool wide, bool is_signed)
{
	switch (op) {
	case SEM_MIN:
		return less(payload, value, wide, is_signed) ? payload : value;
	case SEM_MAX:
		return less(value, payload, wide, is_signed) ? payload : value;
	case SEM_XOR:
		return value ^ payload;
	case SEM_AND:
		return value & payload;
	case SEM_OR:
		return value | payload;
	case SEM_ADD:
		return value + payload;
	case SEM_INC:
		return value >= payload ? 0 : value + 1;
	case SEM_DEC:
		return !value || value > payload ? payload : value - 1;
	}
	return value;
}

enum engine_result sem_reduce(struct exec *exec, const struct sem *sem, enum sem_op op,
			      bool is_signed)
{
	enum engine_result ret = check_align(exec, sem, sem_size(sem));
	uint64_t payload = sem->wide ? sem->payload : (uint32_t)sem->payload;
	struct mmu_range range;
	uint64_t value = 0;

	if (ret != ENGINE_DONE)
		return ret;
	if (!mmu_range(exec->mmu, &exec->space, sem->va, sem_size(sem),
		       exec->access | MMU_WRITE | MMU_ATOMIC, &range, &exec->fault))
		return ENGINE_FAULT;
	if (!range.ptr)
		return ENGINE_DONE;

	/* Naturally aligned, so it cannot straddle pages. */
	memcpy(&value, range.ptr, sem_size(sem));
	value = reduce(value, payload, op, sem->wide, is_signed);
	memcpy(range.ptr, &value, sem_size(sem));
	return ENGINE_DONE;
}
