// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Ledger
 *
 * own.h proves, function by function, that nothing is lost or released twice.
 * The ledger is the other half of that: it tells at run time what a device owns
 * now, who in it owns that, and where it was acquired. Drivers embed an entry
 * in each kind of thing that they make, add it where the thing is made, and
 * remove it where the thing ends. Nothing else is asked of them: debugfs shows
 * the tree as ``owners``, and what is still in it when the device goes is a bug that is
 * reported.
 *
 * What is made for every submission has no entry: the ledger costs a submission
 * nothing. An entry costs a walk up the stack, a lock and no allocation.
 */
#include "drm/fwgpu/fwgpu_ledger.h"

#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/debugfs.h>
#include <linux/export.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/stacktrace.h>
#include <linux/timekeeping.h>

static DEFINE_MUTEX(ledgers_lock);

/* Of devices that were not released yet. */
static struct list_head ledgers __guarded_by(&ledgers_lock) = LIST_HEAD_INIT(ledgers);

/**
 * fwgpu_ledger_init() - make an empty ledger
 * @ledger: the ledger
 */
void fwgpu_ledger_init(struct fwgpu_ledger *ledger)
{
	scoped_guard(spinlock_init, &ledger->lock) {
		INIT_LIST_HEAD(&ledger->device.owned);
		ledger->device.ledger = ledger;
	}
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_init);

static void ledger_link(struct fwgpu_ledger *ledger, struct fwgpu_ledger_entry *entry,
			struct fwgpu_ledger_entry *owner)
	__must_hold(&ledger->lock)
{
	entry->owner = owner;
	list_add_tail(&entry->node, &owner->owned);
}

static void ledger_unlink(struct fwgpu_ledger *ledger, struct fwgpu_ledger_entry *entry)
	__must_hold(&ledger->lock)
{
	struct fwgpu_ledger_entry *owned;

	list_for_each_entry(owned, &entry->owned, node)
		owned->owner = entry->owner;
	list_splice_tail(&entry->owned, &entry->owner->owned);
	list_del(&entry->node);
}

/**
 * fwgpu_ledger_add() - enter what was just made
 * @ledger: the ledger
 * @entry: of the new thing; not in a ledger
 * @owner: entry of what it belongs to; NULL for the device itself
 * @kind: what it is; a constant
 * @id: which, as hardware or users know it
 * @size: in bytes, 0 for none
 *
 * The caller's callers are where the thing was acquired. Context: process.
 */
void fwgpu_ledger_add(struct fwgpu_ledger *ledger, struct fwgpu_ledger_entry *entry,
		      struct fwgpu_ledger_entry *owner, const struct fwgpu_ledger_kind *kind,
		      u64 id, u64 size)
{
	unsigned int places;

	entry->ledger = ledger;
	entry->kind = kind;
	entry->id = id;
	entry->size = size;
	entry->since = ktime_get_ns();
	entry->pid = current->tgid;
	strscpy(entry->comm, current->comm);
	INIT_LIST_HEAD(&entry->owned);

	places = stack_trace_save(entry->place, FWGPU_LEDGER_PLACE, 1);
	if (places < FWGPU_LEDGER_PLACE)
		entry->place[places] = 0;

	guard(spinlock)(&ledger->lock);
	ledger_link(ledger, entry, owner ?: &ledger->device);
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_add);

/**
 * fwgpu_ledger_remove() - strike out what is about to end
 * @entry: of the thing; nothing happens if it is not in a ledger
 *
 * What it still owns goes over to its own owner: others may have references.
 */
void fwgpu_ledger_remove(struct fwgpu_ledger_entry *entry)
{
	if (!entry->ledger)
		return;

	scoped_guard(spinlock, &entry->ledger->lock)
		ledger_unlink(entry->ledger, entry);
	entry->ledger = NULL;
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_remove);

/* What comes after @entry in the tree, owners first; NULL at its end. */
static struct fwgpu_ledger_entry *ledger_next(struct fwgpu_ledger *ledger,
					      struct fwgpu_ledger_entry *entry, int *depth)
	__must_hold(&ledger->lock)
{
	if (!list_empty(&entry->owned)) {
		++*depth;
		return list_first_entry(&entry->owned, struct fwgpu_ledger_entry, node);
	}

	while (entry != &ledger->device) {
		if (!list_is_last(&entry->node, &entry->owner->owned))
			return list_next_entry(entry, node);
		entry = entry->owner;
		--*depth;
	}

	return NULL;
}

/**
 * fwgpu_ledger_count() - how much is owned
 * @ledger: the ledger
 * @lasting: count what may outlive the hardware, too
 *
 * Return: number of entries.
 */
u32 fwgpu_ledger_count(struct fwgpu_ledger *ledger, bool lasting)
{
	struct fwgpu_ledger_entry *entry;
	int depth = 0;
	u32 count = 0;

	guard(spinlock)(&ledger->lock);

	entry = &ledger->device;
	while ((entry = ledger_next(ledger, entry, &depth)))
		count += lasting || !entry->kind->lasts;
	return count;
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_count);

static void ledger_print_entry(const struct fwgpu_ledger_entry *entry, u64 now, int indent,
			       struct drm_printer *p)
{
	u64 age = div_u64(now - entry->since, NSEC_PER_MSEC);
	u32 ms;
	char size[32] = "", place[FWGPU_LEDGER_PLACE * 80];
	int len = 0;

	if (entry->size)
		snprintf(size, sizeof(size), " %llu bytes,", entry->size);

	place[0] = 0;
	for (int i = 0; i < FWGPU_LEDGER_PLACE && entry->place[i]; i++)
		len += scnprintf(place + len, sizeof(place) - len, "%s%pS", i ? " < " : "",
				 (void *)entry->place[i]);

	age = div_u64_rem(age, MSEC_PER_SEC, &ms);
	drm_printf(p, "%*s%s %#llx:%s %llu.%03u s, by %s[%d] in %s\n", indent, "",
		   entry->kind->name, entry->id, size, age, ms, entry->comm, entry->pid, place);
}

/**
 * fwgpu_ledger_print() - show who owns what
 * @ledger: the ledger
 * @lasting: show what may outlive the hardware, too
 * @p: printer; must not sleep
 *
 * An entry a line, indented below its owner.
 */
void fwgpu_ledger_print(struct fwgpu_ledger *ledger, bool lasting, struct drm_printer *p)
{
	struct fwgpu_ledger_entry *entry;
	u64 now = ktime_get_ns();
	int depth = 0;

	guard(spinlock)(&ledger->lock);

	entry = &ledger->device;
	while ((entry = ledger_next(ledger, entry, &depth))) {
		if (lasting || !entry->kind->lasts)
			ledger_print_entry(entry, now, 2 * (depth - 1), p);
	}
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_print);

static int owners_show(struct seq_file *m, void *unused)
{
	struct drm_printer p = drm_seq_file_printer(m);

	fwgpu_ledger_print(m->private, true, &p);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(owners);

/* To look up the names of places takes long, and who only counts does not need them. */
static int owned_show(struct seq_file *m, void *unused)
{
	struct fwgpu_ledger *ledger = m->private;
	struct fwgpu_ledger_entry *entry;
	int depth = 0;

	guard(spinlock)(&ledger->lock);

	entry = &ledger->device;
	while ((entry = ledger_next(ledger, entry, &depth)))
		seq_printf(m, "%s\n", entry->kind->name);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(owned);

/**
 * fwgpu_ledger_debugfs() - show the ledger in a device's debugfs
 * @ledger: the ledger; lives as long as the device
 * @minor: a minor of the device
 *
 * "owners" has the tree, "owned" only the kinds, a line for each thing.
 */
void fwgpu_ledger_debugfs(struct fwgpu_ledger *ledger, struct drm_minor *minor)
{
	debugfs_create_file("owned", 0444, minor->debugfs_root, ledger, &owned_fops);
	debugfs_create_file("owners", 0444, minor->debugfs_root, ledger, &owners_fops);
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_debugfs);

static void ledger_report(struct fwgpu_ledger *ledger, bool lasting, const char *when)
{
	struct drm_printer p = drm_err_printer(ledger->drm, "owned");
	u32 count = fwgpu_ledger_count(ledger, lasting);

	if (!drm_WARN(ledger->drm, count, "%u things are still owned %s\n", count, when))
		return;

	fwgpu_ledger_print(ledger, lasting, &p);
}

/**
 * fwgpu_ledger_check() - see that nothing is left that needs the hardware
 * @ledger: the ledger, watched; the driver has just let go of the hardware
 *
 * Warns and lists what is left.
 */
void fwgpu_ledger_check(struct fwgpu_ledger *ledger)
{
	ledger_report(ledger, false, "without the hardware");
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_check);

static void ledger_release(struct drm_device *drm, void *data)
{
	struct fwgpu_ledger *ledger = data;

	scoped_guard(mutex, &ledgers_lock)
		list_del_init(&ledger->node);
	ledger_report(ledger, true, "after the last use of the device");
}

/**
 * fwgpu_ledger_watch() - have what is left reported when the device is released
 * @ledger: the ledger; lives as long as @drm
 * @drm: the device
 *
 * Return: 0 or -ENOMEM.
 */
int fwgpu_ledger_watch(struct fwgpu_ledger *ledger, struct drm_device *drm)
{
	ledger->drm = drm;
	scoped_guard(mutex, &ledgers_lock)
		list_add_tail(&ledger->node, &ledgers);

	return drmm_add_action_or_reset(drm, ledger_release, ledger);
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_watch);

/**
 * fwgpu_ledger_exit() - report devices that were never released
 * @driver: the driver, which is being unloaded and has no device any more
 */
void fwgpu_ledger_exit(const struct drm_driver *driver)
{
	struct fwgpu_ledger *ledger, *next;

	guard(mutex)(&ledgers_lock);

	list_for_each_entry_safe(ledger, next, &ledgers, node) {
		if (ledger->drm->driver != driver)
			continue;

		drm_WARN(ledger->drm, 1, "the device is still used by something\n");
		ledger_report(ledger, true, "by it");
		list_del_init(&ledger->node);
	}
}
EXPORT_SYMBOL_GPL(fwgpu_ledger_exit);
