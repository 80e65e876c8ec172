/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_GSP_BOOT_H
#define NOVA_GSP_BOOT_H

#include "dma.h"
#include "fw.h"
#include "queue.h"

struct nova_device;

/**
 * struct nova_gsp_boot - what the firmware reads while it boots
 */
struct nova_gsp_boot {
	/** @fw: the images. */
	struct nova_fw fw;
	/** @wpr_meta: layout of the protected region. */
	struct nova_dma_slot wpr_meta;
	/** @libos: list of the regions below. */
	struct nova_dma_slot libos;
	/** @fmc_args: where @wpr_meta and @libos are. */
	struct nova_dma_slot fmc_args;
	/** @rm_args: where the queues are. The firmware keeps it. */
	struct nova_dma_slot rm_args;
	/** @logs: LOGINIT, LOGINTR, LOGRM. The firmware keeps them. */
	struct nova_dma_slot logs[3];
	/** @sysmem_flush: page that the card writes to flush system memory. */
	struct nova_dma_slot sysmem_flush;
};

int nova_gsp_boot_prepare(struct nova_device *nova, struct nova_gsp_boot *boot,
			  const struct nova_gsp_queue *queue);
int nova_gsp_boot_run(struct nova_device *nova, struct nova_gsp_boot *boot);
void nova_gsp_boot_release_images(struct nova_gsp_boot *boot);
void nova_gsp_boot_release(struct nova_gsp_boot *boot);
int nova_gsp_boot_wait_halted(struct nova_device *nova);

#endif
