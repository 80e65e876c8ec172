// SPDX-License-Identifier: MIT
/*
 * Every access walks the tables as they are in guest memory: there is no TLB, so that a missing
 * invalidation does not show. (The guest's TLBI instructions do not reach a PCI function.)
 */
#include "uat.h"

#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "cache.h"
#include "card.h"
#include "chip.h"
#include "emu/vfio-user/vfu.h"
#include "firmware/agx/sgx.h"
#include "firmware/agx/uat.h"

enum {
	NONE = 0,
	R = 1,
	W = 2,
	RW = R | W,
};

/* By AP, then UXN and PXN; m1n1 hw/uat.py. */
static const uint8_t access_fw[4][4] = {
	{ NONE, R, W, RW },
	{ R, NONE, RW, RW },
	{ NONE, NONE, NONE, NONE },
	{ NONE, NONE, NONE, NONE },
};

static const uint8_t access_gpu[4][4] = {
	{ NONE, R, W, RW },
	{ NONE, NONE, NONE, R },
	{ R, W, RW, NONE },
	{ NONE, NONE, NONE, NONE },
};

#define PTE_KNOWN                                                                               \
	(AGX_PTE_TYPE | AGX_PTE_ATTR | AGX_PTE_AP | AGX_PTE_AF | AGX_PTE_NG | AGX_PTE_ADDR |    \
	 AGX_PTE_PXN | AGX_PTE_UXN | AGX_PTE_GPU_ACCESS)
#define TABLE_KNOWN (AGX_PTE_TYPE | AGX_PTE_ADDR)

/** struct uat - what was complained of last, so that one wrong entry is one line */
struct uat {
	uint64_t bad_entry;
	uint64_t bad_where;
};

struct uat *uat_create(void)
{
	return calloc(1, sizeof(struct uat));
}

const char *uat_reason_name(unsigned int reason)
{
	static const char *const names[] = {
		[AGX_SGX_FAULT_UNMAPPED] = "unmapped",
		[AGX_SGX_FAULT_NO_AF] = "access flag clear",
		[AGX_SGX_FAULT_WRITE_ONLY] = "write-only",
		[AGX_SGX_FAULT_READ_ONLY] = "read-only",
		[AGX_SGX_FAULT_NO_ACCESS] = "no access",
	};

	return reason < sizeof(names) / sizeof(names[0]) ? names[reason] : "?";
}

static void complain(struct card *card, uint64_t where, uint64_t entry, const char *what)
{
	struct uat *uat = card_uat(card);

	if (uat->bad_entry == entry && uat->bad_where == where)
		return;
	uat->bad_entry = entry;
	uat->bad_where = where;
	violation(card, "page table entry %016llx for %llx %s", (unsigned long long)entry,
		  (unsigned long long)where, what);
}

static uint64_t load(const uint64_t *p)
{
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static bool root_of(struct card *card, unsigned int slot, uint64_t va, uint64_t *table)
{
	const struct agx_uat_ttb *ttbs = boot_ptr(card, AGX_GLUE_REGION_TTBS);
	uint64_t ttb;

	if (!ttbs || slot >= AGX_UAT_NUM_SLOTS || (!agx_uat_is_low(va) && !agx_uat_is_high(va)))
		return false;
	ttb = load(agx_uat_is_high(va) ? &ttbs[slot].ttb1 : &ttbs[slot].ttb0);
	if (!(ttb & AGX_UAT_TTB_VALID))
		return false;
	*table = ttb & AGX_UAT_TTB_ADDR;
	if (FIELD_GET(AGX_UAT_TTB_ASID, ttb) != slot)
		complain(card, va, ttb, "(a table base) has another slot's ASID");
	return true;
}

static void check_entry(struct card *card, unsigned int slot, uint64_t va, unsigned int level,
			uint64_t entry)
{
	bool leaf = level == AGX_UAT_LEVELS - 1;

	if ((entry & AGX_PTE_TYPE) != AGX_PTE_TYPE_VALID)
		complain(card, va, entry, "is valid, and a block: only pages are known");
	if (entry & ~(leaf ? PTE_KNOWN : TABLE_KNOWN))
		complain(card, va, entry, "has bits that are not known");
	if ((entry & AGX_PTE_ADDR) >> card_chip(card)->oas)
		complain(card, va, entry, "has an address that the chip does not have");
	if (leaf && slot && agx_uat_is_low(va) && !(entry & AGX_PTE_NG))
		complain(card, va, entry, "of a user is global");
	if (leaf && !(entry & AGX_PTE_GPU_ACCESS))
		complain(card, va, entry, "is marked as the firmware's own");
}

static unsigned int allowed(uint64_t pte, enum uat_agent agent)
{
	unsigned int xn = (pte & AGX_PTE_UXN ? 2 : 0) | (pte & AGX_PTE_PXN ? 1 : 0);

	if (!(pte & AGX_PTE_GPU_ACCESS))
		return NONE;
	return (agent == UAT_FW ? access_fw : access_gpu)[FIELD_GET(AGX_PTE_AP, pte)][xn];
}

static bool refuse(struct uat_fault *fault, unsigned int reason)
{
	fault->reason = reason;
	return false;
}

static bool permits(uint64_t pte, struct uat_fault *fault)
{
	unsigned int rights = allowed(pte, fault->agent);

	if (!(pte & AGX_PTE_AF))
		return refuse(fault, AGX_SGX_FAULT_NO_AF);
	if (rights & (fault->write ? W : R))
		return true;
	if (rights == NONE)
		return refuse(fault, AGX_SGX_FAULT_NO_ACCESS);
	return refuse(fault, rights == R ? AGX_SGX_FAULT_READ_ONLY : AGX_SGX_FAULT_WRITE_ONLY);
}

/* Finds the entry of fault->va; what is wrong with it goes to @fault. */
static bool walk(struct card *card, uint64_t *pte, struct uat_fault *fault)
{
	uint64_t table, entry = 0;

	fault->level = AGX_UAT_LEVELS;
	if (!root_of(card, fault->slot, fault->va, &table))
		return refuse(fault, AGX_SGX_FAULT_UNMAPPED);
	for (unsigned int level = 0; level < AGX_UAT_LEVELS; level++) {
		const uint64_t *entries = vfu_dma_ptr(card_vfu(card), table,
						      agx_uat_entries(level) * sizeof(*entries),
						      VFU_DMA_READ);

		fault->level = level;
		if (!entries || table % sizeof(*entries)) {
			complain(card, fault->va, entry, "names a table that is not memory");
			return refuse(fault, AGX_SGX_FAULT_UNMAPPED);
		}
		entry = load(&entries[agx_uat_index(level, fault->va)]);
		if (!(entry & 1))
			return refuse(fault, AGX_SGX_FAULT_UNMAPPED);
		check_entry(card, fault->slot, fault->va, level, entry);
		table = entry & AGX_PTE_ADDR;
	}
	*pte = entry;
	return permits(entry, fault);
}

bool uat_lookup(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va, bool write,
		uint64_t *pte, struct uat_fault *fault)
{
	*fault = (struct uat_fault){ .va = va, .slot = slot, .agent = agent, .write = write };
	return walk(card, pte, fault);
}

void *uat_ptr(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va, size_t *len,
	      bool write, struct uat_fault *fault)
{
	uint64_t in_page = va & AGX_UAT_PAGE_MASK, pte;
	void *ptr;

	if (!uat_lookup(card, slot, agent, va, write, &pte, fault))
		return NULL;
	if (*len > AGX_UAT_PAGE_SIZE - in_page)
		*len = AGX_UAT_PAGE_SIZE - in_page;
	ptr = vfu_dma_ptr(card_vfu(card), (pte & AGX_PTE_ADDR) + in_page, *len,
			  VFU_DMA_READ | (write ? VFU_DMA_WRITE : 0));
	if (!ptr) {
		complain(card, va, pte, "names a page that is not memory");
		refuse(fault, AGX_SGX_FAULT_UNMAPPED);
		return NULL;
	}
	if (agent == UAT_FW && !slot)
		cache_touch(card, va, pte);
	return ptr;
}

bool uat_read(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va, void *buf,
	      size_t len, struct uat_fault *fault)
{
	for (size_t done = 0, part; done < len; done += part) {
		const void *ptr;

		part = len - done;
		ptr = uat_ptr(card, slot, agent, va + done, &part, false, fault);
		if (!ptr)
			return false;
		memcpy((char *)buf + done, ptr, part);
	}
	return true;
}

bool uat_write(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va,
	       const void *buf, size_t len, struct uat_fault *fault)
{
	for (size_t done = 0, part; done < len; done += part) {
		void *ptr;

		part = len - done;
		ptr = uat_ptr(card, slot, agent, va + done, &part, true, fault);
		if (!ptr)
			return false;
		memcpy(ptr, (const char *)buf + done, part);
	}
	return true;
}

bool uat_check(struct card *card, unsigned int slot, enum uat_agent agent, uint64_t va, size_t len,
	       bool write, struct uat_fault *fault)
{
	for (size_t done = 0, part; done < len; done += part) {
		part = len - done;
		if (!uat_ptr(card, slot, agent, va + done, &part, write, fault))
			return false;
	}
	return true;
}
