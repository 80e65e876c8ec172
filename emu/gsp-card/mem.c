// SPDX-License-Identifier: MIT
/*
 * Video memory is one anonymous mapping, so that a card of many GiB costs only what the guest
 * touches. Guest memory belongs to QEMU; the vfio-user server knows which of it may be used.
 */
#include "mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "card.h"
#include "emu/vfio-user/vfu.h"

struct mem {
	struct card *card;
	uint8_t *vram;
	uint64_t vram_size;
};

#define MEM_PAGE 4096u

struct mem *mem_create(struct card *card, uint64_t vram_size)
{
	struct mem *mem;

	if (!vram_size || vram_size > SIZE_MAX)
		return NULL;

	mem = calloc(1, sizeof(*mem));
	if (!mem)
		return NULL;

	mem->vram = mmap(NULL, vram_size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mem->vram == MAP_FAILED) {
		free(mem);
		return NULL;
	}

	mem->card = card;
	mem->vram_size = vram_size;
	return mem;
}

void mem_destroy(struct mem *mem)
{
	if (!mem)
		return;
	munmap(mem->vram, mem->vram_size);
	free(mem);
}

uint64_t mem_vram_size(const struct mem *mem)
{
	return mem->vram_size;
}

const char *aperture_name(enum aperture aperture)
{
	switch (aperture) {
	case APERTURE_VIDEO:
		return "vid";
	case APERTURE_PEER:
		return "peer";
	case APERTURE_SYS_COHERENT:
		return "coh";
	case APERTURE_SYS_NONCOHERENT:
		return "ncoh";
	}
	return "?";
}

static void *sysmem_ptr(struct mem *mem, uint64_t addr, size_t len, bool write)
{
	struct vfu *vfu = card_vfu(mem->card);

	if (!vfu)
		return NULL;
	return vfu_dma_ptr(vfu, addr, len, write ? VFU_DMA_WRITE : VFU_DMA_READ);
}

void *mem_ptr(struct mem *mem, enum aperture aperture, uint64_t addr, size_t len, bool write)
{
	switch (aperture) {
	case APERTURE_VIDEO:
		if (addr >= mem->vram_size || len > mem->vram_size - addr)
			return NULL;
		return mem->vram + addr;
	case APERTURE_SYS_COHERENT:
	case APERTURE_SYS_NONCOHERENT:
		return sysmem_ptr(mem, addr, len, write);
	case APERTURE_PEER:
		break;
	}
	return NULL;
}

/* How much of @len lies in the page that @addr is in. */
static size_t page_chunk(uint64_t addr, size_t len)
{
	size_t chunk = MEM_PAGE - (addr & (MEM_PAGE - 1));

	return chunk < len ? chunk : len;
}

bool mem_read(struct mem *mem, enum aperture aperture, uint64_t addr, void *buf, size_t len)
{
	const void *ptr = mem_ptr(mem, aperture, addr, len, false);
	uint8_t *out = buf;

	if (ptr) {
		memcpy(out, ptr, len);
		return true;
	}

	while (len) {
		size_t chunk = page_chunk(addr, len);

		ptr = mem_ptr(mem, aperture, addr, chunk, false);
		if (!ptr) {
			memset(out, 0, len);
			return false;
		}
		memcpy(out, ptr, chunk);
		out += chunk;
		addr += chunk;
		len -= chunk;
	}
	return true;
}

bool mem_write(struct mem *mem, enum aperture aperture, uint64_t addr, const void *buf, size_t len)
{
	void *ptr = mem_ptr(mem, aperture, addr, len, true);
	const uint8_t *in = buf;

	if (ptr) {
		memcpy(ptr, in, len);
		return true;
	}

	while (len) {
		size_t chunk = page_chunk(addr, len);

		ptr = mem_ptr(mem, aperture, addr, chunk, true);
		if (!ptr)
			return false;
		memcpy(ptr, in, chunk);
		in += chunk;
		addr += chunk;
		len -= chunk;
	}
	return true;
}
