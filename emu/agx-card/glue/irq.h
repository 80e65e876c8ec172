/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef EMU_AGX_CARD_GLUE_IRQ_H
#define EMU_AGX_CARD_GLUE_IRQ_H

#include <linux/io.h>

struct fwnode_handle;
struct pci_dev;

int agx_glue_irq_init(struct pci_dev *pdev, void __iomem *regs, struct fwnode_handle *fwnode);

#endif
