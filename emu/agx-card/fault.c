// SPDX-License-Identifier: MIT
#include "fault.h"

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
	[FAULT_NO_RESUME] = "no-resume",
	[FAULT_DROP_LATE] = "drop-late",
	[FAULT_STALL] = "stall",
	[FAULT_SLOW] = "slow",
	[FAULT_STUCK] = "stuck",
	[FAULT_STORM] = "storm",
	[FAULT_FULL_RING] = "full-ring",
	[FAULT_FALSE_FAULT] = "false-fault",
	[FAULT_BOGUS_CHANNEL] = "bogus-channel",
	[FAULT_BOGUS_LOG] = "bogus-log",
	[FAULT_BOGUS_TRACE] = "bogus-trace",
	[FAULT_BOGUS_STATS] = "bogus-stats",
	[FAULT_BOGUS_POINTER] = "bogus-pointer",
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
	"  no-resume[:N]       after the next N faults (1) the firmware does not go on\n"
	"  drop-late[:N]       at the next N faults (1) commands that are late ran, too, and are dropped\n"
	"  stall[:N]           at the next work the firmware takes nothing for N (1) tenths of a second\n"
	"  slow[:N]            the next N commands (1) end 200 ms late\n"
	"  stuck[:N]           the next command ends N seconds (1) late, without a timeout\n"
	"  storm[:N]           the next render wants a larger buffer N times (1)\n"
	"  full-ring[:N]       the event ring is full when the next N events (1) come\n"
	"  false-fault[:N]     the next N events (1) come after a fault that did not happen\n"
	"  bogus-channel[:N]   the next N events (1) come after a vertex pipe's error of the slot that fires\n"
	"  bogus-log[:N]       the next N events (1) come after log entries that make no sense\n"
	"  bogus-trace[:N]     likewise for traces\n"
	"  bogus-stats[:N]     likewise for statistics\n"
	"  bogus-pointer[:N]   at the next N events (1) all rings have write pointers beyond their end, for 50 ms\n"
	"  remove[:N]          the card is gone\n";

const struct fault_kinds fault_kinds = {
	.names = names,
	.count = FAULT_KINDS,
	.lasting = 1u << FAULT_CRASH | 1u << FAULT_REMOVE,
};
