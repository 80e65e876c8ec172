/* SPDX-License-Identifier: MIT */
#ifndef EMU_AGX_ISA_INSN_H
#define EMU_AGX_ISA_INSN_H

#include <stdbool.h>
#include <stdint.h>

#define AGX_INSN_MAX	12	/* bytes */
#define AGX_MAX_SRC	4

enum agx_op {
	AGX_OP_UNSUPPORTED,	/* known by name, not run */
	AGX_OP_MOV_IMM,
	AGX_OP_MOV_SR,
	AGX_OP_IADD,
	AGX_OP_IMADD,
	AGX_OP_CONVERT,
	AGX_OP_BFI,
	AGX_OP_BFEIL,
	AGX_OP_EXTR,
	AGX_OP_SHLHI,
	AGX_OP_SHRHI,
	AGX_OP_ASR,
	AGX_OP_ASRH,
	AGX_OP_FMA,
	AGX_OP_FADD,
	AGX_OP_FMUL,
	AGX_OP_FUNARY,
	AGX_OP_BITOP,
	AGX_OP_BITREV,
	AGX_OP_POPCOUNT,
	AGX_OP_FFS,
	AGX_OP_INTERLEAVE,
	AGX_OP_ICMPSEL,
	AGX_OP_FCMPSEL,
	AGX_OP_IBALLOT,
	AGX_OP_FBALLOT,
	AGX_OP_SHUFFLE,
	AGX_OP_REDUCE,
	AGX_OP_LOAD,
	AGX_OP_STORE,
	AGX_OP_ATOMIC,
	AGX_OP_LOCAL_LOAD,
	AGX_OP_LOCAL_STORE,
	AGX_OP_LOCAL_ATOMIC,
	AGX_OP_UNIFORM_STORE,
	AGX_OP_TEXTURE_STATE,
	AGX_OP_TEXTURE_LOAD,
	AGX_OP_IMAGE_WRITE,
	AGX_OP_TILE_STORE,
	AGX_OP_TILE_WRITE,
	AGX_OP_NOP,		/* waits and memory barriers: this machine has no caches */
	AGX_OP_BARRIER,
	AGX_OP_STOP,
	AGX_OP_JMP_ANY,
	AGX_OP_JMP_NONE,
	AGX_OP_IF_ICMP,
	AGX_OP_ELSE_ICMP,
	AGX_OP_WHILE_ICMP,
	AGX_OP_POP,
	AGX_OP_IF_FCMP,
	AGX_OP_ELSE_FCMP,
	AGX_OP_WHILE_FCMP,
};

enum agx_kind {
	AGX_NONE,
	AGX_REG,	/* value counts 16-bit registers, as for AGX_UNIFORM */
	AGX_UNIFORM,
	AGX_IMM,
	AGX_FIMM,	/* an 8-bit float */
	AGX_TEXTURE,	/* value is the number of a texture state register */
};

enum agx_hint { AGX_HINT_NONE = 1, AGX_HINT_CACHE = 2, AGX_HINT_DISCARD = 3 };

/**
 * struct agx_operand - a source or destination
 * @kind: where it is
 * @size: bits of one component
 * @count: components, in consecutive registers
 * @value: number of the first register, or the immediate itself
 * @hint: what the register cache is told
 * @sx: a smaller value is sign-extended
 * @abs: take the absolute value, before @neg
 * @neg: negate
 */
struct agx_operand {
	enum agx_kind kind;
	uint8_t size, count;
	int32_t value;
	enum agx_hint hint;
	bool sx, abs, neg;
};

/* The fields of an instruction that are not operands. */
enum agx_field {
	AGX_F_IMM,	/* immediate, offset, special register or mode of a conversion */
	AGX_F_SHIFT,
	AGX_F_SAT,
	AGX_F_COND,
	AGX_F_NEST,
	AGX_F_FORMAT,
	AGX_F_OP,	/* of an atomic, a reduction, a shuffle; truth table of a bitop */
	AGX_F_WIDTH,	/* of a bitfield */
	AGX_F_ROUND,
	AGX_F_QUAD,	/* 0 for quads, 1 for the simdgroup */
	AGX_F_PREFIX,
	AGX_F_ROTATE,
	AGX_F_GROUP,
	AGX_F_CACHE,
	AGX_F_NEGATE,
	AGX_F_COHERENCY,
	AGX_F_DIM,
	AGX_F_MASK,
	AGX_F_LEVEL,	/* how the level of a texture is chosen */
	AGX_F_CURRENT,	/* reads what was written to the image before */
	AGX_F_SAMPLER,
	AGX_F_SPECIAL,	/* of a sample: comparison, query, residency, gather, offset */
	AGX_F_OFFSET,	/* what @AGX_F_SPECIAL needs */
	AGX_F_EXPLICIT,	/* coordinates are in registers */
	AGX_NUM_FIELDS
};

/* Bits [lo, lo + width) of an instruction; several are put together, the first lowest. */
struct agx_bits {
	struct {
		uint8_t lo, width;
	} part[4];
};

/* How bits tell an operand: the encodings of AGX2.xml, under their names there. */
enum agx_encoding {
	ENC_NONE, ENC_DALU, ENC_DHALF, ENC_DALU64, ENC_MEMORY, ENC_ATOMIC_DEST, ENC_LATOMIC_DEST,
	ENC_ATOMIC_SOURCE, ENC_UNIFORM_DEST, ENC_UNIFORM_SRC, ENC_ALU, ENC_ADD, ENC_MUL,
	ENC_FLOAT, ENC_HALF, ENC_CMPSEL, ENC_MEMBASE, ENC_MEMINDEX, ENC_LMEMBASE, ENC_LMEMINDEX,
	ENC_HEAP, ENC_TEXTURE, ENC_STATE, ENC_COORD, ENC_LOD, ENC_PBE_SOURCE, ENC_TILE_COORD, ENC_SAMPLES,
	ENC_TILE_OFFSET,
};

/**
 * struct agx_form - one line of the instruction set
 * @name: in Mesa's disassembly
 * @op: what runs it
 * @length: bytes
 * @longer: bytes if bit 15 is set; 0 if there is one length only
 * @exact: bits that must have a value
 * @dst: the destination
 * @src: the sources
 * @field: where the other fields are
 */
struct agx_form {
	const char *name;
	enum agx_op op;
	uint8_t length, longer;
	struct {
		uint8_t lo, width;
		uint16_t value;
	} exact[8];
	struct {
		enum agx_encoding encoding;
		struct agx_bits bits;
	} dst, src[AGX_MAX_SRC];
	struct agx_bits field[AGX_NUM_FIELDS];
};

extern const struct agx_form agx_forms[];
extern const unsigned int agx_num_forms;

/**
 * struct agx_insn - a decoded instruction
 * @form: its line of the instruction set, NULL if it is unknown
 * @length: bytes
 * @dst: the destination
 * @src: the sources
 * @field: the other fields, 0 where there are none
 */
struct agx_insn {
	const struct agx_form *form;
	uint8_t length;
	struct agx_operand dst, src[AGX_MAX_SRC];
	uint32_t field[AGX_NUM_FIELDS];
};

/* Decodes the instruction in @code; false if it is none that is known. */
bool agx_decode(const uint8_t code[AGX_INSN_MAX], struct agx_insn *insn);

#endif
