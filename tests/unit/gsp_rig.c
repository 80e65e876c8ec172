// SPDX-License-Identifier: MIT
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emu/gsp-card/intr.h"
#include "emu/vfio-user/vfu.h"
#include "tests/unit/gsp_rig.h"

static const struct chip_engine engines[] = {
	{ "gr0", RM_ENGINE_GR0, 0, 84, 0, 0x100000, 80, 48 },
	{ "ce0", RM_ENGINE_COPY0, 0, 15, 0, 0x100000, 64, 32 },
	{ "ce2", RM_ENGINE_COPY0 + 2, 0, 17, 2, 0x102000, 66, 34 },
	{ "ce3", RM_ENGINE_COPY0 + 3, 0, 18, 3, 0x103000, 67, 35 },
};

static const struct chip chip = {
	.name = "test",
	.class_gpfifo = 0xca6f,
	.class_ce = 0xcab5,
	.class_3d = 0xce97,
	.class_compute = 0xcec0,
	.class_2d = 0x902d,
	.class_i2m = 0xcd40,
	.engines = engines,
	.engine_count = sizeof(engines) / sizeof(engines[0]),
};

/* What the core gives to the engines. */

struct vfu *card_vfu(struct card *card)
{
	return (struct vfu *)card;
}

struct mem *card_mem(struct card *card)
{
	return card->mem;
}

struct mmu *card_mmu(struct card *card)
{
	return card->mmu;
}

struct host *card_host(struct card *card)
{
	return card->host;
}

const struct chip *card_chip(const struct card *card)
{
	(void)card;
	return &chip;
}

const struct chip_engine *chip_engine(const struct chip *c, uint32_t type)
{
	for (unsigned int i = 0; i < c->engine_count; i++)
		if (c->engines[i].type == type)
			return &c->engines[i];
	return NULL;
}

uint64_t card_now(const struct card *card)
{
	return ((struct card *)card)->now += 1000;
}

uint64_t card_vram_size(const struct card *card)
{
	return mem_vram_size(card->mem);
}

void violation(struct card *card, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(card->violation, sizeof(card->violation), fmt, ap);
	va_end(ap);
	card->violations++;
}

void trace(struct card *card, const char *fmt, ...)
{
	(void)card;
	(void)fmt;
}

bool trace_on(const struct card *card)
{
	(void)card;
	return true;
}

static struct rig_counter *counter(const struct card *card, const char *name)
{
	for (int i = 0; i < RIG_COUNTERS; i++) {
		const struct rig_counter *c = &card->counters[i];

		if (!c->name || !strcmp(c->name, name))
			return (struct rig_counter *)c;
	}
	fail_msg("too many counters");
	return NULL;
}

uint64_t *stats_counter(struct card *card, const char *name)
{
	struct rig_counter *c = counter(card, name);

	c->name = name;
	return &c->value;
}

uint64_t rig_counter(const struct card *card, const char *name)
{
	return counter(card, name)->value;
}

void rm_report_rc(struct card *card, const struct rc_report *rc)
{
	card->rc_count++;
	card->rc = *rc;
}

void intr_raise(struct card *card, unsigned int vector)
{
	card->interrupts++;
	card->interrupt = vector;
}

void *vfu_dma_ptr(struct vfu *vfu, uint64_t iova, size_t len, unsigned int prot)
{
	struct card *card = (struct card *)vfu;
	uint64_t end = iova < RIG_GUEST_SEAM ? RIG_GUEST_SEAM : RIG_GUEST_BASE + RIG_GUEST_SIZE;

	(void)prot;
	if (iova < RIG_GUEST_BASE || iova >= end || len > end - iova)
		return NULL;
	return card->guest + (iova - RIG_GUEST_BASE);
}

int rig_setup(void **state)
{
	struct card *card = calloc(1, sizeof(*card));

	assert_non_null(card);
	card->guest = calloc(1, RIG_GUEST_SIZE);
	card->mem = mem_create(card, RIG_VRAM_SIZE);
	card->mmu = mmu_create(card, card->mem);
	card->host = host_create(card);
	card->tables = RIG_TABLES;
	card->seed = 1;
	card->now = 1000000000;
	assert_non_null(card->guest);
	assert_non_null(card->mem);
	assert_non_null(card->mmu);
	assert_non_null(card->host);
	*state = card;
	return 0;
}

int rig_teardown(void **state)
{
	struct card *card = *state;
	unsigned int violations = card->violations;

	if (violations)
		print_error("violation: %s\n", card->violation);
	host_destroy(card->host);
	mmu_destroy(card->mmu);
	mem_destroy(card->mem);
	free(card->guest);
	free(card);
	return violations ? -1 : 0;
}

void rig_expect_violation(struct card *card, const char *what)
{
	assert_int_equal(card->violations, 1);
	if (!strstr(card->violation, what))
		fail_msg("violation '%s' does not say '%s'", card->violation, what);
	card->violations = 0;
}

/* splitmix64, by Sebastiano Vigna (public domain) */
uint64_t rig_random(struct card *card)
{
	uint64_t z = card->seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t rig_below(struct card *card, uint64_t limit)
{
	return rig_random(card) % limit;
}

uint8_t *rig_vram(struct card *card, uint64_t addr, uint64_t len)
{
	uint8_t *ptr = mem_ptr(card->mem, APERTURE_VIDEO, addr, len, true);

	assert_non_null(ptr);
	return ptr;
}

uint64_t rig_read64(struct card *card, uint64_t addr)
{
	uint64_t value;

	memcpy(&value, rig_vram(card, addr, sizeof(value)), sizeof(value));
	return value;
}

void rig_write64(struct card *card, uint64_t addr, uint64_t value)
{
	memcpy(rig_vram(card, addr, sizeof(value)), &value, sizeof(value));
}

static uint64_t new_table(struct card *card)
{
	uint64_t table = card->tables;

	card->tables += 4096;
	assert_true(card->tables <= RIG_HEAP);
	return table;
}

struct mmu_space rig_space(struct card *card)
{
	return (struct mmu_space){ APERTURE_VIDEO, new_table(card) };
}

/* The table that the entry at @at points to; made if @make and there is none. */
static uint64_t next_table(struct card *card, uint64_t at, bool make)
{
	uint64_t pde = rig_read64(card, at);

	if (!(pde & 0x6) && make) {
		pde = new_table(card) | 1 << 1 | 2 << 3;
		rig_write64(card, at, pde);
	}
	return pde & 0x6 ? pde & 0x000fffffffffff00ull : 0;
}

static uint64_t entry_addr(struct card *card, uint64_t table, uint64_t va, unsigned int to,
			   bool make)
{
	static const struct {
		unsigned int shift, bits, size;
	} levels[] = { { 56, 1, 8 }, { 47, 9, 8 }, { 38, 9, 8 }, { 29, 9, 8 }, { 21, 8, 16 } };
	uint64_t at = 0;

	for (int i = 0; i < 5; i++) {
		at = table + (va >> levels[i].shift & ((1u << levels[i].bits) - 1)) * levels[i].size;
		if (levels[i].shift == to)
			return at;
		if (i == 4)
			break;
		table = next_table(card, at, make);
		if (!table)
			return 0;
	}

	table = next_table(card, to == 12 ? at + 8 : at, make);
	if (!table)
		return 0;
	return table + (to == 12 ? va >> 12 & 511 : va >> 16 & 31) * 8;
}

uint64_t rig_pde_addr(struct card *card, const struct mmu_space *space, uint64_t va,
		      unsigned int shift)
{
	return entry_addr(card, space->pdb, va, shift, false);
}

void rig_pte(struct card *card, const struct mmu_space *space, uint64_t va, unsigned int shift,
	     uint64_t pte)
{
	rig_write64(card, entry_addr(card, space->pdb, va, shift, true), pte);
}

void rig_map(struct card *card, const struct mmu_space *space, uint64_t va, uint64_t pa,
	     uint64_t size, unsigned int shift)
{
	for (uint64_t at = 0; at < size; at += 1ull << shift)
		rig_pte(card, space, va + at, shift, (pa + at) | RIG_PTE_VALID | RIG_PTE_RW);
}
