/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Channels: the rings over which kernel and firmware talk once InitData has
 * told where they are. The kernel writes those to the firmware (12 pipes,
 * DeviceControl, FwCtl), the firmware writes Event, FwLog, KTrace and Stats.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/channels.py, Asahi's
 * drivers/gpu/drm/asahi/fw/channels.rs.
 */
#ifndef FIRMWARE_AGX_CHANNELS_H
#define FIRMWARE_AGX_CHANNELS_H

#include "firmware/types.h"

/* A ring has one entry less than its count: it is full when write + 1 is read. */

/** struct agx_channel_state - both pointers of a ring, in entries */
struct agx_channel_state {
	u32 read_ptr;
	u32 pad_4[7];
	u32 write_ptr;
	u32 pad_24[3];
};

/** struct agx_fwctl_state - the same for FwCtl */
struct agx_fwctl_state {
	u32 read_ptr;
	u32 pad_4[3];
	u32 write_ptr;
	u32 pad_14[3];
};

fw_assert_size(struct agx_channel_state, 0x30);
fw_assert_offset(struct agx_channel_state, write_ptr, 0x20);
fw_assert_size(struct agx_fwctl_state, 0x20);
fw_assert_offset(struct agx_fwctl_state, write_ptr, 0x10);

#define AGX_PIPE_PRIORITIES 4

enum agx_pipe_type {
	AGX_PIPE_VERTEX,
	AGX_PIPE_FRAGMENT,
	AGX_PIPE_COMPUTE,
	AGX_PIPE_TYPES,
};

#define AGX_PIPE_COUNT 0x100
#define AGX_DEVCTRL_COUNT 0x100
#define AGX_EVENT_COUNT 0x100
#define AGX_FWLOG_RINGS 6
#define AGX_FWLOG_COUNT 0x100 /* in each of its rings, whose states and entries follow each other */
#define AGX_KTRACE_COUNT 0x200
#define AGX_STATS_COUNT 0x100
#define AGX_FWCTL_COUNT 0x100

/* Sizes of entries of pipes, DeviceControl and Stats: struct agx_abi. */
#define AGX_PIPE_SIZE_MAX 0x40
#define AGX_DEVCTRL_SIZE_MAX 0x40
#define AGX_STATS_SIZE_MAX 0x40

/**
 * struct agx_pipe_msg - RunWorkQueue: there is work in a queue
 * @type: enum agx_pipe_type, the same as the pipe's
 * @queue: address of the queue's QueueInfo
 * @wptr: the queue's write pointer, in entries
 * @event_slot: the event that the queue signals now
 * @is_new: not 0 the first time that the queue is used
 */
struct agx_pipe_msg {
	u32 type;
	u64 queue;
	u32 wptr;
	u32 event_slot;
	u8 is_new;
	u8 pad_15[0x1b];
} __packed;

fw_assert_size(struct agx_pipe_msg, 0x30);
fw_assert_offset(struct agx_pipe_msg, queue, 0x04);
fw_assert_offset(struct agx_pipe_msg, wptr, 0x0c);
fw_assert_offset(struct agx_pipe_msg, event_slot, 0x10);
fw_assert_offset(struct agx_pipe_msg, is_new, 0x14);

/* DeviceControl: a word that says what, by struct agx_abi, then one of these. */

/* Initialize and UpdateIdleTS have no arguments. */
#define AGX_DEVCTRL_UPDATE_IDLE_TS 0x23

/** struct agx_devctrl_grow_ack - the answer to AGX_EVENT_GROW_TVB */
struct agx_devctrl_grow_ack {
	u32 opcode;
	u32 unk_4; /* 1 */
	u32 buffer_slot;
	u32 vm_slot;
	u32 counter;
	u32 subpipe;
	u64 halt_count;
} __packed;

/** struct agx_devctrl_recover - goes on after AGX_EVENT_CHANNEL_ERROR */
struct agx_devctrl_recover {
	u32 opcode;
	u32 pipe_type;
	u64 queue;
	u32 event_value;
} __packed;

/*
 * ctx_23 and ctx_0 to ctx_4 are bytes of the GpuContextData that goes. With
 * 0xff for ctx_0 and ctx_1, and no context,
 * it only flushes the firmware's cache.
 */
#define AGX_DEVCTRL_DESTROY_V12 0x17 /* the opcode of this layout; the other has the other */
struct agx_devctrl_destroy_v12 {
	u32 opcode;
	u32 unk_4;
	u8 ctx_23;
	u8 pad_9[3];
	u32 unk_c;
	u32 unk_10;
	u8 ctx_0;
	u8 ctx_1;
	u8 ctx_4;
	u8 pad_17;
	u32 unk_18;
	u64 context;
} __packed;

struct agx_devctrl_destroy_v13 {
	u32 opcode;
	u32 unk_4;
	u8 ctx_23;
	u32 unk_9;
	u32 unk_d;
	u8 ctx_0;
	u8 ctx_1;
	u8 ctx_4;
	u64 context;
} __packed;

fw_assert_size(struct agx_devctrl_grow_ack, 0x20);
fw_assert_offset(struct agx_devctrl_recover, event_value, 0x10);
fw_assert_offset(struct agx_devctrl_destroy_v12, context, 0x1c);
fw_assert_offset(struct agx_devctrl_destroy_v13, context, 0x14);

/**
 * struct agx_fwctl_msg - forget what is cached of a range
 * @addr: first byte
 * @slot: user's slot, AGX_UAT_NUM_SLOTS for the kernel
 * @page_count: pages of AGX_UAT_PAGE_SIZE
 */
struct agx_fwctl_msg {
	u64 addr;
	u32 unk_8;
	u32 slot;
	u16 page_count;
	u16 unk_12; /* 2 */
} __packed;

fw_assert_size(struct agx_fwctl_msg, 0x14);

/* Events. */
#define AGX_EVENT_SLOTS 128

enum agx_event_type {
	AGX_EVENT_FAULT = 0,
	AGX_EVENT_FLAG = 1,
	AGX_EVENT_TIMEOUT = 4,
	AGX_EVENT_GROW_TVB = 7,
	AGX_EVENT_CHANNEL_ERROR = 8,
};

enum agx_channel_error {
	AGX_CHANNEL_ERROR_MEMORY,
	AGX_CHANNEL_ERROR_DM_KILL,
	AGX_CHANNEL_ERROR_ABORTED,
	AGX_CHANNEL_ERROR_UNKNOWN,
};

/** struct agx_event_msg - what happened */
struct agx_event_msg {
	u32 type;
	union {
		struct {
			u32 firing[AGX_EVENT_SLOTS / 32]; /* a bit for each slot */
			u16 unk_14;
		} flag;
		struct {
			u32 counter;
			u32 unk_8;
			s32 event_slot;
		} timeout;
		struct {
			u32 vm_slot;
			u32 buffer_slot;
			u32 counter;
		} grow_tvb;
		struct {
			u32 error_type; /* enum agx_channel_error */
			u32 pipe_type;
			u32 event_slot;
			u32 event_value;
		} channel_error;
		u8 raw[0x34];
	};
};

fw_assert_size(struct agx_event_msg, 0x38);
fw_assert_offset(struct agx_event_msg, flag.firing, 0x04);
fw_assert_offset(struct agx_event_msg, timeout.event_slot, 0x0c);

/* FwLog. The entry names a line of the payload buffer, which has the rings' lines one after another. */
#define AGX_FWLOG_MSG_TYPE 2
#define AGX_FWLOG_PAYLOAD_TYPE 3

struct agx_fwlog_msg {
	u32 type;
	u32 unk_4;
	u32 index;
	u8 pad_c[0x2c];
};

struct agx_fwlog_payload {
	u32 type;
	u32 seq;
	u64 timestamp;
	char msg[0xc8];
};

fw_assert_size(struct agx_fwlog_msg, 0x38);
fw_assert_offset(struct agx_fwlog_msg, index, 0x08);
fw_assert_size(struct agx_fwlog_payload, 0xd8);

#define AGX_KTRACE_TYPE 5

struct agx_ktrace_msg {
	u32 type;
	u64 timestamp;
	u64 args[4];
	u8 code;
	u8 channel;
	u8 pad_2e;
	u8 thread;
	u64 unk_flag;
} __packed;

fw_assert_size(struct agx_ktrace_msg, 0x38);

/* Stats. */
enum agx_stats_type {
	AGX_STATS_POWER = 0x00,
	AGX_STATS_POWER_ON = 0x02,
	AGX_STATS_POWER_OFF = 0x03,
	AGX_STATS_UTILIZATION = 0x04,
	AGX_STATS_AVG_POWER = 0x09,
	AGX_STATS_TEMPERATURE = 0x0a,
	AGX_STATS_POWER_STATE = 0x0b,
	AGX_STATS_FW_BUSY = 0x0c,
	AGX_STATS_PSTATE = 0x0d,
	AGX_STATS_TEMP_SENSOR = 0x0e,
	AGX_STATS_TYPE_MAX = AGX_STATS_TEMP_SENSOR,
};

#define AGX_STATS_POWER_SHIFT 13 /* to mW */
#define AGX_STATS_TEMPERATURE_UNIT 64 /* a degree */

struct agx_stats_msg {
	u32 type;
	union {
		struct {
			u8 pad_4[0x18];
			u64 power; /* mW * 8192 */
		} __packed power;
		struct {
			u64 ticks; /* of 24 MHz: how long the other state lasted */
		} __packed power_onoff;
		struct {
			u64 timestamp;
			u32 util[4]; /* percent */
		} __packed utilization;
		struct {
			u64 active_cs; /* 10 ms */
			u32 unk_c[3];
			u32 avg_power; /* mW */
		} __packed avg_power;
		struct {
			u64 pad_4;
			u32 raw_value; /* degrees Celsius * 64 * scale */
			u32 scale;
			u32 tmin;
			u32 tmax;
		} __packed temperature;
		struct {
			u64 timestamp;
			u64 last_busy;
			u32 active;
			u32 poweroff;
			u32 unk_1c;
			u32 pstate;
			u32 unk_24[2];
		} __packed power_state;
		struct {
			u64 timestamp;
			u32 busy;
		} __packed fw_busy;
		struct {
			u64 pad_4;
			u32 min;
			u32 unk_10;
			u32 max;
			u32 unk_18;
		} __packed pstate;
		u8 raw[0x2c]; /* then zeros up to the size of struct agx_abi */
	} __packed;
} __packed;

fw_assert_size(struct agx_stats_msg, 0x30);
fw_assert_offset(struct agx_stats_msg, power.power, 0x1c);
fw_assert_offset(struct agx_stats_msg, utilization.util, 0x0c);

#endif /* FIRMWARE_AGX_CHANNELS_H */
