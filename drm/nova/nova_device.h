/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_DEVICE_H
#define NOVA_DEVICE_H

#include "drm/fwgpu/fwgpu_coredump.h"
#include "drm/fwgpu/fwgpu_file.h"
#include "drm/fwgpu/fwgpu_ledger.h"

#include <drm/drm_device.h>
#include <drm/ttm/ttm_device.h>

#include <linux/io.h>
#include <linux/pci.h>

/* Linux' indices of what Nvidia calls BAR0, BAR1 and BAR2: the latter two are 64 bits wide. */
#define NOVA_PCI_BAR0	0
#define NOVA_PCI_BAR1	1
#define NOVA_PCI_BAR2	3

struct nova_bar1;
struct nova_chip;
struct nova_fifo;
struct nova_gr;
struct nova_gsp;
struct nova_instmem;
struct nova_intr;
struct nova_migrate;
struct nova_mmu;
struct nova_tts;
struct nova_vram;

/**
 * struct nova_device - one GPU
 *
 * The blocks are listed in the order in which they are brought up; each is
 * private to its own file and is torn down in the reverse order.
 */
struct nova_device {
	/** @drm: the DRM device; everything here lives as long as it does. */
	struct drm_device drm;

	/** @chip: what this chip needs, constant. */
	const struct nova_chip *chip;

	/** @mmio: BAR0, registers. */
	void __iomem *mmio;

	/** @dump: what writes dumps of what failed. */
	struct fwgpu_coredump_slot dump;

	/** @intr: interrupt tree. */
	struct nova_intr *intr;

	/** @gsp: the firmware: boot, message queues, RM objects. */
	struct nova_gsp *gsp;

	/** @mmu: TLB, and the worker that frees what page table jobs leave behind. */
	struct nova_mmu *mmu;

	/** @instmem: CPU-writable VRAM for page tables and instance blocks. */
	struct nova_instmem *instmem;

	/** @ttm: buffer placement. */
	struct ttm_device ttm;

	/** @tts: pages of buffers that the card sees. */
	struct nova_tts *tts;

	/** @vram: VRAM allocator. */
	struct nova_vram *vram;

	/** @bar1: CPU window on VRAM buffers. */
	struct nova_bar1 *bar1;

	/** @fifo: runlists, engines and channel ids. */
	struct nova_fifo *fifo;

	/** @migrate: the kernel's copy engine channel. */
	struct nova_migrate *migrate;

	/** @gr: graphics engine contexts; NULL on a card without one. */
	struct nova_gr *gr;

	/** @files: its open files. */
	struct fwgpu_files files;

	/** @ledger: who owns what. */
	struct fwgpu_ledger ledger;
};

static inline struct nova_device *to_nova_device(struct drm_device *drm)
{
	return container_of(drm, struct nova_device, drm);
}

static inline struct pci_dev *nova_pdev(const struct nova_device *nova)
{
	return to_pci_dev(nova->drm.dev);
}

/* Nobody answers on the bus: such a value is in no register that is polled. */
static inline bool nova_is_gone(u32 val)
{
	return val == ~0u;
}

static inline u32 nova_rd32(const struct nova_device *nova, u32 reg)
{
	return readl(nova->mmio + reg);
}

static inline void nova_wr32(const struct nova_device *nova, u32 reg, u32 val)
{
	writel(val, nova->mmio + reg);
}

#endif
