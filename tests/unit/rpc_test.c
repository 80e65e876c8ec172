// SPDX-License-Identifier: MIT
/* RPCs over the queue: large payloads both ways, and answers that must not be believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "firmware/gsp/rpc.h"

#define COUNT R570_MSGQ_MSG_COUNT
#define MAX R570_ELEMENT_MAX_PAYLOAD

struct queues {
	u32 write_ptr;
	u32 read_ptr;
	u8 slots[COUNT * MSGQ_SLOT_SIZE];
	struct msgq tx;
	struct msgq rx;
};

static int setup(void **state)
{
	struct queues *q = calloc(1, sizeof(*q));

	if (!q)
		return -1;
	if (msgq_init(&q->tx, &q->write_ptr, &q->read_ptr, q->slots, COUNT, 0) ||
	    msgq_init(&q->rx, &q->write_ptr, &q->read_ptr, q->slots, COUNT, 0))
		return -1;
	*state = q;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static u8 *payload(u32 len, u32 seed)
{
	u8 *buf = malloc(len + 1);

	assert_non_null(buf);
	for (u32 i = 0; i < len; i++)
		buf[i] = (u8)(i * 13 + (i >> 9) + seed);
	return buf;
}

static void send_all(struct queues *q, u32 fn, const u8 *buf, u32 len)
{
	struct rpc_tx tx = { .function = fn, .result = 0, .payload = buf, .len = len };
	int ret;

	while ((ret = rpc_send_next(&q->tx, &tx)) > 0)
		;
	assert_int_equal(ret, 0);
}

/* Send and receive @len bytes in turns, as two ends that ring and wait would. */
static void round_trip(struct queues *q, u32 len)
{
	u8 *in = payload(len, len), *out = malloc(len + 1);
	struct rpc_tx tx = {
		.function = R570_FN_ALLOC_MEMORY,
		.result = R570_RPC_RESULT_PENDING,
		.sequence = 77,
		.payload = in,
		.len = len,
	};
	struct rpc_msg msg = { 0 };
	int sent = 1, got;

	assert_non_null(out);
	while (sent) {
		/* As many elements as fit. */
		do {
			sent = rpc_send_next(&q->tx, &tx);
		} while (sent > 0);
		assert_true(sent == 0 || sent == -EAGAIN);

		got = msg.function ? rpc_recv_more(&q->rx, &msg, out, len) :
				     rpc_recv(&q->rx, &msg, out, len);
		while (!got && msg.len < len)
			got = rpc_recv_more(&q->rx, &msg, out, len);
		assert_true(got == 0 || got == -EAGAIN);
	}
	assert_int_equal(msg.function, R570_FN_ALLOC_MEMORY);
	assert_int_equal(msg.result, R570_RPC_RESULT_PENDING);
	assert_int_equal(msg.sequence, 77);
	assert_int_equal(msg.len, len);
	assert_memory_equal(in, out, len);
	assert_int_equal(q->write_ptr, q->read_ptr);
	free(in);
	free(out);
}

static void test_round_trips(void **state)
{
	for (u32 kib = 1; kib <= 300; kib++)
		round_trip(*state, kib * 1024);
}

static void test_round_trip_edges(void **state)
{
	static const u32 lens[] = { 0,	     1,	       117,	    MAX - 1,	 MAX,	  MAX + 1,
				    2 * MAX - 1, 2 * MAX, 2 * MAX + 1, 5 * MAX, 5 * MAX + 3 };

	for (size_t i = 0; i < ARRAY_SIZE(lens); i++)
		round_trip(*state, lens[i]);
}

static void test_element_shape(void **state)
{
	struct queues *q = *state;
	struct r570_msgq_element elem;
	u8 *buf = payload(MAX + 5, 0);

	/* The same split as nouveau's r535_gsp_rpc_push(): 65456 bytes, then the rest. */
	send_all(q, R570_FN_ALLOC_MEMORY, buf, MAX + 5);
	assert_int_equal(msgq_peek(&q->rx, &elem), 0);
	assert_int_equal(elem.elem_count, 16);
	assert_int_equal(elem.rpc.function, R570_FN_ALLOC_MEMORY);
	assert_int_equal(elem.rpc.length, 65488);
	assert_int_equal(elem.rpc.header_version, 0x03000000);
	assert_memory_equal(&elem.rpc.signature, "VRPC", 4);
	msgq_skip(&q->rx, &elem);
	assert_int_equal(msgq_peek(&q->rx, &elem), 0);
	assert_int_equal(elem.elem_count, 1);
	assert_int_equal(elem.rpc.function, R570_FN_CONTINUATION_RECORD);
	assert_int_equal(elem.rpc.length, 37);
	assert_int_equal(elem.sequence, 1);
	free(buf);
}

static void test_may_continue(void **state)
{
	struct queues *q = *state;
	struct rpc_msg msg;
	u8 *buf = payload(2 * MAX, 0);

	send_all(q, R570_FN_GSP_RM_CONTROL, buf, MAX - 1);
	assert_int_equal(rpc_recv(&q->rx, &msg, buf, MAX), 0);
	assert_false(msg.may_continue);

	/* Full, but something else follows: the other message stays where it is. */
	send_all(q, R570_FN_GSP_RM_CONTROL, buf, MAX);
	send_all(q, R570_EVENT_POST_EVENT, buf, 40);
	assert_int_equal(rpc_recv(&q->rx, &msg, buf, 2 * MAX), 0);
	assert_true(msg.may_continue);
	assert_int_equal(rpc_recv_more(&q->rx, &msg, buf, 2 * MAX), -ENODATA);
	assert_int_equal(rpc_recv(&q->rx, &msg, buf, 2 * MAX), 0);
	assert_int_equal(msg.function, R570_EVENT_POST_EVENT);
	assert_int_equal(rpc_recv(&q->rx, &msg, buf, 2 * MAX), -EAGAIN);
	free(buf);
}

static void test_orphan_continuation(void **state)
{
	struct queues *q = *state;
	struct rpc_msg msg;
	u8 buf[64] = { 0 };

	send_all(q, R570_FN_CONTINUATION_RECORD, buf, 8);
	send_all(q, R570_FN_FREE, buf, 16);
	assert_int_equal(rpc_recv(&q->rx, &msg, buf, sizeof(buf)), -EBADMSG);
	assert_int_equal(rpc_recv(&q->rx, &msg, buf, sizeof(buf)), 0);
	assert_int_equal(msg.function, R570_FN_FREE);
}

static void test_overlong_continuation(void **state)
{
	struct queues *q = *state;
	struct rpc_msg msg;
	u8 *buf = payload(2 * MAX, 0), *out = malloc(MAX + 10);

	assert_non_null(out);
	send_all(q, R570_FN_GSP_RM_CONTROL, buf, MAX + 11);
	assert_int_equal(rpc_recv(&q->rx, &msg, out, MAX + 10), 0);
	assert_int_equal(rpc_recv_more(&q->rx, &msg, out, MAX + 10), -EMSGSIZE);
	assert_int_equal(msg.len, MAX);
	msg.len = MAX + 11;
	assert_int_equal(rpc_recv_more(&q->rx, &msg, out, MAX + 10), -EINVAL);
	free(buf);
	free(out);
}

static void test_bad_header(void **state)
{
	struct queues *q = *state;
	struct rpc_msg msg;
	u8 buf[16] = { 0 };

	/* Wrong version or signature, with a check sum that is right. */
	for (u32 bit = 0; bit < 64; bit++) {
		struct r570_msgq_element elem = {
			.rpc.header_version = R570_RPC_HEADER_VERSION ^ (bit < 32 ? 1u << bit : 0),
			.rpc.signature = R570_RPC_SIGNATURE ^ (bit < 32 ? 0 : 1u << (bit - 32)),
			.rpc.length = sizeof(elem.rpc),
			.rpc.function = R570_FN_FREE,
		};
		struct msgq_tx tx;

		assert_int_equal(msgq_reserve(&q->tx, &tx, sizeof(elem)), 0);
		assert_int_equal(msgq_put(&q->tx, &tx, &elem, sizeof(elem)), 0);
		assert_int_equal(msgq_commit(&q->tx, &tx), 0);
		assert_int_equal(rpc_recv(&q->rx, &msg, buf, sizeof(buf)), -EBADMSG);
	}
	send_all(q, R570_FN_FREE, buf, sizeof(buf));
	assert_int_equal(rpc_recv(&q->rx, &msg, buf, sizeof(buf)), 0);
}

static void test_check_reply(void **state)
{
	struct rpc_msg msg = { .function = R570_FN_FREE, .len = 16 };

	(void)state;
	assert_int_equal(rpc_check_reply(&msg, R570_FN_FREE, 16), 0);
	assert_int_equal(rpc_check_reply(&msg, R570_FN_FREE, 17), -EMSGSIZE);
	assert_int_equal(rpc_check_reply(&msg, R570_FN_GSP_RM_ALLOC, 16), -ENOMSG);
	msg.result = 0x51;
	assert_int_equal(rpc_check_reply(&msg, R570_FN_FREE, 16), -ENOMEM);
	msg.result = R570_RPC_RESULT_PENDING;
	assert_int_equal(rpc_check_reply(&msg, R570_FN_FREE, 16), -EINVAL);
	assert_int_equal(rpc_status_to_errno(0x55), -EBUSY);
	assert_int_equal(rpc_status_to_errno(0x66), -EBUSY);
	assert_int_equal(rpc_status_to_errno(0), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_round_trips),
		TEST(test_round_trip_edges),
		TEST(test_element_shape),
		TEST(test_may_continue),
		TEST(test_orphan_continuation),
		TEST(test_overlong_continuation),
		TEST(test_bad_header),
		TEST(test_check_reply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
