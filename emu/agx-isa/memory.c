// SPDX-License-Identifier: MIT
/* Loads, stores and atomics; uniform registers as a preamble writes them. */
#include <string.h>

#include "machine.h"

enum { FORMAT_I8, FORMAT_I16, FORMAT_I32 };

enum { ATOMIC_ADD, ATOMIC_SUB, ATOMIC_XCHG, ATOMIC_CMPXCHG, ATOMIC_UMIN, ATOMIC_IMIN, ATOMIC_UMAX, ATOMIC_IMAX,
       ATOMIC_AND, ATOMIC_OR, ATOMIC_XOR, NUM_ATOMICS };

/* Where a lane's access goes: to memory, or to the threadgroup's own. */
struct place {
	bool local, soft; /* soft: a fault may be excused */
	uint64_t address;
	unsigned int size;
};

static bool access_memory(struct agx_machine *m, struct agx_simd *simd, const struct place *at, unsigned int index,
			  bool write, void *value)
{
	uint64_t address = at->address + (uint64_t)index * at->size;
	bool allowed;

	if (!at->local) {
		allowed = write ? m->ops->write(m->ctx, address, value, at->size) :
				  m->ops->read(m->ctx, address, value, at->size);
		if (allowed)
			return true;
		if (!write)
			memset(value, 0, at->size);
		if (at->soft && m->ops->excuse && m->ops->excuse(m->ctx))
			return true;
		m->result = AGX_ISA_FAULT;
		return false;
	}
	if (m->dispatch->tile[0]) {
		agx_violation(m, simd, "is in an image block, whose order is not known");
		return false;
	}
	if (address > m->dispatch->local_size || at->size > m->dispatch->local_size - address) {
		agx_violation(m, simd, "is outside of the threadgroup's memory");
		return false;
	}
	if (write)
		memcpy(m->local + address, value, at->size);
	else
		memcpy(value, m->local + address, at->size);
	return true;
}

/*
 * The index counts elements, shifted by one or two bits more if the instruction says
 * so. Addresses are aligned downwards.
 */
static struct place place(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn,
			  const struct agx_operand *base, unsigned int size, unsigned int lane)
{
	bool local = insn->form->op == AGX_OP_LOCAL_LOAD || insn->form->op == AGX_OP_LOCAL_STORE ||
		     insn->form->op == AGX_OP_LOCAL_ATOMIC;
	uint64_t index = agx_read(m, simd, base + 1, lane);
	unsigned int shift = insn->field[AGX_F_SHIFT];
	uint64_t address = agx_read(m, simd, base, lane) + (index << (shift == 3 ? 2 : shift)) * size;

	if (local)
		address = (uint16_t)address;
	return (struct place){ local, insn->form->op != AGX_OP_ATOMIC, address & ~(uint64_t)(size - 1), size };
}

/* Bytes of an element; 0 for formats that hold something else than integers. */
static unsigned int element_size(const struct agx_insn *insn)
{
	switch (insn->field[AGX_F_FORMAT]) {
	case FORMAT_I8:
		return 1;
	case FORMAT_I16:
		return 2;
	case FORMAT_I32:
		return 4;
	default:
		return 0;
	}
}

static void load(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	struct place at = place(m, simd, insn, &insn->src[0], element_size(insn), lane);
	uint32_t values[4] = { 0 };

	for (unsigned int i = 0; i < insn->dst.count; i++)
		if (!access_memory(m, simd, &at, i, false, &values[i]))
			return;
	for (unsigned int i = 0; i < insn->dst.count; i++)
		agx_write_component(simd, &insn->dst, lane, i, values[i]);
}

static void store(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	struct place at = place(m, simd, insn, &insn->src[1], element_size(insn), lane);

	for (unsigned int i = 0; i < insn->src[0].count; i++) {
		uint32_t value = agx_read_component(simd, &insn->src[0], lane, i);

		if (!access_memory(m, simd, &at, i, true, &value))
			return;
	}
}

/* How many lanes from @first on have their elements, of @bytes, one behind the other. */
static unsigned int neighbours(const struct agx_simd *simd, const uint64_t address[AGX_LANES], unsigned int first,
			       unsigned int bytes)
{
	unsigned int count = 1;

	while (first + count < AGX_LANES && simd->exec >> (first + count) & 1 &&
	       address[first + count] == address[first] + (uint64_t)count * bytes)
		count++;
	return count;
}

static bool load_span(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, uint64_t address,
		      unsigned int lane, unsigned int lanes)
{
	const struct agx_operand *dst = &insn->dst;
	unsigned int size = element_size(insn);
	uint8_t data[AGX_LANES * 4 * 4];

	if (!m->ops->read(m->ctx, address, data, lanes * dst->count * size))
		return false;
	for (unsigned int i = 0; i < lanes * dst->count; i++) {
		uint32_t value = 0;

		memcpy(&value, data + i * size, size);
		agx_write_component(simd, dst, lane + i / dst->count, i % dst->count, value);
	}
	return true;
}

static bool store_span(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, uint64_t address,
		       unsigned int lane, unsigned int lanes)
{
	const struct agx_operand *src = &insn->src[0];
	unsigned int size = element_size(insn);
	uint8_t data[AGX_LANES * 4 * 4];

	for (unsigned int i = 0; i < lanes * src->count; i++) {
		uint32_t value = agx_read_component(simd, src, lane + i / src->count, i % src->count);

		memcpy(data + i * size, &value, size);
	}
	return m->ops->write(m->ctx, address, data, lanes * src->count * size);
}

/*
 * Neighbours go to memory together. If they may not, the lanes before the one that
 * may not still have theirs.
 */
static void transfer(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	bool loads = insn->form->op == AGX_OP_LOAD;
	void (*alone)(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane) =
		loads ? load : store;
	bool (*span)(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, uint64_t address,
		     unsigned int lane, unsigned int lanes) = loads ? load_span : store_span;
	unsigned int size = element_size(insn), bytes = size * (loads ? insn->dst.count : insn->src[0].count);
	unsigned int lanes;
	uint64_t address[AGX_LANES];

	for_each_active(lane, simd)
		address[lane] = place(m, simd, insn, &insn->src[!loads], size, lane).address;
	for (unsigned int lane = 0; lane < AGX_LANES; lane += lanes) {
		lanes = 1;
		if (!(simd->exec >> lane & 1))
			continue;
		lanes = neighbours(simd, address, lane, bytes);
		if (span(m, simd, insn, address[lane], lane, lanes))
			continue;
		for (unsigned int i = 0; i < lanes && m->result == AGX_ISA_OK; i++)
			alone(m, simd, insn, lane + i);
		if (m->result != AGX_ISA_OK)
			return;
	}
}

/* @compare is the second register of a compare-and-exchange. */
static uint32_t atomic_result(unsigned int op, uint32_t old, uint32_t value, uint32_t compare)
{
	switch (op) {
	case ATOMIC_ADD:
		return old + value;
	case ATOMIC_SUB:
		return old - value;
	case ATOMIC_XCHG:
		return value;
	case ATOMIC_CMPXCHG:
		return old == compare ? value : old;
	case ATOMIC_UMIN:
		return old < value ? old : value;
	case ATOMIC_IMIN:
		return (int32_t)old < (int32_t)value ? old : value;
	case ATOMIC_UMAX:
		return old > value ? old : value;
	case ATOMIC_IMAX:
		return (int32_t)old > (int32_t)value ? old : value;
	case ATOMIC_AND:
		return old & value;
	case ATOMIC_OR:
		return old | value;
	default:
		return old ^ value;
	}
}

static void atomic(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	struct place at = place(m, simd, insn, &insn->src[1], 4, lane);
	const struct agx_operand *src = &insn->src[0];
	uint32_t value = agx_read_component(simd, src, lane, 0);
	uint32_t compare = src->count > 1 ? agx_read_component(simd, src, lane, 1) : 0;
	uint32_t old, new;

	if (!access_memory(m, simd, &at, 0, false, &old))
		return;
	new = atomic_result(insn->field[AGX_F_OP], old, value, compare);
	if (!access_memory(m, simd, &at, 0, true, &new))
		return;
	if (insn->dst.kind)
		agx_write(simd, &insn->dst, lane, old);
}

static void store_uniform(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane)
{
	unsigned int halves = insn->dst.count * insn->dst.size / 16;

	for (unsigned int i = 0; i < halves; i++)
		m->dispatch->uniforms[insn->dst.value + i] = simd->reg[insn->src[0].value + i][lane];
}

bool agx_run_memory(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn)
{
	void (*run)(struct agx_machine *m, struct agx_simd *simd, const struct agx_insn *insn, unsigned int lane);
	bool known = true;

	switch (insn->form->op) {
	case AGX_OP_LOAD:
	case AGX_OP_STORE:
		if (!element_size(insn))
			return false;
		transfer(m, simd, insn);
		return true;
	case AGX_OP_LOCAL_LOAD:
		run = load;
		known = element_size(insn);
		break;
	case AGX_OP_LOCAL_STORE:
		run = store;
		known = element_size(insn);
		break;
	case AGX_OP_ATOMIC:
	case AGX_OP_LOCAL_ATOMIC:
		run = atomic;
		known = insn->field[AGX_F_OP] < NUM_ATOMICS;
		break;
	case AGX_OP_UNIFORM_STORE:
		run = store_uniform;
		break;
	default:
		return false;
	}
	if (!known)
		return false;
	for_each_active(lane, simd) {
		run(m, simd, insn, lane);
		if (m->result != AGX_ISA_OK)
			break;
	}
	return true;
}
