/* SPDX-License-Identifier: MIT */
/* GSP_RM_CONTROL: the commands that this card answers, by table. */
#ifndef GSP_CARD_RM_CTRL_H
#define GSP_CARD_RM_CTRL_H

#include "rm.h"

/* What a copy engine saves methods in when it faults; a driver allocates it per channel. */
#define METHOD_BUFFER_SIZE 0x1000

struct rm_object;

/* The name of a command, "?" if it is unknown. */
const char *rm_ctrl_name(uint32_t cmd);

/* Commands that change state; in rm_channel.c. @params has the size that the table says. */
uint32_t rm_set_page_directory(struct rm *rm, struct rm_object *object, void *params);
uint32_t rm_unset_page_directory(struct rm *rm, struct rm_object *object, void *params);
uint32_t rm_copy_server_pdes(struct rm *rm, struct rm_object *object, void *params);
uint32_t rm_bind(struct rm *rm, struct rm_object *object, void *params);
uint32_t rm_schedule(struct rm *rm, struct rm_object *object, void *params);
uint32_t rm_promote_ctx(struct rm *rm, struct rm_object *object, void *params);

/* Display; in disp.c. */
uint32_t disp_inst_mem(struct rm *rm, struct rm_object *object, void *params);
uint32_t disp_static_info(struct rm *rm, struct rm_object *object, void *params);
uint32_t disp_num_heads(struct rm *rm, struct rm_object *object, void *params);
uint32_t disp_head_mask(struct rm *rm, struct rm_object *object, void *params);
uint32_t disp_supported(struct rm *rm, struct rm_object *object, void *params);

#endif
