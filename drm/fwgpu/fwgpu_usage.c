// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Usage
 *
 * How long the GPU worked for a file, engine by engine. What a driver knows of
 * that is its own affair: it adds what each of its queues had.
 *
 * The account outlives queues, whose time stays with their file, and the file,
 * whose last commands may still be under way.
 */
#include "fwgpu_usage.h"

#include <drm/drm_print.h>

#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/kref.h>
#include <linux/minmax.h>
#include <linux/slab.h>

/**
 * struct fwgpu_usage - the account of a file
 */
struct fwgpu_usage {
	/** @ref: the file's, and those of its queues. */
	struct kref ref;
	/** @engines: their names; a constant. */
	const char * const *engines;
	/** @count: of @engines. */
	u32 count;
	/** @ns: by engine. */
	atomic64_t ns[] __counted_by(count);
};

static void usage_release(struct kref *ref)
{
	kfree(container_of(ref, struct fwgpu_usage, ref));
}

/**
 * fwgpu_usage_get_ref() - take a reference; use fwgpu_usage_get()
 * @usage: account
 *
 * Return: @usage.
 */
struct fwgpu_usage *fwgpu_usage_get_ref(struct fwgpu_usage *usage)
{
	kref_get(&usage->ref);
	return usage;
}
EXPORT_SYMBOL_GPL(fwgpu_usage_get_ref);

/**
 * fwgpu_usage_put_ref() - drop a reference; use fwgpu_usage_drop()
 * @usage: account
 */
void fwgpu_usage_put_ref(struct fwgpu_usage *usage)
{
	kref_put(&usage->ref, usage_release);
}
EXPORT_SYMBOL_GPL(fwgpu_usage_put_ref);

/**
 * fwgpu_usage_create() - open an account
 * @engines: names of the engines, as fdinfo has them; a constant
 * @count: their number
 * @h: the account, empty
 *
 * Return: 0 or -ENOMEM.
 */
int fwgpu_usage_create(const char * const *engines, u32 count, struct fwgpu_usage_own *h)
{
	struct fwgpu_usage_own usage;
	int ret;

	ret = fwgpu_usage_adopt(&usage, kzalloc_flex(struct fwgpu_usage, ns, count));
	if (ret)
		return ret;

	fwgpu_usage_borrow(&usage)->engines = engines;
	fwgpu_usage_borrow(&usage)->count = count;
	kref_init(&fwgpu_usage_borrow(&usage)->ref);
	fwgpu_usage_move(h, &usage);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_usage_create);

/**
 * fwgpu_usage_add() - enter work that is done
 * @usage: account
 * @engine: which did it
 * @start: when it began, in ns
 * @end: when it ended
 * @since: time that is accounted for, of this queue; advanced to @end
 *
 * What a queue does follows each other. What is said to be otherwise is not
 * counted, so that no queue gets more than has passed.
 */
void fwgpu_usage_add(struct fwgpu_usage *usage, u32 engine, u64 start, u64 end, u64 *since)
{
	start = max(start, *since);
	if (end <= start)
		return;

	atomic64_add(end - start, &usage->ns[engine]);
	*since = end;
}
EXPORT_SYMBOL_GPL(fwgpu_usage_add);

/**
 * fwgpu_usage_show() - print an account as fdinfo has it
 * @usage: account
 * @p: where
 *
 * Keys and units are those of Documentation/gpu/drm-usage-stats.rst.
 */
void fwgpu_usage_show(struct fwgpu_usage *usage, struct drm_printer *p)
{
	for (u32 i = 0; i < usage->count; i++)
		drm_printf(p, "drm-engine-%s:\t%lld ns\n", usage->engines[i],
			   atomic64_read(&usage->ns[i]));
}
EXPORT_SYMBOL_GPL(fwgpu_usage_show);
