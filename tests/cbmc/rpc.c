// SPDX-License-Identifier: MIT
/*
 * RPCs, by the queue's contract: msgq.c proves that a peeked element has a length from 32 to
 * 65488 bytes (header included) and that msgq_recv() writes into its buffer only; here the
 * queue is a model that gives any such element, or any error that msgq.h allows.
 *
 * Bounds: none on lengths and sizes. One element from any state that the invariant allows, which
 * stands for any number of elements.
 *
 * instrument: --replace-calls msgq_peek:peek_model
 * instrument: --replace-calls msgq_recv:recv_model
 * instrument: --replace-calls msgq_skip:skip_model
 * instrument: --replace-calls msgq_reserve:reserve_model
 * instrument: --replace-calls msgq_put:put_model
 * instrument: --replace-calls msgq_commit:commit_model
 * cbmc: --unsigned-overflow-check --conversion-check
 */
#include "tests/cbmc/cbmc.h"

#include "firmware/gsp/rpc.c"

static struct msgq q;
static struct r570_msgq_element peeked;
static bool has_peeked;
static unsigned int consumed, committed;
static u32 received;
/* The element being sent. */
static u32 reserved, put;
static struct r570_msgq_element sent;

int peek_model(struct msgq *queue, struct r570_msgq_element *elem)
{
	struct r570_msgq_element any;
	int ret = nondet_int();

	prove(queue == &q, "the queue");
	assume(ret == 0 || ret == -EAGAIN || ret == -EPROTO);
	assume(any.rpc.length >= sizeof(any.rpc) &&
	       any.rpc.length <= R570_ELEMENT_MAX_SIZE - R570_ELEMENT_HDR_SIZE);
	*elem = any;
	peeked = any;
	has_peeked = !ret;
	return ret;
}

void skip_model(struct msgq *queue, const struct r570_msgq_element *elem)
{
	prove(has_peeked && elem->elem_count == peeked.elem_count, "only what was peeked is skipped");
	has_peeked = false;
	consumed++;
}

int recv_model(struct msgq *queue, const struct r570_msgq_element *elem, void *buf, u32 size)
{
	int ret = nondet_int();
	u32 payload;

	prove(has_peeked && elem->rpc.length == peeked.rpc.length &&
	      elem->elem_count == peeked.elem_count, "only what was peeked is received");
	has_peeked = false;
	consumed++;
	payload = elem->rpc.length - (u32)sizeof(elem->rpc);
	prove(!size || __CPROVER_w_ok(buf, size), "buffer");
	if (payload > size)
		return -EMSGSIZE;
	assume(ret == 0 || ret == -EBADMSG);
	received = payload;
	return ret;
}

int reserve_model(struct msgq *queue, struct msgq_tx *tx, u32 len)
{
	int ret = nondet_int();

	prove(len >= sizeof(struct r570_msgq_element) && len <= R570_ELEMENT_MAX_SIZE,
	      "the length fits an element");
	assume(ret == 0 || ret == -EAGAIN || ret == -EPROTO);
	*tx = (struct msgq_tx){ .len = len };
	reserved = len;
	put = 0;
	return ret;
}

int put_model(struct msgq *queue, struct msgq_tx *tx, const void *src, u32 len)
{
	prove(len && __CPROVER_r_ok(src, len), "source");
	prove(len <= reserved - put, "not more than was reserved");
	if (!put) {
		prove(len == sizeof(sent), "headers come first");
		sent = *(const struct r570_msgq_element *)src;
	}
	put += len;
	return 0;
}

int commit_model(struct msgq *queue, struct msgq_tx *tx)
{
	prove(put == reserved, "complete");
	committed++;
	return 0;
}

void prove_recv(void)
{
	u32 size = nondet_u32();
	u8 *buf = any_memory(size);
	struct rpc_msg msg;
	int ret;

	ret = rpc_recv(&q, &msg, buf, size);

	prove(consumed == (ret != -EAGAIN && ret != -EPROTO), "consumed unless there was none");
	prove(ret <= 0, "no other results");
	if (ret)
		return;
	prove(msg.len == received && msg.len <= size, "length");
	prove(msg.function == peeked.rpc.function && msg.result == peeked.rpc.rpc_result &&
	      msg.sequence == peeked.rpc.sequence, "as it was sent");
	prove(msg.function != R570_FN_CONTINUATION_RECORD, "no continuation of nothing");
	prove(peeked.rpc.signature == R570_RPC_SIGNATURE &&
	      peeked.rpc.header_version == R570_RPC_HEADER_VERSION, "an RPC");
	prove(msg.may_continue == (msg.len == R570_ELEMENT_MAX_PAYLOAD), "only a full one goes on");
}

void prove_recv_more(void)
{
	u32 size = nondet_u32();
	u8 *buf = any_memory(size);
	struct rpc_msg msg;
	u32 len = msg.len;
	int ret;

	ret = rpc_recv_more(&q, &msg, buf, size);

	if (len > size) {
		prove(ret == -EINVAL && !consumed, "a buffer that is too small by now");
		return;
	}
	prove(consumed == (ret != -EAGAIN && ret != -EPROTO && ret != -ENODATA), "consumed");
	prove(ret == -ENODATA || ret == 0 || peeked.rpc.signature != R570_RPC_SIGNATURE ||
	      ret != -EINVAL, "no other results");
	prove(msg.len == (ret ? len : len + received), "length");
	prove(msg.len <= size, "invariant of a message");
	if (!ret)
		prove(peeked.rpc.function == R570_FN_CONTINUATION_RECORD, "a continuation");
}

void prove_send(void)
{
	u32 len = nondet_u32();
	struct rpc_tx tx = { .len = len, .payload = any_memory(len) };
	u32 off = nondet_u32();
	u32 now;
	int ret;

	assume(off <= len);
	/* Nothing but the first element may be empty. */
	tx.started = nondet_bool();
	assume(tx.started == (off > 0));
	tx.off = off;
	tx.function = nondet_u32();
	tx.sequence = nondet_u32();
	tx.result = nondet_u32();
	ret = rpc_send_next(&q, &tx);

	if (ret < 0) {
		prove((ret == -EAGAIN || ret == -EPROTO) && !committed && tx.off == off,
		      "nothing was sent");
		return;
	}
	now = tx.off - off;
	prove(committed == 1 && tx.started, "one element was sent");
	prove(ret == (tx.off < len), "whether something remains");
	prove(now == len - off || (now == R570_ELEMENT_MAX_PAYLOAD && now < len - off),
	      "as much as fits");
	prove(sent.rpc.length == sizeof(sent.rpc) + now && reserved == sizeof(sent) + now, "length");
	prove(sent.rpc.function == (off ? R570_FN_CONTINUATION_RECORD : tx.function), "function");
	prove(sent.rpc.sequence == tx.sequence && sent.rpc.rpc_result == tx.result &&
	      sent.rpc.signature == R570_RPC_SIGNATURE, "header");
	prove(!sent.checksum && !sent.sequence && !sent.elem_count, "for msgq_commit() to fill in");
}

void prove_check_reply(void)
{
	u32 function = nondet_u32();
	u32 min_len = nondet_u32();
	struct rpc_msg msg;
	int ret;

	ret = rpc_check_reply(&msg, function, min_len);
	prove((ret == 0) == (msg.function == function && msg.result == R570_STATUS_OK &&
			     msg.len >= min_len), "what is a good reply");
	prove(ret <= 0 && ret > -4096, "an errno");
}
