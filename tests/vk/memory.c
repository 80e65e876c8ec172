// SPDX-License-Identifier: MIT
/* Allocation: content of new memory, CPU mappings, many objects, sharing by fd. */
#include <string.h>
#include <unistd.h>

#include "vk.h"

/* The CPU's view and the device's view of every host-visible type agree. */
static void map_types(struct device *vk, uint64_t size)
{
	for (uint32_t t = 0; t < vk->gpu->memory.memoryTypeCount; t++) {
		struct vk_buf *buf, *tmp;
		VkCommandBuffer cmd;

		if (!gpu_type_usable(vk->gpu, t))
			continue;
		buf = vk_buffer(vk, size, t);
		if (!buf->map)
			continue;
		tmp = vk_buffer(vk, size, vk->gpu->staging);
		vk_upload(vk, tmp, 200);
		pattern(buf->shadow, size, 201 + t);
		memcpy(buf->map, buf->shadow, size);
		cmd = vk_begin(vk, 0);
		vk_copy(cmd, buf, tmp, 1, &(VkBufferCopy){ .size = size });
		vk_run(vk, 0, cmd);
		vk_verify(vk, tmp, "what the device read of CPU writes");
		cmd = vk_begin(vk, 0);
		vk_fill(cmd, buf, 64, size - 128, 0x5a5a0000 + t);
		vk_run(vk, 0, cmd);
		vk_compare(buf->shadow, buf->map, size, "what the CPU read of a fill");
	}
}

/* Reads @buf through the device: it must hold what its model says. */
static void verify_by_copy(struct device *vk, struct vk_buf *buf, const char *what)
{
	struct vk_buf *tmp = vk_buffer(vk, buf->size, vk->gpu->staging);
	VkCommandBuffer cmd;

	vk_upload(vk, tmp, 210);
	cmd = vk_begin(vk, 0);
	vk_copy(cmd, buf, tmp, 1, &(VkBufferCopy){ .size = buf->size });
	vk_run(vk, 0, cmd);
	vk_verify(vk, tmp, what);
	vk_buffer_free(vk, tmp);
}

static void dirty_and_free(struct device *vk, uint64_t size, uint32_t type)
{
	struct vk_buf *buf[4];
	VkCommandBuffer cmd = vk_begin(vk, 0);

	for (unsigned int i = 0; i < ARRAY_SIZE(buf); i++) {
		buf[i] = vk_buffer(vk, size, type);
		vk_fill(cmd, buf[i], 0, VK_WHOLE_SIZE, 0xbadc0de5);
	}
	vk_run(vk, 0, cmd);
	for (unsigned int i = 0; i < ARRAY_SIZE(buf); i++)
		vk_buffer_free(vk, buf[i]);
}

static void look_for_zero(struct device *vk, uint64_t size, uint32_t type)
{
	struct vk_buf *buf[4];

	for (unsigned int i = 0; i < ARRAY_SIZE(buf); i++)
		buf[i] = vk_buffer(vk, size, type);
	for (unsigned int i = 0; i < ARRAY_SIZE(buf); i++) {
		memset(buf[i]->shadow, 0, size);
		verify_by_copy(vk, buf[i], "new memory");
	}
	vk_release(vk);
}

/* Honeykrisp keeps for a device what it has freed; what a closed device had goes to the kernel. */
static void zero_afresh(const struct device *vk, uint64_t size, uint32_t type)
{
	const uint32_t families[2] = { vk->q[0].family, vk->q[0].family };
	struct device own;

	vk_open(&own, vk->gpu, families);
	dirty_and_free(&own, size, type);
	vk_close(&own);
	vk_open(&own, vk->gpu, families);
	look_for_zero(&own, size, type);
	vk_close(&own);
}

/*
 * What a process frees must not come back to it, or to another, with content.
 * Vulkan itself does not promise that; a kernel driver has to.
 */
static void zero(struct device *vk, uint64_t size)
{
	if (vk->gpu->props.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU)
		skip("memory of a CPU device is the process's own heap");
	if (!gpu_clears_memory(vk->gpu))
		skip("stock nouveau does not clear VRAM");
	for (uint32_t t = 0; t < vk->gpu->memory.memoryTypeCount; t++) {
		if (!gpu_type_usable(vk->gpu, t))
			continue;
		if (gpu_memory_is_new(vk->gpu)) {
			dirty_and_free(vk, size, t);
			look_for_zero(vk, size, t);
		}
		zero_afresh(vk, size, t);
	}
}

static void fill_all(struct device *vk, struct vk_buf **buf, unsigned int n,
		     unsigned int step, uint32_t seed)
{
	VkCommandBuffer cmd = vk_begin(vk, 0);

	for (unsigned int i = 0; i < n; i += step)
		vk_fill(cmd, buf[i], 0, VK_WHOLE_SIZE, seed + i);
	vk_run(vk, 0, cmd);
}

/* Copies all of them into one buffer and compares that. */
static void verify_all(struct device *vk, struct vk_buf **buf, unsigned int n, uint64_t size)
{
	struct vk_buf *all = vk_buffer(vk, n * size, vk->gpu->staging);
	VkCommandBuffer cmd = vk_begin(vk, 0);

	memset(all->shadow, 0, all->size);
	for (unsigned int i = 0; i < n; i++)
		vk_copy(cmd, buf[i], all, 1, &(VkBufferCopy){ 0, i * size, size });
	vk_run(vk, 0, cmd);
	vk_verify(vk, all, "small allocations");
	vk_buffer_free(vk, all);
}

static void many(struct device *vk, uint64_t size)
{
	struct vk_buf *buf[500];

	for (unsigned int i = 0; i < ARRAY_SIZE(buf); i++)
		buf[i] = vk_buffer(vk, size, i % 5 ? vk->gpu->local : vk->gpu->staging);
	fill_all(vk, buf, ARRAY_SIZE(buf), 1, 0x11110000);
	verify_all(vk, buf, ARRAY_SIZE(buf), size);
	for (unsigned int i = 0; i < ARRAY_SIZE(buf); i += 2) {
		vk_buffer_free(vk, buf[i]);
		buf[i] = vk_buffer(vk, size, vk->gpu->local);
	}
	fill_all(vk, buf, ARRAY_SIZE(buf), 2, 0x22220000);
	verify_all(vk, buf, ARRAY_SIZE(buf), size);
}

/* Two buffers in one allocation do not touch each other. */
static void suballocate(struct device *vk, uint64_t size)
{
	struct vk_buf *whole = vk_buffer(vk, 4 * size, vk->gpu->local);
	VkBuffer part;
	VkMemoryRequirements req;
	VkCommandBuffer cmd;

	VK(vkCreateBuffer(vk->device, &(VkBufferCreateInfo){
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.size = size,
		.usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT,
	}, NULL, &part));
	vkGetBufferMemoryRequirements(vk->device, part, &req);
	if (size % req.alignment)
		fail("alignment of %llu for a buffer", (unsigned long long)req.alignment);
	VK(vkBindBufferMemory(vk->device, part, whole->memory, size));
	vk_upload(vk, whole, 220);
	cmd = vk_begin(vk, 0);
	vkCmdFillBuffer(cmd, part, 0, VK_WHOLE_SIZE, 0x77777777);
	vk_run(vk, 0, cmd);
	memset(whole->shadow + size, 0x77, size);
	vk_verify(vk, whole, "allocation with a second buffer in it");
	vkDestroyBuffer(vk->device, part, NULL);
}

static void need_sharing(struct device *vk, VkExternalMemoryHandleTypeFlagBits type)
{
	const VkExternalMemoryFeatureFlags need =
		VK_EXTERNAL_MEMORY_FEATURE_EXPORTABLE_BIT |
		VK_EXTERNAL_MEMORY_FEATURE_IMPORTABLE_BIT;
	VkExternalBufferProperties props = {
		.sType = VK_STRUCTURE_TYPE_EXTERNAL_BUFFER_PROPERTIES,
	};
	VkExternalMemoryFeatureFlags have;

	if (!vk->gpu->memory_fd)
		skip("no VK_KHR_external_memory_fd");
	if (type == VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT && !vk->gpu->dma_buf)
		skip("no VK_EXT_external_memory_dma_buf");
	vkGetPhysicalDeviceExternalBufferProperties(vk->gpu->phys,
		&(VkPhysicalDeviceExternalBufferInfo){
			.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_BUFFER_INFO,
			.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
				 VK_BUFFER_USAGE_TRANSFER_DST_BIT,
			.handleType = type,
		}, &props);
	have = props.externalMemoryProperties.externalMemoryFeatures;
	if ((have & need) != need)
		skip("buffers cannot be exported and imported (features %#x)", have);
	if (have & VK_EXTERNAL_MEMORY_FEATURE_DEDICATED_ONLY_BIT)
		skip("only dedicated allocations can be shared");
}

static int export_fd(struct device *vk, struct vk_buf *buf,
		     VkExternalMemoryHandleTypeFlagBits type)
{
	PFN_vkGetMemoryFdKHR get_fd =
		(PFN_vkGetMemoryFdKHR)vkGetDeviceProcAddr(vk->device, "vkGetMemoryFdKHR");
	int fd;

	VK(get_fd(vk->device, &(VkMemoryGetFdInfoKHR){
		.sType = VK_STRUCTURE_TYPE_MEMORY_GET_FD_INFO_KHR,
		.memory = buf->memory,
		.handleType = type,
	}, &fd));
	return fd;
}

/* The memory type under which @fd can be imported; the exporter's if it may. */
static uint32_t import_type(struct device *vk, int fd, uint32_t type,
			    VkExternalMemoryHandleTypeFlagBits handle)
{
	PFN_vkGetMemoryFdPropertiesKHR get =
		(PFN_vkGetMemoryFdPropertiesKHR)vkGetDeviceProcAddr(
			vk->device, "vkGetMemoryFdPropertiesKHR");
	VkMemoryFdPropertiesKHR props = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_FD_PROPERTIES_KHR,
	};

	if (handle == VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT)
		return type;
	VK(get(vk->device, handle, fd, &props));
	if (!props.memoryTypeBits)
		fail("no memory type can import the fd");
	if (props.memoryTypeBits & (1u << type))
		return type;
	return __builtin_ctz(props.memoryTypeBits);
}

static struct vk_buf *import_buffer(struct device *vk, int fd, uint64_t size, uint32_t type,
				    VkExternalMemoryHandleTypeFlagBits handle)
{
	const VkExternalMemoryBufferCreateInfo external = {
		.sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO,
		.handleTypes = handle,
	};
	const VkImportMemoryFdInfoKHR import = {
		.sType = VK_STRUCTURE_TYPE_IMPORT_MEMORY_FD_INFO_KHR,
		.handleType = handle,
		.fd = fd,
	};

	return vk_buffer_ext(vk, size, import_type(vk, fd, type, handle), 0, &external,
			     &import);
}

/* One device exports, another one (its own file and VM) imports and writes. */
static void share_type(struct device *vk, struct device *other, uint32_t type,
		       VkExternalMemoryHandleTypeFlagBits handle)
{
	const uint64_t size = 256 * KIB;
	const VkExternalMemoryBufferCreateInfo external = {
		.sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO,
		.handleTypes = handle,
	};
	const VkExportMemoryAllocateInfo export = {
		.sType = VK_STRUCTURE_TYPE_EXPORT_MEMORY_ALLOCATE_INFO,
		.handleTypes = handle,
	};
	struct vk_buf *mine, *theirs;
	VkCommandBuffer cmd;

	mine = vk_buffer_ext(vk, size, type, 0, &external, &export);
	vk_upload(vk, mine, 230 + type);
	theirs = import_buffer(other, export_fd(vk, mine, handle), size, type, handle);
	memcpy(theirs->shadow, mine->shadow, size);
	verify_by_copy(other, theirs, "imported memory");
	cmd = vk_begin(other, 0);
	vk_fill(cmd, theirs, 4100, 64 * KIB, 0xfeedf00d);
	vk_run(other, 0, cmd);
	memcpy(mine->shadow, theirs->shadow, size);
	verify_by_copy(vk, mine, "exported memory after the importer's write");
	vk_buffer_free(vk, mine);
	verify_by_copy(other, theirs, "imported memory after the exporter's free");
}

static void share(struct device *vk, uint64_t handle)
{
	const uint32_t families[2] = { vk->q[0].family, vk->q[0].family };
	struct device other;

	need_sharing(vk, handle);
	vk_open(&other, vk->gpu, families);
	for (uint32_t t = 0; t < vk->gpu->memory.memoryTypeCount; t++)
		if (gpu_type_usable(vk->gpu, t))
			share_type(vk, &other, t, handle);
	vk_close(&other);
}

const struct subtest memory_tests[] = {
	{ "memory-map", map_types, 4 * KIB },
	{ "memory-zero-4k", zero, 4 * KIB },
	{ "memory-zero-64k", zero, 64 * KIB },
	{ "memory-zero-2m", zero, 2 * MIB },
	{ "memory-many", many, 4 * KIB },
	{ "memory-suballocate", suballocate, 64 * KIB },
	{ "memory-share-opaque", share, VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT },
	{ "memory-share-dma-buf", share, VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT },
	{ 0 },
};
