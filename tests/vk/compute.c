// SPDX-License-Identifier: MIT
/*
 * Runs the compute shaders of compute.list on two devices, with the same inputs, and wants the
 * same results; floats that no standard rounds may differ in the last places.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vk.h"

#define LIMIT_S 120

/*
 * Words of each input, results, and words that shaders share behind them. An image has
 * the first input in its first level, and of the second what its second has room for.
 */
enum { WORDS = 1024, SHARED_WORDS = 2048, THREADGROUP = 64, IMAGE_SIDE = 32, LEVELS = 2 };

#include KERNELS_H

static const struct kernel {
	const char *name;
	uint32_t ulp;
	const uint32_t *spirv;
	size_t size;
} kernels[] = {
#define KERNEL(name, ulp, spirv) { name, ulp, spirv, sizeof(spirv) },
	KERNELS
#undef KERNEL
};

static struct subtest subtests[ARRAY_SIZE(kernels) + 1];

static struct {
	const char *name, *reference;
} option = { .reference = "llvmpipe" };

static struct gpu the_gpu, reference_gpu;
static struct device reference;

/** struct picture - an image, and its first level as well as all of it as shaders see it */
struct picture {
	VkImage image;
	VkDeviceMemory memory;
	VkImageView level, all;
};

/** struct program - a kernel, compiled, and bound to its buffers */
struct program {
	VkShaderModule module;
	VkDescriptorSetLayout set_layout;
	VkDescriptorPool pool;
	VkDescriptorSet set;
	VkPipelineLayout layout;
	VkPipeline pipeline;
};

static VkImageView make_view(struct device *vk, VkImage image, uint32_t levels)
{
	VkImageView view;

	VK(vkCreateImageView(vk->device, &(VkImageViewCreateInfo){
		.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
		.image = image,
		.viewType = VK_IMAGE_VIEW_TYPE_2D,
		.format = VK_FORMAT_R32_UINT,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0, levels, 0, 1 },
	}, NULL, &view));
	return view;
}

static void make_picture(struct device *vk, struct picture *picture)
{
	VkMemoryRequirements req;

	VK(vkCreateImage(vk->device, &(VkImageCreateInfo){
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = VK_IMAGE_TYPE_2D,
		.format = VK_FORMAT_R32_UINT,
		.extent = { IMAGE_SIDE, IMAGE_SIDE, 1 },
		.mipLevels = LEVELS,
		.arrayLayers = 1,
		.samples = VK_SAMPLE_COUNT_1_BIT,
		.usage = VK_IMAGE_USAGE_TRANSFER_DST_BIT | VK_IMAGE_USAGE_STORAGE_BIT |
			 VK_IMAGE_USAGE_SAMPLED_BIT,
	}, NULL, &picture->image));
	vkGetImageMemoryRequirements(vk->device, picture->image, &req);
	VK(vkAllocateMemory(vk->device, &(VkMemoryAllocateInfo){
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.allocationSize = req.size,
		.memoryTypeIndex = __builtin_ctz(req.memoryTypeBits),
	}, NULL, &picture->memory));
	VK(vkBindImageMemory(vk->device, picture->image, picture->memory, 0));
	picture->level = make_view(vk, picture->image, 1);
	picture->all = make_view(vk, picture->image, LEVELS);
}

static void destroy_picture(struct device *vk, struct picture *picture)
{
	vkDestroyImageView(vk->device, picture->level, NULL);
	vkDestroyImageView(vk->device, picture->all, NULL);
	vkDestroyImage(vk->device, picture->image, NULL);
	vkFreeMemory(vk->device, picture->memory, NULL);
}

static void fill_picture(struct device *vk, const struct picture *picture, struct vk_buf *const bufs[3])
{
	VkCommandBuffer cmd = vk_begin(vk, 0);

	vk_to_general(cmd, picture->image, LEVELS, 1);
	for (uint32_t i = 0; i < LEVELS; i++)
		vkCmdCopyBufferToImage(cmd, bufs[i]->buffer, picture->image, VK_IMAGE_LAYOUT_GENERAL, 1,
				       &(VkBufferImageCopy){
			.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, i, 0, 1 },
			.imageExtent = { IMAGE_SIDE >> i, IMAGE_SIDE >> i, 1 },
		});
	vk_barrier(cmd);
	vk_run(vk, 0, cmd);
}

static void set_image(struct device *vk, struct program *program, uint32_t binding, VkDescriptorType type,
		      VkImageView view)
{
	vkUpdateDescriptorSets(vk->device, 1, &(VkWriteDescriptorSet){
		.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
		.dstSet = program->set,
		.dstBinding = binding,
		.descriptorCount = 1,
		.descriptorType = type,
		.pImageInfo = &(VkDescriptorImageInfo){ .imageView = view, .imageLayout = VK_IMAGE_LAYOUT_GENERAL },
	}, 0, NULL);
}

static void make_set(struct device *vk, struct program *program, struct vk_buf *const bufs[3],
		     const struct picture *picture)
{
	static const VkDescriptorType types[] = {
		VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
		VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
		VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
	};
	static const VkDescriptorPoolSize sizes[] = {
		{ VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 3 }, { VK_DESCRIPTOR_TYPE_STORAGE_IMAGE, 1 },
		{ VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE, 1 },
	};
	VkDescriptorSetLayoutBinding bindings[ARRAY_SIZE(types)];

	for (uint32_t i = 0; i < ARRAY_SIZE(types); i++)
		bindings[i] = (VkDescriptorSetLayoutBinding){
			.binding = i,
			.descriptorType = types[i],
			.descriptorCount = 1,
			.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
		};
	VK(vkCreateDescriptorSetLayout(vk->device, &(VkDescriptorSetLayoutCreateInfo){
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
		.bindingCount = ARRAY_SIZE(types),
		.pBindings = bindings,
	}, NULL, &program->set_layout));
	VK(vkCreateDescriptorPool(vk->device, &(VkDescriptorPoolCreateInfo){
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
		.maxSets = 1,
		.poolSizeCount = ARRAY_SIZE(sizes),
		.pPoolSizes = sizes,
	}, NULL, &program->pool));
	VK(vkAllocateDescriptorSets(vk->device, &(VkDescriptorSetAllocateInfo){
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
		.descriptorPool = program->pool,
		.descriptorSetCount = 1,
		.pSetLayouts = &program->set_layout,
	}, &program->set));
	for (uint32_t i = 0; i < 3; i++)
		vkUpdateDescriptorSets(vk->device, 1, &(VkWriteDescriptorSet){
			.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
			.dstSet = program->set,
			.dstBinding = i,
			.descriptorCount = 1,
			.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
			.pBufferInfo = &(VkDescriptorBufferInfo){ bufs[i]->buffer, 0, VK_WHOLE_SIZE },
		}, 0, NULL);
	set_image(vk, program, 3, types[3], picture->level);
	set_image(vk, program, 4, types[4], picture->all);
}

static void make_pipeline(struct device *vk, struct program *program, const struct kernel *kernel)
{
	VK(vkCreateShaderModule(vk->device, &(VkShaderModuleCreateInfo){
		.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
		.codeSize = kernel->size,
		.pCode = kernel->spirv,
	}, NULL, &program->module));
	VK(vkCreatePipelineLayout(vk->device, &(VkPipelineLayoutCreateInfo){
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
		.setLayoutCount = 1,
		.pSetLayouts = &program->set_layout,
	}, NULL, &program->layout));
	VK(vkCreateComputePipelines(vk->device, VK_NULL_HANDLE, 1, &(VkComputePipelineCreateInfo){
		.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
		.stage = {
			.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
			.stage = VK_SHADER_STAGE_COMPUTE_BIT,
			.module = program->module,
			.pName = "main",
		},
		.layout = program->layout,
	}, NULL, &program->pipeline));
}

static void destroy_program(struct device *vk, struct program *program)
{
	vkDestroyPipeline(vk->device, program->pipeline, NULL);
	vkDestroyPipelineLayout(vk->device, program->layout, NULL);
	vkDestroyShaderModule(vk->device, program->module, NULL);
	vkDestroyDescriptorPool(vk->device, program->pool, NULL);
	vkDestroyDescriptorSetLayout(vk->device, program->set_layout, NULL);
}

static void dispatch(struct device *vk, const struct program *program)
{
	VkCommandBuffer cmd = vk_begin(vk, 0);

	vkCmdBindPipeline(cmd, VK_PIPELINE_BIND_POINT_COMPUTE, program->pipeline);
	vkCmdBindDescriptorSets(cmd, VK_PIPELINE_BIND_POINT_COMPUTE, program->layout, 0, 1, &program->set, 0, NULL);
	vkCmdDispatch(cmd, WORDS / THREADGROUP, 1, 1);
	vk_barrier(cmd);
	vk_run(vk, 0, cmd);
}

/* Runs a kernel and copies its results, and what is behind them, into @results. */
static void run_on(struct device *vk, const struct kernel *kernel, uint32_t *results)
{
	const uint32_t type = vk->gpu->staging;
	struct vk_buf *const bufs[3] = {
		vk_buffer(vk, WORDS * 4, type),
		vk_buffer(vk, WORDS * 4, type),
		vk_buffer(vk, (WORDS + SHARED_WORDS) * 4, type),
	};
	struct picture picture;
	struct program program;

	pattern(bufs[0]->map, bufs[0]->size, 1);
	pattern(bufs[1]->map, bufs[1]->size, 2);
	memset(bufs[2]->map, 0, bufs[2]->size);
	make_picture(vk, &picture);
	fill_picture(vk, &picture, bufs);
	make_set(vk, &program, bufs, &picture);
	make_pipeline(vk, &program, kernel);
	dispatch(vk, &program);
	memcpy(results, bufs[2]->map, bufs[2]->size);
	destroy_program(vk, &program);
	destroy_picture(vk, &picture);
	vk_release(vk);
}

/* How many floats lie between two. */
static uint32_t distance(uint32_t a, uint32_t b)
{
	const int64_t x = a >> 31 ? -(int64_t)(a & 0x7fffffff) : a;
	const int64_t y = b >> 31 ? -(int64_t)(b & 0x7fffffff) : b;

	return llabs(x - y);
}

static void run_kernel(struct device *vk, uint64_t arg)
{
	static uint32_t want[WORDS + SHARED_WORDS], got[WORDS + SHARED_WORDS];
	const struct kernel *kernel = &kernels[arg];

	run_on(&reference, kernel, want);
	run_on(vk, kernel, got);
	for (uint32_t i = 0; i < ARRAY_SIZE(want); i++)
		if (want[i] != got[i] && (i >= WORDS || distance(want[i], got[i]) > kernel->ulp))
			fail("word %u is %#x, not %#x", i, got[i], want[i]);
}

static void open_device(struct device *vk)
{
	vk_open(vk, &the_gpu, (uint32_t[]){ 0, 0 });
}

static void setup(struct device *vk)
{
	gpu_open(&reference_gpu, option.reference);
	vk_open(&reference, &reference_gpu, (uint32_t[]){ 0, 0 });
	gpu_open(&the_gpu, option.name);
	open_device(vk);
	printf("device %s beside %s\n", the_gpu.props.deviceName, reference_gpu.props.deviceName);
	fflush(stdout);
}

static const struct subtest *const groups[] = { subtests };

static const struct suite suite = {
	.groups = groups,
	.group_count = 1,
	.tidy = vk_release,
	.renew = open_device,
	.limit_s = LIMIT_S,
};

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "device", required_argument, NULL, 'd' },
		{ "reference", required_argument, NULL, 'r' },
		{ 0 },
	};
	struct device vk;
	int c;

	for (uint32_t i = 0; i < ARRAY_SIZE(kernels); i++)
		subtests[i] = (struct subtest){ kernels[i].name, run_kernel, i };
	while ((c = getopt_long(argc, argv, "ld:r:", options, NULL)) != -1) {
		if (c == 'l') {
			list_suite(&suite);
			return 0;
		} else if (c == 'd') {
			option.name = optarg;
		} else if (c == 'r') {
			option.reference = optarg;
		} else {
			printf("usage: %s [--list] [--device NAME] [--reference NAME] [GLOB]...\n", argv[0]);
			return 1;
		}
	}
	if (run_step("setup", LIMIT_S, setup, &vk) != PASS)
		return 1;
	return run_suite(&suite, &vk, argv + optind);
}
