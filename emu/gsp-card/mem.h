/* SPDX-License-Identifier: MIT */
/*
 * Physical memory as the card sees it: its own video memory, and the guest's memory across the
 * bus. Every address comes from the guest, so every access is checked against what is there.
 */
#ifndef GSP_CARD_MEM_H
#define GSP_CARD_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct card;
struct mem;

/* Numbered like the APERTURE field of a VER3 PTE (OGKM hopper/gh100/dev_mmu.h). */
enum aperture {
	APERTURE_VIDEO = 0,
	APERTURE_PEER = 1,
	APERTURE_SYS_COHERENT = 2,
	APERTURE_SYS_NONCOHERENT = 3,
};

/**
 * mem_create() - reserve video memory
 * @card: the card, borrowed; its vfio-user connection is used for guest memory
 * @vram_size: bytes of video memory. Zero-filled and backed by the host on first use.
 *
 * Return: the memory, to be given to mem_destroy(); NULL without enough address space.
 */
struct mem *mem_create(struct card *card, uint64_t vram_size);
void mem_destroy(struct mem *mem);

/** mem_vram_size() - bytes of video memory. */
uint64_t mem_vram_size(const struct mem *mem);

/** aperture_name() - "vid", "peer", "coh", "ncoh". */
const char *aperture_name(enum aperture aperture);

/**
 * mem_ptr() - direct access to memory
 * @mem: the memory
 * @aperture: whose memory
 * @addr: byte address inside the aperture
 * @len: bytes, not zero
 * @write: whether the caller is going to write
 *
 * Return: a pointer to @len contiguous bytes, valid until the next guest message is handled;
 * NULL if any byte is not there, or not writable, or (guest memory) lies in another block.
 */
void *mem_ptr(struct mem *mem, enum aperture aperture, uint64_t addr, size_t len, bool write);

/**
 * mem_read() - copy out of memory
 * mem_write() - copy into memory
 *
 * Unlike mem_ptr() the range may span blocks of guest memory.
 *
 * Return: false, with nothing or a part copied, if any byte is not there. The rest of @buf
 * of a failed read is zero.
 */
bool mem_read(struct mem *mem, enum aperture aperture, uint64_t addr, void *buf, size_t len);
bool mem_write(struct mem *mem, enum aperture aperture, uint64_t addr, const void *buf,
	       size_t len);

#endif
