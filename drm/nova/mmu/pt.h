/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_PT_H
#define NOVA_PT_H

#include "drm/own/own.h"

#include <linux/bits.h>
#include <linux/types.h>

struct nova_device;
struct nova_pt;

void nova_pt_free(struct nova_pt *pt);

/* The page tables of one address space. */
OWNED(nova_pt, struct nova_pt, nova_pt_free)

int nova_pt_create(struct nova_device *nova, struct nova_pt_own *h)
	__cond_acquires(0, h) __must_check;
u64 nova_pt_root(const struct nova_pt *pt);
u64 nova_pt_root_entry(struct nova_pt *pt);

/* What a mapping says besides the address. */
#define NOVA_PTE_READ_ONLY	BIT(0)
#define NOVA_PTE_PRIVILEGED	BIT(1)
#define NOVA_PTE_SYSTEM		BIT(2)
u64 nova_pte(u8 kind, u32 flags);

void nova_pt_begin(struct nova_pt *pt);
int nova_pt_prepare_map(struct nova_pt *pt, u64 va, u64 size, u64 pa);
int nova_pt_prepare_edges(struct nova_pt *pt, u64 va, u64 size);
void nova_pt_end(struct nova_pt *pt);

void nova_pt_map(struct nova_pt *pt, u64 va, u64 size, u64 pa, u64 pte);
void nova_pt_map_sparse(struct nova_pt *pt, u64 va, u64 size);
void nova_pt_unmap(struct nova_pt *pt, u64 va, u64 size);
int nova_pt_flush(struct nova_pt *pt);

#endif
