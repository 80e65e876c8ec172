/* SPDX-License-Identifier: MIT */
/* Making, running and ending a card; for main.c, pci.c and tests. */
#ifndef AGX_CARD_CORE_H
#define AGX_CARD_CORE_H

#include "card.h"

/**
 * struct card_options - the command line
 * @chip: which chip to be
 * @abi: the firmware's interface
 * @log: where to tell what happens
 */
struct card_options {
	const struct chip *chip;
	const struct agx_abi *abi;
	struct log_files log;
};

/* Makes the parts in the order in which they need each other; NULL after a message. */
struct card *card_create(const struct card_options *options);
/* Writes the counters and releases everything. */
void card_destroy(struct card *card);

/* What a reset of the function leaves behind: no regions, no coprocessor that runs. */
void card_reset(struct card *card);

/* Lets the firmware work. Returns how long it may be left alone, in ms; -1 until it is called. */
int card_run(struct card *card);

#endif
