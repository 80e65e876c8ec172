// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Bodies of NVIF requests
 *
 * What can be said of a body by looking at nothing else.
 */
#include "nova_nvif_args.h"

#include "uapi/nvif.h"

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>

/* Far more than the five that a channel of Mesa's has. */
#define NVIF_MAX_OBJECTS	1024

/**
 * nova_nvif_check_new() - check a request for a new object
 * @args: its body
 * @size: bytes from there on to the end of the request
 * @num_objects: how many objects the file has already
 *
 * Return: 0; -EINVAL for what makes no sense; -ENOSPC if the file has enough.
 */
int nova_nvif_check_new(const struct nvif_ioctl_new_v0 *args, u32 size, u32 num_objects)
{
	if (size < sizeof(*args) || args->version)
		return -EINVAL;
	if (memchr_inv(args->pad01, 0, sizeof(args->pad01)))
		return -EINVAL;
	if (num_objects >= NVIF_MAX_OBJECTS)
		return -ENOSPC;

	return 0;
}

/**
 * nova_nvif_check_sclass() - check a request for a list of a channel's classes
 * @ioctl: its header, whose token is the channel's number
 * @args: its body, which the list follows
 * @size: bytes from there on to the end of the request
 *
 * Return: 0; -EINVAL for what makes no sense, or if the list does not end where
 * the request does.
 */
int nova_nvif_check_sclass(const struct nvif_ioctl_v0 *ioctl,
			   const struct nvif_ioctl_sclass_v0 *args, u32 size)
{
	if (!ioctl->route || ioctl->token > U32_MAX)
		return -EINVAL;
	if (size < sizeof(*args) || args->version)
		return -EINVAL;
	if (memchr_inv(args->pad02, 0, sizeof(args->pad02)))
		return -EINVAL;
	if (size - sizeof(*args) != args->count * sizeof(struct nvif_ioctl_sclass_oclass_v0))
		return -EINVAL;

	return 0;
}
