// SPDX-License-Identifier: MIT
/*
 * Methods: open-gpu-doc classes/inline-to-memory/cla140.h; the graphics and compute classes have
 * the same at the same offsets.
 */
#include "inline.h"

enum inline_method {
	LINE_LENGTH_IN = 0x180,
	LINE_COUNT = 0x184,
	OFFSET_OUT_UPPER = 0x188,
	OFFSET_OUT = 0x18c,
	PITCH_OUT = 0x190,
	SET_DST_BLOCK_SIZE = 0x194,
	SET_DST_WIDTH = 0x198,
	SET_DST_HEIGHT = 0x19c,
	SET_DST_LAYER = 0x1a4,
	SET_DST_ORIGIN_BYTES_X = 0x1a8,
	SET_DST_ORIGIN_SAMPLES_Y = 0x1ac,
};

#define LAUNCH_PITCH(d) ((d) & 1)
#define BLOCK_SIZE_WIDTH(d) ((d) & 0xf)
#define BLOCK_SIZE_HEIGHT(d) ((d) >> 4 & 0xf)
#define BLOCK_SIZE_DEPTH(d) ((d) >> 8 & 0xf)
#define BLOCK_LOG2_MAX 5

static enum engine_result set_block_linear(struct surface *dst, struct exec *exec,
					   const uint32_t *reg)
{
	uint32_t size = reg[SET_DST_BLOCK_SIZE / 4];

	if (BLOCK_SIZE_WIDTH(size) || BLOCK_SIZE_HEIGHT(size) > BLOCK_LOG2_MAX ||
	    BLOCK_SIZE_DEPTH(size) > BLOCK_LOG2_MAX)
		return engine_error(exec, "block size %08x", size);

	dst->block_linear = true;
	dst->tiling = (struct tiling){
		.gob = GOB_32,
		.height_log2 = BLOCK_SIZE_HEIGHT(size),
		.depth_log2 = BLOCK_SIZE_DEPTH(size),
		.width = reg[SET_DST_WIDTH / 4],
		.height = reg[SET_DST_HEIGHT / 4],
	};
	dst->x = reg[SET_DST_ORIGIN_BYTES_X / 4];
	dst->y = reg[SET_DST_ORIGIN_SAMPLES_Y / 4];
	dst->z = reg[SET_DST_LAYER / 4];
	return ENGINE_DONE;
}

enum engine_result inline_begin(struct inline_data *data, struct exec *exec, const uint32_t *reg,
				uint32_t launch)
{
	struct copy *copy = &data->copy;

	copy->length = reg[LINE_LENGTH_IN / 4];
	copy->lines = reg[LINE_COUNT / 4];
	copy->line = 0;
	copy->done = 0;
	copy->dst = (struct surface){
		.base = (uint64_t)(reg[OFFSET_OUT_UPPER / 4] & 0x1ffffff) << 32 |
			reg[OFFSET_OUT / 4],
		.pitch = reg[PITCH_OUT / 4],
	};
	data->active = copy->length && copy->lines;
	return LAUNCH_PITCH(launch) ? ENGINE_DONE : set_block_linear(&copy->dst, exec, reg);
}

enum engine_result inline_word(struct inline_data *data, struct exec *exec, uint32_t word)
{
	if (!data->active)
		return engine_error(exec, "inline data %08x without LAUNCH_DMA", word);
	if (!copy_put(&data->copy, exec, &word, sizeof(word)))
		return ENGINE_FAULT;
	data->active = data->copy.line < data->copy.lines;
	return ENGINE_DONE;
}
