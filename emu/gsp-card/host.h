/* SPDX-License-Identifier: MIT */
/*
 * The host engine: channels, doorbells, the GPFIFO and the methods in push buffers.
 *
 * Work is done only inside host_run(), a slice at a time, so that the card's poll loop stays
 * responsive. Channels take turns.
 */
#ifndef GSP_CARD_HOST_H
#define GSP_CARD_HOST_H

#include "mem.h"

struct card;
struct host;

enum {
	HOST_MAX_CHID = 2048, /* channel ids a runlist has (nouveau fifo/ga100.c) */
};

/**
 * struct host_channel - where a channel lives, from RM's allocation parameters
 * @chid: channel id, chosen by the driver
 * @engine: NV2080_ENGINE_TYPE; gives the runlist and the interrupt vector
 * @privileged: the channel is the kernel driver's (internalFlags privilege is not USER)
 * @inst_aperture: whose memory the instance block is in
 * @inst: address of the instance block
 * @userd_aperture: whose memory USERD is in
 * @userd: address of USERD (512 bytes)
 * @gpfifo: virtual address of the GPFIFO
 * @gpfifo_entries: its length in entries of 8 bytes
 */
struct host_channel {
	uint32_t chid;
	uint32_t engine;
	bool privileged;
	enum aperture inst_aperture;
	uint64_t inst;
	enum aperture userd_aperture;
	uint64_t userd;
	uint64_t gpfifo;
	uint32_t gpfifo_entries;
};

/* What host_run() says about the next call, least urgent first. */
enum host_state {
	HOST_IDLE, /* nothing to do until a doorbell rings */
	HOST_WAITING, /* a channel waits for a semaphore: call again in a millisecond or so */
	HOST_BUSY, /* more to do: call again as soon as messages were looked at */
};

struct host *host_create(struct card *card);
void host_destroy(struct host *host);

/**
 * host_channel_add() - a channel was allocated
 *
 * It runs once host_channel_enable() was called and its doorbell rang.
 *
 * Return: 0; -EINVAL if the engine, the channel id or the number of entries is impossible;
 * -EEXIST if the runlist has this channel already; -ENOMEM.
 */
int host_channel_add(struct host *host, const struct host_channel *channel);

/** host_channel_remove() - a channel was freed; what it was doing ends here. */
void host_channel_remove(struct host *host, uint32_t runlist, uint32_t chid);

/** host_channel_enable() - the channel was put on its runlist, or taken off. */
void host_channel_enable(struct host *host, uint32_t runlist, uint32_t chid, bool enable);

/**
 * host_channel_stop() - stop a channel as RM does when it kills one
 *
 * Nothing of it runs any more. The caller reports it to the driver.
 */
void host_channel_stop(struct host *host, uint32_t runlist, uint32_t chid);

/** host_reset() - forget all channels (unload of the firmware, function reset). */
void host_reset(struct host *host);

/**
 * host_doorbell() - the guest wrote a work submit token to the doorbell register
 * @host: the host engine
 * @token: bit 30 runlist doorbell (GB20x), 22:16 runlist, 11:0 channel id (nouveau
 *	fifo/gb202.c). A token that names no channel is a violation.
 */
void host_doorbell(struct host *host, uint32_t token);

/** host_run() - work for a slice of a few milliseconds at most. */
enum host_state host_run(struct host *host);

#endif
