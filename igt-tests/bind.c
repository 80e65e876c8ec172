// SPDX-License-Identifier: MIT
/* VM_INIT and VM_BIND. */
#include <errno.h>

#include "call.h"

#define VA_END (1ull << 57)	/* the widest address space of any Nvidia GPU */
#define ASYNC DRM_NOUVEAU_VM_BIND_RUN_ASYNC
#define SPARSE DRM_NOUVEAU_VM_BIND_SPARSE

static void good_init(struct world *w, struct args *a)
{
	(void)w;
	a->init.kernel_managed_addr = KERNEL_VA;
	a->init.kernel_managed_size = KERNEL_VA_SIZE;
}

static const struct row init_rows[] = {
	{ "overflow", EINVAL, 0, { SET(init.kernel_managed_addr, ~0ull << 12),
				   SET(init.kernel_managed_size, 2 * PAGE) } },
	{ "beyond-end", EINVAL, 0, { SET(init.kernel_managed_size, VA_END) } },
	{ "addr-beyond-end", EINVAL, 0, { SET(init.kernel_managed_addr, VA_END) } },
	{ "size-0", EINVAL, 1, { SET(init.kernel_managed_size, 0) } },
	{ "addr-unaligned", EINVAL, 1, { SET(init.kernel_managed_addr, KERNEL_VA - 512) } },
	{ "size-unaligned", EINVAL, 1, { SET(init.kernel_managed_size, KERNEL_VA_SIZE - 1) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

/* An asynchronous call of two operations, so that rows can spoil the second. */
static void good_bind(struct world *w, struct args *a)
{
	a->op[0] = op_map(&w->bo, w->va, 0, 4 * PAGE);
	a->op[1] = op_map(&w->bo, w->va + 8 * PAGE, 4 * PAGE, 4 * PAGE);
	a->wait[0] = sync_point(w->ready, 0);
	a->signal[0] = sync_point(w->out, 0);
	a->bind = (struct drm_nouveau_vm_bind){
		.op_count = 2,
		.op_ptr = (uintptr_t)a->op,
		.flags = ASYNC,
		.wait_count = 1,
		.wait_ptr = (uintptr_t)a->wait,
		.sig_count = 1,
		.sig_ptr = (uintptr_t)a->signal,
	};
}

static void undo_bind(struct world *w, struct args *a, bool done)
{
	(void)a;
	if (!done)
		return;
	must(sync_wait(w->c, w->out, 0, WAIT_MS), "wait for VM_BIND");
	must_bind(w->c, op_unmap(w->va, 16 * PAGE));
}

static const struct row bind_rows[] = {
	{ "flags-unknown", EINVAL, 1, { SET(bind.flags, ASYNC | 2) } },
	{ "flags-high", EINVAL, 1, { SET(bind.flags, ASYNC | 1u << 31) } },
	{ "ops-too-many", EINVAL, 1, { SET(bind.op_count, ~0u) } },
	{ "ops-pointer", EFAULT, 0, { SET(bind.op_ptr, BAD_PTR) } },
	{ "ops-kernel-pointer", EFAULT, 0, { SET(bind.op_ptr, KERNEL_PTR) } },
	{ "op-unknown", EINVAL, 1, { SET(op[1].op, 2) } },
	{ "op-max", EINVAL, 0, { SET(op[1].op, ~0u) } },
	{ "op-flags-unknown", EINVAL, 1, { SET(op[1].flags, 1 << 9) } },
	{ "op-flags-high", EINVAL, 1, { SET(op[1].flags, 1u << 31) } },
	{ "op-pad", EINVAL, 1, { SET(op[1].pad, 1) } },
	{ "handle-0", ENOENT, 0, { SET(op[1].handle, 0) } },
	{ "handle-unknown", ENOENT, 0, { SET(op[1].handle, 0x7fffffff) } },
	{ "handle-stale", ENOENT, 0, { FROM(op[1].handle, stale) } },
	{ "addr-unaligned", EINVAL, 0, { SET(op[1].addr, 0x100000200) } },
	{ "addr-byte", EINVAL, 0, { SET(op[1].addr, 0x100000001) } },
	{ "range-unaligned", EINVAL, 0, { SET(op[1].range, PAGE + 1) } },
	{ "range-0", EINVAL, 1, { SET(op[1].range, 0) } },
	{ "overflow", EINVAL, 0, { SET(op[1].addr, ~0ull << 12), SET(op[1].range, 2 * PAGE) } },
	{ "overflow-to-0", EINVAL, 0, { SET(op[1].addr, ~0ull << 12), SET(op[1].range, PAGE) } },
	{ "unmap-overflow", EINVAL, 0, { SET(op[1].op, DRM_NOUVEAU_VM_BIND_OP_UNMAP),
					 SET(op[1].addr, ~0ull << 12),
					 SET(op[1].range, 2 * PAGE) } },
	{ "addr-kernel-part", EINVAL, 0, { SET(op[1].addr, KERNEL_VA) } },
	{ "range-into-kernel-part", EINVAL, 0, { SET(op[1].addr, KERNEL_VA - PAGE),
						 SET(op[1].range, 2 * PAGE) } },
	{ "addr-beyond-end", EINVAL, 0, { SET(op[1].addr, VA_END) } },
	{ "offset-unaligned", EINVAL, 0, { SET(op[1].bo_offset, 8) } },
	{ "offset-beyond-bo", EINVAL, 0, { SET(op[1].bo_offset, 16 * PAGE) } },
	{ "offset-max", EINVAL, 0, { SET(op[1].bo_offset, ~0ull << 12) } },
	{ "range-beyond-bo", EINVAL, 0, { SET(op[1].range, 13 * PAGE) } },
	{ "offset-range-overflow", EINVAL, 0, { SET(op[1].bo_offset, ~0ull << 12),
						SET(op[1].range, 2 * PAGE) } },
	{ "sparse-unmap-unknown", ENOENT, 0, { SET(op[1].op, DRM_NOUVEAU_VM_BIND_OP_UNMAP),
					       SET(op[1].flags, SPARSE),
					       SET(op[1].handle, 0),
					       SET(op[1].bo_offset, 0) } },
	{ "sparse-unaligned", EINVAL, 0, { SET(op[1].flags, SPARSE), SET(op[1].handle, 0),
					   SET(op[1].bo_offset, 0),
					   SET(op[1].addr, 0x100000200) } },
	{ "sparse-kernel-part", EINVAL, 0, { SET(op[1].flags, SPARSE), SET(op[1].handle, 0),
					     SET(op[1].bo_offset, 0),
					     SET(op[1].addr, KERNEL_VA) } },
	{ "sync-without-async", EINVAL, 0, { SET(bind.flags, 0) } },
	{ "waits-without-async", EINVAL, 0, { SET(bind.flags, 0), SET(bind.sig_count, 0) } },
	{ "signals-without-async", EINVAL, 0, { SET(bind.flags, 0), SET(bind.wait_count, 0) } },
	{ "wait-type", EINVAL, 1, { SET(wait[0].flags, 2) } },
	{ "wait-flags", EINVAL, 1, { SET(wait[0].flags, 0x100) } },
	{ "wait-handle-0", ENOENT, 0, { SET(wait[0].handle, 0) } },
	{ "wait-handle-unknown", ENOENT, 0, { SET(wait[0].handle, 0x7fffffff) } },
	{ "wait-no-fence", EINVAL, 0, { FROM(wait[0].handle, unused) } },
	{ "wait-pointer", EFAULT, 0, { SET(bind.wait_ptr, BAD_PTR) } },
	{ "waits-too-many", EINVAL, 1, { SET(bind.wait_count, ~0u) } },
	{ "signal-type", EINVAL, 0, { SET(signal[0].flags, 2) } },
	{ "signal-flags", EINVAL, 1, { SET(signal[0].flags, 0x100) } },
	{ "signal-handle-0", ENOENT, 0, { SET(signal[0].handle, 0) } },
	{ "signal-handle-unknown", ENOENT, 0, { SET(signal[0].handle, 0x7fffffff) } },
	{ "signal-pointer", EFAULT, 0, { SET(bind.sig_ptr, BAD_PTR) } },
	{ "signals-too-many", EINVAL, 1, { SET(bind.sig_count, ~0u) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

const struct ioctl bind_ioctls[] = {
	{ "vm-init", DRM_IOCTL_NOUVEAU_VM_INIT, sizeof(struct drm_nouveau_vm_init), good_init,
	  NULL, true, init_rows },
	{ "vm-bind", DRM_IOCTL_NOUVEAU_VM_BIND, sizeof(struct drm_nouveau_vm_bind), good_bind,
	  undo_bind, false, bind_rows },
	{ 0 },
};
