// SPDX-License-Identifier: MIT
/* Channels, doorbells, and whose turn it is. */
#include "host.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "card.h"
#include "channel.h"
#include "chip.h"
#include "firmware/nv/host.h"

#define TOKEN_CHID(t) FIELD_GET(NV_DOORBELL_CHID, t)
#define TOKEN_RUNLIST(t) FIELD_GET(NV_DOORBELL_RUNLIST, t)
#define TOKEN_KNOWN (NV_DOORBELL_CHID | NV_DOORBELL_RUNLIST | NV_DOORBELL_RUNLIST_DOORBELL)

/* About a millisecond of copying, for a channel; and for all that run before messages are due. */
#define SLICE_BUDGET (4 << 20)
#define RUN_BUDGET (2 * SLICE_BUDGET)

struct host {
	struct card *card;
	struct channel *channels;
	uint64_t *doorbells;
	uint64_t *faults;
	uint64_t *errors;
	uint64_t *waits;
};

struct host *host_create(struct card *card)
{
	struct host *host = calloc(1, sizeof(*host));

	if (!host)
		return NULL;
	host->card = card;
	host->doorbells = stats_counter(card, "host.doorbells");
	host->faults = stats_counter(card, "host.faults");
	host->errors = stats_counter(card, "host.errors");
	host->waits = stats_counter(card, "host.waits");
	return host;
}

void host_reset(struct host *host)
{
	while (host->channels) {
		struct channel *channel = host->channels;

		host->channels = channel->next;
		channel_release(channel);
		free(channel);
	}
}

void host_destroy(struct host *host)
{
	if (!host)
		return;
	host_reset(host);
	free(host);
}

static struct channel *find(struct host *host, uint32_t runlist, uint32_t chid)
{
	struct channel *channel;

	for (channel = host->channels; channel; channel = channel->next)
		if (channel->cfg.chid == chid && channel->engine->runlist == runlist)
			break;
	return channel;
}

int host_channel_add(struct host *host, const struct host_channel *cfg)
{
	const struct chip_engine *engine = chip_engine(card_chip(host->card), cfg->engine);
	struct channel *channel;

	if (!engine || cfg->chid >= HOST_MAX_CHID || !cfg->gpfifo_entries)
		return -EINVAL;
	if (find(host, engine->runlist, cfg->chid))
		return -EEXIST;

	channel = calloc(1, sizeof(*channel));
	if (!channel)
		return -ENOMEM;

	channel->cfg = *cfg;
	channel->engine = engine;
	channel->exec.card = host->card;
	channel->exec.mmu = card_mmu(host->card);
	channel->exec.access = cfg->privileged ? MMU_PRIVILEGED : 0;
	channel->exec.engine = engine;
	channel->next = host->channels;
	host->channels = channel;
	trace(host->card, "host: channel %u on runlist %u, %s, gpfifo %#" PRIx64 " x %u%s",
	      cfg->chid, engine->runlist, engine->name, cfg->gpfifo, cfg->gpfifo_entries,
	      cfg->privileged ? ", privileged" : "");
	return 0;
}

void host_channel_remove(struct host *host, uint32_t runlist, uint32_t chid)
{
	struct channel *channel = find(host, runlist, chid);
	struct channel **link = &host->channels;

	if (!channel)
		return;
	while (*link != channel)
		link = &(*link)->next;
	*link = channel->next;
	channel_release(channel);
	free(channel);
	trace(host->card, "host: channel %u on runlist %u freed", chid, runlist);
}

void host_channel_enable(struct host *host, uint32_t runlist, uint32_t chid, bool enable)
{
	struct channel *channel = find(host, runlist, chid);

	if (channel)
		channel->enabled = enable;
}

void host_channel_stop(struct host *host, uint32_t runlist, uint32_t chid)
{
	struct channel *channel = find(host, runlist, chid);

	if (channel)
		channel->stopped = true;
}

void host_doorbell(struct host *host, uint32_t token)
{
	struct channel *channel = find(host, TOKEN_RUNLIST(token), TOKEN_CHID(token));

	++*host->doorbells;
	if (token & ~TOKEN_KNOWN)
		violation(host->card, "host: doorbell token %#x has unknown bits", token);
	if (!channel) {
		violation(host->card, "host: doorbell token %#x: runlist %lu has no channel %lu",
			  token, TOKEN_RUNLIST(token), TOKEN_CHID(token));
		return;
	}
	if (!channel->enabled)
		violation(host->card, "host: doorbell for channel %u, which is not scheduled",
			  channel->cfg.chid);
	channel->rung = true;
}

static void kill_channel(struct host *host, struct channel *channel, enum engine_result why)
{
	const struct exec *exec = &channel->exec;
	struct rc_report rc = {
		.chid = channel->cfg.chid,
		.runlist = channel->engine->runlist,
		.engine = channel->cfg.engine,
		.except_type = RC_PBDMA,
	};

	channel->stopped = true;

	if (why == ENGINE_FAULT) {
		++*host->faults;
		rc.except_type = RC_MMU_FAULT;
		rc.fault_type = exec->fault.type;
		rc.fault_addr = exec->fault.va;
		trace(host->card, "host: chid %u fault %s at %#" PRIx64 " (%s)", rc.chid,
		      mmu_fault_name(exec->fault.type), exec->fault.va,
		      exec->fault.access & MMU_WRITE ? "write" : "read");
		if (channel->cfg.privileged)
			violation(host->card, "host: kernel channel %u: fault %s at %#" PRIx64,
				  rc.chid, mmu_fault_name(exec->fault.type), exec->fault.va);
	} else {
		++*host->errors;
		trace(host->card, "host: chid %u error: %s", rc.chid, exec->error);
		if (channel->cfg.privileged)
			violation(host->card, "host: kernel channel %u: %s", rc.chid, exec->error);
	}

	rm_report_rc(host->card, &rc);
}

/* Look at GP_PUT, which counts only when a doorbell announced it. */
static bool read_gp_put(struct host *host, struct channel *channel)
{
	const struct host_channel *cfg = &channel->cfg;
	uint32_t put;

	channel->rung = false;
	if (!mem_read(card_mem(host->card), cfg->userd_aperture, cfg->userd + NV_USERD_GP_PUT, &put,
		      sizeof(put))) {
		violation(host->card, "host: channel %u: USERD at %s:%#" PRIx64 " is not in memory",
			  cfg->chid, aperture_name(cfg->userd_aperture), cfg->userd);
		engine_error(&channel->exec, "no USERD");
		return false;
	}
	if (put >= cfg->gpfifo_entries) {
		violation(host->card, "host: channel %u: GP_PUT %u of %u entries", cfg->chid, put,
			  cfg->gpfifo_entries);
		engine_error(&channel->exec, "GP_PUT %u", put);
		return false;
	}
	channel->gp_put = put;
	return true;
}

static void write_gp_get(struct host *host, struct channel *channel)
{
	mem_write(card_mem(host->card), channel->cfg.userd_aperture,
		  channel->cfg.userd + NV_USERD_GP_GET, &channel->gp_get, sizeof(channel->gp_get));
}

static enum engine_result run_slice(struct host *host, struct channel *channel)
{
	struct exec *exec = &channel->exec;
	uint32_t gp_get = channel->gp_get;
	enum engine_result ret;

	if (channel->rung && !read_gp_put(host, channel))
		return ENGINE_ERROR;

	if (!mmu_space_of_instance(exec->mmu, channel->cfg.inst_aperture, channel->cfg.inst,
				   &exec->space)) {
		violation(host->card,
			  "host: channel %u: instance block %s:%#" PRIx64 " has no page directory",
			  channel->cfg.chid, aperture_name(channel->cfg.inst_aperture),
			  channel->cfg.inst);
		exec->fault = (struct mmu_fault){ .type = MMU_FAULT_UNBOUND_INST };
		return ENGINE_FAULT;
	}

	exec->waiting = false;
	ret = channel_run(channel);
	if (channel->gp_get != gp_get)
		write_gp_get(host, channel);
	return ret;
}

/* Whether anything could happen if the channel ran. */
static bool runnable(const struct channel *channel)
{
	return channel->enabled && !channel->stopped &&
	       (channel->rung || channel->acquire.active || channel->busy || channel->seg.left ||
		channel->seg.next != channel->seg.count || channel->gp_get != channel->gp_put);
}

/* Those up to @channel had their turn: the others are first next time. */
static void rotate(struct host *host, struct channel *channel)
{
	struct channel *tail = channel;

	while (tail->next)
		tail = tail->next;
	if (tail == channel)
		return;
	tail->next = host->channels;
	host->channels = channel->next;
	channel->next = NULL;
}

/* Run a channel for a slice, and deal with what comes of it. */
static enum host_state run_channel(struct host *host, struct channel *channel)
{
	enum engine_result ret = run_slice(host, channel);

	switch (ret) {
	case ENGINE_DONE:
		break;
	case ENGINE_AGAIN:
		if (!channel->exec.waiting)
			return HOST_BUSY;
		++*host->waits;
		return HOST_WAITING;
	case ENGINE_FAULT:
	case ENGINE_ERROR:
		kill_channel(host, channel, ret);
		break;
	}
	return HOST_IDLE;
}

enum host_state host_run(struct host *host)
{
	enum host_state state = HOST_IDLE;
	int64_t budget = RUN_BUDGET;
	struct channel *channel;

	for (channel = host->channels; channel; channel = channel->next) {
		enum host_state now;

		if (!runnable(channel))
			continue;

		channel->exec.budget = SLICE_BUDGET;
		now = run_channel(host, channel);
		if (now > state)
			state = now;

		budget -= SLICE_BUDGET - channel->exec.budget;
		if (budget <= 0) {
			rotate(host, channel);
			return HOST_BUSY;
		}
	}
	return state;
}
