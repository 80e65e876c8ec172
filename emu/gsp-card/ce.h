/* SPDX-License-Identifier: MIT */
/* The copy engine, class ..b5. */
#ifndef GSP_CARD_CE_H
#define GSP_CARD_CE_H

#include "engine.h"

/** ce_create() - a copy object of class @class. Return: NULL if memory is short. */
struct engine *ce_create(uint32_t class);

#endif
