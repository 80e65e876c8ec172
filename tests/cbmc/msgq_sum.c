// SPDX-License-Identifier: MIT
/*
 * The check sum of a message: it is the exclusive or of the 32 bit words, in whatever pieces and
 * from whatever offset it is taken.
 *
 * Bounds: up to 16 bytes, in up to two pieces. Each byte adds to the sum on its own, by its
 * offset modulo 4 only, so more bytes show nothing new.
 *
 * cbmc: --unwind 18
 */
#include "tests/cbmc/cbmc.h"

#include "firmware/gsp/msgq.c"

#define LEN_MAX 16

static u32 sum_of_words(const u8 *data, u32 len)
{
	u32 sum = 0;

	for (u32 i = 0; i < LEN_MAX && i < len; i++)
		sum ^= (u32)data[i] << 8 * (i % 4);
	return sum;
}

void prove_sum(void)
{
	u32 len = nondet_u32();
	u32 first = nondet_u32();
	u32 off = nondet_u32();
	u8 data[LEN_MAX];
	u32 sum;

	assume(len <= LEN_MAX && first <= len && off <= R570_ELEMENT_MAX_SIZE && off % 4 == 0);
	sum = sum_add(0, off, data, first);
	sum = sum_add(sum, off + first, data + first, len - first);
	prove(sum == sum_of_words(data, len), "sum of the words");
}

/* Nothing before or behind the data is read; any offset. */
void prove_reads(void)
{
	u32 len = nondet_u32();
	u8 *data;

	assume(len <= LEN_MAX);
	data = any_memory(len);
	(void)sum_add(nondet_u32(), nondet_u16(), data, len);
}
