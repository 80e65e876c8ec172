/* SPDX-License-Identifier: MIT */
/*
 * The data mover behind the copy engine and inline-to-memory: lines from a surface to another,
 * or a pattern to a surface, in slices.
 */
#ifndef GSP_CARD_COPY_H
#define GSP_CARD_COPY_H

#include "engine.h"
#include "tiling.h"

/**
 * struct surface - one side of a copy
 * @physical: @base is a physical address in @aperture, not a virtual one
 * @aperture: for physical surfaces
 * @base: address of the surface
 * @block_linear: laid out as in @tiling, else in lines @pitch bytes apart
 * @pitch: distance of lines, pitch surfaces only
 * @tiling: block-linear surfaces only
 * @x: first byte of each line, block-linear surfaces only
 * @y: first line, block-linear surfaces only
 * @z: slice, block-linear surfaces only
 */
struct surface {
	bool physical;
	enum aperture aperture;
	uint64_t base;
	bool block_linear;
	uint64_t pitch;
	struct tiling tiling;
	uint64_t x, y, z;
};

/* Where a component of a destination element comes from (NVCAB5_SET_REMAP_COMPONENTS_DST_X). */
enum remap_source {
	REMAP_SRC_X = 0,
	REMAP_SRC_W = 3,
	REMAP_CONST_A = 4,
	REMAP_CONST_B = 5,
	REMAP_NO_WRITE = 6,
};

enum {
	REMAP_COMPONENTS = 4,
	COPY_WINDOWS = 32,
};

/**
 * struct remap - how elements are taken apart and put together
 * @size: bytes of a component, 1 to 4
 * @src_count: components of a source element, 1 to 4
 * @dst_count: components of a destination element, 1 to 4
 * @from: enum remap_source of each destination component
 * @constant: values of CONST_A and CONST_B
 */
struct remap {
	unsigned int size;
	unsigned int src_count;
	unsigned int dst_count;
	uint8_t from[REMAP_COMPONENTS];
	uint32_t constant[2];
};

enum copy_kind {
	COPY_PLAIN, /* bytes, unchanged */
	COPY_FILL, /* nothing is read, everything is written */
	COPY_REMAP, /* element by element */
};

/* A piece of address space whose place in memory is known, for this slice. */
struct window {
	uint64_t va;
	uint64_t len;
	uint8_t *ptr; /* NULL: sparse */
};

/**
 * struct copy - a copy in progress; fill in what precedes @line
 * @kind: what is done
 * @src: where from, not for COPY_FILL
 * @dst: where to
 * @length: of a line, in bytes; in elements for COPY_REMAP
 * @lines: how many lines
 * @remap: for COPY_FILL and COPY_REMAP
 * @line: first line that is not complete
 * @done: how much of it is
 * @window: cache, belongs to copy_run()
 */
struct copy {
	enum copy_kind kind;
	struct surface src;
	struct surface dst;
	uint64_t length;
	uint64_t lines;
	struct remap remap;
	uint64_t line;
	uint64_t done;
	struct window window[2][COPY_WINDOWS];
};

/**
 * copy_run() - go on with a copy until it is done or the budget is used up
 *
 * Return: ENGINE_DONE, ENGINE_AGAIN or ENGINE_FAULT.
 */
enum engine_result copy_run(struct copy *copy, struct exec *exec);

/**
 * copy_put() - write bytes from elsewhere to where the copy has got to, and move on
 *
 * Only dst, length and lines count. What is beyond the last line is dropped.
 *
 * Return: false on a fault.
 */
bool copy_put(struct copy *copy, struct exec *exec, const void *buf, uint64_t len);

#endif
