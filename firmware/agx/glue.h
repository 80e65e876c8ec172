/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The PCI function behind which the lab puts a virtual Apple GPU.
 *
 * On a Mac the GPU is a platform device that the bootloader describes in the
 * device tree. A virtual machine offers PCI only, so the card is a PCI function
 * and a glue module makes the platform devices of the mainline bindings
 * (gpu/apple,agx.yaml and mailbox/apple,mailbox.yaml) from it. Everything in
 * this file is between those two; the GPU's driver never sees it.
 *
 * BAR0, 64 bit, not prefetchable, every access traps:
 *
 *	0x0000000  the GPU's registers, "sgx" of the binding
 *	0x1000000  the coprocessor's registers, "asc", its mailbox at +0x8000
 *	0x1080000  the glue's own registers, below
 *
 * The two windows take accesses of 4 and 8 bytes, the glue's page only of 4.
 * There is one MSI vector and no other BAR. The memory regions of the binding
 * are guest memory that the glue allocates.
 *
 * Order of events:
 *  1. the glue reads the identity and the regions' sizes, allocates the
 *     regions zeroed, writes their addresses and the time, and orders
 *     AGX_GLUE_BOOT_PUBLISH;
 *  2. the card does what iBoot and m1n1 do before a kernel runs: it fills
 *     hw-cal-a, hw-cal-b and globals, and the firmware's entries in pagetables.
 *     This is done when the write of the order completes; AGX_GLUE_STATE tells
 *     how it went;
 *  3. the platform devices appear, their drivers come and go;
 *  4. AGX_GLUE_BOOT_WITHDRAW stops the coprocessor if it still runs (as if its
 *     power went), clears the interrupt enables and makes the card forget the
 *     addresses: no access to guest memory from then on. A reset of the
 *     function does the same.
 */
#ifndef FIRMWARE_AGX_GLUE_H
#define FIRMWARE_AGX_GLUE_H

#include "firmware/types.h"

/* Apple's vendor number; the device number is made up. Class: unassigned. */
#define AGX_GLUE_PCI_VENDOR 0x106b
#define AGX_GLUE_PCI_DEVICE 0xa6c0
#define AGX_GLUE_PCI_CLASS 0xff0000

#define AGX_GLUE_BAR 0
#define AGX_GLUE_BAR_SIZE 0x2000000

#define AGX_GLUE_SGX 0x0000000
#define AGX_GLUE_SGX_SIZE 0x1000000
#define AGX_GLUE_ASC 0x1000000
#define AGX_GLUE_ASC_SIZE 0x40000
#define AGX_GLUE_MBOX 0x8000 /* in the asc window */
#define AGX_GLUE_MBOX_SIZE 0x4000
#define AGX_GLUE_REGS 0x1080000
#define AGX_GLUE_REGS_SIZE 0x4000

/* The glue's registers are 32 bit, at offsets from AGX_GLUE_REGS. An access to what is not listed is a violation. */

/* Identity, read-only. */
#define AGX_GLUE_MAGIC 0x00
#define AGX_GLUE_MAGIC_VALUE 0x58474161 /* "aAGX" */
#define AGX_GLUE_VERSION 0x04
#define AGX_GLUE_VERSION_VALUE 1
/*
 * The SoC, as in its name: 0x8103 (M1, g13g), 0x6000 (M1 Pro, g13s), 0x6001 (Max, g13c), 0x6002 (Ultra, g13d), 0x8112
 * (M2, g14g), 0x6020 (g14s), 0x6021 (g14c), 0x6022 (g14d). It decides the compatible strings and the addresses that
 * the device tree names.
 */
#define AGX_GLUE_CHIP 0x08
/* The three numbers of apple,firmware-abi, such as 12 3 0 or 13 5 0. */
#define AGX_GLUE_FW_ABI(n) (0x10 + 4 * (n))

/* Boot. */
#define AGX_GLUE_BOOT 0x20 /* write-only */
#define AGX_GLUE_BOOT_WITHDRAW 0
#define AGX_GLUE_BOOT_PUBLISH 1
#define AGX_GLUE_STATE 0x24 /* read-only */
#define AGX_GLUE_STATE_DOWN 0 /* no regions */
#define AGX_GLUE_STATE_UP 1 /* the regions are filled */
#define AGX_GLUE_STATE_BAD 2 /* a region is not guest memory, or not aligned */

/*
 * On a Mac one counter serves the CPUs and the coprocessor. The guest's, in ns, write-only: LO, then HI, which sets the
 * clock that the card's timestamps are of. Written before AGX_GLUE_BOOT_PUBLISH.
 */
#define AGX_GLUE_TIME_LO 0x30
#define AGX_GLUE_TIME_HI 0x34

/*
 * The coprocessor's four interrupt lines are levels, and an MSI is an edge: STATUS has the lines, PENDING = STATUS &
 * ENABLE. The card sends the MSI when a bit of PENDING rises, and after every write to ENABLE, ENABLE_SET or ENABLE_CLR
 * that leaves PENDING other than 0.
 */
#define AGX_GLUE_IRQ_STATUS 0x40 /* read-only */
#define AGX_GLUE_IRQ_ENABLE 0x44
#define AGX_GLUE_IRQ_ENABLE_SET 0x48 /* write 1 to set; reads as ENABLE */
#define AGX_GLUE_IRQ_ENABLE_CLR 0x4c /* write 1 to clear; reads as ENABLE */
#define AGX_GLUE_IRQ_PENDING 0x50 /* read-only */

/* Bits of the above, in the order of interrupt-names in apple,mailbox.yaml. */
enum agx_glue_irq {
	AGX_GLUE_IRQ_SEND_EMPTY,
	AGX_GLUE_IRQ_SEND_NOT_EMPTY,
	AGX_GLUE_IRQ_RECV_EMPTY,
	AGX_GLUE_IRQ_RECV_NOT_EMPTY,
	AGX_GLUE_NUM_IRQS,
};

/* The binding's memory regions, in its order. */
enum agx_glue_region {
	AGX_GLUE_REGION_TTBS,
	AGX_GLUE_REGION_PAGETABLES,
	AGX_GLUE_REGION_HANDOFF,
	AGX_GLUE_REGION_HW_CAL_A,
	AGX_GLUE_REGION_HW_CAL_B,
	AGX_GLUE_REGION_GLOBALS,
	AGX_GLUE_NUM_REGIONS,
};

/*
 * Per region: its size in bytes, a multiple of 16 KiB and read-only, and the guest-physical address, aligned to 16 KiB,
 * which the glue writes before AGX_GLUE_BOOT_PUBLISH. A write while STATE is UP is a violation.
 */
#define AGX_GLUE_REGION_SIZE(n) (0x100 + 0x10 * (n))
#define AGX_GLUE_REGION_ADDR_LO(n) (0x104 + 0x10 * (n))
#define AGX_GLUE_REGION_ADDR_HI(n) (0x108 + 0x10 * (n))
#define AGX_GLUE_REGION_ALIGN 0x4000
#define AGX_GLUE_REGION_MAX 0x400000

#endif /* FIRMWARE_AGX_GLUE_H */
