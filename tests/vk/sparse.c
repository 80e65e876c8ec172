// SPDX-License-Identifier: MIT
/* Sparse buffers, whose pages are bound to ordinary buffers' memory. */
#include <string.h>

#include "vk.h"

#define PAGES 8u

/**
 * struct sparse - a sparse buffer of PAGES pages and two buffers that lend them
 * @home: for each page which of @mem backs it, and at which of its pages;
 *	-1 where nothing does
 */
struct sparse {
	struct vk_buf *buf;
	struct vk_buf *mem[2];
	VkDeviceSize page;
	int home[PAGES];
};

static uint8_t *backing(struct sparse *s, unsigned int page)
{
	const int home = s->home[page];

	return s->mem[home & 1]->shadow + (home >> 1) * s->page;
}

/* The models: what is written through the sparse buffer lands in its pages. */
static void model_to_backing(struct sparse *s)
{
	for (unsigned int i = 0; i < PAGES; i++)
		if (s->home[i] >= 0)
			memcpy(backing(s, i), s->buf->shadow + i * s->page, s->page);
}

static void model_from_backing(struct sparse *s)
{
	for (unsigned int i = 0; i < PAGES; i++) {
		uint8_t *to = s->buf->shadow + i * s->page;

		if (s->home[i] >= 0)
			memcpy(to, backing(s, i), s->page);
		else
			memset(to, 0, s->page);
	}
}

static void need_sparse(struct device *vk, bool residency)
{
	const VkQueueFlags flags = vk->gpu->families[vk->q[0].family].queueFlags;

	if (!vk->gpu->features.sparseBinding)
		skip("no sparse binding");
	if (!(flags & VK_QUEUE_SPARSE_BINDING_BIT))
		skip("the queue family cannot bind sparse memory");
	if (residency && !vk->gpu->features.sparseResidencyBuffer)
		skip("no sparse residency for buffers");
	if (residency && !vk->gpu->props.sparseProperties.residencyNonResidentStrict)
		skip("no residencyNonResidentStrict");
}

static void sparse_init(struct device *vk, struct sparse *s, bool residency)
{
	const VkBufferCreateFlags flags =
		VK_BUFFER_CREATE_SPARSE_BINDING_BIT |
		(residency ? VK_BUFFER_CREATE_SPARSE_RESIDENCY_BIT : 0);
	const uint32_t types[2] = { vk->gpu->local, vk->gpu->staging };
	VkMemoryRequirements req;
	struct vk_buf *probe;

	probe = vk_buffer_ext(vk, 4096, vk->gpu->local, flags, NULL, NULL);
	vkGetBufferMemoryRequirements(vk->device, probe->buffer, &req);
	vk_buffer_free(vk, probe);
	s->page = MAX(req.alignment, 4096);
	if (s->page > 4 * MIB)
		fail("sparse page of %llu bytes", (unsigned long long)s->page);
	s->buf = vk_buffer_ext(vk, PAGES * s->page, vk->gpu->local, flags, NULL, NULL);
	for (int i = 0; i < 2; i++) {
		const bool fits = req.memoryTypeBits & (1u << types[i]);

		s->mem[i] = vk_buffer(vk, PAGES * s->page, types[fits ? i : 0]);
		vk_upload(vk, s->mem[i], 400 + i);
	}
	for (unsigned int i = 0; i < PAGES; i++)
		s->home[i] = -1;
}

static VkSparseMemoryBind one_bind(struct sparse *s, unsigned int page)
{
	VkSparseMemoryBind bind = {
		.resourceOffset = page * s->page,
		.size = s->page,
	};

	if (s->home[page] >= 0) {
		bind.memory = s->mem[s->home[page] & 1]->memory;
		bind.memoryOffset = (s->home[page] >> 1) * s->page;
	}
	return bind;
}

/* Binds all pages as @home says; @sem goes from @value to @value + 1 with it. */
static void bind_all(struct device *vk, struct sparse *s, const int home[PAGES],
		     VkSemaphore sem, uint64_t value)
{
	const uint64_t next = value + 1;
	const VkTimelineSemaphoreSubmitInfo values = {
		.sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
		.waitSemaphoreValueCount = 1,
		.pWaitSemaphoreValues = &value,
		.signalSemaphoreValueCount = 1,
		.pSignalSemaphoreValues = &next,
	};
	VkSparseMemoryBind bind[PAGES];
	const VkSparseBufferMemoryBindInfo info = {
		.buffer = s->buf->buffer,
		.bindCount = PAGES,
		.pBinds = bind,
	};

	memcpy(s->home, home, sizeof(s->home));
	for (unsigned int i = 0; i < PAGES; i++)
		bind[i] = one_bind(s, i);
	VK(vkQueueBindSparse(vk->q[0].queue, 1, &(VkBindSparseInfo){
		.sType = VK_STRUCTURE_TYPE_BIND_SPARSE_INFO,
		.pNext = &values,
		.waitSemaphoreCount = 1,
		.pWaitSemaphores = &sem,
		.bufferBindCount = 1,
		.pBufferBinds = &info,
		.signalSemaphoreCount = 1,
		.pSignalSemaphores = &sem,
	}, VK_NULL_HANDLE));
}

static void rebind(struct device *vk, struct sparse *s, const int home[PAGES])
{
	VkSemaphore sem = vk_timeline(vk, 0);

	bind_all(vk, s, home, sem, 0);
	VK(vk_timeline_wait(vk, sem, 1));
	VK(vkQueueWaitIdle(vk->q[0].queue));
	vkDestroySemaphore(vk->device, sem, NULL);
}

static void verify_sparse(struct device *vk, struct sparse *s, const char *what)
{
	vk_verify(vk, s->buf, what);
	vk_verify(vk, s->mem[0], "first memory");
	vk_verify(vk, s->mem[1], "second memory");
}

/* home[] = 2 * page + which memory */
static const int straight[PAGES] = { 0, 1, 2, 3, 4, 5, 6, 7 };
static const int shuffled[PAGES] = { 7, 12, 1, 9, 14, 3, 10, 4 };
static const int holes[PAGES] = { 7, -1, 1, 9, -1, -1, 10, -1 };
static const int nothing[PAGES] = { -1, -1, -1, -1, -1, -1, -1, -1 };

static void sparse_bind(struct device *vk, uint64_t arg)
{
	struct sparse s;

	(void)arg;
	need_sparse(vk, false);
	sparse_init(vk, &s, false);
	rebind(vk, &s, straight);
	model_from_backing(&s);
	verify_sparse(vk, &s, "bound pages");
	vk_upload(vk, s.buf, 410);
	model_to_backing(&s);
	verify_sparse(vk, &s, "pages written through the sparse buffer");
	rebind(vk, &s, shuffled);
	model_from_backing(&s);
	verify_sparse(vk, &s, "pages bound elsewhere");
	vk_upload(vk, s.buf, 411);
	model_to_backing(&s);
	verify_sparse(vk, &s, "pages written after the second bind");
}

/* Reads of pages without memory are zero and writes to them are dropped. */
static void sparse_strict(struct device *vk, uint64_t arg)
{
	struct sparse s;

	(void)arg;
	need_sparse(vk, true);
	sparse_init(vk, &s, true);
	model_from_backing(&s);
	vk_verify(vk, s.buf, "buffer without memory");
	rebind(vk, &s, holes);
	model_from_backing(&s);
	verify_sparse(vk, &s, "buffer with holes");
	vk_upload(vk, s.buf, 420);
	model_to_backing(&s);
	model_from_backing(&s);
	verify_sparse(vk, &s, "buffer with holes, written");
	rebind(vk, &s, nothing);
	model_from_backing(&s);
	verify_sparse(vk, &s, "unbound buffer");
	rebind(vk, &s, shuffled);
	model_from_backing(&s);
	verify_sparse(vk, &s, "buffer bound again");
}

/* Binds wait for and signal a timeline in turn with copies on the queue. */
static void sparse_timeline(struct device *vk, uint64_t arg)
{
	struct sparse s;
	VkSemaphore sem;

	(void)arg;
	need_sparse(vk, false);
	sparse_init(vk, &s, false);
	sem = vk_timeline(vk, 0);
	for (uint64_t i = 0; i < 8; i++) {
		bind_all(vk, &s, i % 2 ? shuffled : straight, sem, 2 * i);
		VK(vk_timeline_wait(vk, sem, 2 * i + 1));
		vk_upload(vk, s.buf, 430 + i);
		model_to_backing(&s);
		VK(vkSignalSemaphore(vk->device, &(VkSemaphoreSignalInfo){
			.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SIGNAL_INFO,
			.semaphore = sem,
			.value = 2 * i + 2,
		}));
	}
	verify_sparse(vk, &s, "after 8 binds");
	VK(vkQueueWaitIdle(vk->q[0].queue));
	vkDestroySemaphore(vk->device, sem, NULL);
}

/* One bind of many pages that one memory backs in one piece. */
static void sparse_large(struct device *vk, uint64_t size)
{
	struct vk_buf *buf, *mem;
	VkSparseMemoryBind bind = { .size = size };

	need_sparse(vk, false);
	buf = vk_buffer_ext(vk, size, vk->gpu->local,
			    VK_BUFFER_CREATE_SPARSE_BINDING_BIT, NULL, NULL);
	mem = vk_buffer(vk, size, vk->gpu->local);
	bind.memory = mem->memory;
	VK(vkQueueBindSparse(vk->q[0].queue, 1, &(VkBindSparseInfo){
		.sType = VK_STRUCTURE_TYPE_BIND_SPARSE_INFO,
		.bufferBindCount = 1,
		.pBufferBinds = &(VkSparseBufferMemoryBindInfo){ buf->buffer, 1, &bind },
	}, VK_NULL_HANDLE));
	VK(vkQueueWaitIdle(vk->q[0].queue));
	vk_upload(vk, buf, 440);
	memcpy(mem->shadow, buf->shadow, size);
	vk_verify(vk, mem, "memory behind a sparse buffer");
}

const struct subtest sparse_tests[] = {
	{ "sparse-bind", sparse_bind, 0 },
	{ "sparse-strict", sparse_strict, 0 },
	{ "sparse-timeline", sparse_timeline, 0 },
	{ "sparse-8m", sparse_large, 8 * MIB },
	{ 0 },
};
