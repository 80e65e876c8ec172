// SPDX-License-Identifier: MIT
/* The copy engine, against a reference that moves one byte at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "emu/gsp-card/tiling.h"
#include "tests/unit/gsp_channel.h"

#define CE (RM_ENGINE_COPY0 + 2)
#define SUBCH 4u

/* Methods (open-gpu-doc classes/dma-copy/clcab5.h). */
#define SEMAPHORE_A 0x240
#define RENDER_ENABLE_A 0x254
#define SRC_PHYS_MODE 0x260
#define LAUNCH_DMA 0x300
#define OFFSET_IN_UPPER 0x400
#define REMAP_CONST_A 0x700
#define DST_BLOCK_SIZE 0x70c
#define SRC_BLOCK_SIZE 0x728
#define SRC_ORIGIN_X 0x744

/* LAUNCH_DMA */
#define TRANSFER 2u
#define RELEASE (1u << 3)
#define RELEASE_TIMESTAMP (2u << 3)
#define INTERRUPT (2u << 5)
#define SRC_PITCH (1u << 7)
#define DST_PITCH (1u << 8)
#define MULTI_LINE (1u << 9)
#define REMAP (1u << 10)
#define SRC_PHYSICAL (1u << 12)
#define DST_PHYSICAL (1u << 13)
#define REDUCE(op) ((op) << 14 | 1u << 19)
#define WIDE (1u << 27)

/* Two areas of pages in random places, video and guest memory mixed. */
#define AREA_SIZE (4u << 20)
#define SRC_AREA 0x400000000ull
#define DST_AREA 0x500000000ull

enum { CONST_A = 4, CONST_B = 5, NO_WRITE = 6 };

/* One side of a copy, and how it looks to the reference. */
struct side {
	uint64_t area;
	uint32_t offset; /* in the area */
	bool block_linear;
	uint32_t pitch;
	struct tiling tiling; /* widths in bytes */
	uint32_t x, y, z; /* in elements, lines, slices */
};

struct job {
	struct side src, dst;
	bool remap;
	uint32_t size, src_count, dst_count, from[4], constant[2];
	uint32_t length, lines;
};

static void map_area(struct chan *chan, uint64_t va, uint64_t guest, uint64_t vram)
{
	unsigned int pages = AREA_SIZE / 4096;
	uint32_t order[AREA_SIZE / 4096];

	for (unsigned int i = 0; i < pages; i++)
		order[i] = i;
	for (unsigned int i = pages - 1; i; i--) {
		unsigned int j = rig_below(chan->card, i / 8 + 1) * 8 + i % 8;
		uint32_t old = order[i];

		/* Runs of neighbours remain, so that ranges of several pages occur. */
		if (j >= i)
			continue;
		order[i] = order[j];
		order[j] = old;
	}
	for (unsigned int i = 0; i < pages; i++) {
		uint64_t pa = order[i] * 4096ull;

		if (order[i] & 16)
			pa += RIG_GUEST_BASE + guest + RIG_PTE_COHERENT;
		else
			pa += vram;
		rig_pte(chan->card, &chan->space, va + i * 4096ull, 12,
			pa | RIG_PTE_VALID | RIG_PTE_RW);
	}
}

static struct chan new_channel(struct card *card, bool privileged)
{
	struct chan chan = chan_new(card, 3, CE, privileged);

	map_area(&chan, SRC_AREA, 0, RIG_HEAP + 0x8000000);
	map_area(&chan, DST_AREA, AREA_SIZE, RIG_HEAP + 0x9000000);
	return chan;
}

static void get_area(struct chan *chan, uint64_t va, uint8_t *buf)
{
	struct mmu_fault fault;

	assert_true(mmu_read(chan->card->mmu, &chan->space, va, buf, AREA_SIZE, 0, &fault));
}

static void randomize_area(struct chan *chan, uint64_t va)
{
	static uint64_t buf[AREA_SIZE / 8];
	struct mmu_fault fault;

	for (size_t i = 0; i < AREA_SIZE / 8; i++)
		buf[i] = rig_random(chan->card);
	assert_true(mmu_write(chan->card->mmu, &chan->space, va, buf, AREA_SIZE, 0, &fault));
}

static uint64_t address(const struct side *side, uint64_t line, uint64_t byte, uint64_t unit)
{
	struct tiling_row row;

	if (!side->block_linear)
		return side->offset + line * side->pitch + byte;
	row = tiling_row(&side->tiling, side->y + line, side->z);
	return side->offset + tiling_offset(&row, side->x * unit + byte);
}

static uint64_t src_unit(const struct job *job)
{
	return job->remap ? job->src_count * job->size : 1;
}

static uint64_t dst_unit(const struct job *job)
{
	return job->remap ? job->dst_count * job->size : 1;
}

/* The reference: @dst becomes what the engine should leave. */
static void reference(const struct job *job, const uint8_t *src, uint8_t *dst)
{
	for (uint64_t line = 0; line < job->lines; line++) {
		for (uint64_t i = 0; i < job->length; i++) {
			if (!job->remap) {
				dst[address(&job->dst, line, i, 1)] =
					src[address(&job->src, line, i, 1)];
				continue;
			}
			for (uint32_t byte = 0; byte < dst_unit(job); byte++) {
				uint32_t from = job->from[byte / job->size], b = byte % job->size;
				uint8_t value;

				if (from == NO_WRITE)
					continue;
				if (from >= CONST_A)
					value = job->constant[from - CONST_A] >> (8 * b);
				else if (from < job->src_count)
					value = src[address(&job->src, line,
							    i * src_unit(job) + from * job->size + b,
							    src_unit(job))];
				else
					value = 0;
				dst[address(&job->dst, line, i * dst_unit(job) + byte,
					    dst_unit(job))] = value;
			}
		}
	}
}

static void push_side(struct chan *chan, const struct side *side, uint32_t block_size,
		      uint32_t origin, uint64_t unit)
{
	if (!side->block_linear)
		return;
	chan_word(chan, CH_INC(SUBCH, block_size, 5u));
	chan_word(chan, side->tiling.height_log2 << 4 | side->tiling.depth_log2 << 8 | 1 << 12 |
				side->tiling.gob << 16);
	chan_word(chan, side->tiling.width / unit);
	chan_word(chan, side->tiling.height);
	chan_word(chan, 1);
	chan_word(chan, side->z);
	chan_word(chan, CH_INC(SUBCH, origin, 2u));
	chan_word(chan, side->x);
	chan_word(chan, side->y);
}

static void push_copy(struct chan *chan, const struct job *job, uint32_t launch)
{
	uint64_t in = job->src.area + job->src.offset, out = job->dst.area + job->dst.offset;

	chan_word(chan, CH_INC(SUBCH, OFFSET_IN_UPPER, 8u));
	chan_word(chan, in >> 32);
	chan_word(chan, in);
	chan_word(chan, out >> 32);
	chan_word(chan, out);
	chan_word(chan, job->src.pitch);
	chan_word(chan, job->dst.pitch);
	chan_word(chan, job->length);
	chan_word(chan, job->lines);
	push_side(chan, &job->src, SRC_BLOCK_SIZE, SRC_ORIGIN_X, src_unit(job));
	push_side(chan, &job->dst, DST_BLOCK_SIZE, SRC_ORIGIN_X + 8, dst_unit(job));
	if (job->remap) {
		chan_word(chan, CH_INC(SUBCH, REMAP_CONST_A, 3u));
		chan_word(chan, job->constant[0]);
		chan_word(chan, job->constant[1]);
		chan_word(chan, job->from[0] | job->from[1] << 4 | job->from[2] << 8 |
					job->from[3] << 12 | (job->size - 1) << 16 |
					(job->src_count - 1) << 20 | (job->dst_count - 1) << 24);
	}
	chan_word(chan, CH_INC(SUBCH, LAUNCH_DMA, 1u));
	chan_word(chan, launch | (job->src.block_linear ? 0 : SRC_PITCH) |
				(job->dst.block_linear ? 0 : DST_PITCH) |
				(job->remap ? REMAP : 0));
}

/* Run a job, and compare the whole destination area with the reference's. */
static void check_job(struct chan *chan, const struct job *job)
{
	static uint8_t src[AREA_SIZE], want[AREA_SIZE], got[AREA_SIZE];

	get_area(chan, SRC_AREA, src);
	get_area(chan, DST_AREA, want);
	reference(job, src, want);

	chan->words = 0;
	chan->sent = 0;
	push_copy(chan, job, TRANSFER | MULTI_LINE);
	chan_flush(chan);
	assert_int_equal(chan->card->rc_count, 0);

	get_area(chan, DST_AREA, got);
	if (memcmp(want, got, AREA_SIZE))
		fail_msg("%u x %u, %s to %s%s", job->length, job->lines,
			 job->src.block_linear ? "tiled" : "pitch",
			 job->dst.block_linear ? "tiled" : "pitch", job->remap ? ", remap" : "");
}

/* A place for @length x @lines elements of @unit bytes that fits into an area. */
static struct side random_side(struct card *card, uint64_t area, uint32_t length, uint32_t lines,
			       uint32_t unit)
{
	struct side side = { .area = area, .block_linear = rig_below(card, 2) };

	if (side.block_linear) {
		side.x = rig_below(card, 100);
		side.y = rig_below(card, 30);
		side.z = rig_below(card, 3);
		side.offset = rig_below(card, 8) * 512;
		side.tiling = (struct tiling){
			.gob = rig_below(card, 4),
			.height_log2 = rig_below(card, 3),
			.depth_log2 = rig_below(card, 3),
			.width = (length + side.x + rig_below(card, 40)) * unit,
			.height = lines + side.y + rig_below(card, 10),
		};
		side.pitch = rig_random(card);
	} else {
		side.offset = rig_below(card, 5000);
		side.pitch = length * unit + rig_below(card, 2) * rig_below(card, 300);
	}
	return side;
}

static struct job random_job(struct card *card)
{
	struct job job = { .remap = rig_below(card, 2), .size = 1, .src_count = 1, .dst_count = 1 };
	unsigned int style = rig_below(card, 4);

	job.lines = 1 + rig_below(card, 40);
	job.length = 1 + rig_below(card, 300);
	if (job.remap) {
		job.size = 1 + rig_below(card, 4);
		job.src_count = 1 + rig_below(card, 4);
		job.dst_count = style == 1 ? job.src_count : 1 + rig_below(card, 4);
		for (int i = 0; i < 4; i++)
			job.from[i] = style == 0 ? CONST_A + rig_below(card, 2) :
				      style == 1 ? (unsigned int)i :
						   rig_below(card, 7);
		job.constant[0] = rig_random(card);
		job.constant[1] = rig_random(card);
	} else {
		job.length *= 4;
	}
	job.src = random_side(card, SRC_AREA, job.length, job.lines, src_unit(&job));
	job.dst = random_side(card, DST_AREA, job.length, job.lines, dst_unit(&job));
	return job;
}

static void test_random(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card, false);

	randomize_area(&chan, SRC_AREA);
	randomize_area(&chan, DST_AREA);
	for (int i = 0; i < 300; i++) {
		const struct job job = random_job(card);

		check_job(&chan, &job);
	}
}

/* The layouts that an image of an API has: pitch to tiled and back must give what went in. */
static void test_round_trip(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card, false);
	static uint8_t src[AREA_SIZE], got[AREA_SIZE];

	randomize_area(&chan, SRC_AREA);
	get_area(&chan, SRC_AREA, src);
	for (unsigned int gob = 0; gob < 4; gob++) {
		const struct side linear = { .area = SRC_AREA, .pitch = 1024 };
		const struct side back = { .area = DST_AREA, .pitch = 1024 };
		const struct side image = {
			.area = DST_AREA,
			.offset = 0x80000,
			.block_linear = true,
			.tiling = { gob, 4, 0, 1024, 200 },
		};
		struct job job = { .src = linear, .dst = image, .length = 1024, .lines = 200 };

		push_copy(&chan, &job, TRANSFER | MULTI_LINE);
		job.src = image;
		job.dst = back;
		push_copy(&chan, &job, TRANSFER | MULTI_LINE);
		chan_flush(&chan);
		get_area(&chan, DST_AREA, got);
		assert_memory_equal(src, got, 1024 * 200);
		assert_memory_not_equal(src, got + 0x80000, 1024 * 200);
	}
}

/* The very words of NVK's transfer queue: a fill of 64 KiB, a barrier, a copy. */
static void test_nvk_words(void **state)
{
	static const uint32_t words[] = {
		0x20018040, 0,		0x200181c0, 0xdeadbeef, 0x200181c2, 0x00034444,
		0x20028104, 0x20000,	0x20000,    0x20028102, 0x1,	    0x00010000,
		0x20028106, 0x4000,	1,	    0x858580c0, 0x20028106, 0,
		0,	    0x858680c0, 0x20048100, 0x1,	0x00010000, 0x1,
		0x00100000, 0x20028106, 0x10000,    1,		0x838580c0,
	};
	struct card *card = *state;
	struct chan chan = new_channel(card, false);
	uint32_t *to = (uint32_t *)rig_vram(card, RIG_HEAP + 0x100000, 0x10004);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		chan_word(&chan, words[i]);
	chan_flush(&chan);
	assert_int_equal(card->rc_count, 0);
	for (int i = 0; i < 0x4000; i++)
		assert_int_equal(to[i], 0xdeadbeef);
	assert_int_equal(to[0x4000], 0);
}

static void test_semaphores(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 3, CE, false);

	chan_word(&chan, CH_INC(SUBCH, SEMAPHORE_A, 4u));
	chan_word(&chan, CH_DATA >> 32);
	chan_word(&chan, (uint32_t)CH_DATA);
	chan_word(&chan, 5);
	chan_word(&chan, 6);
	chan_method(&chan, SUBCH, LAUNCH_DMA, RELEASE);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 5);

	chan_method(&chan, SUBCH, LAUNCH_DMA, RELEASE | WIDE | INTERRUPT);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 6ull << 32 | 5);
	assert_int_equal(card->interrupts, 1);
	assert_int_equal(card->interrupt, 34);

	chan_method(&chan, SUBCH, LAUNCH_DMA, RELEASE_TIMESTAMP);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 5);
	assert_int_equal(rig_read64(card, RIG_HEAP + 8), card->now);

	chan_method(&chan, SUBCH, LAUNCH_DMA, RELEASE | REDUCE(5u));
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 10);
	chan_method(&chan, SUBCH, LAUNCH_DMA, RELEASE | REDUCE(10u));
	chan_flush(&chan);
	chan_expect_error(&chan);
}

static void test_physical(void **state)
{
	struct card *card = *state;
	struct chan kernel = new_channel(card, true), user;
	const struct job job = {
		.src = { .area = RIG_HEAP, .pitch = 256 },
		.dst = { .area = RIG_GUEST_BASE, .offset = 0x200000, .pitch = 300 },
		.length = 200,
		.lines = 50,
	};

	for (int i = 0; i < 50 * 256; i += 8)
		rig_write64(card, RIG_HEAP + i, rig_random(card));
	chan_method(&kernel, SUBCH, SRC_PHYS_MODE, 0);
	chan_method(&kernel, SUBCH, SRC_PHYS_MODE + 4, 1);
	push_copy(&kernel, &job, TRANSFER | MULTI_LINE | SRC_PHYSICAL | DST_PHYSICAL);
	chan_flush(&kernel);
	for (int i = 0; i < 50; i++)
		assert_memory_equal(card->guest + 0x200000 + i * 300,
				    rig_vram(card, RIG_HEAP + i * 256, 200), 200);

	/* There is no such memory. */
	chan_method(&kernel, SUBCH, SRC_PHYS_MODE + 4, 0);
	push_copy(&kernel, &job, TRANSFER | MULTI_LINE | SRC_PHYSICAL | DST_PHYSICAL);
	chan_flush(&kernel);
	chan_expect_fault(&kernel, RIG_GUEST_BASE + 0x200000, MMU_FAULT_REGION);
	rig_expect_violation(card, "kernel channel");

	user = chan_new(card, 4, CE, false);
	push_copy(&user, &job, TRANSFER | SRC_PHYSICAL | DST_PHYSICAL);
	chan_flush(&user);
	chan_expect_error(&user);
}

/* From one block of guest memory to another, in pieces that do not end at pages. */
static void test_physical_seam(void **state)
{
	struct card *card = *state;
	struct chan kernel = new_channel(card, true);
	uint8_t *guest = card->guest + (RIG_GUEST_SEAM - RIG_GUEST_BASE);
	const struct job job = {
		.src = { .area = RIG_HEAP, .offset = 3 },
		.dst = { .area = RIG_GUEST_SEAM - 5001 },
		.length = 10000,
		.lines = 1,
	};

	for (int i = 0; i < 10008; i += 8)
		rig_write64(card, RIG_HEAP + i, rig_random(card));
	chan_method(&kernel, SUBCH, SRC_PHYS_MODE + 4, 2);
	push_copy(&kernel, &job, TRANSFER | SRC_PHYSICAL | DST_PHYSICAL);
	chan_flush(&kernel);
	assert_memory_equal(guest - 5001, rig_vram(card, RIG_HEAP + 3, 10000), 10000);
	assert_int_equal(rig_counter(card, "ce.bytes"), 10000);
	assert_int_equal(rig_counter(card, "ce.launches"), 1);
}

/* The older methods for origins, both coordinates in a word, do what the newer ones do. */
static void test_old_origins(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card, false);
	const struct job job = {
		.src = { .area = SRC_AREA, .block_linear = true, .x = 77, .y = 21,
			 .tiling = { GOB_32, 1, 0, 500, 100 } },
		.dst = { .area = DST_AREA, .block_linear = true, .x = 5, .y = 33,
			 .tiling = { GOB_16, 2, 0, 700, 90 } },
		.length = 300,
		.lines = 40,
	};
	static uint8_t src[AREA_SIZE], want[AREA_SIZE], got[AREA_SIZE];

	randomize_area(&chan, SRC_AREA);
	get_area(&chan, SRC_AREA, src);
	get_area(&chan, DST_AREA, want);
	reference(&job, src, want);
	push_copy(&chan, &job, 0);
	chan_method(&chan, SUBCH, SRC_ORIGIN_X, 0);
	chan_method(&chan, SUBCH, SRC_ORIGIN_X + 12, 0);
	chan_method(&chan, SUBCH, SRC_BLOCK_SIZE + 20, 77 | 21 << 16);
	chan_method(&chan, SUBCH, DST_BLOCK_SIZE + 20, 5 | 33 << 16);
	chan_method(&chan, SUBCH, LAUNCH_DMA, TRANSFER | MULTI_LINE);
	chan_flush(&chan);
	get_area(&chan, DST_AREA, got);
	assert_memory_equal(want, got, AREA_SIZE);
}

/* Tables that change while a copy is under way count for what is not copied yet. */
static void test_remap_under_way(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 3, CE, false);
	const struct job job = {
		.src = { .area = CH_DATA, .pitch = 16 << 20 },
		.dst = { .area = CH_DATA, .offset = 64 << 20, .pitch = 16 << 20 },
		.length = 16 << 20,
		.lines = 1,
	};

	memset(rig_vram(card, RIG_HEAP, 16 << 20), 1, 16 << 20);
	memset(rig_vram(card, RIG_HEAP + (32 << 20), 2 << 20), 2, 2 << 20);
	push_copy(&chan, &job, TRANSFER);
	chan_entry(&chan);
	chan_kick(&chan);
	assert_int_equal(host_run(card->host), HOST_BUSY);
	for (uint64_t at = 4 << 20; at < 16 << 20; at += 2 << 20)
		rig_pte(card, &chan.space, CH_DATA + at, 21,
			(RIG_HEAP + (32 << 20)) | RIG_PTE_VALID | RIG_PTE_RW);
	mmu_invalidate(card->mmu, &chan.space);
	chan_run(card);
	assert_int_equal(*rig_vram(card, RIG_HEAP + (64 << 20), 1), 1);
	assert_int_equal(*rig_vram(card, RIG_HEAP + (72 << 20), 1), 2);
	assert_int_equal(*rig_vram(card, RIG_HEAP + (80 << 20) - 1, 1), 2);
}

static void test_faults(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card, false);
	const struct job job = {
		.src = { .area = SRC_AREA, .pitch = 0x10000 },
		.dst = { .area = DST_AREA, .pitch = 0x10000 },
		.length = 0x10000,
		.lines = 1,
	};
	static uint8_t got[AREA_SIZE], src[AREA_SIZE];

	randomize_area(&chan, SRC_AREA);
	get_area(&chan, SRC_AREA, src);
	rig_pte(card, &chan.space, DST_AREA + 0x5000, 12, RIG_HEAP | RIG_PTE_VALID | RIG_PTE_RO);
	push_copy(&chan, &job, TRANSFER | RELEASE);
	chan_flush(&chan);
	chan_expect_fault(&chan, DST_AREA + 0x5000, MMU_FAULT_RO);
	get_area(&chan, DST_AREA, got);
	assert_memory_equal(got, src, 0x5000);
}

static void test_errors(void **state)
{
	static const struct {
		uint32_t method, data, launch;
	} bad[] = {
		{ DST_BLOCK_SIZE, 1 << 12 | 1, TRANSFER | SRC_PITCH }, /* blocks 2 GOBs wide */
		{ DST_BLOCK_SIZE, 1 << 12 | 6 << 4, TRANSFER | SRC_PITCH },
		{ DST_BLOCK_SIZE, 1 << 12 | 6 << 8, TRANSFER | SRC_PITCH },
		{ DST_BLOCK_SIZE, 0, TRANSFER | SRC_PITCH }, /* Tesla's GOBs */
		{ REMAP_CONST_A + 8, 7, TRANSFER | SRC_PITCH | DST_PITCH | REMAP },
		{ RENDER_ENABLE_A + 8, 5, TRANSFER | SRC_PITCH | DST_PITCH },
		{ 0x104, 0, 0 },
		{ 0x800, 0, 0 },
		{ 0x3ffc, 0, 0 },
		{ LAUNCH_DMA, 1 << 23 | TRANSFER, 0 },
	};
	struct card *card = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct chan chan = chan_new(card, i, CE, false);

		chan_method(&chan, SUBCH, 0x418, 64);
		chan_method(&chan, SUBCH, bad[i].method, bad[i].data);
		chan_method(&chan, SUBCH, LAUNCH_DMA, bad[i].launch);
		chan_flush(&chan);
		chan_expect_error(&chan);
	}
}

static void test_predication(void **state)
{
	static const struct {
		uint32_t mode;
		uint64_t a, b;
		bool copies;
	} t[] = {
		{ 0, 1, 1, false }, { 1, 0, 0, true },	{ 2, 0, 1, false }, { 2, 1, 0, true },
		{ 3, 7, 7, true },  { 3, 7, 8, false }, { 4, 7, 7, false }, { 4, 7, 8, true },
	};
	struct card *card = *state;
	struct chan chan = chan_new(card, 3, CE, false);
	const struct job job = {
		.src = { .area = CH_DATA, .offset = 0x1000 },
		.dst = { .area = CH_DATA, .offset = 0x2000 },
		.length = 8,
		.lines = 1,
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		rig_write64(card, RIG_HEAP, t[i].a);
		rig_write64(card, RIG_HEAP + 16, t[i].b);
		rig_write64(card, RIG_HEAP + 0x1000, i + 1);
		rig_write64(card, RIG_HEAP + 0x2000, 0);
		chan_word(&chan, CH_INC(SUBCH, RENDER_ENABLE_A, 3u));
		chan_word(&chan, CH_DATA >> 32);
		chan_word(&chan, (uint32_t)CH_DATA);
		chan_word(&chan, t[i].mode);
		push_copy(&chan, &job, TRANSFER);
		chan_flush(&chan);
		assert_int_equal(rig_read64(card, RIG_HEAP + 0x2000), t[i].copies ? i + 1 : 0);
	}
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* 64 MiB in one launch: fast, and in slices between which the card can look at messages. */
static void test_large(void **state)
{
	struct card *card = *state;
	struct chan chan = chan_new(card, 3, CE, false), other = chan_new(card, 4, CE, false);
	const struct job job = {
		.src = { .area = CH_DATA, .pitch = 0x10000 },
		.dst = { .area = CH_DATA, .offset = 128 << 20, .pitch = 0x10000 },
		.length = 0x10000,
		.lines = 1024,
	};
	double start, worst = 0, total = 0;
	unsigned int slices = 0;
	enum host_state host;

	for (uint64_t i = 0; i < 64ull << 20; i += 4096)
		rig_write64(card, RIG_HEAP + i, i);
	push_copy(&chan, &job, TRANSFER | MULTI_LINE);
	chan_entry(&chan);
	chan_kick(&chan);
	do {
		start = seconds();
		host = host_run(card->host);
		start = seconds() - start;
		total += start;
		worst = start > worst ? start : worst;

		/* Another channel does not wait for the whole of it. */
		if (++slices == 1) {
			chan_method(&other, SUBCH, SEMAPHORE_A, CH_DATA >> 32);
			chan_method(&other, SUBCH, SEMAPHORE_A + 8, 77);
			chan_method(&other, SUBCH, LAUNCH_DMA, RELEASE);
			chan_entry(&other);
			chan_kick(&other);
		} else if (slices == 2) {
			assert_int_equal(rig_read64(card, RIG_HEAP), 77);
			rig_write64(card, RIG_HEAP, 0);
		}
	} while (host == HOST_BUSY);
	print_message("# 64 MiB in %u slices, %.1f ms, longest %.1f ms\n", slices, total * 1e3,
		      worst * 1e3);
	assert_true(slices >= 8);
	assert_true(total < 2);
	for (uint64_t i = 0; i < 64ull << 20; i += 4096)
		assert_int_equal(rig_read64(card, RIG_HEAP + (128 << 20) + i), i);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_random),     TEST(test_round_trip), TEST(test_nvk_words),
		TEST(test_semaphores), TEST(test_physical),   TEST(test_physical_seam),
		TEST(test_old_origins), TEST(test_remap_under_way), TEST(test_faults),
		TEST(test_errors),     TEST(test_predication), TEST(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
