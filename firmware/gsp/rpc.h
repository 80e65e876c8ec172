/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * RPCs over the message queue. A payload that does not fit one element goes
 * on in CONTINUATION_RECORD elements; every element has its own length and
 * nothing says how long the whole is, so the receiver asks for more as long as
 * it expects more.
 */
#ifndef FIRMWARE_GSP_RPC_H
#define FIRMWARE_GSP_RPC_H

#include "firmware/gsp/msgq.h"
#include "firmware/types.h"

/**
 * struct rpc_tx - an RPC being sent
 * @function: R570_FN_* or R570_EVENT_*
 * @result: R570_RPC_RESULT_PENDING in a request, a status in a reply
 * @sequence: copied from the request into the reply
 * @payload: the payload; owned by the caller until all has been sent
 * @len: its length in bytes
 * @off: bytes sent so far
 * @started: the first element has been sent
 */
struct rpc_tx {
	u32 function;
	u32 result;
	u32 sequence;
	const void *payload;
	u32 len;
	u32 off;
	bool started;
};

/**
 * struct rpc_msg - an RPC that has been received, as far as it has come
 * @function: R570_FN_* or R570_EVENT_*
 * @result: R570_RPC_RESULT_PENDING in a request, a status in a reply
 * @sequence: number chosen by the sender of the request
 * @len: bytes of payload received so far
 * @may_continue: the last element was full, so a continuation may follow
 */
struct rpc_msg {
	u32 function;
	u32 result;
	u32 sequence;
	u32 len;
	bool may_continue;
};

int __must_check rpc_send_next(struct msgq *q, struct rpc_tx *tx);
int __must_check rpc_recv(struct msgq *q, struct rpc_msg *msg, void *buf, u32 size);
int __must_check rpc_recv_more(struct msgq *q, struct rpc_msg *msg, void *buf, u32 size);
int rpc_status_to_errno(u32 status);
int __must_check rpc_check_reply(const struct rpc_msg *msg, u32 function, u32 min_len);

#endif /* FIRMWARE_GSP_RPC_H */
