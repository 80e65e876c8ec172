// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A module that does wrong what it is told to, for the kernel to notice: insmod trouble.ko what=NAME. */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static char *what = "";
module_param(what, charp, 0);
MODULE_PARM_DESC(what, "the name of a bug, see troubles[]");

/* The compiler must not see through what is wrong. */
static volatile int four = 4;

static void out_of_bounds(void)
{
	char *bytes = kzalloc(four, GFP_KERNEL);

	if (!bytes)
		return;
	OPTIMIZER_HIDE_VAR(bytes);
	bytes[four] = 1;
	kfree(bytes);
}

static void array_bounds(void)
{
	static int numbers[4];

	numbers[four] = 1;
}

static void lock_order(void)
{
	static DEFINE_MUTEX(a);
	static DEFINE_MUTEX(b);

	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&b);
	mutex_unlock(&a);

	mutex_lock(&b);
	mutex_lock(&a);
	mutex_unlock(&a);
	mutex_unlock(&b);
}

static void sleep_in_atomic(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	msleep(20);
	spin_unlock(&lock);
}

static void leak(void)
{
	/* many: of the last ones a stale pointer lies in the allocator's caches */
	for (int i = 0; i < 4096; i++) {
		void *bytes = kzalloc(four, GFP_KERNEL);

		OPTIMIZER_HIDE_VAR(bytes);
	}
}

static void nothing(struct timer_list *timer)
{
}

static void free_active_timer(void)
{
	struct timer_list *timer = kzalloc_obj(*timer);

	if (!timer)
		return;
	timer_setup(timer, nothing, 0);
	mod_timer(timer, jiffies + 1000 * HZ);
	kfree(timer);
}

static void unmap_unmapped(void)
{
	struct platform_device *device = platform_device_register_simple("trouble", -1, NULL, 0);

	if (IS_ERR(device))
		return;
	if (!dma_coerce_mask_and_coherent(&device->dev, DMA_BIT_MASK(32)))
		dma_unmap_single(&device->dev, 0x100000, 64, DMA_TO_DEVICE);
	platform_device_unregister(device);
}

static unsigned int counter;

static int count(void *unused)
{
	while (!kthread_should_stop()) {
		counter++;
		barrier();
	}
	return 0;
}

static void race(void)
{
	struct task_struct *other = kthread_run(count, NULL, "trouble");

	if (IS_ERR(other))
		return;
	for (const unsigned long end = jiffies + 5 * HZ; time_before(jiffies, end);) {
		counter++;
		barrier();
	}
	kthread_stop(other);
}

static const struct {
	const char *name;
	void (*run)(void);
} troubles[] = {
	{ "out-of-bounds", out_of_bounds },
	{ "array-bounds", array_bounds },
	{ "lock-order", lock_order },
	{ "sleep-in-atomic", sleep_in_atomic },
	{ "leak", leak },
	{ "free-active-timer", free_active_timer },
	{ "unmap-unmapped", unmap_unmapped },
	{ "race", race },
};

static int __init trouble_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(troubles); i++) {
		if (!strcmp(what, troubles[i].name)) {
			troubles[i].run();
			return 0;
		}
	}
	return -EINVAL;
}

static void __exit trouble_exit(void)
{
}

module_init(trouble_init);
module_exit(trouble_exit);
MODULE_DESCRIPTION("Bugs for a debug kernel to find");
MODULE_LICENSE("Dual MIT/GPL");
