/* SPDX-License-Identifier: MIT */
/*
 * The GMMU: VER3 page tables (Hopper, Blackwell), walked for every access.
 *
 * Translations are also remembered, the way a TLB would, until the driver invalidates them.
 * The walk's result is what counts; a remembered translation that no longer agrees with the
 * tables means that the driver forgot an invalidate, which is a violation.
 */
#ifndef GSP_CARD_MMU_H
#define GSP_CARD_MMU_H

#include "mem.h"

struct mmu;

/**
 * struct mmu_space - an address space; a value, nothing to release
 * @aperture: where the root page directory is
 * @pdb: address of the root page directory, 4 KiB aligned
 */
struct mmu_space {
	enum aperture aperture;
	uint64_t pdb;
};

/* What an access asks for; flags for the range accessors. */
enum mmu_access {
	MMU_READ = 0,
	MMU_WRITE = 1 << 0,
	MMU_ATOMIC = 1 << 1, /* read-modify-write; also needs MMU_WRITE */
	MMU_PRIVILEGED = 1 << 2, /* may use privileged pages */
};

/* NV_PFAULT_FAULT_TYPE (OGKM blackwell/gb202/dev_fault.h). */
enum mmu_fault_type {
	MMU_FAULT_PDE = 0x00,
	MMU_FAULT_PDE_SIZE = 0x01,
	MMU_FAULT_PTE = 0x02,
	MMU_FAULT_VA_LIMIT = 0x03,
	MMU_FAULT_UNBOUND_INST = 0x04,
	MMU_FAULT_PRIV = 0x05,
	MMU_FAULT_RO = 0x06,
	MMU_FAULT_UNSUPPORTED_APERTURE = 0x0a,
	MMU_FAULT_UNSUPPORTED_KIND = 0x0c,
	MMU_FAULT_REGION = 0x0d,
	MMU_FAULT_ATOMIC = 0x0f,
};

/**
 * struct mmu_fault - an access that was refused
 * @type: why
 * @va: the first address that was refused
 * @access: enum mmu_access bits of the access
 */
struct mmu_fault {
	enum mmu_fault_type type;
	uint64_t va;
	unsigned int access;
};

/**
 * struct mmu_range - a piece of an address space that is contiguous in memory
 * @va: first address
 * @len: bytes
 * @ptr: the bytes; NULL where reads give zero and writes are dropped (sparse pages)
 * @aperture: whose memory, if @ptr
 * @pa: physical address, if @ptr
 * @page_size: bytes of the first page
 * @kind: PTE kind; 0 is pitch, 6 generic
 */
struct mmu_range {
	uint64_t va;
	uint64_t len;
	void *ptr;
	enum aperture aperture;
	uint64_t pa;
	uint64_t page_size;
	uint8_t kind;
};

struct mmu *mmu_create(struct card *card, struct mem *mem);
void mmu_destroy(struct mmu *mmu);

/**
 * mmu_space_of_instance() - the address space an instance block names
 * @mmu: the MMU
 * @aperture: whose memory the instance block is in
 * @inst: address of the instance block (4 KiB)
 * @space: filled in
 *
 * Return: false if the block is not in memory or names no VER2/VER3 page directory.
 */
bool mmu_space_of_instance(struct mmu *mmu, enum aperture aperture, uint64_t inst,
			   struct mmu_space *space);

/**
 * mmu_range() - find where an address leads
 * @mmu: the MMU
 * @space: address space
 * @va: address
 * @len: how much the caller can use, not zero; the result may be shorter, and may be longer
 *	than a page when neighbours are contiguous in memory
 * @access: enum mmu_access bits
 * @range: filled in on success
 * @fault: filled in on failure
 *
 * Return: whether the access is allowed.
 */
bool mmu_range(struct mmu *mmu, const struct mmu_space *space, uint64_t va, uint64_t len,
	       unsigned int access, struct mmu_range *range, struct mmu_fault *fault);

/**
 * mmu_read() - copy out of an address space
 * mmu_write() - copy into an address space
 * @access: MMU_PRIVILEGED or 0, besides what the function implies
 *
 * Return: false on a fault; what precedes the faulting page was copied, and the rest of
 * @buf of a read is zero.
 */
bool mmu_read(struct mmu *mmu, const struct mmu_space *space, uint64_t va, void *buf, uint64_t len,
	      unsigned int access, struct mmu_fault *fault);
bool mmu_write(struct mmu *mmu, const struct mmu_space *space, uint64_t va, const void *buf,
	       uint64_t len, unsigned int access, struct mmu_fault *fault);

/**
 * mmu_invalidate() - forget remembered translations
 * @mmu: the MMU
 * @space: of this address space, or NULL for all of them
 */
void mmu_invalidate(struct mmu *mmu, const struct mmu_space *space);

/** mmu_fault_name() - name of a fault type, as the drivers print it. */
const char *mmu_fault_name(enum mmu_fault_type type);

#endif
