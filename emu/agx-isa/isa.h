/* SPDX-License-Identifier: MIT */
#ifndef EMU_AGX_ISA_H
#define EMU_AGX_ISA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Runs compute shaders of Apple's G13 and G14 GPUs, one threadgroup after the
 * other. Sources: Mesa's src/asahi/isa/AGX2.xml for the encodings, applegpu's
 * documentation for what instructions do, Mesa's compiler where both are silent.
 */

#define AGX_ISA_UNIFORMS	512	/* 16-bit registers */
#define AGX_ISA_TEXTURES	256	/* texture state registers */
#define AGX_ISA_MAX_THREADS	1024	/* in a threadgroup */

/**
 * struct agx_isa_ops - what a shader sees of the world
 * @read: load @size bytes at @va into @data; false if the GPU may not
 * @write: store @size bytes from @data at @va; false if the GPU may not
 * @fetch: as @read, for instructions
 * @excuse: whether an access that was just refused is let off as a shader's load
 *	or store: it loads zero, or is lost; NULL for never
 * @violation: told in words what a shader did that no shader may do, before
 *	agx_isa_dispatch() returns. An access that was refused is not told; who
 *	refused it knows more.
 */
struct agx_isa_ops {
	bool (*read)(void *ctx, uint64_t va, void *data, size_t size);
	bool (*write)(void *ctx, uint64_t va, const void *data, size_t size);
	bool (*fetch)(void *ctx, uint64_t va, void *data, size_t size);
	bool (*excuse)(void *ctx);
	void (*violation)(void *ctx, const char *text);
};

/**
 * struct agx_isa_texture - a texture state register
 * @loaded: there is something in it
 * @words: a descriptor of an image
 */
struct agx_isa_texture {
	bool loaded;
	uint64_t words[3];
};

/**
 * struct agx_isa_dispatch - a grid of threads
 * @code: address of the first instruction
 * @preamble: address of the code that one thread runs before, or 0
 * @grid: threads in x, y, z; a last threadgroup may be cut short by it
 * @local: threads of a threadgroup in x, y, z
 * @uniforms: initial contents of the uniform registers; a preamble changes them
 * @textures: initial contents of the texture state registers, as @uniforms
 * @local_size: bytes of memory that a threadgroup has
 * @tile: texels in x and y of the image block that its memory is, or 0
 * @sample_bytes: bytes of a texel of the image block
 * @vm_slot: what a shader reads as its address space
 * @budget: instructions that all simdgroups together may take
 */
struct agx_isa_dispatch {
	uint64_t code, preamble;
	uint32_t grid[3], local[3];
	uint16_t uniforms[AGX_ISA_UNIFORMS];
	struct agx_isa_texture textures[AGX_ISA_TEXTURES];
	uint32_t local_size;
	uint32_t tile[2], sample_bytes;
	uint32_t vm_slot;
	uint64_t budget;
};

enum agx_isa_result {
	AGX_ISA_OK,
	AGX_ISA_FAULT,		/* an access was refused */
	AGX_ISA_VIOLATION,	/* an instruction that is unknown or may not be */
	AGX_ISA_TIMEOUT,	/* the budget is spent */
};

enum agx_isa_result agx_isa_dispatch(const struct agx_isa_ops *ops, void *ctx,
				     struct agx_isa_dispatch *dispatch);

/*
 * Disassembles the instruction at @code into @text, in the syntax of Mesa's
 * disassembler. Returns its length in bytes, 0 if it is unknown.
 */
unsigned int agx_isa_print(const uint8_t code[12], char *text, size_t size);

#endif
