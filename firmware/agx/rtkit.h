/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Messages to and from the GPU's firmware: those of RTKit, the operating
 * system of Apple's coprocessors, which the kernel's apple-rtkit speaks, and
 * those of the GPU's own two endpoints, which its driver speaks.
 *
 * Public sources: Linux drivers/soc/apple/rtkit.c, m1n1
 * proxyclient/m1n1/fw/asc/, proxyclient/m1n1/agx/, Asahi's
 * drivers/gpu/drm/asahi/gpu.rs.
 */
#ifndef FIRMWARE_AGX_RTKIT_H
#define FIRMWARE_AGX_RTKIT_H

#include "firmware/types.h"

/* Endpoints. Those below 0x20 are RTKit's. */
#define AGX_EP_MGMT 0x00
#define AGX_EP_CRASHLOG 0x01
#define AGX_EP_SYSLOG 0x02
#define AGX_EP_DEBUG 0x03
#define AGX_EP_IOREPORT 0x04
#define AGX_EP_OSLOG 0x08
#define AGX_EP_FIRMWARE 0x20
#define AGX_EP_DOORBELL 0x21

/* Endpoint AGX_EP_FIRMWARE. */
#define AGX_MSG_TYPE GENMASK_ULL(63, 48)
#define AGX_MSG_INIT 0x81ull /* to the firmware, with InitData's address */
#define AGX_MSG_INIT_VA GENMASK_ULL(43, 0)
#define AGX_MSG_RX 0x42ull /* from it: look at the rings that it writes */

/* Endpoint AGX_EP_DOORBELL, to the firmware. */
#define AGX_MSG_TX 0x83ull
#define AGX_MSG_TX_CHANNEL GENMASK_ULL(7, 0)
#define AGX_MSG_FWCTL 0x84ull
#define AGX_MSG_HALT 0x85ull

/* AGX_MSG_TX_CHANNEL: pipes are type | priority << 2, with enum agx_pipe_type. */
#define AGX_DOORBELL_PIPE(type, priority) ((type) | (priority) << 2)
#define AGX_DOORBELL_KICKFW 0x10
#define AGX_DOORBELL_DEVCTRL 0x11

/* Endpoint AGX_EP_MGMT. */
#define AGX_RTKIT_MGMT_TYPE GENMASK_ULL(59, 52)
#define AGX_RTKIT_HELLO 1
#define AGX_RTKIT_HELLO_MIN GENMASK_ULL(15, 0)
#define AGX_RTKIT_HELLO_MAX GENMASK_ULL(31, 16)
#define AGX_RTKIT_HELLO_REPLY 2
#define AGX_RTKIT_PING 3
#define AGX_RTKIT_PONG 4
#define AGX_RTKIT_STARTEP 5
#define AGX_RTKIT_STARTEP_EP GENMASK_ULL(39, 32)
#define AGX_RTKIT_STARTEP_START BIT_ULL(1)
#define AGX_RTKIT_STARTEP_STOP BIT_ULL(0)
#define AGX_RTKIT_SET_IOP_POWER 6
#define AGX_RTKIT_IOP_POWER_ACK 7
#define AGX_RTKIT_EPMAP 8 /* and its answer */
#define AGX_RTKIT_EPMAP_LAST BIT_ULL(51)
#define AGX_RTKIT_EPMAP_BASE GENMASK_ULL(34, 32)
#define AGX_RTKIT_EPMAP_BITMAP GENMASK_ULL(31, 0)
#define AGX_RTKIT_EPMAP_MORE BIT_ULL(0) /* in the answer */
#define AGX_RTKIT_SET_AP_POWER 0xb /* and its answer */
#define AGX_RTKIT_POWER_STATE GENMASK_ULL(15, 0)

#define AGX_RTKIT_POWER_OFF 0x00
#define AGX_RTKIT_POWER_SLEEP 0x01
#define AGX_RTKIT_POWER_QUIESCED 0x10
#define AGX_RTKIT_POWER_ON 0x20
#define AGX_RTKIT_POWER_IDLE 0x201
#define AGX_RTKIT_POWER_INIT 0x220

/* Endpoints crashlog, syslog and ioreport ask for a buffer, and get its address in the same way. */
#define AGX_RTKIT_BUFFER_TYPE GENMASK_ULL(59, 52)
#define AGX_RTKIT_BUFFER 1 /* a second one on AGX_EP_CRASHLOG says that the firmware crashed */
#define AGX_RTKIT_BUFFER_PAGES GENMASK_ULL(51, 44) /* of 4 KiB */
#define AGX_RTKIT_BUFFER_IOVA GENMASK_ULL(43, 0)

#define AGX_RTKIT_SYSLOG_LOG 5 /* echoed by the kernel */
#define AGX_RTKIT_SYSLOG_INDEX GENMASK_ULL(7, 0)
#define AGX_RTKIT_SYSLOG_INIT 8
#define AGX_RTKIT_SYSLOG_ENTRIES GENMASK_ULL(7, 0)
#define AGX_RTKIT_SYSLOG_SIZE GENMASK_ULL(31, 24)

/* A log entry: struct, then the text. */
struct agx_rtkit_syslog {
	u32 hdr;
	u32 unk_4;
	char context[24];
	char text[];
};

#define AGX_RTKIT_IOREPORT_START 0xc /* echoed by the kernel */
#define AGX_RTKIT_IOREPORT_REPORT 8 /* likewise */

#define AGX_RTKIT_OSLOG_TYPE GENMASK_ULL(63, 56)
#define AGX_RTKIT_OSLOG_BUFFER 1
#define AGX_RTKIT_OSLOG_SIZE GENMASK_ULL(55, 36) /* bytes */
#define AGX_RTKIT_OSLOG_IOVA GENMASK_ULL(35, 0) /* >> 12 */

/*
 * The crash log: a header, entries of which each says its length, header
 * included, and an end that has the header's tag.
 */
#define AGX_RTKIT_TAG(a, b, c, d) ((u32)(a) << 24 | (u32)(b) << 16 | (u32)(c) << 8 | (u32)(d))
#define AGX_RTKIT_CRASH_HEADER AGX_RTKIT_TAG('C', 'L', 'H', 'E')
#define AGX_RTKIT_CRASH_STRING AGX_RTKIT_TAG('C', 's', 't', 'r')
#define AGX_RTKIT_CRASH_VERSION AGX_RTKIT_TAG('C', 'v', 'e', 'r')

struct agx_rtkit_crash_header {
	u32 tag;
	u32 version;
	u32 size; /* of the whole log */
	u32 flags;
	u8 unk_10[16];
};

struct agx_rtkit_crash_entry {
	u32 tag;
	u32 unk_4;
	u32 flags;
	u32 len;
};

fw_assert_offset(struct agx_rtkit_syslog, text, 0x20);
fw_assert_size(struct agx_rtkit_crash_header, 0x20);
fw_assert_size(struct agx_rtkit_crash_entry, 0x10);

#endif /* FIRMWARE_AGX_RTKIT_H */
