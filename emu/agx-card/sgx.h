/* SPDX-License-Identifier: MIT */
/* The GPU's own registers: what it is, and the MMU's last fault. */
#ifndef AGX_CARD_SGX_H
#define AGX_CARD_SGX_H

#include <stdint.h>

struct card;
struct sgx;
struct uat_fault;

struct sgx *sgx_create(void); /* released by free() */

/* No fault is shown. */
void sgx_clear_fault(struct card *card);

/* Shows a fault of the GPU: address, slot and access by @fault, the unit as in hardware. */
void sgx_set_fault(struct card *card, const struct uat_fault *fault, unsigned int unit);

#endif
