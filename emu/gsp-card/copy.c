// SPDX-License-Identifier: MIT
#include "copy.h"

#include <string.h>

#include "card.h"

/* Translations are looked up and kept for pieces of this size. */
#define WINDOW_LOG2 16
#define WINDOW_SIZE (1ull << WINDOW_LOG2)
#define PAGE 4096ull

enum {
	ELEMENT_COST = 16, /* of the budget, for an element that is taken apart */
	PATTERN_REPEAT = 64,
};

/* A line of a surface. */
struct line {
	const struct surface *surface;
	struct window *windows;
	bool write;
	uint64_t start; /* address of byte 0, pitch surfaces */
	struct tiling_row row;
};

static struct line get_line(struct copy *copy, bool write, uint64_t number)
{
	const struct surface *surface = write ? &copy->dst : &copy->src;
	struct line line = {
		.surface = surface,
		.windows = copy->window[write],
		.write = write,
	};

	if (surface->block_linear)
		line.row = tiling_row(&surface->tiling, surface->y + number, surface->z);
	else
		line.start = surface->base + number * surface->pitch;
	return line;
}

/* Address of byte @x, and how many bytes from there on (at most @len) are adjacent. */
static uint64_t line_addr(const struct line *line, uint64_t x, uint64_t *len)
{
	unsigned int run;

	if (!line->surface->block_linear)
		return line->start + x;

	x += line->surface->x;
	run = tiling_run(&line->row, x);
	if (run < *len)
		*len = run;
	return line->surface->base + tiling_offset(&line->row, x);
}

static bool physical_ptr(const struct line *line, struct exec *exec, uint64_t addr, uint64_t *len,
			 uint8_t **ptr)
{
	uint64_t left = PAGE - (addr & (PAGE - 1));

	if (left < *len)
		*len = left;
	*ptr = mem_ptr(card_mem(exec->card), line->surface->aperture, addr, *len, line->write);
	if (*ptr)
		return true;
	exec->fault = (struct mmu_fault){
		.type = MMU_FAULT_REGION,
		.va = addr,
		.access = line->write ? MMU_WRITE : MMU_READ,
	};
	return false;
}

/* Look up from the start of @va's page, but not beyond what a window slot stands for. */
static bool fill_window(const struct line *line, struct exec *exec, uint64_t va,
			struct window *window)
{
	unsigned int access = exec->access | (line->write ? MMU_WRITE : MMU_READ);
	uint64_t start = va & ~(PAGE - 1);
	uint64_t end = (va | (WINDOW_SIZE - 1)) + 1;
	struct mmu_range range;

	if (!mmu_range(exec->mmu, &exec->space, start, end - start, access, &range, &exec->fault)) {
		exec->fault.va = va;
		return false;
	}
	*window = (struct window){ start, range.len, range.ptr };
	return true;
}

/* Where @addr is in memory; NULL in *ptr if nowhere (sparse). *len shrinks to what is adjacent. */
static bool line_ptr(const struct line *line, struct exec *exec, uint64_t addr, uint64_t *len,
		     uint8_t **ptr)
{
	struct window *window = &line->windows[addr >> WINDOW_LOG2 & (COPY_WINDOWS - 1)];
	uint64_t left;

	if (line->surface->physical)
		return physical_ptr(line, exec, addr, len, ptr);

	if (addr - window->va >= window->len && !fill_window(line, exec, addr, window))
		return false;

	left = window->len - (addr - window->va);
	if (left < *len)
		*len = left;
	*ptr = window->ptr ? window->ptr + (addr - window->va) : NULL;
	return true;
}

/* Bytes @x.. of a line. */
static bool line_at(const struct line *line, struct exec *exec, uint64_t x, uint64_t *len,
		    uint8_t **ptr)
{
	uint64_t addr = line_addr(line, x, len);

	return line_ptr(line, exec, addr, len, ptr);
}

static bool line_read(const struct line *line, struct exec *exec, uint64_t x, uint8_t *buf,
		      uint64_t len)
{
	while (len) {
		uint64_t part = len;
		uint8_t *ptr;

		if (!line_at(line, exec, x, &part, &ptr))
			return false;
		if (ptr)
			memcpy(buf, ptr, part);
		else
			memset(buf, 0, part);
		buf += part;
		x += part;
		len -= part;
	}
	return true;
}

static bool line_write(const struct line *line, struct exec *exec, uint64_t x, const uint8_t *buf,
		       uint64_t len)
{
	while (len) {
		uint64_t part = len;
		uint8_t *ptr;

		if (!line_at(line, exec, x, &part, &ptr))
			return false;
		if (ptr)
			memcpy(ptr, buf, part);
		buf += part;
		x += part;
		len -= part;
	}
	return true;
}

/* As much of the line as budget and adjacency allow in one go. */
static uint64_t want(const struct copy *copy, const struct exec *exec)
{
	uint64_t left = copy->length - copy->done;
	uint64_t budget = exec->budget;

	return left < budget ? left : budget;
}

static bool plain_line(struct copy *copy, struct exec *exec)
{
	const struct line src = get_line(copy, false, copy->line);
	const struct line dst = get_line(copy, true, copy->line);

	while (copy->done < copy->length && exec->budget > 0) {
		uint64_t len = want(copy, exec);
		uint8_t *from, *to;

		if (!line_at(&src, exec, copy->done, &len, &from) ||
		    !line_at(&dst, exec, copy->done, &len, &to))
			return false;
		if (to && from)
			memmove(to, from, len);
		else if (to)
			memset(to, 0, len);
		copy->done += len;
		exec->budget -= len;
	}
	return true;
}

/* An element of constants, and its size. */
static unsigned int constant_element(const struct remap *remap, uint8_t *element)
{
	for (unsigned int i = 0; i < remap->dst_count; i++)
		memcpy(element + i * remap->size, &remap->constant[remap->from[i] == REMAP_CONST_B],
		       remap->size);
	return remap->dst_count * remap->size;
}

static void put_pattern(uint8_t *to, uint64_t len, const uint8_t *pattern, uint64_t size)
{
	for (; len > size; to += size, len -= size)
		memcpy(to, pattern, size);
	memcpy(to, pattern, len);
}

static bool fill_line(struct copy *copy, struct exec *exec)
{
	/* One element more, so that it can be entered at any byte of the first. */
	uint8_t pattern[(PATTERN_REPEAT + 1) * REMAP_COMPONENTS * 4];
	unsigned int size = constant_element(&copy->remap, pattern);
	const struct line dst = get_line(copy, true, copy->line);

	for (int i = 1; i <= PATTERN_REPEAT; i++)
		memcpy(pattern + i * size, pattern, size);

	while (copy->done < copy->length && exec->budget > 0) {
		uint64_t len = want(copy, exec);
		uint8_t *to;

		if (!line_at(&dst, exec, copy->done, &len, &to))
			return false;
		if (to)
			put_pattern(to, len, pattern + copy->done % size,
				    (uint64_t)PATTERN_REPEAT * size);
		copy->done += len;
		exec->budget -= len;
	}
	return true;
}

static bool reads_source(const struct remap *remap)
{
	for (unsigned int i = 0; i < remap->dst_count; i++)
		if (remap->from[i] <= REMAP_SRC_W)
			return true;
	return false;
}

static bool remap_element(const struct remap *remap, struct exec *exec, const struct line *src,
			  const struct line *dst, uint64_t number)
{
	unsigned int dst_size = remap->dst_count * remap->size;
	unsigned int src_size = remap->src_count * remap->size;
	uint8_t element[REMAP_COMPONENTS * 4] = { 0 };

	if (reads_source(remap) && !line_read(src, exec, number * src_size, element, src_size))
		return false;

	for (unsigned int i = 0; i < remap->dst_count; i++) {
		const uint8_t *value = element + remap->from[i] * remap->size;
		uint64_t x = number * dst_size + i * remap->size;

		if (remap->from[i] == REMAP_NO_WRITE)
			continue;
		if (remap->from[i] > REMAP_SRC_W)
			value = (const uint8_t *)&remap->constant[remap->from[i] == REMAP_CONST_B];
		if (!line_write(dst, exec, x, value, remap->size))
			return false;
	}
	return true;
}

static bool remap_line(struct copy *copy, struct exec *exec)
{
	const struct line src = get_line(copy, false, copy->line);
	const struct line dst = get_line(copy, true, copy->line);

	while (copy->done < copy->length && exec->budget > 0) {
		if (!remap_element(&copy->remap, exec, &src, &dst, copy->done))
			return false;
		copy->done++;
		exec->budget -= ELEMENT_COST;
	}
	return true;
}

static bool run_line(struct copy *copy, struct exec *exec)
{
	switch (copy->kind) {
	case COPY_PLAIN:
		return plain_line(copy, exec);
	case COPY_FILL:
		return fill_line(copy, exec);
	case COPY_REMAP:
		break;
	}
	return remap_line(copy, exec);
}

enum engine_result copy_run(struct copy *copy, struct exec *exec)
{
	/* The driver may have changed the tables since the last slice. */
	memset(copy->window, 0, sizeof(copy->window));

	while (copy->line < copy->lines && copy->length) {
		if (exec->budget <= 0)
			return ENGINE_AGAIN;
		if (!run_line(copy, exec))
			return ENGINE_FAULT;
		if (copy->done == copy->length) {
			copy->done = 0;
			copy->line++;
			exec->budget -= ELEMENT_COST;
		}
	}
	return ENGINE_DONE;
}

bool copy_put(struct copy *copy, struct exec *exec, const void *buf, uint64_t len)
{
	const uint8_t *in = buf;

	memset(copy->window, 0, sizeof(copy->window));

	while (len && copy->line < copy->lines) {
		const struct line dst = get_line(copy, true, copy->line);
		uint64_t left = copy->length - copy->done;
		uint64_t part = left < len ? left : len;

		if (!line_write(&dst, exec, copy->done, in, part))
			return false;
		in += part;
		len -= part;
		copy->done += part;
		if (copy->done == copy->length) {
			copy->done = 0;
			copy->line++;
		}
	}
	return true;
}
