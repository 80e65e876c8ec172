// SPDX-License-Identifier: MIT
/*
 * The rings over which agx and its firmware talk, both ends: the driver's as writer and as reader,
 * against a peer that writes anything into the shared memory at any time, and what comes through
 * between two good ends.
 *
 * Each proof starts in any state that the invariant allows and shows that the invariant holds
 * after a call, so it holds after any number of calls.
 *
 * Bounds: rings of 2 to 2^12 entries, of 4 bytes or as large as a message, against a hostile peer,
 * whose position is a new unknown value with each read; the ring's contents are not kept, because
 * nothing that is read may be relied on. Between good ends: 2 to 4 entries of 4 bytes, 6 steps.
 *
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 * instrument: --replace-calls fw_read32:read32_model
 * instrument: --replace-calls fw_write32:write32_model
 * cbmc: --unwind 8 --unsigned-overflow-check --conversion-check
 */
#include "tests/cbmc/cbmc.h"

/* What is touched, and between good ends, what is in it. */
#define memcpy copy_model
#define memset zero_model
static void *copy_model(void *dst, const void *src, size_t n);
static void *zero_model(void *dst, int c, size_t n);

#include "drm/agx/agx_ring.c"

#define COUNT_MAX	0x1000
#define COUNT_GOOD	4
#define STEPS		6

int shim_fail_after = -1;
long shim_allocations;

static const u32 sizes[] = { 4, 0x14, 0x30, 0x38, 0x40 };
static struct agx_ring ring;
static u32 read_ptr, write_ptr;
static u8 *entries;
/* The peer is good, and memory keeps what is written. */
static bool good;
/* The last position that the peer gave. */
static u32 peer;
static u32 published;
static bool writer;

u32 read32_model(const volatile u32 *p)
{
	if (good)
		return *p;
	prove(p == (writer ? &read_ptr : &write_ptr), "only the peer's position is read");
	peer = nondet_u32();
	return peer;
}

void write32_model(volatile u32 *p, u32 v)
{
	if (good) {
		*p = v;
		return;
	}
	prove(p == (writer ? &write_ptr : &read_ptr), "only the own position is written");
	prove(v < ring.count, "the published position is in the ring");
	published++;
}

static void check_entry(const void *p, size_t n)
{
	size_t first = (size_t)ring.pos * ring.entry_size;
	size_t off = __CPROVER_POINTER_OFFSET(p);

	prove(off >= first && off + n <= first + ring.entry_size, "only the own entry is touched");
}

static void *copy_model(void *dst, const void *src, size_t n)
{
	if (good) {
		*(u32 *)dst = *(const u32 *)src;
		return dst;
	}
	prove(!n || (__CPROVER_r_ok(src, n) && __CPROVER_w_ok(dst, n)), "a copy's memory");
	prove(writer == __CPROVER_same_object(dst, entries), "who writes the ring");
	check_entry(writer ? dst : src, n);
	return dst;
}

static void *zero_model(void *dst, int c, size_t n)
{
	if (good)
		return dst;
	prove(writer && c == 0 && (!n || __CPROVER_w_ok(dst, n)), "zeroes");
	check_entry(dst, n);
	return dst;
}

static void any_ring(bool as_writer, u32 size)
{
	u32 count = nondet_u32();

	assume(count >= 2 && count <= COUNT_MAX);
	entries = any_memory((size_t)count * size);
	agx_ring_init(&ring, &read_ptr, &write_ptr, entries, count, size);
	prove(ring.pos == 0, "a new ring");
	ring.pos = nondet_u32();
	assume(ring.pos < ring.count);
	writer = as_writer;
	published = 0;
}

static u32 after(u32 pos)
{
	return pos + 1 == ring.count ? 0 : pos + 1;
}

static void push(u32 entry_size)
{
	u32 size = nondet_u32();
	u32 pos;
	int ret;

	any_ring(true, entry_size);
	pos = ring.pos;
	ret = agx_ring_push(&ring, any_memory(size), size);

	prove((ret == -EINVAL) == (size > ring.entry_size), "what does not fit");
	if (ret == -EINVAL)
		return;
	prove((ret == -EIO) == (peer >= ring.count), "nonsense is told");
	prove((ret == -EAGAIN) == (peer == after(pos)), "full, with an entry left");
	prove(ret == 0 || ret == -EIO || ret == -EAGAIN, "errors of agx_ring_push()");
	prove(ring.pos == (ret ? pos : after(pos)) && ring.pos < ring.count, "the position");
	prove(published == (ret ? 0 : 1), "published once");
}

void prove_push(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++)
		push(sizes[i]);
}

static void pop(u32 entry_size)
{
	u32 size = nondet_u32();
	u32 pos;
	int ret;

	any_ring(false, entry_size);
	pos = ring.pos;
	ret = agx_ring_pop(&ring, any_memory(size), size);

	prove((ret == -EIO) == (peer >= ring.count), "nonsense is told");
	prove((ret == 0) == (peer == pos), "empty");
	prove(ret == 0 || ret == 1 || ret == -EIO, "results of agx_ring_pop()");
	prove(ring.pos == (ret == 1 ? after(pos) : pos) && ring.pos < ring.count, "the position");
	prove(published == (ret == 1 ? 1 : 0), "published once");
}

void prove_pop(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++)
		pop(sizes[i]);
}

void prove_pending(void)
{
	int ret;

	any_ring(true, sizes[0]);
	ret = agx_ring_pending(&ring);
	if (peer >= ring.count)
		prove(ret == -EIO, "nonsense");
	else
		prove((u32)ret < ring.count && (peer + (u32)ret == ring.pos ||
						peer + (u32)ret == ring.pos + ring.count),
		      "how much there is");
}

/* Entries come through in order, none is lost, and there is room for one less than there are. */
void prove_both_ends(void)
{
	u32 memory[COUNT_GOOD];
	struct agx_ring tx, rx;
	u32 sent = 0, received = 0, value;
	u32 count = nondet_u32();
	int ret;

	assume(count >= 2 && count <= COUNT_GOOD);
	good = true;
	agx_ring_init(&tx, &read_ptr, &write_ptr, memory, count, sizeof(u32));
	agx_ring_init(&rx, &read_ptr, &write_ptr, memory, count, sizeof(u32));
	for (u32 i = 0; i < STEPS; i++) {
		prove(agx_ring_pending(&tx) == (int)(sent - received), "how much there is");
		if (nondet_bool()) {
			ret = agx_ring_push(&tx, &sent, sizeof(sent));
			prove(ret == (sent - received == count - 1 ? -EAGAIN : 0), "room");
			sent += !ret;
		} else {
			ret = agx_ring_pop(&rx, &value, sizeof(value));
			prove(ret == (sent == received ? 0 : 1), "something");
			prove(!ret || value == received, "in order");
			received += (u32)ret;
		}
	}
}
