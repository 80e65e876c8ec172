// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/gsp_channel.h"

#define TOKEN_RUNLIST_DOORBELL (1u << 30)

static uint64_t take(struct card *card, uint64_t size)
{
	uint64_t addr = (card->tables + 0xffff) & ~0xffffull;

	card->tables = addr + size;
	assert_true(card->tables <= RIG_HEAP);
	return addr;
}

struct chan chan_new(struct card *card, uint32_t chid, uint32_t engine, bool privileged)
{
	struct chan chan = {
		.card = card,
		.space = rig_space(card),
		.runlist = chip_engine(card_chip(card), engine)->runlist,
		.chid = chid,
		.inst = take(card, 0x1000),
		.userd = take(card, 0x1000),
		.gpfifo = take(card, 0x1000),
		.push = take(card, CH_PUSH_SIZE),
	};
	const struct host_channel cfg = {
		.chid = chid,
		.engine = engine,
		.privileged = privileged,
		.inst = chan.inst,
		.userd = chan.userd,
		.gpfifo = CH_GPFIFO,
		.gpfifo_entries = CH_ENTRIES,
	};

	rig_map(card, &chan.space, CH_GPFIFO, chan.gpfifo, 0x1000, 12);
	rig_map(card, &chan.space, CH_PUSH, chan.push, CH_PUSH_SIZE, 16);
	rig_map(card, &chan.space, CH_DATA, RIG_HEAP, CH_DATA_SIZE, 21);
	for (uint64_t at = 0; at < RIG_GUEST_SIZE; at += 0x1000)
		rig_pte(card, &chan.space, CH_GUEST + at, 12,
			(RIG_GUEST_BASE + at) | RIG_PTE_COHERENT | RIG_PTE_VALID | RIG_PTE_RW);
	rig_write64(card, chan.inst + 0x200, chan.space.pdb | 3 << 10);

	assert_int_equal(host_channel_add(card->host, &cfg), 0);
	host_channel_enable(card->host, chan.runlist, chid, true);
	return chan;
}

void chan_word(struct chan *chan, uint32_t word)
{
	assert_true(chan->words < CH_PUSH_SIZE / 4);
	memcpy(rig_vram(chan->card, chan->push + chan->words * 4ull, 4), &word, 4);
	chan->words++;
}

void chan_method(struct chan *chan, unsigned int subch, unsigned int mthd, uint32_t data)
{
	chan_word(chan, CH_INC(subch, mthd, 1u));
	chan_word(chan, data);
}

void chan_raw_entry(struct chan *chan, uint64_t entry)
{
	rig_write64(chan->card, chan->gpfifo + chan->put * 8, entry);
	chan->put = (chan->put + 1) % CH_ENTRIES;
}

void chan_entry(struct chan *chan)
{
	uint64_t va = CH_PUSH + chan->sent * 4ull;

	chan_raw_entry(chan, va | (uint64_t)(chan->words - chan->sent) << 42);
	chan->sent = chan->words;
}

void chan_kick(struct chan *chan)
{
	memcpy(rig_vram(chan->card, chan->userd + 0x8c, 4), &chan->put, 4);
	host_doorbell(chan->card->host,
		      TOKEN_RUNLIST_DOORBELL | chan->runlist << 16 | chan->chid);
}

void chan_run(struct card *card)
{
	for (int i = 0; i < 100000; i++)
		if (host_run(card->host) == HOST_IDLE)
			return;
	fail_msg("the host does not become idle");
}

void chan_flush(struct chan *chan)
{
	chan_entry(chan);
	chan_kick(chan);
	chan_run(chan->card);
}

static void expect_killed(struct chan *chan)
{
	assert_int_equal(chan->card->rc_count, 1);
	assert_int_equal(chan->card->rc.chid, chan->chid);
	assert_int_equal(chan->card->rc.runlist, chan->runlist);
	chan->card->rc_count = 0;
}

void chan_expect_fault(struct chan *chan, uint64_t addr, unsigned int type)
{
	expect_killed(chan);
	assert_int_equal(chan->card->rc.except_type, RC_MMU_FAULT);
	assert_int_equal(chan->card->rc.fault_addr, addr);
	assert_int_equal(chan->card->rc.fault_type, type);
}

void chan_expect_error(struct chan *chan)
{
	expect_killed(chan);
	assert_int_equal(chan->card->rc.except_type, RC_PBDMA);
}
