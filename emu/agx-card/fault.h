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
	FAULT_NO_RESUME, /* after the next fault the firmware does not go on */
	FAULT_DROP_LATE, /* the next fault drops what is late, too */
	FAULT_STALL, /* the firmware takes nothing from its rings for a while */
	FAULT_SLOW, /* the next command ends late */
	FAULT_STUCK, /* the next command ends very late, and nobody reports a timeout */
	FAULT_STORM, /* the next render wants a larger buffer again and again */
	FAULT_FULL_RING, /* the event ring is full when the next event comes */
	FAULT_FALSE_FAULT, /* a fault is reported that did not happen */
	FAULT_BOGUS_CHANNEL, /* a queue has an error in a pipe that it is not of */
	FAULT_BOGUS_LOG, /* entries of FwLog that make no sense come before the next event */
	FAULT_BOGUS_TRACE, /* likewise for KTrace */
	FAULT_BOGUS_STATS, /* likewise for Stats */
	FAULT_BOGUS_POINTER, /* the write pointers of all rings of the firmware's make no sense */
	FAULT_REMOVE, /* the card is gone */
	FAULT_KINDS,
};

#endif
