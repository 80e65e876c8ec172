// SPDX-License-Identifier: MIT
/*
 * A triangle that covers a render pass's target. Mesa makes a pass without a draw
 * a compute command on the Apple GPU, so that nothing renders; this does.
 */
#include "triangle.h"

#include TRIANGLE_VERT_H
#include TRIANGLE_FRAG_H

static VkPipelineShaderStageCreateInfo make_stage(struct device *vk, VkShaderStageFlagBits stage,
						  const uint32_t *spirv, size_t size)
{
	VkPipelineShaderStageCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
		.stage = stage,
		.pName = "main",
	};

	VK(vkCreateShaderModule(vk->device, &(VkShaderModuleCreateInfo){
		.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
		.codeSize = size,
		.pCode = spirv,
	}, NULL, &info.module));
	return info;
}

static void make_pipeline(struct device *vk, struct triangle *t, VkRenderPass pass,
			  VkExtent2D size, VkSampleCountFlagBits samples,
			  const VkPipelineShaderStageCreateInfo stages[2])
{
	VK(vkCreateGraphicsPipelines(vk->device, VK_NULL_HANDLE, 1, &(VkGraphicsPipelineCreateInfo){
		.sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO,
		.stageCount = 2,
		.pStages = stages,
		.pVertexInputState = &(VkPipelineVertexInputStateCreateInfo){
			.sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO,
		},
		.pInputAssemblyState = &(VkPipelineInputAssemblyStateCreateInfo){
			.sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO,
			.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
		},
		.pViewportState = &(VkPipelineViewportStateCreateInfo){
			.sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO,
			.viewportCount = 1,
			.pViewports = &(VkViewport){ 0, 0, size.width, size.height, 0, 1 },
			.scissorCount = 1,
			.pScissors = &(VkRect2D){ { 0, 0 }, size },
		},
		.pRasterizationState = &(VkPipelineRasterizationStateCreateInfo){
			.sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO,
			.lineWidth = 1,
		},
		.pMultisampleState = &(VkPipelineMultisampleStateCreateInfo){
			.sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO,
			.rasterizationSamples = samples,
		},
		.pDepthStencilState = &(VkPipelineDepthStencilStateCreateInfo){
			.sType = VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO,
			.depthTestEnable = VK_TRUE,
			.depthWriteEnable = VK_TRUE,
			.depthCompareOp = VK_COMPARE_OP_ALWAYS,
		},
		.pColorBlendState = &(VkPipelineColorBlendStateCreateInfo){
			.sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO,
			.attachmentCount = 1,
			.pAttachments = &(VkPipelineColorBlendAttachmentState){
				.colorWriteMask = VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT |
						  VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT,
			},
		},
		.layout = t->layout,
		.renderPass = pass,
	}, NULL, &t->pipeline));
}

/* For a pass with one color or depth image. */
void triangle_make(struct device *vk, struct triangle *t, VkRenderPass pass, VkExtent2D size,
		   VkSampleCountFlagBits samples)
{
	const VkPipelineShaderStageCreateInfo stages[] = {
		make_stage(vk, VK_SHADER_STAGE_VERTEX_BIT, triangle_vert, sizeof(triangle_vert)),
		make_stage(vk, VK_SHADER_STAGE_FRAGMENT_BIT, triangle_frag, sizeof(triangle_frag)),
	};

	VK(vkCreatePipelineLayout(vk->device, &(VkPipelineLayoutCreateInfo){
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
	}, NULL, &t->layout));
	make_pipeline(vk, t, pass, size, samples, stages);
	for (int i = 0; i < 2; i++)
		vkDestroyShaderModule(vk->device, stages[i].module, NULL);
}

void triangle_draw(VkCommandBuffer cmd, const struct triangle *t)
{
	vkCmdBindPipeline(cmd, VK_PIPELINE_BIND_POINT_GRAPHICS, t->pipeline);
	vkCmdDraw(cmd, 3, 1, 0, 0);
}

void triangle_drop(struct device *vk, struct triangle *t)
{
	vkDestroyPipeline(vk->device, t->pipeline, NULL);
	vkDestroyPipelineLayout(vk->device, t->layout, NULL);
}
