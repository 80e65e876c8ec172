// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* accept4, program_invocation_short_name */
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct control {
	const struct control_ops *ops;
	void *priv;
	int listener;
	int peer;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	char line[256];
	size_t used;
};

struct control *control_listen(const char *path, const struct control_ops *ops, void *priv)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct control *control = calloc(1, sizeof(*control));

	if (!control)
		return NULL;
	control->ops = ops;
	control->priv = priv;
	control->peer = -1;
	control->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		goto fail;
	}
	strcpy(addr.sun_path, path);
	if (control->listener < 0 ||
	    bind(control->listener, (struct sockaddr *)&addr, sizeof(addr)) < 0 ||
	    listen(control->listener, 1) < 0)
		goto fail;
	strcpy(control->path, path);
	return control;
fail:
	fprintf(stderr, "%s: cannot listen at %s: %s\n", program_invocation_short_name,
			path, strerror(errno));
	if (control->listener >= 0)
		close(control->listener);
	free(control);
	return NULL;
}

static void drop_peer(struct control *control)
{
	close(control->peer);
	control->peer = -1;
	control->used = 0;
}

void control_close(struct control *control)
{
	if (!control)
		return;
	if (control->peer >= 0)
		close(control->peer);
	close(control->listener);
	unlink(control->path);
	free(control);
}

void control_poll(const struct control *control, struct pollfd *fd)
{
	fd->fd = control->peer >= 0 ? control->peer : control->listener;
	fd->events = POLLIN;
}

static void answer(struct control *control, const char *text)
{
	if (send(control->peer, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		drop_peer(control);
}

static void answer_stats(struct control *control)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return;
	control->ops->stats(control->priv, out);
	fprintf(out, "ok\n");
	fclose(out);
	answer(control, text);
	free(text);
}

static void run_command(struct control *control, const char *line)
{
	control->ops->trace(control->priv, line);
	if (!strncmp(line, "fault ", 6)) {
		if (control->ops->fault(control->priv, line + 6))
			answer(control, "ok\n");
		else
			answer(control, "error: no such fault\n");
	} else if (!strcmp(line, "stats")) {
		answer_stats(control);
	} else {
		answer(control, "error: commands are: fault SPEC, stats\n");
	}
}

static void run_lines(struct control *control)
{
	char *end;

	while (control->peer >= 0 && (end = memchr(control->line, '\n', control->used))) {
		size_t len = end - control->line + 1;
		char line[sizeof(control->line)];

		memcpy(line, control->line, len);
		line[len - 1] = '\0';
		control->used -= len;
		memmove(control->line, control->line + len, control->used);
		run_command(control, line);
	}
}

void control_process(struct control *control)
{
	ssize_t got;

	if (control->peer < 0) {
		control->peer =
			accept4(control->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		return;
	}
	got = recv(control->peer, control->line + control->used,
		   sizeof(control->line) - control->used, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		drop_peer(control);
		return;
	}
	control->used += got;
	run_lines(control);
	if (control->used == sizeof(control->line))
		drop_peer(control);
}
