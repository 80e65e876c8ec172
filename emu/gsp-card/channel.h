/* SPDX-License-Identifier: MIT */
/* A channel's state, shared by host.c (who runs), pbdma.c (fetch, decode) and method.c. */
#ifndef GSP_CARD_CHANNEL_H
#define GSP_CARD_CHANNEL_H

#include "engine.h"
#include "host.h"

enum {
	CHANNEL_SUBCHANNELS = 8,
	CHANNEL_SUBCHANNEL_CE = 4, /* bound to the copy engine without SET_OBJECT */
	CHANNEL_OBJECTS = 8,
	CHANNEL_FETCH = 1024, /* dwords of a push buffer that are fetched at a time */
};

/* How a method header distributes its data words. */
enum header_kind {
	HEADER_INC,
	HEADER_NONINC,
	HEADER_ONEINC,
};

/* The entry of the GPFIFO that is being executed. */
struct segment {
	uint64_t va; /* of the next dword to fetch */
	uint32_t left; /* dwords to fetch */
	uint32_t words[CHANNEL_FETCH];
	unsigned int count;
	unsigned int next;
};

/* A method header whose data is not complete yet. */
struct header {
	enum header_kind kind;
	unsigned int subchannel;
	unsigned int method;
	unsigned int count;
};

/* Host methods that only take effect with a later one. */
struct host_regs {
	uint64_t sem_va;
	uint64_t sem_payload;
	uint64_t old_sem_va;
	uint32_t old_sem_payload;
	uint32_t mem_op[3];
};

/* A semaphore that the channel waits for. */
struct acquire {
	bool active;
	uint64_t va;
	uint64_t payload;
	bool wide;
	unsigned int op; /* NVC56F_SEM_EXECUTE_OPERATION */
};

struct channel {
	struct channel *next;
	struct host_channel cfg;
	const struct chip_engine *engine;
	bool enabled;
	bool stopped; /* killed: stays so until it is freed */
	bool rung; /* GP_PUT has to be looked at */
	bool yield; /* a method asked to end the slice */
	uint32_t gp_get;
	uint32_t gp_put;
	uint64_t pb_base; /* address bits 56:40 of push buffers */
	struct segment seg;
	struct header header;
	struct host_regs regs;
	struct acquire acquire;
	struct engine *object[CHANNEL_OBJECTS];
	struct engine *bound[CHANNEL_SUBCHANNELS];
	struct engine *busy; /* has to be resumed before the next method */
	struct exec exec;
};

/**
 * channel_run() - execute for one slice
 *
 * Return: ENGINE_DONE when nothing is left, ENGINE_AGAIN when more is to do or, if
 * channel->exec.waiting, a semaphore is waited for; else the channel is in error.
 */
enum engine_result channel_run(struct channel *channel);

/** channel_host_method() - execute a method below 0x100. */
enum engine_result channel_host_method(struct channel *channel, unsigned int subchannel,
				       unsigned int method, uint32_t data);

/** channel_acquire() - try the semaphore that is waited for. ENGINE_AGAIN: not yet. */
enum engine_result channel_acquire(struct channel *channel);

/** channel_object() - the object bound to a subchannel, NULL if there is none. */
struct engine *channel_object(struct channel *channel, unsigned int subchannel);

/** channel_bind() - SET_OBJECT. */
enum engine_result channel_bind(struct channel *channel, unsigned int subchannel, uint32_t class);

/** channel_release() - drop the objects. */
void channel_release(struct channel *channel);

#endif
