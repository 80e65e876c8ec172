/* SPDX-License-Identifier: MIT */
#ifndef EMU_AGX_ISA_MACHINE_H
#define EMU_AGX_ISA_MACHINE_H

#include "image.h"
#include "insn.h"
#include "isa.h"

#define AGX_LANES		32
#define AGX_REGISTERS		256
#define AGX_MAX_SIMDGROUPS	(AGX_ISA_MAX_THREADS / AGX_LANES)

/**
 * struct agx_simd - 32 threads in lockstep
 * @pc: address of the next instruction
 * @at: address of the one that is run
 * @threads: the lanes that have a thread
 * @exec: the lanes that are active
 * @index: which simdgroup of the threadgroup
 * @waiting: at a barrier
 * @done: has stopped
 * @reg: the 16-bit registers; the first, r0l, counts for a lane that is not active
 *	how many levels of control flow it sits out
 */
struct agx_simd {
	uint64_t pc, at;
	uint32_t threads, exec;
	unsigned int index;
	bool waiting, done;
	uint16_t reg[AGX_REGISTERS][AGX_LANES];
};

/**
 * struct agx_cached - a decoded instruction
 * @pc: its address
 * @known: there is one
 * @insn: what it says
 */
struct agx_cached {
	uint64_t pc;
	bool known;
	struct agx_insn insn;
};

#define AGX_CACHE_SLOTS		1024

/**
 * struct agx_machine - a threadgroup at work
 * @ops: the world, which is told @ctx
 * @ctx: see @ops
 * @dispatch: what is run
 * @group: position in the grid, in threadgroups
 * @size: threads of this one in x, y, z; less than others at the grid's end
 * @simds: how many of @simd there are
 * @simd: its simdgroups
 * @local: threadgroup memory; an image block is in rows there
 * @result: why it had to stop, if it had to
 * @cache: instructions decoded before
 */
struct agx_machine {
	const struct agx_isa_ops *ops;
	void *ctx;
	struct agx_isa_dispatch *dispatch;
	uint32_t group[3], size[3];
	unsigned int simds;
	struct agx_simd simd[AGX_MAX_SIMDGROUPS];
	uint8_t *local;
	enum agx_isa_result result;
	struct agx_cached cache[AGX_CACHE_SLOTS];
};

#define for_each_active(lane, simd)					\
	for (unsigned int lane = 0; lane < AGX_LANES; lane++)		\
		if ((simd)->exec >> lane & 1)

/* A source's value, extended to 64 bits as the operand says. */
uint64_t agx_read(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_operand *src,
		  unsigned int lane);
/* As agx_read(), of component @index of a vector. */
uint32_t agx_read_component(const struct agx_simd *simd, const struct agx_operand *src, unsigned int lane,
			    unsigned int index);
double agx_read_float(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_operand *src,
		      unsigned int lane);
void agx_write(struct agx_simd *simd, const struct agx_operand *dst, unsigned int lane, uint64_t value);
void agx_write_component(struct agx_simd *simd, const struct agx_operand *dst, unsigned int lane, unsigned int index,
			 uint32_t value);

/* Ends everything: the instruction may not be. */
void agx_violation(struct agx_machine *m, struct agx_simd *simd, const char *why);

/**
 * struct agx_place - a texel of an image
 * @x: where it is in a layer, not yet compared with the size
 * @y: see @x
 * @layer: of an array, or depth
 * @level: see @x
 */
struct agx_place {
	uint32_t x, y, layer;
	unsigned int level;
};

/*
 * What instructions on images share. All are false if the instruction must end: an access was refused,
 * or there was a violation, which these have told.
 */

/* Finds and understands a descriptor; @texture is followed by its heap. */
bool agx_find_texture(struct agx_machine *m, struct agx_simd *simd, const struct agx_operand *texture,
		      unsigned int lane, struct agx_image *image);
bool agx_find_pbe(struct agx_machine *m, struct agx_simd *simd, const struct agx_operand *texture, unsigned int lane,
		  struct agx_image *image);
bool agx_read_place(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn,
		    const struct agx_operand *coord, const struct agx_image *image, unsigned int lane,
		    struct agx_place *place);
/* Outside of the image all is zero. */
bool agx_read_texel(struct agx_machine *m, struct agx_simd *simd, const struct agx_image *image,
		    const struct agx_place *place, struct agx_color *color);
/* Outside of the image nothing is written. */
bool agx_write_texel(struct agx_machine *m, const struct agx_image *image, const struct agx_place *place,
		     const struct agx_color *color);

bool agx_compare_integers(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_insn *insn,
			  unsigned int lane);
bool agx_compare_floats(const struct agx_machine *m, const struct agx_simd *simd, const struct agx_insn *insn,
			unsigned int lane);

/*
 * What each part of the instruction set does; false if the instruction is not one
 * of its own. All but agx_run_flow() want at least one active lane.
 */
bool agx_run_alu(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn);
bool agx_run_float(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn);
bool agx_run_group(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn);
bool agx_run_memory(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn);
bool agx_run_texture(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn);
bool agx_run_image(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn);
bool agx_run_flow(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn);

#endif
