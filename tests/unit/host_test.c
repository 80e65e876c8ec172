// SPDX-License-Identifier: MIT
/* The host engine: GPFIFO, method headers, semaphores, faults, and who gets to run. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/gsp_channel.h"

#define CE (RM_ENGINE_COPY0 + 2)
#define CE_B (RM_ENGINE_COPY0 + 3)

/* Host methods. */
#define SET_OBJECT 0x00
#define NON_STALL_INTERRUPT 0x20
#define MEM_OP_A 0x28
#define SET_REFERENCE 0x50
#define SEM_ADDR_LO 0x5c
#define WFI 0x78
#define YIELD 0x80

/* SEM_EXECUTE */
enum { ACQUIRE, RELEASE, ACQ_STRICT_GEQ, ACQ_CIRC_GEQ, ACQ_AND, ACQ_NOR, REDUCTION };
#define SWITCH (1u << 12)
#define WIDE (1u << 24)
#define TIMESTAMP (1u << 25)
#define REDUCE(op) ((uint32_t)(op) << 27 | REDUCTION)
#define UNSIGNED (1u << 31)

/* A method of the copy engine that only stores. */
#define CE_NOP 0x100

static void semaphore(struct chan *chan, uint64_t va, uint64_t payload, uint32_t execute)
{
	chan_word(chan, CH_INC(0u, SEM_ADDR_LO, 5u));
	chan_word(chan, va);
	chan_word(chan, va >> 32);
	chan_word(chan, payload);
	chan_word(chan, payload >> 32);
	chan_word(chan, execute);
}

static uint32_t read32(struct chan *chan, uint64_t offset)
{
	uint32_t value;

	memcpy(&value, rig_vram(chan->card, RIG_HEAP + offset, 4), 4);
	return value;
}

static void test_release(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);

	rig_write64(card, RIG_HEAP, UINT64_MAX);
	rig_write64(card, RIG_HEAP + 8, UINT64_MAX);
	semaphore(&chan, CH_DATA + 4, 0x1122334455667788, RELEASE);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 0x55667788ffffffff);

	semaphore(&chan, CH_DATA, 0x1122334455667788, RELEASE | WIDE);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 0x1122334455667788);
	assert_int_equal(rig_read64(card, RIG_HEAP + 8), UINT64_MAX);

	semaphore(&chan, CH_DATA, 0x1122334455667788, RELEASE | TIMESTAMP);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 0x55667788);
	assert_int_equal(rig_read64(card, RIG_HEAP + 8), card->now);

	/* In guest memory it is the same. */
	semaphore(&chan, CH_GUEST + 0x40, 7, RELEASE);
	chan_flush(&chan);
	assert_int_equal(card->guest[0x40], 7);
}

static void test_misaligned_semaphores(void **state)
{
	static const struct {
		uint32_t offset, execute;
	} bad[] = { { 4, RELEASE | WIDE }, { 8, RELEASE | TIMESTAMP }, { 4, ACQUIRE | WIDE },
		    { 4, REDUCE(5) | WIDE | UNSIGNED }, { 8, REDUCE(5) | TIMESTAMP } };
	struct card *card = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct chan chan = chan_new(card, i, CE, false);

		semaphore(&chan, CH_DATA + bad[i].offset, 0, bad[i].execute);
		chan_flush(&chan);
		chan_expect_error(&chan);
	}
}

/* Every acquire: a value that does not satisfy it, then one that does. */
static void test_acquire(void **state)
{
	static const struct {
		uint32_t op;
		uint64_t payload, no, yes;
	} t[] = {
		{ ACQUIRE, 5, 6, 5 },
		{ ACQUIRE | SWITCH, 5, 4, 5 },
		{ ACQUIRE | WIDE, 5ull << 32, 5, 5ull << 32 },
		{ ACQ_STRICT_GEQ, 0x80000000, 0x7fffffff, 0xffffffff },
		{ ACQ_STRICT_GEQ | WIDE, 1ull << 40, 1ull << 39, 1ull << 40 },
		{ ACQ_CIRC_GEQ, 0xfffffff0, 0xffffffef, 3 },
		{ ACQ_CIRC_GEQ, 3, 0x80000003, 0x80000002 },
		{ ACQ_CIRC_GEQ | WIDE, UINT64_MAX - 4, UINT64_MAX - 5, 1 },
		{ ACQ_AND, 0xf0, 0x0f, 0x10 },
		{ ACQ_AND | WIDE, 1ull << 63, 1, 1ull << 63 },
		{ ACQ_NOR, 0xffff0000, 0x0000ffff, 0x0000fffe },
		{ ACQ_NOR | WIDE, 0, UINT64_MAX, UINT64_MAX >> 1 },
	};
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		rig_write64(card, RIG_HEAP, t[i].no);
		rig_write64(card, RIG_HEAP + 64, 0);
		semaphore(&chan, CH_DATA, t[i].payload, t[i].op);
		semaphore(&chan, CH_DATA + 64, 1, RELEASE);
		chan_entry(&chan);
		chan_kick(&chan);
		for (int j = 0; j < 10; j++)
			assert_int_equal(host_run(card->host), HOST_WAITING);
		assert_int_equal(read32(&chan, 64), 0);

		rig_write64(card, RIG_HEAP, t[i].yes);
		chan_run(card);
		assert_int_equal(read32(&chan, 64), 1);
	}
}

static void test_reduction(void **state)
{
	static const struct {
		uint32_t execute;
		uint64_t value, payload, result;
	} t[] = {
		{ REDUCE(0), 5, 0xffffffff, 0xffffffff },
		{ REDUCE(0) | UNSIGNED, 5, 0xffffffff, 5 },
		{ REDUCE(1), 5, 0xffffffff, 5 },
		{ REDUCE(1) | UNSIGNED, 5, 0xffffffff, 0xffffffff },
		{ REDUCE(2), 0xff00, 0x0ff0, 0xf0f0 },
		{ REDUCE(3), 0xff00, 0x0ff0, 0x0f00 },
		{ REDUCE(4), 0xff00, 0x0ff0, 0xfff0 },
		{ REDUCE(5), 0xffffffff, 2, 1 },
		{ REDUCE(6) | UNSIGNED, 6, 7, 7 },
		{ REDUCE(6) | UNSIGNED, 7, 7, 0 },
		{ REDUCE(7) | UNSIGNED, 7, 7, 6 },
		{ REDUCE(7) | UNSIGNED, 0, 7, 7 },
		{ REDUCE(7) | UNSIGNED, 9, 7, 7 },
		{ REDUCE(0) | WIDE, 1ull << 40, 1ull << 63, 1ull << 63 },
		{ REDUCE(1) | WIDE | UNSIGNED, 1ull << 40, 1ull << 63, 1ull << 63 },
		{ REDUCE(5) | WIDE | UNSIGNED, 0xffffffff, 1, 1ull << 32 },
	};
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		rig_write64(card, RIG_HEAP, t[i].value);
		semaphore(&chan, CH_DATA, t[i].payload, t[i].execute);
		chan_flush(&chan);
		assert_int_equal(rig_read64(card, RIG_HEAP), t[i].result);
	}

	/* With a timestamp it takes 16 bytes. */
	rig_write64(card, RIG_HEAP, 1);
	semaphore(&chan, CH_DATA, 2, REDUCE(5) | TIMESTAMP);
	chan_flush(&chan);
	assert_int_equal(read32(&chan, 0), 3);
	assert_int_equal(rig_read64(card, RIG_HEAP + 8), card->now);
}

static void test_impossible_reductions(void **state)
{
	static const uint32_t bad[] = { REDUCE(8), REDUCE(15), REDUCE(6), REDUCE(7),
					REDUCE(6) | WIDE | UNSIGNED, REDUCE(7) | WIDE | UNSIGNED,
					REDUCE(5) | WIDE, 7 };
	struct card *card = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct chan chan = chan_new(card, i, CE, false);

		semaphore(&chan, CH_DATA, 1, bad[i]);
		chan_flush(&chan);
		chan_expect_error(&chan);
	}
}

static void test_old_semaphores(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);

	/* Release of 16 bytes, of 4, reduction, and an acquire that is satisfied. */
	chan_word(&chan, CH_INC(0u, 0x10, 4u));
	chan_word(&chan, CH_DATA >> 32);
	chan_word(&chan, (uint32_t)CH_DATA);
	chan_word(&chan, 0x1234);
	chan_word(&chan, 2);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 0x1234);
	assert_int_equal(rig_read64(card, RIG_HEAP + 8), card->now);

	rig_write64(card, RIG_HEAP, UINT64_MAX);
	chan_method(&chan, 0, 0x1c, 2 | 1 << 24);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 0xffffffff00001234);

	chan_method(&chan, 0, 0x1c, 0x10 | 5u << 27);
	chan_method(&chan, 0, 0x18, 0x2468);
	chan_method(&chan, 0, 0x1c, 1);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 0xffffffff00002468);

	chan_method(&chan, 0, 0x1c, 3);
	chan_flush(&chan);
	chan_expect_error(&chan);
}

static void test_headers(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);

	/* Zero words before, between, and in the middle of nothing. */
	for (int i = 0; i < 32; i++)
		chan_word(&chan, 0);
	/* Old forms: incrementing, non-incrementing; sub-device masks. */
	chan_word(&chan, 5u << 18 | SEM_ADDR_LO);
	chan_word(&chan, (uint32_t)CH_DATA);
	chan_word(&chan, CH_DATA >> 32);
	chan_word(&chan, 11);
	chan_word(&chan, 0);
	chan_word(&chan, RELEASE);
	chan_word(&chan, 0x00010010);
	chan_word(&chan, 2u << 29 | 2u << 18 | (SEM_ADDR_LO + 8));
	chan_word(&chan, 12);
	chan_word(&chan, 13);
	chan_word(&chan, CH_IMMD(0u, SEM_ADDR_LO, 0u));
	chan_word(&chan, CH_INC(0u, SEM_ADDR_LO, 1u));
	chan_word(&chan, (uint32_t)CH_DATA + 4);
	chan_word(&chan, CH_IMMD(0u, SEM_ADDR_LO + 16, RELEASE));
	/* Once incrementing: LO, then HI twice. */
	chan_word(&chan, CH_ONEINC(0u, SEM_ADDR_LO, 3u));
	chan_word(&chan, (uint32_t)CH_DATA + 8);
	chan_word(&chan, 0xdead);
	chan_word(&chan, CH_DATA >> 32);
	chan_word(&chan, CH_NONINC(0u, SEM_ADDR_LO + 8, 2u));
	chan_word(&chan, 14);
	chan_word(&chan, 15);
	chan_word(&chan, CH_IMMD(0u, SEM_ADDR_LO + 16, RELEASE));
	/* What follows the end of the segment is not looked at. */
	chan_word(&chan, 7u << 29);
	for (int i = 0; i < 3000; i++)
		chan_word(&chan, 6u << 29);
	chan_flush(&chan);

	assert_int_equal(read32(&chan, 0), 11);
	assert_int_equal(read32(&chan, 4), 13);
	assert_int_equal(read32(&chan, 8), 15);

	chan_word(&chan, 6u << 29);
	chan_flush(&chan);
	chan_expect_error(&chan);
}

/* A method whose data is in the next entry, and a push buffer longer than one fetch. */
static void test_segments(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);
	uint32_t get;

	chan_word(&chan, CH_INC(0u, SEM_ADDR_LO, 5u));
	chan_word(&chan, (uint32_t)CH_DATA);
	chan_entry(&chan);
	chan_word(&chan, CH_DATA >> 32);
	chan_word(&chan, 42);
	chan_entry(&chan);
	chan_word(&chan, 0);
	chan_word(&chan, RELEASE);
	chan_flush(&chan);
	assert_int_equal(read32(&chan, 0), 42);

	for (int i = 0; i < 5000; i++)
		semaphore(&chan, CH_DATA + 4 * i, i, RELEASE);
	chan_flush(&chan);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(read32(&chan, 4 * i), i);

	memcpy(&get, rig_vram(card, chan.userd + 0x88, 4), 4);
	assert_int_equal(get, chan.put);
}

static void test_control_entries(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);
	uint64_t high = 3ull << 40;

	rig_map(card, &chan.space, high + CH_PUSH, chan.push, CH_PUSH_SIZE, 16);
	rig_map(card, &chan.space, CH_PUSH, RIG_HEAP + 0x1000000, CH_PUSH_SIZE, 16);
	mmu_invalidate(card->mmu, NULL);

	chan_raw_entry(&chan, 0);
	chan_raw_entry(&chan, 4ull << 32 | 3 << 8);
	semaphore(&chan, CH_DATA, 77, RELEASE);
	chan_flush(&chan);
	assert_int_equal(read32(&chan, 0), 77);

	chan_raw_entry(&chan, 1ull << 32);
	chan_kick(&chan);
	chan_run(card);
	chan_expect_error(&chan);
}

static void test_ring_wraps(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);

	for (int i = 0; i < 5 * CH_ENTRIES; i++) {
		semaphore(&chan, CH_DATA, i, RELEASE);
		chan_flush(&chan);
		assert_int_equal(read32(&chan, 0), i);
	}
}

static void test_interrupt_and_reference(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);
	uint32_t reference;

	chan_method(&chan, 0, WFI, 1);
	chan_method(&chan, 0, SET_REFERENCE, 0x1234);
	chan_method(&chan, 0, YIELD, 0);
	chan_method(&chan, 0, NON_STALL_INTERRUPT, 0);
	chan_flush(&chan);
	assert_int_equal(card->interrupts, 1);
	assert_int_equal(card->interrupt, 34);
	memcpy(&reference, rig_vram(card, chan.userd + 0x48, 4), 4);
	assert_int_equal(reference, 0x1234);
}

static void test_mem_op(void **state)
{
	struct card *card = *state;
	struct chan kernel = chan_new(card, 1, CE, true), user = chan_new(card, 2, CE, false);
	struct mmu_range range;
	struct mmu_fault fault;

	for (int op = 0; op < 2; op++) {
		struct chan *chan = op ? &user : &kernel;

		assert_true(mmu_range(card->mmu, &user.space, CH_DATA, 1, 0, &range, &fault));
		rig_pte(card, &user.space, CH_DATA, 21,
			(op ? RIG_HEAP : RIG_HEAP + (2 << 20)) | RIG_PTE_VALID | RIG_PTE_RW);
		chan_word(chan, CH_INC(0u, MEM_OP_A, 4u));
		chan_word(chan, 0);
		chan_word(chan, 0);
		chan_word(chan, user.space.pdb);
		chan_word(chan, user.space.pdb >> 32 | 9u << 27);
		chan_flush(chan);
		if (op)
			chan_expect_error(chan);
		assert_true(mmu_range(card->mmu, &user.space, CH_DATA, 1, 0, &range, &fault));
		if (op)
			rig_expect_violation(card, "missing TLB invalidate");
	}

	/* Another space's invalidate does not help, that of all spaces does. */
	for (uint32_t all = 0; all < 2; all++) {
		assert_true(mmu_range(card->mmu, &user.space, CH_DATA, 1, 0, &range, &fault));
		rig_pte(card, &user.space, CH_DATA, 21,
			(RIG_HEAP + (all << 21)) | RIG_PTE_VALID | RIG_PTE_RW);
		chan_word(&kernel, CH_INC(0u, MEM_OP_A, 4u));
		chan_word(&kernel, 0);
		chan_word(&kernel, 0);
		chan_word(&kernel, kernel.space.pdb | all);
		chan_word(&kernel, kernel.space.pdb >> 32 | 9u << 27);
		if (!all)
			rig_pte(card, &user.space, CH_DATA, 21,
				(RIG_HEAP + (4 << 20)) | RIG_PTE_VALID | RIG_PTE_RW);
		chan_flush(&kernel);
		assert_true(mmu_range(card->mmu, &user.space, CH_DATA, 1, 0, &range, &fault));
		if (!all)
			rig_expect_violation(card, "missing TLB invalidate");
	}

	/* A membar is everybody's. */
	user = chan_new(card, 3, CE, false);
	chan_word(&user, CH_INC(0u, MEM_OP_A, 4u));
	for (int i = 0; i < 3; i++)
		chan_word(&user, 0);
	chan_word(&user, 5u << 27);
	chan_flush(&user);
	assert_int_equal(card->rc_count, 0);
}

static void test_objects(void **state)
{
	struct card *card = *state;
	struct chan gr = chan_new(card, 1, RM_ENGINE_GR0, false), ce = chan_new(card, 2, CE, false);

	chan_method(&gr, 0, SET_OBJECT, 0xce97);
	chan_method(&gr, 1, SET_OBJECT, 0xcec0);
	chan_method(&gr, 2, SET_OBJECT, 0xcd40);
	chan_method(&gr, 3, SET_OBJECT, 0x902d);
	chan_method(&gr, 4, SET_OBJECT, 0xcab5);
	chan_method(&gr, 6, SET_OBJECT, 0xce97);
	for (int i = 0; i < 5; i++)
		chan_method(&gr, i, CE_NOP, 0);
	chan_flush(&gr);
	assert_int_equal(card->rc_count, 0);

	/* Subchannel 4 is the copy engine's from the start. */
	chan_method(&ce, 4, CE_NOP, 0);
	chan_flush(&ce);
	assert_int_equal(card->rc_count, 0);

	chan_method(&gr, 5, CE_NOP, 0);
	chan_flush(&gr);
	chan_expect_error(&gr);
	chan_method(&ce, 0, SET_OBJECT, 0xce97);
	chan_flush(&ce);
	chan_expect_error(&ce);
}

static void test_bad_methods(void **state)
{
	static const uint32_t bad[] = { 0x04, 0x0c, 0x38, 0x54, 0x70, 0x9c, 0xfc };
	struct card *card = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct chan chan = chan_new(card, i, CE, i & 1);

		chan_method(&chan, 0, bad[i], 0);
		chan_flush(&chan);
		chan_expect_error(&chan);
		if (i & 1)
			rig_expect_violation(card, "kernel channel");
	}
}

static void test_faults(void **state)
{
	struct card *card = *state;
	struct chan a = chan_new(card, 1, CE, false), b = chan_new(card, 2, CE, false);

	semaphore(&a, CH_UNMAPPED + 0x120, 1, RELEASE);
	semaphore(&a, CH_DATA, 1, RELEASE);
	semaphore(&b, CH_DATA + 64, 2, RELEASE);
	chan_entry(&a);
	chan_kick(&a);
	chan_entry(&b);
	chan_kick(&b);
	chan_run(card);
	chan_expect_fault(&a, CH_UNMAPPED + 0x120, MMU_FAULT_PDE);
	assert_int_equal(read32(&b, 0), 0);
	assert_int_equal(read32(&b, 64), 2);

	/* It stays dead. */
	semaphore(&a, CH_DATA, 1, RELEASE);
	chan_flush(&a);
	assert_int_equal(read32(&a, 0), 0);
	assert_int_equal(card->rc_count, 0);

	/* A push buffer that is not there. */
	chan_raw_entry(&b, CH_UNMAPPED | 4ull << 42);
	chan_kick(&b);
	chan_run(card);
	chan_expect_fault(&b, CH_UNMAPPED, MMU_FAULT_PDE);

	assert_int_equal(rig_counter(card, "host.faults"), 2);
	assert_int_equal(rig_counter(card, "host.errors"), 0);

	/* After it is freed the id can be used again. */
	host_channel_remove(card->host, a.runlist, a.chid);
	a = chan_new(card, 1, CE, false);
	semaphore(&a, CH_DATA, 9, RELEASE);
	chan_flush(&a);
	assert_int_equal(read32(&a, 0), 9);
}

static void test_kernel_fault(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 1, CE, true);

	semaphore(&chan, CH_UNMAPPED, 1, RELEASE);
	chan_flush(&chan);
	chan_expect_fault(&chan, CH_UNMAPPED, MMU_FAULT_PDE);
	rig_expect_violation(card, "kernel channel 1: fault PDE");
}

static void test_doorbells(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 5, CE, false);

	host_doorbell(card->host, 1u << 30 | chan.runlist << 16 | 6);
	rig_expect_violation(card, "no channel 6");
	host_doorbell(card->host, 1u << 30 | 63 << 16 | 5);
	rig_expect_violation(card, "runlist 63");
	host_doorbell(card->host, 1u << 29 | chan.runlist << 16 | 5);
	rig_expect_violation(card, "unknown bits");

	host_channel_enable(card->host, chan.runlist, 5, false);
	chan_kick(&chan);
	rig_expect_violation(card, "not scheduled");
	host_channel_enable(card->host, chan.runlist, 5, true);

	chan.put = CH_ENTRIES;
	chan_kick(&chan);
	chan_run(card);
	rig_expect_violation(card, "GP_PUT 64 of 64");
	chan_expect_error(&chan);
}

static void test_add(void **state)
{
	struct card *card = *state;
	struct host_channel cfg = { .chid = 7, .engine = CE, .gpfifo_entries = 16 };

	assert_int_equal(host_channel_add(card->host, &cfg), 0);
	assert_int_equal(host_channel_add(card->host, &cfg), -EEXIST);
	cfg.engine = CE_B;
	assert_int_equal(host_channel_add(card->host, &cfg), 0);
	cfg.engine = 99;
	assert_int_equal(host_channel_add(card->host, &cfg), -EINVAL);
	cfg = (struct host_channel){ .chid = HOST_MAX_CHID, .engine = CE, .gpfifo_entries = 16 };
	assert_int_equal(host_channel_add(card->host, &cfg), -EINVAL);
	cfg = (struct host_channel){ .chid = 8, .engine = CE };
	assert_int_equal(host_channel_add(card->host, &cfg), -EINVAL);

	/* No page directory in the instance block: the first doorbell shows it. */
	host_channel_enable(card->host, 2, 7, true);
	host_doorbell(card->host, 1u << 30 | 2 << 16 | 7);
	chan_run(card);
	assert_int_equal(card->rc.fault_type, MMU_FAULT_UNBOUND_INST);
	rig_expect_violation(card, "no page directory");
}

/* Two channels that wait for each other in turns, and one that works meanwhile. */
static void test_ping_pong(void **state)
{
	struct card *card = *state;
	struct chan a = chan_new(card, 1, CE, false), b = chan_new(card, 2, CE_B, false);
	struct chan c = chan_new(card, 3, CE, false);

	for (int i = 1; i <= 100; i++) {
		semaphore(&a, CH_DATA, 2 * i - 2, ACQUIRE | SWITCH);
		semaphore(&a, CH_DATA, 2 * i - 1, RELEASE);
		semaphore(&b, CH_DATA, 2 * i - 1, ACQUIRE);
		semaphore(&b, CH_DATA, 2 * i, RELEASE);
		semaphore(&c, CH_DATA + 64, 1, REDUCE(5));
	}
	chan_entry(&b);
	chan_kick(&b);
	assert_int_equal(host_run(card->host), HOST_WAITING);
	chan_entry(&c);
	chan_kick(&c);
	chan_entry(&a);
	chan_kick(&a);
	chan_run(card);
	assert_int_equal(read32(&a, 0), 200);
	assert_int_equal(read32(&a, 64), 100);
}

/* Many channels that are never done: each gets as much as the others, a call stays short. */
static void test_fairness(void **state)
{
	struct card *card = *state;
	struct chan chan[8];
	unsigned int calls = 0;

	for (unsigned int i = 0; i < 8; i++) {
		chan[i] = chan_new(card, i, CE, false);
		/* Fill and count, over and over. */
		for (int j = 0; j < 64; j++) {
			chan_method(&chan[i], 4, 0x700, i);
			chan_method(&chan[i], 4, 0x708, 0x00034444);
			chan_method(&chan[i], 4, 0x408, CH_DATA >> 32);
			chan_method(&chan[i], 4, 0x40c, (uint32_t)CH_DATA + ((i + 1) << 24));
			chan_method(&chan[i], 4, 0x418, 1 << 20);
			chan_method(&chan[i], 4, 0x300, 1 << 10 | 3 << 7 | 1);
			semaphore(&chan[i], CH_DATA + 64 * i, 1, REDUCE(5));
		}
		chan_entry(&chan[i]);
		chan_kick(&chan[i]);
	}

	while (host_run(card->host) == HOST_BUSY) {
		uint32_t least = UINT32_MAX, most = 0;

		for (unsigned int i = 0; i < 8; i++) {
			uint32_t count = read32(&chan[i], 64 * i);

			least = count < least ? count : least;
			most = count > most ? count : most;
		}
		assert_true(most - least <= 2);
		calls++;
	}
	assert_true(calls >= 8 * 64 / 4);
	for (unsigned int i = 0; i < 8; i++)
		assert_int_equal(read32(&chan[i], 64 * i), 64);
}

/* Random words as push buffers, on user channels: nothing but dead channels may come of it. */
static void test_garbage(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 0, RM_ENGINE_GR0, false);
	unsigned int killed = 0;

	for (int round = 0; round < 3000; round++) {
		chan.words = 0;
		chan.sent = 0;
		for (int i = 0; i < 5; i++)
			chan_method(&chan, i, SET_OBJECT,
				    (const uint32_t[]){ 0xce97, 0xcec0, 0xcd40, 0x902d, 0xcab5 }[i]);
		for (int i = 0; i < 200; i++) {
			uint32_t word = rig_random(card);

			if (rig_below(card, 2))
				word = CH_INC(rig_below(card, 5), rig_below(card, 512) * 4,
					      (uint32_t)rig_below(card, 8));
			else if (rig_below(card, 2))
				word &= 0xfff;
			chan_word(&chan, word);
		}
		chan_raw_entry(&chan, CH_PUSH | (uint64_t)chan.words << 42);
		chan_kick(&chan);
		for (int i = 0; i < 20 && host_run(card->host) != HOST_IDLE; i++)
			;
		host_channel_remove(card->host, chan.runlist, chan.chid);
		killed += card->rc_count;
		card->rc_count = 0;
		if (chan.put > CH_ENTRIES / 2)
			chan.put = 0;
		assert_int_equal(host_channel_add(card->host, &(struct host_channel){
			.engine = RM_ENGINE_GR0,
			.inst = chan.inst,
			.userd = chan.userd,
			.gpfifo = CH_GPFIFO,
			.gpfifo_entries = CH_ENTRIES,
		}), 0);
		host_channel_enable(card->host, chan.runlist, 0, true);
		chan.put = 0;
	}
	assert_true(killed > 1000);
	assert_int_equal(card->violations, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_release),	  TEST(test_misaligned_semaphores),
		TEST(test_acquire),	  TEST(test_reduction),
		TEST(test_impossible_reductions), TEST(test_old_semaphores),
		TEST(test_headers),	  TEST(test_segments),
		TEST(test_control_entries), TEST(test_ring_wraps),
		TEST(test_interrupt_and_reference), TEST(test_mem_op),
		TEST(test_objects),	  TEST(test_bad_methods),
		TEST(test_faults),	  TEST(test_kernel_fault),
		TEST(test_doorbells),	  TEST(test_add),
		TEST(test_ping_pong),	  TEST(test_fairness),
		TEST(test_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
