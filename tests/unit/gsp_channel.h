/* SPDX-License-Identifier: MIT */
/* Channels on the rig: push buffers written by hand. */
#ifndef TESTS_UNIT_GSP_CHANNEL_H
#define TESTS_UNIT_GSP_CHANNEL_H

#include "tests/unit/gsp_rig.h"

/* Where things are in a channel's address space. */
#define CH_GPFIFO 0x100000ull
#define CH_PUSH 0x200000ull
#define CH_PUSH_SIZE 0x100000ull
#define CH_DATA 0x100000000ull /* RIG_HEAP and what follows, 256 MiB */
#define CH_DATA_SIZE (256ull << 20)
#define CH_GUEST 0x200000000ull /* guest memory */
#define CH_UNMAPPED 0x300000000ull
#define CH_ENTRIES 64

/* Second words of method headers. */
#define CH_INC(subch, mthd, count) (1u << 29 | (count) << 16 | (subch) << 13 | (mthd) >> 2)
#define CH_NONINC(subch, mthd, count) (3u << 29 | (count) << 16 | (subch) << 13 | (mthd) >> 2)
#define CH_IMMD(subch, mthd, data) (4u << 29 | (data) << 16 | (subch) << 13 | (mthd) >> 2)
#define CH_ONEINC(subch, mthd, count) (5u << 29 | (count) << 16 | (subch) << 13 | (mthd) >> 2)

struct chan {
	struct card *card;
	struct mmu_space space;
	uint32_t runlist;
	uint32_t chid;
	uint64_t inst;
	uint64_t userd;
	uint64_t gpfifo; /* physical */
	uint64_t push; /* physical */
	uint32_t put;
	uint32_t words; /* in the push buffer, in all */
	uint32_t sent; /* of those, already in the GPFIFO */
};

/* A channel with an address space of its own; @engine is an NV2080_ENGINE_TYPE. */
struct chan chan_new(struct card *card, uint32_t chid, uint32_t engine, bool privileged);

/* Append words to the push buffer. */
void chan_word(struct chan *chan, uint32_t word);

/* Append a method with one data word. */
void chan_method(struct chan *chan, unsigned int subch, unsigned int mthd, uint32_t data);

/* Make a GPFIFO entry of what was appended. */
void chan_entry(struct chan *chan);
void chan_raw_entry(struct chan *chan, uint64_t entry);

/* Write GP_PUT and ring the doorbell. */
void chan_kick(struct chan *chan);

/* chan_entry(), chan_kick() and run until the host has nothing more to do. */
void chan_flush(struct chan *chan);

/* host_run() until it is idle; fails if that takes too long. */
void chan_run(struct card *card);

/* Expect that this channel, and no other, was killed for this reason. */
void chan_expect_fault(struct chan *chan, uint64_t addr, unsigned int type);
void chan_expect_error(struct chan *chan);

#endif
