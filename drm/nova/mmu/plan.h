/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_PLAN_H
#define NOVA_PLAN_H

#include <linux/types.h>

struct interval_tree_node;
struct rb_root_cached;

int nova_plan_check_map(struct rb_root_cached *plan, u64 addr, u64 last) __must_check;
int nova_plan_add(struct rb_root_cached *plan, struct interval_tree_node *region) __must_check;
struct interval_tree_node *nova_plan_take(struct rb_root_cached *plan, u64 addr, u64 last);

#endif
