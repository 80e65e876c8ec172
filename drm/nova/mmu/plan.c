// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: The plan of sparse regions
 *
 * Sparse regions as they will be when all that is queued is done. They do not
 * overlap; one goes as a whole, and a mapping does not reach over its edge.
 *
 * The caller sees to locking.
 */
#include "plan.h"

#include <linux/errno.h>
#include <linux/interval_tree.h>

/**
 * nova_plan_check_map() - check where a mapping is to be
 * @plan: the regions
 * @addr: its first address
 * @last: its last address
 *
 * Return: 0 if it lies in one region, or in none; -ENOSPC if not.
 */
int nova_plan_check_map(struct rb_root_cached *plan, u64 addr, u64 last)
{
	struct interval_tree_node *region = interval_tree_iter_first(plan, addr, last);

	if (region && (region->start > addr || region->last < last))
		return -ENOSPC;

	return 0;
}

/**
 * nova_plan_add() - have one more region
 * @plan: the regions
 * @region: a region; the caller's, in the plan until it is taken or removed
 *
 * Return: 0, or -ENOSPC if there is one in its place.
 */
int nova_plan_add(struct rb_root_cached *plan, struct interval_tree_node *region)
{
	if (interval_tree_iter_first(plan, region->start, region->last))
		return -ENOSPC;

	interval_tree_insert(region, plan);
	return 0;
}

/**
 * nova_plan_take() - have one region less
 * @plan: the regions
 * @addr: its first address
 * @last: its last address
 *
 * Return: the region, or NULL if there is none that has these addresses and no others.
 */
struct interval_tree_node *nova_plan_take(struct rb_root_cached *plan, u64 addr, u64 last)
{
	struct interval_tree_node *region = interval_tree_iter_first(plan, addr, last);

	if (!region || region->start != addr || region->last != last)
		return NULL;

	interval_tree_remove(region, plan);
	return region;
}
