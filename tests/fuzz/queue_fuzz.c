// SPDX-License-Identifier: MIT
/*
 * Both ends of the message queue against an input that says what is sent, what is received, and
 * what a hostile other end does to the shared memory in between. What comes through a queue that
 * nobody touched must be what was sent.
 */
#include <stdlib.h>

#include "firmware/gsp/rpc.h"

#include "input.h"

/* As the firmware has it: an RPC in several elements fits. */
#define COUNT R570_MSGQ_MSG_COUNT
#define SIZE_MAX_RPC 0x28000

struct pair {
	struct msgq tx, rx;
	u32 write_ptr, read_ptr;
	u8 *slots;
	/* The peer lied: only survival counts. */
	bool touched;
};

/* What all RPCs carry, as much of it as they are long. */
static u8 payload[SIZE_MAX_RPC];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	for (u32 i = 0; i < SIZE_MAX_RPC; i++)
		payload[i] = (u8)(i * 7 + (i >> 8));
	return 0;
}

static void tamper(struct pair *p, struct input *in)
{
	u32 off = take(in, 3) % (COUNT * MSGQ_SLOT_SIZE);
	u32 what = take(in, 1);

	p->touched = true;
	if (what & 1)
		p->write_ptr = take(in, 1) | (what & 2 ? 0 : take(in, 4));
	else if (what & 2)
		p->read_ptr = take(in, 1) | (what & 4 ? 0 : take(in, 4));
	else
		p->slots[off] ^= (u8)(what | 4);
}

/* A header as @in says, with a good or bad check sum: what msgq_put() takes is not checked. */
static void send_raw(struct pair *p, struct input *in)
{
	struct r570_msgq_element elem = { .rpc.header_version = R570_RPC_HEADER_VERSION,
					  .rpc.signature = R570_RPC_SIGNATURE };
	struct msgq_tx tx;
	u32 len = take(in, 4) % (R570_ELEMENT_MAX_SIZE + 2);

	p->touched = true;
	elem.rpc.length = take(in, 4);
	elem.rpc.function = take(in, 1) & 1 ? R570_FN_CONTINUATION_RECORD : R570_FN_NOP;
	if (msgq_reserve(&p->tx, &tx, len))
		return;
	while (tx.off < tx.len) {
		u32 n = tx.len - tx.off < sizeof(elem) ? tx.len - tx.off : (u32)sizeof(elem);

		if (msgq_put(&p->tx, &tx, &elem, n))
			abort();
	}
	if (msgq_commit(&p->tx, &tx))
		abort();
}

static void start_rpc(struct input *in, struct rpc_tx *tx)
{
	u32 len = take(in, 3) % SIZE_MAX_RPC;

	if (tx->payload)
		return;
	*tx = (struct rpc_tx){ .function = R570_FN_GSP_RM_CONTROL, .payload = payload, .len = len };
}

static void go_on(struct pair *p, struct rpc_tx *tx)
{
	int ret;

	if (!tx->payload)
		return;
	ret = rpc_send_next(&p->tx, tx);
	if (ret == 0 || ret == -EPROTO)
		tx->payload = NULL;
	if (!p->touched && ret < 0 && ret != -EAGAIN)
		abort();
}

/* The buffer is exactly as large as it is said to be. */
static void receive(struct pair *p, struct input *in)
{
	u32 size = take(in, 3) % SIZE_MAX_RPC;
	u8 *buf = malloc(size);
	struct rpc_msg msg;
	int ret;

	ret = rpc_recv(&p->rx, &msg, buf, size);
	while (!ret && msg.may_continue && msg.len < size)
		ret = rpc_recv_more(&p->rx, &msg, buf, size);
	if (!ret && msg.len > size)
		abort();
	if (!p->touched && (ret == -EPROTO || (!ret && memcmp(buf, payload, msg.len))))
		abort();
	free(buf);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 slots[COUNT * MSGQ_SLOT_SIZE];
	struct input in = { data, size };
	struct rpc_tx tx = { 0 };
	struct pair p = { 0 };
	u32 pos = take(&in, 1) % COUNT;

	p.slots = slots;
	p.write_ptr = pos;
	p.read_ptr = pos;
	if (msgq_init(&p.tx, &p.write_ptr, &p.read_ptr, p.slots, COUNT, pos) ||
	    msgq_init(&p.rx, &p.write_ptr, &p.read_ptr, p.slots, COUNT, pos))
		abort();
	while (in.left) {
		switch (take(&in, 1) % 6) {
		case 0:
			tamper(&p, &in);
			break;
		case 1:
			send_raw(&p, &in);
			break;
		case 2:
			start_rpc(&in, &tx);
			break;
		case 3:
		case 4:
			go_on(&p, &tx);
			break;
		default:
			receive(&p, &in);
		}
	}
	return 0;
}
