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

#define COMMAND_USER 40

/**
 * struct command_user - an address that the user chose and the GPU uses
 * @va: the address
 * @size: bytes, at least
 * @write: what for
 * @may_be_empty: an array, of which nothing might be used
 * @name: what is there
 */
struct command_user {
	uint64_t va;
	uint32_t size;
	bool write;
	bool may_be_empty;
	const char *name;
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
 * @buffer_slot: of a vertex command, the number of its buffer
 * @info: and the address of that one's Info
 * @user: what the user chose besides
 * @user_count: how many
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
	uint32_t buffer_slot;
	uint64_t info;
	struct command_user user[COMMAND_USER];
	unsigned int user_count;
	struct command_timestamp timestamps[COMMAND_TIMESTAMPS];
	unsigned int timestamp_count;
};

/**
 * command_read() - read and check a command
 * @card: the card
 * @command: @va, @queue and @type are set, the rest is filled in
 *
 * Every pointer of the kernel's in it is followed or at least looked up; the user's are left in
 * @command.
 *
 * Return: false after a crash.
 */
bool command_read(struct card *card, struct command *command);

/* "vertex" and so on. */
const char *command_type_name(const struct command *command);

/* Writes the timestamps of the start, or of the end. False after a crash. */
bool command_timestamps(struct card *card, const struct command *command, bool start);

#endif
