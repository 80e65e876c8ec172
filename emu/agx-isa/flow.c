// SPDX-License-Identifier: MIT
/*
 * Control flow. r0l counts, for each lane, the levels that it still sits out; a lane
 * with 0 is active once an instruction of this kind has looked. Programs may write it.
 */
#include "machine.h"

#define R0L	0

static void update(struct agx_simd *simd)
{
	simd->exec = 0;
	for (unsigned int lane = 0; lane < AGX_LANES; lane++)
		if (simd->threads >> lane & 1 && !simd->reg[R0L][lane])
			simd->exec |= 1u << lane;
}

static uint16_t enter_if(uint16_t level, unsigned int nest, bool condition)
{
	if (level)
		return level + nest;
	return condition ? 0 : 1;
}

static uint16_t enter_else(uint16_t level, unsigned int nest, bool condition)
{
	if (!level)
		return nest;
	return level == 1 && condition ? 0 : level;
}

/* Those that have left this loop, or anything around it, stay out. */
static uint16_t repeat(uint16_t level, unsigned int nest, bool condition)
{
	if (level >= nest)
		return level;
	return condition ? 0 : nest;
}

static void branch(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	enum agx_op op = insn->form->op;
	unsigned int nest = insn->field[AGX_F_NEST];

	for (unsigned int lane = 0; lane < AGX_LANES; lane++) {
		bool condition = op >= AGX_OP_IF_FCMP ? agx_compare_floats(m, simd, insn, lane) :
							agx_compare_integers(m, simd, insn, lane);
		uint16_t *level = &simd->reg[R0L][lane];

		if (op == AGX_OP_IF_ICMP || op == AGX_OP_IF_FCMP)
			*level = enter_if(*level, nest, condition);
		else if (op == AGX_OP_ELSE_ICMP || op == AGX_OP_ELSE_FCMP)
			*level = enter_else(*level, nest, condition);
		else
			*level = repeat(*level, nest, condition);
	}
	update(simd);
}

static void pop(struct agx_simd *simd, const struct agx_insn *insn)
{
	unsigned int nest = insn->field[AGX_F_NEST];

	for (unsigned int lane = 0; lane < AGX_LANES; lane++) {
		uint16_t *level = &simd->reg[R0L][lane];

		*level = *level > nest ? *level - nest : 0;
	}
	update(simd);
}

/* Offsets are from the instruction itself, which simd->pc has left behind. */
static void jump(struct agx_simd *simd, const struct agx_insn *insn)
{
	simd->pc += (int64_t)(int32_t)insn->field[AGX_F_IMM] - insn->length;
}

bool agx_run_flow(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	switch (insn->form->op) {
	case AGX_OP_NOP:
		return true;
	case AGX_OP_BARRIER:
		simd->waiting = true;
		return true;
	case AGX_OP_STOP:
		simd->done = true;
		return true;
	case AGX_OP_JMP_ANY:
		if (simd->exec)
			jump(simd, insn);
		return true;
	case AGX_OP_JMP_NONE:
		if (!simd->exec)
			jump(simd, insn);
		return true;
	case AGX_OP_POP:
		pop(simd, insn);
		return true;
	case AGX_OP_IF_ICMP:
	case AGX_OP_ELSE_ICMP:
	case AGX_OP_WHILE_ICMP:
	case AGX_OP_IF_FCMP:
	case AGX_OP_ELSE_FCMP:
	case AGX_OP_WHILE_FCMP:
		branch(m, simd, insn);
		return true;
	default:
		return false;
	}
}
