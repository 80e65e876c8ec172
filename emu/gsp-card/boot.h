/* SPDX-License-Identifier: MIT */
/* What the FSP, the FMC and the ACR check before GSP-RM runs. */
#ifndef GSP_CARD_BOOT_H
#define GSP_CARD_BOOT_H

#include <stdbool.h>

#include "firmware/gsp/r570/boot.h"

struct card;

/**
 * struct boot - what a successful boot leaves behind
 * @resume: it goes on with the state that was suspended
 * @args: GSP-RM's arguments; of a resume, none
 * @wpr_start: first byte of the write-protected region in VRAM
 * @wpr_end: first byte behind it
 * @frts: VRAM address of the FRTS region
 * @heap: VRAM address of the heap outside the protected region
 * @heap_size: bytes of it
 */
struct boot {
	bool resume;
	struct r570_gsp_args args;
	uint64_t wpr_start, wpr_end;
	uint64_t frts;
	uint64_t heap, heap_size;
};

/**
 * boot_check() - follow a chain-of-trust message to everything it points to
 * @card: the card
 * @cot: the message, a private copy
 * @boot: filled in
 *
 * Every pointer is followed into guest memory, images are compared with the files, fields with
 * each other and with the size of VRAM.
 *
 * Return: false after at least one violation; the card does not boot then.
 */
bool boot_check(struct card *card, const struct fsp_cot *cot, struct boot *boot);

#endif
