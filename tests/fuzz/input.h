/* SPDX-License-Identifier: MIT */
/* An input as a stream of decisions; one that is over goes on with zeroes. */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <string.h>

#include "firmware/types.h"

struct input {
	const u8 *data;
	size_t left;
};

/* The next @bytes, 4 at most. */
static inline u32 take(struct input *in, size_t bytes)
{
	u32 v = 0;

	if (bytes > in->left)
		bytes = in->left;
	memcpy(&v, in->data, bytes);
	in->data += bytes;
	in->left -= bytes;
	return v;
}

#endif
