// SPDX-License-Identifier: MIT
#include "core.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "asc.h"
#include "boot.h"
#include "cache.h"
#include "fault.h"
#include "fw.h"
#include "handoff.h"
#include "lines.h"
#include "pci.h"
#include "rtkit.h"
#include "sgx.h"
#include "uat.h"
#include "work.h"
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

	struct vfu *vfu;
	struct lines *lines;
	struct boot *boot;
	struct cache *cache;
	struct uat *uat;
	struct handoff *handoff;
	struct sgx *sgx;
	struct asc *asc;
	struct rtkit *rtkit;
	struct work *work;
	struct fw *fw;
};

static bool create_parts(struct card *card)
{
	const struct card_options *options = &card->options;

	return (card->violations = violations_open(options->violations)) &&
	       (!options->trace || (card->trace = trace_open(options->trace))) &&
	       (card->stats = stats_create()) &&
	       (card->fault = fault_create()) &&
	       (card->vfu = pci_create(card)) &&
	       (card->lines = lines_create()) &&
	       (card->boot = boot_create()) &&
	       (card->cache = cache_create()) &&
	       (card->uat = uat_create()) &&
	       (card->handoff = handoff_create()) &&
	       (card->sgx = sgx_create()) &&
	       (card->asc = asc_create()) &&
	       (card->rtkit = rtkit_create()) &&
	       (card->work = work_create()) &&
	       (card->fw = fw_create(card));
}

struct card *card_create(const struct card_options *options)
{
	struct card *card = calloc(1, sizeof(*card));

	if (!card)
		return NULL;
	card->options = *options;
	clock_gettime(CLOCK_MONOTONIC, &card->start);
	if (!create_parts(card)) {
		fprintf(stderr, "agx-card: cannot set up the card\n");
		card->options.stats = NULL;
		card_destroy(card);
		return NULL;
	}
	asc_reset(card);
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
		fprintf(stderr, "agx-card: cannot write counters to %s: %s\n", card->options.stats,
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
	fw_destroy(card->fw);
	free(card->work);
	free(card->rtkit);
	free(card->asc);
	free(card->sgx);
	free(card->handoff);
	free(card->uat);
	free(card->cache);
	free(card->boot);
	free(card->lines);
	if (card->vfu)
		vfu_destroy(card->vfu);
	fault_destroy(card->fault);
	stats_destroy(card->stats);
	trace_close(card->trace);
	violations_close(card->violations);
	free(card);
}

void card_reset(struct card *card)
{
	trace(card, "reset");
	boot_withdraw(card);
}

int card_run(struct card *card)
{
	int asc = asc_run(card);
	int fw = fw_run(card);

	if (asc < 0 || fw < 0)
		return asc < fw ? fw : asc;
	return asc < fw ? asc : fw;
}

uint64_t card_now(const struct card *card)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - card->start.tv_sec) * 1000000000ll + now.tv_nsec -
	       card->start.tv_nsec;
}

uint64_t card_ticks(const struct card *card)
{
	return card_now(card) * 3 / 125;
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

const struct agx_abi *card_abi(const struct card *card)
{
	return card->options.abi;
}

struct asc *card_asc(struct card *card)
{
	return card->asc;
}

struct boot *card_boot(struct card *card)
{
	return card->boot;
}

struct cache *card_cache(struct card *card)
{
	return card->cache;
}

struct fault *card_fault(struct card *card)
{
	return card->fault;
}

struct fw *card_fw(struct card *card)
{
	return card->fw;
}

struct handoff *card_handoff(struct card *card)
{
	return card->handoff;
}

struct lines *card_lines(struct card *card)
{
	return card->lines;
}

struct rtkit *card_rtkit(struct card *card)
{
	return card->rtkit;
}

struct sgx *card_sgx(struct card *card)
{
	return card->sgx;
}

struct uat *card_uat(struct card *card)
{
	return card->uat;
}

struct vfu *card_vfu(struct card *card)
{
	return card->vfu;
}

struct work *card_work(struct card *card)
{
	return card->work;
}
