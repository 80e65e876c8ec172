// SPDX-License-Identifier: MIT
/* vkCmdCopyBuffer. */
#include "vk.h"

#define GUARD 8192ull

static void copy_once(struct device *vk, struct vk_buf *src, struct vk_buf *dst,
		      VkBufferCopy region)
{
	VkCommandBuffer cmd = vk_begin(vk, 0);

	vk_copy(cmd, src, dst, 1, &region);
	vk_run(vk, 0, cmd);
	vk_verify(vk, dst, "destination");
}

static void copy_size(struct device *vk, uint64_t size)
{
	static const VkBufferCopy at[] = {
		{ 1, 2 }, { 0, 0 }, { 4095, 1 }, { 3, 4099 }, { 4096, 4096 }, { 17, 0 },
	};
	struct vk_buf *src = vk_buffer(vk, size + GUARD, vk->gpu->local);
	struct vk_buf *dst = vk_buffer(vk, size + GUARD, vk->gpu->local);
	const unsigned int rounds = size > 4 * MIB ? 1 : ARRAY_SIZE(at);

	vk_upload(vk, src, 10);
	for (unsigned int i = 0; i < rounds; i++) {
		vk_upload(vk, dst, 11 + i);
		copy_once(vk, src, dst, (VkBufferCopy){
			at[i].srcOffset, at[i].dstOffset, size });
	}
	vk_verify(vk, src, "source");
}

/* Odd lengths, not only odd offsets. */
static void copy_lengths(struct device *vk, uint64_t arg)
{
	static const uint64_t length[] = {
		1, 2, 3, 5, 7, 15, 17, 31, 63, 127, 255, 257, 4095, 4097, 65535, 65537,
		131073,
	};
	struct vk_buf *src = vk_buffer(vk, 1 * MIB, vk->gpu->local);
	struct vk_buf *dst = vk_buffer(vk, 1 * MIB, vk->gpu->local);
	VkBufferCopy r[ARRAY_SIZE(length)];
	VkDeviceSize at = 1;
	VkCommandBuffer cmd;

	(void)arg;
	vk_upload(vk, src, 20);
	vk_upload(vk, dst, 21);
	for (unsigned int i = 0; i < ARRAY_SIZE(length); i++) {
		r[i] = (VkBufferCopy){ at + 3 * i, at, length[i] };
		at += length[i] + 5;
	}
	cmd = vk_begin(vk, 0);
	vk_copy(cmd, src, dst, ARRAY_SIZE(r), r);
	vk_run(vk, 0, cmd);
	vk_verify(vk, dst, "17 regions of odd lengths");
}

/* Many regions in one command, in reverse order of address. */
static void copy_regions(struct device *vk, uint64_t arg)
{
	struct vk_buf *src = vk_buffer(vk, 2 * MIB, vk->gpu->local);
	struct vk_buf *dst = vk_buffer(vk, 2 * MIB, vk->gpu->local);
	VkBufferCopy r[256];
	VkCommandBuffer cmd;

	(void)arg;
	vk_upload(vk, src, 30);
	vk_upload(vk, dst, 31);
	for (uint32_t i = 0; i < ARRAY_SIZE(r); i++)
		r[i] = (VkBufferCopy){ i * 8 * KIB + i, (255 - i) * 8 * KIB + 7 * i,
				       1 + i * 24 };
	cmd = vk_begin(vk, 0);
	vk_copy(cmd, src, dst, ARRAY_SIZE(r), r);
	vk_run(vk, 0, cmd);
	vk_verify(vk, dst, "256 regions");
}

static void copy_within(struct device *vk, uint64_t arg)
{
	struct vk_buf *buf = vk_buffer(vk, 512 * KIB, vk->gpu->local);

	(void)arg;
	vk_upload(vk, buf, 40);
	copy_once(vk, buf, buf, (VkBufferCopy){ 5, 256 * KIB + 1, 200 * KIB + 3 });
	copy_once(vk, buf, buf, (VkBufferCopy){ 400 * KIB, 9, 64 * KIB + 4 });
}

/* Each copy reads what the one before wrote; one barrier lies between. */
static void copy_chain(struct device *vk, uint64_t arg)
{
	struct vk_buf *buf[8];
	VkCommandBuffer cmd;

	(void)arg;
	for (unsigned int i = 0; i < ARRAY_SIZE(buf); i++) {
		buf[i] = vk_buffer(vk, 128 * KIB, i % 2 ? vk->gpu->staging :
							   vk->gpu->local);
		vk_upload(vk, buf[i], 50 + i);
	}
	cmd = vk_begin(vk, 0);
	for (unsigned int i = 1; i < ARRAY_SIZE(buf); i++) {
		vk_copy(cmd, buf[i - 1], buf[i], 1,
			&(VkBufferCopy){ i, 2 * i, 100 * KIB });
		vk_barrier(cmd);
	}
	vk_run(vk, 0, cmd);
	for (unsigned int i = 0; i < ARRAY_SIZE(buf); i++)
		vk_verify(vk, buf[i], "link of the chain");
}

static void copy_types(struct device *vk, uint64_t size)
{
	const uint32_t n = vk->gpu->memory.memoryTypeCount;

	for (uint32_t i = 0; i < n * n; i++) {
		struct vk_buf *src, *dst;

		if (!gpu_type_usable(vk->gpu, i / n) || !gpu_type_usable(vk->gpu, i % n))
			continue;
		src = vk_buffer(vk, size + GUARD, i / n);
		dst = vk_buffer(vk, size + GUARD, i % n);
		vk_upload(vk, src, 60 + i);
		vk_upload(vk, dst, 160 + i);
		copy_once(vk, src, dst, (VkBufferCopy){ 13, 2051, size });
		vk_buffer_free(vk, src);
		vk_buffer_free(vk, dst);
	}
}

/* The same copy on the second queue, if there is one. */
static void copy_second_queue(struct device *vk, uint64_t size)
{
	struct vk_buf *src, *dst;
	VkCommandBuffer cmd;

	if (vk->queue_count < 2)
		skip("the family has one queue");
	src = vk_buffer(vk, size, vk->gpu->local);
	dst = vk_buffer(vk, size, vk->gpu->staging);
	vk_upload(vk, src, 70);
	vk_upload(vk, dst, 71);
	cmd = vk_begin(vk, 1);
	vk_copy(cmd, src, dst, 1, &(VkBufferCopy){ 1, 2, size - 3 });
	vk_run(vk, 1, cmd);
	vk_verify(vk, dst, "destination");
}

const struct subtest copy_tests[] = {
	{ "copy-4", copy_size, 4 },
	{ "copy-4k", copy_size, 4 * KIB },
	{ "copy-64k+4", copy_size, 64 * KIB + 4 },
	{ "copy-2m", copy_size, 2 * MIB },
	{ "copy-64m", copy_size, 64 * MIB },
	{ "copy-lengths", copy_lengths, 0 },
	{ "copy-regions", copy_regions, 0 },
	{ "copy-within", copy_within, 0 },
	{ "copy-chain", copy_chain, 0 },
	{ "copy-types-4", copy_types, 4 },
	{ "copy-types-4k", copy_types, 4 * KIB },
	{ "copy-types-64k+4", copy_types, 64 * KIB + 4 },
	{ "copy-types-2m", copy_types, 2 * MIB },
	{ "copy-second-queue", copy_second_queue, 256 * KIB },
	{ 0 },
};
