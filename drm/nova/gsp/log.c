// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "log.h"

#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/ktime.h>
#include <linux/minmax.h>

/**
 * nova_gsp_log_init() - make an empty log
 * @log: zeroed memory
 */
void nova_gsp_log_init(struct nova_gsp_log *log)
{
	spin_lock_init(&log->lock);
}

/**
 * nova_gsp_log_add() - remember a message
 * @log: log
 * @entry: the message; its time is filled in
 *
 * Context: any.
 */
void nova_gsp_log_add(struct nova_gsp_log *log, const struct nova_gsp_log_entry *entry)
{
	struct nova_gsp_log_entry *last;

	guard(spinlock_irqsave)(&log->lock);

	last = &log->entries[log->count++ % NOVA_GSP_LOG_ENTRIES];
	*last = *entry;
	last->time = ktime_get_boottime_ns();
}

/**
 * nova_gsp_log_show() - print the last messages, oldest first
 * @log: log
 * @p: printer that does not sleep
 *
 * Context: any.
 */
void nova_gsp_log_show(struct nova_gsp_log *log, struct drm_printer *p)
{
	guard(spinlock_irqsave)(&log->lock);

	for (u64 i = log->count - min_t(u64, log->count, NOVA_GSP_LOG_ENTRIES); i < log->count; i++) {
		const struct nova_gsp_log_entry *entry = &log->entries[i % NOVA_GSP_LOG_ENTRIES];

		drm_printf(p, "rpc: %llu us %s %#x, number %u, %u bytes, status %#x\n",
			   entry->time / NSEC_PER_USEC, entry->sent ? "to" : "from",
			   entry->function, entry->sequence, entry->size, entry->result);
	}
}
