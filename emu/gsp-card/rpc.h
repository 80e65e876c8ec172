/* SPDX-License-Identifier: MIT */
/* RPC functions: what the driver asks of GSP-RM by message. */
#ifndef GSP_CARD_RPC_H
#define GSP_CARD_RPC_H

#include "queue.h"

struct rpc;

/**
 * struct reply - what goes back
 * @rpc: header; lengths are filled in by the queue
 * @payload: @len bytes that stay valid until the next call of rpc_handle()
 * @len: bytes
 * @halt: the firmware stops once this is sent
 * @suspend: it keeps its state
 */
struct reply {
	struct r570_rpc_header rpc;
	const void *payload;
	size_t len;
	bool halt, suspend;
};

struct rpc *rpc_create(struct card *card);
void rpc_destroy(struct rpc *rpc);

/* Handles one element; true if there is a reply. Large RPCs come in several elements. */
bool rpc_handle(struct rpc *rpc, const struct command *command, struct reply *reply);

/* Traces and counts an event that goes out. */
void rpc_trace_event(struct card *card, uint32_t event, size_t len);

#endif
