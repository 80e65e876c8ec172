/* SPDX-License-Identifier: MIT */
/* Words of a structure that was copied from the guest, wherever they are in it. */
#ifndef AGX_CARD_BYTES_H
#define AGX_CARD_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint32_t get32(const uint8_t *bytes, uint32_t at)
{
	uint32_t value;

	memcpy(&value, bytes + at, sizeof(value));
	return value;
}

static inline uint64_t get64(const uint8_t *bytes, uint32_t at)
{
	uint64_t value;

	memcpy(&value, bytes + at, sizeof(value));
	return value;
}

#endif
