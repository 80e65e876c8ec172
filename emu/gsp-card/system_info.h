/* SPDX-License-Identifier: MIT */
/* SET_SYSTEM_INFO and SET_REGISTRY: what the driver tells GSP-RM before it boots. */
#ifndef GSP_CARD_SYSTEM_INFO_H
#define GSP_CARD_SYSTEM_INFO_H

#include <stddef.h>

#include "firmware/gsp/r570/rpc.h"

struct card;

/* Compares with the card's own config space; what differs is a violation. */
void system_info_check(struct card *card, const struct r570_system_info *info);

/* @len bytes: a packed table whose names and values must lie inside it. */
void registry_check(struct card *card, const void *table, size_t len);

#endif
