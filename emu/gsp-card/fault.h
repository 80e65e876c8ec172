/* SPDX-License-Identifier: MIT */
/* The faults of this card; how they are ordered is in emu/common/fault.h. */
#ifndef GSP_CARD_FAULT_H
#define GSP_CARD_FAULT_H

#include "emu/common/fault.h"

enum fault_kind {
	FAULT_HANG_CHANNEL, /* the channel of the next doorbell stops, and nobody is told */
	FAULT_KILL_CHANNEL, /* it stops, and RM reports it */
	FAULT_DROP_INTERRUPT, /* the next MSI is not sent */
	FAULT_BOGUS_MESSAGE, /* the next reply is preceded by an event that makes no sense */
	FAULT_CRASH, /* GSP answers that many more RPCs and then stops for good */
	FAULT_REMOVE, /* the card answers that many more accesses and is gone then */
	FAULT_KINDS,
};

#endif
