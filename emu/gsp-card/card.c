// SPDX-License-Identifier: MIT
#include "core.h"

#include <stdio.h>
#include <stdlib.h>

#include "bar.h"
#include "fault.h"
#include "firmware.h"
#include "fsp.h"
#include "gsp.h"
#include "host.h"
#include "intr.h"
#include "mem.h"
#include "mmu.h"
#include "pci.h"
#include "rm.h"
#include "vfn.h"
#include "emu/vfio-user/vfu.h"

struct card {
	struct card_options options;

	struct log *log;
	struct fault *fault;
	struct firmware *firmware;

	struct vfu *vfu;
	struct mem *mem;
	struct mmu *mmu;
	struct host *host;
	struct intr *intr;
	struct bar *bar;
	struct vfn *vfn;
	struct fsp *fsp;
	struct rm *rm;
	struct gsp *gsp;
};

static bool create_parts(struct card *card)
{
	const struct card_options *options = &card->options;

	return (card->log = log_open(&options->log)) &&
	       (card->fault = fault_create()) &&
	       (card->firmware = firmware_load(options->firmware, options->chip)) &&
	       (card->vfu = pci_create(card)) &&
	       (card->mem = mem_create(card, options->vram)) &&
	       (card->mmu = mmu_create(card, card->mem)) &&
	       (card->host = host_create(card)) &&
	       (card->intr = intr_create(card)) &&
	       (card->bar = bar_create(card)) &&
	       (card->vfn = vfn_create()) &&
	       (card->fsp = fsp_create()) &&
	       (card->rm = rm_create(card)) &&
	       (card->gsp = gsp_create(card));
}

static void release_parts(struct card *card)
{
	if (card->gsp)
		gsp_destroy(card->gsp);
	if (card->rm)
		rm_destroy(card->rm);
	fsp_destroy(card->fsp);
	vfn_destroy(card->vfn);
	bar_destroy(card->bar);
	intr_destroy(card->intr);
	if (card->host)
		host_destroy(card->host);
	if (card->mmu)
		mmu_destroy(card->mmu);
	if (card->mem)
		mem_destroy(card->mem);
	if (card->vfu)
		vfu_destroy(card->vfu);
	firmware_free(card->firmware);
	fault_destroy(card->fault);
	log_close(card->log);
	free(card);
}

struct card *card_create(const struct card_options *options)
{
	struct card *card = calloc(1, sizeof(*card));

	if (!card)
		return NULL;
	card->options = *options;
	if (!create_parts(card)) {
		fprintf(stderr, "gsp-card: cannot set up the card\n");
		release_parts(card);
		return NULL;
	}
	return card;
}

void card_destroy(struct card *card)
{
	if (!card)
		return;
	log_save(card->log);
	release_parts(card);
}

void card_reset(struct card *card)
{
	trace(card, "reset");
	gsp_reset(card);
	rm_reset(card->rm);
	fsp_reset(card->fsp);
	bar_reset(card->bar);
	host_reset(card->host);
	mmu_invalidate(card->mmu, NULL);
	intr_reset(card->intr);
}

struct log *card_log(const struct card *card)
{
	return card->log;
}

const struct chip *card_chip(const struct card *card)
{
	return card->options.chip;
}

uint64_t card_vram_size(const struct card *card)
{
	return card->options.vram;
}

struct bar *card_bar(struct card *card)
{
	return card->bar;
}

struct fault *card_fault(struct card *card)
{
	return card->fault;
}

struct firmware *card_firmware(struct card *card)
{
	return card->firmware;
}

struct fsp *card_fsp(struct card *card)
{
	return card->fsp;
}

struct gsp *card_gsp(struct card *card)
{
	return card->gsp;
}

struct host *card_host(struct card *card)
{
	return card->host;
}

struct intr *card_intr(struct card *card)
{
	return card->intr;
}

struct mem *card_mem(struct card *card)
{
	return card->mem;
}

struct mmu *card_mmu(struct card *card)
{
	return card->mmu;
}

struct rm *card_rm(struct card *card)
{
	return card->rm;
}

struct vfn *card_vfn(struct card *card)
{
	return card->vfn;
}

struct vfu *card_vfu(struct card *card)
{
	return card->vfu;
}
