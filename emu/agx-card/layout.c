// SPDX-License-Identifier: MIT
/*
 * Offsets computed from m1n1 proxyclient/m1n1/fw/agx/cmdqueue.py and microsequence.py for each
 * generation and version; the fragment's JobMeta as in Asahi's fw/fragment.rs, which agrees.
 * Numbers of registers: m1n1 proxyclient/m1n1/agx/render.py, Asahi's queue/compute.rs.
 */
#include "layout.h"

#include "pointers.h"

#define PART(at, called) { (at), LAYOUT_PART, called }
#define ITEM(at) { (at), LAYOUT_ITEM, "work item" }
#define QUEUE(at) { (at), LAYOUT_QUEUE, "queue" }
#define RW(at, called) { (at), LAYOUT_RW, called }

/* @x moves what follows the address of the registers, which only G14X has. */
#define START_VERTEX(bytes, x)                                                                 \
	{                                                                                      \
		.size = (bytes), .vm_slot = 0x34 + (x), .uuid = 0x6c + (x),                    \
		.ptr = {                                                                       \
			RW(0x14 + (x), "buffer"), RW(0x1c + (x), "scene"),                     \
			RW(0x24 + (x), "statistics"), QUEUE(0x2c + (x)),                       \
			PART(0x54 + (x), "job parameters"), PART(0x5c + (x), "unk_594"),       \
		},                                                                             \
	}

/* @y moves what follows a word that 13.3 has put in. */
#define START_FRAGMENT(bytes, x, y)                                                            \
	{                                                                                      \
		.size = (bytes), .vm_slot = 0x4c + (x), .uuid = 0x88 + (x) + (y),              \
		.attachments = 0x8c + (x) + (y),                                               \
		.ptr = {                                                                       \
			RW(0x14 + (x), "scene"), RW(0x1c + (x), "statistics"),                 \
			PART(0x24 + (x), "busy flag"), PART(0x2c + (x), "overflow count"),     \
			PART(0x34 + (x), "unk_pointee"), QUEUE(0x3c + (x)), ITEM(0x44 + (x)),  \
			PART(0x6c + (x), "unk_buf"), PART(0x74 + (x), "unk_buf2"),             \
		},                                                                             \
	}

#define START_COMPUTE(bytes, x)                                                                \
	{                                                                                      \
		.size = (bytes), .vm_slot = 0x24 + (x), .uuid = 0x48 + (x),                    \
		.attachments = 0x4c + (x),                                                     \
		.ptr = {                                                                       \
			PART(0x04, "unk_pointee"), RW(0x14 + (x), "statistics"),               \
			QUEUE(0x1c + (x)), PART(0x3c + (x), "job parameters"),                 \
		},                                                                             \
	}

/* @r is where the distance to Start is. */
#define FINALIZE_VERTEX(bytes, r)                                                              \
	{                                                                                      \
		.size = (bytes), .vm_slot = 0x24, .uuid = 0x38, .stamp = 0x3c,                 \
		.stamp_value = 0x44, .restart = (r),                                           \
		.ptr = {                                                                       \
			RW(0x04, "scene"), RW(0x0c, "buffer"), RW(0x14, "statistics"),         \
			QUEUE(0x1c), PART(0x2c, "job parameters"), RW(0x3c, "stamp"),          \
		},                                                                             \
	}

#define FINALIZE_FRAGMENT(bytes, r)                                                            \
	{                                                                                      \
		.size = (bytes), .uuid = 0x04, .stamp = 0x0c, .stamp_value = 0x14,             \
		.restart = (r),                                                                \
		.ptr = {                                                                       \
			RW(0x0c, "stamp"), RW(0x1c, "scene"), RW(0x24, "buffer"),              \
			RW(0x34, "statistics"), PART(0x3c, "unk_pointee"),                     \
			PART(0x44, "busy flag"), QUEUE(0x4c), ITEM(0x54),                      \
			PART(0x64, "unk_buf"),                                                 \
		},                                                                             \
	}

/* @x is for a word that 12.x has before the job's parameters. */
#define FINALIZE_COMPUTE(bytes, x, r)                                                          \
	{                                                                                      \
		.size = (bytes), .vm_slot = 0x14, .uuid = 0x24 + (x), .stamp = 0x28 + (x),     \
		.stamp_value = 0x30 + (x), .restart = (r),                                     \
		.ptr = {                                                                       \
			RW(0x04, "statistics"), QUEUE(0x0c), PART(0x18 + (x), "job parameters"), \
			RW(0x28 + (x), "stamp"),                                               \
		},                                                                             \
	}

static const struct layout_op start_12[] = {
	START_VERTEX(0x17c, 0),
	START_FRAGMENT(0x194, 0, 0),
	START_COMPUTE(0x154, 0),
};

static const struct layout_op start_135[] = {
	START_VERTEX(0x18c, 0),
	START_FRAGMENT(0x1ac, 0, 8),
	START_COMPUTE(0x16c, 0),
};

static const struct layout_op start_g14x[] = {
	START_VERTEX(0x194, 8),
	START_FRAGMENT(0x1b4, 8, 8),
	START_COMPUTE(0x174, 8),
};

static const struct layout_op finalize_123[] = {
	FINALIZE_VERTEX(0x74, 0x6c),
	FINALIZE_FRAGMENT(0x9c, 0x94),
	FINALIZE_COMPUTE(0x64, 4, 0x5c),
};

static const struct layout_op finalize_124[] = {
	FINALIZE_VERTEX(0x7c, 0x74),
	FINALIZE_FRAGMENT(0xa4, 0x9c),
	FINALIZE_COMPUTE(0x6c, 4, 0x64),
};

static const struct layout_op finalize_135[] = {
	FINALIZE_VERTEX(0x84, 0x6c),
	FINALIZE_FRAGMENT(0xb4, 0x9c),
	FINALIZE_COMPUTE(0x7c, 0, 0x58),
};

#define OPS(table) { &(table)[0], &(table)[1], &(table)[2] }

/* The vertex command's control stream and the bases of shaders are elsewhere on G14. */
#define COMMANDS_12(stream, base, frag)                                                        \
	{                                                                                      \
		{ 0x5e0, 0x04, 0x0c, 0x46c, 0x564, stream, base, 0, 0, 0 },                    \
		{ 0x930, 0x04, 0x18, 0x00c, 0x8b4, 0, frag, 0, 0, 0 },                         \
		{ 0x2dc, 0x08, 0x0c, 0x1e8, 0x27c, 0x70, 0x98, 0, 0, 0 },                      \
	}

#define COMMANDS_135(stream, base, frag)                                                       \
	{                                                                                      \
		{ 0x608, 0x0c, 0x14, 0x474, 0x56c, stream, base, 0, 0, 0 },                    \
		{ 0x96c, 0x0c, 0x20, 0x014, 0x8d0, 0, frag, 0, 0, 0 },                         \
		{ 0x31c, 0x10, 0x14, 0x1f0, 0x284, 0x78, 0xa0, 0, 0, 0 },                      \
	}

static const struct layout g13_12 = {
	.queue_size = 0xb0, .queue_context = 0xa0, .notifier_size = 0xa8, .timestamp_size = 0x34,
	.cmd = COMMANDS_12(0xc8, 0x118, 0x1b0), .pointers = pointers_g13_12,
	.start = OPS(start_12), .finalize = OPS(finalize_123),
};

static const struct layout g14_12 = {
	.queue_size = 0xb0, .queue_context = 0xa0, .notifier_size = 0xc0, .timestamp_size = 0x34,
	.cmd = COMMANDS_12(0xa8, 0xe0, 0x1e0), .pointers = pointers_g14_12,
	.start = OPS(start_12), .finalize = OPS(finalize_124),
};

static const struct layout g13_135 = {
	.queue_size = 0xb8, .queue_context = 0xa4, .notifier_size = 0xb0, .timestamp_size = 0x3c,
	.cmd = COMMANDS_135(0xd0, 0x120, 0x1c0), .pointers = pointers_g13_135,
	.start = OPS(start_135), .finalize = OPS(finalize_135),
};

static const struct layout g14_135 = {
	.queue_size = 0xb8, .queue_context = 0xa4, .notifier_size = 0xb0, .timestamp_size = 0x3c,
	.cmd = COMMANDS_135(0xb0, 0xe8, 0x1f0), .pointers = pointers_g14_135,
	.start = OPS(start_135), .finalize = OPS(finalize_135),
};

static const struct layout g14x_135 = {
	.queue_size = 0xb0, .queue_context = 0xa0, .notifier_size = 0xb0, .timestamp_size = 0x3c,
	.cmd = {
		{ 0x8f4, 0x0c, 0x14, 0x760, 0x858, 0, 0, 0x40, 0x1c880, 0x10061 },
		{ 0xc44, 0x0c, 0x20, 0x014, 0xba8, 0, 0, 0x80, 0, 0x10069 },
		{ 0x87c, 0x10, 0x14, 0x750, 0x7e4, 0, 0, 0x20, 0x1a420, 0x10071 },
	},
	.pointers = pointers_g14x,
	.start = OPS(start_g14x), .finalize = OPS(finalize_135),
};

uint64_t layout_register(const struct layout_registers *registers, uint32_t number)
{
	for (unsigned int i = 0; i < registers->count; i++)
		if (registers->reg[i].number == number)
			return registers->reg[i].value;
	return 0;
}

const struct layout *layout_of(const struct agx_abi *abi)
{
	if (abi->generation == AGX_G14X)
		return &g14x_135;
	if (abi->version[0] >= 13)
		return abi->generation == AGX_G14 ? &g14_135 : &g13_135;
	return abi->generation == AGX_G14 ? &g14_12 : &g13_12;
}
