// SPDX-License-Identifier: MIT
/* EXEC. */
#include <errno.h>

#include "call.h"

static void good_exec(struct world *w, struct args *a)
{
	a->push[0] = a->push[1] = w->push;
	a->wait[0] = sync_point(w->ready, 0);
	a->signal[0] = sync_point(w->out, 0);
	a->exec = (struct drm_nouveau_exec){
		.channel = w->ce,
		.push_count = 2,
		.push_ptr = (uintptr_t)a->push,
		.wait_count = 1,
		.wait_ptr = (uintptr_t)a->wait,
		.sig_count = 1,
		.sig_ptr = (uintptr_t)a->signal,
	};
}

static void undo_exec(struct world *w, struct args *a, bool done)
{
	(void)a;
	if (done)
		must(sync_wait(w->c, w->out, 0, WAIT_MS), "wait for EXEC");
}

static const struct row exec_rows[] = {
	{ "channel-unknown", ENOENT, 0, { SET(exec.channel, 0x7fff) } },
	{ "channel-max", ENOENT, 0, { SET(exec.channel, ~0u) } },
	{ "pushes-too-many", EINVAL, 0, { SET(exec.push_count, 0x10000) } },
	{ "pushes-max", EINVAL, 1, { SET(exec.push_count, ~0u) } },
	{ "pushes-pointer", EFAULT, 0, { SET(exec.push_ptr, BAD_PTR) } },
	{ "pushes-kernel-pointer", EFAULT, 0, { SET(exec.push_ptr, KERNEL_PTR) } },
	{ "push-too-long", EINVAL, 0, { SET(push[1].va_len, 0x800000) } },
	{ "push-length-max", EINVAL, 0, { SET(push[1].va_len, ~0u) } },
	{ "push-length-unaligned", EINVAL, 1, { SET(push[1].va_len, 6) } },
	{ "push-unaligned", EINVAL, 1, { SET(push[1].va, 0x100000002) } },
	{ "push-flags", EINVAL, 1, { SET(push[1].flags, 2) } },
	{ "push-overflow", EINVAL, 1, { SET(push[1].va, ~0ull << 12),
					SET(push[1].va_len, 0x2000) } },
	{ "push-beyond-end", EINVAL, 1, { SET(push[1].va, 1ull << 57) } },
	{ "wait-type", EINVAL, 1, { SET(wait[0].flags, 2) } },
	{ "wait-flags", EINVAL, 1, { SET(wait[0].flags, 0x100) } },
	{ "wait-handle-0", ENOENT, 0, { SET(wait[0].handle, 0) } },
	{ "wait-handle-unknown", ENOENT, 0, { SET(wait[0].handle, 0x7fffffff) } },
	{ "wait-no-fence", EINVAL, 0, { FROM(wait[0].handle, unused) } },
	{ "wait-no-point", EINVAL, 0, { FROM(wait[0].handle, unused), SET(wait[0].flags, 1),
					SET(wait[0].timeline_value, 5) } },
	{ "wait-pointer", EFAULT, 0, { SET(exec.wait_ptr, BAD_PTR) } },
	{ "waits-too-many", EINVAL, 1, { SET(exec.wait_count, ~0u) } },
	{ "signal-type", EINVAL, 0, { SET(signal[0].flags, 2) } },
	{ "signal-flags", EINVAL, 1, { SET(signal[0].flags, 0x100) } },
	{ "signal-handle-0", ENOENT, 0, { SET(signal[0].handle, 0) } },
	{ "signal-handle-unknown", ENOENT, 0, { SET(signal[0].handle, 0x7fffffff) } },
	{ "signal-pointer", EFAULT, 0, { SET(exec.sig_ptr, BAD_PTR) } },
	{ "signals-too-many", EINVAL, 1, { SET(exec.sig_count, ~0u) } },
	{ "pointer", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

const struct ioctl exec_ioctls[] = {
	{ "exec", DRM_IOCTL_NOUVEAU_EXEC, sizeof(struct drm_nouveau_exec), good_exec,
	  undo_exec, false, exec_rows },
	{ 0 },
};
