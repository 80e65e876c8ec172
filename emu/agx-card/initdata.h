/* SPDX-License-Identifier: MIT */
/* InitData, read and checked. */
#ifndef AGX_CARD_INITDATA_H
#define AGX_CARD_INITDATA_H

#include <stdbool.h>
#include <stdint.h>

#include "ring.h"
#include "firmware/agx/channels.h"

struct card;

/**
 * struct initdata - what the firmware keeps of it
 * @pipe: the pipes, by priority and type
 * @devctrl: DeviceControl
 * @fwctl: FwCtl
 * @event: Event
 * @fwlog: FwLog's rings
 * @ktrace: KTrace
 * @stats: Stats
 * @fwlog_payload: address of FwLog's lines
 * @globals: address of Globals
 * @fw_status: address of FwStatus
 * @bufmgr: the firmware's address of the buffer manager's page
 * @stats_frag: address of the fragment statistics, after the counters
 * @soft_faults: shaders may access what is not mapped
 */
struct initdata {
	struct ring pipe[AGX_PIPE_PRIORITIES][AGX_PIPE_TYPES];
	struct ring devctrl;
	struct ring fwctl;
	struct ring event;
	struct ring fwlog[AGX_FWLOG_RINGS];
	struct ring ktrace;
	struct ring stats;
	uint64_t fwlog_payload;
	uint64_t globals;
	uint64_t fw_status;
	uint64_t bufmgr;
	uint64_t stats_frag;
	bool soft_faults;
};

/**
 * initdata_read() - follow and check the tree
 * @card: the card
 * @va: InitData's address
 * @data: filled in
 *
 * What is wrong, but could be lived with, is a violation only.
 *
 * Return: false after a crash.
 */
bool initdata_read(struct card *card, uint64_t va, struct initdata *data);

#endif
