/* SPDX-License-Identifier: MIT */
/* The faults of this card; how they are ordered is in emu/common/fault.h. */
#ifndef AGX_CARD_FAULT_H
#define AGX_CARD_FAULT_H

#include "emu/common/fault.h"

enum fault_kind {
	FAULT_DROP_INTERRUPT, /* the next MSI is not sent */
	FAULT_SILENT, /* the coprocessor does not answer when it is started */
	FAULT_SLOW_MAILBOX, /* the next message is taken a tenth of a second late */
	FAULT_CRASH, /* the firmware crashes at that many messages of the driver from now */
	FAULT_BOGUS_MESSAGE, /* a mailbox message that makes no sense comes before the next one */
	FAULT_BOGUS_EVENT, /* likewise for entries of the event ring */
	FAULT_CONTENTION, /* the firmware holds the handoff lock a while, and again and again */
	FAULT_FLUSH, /* the next cache flush is not done */
	FAULT_HANG, /* the next command never ends: a timeout is reported */
	FAULT_GPU, /* the next command has a fault of the MMU */
	FAULT_CHANNEL_ERROR, /* the next command's queue gets a channel error */
	FAULT_GROW, /* the next render wants a larger buffer */
	FAULT_NO_HALT, /* after the next fault the firmware does not halt */
	FAULT_REMOVE, /* the card is gone */
	FAULT_KINDS,
};

struct fault *fault_create(void);

/* The names, for --help. */
extern const char fault_help[];

#endif
