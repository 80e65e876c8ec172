// SPDX-License-Identifier: MIT
/*
 * Copies between buffers and images. An image has a model of its content too:
 * per mip level and layer the texel blocks in rows without padding.
 */
#include <stdlib.h>
#include <string.h>

#include "vk.h"

#define MAX_SLICES 64u
#define GUARD 256ull

/** struct format - texel blocks of @bytes that cover @w by @h texels */
struct format {
	VkFormat format;
	const char *name;
	uint32_t bytes, w, h;
};

static const struct format formats[] = {
	{ VK_FORMAT_R8_UNORM, "r8", 1, 1, 1 },
	{ VK_FORMAT_R16_UINT, "r16", 2, 1, 1 },
	{ VK_FORMAT_R8G8B8A8_UNORM, "rgba8", 4, 1, 1 },
	{ VK_FORMAT_R16G16B16A16_UINT, "rgba16", 8, 1, 1 },
	{ VK_FORMAT_R32G32B32_UINT, "rgb32", 12, 1, 1 },
	{ VK_FORMAT_R32G32B32A32_UINT, "rgba32", 16, 1, 1 },
	{ VK_FORMAT_BC1_RGB_UNORM_BLOCK, "bc1", 8, 4, 4 },
	{ VK_FORMAT_BC3_UNORM_BLOCK, "bc3", 16, 4, 4 },
};

enum { R8, R16, RGBA8, RGBA16, RGB32, RGBA32, BC1, BC3 };

struct image {
	const struct format *fmt;
	VkImage image;
	VkDeviceMemory memory;
	VkExtent3D size;
	uint32_t mips, layers;
	VkImageTiling tiling;
	VkImageUsageFlags usage;
	uint64_t at[MAX_SLICES];	/* where in @shadow a slice starts */
	uint64_t bytes;
	uint8_t *shadow;
};

/** struct rect - in texels, at block borders */
struct rect {
	VkOffset3D o;
	VkExtent3D e;
};

static uint32_t blocks(uint32_t texels, uint32_t block)
{
	return (texels + block - 1) / block;
}

static VkExtent3D mip_size(const struct image *img, uint32_t mip)
{
	return (VkExtent3D){ MAX(img->size.width >> mip, 1),
			     MAX(img->size.height >> mip, 1),
			     MAX(img->size.depth >> mip, 1) };
}

static VkExtent3D in_blocks(const struct format *fmt, VkExtent3D e)
{
	return (VkExtent3D){ blocks(e.width, fmt->w), blocks(e.height, fmt->h), e.depth };
}

static uint64_t slice_bytes(const struct image *img, uint32_t mip)
{
	const VkExtent3D b = in_blocks(img->fmt, mip_size(img, mip));

	return (uint64_t)b.width * b.height * b.depth * img->fmt->bytes;
}

static struct rect whole(const struct image *img, uint32_t mip)
{
	return (struct rect){ { 0, 0, 0 }, mip_size(img, mip) };
}

static uint8_t *slice(const struct image *img, uint32_t mip, uint32_t layer)
{
	return img->shadow + img->at[layer * img->mips + mip];
}

/* Slices lie in a staging buffer as in the model, at multiples of 48 bytes. */
static void lay_out(struct image *img)
{
	for (uint32_t i = 0; i < img->mips * img->layers; i++) {
		img->at[i] = img->bytes;
		img->bytes += (slice_bytes(img, i % img->mips) + 47) / 48 * 48;
	}
	img->shadow = malloc(img->bytes);
	if (!img->shadow)
		fail("out of memory");
}

static VkImageCreateInfo create_info(const struct image *img)
{
	return (VkImageCreateInfo){
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = img->size.depth > 1 ? VK_IMAGE_TYPE_3D : VK_IMAGE_TYPE_2D,
		.format = img->fmt->format,
		.extent = img->size,
		.mipLevels = img->mips,
		.arrayLayers = img->layers,
		.samples = VK_SAMPLE_COUNT_1_BIT,
		.tiling = img->tiling,
		.usage = VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
			 VK_IMAGE_USAGE_TRANSFER_DST_BIT | img->usage,
	};
}

static bool supported(struct device *vk, const struct image *img)
{
	const VkImageCreateInfo c = create_info(img);
	VkImageFormatProperties p;

	if (vkGetPhysicalDeviceImageFormatProperties(vk->gpu->phys, c.format, c.imageType,
						     c.tiling, c.usage, 0, &p))
		return false;
	return p.maxExtent.width >= c.extent.width &&
	       p.maxExtent.height >= c.extent.height &&
	       p.maxExtent.depth >= c.extent.depth && p.maxMipLevels >= c.mipLevels &&
	       p.maxArrayLayers >= c.arrayLayers;
}

static void to_general(struct device *vk, struct image *img)
{
	VkCommandBuffer cmd = vk_begin(vk, 0);

	vk_to_general(cmd, img->image, img->mips, img->layers);
	vk_run(vk, 0, cmd);
}

/* False when the device has no such image; @type is a wish. */
static bool image_init(struct device *vk, struct image *img, uint32_t type)
{
	VkImageCreateInfo info = create_info(img);
	VkMemoryRequirements req;

	if (!supported(vk, img))
		return false;
	lay_out(img);
	VK(vkCreateImage(vk->device, &info, NULL, &img->image));
	vkGetImageMemoryRequirements(vk->device, img->image, &req);
	if (!(req.memoryTypeBits & (1u << type)))
		type = __builtin_ctz(req.memoryTypeBits);
	VK(vkAllocateMemory(vk->device, &(VkMemoryAllocateInfo){
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.allocationSize = req.size,
		.memoryTypeIndex = type,
	}, NULL, &img->memory));
	VK(vkBindImageMemory(vk->device, img->image, img->memory, 0));
	to_general(vk, img);
	return true;
}

static void image_fini(struct device *vk, struct image *img)
{
	vkDestroyImage(vk->device, img->image, NULL);
	vkFreeMemory(vk->device, img->memory, NULL);
	free(img->shadow);
}

static VkImageSubresourceLayers layers(uint32_t mip, uint32_t layer)
{
	return (VkImageSubresourceLayers){ VK_IMAGE_ASPECT_COLOR_BIT, mip, layer, 1 };
}

/** struct rows - a box of texel blocks in memory, for the models */
struct rows {
	uint8_t *p;
	uint64_t pitch, plane;
};

static struct rows image_rows(const struct image *img, uint32_t mip, uint32_t layer,
			      VkOffset3D o)
{
	const VkExtent3D b = in_blocks(img->fmt, mip_size(img, mip));
	const uint64_t pitch = (uint64_t)b.width * img->fmt->bytes;
	const uint64_t plane = pitch * b.height;

	return (struct rows){ slice(img, mip, layer) + o.z * plane +
			      o.y / img->fmt->h * pitch +
			      (uint64_t)(o.x / img->fmt->w) * img->fmt->bytes,
			      pitch, plane };
}

static void copy_rows(const struct format *fmt, struct rows dst, struct rows src,
		      VkExtent3D e)
{
	const VkExtent3D b = in_blocks(fmt, e);

	for (uint32_t z = 0; z < b.depth; z++)
		for (uint32_t y = 0; y < b.height; y++)
			memcpy(dst.p + z * dst.plane + y * dst.pitch,
			       src.p + z * src.plane + y * src.pitch,
			       (size_t)b.width * fmt->bytes);
}

/** struct packing - how texels lie in a buffer; lengths in texels, 0 is tight */
struct packing {
	VkDeviceSize offset;
	uint32_t row_length, image_height;
};

static VkBufferImageCopy region(uint32_t mip, uint32_t layer, struct rect r,
				struct packing p)
{
	return (VkBufferImageCopy){ p.offset, p.row_length, p.image_height,
				    layers(mip, layer), r.o, r.e };
}

static struct rows buffer_rows(const struct format *fmt, struct vk_buf *buf, struct rect r,
			       struct packing p)
{
	const uint32_t w = p.row_length ? p.row_length : r.e.width;
	const uint32_t h = p.image_height ? p.image_height : r.e.height;
	const uint64_t pitch = (uint64_t)blocks(w, fmt->w) * fmt->bytes;

	return (struct rows){ buf->shadow + p.offset, pitch, pitch * blocks(h, fmt->h) };
}

static void buffer_to_image(VkCommandBuffer cmd, struct vk_buf *buf, struct image *img,
			    uint32_t mip, uint32_t layer, struct rect r, struct packing p)
{
	const VkBufferImageCopy c = region(mip, layer, r, p);

	vkCmdCopyBufferToImage(cmd, buf->buffer, img->image, VK_IMAGE_LAYOUT_GENERAL, 1,
			       &c);
	copy_rows(img->fmt, image_rows(img, mip, layer, r.o),
		  buffer_rows(img->fmt, buf, r, p), r.e);
}

static void image_to_buffer(VkCommandBuffer cmd, struct image *img, uint32_t mip,
			    uint32_t layer, struct rect r, struct vk_buf *buf,
			    struct packing p)
{
	const VkBufferImageCopy c = region(mip, layer, r, p);

	vkCmdCopyImageToBuffer(cmd, img->image, VK_IMAGE_LAYOUT_GENERAL, buf->buffer, 1,
			       &c);
	copy_rows(img->fmt, buffer_rows(img->fmt, buf, r, p),
		  image_rows(img, mip, layer, r.o), r.e);
}

static void image_to_image(VkCommandBuffer cmd, struct image *src, struct image *dst,
			   const VkImageCopy *c)
{
	vkCmdCopyImage(cmd, src->image, VK_IMAGE_LAYOUT_GENERAL, dst->image,
		       VK_IMAGE_LAYOUT_GENERAL, 1, c);
	copy_rows(src->fmt,
		  image_rows(dst, c->dstSubresource.mipLevel,
			     c->dstSubresource.baseArrayLayer, c->dstOffset),
		  image_rows(src, c->srcSubresource.mipLevel,
			     c->srcSubresource.baseArrayLayer, c->srcOffset),
		  c->extent);
}

/* Gives every slice its own content, each from its own place in a buffer. */
static void image_upload(struct device *vk, struct image *img, uint32_t seed)
{
	struct vk_buf *buf = vk_buffer(vk, img->bytes, vk->gpu->staging);
	VkCommandBuffer cmd = vk_begin(vk, 0);

	vk_upload(vk, buf, seed);
	for (uint32_t i = 0; i < img->mips * img->layers; i++) {
		const uint32_t mip = i % img->mips, layer = i / img->mips;

		buffer_to_image(cmd, buf, img, mip, layer, whole(img, mip),
				(struct packing){ .offset = img->at[i] });
	}
	vk_run(vk, 0, cmd);
	vk_buffer_free(vk, buf);
}

/* Reads all slices and compares them, and the bytes between, with the model. */
static void image_verify(struct device *vk, struct image *img, const char *what)
{
	struct vk_buf *buf = vk_buffer(vk, img->bytes, vk->gpu->staging);
	VkCommandBuffer cmd = vk_begin(vk, 0);

	vk_upload(vk, buf, 999);
	for (uint32_t i = 0; i < img->mips * img->layers; i++) {
		const uint32_t mip = i % img->mips, layer = i / img->mips;

		image_to_buffer(cmd, img, mip, layer, whole(img, mip), buf,
				(struct packing){ .offset = img->at[i] });
	}
	vk_run(vk, 0, cmd);
	vk_verify(vk, buf, what);
	vk_buffer_free(vk, buf);
}

/* An inner rectangle; every odd @i reaches the far edges. */
static struct rect part(const struct image *img, uint32_t mip, uint32_t i)
{
	const VkExtent3D e = mip_size(img, mip);
	const uint32_t fw = img->fmt->w, fh = img->fmt->h;
	struct rect r;

	r.o.x = e.width / (i + 3) / fw * fw;
	r.o.y = e.height / (i + 2) / fh * fh;
	r.o.z = e.depth / 2;
	r.e.width = e.width - r.o.x;
	r.e.height = e.height - r.o.y;
	r.e.depth = e.depth - r.o.z;
	if (i % 2 == 0) {
		r.e.width = MIN(r.e.width, MAX(r.e.width / 2 / fw * fw, fw));
		r.e.height = MIN(r.e.height, MAX(r.e.height / 2 / fh * fh, fh));
	}
	return r;
}

static uint32_t round_up(uint32_t v, uint32_t to)
{
	return (v + to - 1) / to * to;
}

/* Rectangles out of and into a buffer whose rows are longer than the image's. */
static void parts(struct device *vk, struct image *img)
{
	const uint32_t w = round_up(img->size.width, img->fmt->w) + 8;
	const uint32_t h = round_up(img->size.height, img->fmt->h) + 4;
	const uint64_t bytes = (uint64_t)w * h * img->size.depth * img->fmt->bytes + 8192;
	struct vk_buf *buf = vk_buffer(vk, bytes, vk->gpu->staging);

	for (uint32_t i = 0; i < 4; i++) {
		const uint32_t mip = i % img->mips, layer = i % img->layers;
		const struct packing p = { 48 * (i + 1), w, h };
		const struct rect r = part(img, mip, i);
		VkCommandBuffer cmd = vk_begin(vk, 0);

		vk_upload(vk, buf, 500 + i);
		buffer_to_image(cmd, buf, img, mip, layer, r, p);
		vk_run(vk, 0, cmd);
		image_verify(vk, img, "image after a write of a part");
		vk_upload(vk, buf, 600 + i);
		cmd = vk_begin(vk, 0);
		image_to_buffer(cmd, img, mip, layer, r, buf, p);
		vk_run(vk, 0, cmd);
		vk_verify(vk, buf, "buffer after a read of a part");
	}
	vk_buffer_free(vk, buf);
}

static bool round_trip(struct device *vk, struct image img)
{
	if (!image_init(vk, &img, vk->gpu->local))
		return false;
	image_upload(vk, &img, 700);
	image_verify(vk, &img, "image");
	parts(vk, &img);
	image_fini(vk, &img);
	return true;
}

static const VkExtent3D sizes[] = {
	{ 1, 1, 1 }, { 17, 5, 1 }, { 64, 64, 1 }, { 259, 131, 1 },
};

static void round_trips(struct device *vk, uint64_t fmt, VkImageTiling tiling)
{
	unsigned int done = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		done += round_trip(vk, (struct image){
			.fmt = &formats[fmt], .size = sizes[i], .mips = 1, .layers = 1,
			.tiling = tiling });
	if (!done)
		skip("the device has no such image");
}

static void optimal(struct device *vk, uint64_t fmt)
{
	round_trips(vk, fmt, VK_IMAGE_TILING_OPTIMAL);
}

static void linear(struct device *vk, uint64_t fmt)
{
	round_trips(vk, fmt, VK_IMAGE_TILING_LINEAR);
}

static void mips(struct device *vk, uint64_t fmt)
{
	if (!round_trip(vk, (struct image){ .fmt = &formats[fmt], .size = { 133, 70, 1 },
					    .mips = 8, .layers = 1 }))
		skip("no mip levels");
}

static void array(struct device *vk, uint64_t fmt)
{
	if (!round_trip(vk, (struct image){ .fmt = &formats[fmt], .size = { 65, 40, 1 },
					    .mips = 3, .layers = 7 }))
		skip("no arrays");
}

static void volume(struct device *vk, uint64_t fmt)
{
	if (!round_trip(vk, (struct image){ .fmt = &formats[fmt], .size = { 33, 21, 9 },
					    .mips = 2, .layers = 1 }))
		skip("no 3D images");
}

static void large(struct device *vk, uint64_t fmt)
{
	if (!round_trip(vk, (struct image){ .fmt = &formats[fmt], .size = { 1400, 530, 1 },
					    .mips = 1, .layers = 1 }))
		skip("no such image");
}

/* The bytes of a linear image lie where Vulkan says they do. */
static void linear_layout(struct device *vk, uint64_t fmt)
{
	struct image img = { .fmt = &formats[fmt], .size = { 97, 23, 1 }, .mips = 1,
			     .layers = 1, .tiling = VK_IMAGE_TILING_LINEAR };
	const VkImageSubresource sub = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0 };
	const uint64_t row = 97ull * img.fmt->bytes;
	VkSubresourceLayout l;
	uint8_t *map;

	if (!image_init(vk, &img, vk->gpu->staging))
		skip("the device has no such image");
	image_upload(vk, &img, 710);
	vkGetImageSubresourceLayout(vk->device, img.image, &sub, &l);
	if (vkMapMemory(vk->device, img.memory, 0, VK_WHOLE_SIZE, 0, (void **)&map))
		skip("linear images are not in host-visible memory");
	for (uint32_t y = 0; y < 23; y++)
		vk_compare(img.shadow + y * row, map + l.offset + y * l.rowPitch, row,
			   "row of a linear image");
	for (uint32_t y = 0; y < 23; y++) {
		pattern(img.shadow + y * row, row, 720 + y);
		memcpy(map + l.offset + y * l.rowPitch, img.shadow + y * row, row);
	}
	image_verify(vk, &img, "linear image that the CPU wrote");
	image_fini(vk, &img);
}

/* Arguments of the image-to-image cases, packed: source and destination tiling. */
#define TILINGS(s, d) ((s) | (d) << 4)
#define OPT VK_IMAGE_TILING_OPTIMAL
#define LIN VK_IMAGE_TILING_LINEAR

static const VkImageCopy image_copies[] = {
	{ .srcOffset = { 0, 0, 0 }, .dstOffset = { 0, 0, 0 }, .extent = { 100, 60, 1 } },
	{ .srcOffset = { 4, 8, 0 }, .dstOffset = { 12, 4, 0 }, .extent = { 64, 32, 1 } },
	{ .srcOffset = { 1, 2, 0 }, .dstOffset = { 7, 5, 0 }, .extent = { 13, 9, 1 } },
	{ .srcOffset = { 99, 59, 0 }, .dstOffset = { 0, 0, 0 }, .extent = { 1, 1, 1 } },
};

static void between(struct device *vk, const struct format *fmt, uint64_t tilings)
{
	struct image a = { .fmt = fmt, .size = { 100, 60, 1 }, .mips = 1, .layers = 1,
			   .tiling = tilings & 15 };
	struct image b = { .fmt = fmt, .size = { 120, 75, 1 }, .mips = 1, .layers = 1,
			   .tiling = tilings >> 4 };

	if (!image_init(vk, &a, vk->gpu->local) || !image_init(vk, &b, vk->gpu->local))
		skip("the device has no such image");
	image_upload(vk, &a, 730);
	image_upload(vk, &b, 731);
	for (unsigned int i = 0; i < ARRAY_SIZE(image_copies); i++) {
		VkImageCopy c = image_copies[i];
		VkCommandBuffer cmd = vk_begin(vk, 0);

		c.srcSubresource = c.dstSubresource = layers(0, 0);
		image_to_image(cmd, &a, &b, &c);
		vk_run(vk, 0, cmd);
		image_verify(vk, &b, "destination image");
	}
	image_verify(vk, &a, "source image");
	image_fini(vk, &a);
	image_fini(vk, &b);
}

static void copy_images(struct device *vk, uint64_t tilings)
{
	between(vk, &formats[RGBA8], tilings);
	between(vk, &formats[R8], tilings);
	between(vk, &formats[RGBA32], tilings);
}

/* From one mip level and layer into another of the same image. */
static void copy_levels(struct device *vk, uint64_t fmt)
{
	struct image img = { .fmt = &formats[fmt], .size = { 128, 96, 1 }, .mips = 4,
			     .layers = 5 };
	VkCommandBuffer cmd;

	if (!image_init(vk, &img, vk->gpu->local))
		skip("the device has no such image");
	image_upload(vk, &img, 740);
	cmd = vk_begin(vk, 0);
	for (uint32_t i = 0; i < 4; i++) {
		image_to_image(cmd, &img, &img, &(VkImageCopy){
			.srcSubresource = layers(i, i),
			.srcOffset = { 2, 1, 0 },
			.dstSubresource = layers((i + 1) % 4, i + 1),
			.dstOffset = { 1, 3, 0 },
			.extent = { 12, 8, 1 },
		});
		vk_barrier(cmd);
	}
	vk_run(vk, 0, cmd);
	image_verify(vk, &img, "image copied within itself");
	image_fini(vk, &img);
}

/* The driver's own code on the CPU reads and writes tiled images: a second opinion of where texels lie. */
static void host_write(struct device *vk, struct image *img)
{
	PFN_vkCopyMemoryToImageEXT copy =
		(PFN_vkCopyMemoryToImageEXT)vkGetDeviceProcAddr(vk->device, "vkCopyMemoryToImageEXT");

	for (uint32_t i = 0; i < img->mips * img->layers; i++) {
		const uint32_t mip = i % img->mips, layer = i / img->mips;

		pattern(slice(img, mip, layer), slice_bytes(img, mip), 750 + i);
		VK(copy(vk->device, &(VkCopyMemoryToImageInfoEXT){
			.sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_IMAGE_INFO_EXT,
			.dstImage = img->image,
			.dstImageLayout = VK_IMAGE_LAYOUT_GENERAL,
			.regionCount = 1,
			.pRegions = &(VkMemoryToImageCopyEXT){
				.sType = VK_STRUCTURE_TYPE_MEMORY_TO_IMAGE_COPY_EXT,
				.pHostPointer = slice(img, mip, layer),
				.imageSubresource = layers(mip, layer),
				.imageExtent = mip_size(img, mip),
			},
		}));
	}
}

static void host_verify(struct device *vk, struct image *img)
{
	PFN_vkCopyImageToMemoryEXT copy =
		(PFN_vkCopyImageToMemoryEXT)vkGetDeviceProcAddr(vk->device, "vkCopyImageToMemoryEXT");
	uint8_t *got = malloc(img->bytes);

	for (uint32_t i = 0; got && i < img->mips * img->layers; i++) {
		const uint32_t mip = i % img->mips, layer = i / img->mips;

		VK(copy(vk->device, &(VkCopyImageToMemoryInfoEXT){
			.sType = VK_STRUCTURE_TYPE_COPY_IMAGE_TO_MEMORY_INFO_EXT,
			.srcImage = img->image,
			.srcImageLayout = VK_IMAGE_LAYOUT_GENERAL,
			.regionCount = 1,
			.pRegions = &(VkImageToMemoryCopyEXT){
				.sType = VK_STRUCTURE_TYPE_IMAGE_TO_MEMORY_COPY_EXT,
				.pHostPointer = got,
				.imageSubresource = layers(mip, layer),
				.imageExtent = mip_size(img, mip),
			},
		}));
		vk_compare(slice(img, mip, layer), got, slice_bytes(img, mip),
			   "what the CPU read of an image");
	}
	free(got);
}

static bool host_trip(struct device *vk, struct image img)
{
	img.usage = VK_IMAGE_USAGE_HOST_TRANSFER_BIT_EXT;
	if (!image_init(vk, &img, vk->gpu->local))
		return false;
	host_write(vk, &img);
	image_verify(vk, &img, "image that the CPU wrote");
	image_upload(vk, &img, 760);
	host_verify(vk, &img);
	image_fini(vk, &img);
	return true;
}

static void host(struct device *vk, uint64_t fmt)
{
	unsigned int done = 0;

	if (!vk->gpu->host_image_copy)
		skip("the driver does not copy images on the CPU");
	done += host_trip(vk, (struct image){ .fmt = &formats[fmt], .size = { 17, 5, 1 },
					      .mips = 1, .layers = 1 });
	done += host_trip(vk, (struct image){ .fmt = &formats[fmt], .size = { 133, 70, 1 },
					      .mips = 8, .layers = 2 });
	done += host_trip(vk, (struct image){ .fmt = &formats[fmt], .size = { 260, 140, 1 },
					      .mips = 3, .layers = 1 });
	if (!done)
		skip("the device has no such image");
}

const struct subtest image_tests[] = {
	{ "image-optimal-r8", optimal, R8 },
	{ "image-optimal-r16", optimal, R16 },
	{ "image-optimal-rgba8", optimal, RGBA8 },
	{ "image-optimal-rgba16", optimal, RGBA16 },
	{ "image-optimal-rgb32", optimal, RGB32 },
	{ "image-optimal-rgba32", optimal, RGBA32 },
	{ "image-optimal-bc1", optimal, BC1 },
	{ "image-optimal-bc3", optimal, BC3 },
	{ "image-optimal-large", large, RGBA8 },
	{ "image-optimal-mips", mips, RGBA8 },
	{ "image-optimal-mips-bc1", mips, BC1 },
	{ "image-optimal-array", array, R16 },
	{ "image-optimal-3d", volume, RGBA8 },
	{ "image-host-r8", host, R8 },
	{ "image-host-r16", host, R16 },
	{ "image-host-rgba8", host, RGBA8 },
	{ "image-host-rgba16", host, RGBA16 },
	{ "image-host-rgba32", host, RGBA32 },
	{ "image-linear-r8", linear, R8 },
	{ "image-linear-r16", linear, R16 },
	{ "image-linear-rgba8", linear, RGBA8 },
	{ "image-linear-rgba16", linear, RGBA16 },
	{ "image-linear-rgb32", linear, RGB32 },
	{ "image-linear-rgba32", linear, RGBA32 },
	{ "image-linear-layout", linear_layout, RGBA8 },
	{ "image-copy-optimal-optimal", copy_images, TILINGS(OPT, OPT) },
	{ "image-copy-optimal-linear", copy_images, TILINGS(OPT, LIN) },
	{ "image-copy-linear-optimal", copy_images, TILINGS(LIN, OPT) },
	{ "image-copy-linear-linear", copy_images, TILINGS(LIN, LIN) },
	{ "image-copy-levels", copy_levels, RGBA8 },
	{ 0 },
};
