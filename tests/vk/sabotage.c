// SPDX-License-Identifier: MIT
/*
 * A preload library that plays a slightly broken driver, so that the tests can
 * be seen to fail: SABOTAGE names the fault. See ./selftest.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "vk.h"

#define REAL(name) ((PFN_##name)dlsym(RTLD_NEXT, #name))

static bool broken(const char *fault)
{
	const char *wanted = getenv("SABOTAGE");

	return wanted && !strcmp(wanted, fault);
}

/* The helpers' own whole-buffer copies stay right: those start at 0. */
VKAPI_ATTR void VKAPI_CALL vkCmdCopyBuffer(VkCommandBuffer cmd, VkBuffer src, VkBuffer dst,
					   uint32_t n, const VkBufferCopy *regions)
{
	VkBufferCopy r[256];

	for (uint32_t i = 0; i < n; i++) {
		const bool inner = regions[i].srcOffset;

		r[i] = regions[i];
		if (inner && broken("copy-short") && r[i].size > 1)
			r[i].size--;
		if (inner && broken("copy-long"))
			r[i].size++;
		if (inner && broken("copy-shift"))
			r[i].srcOffset--;
	}
	REAL(vkCmdCopyBuffer)(cmd, src, dst, n, r);
}

VKAPI_ATTR void VKAPI_CALL vkCmdFillBuffer(VkCommandBuffer cmd, VkBuffer buf,
					   VkDeviceSize offset, VkDeviceSize size,
					   uint32_t value)
{
	if (broken("fill-long") && size != VK_WHOLE_SIZE)
		size += 4;
	REAL(vkCmdFillBuffer)(cmd, buf, offset, size, value);
}

VKAPI_ATTR void VKAPI_CALL vkCmdUpdateBuffer(VkCommandBuffer cmd, VkBuffer buf,
					     VkDeviceSize offset, VkDeviceSize size,
					     const void *data)
{
	REAL(vkCmdUpdateBuffer)(cmd, buf, broken("update-shift") ? offset - 4 : offset,
				size, data);
}

VKAPI_ATTR void VKAPI_CALL vkCmdCopyBufferToImage(VkCommandBuffer cmd, VkBuffer buf,
						  VkImage img, VkImageLayout layout,
						  uint32_t n, const VkBufferImageCopy *c)
{
	VkBufferImageCopy one = *c;

	if (broken("image-row") && one.imageExtent.height > 4)
		one.imageExtent.height -= 4;
	REAL(vkCmdCopyBufferToImage)(cmd, buf, img, layout, n, &one);
}

VKAPI_ATTR void VKAPI_CALL vkCmdCopyImage(VkCommandBuffer cmd, VkImage src,
					  VkImageLayout sl, VkImage dst, VkImageLayout dl,
					  uint32_t n, const VkImageCopy *c)
{
	VkImageCopy one = *c;

	if (broken("image-offset") && one.srcOffset.x)
		one.srcOffset.x--;
	REAL(vkCmdCopyImage)(cmd, src, sl, dst, dl, n, &one);
}

/* Every 100th submit is lost, its signals are not. */
VKAPI_ATTR VkResult VKAPI_CALL vkQueueSubmit(VkQueue queue, uint32_t n,
					     const VkSubmitInfo *info, VkFence fence)
{
	static unsigned int count;
	VkSubmitInfo one = *info;

	if (broken("submit-lost") && ++count % 100 == 0)
		one.commandBufferCount = 0;
	return REAL(vkQueueSubmit)(queue, n, &one, fence);
}

/* The first page goes where the second belongs. */
VKAPI_ATTR VkResult VKAPI_CALL vkQueueBindSparse(VkQueue queue, uint32_t n,
						 const VkBindSparseInfo *info,
						 VkFence fence)
{
	VkBindSparseInfo one = *info;
	VkSparseBufferMemoryBindInfo buf = *info->pBufferBinds;
	VkSparseMemoryBind bind[64];

	memcpy(bind, buf.pBinds, MIN(buf.bindCount, 64) * sizeof(*bind));
	if (broken("sparse-page") && buf.bindCount > 1) {
		bind[0].memory = buf.pBinds[1].memory;
		bind[0].memoryOffset = buf.pBinds[1].memoryOffset;
	}
	buf.pBinds = bind;
	one.pBufferBinds = &buf;
	return REAL(vkQueueBindSparse)(queue, n, &one, fence);
}

/* A clock that stands still. */
VKAPI_ATTR VkResult VKAPI_CALL vkGetQueryPoolResults(VkDevice dev, VkQueryPool pool,
						     uint32_t first, uint32_t n,
						     size_t size, void *data,
						     VkDeviceSize stride,
						     VkQueryResultFlags flags)
{
	VkResult ret = REAL(vkGetQueryPoolResults)(dev, pool, first, n, size, data, stride,
						   flags);

	if (broken("clock-frozen"))
		for (size_t i = 0; i < size / 8; i++)
			((uint64_t *)data)[i] = 1000;
	return ret;
}

VKAPI_ATTR VkResult VKAPI_CALL vkMapMemory(VkDevice dev, VkDeviceMemory mem,
					   VkDeviceSize offset, VkDeviceSize size,
					   VkMemoryMapFlags flags, void **map)
{
	static void *other;
	VkResult ret = REAL(vkMapMemory)(dev, mem, offset, size, flags, map);

	if (ret != VK_SUCCESS || !broken("map-private"))
		return ret;
	other = calloc(1, 128 * MIB);
	*map = other;
	return ret;
}
