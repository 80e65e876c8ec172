/* SPDX-License-Identifier: MIT */
/* The VFN interrupt tree (8 leaves of 32 vectors, one TOP) and the MSI it raises. */
#ifndef GSP_CARD_INTR_H
#define GSP_CARD_INTR_H

#include <stdint.h>

struct card;
struct intr;

/* Vectors of what is no host engine; engines have theirs in the chip's table. */
enum {
	INTR_VECTOR_GSP = 155,
	INTR_VECTOR_DISP = 156,
	INTR_VECTOR_DISP_LOW = 157,
};

struct intr *intr_create(struct card *card);
void intr_destroy(struct intr *intr);
void intr_reset(struct intr *intr);

/**
 * intr_raise() - latch a vector and interrupt the guest if it is enabled.
 * @card: the card
 * @vector: leaf * 32 + bit, 0..255
 */
void intr_raise(struct card *card, unsigned int vector);

#endif
