// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "agx_work.h"
#include "agx_buffer.h"
#include "uat/uat.h"

#include <linux/slab.h>

/**
 * agx_work_create() - begin with what the firmware uses of a job
 * @count: number of commands
 * @h: the work, without memory
 *
 * Return: 0 or -ENOMEM.
 */
int agx_work_create(u32 count, struct agx_work_own *h)
{
	struct agx_work_own work;
	int ret;

	ret = agx_work_adopt(&work, kzalloc_flex(struct agx_work, cmds, count, GFP_KERNEL_ACCOUNT));
	if (ret)
		return ret;

	agx_work_borrow(&work)->count = count;
	agx_work_move(h, &work);
	return 0;
}

/**
 * agx_work_idle() - the GPU is done with a job
 * @work: what the firmware may still look at
 *
 * Gives back what others wait for.
 */
void agx_work_idle(struct agx_work *work)
{
	if (work->buffer)
		agx_buffer_unuse(work->buffer);
	if (work->space)
		agx_space_unuse(work->space, work->vm_slot);
	work->buffer = NULL;
	work->space = NULL;
}

static void work_clear_cmd(struct agx_job_cmd *cmd)
{
	agx_obj_clear(&cmd->memory);
	agx_times_clear(&cmd->times);
	agx_times_clear(&cmd->fragment_times);
}

/**
 * agx_work_free() - release what was used of a job; use agx_work_drop()
 * @work: what nobody uses any more
 */
void agx_work_free(struct agx_work *work)
{
	agx_obj_clear(&work->commands);
	agx_obj_clear(&work->preempt);
	agx_obj_clear(&work->scenes);
	agx_obj_clear(&work->controls);
	for (u32 i = 0; i < work->filled; i++)
		work_clear_cmd(&work->cmds[i]);
	agx_work_idle(work);
	kfree(work);
}
