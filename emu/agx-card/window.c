// SPDX-License-Identifier: MIT
/*
 * Addresses: m1n1 proxyclient/m1n1/agx/initdata.py, of which those stand here that every chip has
 * and that are the same in Asahi's hw/. m1n1 maps several memory caches as if they followed each
 * other; how far apart they are, and the two dies, is Asahi's knowledge (hw/t600x.rs, gpu.rs).
 */
#include "window.h"

#include <string.h>

#include "card.h"
#include "chip.h"
#include "uat.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/uat.h"

/** struct windows - those of a chip */
struct windows {
	uint32_t chip;
	struct window window[WINDOWS];
};

#define T600X(id, mcaches)                                                                    \
	{ (id), {                                                                             \
		{ 0, true, 0x1c000, 1, 0x404d00000 }, /* Fender */                            \
		{ 1, false, 0x4000, 1, 0x20e100000 }, /* AIC timer */                         \
		{ 2, true, 0x4000, 1, 0x28e104000 }, /* AIC software interrupt */             \
		{ 3, true, 0x20000, 1, 0x404000000 }, /* RGX */                               \
		{ 9, true, 0x8000, 1, 0x404d80000 }, /* metrology */                          \
		{ 11, true, 0xd8000, (mcaches), 0x200000000 }, /* memory cache */             \
	} }

#define T602X(id, mcaches)                                                                    \
	{ (id), {                                                                             \
		{ 0, true, 0x144000, 1, 0x404d00000 },                                        \
		{ 1, false, 0x4000, 1, 0x20e100000 },                                         \
		{ 2, true, 0x4000, 1, 0x28e106000 },                                          \
		{ 3, true, 0x20000, 1, 0x404000000 },                                         \
		{ 9, true, 0x8000, 1, 0x404e08000 },                                          \
		{ 11, true, 0xd8000, (mcaches), 0x200000000 },                                \
	} }

static const struct windows chips[] = {
	{ 0x8103, {
		{ 0, true, 0x1c000, 1, 0x204d00000 },
		{ 1, false, 0x4000, 1, 0x20e100000 },
		{ 2, true, 0x4000, 1, 0x23b104000 },
		{ 3, true, 0x20000, 1, 0x204000000 },
		{ 9, true, 0x5000, 1, 0x204d80000 },
		{ 11, true, 0xd6400, 1, 0x200000000 },
	} },
	{ 0x8112, {
		{ 0, true, 0x14000, 1, 0x204d00000 },
		{ 1, false, 0x4000, 1, 0x20e100000 },
		{ 2, true, 0x4000, 1, 0x23b0c4000 },
		{ 3, true, 0x20000, 1, 0x204000000 },
		{ 9, true, 0x8000, 1, 0x204d80000 },
		{ 11, true, 0xd6400, 1, 0x200000000 },
	} },
	T600X(0x6000, 4),
	T600X(0x6001, 8),
	T600X(0x6002, 16),
	T602X(0x6020, 4),
	T602X(0x6021, 8),
	T602X(0x6022, 16),
};

const struct window *windows_of(uint32_t chip)
{
	for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
		if (chips[i].chip == chip)
			return chips[i].window;
	return NULL;
}

/* Where the window's byte @at is, if the pieces of each die follow those of the one before. */
static uint64_t phys_at(struct card *card, const struct agx_io_mapping *io, uint64_t at)
{
	uint32_t pieces = io->total_size / io->element_size, dies = card_chip(card)->dies;
	uint32_t per_die = pieces % dies ? pieces : pieces / dies;
	uint64_t piece = at / io->element_size;

	return io->phys + piece / per_die * WINDOW_DIE_STRIDE +
	       piece % per_die * WINDOW_MCACHE_STRIDE + at % io->element_size;
}

static bool check_page(struct card *card, unsigned int slot, uint64_t va, uint64_t phys,
		       bool write, unsigned int attr)
{
	struct uat_fault fault;
	uint64_t pte;

	if (!uat_lookup(card, 0, UAT_FW, va, write, &pte, &fault)) {
		violation(card, "InitData: window %u: %llx is %s", slot,
			  (unsigned long long)fault.va, uat_reason_name(fault.reason));
		return false;
	}
	if ((pte & AGX_PTE_ADDR) != (phys & ~AGX_UAT_PAGE_MASK) ||
	    FIELD_GET(AGX_PTE_ATTR, pte) != attr || (va ^ phys) & AGX_UAT_PAGE_MASK) {
		violation(card, "InitData: window %u: entry %016llx is not of %llx", slot,
			  (unsigned long long)pte, (unsigned long long)phys);
		return false;
	}
	return true;
}

static void check_window(struct card *card, unsigned int slot, const struct agx_io_mapping *io)
{
	static const struct agx_io_mapping none;

	if (!io->phys) {
		if (memcmp(io, &none, sizeof(none)))
			violation(card, "InitData: window %u is not used, and not zero", slot);
		return;
	}
	if (io->writable > 1 || !io->element_size || io->total_size % io->element_size ||
	    (io->total_size > io->element_size && io->element_size & AGX_UAT_PAGE_MASK)) {
		violation(card, "InitData: window %u has sizes %x, %x, writable %llx", slot,
			  io->total_size, io->element_size, (unsigned long long)io->writable);
		return;
	}
	for (uint64_t at = 0; at < io->total_size;
	     at += AGX_UAT_PAGE_SIZE - ((io->phys + at) & AGX_UAT_PAGE_MASK))
		if (!check_page(card, slot, io->virt + at, phys_at(card, io, at), io->writable,
				AGX_PTE_ATTR_DEVICE))
			return;
}

static void check_known(struct card *card, const struct window *window,
			const struct agx_io_mapping *io)
{
	if (io->phys != window->phys || io->element_size != window->size ||
	    io->total_size != window->count * window->size || io->writable != window->writable)
		violation(card, "InitData: window %u is %llx, %x of %x, writable %llx",
			  window->slot, (unsigned long long)io->phys, io->total_size,
			  io->element_size, (unsigned long long)io->writable);
}

void windows_check(struct card *card, const struct agx_io_mapping *io, unsigned int count)
{
	const struct window *known = windows_of(card_chip(card)->id);

	for (unsigned int slot = 0; slot < count; slot++)
		check_window(card, slot, &io[slot]);
	for (int n = 0; n < WINDOWS; n++)
		check_known(card, &known[n], &io[known[n].slot]);
}

void window_check_sram(struct card *card, uint64_t va)
{
	if (card_chip(card)->generation != AGX_G14X) {
		if (va)
			violation(card, "InitData: sgx_sram_ptr is %llx, but there is no SRAM",
				  (unsigned long long)va);
		return;
	}
	for (uint64_t at = 0; at < WINDOW_SRAM_SIZE; at += AGX_UAT_PAGE_SIZE)
		if (!check_page(card, ~0u, va + at, WINDOW_SRAM_BASE + at, true, AGX_PTE_ATTR_SHARED))
			return;
}
