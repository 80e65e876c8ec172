// SPDX-License-Identifier: MIT
#include "core.h"

#include <stdlib.h>

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
#include "emu/vfio-user/vfu.h"

struct card {
	struct card_options options;

	struct log *log;
	int64_t clock_ahead; /* of card_now() */
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

	return (card->log = log_open(&options->log)) &&
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

static void release_parts(struct card *card)
{
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
		fprintf(stderr, "agx-card: cannot set up the card\n");
		release_parts(card);
		return NULL;
	}
	asc_reset(card);
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

uint64_t card_clock(const struct card *card)
{
	return card_now(card) + card->clock_ahead;
}

void card_set_clock(struct card *card, uint64_t ns)
{
	card->clock_ahead = ns - card_now(card);
}

uint64_t card_ticks_at(uint64_t ns)
{
	return ns * 3 / 125;
}

uint64_t card_ticks(const struct card *card)
{
	return card_ticks_at(card_clock(card));
}

struct log *card_log(const struct card *card)
{
	return card->log;
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
