/* SPDX-License-Identifier: MIT */
/* A command that runs, as its memory says; and its microsequence. */
#ifndef AGX_CARD_COMMAND_H
#define AGX_CARD_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "layout.h"

struct card;

#define COMMAND_TIMESTAMPS 4

/** struct command_timestamp - a Timestamp operation that was asked for */
struct command_timestamp {
	uint64_t now;
	uint64_t pointers;
	uint64_t user_pointers;
	bool start;
};

/**
 * struct command - a command of one of the three types
 * @va: its address
 * @queue: its QueueInfo's address
 * @type: enum agx_pipe_type
 * @vm_slot: the user's context
 * @notifier: address of its Notifier
 * @meta: stamps
 * @stream: address of the control stream; 0 if this card does not find it
 * @usc_base: base of shader addresses
 * @timestamps: what to write when
 * @timestamp_count: how many
 */
struct command {
	uint64_t va;
	uint64_t queue;
	unsigned int type;
	uint32_t vm_slot;
	uint64_t notifier;
	struct layout_meta meta;
	uint64_t stream;
	uint64_t usc_base;
	struct command_timestamp timestamps[COMMAND_TIMESTAMPS];
	unsigned int timestamp_count;
};

/**
 * command_read() - read and check a command
 * @card: the card
 * @command: @va, @queue and @type are set, the rest is filled in
 *
 * Every pointer in it is followed or at least looked up.
 *
 * Return: false after a crash.
 */
bool command_read(struct card *card, struct command *command);

/* Writes the timestamps of the start, or of the end. False after a crash. */
bool command_timestamps(struct card *card, const struct command *command, bool start);

#endif
