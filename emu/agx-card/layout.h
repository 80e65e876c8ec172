/* SPDX-License-Identifier: MIT */
/* Where the fields of queues, commands and microsequences are that the firmware looks at. */
#ifndef AGX_CARD_LAYOUT_H
#define AGX_CARD_LAYOUT_H

#include <stdint.h>

#include "firmware/agx/abi.h"
#include "firmware/agx/channels.h"

struct pointer_table;

/* What a pointer in a microsequence has to be. */
enum layout_ptr_kind {
	LAYOUT_PART, /* into the command itself */
	LAYOUT_ITEM, /* the command */
	LAYOUT_QUEUE, /* QueueInfo */
	LAYOUT_RW, /* anything that the firmware may read and write */
};

struct layout_ptr {
	uint16_t offset;
	uint8_t kind;
	const char *name;
};

#define LAYOUT_PTRS 12

/**
 * struct layout_op - a Start or Finalize operation
 * @size: bytes
 * @vm_slot: offsets; 0 is for none, because the opcode is there
 * @uuid: the command's number
 * @stamp: address of the firmware's stamp
 * @stamp_value: what to write there
 * @restart: distance back to Start
 * @attachments: array of 16
 * @ptr: pointers, up to one without a name
 */
struct layout_op {
	uint16_t size;
	uint16_t vm_slot;
	uint16_t uuid;
	uint16_t stamp;
	uint16_t stamp_value;
	uint16_t restart;
	uint16_t attachments;
	struct layout_ptr ptr[LAYOUT_PTRS];
};

/**
 * struct layout_cmd - a command that runs
 * @size: bytes
 * @vm_slot: offset of the user's slot
 * @notifier: of the Notifier's address
 * @microseq: of the microsequence's address, which its length follows
 * @meta: of JobMeta
 * @stream: of the address of the control stream, 0 if it is among the registers
 * @usc_base: of the base of shader addresses, likewise
 * @registers: of struct layout_registers, 0 if there are fields instead
 * @stream_register: which of them is the control stream's
 * @usc_base_register: and which the base
 */
struct layout_cmd {
	uint16_t size;
	uint16_t vm_slot;
	uint16_t notifier;
	uint16_t microseq;
	uint16_t meta;
	uint16_t stream;
	uint16_t usc_base;
	uint16_t registers;
	uint32_t stream_register;
	uint32_t usc_base_register;
};

/* RegisterArray, by which G14X gets what others have in fields. */
#define LAYOUT_REGISTERS 128

struct layout_register {
	uint32_t number;
	uint64_t value;
} __attribute__((packed));

struct layout_registers {
	struct layout_register reg[LAYOUT_REGISTERS];
	uint8_t pad_600[0x100];
	uint64_t self; /* address of @reg */
	uint16_t count;
	uint16_t length; /* bytes */
	uint32_t unk_70c;
} __attribute__((packed));

/* The value of a register; 0 if it is not among them. */
uint64_t layout_register(const struct layout_registers *registers, uint32_t number);

/** struct layout - one interface; by enum agx_pipe_type */
struct layout {
	uint16_t queue_size;
	uint16_t queue_context;
	uint16_t notifier_size;
	uint16_t timestamp_size;
	struct layout_cmd cmd[AGX_PIPE_TYPES];
	const struct pointer_table *pointers;
	const struct layout_op *start[AGX_PIPE_TYPES];
	const struct layout_op *finalize[AGX_PIPE_TYPES];
};

const struct layout *layout_of(const struct agx_abi *abi);

/* QueueInfo */
#define QUEUE_STATE 0x00
#define QUEUE_RING 0x08
#define QUEUE_NOTIFIERS 0x10
#define QUEUE_GPU_BUF 0x18
#define QUEUE_RPTR(n) (0x20 + 4 * (n))
#define QUEUE_EVENT_ID 0x2c
#define QUEUE_PRIORITY 0x30
#define QUEUE_UNK_4C 0x4c
#define QUEUE_UUID 0x50
#define QUEUE_UNK_54 0x54
#define QUEUE_BUSY 0x60
#define QUEUE_SIZE_MAX 0xb8
#define QUEUE_GPU_BUF_SIZE 0x2c18
#define QUEUE_NOTIFIERS_SIZE 0x18
#define QUEUE_CONTEXT_SIZE 0x40

/* RingState */
#define RING_DONE_PTR 0x00
#define RING_READ_PTR 0x30
#define RING_WRITE_PTR 0x40
#define RING_SIZE 0x50
#define RING_STATE_SIZE 0x60
#define RING_ENTRIES_MAX 0x10000

/* Notifier */
#define NOTIFIER_THRESHOLD 0x00
#define NOTIFIER_COUNT 0x0c

/* Commands, by their first word */
#define CMD_VERTEX 0
#define CMD_FRAGMENT 1
#define CMD_COMPUTE 3
#define CMD_BARRIER 4
#define CMD_INIT_BUFFER 6

/* Microsequence, by the low byte of the first word */
#define OP_WAIT_FOR_IDLE 0x01
#define OP_WAIT_FOR_IDLE_2 0x02
#define OP_RETIRE_STAMP 0x18
#define OP_RETIRE_STAMP_WORD 0x40000018
#define OP_TIMESTAMP 0x19
#define OP_TIMESTAMP_START (1u << 31)
#define OP_START(type) ((type) == AGX_PIPE_COMPUTE ? 0x29 : 0x22 + 2 * (type))
#define OP_FINALIZE(type) (OP_START(type) + 1)

/* Timestamp */
#define TIMESTAMP_NOW 0x04
#define TIMESTAMP_PTRS 0x0c
#define TIMESTAMP_UPDATE 0x14
#define TIMESTAMP_QUEUE 0x1c
#define TIMESTAMP_USER_PTRS 0x24

/** struct layout_meta - JobMeta */
struct layout_meta {
	uint32_t unk_0;
	uint64_t stamp; /* the kernel reads it */
	uint64_t fw_stamp; /* barriers read it */
	uint32_t value;
	uint32_t slot;
	uint32_t unk_1c;
	uint32_t flush_stamps;
	uint32_t uuid;
	uint32_t event_seq;
} __attribute__((packed));

/** struct layout_barrier - Barrier */
struct layout_barrier {
	uint32_t tag;
	uint64_t fw_stamp;
	uint32_t value;
	uint32_t slot;
	uint32_t self_value;
	uint32_t uuid;
	uint32_t external;
} __attribute__((packed));

/** struct layout_init_buffer - InitBuffer */
struct layout_init_buffer {
	uint32_t tag;
	uint32_t vm_slot;
	uint32_t buffer_slot;
	uint32_t unk_c;
	uint32_t block_count;
	uint64_t info;
	uint32_t stamp_value;
} __attribute__((packed));

/** struct layout_attachment - an attachment of Start */
struct layout_attachment {
	uint64_t addr;
	uint32_t lines; /* of 128 bytes */
	uint16_t unk_c;
	uint16_t unk_e;
} __attribute__((packed));

#define LAYOUT_ATTACHMENTS 16

#endif
