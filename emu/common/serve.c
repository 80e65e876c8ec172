// SPDX-License-Identifier: MIT
#include "serve.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>

#include "control.h"
#include "emu/vfio-user/vfu.h"

int serve(struct vfu *vfu, const char *socket, struct control *control, int (*run)(void *priv), void *priv)
{
	bool met = false;
	int ret;

	ret = vfu_listen(vfu, socket);
	if (ret)
		return ret;

	while (!met || vfu_connected(vfu)) {
		struct pollfd fds[2] = {
			{ .fd = vfu_fd(vfu), .events = vfu_events(vfu) },
			{ .fd = -1 },
		};

		if (control)
			control_poll(control, &fds[1]);
		if (poll(fds, 2, run(priv)) < 0 && errno != EINTR)
			return -errno;
		if (fds[0].revents)
			ret = vfu_process(vfu);
		if (fds[1].revents)
			control_process(control);
		if (vfu_connected(vfu))
			met = true;
		else if (ret)
			return met ? 0 : ret;
	}
	return 0;
}
