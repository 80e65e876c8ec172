// SPDX-License-Identifier: MIT
/* SUBMIT: arguments, sync objects, headers, commands. */
#include <errno.h>
#include <string.h>

#include "bad.h"

#define NONE DRM_ASAHI_BARRIER_NONE
#define COMPUTE_SIZE sizeof(struct drm_asahi_cmd_compute)

static struct drm_asahi_cmd_header header(uint16_t type, uint16_t size, uint16_t cdm_barrier)
{
	return (struct drm_asahi_cmd_header){ type, size, NONE, cdm_barrier };
}

static void good_syncs(struct world *w, struct args *a, uint32_t size)
{
	a->submit.syncs = (uintptr_t)a->sync;
	a->submit.cmdbuf = (uintptr_t)&a->cmdbuf;
	a->submit.queue_id = w->c->queue;
	a->submit.in_sync_count = 1;
	a->submit.out_sync_count = 1;
	a->submit.cmdbuf_size = size;
	a->sync[0] = sync_point(w->ready, 0);
	a->sync[1] = sync_point(w->out, 0);
}

/* Attachments, a command that is longer than the kernel knows, and one that waits for it. */
static void good_submit(struct world *w, struct args *a)
{
	struct cmdbuf *b = &a->cmdbuf;

	good_syncs(w, a, sizeof(*b));
	b->attach = header(DRM_ASAHI_SET_COMPUTE_ATTACHMENTS, sizeof(b->attachment), NONE);
	b->attachment[0].pointer = w->seen.va;
	b->attachment[0].size = w->seen.size;
	b->attachment[1].pointer = w->bo.va;
	b->attachment[1].size = 1;
	b->first = header(DRM_ASAHI_CMD_COMPUTE, COMPUTE_SIZE + sizeof(b->extra), 0);
	b->compute = kernel_copy(w->c, w->bo.va, w->seen.va, 64);
	b->compute.ts.start.handle = w->object;
	b->compute.ts.end.handle = w->object;
	b->compute.ts.end.offset = PAGE - 8;
	b->second = header(DRM_ASAHI_CMD_COMPUTE, COMPUTE_SIZE, 1);
	b->compute2 = kernel_copy(w->c, w->seen.va, w->seen.va + 64, 64);
}

static void undo_submit(struct world *w, struct args *a, bool done)
{
	(void)a;
	if (!done)
		return;
	must(drm_sync_wait(w->c->fd, w->out, 0, WAIT_MS), "wait for SUBMIT");
	must(-drm_sync_error(w->c->fd, w->out), "fence of SUBMIT");
}

static const struct row submit_rows[] = {
	{ "flags", EINVAL, 0, { SET(submit.flags, 1) } },
	{ "flags-high", EINVAL, 0, { SET(submit.flags, 1u << 31) } },
	{ "pad", EINVAL, 0, { SET(submit.pad, 1) } },
	{ "queue-0", ENOENT, 0, { SET(submit.queue_id, 0) } },
	{ "queue-unknown", ENOENT, 0, { FROM(submit.queue_id, no_queue) } },
	{ "cmdbuf-null", EFAULT, 0, { SET(submit.cmdbuf, 0) } },
	{ "cmdbuf-bad", EFAULT, 0, { SET(submit.cmdbuf, BAD_PTR) } },
	{ "cmdbuf-kernel", EFAULT, 0, { SET(submit.cmdbuf, KERNEL_PTR) } },
	{ "cmdbuf-empty", EINVAL, 0, { SET(submit.cmdbuf_size, 0) } },
	{ "cmdbuf-huge", EINVAL, 0, { SET(submit.cmdbuf_size, ~0u) } },
	{ "cmdbuf-cut-in-header", EINVAL, 0, { SET(submit.cmdbuf_size, 7) } },
	{ "cmdbuf-cut-in-second-header", EINVAL, 0,
	  { SET(submit.cmdbuf_size, offsetof(struct cmdbuf, second) + 4) } },
	{ "cmdbuf-cut-in-attachments", EINVAL, 0, { SET(submit.cmdbuf_size, 9) } },
	{ "cmdbuf-cut-by-1", EINVAL, 0, { SET(submit.cmdbuf_size, sizeof(struct cmdbuf) - 1) } },
	{ "cmdbuf-attachments-only", EINVAL, 0,
	  { SET(submit.cmdbuf_size, offsetof(struct cmdbuf, first)) } },
	{ "arg", EFAULT, 0, { BAD_ARG } },

	{ "in-syncs-max", EINVAL, 0, { SET(submit.in_sync_count, ~0u) } },
	{ "out-syncs-max", EINVAL, 0, { SET(submit.out_sync_count, ~0u) } },
	{ "syncs-overflow", EINVAL, 0, { SET(submit.in_sync_count, 1u << 31),
					 SET(submit.out_sync_count, 1u << 31) } },
	{ "syncs-null", EFAULT, 0, { SET(submit.syncs, 0) } },
	{ "syncs-kernel", EFAULT, 0, { SET(submit.syncs, KERNEL_PTR) } },
	{ "in-sync-type", EINVAL, 0, { SET(sync[0].sync_type, 2) } },
	{ "in-sync-handle-0", ENOENT, 0, { SET(sync[0].handle, 0) } },
	{ "in-sync-handle-unknown", ENOENT, 0, { SET(sync[0].handle, 0x7fffffff) } },
	{ "in-sync-binary-value", EINVAL, 0, { SET(sync[0].timeline_value, 1) } },
	{ "in-sync-without-fence", EINVAL, 0, { FROM(sync[0].handle, unused) } },
	{ "in-sync-future-point", EINVAL, 0, { SET(sync[0].sync_type, 1),
					       FROM(sync[0].handle, unused),
					       SET(sync[0].timeline_value, 1ull << 33) } },
	{ "out-sync-type", EINVAL, 0, { SET(sync[1].sync_type, 2) } },
	{ "out-sync-handle-0", ENOENT, 0, { SET(sync[1].handle, 0) } },
	{ "out-sync-handle-unknown", ENOENT, 0, { SET(sync[1].handle, 0x7fffffff) } },
	{ "out-sync-binary-value", EINVAL, 0, { SET(sync[1].timeline_value, 1) } },

	{ "type-unknown", EINVAL, 0, { SET(cmdbuf.first.cmd_type, 5) } },
	{ "type-max", EINVAL, 0, { SET(cmdbuf.first.cmd_type, 0xffff) } },
	{ "size-max", EINVAL, 0, { SET(cmdbuf.first.size, 0xffff) } },
	{ "extra", EINVAL, 0, { SET(cmdbuf.extra, 1) } },
	{ "cdm-barrier-on-itself", EINVAL, 0, { SET(cmdbuf.first.cdm_barrier, 1) } },
	{ "cdm-barrier-ahead", EINVAL, 0, { SET(cmdbuf.second.cdm_barrier, 2) } },
	{ "cdm-barrier-far", EINVAL, 0, { SET(cmdbuf.second.cdm_barrier, 0xfffe) } },
	{ "vdm-barrier-without-render", EINVAL, 0, { SET(cmdbuf.second.vdm_barrier, 1) } },
	{ "compute-flags", EINVAL, 0, { SET(cmdbuf.compute.flags, 1) } },
	{ "compute-flags-high", EINVAL, 0, { SET(cmdbuf.compute2.flags, 1u << 31) } },

	{ "attachments-size-odd", EINVAL, 0, { SET(cmdbuf.attach.size, 23) } },
	{ "attachments-cdm-barrier", EINVAL, 0, { SET(cmdbuf.attach.cdm_barrier, 0) } },
	{ "attachments-vdm-barrier", EINVAL, 0, { SET(cmdbuf.attach.vdm_barrier, 0) } },
	{ "attachment-pad", EINVAL, 0, { SET(cmdbuf.attachment[1].pad, 1) } },
	{ "attachment-flags", EINVAL, 0, { SET(cmdbuf.attachment[1].flags, 1) } },
	{ "attachment-size-max", EINVAL, 0, { SET(cmdbuf.attachment[0].size, ~0ull) } },
	{ "vertex-attachment-flags", EINVAL, 0,
	  { SET(cmdbuf.attach.cmd_type, DRM_ASAHI_SET_VERTEX_ATTACHMENTS),
	    SET(cmdbuf.attachment[0].flags, 1) } },
	{ "fragment-attachment-pad", EINVAL, 0,
	  { SET(cmdbuf.attach.cmd_type, DRM_ASAHI_SET_FRAGMENT_ATTACHMENTS),
	    SET(cmdbuf.attachment[0].pad, 1) } },

	{ "timestamp-handle-unknown", ENOENT, 0, { FROM(cmdbuf.compute.ts.start.handle,
							no_object) } },
	{ "timestamp-end-handle-unknown", ENOENT, 0, { SET(cmdbuf.compute2.ts.end.handle,
							   ~0u) } },
	{ "timestamp-offset-end", ERANGE, 0, { SET(cmdbuf.compute.ts.start.offset, PAGE) } },
	{ "timestamp-offset-max", ERANGE, 0, { SET(cmdbuf.compute.ts.end.offset, 0xfffffff8) } },
	{ "timestamp-offset-unaligned", EINVAL, 0, { SET(cmdbuf.compute.ts.start.offset, 4) } },
	{ 0 },
};

/* As many commands as there may be. */
static void good_many(struct world *w, struct args *a)
{
	const struct drm_asahi_cmd_header first = header(DRM_ASAHI_CMD_COMPUTE, COMPUTE_SIZE, NONE);
	const struct drm_asahi_cmd_compute cmd = kernel_copy(w->c, w->bo.va, w->seen.va, 64);

	good_syncs(w, a, 64 * sizeof(a->many[0]));
	for (unsigned int i = 0; i < ARRAY_SIZE(a->many); i++) {
		memcpy(a->many[i], &first, sizeof(first));
		memcpy(a->many[i] + sizeof(first), &cmd, sizeof(cmd));
	}
}

static const struct row many_rows[] = {
	{ "65-commands", EINVAL, 0, { SET(submit.cmdbuf_size, sizeof(((struct args *)0)->many)) } },
	{ 0 },
};

/* As many attachments as there may be, then a command. */
static void good_attachments(struct world *w, struct args *a)
{
	struct drm_asahi_cmd_header set = header(DRM_ASAHI_SET_COMPUTE_ATTACHMENTS,
						 16 * sizeof(struct drm_asahi_attachment), NONE);
	uint8_t *at = a->many[0];

	good_many(w, a);
	a->submit.cmdbuf_size = 8 * sizeof(a->many[0]);
	memmove(at + sizeof(set) + set.size, a->many, sizeof(a->many[0]));
	memcpy(at, &set, sizeof(set));
	memset(at + sizeof(set), 0, set.size);
	a->submit.cmdbuf_size = sizeof(set) + set.size + sizeof(a->many[0]);
}

/* The 17th is made of the command's header and of what is in front of its end. */
static const struct row attachments_rows[] = {
	{ "17-attachments", EINVAL, 0,
	  { { offsetof(struct args, many) + 2, 2, false, 17 * 24 } } },
	{ 0 },
};

static void good_render(struct world *w, struct args *a)
{
	struct render_cmdbuf *b = &a->render;

	good_syncs(w, a, sizeof(*b));
	b->header = (struct drm_asahi_cmd_header){
		DRM_ASAHI_CMD_RENDER, sizeof(b->render) + sizeof(b->extra), 0, 0,
	};
	b->render = render_empty(w->c);
}

static const struct row render_rows[] = {
	{ "extra", EINVAL, 0, { SET(render.extra, 1) } },
	{ "flags-unknown", EINVAL, 0, { SET(render.render.flags, 8) } },
	{ "flags-high", EINVAL, 0, { SET(render.render.flags, 1u << 31) } },
	{ "width-0", EINVAL, 0, { SET(render.render.width_px, 0) } },
	{ "width-beyond", EINVAL, 0, { SET(render.render.width_px, 16385) } },
	{ "height-0", EINVAL, 0, { SET(render.render.height_px, 0) } },
	{ "height-beyond", EINVAL, 0, { SET(render.render.height_px, 16385) } },
	{ "layers-0", EINVAL, 0, { SET(render.render.layers, 0) } },
	{ "layers-beyond", EINVAL, 0, { SET(render.render.layers, 2049) } },
	{ "utile-0", EINVAL, 0, { SET(render.render.utile_width_px, 0),
				  SET(render.render.utile_height_px, 0) } },
	{ "utile-16x32", EINVAL, 0, { SET(render.render.utile_width_px, 16) } },
	{ "utile-64x64", EINVAL, 0, { SET(render.render.utile_width_px, 64),
				      SET(render.render.utile_height_px, 64) } },
	{ "samples-0", EINVAL, 0, { SET(render.render.samples, 0) } },
	{ "samples-3", EINVAL, 0, { SET(render.render.samples, 3) } },
	{ "samples-8", EINVAL, 0, { SET(render.render.samples, 8) } },
	{ "vdm-barrier-on-itself", EINVAL, 0, { SET(render.header.vdm_barrier, 1) } },
	{ "cdm-barrier-without-compute", EINVAL, 0, { SET(render.header.cdm_barrier, 1) } },
	{ "timestamp-vertex-unknown", ENOENT, 0, { FROM(render.render.ts_vtx.start.handle,
							no_object) } },
	{ "timestamp-fragment-unknown", ENOENT, 0, { FROM(render.render.ts_frag.end.handle,
							  no_object) } },
	{ "timestamp-fragment-range", ERANGE, 0, { FROM(render.render.ts_frag.end.handle, object),
						   SET(render.render.ts_frag.end.offset,
						       PAGE) } },
	{ 0 },
};

const struct ioctl submit_ioctls[] = {
	{ "submit", DRM_IOCTL_ASAHI_SUBMIT, good_submit, undo_submit, submit_rows },
	{ "submit-many", DRM_IOCTL_ASAHI_SUBMIT, good_many, undo_submit, many_rows },
	{ "submit-attachments", DRM_IOCTL_ASAHI_SUBMIT, good_attachments, undo_submit,
	  attachments_rows },
	{ "submit-render", DRM_IOCTL_ASAHI_SUBMIT, good_render, undo_submit, render_rows },
	{ 0 },
};
