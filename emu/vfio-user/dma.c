// SPDX-License-Identifier: MIT
/* Guest memory: the ranges that the client shared, and access to them by guest address. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "emu/vfio-user/priv.h"

/* The first range that ends after @iova; it may start after it, too. */
static unsigned int find(const struct vfu_dma *dma, uint64_t iova)
{
	unsigned int lo = 0, hi = dma->num;

	while (lo < hi) {
		unsigned int mid = (lo + hi) / 2;

		if (dma->range[mid].iova + dma->range[mid].size <= iova)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int check_new(const struct vfu_dma *dma, const struct vfu_dma_map_msg *msg, unsigned int at)
{
	uint64_t end;

	if (!msg->size || __builtin_add_overflow(msg->iova, msg->size, &end))
		return -EINVAL;
	if (!msg->flags || msg->flags & ~(uint32_t)(VFU_DMA_READ | VFU_DMA_WRITE))
		return -EINVAL;
	if (at < dma->num && dma->range[at].iova < end)
		return -EEXIST;
	return dma->num < VFU_MAX_DMA_MAPS ? 0 : -ENOSPC;
}

/*
 * Map @msg's part of @fd. An access beyond the end of a file is a SIGBUS, so the file has to be
 * long enough now; QEMU seals its memfds against shrinking. What is not a file (a device of the
 * host) counts as memory that cannot be accessed.
 */
static int map_fd(const struct vfu_dma_map_msg *msg, int fd, void **host)
{
	int prot = (msg->flags & VFU_DMA_READ ? PROT_READ : 0) |
		   (msg->flags & VFU_DMA_WRITE ? PROT_WRITE : 0);
	struct stat st;
	uint64_t end;
	void *ptr;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return 0;
	if (__builtin_add_overflow(msg->offset, msg->size, &end) || end > (uint64_t)st.st_size)
		return -EINVAL;
	ptr = mmap(NULL, msg->size, prot, MAP_SHARED, fd, msg->offset);
	if (ptr == MAP_FAILED)
		return -errno;
	*host = ptr;
	return 0;
}

/* @fd: -1 if the memory came without one; stays the caller's. */
int vfu_dma_map(struct vfu *vfu, const struct vfu_dma_map_msg *msg, int fd)
{
	struct vfu_dma *dma = &vfu->dma;
	unsigned int at = find(dma, msg->iova);
	struct vfu_dma_range range = {
		.iova = msg->iova,
		.size = msg->size,
		.prot = msg->flags,
	};
	int ret;

	ret = check_new(dma, msg, at);
	if (ret)
		return ret;
	if (fd >= 0)
		ret = map_fd(msg, fd, &range.host);
	if (ret)
		return ret;

	memmove(&dma->range[at + 1], &dma->range[at], (dma->num - at) * sizeof(range));
	dma->range[at] = range;
	dma->num++;
	if (vfu->ops.dma_map)
		vfu->ops.dma_map(vfu->priv, &range);
	return 0;
}

static void remove_range(struct vfu *vfu, unsigned int at)
{
	struct vfu_dma *dma = &vfu->dma;
	struct vfu_dma_range range = dma->range[at];

	if (vfu->ops.dma_unmap)
		vfu->ops.dma_unmap(vfu->priv, &range);
	if (range.host)
		munmap(range.host, range.size);
	dma->num--;
	memmove(&dma->range[at], &dma->range[at + 1], (dma->num - at) * sizeof(range));
}

/* The range has to be one that was mapped, neither a part nor more. */
int vfu_dma_unmap(struct vfu *vfu, uint64_t iova, uint64_t size)
{
	struct vfu_dma *dma = &vfu->dma;
	unsigned int at = find(dma, iova);

	if (at == dma->num || dma->range[at].iova != iova || dma->range[at].size != size)
		return -ENOENT;
	remove_range(vfu, at);
	return 0;
}

void vfu_dma_unmap_all(struct vfu *vfu)
{
	while (vfu->dma.num)
		remove_range(vfu, vfu->dma.num - 1);
}

/* The bytes from @iova on that are accessible in one piece; their number goes to *@avail. */
static uint8_t *lookup(const struct vfu_dma *dma, uint64_t iova, unsigned int prot, uint64_t *avail)
{
	unsigned int at = find(dma, iova);
	const struct vfu_dma_range *range = &dma->range[at];

	if (at == dma->num || iova < range->iova || !range->host || (range->prot & prot) != prot)
		return NULL;
	*avail = range->size - (iova - range->iova);
	return (uint8_t *)range->host + (iova - range->iova);
}

/**
 * vfu_dma_ptr() - guest memory as a host pointer
 * @vfu:	the server
 * @iova:	guest physical address
 * @len:	bytes, not zero
 * @prot:	enum vfu_dma_prot bits that the caller needs
 *
 * The guest goes on writing to this memory: copy a value once, check the copy, use the copy. The
 * pointer dies with the mapping, when &vfu_ops.dma_unmap returns.
 *
 * Return: the pointer, or NULL if the range is not wholly inside one mapping that allows @prot.
 */
void *vfu_dma_ptr(struct vfu *vfu, uint64_t iova, size_t len, unsigned int prot)
{
	uint64_t avail;
	void *ptr = lookup(&vfu->dma, iova, prot, &avail);

	return ptr && len && len <= avail ? ptr : NULL;
}

/**
 * vfu_dma_read() - copy from guest memory, across mappings if need be
 * @vfu:	the server
 * @iova:	guest physical address
 * @buf:	at least @len bytes
 * @len:	bytes; 0 succeeds
 *
 * Return: 0, or -EFAULT if some of the range is not accessible; @buf may then be partly written.
 */
int vfu_dma_read(struct vfu *vfu, uint64_t iova, void *buf, size_t len)
{
	uint8_t *dst = buf;

	while (len) {
		uint64_t avail;
		const uint8_t *src = lookup(&vfu->dma, iova, VFU_DMA_READ, &avail);

		if (!src)
			return -EFAULT;
		if (avail > len)
			avail = len;
		memcpy(dst, src, avail);
		dst += avail;
		iova += avail;
		len -= avail;
	}
	return 0;
}

/**
 * vfu_dma_write() - copy to guest memory, across mappings if need be
 * @vfu:	the server
 * @iova:	guest physical address
 * @buf:	@len bytes
 * @len:	bytes; 0 succeeds
 *
 * Return: 0, or -EFAULT if some of the range is not accessible; a part may be written then.
 */
int vfu_dma_write(struct vfu *vfu, uint64_t iova, const void *buf, size_t len)
{
	const uint8_t *src = buf;

	while (len) {
		uint64_t avail;
		uint8_t *dst = lookup(&vfu->dma, iova, VFU_DMA_WRITE, &avail);

		if (!dst)
			return -EFAULT;
		if (avail > len)
			avail = len;
		memcpy(dst, src, avail);
		src += avail;
		iova += avail;
		len -= avail;
	}
	return 0;
}
