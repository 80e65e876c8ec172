// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "agx_fwlog.h"

#include <linux/errno.h>
#include <linux/string.h>

/**
 * agx_fwlog_copy() - find a line of the firmware's log
 * @line: filled with a copy, which is the firmware's word
 * @lines: shared memory of all rings: AGX_FWLOG_COUNT of each
 * @msg: our copy of what the firmware says
 *
 * Return: 0, or -EINVAL if there is no such line.
 */
int agx_fwlog_copy(struct agx_fwlog_payload *line, const struct agx_fwlog_payload *lines,
		   const struct agx_fwlog_msg *msg)
{
	if (msg->type != AGX_FWLOG_MSG_TYPE || msg->index >= AGX_FWLOG_RINGS * AGX_FWLOG_COUNT)
		return -EINVAL;

	memcpy(line, &lines[msg->index], sizeof(*line));
	return 0;
}
