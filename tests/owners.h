/* SPDX-License-Identifier: MIT */
#ifndef TESTS_OWNERS_H
#define TESTS_OWNERS_H

#include <stdint.h>

struct device;

/** struct owner_line - a line of debugfs' "owners"; @rest is what follows the id, with the place */
struct owner_line {
	int depth;
	char kind[32];
	unsigned long long id, size;
	char rest[1024];
};

/** struct owner_want - what a line should be: acquired in @place, among others */
struct owner_want {
	int depth;
	const char *kind, *place;
};

/* The lines of this process's client, its own first; their number. */
int owners_read_mine(struct owner_line *lines, int max);
void owners_expect_tree(const struct owner_line *lines, int count, const struct owner_want *want,
			int wanted);
/* There must be nothing left of this process's client soon: jobs are freed by a worker. */
void owners_expect_none(void);

/* How much is owned by whomever; where things came anew, no line of the tree is as it was. */
int owners_count(void);
void owners_expect_count(int count, int ms);

/* Keeps the whole tree, without the ages. */
void owners_remember(void);
/* The tree must be as it was remembered, in @ms. */
void owners_expect_remembered(int ms);

/*
 * Has the module $LEAK take a reference that it never drops, to a buffer or, for
 * a @handle of 0, to the device.
 */
void owners_leak(int fd, unsigned int handle);

/* The program: "tree" runs @tree, "leak-buffer" and "leak-device" run @leak with 0 and 1. */
int owners_run(void (*tree)(struct device *dev, uint64_t arg),
	       void (*leak)(struct device *dev, uint64_t arg), void (*setup)(struct device *dev),
	       void (*tidy)(struct device *dev), struct device *dev, char *const *globs);

#endif
