// SPDX-License-Identifier: MIT
/* VM_BIND, whose allocations fail. An operation that fails changes nothing. */
#include <string.h>

#include "fail.h"

#define PAGES 8ull
#define SIZE (PAGES * PAGE)

/* From the middle of one table of page table entries to the next. */
#define VA (0x3002000000 - SIZE / 2)

/* A BO whose page number n holds @value + n. */
static struct bo numbered(struct scene *s, uint32_t value)
{
	struct bo bo = bo_new(s->c, SIZE, 0);

	bo_map(s->c, &bo);
	for (uint32_t i = 0; i < PAGES; i++)
		*(uint32_t *)((char *)bo.map + i * PAGE) = value + i;
	return bo;
}

/* The GPU sees @value in page @i. */
static void look(struct scene *s, uint32_t i, uint32_t value)
{
	memset(s->seen.map, 0, 64);
	copy(s->c, VA + i * PAGE, s->seen.va, 64);
	expect_words(s->seen.map, 4, value, "page");
}

/*
 * An address space without page tables, buffers without memory: both stay when
 * an operation fails.
 */

static void new_prepare(void *ctx)
{
	struct scene *s = ctx;

	must(vm_create(s->c, &s->vm), "VM_CREATE");
	s->bo = bo_new(s->c, SIZE, 0);
	s->more = bo_new(s->c, SIZE, 0);
}

static void new_undo(void *ctx)
{
	struct scene *s = ctx;

	must(vm_destroy(s->c, s->vm), "VM_DESTROY");
	bo_free(s->c, &s->bo);
	bo_free(s->c, &s->more);
}

static int map(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_gem_bind_op op = op_map(&s->bo, VA, 0, SIZE, READ | WRITE);

	return vm_bind(s->c, s->vm, 1, &op);
}

static int map_single(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_gem_bind_op op =
		op_map(&s->bo, VA, PAGE, 64 * MIB, READ | SINGLE);

	return vm_bind(s->c, s->vm, 1, &op);
}

/* Whichever of them fails, all of them may be done again. */
static int several(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_gem_bind_op op[] = {
		op_map(&s->bo, VA, 0, SIZE, READ | WRITE),
		op_unmap(VA + PAGE, PAGE),
		op_map(&s->more, VA + 2 * PAGE, 0, 4 * PAGE, READ),
		op_map(&s->more, VA + 4 * PAGE, 0, 64 * PAGE, READ | SINGLE),
		op_unmap(VA, 2 * PAGE),
	};

	return vm_bind(s->c, s->vm, ARRAY_SIZE(op), op);
}

/*
 * The client's own address space, where its queue can look.
 */

static void bound_prepare(void *ctx)
{
	struct scene *s = ctx;

	s->bo = numbered(s, 100);
	s->more = numbered(s, 200);
	must_bind(s->c, op_map(&s->bo, VA, 0, SIZE, READ));
}

static void bound_failed(void *ctx)
{
	for (uint32_t i = 0; i < PAGES; i++)
		look(ctx, i, 100 + i);
}

static void bound_undo(void *ctx)
{
	struct scene *s = ctx;

	bo_free(s->c, &s->bo);
	bo_free(s->c, &s->more);
}

static int replace(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_gem_bind_op op =
		op_map(&s->more, VA + 2 * PAGE, 0, 2 * PAGE, READ);

	return vm_bind(s->c, s->c->vm, 1, &op);
}

static void replace_undo(void *ctx)
{
	look(ctx, 1, 101);
	look(ctx, 2, 200);
	look(ctx, 3, 201);
	look(ctx, 4, 104);
	bound_undo(ctx);
}

static int unmap(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_gem_bind_op op = op_unmap(VA, SIZE);

	return vm_bind(s->c, s->c->vm, 1, &op);
}

static int unmap_part(void *ctx)
{
	struct scene *s = ctx;
	const struct drm_asahi_gem_bind_op op = op_unmap(VA + 2 * PAGE, 2 * PAGE);

	return vm_bind(s->c, s->c->vm, 1, &op);
}

static void unmap_part_undo(void *ctx)
{
	look(ctx, 1, 101);
	look(ctx, 4, 104);
	bound_undo(ctx);
}

const struct failnth fail_bind_calls[] = {
	{ "fail-bind-map", new_prepare, map, NULL, new_undo },
	{ "fail-bind-single-page", new_prepare, map_single, NULL, new_undo },
	{ "fail-bind-several", new_prepare, several, NULL, new_undo },
	{ "fail-bind-replace", bound_prepare, replace, bound_failed, replace_undo },
	{ "fail-bind-unmap", bound_prepare, unmap, bound_failed, bound_undo },
	{ "fail-bind-unmap-part", bound_prepare, unmap_part, bound_failed, unmap_part_undo },
	{ 0 },
};
