// SPDX-License-Identifier: MIT
/*
 * Render passes that clear, and some that draw: whether they come to an end, in
 * order, with what they wait for. Only those whose names have "pixels" in them
 * look at pixels. On the Apple GPU, Mesa has passes that only clear computed.
 */
#include <stdlib.h>
#include <string.h>

#include "triangle.h"
#include "vk.h"

#define COLOR VK_FORMAT_R8G8B8A8_UNORM
#define DEPTH VK_FORMAT_D32_SFLOAT
#define WORD 0x80ff4000u /* the clear color as memory has it */

/** struct target - an image that render passes clear, or draw to if @drawn, and all that takes */
struct target {
	VkExtent2D size;
	uint32_t layers;
	VkSampleCountFlagBits samples;
	VkFormat format;
	bool drawn;
	VkImage image;
	VkDeviceMemory memory;
	VkImageView view;
	VkRenderPass pass;
	VkFramebuffer framebuffer;
	struct triangle triangle;
};

static bool is_depth(const struct target *t)
{
	return t->format == DEPTH;
}

static uint32_t memory_type(struct device *vk, uint32_t bits)
{
	if (bits & 1u << vk->gpu->local)
		return vk->gpu->local;
	for (uint32_t i = 0; i < 32; i++)
		if (bits & 1u << i)
			return i;
	skip("no memory for an image");
}

static void make_image(struct device *vk, struct target *t)
{
	VkMemoryRequirements req;

	VK(vkCreateImage(vk->device, &(VkImageCreateInfo){
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = VK_IMAGE_TYPE_2D,
		.format = t->format,
		.extent = { t->size.width, t->size.height, 1 },
		.mipLevels = 1,
		.arrayLayers = t->layers,
		.samples = t->samples,
		.usage = (is_depth(t) ? VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT :
					VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT) |
			 VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
	}, NULL, &t->image));
	vkGetImageMemoryRequirements(vk->device, t->image, &req);
	VK(vkAllocateMemory(vk->device, &(VkMemoryAllocateInfo){
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.allocationSize = req.size,
		.memoryTypeIndex = memory_type(vk, req.memoryTypeBits),
	}, NULL, &t->memory));
	VK(vkBindImageMemory(vk->device, t->image, t->memory, 0));
	VK(vkCreateImageView(vk->device, &(VkImageViewCreateInfo){
		.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
		.image = t->image,
		.viewType = VK_IMAGE_VIEW_TYPE_2D_ARRAY,
		.format = t->format,
		.subresourceRange = { is_depth(t) ? VK_IMAGE_ASPECT_DEPTH_BIT :
						    VK_IMAGE_ASPECT_COLOR_BIT,
				      0, 1, 0, t->layers },
	}, NULL, &t->view));
}

static void make_pass(struct device *vk, struct target *t)
{
	const VkAttachmentReference ref = { 0, is_depth(t) ?
		VK_IMAGE_LAYOUT_DEPTH_STENCIL_ATTACHMENT_OPTIMAL :
		VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL };

	VK(vkCreateRenderPass(vk->device, &(VkRenderPassCreateInfo){
		.sType = VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO,
		.attachmentCount = 1,
		.pAttachments = &(VkAttachmentDescription){
			.format = t->format,
			.samples = t->samples,
			.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
			.storeOp = VK_ATTACHMENT_STORE_OP_STORE,
			.finalLayout = VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
		},
		.subpassCount = 1,
		.pSubpasses = &(VkSubpassDescription){
			.pipelineBindPoint = VK_PIPELINE_BIND_POINT_GRAPHICS,
			.colorAttachmentCount = is_depth(t) ? 0 : 1,
			.pColorAttachments = is_depth(t) ? NULL : &ref,
			.pDepthStencilAttachment = is_depth(t) ? &ref : NULL,
		},
	}, NULL, &t->pass));
	VK(vkCreateFramebuffer(vk->device, &(VkFramebufferCreateInfo){
		.sType = VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO,
		.renderPass = t->pass,
		.attachmentCount = 1,
		.pAttachments = &t->view,
		.width = t->size.width,
		.height = t->size.height,
		.layers = t->layers,
	}, NULL, &t->framebuffer));
}

static struct target make_target(struct device *vk, struct target t)
{
	if (!(vk->gpu->families[vk->q[0].family].queueFlags & VK_QUEUE_GRAPHICS_BIT))
		skip("the queue does not draw");
	make_image(vk, &t);
	make_pass(vk, &t);
	if (t.drawn)
		triangle_make(vk, &t.triangle, t.pass, t.size, t.samples);
	return t;
}

static void drop_target(struct device *vk, struct target *t)
{
	if (t->drawn)
		triangle_drop(vk, &t->triangle);
	vkDestroyFramebuffer(vk->device, t->framebuffer, NULL);
	vkDestroyRenderPass(vk->device, t->pass, NULL);
	vkDestroyImageView(vk->device, t->view, NULL);
	vkDestroyImage(vk->device, t->image, NULL);
	vkFreeMemory(vk->device, t->memory, NULL);
}

static void record_pass(VkCommandBuffer cmd, const struct target *t)
{
	const VkClearValue clear = is_depth(t) ?
		(VkClearValue){ .depthStencil = { 0.25f, 0 } } :
		(VkClearValue){ .color = { .float32 = { 0, 0x40 / 255.f, 1, 0x80 / 255.f } } };

	vkCmdBeginRenderPass(cmd, &(VkRenderPassBeginInfo){
		.sType = VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO,
		.renderPass = t->pass,
		.framebuffer = t->framebuffer,
		.renderArea = { { 0, 0 }, t->size },
		.clearValueCount = 1,
		.pClearValues = &clear,
	}, VK_SUBPASS_CONTENTS_INLINE);
	if (t->drawn)
		triangle_draw(cmd, &t->triangle);
	vkCmdEndRenderPass(cmd);
}

enum { SQUARE, PIXEL, WIDE, LARGE, LAYERS, SAMPLES, DEEP };

static const struct target targets[] = {
	[SQUARE] = { { 256, 256 }, 1, 1, COLOR },
	[PIXEL] = { { 1, 1 }, 1, 1, COLOR },
	[WIDE] = { { 4096, 3 }, 1, 1, COLOR },
	[LARGE] = { { 4096, 2160 }, 1, 1, COLOR },
	[LAYERS] = { { 200, 100 }, 6, 1, COLOR },
	[SAMPLES] = { { 320, 200 }, 1, 4, COLOR },
	[DEEP] = { { 320, 200 }, 1, 1, DEPTH },
};

static void one_pass(struct device *vk, struct target want)
{
	struct target t = make_target(vk, want);
	VkCommandBuffer cmd = vk_begin(vk, 0);

	record_pass(cmd, &t);
	VK(vkEndCommandBuffer(cmd));
	vk_run(vk, 0, cmd);
	drop_target(vk, &t);
}

static void clear(struct device *vk, uint64_t which)
{
	one_pass(vk, targets[which]);
}

static void draw(struct device *vk, uint64_t which)
{
	struct target t = targets[which];

	t.drawn = true;
	one_pass(vk, t);
}

/* As many as do not fit into one submission to the kernel. */
static void many(struct device *vk, uint64_t count)
{
	struct target t = make_target(vk, (struct target){ { 64, 64 }, 1, 1, COLOR, .drawn = true });
	VkCommandBuffer cmd = vk_begin(vk, 0);

	for (uint64_t i = 0; i < count; i++)
		record_pass(cmd, &t);
	VK(vkEndCommandBuffer(cmd));
	vk_run(vk, 0, cmd);
	drop_target(vk, &t);
}

/*
 * Renders between fills: each fill goes to the next word and to the first, and
 * a copy takes the first to where it shows if one came early or late.
 */
static void record_mixed(VkCommandBuffer cmd, const struct target *t, struct vk_buf *buf,
			 uint32_t i)
{
	vk_fill(cmd, buf, 0, 4, i);
	vk_barrier(cmd);
	record_pass(cmd, t);
	vk_barrier(cmd);
	vk_copy(cmd, buf, buf, 1, &(VkBufferCopy){ 0, 4ull * i, 4 });
	vk_barrier(cmd);
}

static void submit_after(struct device *vk, VkCommandBuffer cmd, VkSemaphore sem, uint64_t value)
{
	const uint64_t wait = value - 1;

	VK(vkQueueSubmit(vk->q[0].queue, 1, &(VkSubmitInfo){
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.pNext = &(VkTimelineSemaphoreSubmitInfo){
			.sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
			.waitSemaphoreValueCount = 1,
			.pWaitSemaphoreValues = &wait,
			.signalSemaphoreValueCount = 1,
			.pSignalSemaphoreValues = &value,
		},
		.waitSemaphoreCount = 1,
		.pWaitSemaphores = &sem,
		.pWaitDstStageMask = &(VkPipelineStageFlags){ VK_PIPELINE_STAGE_ALL_COMMANDS_BIT },
		.commandBufferCount = 1,
		.pCommandBuffers = &cmd,
		.signalSemaphoreCount = 1,
		.pSignalSemaphores = &sem,
	}, VK_NULL_HANDLE));
}

static void mixed(struct device *vk, uint64_t count)
{
	struct target t = make_target(vk, (struct target){ { 100, 50 }, 1, 1, COLOR, .drawn = true });
	struct vk_buf *buf = vk_buffer(vk, 4 * (count + 1), vk->gpu->local);
	VkSemaphore sem = vk_timeline(vk, 0);

	vk_upload(vk, buf, 900);
	for (uint64_t i = 1; i <= count; i++) {
		VkCommandBuffer cmd = vk_begin(vk, 0);

		record_mixed(cmd, &t, buf, i);
		VK(vkEndCommandBuffer(cmd));
		submit_after(vk, cmd, sem, i);
	}
	VK(vk_timeline_wait(vk, sem, count));
	vk_verify(vk, buf, "what came between renders");
	vkDestroySemaphore(vk->device, sem, NULL);
	drop_target(vk, &t);
}

static void pixels(struct device *vk, uint64_t unused)
{
	struct target t = make_target(vk, (struct target){ { 65, 33 }, 1, 1, COLOR });
	struct vk_buf *buf = vk_buffer(vk, 4ull * 65 * 33, vk->gpu->staging);
	VkCommandBuffer cmd = vk_begin(vk, 0);

	(void)unused;
	record_pass(cmd, &t);
	vk_barrier(cmd);
	vkCmdCopyImageToBuffer(cmd, t.image, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, buf->buffer, 1,
			       &(VkBufferImageCopy){
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.imageExtent = { 65, 33, 1 },
	});
	vk_barrier(cmd);
	VK(vkEndCommandBuffer(cmd));
	for (uint32_t i = 0; i < 65 * 33; i++)
		memcpy(buf->shadow + 4 * i, &(uint32_t){ WORD }, 4);
	vk_run(vk, 0, cmd);
	vk_verify(vk, buf, "cleared image");
	drop_target(vk, &t);
}

const struct subtest render_tests[] = {
	{ "render-clear", clear, SQUARE },
	{ "render-clear-1x1", clear, PIXEL },
	{ "render-clear-wide", clear, WIDE },
	{ "render-clear-large", clear, LARGE },
	{ "render-clear-layers", clear, LAYERS },
	{ "render-clear-4x", clear, SAMPLES },
	{ "render-clear-depth", clear, DEEP },
	{ "render-draw", draw, SQUARE },
	{ "render-draw-1x1", draw, PIXEL },
	{ "render-draw-wide", draw, WIDE },
	{ "render-draw-large", draw, LARGE },
	{ "render-draw-layers", draw, LAYERS },
	{ "render-draw-4x", draw, SAMPLES },
	{ "render-draw-depth", draw, DEEP },
	{ "render-many", many, 150 },
	{ "render-mixed", mixed, 20 },
	{ "render-pixels", pixels },
	{ 0 },
};
