// SPDX-License-Identifier: MIT
/* VM_BIND. What is bound is looked at after each row (bad.c). */
#include <errno.h>

#include "bad.h"

#define UNBIND DRM_ASAHI_BIND_UNBIND

/* Two operations: the second is the one that rows spoil, the first would be seen. */
static void good_bind(struct world *w, struct args *a)
{
	a->bind.vm_id = w->c->vm;
	a->bind.num_binds = 2;
	a->bind.stride = sizeof(a->op[0]);
	a->bind.userptr = (uintptr_t)a->op;
	a->op[0].op = op_map(&w->bo, w->va, 0, PAGE, READ);
	a->op[1].op = op_map(&w->bo, w->va + PAGE, PAGE, 2 * PAGE, READ | WRITE);
}

static void undo_bind(struct world *w, struct args *a, bool done)
{
	(void)a;
	if (done)
		must_bind(w->c, op_unmap(w->va, 4 * PAGE));
}

static const struct row bind_rows[] = {
	{ "vm-0", ENOENT, 0, { SET(bind.vm_id, 0) } },
	{ "vm-unknown", ENOENT, 0, { FROM(bind.vm_id, no_vm) } },
	{ "pad", EINVAL, 0, { SET(bind.pad, 1) } },
	{ "stride-0", EINVAL, 0, { SET(bind.stride, 0) } },
	{ "stride-max", EINVAL, 0, { SET(bind.stride, ~0u) } },
	{ "count-max", EINVAL, 0, { SET(bind.num_binds, ~0u) } },
	{ "count-and-stride-overflow", EINVAL, 0, { SET(bind.num_binds, 1u << 27) } },
	{ "array-null", EFAULT, 0, { SET(bind.userptr, 0) } },
	{ "array-bad", EFAULT, 0, { SET(bind.userptr, BAD_PTR) } },
	{ "array-kernel", EFAULT, 0, { SET(bind.userptr, KERNEL_PTR) } },
	{ "extra", EINVAL, 0, { SET(op[1].extra, 1) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ "flags-none", EINVAL, 0, { SET(op[1].op.flags, 0) } },
	{ "flags-unknown", EINVAL, 0, { SET(op[1].op.flags, READ | 16) } },
	{ "flags-high", EINVAL, 0, { SET(op[1].op.flags, READ | 1u << 31) } },
	{ "flags-single-only", EINVAL, 0, { SET(op[1].op.flags, SINGLE) } },
	{ "handle-0", ENOENT, 0, { SET(op[1].op.handle, 0) } },
	{ "handle-unknown", ENOENT, 0, { SET(op[1].op.handle, 0x7fffffff) } },
	{ "handle-stale", ENOENT, 0, { FROM(op[1].op.handle, stale) } },
	{ "handle-of-other-vm", EINVAL, 0, { FROM(op[1].op.handle, private.handle),
					     SET(op[1].op.offset, 0),
					     SET(op[1].op.range, PAGE) } },
	{ "addr-unaligned", EINVAL, 0, { SET(op[1].op.addr, 0x2100001000) } },
	{ "addr-0", EINVAL, 0, { SET(op[1].op.addr, 0) } },
	{ "addr-end", EINVAL, 0, { FROM(op[1].op.addr, kernel_end) } },
	{ "addr-beyond", EINVAL, 0, { SET(op[1].op.addr, 1ull << 39) } },
	{ "addr-high", EINVAL, 0, { SET(op[1].op.addr, 0xffffffa000000000) } },
	{ "addr-overflow", EINVAL, 0, { SET(op[1].op.addr, -PAGE) } },
	{ "addr-kernel", EINVAL, 0, { FROM(op[1].op.addr, kernel) } },
	{ "range-unaligned", EINVAL, 0, { SET(op[1].op.range, PAGE + 0x1000) } },
	{ "range-0", EINVAL, 0, { SET(op[1].op.range, 0) } },
	{ "range-max", EINVAL, 0, { SET(op[1].op.range, -PAGE) } },
	{ "range-beyond-bo", EINVAL, 0, { SET(op[1].op.range, WORLD_SIZE) } },
	{ "offset-unaligned", EINVAL, 0, { SET(op[1].op.offset, 0x1000) } },
	{ "offset-end", EINVAL, 0, { SET(op[1].op.offset, WORLD_SIZE) } },
	{ "offset-beyond", EINVAL, 0, { SET(op[1].op.offset, WORLD_SIZE + PAGE) } },
	{ "offset-max", EINVAL, 0, { SET(op[1].op.offset, -PAGE) } },
	{ "over-bound-bad-offset", EINVAL, 0, { FROM(op[1].op.addr, bound),
						SET(op[1].op.offset, WORLD_SIZE) } },
	{ "over-bound-bad-handle", ENOENT, 0, { FROM(op[1].op.addr, bound),
						FROM(op[1].op.handle, stale) } },
	{ "unbind-then-bad", ENOENT, 0, { SET(op[0].op.flags, READ | WRITE),
					  FROM(op[0].op.addr, bound), SET(op[0].op.offset, PAGE),
					  SET(op[1].op.handle, 0) } },
	{ 0 },
};

/* One page of the BO all over a range. */
static void good_single(struct world *w, struct args *a)
{
	good_bind(w, a);
	a->op[1].op = op_map(&w->bo, w->va + PAGE, PAGE, 3 * PAGE, READ | SINGLE);
}

static const struct row single_rows[] = {
	{ "offset-end", EINVAL, 0, { SET(op[1].op.offset, WORLD_SIZE) } },
	{ "offset-unaligned", EINVAL, 0, { SET(op[1].op.offset, 8) } },
	{ "range-0", EINVAL, 0, { SET(op[1].op.range, 0) } },
	{ "unbind", EINVAL, 0, { SET(op[1].op.flags, SINGLE | UNBIND), SET(op[1].op.handle, 0),
				 SET(op[1].op.offset, 0) } },
	{ "into-kernel", EINVAL, 0, { SET(op[1].op.range, 1ull << 39) } },
	{ 0 },
};

/* Unbinds what is bound: done to a copy that is bound first. */
static void good_unbind(struct world *w, struct args *a)
{
	good_bind(w, a);
	a->op[0].op = op_map(&w->bo, w->va, 0, 2 * PAGE, READ);
	a->op[1].op = op_unmap(w->va, PAGE);
}

static const struct row unbind_rows[] = {
	{ "flags-read", EINVAL, 0, { SET(op[1].op.flags, UNBIND | READ) } },
	{ "flags-write", EINVAL, 0, { SET(op[1].op.flags, UNBIND | WRITE) } },
	{ "flags-unknown", EINVAL, 0, { SET(op[1].op.flags, UNBIND | 32) } },
	{ "handle", EINVAL, 0, { FROM(op[1].op.handle, bo.handle) } },
	{ "offset", EINVAL, 0, { SET(op[1].op.offset, PAGE) } },
	{ "range-0", EINVAL, 0, { SET(op[1].op.range, 0) } },
	{ "range-unaligned", EINVAL, 0, { SET(op[1].op.range, 0x1000) } },
	{ "range-into-kernel", EINVAL, 0, { SET(op[1].op.range, 1ull << 39) } },
	{ "range-max", EINVAL, 0, { SET(op[1].op.range, -PAGE) } },
	{ "addr-unaligned", EINVAL, 0, { SET(op[1].op.addr, 0x2000000010) } },
	{ "addr-0", EINVAL, 0, { SET(op[1].op.addr, 0) } },
	{ "addr-kernel", EINVAL, 0, { FROM(op[1].op.addr, kernel) } },
	{ "addr-end", EINVAL, 0, { FROM(op[1].op.addr, kernel_end) } },
	{ 0 },
};

const struct ioctl bind_ioctls[] = {
	{ "vm-bind", DRM_IOCTL_ASAHI_VM_BIND, good_bind, undo_bind, bind_rows },
	{ "vm-bind-single", DRM_IOCTL_ASAHI_VM_BIND, good_single, undo_bind, single_rows },
	{ "vm-unbind", DRM_IOCTL_ASAHI_VM_BIND, good_unbind, undo_bind, unbind_rows },
	{ 0 },
};
