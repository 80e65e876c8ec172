/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_INSTMEM_H
#define NOVA_INSTMEM_H

#include "drm/own/own.h"

#include <linux/types.h>

struct nova_device;
struct nova_inst;

int nova_instmem_init(struct nova_device *nova);
void nova_instmem_fini(struct nova_device *nova);
int nova_instmem_flush(struct nova_device *nova);
void nova_instmem_order(void);

/* Writes a word of VRAM, wherever it is, through the slow window in BAR0. */
void nova_instmem_poke64(struct nova_device *nova, u64 addr, u64 val);

void nova_inst_free(struct nova_inst *inst);

/* A small piece of VRAM that the CPU writes through BAR2: a page table, an instance block. */
OWNED(nova_inst, struct nova_inst, nova_inst_free)

int nova_inst_create(struct nova_device *nova, u32 size, struct nova_inst_own *h)
	__cond_acquires(0, h) __must_check;
u64 nova_inst_addr(const struct nova_inst *inst);
u32 nova_inst_size(const struct nova_inst *inst);
void nova_inst_wr32(struct nova_inst *inst, u32 offset, u32 val);
void nova_inst_wr64(struct nova_inst *inst, u32 offset, u64 val);
void nova_inst_fill64(struct nova_inst *inst, u32 offset, u64 val, u32 count);

#endif
