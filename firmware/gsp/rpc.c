// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "firmware/gsp/rpc.h"

/**
 * rpc_send_next() - send the next element of an RPC
 * @q: the queue, as sender
 * @tx: the RPC; advanced on success
 *
 * A large RPC is longer than the queue: ring the doorbell after each element
 * and wait for room when -EAGAIN comes back, then call again.
 *
 * Return: 1 if elements remain, 0 if the RPC is complete, -EAGAIN if the queue
 * has no room now, -EPROTO if the queue is broken.
 */
int rpc_send_next(struct msgq *q, struct rpc_tx *tx)
{
	u32 left = tx->len - tx->off;
	u32 len = left < R570_ELEMENT_MAX_PAYLOAD ? left : R570_ELEMENT_MAX_PAYLOAD;
	struct r570_msgq_element elem = {
		.rpc.header_version = R570_RPC_HEADER_VERSION,
		.rpc.signature = R570_RPC_SIGNATURE,
		.rpc.length = (u32)sizeof(elem.rpc) + len,
		.rpc.function = tx->started ? R570_FN_CONTINUATION_RECORD : tx->function,
		.rpc.rpc_result = tx->result,
		.rpc.rpc_result_private = tx->result,
		.rpc.sequence = tx->sequence,
	};
	struct msgq_tx mtx;
	int ret;

	ret = msgq_reserve(q, &mtx, (u32)sizeof(elem) + len);
	if (ret)
		return ret;
	ret = msgq_put(q, &mtx, &elem, sizeof(elem));
	if (ret)
		return ret;
	if (len) {
		ret = msgq_put(q, &mtx, (const u8 *)tx->payload + tx->off, len);
		if (ret)
			return ret;
	}
	ret = msgq_commit(q, &mtx);
	if (ret)
		return ret;

	tx->started = true;
	tx->off += len;
	return tx->off < tx->len;
}

/* Peek at an element and check what does not depend on what is expected. */
static int next_elem(struct msgq *q, struct r570_msgq_element *elem)
{
	int ret = msgq_peek(q, elem);

	if (ret)
		return ret;
	if (elem->rpc.header_version != R570_RPC_HEADER_VERSION ||
	    elem->rpc.signature != R570_RPC_SIGNATURE) {
		msgq_skip(q, elem);
		return -EBADMSG;
	}
	return 0;
}

static void account(struct rpc_msg *msg, const struct r570_msgq_element *elem)
{
	u32 payload = elem->rpc.length - (u32)sizeof(elem->rpc);

	msg->len += payload;
	msg->may_continue = payload == R570_ELEMENT_MAX_PAYLOAD;
}

/**
 * rpc_recv() - receive an RPC, or the first element of a large one
 * @q: the queue, as receiver
 * @msg: what has come
 * @buf: receives the payload
 * @size: size of @buf in bytes
 *
 * A continuation that belongs to nothing is consumed and reported as
 * -EBADMSG.
 *
 * Return: 0, -EAGAIN if the queue is empty, -EMSGSIZE if @buf is too small,
 * -EBADMSG if the element is corrupt (it is consumed in both cases), -EPROTO
 * if the queue is broken.
 */
int rpc_recv(struct msgq *q, struct rpc_msg *msg, void *buf, u32 size)
{
	struct r570_msgq_element elem;
	int ret;

	ret = next_elem(q, &elem);
	if (ret)
		return ret;
	if (elem.rpc.function == R570_FN_CONTINUATION_RECORD) {
		msgq_skip(q, &elem);
		return -EBADMSG;
	}

	*msg = (struct rpc_msg){
		.function = elem.rpc.function,
		.result = elem.rpc.rpc_result,
		.sequence = elem.rpc.sequence,
	};
	ret = msgq_recv(q, &elem, buf, size);
	if (!ret)
		account(msg, &elem);
	return ret;
}

/**
 * rpc_recv_more() - receive the next element of a large RPC
 * @q: the queue, as receiver
 * @msg: what rpc_recv() has returned; its length grows
 * @buf: the whole buffer; the payload is appended at msg->len
 * @size: size of the whole @buf in bytes
 *
 * Return: 0, -EAGAIN if nothing has come yet, -ENODATA if the next element is
 * no continuation (it stays in the queue), else as rpc_recv().
 */
int rpc_recv_more(struct msgq *q, struct rpc_msg *msg, void *buf, u32 size)
{
	struct r570_msgq_element elem;
	int ret;

	if (msg->len > size)
		return -EINVAL;

	ret = next_elem(q, &elem);
	if (ret)
		return ret;
	if (elem.rpc.function != R570_FN_CONTINUATION_RECORD)
		return -ENODATA;

	ret = msgq_recv(q, &elem, (u8 *)buf + msg->len, size - msg->len);
	if (!ret)
		account(msg, &elem);
	return ret;
}

/**
 * rpc_status_to_errno() - translate an RM status
 * @status: NV_STATUS of a reply
 *
 * Return: 0 or a negative error (nouveau nvkm/subdev/gsp/rm/r535/rpc.c,
 * r535_rpc_status_to_errno()).
 */
int rpc_status_to_errno(u32 status)
{
	switch (status) {
	case R570_STATUS_OK:
		return 0;
	case R570_STATUS_NOT_READY:
	case R570_STATUS_TIMEOUT_RETRY:
		return -EBUSY;
	case R570_STATUS_NO_MEMORY:
		return -ENOMEM;
	default:
		return -EINVAL;
	}
}

/**
 * rpc_check_reply() - check that a message answers a request
 * @msg: what has come
 * @function: function of the request
 * @min_len: bytes of payload that the caller is going to use
 *
 * Return: 0, -ENOMSG if it is another function's, the error of a status other
 * than 0, or -EMSGSIZE if the payload is too short.
 */
int rpc_check_reply(const struct rpc_msg *msg, u32 function, u32 min_len)
{
	if (msg->function != function)
		return -ENOMSG;
	if (msg->result)
		return rpc_status_to_errno(msg->result);
	if (msg->len < min_len)
		return -EMSGSIZE;
	return 0;
}
