// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An interrupt controller of four level lines behind one MSI vector.
 *
 * The mailbox's lines are levels and its driver enables them long after they
 * rose, so that edges would be lost. The card has mask bits for that and sends
 * the MSI again when a line is unmasked while it is up.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/pci.h>

#include "firmware/agx/glue.h"

#include "irq.h"

struct agx_glue_irqs {
	void __iomem *regs;
	struct irq_domain *domain;
};

static void agx_glue_irq_mask(struct irq_data *data)
{
	struct agx_glue_irqs *irqs = irq_data_get_irq_chip_data(data);

	writel(BIT(irqd_to_hwirq(data)), irqs->regs + AGX_GLUE_IRQ_ENABLE_CLR);
}

static void agx_glue_irq_unmask(struct irq_data *data)
{
	struct agx_glue_irqs *irqs = irq_data_get_irq_chip_data(data);

	writel(BIT(irqd_to_hwirq(data)), irqs->regs + AGX_GLUE_IRQ_ENABLE_SET);
}

static int agx_glue_irq_set_type(struct irq_data *data, unsigned int type)
{
	return type == IRQ_TYPE_LEVEL_HIGH ? 0 : -EINVAL;
}

static struct irq_chip agx_glue_irq_chip = {
	.name		= "agx-glue",
	.irq_mask	= agx_glue_irq_mask,
	.irq_unmask	= agx_glue_irq_unmask,
	.irq_set_type	= agx_glue_irq_set_type,
};

static int agx_glue_irq_map(struct irq_domain *domain, unsigned int virq, irq_hw_number_t hwirq)
{
	irq_set_chip_data(virq, domain->host_data);
	irq_set_chip_and_handler(virq, &agx_glue_irq_chip, handle_level_irq);
	irq_set_status_flags(virq, IRQ_LEVEL);
	return 0;
}

static const struct irq_domain_ops agx_glue_irq_domain_ops = {
	.map	= agx_glue_irq_map,
	.xlate	= irq_domain_xlate_twocell,
};

static irqreturn_t agx_glue_irq(int irq, void *arg)
{
	struct agx_glue_irqs *irqs = arg;
	unsigned long pending = readl(irqs->regs + AGX_GLUE_IRQ_PENDING) & GENMASK(AGX_GLUE_NUM_IRQS - 1, 0);
	unsigned int line;

	for_each_set_bit(line, &pending, AGX_GLUE_NUM_IRQS)
		generic_handle_domain_irq(irqs->domain, line);
	return IRQ_RETVAL(pending);
}

static void agx_glue_irq_domain_fini(void *arg)
{
	struct agx_glue_irqs *irqs = arg;
	unsigned int line;

	for (line = 0; line < AGX_GLUE_NUM_IRQS; line++)
		irq_dispose_mapping(irq_find_mapping(irqs->domain, line));
	irq_domain_remove(irqs->domain);
}

/**
 * agx_glue_irq_init() - be the interrupt controller of a node
 * @pdev: the card; owns everything that is made here
 * @regs: its AGX_GLUE_REGS
 * @fwnode: the node that interrupt-parent names; outlives @pdev's binding
 *
 * Return: 0, or an errno of the allocations.
 */
int agx_glue_irq_init(struct pci_dev *pdev, void __iomem *regs, struct fwnode_handle *fwnode)
{
	struct agx_glue_irqs *irqs;
	int ret;

	irqs = devm_kzalloc(&pdev->dev, sizeof(*irqs), GFP_KERNEL);
	if (!irqs)
		return -ENOMEM;

	irqs->regs = regs;
	irqs->domain = irq_domain_create_linear(fwnode, AGX_GLUE_NUM_IRQS, &agx_glue_irq_domain_ops, irqs);
	if (!irqs->domain)
		return -ENOMEM;

	ret = devm_add_action_or_reset(&pdev->dev, agx_glue_irq_domain_fini, irqs);
	if (ret)
		return ret;

	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);
	if (ret < 0)
		return ret;

	/* The lines' own handlers may be threaded, the one that finds out which line it is must not. */
	return devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), agx_glue_irq, IRQF_NO_THREAD, "agx-glue", irqs);
}
