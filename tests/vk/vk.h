/* SPDX-License-Identifier: MIT */
#ifndef TESTS_VK_H
#define TESTS_VK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vulkan/vulkan.h>

#include "../run.h"

#define KIB 1024ull
#define MIB (1024 * KIB)

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* No single wait of a healthy device takes this long, emulated or not. */
#define WAIT_NS (30ull * 1000 * 1000 * 1000)

/**
 * struct gpu - a physical device and what the tests want to know about it
 * @driver: driver name as Vulkan reports it, for the log
 * @kernel_driver: what the kernel has bound to the device; empty if unknown
 * @staging: memory type for data that the CPU verifies; host-cached, because
 *	CPU reads of device memory are slow on every machine
 * @local: memory type of the device's own memory
 */
struct gpu {
	VkInstance instance;
	VkPhysicalDevice phys;
	VkPhysicalDeviceProperties props;
	VkPhysicalDeviceFeatures features;
	VkPhysicalDeviceMemoryProperties memory;
	VkQueueFamilyProperties families[8];
	uint32_t family_count;
	char driver[VK_MAX_DRIVER_NAME_SIZE];
	char kernel_driver[64];
	bool host_query_reset;
	bool memory_fd;
	bool dma_buf;
	bool host_image_copy;
	const char *calibrated;
	uint32_t staging;
	uint32_t local;
};

/** struct vk_queue - one queue with a command pool of its family */
struct vk_queue {
	VkQueue queue;
	VkCommandPool pool;
	uint32_t family;
};

/**
 * struct vk_buf - a buffer with its own memory and a model of its content
 * @shadow: what the buffer must hold, byte for byte, once the commands that
 *	were recorded have run
 */
struct vk_buf {
	struct vk_buf *next;
	VkBuffer buffer;
	VkDeviceMemory memory;
	VkDeviceSize size;
	uint32_t type;
	void *map;
	uint8_t *shadow;
};

/**
 * struct device - an opened device and the buffers of the running subtest
 * @staging: one of them, kept for uploads and verification
 */
struct device {
	const struct gpu *gpu;
	VkDevice device;
	struct vk_queue q[2];
	uint32_t queue_count;
	struct vk_buf *bufs;
	struct vk_buf *staging;
};

extern const struct subtest fill_tests[], copy_tests[], image_tests[];
extern const struct subtest sync_tests[], sparse_tests[], memory_tests[], render_tests[];

/* vk.c */
void vk_check_result(VkResult result, const char *what);
#define VK(call) vk_check_result((call), #call)

void gpu_open(struct gpu *gpu, const char *name);
void gpu_close(struct gpu *gpu);
bool gpu_clears_memory(const struct gpu *gpu);
bool gpu_memory_is_new(const struct gpu *gpu);
bool gpu_type_usable(const struct gpu *gpu, uint32_t type);
uint32_t gpu_family(const struct gpu *gpu, VkQueueFlags want, VkQueueFlags avoid);

void vk_open(struct device *vk, const struct gpu *gpu, const uint32_t families[2]);
void vk_close(struct device *vk);
void vk_release(struct device *vk);

struct vk_buf *vk_buffer(struct device *vk, VkDeviceSize size, uint32_t type);
struct vk_buf *vk_buffer_ext(struct device *vk, VkDeviceSize size, uint32_t type,
			     VkBufferCreateFlags flags, const void *buffer_next,
			     const void *memory_next);
void vk_buffer_free(struct device *vk, struct vk_buf *buf);

VkCommandBuffer vk_begin(struct device *vk, unsigned int q);
void vk_barrier(VkCommandBuffer cmd);
void vk_to_general(VkCommandBuffer cmd, VkImage image, uint32_t levels, uint32_t layers);
void vk_run(struct device *vk, unsigned int q, VkCommandBuffer cmd);
VkSemaphore vk_timeline(struct device *vk, uint64_t value);
VkResult vk_timeline_wait(struct device *vk, VkSemaphore sem, uint64_t value);

void pattern(void *p, size_t n, uint32_t seed);
void vk_upload(struct device *vk, struct vk_buf *buf, uint32_t seed);
void vk_verify(struct device *vk, struct vk_buf *buf, const char *what);
void vk_compare(const void *want, const void *got, size_t n, const char *what);
void vk_copy(VkCommandBuffer cmd, struct vk_buf *src, struct vk_buf *dst,
	     uint32_t count, const VkBufferCopy *regions);
void vk_fill(VkCommandBuffer cmd, struct vk_buf *buf, VkDeviceSize offset,
	     VkDeviceSize size, uint32_t value);

#endif
