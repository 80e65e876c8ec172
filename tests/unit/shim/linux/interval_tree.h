/* SPDX-License-Identifier: MIT */
#ifndef SHIM_INTERVAL_TREE_H
#define SHIM_INTERVAL_TREE_H

#include "tests/unit/kernel_shim.h"

/* A list does for a few. */
struct interval_tree_node {
	unsigned long start, last;
	struct interval_tree_node *next;
};

struct rb_root_cached {
	struct interval_tree_node *first;
};

#define RB_ROOT_CACHED ((struct rb_root_cached) { NULL })

static inline struct interval_tree_node *interval_tree_iter_first(struct rb_root_cached *root,
								  unsigned long start,
								  unsigned long last)
{
	struct interval_tree_node *found = NULL;

	for (struct interval_tree_node *node = root->first; node; node = node->next) {
		if (node->start <= last && node->last >= start &&
		    (!found || node->start < found->start))
			found = node;
	}
	return found;
}

static inline void interval_tree_insert(struct interval_tree_node *node,
					struct rb_root_cached *root)
{
	node->next = root->first;
	root->first = node;
}

static inline void interval_tree_remove(struct interval_tree_node *node,
					struct rb_root_cached *root)
{
	struct interval_tree_node **at = &root->first;

	while (*at != node)
		at = &(*at)->next;
	*at = node->next;
}

#endif
