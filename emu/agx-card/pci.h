/* SPDX-License-Identifier: MIT */
/* The PCI function. */
#ifndef AGX_CARD_PCI_H
#define AGX_CARD_PCI_H

struct card;
struct vfu;

/* The function as the guest sees it; NULL if memory runs out. */
struct vfu *pci_create(struct card *card);

#endif
