/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the overlay leaves open. A cell OVERLAY_CELL(n) stands for the n-th of the cells that the glue knows once it has
 * met the card; addresses are two cells, as in the tree.
 */
#ifndef EMU_AGX_CARD_GLUE_OVERLAY_H
#define EMU_AGX_CARD_GLUE_OVERLAY_H

#define OVERLAY_CELL_TAG 0xa6c0d700
#define OVERLAY_CELL(n) (OVERLAY_CELL_TAG + (n))

#define OVERLAY_SGX 0
#define OVERLAY_ASC 2
#define OVERLAY_ABI(n) (4 + (n))
#define OVERLAY_REGION_ADDR(n) (8 + 4 * (n))
#define OVERLAY_REGION_SIZE(n) (10 + 4 * (n))
#define OVERLAY_NUM_CELLS 32

#endif
