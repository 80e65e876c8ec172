// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Power
 *
 * While it works the firmware itself chooses performance states, and it
 * switches the GPU off when nothing is pending for a while
 * (agx_boot_job_begin()). There is nothing left that runtime PM could do.
 *
 * For the system to sleep, no more work is given to the firmware, and what it
 * has must be done. The coprocessor stays as it is: these machines suspend to
 * idle, with their memory on, and nothing is known of how the firmware could be
 * started a second time with what users have.
 */
#include "agx_pm.h"
#include "agx_boot.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "agx_recover.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/* For the firmware to end what it has. */
#define AGX_PM_DRAIN_MS		5000
#define AGX_PM_POLL_MS		1

/**
 * struct agx_pm - who may give work to the firmware
 */
struct agx_pm {
	/** @wait: woken when the system is awake again. */
	wait_queue_head_t wait;
	/** @lock: protects the rest. */
	spinlock_t lock;
	/** @asleep: nobody. */
	bool asleep __guarded_by(&lock);
	/** @busy: how many do so now. */
	u32 busy __guarded_by(&lock);
};

/**
 * agx_pm_init() - allow work
 * @agx: the GPU
 *
 * Return: 0 or -ENOMEM.
 */
int agx_pm_init(struct agx_device *agx)
{
	struct agx_pm *pm;

	pm = drmm_kzalloc(&agx->drm, sizeof(*pm), GFP_KERNEL);
	if (!pm)
		return -ENOMEM;

	agx->pm = pm;
	init_waitqueue_head(&pm->wait);
	scoped_guard(spinlock_init, &pm->lock)
		pm->asleep = false;
	return 0;
}

static bool pm_try_begin(struct agx_pm *pm)
{
	guard(spinlock)(&pm->lock);

	if (pm->asleep)
		return false;

	pm->busy++;
	return true;
}

/**
 * agx_pm_begin() - be about to give work to the firmware
 * @agx: the GPU
 *
 * Waits while the system sleeps.
 */
void agx_pm_begin(struct agx_device *agx)
{
	wait_event(agx->pm->wait, pm_try_begin(agx->pm));
}

/**
 * agx_pm_end() - the firmware has the work
 * @agx: the GPU
 */
void agx_pm_end(struct agx_device *agx)
{
	guard(spinlock)(&agx->pm->lock);
	agx->pm->busy--;
}

static bool pm_is_idle(struct agx_device *agx)
{
	scoped_guard(spinlock, &agx->pm->lock) {
		if (agx->pm->busy)
			return false;
	}

	return !agx_boot_pending(agx);
}

static bool pm_drain(struct agx_device *agx)
{
	ktime_t deadline = ktime_add_ms(ktime_get(), AGX_PM_DRAIN_MS);

	while (!pm_is_idle(agx)) {
		if (ktime_after(ktime_get(), deadline))
			return false;
		msleep(AGX_PM_POLL_MS);
	}

	return true;
}

static void pm_wake(struct agx_device *agx)
{
	scoped_guard(spinlock, &agx->pm->lock)
		agx->pm->asleep = false;
	wake_up_all(&agx->pm->wait);
}

static int agx_pm_suspend(struct device *dev)
{
	struct agx_device *agx = dev_get_drvdata(dev);

	scoped_guard(spinlock, &agx->pm->lock)
		agx->pm->asleep = true;
	if (pm_drain(agx))
		return 0;

	drm_err(&agx->drm, "the system cannot sleep: the GPU does not end what it has\n");
	pm_wake(agx);
	return -EBUSY;
}

static int agx_pm_resume(struct device *dev)
{
	struct agx_device *agx = dev_get_drvdata(dev);

	if (agx_channel_ping(agx))
		agx_recover_give_up(agx, "it does not answer after the system slept");
	pm_wake(agx);
	return 0;
}

const struct dev_pm_ops agx_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(agx_pm_suspend, agx_pm_resume)
};
