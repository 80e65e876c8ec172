// SPDX-License-Identifier: MIT
/*
 * BAR1 and BAR2 are address spaces of the GMMU: the offset into the BAR is the virtual address.
 * Until the driver binds BAR2 it shows VRAM unmapped, from address 0, and drivers read a word
 * there to flush earlier writes (nouveau nvkm/subdev/bar, r535_bar_flush).
 */
#include "bar.h"

#include <stdlib.h>
#include <string.h>

#include "gsp.h"
#include "mem.h"
#include "mmu.h"
#include "regs.h"

#define PRAMIN 0x700000
#define PRAMIN_SIZE 0x100000
#define PRAMIN_WINDOW 0x10fd40
#define PFLUSH 0x070000

struct window {
	const char *name;
	struct mmu_space space;
	bool bound;
	uint64_t *reads, *writes;
};

struct bar {
	struct window window[2];
	uint32_t pramin_base;
};

struct bar *bar_create(struct card *card)
{
	struct bar *bar = calloc(1, sizeof(*bar));

	if (!bar)
		return NULL;
	bar->window[BAR_1] = (struct window){
		.name = "bar1",
		.reads = stats_counter(card, "mmio.bar1.read"),
		.writes = stats_counter(card, "mmio.bar1.write"),
	};
	bar->window[BAR_2] = (struct window){
		.name = "bar2",
		.reads = stats_counter(card, "mmio.bar2.read"),
		.writes = stats_counter(card, "mmio.bar2.write"),
	};
	return bar;
}

void bar_destroy(struct bar *bar)
{
	free(bar);
}

void bar_reset(struct bar *bar)
{
	bar->window[BAR_1].bound = false;
	bar->window[BAR_2].bound = false;
	bar->pramin_base = 0;
}

void bar_set_roots(struct bar *bar, uint64_t bar1, uint64_t bar2)
{
	bar->window[BAR_1].space = (struct mmu_space){ APERTURE_VIDEO, bar1 };
	bar->window[BAR_1].bound = true;
	bar->window[BAR_2].space = (struct mmu_space){ APERTURE_VIDEO, bar2 };
	bar->window[BAR_2].bound = false;
}

void bar_update_pde(struct card *card, uint64_t entry)
{
	struct window *window = &card_bar(card)->window[BAR_2];

	mem_write(card_mem(card), APERTURE_VIDEO, window->space.pdb, &entry, sizeof(entry));
	window->bound = entry != 0;
	mmu_invalidate(card_mmu(card), &window->space);
}

static uint64_t low_bytes(const void *buf, size_t len)
{
	uint64_t value = 0;

	memcpy(&value, buf, len < sizeof(value) ? len : sizeof(value));
	return value;
}

/* Finds the bytes behind an offset. Sparse pages and refused accesses have none. */
static void *window_ptr(struct card *card, struct window *window, uint64_t offset, uint64_t *len,
			bool write)
{
	struct mmu_range range;
	struct mmu_fault fault;

	if (!window->bound) {
		if (write || window == &card_bar(card)->window[BAR_1])
			violation(card, "%s of %s offset %08llx before it is bound",
				  write ? "write" : "read", window->name,
				  (unsigned long long)offset);
		return mem_ptr(card_mem(card), APERTURE_VIDEO, offset, *len, write);
	}
	if (!mmu_range(card_mmu(card), &window->space, offset, *len,
		       MMU_PRIVILEGED | (write ? MMU_WRITE : 0), &range, &fault)) {
		violation(card, "%s of %s offset %08llx: MMU fault %s", write ? "write" : "read",
			  window->name, (unsigned long long)offset, mmu_fault_name(fault.type));
		return NULL;
	}
	if (range.len < *len)
		*len = range.len;
	if (range.ptr && range.aperture == APERTURE_VIDEO &&
	    gsp_protects(card_gsp(card), range.pa, *len)) {
		violation(card,
			  "%s of %s offset %08llx: VRAM %llx is write-protected firmware memory",
			  write ? "write" : "read", window->name, (unsigned long long)offset,
			  (unsigned long long)range.pa);
		return NULL;
	}
	return range.ptr;
}

void bar_read(struct card *card, enum bar_window which, uint64_t offset, void *buf, size_t len)
{
	struct window *window = &card_bar(card)->window[which];

	++*window->reads;
	for (size_t done = 0; done < len;) {
		uint64_t part = len - done;
		const void *from = window_ptr(card, window, offset + done, &part, false);

		if (from)
			memcpy((char *)buf + done, from, part);
		else
			memset((char *)buf + done, 0, part);
		done += part;
	}
	if (trace_on(card))
		trace(card, "R %s %08llx = %0*llx", window->name, (unsigned long long)offset,
		      (int)(len <= 8 ? 2 * len : 16), (unsigned long long)low_bytes(buf, len));
}

void bar_write(struct card *card, enum bar_window which, uint64_t offset, const void *buf,
	       size_t len)
{
	struct window *window = &card_bar(card)->window[which];

	++*window->writes;
	if (trace_on(card))
		trace(card, "W %s %08llx = %0*llx", window->name, (unsigned long long)offset,
		      (int)(len <= 8 ? 2 * len : 16), (unsigned long long)low_bytes(buf, len));
	for (size_t done = 0; done < len;) {
		uint64_t part = len - done;
		void *to = window_ptr(card, window, offset + done, &part, true);

		if (to)
			memcpy(to, (const char *)buf + done, part);
		done += part;
	}
}

static uint64_t pramin_addr(struct card *card, uint32_t offset)
{
	return ((uint64_t)card_bar(card)->pramin_base << 16) + (offset - PRAMIN);
}

static bool pramin_ok(struct card *card, uint64_t addr, const char *what)
{
	if (gsp_protects(card_gsp(card), addr, 4)) {
		violation(card, "%s of VRAM %llx through PRAMIN: it is protected firmware memory",
			  what, (unsigned long long)addr);
		return false;
	}
	return true;
}

static uint32_t read_pramin(struct card *card, uint32_t offset)
{
	uint64_t addr = pramin_addr(card, offset);
	uint32_t value = 0;

	if (pramin_ok(card, addr, "read") &&
	    !mem_read(card_mem(card), APERTURE_VIDEO, addr, &value, sizeof(value)))
		violation(card, "read of VRAM %llx through PRAMIN: there is none",
			  (unsigned long long)addr);
	return value;
}

static void write_pramin(struct card *card, uint32_t offset, uint32_t value)
{
	uint64_t addr = pramin_addr(card, offset);

	if (pramin_ok(card, addr, "write") &&
	    !mem_write(card_mem(card), APERTURE_VIDEO, addr, &value, sizeof(value)))
		violation(card, "write of VRAM %llx through PRAMIN: there is none",
			  (unsigned long long)addr);
}

static uint32_t read_pramin_window(struct card *card, uint32_t offset)
{
	(void)offset;
	return card_bar(card)->pramin_base;
}

static void write_pramin_window(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	card_bar(card)->pramin_base = value;
}

/* A write starts a flush, bit 1 is busy; accesses are in order here, so it is done at once. */
static const struct reg regs[] = {
	{ .first = PFLUSH, .access = REG_RW, .name = "PFLUSH_TRIGGER", .group = "flush" },
	{ .first = PRAMIN_WINDOW, .access = REG_RW, .name = "PRAMIN_WINDOW", .group = "pramin",
	  .read = read_pramin_window, .write = write_pramin_window },
	{ .first = PRAMIN, .count = PRAMIN_SIZE / 4, .access = REG_RW, .name = "PRAMIN",
	  .group = "pramin", .read = read_pramin, .write = write_pramin },
};

const struct reg_table bar_regs = { regs, sizeof(regs) / sizeof(regs[0]) };
