// SPDX-License-Identifier: MIT
/* GET_PARAMS, GET_TIME, VM_CREATE, VM_DESTROY, QUEUE_CREATE and QUEUE_DESTROY. */
#include <errno.h>

#include "bad.h"

static void good_params(struct world *w, struct args *a)
{
	(void)w;
	a->params.pointer = (uintptr_t)&a->global;
	a->params.size = sizeof(a->global);
}

static const struct row params_rows[] = {
	{ "group-1", EINVAL, 0, { SET(params.param_group, 1) } },
	{ "group-2", EINVAL, 0, { SET(params.param_group, 2) } },
	{ "group-max", EINVAL, 0, { SET(params.param_group, ~0u) } },
	{ "pad", EINVAL, 0, { SET(params.pad, 1) } },
	{ "pointer-null", EFAULT, 0, { SET(params.pointer, 0) } },
	{ "pointer-bad", EFAULT, 0, { SET(params.pointer, BAD_PTR) } },
	{ "pointer-kernel", EFAULT, 0, { SET(params.pointer, KERNEL_PTR) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_time(struct world *w, struct args *a)
{
	(void)w;
	(void)a;
}

static const struct row time_rows[] = {
	{ "flags", EINVAL, 0, { SET(time.flags, 1) } },
	{ "flags-high", EINVAL, 0, { SET(time.flags, 1ull << 63) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_vm_create(struct world *w, struct args *a)
{
	a->vm_create.kernel_start = w->kernel;
	a->vm_create.kernel_end = w->kernel_end;
}

static void undo_vm_create(struct world *w, struct args *a, bool done)
{
	if (done)
		must(vm_destroy(w->c, a->vm_create.vm_id), "VM_DESTROY");
}

/* Newer than the kernel: 8 bytes more. */
#define LONGER(name, type) \
	SET(request, DRM_IOWR(DRM_COMMAND_BASE + DRM_ASAHI_##name, \
			      struct { struct drm_asahi_##type known; uint64_t extra; }))

static const struct row vm_create_rows[] = {
	{ "pad", EINVAL, 0, { SET(vm_create.pad, 1) } },
	{ "start-0", EINVAL, 0, { SET(vm_create.kernel_start, 0) } },
	{ "start-below", EINVAL, 0, { SET(vm_create.kernel_start, PAGE - 1) } },
	{ "end-above", EINVAL, 0, { SET(vm_create.kernel_end, (1ull << 39) - PAGE) } },
	{ "end-above-by-1", EINVAL, 0, { SET(vm_create.kernel_end, (1ull << 39) - 2 * PAGE + 1) } },
	{ "end-max", EINVAL, 0, { SET(vm_create.kernel_end, ~0ull) } },
	{ "start-max", EINVAL, 0, { SET(vm_create.kernel_start, ~0ull) } },
	{ "start-above-end", EINVAL, 0, { FROM(vm_create.kernel_start, kernel_end),
					  FROM(vm_create.kernel_end, kernel) } },
	{ "empty", EINVAL, 0, { FROM(vm_create.kernel_end, kernel) } },
	{ "too-small", EINVAL, 0, { SET(vm_create.kernel_start, 0x1000000000),
				    SET(vm_create.kernel_end, 0x1000000000 + 0x1fffffff) } },
	{ "longer", EINVAL, 0, { LONGER(VM_CREATE, vm_create), SET(raw[3], 1) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_vm_destroy(struct world *w, struct args *a)
{
	must(vm_create(w->c, &a->kept), "VM_CREATE");
	a->vm_destroy.vm_id = a->kept;
}

static void undo_vm_destroy(struct world *w, struct args *a, bool done)
{
	if (!done)
		must(vm_destroy(w->c, a->kept), "VM_DESTROY");
}

static const struct row vm_destroy_rows[] = {
	{ "pad", EINVAL, 0, { SET(vm_destroy.pad, 1) } },
	{ "id-0", ENOENT, 0, { SET(vm_destroy.vm_id, 0) } },
	{ "id-unknown", ENOENT, 0, { FROM(vm_destroy.vm_id, no_vm) } },
	{ "id-max", ENOENT, 0, { SET(vm_destroy.vm_id, ~0u) } },
	{ "longer", EINVAL, 0, { LONGER(VM_DESTROY, vm_destroy), SET(raw[1], 1) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_queue_create(struct world *w, struct args *a)
{
	a->queue.vm_id = w->c->vm;
	a->queue.priority = DRM_ASAHI_PRIORITY_LOW;
	a->queue.usc_exec_base = USC_BASE;
}

static void undo_queue_create(struct world *w, struct args *a, bool done)
{
	if (done)
		must(queue_destroy(w->c, a->queue.queue_id), "QUEUE_DESTROY");
}

static const struct row queue_create_rows[] = {
	{ "flags", EINVAL, 0, { SET(queue.flags, 1) } },
	{ "flags-high", EINVAL, 0, { SET(queue.flags, 1u << 31) } },
	{ "priority-high", EINVAL, 0, { SET(queue.priority, DRM_ASAHI_PRIORITY_HIGH) } },
	{ "priority-realtime", EINVAL, 0, { SET(queue.priority, DRM_ASAHI_PRIORITY_REALTIME) } },
	{ "priority-unknown", EINVAL, 0, { SET(queue.priority, 4) } },
	{ "priority-max", EINVAL, 0, { SET(queue.priority, ~0u) } },
	{ "vm-0", ENOENT, 0, { SET(queue.vm_id, 0) } },
	{ "vm-unknown", ENOENT, 0, { FROM(queue.vm_id, no_vm) } },
	{ "longer", EINVAL, 0, { LONGER(QUEUE_CREATE, queue_create), SET(raw[3], 1) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

static void good_queue_destroy(struct world *w, struct args *a)
{
	must(queue_create(w->c, w->c->vm, 0, &a->kept), "QUEUE_CREATE");
	a->queue_destroy.queue_id = a->kept;
}

static void undo_queue_destroy(struct world *w, struct args *a, bool done)
{
	if (!done)
		must(queue_destroy(w->c, a->kept), "QUEUE_DESTROY");
}

static const struct row queue_destroy_rows[] = {
	{ "pad", EINVAL, 0, { SET(queue_destroy.pad, 1) } },
	{ "id-0", ENOENT, 0, { SET(queue_destroy.queue_id, 0) } },
	{ "id-unknown", ENOENT, 0, { FROM(queue_destroy.queue_id, no_queue) } },
	{ "id-max", ENOENT, 0, { SET(queue_destroy.queue_id, ~0u) } },
	{ "longer", EINVAL, 0, { LONGER(QUEUE_DESTROY, queue_destroy), SET(raw[1], 1) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },
	{ 0 },
};

const struct ioctl queue_ioctls[] = {
	{ "get-params", DRM_IOCTL_ASAHI_GET_PARAMS, good_params, NULL, params_rows },
	{ "get-time", DRM_IOCTL_ASAHI_GET_TIME, good_time, NULL, time_rows },
	{ "vm-create", DRM_IOCTL_ASAHI_VM_CREATE, good_vm_create, undo_vm_create, vm_create_rows },
	{ "vm-destroy", DRM_IOCTL_ASAHI_VM_DESTROY, good_vm_destroy, undo_vm_destroy,
	  vm_destroy_rows },
	{ "queue-create", DRM_IOCTL_ASAHI_QUEUE_CREATE, good_queue_create, undo_queue_create,
	  queue_create_rows },
	{ "queue-destroy", DRM_IOCTL_ASAHI_QUEUE_DESTROY, good_queue_destroy, undo_queue_destroy,
	  queue_destroy_rows },
	{ 0 },
};
