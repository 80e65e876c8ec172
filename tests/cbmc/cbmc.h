/* SPDX-License-Identifier: MIT */
/* What all proofs share: values of which nothing is known, and memory that somebody else writes. */
#ifndef TESTS_CBMC_H
#define TESTS_CBMC_H

#include "firmware/types.h"

u8 nondet_u8(void);
u16 nondet_u16(void);
u32 nondet_u32(void);
u64 nondet_u64(void);
bool nondet_bool(void);
int nondet_int(void);

#define assume(cond) __CPROVER_assume(cond)
#define prove(cond, what) __CPROVER_assert(cond, what)

/* A block of memory of which nothing is known but its size. */
static inline void *any_memory(size_t size)
{
	void *p = __CPROVER_allocate(size, 0);

	return p;
}

#endif
