/* SPDX-License-Identifier: MIT */
/* The FSP, the root of trust of Hopper and later: its mailbox in EMEM; see fsp.c. */
#ifndef GSP_CARD_FSP_H
#define GSP_CARD_FSP_H

struct fsp;

struct fsp *fsp_create(void);
void fsp_destroy(struct fsp *fsp);
void fsp_reset(struct fsp *fsp);

#endif
