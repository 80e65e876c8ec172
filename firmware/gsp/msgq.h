/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One direction of the message queue between the driver and GSP-RM. The same
 * code serves both ends: the driver sends on the command queue and receives on
 * the status queue, a virtual card the other way round.
 *
 * The peer may write anything into the shared memory at any time. A pointer
 * read from it is only ever compared with the private geometry, and a message
 * is copied out before it is checked.
 *
 * A sender that finds no room and a receiver that finds nothing get -EAGAIN.
 * Once the peer breaks the protocol in a way that loses the position in the
 * queue, every call returns -EPROTO until msgq_init() is called again.
 *
 * There is no locking: one context uses a struct msgq at a time.
 */
#ifndef FIRMWARE_GSP_MSGQ_H
#define FIRMWARE_GSP_MSGQ_H

#include "firmware/gsp/r570/rpc.h"
#include "firmware/types.h"

#define MSGQ_SLOT_SIZE R570_MSGQ_MSG_SIZE
/* Below this many slots the longest element does not fit (one slot stays empty). */
#define MSGQ_COUNT_MIN 17
#define MSGQ_COUNT_MAX 4096

/**
 * struct msgq - one direction of a queue pair
 * @write_ptr: shared: slot that the sender writes next
 * @read_ptr: shared: slot that the receiver reads next
 * @slots: shared: @count slots of MSGQ_SLOT_SIZE bytes
 * @count: number of slots
 * @pos: our own pointer; the shared copy is only ever written
 * @sequence: sender: number of the next element
 * @broken: the peer has broken the protocol
 */
struct msgq {
	volatile u32 *write_ptr;
	volatile u32 *read_ptr;
	u8 *slots;
	u32 count;
	u32 pos;
	u32 sequence;
	bool broken;
};

/**
 * struct msgq_tx - an element being written
 * @len: length of the element in bytes, headers included
 * @off: bytes written so far
 * @sum: checksum of them
 */
struct msgq_tx {
	u32 len;
	u32 off;
	u32 sum;
};

void msgq_header_init(struct r570_msgq_tx_header *hdr);
int __must_check msgq_header_check(const volatile struct r570_msgq_tx_header *hdr);

int __must_check msgq_init(struct msgq *q, volatile u32 *write_ptr, volatile u32 *read_ptr,
			   void *slots, u32 count, u32 pos);

int __must_check msgq_reserve(struct msgq *q, struct msgq_tx *tx, u32 len);
int __must_check msgq_put(struct msgq *q, struct msgq_tx *tx, const void *src, u32 len);
int __must_check msgq_commit(struct msgq *q, struct msgq_tx *tx);

int __must_check msgq_peek(struct msgq *q, struct r570_msgq_element *elem);
int __must_check msgq_recv(struct msgq *q, const struct r570_msgq_element *elem, void *buf,
			   u32 size);
void msgq_skip(struct msgq *q, const struct r570_msgq_element *elem);

#endif /* FIRMWARE_GSP_MSGQ_H */
