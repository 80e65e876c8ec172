// SPDX-License-Identifier: MIT
/* What goes wrong by order, and what becomes of those whom it hits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "drm_util.h"
#include "run.h"

void order(const char *spec)
{
	char command[128];

	snprintf(command, sizeof(command), "lab/card fault %s", spec);
	if (system(command))
		fail("the card refuses '%s'", command);
}

int fence_result(int fd, uint32_t handle)
{
	const double begin = seconds();
	int err;

	must(drm_sync_wait(fd, handle, 0, WAIT_MS), "wait for the fence");
	err = -drm_sync_error(fd, handle);
	printf("# fence after %.1f s: %s\n", seconds() - begin, err ? strerror(err) : "ok");
	return err;
}
