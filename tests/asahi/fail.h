/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ASAHI_FAIL_H
#define TESTS_ASAHI_FAIL_H

#include "../failnth.h"
#include "asahi_util.h"

/**
 * struct scene - what the calls work on
 * @dev: to open files of
 * @c: client with an address space, a queue and memory for commands
 * @seen: bound, for the GPU to write what it sees
 * @other: another client, made by what prepares a call, like all that follows
 * @share: a buffer as a file
 * @timeline: of the software, whose point 1 @in waits for
 * @in: syncobj that a submission waits for
 * @out: those that it signals: a binary one, and another's point 5
 */
struct scene {
	const struct device *dev;
	struct client *c, *other;
	struct bo seen, bo, more;
	uint32_t vm, queue, object;
	int fd, share;
	void *map;
	struct commands cmds;
	struct syncs syncs;
	int timeline;
	uint32_t in, out[2];
};

/* Ended by one without a name. */
extern const struct failnth fail_object_calls[], fail_bind_calls[], fail_submit_calls[];

#endif
