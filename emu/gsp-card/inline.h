/* SPDX-License-Identifier: MIT */
/* Inline-to-memory: data words of the push buffer, written to a surface. */
#ifndef GSP_CARD_INLINE_H
#define GSP_CARD_INLINE_H

#include "copy.h"

/**
 * struct inline_data - a transfer in progress
 * @copy: where the next byte goes
 * @active: data is still to come
 */
struct inline_data {
	struct copy copy;
	bool active;
};

/**
 * inline_begin() - LAUNCH_DMA
 * @data: to be filled in
 * @exec: the channel at work
 * @reg: the class's methods, indexed by byte offset / 4
 * @launch: what LAUNCH_DMA said
 *
 * Return: ENGINE_DONE or ENGINE_ERROR.
 */
enum engine_result inline_begin(struct inline_data *data, struct exec *exec, const uint32_t *reg,
				uint32_t launch);

/** inline_word() - LOAD_INLINE_DATA; clears @data->active with the last byte. */
enum engine_result inline_word(struct inline_data *data, struct exec *exec, uint32_t word);

#endif
