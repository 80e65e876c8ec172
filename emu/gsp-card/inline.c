// SPDX-License-Identifier: MIT
#include "inline.h"

#include "firmware/nv/classes.h"

#define BLOCK_LOG2_MAX 5

static enum engine_result set_block_linear(struct surface *dst, struct exec *exec,
					   const uint32_t *reg)
{
	uint32_t size = reg[NV_I2M_SET_DST_BLOCK_SIZE / 4];
	uint32_t height = FIELD_GET(NV_I2M_BLOCK_SIZE_HEIGHT, size);
	uint32_t depth = FIELD_GET(NV_I2M_BLOCK_SIZE_DEPTH, size);

	if (size & NV_I2M_BLOCK_SIZE_WIDTH || height > BLOCK_LOG2_MAX || depth > BLOCK_LOG2_MAX)
		return engine_error(exec, "block size %08x", size);

	dst->block_linear = true;
	dst->tiling = (struct tiling){
		.gob = GOB_32,
		.height_log2 = height,
		.depth_log2 = depth,
		.width = reg[NV_I2M_SET_DST_WIDTH / 4],
		.height = reg[NV_I2M_SET_DST_HEIGHT / 4],
	};
	dst->x = reg[NV_I2M_SET_DST_ORIGIN_BYTES_X / 4];
	dst->y = reg[NV_I2M_SET_DST_ORIGIN_SAMPLES_Y / 4];
	dst->z = reg[NV_I2M_SET_DST_LAYER / 4];
	return ENGINE_DONE;
}

enum engine_result inline_begin(struct inline_data *data, struct exec *exec, const uint32_t *reg,
				uint32_t launch)
{
	struct copy *copy = &data->copy;

	copy->length = reg[NV_I2M_LINE_LENGTH_IN / 4];
	copy->lines = reg[NV_I2M_LINE_COUNT / 4];
	copy->line = 0;
	copy->done = 0;
	copy->dst = (struct surface){
		.base = (uint64_t)(reg[NV_I2M_OFFSET_OUT_UPPER / 4] & NV_I2M_OFFSET_OUT_UPPER_VALUE)
				<< 32 |
			reg[NV_I2M_OFFSET_OUT / 4],
		.pitch = reg[NV_I2M_PITCH_OUT / 4],
	};
	data->active = copy->length && copy->lines;
	return launch & NV_I2M_LAUNCH_DMA_DST_PITCH ? ENGINE_DONE :
						      set_block_linear(&copy->dst, exec, reg);
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
