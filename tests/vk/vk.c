// SPDX-License-Identifier: MIT
/*
 * Instance, device, memory and verification helpers.
 *
 * Every buffer carries a model of its content in ordinary memory. An operation
 * is recorded for the device and applied to the model; vk_verify() then
 * compares all bytes, so that writes beside the target show as well.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vk.h"

static void *xalloc(size_t n)
{
	void *p = malloc(n);

	if (!p)
		fail("out of memory for %zu bytes", n);
	return p;
}

void vk_check_result(VkResult result, const char *what)
{
	if (result != VK_SUCCESS)
		fail("%.60s: VkResult %d", what, result);
}

static uint32_t find_type(const struct gpu *gpu, VkMemoryPropertyFlags want,
			  VkMemoryPropertyFlags avoid)
{
	for (uint32_t i = 0; i < gpu->memory.memoryTypeCount; i++) {
		VkMemoryPropertyFlags f = gpu->memory.memoryTypes[i].propertyFlags;

		if ((f & want) == want && !(f & avoid) && gpu_type_usable(gpu, i))
			return i;
	}
	return UINT32_MAX;
}

/* Types that a test may pick blindly: no protected or lazy memory. */
bool gpu_type_usable(const struct gpu *gpu, uint32_t type)
{
	const VkMemoryPropertyFlags odd = VK_MEMORY_PROPERTY_PROTECTED_BIT |
					  VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT |
					  VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD;

	return type < gpu->memory.memoryTypeCount &&
	       !(gpu->memory.memoryTypes[type].propertyFlags & odd);
}

static void pick_types(struct gpu *gpu)
{
	const VkMemoryPropertyFlags host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
					   VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
	const VkMemoryPropertyFlags cached = host | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
	const VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;

	gpu->staging = find_type(gpu, cached, local);
	if (gpu->staging == UINT32_MAX)
		gpu->staging = find_type(gpu, cached, 0);
	if (gpu->staging == UINT32_MAX)
		gpu->staging = find_type(gpu, host, 0);
	gpu->local = find_type(gpu, local, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT);
	if (gpu->local == UINT32_MAX)
		gpu->local = find_type(gpu, local, 0);
	if (gpu->staging == UINT32_MAX || gpu->local == UINT32_MAX)
		fail("no usable memory types");
}

/* The name of the driver that sysfs links the render node's device to. */
static void read_kernel_driver(struct gpu *gpu)
{
	VkPhysicalDeviceDrmPropertiesEXT drm = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRM_PROPERTIES_EXT,
	};
	VkPhysicalDeviceProperties2 p2 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
		.pNext = &drm,
	};
	char link[96], target[256];
	const char *slash;
	ssize_t n;

	vkGetPhysicalDeviceProperties2(gpu->phys, &p2);
	if (!drm.hasRender)
		return;
	snprintf(link, sizeof(link), "/sys/dev/char/%d:%d/device/driver",
		 (int)drm.renderMajor, (int)drm.renderMinor);
	n = readlink(link, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = 0;
	slash = strrchr(target, '/');
	if (slash)
		snprintf(gpu->kernel_driver, sizeof(gpu->kernel_driver), "%s", slash + 1);
}

/*
 * Whether new memory is zero. Vulkan does not promise it; kernels do, so that no
 * process sees another one's data, except for stock nouveau's VRAM.
 */
bool gpu_clears_memory(const struct gpu *gpu)
{
	return strcmp(gpu->kernel_driver, "nouveau") != 0;
}

/*
 * Whether what a process allocates is new to it. Honeykrisp keeps buffers that the
 * process has freed, to hand them out again as they are (agx_bo.c); what the kernel
 * gives is looked at in tests/asahi.
 */
bool gpu_memory_is_new(const struct gpu *gpu)
{
	return gpu_clears_memory(gpu) && strcmp(gpu->driver, "Honeykrisp") != 0;
}

static void read_extensions(struct gpu *gpu)
{
	VkExtensionProperties *ext;
	uint32_t n = 0;

	VK(vkEnumerateDeviceExtensionProperties(gpu->phys, NULL, &n, NULL));
	ext = xalloc(n * sizeof(*ext));
	VK(vkEnumerateDeviceExtensionProperties(gpu->phys, NULL, &n, ext));
	for (uint32_t i = 0; i < n; i++) {
		const char *name = ext[i].extensionName;

		if (!strcmp(name, VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME))
			gpu->memory_fd = true;
		else if (!strcmp(name, VK_EXT_EXTERNAL_MEMORY_DMA_BUF_EXTENSION_NAME))
			gpu->dma_buf = true;
		else if (!strcmp(name, VK_EXT_HOST_IMAGE_COPY_EXTENSION_NAME))
			gpu->host_image_copy = true;
		else if (!strcmp(name, VK_EXT_PHYSICAL_DEVICE_DRM_EXTENSION_NAME))
			read_kernel_driver(gpu);
		else if (!strcmp(name, VK_KHR_CALIBRATED_TIMESTAMPS_EXTENSION_NAME))
			gpu->calibrated = VK_KHR_CALIBRATED_TIMESTAMPS_EXTENSION_NAME;
		else if (!strcmp(name, VK_EXT_CALIBRATED_TIMESTAMPS_EXTENSION_NAME) &&
			 !gpu->calibrated)
			gpu->calibrated = VK_EXT_CALIBRATED_TIMESTAMPS_EXTENSION_NAME;
	}
	free(ext);
}

static void read_properties(struct gpu *gpu)
{
	VkPhysicalDeviceVulkan12Features f12 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
	};
	VkPhysicalDeviceFeatures2 f2 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
		.pNext = &f12,
	};
	VkPhysicalDeviceDriverProperties driver = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES,
	};
	VkPhysicalDeviceProperties2 p2 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
		.pNext = &driver,
	};

	vkGetPhysicalDeviceProperties2(gpu->phys, &p2);
	vkGetPhysicalDeviceFeatures2(gpu->phys, &f2);
	if (!f12.timelineSemaphore)
		fail("no timeline semaphores");
	gpu->props = p2.properties;
	gpu->features = f2.features;
	gpu->host_query_reset = f12.hostQueryReset;
	snprintf(gpu->driver, sizeof(gpu->driver), "%s", driver.driverName);
	vkGetPhysicalDeviceMemoryProperties(gpu->phys, &gpu->memory);
	gpu->family_count = ARRAY_SIZE(gpu->families);
	vkGetPhysicalDeviceQueueFamilyProperties(gpu->phys, &gpu->family_count,
						 gpu->families);
}

/* The first device whose name contains @name, or the first of all. */
void gpu_open(struct gpu *gpu, const char *name)
{
	const VkApplicationInfo app = {
		.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
		.apiVersion = VK_API_VERSION_1_2,
	};
	VkPhysicalDevice phys[16];
	uint32_t n = ARRAY_SIZE(phys);

	memset(gpu, 0, sizeof(*gpu));
	VK(vkCreateInstance(&(VkInstanceCreateInfo){
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
		.pApplicationInfo = &app,
	}, NULL, &gpu->instance));
	VK(vkEnumeratePhysicalDevices(gpu->instance, &n, phys));
	for (uint32_t i = 0; i < n && !gpu->phys; i++) {
		VkPhysicalDeviceProperties props;

		vkGetPhysicalDeviceProperties(phys[i], &props);
		if (!name || strstr(props.deviceName, name))
			gpu->phys = phys[i];
	}
	if (!gpu->phys)
		fail("no Vulkan device%s%s", name ? " named " : "", name ? name : "");
	read_properties(gpu);
	read_extensions(gpu);
	pick_types(gpu);
}

void gpu_close(struct gpu *gpu)
{
	vkDestroyInstance(gpu->instance, NULL);
}

/* The first family that has all of @want and none of @avoid, or UINT32_MAX. */
uint32_t gpu_family(const struct gpu *gpu, VkQueueFlags want, VkQueueFlags avoid)
{
	for (uint32_t i = 0; i < gpu->family_count; i++) {
		VkQueueFlags f = gpu->families[i].queueFlags;

		if ((f & want) == want && !(f & avoid))
			return i;
	}
	return UINT32_MAX;
}

static void open_queue(struct device *vk, uint32_t family, uint32_t index)
{
	struct vk_queue *q = &vk->q[vk->queue_count++];

	q->family = family;
	vkGetDeviceQueue(vk->device, family, index, &q->queue);
	VK(vkCreateCommandPool(vk->device, &(VkCommandPoolCreateInfo){
		.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
		.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT,
		.queueFamilyIndex = family,
	}, NULL, &q->pool));
}

static uint32_t list_extensions(const struct gpu *gpu, const char *list[6])
{
	uint32_t n = 0;

	if (gpu->memory_fd)
		list[n++] = VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME;
	if (gpu->dma_buf)
		list[n++] = VK_EXT_EXTERNAL_MEMORY_DMA_BUF_EXTENSION_NAME;
	if (gpu->calibrated)
		list[n++] = gpu->calibrated;
	if (gpu->host_image_copy) {
		list[n++] = VK_KHR_COPY_COMMANDS_2_EXTENSION_NAME;
		list[n++] = VK_KHR_FORMAT_FEATURE_FLAGS_2_EXTENSION_NAME;
		list[n++] = VK_EXT_HOST_IMAGE_COPY_EXTENSION_NAME;
	}
	return n;
}

/* Opens two queues: one of each family, or two of one that has as many. */
void vk_open(struct device *vk, const struct gpu *gpu, const uint32_t families[2])
{
	const bool same = families[0] == families[1];
	const uint32_t avail = gpu->families[families[0]].queueCount;
	const uint32_t count = same ? MIN(avail, 2) : 1;
	const float prio[2] = { 1, 1 };
	VkDeviceQueueCreateInfo qci[2];
	VkPhysicalDeviceHostImageCopyFeaturesEXT host_image_copy = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_HOST_IMAGE_COPY_FEATURES_EXT,
		.hostImageCopy = VK_TRUE,
	};
	VkPhysicalDeviceVulkan12Features f12 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
		.pNext = gpu->host_image_copy ? &host_image_copy : NULL,
		.timelineSemaphore = VK_TRUE,
		.hostQueryReset = gpu->host_query_reset,
	};
	const VkPhysicalDeviceFeatures features = {
		.sparseBinding = gpu->features.sparseBinding,
		.sparseResidencyBuffer = gpu->features.sparseResidencyBuffer,
	};
	const char *ext[6];

	memset(vk, 0, sizeof(*vk));
	vk->gpu = gpu;
	for (int i = 0; i < 2; i++)
		qci[i] = (VkDeviceQueueCreateInfo){
			.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
			.queueFamilyIndex = families[i],
			.queueCount = count,
			.pQueuePriorities = prio,
		};
	VK(vkCreateDevice(gpu->phys, &(VkDeviceCreateInfo){
		.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
		.pNext = &f12,
		.queueCreateInfoCount = same ? 1 : 2,
		.pQueueCreateInfos = qci,
		.enabledExtensionCount = list_extensions(gpu, ext),
		.ppEnabledExtensionNames = ext,
		.pEnabledFeatures = &features,
	}, NULL, &vk->device));
	open_queue(vk, families[0], 0);
	if (!same)
		open_queue(vk, families[1], 0);
	else if (count == 2)
		open_queue(vk, families[1], 1);
}

void vk_close(struct device *vk)
{
	vk_release(vk);
	for (uint32_t i = 0; i < vk->queue_count; i++)
		vkDestroyCommandPool(vk->device, vk->q[i].pool, NULL);
	vkDestroyDevice(vk->device, NULL);
}

/* Frees the buffers and command buffers of a finished subtest. */
void vk_release(struct device *vk)
{
	while (vk->bufs)
		vk_buffer_free(vk, vk->bufs);
	for (uint32_t i = 0; i < vk->queue_count; i++)
		VK(vkResetCommandPool(vk->device, vk->q[i].pool,
				      VK_COMMAND_POOL_RESET_RELEASE_RESOURCES_BIT));
}

static bool mappable(const struct gpu *gpu, uint32_t type)
{
	const VkMemoryPropertyFlags host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
					   VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;

	return (gpu->memory.memoryTypes[type].propertyFlags & host) == host;
}

static void back_buffer(struct device *vk, struct vk_buf *buf, const void *next)
{
	VkMemoryRequirements req;

	vkGetBufferMemoryRequirements(vk->device, buf->buffer, &req);
	if (!(req.memoryTypeBits & (1u << buf->type)))
		fail("memory type %u refused for a transfer buffer", buf->type);
	VK(vkAllocateMemory(vk->device, &(VkMemoryAllocateInfo){
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.pNext = next,
		.allocationSize = req.size,
		.memoryTypeIndex = buf->type,
	}, NULL, &buf->memory));
	VK(vkBindBufferMemory(vk->device, buf->buffer, buf->memory, 0));
	if (mappable(vk->gpu, buf->type))
		VK(vkMapMemory(vk->device, buf->memory, 0, VK_WHOLE_SIZE, 0, &buf->map));
}

/*
 * A buffer that all queues may use. Sparse buffers (by @flags) get no memory;
 * @memory_next extends the allocation, @buffer_next the creation.
 */
struct vk_buf *vk_buffer_ext(struct device *vk, VkDeviceSize size, uint32_t type,
			     VkBufferCreateFlags flags, const void *buffer_next,
			     const void *memory_next)
{
	const uint32_t families[2] = { vk->q[0].family, vk->q[1].family };
	const bool shared = vk->queue_count == 2 && families[0] != families[1];
	struct vk_buf *buf = xalloc(sizeof(*buf));

	*buf = (struct vk_buf){ .next = vk->bufs, .size = size, .type = type };
	buf->shadow = xalloc(size);
	VK(vkCreateBuffer(vk->device, &(VkBufferCreateInfo){
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.pNext = buffer_next,
		.flags = flags,
		.size = size,
		.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
			 VK_BUFFER_USAGE_TRANSFER_DST_BIT |
			 VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
		.sharingMode = shared ? VK_SHARING_MODE_CONCURRENT :
					VK_SHARING_MODE_EXCLUSIVE,
		.queueFamilyIndexCount = shared ? 2 : 0,
		.pQueueFamilyIndices = families,
	}, NULL, &buf->buffer));
	vk->bufs = buf;
	if (!(flags & VK_BUFFER_CREATE_SPARSE_BINDING_BIT))
		back_buffer(vk, buf, memory_next);
	return buf;
}

struct vk_buf *vk_buffer(struct device *vk, VkDeviceSize size, uint32_t type)
{
	return vk_buffer_ext(vk, size, type, 0, NULL, NULL);
}

void vk_buffer_free(struct device *vk, struct vk_buf *buf)
{
	struct vk_buf **link = &vk->bufs;

	while (*link != buf)
		link = &(*link)->next;
	*link = buf->next;
	if (vk->staging == buf)
		vk->staging = NULL;
	vkDestroyBuffer(vk->device, buf->buffer, NULL);
	vkFreeMemory(vk->device, buf->memory, NULL);
	free(buf->shadow);
	free(buf);
}

VkCommandBuffer vk_begin(struct device *vk, unsigned int q)
{
	VkCommandBuffer cmd;

	VK(vkAllocateCommandBuffers(vk->device, &(VkCommandBufferAllocateInfo){
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.commandPool = vk->q[q].pool,
		.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
		.commandBufferCount = 1,
	}, &cmd));
	VK(vkBeginCommandBuffer(cmd, &(VkCommandBufferBeginInfo){
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
		.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT,
	}));
	return cmd;
}

/* Orders all transfers, and host reads after them. */
void vk_barrier(VkCommandBuffer cmd)
{
	const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_TRANSFER_BIT |
					    VK_PIPELINE_STAGE_HOST_BIT;

	vkCmdPipelineBarrier(cmd, stages, stages, 0, 1, &(VkMemoryBarrier){
		.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
		.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT |
				 VK_ACCESS_TRANSFER_READ_BIT |
				 VK_ACCESS_HOST_WRITE_BIT,
		.dstAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT |
				 VK_ACCESS_TRANSFER_READ_BIT |
				 VK_ACCESS_HOST_READ_BIT,
	}, 0, NULL, 0, NULL);
}

/* A color image that is new, before its first transfer. */
void vk_to_general(VkCommandBuffer cmd, VkImage image, uint32_t levels, uint32_t layers)
{
	vkCmdPipelineBarrier(cmd, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT,
			     VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 0, NULL, 0, NULL, 1,
			     &(VkImageMemoryBarrier){
		.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER,
		.dstAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT,
		.oldLayout = VK_IMAGE_LAYOUT_UNDEFINED,
		.newLayout = VK_IMAGE_LAYOUT_GENERAL,
		.srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
		.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
		.image = image,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0, levels, 0, layers },
	});
}

/* Ends, submits and waits for @cmd on queue @q. */
void vk_run(struct device *vk, unsigned int q, VkCommandBuffer cmd)
{
	VkFence fence;

	vk_barrier(cmd);
	VK(vkEndCommandBuffer(cmd));
	VK(vkCreateFence(vk->device, &(VkFenceCreateInfo){
		.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO,
	}, NULL, &fence));
	VK(vkQueueSubmit(vk->q[q].queue, 1, &(VkSubmitInfo){
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.commandBufferCount = 1,
		.pCommandBuffers = &cmd,
	}, fence));
	VK(vkWaitForFences(vk->device, 1, &fence, VK_TRUE, WAIT_NS));
	vkDestroyFence(vk->device, fence, NULL);
	vkFreeCommandBuffers(vk->device, vk->q[q].pool, 1, &cmd);
}

VkSemaphore vk_timeline(struct device *vk, uint64_t value)
{
	const VkSemaphoreTypeCreateInfo type = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
		.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE,
		.initialValue = value,
	};
	VkSemaphore sem;

	VK(vkCreateSemaphore(vk->device, &(VkSemaphoreCreateInfo){
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
		.pNext = &type,
	}, NULL, &sem));
	return sem;
}

VkResult vk_timeline_wait(struct device *vk, VkSemaphore sem, uint64_t value)
{
	return vkWaitSemaphores(vk->device, &(VkSemaphoreWaitInfo){
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
		.semaphoreCount = 1,
		.pSemaphores = &sem,
		.pValues = &value,
	}, WAIT_NS);
}

/* Bytes that depend on their address and on @seed; no two words are alike. */
void pattern(void *p, size_t n, uint32_t seed)
{
	uint64_t word = ((uint64_t)seed << 32 | 1) * 0x9e3779b97f4a7c15ull;
	uint8_t *out = p;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		const uint64_t mixed = word ^ word >> 29;

		memcpy(out + i, &mixed, 8);
		word += 0x9e3779b97f4a7c15ull;
	}
	memcpy(out + i, &word, n - i);
}

/* A host-cached buffer of at least @size; the next call may return the same. */
static struct vk_buf *staging(struct device *vk, VkDeviceSize size)
{
	if (vk->staging && vk->staging->size < size)
		vk_buffer_free(vk, vk->staging);
	if (!vk->staging)
		vk->staging = vk_buffer(vk, size, vk->gpu->staging);
	return vk->staging;
}

/* Gives the buffer and its model the content pattern(@seed). */
void vk_upload(struct device *vk, struct vk_buf *buf, uint32_t seed)
{
	struct vk_buf *tmp;
	VkCommandBuffer cmd;

	pattern(buf->shadow, buf->size, seed);
	if (buf->type == vk->gpu->staging && buf->map) {
		memcpy(buf->map, buf->shadow, buf->size);
		return;
	}
	tmp = staging(vk, buf->size);
	memcpy(tmp->map, buf->shadow, buf->size);
	cmd = vk_begin(vk, 0);
	vkCmdCopyBuffer(cmd, tmp->buffer, buf->buffer, 1,
			&(VkBufferCopy){ .size = buf->size });
	vk_run(vk, 0, cmd);
}

void vk_compare(const void *want, const void *got, size_t n, const char *what)
{
	const uint8_t *w = want, *g = got;
	size_t i = 0, bad = 0, first;

	if (!memcmp(w, g, n))
		return;
	while (w[i] == g[i])
		i++;
	for (first = i; i < n; i++)
		bad += w[i] != g[i];
	fail("%s: byte %#zx is %02x, expected %02x; %zu of %zu bytes differ", what,
	     first, g[first], w[first], bad, n);
}

/* Compares every byte of the buffer with its model. */
void vk_verify(struct device *vk, struct vk_buf *buf, const char *what)
{
	struct vk_buf *tmp;
	VkCommandBuffer cmd;

	if (buf->type == vk->gpu->staging && buf->map) {
		vk_compare(buf->shadow, buf->map, buf->size, what);
		return;
	}
	tmp = staging(vk, buf->size);
	cmd = vk_begin(vk, 0);
	vkCmdCopyBuffer(cmd, buf->buffer, tmp->buffer, 1,
			&(VkBufferCopy){ .size = buf->size });
	vk_run(vk, 0, cmd);
	vk_compare(buf->shadow, tmp->map, buf->size, what);
}

/* Records a copy and applies it to the models. */
void vk_copy(VkCommandBuffer cmd, struct vk_buf *src, struct vk_buf *dst,
	     uint32_t count, const VkBufferCopy *regions)
{
	vkCmdCopyBuffer(cmd, src->buffer, dst->buffer, count, regions);
	for (uint32_t i = 0; i < count; i++)
		memcpy(dst->shadow + regions[i].dstOffset,
		       src->shadow + regions[i].srcOffset, regions[i].size);
}

/* Records a fill and applies it to the model. */
void vk_fill(VkCommandBuffer cmd, struct vk_buf *buf, VkDeviceSize offset,
	     VkDeviceSize size, uint32_t value)
{
	const VkDeviceSize end = size == VK_WHOLE_SIZE ? buf->size & ~3ull :
							 offset + size;

	vkCmdFillBuffer(cmd, buf->buffer, offset, size, value);
	for (VkDeviceSize i = offset; i < end; i += 4)
		memcpy(buf->shadow + i, &value, 4);
}
