/* SPDX-License-Identifier: MIT */
/* Semaphores in memory: what host, copy engine and graphics engine do with them alike. */
#ifndef GSP_CARD_SEM_H
#define GSP_CARD_SEM_H

#include "engine.h"

/* Reductions, numbered as in NVC56F_SEM_EXECUTE_REDUCTION (OGKM clc56f.h). */
enum sem_op {
	SEM_MIN = 0,
	SEM_MAX = 1,
	SEM_XOR = 2,
	SEM_AND = 3,
	SEM_OR = 4,
	SEM_ADD = 5,
	SEM_INC = 6,
	SEM_DEC = 7,
};

/**
 * struct sem - a semaphore operation
 * @va: where; a multiple of what is accessed: 4, 8 (@wide) or 16 bytes (timestamp)
 * @payload: the value; its low half unless @wide
 * @wide: 64-bit semaphore
 */
struct sem {
	uint64_t va;
	uint64_t payload;
	bool wide;
};

/** sem_read() - the value in memory. Return: ENGINE_DONE, ENGINE_FAULT or ENGINE_ERROR. */
enum engine_result sem_read(struct exec *exec, const struct sem *sem, uint64_t *value);

/** sem_release() - write the payload. */
enum engine_result sem_release(struct exec *exec, const struct sem *sem);

/** sem_timestamp() - write PTIMER nanoseconds at +8 of a semaphore of 16 bytes. */
enum engine_result sem_timestamp(struct exec *exec, const struct sem *sem);

/** sem_release_timestamp() - write 16 bytes: payload, and PTIMER nanoseconds at +8. */
enum engine_result sem_release_timestamp(struct exec *exec, const struct sem *sem);

/**
 * sem_reduce() - combine the payload with what is in memory
 * @exec: the channel at work
 * @sem: semaphore and payload
 * @op: how. INC wraps to 0 at the payload, DEC wraps to the payload at 0.
 * @is_signed: how MIN and MAX compare
 *
 * Return: as sem_read().
 */
enum engine_result sem_reduce(struct exec *exec, const struct sem *sem, enum sem_op op,
			      bool is_signed);

#endif
