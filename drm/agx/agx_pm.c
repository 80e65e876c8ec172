// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Power
 *
 * While it works the firmware itself chooses performance states, and it
 * switches the GPU off when nothing is pending for a while
 * (agx_boot_job_begin()). What is left for runtime PM is to say what is so: the
 * device is active while the firmware has jobs or is told something, and
 * suspended a while later.
 *
 * The power domain does not follow. The coprocessor is in it, and would lose
 * what it was started with. It stays on for as long as the firmware runs, and
 * switches off by itself what it does not use (Linux's apple-pmgr-pwrstate sets
 * AUTO_ENABLE).
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
#include <linux/notifier.h>
#include <linux/pm_domain.h>
#include <linux/pm_runtime.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/* For the firmware to end what it has. */
#define AGX_PM_DRAIN_MS		5000
#define AGX_PM_POLL_MS		1

/* From the last job to when the device is suspended. */
#define AGX_PM_AUTOSUSPEND_MS	100

/**
 * struct agx_pm - who may give work to the firmware
 */
struct agx_pm {
	/** @wait: woken when the system is awake again. */
	wait_queue_head_t wait;
	/** @domain: told of what becomes of the power domain. */
	struct notifier_block domain;
	/** @has_domain: there is one. */
	bool has_domain;
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
 * agx_pm_get() - be about to tell the firmware something
 * @agx: the GPU
 *
 * May sleep, and is always followed by agx_pm_put(). There is nothing that could
 * fail to resume, and while the firmware is brought up or the system goes to
 * sleep, nothing to resume.
 */
void agx_pm_get(struct agx_device *agx)
{
	pm_runtime_get_sync(agx->drm.dev);
}

/**
 * agx_pm_put() - the firmware was told
 * @agx: the GPU
 */
void agx_pm_put(struct agx_device *agx)
{
	pm_runtime_put_autosuspend(agx->drm.dev);
}

/**
 * agx_pm_job_begin() - the firmware gets a job
 * @agx: the GPU, between agx_pm_begin() and agx_pm_end()
 */
void agx_pm_job_begin(struct agx_device *agx)
{
	pm_runtime_get_noresume(agx->drm.dev);
	agx_boot_job_begin(agx);
}

/**
 * agx_pm_job_end() - the firmware is done with a job
 * @agx: the GPU
 */
void agx_pm_job_end(struct agx_device *agx)
{
	agx_boot_job_end(agx);
	agx_pm_put(agx);
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
	agx_pm_get(agx);
}

/**
 * agx_pm_end() - the firmware has the work
 * @agx: the GPU
 */
void agx_pm_end(struct agx_device *agx)
{
	agx_pm_put(agx);

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

/* Each job has a reference, so that none can be left. */
static int agx_pm_runtime_suspend(struct device *dev)
{
	return agx_boot_pending(dev_get_drvdata(dev)) ? -EBUSY : 0;
}

/* The firmware wakes when it is told something. */
static int agx_pm_runtime_resume(struct device *dev)
{
	return 0;
}

const struct dev_pm_ops agx_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(agx_pm_suspend, agx_pm_resume)
	RUNTIME_PM_OPS(agx_pm_runtime_suspend, agx_pm_runtime_resume, NULL)
};

/*
 * The power domain.
 */

/* Neither at run time nor while the system sleeps. May be called with interrupts off. */
static int pm_domain_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return event == GENPD_NOTIFY_PRE_OFF ? notifier_from_errno(-EBUSY) : NOTIFY_OK;
}

/**
 * agx_pm_start() - let the device's status follow its work
 * @agx: the GPU, its firmware runs
 *
 * Return: 0 or an errno, if the power domain cannot be kept on.
 */
int agx_pm_start(struct agx_device *agx)
{
	struct device *dev = agx->drm.dev;
	int ret = 0;

	agx->pm->domain.notifier_call = pm_domain_event;
	agx->pm->has_domain = dev->pm_domain;
	if (agx->pm->has_domain)
		ret = dev_pm_genpd_add_notifier(dev, &agx->pm->domain);
	if (ret)
		return ret;

	pm_runtime_set_active(dev);
	pm_runtime_set_autosuspend_delay(dev, AGX_PM_AUTOSUSPEND_MS);
	pm_runtime_use_autosuspend(dev);
	pm_runtime_enable(dev);
	return 0;
}

/**
 * agx_pm_stop() - end what agx_pm_start() began
 * @agx: the GPU, without work
 */
void agx_pm_stop(struct agx_device *agx)
{
	struct device *dev = agx->drm.dev;

	pm_runtime_get_sync(dev);
	pm_runtime_dont_use_autosuspend(dev);
	pm_runtime_disable(dev);
	pm_runtime_set_suspended(dev);
	pm_runtime_put_noidle(dev);
	if (agx->pm->has_domain)
		dev_pm_genpd_remove_notifier(dev);
}
