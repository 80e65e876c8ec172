/* SPDX-License-Identifier: MIT */
#ifndef EMU_COMMON_SERVE_H
#define EMU_COMMON_SERVE_H

struct control;
struct vfu;

/**
 * serve() - be a card until the guest hangs up
 * @vfu: its connection
 * @socket: path to listen at
 * @control: orders to take in between, or NULL
 * @run: lets the card work; returns how many ms it may be left alone, -1 for ever
 * @priv: for @run
 *
 * Return: 0 or a negative errno.
 */
int serve(struct vfu *vfu, const char *socket, struct control *control, int (*run)(void *priv), void *priv);

#endif
