/* SPDX-License-Identifier: MIT */
/* Tiled vertex buffers: what Info says, the blocks, and whether they become more. */
#ifndef AGX_CARD_TVB_H
#define AGX_CARD_TVB_H

#include <stdbool.h>
#include <stdint.h>

struct card;
struct layout_init_buffer;

/* Numbers that a buffer may have. */
#define TVB_SLOTS 127

/**
 * struct tvb - what the firmware keeps of a buffer
 * @info: address of Info; 0 if nobody has the number
 * @block_ctl: address of the numbers of blocks
 * @page_list: address of the numbers of pages
 * @block_list: address of the numbers of each block's first page
 * @max_blocks: how many there may be
 * @asked_at: how many there were when more were asked for
 */
struct tvb {
	uint64_t info;
	uint64_t block_ctl;
	uint64_t page_list;
	uint64_t block_list;
	uint32_t max_blocks;
	uint32_t asked_at;
};

/**
 * tvb_init() - InitBuffer
 * @card: the card
 * @tvb: of the number that it names
 * @init: what it says
 *
 * Follows Info. The lists and each block in them have to be mapped in the user's slot: the lists
 * for firmware and GPU, the blocks for the GPU.
 *
 * Return: false after a crash.
 */
bool tvb_init(struct card *card, struct tvb *tvb, const struct layout_init_buffer *init);

/* More blocks are asked for. False after a crash. */
bool tvb_ask(struct card *card, struct tvb *tvb);

/* The kernel says that they are there, in the user's @slot: more than before, unless it is full. */
bool tvb_check_growth(struct card *card, const struct tvb *tvb, uint32_t slot);

#endif
