/* SPDX-License-Identifier: MIT */
/*
 * The control socket: a test's way to reach the card while the guest runs. A Unix stream socket,
 * one command a line, one answer a line ("ok", "error: ..."), stats as lines before the "ok".
 */
#ifndef EMU_COMMON_CONTROL_H
#define EMU_COMMON_CONTROL_H

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>

struct control;

/**
 * struct control_ops - what a card does with a command
 * @trace: add the command to the trace
 * @fault: arm a fault; false if there is no such fault
 * @stats: write the counters
 */
struct control_ops {
	void (*trace)(void *priv, const char *line);
	bool (*fault)(void *priv, const char *spec);
	void (*stats)(void *priv, FILE *out);
};

/* Listens at @path, which must not exist. @priv goes to @ops. NULL after a message. */
struct control *control_listen(const char *path, const struct control_ops *ops, void *priv);
void control_close(struct control *control);

/* Fills in the descriptor to wait for: the listening socket or, while there is one, the peer. */
void control_poll(const struct control *control, struct pollfd *fd);

/* Handles what is there without blocking. */
void control_process(struct control *control);

#endif
