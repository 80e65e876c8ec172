/* SPDX-License-Identifier: MIT */
/* Doorbell and TLB invalidation; see vfn.c. */
#ifndef GSP_CARD_VFN_H
#define GSP_CARD_VFN_H

struct vfn *vfn_create(void);
void vfn_destroy(struct vfn *vfn);

#endif
