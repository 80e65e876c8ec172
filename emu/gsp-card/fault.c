// SPDX-License-Identifier: MIT
#include "fault.h"

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

const struct fault_kinds fault_kinds = {
	.names = names,
	.count = FAULT_KINDS,
	.lasting = 1u << FAULT_CRASH | 1u << FAULT_REMOVE,
};
