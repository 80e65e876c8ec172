/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_GSP_LOG_H
#define NOVA_GSP_LOG_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct drm_printer;

/* How many messages are remembered. */
#define NOVA_GSP_LOG_ENTRIES	64

/**
 * struct nova_gsp_log_entry - a message, to the firmware or from it
 */
struct nova_gsp_log_entry {
	/** @time: when, in ns since boot. */
	u64 time;
	/** @function: R570_FN_* or R570_EVENT_*. */
	u32 function;
	/** @sequence: number of the call. */
	u32 sequence;
	/** @size: of the payload, in bytes. */
	u32 size;
	/** @result: the firmware's status; R570_RPC_RESULT_PENDING of a call. */
	u32 result;
	/** @sent: we said it. */
	bool sent;
};

/**
 * struct nova_gsp_log - the last messages; zero at first
 */
struct nova_gsp_log {
	/** @lock: protects the rest; no other is taken inside. */
	spinlock_t lock;
	/** @count: of all messages so far. */
	u64 count __guarded_by(&lock);
	/** @entries: the last of them. */
	struct nova_gsp_log_entry entries[NOVA_GSP_LOG_ENTRIES] __guarded_by(&lock);
};

void nova_gsp_log_init(struct nova_gsp_log *log);
void nova_gsp_log_add(struct nova_gsp_log *log, const struct nova_gsp_log_entry *entry);
void nova_gsp_log_show(struct nova_gsp_log *log, struct drm_printer *p);

#endif
