/* SPDX-License-Identifier: MIT */
/*
 * An engine as a channel sees it: an object of a class, bound to subchannels, that takes methods.
 * Its state belongs to the channel, like the context that real engines save and restore.
 */
#ifndef GSP_CARD_ENGINE_H
#define GSP_CARD_ENGINE_H

#include "mmu.h"

struct card;
struct chip;
struct chip_engine;

/**
 * struct exec - for whom an engine works, and on what terms
 * @card: the card
 * @mmu: its MMU
 * @space: the channel's address space
 * @access: MMU_PRIVILEGED if the channel is the kernel driver's, else 0
 * @engine: the hardware engine that the channel is bound to
 * @budget: how much work is left in this slice, in bytes moved; a method costs a few
 * @waiting: set with ENGINE_AGAIN if it is for a semaphore, not for the budget
 * @fault: why ENGINE_FAULT was returned
 * @error: why ENGINE_ERROR was returned
 */
struct exec {
	struct card *card;
	struct mmu *mmu;
	struct mmu_space space;
	unsigned int access;
	const struct chip_engine *engine;
	int64_t budget;
	bool waiting;
	struct mmu_fault fault;
	char error[160];
};

enum engine_result {
	ENGINE_DONE,
	ENGINE_AGAIN, /* the slice is used up: engine_resume() before the next method */
	ENGINE_FAULT, /* an access was refused, see exec->fault */
	ENGINE_ERROR, /* the method or its data is wrong, see exec->error */
};

struct engine;

/**
 * struct engine_ops - what a kind of engine does
 * @method: a method arrived; @method is its byte offset, at least 0x100
 * @resume: go on with what the last method started; NULL if methods never return ENGINE_AGAIN
 * @destroy: release the state
 */
struct engine_ops {
	enum engine_result (*method)(struct engine *engine, struct exec *exec, unsigned int method,
				     uint32_t data);
	enum engine_result (*resume)(struct engine *engine, struct exec *exec);
	void (*destroy)(struct engine *engine);
};

struct engine {
	const struct engine_ops *ops;
	uint32_t class;
};

/**
 * engine_create() - make an object of a class for a channel
 * @chip: the chip
 * @hw: hardware engine that the channel is bound to
 * @class: class number as in SET_OBJECT
 *
 * Return: the object, to be given to engine_destroy(); NULL if the chip has no such class, or
 * not on this engine, or memory is short.
 */
struct engine *engine_create(const struct chip *chip, const struct chip_engine *hw,
			     uint32_t class);
void engine_destroy(struct engine *engine);

/** engine_error() - fill in @exec->error. Return: ENGINE_ERROR. */
enum engine_result engine_error(struct exec *exec, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** exec_read() - mmu_read() with the channel's rights. */
bool exec_read(struct exec *exec, uint64_t va, void *buf, uint64_t len);

/** exec_write() - mmu_write() with the channel's rights. */
bool exec_write(struct exec *exec, uint64_t va, const void *buf, uint64_t len);

#endif
