/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_JOB_H
#define AGX_JOB_H

#include "agx_obj.h"
#include "agx_timestamps.h"

#include "firmware/agx/buffer.h"
#include "firmware/agx/workqueue.h"

#include <linux/types.h>

/* No barrier; 0 is one that waits for everything that came before the submission. */
#define AGX_BARRIER_NONE	0xffff

/**
 * struct agx_job_intro - what may have to come before a command in the firmware's queues
 * @render: waits for renders
 * @compute: waits for compute
 * @half: the fragment half waits for the vertex half
 * @init: introduces the tiled vertex buffer
 */
struct agx_job_intro {
	struct agx_cmd_barrier render;
	struct agx_cmd_barrier compute;
	struct agx_cmd_barrier half;
	struct agx_cmd_init_buffer init;
};

/**
 * struct agx_job_cmd - a command that is ready but for its stamps
 * @cpu: the command, or the vertex half of a render
 * @va: where the firmware sees it
 * @fragment_cpu: the fragment half of a render, NULL if it is none
 * @fragment_va: where the firmware sees that
 * @finalize: for agx_render_stamp_vertex()
 * @fragment_finalize: for agx_render_stamp_fragment()
 * @intro: what may come before it
 * @intro_va: where the firmware sees that
 * @render_barrier: how many of this submission's renders it waits for, or AGX_BARRIER_*
 * @compute_barrier: likewise of its compute commands
 * @needs_init: @intro.init is filled but for its stamp
 * @memory: what the GPU works in while it renders
 * @times: where its times go, or those of the vertex half
 * @fragment_times: where those of the fragment half go
 */
struct agx_job_cmd {
	void *cpu;
	u64 va;
	void *fragment_cpu;
	u64 fragment_va;
	u32 finalize;
	u32 fragment_finalize;
	struct agx_job_intro *intro;
	u64 intro_va;
	u16 render_barrier;
	u16 compute_barrier;
	bool needs_init;
	struct agx_obj_slot memory;
	struct agx_times times;
	struct agx_times fragment_times;
};

#endif
