// SPDX-License-Identifier: MIT
/*
 * The message queue, one end at a time, against a peer that writes anything into the shared
 * memory at any time: what is read from there is new and unknown with each read.
 *
 * Each proof starts in any state that the invariant allows and shows that the invariant holds
 * after a call, so it holds after any number of calls.
 *
 * Bounds: rings of up to 64 slots (the firmware's has 63); any pointers, any lengths. The ring's
 * contents are not kept, because nothing that is read back from it may be relied on. Check sums
 * are anything here; see msgq_sum.c.
 *
 * instrument: --replace-calls sum_add:sum_add_model
 * instrument: --replace-calls fw_read32:read32_model
 * instrument: --replace-calls fw_write32:write32_model
 * cbmc: --unsigned-overflow-check --conversion-check
 */
#include "tests/cbmc/cbmc.h"

/* Contents do not matter, only what is touched. */
#define memcpy copy_model
#define memset zero_model
static void *copy_model(void *dst, const void *src, size_t n);
static void *zero_model(void *dst, int c, size_t n);

#include "firmware/gsp/msgq.c"

#define COUNT_MAX 64

static struct msgq q;
static u32 write_ptr, read_ptr;
/* The ring's slots that belong to this end: this many from its pointer on. */
static u32 owned;
/* The last pointer that the peer gave. */
static u32 peer;
static bool sender;
/* How often our pointer was published. */
static unsigned int published;

static u32 slots_between(u32 from, u32 to)
{
	return to >= from ? to - from : to + q.count - from;
}

u32 read32_model(const volatile u32 *p)
{
	prove(p == (sender ? q.read_ptr : q.write_ptr), "only the peer's pointer is read");
	peer = nondet_u32();
	if (peer < q.count)
		owned = slots_between(q.pos, peer);
	/* The sender always leaves one slot empty. */
	if (peer < q.count && sender)
		owned = owned ? owned - 1 : q.count - 1;
	return peer;
}

void write32_model(volatile u32 *p, u32 v)
{
	prove(p == (sender ? q.write_ptr : q.read_ptr), "only the own pointer is written");
	prove(v < q.count, "the published pointer is in the ring");
	published++;
}

/* @slots further on in the ring; no "%", which is hard to reason about. */
static u32 moved(u32 pos, u32 slots)
{
	return pos + slots < q.count ? pos + slots : pos + slots - q.count;
}

static bool in_ring(const void *p)
{
	return __CPROVER_same_object(p, q.slots);
}

/* Any byte of [@p, @p + @n) is in a slot that is this end's. */
static void check_owned(const u8 *p, size_t n)
{
	size_t at = nondet_u64();
	u32 slot;

	assume(at < n);
	slot = (u32)((__CPROVER_POINTER_OFFSET(p) + at) / MSGQ_SLOT_SIZE);
	prove(slots_between(q.pos, slot) < owned, "only own slots are touched");
}

static void *copy_model(void *dst, const void *src, size_t n)
{
	prove(n > 0 && __CPROVER_r_ok(src, n), "source of a copy");
	prove(__CPROVER_w_ok(dst, n), "destination of a copy");
	if (in_ring(dst)) {
		prove(sender, "only the sender writes the ring");
		check_owned(dst, n);
	} else {
		prove(in_ring(src) && !sender, "only the receiver reads the ring");
		check_owned(src, n);
		/* Anything else was never written, so it is unknown anyway. */
		if (n == sizeof(struct r570_msgq_element))
			__CPROVER_havoc_slice(dst, sizeof(struct r570_msgq_element));
	}
	return dst;
}

static void *zero_model(void *dst, int c, size_t n)
{
	prove(n > 0 && in_ring(dst) && __CPROVER_w_ok(dst, n), "destination of zeroes");
	prove(sender && c == 0, "only the sender writes the ring");
	check_owned(dst, n);
	return dst;
}

u32 sum_add_model(u32 sum, u32 off, const u8 *data, u32 len)
{
	prove(!len || __CPROVER_r_ok(data, len), "summed bytes");
	return nondet_u32();
}

static bool invariant(void)
{
	return q.count >= MSGQ_COUNT_MIN && q.count <= MSGQ_COUNT_MAX && q.pos < q.count;
}

static void any_queue(bool as_sender)
{
	u32 count = nondet_u32();
	u32 pos = nondet_u32();
	u8 *slots;

	assume(count <= COUNT_MAX);
	slots = any_memory((size_t)count * MSGQ_SLOT_SIZE);
	/* What msgq_init() refuses need not work. */
	assume(!msgq_init(&q, &write_ptr, &read_ptr, slots, count, pos));
	prove(invariant(), "invariant of a new queue");
	prove(!q.broken && q.sequence == 0, "a new queue works");
	q.sequence = nondet_u32();
	/* The number wraps; that it does is not an overflow. */
	assume(q.sequence < UINT32_MAX);
	q.broken = nondet_bool();
	sender = as_sender;
}

void prove_init(void)
{
	u32 count = nondet_u32();
	u32 pos = nondet_u32();
	u8 byte;
	int ret = msgq_init(&q, nondet_bool() ? &write_ptr : NULL,
			    nondet_bool() ? &read_ptr : NULL, nondet_bool() ? &byte : NULL,
			    count, pos);

	prove(!ret == (q.write_ptr && q.read_ptr && q.slots && invariant()), "what is refused");
	prove(ret == 0 || ret == -EINVAL, "errors of msgq_init()");
	if (!ret)
		prove(q.count == count && q.pos == pos && q.slots == &byte, "what was given");
}

void prove_reserve(void)
{
	struct msgq_tx tx = { 0 };
	u32 len = nondet_u32();
	bool was_broken;
	int ret;

	any_queue(true);
	was_broken = q.broken;
	ret = msgq_reserve(&q, &tx, len);

	prove((ret == -EMSGSIZE) == (len < sizeof(struct r570_msgq_element) ||
				     len > R570_ELEMENT_MAX_SIZE), "lengths that are refused");
	if (ret == -EMSGSIZE)
		return;
	prove((ret == -EPROTO) == q.broken, "broken is told");
	prove(q.broken == (was_broken || peer >= q.count), "what breaks the queue");
	if (q.broken)
		return;
	prove((ret == -EAGAIN) == (DIV_ROUND_UP(len, MSGQ_SLOT_SIZE) > owned), "room");
	if (!ret)
		prove(tx.len == len && !tx.off && !tx.sum, "a new element");
}

/* An element in any state between msgq_reserve() and msgq_commit(). */
static void any_element(struct msgq_tx *tx)
{
	u32 len = nondet_u32();

	any_queue(true);
	assume(!msgq_reserve(&q, tx, len));
	tx->off = nondet_u32();
	tx->sum = nondet_u32();
	assume(tx->off <= tx->len);
}

void prove_put(void)
{
	u32 len = nondet_u32();
	struct msgq_tx tx;
	u32 off;
	u8 *src;
	int ret;

	any_element(&tx);
	off = tx.off;
	src = any_memory(len);
	ret = msgq_put(&q, &tx, src, len);

	prove(ret == 0 || ret == -EMSGSIZE, "errors of msgq_put()");
	prove((ret == -EMSGSIZE) == (len > tx.len - off), "what is refused");
	prove(tx.off == (ret ? off : off + len), "bytes that were written are counted");
	prove(tx.off <= tx.len, "invariant of an element");
	prove(!published, "nothing is published yet");
}

void prove_commit(void)
{
	struct msgq_tx tx;
	u32 pos, sequence;
	int ret;

	any_element(&tx);
	pos = q.pos;
	sequence = q.sequence;
	ret = msgq_commit(&q, &tx);

	prove((ret == -EINVAL) == (tx.off != tx.len), "what is refused");
	prove(ret == 0 || ret == -EINVAL, "errors of msgq_commit()");
	prove(published == (ret ? 0 : 1), "published once");
	prove(q.pos == (ret ? pos : moved(pos, DIV_ROUND_UP(tx.len, MSGQ_SLOT_SIZE))),
	      "the pointer moves over the element");
	prove(q.sequence == (ret ? sequence : sequence + 1), "elements are counted");
	prove(invariant(), "invariant");
}

/* The next element, or the end of the proof. */
static void any_peeked(struct r570_msgq_element *elem)
{
	any_queue(false);
	assume(!msgq_peek(&q, elem));
}

void prove_peek(void)
{
	struct r570_msgq_element elem;
	bool was_broken;
	int ret;

	any_queue(false);
	was_broken = q.broken;
	ret = msgq_peek(&q, &elem);

	prove(ret == 0 || ret == -EAGAIN || ret == -EPROTO, "errors of msgq_peek()");
	prove((ret == -EPROTO) == q.broken, "broken is told");
	prove(!was_broken || q.broken, "broken for good");
	prove(!published && invariant(), "nothing is consumed");
	if (ret == -EAGAIN)
		prove(peer == q.pos, "empty");
	if (ret)
		return;
	prove(!was_broken, "a broken queue gives nothing");
	prove(elem.rpc.length >= sizeof(elem.rpc), "the length covers the header");
	prove(elem.rpc.length <= R570_ELEMENT_MAX_SIZE - R570_ELEMENT_HDR_SIZE, "the length");
	prove(elem.elem_count ==
	      (R570_ELEMENT_HDR_SIZE + elem.rpc.length + MSGQ_SLOT_SIZE - 1) / MSGQ_SLOT_SIZE,
	      "the count agrees with the length");
	prove(elem.elem_count && elem.elem_count <= owned, "that much was sent");
}

void prove_recv(void)
{
	struct r570_msgq_element elem;
	u32 size = nondet_u32();
	u32 payload, pos;
	u8 *buf;
	int ret;

	any_peeked(&elem);
	buf = any_memory(size);
	pos = q.pos;
	payload = elem.rpc.length - (u32)sizeof(elem.rpc);
	ret = msgq_recv(&q, &elem, buf, size);

	prove(ret == 0 || ret == -EMSGSIZE || ret == -EBADMSG, "errors of msgq_recv()");
	prove((ret == -EMSGSIZE) == (payload > size), "what does not fit");
	prove(published == 1, "consumed, whatever comes");
	prove(q.pos == moved(pos, elem.elem_count), "the pointer moves over the element");
	prove(invariant(), "invariant");
}

void prove_skip(void)
{
	struct r570_msgq_element elem;
	u32 pos;

	any_peeked(&elem);
	pos = q.pos;
	msgq_skip(&q, &elem);
	prove(q.pos == moved(pos, elem.elem_count), "the pointer moves over the element");
	prove(published == 1 && invariant(), "invariant");
}
