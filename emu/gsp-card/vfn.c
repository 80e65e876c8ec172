// SPDX-License-Identifier: MIT
/*
 * The rest of the virtual function's registers: the doorbell that a process may map, and TLB
 * invalidation (nouveau nvkm/subdev/mmu/vmmtu102.c; OGKM turing/tu102/dev_vm.h).
 */
#include <stdlib.h>

#include "core.h"
#include "fault.h"
#include "host.h"
#include "mmu.h"
#include "regs.h"
#include "vfn.h"

#define INVALIDATE_PDB 0xb830a0
#define INVALIDATE_UPPER_PDB 0xb830a4
#define INVALIDATE 0xb830b0
#define DOORBELL 0xbb0090

/* INVALIDATE_PDB: aperture of the page directory at bit 1, address from bit 4. */
#define PDB_APERTURE_SYS (1u << 1)

#define INVALIDATE_ALL_PDB (1u << 1)
#define INVALIDATE_TRIGGER (1u << 31)

struct vfn {
	uint32_t pdb, upper_pdb;
};

struct vfn *vfn_create(void)
{
	return calloc(1, sizeof(struct vfn));
}

void vfn_destroy(struct vfn *vfn)
{
	free(vfn);
}

static void write_pdb(struct card *card, uint32_t offset, uint32_t value)
{
	if (offset == INVALIDATE_PDB)
		card_vfn(card)->pdb = value;
	else
		card_vfn(card)->upper_pdb = value;
}

static void write_invalidate(struct card *card, uint32_t offset, uint32_t value)
{
	const struct vfn *vfn = card_vfn(card);
	struct mmu_space space = {
		.aperture = vfn->pdb & PDB_APERTURE_SYS ? APERTURE_SYS_COHERENT : APERTURE_VIDEO,
		.pdb = (uint64_t)(vfn->pdb & ~0xfu) << 8 | (uint64_t)vfn->upper_pdb << 40,
	};

	(void)offset;
	if (!(value & INVALIDATE_TRIGGER))
		return;
	if (value & INVALIDATE_ALL_PDB)
		mmu_invalidate(card_mmu(card), NULL);
	else
		mmu_invalidate(card_mmu(card), &space);
}

/* Stops the channel that a doorbell names, if a test ordered that; true if it did. */
static bool inject_channel_fault(struct card *card, uint32_t token)
{
	uint32_t runlist = token >> 16 & 0x7f, chid = token & 0xfff;

	if (fault_take(card_fault(card), FAULT_HANG_CHANNEL)) {
		trace(card, "channel %u hangs (fault injection)", chid);
		host_channel_stop(card_host(card), runlist, chid);
		return true;
	}
	if (fault_take(card_fault(card), FAULT_KILL_CHANNEL)) {
		struct rc_report rc = { .chid = chid, .runlist = runlist, .except_type = RC_PBDMA };

		trace(card, "channel %u is killed (fault injection)", chid);
		host_channel_stop(card_host(card), runlist, chid);
		rm_report_rc(card, &rc);
		return true;
	}
	return false;
}

static void write_doorbell(struct card *card, uint32_t offset, uint32_t value)
{
	(void)offset;
	if (!inject_channel_fault(card, value))
		host_doorbell(card_host(card), value);
}

/* An invalidation is done when the write returns: the trigger never reads busy. */
static const struct reg regs[] = {
	{ .first = INVALIDATE_PDB, .count = 2, .access = REG_W, .name = "VFN_MMU_INVALIDATE_PDB",
	  .group = "tlb", .write = write_pdb },
	{ .first = INVALIDATE, .access = REG_RW, .name = "VFN_MMU_INVALIDATE", .group = "tlb",
	  .write = write_invalidate },
	{ .first = DOORBELL, .access = REG_W, .name = "USERMODE_DOORBELL", .group = "doorbell",
	  .write = write_doorbell },
};

const struct reg_table vfn_regs = { regs, sizeof(regs) / sizeof(regs[0]) };
