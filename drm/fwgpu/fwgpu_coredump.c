// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Dumps
 *
 * What a driver knows of a fault is gone a moment later, and is found out where
 * fences wait for it, so that nothing may be allocated. It is written as text
 * into memory that is kept for it, and goes to devcoredump from a work item. A
 * fault in between is not dumped: the first is what matters.
 */
#include "drm/fwgpu/fwgpu_coredump.h"

#include <drm/drm_print.h>

#include <linux/atomic.h>
#include <linux/devcoredump.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

/**
 * struct fwgpu_coredump - what writes a device's dumps
 */
struct fwgpu_coredump {
	/** @dev: whose they are. */
	struct device *dev;
	/** @busy: @text is in use. */
	atomic_t busy;
	/** @work: hands @text on. */
	struct work_struct work;
	/** @length: how much of @text there is. */
	size_t length;
	/** @size: how much fits. */
	size_t size;
	/** @text: the dump. */
	char text[] __counted_by(size);
};

OWNED(coredump_copy, char, vfree)

static void coredump_work(struct work_struct *work)
{
	struct fwgpu_coredump *dump = container_of(work, struct fwgpu_coredump, work);
	struct coredump_copy_own copy;
	int ret;

	ret = coredump_copy_adopt(&copy, vmalloc(dump->length));
	if (!ret) {
		memcpy(coredump_copy_borrow(&copy), dump->text, dump->length);
		/* Frees it when somebody has read it, or nobody has for a while. */
		dev_coredumpv(dump->dev, coredump_copy_give(&copy), dump->length, GFP_KERNEL);
	}

	atomic_set_release(&dump->busy, 0);
}

/* drm_coredump_printer() allocates for a line that is cut off. */
static void coredump_print(struct drm_printer *p, struct va_format *vaf)
{
	struct fwgpu_coredump *dump = p->arg;

	dump->length += scnprintf(dump->text + dump->length, dump->size - dump->length, "%pV", vaf);
}

/**
 * fwgpu_coredump_create() - keep memory for dumps
 * @dev: device; outlives @h
 * @size: most bytes of a dump; what is longer is cut off
 * @h: what writes the dumps
 *
 * Return: 0 or -ENOMEM.
 */
int fwgpu_coredump_create(struct device *dev, size_t size, struct fwgpu_coredump_own *h)
{
	struct fwgpu_coredump_own dump;
	int ret;

	ret = fwgpu_coredump_adopt(&dump, kvzalloc(struct_size_t(struct fwgpu_coredump, text, size),
						   GFP_KERNEL));
	if (ret)
		return ret;

	fwgpu_coredump_borrow(&dump)->dev = dev;
	fwgpu_coredump_borrow(&dump)->size = size;
	INIT_WORK(&fwgpu_coredump_borrow(&dump)->work, coredump_work);
	fwgpu_coredump_move(h, &dump);
	return 0;
}
EXPORT_SYMBOL_GPL(fwgpu_coredump_create);

/**
 * fwgpu_coredump_free() - write no more dumps; use fwgpu_coredump_drop()
 * @dump: what writes them
 */
void fwgpu_coredump_free(struct fwgpu_coredump *dump)
{
	cancel_work_sync(&dump->work);
	/* One that nobody has read keeps the device. */
	dev_coredump_put(dump->dev);
	kvfree(dump);
}
EXPORT_SYMBOL_GPL(fwgpu_coredump_free);

/**
 * fwgpu_coredump_write() - write a dump
 * @dump: what writes it
 * @show: prints it; runs in this call
 * @ctx: for @show
 *
 * Allocates nothing, and so may be called where fences wait. Users find it in
 * /sys/class/devcoredump.
 *
 * Return: false if the last one is still being handed on.
 */
bool fwgpu_coredump_write(struct fwgpu_coredump *dump,
			  void (*show)(struct drm_printer *p, void *ctx), void *ctx)
{
	struct drm_printer p = { .printfn = coredump_print, .arg = dump };

	if (atomic_cmpxchg_acquire(&dump->busy, 0, 1))
		return false;

	dump->length = 0;
	show(&p, ctx);
	schedule_work(&dump->work);
	return true;
}
EXPORT_SYMBOL_GPL(fwgpu_coredump_write);
