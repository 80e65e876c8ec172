// SPDX-License-Identifier: MIT
#include "fault.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[FAULT_KINDS] = {
	[FAULT_HANG_CHANNEL] = "hang-channel",
	[FAULT_KILL_CHANNEL] = "kill-channel",
	[FAULT_DROP_INTERRUPT] = "drop-interrupt",
	[FAULT_BOGUS_MESSAGE] = "bogus-message",
	[FAULT_CRASH] = "crash",
	[FAULT_REMOVE] = "remove",
};

const char fault_help[] =
	"  hang-channel[:N]    the channels of the next N doorbells (1) stop silently\n"
	"  kill-channel[:N]    the channels of the next N doorbells (1) are killed by RM\n"
	"  drop-interrupt[:N]  the next N interrupts (1) get lost\n"
	"  bogus-message[:N]   the next N replies (1) come after a message that makes no sense\n"
	"  crash[:N]           GSP answers N more RPCs (0), then never again\n"
	"  remove[:N]          the card answers N more accesses (0), then it is gone\n";

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
	return lasts(kind) && fault->armed[kind] && !fault->left[kind];
}

bool fault_take(struct fault *fault, enum fault_kind kind)
{
	if (!fault->left[kind])
		return fault_struck(fault, kind);
	fault->left[kind]--;
	return !lasts(kind);
}
