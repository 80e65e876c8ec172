/* SPDX-License-Identifier: MIT */
/* The card as a PCI function: config space, BARs, the vfio-user connection. */
#ifndef GSP_CARD_PCI_H
#define GSP_CARD_PCI_H

struct card;
struct vfu;

/* Describes the card's chip to the library. Accesses are served from card. NULL on failure. */
struct vfu *pci_create(struct card *card);

#endif
