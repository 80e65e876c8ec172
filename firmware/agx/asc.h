/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * ASC, the coprocessor that runs the GPU's firmware: its control registers and
 * its mailbox, a pair of message queues with two words a message.
 *
 * Public sources: m1n1 proxyclient/m1n1/hw/asc.py, src/asc.c; Linux
 * drivers/soc/apple/mailbox.c (which has the mailbox at +0x8000).
 */
#ifndef FIRMWARE_AGX_ASC_H
#define FIRMWARE_AGX_ASC_H

#include "firmware/types.h"

/* 32 bit. */
#define AGX_ASC_CPU_CONTROL 0x44
#define AGX_ASC_CPU_CONTROL_RUN BIT(4)
#define AGX_ASC_CPU_STATUS 0x48
#define AGX_ASC_CPU_STATUS_RUNNING BIT(0)
#define AGX_ASC_CPU_STATUS_STOPPED BIT(1)
#define AGX_ASC_CPU_STATUS_IDLE BIT(5)

/* The mailbox. A2I is from the kernel to the firmware. */
#define AGX_ASC_A2I_CTRL 0x8110
#define AGX_ASC_I2A_CTRL 0x8114
#define AGX_ASC_CTRL_ENABLE BIT(0)
#define AGX_ASC_CTRL_WPTR GENMASK(11, 8)
#define AGX_ASC_CTRL_RPTR GENMASK(15, 12)
#define AGX_ASC_CTRL_FULL BIT(16)
#define AGX_ASC_CTRL_EMPTY BIT(17)
#define AGX_ASC_CTRL_OVERFLOW BIT(18)
#define AGX_ASC_CTRL_COUNT GENMASK(23, 20)

/* 64 bit. Writing SEND1 sends both words, reading RECV1 takes the message out. */
#define AGX_ASC_A2I_SEND0 0x8800
#define AGX_ASC_A2I_SEND1 0x8808
#define AGX_ASC_I2A_RECV0 0x8830
#define AGX_ASC_I2A_RECV1 0x8838

/* Word 1. */
#define AGX_ASC_MSG1_EP GENMASK_ULL(7, 0)
#define AGX_ASC_MSG1_INPTR GENMASK_ULL(43, 40)
#define AGX_ASC_MSG1_OUTPTR GENMASK_ULL(47, 44)
#define AGX_ASC_MSG1_INCNT GENMASK_ULL(51, 48)
#define AGX_ASC_MSG1_OUTCNT GENMASK_ULL(56, 52)

#endif /* FIRMWARE_AGX_ASC_H */
