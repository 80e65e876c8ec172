/* SPDX-License-Identifier: MIT */
#ifndef TESTS_BAD_INPUT_H
#define TESTS_BAD_INPUT_H

/*
 * Tables of bad calls. Who includes this defines struct args, a call and all
 * that it points to, and struct world, what calls can refer to.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct patch - a change to a good call: a constant, or a member of the world */
struct patch {
	uint16_t offset, size;
	bool from_world;
	uint64_t value;
};

#define MEMBER_SIZE(type, member) sizeof(((type *)0)->member)
#define SET(member, v) \
	{ offsetof(struct args, member), MEMBER_SIZE(struct args, member), false, (v) }
#define FROM(member, source) \
	{ offsetof(struct args, member), MEMBER_SIZE(struct args, member), true, \
	  offsetof(struct world, source) }
/* the ioctl's own pointer */
#define BAD_ARG SET(arg, 8)
/* addresses for members that point to arrays: not mapped, and the kernel's */
#define BAD_PTR 8ull
#define KERNEL_PTR 0xffff888000001000ull

/**
 * struct row - a bad call
 * @name: what is bad about it
 * @err: the errno that it must get
 * @strict: another driver of the same interface accepts it, or does worse
 */
struct row {
	const char *name;
	int err;
	bool strict;
	struct patch patch[4];
};

void row_apply(const struct row *row, void *args, const void *world);

/* What the driver says that it owns, by kind; empty where it does not tell. */
#define OWNERS_TEXT 2048
void owners_read(char text[OWNERS_TEXT]);
void owners_settled(char text[OWNERS_TEXT]);
void owners_expect(const char *before);

#endif
