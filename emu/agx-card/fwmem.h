/* SPDX-License-Identifier: MIT */
/*
 * The firmware's own accesses: in slot 0, with its rights. One that is refused is what crashes
 * real firmware, so it is a violation and a crash here.
 */
#ifndef AGX_CARD_FWMEM_H
#define AGX_CARD_FWMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct card;

/* @what says in a violation what was there. False after a crash. */
bool fwmem_read(struct card *card, uint64_t va, void *buf, size_t len, const char *what);
bool fwmem_write(struct card *card, uint64_t va, const void *buf, size_t len, const char *what);

/* Words that the kernel reads or writes at the same time; aligned. */
bool fwmem_load32(struct card *card, uint64_t va, uint32_t *value, const char *what);
bool fwmem_store32(struct card *card, uint64_t va, uint32_t value, const char *what);

/* Whether @len bytes are mapped for reading, or reading and writing. */
bool fwmem_check(struct card *card, uint64_t va, size_t len, bool write, const char *what);

#endif
