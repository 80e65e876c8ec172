// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/* A simdgroup runs so many instructions before the next has its turn, so that one may wait for another. */
#define TURN	4096

/* The end of a page of code may be the end of all: fewer bytes are fetched there. */
static bool fetch(struct agx_machine *m, uint64_t pc, uint8_t code[AGX_INSN_MAX])
{
	memset(code, 0, AGX_INSN_MAX);
	for (unsigned int i = 0; i < AGX_INSN_MAX; i += 2)
		if (!m->ops->fetch(m->ctx, pc + i, code + i, 2))
			return i;
	return true;
}

void agx_violation(struct agx_machine *m, struct agx_simd *simd, const char *why)
{
	uint8_t code[AGX_INSN_MAX] = { 0 };
	char insn[96], text[256], hex[2 * AGX_INSN_MAX + 1];

	if (m->result != AGX_ISA_OK)
		return;
	m->result = AGX_ISA_VIOLATION;
	fetch(m, simd->at, code);
	agx_isa_print(code, insn, sizeof(insn));
	for (unsigned int i = 0; i < AGX_INSN_MAX; i++)
		snprintf(hex + 2 * i, 3, "%02x", code[i]);
	snprintf(text, sizeof(text), "shader at %#llx: '%s' (%s) %s", (unsigned long long)simd->at, insn, hex, why);
	m->ops->violation(m->ctx, text);
}

/* NULL if there is none, or none that may be read. */
static const struct agx_insn *lookup(struct agx_machine *m, struct agx_simd *simd)
{
	struct agx_cached *cached = &m->cache[simd->pc / 2 % AGX_CACHE_SLOTS];
	uint8_t code[AGX_INSN_MAX];

	if (cached->known && cached->pc == simd->pc)
		return &cached->insn;
	if (!fetch(m, simd->pc, code)) {
		m->result = AGX_ISA_FAULT;
		return NULL;
	}
	if (!agx_decode(code, &cached->insn)) {
		agx_violation(m, simd, "is no instruction");
		return NULL;
	}
	cached->known = true;
	cached->pc = simd->pc;
	return &cached->insn;
}

static void step(struct agx_machine *m, struct agx_simd *simd)
{
	const struct agx_insn *insn;

	simd->at = simd->pc;
	insn = lookup(m, simd);
	if (!insn)
		return;
	simd->pc += insn->length;
	if (agx_run_flow(m, simd, insn))
		return;
	if (insn->form->op != AGX_OP_UNSUPPORTED && !simd->exec)
		return;
	if (insn->form->op != AGX_OP_UNSUPPORTED &&
	    (agx_run_alu(m, simd, insn) || agx_run_float(m, simd, insn) || agx_run_group(m, simd, insn) ||
	     agx_run_memory(m, simd, insn) || agx_run_texture(m, simd, insn) || agx_run_image(m, simd, insn)))
		return;
	agx_violation(m, simd, "is not run here");
}

static void run_turn(struct agx_machine *m, struct agx_simd *simd)
{
	for (unsigned int i = 0; i < TURN && !simd->waiting && !simd->done && m->result == AGX_ISA_OK; i++) {
		if (!m->dispatch->budget--) {
			m->dispatch->budget = 0;
			m->result = AGX_ISA_TIMEOUT;
			return;
		}
		step(m, simd);
	}
}

/* All that have not stopped are at a barrier: they go on. False if all have stopped. */
static bool pass_barrier(struct agx_machine *m)
{
	bool alive = false;

	for (unsigned int i = 0; i < m->simds; i++) {
		if (!m->simd[i].done && !m->simd[i].waiting)
			return true;
		alive |= !m->simd[i].done;
	}
	for (unsigned int i = 0; i < m->simds; i++)
		m->simd[i].waiting = false;
	return alive;
}

static void start(struct agx_machine *m, uint64_t code, unsigned int threads)
{
	m->simds = (threads + AGX_LANES - 1) / AGX_LANES;
	for (unsigned int i = 0; i < m->simds; i++) {
		unsigned int left = threads - i * AGX_LANES;
		struct agx_simd *simd = &m->simd[i];

		memset(simd, 0, sizeof(*simd));
		simd->pc = code;
		simd->index = i;
		simd->threads = left < AGX_LANES ? (1u << left) - 1 : 0xffffffff;
		simd->exec = simd->threads;
	}
}

static void run(struct agx_machine *m, uint64_t code, unsigned int threads)
{
	start(m, code, threads);
	do {
		for (unsigned int i = 0; i < m->simds && m->result == AGX_ISA_OK; i++)
			run_turn(m, &m->simd[i]);
	} while (m->result == AGX_ISA_OK && pass_barrier(m));
}

/* Once, by one thread, before all others. */
static void run_preamble(struct agx_machine *m)
{
	for (unsigned int i = 0; i < 3; i++) {
		m->group[i] = 0;
		m->size[i] = 1;
	}
	run(m, m->dispatch->preamble, 1);
}

static uint32_t groups(const struct agx_isa_dispatch *dispatch, unsigned int axis)
{
	return dispatch->grid[axis] / dispatch->local[axis] + (dispatch->grid[axis] % dispatch->local[axis] != 0);
}

static void run_threadgroup(struct agx_machine *m, uint32_t x, uint32_t y, uint32_t z)
{
	const uint32_t group[3] = { x, y, z };

	for (unsigned int i = 0; i < 3; i++) {
		uint32_t left = m->dispatch->grid[i] - group[i] * m->dispatch->local[i];

		m->group[i] = group[i];
		m->size[i] = left < m->dispatch->local[i] ? left : m->dispatch->local[i];
	}
	memset(m->local, 0, m->dispatch->local_size);
	run(m, m->dispatch->code, m->size[0] * m->size[1] * m->size[2]);
}

static void run_grid(struct agx_machine *m)
{
	for (uint32_t z = 0; z < groups(m->dispatch, 2); z++)
		for (uint32_t y = 0; y < groups(m->dispatch, 1); y++)
			for (uint32_t x = 0; x < groups(m->dispatch, 0); x++) {
				run_threadgroup(m, x, y, z);
				if (m->result != AGX_ISA_OK)
					return;
			}
}

static bool valid(const struct agx_isa_dispatch *dispatch)
{
	uint64_t threads = 1;

	for (unsigned int i = 0; i < 3; i++) {
		if (!dispatch->local[i] || dispatch->local[i] > AGX_ISA_MAX_THREADS)
			return false;
		threads *= dispatch->local[i];
	}
	return threads <= AGX_ISA_MAX_THREADS && dispatch->local_size <= 65536 &&
	       (uint64_t)dispatch->tile[0] * dispatch->tile[1] * dispatch->sample_bytes <= dispatch->local_size;
}

enum agx_isa_result agx_isa_dispatch(const struct agx_isa_ops *ops, void *ctx, struct agx_isa_dispatch *dispatch)
{
	struct agx_machine *m;
	enum agx_isa_result result;

	if (!valid(dispatch)) {
		ops->violation(ctx, "a threadgroup of no or too many threads, or with too much memory");
		return AGX_ISA_VIOLATION;
	}
	m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->ops = ops;
	m->ctx = ctx;
	m->dispatch = dispatch;
	m->local = calloc(1, dispatch->local_size + 4);
	if (!m->local)
		abort();
	if (dispatch->preamble)
		run_preamble(m);
	if (m->result == AGX_ISA_OK)
		run_grid(m);
	result = m->result;
	free(m->local);
	free(m);
	return result;
}
