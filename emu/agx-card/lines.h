/* SPDX-License-Identifier: MIT */
/* The coprocessor's interrupt lines, which are levels, behind one MSI. */
#ifndef AGX_CARD_LINES_H
#define AGX_CARD_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/agx/glue.h"

struct card;
struct lines;

struct lines *lines_create(void); /* released by free() */

/* Masks all lines. */
void lines_reset(struct card *card);

/* Sets the level of all lines at once; bits by enum agx_glue_irq. */
void lines_set(struct card *card, uint32_t status);

#endif
