/* SPDX-License-Identifier: MIT */
/*
 * What happens before a kernel runs: the memory regions of the device tree, and what iBoot and
 * m1n1 put into them.
 */
#ifndef AGX_CARD_BOOT_H
#define AGX_CARD_BOOT_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/agx/glue.h"

struct boot;
struct card;

struct boot *boot_create(void); /* released by free() */

/* Stops the coprocessor and forgets the regions. */
void boot_withdraw(struct card *card);

/* Whether the regions are there and filled. */
bool boot_is_up(struct card *card);

/* Guest-physical address and bytes of a region; the size is fixed, the address 0 until boot. */
uint64_t boot_region(struct card *card, enum agx_glue_region region);
uint32_t boot_region_size(struct card *card, enum agx_glue_region region);

/* A region's memory; NULL if it is not there (any more). */
void *boot_ptr(struct card *card, enum agx_glue_region region);

/** struct boot_range - part of a blob */
struct boot_range {
	uint32_t begin;
	uint32_t size;
};

/* What of a blob the kernel or the firmware may change in the kernel's copy; returns how many. */
#define BOOT_RANGES 4
unsigned int boot_patched(struct card *card, enum agx_glue_region region,
			  struct boot_range range[BOOT_RANGES]);

/* Entries of the root of the high half that are the firmware's own, and their values. */
#define BOOT_FW_ENTRIES 2
uint64_t boot_fw_entry(struct card *card, unsigned int index);

#endif
