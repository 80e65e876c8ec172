// SPDX-License-Identifier: MIT
/* What graphics classes do without shaders: reports, timestamps, inline data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "emu/gsp-card/tiling.h"
#include "tests/unit/gsp_channel.h"

enum { SUBCH_3D, SUBCH_COMPUTE, SUBCH_I2M, SUBCH_2D };

#define REPORT_PAYLOAD 0x158
#define LINE_LENGTH_IN 0x180
#define LAUNCH_DMA 0x1b0
#define LOAD_INLINE_DATA 0x1b4
#define I2M_SEMAPHORE_A 0x1dc
#define SEMAPHORE_A 0x1b00

#define D_ONE_WORD (1u << 28)
#define D_REPORT(r) ((r) << 23)
#define D_AWAKEN (1u << 20)

static struct chan new_channel(struct card *card)
{
	struct chan chan = chan_new(card, 9, RM_ENGINE_GR0, false);

	chan_method(&chan, SUBCH_3D, 0, 0xce97);
	chan_method(&chan, SUBCH_COMPUTE, 0, 0xcec0);
	chan_method(&chan, SUBCH_I2M, 0, 0xcd40);
	chan_method(&chan, SUBCH_2D, 0, 0x902d);
	return chan;
}

static void semaphore(struct chan *chan, uint32_t subch, uint64_t va, uint32_t payload, uint32_t d)
{
	chan_word(chan, CH_INC(subch, SEMAPHORE_A, 4u));
	chan_word(chan, va >> 32);
	chan_word(chan, va);
	chan_word(chan, payload);
	chan_word(chan, d);
}

static void test_semaphore_d(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card);

	for (uint32_t subch = SUBCH_3D; subch <= SUBCH_COMPUTE; subch++) {
		rig_write64(card, RIG_HEAP, UINT64_MAX);
		semaphore(&chan, subch, CH_DATA, 5, D_ONE_WORD | 0xf << 12);
		chan_flush(&chan);
		assert_int_equal(rig_read64(card, RIG_HEAP), 0xffffffff00000005);

		semaphore(&chan, subch, CH_DATA + 16, 6, D_AWAKEN);
		chan_flush(&chan);
		assert_int_equal(rig_read64(card, RIG_HEAP + 16), 6);
		assert_int_equal(rig_read64(card, RIG_HEAP + 24), card->now);
		assert_int_equal(card->interrupts, subch + 1);
		assert_int_equal(card->interrupt, 48);

		/* Addition: 5 + 6. */
		semaphore(&chan, subch, CH_DATA, 6, D_ONE_WORD | 1 << 3);
		chan_flush(&chan);
		assert_int_equal(rig_read64(card, RIG_HEAP), 0xffffffff0000000b);
	}
}

/* How NVK writes a timestamp: a report of nothing, four words. They advance. */
static void test_timestamps(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card);
	uint64_t last = 0;

	for (int i = 0; i < 10; i++)
		semaphore(&chan, SUBCH_3D, CH_DATA + 16 * i, 0, 2 | 0xf << 12);
	chan_flush(&chan);
	for (int i = 0; i < 10; i++) {
		uint64_t now = rig_read64(card, RIG_HEAP + 16 * i + 8);

		assert_int_equal(rig_read64(card, RIG_HEAP + 16 * i), 0);
		assert_true(now > last);
		last = now;
	}
}

static void test_counters(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card);

	/* No sample passes where nothing is drawn. */
	rig_write64(card, RIG_HEAP, UINT64_MAX);
	semaphore(&chan, SUBCH_3D, CH_DATA, 99, 2 | D_REPORT(0x15u));
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP), 0);
	assert_int_equal(rig_read64(card, RIG_HEAP + 8), card->now);
}

static void test_acquire(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card);

	semaphore(&chan, SUBCH_3D, CH_DATA, 5, 1 | 1 << 16);
	semaphore(&chan, SUBCH_3D, CH_DATA + 16, 1, D_ONE_WORD);
	chan_entry(&chan);
	chan_kick(&chan);
	for (int i = 0; i < 10; i++)
		assert_int_equal(host_run(card->host), HOST_WAITING);
	assert_int_equal(rig_read64(card, RIG_HEAP + 16), 0);
	rig_write64(card, RIG_HEAP, 6);
	chan_run(card);
	assert_int_equal(rig_read64(card, RIG_HEAP + 16), 1);

	/* Equal: 6 is too much, 5 is right, as it is for at least 5. */
	semaphore(&chan, SUBCH_3D, CH_DATA, 5, 1);
	semaphore(&chan, SUBCH_3D, CH_DATA, 5, 1 | 1 << 16);
	semaphore(&chan, SUBCH_3D, CH_DATA + 16, 2, D_ONE_WORD);
	chan_entry(&chan);
	chan_kick(&chan);
	assert_int_equal(host_run(card->host), HOST_WAITING);
	rig_write64(card, RIG_HEAP, 5);
	chan_run(card);
	assert_int_equal(rig_read64(card, RIG_HEAP + 16), 2);

	semaphore(&chan, SUBCH_3D, CH_DATA, 5, 3);
	chan_flush(&chan);
	chan_expect_error(&chan);
}

static void report(struct chan *chan, uint32_t subch, uint64_t payload, uint64_t va, uint32_t execute)
{
	chan_word(chan, CH_INC(subch, REPORT_PAYLOAD, 5u));
	chan_word(chan, payload);
	chan_word(chan, payload >> 32);
	chan_word(chan, va);
	chan_word(chan, va >> 32);
	chan_word(chan, execute);
}

static void test_report_execute(void **state)
{
	/* Structure size and 64-bit payload by class. */
	static const struct {
		unsigned int size, wide;
	} shift[] = { { 13, 27 }, { 3, 12 } };
	struct card *card = *state;
	struct chan chan = new_channel(card);
	uint64_t payload = 0x123456789abcdef0;

	for (uint32_t subch = SUBCH_3D; subch <= SUBCH_COMPUTE; subch++) {
		rig_write64(card, RIG_HEAP, UINT64_MAX);
		report(&chan, subch, payload, CH_DATA, 1u << shift[subch].size);
		chan_flush(&chan);
		assert_int_equal(rig_read64(card, RIG_HEAP), 0xffffffff9abcdef0);
		report(&chan, subch, payload, CH_DATA,
		       2u << shift[subch].size | 1u << shift[subch].wide);
		chan_flush(&chan);
		assert_int_equal(rig_read64(card, RIG_HEAP), payload);
		report(&chan, subch, payload, CH_DATA, 1u << shift[subch].wide);
		chan_flush(&chan);
		assert_int_equal(rig_read64(card, RIG_HEAP), payload);
		assert_int_equal(rig_read64(card, RIG_HEAP + 8), card->now);
	}
}

static void begin_inline(struct chan *chan, uint32_t subch, uint32_t length, uint32_t lines,
			 uint64_t va, uint32_t pitch)
{
	chan_word(chan, CH_INC(subch, LINE_LENGTH_IN, 5u));
	chan_word(chan, length);
	chan_word(chan, lines);
	chan_word(chan, va >> 32);
	chan_word(chan, va);
	chan_word(chan, pitch);
}

static void test_inline_pitch(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card);

	for (uint32_t subch = SUBCH_3D; subch <= SUBCH_I2M; subch++) {
		uint8_t data[3 * 7 + 3], *out = rig_vram(card, RIG_HEAP + 0x1000 * subch, 0x1000);

		for (size_t i = 0; i < sizeof(data); i++)
			data[i] = rig_random(card);
		begin_inline(&chan, subch, 7, 3, CH_DATA + 0x1000 * subch + 1, 100);
		chan_word(&chan, CH_INC(subch, I2M_SEMAPHORE_A, 3u));
		chan_word(&chan, CH_DATA >> 32);
		chan_word(&chan, (uint32_t)CH_DATA + 0x8000 + 16 * subch);
		chan_word(&chan, 42);
		chan_method(&chan, subch, LAUNCH_DMA, 1 | 2 << 4 | 1 << 12);
		chan_word(&chan, CH_NONINC(subch, LOAD_INLINE_DATA, 6u));
		for (int i = 0; i < 6; i++) {
			uint32_t word;

			memcpy(&word, data + 4 * i, 4);
			chan_word(&chan, word);
		}
		chan_flush(&chan);
		assert_int_equal(card->rc_count, 0);
		for (int line = 0; line < 3; line++)
			assert_memory_equal(out + 1 + line * 100, data + 7 * line, 7);
		assert_int_equal(out[0], 0);
		assert_int_equal(out[8], 0);
		assert_int_equal(out[1 + 207], 0);
		assert_int_equal(rig_read64(card, RIG_HEAP + 0x8000 + 16 * subch), 42);
	}

	/* Nothing to write: the semaphore at once; and a signed minimum of -1 and 42. */
	rig_write64(card, RIG_HEAP + 0x9000, 0);
	begin_inline(&chan, SUBCH_I2M, 0, 1, CH_DATA, 0);
	chan_method(&chan, SUBCH_I2M, I2M_SEMAPHORE_A + 4, (uint32_t)CH_DATA + 0x9000);
	chan_method(&chan, SUBCH_I2M, LAUNCH_DMA, 1 | 2 << 4 | 1 << 12);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP + 0x9000), 42);
	rig_write64(card, RIG_HEAP + 0x9000, UINT32_MAX);
	chan_method(&chan, SUBCH_I2M, LAUNCH_DMA, 1 | 2 << 4 | 1 << 12 | 1 << 1 | 1 << 2 | 1 << 13);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP + 0x9000), UINT32_MAX);
	chan_method(&chan, SUBCH_I2M, LAUNCH_DMA, 1 | 2 << 4 | 1 << 12 | 1 << 1 | 1 << 13);
	chan_flush(&chan);
	assert_int_equal(rig_read64(card, RIG_HEAP + 0x9000), 42);

	/* Data that nobody asked for. */
	chan_method(&chan, SUBCH_I2M, LOAD_INLINE_DATA, 1);
	chan_flush(&chan);
	chan_expect_error(&chan);
}

static void test_inline_fault(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card);

	begin_inline(&chan, SUBCH_I2M, 8, 1, CH_UNMAPPED - 4, 0);
	rig_map(card, &chan.space, CH_UNMAPPED - 0x1000, RIG_HEAP, 0x1000, 12);
	chan_method(&chan, SUBCH_I2M, LAUNCH_DMA, 1);
	chan_word(&chan, CH_NONINC(SUBCH_I2M, LOAD_INLINE_DATA, 2u));
	chan_word(&chan, 0x11111111);
	chan_word(&chan, 0x22222222);
	chan_flush(&chan);
	chan_expect_fault(&chan, CH_UNMAPPED, MMU_FAULT_PDE);
	assert_int_equal(rig_read64(card, RIG_HEAP + 0xff8), 0x1111111100000000);
}

static void test_inline_tiled(void **state)
{
	const struct tiling t = { GOB_32, 1, 0, 200, 30 };
	struct card *card = *state;
	struct chan chan = new_channel(card);

	begin_inline(&chan, SUBCH_I2M, 40, 12, CH_DATA, 0);
	chan_word(&chan, CH_INC(SUBCH_I2M, 0x194u, 7u));
	chan_word(&chan, 1 << 4);
	chan_word(&chan, t.width);
	chan_word(&chan, t.height);
	chan_word(&chan, 1);
	chan_word(&chan, 0);
	chan_word(&chan, 50);
	chan_word(&chan, 9);
	chan_method(&chan, SUBCH_I2M, LAUNCH_DMA, 0);
	chan_word(&chan, CH_NONINC(SUBCH_I2M, LOAD_INLINE_DATA, 120u));
	for (uint32_t i = 0; i < 120; i++)
		chan_word(&chan, i * 0x01010101);
	chan_flush(&chan);
	assert_int_equal(card->rc_count, 0);
	for (uint32_t y = 0; y < 12; y++) {
		struct tiling_row row = tiling_row(&t, 9 + y, 0);

		for (uint32_t x = 0; x < 40; x++)
			assert_int_equal(*rig_vram(card, RIG_HEAP + tiling_offset(&row, 50 + x), 1),
					 (y * 40 + x) / 4);
	}
}

static void test_method_space(void **state)
{
	struct card *card = *state;
	struct chan chan = new_channel(card);

	/* State, macros and draws are accepted ... */
	chan_method(&chan, SUBCH_3D, 0x114, 0);
	chan_method(&chan, SUBCH_3D, 0x118, 0x12345678);
	chan_method(&chan, SUBCH_3D, 0x3800, 1);
	chan_method(&chan, SUBCH_3D, 0x274, 3);
	chan_method(&chan, SUBCH_COMPUTE, 0x2c0, 2);
	chan_method(&chan, SUBCH_2D, 0x8dc, 0);
	chan_method(&chan, SUBCH_3D, 0x19d0, 1);
	chan_method(&chan, SUBCH_COMPUTE, 0x2bc, 2);
	/* Neither data of a macro nor another class's draw method counts. */
	chan_method(&chan, SUBCH_3D, 0x3804, 1);
	chan_method(&chan, SUBCH_COMPUTE, 0x274, 3);
	chan_method(&chan, SUBCH_3D, 0x8dc, 0);
	chan_flush(&chan);
	assert_int_equal(card->rc_count, 0);
	assert_int_equal(rig_counter(card, "gr.mme.skipped"), 1);
	assert_int_equal(rig_counter(card, "gr.draw.skipped"), 1);
	assert_int_equal(rig_counter(card, "gr.clear.skipped"), 1);
	assert_int_equal(rig_counter(card, "gr.dispatch.skipped"), 2);
	assert_int_equal(rig_counter(card, "gr.blit.skipped"), 1);
	/* ... but inline-to-memory is a small class. */
	chan_method(&chan, SUBCH_I2M, 0x200, 0);
	chan_flush(&chan);
	chan_expect_error(&chan);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_semaphore_d),	 TEST(test_timestamps),	     TEST(test_counters),
		TEST(test_acquire),	 TEST(test_report_execute),  TEST(test_inline_pitch),
		TEST(test_inline_fault), TEST(test_inline_tiled),    TEST(test_method_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
