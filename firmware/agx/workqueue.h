/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Work queues: rings of pointers to commands, from which the firmware takes
 * work after a message on a pipe, and what a command says of its completion.
 *
 * Every finished step of a queue adds AGX_STAMP_STEP to the two stamps of the
 * event slot that the queue has, of which the firmware waits on one and the
 * kernel reads the other. A notifier counts steps, and posts AGX_EVENT_FLAG
 * when the count reaches its threshold.
 *
 * Public sources: m1n1 proxyclient/m1n1/fw/agx/cmdqueue.py, Asahi's
 * drivers/gpu/drm/asahi/fw/{workqueue,event,job}.rs.
 */
#ifndef FIRMWARE_AGX_WORKQUEUE_H
#define FIRMWARE_AGX_WORKQUEUE_H

#include "firmware/types.h"

#define AGX_STAMP_STEP 0x100u

#define AGX_QUEUE_ENTRIES 0x500
#define AGX_QUEUE_GPU_BUF_SIZE 0x2c18

/** struct agx_queue_state - the ring's positions, in entries */
struct agx_queue_state {
	u32 gpu_doneptr;
	u32 pad_4[3];
	u32 unk_10;
	u32 pad_14[3];
	u32 unk_20;
	u32 pad_24[3];
	u32 gpu_rptr;
	u32 pad_34[3];
	u32 cpu_wptr;
	u32 pad_44[3];
	u32 size;
	u32 pad_54[3];
};

fw_assert_offset(struct agx_queue_state, gpu_rptr, 0x30);
fw_assert_offset(struct agx_queue_state, cpu_wptr, 0x40);
fw_assert_offset(struct agx_queue_state, size, 0x50);
fw_assert_size(struct agx_queue_state, 0x60);

struct agx_queue_priority {
	u32 unk_0;
	u32 unk_4;
	u64 unk_8;
	u32 unk_10;
	u32 unk_14;
	u32 unk_18;
} __packed;

/** struct agx_queue_info - QueueInfo, but for its end; what a message on a pipe names */
struct agx_queue_info {
	u64 state;
	u64 ring; /* AGX_QUEUE_ENTRIES addresses of commands */
	u64 notifier_list;
	u64 gpu_buf; /* AGX_QUEUE_GPU_BUF_SIZE bytes */
	u32 gpu_rptr1;
	u32 gpu_rptr2;
	u32 gpu_rptr3;
	s32 event_id; /* -1 */
	struct agx_queue_priority priority;
	s32 unk_4c; /* -1 */
	u32 uuid;
	s32 unk_54; /* -1 */
	u64 unk_58;
	u32 busy;
	/* The firmware's own; where 13.2 has put its word more, sources disagree. */
	u8 unk_64[0x3c];
} __packed;

fw_assert_offset(struct agx_queue_info, event_id, 0x2c);
fw_assert_offset(struct agx_queue_info, priority, 0x30);
fw_assert_offset(struct agx_queue_info, uuid, 0x50);
fw_assert_offset(struct agx_queue_info, busy, 0x60);

/** struct agx_queue_info_v12 - QueueInfo before 13.2, and of G14X */
struct agx_queue_info_v12 {
	struct agx_queue_info common;
	u64 gpu_context;
	u64 unk_a8;
} __packed;

fw_assert_offset(struct agx_queue_info_v12, gpu_context, 0xa0);
fw_assert_size(struct agx_queue_info_v12, 0xb0);

/** struct agx_queue_info_v13 - QueueInfo of G13 and G14 since 13.2 */
struct agx_queue_info_v13 {
	struct agx_queue_info common;
	u32 unk_a0;
	u64 gpu_context;
	u64 unk_ac;
	u32 unk_b4;
} __packed;

fw_assert_offset(struct agx_queue_info_v13, gpu_context, 0xa4);
fw_assert_size(struct agx_queue_info_v13, 0xb8);

/** struct agx_gpu_context - the firmware's state of a client */
struct agx_gpu_context {
	u8 unk_0; /* 0xff */
	u8 unk_1; /* 0xff */
	u8 unk_2[3];
	u8 unk_5; /* 1 */
	u8 unk_6[0x18];
	u8 unk_1e; /* 0xff */
	u8 unk_1f;
	u8 unk_20[3];
	u8 unk_23; /* 2 */
	u8 unk_24[0x1c];
};

fw_assert_offset(struct agx_gpu_context, unk_1e, 0x1e);
fw_assert_offset(struct agx_gpu_context, unk_23, 0x23);
fw_assert_size(struct agx_gpu_context, 0x40);

struct agx_fw_list {
	u64 prev;
	u64 next;
};

/** struct agx_notifier_list - NotifierList; list.next points to itself */
struct agx_notifier_list {
	struct agx_fw_list list;
	u64 unk_10;
};

/** struct agx_notifier - Notifier, but for its end */
struct agx_notifier {
	u64 threshold; /* address of a u64: how many steps there will be */
	u32 generation; /* the queue's number */
	u32 cur_count;
	u32 unk_10; /* 0x50 */
	u32 unk_14;
	u64 unk_18;
	u32 unk_20;
	u32 vm_slot;
	u32 has_vertex;
	u64 pstamp_vertex[4];
	u32 has_fragment;
	u64 pstamp_fragment[4];
	u32 has_compute;
	u64 pstamp_compute[4];
} __packed;

#define AGX_NOTIFIER_UNK_10 0x50
#define AGX_NOTIFIER_BUF_SIZE 8

fw_assert_offset(struct agx_notifier, cur_count, 0x0c);
fw_assert_offset(struct agx_notifier, vm_slot, 0x24);

/** struct agx_notifier_v12 - Notifier of G13 before 13.0 */
struct agx_notifier_v12 {
	struct agx_notifier common;
	u32 in_list;
	struct agx_fw_list list;
} __packed;

fw_assert_offset(struct agx_notifier_v12, in_list, 0x94);
fw_assert_size(struct agx_notifier_v12, 0xa8);

/** struct agx_notifier_v12_g14 - Notifier of G14 before 13.0 */
struct agx_notifier_v12_g14 {
	struct agx_notifier common;
	/* As above, and 0x18 bytes more, of which sources disagree where they are. */
	u8 unk_94[0x2c];
} __packed;

fw_assert_size(struct agx_notifier_v12_g14, 0xc0);

/** struct agx_notifier_v13 - Notifier since 13.0 */
struct agx_notifier_v13 {
	struct agx_notifier common;
	u32 in_list;
	struct agx_fw_list list;
	u8 unk_buf[AGX_NOTIFIER_BUF_SIZE]; /* 0xff */
} __packed;

fw_assert_size(struct agx_notifier_v13, 0xb0);

/* First word of a command. */
enum agx_command {
	AGX_CMD_RUN_VERTEX = 0,
	AGX_CMD_RUN_FRAGMENT = 1,
	AGX_CMD_RUN_COMPUTE = 3,
	AGX_CMD_BARRIER = 4,
	AGX_CMD_INIT_BUFFER = 6,
};

/**
 * struct agx_cmd_barrier - wait for another queue
 * @tag: AGX_CMD_BARRIER
 * @wait_stamp: address of the firmware's stamp to wait on
 * @wait_value: until it is that far
 * @wait_slot: event slot of that stamp
 * @stamp_self: value that the next step of this queue has before it is done
 * @uuid: for the firmware's log
 * @external: 1 if nothing but an order from outside asks for it
 * @internal_type: 0 the fragment half of a render waits for the vertex half, 1 userspace wants it
 */
struct agx_cmd_barrier {
	u32 tag;
	u64 wait_stamp;
	u32 wait_value;
	u32 wait_slot;
	u32 stamp_self;
	u32 uuid;
	u32 external;
	u32 internal_type;
	u8 pad_24[0x1c];
} __packed;

fw_assert_offset(struct agx_cmd_barrier, wait_value, 0x0c);
fw_assert_size(struct agx_cmd_barrier, 0x40);

/** struct agx_job_meta - JobMeta: what becomes of the stamps when a command is done */
struct agx_job_meta {
	u16 unk_0;
	u8 unk_2;
	u8 no_preemption;
	u64 stamp; /* where the kernel reads */
	u64 fw_stamp; /* where the firmware waits */
	u32 stamp_value; /* what both become */
	u32 stamp_slot; /* event slot */
	u32 evctl_index;
	u32 flush_stamps; /* 1 at the end of a submission */
	u32 uuid;
	u32 event_seq;
} __packed;

fw_assert_offset(struct agx_job_meta, stamp_value, 0x14);
fw_assert_size(struct agx_job_meta, 0x2c);

/** struct agx_encoder_params - EncoderParams */
struct agx_encoder_params {
	u32 unk_8;
	u32 sync_grow;
	u32 unk_10;
	u32 encoder_id;
	u32 unk_18;
	u32 unk_mask; /* ~0 */
	u64 sampler_array;
	u32 sampler_count;
	u32 sampler_max; /* sampler_count + 1 */
} __packed;

fw_assert_size(struct agx_encoder_params, 0x28);

/** struct agx_timestamp_ptrs - where to write times; 0 for nowhere */
struct agx_timestamp_ptrs {
	u64 start;
	u64 end;
} __packed;

/*
 * The driver's own times are the system counter's, which has 24 MHz on all of
 * these chips; a user's are in ns.
 */
#define AGX_TICK_NS_NUM 125
#define AGX_TICK_NS_DEN 3

/** struct agx_job_timestamps - the driver's own times of a command, in ticks */
struct agx_job_timestamps {
	u64 start;
	u64 end;
};

/** struct agx_command_end - how RunVertex, RunFragment and RunCompute end, or did before 13.0 */
struct agx_command_end {
	u64 command_time;
	struct agx_timestamp_ptrs timestamp_pointers;
	struct agx_timestamp_ptrs user_timestamp_pointers;
	u8 client_sequence;
	u8 pad_29[3];
	u32 unk_2c;
	u8 unk_30;
} __packed;

fw_assert_offset(struct agx_command_end, client_sequence, 0x28);
fw_assert_size(struct agx_command_end, 0x31);

#define AGX_REGISTERS_MAX 128

/** struct agx_register - a register of the GPU, and what it is set to */
struct agx_register {
	u32 number;
	u64 value;
} __packed;

/**
 * struct agx_registers - RegisterArray, which commands of G14X have for parameters
 * @reg: registers
 * @address: of @reg
 * @count: how many there are
 * @length: their bytes
 */
struct agx_registers {
	struct agx_register reg[AGX_REGISTERS_MAX];
	u8 pad_600[0x100];
	u64 address;
	u16 count;
	u16 length;
	u32 unk_70c;
} __packed;

fw_assert_size(struct agx_register, 0x0c);
fw_assert_offset(struct agx_registers, address, 0x700);
fw_assert_size(struct agx_registers, 0x710);

#endif /* FIRMWARE_AGX_WORKQUEUE_H */
