/* SPDX-License-Identifier: MIT */
/*
 * The virtual Nvidia card: what its parts may ask of the whole.
 *
 * The card is one program with one thread. main.c owns the poll loop; registers, firmware
 * boot and RM are the "core"; memory, page tables, host and engines are the "engine side".
 * Either side sees the other through this header and the small one a noun has.
 */
#ifndef GSP_CARD_CARD_H
#define GSP_CARD_CARD_H

#include <stdbool.h>
#include <stdint.h>

#include "emu/common/log.h"

struct card;
struct chip;
struct fault;
struct gsp;
struct host;
struct intr;
struct mem;
struct mmu;
struct vfu;

/*
 * The parts. A part's pointer is set once, before the first guest access, and lives as long
 * as the card. card_vfu() is the connection to the virtual machine (DMA into guest memory).
 */
struct vfu *card_vfu(struct card *card);
struct mem *card_mem(struct card *card);
struct mmu *card_mmu(struct card *card);
struct host *card_host(struct card *card);
const struct chip *card_chip(const struct card *card);

/** card_vram_size() - bytes of video memory. */
uint64_t card_vram_size(const struct card *card);

/* ROBUST_CHANNEL_* codes that this card reports (OGKM nverror.h). */
enum {
	RC_MMU_FAULT = 31,
	RC_PBDMA = 32,
};

/**
 * struct rc_report - a channel that died, as GSP-RM reports it (RC_TRIGGERED, 0x1004).
 * @chid: channel id
 * @runlist: runlist the channel is on
 * @engine: NV2080_ENGINE_TYPE the channel is bound to (GR0 1, COPYn 9 + n)
 * @except_type: ROBUST_CHANNEL_* code: 31 MMU fault of the engine's context, 32 PBDMA error,
 *	13 GR exception, 69 class error (OGKM nverror.h)
 * @fault_type: NV_PFAULT_FAULT_TYPE_*, for MMU faults: 0 PDE, 1 PDE_SIZE, 2 PTE, 6 RO_VIOLATION
 * @fault_addr: virtual address of an MMU fault, else 0
 */
struct rc_report {
	uint32_t chid;
	uint32_t runlist;
	uint32_t engine;
	uint32_t except_type;
	uint32_t fault_type;
	uint64_t fault_addr;
};

/**
 * rm_report_rc() - tell the driver that RM killed a channel
 * @card: the card
 * @rc: which one and why; @engine 0 means the engine that the channel was bound to
 *
 * The caller has stopped the channel already; it stays stopped until it is freed.
 */
void rm_report_rc(struct card *card, const struct rc_report *rc);

#endif
