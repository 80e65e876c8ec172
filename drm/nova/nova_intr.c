// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Interrupts
 *
 * The GPU raises one MSI. Which of its 256 vectors fired is found in a tree of
 * two levels: a bit of TOP stands for two leaves, a bit of a leaf for a vector.
 * The firmware says at boot which vector belongs to whom.
 *
 * Source: nouveau, nvkm/subdev/vfn/tu102.c.
 */

#include "nova_intr.h"
#include "nova_device.h"

#include "drm/own/own.h"
#include "firmware/nv/regs.h"

#include <drm/drm_managed.h>

#include <linux/cleanup.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

#define NOVA_INTR_VECTORS	(NV_VFN_INTR_LEAF_COUNT * 32)

struct nova_irq {
	struct nova_device *nova;
	/** @number: as Linux counts them; 0 until the handler is there. */
	int number;
};

static void nova_irq_free(struct nova_irq *irq)
{
	if (irq->number)
		free_irq(irq->number, irq->nova);
	pci_free_irq_vectors(nova_pdev(irq->nova));
	kfree(irq);
}

/* The MSI, or the line, with its handler. */
OWNED(nova_irq, struct nova_irq, nova_irq_free)

struct nova_intr {
	/** @irq: what the GPU raises. */
	struct nova_irq_slot irq;
	/** @lock: protects @handlers. */
	spinlock_t lock;
	/** @handlers: by vector; no function where nobody listens. */
	struct {
		nova_intr_fn fn;
		void *data;
	} handlers[NOVA_INTR_VECTORS] __guarded_by(&lock);
	/** @enabled: by leaf; only these are ours to acknowledge. */
	u32 enabled[NV_VFN_INTR_LEAF_COUNT] __guarded_by(&lock);
};

static void nova_intr_leaf(struct nova_device *nova, u32 leaf)
{
	struct nova_intr *intr = nova->intr;
	unsigned long pending;
	unsigned int bit;

	guard(spinlock_irqsave)(&intr->lock);

	pending = nova_rd32(nova, NV_VFN_INTR_LEAF(leaf)) & intr->enabled[leaf];
	if (!pending)
		return;

	nova_wr32(nova, NV_VFN_INTR_LEAF(leaf), pending);
	/*
	 * Have it arrive before the handlers look: what happens after they did must latch
	 * the vector anew, not be swept away by an acknowledgement under way.
	 */
	nova_rd32(nova, NV_VFN_INTR_LEAF(leaf));

	for_each_set_bit(bit, &pending, 32) {
		u32 vector = leaf * 32 + bit;

		if (intr->handlers[vector].fn)
			intr->handlers[vector].fn(intr->handlers[vector].data);
	}
}

static irqreturn_t nova_intr_handler(int irq, void *data)
{
	struct nova_device *nova = data;
	u32 top;

	nova_wr32(nova, NV_VFN_INTR_TOP_EN_CLEAR, NV_VFN_INTR_TOP_VALID);

	top = nova_rd32(nova, NV_VFN_INTR_TOP);
	for (u32 leaf = 0; leaf < NV_VFN_INTR_LEAF_COUNT; leaf++) {
		if (top & NV_VFN_INTR_TOP_OF(leaf * 32))
			nova_intr_leaf(nova, leaf);
	}

	nova_wr32(nova, NV_VFN_INTR_TOP_EN_SET, NV_VFN_INTR_TOP_VALID);
	return top ? IRQ_HANDLED : IRQ_NONE;
}

/**
 * nova_intr_rearm() - have what is pending raised again
 * @nova: device
 *
 * A message that gets lost on the way is not repeated by itself, and while its
 * vector is pending no other follows: what was missed must not stay missed.
 */
void nova_intr_rearm(struct nova_device *nova)
{
	nova_wr32(nova, NV_VFN_INTR_TOP_EN_CLEAR, NV_VFN_INTR_TOP_VALID);
	nova_wr32(nova, NV_VFN_INTR_TOP_EN_SET, NV_VFN_INTR_TOP_VALID);
}

/**
 * nova_intr_enable() - listen to a vector
 * @nova: device
 * @vector: vector, as the firmware numbers them
 * @fn: called in hard interrupt context, with the vector already acknowledged
 * @data: for @fn
 *
 * Return: 0, -EINVAL for a vector that the tree has not, -EBUSY for one that
 * is taken.
 */
int nova_intr_enable(struct nova_device *nova, u32 vector, nova_intr_fn fn, void *data)
{
	struct nova_intr *intr = nova->intr;

	if (vector >= NOVA_INTR_VECTORS)
		return -EINVAL;

	scoped_guard(spinlock_irqsave, &intr->lock) {
		if (intr->handlers[vector].fn)
			return -EBUSY;

		intr->handlers[vector].fn = fn;
		intr->handlers[vector].data = data;
		intr->enabled[NV_VFN_INTR_LEAF_OF(vector)] |= NV_VFN_INTR_BIT_OF(vector);
	}

	nova_wr32(nova, NV_VFN_INTR_LEAF_EN_SET(NV_VFN_INTR_LEAF_OF(vector)),
		  NV_VFN_INTR_BIT_OF(vector));
	return 0;
}

/**
 * nova_intr_disable() - stop listening to a vector
 * @nova: device
 * @vector: vector given to nova_intr_enable()
 *
 * The handler does not run any more when this returns. May sleep.
 */
void nova_intr_disable(struct nova_device *nova, u32 vector)
{
	struct nova_intr *intr = nova->intr;

	nova_wr32(nova, NV_VFN_INTR_LEAF_EN_CLEAR(NV_VFN_INTR_LEAF_OF(vector)),
		  NV_VFN_INTR_BIT_OF(vector));

	scoped_guard(spinlock_irqsave, &intr->lock) {
		intr->enabled[NV_VFN_INTR_LEAF_OF(vector)] &= ~NV_VFN_INTR_BIT_OF(vector);
		intr->handlers[vector].fn = NULL;
	}

	synchronize_irq(nova_irq_peek(&intr->irq)->number);
}

static void nova_intr_quiesce(struct nova_device *nova)
{
	nova_wr32(nova, NV_VFN_INTR_TOP_EN_CLEAR, NV_VFN_INTR_TOP_VALID);
	for (u32 leaf = 0; leaf < NV_VFN_INTR_LEAF_COUNT; leaf++)
		nova_wr32(nova, NV_VFN_INTR_LEAF_EN_CLEAR(leaf), ~0u);
	/* What was raised before the writes arrived comes before this returns. */
	nova_rd32(nova, NV_VFN_INTR_TOP);
}

static int nova_irq_request(struct nova_irq *irq)
{
	struct pci_dev *pdev = nova_pdev(irq->nova);
	int number, ret;

	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI | PCI_IRQ_INTX);
	if (ret < 0)
		return ret;

	number = pci_irq_vector(pdev, 0);
	ret = request_irq(number, nova_intr_handler, pdev->msi_enabled ? 0 : IRQF_SHARED,
			  "nova", irq->nova);
	if (!ret)
		irq->number = number;
	return ret;
}

static int nova_irq_create(struct nova_device *nova, struct nova_irq_own *h)
	__cond_acquires(0, h)
{
	struct nova_irq_own irq;
	int ret;

	ret = nova_irq_adopt(&irq, kzalloc_obj(struct nova_irq));
	if (ret)
		return ret;

	nova_irq_borrow(&irq)->nova = nova;
	ret = nova_irq_request(nova_irq_borrow(&irq));
	if (ret) {
		nova_irq_drop(&irq);
		return ret;
	}

	nova_irq_move(h, &irq);
	return 0;
}

/**
 * nova_intr_init() - take the GPU's interrupt
 * @nova: device; every vector is off
 *
 * Return: 0, -ENOMEM or a negative error of the PCI core.
 */
int nova_intr_init(struct nova_device *nova)
{
	struct nova_irq_own irq;
	struct nova_intr *intr;
	int ret;

	intr = drmm_kzalloc(&nova->drm, sizeof(*intr), GFP_KERNEL);
	if (!intr)
		return -ENOMEM;

	spin_lock_init(&intr->lock);
	nova->intr = intr;
	nova_intr_quiesce(nova);

	ret = nova_irq_create(nova, &irq);
	if (ret)
		return ret;

	nova_irq_store(&intr->irq, &irq);
	nova_wr32(nova, NV_VFN_INTR_TOP_EN_SET, NV_VFN_INTR_TOP_VALID);
	return 0;
}

/**
 * nova_intr_fini() - give the interrupt back
 * @nova: device; every vector was disabled
 */
void nova_intr_fini(struct nova_device *nova)
{
	nova_intr_quiesce(nova);
	nova_irq_clear(&nova->intr->irq);
}
