// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Usage
 *
 * How long the GPU worked for a file. The firmware writes the start and the end
 * of each command, by the CPUs' counter; when a command's stamp says that it is
 * done, the time between is the file's.
 *
 * The account outlives queues, whose time stays with their file, and the file,
 * whose last commands may still be under way.
 */
#include "agx_usage.h"
#include "arch/arch.h"

#include "firmware/agx/workqueue.h"

#include <drm/drm_print.h>

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/slab.h>

/**
 * struct agx_usage - the account of a file
 */
struct agx_usage {
	/** @ref: the file's, and those of its queues. */
	struct kref ref;
	/** @ns: by enum agx_pipe_type. */
	atomic64_t ns[AGX_PIPE_TYPES];
};

static void usage_release(struct kref *ref)
{
	kfree(container_of(ref, struct agx_usage, ref));
}

/**
 * agx_usage_get_ref() - take a reference; use agx_usage_get()
 * @usage: account
 *
 * Return: @usage.
 */
struct agx_usage *agx_usage_get_ref(struct agx_usage *usage)
{
	kref_get(&usage->ref);
	return usage;
}

/**
 * agx_usage_put_ref() - drop a reference; use agx_usage_drop()
 * @usage: account
 */
void agx_usage_put_ref(struct agx_usage *usage)
{
	kref_put(&usage->ref, usage_release);
}

/**
 * agx_usage_create() - open an account
 * @h: the account, empty
 *
 * Return: 0 or -ENOMEM.
 */
int agx_usage_create(struct agx_usage_own *h)
{
	struct agx_usage_own usage;
	int ret;

	ret = agx_usage_adopt(&usage, kzalloc_obj(struct agx_usage));
	if (ret)
		return ret;

	kref_init(&agx_usage_borrow(&usage)->ref);
	agx_usage_move(h, &usage);
	return 0;
}

static u64 usage_ns(u64 ticks)
{
	return mul_u64_u32_div(ticks, AGX_TICK_NS_NUM, AGX_TICK_NS_DEN);
}

/**
 * agx_usage_add() - enter a command that is done
 * @usage: account
 * @type: kind of pipe that it ran on
 * @times: when, the firmware's word
 * @since: time in ns that is accounted for, of this queue; advanced to the
 *	command's end
 *
 * Commands of a queue follow each other and are over by now. What is said to be
 * otherwise is not counted, so that no queue gets more than has passed.
 */
void agx_usage_add(struct agx_usage *usage, enum agx_pipe_type type,
		   const struct agx_job_timestamps *times, u64 *since)
{
	u64 start = max(usage_ns(READ_ONCE(times->start)), *since);
	u64 end = min(usage_ns(READ_ONCE(times->end)), agx_arch_time());

	if (end <= start)
		return;

	atomic64_add(end - start, &usage->ns[type]);
	*since = end;
}

/**
 * agx_usage_show() - print an account as fdinfo has it
 * @usage: account
 * @p: where
 *
 * Keys and units are those of Documentation/gpu/drm-usage-stats.rst.
 */
void agx_usage_show(struct agx_usage *usage, struct drm_printer *p)
{
	static const char * const names[AGX_PIPE_TYPES] = {
		[AGX_PIPE_VERTEX] = "vertex",
		[AGX_PIPE_FRAGMENT] = "fragment",
		[AGX_PIPE_COMPUTE] = "compute",
	};

	for (u32 type = 0; type < AGX_PIPE_TYPES; type++)
		drm_printf(p, "drm-engine-%s:\t%lld ns\n", names[type],
			   atomic64_read(&usage->ns[type]));
}
