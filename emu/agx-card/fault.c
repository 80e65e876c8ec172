// SPDX-License-Identifier: MIT
#include "fault.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[FAULT_KINDS] = {
	[FAULT_DROP_INTERRUPT] = "drop-interrupt",
	[FAULT_SILENT] = "silent",
	[FAULT_SLOW_MAILBOX] = "slow-mailbox",
	[FAULT_CRASH] = "crash",
	[FAULT_BOGUS_MESSAGE] = "bogus-message",
	[FAULT_BOGUS_EVENT] = "bogus-event",
	[FAULT_CONTENTION] = "contention",
	[FAULT_FLUSH] = "flush",
	[FAULT_HANG] = "hang",
	[FAULT_GPU] = "gpu-fault",
	[FAULT_CHANNEL_ERROR] = "channel-error",
	[FAULT_GROW] = "grow",
	[FAULT_NO_HALT] = "no-halt",
	[FAULT_REMOVE] = "remove",
};

const char fault_help[] =
	"  drop-interrupt[:N]  the next N interrupts (1) get lost\n"
	"  silent[:N]          the next N starts (1) of the coprocessor have no effect\n"
	"  slow-mailbox[:N]    the next N messages (1) are taken 100 ms late\n"
	"  crash[:N]           the firmware takes N more messages (0) of the driver, then crashes\n"
	"  bogus-message[:N]   the next N mailbox messages (1) come after one that makes no sense\n"
	"  bogus-event[:N]     the next N events (1) come after entries that make no sense\n"
	"  contention[:N]      the firmware holds the handoff lock N times (1), 20 ms each\n"
	"  flush[:N]           the next N cache flushes (1) are taken, and not done\n"
	"  hang[:N]            the next N commands (1) never end: the firmware reports a timeout\n"
	"  gpu-fault[:N]       the next N commands (1) have a fault of the MMU\n"
	"  channel-error[:N]   the next N commands (1) get a channel error\n"
	"  grow[:N]            the next N renders (1) want a larger buffer first\n"
	"  no-halt[:N]         after the next N faults (1) nobody says that it halted\n"
	"  remove[:N]          the card is gone\n";

struct fault {
	bool armed[FAULT_KINDS];
	unsigned long left[FAULT_KINDS];
};

static bool lasts(enum fault_kind kind)
{
	return kind == FAULT_CRASH || kind == FAULT_REMOVE;
}

struct fault *fault_create(void)
{
	return calloc(1, sizeof(struct fault));
}

void fault_destroy(struct fault *fault)
{
	free(fault);
}

static bool parse_count(const char *text, unsigned long *count)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	*count = strtoul(text, &end, 10);
	return *end == '\0';
}

bool fault_order(struct fault *fault, const char *spec)
{
	size_t len = strcspn(spec, ":");

	for (int kind = 0; kind < FAULT_KINDS; kind++) {
		unsigned long count = lasts(kind) ? 0 : 1;

		if (strncmp(names[kind], spec, len) || names[kind][len])
			continue;
		if (spec[len] == ':' && !parse_count(spec + len + 1, &count))
			return false;
		fault->left[kind] = count;
		fault->armed[kind] = true;
		return true;
	}
	return false;
}

bool fault_struck(const struct fault *fault, enum fault_kind kind)
{
	return lasts(kind) ? fault->armed[kind] && !fault->left[kind] : fault->left[kind];
}

bool fault_take(struct fault *fault, enum fault_kind kind)
{
	bool struck = fault_struck(fault, kind);

	if (fault->left[kind])
		fault->left[kind]--;
	return struck;
}
