/* SPDX-License-Identifier: MIT */
/*
 * The two message queues between driver and GSP, in memory that the driver allocated: commands
 * come in, status messages (replies and events) go out.
 */
#ifndef GSP_CARD_QUEUE_H
#define GSP_CARD_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/gsp/r570/boot.h"
#include "firmware/gsp/r570/rpc.h"

struct card;
struct queue;

struct queue *queue_create(struct card *card);
void queue_destroy(struct queue *queue);

/**
 * queue_attach() - find the queues in guest memory and check what the driver set up
 * @queue: the queues, not attached
 * @args: from the RMARGS page, a private copy
 * @resume: go on with the positions and numbers of before, instead of from the start
 *
 * Return: false after a violation.
 */
bool queue_attach(struct queue *queue, const struct r570_msgq_init_args *args, bool resume);

/* Stops; what was not sent is dropped. Positions are kept for a resume. */
void queue_detach(struct queue *queue);

/**
 * struct command - an element of the command queue
 * @rpc: the RPC header, checked
 * @payload: @len bytes behind it, valid until the next call of queue_receive()
 * @len: bytes
 */
struct command {
	struct r570_rpc_header rpc;
	uint8_t *payload;
	size_t len;
};

/**
 * queue_receive() - take the next element of the command queue
 *
 * Return: false if there is none. Elements that are not well-formed are violations and are
 * skipped.
 */
bool queue_receive(struct queue *queue, struct command *command);

/**
 * queue_send() - put a message into the status queue, in several elements if it is large
 * @queue: the queues
 * @rpc: function, result and sequence; lengths and signatures are filled in
 * @payload: @len bytes, copied
 * @len: bytes
 *
 * What does not fit waits inside until queue_flush().
 */
void queue_send(struct queue *queue, const struct r570_rpc_header *rpc, const void *payload,
		size_t len);

/* Sends an element that is exactly what is given, checksum and all; for fault injection. */
void queue_send_raw(struct queue *queue, const void *element, size_t len);

/* Moves waiting elements into the queue; true if none is left. */
bool queue_flush(struct queue *queue);

#endif
