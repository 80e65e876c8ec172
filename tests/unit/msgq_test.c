// SPDX-License-Identifier: MIT
/* The message queue: both ends on one block of memory, and a peer that lies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "firmware/gsp/msgq.h"

#define COUNT R570_MSGQ_MSG_COUNT
#define HDR ((u32)sizeof(struct r570_msgq_element))

struct queues {
	u32 write_ptr;
	u32 read_ptr;
	u8 slots[COUNT * MSGQ_SLOT_SIZE];
	u8 guard[64];
	struct msgq tx;
	struct msgq rx;
};

static void start(struct queues *q, u32 pos)
{
	q->write_ptr = pos;
	q->read_ptr = pos;
	memset(q->slots, 0xa5, sizeof(q->slots));
	memset(q->guard, 0x5a, sizeof(q->guard));
	assert_int_equal(msgq_init(&q->tx, &q->write_ptr, &q->read_ptr, q->slots, COUNT, pos), 0);
	assert_int_equal(msgq_init(&q->rx, &q->write_ptr, &q->read_ptr, q->slots, COUNT, pos), 0);
}

static int setup(void **state)
{
	struct queues *q = malloc(sizeof(*q));

	if (!q)
		return -1;
	start(q, 0);
	*state = q;
	return 0;
}

static int teardown(void **state)
{
	struct queues *q = *state;
	size_t i;

	/* Nothing ever leaves the ring. */
	for (i = 0; i < sizeof(q->guard); i++)
		assert_int_equal(q->guard[i], 0x5a);
	free(q);
	return 0;
}

static u8 pattern(u32 seed, u32 i)
{
	return (u8)(seed * 31 + i * 7 + (i >> 8));
}

static void fill(u8 *buf, u32 len, u32 seed)
{
	for (u32 i = 0; i < len; i++)
		buf[i] = pattern(seed, i);
}

static int send_elem(struct queues *q, const u8 *payload, u32 len)
{
	struct r570_msgq_element elem = { .rpc.length = (u32)sizeof(elem.rpc) + len };
	struct msgq_tx tx;
	int ret;

	ret = msgq_reserve(&q->tx, &tx, HDR + len);
	if (ret)
		return ret;
	assert_int_equal(msgq_put(&q->tx, &tx, &elem, sizeof(elem)), 0);
	/* In odd pieces, so that pieces start at every alignment. */
	for (u32 off = 0, n; off < len; off += n) {
		n = len - off < 1237 ? len - off : 1237;
		assert_int_equal(msgq_put(&q->tx, &tx, payload + off, n), 0);
	}
	return msgq_commit(&q->tx, &tx);
}

static void send_pattern(struct queues *q, u32 len, u32 seed)
{
	u8 *buf = malloc(len + 1);

	assert_non_null(buf);
	fill(buf, len, seed);
	assert_int_equal(send_elem(q, buf, len), 0);
	free(buf);
}

static void recv_pattern(struct queues *q, u32 len, u32 seed)
{
	struct r570_msgq_element elem;
	u8 *buf = malloc(len + 1);

	assert_non_null(buf);
	buf[len] = 0xee;
	assert_int_equal(msgq_peek(&q->rx, &elem), 0);
	assert_int_equal(elem.rpc.length, sizeof(elem.rpc) + len);
	assert_int_equal(elem.elem_count, DIV_ROUND_UP(HDR + len, MSGQ_SLOT_SIZE));
	assert_int_equal(msgq_recv(&q->rx, &elem, buf, len), 0);
	for (u32 i = 0; i < len; i++)
		assert_int_equal(buf[i], pattern(seed, i));
	assert_int_equal(buf[len], 0xee);
	free(buf);
}

static void test_init_refuses(void **state)
{
	struct queues *q = *state;
	struct msgq m;
	u32 w = 0, r = 0;

	assert_int_equal(msgq_init(&m, NULL, &r, q->slots, COUNT, 0), -EINVAL);
	assert_int_equal(msgq_init(&m, &w, NULL, q->slots, COUNT, 0), -EINVAL);
	assert_int_equal(msgq_init(&m, &w, &r, NULL, COUNT, 0), -EINVAL);
	assert_int_equal(msgq_init(&m, &w, &r, q->slots, MSGQ_COUNT_MIN - 1, 0), -EINVAL);
	assert_int_equal(msgq_init(&m, &w, &r, q->slots, MSGQ_COUNT_MAX + 1, 0), -EINVAL);
	assert_int_equal(msgq_init(&m, &w, &r, q->slots, COUNT, COUNT), -EINVAL);
}

static void test_header(void **state)
{
	struct r570_msgq_tx_header good, bad;
	u32 *field = (u32 *)&bad;

	(void)state;
	msgq_header_init(&good);
	assert_int_equal(good.size, 0x40000);
	assert_int_equal(good.msg_count, 63);
	assert_int_equal(good.rx_hdr_off, 0x20);
	assert_int_equal(msgq_header_check(&good), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(u32); i++) {
		bad = good;
		field[i] ^= 1;
		/* The write pointer is the only field that may have any value. */
		assert_int_equal(msgq_header_check(&bad), i == 4 ? 0 : -EPROTO);
	}
}

static void test_empty(void **state)
{
	struct queues *q = *state;
	struct r570_msgq_element elem;

	assert_int_equal(msgq_peek(&q->rx, &elem), -EAGAIN);
	/* An element that is not committed cannot be seen. */
	struct msgq_tx tx;

	assert_int_equal(msgq_reserve(&q->tx, &tx, HDR + 4), 0);
	assert_int_equal(msgq_put(&q->tx, &tx, &elem, 40), 0);
	assert_int_equal(msgq_peek(&q->rx, &elem), -EAGAIN);
	assert_int_equal(msgq_commit(&q->tx, &tx), -EINVAL);
	assert_int_equal(q->write_ptr, 0);
}

static void test_lengths(void **state)
{
	static const u32 lens[] = { 0,	  1,	3,    4,    7,	   8,	  117,	 928,	4015, 4016,
				    4017, 4096, 8111, 8112, 12000, 65455, R570_ELEMENT_MAX_PAYLOAD };

	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		send_pattern(*state, lens[i], (u32)i);
		recv_pattern(*state, lens[i], (u32)i);
	}
}

static void test_wrap_at_every_slot(void **state)
{
	for (u32 pos = 0; pos < COUNT; pos++) {
		start(*state, pos);
		send_pattern(*state, R570_ELEMENT_MAX_PAYLOAD, pos);
		send_pattern(*state, 5000, pos + 1);
		recv_pattern(*state, R570_ELEMENT_MAX_PAYLOAD, pos);
		recv_pattern(*state, 5000, pos + 1);
	}
}

static void test_full(void **state)
{
	struct queues *q = *state;
	u8 byte = 1;

	/* One slot always stays empty. */
	for (u32 i = 0; i < COUNT - 1; i++)
		assert_int_equal(send_elem(q, &byte, 1), 0);
	assert_int_equal(send_elem(q, &byte, 1), -EAGAIN);
	assert_int_equal(q->write_ptr, COUNT - 1);

	for (u32 i = 0; i < 16; i++) {
		struct r570_msgq_element elem;

		assert_int_equal(msgq_peek(&q->rx, &elem), 0);
		assert_int_equal(elem.sequence, i);
		msgq_skip(&q->rx, &elem);
		u8 *big = calloc(1, R570_ELEMENT_MAX_PAYLOAD);

		/* 16 slots have to be free, not 15. */
		assert_non_null(big);
		assert_int_equal(send_elem(q, big, R570_ELEMENT_MAX_PAYLOAD), i < 15 ? -EAGAIN : 0);
		free(big);
	}
}

static void test_long_run(void **state)
{
	struct queues *q = *state;
	u32 rnd = 1;

	for (u32 i = 0; i < 3000; i++) {
		rnd = rnd * 1103515245 + 12345;
		u32 len = (rnd >> 8) % 20000;

		send_pattern(q, len, i);
		recv_pattern(q, len, i);
	}
	assert_int_equal(q->write_ptr, q->read_ptr);
}

static void test_limits(void **state)
{
	struct queues *q = *state;
	struct msgq_tx tx;
	u8 buf[HDR + 1];

	memset(buf, 0, sizeof(buf));
	assert_int_equal(msgq_reserve(&q->tx, &tx, HDR - 1), -EMSGSIZE);
	assert_int_equal(msgq_reserve(&q->tx, &tx, R570_ELEMENT_MAX_SIZE + 1), -EMSGSIZE);
	assert_int_equal(msgq_reserve(&q->tx, &tx, HDR), 0);
	assert_int_equal(msgq_put(&q->tx, &tx, buf, HDR + 1), -EMSGSIZE);
	assert_int_equal(msgq_put(&q->tx, &tx, buf, HDR), 0);
	assert_int_equal(msgq_put(&q->tx, &tx, buf, 1), -EMSGSIZE);
	assert_int_equal(msgq_put(&q->tx, &tx, buf, 0xffffffff), -EMSGSIZE);
}

static void test_padding_is_zero(void **state)
{
	struct queues *q = *state;
	u32 sum = 0, word;

	/* A receiver may sum whole pages (and nouveau as a sender does). */
	send_pattern(q, 4500, 3);
	for (u32 i = HDR + 4500; i < 2 * MSGQ_SLOT_SIZE; i++)
		assert_int_equal(q->slots[i], 0);
	for (u32 i = 0; i < 2 * MSGQ_SLOT_SIZE; i += 4) {
		memcpy(&word, q->slots + i, 4);
		sum ^= word;
	}
	assert_int_equal(sum, 0);
}

static void test_small_buffer(void **state)
{
	struct queues *q = *state;
	struct r570_msgq_element elem;
	u8 buf[16] = { 0 };

	send_pattern(q, 17, 1);
	send_pattern(q, 16, 2);
	assert_int_equal(msgq_peek(&q->rx, &elem), 0);
	assert_int_equal(msgq_recv(&q->rx, &elem, buf, sizeof(buf)), -EMSGSIZE);
	assert_int_equal(buf[0], 0);
	recv_pattern(q, 16, 2);
}

static void test_hostile_write_ptr(void **state)
{
	static const u32 values[] = { COUNT, COUNT + 1, 0x7fffffff, 0x80000000, 0xffffffff };
	struct queues *q = *state;
	struct r570_msgq_element elem;

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		start(q, 0);
		q->write_ptr = values[i];
		assert_int_equal(msgq_peek(&q->rx, &elem), -EPROTO);
		/* It stays broken. */
		q->write_ptr = 0;
		assert_int_equal(msgq_peek(&q->rx, &elem), -EPROTO);
	}
}

static void test_hostile_read_ptr(void **state)
{
	struct queues *q = *state;
	struct msgq_tx tx;

	q->read_ptr = COUNT;
	assert_int_equal(msgq_reserve(&q->tx, &tx, HDR), -EPROTO);
	q->read_ptr = 0;
	assert_int_equal(msgq_reserve(&q->tx, &tx, HDR), -EPROTO);
}

static void test_own_pointers_are_not_read(void **state)
{
	struct queues *q = *state;

	/* The peer overwrites the pointer that we own. */
	send_pattern(q, 100, 1);
	q->read_ptr = 0;
	recv_pattern(q, 100, 1);
	assert_int_equal(q->read_ptr, 1);
	q->write_ptr = 17;
	send_pattern(q, 100, 2);
	assert_int_equal(q->write_ptr, 2);
	recv_pattern(q, 100, 2);
}

/* Send an element of @len bytes, let @change loose on it, and see what peek says. */
static int peek_changed(struct queues *q, u32 len, void (*change)(struct r570_msgq_element *))
{
	struct r570_msgq_element elem;

	start(q, 0);
	send_pattern(q, len, 9);
	change((struct r570_msgq_element *)q->slots);
	return msgq_peek(&q->rx, &elem);
}

static void count_zero(struct r570_msgq_element *e) { e->elem_count = 0; }
static void count_less(struct r570_msgq_element *e) { e->elem_count--; }
static void count_more(struct r570_msgq_element *e) { e->elem_count++; }
static void count_huge(struct r570_msgq_element *e) { e->elem_count = 0xffffffff; }
static void len_zero(struct r570_msgq_element *e) { e->rpc.length = 0; }
static void len_short(struct r570_msgq_element *e) { e->rpc.length = 31; }
static void len_page(struct r570_msgq_element *e) { e->rpc.length += 4096; }
static void len_huge(struct r570_msgq_element *e) { e->rpc.length = 0xfffffff0; }
static void len_max(struct r570_msgq_element *e) { e->rpc.length = 65489; }
static void both_more(struct r570_msgq_element *e)
{
	e->elem_count++;
	e->rpc.length += 4096;
}

static void test_lying_lengths(void **state)
{
	static void (*const lies[])(struct r570_msgq_element *) = {
		count_zero, count_less, count_more, count_huge, len_zero,
		len_short,  len_page,	len_huge,   len_max,	both_more,
	};

	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		assert_int_equal(peek_changed(*state, 10, lies[i]), -EPROTO);
		assert_int_equal(peek_changed(*state, 9000, lies[i]), -EPROTO);
	}
}

static void test_truncated(void **state)
{
	struct queues *q = *state;
	struct r570_msgq_element elem;

	/* The pointer moves before all slots of the element have been written. */
	send_pattern(q, 9000, 1);
	q->write_ptr = 2;
	assert_int_equal(msgq_peek(&q->rx, &elem), -EPROTO);
}

static void test_checksum(void **state)
{
	struct queues *q = *state;
	struct r570_msgq_element elem;
	u8 buf[4200];

	/* Any bit of the headers that peek does not judge, and of the payload. */
	for (u32 at = 0; at < HDR + 4200; at++) {
		if (at == 0x28) /* element count and RPC length are covered above */
			at = 0x30;
		if (at == 0x38)
			at = 0x3c;
		start(q, 60);
		send_pattern(q, 4200, at);
		q->slots[(60 * MSGQ_SLOT_SIZE + at) % sizeof(q->slots)] ^= (u8)(1 << at % 8);
		assert_int_equal(msgq_peek(&q->rx, &elem), 0);
		assert_int_equal(msgq_recv(&q->rx, &elem, buf, sizeof(buf)), -EBADMSG);
		/* It is consumed, the queue goes on. */
		send_pattern(q, 30, 1);
		recv_pattern(q, 30, 1);
	}
}

static void test_checksum_of_padding(void **state)
{
	struct queues *q = *state;
	struct r570_msgq_element elem;
	u8 buf[117];

	/* 80 + 117 bytes are summed up to the next multiple of 8, and no further. */
	for (u32 at = HDR + 117; at < HDR + 117 + 8; at++) {
		start(q, 0);
		send_pattern(q, 117, at);
		q->slots[at] = 1;
		assert_int_equal(msgq_peek(&q->rx, &elem), 0);
		assert_int_equal(msgq_recv(&q->rx, &elem, buf, sizeof(buf)),
				 at < ALIGN(HDR + 117, 8) ? -EBADMSG : 0);
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_init_refuses),
		TEST(test_header),
		TEST(test_empty),
		TEST(test_lengths),
		TEST(test_wrap_at_every_slot),
		TEST(test_full),
		TEST(test_long_run),
		TEST(test_limits),
		TEST(test_padding_is_zero),
		TEST(test_small_buffer),
		TEST(test_hostile_write_ptr),
		TEST(test_hostile_read_ptr),
		TEST(test_own_pointers_are_not_read),
		TEST(test_lying_lengths),
		TEST(test_truncated),
		TEST(test_checksum),
		TEST(test_checksum_of_padding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
