/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_WORK_H
#define AGX_WORK_H

#include "agx_job.h"
#include "agx_obj.h"

#include "drm/own/own.h"

#include <linux/list.h>
#include <linux/types.h>

struct agx_buffer;
struct agx_space;

/**
 * struct agx_work - what the firmware and the GPU use of a job
 *
 * It may be theirs for longer than the job lasts for us.
 */
struct agx_work {
	/** @node: in the list of the queue that keeps it. */
	struct list_head node;
	/** @number: of the job's fence; 0 until the firmware has it. */
	u64 number;
	/** @space: address space, which outlives the queue; NULL unless in use for this. */
	struct agx_space *space;
	/** @vm_slot: where it is. */
	u32 vm_slot;
	/** @buffer: the queue's tiled vertex buffer; NULL unless in use for this. */
	struct agx_buffer *buffer;
	/** @buffer_slot: as which it is known. */
	u32 buffer_slot;
	/** @init_blocks: blocks of it that the job tells the firmware of, or 0. */
	u32 init_blocks;
	/** @commands: the commands. */
	struct agx_obj_slot commands;
	/** @preempt: where compute commands save state. */
	struct agx_obj_slot preempt;
	/** @scenes: of renders, for the firmware. */
	struct agx_obj_slot scenes;
	/** @controls: words of theirs that the GPU writes, if the firmware has such. */
	struct agx_obj_slot controls;
	/** @computes: number of compute commands so far. */
	u32 computes;
	/** @renders: number of renders so far. */
	u32 renders;
	/** @used: bytes of @commands. */
	size_t used;
	/** @filled: number of @cmds that are there. */
	u32 filled;
	/** @count: length of @cmds. */
	u32 count;
	/** @cmds: by order. */
	struct agx_job_cmd cmds[] __counted_by(count);
};

void agx_work_idle(struct agx_work *work);
void agx_work_free(struct agx_work *work);

/* The firmware's part of a job. */
OWNED(agx_work, struct agx_work, agx_work_free)

int agx_work_create(u32 count, struct agx_work_own *h) __cond_acquires(0, h) __must_check;

#endif
