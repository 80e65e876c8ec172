// SPDX-License-Identifier: MIT
/*
 * Draws a picture on the CPU, has the device put it into an image of optimal
 * tiling and take it out again, and writes a PNG: on the left the image's memory
 * as it is, read as if it were rows of pixels; on the right what came back.
 */
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vk.h"

#define LIMIT_S 60
#define SIDE 512u
#define BYTES (SIDE * SIDE * 4ull)
#define GAP 16u

static const char *path;

/* Rows of five pixels, the leftmost is bit 4. */
static const struct glyph {
	uint8_t row[7];
} letters[] = {
	{ { 0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11 } },	/* N */
	{ { 0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e } },	/* O */
	{ { 0x11, 0x11, 0x11, 0x11, 0x11, 0x0a, 0x04 } },	/* V */
	{ { 0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11 } },	/* A */
};

/* Where the word is, and how many pixels of the picture are one of a letter. */
enum { LEFT = 95, TOP = 207, DOT = 14 };

static bool in_text(int x, int y)
{
	const int col = (x - LEFT) / DOT, row = (y - TOP) / DOT;

	if (x < LEFT || y < TOP || col % 6 == 5 || row > 6 ||
	    col / 6 >= (int)ARRAY_SIZE(letters))
		return false;
	return letters[col / 6].row[row] >> (4 - col % 6) & 1;
}

static uint32_t rgb(uint32_t r, uint32_t g, uint32_t b)
{
	return r | g << 8 | b << 16 | 0xffu << 24;
}

/* A gradient, a ring and a word: whatever is out of place shows. */
static uint32_t pixel(int x, int y)
{
	const int dx = x - (int)SIDE / 2, dy = y - (int)SIDE / 2;
	const int r2 = dx * dx + dy * dy;

	if (in_text(x, y))
		return rgb(255, 255, 255);
	if (r2 > 216 * 216 && r2 < 240 * 240)
		return rgb(118, 185, 0);
	return rgb(x / 2, y / 2, 160 - (x + y) / 8);
}

static void draw(uint32_t *p)
{
	for (unsigned int i = 0; i < SIDE * SIDE; i++)
		p[i] = pixel(i % SIDE, i / SIDE);
}

/** struct tiled - the image and a buffer on the same memory */
struct tiled {
	VkImage image;
	VkBuffer raw;
	VkDeviceMemory memory;
};

static void create(struct device *vk, struct tiled *t)
{
	VkMemoryRequirements image, raw;

	VK(vkCreateImage(vk->device, &(VkImageCreateInfo){
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = VK_IMAGE_TYPE_2D,
		.format = VK_FORMAT_R8G8B8A8_UNORM,
		.extent = { SIDE, SIDE, 1 },
		.mipLevels = 1,
		.arrayLayers = 1,
		.samples = VK_SAMPLE_COUNT_1_BIT,
		.tiling = VK_IMAGE_TILING_OPTIMAL,
		.usage = VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT,
	}, NULL, &t->image));
	vkGetImageMemoryRequirements(vk->device, t->image, &image);
	VK(vkCreateBuffer(vk->device, &(VkBufferCreateInfo){
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.size = BYTES,
		.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
	}, NULL, &t->raw));
	vkGetBufferMemoryRequirements(vk->device, t->raw, &raw);
	if (!(image.memoryTypeBits & raw.memoryTypeBits & 1u << vk->gpu->local))
		fail("no memory for both an image and a buffer");
	VK(vkAllocateMemory(vk->device, &(VkMemoryAllocateInfo){
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.allocationSize = MAX(image.size, raw.size),
		.memoryTypeIndex = vk->gpu->local,
	}, NULL, &t->memory));
	VK(vkBindImageMemory(vk->device, t->image, t->memory, 0));
	VK(vkBindBufferMemory(vk->device, t->raw, t->memory, 0));
}

static void destroy(struct device *vk, struct tiled *t)
{
	vkDestroyBuffer(vk->device, t->raw, NULL);
	vkDestroyImage(vk->device, t->image, NULL);
	vkFreeMemory(vk->device, t->memory, NULL);
}

/* @src, into the image, out of it into @dst; and the image's bytes into @raw. */
static void transfer(struct device *vk, struct vk_buf *src, struct vk_buf *dst,
		     struct vk_buf *raw)
{
	const VkBufferImageCopy region = {
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.imageExtent = { SIDE, SIDE, 1 },
	};
	struct tiled t;
	VkCommandBuffer cmd;

	create(vk, &t);
	cmd = vk_begin(vk, 0);
	vk_to_general(cmd, t.image, 1, 1);
	vkCmdCopyBufferToImage(cmd, src->buffer, t.image, VK_IMAGE_LAYOUT_GENERAL, 1,
			       &region);
	vk_barrier(cmd);
	vkCmdCopyImageToBuffer(cmd, t.image, VK_IMAGE_LAYOUT_GENERAL, dst->buffer, 1,
			       &region);
	vkCmdCopyBuffer(cmd, t.raw, raw->buffer, 1, &(VkBufferCopy){ .size = BYTES });
	vk_run(vk, 0, cmd);
	destroy(vk, &t);
}

static unsigned int moved(const uint32_t *a, const uint32_t *b)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < SIDE * SIDE; i++)
		n += a[i] != b[i];
	return n;
}

static void write_png(const uint32_t *left, const uint32_t *right)
{
	const unsigned int width = 2 * SIDE + GAP;
	uint32_t *both = calloc(SIDE, width * 4);
	png_image png = {
		.version = PNG_IMAGE_VERSION,
		.width = width,
		.height = SIDE,
		.format = PNG_FORMAT_RGBA,
	};

	if (!both)
		fail("out of memory");
	for (unsigned int y = 0; y < SIDE; y++) {
		memcpy(both + y * width, left + y * SIDE, SIDE * 4);
		memcpy(both + y * width + SIDE + GAP, right + y * SIDE, SIDE * 4);
	}
	if (!png_image_write_to_file(&png, path, 0, both, 0, NULL))
		fail("%s: %s", path, png.message);
	free(both);
}

static void picture(struct device *vk)
{
	struct vk_buf *src = vk_buffer(vk, BYTES, vk->gpu->staging);
	struct vk_buf *dst = vk_buffer(vk, BYTES, vk->gpu->staging);
	struct vk_buf *raw = vk_buffer(vk, BYTES, vk->gpu->staging);

	draw(src->map);
	memset(dst->map, 0x55, BYTES);
	memset(raw->map, 0xaa, BYTES);
	transfer(vk, src, dst, raw);
	write_png(raw->map, dst->map);
	vk_compare(src->map, dst->map, BYTES, "picture after its way through the image");
	printf("%u of %u pixels lie elsewhere in the tiled image, all are back in place\n",
	       moved(raw->map, src->map), SIDE * SIDE);
}

static struct gpu gpu;

static void setup(struct device *vk)
{
	gpu_open(&gpu, NULL);
	vk_open(vk, &gpu, (uint32_t[]){ 0, 0 });
}

static void teardown(struct device *vk)
{
	vk_close(vk);
	gpu_close(&gpu);
}

int main(int argc, char **argv)
{
	struct device vk;

	if (argc != 2) {
		fprintf(stderr, "usage: %s FILE.png\n", argv[0]);
		return 2;
	}
	path = argv[1];
	return run_step("setup", LIMIT_S, setup, &vk) != PASS ||
	       run_step("picture", LIMIT_S, picture, &vk) != PASS ||
	       run_step("teardown", LIMIT_S, teardown, &vk) != PASS;
}
