/* SPDX-License-Identifier: MIT */
/*
 * The control socket: a test's way to reach the card while the guest runs. A Unix stream socket,
 * one command a line, one answer a line ("ok", "error: ..."), stats as lines before the "ok".
 */
#ifndef GSP_CARD_CONTROL_H
#define GSP_CARD_CONTROL_H

#include <poll.h>

struct card;
struct control;

/* Listens at @path, which must not exist. NULL after a message. */
struct control *control_listen(const char *path);
void control_close(struct control *control);

/* Fills in the descriptor to wait for: the listening socket or, while there is one, the peer. */
void control_poll(const struct control *control, struct pollfd *fd);

/* Handles what is there without blocking. */
void control_process(struct control *control, struct card *card);

#endif
