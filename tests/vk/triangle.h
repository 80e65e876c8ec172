/* SPDX-License-Identifier: MIT */
#ifndef TESTS_VK_TRIANGLE_H
#define TESTS_VK_TRIANGLE_H

#include "vk.h"

/** struct triangle - what it takes to draw one */
struct triangle {
	VkPipelineLayout layout;
	VkPipeline pipeline;
};

void triangle_make(struct device *vk, struct triangle *t, VkRenderPass pass, VkExtent2D size,
		   VkSampleCountFlagBits samples);
void triangle_draw(VkCommandBuffer cmd, const struct triangle *t);
void triangle_drop(struct device *vk, struct triangle *t);

#endif
