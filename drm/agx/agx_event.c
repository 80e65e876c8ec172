// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "agx_event.h"
#include "agx_device.h"

#include "firmware/agx/channels.h"

#include <drm/drm_print.h>

/**
 * agx_event_handle() - the firmware says that something happened
 * @agx: the GPU
 * @msg: our copy of what it says
 *
 * Return: 0, or -EINVAL if it makes no sense.
 */
int agx_event_handle(struct agx_device *agx, const struct agx_event_msg *msg)
{
	return -EINVAL;
}
