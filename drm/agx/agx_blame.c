// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "agx_blame.h"

#include <linux/errno.h>

/**
 * agx_blame_error() - what a job fails with
 * @blame: why the firmware dropped commands
 * @slot: event slot of the job's queue
 * @vm_slot: its address space
 *
 * Return: @blame->error; -ECANCELED if it was another's fault.
 */
int agx_blame_error(const struct agx_blame *blame, u32 slot, u32 vm_slot)
{
	if (blame->slot >= 0 && (u32)blame->slot != slot)
		return -ECANCELED;
	if (blame->vm_slot >= 0 && (u32)blame->vm_slot != vm_slot)
		return -ECANCELED;
	return blame->error;
}
