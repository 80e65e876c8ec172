// SPDX-License-Identifier: MIT
#include "core.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
#include "emu/common/stats.h"
#include "emu/common/trace.h"
#include "emu/common/violation.h"
#include "emu/vfio-user/vfu.h"

struct card {
	struct card_options options;
	struct timespec start;

	struct violations *violations;
	struct trace *trace;
	struct stats *stats;
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

	return (card->violations = violations_open(options->violations)) &&
	       (!options->trace || (card->trace = trace_open(options->trace))) &&
	       (card->stats = stats_create()) &&
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

struct card *card_create(const struct card_options *options)
{
	struct card *card = calloc(1, sizeof(*card));

	if (!card)
		return NULL;
	card->options = *options;
	clock_gettime(CLOCK_MONOTONIC, &card->start);
	if (!create_parts(card)) {
		fprintf(stderr, "gsp-card: cannot set up the card\n");
		card->options.stats = NULL;
		card_destroy(card);
		return NULL;
	}
	return card;
}

void card_write_stats(struct card *card, FILE *out)
{
	*stats_counter(card, "violations") = card_violations(card);
	stats_write(card->stats, out);
}

static void save_stats(struct card *card)
{
	FILE *out;

	if (!card->options.stats)
		return;
	out = fopen(card->options.stats, "w");
	if (!out) {
		fprintf(stderr, "gsp-card: cannot write counters to %s: %s\n", card->options.stats,
			strerror(errno));
		return;
	}
	card_write_stats(card, out);
	fclose(out);
}

void card_destroy(struct card *card)
{
	if (!card)
		return;
	save_stats(card);
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
	stats_destroy(card->stats);
	trace_close(card->trace);
	violations_close(card->violations);
	free(card);
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

uint64_t card_now(const struct card *card)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - card->start.tv_sec) * 1000000000ll + now.tv_nsec -
	       card->start.tv_nsec;
}

void violation(struct card *card, const char *fmt, ...)
{
	char line[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	violations_add(card->violations, line);
	trace(card, "VIOLATION %s", line);
}

void trace(struct card *card, const char *fmt, ...)
{
	va_list args;

	if (!card->trace)
		return;
	va_start(args, fmt);
	trace_line(card->trace, card_now(card), fmt, args);
	va_end(args);
}

bool trace_on(const struct card *card)
{
	return card->trace;
}

uint64_t *stats_counter(struct card *card, const char *name)
{
	return stats_find(card->stats, name);
}

unsigned long card_violations(const struct card *card)
{
	return violations_count(card->violations);
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
