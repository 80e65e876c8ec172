// SPDX-License-Identifier: MIT
/* The stream: whole messages with their descriptors in, replies out, and never a wait. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "emu/vfio-user/priv.h"

int vfu_conn_init(struct vfu_conn *conn)
{
	conn->fd = -1;
	conn->out_fd = -1;
	conn->in = malloc(VFU_MAX_MSG);
	conn->out = malloc(VFU_MAX_MSG);
	return conn->in && conn->out ? 0 : -ENOMEM;
}

void vfu_conn_fini(struct vfu_conn *conn)
{
	vfu_conn_close(conn);
	free(conn->in);
	free(conn->out);
}

void vfu_conn_open(struct vfu_conn *conn, int fd)
{
	conn->fd = fd;
}

void vfu_conn_close(struct vfu_conn *conn)
{
	vfu_conn_next(conn);
	conn->out_len = 0;
	conn->out_sent = 0;
	conn->out_fd = -1;
	if (conn->fd >= 0)
		close(conn->fd);
	conn->fd = -1;
}

/* Forget the message that came in, and close the descriptors that nobody took. */
void vfu_conn_next(struct vfu_conn *conn)
{
	for (unsigned int i = 0; i < conn->num_fds; i++)
		if (conn->fds[i] >= 0)
			close(conn->fds[i]);
	conn->num_fds = 0;
	conn->in_len = 0;
}

/* Hand descriptor @i of the current message to the caller. */
int vfu_conn_take_fd(struct vfu_conn *conn, unsigned int i)
{
	int fd = conn->fds[i];

	conn->fds[i] = -1;
	return fd;
}

static int keep_fd(struct vfu_conn *conn, int fd)
{
	if (conn->num_fds == VFU_MAX_FDS) {
		close(fd);
		return -EPROTO;
	}
	conn->fds[conn->num_fds++] = fd;
	return 0;
}

/* Every descriptor that arrived is kept or closed, also after the first one too many. */
static int keep_fds(struct vfu_conn *conn, struct msghdr *msg)
{
	int ret = msg->msg_flags & MSG_CTRUNC ? -EPROTO : 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		size_t num = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < num; i++) {
			int fd, err;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			err = keep_fd(conn, fd);
			if (!ret)
				ret = err;
		}
	}
	return ret;
}

/* Read until @want bytes of the message are here. */
static int fill(struct vfu_conn *conn, size_t want)
{
	while (conn->in_len < want) {
		union {
			struct cmsghdr align;
			char buf[CMSG_SPACE(VFU_MAX_FDS * sizeof(int))];
		} ctl;
		struct iovec iov = { conn->in + conn->in_len, want - conn->in_len };
		struct msghdr msg = {
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = &ctl,
			.msg_controllen = sizeof(ctl),
		};
		ssize_t n = recvmsg(conn->fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		int ret;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? -EAGAIN : -ENOTCONN;
		ret = keep_fds(conn, &msg);
		if (ret)
			return ret;
		if (n == 0)
			return -ENOTCONN;
		conn->in_len += n;
	}
	return 0;
}

/*
 * Receive the rest of one message: 0 when it is whole, -EAGAIN if more has to come, -ENOTCONN if
 * the client is gone, -EPROTO if the stream cannot be trusted.
 */
int vfu_conn_recv(struct vfu_conn *conn)
{
	struct vfu_hdr hdr;
	int ret;

	ret = fill(conn, sizeof(hdr));
	if (ret)
		return ret;

	memcpy(&hdr, conn->in, sizeof(hdr));
	if (hdr.size < sizeof(hdr) || hdr.size > VFU_MAX_MSG)
		return -EPROTO;
	if ((hdr.flags & VFU_HDR_TYPE_MASK) != VFU_HDR_COMMAND)
		return -EPROTO;
	return fill(conn, hdr.size);
}

bool vfu_conn_sending(const struct vfu_conn *conn)
{
	return conn->out_sent < conn->out_len;
}

static ssize_t send_some(struct vfu_conn *conn)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(int))];
	} ctl = { 0 };
	struct iovec iov = { conn->out + conn->out_sent, conn->out_len - conn->out_sent };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (conn->out_fd >= 0) {
		struct cmsghdr *c = &ctl.align;

		msg.msg_control = &ctl;
		msg.msg_controllen = sizeof(ctl);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &conn->out_fd, sizeof(int));
	}
	return sendmsg(conn->fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Send what the socket takes of the reply: 0 when all is sent, -EAGAIN, or -ENOTCONN. */
int vfu_conn_flush(struct vfu_conn *conn)
{
	while (vfu_conn_sending(conn)) {
		ssize_t n = send_some(conn);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? -EAGAIN : -ENOTCONN;
		conn->out_sent += n;
		conn->out_fd = -1;
	}
	return 0;
}
