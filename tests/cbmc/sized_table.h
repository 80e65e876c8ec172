/* SPDX-License-Identifier: MIT */
/*
 * Tables of page tables whose entries CBMC can count: for a harness, after its struct sized_table, which has is_there.
 * Counts them, and sees that none is freed twice.
 */
#ifndef SIZED_TABLE_H
#define SIZED_TABLE_H

/* Counts those that there are. */
static u32 live_tables;
/* Allocations that work. */
static u32 good_allocs;

static bool alloc_fails(void)
{
	return !good_allocs || !good_allocs--;
}

static void *new_table(u32 entries)
{
	struct sized_table *table;

	if (alloc_fails())
		return NULL;

	table = __CPROVER_allocate(sizeof(*table), 1);
	table->is_there = true;
	live_tables++;
	return table;
}

static void free_table(void *p)
{
	struct sized_table *table = p;

	prove(table->is_there, "a table is freed once");
	table->is_there = false;
	live_tables--;
}

#endif
