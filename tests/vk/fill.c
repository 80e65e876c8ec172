// SPDX-License-Identifier: MIT
/* vkCmdFillBuffer and vkCmdUpdateBuffer. */
#include <string.h>

#include "vk.h"

#define GUARD 4096ull
#define UPDATE_MAX 65536ull	/* limit of one vkCmdUpdateBuffer */

static void fill_size(struct device *vk, uint64_t size)
{
	static const VkDeviceSize odd[] = { 4092, 0, 4, 1236 };
	struct vk_buf *buf = vk_buffer(vk, size + 2 * GUARD, vk->gpu->local);
	const unsigned int rounds = size > 4 * MIB ? 1 : ARRAY_SIZE(odd);

	for (unsigned int i = 0; i < rounds; i++) {
		VkCommandBuffer cmd;

		vk_upload(vk, buf, 100 + i);
		cmd = vk_begin(vk, 0);
		vk_fill(cmd, buf, odd[i], size, 0xdeadbeef + i);
		vk_run(vk, 0, cmd);
		vk_verify(vk, buf, "filled buffer");
	}
}

static void fill_whole(struct device *vk, uint64_t arg)
{
	struct vk_buf *buf = vk_buffer(vk, 3 * 4096 + 4, vk->gpu->local);
	VkCommandBuffer cmd;

	(void)arg;
	vk_upload(vk, buf, 1);
	cmd = vk_begin(vk, 0);
	vk_fill(cmd, buf, 1028, VK_WHOLE_SIZE, 0x01020304);
	vk_run(vk, 0, cmd);
	vk_verify(vk, buf, "buffer filled to its end");
}

static void fill_regions(struct device *vk, uint64_t arg)
{
	struct vk_buf *buf = vk_buffer(vk, 1 * MIB, vk->gpu->local);
	VkCommandBuffer cmd;

	(void)arg;
	vk_upload(vk, buf, 2);
	cmd = vk_begin(vk, 0);
	for (uint32_t i = 0; i < 64; i++)
		vk_fill(cmd, buf, i * 16 * KIB + 4 * i, 4 + 172 * i, i * 0x01010101);
	vk_run(vk, 0, cmd);
	vk_verify(vk, buf, "64 fills");
}

static void fill_types(struct device *vk, uint64_t arg)
{
	(void)arg;
	for (uint32_t t = 0; t < vk->gpu->memory.memoryTypeCount; t++) {
		struct vk_buf *buf;
		VkCommandBuffer cmd;

		if (!gpu_type_usable(vk->gpu, t))
			continue;
		buf = vk_buffer(vk, 256 * KIB, t);
		vk_upload(vk, buf, 3 + t);
		cmd = vk_begin(vk, 0);
		vk_fill(cmd, buf, 20, 64 * KIB + 4, 0xcafe0000 + t);
		vk_run(vk, 0, cmd);
		vk_verify(vk, buf, "fill in each memory type");
	}
}

/* Overlapping fills with barriers: the later one wins. */
static void fill_order(struct device *vk, uint64_t arg)
{
	struct vk_buf *buf = vk_buffer(vk, 64 * KIB, vk->gpu->local);
	VkCommandBuffer cmd;

	(void)arg;
	vk_upload(vk, buf, 4);
	cmd = vk_begin(vk, 0);
	for (uint32_t i = 0; i < 32; i++) {
		vk_fill(cmd, buf, 512 * i, 32 * KIB, ~i);
		vk_barrier(cmd);
	}
	vk_run(vk, 0, cmd);
	vk_verify(vk, buf, "overlapping fills");
}

/* Records an update of at most UPDATE_MAX bytes and applies it to the model. */
static void update(VkCommandBuffer cmd, struct vk_buf *buf, uint64_t at, uint64_t n,
		   uint32_t seed)
{
	static uint8_t data[UPDATE_MAX];

	pattern(data, n, seed);
	vkCmdUpdateBuffer(cmd, buf->buffer, at, n, data);
	memcpy(buf->shadow + at, data, n);
}

static void update_size(struct device *vk, uint64_t size)
{
	struct vk_buf *buf = vk_buffer(vk, size + 2 * GUARD, vk->gpu->local);
	VkCommandBuffer cmd;

	vk_upload(vk, buf, 5);
	cmd = vk_begin(vk, 0);
	for (uint64_t done = 0; done < size;) {
		const uint64_t n = MIN(size - done, UPDATE_MAX);

		update(cmd, buf, 2052 + done, n, 1000 + done / UPDATE_MAX);
		done += n;
	}
	vk_run(vk, 0, cmd);
	vk_verify(vk, buf, "updated buffer");
}

/*
 * Pieces of all sizes over a large buffer; not all of it, because a driver may
 * keep the data in memory that the CPU writes slowly.
 */
static void update_spread(struct device *vk, uint64_t size)
{
	struct vk_buf *buf = vk_buffer(vk, size, vk->gpu->local);
	VkCommandBuffer cmd;

	vk_upload(vk, buf, 6);
	cmd = vk_begin(vk, 0);
	for (uint32_t i = 0; i < 16; i++)
		update(cmd, buf, i * (size / 16) + 4 * i, 4ull << i % 15, 2000 + i);
	update(cmd, buf, size - UPDATE_MAX, UPDATE_MAX, 2100);
	vk_run(vk, 0, cmd);
	vk_verify(vk, buf, "large updated buffer");
}

const struct subtest fill_tests[] = {
	{ "fill-4", fill_size, 4 },
	{ "fill-4k", fill_size, 4 * KIB },
	{ "fill-64k+4", fill_size, 64 * KIB + 4 },
	{ "fill-2m", fill_size, 2 * MIB },
	{ "fill-64m", fill_size, 64 * MIB },
	{ "fill-whole", fill_whole, 0 },
	{ "fill-regions", fill_regions, 0 },
	{ "fill-order", fill_order, 0 },
	{ "fill-types", fill_types, 0 },
	{ "update-4", update_size, 4 },
	{ "update-4k", update_size, 4 * KIB },
	{ "update-64k+4", update_size, 64 * KIB + 4 },
	{ "update-2m", update_size, 2 * MIB },
	{ "update-64m", update_spread, 64 * MIB },
	{ 0 },
};
