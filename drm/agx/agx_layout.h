/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_LAYOUT_H
#define AGX_LAYOUT_H

#include "firmware/agx/microseq.h"
#include "firmware/agx/workqueue.h"

#include <linux/types.h>

struct agx_abi;
struct agx_compute_layout;
struct agx_render_layout;
struct drm_asahi_cmd_compute;

/**
 * struct agx_wq_addrs - what a queue's structures point at
 * @state: positions
 * @ring: addresses of commands
 * @notifier_list: head of a list
 * @gpu_buf: the firmware's own
 * @context: the client's context
 * @threshold: how many events there will be
 * @type: enum agx_pipe_type
 * @uuid: number of the queue
 * @priority: 0 is the highest
 */
struct agx_wq_addrs {
	u64 state;
	u64 ring;
	u64 notifier_list;
	u64 gpu_buf;
	u64 context;
	u64 threshold;
	u32 type;
	u32 uuid;
	u32 priority;
};

/**
 * struct agx_compute_args - what a compute command is made of
 * @cmd: what userspace asked for, checked
 * @attachments: memory that it says it writes
 * @usc_exec_base: where shaders are
 * @vm_slot: address space
 * @uuid: number of the queue
 * @client: number of the client
 * @notifier: the queue's notifier
 * @queue_info: the queue
 * @stats: where the firmware counts
 * @preempt: where state is saved, @preempt1_size bytes and 4 * 8
 * @preempt1_size: the first part
 * @user: where times go that userspace asked for; 0 for those that it did not
 */
struct agx_compute_args {
	const struct drm_asahi_cmd_compute *cmd;
	const struct agx_seq_attachments *attachments;
	u64 usc_exec_base;
	u32 vm_slot;
	u32 uuid;
	u32 client;
	u64 notifier;
	u64 queue_info;
	u64 stats;
	u64 preempt;
	u32 preempt1_size;
	struct agx_timestamp_ptrs user;
};

/**
 * struct agx_stamp_args - what is known of a command when it goes to the firmware
 * @stamp: address of the slot's stamp for us
 * @fw_stamp: and for the firmware
 * @slot: event slot
 * @value: what both become
 * @seq: number of the command in its queue
 * @counter: number of the command in the user's queue
 * @times: address of a struct agx_job_timestamps, the driver's
 * @flush: last of its submission
 */
struct agx_stamp_args {
	u64 stamp;
	u64 fw_stamp;
	u32 slot;
	u32 value;
	u32 seq;
	u64 counter;
	u64 times;
	bool flush;
};

/**
 * struct agx_layout - how a firmware lays out what a queue is made of
 * @queue_info_size: bytes of QueueInfo
 * @queue_context: where it has the client's context
 * @notifier_size: bytes of Notifier
 * @notifier_buf: where it has eight bytes that are 0xff; 0 if it lacks them
 * @compute: compute commands
 * @render: renders; NULL if we do not know
 */
struct agx_layout {
	u32 queue_info_size;
	u32 queue_context;
	u32 notifier_size;
	u32 notifier_buf;
	const struct agx_compute_layout *compute;
	const struct agx_render_layout *render;
};

const struct agx_layout *agx_layout_find(const struct agx_abi *abi);
void agx_layout_init_queue(const struct agx_layout *layout, void *info,
			   const struct agx_wq_addrs *addrs);
void agx_layout_init_notifier(const struct agx_layout *layout, void *notifier,
			      const struct agx_wq_addrs *addrs);
struct agx_encoder_params agx_layout_encoder(u64 samplers, u32 count);
struct agx_job_meta agx_layout_meta(const struct agx_stamp_args *args);
struct agx_timestamp_ptrs agx_layout_times(const struct agx_stamp_args *args);
struct agx_command_end agx_layout_end(const struct agx_timestamp_ptrs *user, u32 client);
struct agx_seq_timestamp agx_layout_timestamp(u64 end, u64 queue_info, bool start);
u32 agx_layout_wait(bool g14x, u32 pipe);

extern const struct agx_compute_layout agx_compute_g13_v12;
extern const struct agx_compute_layout agx_compute_g14_v12;
extern const struct agx_compute_layout agx_compute_v13;
extern const struct agx_compute_layout agx_compute_g14x;

u32 agx_compute_size(const struct agx_compute_layout *layout);
void agx_compute_build(const struct agx_compute_layout *layout, void *mem, u64 va,
		       const struct agx_compute_args *args);
void agx_compute_stamp(const struct agx_compute_layout *layout, void *mem,
		       const struct agx_stamp_args *args);

#endif
