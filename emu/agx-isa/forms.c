// SPDX-License-Identifier: MIT
/* The instruction set as a table. Source: Mesa's src/asahi/isa/AGX2.xml. */
#include "insn.h"

/* What a line does not name is zero: "there is none". */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define DST(enc, ...)	{ ENC_##enc, { { __VA_ARGS__ } } }
#define SRC(enc, ...)	{ ENC_##enc, { { __VA_ARGS__ } } }
#define AT(...)		{ { __VA_ARGS__ } }

/* Arithmetic has its operands at the same places; what does not fit there is at the instruction's end. */
#define DST_AT(enc, bits)	DST(enc, { 7, 8 }, { (bits) - 4, 2 })
#define SRC1_AT(enc, n, bits)	SRC(enc, { 16, n }, { (bits) - 6, 2 })
#define SRC2_AT(enc, n, bits)	SRC(enc, { 28, n }, { (bits) - 8, 2 })
#define SRC3_AT(enc, n, bits)	SRC(enc, { 40, n }, { (bits) - 10, 2 })
#define SAT			[AGX_F_SAT] = AT({ 6, 1 })
#define SHIFT			[AGX_F_SHIFT] = AT({ 39, 1 }, { 52, 2 })

#define CONVERT(name_, mode)							\
	{ name_, AGX_OP_CONVERT, 6, 0,						\
	  { { 0, 7, 0x3e }, { 15, 1, 1 }, { 16, 6, mode }, { 22, 4, 0 }, { 38, 2, 0 }, { 42, 2, 0 } },	\
	  DST_AT(DALU, 48), { SRC(ALU, { 28, 10 }, { 40, 2 }) },		\
	  { [AGX_F_IMM] = AT({ 16, 6 }), [AGX_F_ROUND] = AT({ 26, 2 }) } }

#define BITFIELD(name_, op_, bit15, bits26)					\
	{ name_, op_, 8, 0, { { 0, 7, 0x2e }, { 15, 1, bit15 }, { 26, 2, bits26 } },	\
	  DST_AT(DALU, 64), { SRC1_AT(ALU, 10, 64), SRC2_AT(ALU, 10, 64), SRC3_AT(ALU, 10, 64) },	\
	  { [AGX_F_WIDTH] = AT({ 38, 2 }, { 50, 2 }, { 63, 1 }) } }

#define FBINARY(name_, op_, opcode, bits)					\
	{ name_, op_, 4, 6, { { 0, 6, opcode } },				\
	  DST_AT(DALU, bits), { SRC1_AT(FLOAT, 12, bits), SRC2_AT(FLOAT, 12, bits) }, { SAT } }

#define HBINARY(name_, op_, opcode, bits)					\
	{ name_, op_, 4, 6, { { 0, 6, opcode } },				\
	  DST_AT(DHALF, bits), { SRC1_AT(HALF, 11, bits), SRC2_AT(HALF, 11, bits) }, { SAT } }

#define FUNARY(name_, opcode)							\
	{ name_, AGX_OP_FUNARY, 4, 6, { { 0, 6, 0x0a }, { 28, 6, opcode }, { 34, 8, 0 } },	\
	  DST_AT(DALU, 48), { SRC1_AT(FLOAT, 12, 48) }, { SAT, [AGX_F_IMM] = AT({ 28, 6 }) } }

#define IUNARY(name_, op_, opcode)						\
	{ name_, op_, 6, 0,							\
	  { { 0, 7, 0x3e }, { 15, 1, 0 }, { 26, 2, opcode }, { 28, 12, 0 } },	\
	  DST_AT(DALU, 48), { SRC1_AT(ALU, 10, 48) } }

#define BITOP								\
	{ "bitop", AGX_OP_BITOP, 6, 0, { { 0, 7, 0x7e }, { 15, 1, 0 } },	\
	  DST_AT(DALU, 48), { SRC1_AT(ALU, 10, 48), SRC2_AT(ALU, 10, 48) },	\
	  { [AGX_F_OP] = AT({ 26, 2 }, { 38, 2 }) } }

#define FLOW								\
	[AGX_F_NEST] = AT({ 11, 2 }), [AGX_F_CACHE] = AT({ 7, 1 }), [AGX_F_COND] = AT({ 13, 3 }, { 8, 1 })

#define IFLOW(name_, op_, opcode)						\
	{ name_, op_, 6, 0,							\
	  { { 0, 7, 0x52 }, { 9, 2, opcode }, { 26, 2, 0 }, { 38, 2, 0 }, { 44, 2, 0 } },	\
	  { 0 }, { SRC1_AT(ALU, 10, 48), SRC2_AT(ALU, 10, 48) }, { FLOW } }

#define FFLOW(name_, op_, opcode)						\
	{ name_, op_, 6, 0, { { 0, 7, 0x42 }, { 9, 2, opcode }, { 44, 2, 0 } },	\
	  { 0 }, { SRC1_AT(FLOAT, 12, 48), SRC2_AT(FLOAT, 12, 48) }, { FLOW } }

#define JUMP(name_, op_, opcode)						\
	{ name_, op_, 6, 0, { { 0, 16, opcode } }, { 0 }, { { 0 } }, { [AGX_F_IMM] = AT({ 16, 32 }) } }

#define MEMORY		{ 10, 6 }, { 40, 2 }, { 49, 1 }, { 52, 4 }
#define BASE		SRC(MEMBASE, { 16, 4 }, { 36, 4 }, { 27, 1 })
#define INDEX		SRC(MEMINDEX, { 20, 4 }, { 32, 4 }, { 56, 8 }, { 24, 2 })
#define MEMORY_FIELDS								\
	[AGX_F_SHIFT] = AT({ 42, 2 }), [AGX_F_FORMAT] = AT({ 7, 3 }, { 48, 1 }),	\
	[AGX_F_COHERENCY] = AT({ 44, 2 }), [AGX_F_GROUP] = AT({ 30, 1 })
#define LOCAL		{ 9, 6 }, { 60, 2 }, { 8, 1 }, { 36, 4 }
#define LOCAL_BASE	SRC(LMEMBASE, { 16, 6 }, { 58, 2 }, { 22, 2 })
#define LOCAL_INDEX	SRC(LMEMINDEX, { 28, 6 }, { 48, 10 }, { 34, 1 })

#define COORD(...)	SRC(COORD, { 16, 6 }, { __VA_ARGS__ }, { 22, 1 }, { 47, 1 })
#define TEXTURE(...)	SRC(TEXTURE, { 32, 6 }, { __VA_ARGS__ }, { 38, 2 })
#define IMAGE_HEAP	SRC(HEAP, { 48, 5 })
#define PBE_LOD		{ 24, 6 }, { 60, 2 }, { 31, 1 }
#define IMAGE_FIELDS	[AGX_F_DIM] = AT({ 40, 3 }, { 55, 1 }), [AGX_F_ROUND] = AT({ 53, 1 })

#define NOP(name_, opcode)		{ name_, AGX_OP_NOP, 2, 0, { { 0, 16, opcode } } }
#define KNOWN(name_, n, longer_, ...)	{ name_, AGX_OP_UNSUPPORTED, n, longer_, { __VA_ARGS__ } }

/* The first line that matches is meant. */
const struct agx_form agx_forms[] = {
	{ "ldimm", AGX_OP_MOV_IMM, 4, 6, { { 0, 7, 0x62 }, { 8, 1, 0 } }, DST_AT(DALU, 48), { { 0 } },
	  { [AGX_F_IMM] = AT({ 16, 16 }) } },
	{ "ldimm", AGX_OP_MOV_IMM, 6, 8, { { 0, 7, 0x62 }, { 8, 1, 1 } }, DST_AT(DALU, 64), { { 0 } },
	  { [AGX_F_IMM] = AT({ 16, 32 }) } },
	{ "mov", AGX_OP_MOV_SR, 4, 0, { { 0, 7, 0x72 }, { 15, 1, 0 } }, DST_AT(DALU, 32), { { 0 } },
	  { [AGX_F_IMM] = AT({ 16, 6 }, { 26, 2 }) } },

	{ "iadd", AGX_OP_IADD, 8, 0, { { 0, 6, 0x0e }, { 15, 1, 0 } }, DST(DALU64, { 7, 8 }, { 44, 2 }),
	  { SRC(ADD, { 16, 11 }, { 42, 2 }), SRC(ADD, { 28, 11 }, { 40, 2 }) },
	  { SAT, SHIFT, [AGX_F_NEGATE] = AT({ 27, 1 }) } },
	{ "imadd", AGX_OP_IMADD, 8, 0, { { 0, 6, 0x1e }, { 15, 1, 0 } }, DST_AT(DALU64, 64),
	  { SRC1_AT(MUL, 11, 64), SRC2_AT(MUL, 11, 64), SRC3_AT(ADD, 11, 64) },
	  { SAT, SHIFT, [AGX_F_NEGATE] = AT({ 27, 1 }) } },
	CONVERT("u8_to_f", 0), CONVERT("s8_to_f", 1), CONVERT("f_to_u16", 4), CONVERT("f_to_s16", 5),
	CONVERT("u16_to_f", 6), CONVERT("s16_to_f", 7), CONVERT("f_to_u32", 8), CONVERT("f_to_s32", 9),
	CONVERT("u32_to_f", 10), CONVERT("s32_to_f", 11),
	BITFIELD("bfi", AGX_OP_BFI, 0, 0), BITFIELD("bfeil", AGX_OP_BFEIL, 1, 0),
	BITFIELD("extr", AGX_OP_EXTR, 0, 1), BITFIELD("asr", AGX_OP_ASR, 1, 1),
	BITFIELD("shlhi", AGX_OP_SHLHI, 0, 2), BITFIELD("shrhi", AGX_OP_SHRHI, 1, 2),
	BITFIELD("asrh", AGX_OP_ASRH, 1, 3),
	BITOP,
	IUNARY("bitrev", AGX_OP_BITREV, 1), IUNARY("popcnt", AGX_OP_POPCOUNT, 2), IUNARY("ffs", AGX_OP_FFS, 3),
	{ "intl", AGX_OP_INTERLEAVE, 6, 0, { { 0, 7, 0x3e }, { 15, 1, 0 }, { 26, 2, 0 }, { 38, 2, 0 } },
	  DST_AT(DALU, 48), { SRC1_AT(ALU, 10, 48), SRC2_AT(ALU, 10, 48) } },

	{ "ffma", AGX_OP_FMA, 6, 8, { { 0, 6, 0x3a } }, DST_AT(DALU, 64),
	  { SRC1_AT(FLOAT, 12, 64), SRC2_AT(FLOAT, 12, 64), SRC3_AT(FLOAT, 12, 64) }, { SAT } },
	{ "hfma", AGX_OP_FMA, 6, 8, { { 0, 6, 0x36 } }, DST_AT(DHALF, 64),
	  { SRC1_AT(HALF, 11, 64), SRC2_AT(HALF, 11, 64), SRC3_AT(HALF, 11, 64) }, { SAT } },
	FBINARY("fadd", AGX_OP_FADD, 0x2a, 48), FBINARY("fmul", AGX_OP_FMUL, 0x1a, 48),
	HBINARY("hadd", AGX_OP_FADD, 0x26, 48), HBINARY("hmul", AGX_OP_FMUL, 0x16, 48),
	FUNARY("floor", 0x00), FUNARY("rsqrts", 0x01), FUNARY("rcp", 0x08), FUNARY("rsqrt", 0x09),
	FUNARY("sinr", 0x0a), FUNARY("log2", 0x0c), FUNARY("exp2", 0x0d), FUNARY("sinc", 0x0e),
	FUNARY("ceil", 0x10), FUNARY("trunc", 0x20), FUNARY("rint", 0x30),
	KNOWN("dfdx", 4, 6, { 0, 6, 0x0a }, { 28, 6, 0x04 }), KNOWN("dfdy", 4, 6, { 0, 6, 0x0a }, { 28, 6, 0x06 }),

	{ "csel", AGX_OP_ICMPSEL, 8, 10, { { 0, 7, 0x12 } }, DST_AT(DALU, 80),
	  { SRC1_AT(ALU, 10, 80), SRC2_AT(ALU, 10, 80), SRC(CMPSEL, { 40, 9 }, { 70, 2 }, { 8, 1 }),
	    SRC(CMPSEL, { 52, 9 }, { 68, 2 }, { 8, 1 }) },
	  { [AGX_F_COND] = AT({ 61, 3 }) } },
	{ "csel", AGX_OP_FCMPSEL, 8, 10, { { 0, 7, 0x02 } }, DST_AT(DALU, 80),
	  { SRC1_AT(FLOAT, 12, 80), SRC2_AT(FLOAT, 12, 80), SRC(CMPSEL, { 40, 9 }, { 70, 2 }, { 8, 1 }),
	    SRC(CMPSEL, { 52, 9 }, { 68, 2 }, { 8, 1 }) },
	  { [AGX_F_COND] = AT({ 61, 3 }) } },
	{ "ballot", AGX_OP_IBALLOT, 8, 0, { { 0, 7, 0x32 }, { 49, 12, 0 } }, DST(DALU, { 7, 8 }, { 44, 2 }),
	  { SRC(ALU, { 16, 10 }, { 42, 2 }), SRC(ALU, { 28, 10 }, { 40, 2 }) },
	  { [AGX_F_QUAD] = AT({ 48, 1 }), [AGX_F_COND] = AT({ 61, 3 }, { 47, 1 }) } },
	{ "ballot", AGX_OP_FBALLOT, 8, 0, { { 0, 7, 0x22 }, { 49, 12, 0 } }, DST(DALU, { 7, 8 }, { 44, 2 }),
	  { SRC(FLOAT, { 16, 12 }, { 42, 2 }), SRC(FLOAT, { 28, 12 }, { 40, 2 }) },
	  { [AGX_F_QUAD] = AT({ 48, 1 }), [AGX_F_COND] = AT({ 61, 3 }, { 47, 1 }) } },
	{ "shuffle", AGX_OP_SHUFFLE, 6, 0, { { 0, 7, 0x6f }, { 15, 1, 0 }, { 27, 1, 0 } }, DST_AT(DALU, 48),
	  { SRC1_AT(ALU, 10, 48), SRC2_AT(ALU, 10, 48) },
	  { [AGX_F_QUAD] = AT({ 26, 1 }), [AGX_F_ROTATE] = AT({ 47, 1 }), [AGX_F_OP] = AT({ 38, 2 }) } },
	{ "simd", AGX_OP_REDUCE, 6, 0, { { 0, 8, 0x6f }, { 15, 1, 1 }, { 26, 2, 0 }, { 31, 7, 0 }, { 41, 1, 0 } },
	  DST_AT(DALU, 48), { SRC1_AT(ALU, 10, 48) },
	  { [AGX_F_QUAD] = AT({ 29, 1 }), [AGX_F_PREFIX] = AT({ 30, 1 }),
	    [AGX_F_OP] = AT({ 28, 1 }, { 38, 3 }, { 47, 1 }) } },

	{ "load", AGX_OP_LOAD, 8, 0, { { 0, 7, 0x05 }, { 26, 1, 1 }, { 46, 2, 3 } }, DST(MEMORY, MEMORY),
	  { BASE, INDEX }, { MEMORY_FIELDS } },
	{ "mov", AGX_OP_UNIFORM_STORE, 8, 0,
	  { { 0, 10, 0xc5 }, { 16, 4, 0 }, { 24, 2, 1 }, { 26, 5, 0x0f }, { 36, 4, 0 }, { 42, 2, 0 }, { 46, 3, 2 },
	    { 50, 2, 0 } },
	  DST(UNIFORM_DEST, { 20, 4 }, { 32, 4 }, { 56, 8 }, { 52, 4 }),
	  { SRC(UNIFORM_SRC, { 10, 6 }, { 40, 2 }, { 52, 4 }) } },
	{ "store", AGX_OP_STORE, 8, 0, { { 0, 7, 0x45 }, { 26, 1, 1 }, { 46, 2, 3 } }, { 0 },
	  { SRC(MEMORY, MEMORY), BASE, INDEX }, { MEMORY_FIELDS } },
	{ "atomic", AGX_OP_ATOMIC, 8, 0, { { 0, 6, 0x15 }, { 26, 1, 1 }, { 31, 1, 1 }, { 46, 1, 1 } },
	  DST(ATOMIC_DEST, { 10, 6 }, { 40, 2 }, { 47, 1 }),
	  { SRC(ATOMIC_SOURCE, { 48, 8 }, { 6, 4 }), BASE, INDEX },
	  { [AGX_F_OP] = AT({ 6, 4 }), [AGX_F_COHERENCY] = AT({ 44, 2 }), [AGX_F_GROUP] = AT({ 30, 1 }) } },
	{ "lload", AGX_OP_LOCAL_LOAD, 6, 8, { { 0, 7, 0x69 } }, DST(MEMORY, LOCAL), { LOCAL_BASE, LOCAL_INDEX },
	  { [AGX_F_FORMAT] = AT({ 24, 4 }) } },
	{ "lstore", AGX_OP_LOCAL_STORE, 6, 8, { { 0, 7, 0x29 } }, { 0 },
	  { SRC(MEMORY, LOCAL), LOCAL_BASE, LOCAL_INDEX }, { [AGX_F_FORMAT] = AT({ 24, 4 }) } },
	{ "latomic", AGX_OP_LOCAL_ATOMIC, 6, 10, { { 0, 6, 0x19 }, { 36, 1, 1 }, { 47, 1, 1 } },
	  DST(LATOMIC_DEST, { 9, 6 }, { 60, 2 }, { 38, 1 }, { 8, 1 }),
	  { SRC(ATOMIC_SOURCE, { 64, 8 }, { 24, 4 }), LOCAL_BASE, LOCAL_INDEX }, { [AGX_F_OP] = AT({ 24, 4 }) } },

	{ "tex_state_store", AGX_OP_TEXTURE_STATE, 8, 0, { { 0, 8, 0xed }, { 20, 1, 1 } }, { 0 },
	  { SRC(HEAP, { 59, 4 }), SRC(STATE, { 26, 24 }, { 58, 1 }) },
	  { [AGX_F_IMM] = AT({ 8, 7 }), [AGX_F_GROUP] = AT({ 16, 1 }) } },
	{ "smpi", AGX_OP_TEXTURE_LOAD, 8, 12, { { 0, 8, 0x71 }, { 45, 2, 3 } },
	  DST(MEMORY, { 9, 6 }, { 72, 2 }, { 8, 1 }, { 48, 4 }),
	  { COORD(74, 2), TEXTURE(78, 2), SRC(HEAP, { 64, 5 }), SRC(LOD, { 24, 6 }, { 76, 2 }, { 52, 4 }) },
	  { [AGX_F_DIM] = AT({ 40, 3 }, { 71, 1 }), [AGX_F_MASK] = AT({ 48, 4 }), [AGX_F_LEVEL] = AT({ 52, 4 }),
	    [AGX_F_SAMPLER] = AT({ 56, 7 }, { 92, 2 }),
	    [AGX_F_SPECIAL] = AT({ 23, 1 }, { 31, 1 }, { 69, 2 }, { 87, 5 }),
	    [AGX_F_OFFSET] = AT({ 80, 6 }, { 94, 2 }), [AGX_F_CURRENT] = AT({ 43, 1 }),
	    [AGX_F_COHERENCY] = AT({ 44, 1 }), [AGX_F_GROUP] = AT({ 63, 1 }) } },
	{ "imgw", AGX_OP_IMAGE_WRITE, 6, 8, { { 0, 8, 0xf1 }, { 23, 1, 1 }, { 43, 1, 1 }, { 46, 1, 1 } }, { 0 },
	  { SRC(PBE_SOURCE, { 9, 6 }, { 56, 2 }, { 8, 1 }), COORD(58, 2), TEXTURE(62, 2), IMAGE_HEAP },
	  { IMAGE_FIELDS, [AGX_F_LEVEL] = AT(PBE_LOD), [AGX_F_COHERENCY] = AT({ 44, 2 }) } },
	{ "st_tile", AGX_OP_TILE_STORE, 8, 0, { { 0, 7, 0x09 }, { 15, 1, 0 } }, { 0 },
	  { SRC(MEMORY, { 9, 6 }, { 60, 2 }, { 8, 1 }, { 36, 4 }), SRC(TILE_COORD, { 16, 6 }, { 58, 2 }, { 55, 1 }),
	    SRC(SAMPLES, { 42, 6 }, { 56, 2 }, { 22, 1 }) },
	  { [AGX_F_IMM] = AT({ 28, 7 }, { 40, 2 }), [AGX_F_FORMAT] = AT({ 24, 4 }), [AGX_F_EXPLICIT] = AT({ 35, 1 }),
	    [AGX_F_MASK] = AT({ 36, 4 }) } },
	{ "imgwblk", AGX_OP_TILE_WRITE, 10, 0,
	  { { 0, 8, 0xb1 }, { 15, 1, 1 }, { 43, 1, 1 }, { 46, 1, 1 }, { 67, 1, 1 } }, { 0 },
	  { SRC(TILE_OFFSET, { 9, 6 }, { 56, 2 }), COORD(58, 2), TEXTURE(78, 2), IMAGE_HEAP },
	  { IMAGE_FIELDS, [AGX_F_LEVEL] = AT(PBE_LOD), [AGX_F_FORMAT] = AT({ 8, 1 }, { 64, 3 }),
	    [AGX_F_EXPLICIT] = AT({ 23, 1 }) } },

	{ "stop", AGX_OP_STOP, 2, 0, { { 0, 16, 0x88 } } },
	{ "barrier", AGX_OP_BARRIER, 2, 0, { { 0, 16, 0x68 } } },
	{ "wait", AGX_OP_NOP, 2, 0, { { 0, 8, 0x38 } }, { 0 }, { { 0 } }, { [AGX_F_GROUP] = AT({ 8, 1 }) } },
	NOP("memory_barrier", 0x96f5), NOP("image_barrier_1", 0xaaf5), NOP("image_barrier_2", 0xaef5),
	NOP("image_barrier_3", 0xa9f5), NOP("image_barrier_4", 0xadf5), NOP("flush_memory_to_texture", 0x40f5),
	NOP("memory_barrier_2", 0x9af5), NOP("memory_barrier_3", 0x99f5), NOP("unknown_barrier_1", 0x33f5),
	NOP("unknown_barrier_2", 0x03f5), NOP("device_barrier_1", 0x9df5), NOP("device_barrier_2", 0x9ef5),
	JUMP("jmp_any", AGX_OP_JMP_ANY, 0xc000), JUMP("jmp_none", AGX_OP_JMP_NONE, 0xc020),
	IFLOW("if", AGX_OP_IF_ICMP, 0), IFLOW("else", AGX_OP_ELSE_ICMP, 1), IFLOW("while", AGX_OP_WHILE_ICMP, 2),
	{ "pop_exec", AGX_OP_POP, 6, 0, { { 0, 7, 0x52 }, { 8, 3, 6 } }, { 0 }, { { 0 } },
	  { [AGX_F_NEST] = AT({ 11, 2 }), [AGX_F_CACHE] = AT({ 7, 1 }) } },
	FFLOW("if", AGX_OP_IF_FCMP, 0), FFLOW("else", AGX_OP_ELSE_FCMP, 1), FFLOW("while", AGX_OP_WHILE_FCMP, 2),

	/* Graphics, filtered textures, helper programs and calls: not run. */
	KNOWN("trap", 2, 0, { 0, 16, 0x08 }), KNOWN("ret", 2, 0, { 0, 7, 0x14 }), KNOWN("call", 2, 0, { 0, 7, 0x04 }),
	KNOWN("call", 6, 0, { 0, 16, 0xc010 }), KNOWN("stack_load", 8, 0, { 0, 8, 0x35 }),
	KNOWN("stack_store", 8, 0, { 0, 8, 0xb5 }, { 36, 3, 0 }),
	KNOWN("stack_adjust", 8, 0, { 0, 8, 0xb5 }, { 36, 3, 2 }),
	KNOWN("uniform_store", 8, 0, { 0, 7, 0x45 }, { 26, 2, 3 }), KNOWN("doorbell", 2, 0, { 0, 8, 0x28 }),
	KNOWN("jmp_if_skipping_doorbell", 4, 0, { 0, 16, 0x20 }), KNOWN("map", 8, 0, { 0, 8, 0x75 }),
	KNOWN("sampler_state_store", 8, 0, { 0, 8, 0xad }), KNOWN("smpf", 8, 12, { 0, 8, 0x31 }),
	KNOWN("ld_tile", 8, 10, { 0, 7, 0x49 }), KNOWN("st_var", 4, 0, { 0, 7, 0x11 }),
	KNOWN("no_var", 4, 0, { 0, 7, 0x51 }),
	KNOWN("iter", 4, 8, { 0, 8, 0x21 }), KNOWN("iter", 4, 8, { 0, 8, 0x61 }), KNOWN("ldcf", 4, 8, { 0, 8, 0xa1 }),
	KNOWN("sample_mask", 4, 0, { 0, 8, 0xc1 }), KNOWN("zs_emit", 4, 0, { 0, 8, 0x41 }),
	KNOWN("pixwait", 4, 0, { 0, 8, 0x48 }), KNOWN("pixrel", 4, 0, { 0, 8, 0x58 }),
};

const unsigned int agx_num_forms = sizeof(agx_forms) / sizeof(agx_forms[0]);
