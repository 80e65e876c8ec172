/* SPDX-License-Identifier: MIT */
/* The resource manager: objects that drivers allocate, by client and handle. */
#ifndef GSP_CARD_RM_H
#define GSP_CARD_RM_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/gsp/r570/alloc.h"
#include "firmware/gsp/r570/rpc.h"

struct boot;
struct card;
struct rm;

struct rm *rm_create(struct card *card);
void rm_destroy(struct rm *rm);

/* Forgets all objects, without a word about what was left. */
void rm_reset(struct rm *rm);

/* RM comes up: makes its own objects, clears and sets the roots of the windows. */
void rm_start(struct card *card, const struct boot *boot);

/* The driver unloads: everything that it allocated must be gone. */
void rm_stop(struct rm *rm);

/* The three verbs return an NV_STATUS; sizes were checked against what arrived. */
uint32_t rm_alloc(struct rm *rm, struct r570_rpc_rm_alloc *params);
uint32_t rm_free(struct rm *rm, uint32_t client, uint32_t parent, uint32_t handle);
uint32_t rm_control(struct rm *rm, struct r570_rpc_rm_control *params);

/* Memory made of a list of pages; @len bytes are there in all. */
uint32_t rm_alloc_memory(struct rm *rm, const struct r570_rpc_alloc_memory *params, size_t len);

#endif
