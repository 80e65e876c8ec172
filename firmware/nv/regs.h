/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * BAR0 registers of the GPUs that boot through the FSP (GH100, GB10x, GB20x).
 * Offsets from the start of BAR0 unless a block says "relative".
 */
#ifndef FIRMWARE_NV_REGS_H
#define FIRMWARE_NV_REGS_H

#include "firmware/types.h"

/* Size of BAR0; the highest register in use lies in the user mode page. */
#define NV_BAR0_SIZE 0x1000000

/*
 * PMC: identity.
 * nouveau nvkm/engine/device/base.c; nova-core regs.rs.
 */
#define NV_PMC_BOOT_0 0x000000
#define NV_PMC_BOOT_0_ARCH_LOW GENMASK(28, 24)
#define NV_PMC_BOOT_0_IMPL GENMASK(23, 20)
#define NV_PMC_BOOT_0_CHIPSET GENMASK(28, 20)
#define NV_PMC_BOOT_0_ARCH_BIT5 BIT(8)
#define NV_PMC_BOOT_0_MAJOR GENMASK(7, 4)
#define NV_PMC_BOOT_0_MINOR GENMASK(3, 0)
#define NV_PMC_BOOT_0_GONE 0xffffffff
#define NV_PMC_BOOT_1 0x000004
#define NV_PMC_BOOT_1_VGPU GENMASK(17, 16)
#define NV_PMC_BOOT_42 0x000a00
#define NV_PMC_BOOT_42_ARCH GENMASK(29, 24)
#define NV_PMC_BOOT_42_IMPL GENMASK(23, 20)
#define NV_PMC_BOOT_42_CHIPSET GENMASK(29, 20)
#define NV_PMC_BOOT_42_MAJOR GENMASK(19, 16)
#define NV_PMC_BOOT_42_MINOR GENMASK(15, 12)
#define NV_PEXTDEV_STRAP 0x101000

/*
 * THERM: set by the FSP when its own boot is complete.
 * nouveau include/nvhw/ref/gh100/dev_therm.h, ref/gb202/dev_therm.h.
 */
#define NV_THERM_FSP_BOOT_GH100 0x0200bc
#define NV_THERM_FSP_BOOT_GB20X 0xad00bc
#define NV_THERM_FSP_BOOT_STATUS GENMASK(31, 0)
#define NV_THERM_FSP_BOOT_STATUS_SUCCESS 0xff

/*
 * PTIMER: free running nanoseconds; reading HI, LO, HI again detects a carry.
 * nouveau nvkm/subdev/timer/regsnv04.h.
 */
#define NV_PTIMER_INTR 0x009100
#define NV_PTIMER_INTR_EN 0x009140
#define NV_PTIMER_NUMERATOR 0x009200
#define NV_PTIMER_DENOMINATOR 0x009210
#define NV_PTIMER_TIME_LO 0x009400
#define NV_PTIMER_TIME_HI 0x009410
#define NV_PTIMER_ALARM 0x009420

/*
 * PFB: framebuffer size and the page that flushes of system memory hit.
 * nouveau nvkm/subdev/fb/ga102.c, include/nvhw/ref/gh100/dev_fb.h,
 * ref/gb10b/dev_fbhub.h.
 */
#define NV_PFB_SIZE_MIB 0x1183a4
#define NV_PFB_FLUSH_SYSMEM_LO_GH100 0x100a34
#define NV_PFB_FLUSH_SYSMEM_HI_GH100 0x100a38
#define NV_PFB_FLUSH_SYSMEM_LO_GB20X 0x8a1d58
#define NV_PFB_FLUSH_SYSMEM_HI_GB20X 0x8a1d5c
#define NV_PFB_FLUSH_SYSMEM_HI_ADR GENMASK(19, 0)
/* Flush of BAR writes: write 1, wait for PENDING to clear (nouveau nvkm/subdev/bar/g84.c). */
#define NV_PFB_BAR_FLUSH 0x070000
#define NV_PFB_BAR_FLUSH_TRIGGER BIT(0)
#define NV_PFB_BAR_FLUSH_PENDING BIT(1)
/* WPR2 bounds, readable by the host (nova-core regs.rs). */
#define NV_PFB_WPR2_LO 0x1fa824
#define NV_PFB_WPR2_HI 0x1fa828
#define NV_PFB_WPR2_ADDR GENMASK(31, 4)
#define NV_PFB_WPR2_ADDR_SHIFT 12

/*
 * PRAMIN: 1 MiB window on raw VRAM. The base moved with GH100.
 * nouveau include/nvhw/ref/gh100/pri_nv_xal_ep.h; OGKM gb202/dev_ram.h.
 */
#define NV_PRAMIN_BASE_TU102 0x001700
#define NV_PRAMIN_BASE_GH100 0x10fd40
#define NV_PRAMIN_BASE_ADDR GENMASK(21, 0)
#define NV_PRAMIN_BASE_SHIFT 16
#define NV_PRAMIN_DATA 0x700000
#define NV_PRAMIN_DATA_SIZE 0x100000

/*
 * PCI configuration space mirror (nouveau nvkm/subdev/pci/gh100.c,
 * include/nvhw/ref/gh100/dev_xtl_ep_pri.h).
 */
#define NV_PCFG_BASE_TU102 0x088000
#define NV_PCFG_BASE_GH100 0x092000
#define NV_PCFG_SIZE 0x1000

/*
 * PFALCON: registers of every falcon, relative to its base.
 * nouveau nvkm/falcon/{gm200,ga102}.c, nvkm/subdev/gsp/rm/r535/gsp.c,
 * include/nvhw/ref/gh100/dev_falcon_v4.h.
 */
#define NV_PGSP_BASE 0x110000
#define NV_PSEC_BASE 0x840000
#define NV_PFSP_BASE 0x8f2000
#define NV_PFALCON_SIZE 0x1000
#define NV_PFALCON_IRQSCLR 0x004
#define NV_PFALCON_IRQSTAT 0x008
#define NV_PFALCON_IRQMCLR 0x014
#define NV_PFALCON_IRQ_SWGEN0 BIT(6)
#define NV_PFALCON_MAILBOX0 0x040
#define NV_PFALCON_MAILBOX1 0x044
/* A read of a register that is not yet accessible returns 0xbadf41xx. */
#define NV_PFALCON_PRI_LOCKED_MASK 0xffffff00
#define NV_PFALCON_PRI_LOCKED 0xbadf4100
#define NV_PFALCON_ITFEN 0x048
#define NV_PFALCON_OS 0x080
#define NV_PFALCON_RM 0x084
#define NV_PFALCON_HWCFG2 0x0f4
#define NV_PFALCON_HWCFG2_RISCV BIT(10)
#define NV_PFALCON_HWCFG2_MEM_SCRUBBING BIT(12)
#define NV_PFALCON_HWCFG2_RISCV_BR_PRIV_LOCKDOWN BIT(13)
#define NV_PFALCON_HWCFG2_RESET_READY BIT(31)
#define NV_PFALCON_CPUCTL 0x100
#define NV_PFALCON_CPUCTL_START BIT(1)
#define NV_PFALCON_CPUCTL_HALTED BIT(4)
#define NV_PFALCON_CPUCTL_ALIAS_EN BIT(6)
#define NV_PFALCON_ENGINE 0x3c0
#define NV_PFALCON_ENGINE_RESET BIT(0)
#define NV_PFALCON_INTR_RETRIGGER 0x3e8
#define NV_PFALCON_INTR_RETRIGGER_TRIGGER BIT(0)
/* EMEM ports of the FSP. The offset counts bytes. */
#define NV_PFALCON_EMEMC(i) (0xac0 + (i) * 8)
#define NV_PFALCON_EMEMC_OFFSET GENMASK(7, 2)
#define NV_PFALCON_EMEMC_BLOCK GENMASK(15, 8)
#define NV_PFALCON_EMEMC_AINCW BIT(24)
#define NV_PFALCON_EMEMC_AINCR BIT(25)
#define NV_PFALCON_EMEMD(i) (0xac4 + (i) * 8)
#define NV_PFALCON_EMEM_SIZE 0x2000
/* Doorbell of the command queue (GSP): write 0. */
#define NV_PFALCON_QUEUE_HEAD(i) (0xc00 + (i) * 8)
#define NV_PFALCON_QUEUE_TAIL(i) (0xc04 + (i) * 8)

/*
 * PRISCV: the RISC-V core of a falcon, relative to its base.
 * nouveau nvkm/falcon/ga102.c, nvkm/subdev/gsp/ga102.c,
 * include/nvhw/ref/gh100/dev_riscv_pri.h.
 */
#define NV_PRISCV_CPUCTL 0x1388
#define NV_PRISCV_CPUCTL_HALTED BIT(4)
#define NV_PRISCV_CPUCTL_ACTIVE BIT(7)
#define NV_PRISCV_IRQMASK 0x1528
#define NV_PRISCV_BCR_CTRL 0x1668

/* The GSP's own, absolute. */
#define NV_PGSP_IRQSCLR (NV_PGSP_BASE + NV_PFALCON_IRQSCLR)
#define NV_PGSP_IRQSTAT (NV_PGSP_BASE + NV_PFALCON_IRQSTAT)
#define NV_PGSP_IRQMCLR (NV_PGSP_BASE + NV_PFALCON_IRQMCLR)
#define NV_PGSP_MAILBOX0 (NV_PGSP_BASE + NV_PFALCON_MAILBOX0)
#define NV_PGSP_MAILBOX1 (NV_PGSP_BASE + NV_PFALCON_MAILBOX1)
/* Mailbox 0 after UNLOADING_GUEST_DRIVER (nouveau r535/gsp.c). */
#define NV_PGSP_MAILBOX0_UNLOADED 0x80000000
#define NV_PGSP_OS (NV_PGSP_BASE + NV_PFALCON_OS)
#define NV_PGSP_HWCFG2 (NV_PGSP_BASE + NV_PFALCON_HWCFG2)
#define NV_PGSP_INTR_RETRIGGER (NV_PGSP_BASE + NV_PFALCON_INTR_RETRIGGER)
#define NV_PGSP_QUEUE_HEAD(i) (NV_PGSP_BASE + NV_PFALCON_QUEUE_HEAD(i))
#define NV_PGSP_RISCV_CPUCTL (NV_PGSP_BASE + NV_PRISCV_CPUCTL)
#define NV_PGSP_RISCV_IRQMASK (NV_PGSP_BASE + NV_PRISCV_IRQMASK)

/*
 * PFSP: mailbox of the FSP, absolute. A tail points at the last dword of the
 * message; head == tail means empty.
 * nouveau include/nvhw/ref/gh100/dev_fsp_pri.h, nvkm/subdev/fsp/gh100.c.
 */
#define NV_PFSP_EMEMC(i) (NV_PFSP_BASE + NV_PFALCON_EMEMC(i))
#define NV_PFSP_EMEMD(i) (NV_PFSP_BASE + NV_PFALCON_EMEMD(i))
#define NV_PFSP_QUEUE_HEAD(i) (0x8f2c00 + (i) * 8)
#define NV_PFSP_QUEUE_TAIL(i) (0x8f2c04 + (i) * 8)
#define NV_PFSP_MSGQ_HEAD(i) (0x8f2c80 + (i) * 8)
#define NV_PFSP_MSGQ_TAIL(i) (0x8f2c84 + (i) * 8)
#define NV_PFSP_QUEUE_COUNT 8

/*
 * CE: which copy engines the graphics runlist drives (GRCE).
 * nouveau include/nvhw/ref/gb202/dev_ce.h.
 */
#define NV_CE_GRCE_MASK 0x1040d8
#define NV_CE_GRCE_MASK_VALUE GENMASK(9, 0)

/*
 * VFN: interrupt tree of the physical function. A vector is bit (vector % 32)
 * of leaf (vector / 32); a bit of TOP stands for two leaves.
 * nouveau nvkm/subdev/vfn/tu102.c; OGKM turing/tu102/dev_vm.h (+0xb80000).
 */
#define NV_VFN_BASE 0xb80000
#define NV_VFN_INTR_LEAF(i) (0xb81000 + (i) * 4)
#define NV_VFN_INTR_LEAF_EN_SET(i) (0xb81200 + (i) * 4)
#define NV_VFN_INTR_LEAF_EN_CLEAR(i) (0xb81400 + (i) * 4)
#define NV_VFN_INTR_TOP 0xb81600
#define NV_VFN_INTR_TOP_EN_SET 0xb81608
#define NV_VFN_INTR_TOP_EN_CLEAR 0xb81610
#define NV_VFN_INTR_LEAF_TRIGGER 0xb81640
#define NV_VFN_INTR_LEAF_TRIGGER_VECTOR GENMASK(11, 0)
#define NV_VFN_INTR_LEAF_COUNT 8
#define NV_VFN_INTR_TOP_VALID GENMASK(3, 0)
#define NV_VFN_INTR_LEAF_OF(vector) ((vector) / 32)
#define NV_VFN_INTR_BIT_OF(vector) BIT((vector) % 32)
#define NV_VFN_INTR_TOP_OF(vector) BIT((vector) / 64)

/*
 * VFN: TLB invalidation. Write the page directory base, then INVALIDATE with
 * TRIGGER; TRIGGER reads as 1 until done.
 * nouveau nvkm/subdev/mmu/vmmtu102.c; OGKM turing/tu102/dev_vm.h.
 */
#define NV_VFN_MMU_INVALIDATE_PDB 0xb830a0
#define NV_VFN_MMU_INVALIDATE_PDB_APERTURE_SYS BIT(1)
#define NV_VFN_MMU_INVALIDATE_PDB_ADDR GENMASK(31, 4)
#define NV_VFN_MMU_INVALIDATE_PDB_ADDR_SHIFT 12
#define NV_VFN_MMU_INVALIDATE_UPPER_PDB 0xb830a4
#define NV_VFN_MMU_INVALIDATE_UPPER_PDB_ADDR GENMASK(19, 0)
#define NV_VFN_MMU_INVALIDATE_UPPER_PDB_SHIFT 40
#define NV_VFN_MMU_INVALIDATE 0xb830b0
#define NV_VFN_MMU_INVALIDATE_ALL_VA BIT(0)
#define NV_VFN_MMU_INVALIDATE_ALL_PDB BIT(1)
#define NV_VFN_MMU_INVALIDATE_HUBTLB_ONLY BIT(2)
#define NV_VFN_MMU_INVALIDATE_REPLAY GENMASK(5, 3)
#define NV_VFN_MMU_INVALIDATE_SYS_MEMBAR BIT(6)
#define NV_VFN_MMU_INVALIDATE_ACK GENMASK(8, 7)
#define NV_VFN_MMU_INVALIDATE_CACHE_LEVEL GENMASK(26, 24)
#define NV_VFN_MMU_INVALIDATE_TRIGGER BIT(31)

/*
 * VFN: user mode page; doorbell tokens are in firmware/nv/host.h.
 * nouveau nvkm/subdev/vfn/r535.c; OGKM gb202/dev_vm.h.
 */
#define NV_USERMODE_BASE 0xbb0000
#define NV_USERMODE_SIZE 0x10000
#define NV_USERMODE_TIME_LO 0xbb0080
#define NV_USERMODE_TIME_HI 0xbb0084
#define NV_USERMODE_DOORBELL 0xbb0090

/*
 * PDISP: what the driver touches itself when RM runs the display; heads are
 * indexed by h, user areas by channel instance.
 * nouveau nvkm/engine/disp/{tu102,gv100,gb202}.c, rm/r535/disp.c.
 */
#define NV_PDISP_HEAD_INTR_ACK(h) (0x611800 + (h) * 4)
#define NV_PDISP_HEAD_INTR_STAT(h) (0x611c00 + (h) * 4)
#define NV_PDISP_HEAD_INTR_EN_TU102(h) (0x611d80 + (h) * 4)
#define NV_PDISP_HEAD_INTR_EN_GB202(h) (0x611ef0 + (h) * 4)
#define NV_PDISP_HEAD_INTR_VBLANK BIT(1)
#define NV_PDISP_INTR_SUMMARY 0x611ec0
#define NV_PDISP_INTR_SUMMARY_HEADS GENMASK(7, 0)
#define NV_PDISP_INTR_REARM_GB202 0x611f34
#define NV_PDISP_HEAD_LINE(h) (0x616330 + (h) * 0x800)
#define NV_PDISP_HEAD_LINE_VLINE GENMASK(15, 0)
#define NV_PDISP_HEAD_HLINE(h) (0x616334 + (h) * 0x800)
#define NV_PDISP_CAPS 0x640000
#define NV_PDISP_CAPS_SIZE 0x1000
#define NV_PDISP_CAPS_SOR(or) (0x640144 + (or) * 8)
#define NV_PDISP_CORE 0x680000
#define NV_PDISP_CORE_SIZE 0x10000
#define NV_PDISP_CORE_ARMED 0x688000
#define NV_PDISP_WNDW(i) (0x690000 + (i) * 0x1000)
#define NV_PDISP_WIMM(i) (0x6b0000 + (i) * 0x1000)
#define NV_PDISP_CURS(i) (0x6d8000 + (i) * 0x1000)
#define NV_PDISP_CHAN_SIZE 0x1000
#define NV_PDISP_CHAN_PUT 0x0
#define NV_PDISP_CHAN_GET 0x4
#define NV_PDISP_CHAN_PTR GENMASK(13, 2)
/* Per head part of the state mirror, from NV_PDISP_CORE (+0x8000: armed). */
#define NV_PDISP_HEAD_STATE(h) (0x2000 + (h) * 0x800)
#define NV_PDISP_HEAD_STATE_OR 0x04
#define NV_PDISP_HEAD_STATE_OR_DEPTH GENMASK(7, 4)
#define NV_PDISP_HEAD_STATE_PCLK 0x0c
#define NV_PDISP_HEAD_STATE_RASTER_SIZE 0x64
#define NV_PDISP_HEAD_STATE_SYNC_END 0x68
#define NV_PDISP_HEAD_STATE_BLANK_END 0x6c
#define NV_PDISP_HEAD_STATE_BLANK_START 0x70
/* HDMI info frames of a head (direct register writes even with RM). */
#define NV_PDISP_HDMI(h) (0x6f0000 + (h) * 0x400)
#define NV_PDISP_HDMI_SIZE 0x400
/* Copies of the output capabilities are taken from here. */
#define NV_PDISP_SOR(or) (0x61c000 + (or) * 0x800)

/* Fuses and straps that only older chips with a VBIOS read (nouveau subdev/bios). */
#define NV_FUSE_DISPLAY_DISABLE 0x820c04
#define NV_PDISP_VGA_WORKSPACE 0x625f04

#endif /* FIRMWARE_NV_REGS_H */
