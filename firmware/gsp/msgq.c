// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "firmware/gsp/msgq.h"

#define ELEM_SIZE ((u32)sizeof(struct r570_msgq_element))

/*
 * The checksum of an element is the exclusive or of its 64 bit words, folded
 * to 32 bits; that equals the exclusive or of its 32 bit words.
 */
static u32 sum_add(u32 sum, u32 off, const u8 *data, u32 len)
{
	u32 word, i = 0;

	if (!(off & 3)) {
		for (; i < len / 4 * 4; i += 4) {
			memcpy(&word, data + i, 4);
			sum ^= word;
		}
	}
	for (; i < len; i++)
		sum ^= (u32)data[i] << ((off + i) % 4 * 8);
	return sum;
}

static u32 slots_of(u32 len)
{
	return DIV_ROUND_UP(len, MSGQ_SLOT_SIZE);
}

/* Bytes of the ring from @off of the current element to the end of the ring. */
static u32 ring_left(const struct msgq *q, u32 off)
{
	u32 ring = q->count * MSGQ_SLOT_SIZE;
	u32 at = q->pos * MSGQ_SLOT_SIZE + off;

	return at < ring ? ring - at : 0;
}

/* Where @off of the current element lies; elements wrap from the last slot to slot 0. */
static u8 *ring_at(const struct msgq *q, u32 off)
{
	u32 left = ring_left(q, 0);

	if (off < left)
		return q->slots + q->pos * MSGQ_SLOT_SIZE + off;
	return q->slots + (off - left);
}

static void ring_write(struct msgq *q, u32 off, const void *src, u32 len)
{
	u32 left = ring_left(q, off);
	u32 head = left && left < len ? left : len;

	memcpy(ring_at(q, off), src, head);
	if (head < len)
		memcpy(ring_at(q, off + head), (const u8 *)src + head, len - head);
}

static void ring_zero(struct msgq *q, u32 off, u32 len)
{
	u32 left = ring_left(q, off);
	u32 head = left && left < len ? left : len;

	memset(ring_at(q, off), 0, head);
	if (head < len)
		memset(ring_at(q, off + head), 0, len - head);
}

static void ring_read(const struct msgq *q, u32 off, void *dst, u32 len)
{
	u32 left = ring_left(q, off);
	u32 head = left && left < len ? left : len;

	memcpy(dst, ring_at(q, off), head);
	if (head < len)
		memcpy((u8 *)dst + head, ring_at(q, off + head), len - head);
	/* What follows uses the copy only: no load may be repeated from the ring. */
	fw_rmb();
}

static void advance(struct msgq *q, volatile u32 *ptr, u32 slots)
{
	q->pos += slots;
	if (q->pos >= q->count)
		q->pos -= q->count;
	fw_write32(ptr, q->pos);
}

static int broken(struct msgq *q)
{
	q->broken = true;
	return -EPROTO;
}

/* Slots from our pointer to the peer's, going up: 0 if they are equal. */
static int distance(struct msgq *q, const volatile u32 *peer_ptr, u32 *dist)
{
	u32 peer;

	if (q->broken)
		return -EPROTO;

	peer = fw_read32(peer_ptr);
	if (peer >= q->count)
		return broken(q);

	*dist = peer >= q->pos ? peer - q->pos : peer + q->count - q->pos;
	return 0;
}

/**
 * msgq_header_init() - describe a queue to the peer
 * @hdr: header at the start of the queue's memory
 *
 * Fills in everything but the pointers, which are set to 0. Both ends use the
 * same constants; the receiver's pointer lives in the header of the opposite
 * queue (nouveau nvkm/subdev/gsp/rm/r535/gsp.c, r535_gsp_shared_init()).
 */
void msgq_header_init(struct r570_msgq_tx_header *hdr)
{
	*hdr = (struct r570_msgq_tx_header){
		.version = 0,
		.size = R570_MSGQ_SIZE,
		.msg_size = R570_MSGQ_MSG_SIZE,
		.msg_count = R570_MSGQ_MSG_COUNT,
		.write_ptr = 0,
		.flags = R570_MSGQ_FLAGS_SWAP_RX,
		.rx_hdr_off = R570_MSGQ_RX_HDR_OFF,
		.entry_off = R570_MSGQ_ENTRY_OFF,
	};
}

/**
 * msgq_header_check() - check the header of a queue that the peer has set up
 * @hdr: header in shared memory
 *
 * The geometry is fixed in this firmware version, so it is compared and not
 * taken over.
 *
 * Return: 0, or -EPROTO if any field differs.
 */
int msgq_header_check(const volatile struct r570_msgq_tx_header *hdr)
{
	if (fw_read32(&hdr->version) != 0 || fw_read32(&hdr->size) != R570_MSGQ_SIZE ||
	    fw_read32(&hdr->msg_size) != R570_MSGQ_MSG_SIZE ||
	    fw_read32(&hdr->msg_count) != R570_MSGQ_MSG_COUNT ||
	    fw_read32(&hdr->flags) != R570_MSGQ_FLAGS_SWAP_RX ||
	    fw_read32(&hdr->rx_hdr_off) != R570_MSGQ_RX_HDR_OFF ||
	    fw_read32(&hdr->entry_off) != R570_MSGQ_ENTRY_OFF)
		return -EPROTO;
	return 0;
}

/**
 * msgq_init() - start using one direction of a queue pair
 * @q: the queue
 * @write_ptr: where the sender publishes its pointer
 * @read_ptr: where the receiver publishes its pointer
 * @slots: the slots; stays owned by the caller and outlives @q
 * @count: number of slots
 * @pos: our own pointer: 0, or where it was before a suspend
 *
 * The caller decides by the calls it makes whether it is sender or receiver.
 * Nothing is written to shared memory.
 *
 * Return: 0, or -EINVAL for a geometry that cannot work.
 */
int msgq_init(struct msgq *q, volatile u32 *write_ptr, volatile u32 *read_ptr, void *slots,
	      u32 count, u32 pos)
{
	if (!write_ptr || !read_ptr || !slots || count < MSGQ_COUNT_MIN ||
	    count > MSGQ_COUNT_MAX || pos >= count)
		return -EINVAL;

	*q = (struct msgq){
		.write_ptr = write_ptr,
		.read_ptr = read_ptr,
		.slots = slots,
		.count = count,
		.pos = pos,
	};
	return 0;
}

/**
 * msgq_reserve() - start to write an element
 * @q: the queue, as sender
 * @tx: state of the element, initialised here
 * @len: length of the element in bytes, both headers included
 *
 * Nothing is visible to the peer before msgq_commit(); an element that is not
 * committed may be forgotten.
 *
 * Return: 0, -EMSGSIZE if @len does not fit one element, -EAGAIN if the queue
 * has no room now, -EPROTO if the queue is broken.
 */
int msgq_reserve(struct msgq *q, struct msgq_tx *tx, u32 len)
{
	u32 dist;
	int ret;

	if (len < ELEM_SIZE || len > R570_ELEMENT_MAX_SIZE)
		return -EMSGSIZE;

	ret = distance(q, q->read_ptr, &dist);
	if (ret)
		return ret;
	/* A full queue would look empty, so one slot is never used. */
	if (slots_of(len) > (dist ? dist - 1 : q->count - 1))
		return -EAGAIN;

	/* The receiver is done with the slots before they are written. */
	fw_mb();
	*tx = (struct msgq_tx){ .len = len };
	return 0;
}

/**
 * msgq_put() - append to an element
 * @q: the queue, as sender
 * @tx: element from msgq_reserve()
 * @src: data
 * @len: number of bytes
 *
 * The first call brings the struct r570_msgq_element with check sum,
 * sequence and element count zero; msgq_commit() fills them in.
 *
 * Return: 0, or -EMSGSIZE if more comes than was reserved.
 */
int msgq_put(struct msgq *q, struct msgq_tx *tx, const void *src, u32 len)
{
	if (len > tx->len - tx->off)
		return -EMSGSIZE;
	if (!len)
		return 0;

	ring_write(q, tx->off, src, len);
	tx->sum = sum_add(tx->sum, tx->off, src, len);
	tx->off += len;
	return 0;
}

/**
 * msgq_commit() - hand an element to the peer
 * @q: the queue, as sender
 * @tx: element from msgq_reserve(), written completely
 *
 * Pads the last slot with zeroes, stamps sequence, element count and check
 * sum, and moves the write pointer. The caller rings the doorbell.
 *
 * Return: 0, or -EINVAL if bytes are missing.
 */
int msgq_commit(struct msgq *q, struct msgq_tx *tx)
{
	u32 slots = slots_of(tx->len);
	u32 stamp[2] = { q->sequence, slots };
	u32 pad = slots * MSGQ_SLOT_SIZE - tx->len;

	if (tx->off != tx->len)
		return -EINVAL;

	if (pad)
		ring_zero(q, tx->len, pad);
	ring_write(q, offsetof(struct r570_msgq_element, sequence), stamp, sizeof(stamp));
	tx->sum ^= stamp[0] ^ stamp[1];
	ring_write(q, offsetof(struct r570_msgq_element, checksum), &tx->sum, sizeof(tx->sum));

	q->sequence++;
	fw_wmb();
	advance(q, q->write_ptr, slots);
	return 0;
}

/**
 * msgq_peek() - look at the next element
 * @q: the queue, as receiver
 * @elem: both headers are copied here
 *
 * After success the element count agrees with the RPC length, the RPC length
 * covers its header, and that many slots have been written. Nothing is
 * consumed.
 *
 * Return: 0, -EAGAIN if the queue is empty, -EPROTO if the queue is broken.
 */
int msgq_peek(struct msgq *q, struct r570_msgq_element *elem)
{
	u32 used, len;
	int ret;

	ret = distance(q, q->write_ptr, &used);
	if (ret)
		return ret;
	if (!used)
		return -EAGAIN;

	fw_rmb();
	ring_read(q, 0, elem, sizeof(*elem));

	len = elem->rpc.length;
	if (len < sizeof(elem->rpc) || len > R570_ELEMENT_MAX_SIZE - R570_ELEMENT_HDR_SIZE)
		return broken(q);
	if (elem->elem_count != slots_of(R570_ELEMENT_HDR_SIZE + len) ||
	    elem->elem_count > used)
		return broken(q);
	return 0;
}

/**
 * msgq_skip() - consume an element without reading it
 * @q: the queue, as receiver
 * @elem: what msgq_peek() returned last
 */
void msgq_skip(struct msgq *q, const struct r570_msgq_element *elem)
{
	/* All reads of the slots come before the sender may write them again. */
	fw_mb();
	advance(q, q->read_ptr, elem->elem_count);
}

/**
 * msgq_recv() - copy the payload of the next element and consume it
 * @q: the queue, as receiver
 * @elem: what msgq_peek() returned last, unchanged
 * @buf: receives elem->rpc.length - 32 bytes
 * @size: size of @buf in bytes
 *
 * The check sum covers the headers as they were peeked and the payload as it
 * was copied, filled up to a multiple of 8 bytes.
 *
 * Return: 0, -EMSGSIZE if @buf is too small, -EBADMSG if the check sum is
 * wrong. The element is consumed in every case.
 */
int msgq_recv(struct msgq *q, const struct r570_msgq_element *elem, void *buf, u32 size)
{
	u32 payload = elem->rpc.length - (u32)sizeof(elem->rpc);
	u32 end = ELEM_SIZE + payload;
	u32 pad = ALIGN(end, 8) - end;
	u32 sum = 0;
	u8 tail[8];
	int ret = -EMSGSIZE;

	if (payload <= size) {
		if (payload)
			ring_read(q, ELEM_SIZE, buf, payload);
		if (pad)
			ring_read(q, end, tail, pad);

		sum = sum_add(sum, 0, (const u8 *)elem, ELEM_SIZE);
		sum = sum_add(sum, ELEM_SIZE, buf, payload);
		sum = sum_add(sum, end, tail, pad);
		ret = sum ? -EBADMSG : 0;
	}
	msgq_skip(q, elem);
	return ret;
}
