/* SPDX-License-Identifier: MIT */
/* GET_GSP_STATIC_INFO: what GSP-RM tells about the card. */
#ifndef GSP_CARD_STATIC_INFO_H
#define GSP_CARD_STATIC_INFO_H

#include "firmware/gsp/r570/static_info.h"

struct boot;
struct card;

/* Handles of the objects that RM makes for itself and lends to the driver. */
#define RM_INTERNAL_CLIENT 0xc1e00001
#define RM_INTERNAL_DEVICE 0xde1e0001
#define RM_INTERNAL_SUBDEVICE 0x5d1e0001

/* The pages in RM's heap that are the roots of the windows' page tables. */
uint64_t static_info_bar1_root(const struct boot *boot);
uint64_t static_info_bar2_root(const struct boot *boot);

void static_info_fill(struct card *card, struct r570_static_info *info);

#endif
