/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_JOB_H
#define AGX_JOB_H

#include "agx_timestamps.h"

#include <linux/types.h>

/* A barrier that waits for everything that came before the submission. */
#define AGX_BARRIER_NONE	0xffff

/**
 * struct agx_job_cmd - a command that is ready but for its stamps
 * @cpu: the command
 * @va: where the firmware sees it
 * @barrier_cpu: a barrier in front of it, or NULL
 * @barrier_va: where the firmware sees that
 * @barrier: how many of this submission's commands it waits for; 0 for all before it
 * @times: where its times go
 */
struct agx_job_cmd {
	void *cpu;
	u64 va;
	void *barrier_cpu;
	u64 barrier_va;
	u32 barrier;
	struct agx_times times;
};

#endif
