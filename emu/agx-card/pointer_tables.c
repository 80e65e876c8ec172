// SPDX-License-Identifier: MIT
/*
 * Offsets computed from m1n1 proxyclient/m1n1/fw/agx/cmdqueue.py and microsequence.py; numbers of
 * registers, flags next to addresses and sizes: proxyclient/m1n1/agx/render.py. Who uses what, from
 * where it is allocated there and in Asahi's buffer.rs, whose comments also say that the firmware
 * writes the tail pointers.
 */
#include "pointers.h"

#define KERNEL(where, who, what, many, bytes, called)                                          \
	.at = (where), .user = (who), .access = POINTER_##what, .unit = (many),                \
	.size = (bytes), .name = called

#define FW(at, bytes, called) { KERNEL(at, POINTER_FW, RW, POINTER_BYTE, bytes, called) }
#define GPU(at, bytes, called) { KERNEL(at, POINTER_GPU, RW, POINTER_BYTE, bytes, called) }
#define EACH(at, bytes, called) { KERNEL(at, POINTER_GPU, RW, POINTER_CLUSTER, bytes, called) }
#define TAGGED(at, flags, many, bytes, called)                                                 \
	{ KERNEL(at, POINTER_GPU, RW, POINTER_##many, bytes, called), .tag = (flags) }
#define TILEMAP(at, what) { KERNEL(at, POINTER_GPU, what, POINTER_TILEMAP, 1, "tilemap") }
#define LAYERS(at, what) { KERNEL(at, POINTER_GPU, what, POINTER_BYTE, 4, "layers") }
#define TAILS(at, field)                                                                       \
	{ KERNEL(at, POINTER_GPU_FW, RW, POINTER_FIELD, field, "tail pointers") }
#define CLUSTERED(at, flags, many, bytes, called)                                              \
	{ KERNEL(at, POINTER_GPU, RW, POINTER_##many, bytes, called), .tag = (flags),          \
	  .clustered = true }

#define USER(where, who, what, called)                                                         \
	{ .at = (where), .user = (who), .access = POINTER_##what, .size = 4, .name = called }
#define LOAD(at, called) USER(at, POINTER_DATA, R, called)
#define STORE(at, called) USER(at, POINTER_DATA, W, called)
#define ARRAY(at, called) USER(at, POINTER_ARRAY, R, called)
#define SHADER(at, called) USER(at, POINTER_SHADER, R, called)

/* The same of a register. */
#define REG_GPU(at, bytes, called)                                                             \
	{ KERNEL(at, POINTER_GPU, RW, POINTER_BYTE, bytes, called), .is_register = true }
#define REG_EACH(at, bytes, called)                                                            \
	{ KERNEL(at, POINTER_GPU, RW, POINTER_CLUSTER, bytes, called), .is_register = true }
#define REG_TAGGED(at, flags, many, bytes, called)                                             \
	{ KERNEL(at, POINTER_GPU, RW, POINTER_##many, bytes, called), .tag = (flags),          \
	  .is_register = true }
#define REG_TILEMAP(at, what)                                                                  \
	{ KERNEL(at, POINTER_GPU, what, POINTER_TILEMAP, 1, "tilemap"), .is_register = true }
#define REG_LAYERS(at, what)                                                                   \
	{ KERNEL(at, POINTER_GPU, what, POINTER_BYTE, 4, "layers"), .is_register = true }
#define REG_TAILS(at, field)                                                                   \
	{ KERNEL(at, POINTER_GPU_FW, RW, POINTER_FIELD, field, "tail pointers"),               \
	  .is_register = true }
#define REG_CLUSTERED(at, flags, many, bytes, called)                                          \
	{ KERNEL(at, POINTER_GPU, RW, POINTER_##many, bytes, called), .tag = (flags),          \
	  .clustered = true, .is_register = true }
#define REG_USER(where, who, what, called)                                                     \
	{ .at = (where), .user = (who), .access = POINTER_##what, .size = 4, .name = called,   \
	  .is_register = true }
#define REG_LOAD(at, called) REG_USER(at, POINTER_DATA, R, called)
#define REG_STORE(at, called) REG_USER(at, POINTER_DATA, W, called)
#define REG_ARRAY(at, called) REG_USER(at, POINTER_ARRAY, R, called)
#define REG_SHADER(at, called) REG_USER(at, POINTER_SHADER, R, called)

#define END { .name = 0 }

/* Flags next to addresses, of the tiler's. */
#define HEAP_FLAG (1ull << 63)
#define PREEMPT3_FLAG (1ull << 50)
#define META1_STRIDE (0x3fffull << 50)
#define META4_FLAG (3ull << 60)

/* @h: the address of Info; in both halves the next are Scene's and that of 64 bytes. */
#define HEAD(h, info, scene)                                                                   \
	FW(h, info, "Info"), FW((h) + 8, scene, "Scene"), FW((h) + 0x10, 0x40, "kernel buffer")

/* @b: StartTACmdStruct2, @t: the size of the tail pointers, @s: StartTACmdStruct3. */
#define VERTEX_BODY(t, s)                                                                      \
	TAILS((t) - 8, t), EACH((s) + 0x24, 0x540, "preemption buffer 1"),                     \
	LOAD((s) + 0xc0, "samplers")

#define VERTEX_G13(b, t)                                                                       \
	TILEMAP((b) + 0x10, RW), TAILS((b) + 0x20, t),                                         \
	TAGGED((b) + 0x28, HEAP_FLAG, BYTE, 0x200, "heap"), LAYERS((b) + 0x58, RW),            \
	EACH((b) + 0x70, 0x540, "preemption buffer 1"),                                        \
	EACH((b) + 0x78, 0x280, "preemption buffer 2"),                                        \
	TAGGED((b) + 0x88, PREEMPT3_FLAG, CLUSTER, 0x20, "preemption buffer 3"),               \
	CLUSTERED((b) + 0x18, 0, TILEMAP, 1, "clusters' tilemaps"),                            \
	CLUSTERED((b) + 0x40, META1_STRIDE, CLUSTER, 4, "cluster memory 1"),                   \
	CLUSTERED((b) + 0x60, 0, BYTE, 4, "clusters' layers"),                                 \
	CLUSTERED((b) + 0x98, 0, CLUSTER, 0xc0, "cluster memory 2"),                           \
	CLUSTERED((b) + 0xa0, 0, CLUSTER, 0x280, "cluster memory 3"),                          \
	CLUSTERED((b) + 0xe8, META4_FLAG, CLUSTER, 0x30, "cluster memory 4"),                  \
	SHADER((b) + 0x100, "helper")

#define VERTEX_G14(b, t)                                                                       \
	TILEMAP((b) + 0x10, RW), TAILS((b) + 0x18, t),                                         \
	TAGGED((b) + 0x20, HEAP_FLAG, BYTE, 0x200, "heap"), LAYERS((b) + 0x48, RW),            \
	EACH((b) + 0x50, 0x540, "preemption buffer 1"),                                        \
	EACH((b) + 0x58, 0x280, "preemption buffer 2"),                                        \
	TAGGED((b) + 0x68, PREEMPT3_FLAG, CLUSTER, 0x20, "preemption buffer 3"),               \
	SHADER((b) + 0xb8, "helper")

static const struct pointer vertex_g13_12[] = {
	HEAD(0x1c, 0xc0, 0x40), VERTEX_G13(0x38, 0x464), VERTEX_BODY(0x464, 0x480), END
};

static const struct pointer vertex_g13_135[] = {
	HEAD(0x24, 0xbc, 0x48), VERTEX_G13(0x40, 0x46c), VERTEX_BODY(0x46c, 0x488), END
};

static const struct pointer vertex_g14_12[] = {
	HEAD(0x1c, 0xc0, 0x40), VERTEX_G14(0x38, 0x464), VERTEX_BODY(0x464, 0x480), END
};

static const struct pointer vertex_g14_135[] = {
	HEAD(0x24, 0xbc, 0x48), VERTEX_G14(0x40, 0x46c), VERTEX_BODY(0x46c, 0x488), END
};

static const struct pointer vertex_g14x[] = {
	HEAD(0x24, 0xc0, 0x48),
	VERTEX_BODY(0x758, 0x774),
	REG_TILEMAP(0x1c039, RW),
	REG_TILEMAP(0x1c9c8, RW),
	REG_TAILS(0x1c0a1, 0x758),
	REG_TAGGED(0x1c031, HEAP_FLAG, BYTE, 0x200, "heap"),
	REG_TAGGED(0x1c9c0, HEAP_FLAG, BYTE, 0x200, "heap"),
	REG_LAYERS(0x1c079, RW),
	REG_LAYERS(0x1c9d8, RW),
	REG_EACH(0x10111, 0x540, "preemption buffer 1"),
	REG_EACH(0x1c9b0, 0x540, "preemption buffer 1"),
	REG_EACH(0x10119, 0x280, "preemption buffer 2"),
	REG_EACH(0x1c9b8, 0x280, "preemption buffer 2"),
	REG_TAGGED(0x1c950, PREEMPT3_FLAG, CLUSTER, 0x40, "preemption buffer 3"),
	REG_CLUSTERED(0x1c041, 0, TILEMAP, 1, "clusters' tilemaps"),
	REG_CLUSTERED(0x1c9d0, 0, TILEMAP, 1, "clusters' tilemaps"),
	REG_CLUSTERED(0x1c920, META1_STRIDE, CLUSTER, 4, "cluster memory 1"),
	REG_CLUSTERED(0x1c089, 0, BYTE, 4, "clusters' layers"),
	REG_CLUSTERED(0x1c9e0, 0, BYTE, 4, "clusters' layers"),
	REG_CLUSTERED(0x1c948, 0, CLUSTER, 0xc0, "cluster memory 2"),
	REG_CLUSTERED(0x1c888, 0, CLUSTER, 0x280, "cluster memory 3"),
	REG_CLUSTERED(0x16c41, META4_FLAG, CLUSTER, 0x30, "cluster memory 4"),
	REG_CLUSTERED(0x1ca40, META4_FLAG, CLUSTER, 0x30, "cluster memory 4"),
	REG_SHADER(0x11801, "helper"),
	END
};

/* @b: Start3DStruct2; @x moves what follows a word of 13.3, @y and @z what only G14 has. */
#define FRAGMENT_FIELDS(b, x, y, z)                                                            \
	SHADER((b) + 0x10, "background program"), ARRAY((b) + 0x20, "scissors"),               \
	ARRAY((b) + 0x28, "depth biases"), STORE((b) + (x) + 0x48, "occlusion queries"),       \
	LOAD((b) + (x) + (y) + 0x58, "depth"), STORE((b) + (x) + (y) + 0x60, "depth"),         \
	LOAD((b) + (x) + (y) + 0x68, "stencil"), STORE((b) + (x) + (y) + 0x70, "stencil"),     \
	LOAD((b) + (x) + (y) + (z) + 0x98, "depth compression"),                               \
	STORE((b) + (x) + (y) + (z) + 0xa8, "depth compression"),                              \
	LOAD((b) + (x) + (y) + (z) + 0xb8, "stencil compression"),                             \
	STORE((b) + (x) + (y) + (z) + 0xc8, "stencil compression"),                            \
	TILEMAP((b) + (x) + (y) + (z) + 0xd8, R), LAYERS((b) + (x) + (y) + (z) + 0xe0, R),     \
	GPU((b) + (x) + (y) + (z) + 0xf0, 0x200, "heap"),                                      \
	GPU((b) + (x) + (y) + (z) + 0x100, 0x8000, "auxiliary framebuffer"),                   \
	SHADER((b) + (x) + (y) + (z) + 0x148, "helper")

/* @h: the address of Info, @s: Start3DStruct3, @x as above, @e: of its samplers. */
#define FRAGMENT_BODY(h, s, x, e)                                                              \
	TILEMAP((h) + 0x18, R), ARRAY((s) + 0x10, "depth biases"),                             \
	ARRAY((s) + 0x20, "scissors"), STORE((s) + 0x30, "occlusion queries"),                 \
	SHADER((s) + 0x170, "partial background program"),                                     \
	SHADER((s) + 0x1a0, "partial background program"), LOAD((s) + 0x1b8, "depth"),         \
	STORE((s) + 0x1d0, "depth"), STORE((s) + 0x1d8, "depth"),                              \
	STORE((s) + 0x1e0, "depth compression"), LOAD((s) + 0x1e8, "stencil"),                 \
	STORE((s) + 0x200, "stencil"), STORE((s) + 0x208, "stencil"),                          \
	STORE((s) + 0x210, "stencil compression"),                                             \
	SHADER((s) + (x) + 0x264, "partial end-of-tile program"),                              \
	SHADER((s) + (x) + 0x284, "partial end-of-tile program"), LOAD(e, "samplers")

#define FRAGMENT_12(y, z)                                                                      \
	HEAD(0x20, 0xc0, 0x40), FRAGMENT_FIELDS(0x78, 0, y, z),                                \
	SHADER(0x3c4, "end-of-tile program"), FRAGMENT_BODY(0x20, 0x4a0, 0, 0x894), END

#define FRAGMENT_135(y, z)                                                                     \
	HEAD(0x28, 0xbc, 0x48), FRAGMENT_FIELDS(0x80, 8, y, z),                                \
	SHADER(0x3cc, "end-of-tile program"), FRAGMENT_BODY(0x28, 0x4a8, 8, 0x8ac), END

static const struct pointer fragment_g13_12[] = { FRAGMENT_12(0, 0) };
static const struct pointer fragment_g13_135[] = { FRAGMENT_135(0, 0) };
static const struct pointer fragment_g14_12[] = { FRAGMENT_12(0x10, 0x20) };
static const struct pointer fragment_g14_135[] = { FRAGMENT_135(0x10, 0x20) };

static const struct pointer fragment_g14x[] = {
	HEAD(0x28, 0xc0, 0x48),
	FRAGMENT_BODY(0x28, 0x780, 8, 0xb84),
	REG_TILEMAP(0x16429, R),
	REG_LAYERS(0x16060, R),
	REG_GPU(0x16098, 0x200, "heap"),
	REG_GPU(0x16461, 0x8000, "auxiliary framebuffer"),
	REG_GPU(0x16090, 0x8000, "auxiliary framebuffer"),
	REG_SHADER(0x15371, "background program"),
	REG_SHADER(0x15381, "end-of-tile program"),
	REG_SHADER(0x11821, "helper"),
	REG_ARRAY(0x15109, "scissors"),
	REG_ARRAY(0x15101, "depth biases"),
	REG_STORE(0x15311, "occlusion queries"),
	REG_LOAD(0x15329, "depth"),
	REG_STORE(0x15331, "depth"),
	REG_LOAD(0x15339, "stencil"),
	REG_STORE(0x15341, "stencil"),
	REG_LOAD(0x153c1, "depth compression"),
	REG_STORE(0x153c9, "depth compression"),
	REG_LOAD(0x153d1, "stencil compression"),
	REG_STORE(0x153d9, "stencil compression"),
	END
};

/* @b: ComputeInfo, @p: an address in ComputeInfo2, @e: of the samplers. */
#define COMPUTE_BODY(p, e) GPU(p, 8, "preemption buffer 1"), LOAD(e, "samplers")
#define COMPUTE(b, p, e)                                                                       \
	GPU(b, 8, "preemption buffer 1"), GPU((b) + 0x10, 8, "preemption buffer 2"),           \
	GPU((b) + 0x18, 8, "preemption buffer 3"), GPU((b) + 0x20, 8, "preemption buffer 4"),  \
	GPU((b) + 0x28, 8, "preemption buffer 5"), SHADER((b) + 0x40, "helper"),               \
	COMPUTE_BODY(p, e), END

static const struct pointer compute_12[] = { COMPUTE(0x68, 0x218, 0x26c) };
static const struct pointer compute_135[] = { COMPUTE(0x70, 0x224, 0x274) };
static const struct pointer compute_g14x[] = {
	COMPUTE_BODY(0x784, 0x7d4),
	REG_GPU(0x1a510, 8, "preemption buffer 1"),
	REG_GPU(0x1a4d0, 8, "preemption buffer 2"),
	REG_GPU(0x1a4d8, 8, "preemption buffer 3"),
	REG_GPU(0x1a4e0, 8, "preemption buffer 4"),
	REG_GPU(0x1a4e8, 8, "preemption buffer 5"),
	REG_SHADER(0x11841, "helper"),
	END
};

/* Scene before 13.3, and since. */
#define SCENE_12(at) .scene = (at), .scene_user = 0x18, .scene_stats = 0x24
#define SCENE_135(at) .scene = (at), .scene_user = 0x18, .scene_stats = 0x2c
#define SCENE_G14X(at)                                                                         \
	.scene = (at), .scene_user = 0x28, .scene_stats = 0x3c, .scene_controls = 2

const struct pointer_table pointers_g13_12[] = {
	{ .pointers = vertex_g13_12, .control = 0xe0, .region = 0x3bc, .layers = 0x3e4,
	  .buffer_slot = 0x14, SCENE_12(0x24) },
	{ .pointers = fragment_g13_12, .region = 0x160, .is_stride = true, SCENE_12(0x28) },
	{ .pointers = compute_12 },
};

const struct pointer_table pointers_g13_135[] = {
	{ .pointers = vertex_g13_135, .control = 0xe8, .region = 0x3c4, .layers = 0x3ec,
	  .buffer_slot = 0x1c, SCENE_135(0x2c) },
	{ .pointers = fragment_g13_135, .region = 0x170, .is_stride = true, SCENE_135(0x30) },
	{ .pointers = compute_135 },
};

const struct pointer_table pointers_g14_12[] = {
	{ .pointers = vertex_g14_12, .region = 0x3bc, .layers = 0x3e4,
	  .buffer_slot = 0x14, SCENE_12(0x24) },
	{ .pointers = fragment_g14_12, .region = 0x190, .is_stride = true, SCENE_12(0x28) },
	{ .pointers = compute_12 },
};

const struct pointer_table pointers_g14_135[] = {
	{ .pointers = vertex_g14_135, .region = 0x3c4, .layers = 0x3ec,
	  .buffer_slot = 0x1c, SCENE_135(0x2c) },
	{ .pointers = fragment_g14_135, .region = 0x1a0, .is_stride = true, SCENE_135(0x30) },
	{ .pointers = compute_135 },
};

const struct pointer_table pointers_g14x[] = {
	{ .pointers = vertex_g14x, .control = 0x1c890, .region = 0x1c0b1, .layers = 0x10169,
	  .buffer_slot = 0x1c, .in_registers = true, SCENE_G14X(0x2c) },
	{ .pointers = fragment_g14x, .region = 0x16431, .in_registers = true, .is_stride = true,
	  SCENE_G14X(0x30) },
	{ .pointers = compute_g14x },
};
