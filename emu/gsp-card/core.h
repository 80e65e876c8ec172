/* SPDX-License-Identifier: MIT */
/*
 * What the core's own parts know of each other, beyond card.h.
 *
 * Each part is a struct that is private to its file, made by card_create() in card.c and found
 * through an accessor here.
 */
#ifndef GSP_CARD_CORE_H
#define GSP_CARD_CORE_H

#include "card.h"

struct bar;
struct firmware;
struct fsp;
struct rm;
struct vfn;

/**
 * struct card_options - the command line
 * @chip: which chip to be
 * @vram: bytes of video memory
 * @firmware: directory that holds nvidia/<chip>/gsp
 * @log: where to tell what happens
 */
struct card_options {
	const struct chip *chip;
	uint64_t vram;
	const char *firmware;
	struct log_files log;
};

/* Makes the parts in the order in which they need each other; NULL after a message. */
struct card *card_create(const struct card_options *options);
/* Writes the counters and releases everything. */
void card_destroy(struct card *card);

/* What a PCI function level or system reset leaves behind. VRAM keeps its contents. */
void card_reset(struct card *card);

struct bar *card_bar(struct card *card);
struct fault *card_fault(struct card *card);
struct firmware *card_firmware(struct card *card);
struct fsp *card_fsp(struct card *card);
struct gsp *card_gsp(struct card *card);
struct intr *card_intr(struct card *card);
struct rm *card_rm(struct card *card);
struct vfn *card_vfn(struct card *card);

#endif
