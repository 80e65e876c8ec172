/* SPDX-License-Identifier: MIT */
/*
 * A card for the tests of its engines: memory, MMU and host are the real ones; the core, the guest
 * and the bus are made up here. Page tables are built by hand, not with the driver's code.
 */
#ifndef TESTS_UNIT_GSP_RIG_H
#define TESTS_UNIT_GSP_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "emu/gsp-card/card.h"
#include "emu/gsp-card/chip.h"
#include "emu/gsp-card/host.h"
#include "emu/gsp-card/mmu.h"

#define RIG_VRAM_SIZE (1ull << 30)
#define RIG_GUEST_BASE 0x80000000ull
#define RIG_GUEST_SIZE (16ull << 20)
/* The guest's memory is two blocks that no pointer spans; they meet here. */
#define RIG_GUEST_SEAM (RIG_GUEST_BASE + (12ull << 20))
/* Where tests may put things; page tables grow from RIG_TABLES upwards. */
#define RIG_HEAP (64ull << 20)
#define RIG_TABLES (1ull << 20)

/* Bits of a PTE, OGKM hopper/gh100/dev_mmu.h. */
#define RIG_PTE_VALID 0x1ull
#define RIG_PTE_COHERENT (2ull << 1)
#define RIG_PTE_RW (0x10ull << 3)
#define RIG_PTE_RO (0x14ull << 3)
#define RIG_PTE_PRIV (0x2ull << 3)
#define RIG_PTE_NO_ATOMIC (0x8ull << 3)
#define RIG_PTE_SPARSE (1ull << 3)
#define RIG_PTE_NO_VALID_4K (3ull << 3)
#define RIG_PTE_KIND(k) ((uint64_t)(k) << 8)

#define RIG_COUNTERS 32

struct rig_counter {
	const char *name;
	uint64_t value;
};

struct card {
	struct mem *mem;
	struct mmu *mmu;
	struct host *host;
	uint8_t *guest;
	uint64_t now;
	uint64_t tables;
	unsigned int violations;
	char violation[512];
	unsigned int interrupts;
	unsigned int interrupt;
	unsigned int rc_count;
	struct rc_report rc;
	struct rig_counter counters[RIG_COUNTERS];
	uint64_t seed;
};

/* cmocka fixtures; *state is the struct card. Teardown fails the test on an unseen violation. */
int rig_setup(void **state);
int rig_teardown(void **state);

/* Expect exactly one violation since the last time, whose text contains @what. */
void rig_expect_violation(struct card *card, const char *what);

/* A counter of the card's statistics; 0 if nothing asked for it. */
uint64_t rig_counter(const struct card *card, const char *name);

uint64_t rig_random(struct card *card);
uint64_t rig_below(struct card *card, uint64_t limit);

/* A new, empty address space in video memory. */
struct mmu_space rig_space(struct card *card);

/* Put a PTE for a page of 1 << @shift bytes (12, 16, 21 or 29) at @va. Tables are made. */
void rig_pte(struct card *card, const struct mmu_space *space, uint64_t va, unsigned int shift,
	     uint64_t pte);

/* Map @size bytes of video memory at @pa, with pages of 1 << @shift bytes, read-write. */
void rig_map(struct card *card, const struct mmu_space *space, uint64_t va, uint64_t pa,
	     uint64_t size, unsigned int shift);

/* Where the entry for @va of the directory with entries of 1 << @shift bytes is. 0: no table. */
uint64_t rig_pde_addr(struct card *card, const struct mmu_space *space, uint64_t va,
		      unsigned int shift);

uint64_t rig_read64(struct card *card, uint64_t addr);
void rig_write64(struct card *card, uint64_t addr, uint64_t value);
uint8_t *rig_vram(struct card *card, uint64_t addr, uint64_t len);

#endif
